//! The judgement of one article: beside each corpus, beside what was seen, what is new, where it comes from.

use std::collections::BTreeMap;

use super::alone::Alone;
use super::news::{Analysed, add_news, new_sentences};
use super::together::together;
use crate::compare::because;
use crate::compare::corpora::{Corpus, Grounds};
use crate::compare::evidence::InCommon;
use crate::compare::memory::{Memory, Remembered};
use crate::compare::reading::Facts;
use crate::compare::stories::{
    Earlier, FiledBefore, Joining, Seen, Subject, Was, WithoutBackground, provenance,
};
use crate::compare::verdict::{Beside, Closeness, Provenance, StoryLink, TextRef, Verdict};
use crate::extract::Article;
use crate::id::{ItemId, StoryId};

/// Judges an article against every corpus and against what was filed before. `founding` is the
/// story that it founds if it joins none.
#[must_use]
pub fn judge(
    subject: Subject<'_>,
    filed: FiledBefore<'_>,
    grounds: &Grounds,
    founding: StoryId,
) -> Verdict {
    let FiledBefore { known, texts, .. } = filed;
    let mut earlier = filed.earlier(subject, grounds);
    let whole = Alone::beside_all(subject, grounds);
    let nothing = InCommon::default();
    let common = Alone::common(&whole).unwrap_or(&nothing);
    let without = WithoutBackground::of(subject, &mut earlier, filed, common, grounds);
    let (subject, alone) = match &without {
        Some(without) => {
            let rest = without.subject(subject);
            (rest, Alone::beside_all(rest, grounds))
        }
        None => (subject, whole),
    };
    let common = Alone::common(&alone).unwrap_or(&nothing);
    let own = subject.was.item().and_then(|item| known.story(item));
    let stays_in = match subject.was {
        Was::Read(_) => own,
        Was::Unknown | Was::Headline(_) => None,
    };
    let seen = Seen::of(subject, &earlier, filed, common, grounds);
    let mut corpora: BTreeMap<String, Beside> = alone
        .iter()
        .map(|one| (one.corpus.name.clone(), together(one, &alone, &seen, grounds)))
        .collect();
    let on_topic: Vec<&Corpus> = grounds
        .corpora
        .iter()
        .filter(|corpus| {
            corpora.get(&corpus.name).is_some_and(|beside| beside.closeness >= Closeness::Related)
        })
        .collect();
    let Joining { beside: mut seen, story, bridges } = seen.joining(stays_in, grounds);
    let joined = stays_in.or(story).or(own);
    let is_of_story = |item: ItemId| joined.is_some() && known.story(item) == joined;
    let of_story: Vec<(&Earlier, Facts)> = earlier
        .iter()
        .filter(|earlier| is_of_story(earlier.item))
        .map(|one| (one, Facts::of(&texts[&one.item], one.said(), &grounds.names)))
        .collect();
    let story_so_far: Vec<Analysed<'_>> = of_story
        .iter()
        .map(|(one, facts)| Analysed { article: &texts[&one.item], profile: one.said(), facts })
        .collect();
    let facts = if on_topic.is_empty() && story_so_far.is_empty() {
        Facts::default()
    } else {
        Facts::of(subject.article, subject.profile, &grounds.names)
    };
    let analysed = Analysed::of(subject, &facts);
    for corpus in &grounds.corpora {
        let Some(beside) = corpora.get_mut(&corpus.name) else { continue };
        if beside.closeness >= Closeness::Related {
            let tells = |item| known.standing(item).is_some_and(|known| known.tells(&corpus.name));
            let is_told = of_story.iter().any(|(one, _)| tells(one.item));
            add_news(beside, corpus, analysed, &story_so_far, grounds);
            beside.new_event &= !is_told;
        }
        beside.because = because::beside_corpus(beside, corpus, subject.profile, grounds);
    }
    seen.new_sentences =
        if story_so_far.is_empty() { Vec::new() } else { new_sentences(analysed, &story_so_far) };
    let provenance = if on_topic.is_empty() {
        Provenance::default()
    } else {
        provenance_of(subject, &seen, &corpora, texts, grounds)
    };
    Verdict {
        corpora,
        seen,
        story: joined.map_or(StoryLink::Founded(founding), StoryLink::Joined),
        bridges,
        background: without.map(|without| without.left_out).unwrap_or_default(),
        provenance,
    }
}

