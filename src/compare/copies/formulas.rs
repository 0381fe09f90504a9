//! What two texts may share without one copying the other: set phrases, titles of office, legal
//! footers, the lines between the figures of a template.
//!
//! No list of phrases: they are told by how long they are, how much their words say, and where they
//! stand.

use std::ops::Range;

use super::shared::{SharedPassage, covered, slots_in};
use super::side::Side;

/// Words of the shortest passage: a shared run of fewer is a formula, not a quotation, such as
/// "president of the Russian Federation".
const SHORTEST_PASSAGE: f32 = 10.0;
/// What a passage says at least if it is all that two texts share: about fourteen words of news.
/// Seven in ten of the formulas of agencies say less, one in five of the sentences of ten words and
/// more.
const LEAST_MASS: f32 = 33.0;
/// What several passages, each of which says less, say together at least.
const LEAST_MASS_TOGETHER: f32 = 50.0;
/// How many times more a passage has to say that is a part of a sentence in both texts: it may be a
/// title of office.
const OF_A_PART: f32 = 1.5;
/// The mean weight of a word in a text in a language that the table of frequencies knows well.
const USUAL_WEIGHT: f32 = 2.4;
/// The most that a word weighs in such a text; in others, less.
const MOST_WEIGHT: f32 = 5.3;
/// The share of either text that, once it stands in the other, says that what else both have was
/// copied with it.
const COPIED_SHARE: f32 = 0.3;
/// Words that a footer has at most.
const LONGEST_FOOTER: f32 = 60.0;
/// The share of names and titles, among the words that say anything, from which on a part of a
/// sentence names somebody.
const NAMED_SHARE: f32 = 0.75;
/// Words of a template for each of its slots, at most.
const WORDS_A_SLOT: f32 = 16.0;
/// Slots of a template, at least: fewer are figures brought up to date.
const LEAST_SLOTS: usize = 3;
/// Words of a gap between two runs that may be slots alone, at most: a longer gap has one slot at
/// most.
const SHORT_GAP: usize = 8;
/// Words between two runs of one template, at most, in either text.
const BETWEEN: usize = 25;

/// The passages among the runs that two texts share: none where they say too little.
pub fn passages_among(
    runs: Vec<SharedPassage>,
    here: &Side<'_>,
    there: &Side<'_>,
) -> Vec<SharedPassage> {
    let runs = without_templates(runs, here, there);
    let long: Vec<&SharedPassage> =
        runs.iter().filter(|run| run.words >= SHORTEST_PASSAGE).collect();
    let share = covered(long.iter().map(|run| run.here.clone()), here)
        .max(covered(long.iter().map(|run| run.there.clone()), there));
    if share >= COPIED_SHARE {
        return runs;
    }
    let kept: Vec<SharedPassage> =
        long.into_iter().filter(|run| !names_somebody(run, here, there)).cloned().collect();
    let usual = usual_weight(here).max(usual_weight(there)).max(USUAL_WEIGHT);
    let masses = kept.iter().filter(|run| !closes_both(run, here, there)).map(|run| {
        let mass = mass(here, run.here.clone(), usual);
        if is_part(here, &run.here) && is_part(there, &run.there) { mass / OF_A_PART } else { mass }
    });
    let (most, together) =
        masses.fold((0.0f32, 0.0), |(most, together), mass| (most.max(mass), together + mass));
    if most >= LEAST_MASS || together >= LEAST_MASS_TOGETHER { kept } else { Vec::new() }
}

/// How much a run says, told from the `usual` weight of a word in its text. Where the table lacks
/// most words, that it lacks one says nothing.
fn mass(side: &Side<'_>, words: Range<usize>, usual: f32) -> f32 {
    let most = (MOST_WEIGHT - 2.0 * (usual - USUAL_WEIGHT)).max(USUAL_WEIGHT);
    words.map(|at| side.size(at) * (side.weight(at) * USUAL_WEIGHT / usual).min(most)).sum()
}

/// The mean weight of a word in a text.
fn usual_weight(side: &Side<'_>) -> f32 {
    let size = side.sizes(0..side.len());
    let mass: f32 = (0..side.len()).map(|at| side.size(at) * side.weight(at)).sum();
    if size > 0.0 { mass / size } else { USUAL_WEIGHT }
}

/// The runs that belong to no template. Runs side by side in both texts, with slots all over them,
/// are one.
fn without_templates(
    runs: Vec<SharedPassage>,
    here: &Side<'_>,
    there: &Side<'_>,
) -> Vec<SharedPassage> {
    let mut kept = Vec::new();
    let mut runs = runs.into_iter().peekable();
    while let Some(first) = runs.next() {
        let mut slots = first.slots;
        let mut chain = vec![first];
        while let Some(next) = runs.next_if(|next| follows(&chain[chain.len() - 1], next)) {
            let last = &chain[chain.len() - 1];
            slots += next.slots + slots_between(last, &next, here, there);
            chain.push(next);
        }
        let words: f32 = chain.iter().map(|run| run.words).sum();
        // What was misread all over looks as if it had slots; a template has hardly a misread word.
        let misread: usize = chain.iter().map(|run| run.misread).sum();
        if slots < LEAST_SLOTS || slots * 2 < misread || slots as f32 * WORDS_A_SLOT < words {
            kept.extend(chain);
        }
    }
    kept
}

