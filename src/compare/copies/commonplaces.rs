//! Passages that reports of many stories have: an agency's paragraph on itself, a form to give
//! money by, the background that stands under every report on one country. Whoever prints one
//! copies nobody.
//!
//! They are told by the stories of the items that have their fingerprints. What forty papers
//! reprint is one story, and no commonplace.
//!
//! # Limits
//! The first reports that have such a passage are taken to copy it from each other. A statement
//! that reports of as many stories quote is one, too; beside a seed that has it, it is still told.

use std::ops::Range;

use crate::compare::words::{RUN, WINDOW, run_hash};

/// Stories from which on a passage is a commonplace.
const STORIES: usize = 8;
/// Words of the shortest commonplace, as fingerprints show it: less is a phrase, and weighed as
/// one.
const SHORTEST: usize = 10;
/// Words that a commonplace may reach beyond its first and its last fingerprint.
const BEYOND: usize = WINDOW - 1;

/// Fingerprints of a text that stand in items of [`STORIES`] different stories and more, each with
/// these stories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commonplaces {
    /// Fingerprints with their stories; sorted, as are the stories of each.
    prints: Vec<(u64, Vec<u32>)>,
}

impl Commonplaces {
    #[must_use]
    pub fn new(prints: impl Iterator<Item = (u64, Vec<u32>)>) -> Self {
        let sorted = prints.map(|(print, mut stories)| {
            stories.sort_unstable();
            stories.dedup();
            (print, stories)
        });
        let mut prints: Vec<(u64, Vec<u32>)> =
            sorted.filter(|(_, stories)| stories.len() >= STORIES).collect();
        prints.sort_unstable();
        Self { prints }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.prints.is_empty()
    }

    /// The places of commonplaces among the hashes of a text's words, in order; none overlaps
    /// another.
    #[must_use]
    pub fn within(&self, words: &[u64]) -> Vec<Range<usize>> {
        let mut places: Vec<Range<usize>> = Vec::new();
        let mut chain: Option<(Range<usize>, Vec<u32>)> = None;
        let mut add = |found: Range<usize>| {
            let place = found.start.saturating_sub(BEYOND)..(found.end + BEYOND).min(words.len());
            match places.last_mut() {
                _ if found.len() < SHORTEST => {}
                Some(last) if last.end >= place.start => last.end = place.end,
                _ => places.push(place),
            }
        };
        if self.is_empty() {
            return places;
        }
        for (at, run) in words.windows(RUN).enumerate() {
            let Some(stories) = self.stories(run_hash(run)) else { continue };
            chain = Some(match chain.take() {
                Some((found, so_far)) => {
                    // One passage for as long as the same stories have it.
                    let both: Vec<u32> = so_far
                        .iter()
                        .filter(|story| stories.binary_search(story).is_ok())
                        .copied()
                        .collect();
                    if at + RUN <= found.end + WINDOW && both.len() >= STORIES {
                        (found.start..at + RUN, both)
                    } else {
                        add(found);
                        (at..at + RUN, stories.to_vec())
                    }
                }
                None => (at..at + RUN, stories.to_vec()),
            });
        }
        chain.into_iter().for_each(|(found, _)| add(found));
        places
    }