fn provenance_of(
    subject: Subject<'_>,
    seen: &Beside,
    corpora: &BTreeMap<String, Beside>,
    texts: &BTreeMap<ItemId, Article>,
    grounds: &Grounds,
) -> Provenance {
    let other = |of: &TextRef| match of {
        TextRef::Item(item) => texts.get(item),
        TextRef::Seed { corpus, file } => grounds
            .corpus(corpus)?
            .seeds
            .iter()
            .find(|seed| seed.file == *file)
            .map(|seed| &seed.article),
    };
    let besides: Vec<&Beside> = corpora.values().chain([seen]).collect();
    provenance(subject.article, &besides, &other)
}

/// Judges an article against one corpus alone.
#[must_use]
pub fn beside_corpus(subject: Subject<'_>, corpus: &Corpus, grounds: &Grounds) -> Beside {
    let alone = [Alone::of(subject, corpus, grounds)];
    let nothing = Memory::default();
    let known = Remembered { settled: &nothing, pending: &nothing };
    let mut beside = together(&alone[0], &alone, &Seen::nothing(subject, known), grounds);
    let facts = Facts::of(subject.article, subject.profile, &grounds.names);
    add_news(&mut beside, corpus, Analysed::of(subject, &facts), &[], grounds);
    beside.because = because::beside_corpus(&beside, corpus, subject.profile, grounds);
    beside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::compare::reading::Profile;
    use crate::compare::verdict::Copy;
    use crate::compare::{About, InStory, Names, Recall, TopicStanding, candidates};
    use crate::extract::Quality;
    use crate::settings;

    const SIGNING: &str = "VELDA, March 3 (RNA) — The Orlan and Veldan governments signed a \
        treaty on the Sarn ferry on Tuesday, ending nine \
        years of talks on who may cross the river and what it costs.\n\nUnder the treaty the Sarn \
        ferry will carry 40 lorries an hour between Velda and \
        Port Orl from the first of May, and both sides will share the tolls in equal parts, the \
        two transport ministers said.\n\n“The river no longer \
        divides us, it feeds us,” said Minister Ilse Tarn after the ceremony, which was held on \
        the landing stage in heavy rain.\n\nThe treaty names a \
        joint board of six engineers that will inspect the ferry every month and may halt it for \
        up to 24 hours.";
    const FLOWERS: &str = "The flower market of Brenn opened on Saturday with a record number of \
        tulips. Growers from the valley brought four hundred \
        kinds, among them a black one that took the first prize. Visitors queued around the \
        block, and the mayor bought a bunch for her mother.";
    const REWRITE: &str = "Two neighbours who quarrelled for nine years over a ferry have made \
        peace. Orlan and Veldan ministers put their names to the \
        Sarn treaty in Velda in the rain, and lorries are to roll onto the ferry in May. Tolls \
        will be shared equally. Critics in Port Orl say that 12 \
        million crowns for a new pier were never budgeted.";
    const RATIFIED: &str = "The parliament of Orlan ratified the Sarn ferry treaty on Monday by \
        61 votes to 40, clearing the way for lorries between \
        Velda and Port Orl. Minister Ilse Tarn said that the joint board would meet in October. \
        The Veldan parliament has yet to vote on the treaty.";

    fn article(headline: &str, published: Option<&str>, text: &str) -> Article {
        Article {
            published: published.map(|when| when.parse().unwrap()),
            language: Some("en".to_owned()),
            dateline: text.contains("(RNA)").then(crate::extract::Dateline::default),
            ..Article::new("https://news.example/a".parse().unwrap(), headline, text)
        }
    }

    fn grounds() -> Grounds {
        let names = Names::default();
        let seeds = vec![(
            "signing.txt".to_owned(),
            article("Sarn ferry treaty signed", Some("2026-03-03"), SIGNING),
        )];
        let corpora = vec![Corpus::new("ferry", seeds, &About::default(), &names)];
        Grounds::new(names, corpora, settings::Compare::default())
    }

    fn beside(article: &Article) -> Beside {
        let grounds = grounds();
        let profile = Profile::new(article, &grounds.names);
        beside_corpus(Subject::new(article, &profile), &grounds.corpora[0], &grounds)
    }

    #[track_caller]
    fn check(headline: &str, published: &str, text: &str, relation: &str) {
        let beside = beside(&article(headline, Some(published), text));
        assert_eq!(beside.relation(), relation, "{}", beside.because);
    }

    #[test]
    fn copies_are_told_by_how_much_they_hold() {
        check(
            "Another title",
            "2026-03-04",
            &SIGNING.replace("VELDA, March 3 (RNA) — ", "").replace('“', "\"").to_uppercase(),
            "duplicate",
        );
        check(
            "Ferry",
            "2026-03-03",
            &SIGNING.replace("Tuesday", "March 3").replace("heavy rain", "pouring rain"),
            "near-duplicate",
        );
        let abridged: String = SIGNING.split_inclusive("\n\n").take(2).collect();
        check("Ferry treaty", "2026-03-03", &abridged, "reprint");
        check(
            "Market and treaty",
            "2026-03-05",
            &format!("{FLOWERS} {FLOWERS}\n\n{SIGNING}"),
            "reprint",
        );
        let quotation = "“The river no longer divides us, it feeds us,” said Minister Ilse Tarn \
            after the ceremony, which was held on the landing stage.";
        check("Tulips", "2026-03-05", &format!("{FLOWERS} {FLOWERS} {quotation}"), "excerpt");
        check("Tulips", "2026-03-05", FLOWERS, "unrelated");
    }

    /// Checks the copy, and how the sentence that explains it begins, beside a report as a seed.
    #[track_caller]
    fn check_beside(seed: &str, text: &str, expected: Copy, because: &str) {
        let names = Names::default();
        let seeds = vec![("known.txt".to_owned(), article("Known", Some("2026-03-03"), seed))];
        let corpus = Corpus::new("ferry", seeds, &About::default(), &names);
        let grounds = Grounds::new(names, vec![corpus], settings::Compare::default());
        let article = article("Ferry", Some("2026-03-04"), text);
        let profile = Profile::new(&article, &grounds.names);
        let beside = beside_corpus(Subject::new(&article, &profile), &grounds.corpora[0], &grounds);
        assert_eq!(beside.copy, expected, "{}", beside.because);
        assert!(beside.because.starts_with(because), "{}", beside.because);
    }

    #[test]
    fn a_report_that_holds_all_of_a_flash_is_no_reprint_of_it_and_the_flash_is_one_of_the_report() {
        let flash = &SIGNING[..SIGNING.find("\n\n").unwrap()];
        let report = format!("{SIGNING}\n\n{REWRITE}");
        check_beside(flash, &report, Copy::Excerpt, "Holds 100 % of known.txt, which is 19 %");
        check_beside(&report, flash, Copy::Reprint, "Reprint of known.txt: 100 % of this text");
    }

    #[test]
    fn a_rewrite_reports_the_same_event_and_says_what_it_adds() {
        let beside = beside(&article("Ferry peace", Some("2026-03-04"), REWRITE));
        assert_eq!(beside.relation(), "same-story", "{}", beside.because);
        let crowns = beside
            .new_sentences
            .iter()
            .find(|sentence| sentence.text.contains("12 million"))
            .unwrap();
        assert!(crowns.facts.iter().any(|fact| fact.text.starts_with("12")), "{:?}", crowns.facts);
    }

    #[test]
    fn what_happened_months_later_is_a_new_event_once() {
        let grounds = grounds();
        let now: Timestamp = "2026-09-08T08:00:00Z".parse().unwrap();
        let (mut memory, nothing) = (Memory::default(), Memory::default());
        let mut texts = BTreeMap::new();
        let mut told = Vec::new();
        for (number, text) in [
            RATIFIED.to_owned(),
            format!(
                "Velda radio reports. {}",
                RATIFIED.replace("clearing the way", "which opens the way")
            ),
        ]
        .iter()
        .enumerate()
        {
            let article = article("Parliament ratifies treaty", Some("2026-09-07"), text);
            let profile = Profile::new(&article, &grounds.names);
            let known = Remembered { settled: &memory, pending: &nothing };
            let wanted = candidates(&profile, known, None);
            assert_eq!(wanted.len(), number);
            let id = number as i64 + 1;
            let filed = FiledBefore { known, texts: &texts, now };
            let verdict = judge(Subject::new(&article, &profile), filed, &grounds, StoryId(id));
            memory.remember(
                InStory { item: ItemId(id), story: verdict.story.story(), seen: now },
                &profile,
                TopicStanding::of(&verdict, &profile),
            );
            texts.insert(ItemId(id), article.clone());
            told.push((
                verdict.corpora["ferry"].closeness,
                verdict.corpora["ferry"].new_event,
                verdict.story,
            ));
        }
        assert_eq!(told[0], (Closeness::Related, true, StoryLink::Founded(StoryId(1))));
        assert_eq!(told[1], (Closeness::Related, false, StoryLink::Joined(StoryId(1))));
    }

    #[test]
    fn a_page_read_whole_at_last_may_turn_out_to_tell_a_known_story() {
        let grounds = grounds();
        let now: Timestamp = "2026-09-08T08:00:00Z".parse().unwrap();
        let (mut memory, nothing) = (Memory::default(), Memory::default());
        let article = article("Parliament ratifies treaty", Some("2026-09-07"), RATIFIED);
        let profile = Profile::new(&article, &grounds.names);
        for number in [1, 2] {
            let item = InStory { item: ItemId(number), story: StoryId(number), seen: now };
            memory.remember(item, &profile, None);
        }
        let texts = BTreeMap::from([(ItemId(1), article.clone())]);
        let known = Remembered { settled: &memory, pending: &nothing };
        for (was, story) in
            [(Was::Headline(ItemId(2)), 1), (Was::Read(ItemId(2)), 2), (Was::Unknown, 1)]
        {
            let verdict = judge(
                Subject { was, ..Subject::new(&article, &profile) },
                FiledBefore { known, texts: &texts, now },
                &grounds,
                StoryId(3),
            );
            assert_eq!(verdict.story, StoryLink::Joined(StoryId(story)), "{was:?}");
        }
    }

    #[test]
    fn a_page_that_was_not_read_whole_is_no_copy_of_anything() {
        let mut article = article("Ferry treaty", Some("2026-03-03"), SIGNING);
        article.quality = Quality::HeadlineOnly;
        assert_eq!(beside(&article).copy, Copy::None);
    }

    #[test]
    fn spans_cut_the_same_words_from_both_texts() {
        let other = article(
            "Tulips",
            Some("2026-03-05"),
            &format!("{FLOWERS}\n\n{}", &SIGNING[SIGNING.find("Under the treaty").unwrap()..]),
        );
        let beside = beside(&other);
        let passage = &beside.passages[0];
        assert_eq!(&other.text[passage.span.clone()], passage.text);
        assert!(SIGNING[passage.other_span.clone()].starts_with("Under the treaty"));
        assert!(
            beside.new_sentences.iter().all(|sentence| FLOWERS.contains(&sentence.text)),
            "what a seed says is not new"
        );
    }

    #[test]
    fn a_memory_survives_its_snapshot_and_forgets_old_stories() {
        let grounds = grounds();
        let profile = Profile::new(&article("Ferry", Some("2026-03-03"), SIGNING), &grounds.names);
        let rewrite =
            Profile::new(&article("Ferry peace", Some("2026-03-04"), REWRITE), &grounds.names);
        let mut memory = Memory::default();
        let seen: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
        memory.remember(InStory { item: ItemId(7), story: StoryId(1), seen }, &profile, None);
        let mut recall = Recall::new(1, seen, grounds.thresholds.story_window);
        recall.part(&memory.unsaved()).unwrap();
        let mut memory = recall.done();
        let nothing = Memory::default();
        assert_eq!(
            candidates(&rewrite, Remembered { settled: &memory, pending: &nothing }, None),
            [ItemId(7)]
        );
        memory.age("2026-06-01T00:00:00Z".parse().unwrap(), grounds.thresholds.story_window);
        assert_eq!(
            candidates(&rewrite, Remembered { settled: &memory, pending: &nothing }, None),
            []
        );
        assert_eq!(
            candidates(&profile, Remembered { settled: &memory, pending: &nothing }, None),
            [ItemId(7)],
            "fingerprints stay"
        );
    }
}