/// The number of slots where two runs part. A long gap is another text in between, and sentences
/// that are whole were quoted.
fn slots_between(
    last: &SharedPassage,
    next: &SharedPassage,
    here: &Side<'_>,
    there: &Side<'_>,
) -> usize {
    let is_whole = |run: &SharedPassage| run.slots == 0 && run.words >= SHORTEST_PASSAGE;
    if is_whole(last) && is_whole(next) {
        return 0;
    }
    let (gap, other_gap) = (last.here.end..next.here.start, last.there.end..next.there.start);
    let most = if gap.len().max(other_gap.len()) > SHORT_GAP { 1 } else { usize::MAX };
    slots_in(here, gap, there, other_gap).min(most)
}

/// Whether `next` stands close behind `last` in both texts.
fn follows(last: &SharedPassage, next: &SharedPassage) -> bool {
    next.there.start >= last.there.end
        && next.here.start - last.here.end <= BETWEEN
        && next.there.start - last.there.end <= BETWEEN
}

/// Whether a run is the end of both texts: a footer, unless more is shared. Not always a paragraph
/// of its own.
fn closes_both(run: &SharedPassage, here: &Side<'_>, there: &Side<'_>) -> bool {
    run.words <= LONGEST_FOOTER
        && run.here.end + 1 >= here.len()
        && run.there.end + 1 >= there.len()
}

/// Whether a run is a part of a sentence in both texts, and hardly more than names and titles.
fn names_somebody(run: &SharedPassage, here: &Side<'_>, there: &Side<'_>) -> bool {
    let telling: Vec<usize> = run.here.clone().filter(|at| here.weight(*at) >= 1.0).collect();
    let names = telling.iter().filter(|at| here.is_name(**at)).count();
    let is_named = names as f32 >= NAMED_SHARE * telling.len() as f32;
    is_named && is_part(here, &run.here) && is_part(there, &run.there)
}

/// Whether `words` begin behind their sentence's second word, or end before its last but one.
fn is_part(side: &Side<'_>, words: &Range<usize>) -> bool {
    let sentence = |at: usize| side.token(at).sentence;
    let begins = words.start < 2 || sentence(words.start - 2) != sentence(words.start);
    let ends = words.end + 1 >= side.len() || sentence(words.end + 1) != sentence(words.end - 1);
    !begins || !ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;
    use crate::compare::copies::align;
    use crate::compare::reading::Profile;
    use crate::extract::Article;

    const TULIPS: &str = "The flower market of Brenn opened on Saturday with a record number of \
        tulips. Growers from the valley brought four hundred \
        kinds, among them a black one that took the first prize.";
    const FERRY: &str = "Lorries will roll across the Sarn from the first of May, the two \
        ministers said after nine years of talks. A joint board of \
        six engineers will inspect the ferry every month.";

    #[track_caller]
    fn check(here: &str, there: &str, passages: usize) {
        let profile = |text: &str| {
            Profile::new(
                &Article::new("https://news.example/a".parse().unwrap(), "", text),
                &Names::default(),
            )
        };
        let (here, there) = (profile(here), profile(there));
        let found = align(&Side::new(&here), &Side::new(&there)).passages;
        assert_eq!(found.len(), passages, "{found:?}");
    }

    #[test]
    fn a_sentence_that_says_little_is_a_formula_and_one_that_says_more_a_passage() {
        let formula = "The ministry did not immediately respond to a request for comment.";
        check(&format!("{TULIPS} {formula} {TULIPS}"), &format!("{FERRY} {formula} {FERRY}"), 0);
        let sentence = "The treasurer counted the turnstile coins by candlelight because the \
            lamps had been pawned.";
        check(&format!("{TULIPS} {sentence} {TULIPS}"), &format!("{FERRY} {sentence} {FERRY}"), 1);
    }

    #[test]
    fn what_closes_both_texts_is_a_footer() {
        let footer = "All rights reserved. Nothing on these pages may be published, broadcast, \
            rewritten or redistributed without permission.";
        check(
            &format!("{TULIPS}\n\n{TULIPS}\n\n{footer}"),
            &format!("{FERRY}\n\n{FERRY}\n\n{footer}"),
            0,
        );
        check(
            &format!("{TULIPS}\n\n{footer}\n\n{TULIPS}"),
            &format!("{FERRY}\n\n{FERRY}\n\n{footer}"),
            1,
        );
    }

    #[test]
    fn a_title_of_office_in_a_sentence_is_no_passage() {
        let title = "Osric Valdane, General Secretary of the United Workers Party of Orlan and \
            President of the State Council of the Republic of Orlan";
        check(
            &format!("{TULIPS} A wreath came from {title}, on time. {TULIPS}"),
            &format!("{FERRY} Nobody had seen {title} arrive. {FERRY}"),
            0,
        );
    }

    #[test]
    fn two_stories_on_one_template_share_no_passage() {
        let story = |team: &str,
                     other: &str,
                     minute: u32,
                     player: &str,
                     metres: u32,
                     town: &str| {
            format!(
                "{team} won by a single goal against {other} on a wet pitch. {player} scored in \
                    the {minute}th minute with a shot from {metres} metres \
                 that the keeper could only watch. The side from {town} now has {} points and \
                 will play {other} again in the cup.",
                minute + metres
            )
        };
        check(
            &story("Kelberg", "Marrick", 12, "Aske", 20, "Oxley"),
            &story("Esker", "Vorne", 77, "Dorn", 31, "Tolby"),
            0,
        );
        check(
            &story("Kelberg", "Marrick", 12, "Aske", 20, "Oxley"),
            &story("Kelberg", "Marrick", 12, "Aske", 20, "Oxley"),
            1,
        );
    }
}