    fn stories(&self, print: u64) -> Option<&[u32]> {
        let place = self.prints.binary_search_by_key(&print, |(print, _)| *print).ok()?;
        Some(&self.prints[place].1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::trial::Trial;
    use crate::compare::words::{winnow, word_hash};
    use crate::compare::{Copy, Verdict};
    use crate::extract::Article;
    use crate::id::StoryId;

    const FORM: &str = "The Harn Valley Courier is owned by its four thousand readers and prints \
        no advertisements. If you think that somebody \
        should sit through the meetings of the county board, give five crowns a month to its \
        foundation; gifts are free of tax in Orlan and \
        Velda, and every giver gets the almanac with the ferry's timetable in December.";

    /// Sentences of invented words, others for every number.
    fn report(number: usize, words: usize) -> String {
        let sentences: Vec<String> = (0..words / 10)
            .map(|sentence| (0..10).map(|word| format!("w{number}o{sentence}r{word} ")).collect())
            .collect();
        sentences.join(". ")
    }

    /// Files a text of a site of its own.
    fn file(trial: &mut Trial, text: &str) -> Verdict {
        let site = format!("news{}.example", trial.texts.len());
        let article = Article::new(format!("https://{site}/a").parse().unwrap(), "", text);
        trial.file(article, "2026-03-03T08:00:00Z")
    }

    #[test]
    fn a_form_under_the_reports_of_many_stories_makes_no_copy() {
        let mut trial = Trial::new(Vec::new());
        let copies: Vec<Copy> = (0..12)
            .map(|number| file(&mut trial, &format!("{}\n\n{FORM}", report(number, 100))).seen.copy)
            .collect();
        assert_eq!(
            copies[..STORIES],
            [vec![Copy::None], vec![Copy::Excerpt; STORIES - 1]].concat(),
            "until it is known"
        );
        assert_eq!(copies[STORIES..], [Copy::None; 12 - STORIES]);
        assert_eq!(
            file(&mut trial, &format!("{}\n\n{FORM}", report(99, 30))).seen.copy,
            Copy::None,
            "though it is most of the text"
        );
        let quoting = format!("{}\n\n{}\n\n{FORM}", report(50, 100), &report(3, 100)[..230]);
        let verdict = file(&mut trial, &quoting);
        assert_eq!(verdict.seen.copy, Copy::Excerpt, "what stands beside it still does");
        assert!(
            verdict.seen.passages.iter().all(|passage| passage.text.contains("w3o0r0")),
            "{:?}",
            verdict.seen.passages
        );
        let end: Vec<String> =
            report(4, 100).split_inclusive(". ").skip(7).map(str::to_owned).collect();
        let running_on = format!("{}\n\n{}\n\n{FORM}", report(60, 50), end.concat());
        assert_eq!(
            file(&mut trial, &running_on).seen.copy,
            Copy::Excerpt,
            "three sentences that run on into it are no reprint"
        );
        let abridged = format!("{}\n\n{FORM}", &report(5, 100)[..600]);
        assert!(file(&mut trial, &abridged).seen.copy >= Copy::Reprint, "and so does a reprint");
    }

    #[test]
    fn what_many_papers_reprint_is_no_commonplace() {
        let mut trial = Trial::new(Vec::new());
        let wire = report(0, 200);
        file(&mut trial, &wire);
        for paper in 1..=40 {
            let verdict = file(&mut trial, &format!("{}\n\n{wire}", report(paper, 20)));
            assert!(
                verdict.seen.copy >= Copy::Reprint,
                "in paper {paper}: {:?}",
                verdict.seen.copy
            );
            assert_eq!(verdict.story.story(), StoryId(1));
        }
    }

    fn commonplaces(words: &[u64], stories: u32) -> Commonplaces {
        Commonplaces::new(
            winnow(words, &vec![4.6; words.len()])
                .into_iter()
                .map(|print| (print, (0..stories).chain(0..stories).collect())),
        )
    }

    proptest! {
        #[test]
        fn a_form_is_found_wherever_it_stands_and_nothing_far_from_it(
            before in prop::collection::vec(0u64..50, 0..60),
            form in prop::collection::btree_set(100u64..9_000, 30..90),
            after in prop::collection::vec(50u64..99, 0..60),
        ) {
            let hash = |word: u64| word_hash(&word.to_string());
            let hashes = |words: Vec<u64>| words.into_iter().map(hash).collect::<Vec<u64>>();
            let form = hashes(form.into_iter().collect());
            let text = [hashes(before.clone()), form.clone(), hashes(after)].concat();
            let found = commonplaces(&form, STORIES as u32).within(&text);
            let is_found = |at: usize| found.iter().any(|place| place.contains(&at));
            let of_form = before.len()..before.len() + form.len();
            for at in 0..text.len() {
                let is_near_an_end =
                    at.abs_diff(of_form.start) <= BEYOND || at.abs_diff(of_form.end) <= BEYOND;
                prop_assert!(
                    is_found(at) == of_form.contains(&at) || is_near_an_end,
                    "{} in {:?} {:?}", at, of_form, found
                );
            }
            prop_assert!(commonplaces(&form, STORIES as u32 - 1).within(&text).is_empty());
        }
    }

    #[test]
    fn phrases_of_different_stories_do_not_make_one_passage() {
        let words: Vec<u64> = (0..40).collect();
        let prints = winnow(&words, &vec![4.6; words.len()]).into_iter().enumerate();
        let apart = Commonplaces::new(prints.map(|(place, print)| {
            (print, (0..20).map(|story| 100 * place as u32 + story).collect())
        }));
        assert!(!apart.is_empty());
        assert!(apart.within(&words).is_empty());
        assert_eq!(commonplaces(&words, 20).within(&words), vec![0..40]);
        assert!(Commonplaces::default().within(&words).is_empty());
    }
}
