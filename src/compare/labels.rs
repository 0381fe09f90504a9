//! The texts that a person labelled beside one corpus: each moves its thresholds, answers for its
//! copies, and is a test.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::commonplaces::Commonplaces;
use super::corpora::{AboutLabelled, Corpus, Grounds};
use super::judge::{Subject, beside_corpus};
use super::likeness::{REPRINT_COVER, liken};
use super::names::Names;
use super::overlap::SharedTerms;
use super::profile::Profile;
use super::thresholds::{Label, Scored, Thresholds};
use super::verdict::{Beside, Closeness, Copy, TextRef};
use crate::extract::{Article, kept};
use crate::id::ItemId;
use crate::settings::{Fault, RawFile};

/// A text that a person labelled.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The path of the text below the corpus's folder: `judged/2026-11-25-ferry-halted.txt`.
    pub file: String,
    pub is: Label,
    pub item: Option<ItemId>,
    /// The day on which it was labelled.
    pub on: Option<Date>,
    pub article: Article,
    pub profile: Profile,
}

/// The labelled texts of one corpus.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    texts: Vec<Labelled>,
    /// The terms and fingerprints by which a text is set beside all of them, in their order.
    shared: SharedTerms,
}

/// The label that decides a verdict: the item is a copy of a labelled text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsLabelled {
    pub file: String,
    pub is: Label,
    #[serde(default)]
    pub on: Option<Date>,
    /// The kind of copy that the item is of the labelled text.
    pub copy: Copy,
}

/// A labelled text as the machine judges it without any label.
#[derive(Debug, Clone)]
pub struct Unaided<'a> {
    pub judged: &'a Labelled,
    pub beside: Beside,
    pub is_as_wanted: bool,
}

impl Label {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Background => "background",
        }
    }

    /// The verdict that the label asks for, as people read it.
    #[must_use]
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Yes => "same-story or a copy",
            Self::No => "unrelated",
            Self::Background => "related and no new event",
        }
    }

    /// Whether a verdict is what the label asks for. What is told as a new event is told as wanted
    /// with `yes`, and not with `background`.
    #[must_use]
    pub fn is_met_by(self, beside: &Beside) -> bool {
        let is_copy = beside.copy >= Copy::Reprint;
        match self {
            Self::Yes => is_copy || beside.closeness == Closeness::SameStory || beside.new_event,
            Self::No => !is_copy && beside.closeness == Closeness::Unrelated,
            Self::Background => beside.closeness == Closeness::Related && !beside.new_event,
        }
    }
}

/// A word that is no label.
#[derive(Debug, thiserror::Error)]
#[error("write yes (my story), background (on the topic, not my event) or no (not on the topic)")]
pub struct NotALabel;

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(word: &str) -> Result<Self, NotALabel> {
        [Self::Yes, Self::No, Self::Background]
            .into_iter()
            .find(|one| one.name() == word)
            .ok_or(NotALabel)
    }
}

impl Labelled {
    /// Reads the labelled text that an entry of `corpus.toml` names, as it was kept.
    ///
    /// # Errors
    /// When the text is not UTF-8.
    pub fn read(about: &AboutLabelled, file: &RawFile, names: &Names) -> Result<Self, Fault> {
        let article = kept(&about.file, file.text()?, about.published, about.language.as_deref());
        let profile = Profile::new(&article, names);
        Ok(Self {
            file: about.file.clone(),
            is: about.is,
            item: about.item,
            on: about.on,
            article,
            profile,
        })
    }
}

impl Labels {
    #[must_use]
    pub fn new(texts: Vec<Labelled>) -> Self {
        let shared =
            SharedTerms::by(&texts.iter().map(|judged| &judged.profile).collect::<Vec<_>>());
        Self { texts, shared }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Labelled> {
        self.texts.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The labelled text of which `profile` is a copy, the kind of copy, and the share of `profile`
    /// that stands there; among several the one that holds most of it, of equals the last one.
    fn copied_by(&self, profile: &Profile) -> Option<(&Labelled, Copy, f32)> {
        let overlaps = self.shared.with(profile);
        let alike = self.texts.iter().zip(&overlaps).filter(|(_, overlap)| overlap.shares_a_print);
        let copies = alike.map(|(judged, overlap)| {
            let of = TextRef::Seed { corpus: String::new(), file: judged.file.clone() };
            let likeness = liken(profile, &judged.profile, overlap, of, &Commonplaces::default());
            let held = if likeness.copy == Copy::Duplicate {
                1.0
            } else {
                likeness.alignment.here_in_there
            };
            (judged, likeness.copy, held)
        });
        copies
            .filter(|(_, copy, held)| *copy >= Copy::Reprint && *held >= REPRINT_COVER)
            .max_by(|a, b| a.2.total_cmp(&b.2))
    }
}

/// Gives a copy of a labelled text the label's answer, unless it holds more of a seed.
pub(super) fn answer(beside: &mut Beside, profile: &Profile, corpus: &Corpus) {
    let Some((judged, copy, held)) = corpus.judged.copied_by(profile) else { return };
    if beside.copy >= Copy::Reprint && beside.containment.item_in_seed > held {
        return;
    }
    beside.judged =
        Some(AsLabelled { file: judged.file.clone(), is: judged.is, on: judged.on, copy });
    beside.closeness = match judged.is {
        Label::Yes => Closeness::SameStory,
        Label::No => Closeness::Unrelated,
        Label::Background => Closeness::Related,
    };
    if judged.is == Label::No {
        beside.copy = Copy::None;
    }
}

impl Corpus {
    /// Each labelled text beside the seeds, with this corpus's thresholds, as if it had no label.
    #[must_use]
    pub fn unaided(&self, grounds: &Grounds) -> Vec<Unaided<'_>> {
        if self.judged.is_empty() {
            return Vec::new();
        }
        let unjudged = Self { judged: Labels::default(), ..self.clone() };
        self.judged
            .iter()
            .map(|judged| {
                let beside = beside_corpus(
                    Subject::new(&judged.article, &judged.profile),
                    &unjudged,
                    grounds,
                );
                Unaided { judged, is_as_wanted: judged.is.is_met_by(&beside), beside }
            })
            .collect()
    }

    /// The thresholds of `grounds`, moved by the labels of this corpus.
    #[must_use]
    pub(super) fn moved_thresholds(&self, grounds: &Grounds) -> Thresholds {
        let scored: Vec<Scored> = self.unaided(grounds).iter().map(scored).collect();
        Thresholds::from(&grounds.thresholds).moved(&scored)
    }
}

/// A labelled text as the thresholds see it.
fn scored(unaided: &Unaided<'_>) -> Scored {
    let Unaided { judged, beside, is_as_wanted } = unaided;
    Scored {
        is: judged.is,
        topic: beside.on_topic.as_ref().map_or(0.0, |weighing| weighing.probability),
        event: beside.one_event.as_ref().map_or(0.0, |weighing| weighing.probability),
        is_on_topic: beside.closeness >= Closeness::Related,
        // what is told as a new event, or as a copy, is told as wanted
        is_same_story: beside.closeness == Closeness::SameStory
            || (judged.is == Label::Yes && *is_as_wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::About;
    use crate::settings;

    const SIGNED: &str = "VELDA, March 3 (RNA) — The Orlan and Veldan governments signed a treaty \
        on the Sarn ferry on Tuesday, ending nine years of talks \
        on who may cross the river and what it costs.\n\nUnder the treaty the Sarn ferry will \
        carry 40 lorries an hour between Velda and Port Orl from \
        the first of May, and both sides will share the tolls in equal parts, the two transport \
        ministers said.";
    const RETOLD: &str = "Two neighbours who quarrelled for nine years over the Sarn ferry have \
        made peace. Orlan and Veldan ministers put their names to a \
        treaty in Velda on Tuesday, and lorries are to roll onto the ferry in May. Tolls will be \
        shared equally between Velda and Port Orl.";
    const FLOWERS: &str = "The flower market of Brenn opened on Saturday with a record number of \
        tulips. Growers from the valley brought four hundred kinds, \
        among them a black one that took the first prize. Visitors queued around the block, and \
        the mayor bought a bunch for her mother.";

    fn article(text: &str) -> Article {
        Article {
            published: Some("2026-03-04".parse().unwrap()),
            language: Some("en".to_owned()),
            ..Article::new(
                "https://news.example/a".parse().unwrap(),
                "Sarn ferry treaty signed",
                text,
            )
        }
    }

    fn grounds(judged: &[(&str, Label)]) -> Grounds {
        let names = Names::default();
        let texts = judged.iter().enumerate().map(|(place, (text, is))| Labelled {
            file: format!("judged/{place}.txt"),
            is: *is,
            item: None,
            on: Some("2026-11-25".parse().unwrap()),
            article: article(text),
            profile: Profile::new(&article(text), &names),
        });
        let corpus = Corpus::new(
            "ferry",
            vec![("a.txt".to_owned(), article(SIGNED))],
            &About::default(),
            &names,
        );
        let corpora = vec![corpus.judging(Labels::new(texts.collect()))];
        Grounds::new(names, corpora, settings::Compare::default())
    }

    #[track_caller]
    fn check(judged: &[(&str, Label)], text: &str, expected: (Closeness, Copy), because: &str) {
        let grounds = grounds(judged);
        let article = article(text);
        let beside = beside_corpus(
            Subject::new(&article, &Profile::new(&article, &grounds.names)),
            &grounds.corpora[0],
            &grounds,
        );
        assert_eq!((beside.closeness, beside.copy), expected, "{}", beside.because);
        assert!(beside.because.starts_with(because), "{}", beside.because);
    }

    #[test]
    fn a_copy_gets_the_answer_and_says_when_it_was_given() {
        use Closeness::{Related, SameStory, Unrelated};
        check(&[], RETOLD, (SameStory, Copy::None), "Reports the event");
        check(
            &[(RETOLD, Label::No)],
            RETOLD,
            (Unrelated, Copy::None),
            "You judged this text as no on 2026-11-25. The nearest seed is a.txt at 0.",
        );
        check(
            &[(RETOLD, Label::Background)],
            RETOLD,
            (Related, Copy::None),
            "You judged this text as background",
        );
        check(
            &[(FLOWERS, Label::Yes)],
            FLOWERS,
            (SameStory, Copy::None),
            "You judged this text as yes",
        );
        let longer = format!("{RETOLD} The ferryman was not asked.");
        check(
            &[(RETOLD, Label::No)],
            &longer,
            (Unrelated, Copy::None),
            "You judged judged/0.txt, almost the same text, as no",
        );
        let abridged = &RETOLD[..RETOLD.find(", and lorries").unwrap()];
        check(
            &[(RETOLD, Label::No)],
            abridged,
            (Unrelated, Copy::None),
            "You judged judged/0.txt, of which most of this text is, as no",
        );
    }

    #[test]
    fn the_answer_is_for_copies_only_and_not_for_more_of_a_seed() {
        let round_up = format!("{RETOLD}\n\n{FLOWERS}\n\n{FLOWERS}");
        check(
            &[(FLOWERS, Label::No)],
            RETOLD,
            (Closeness::SameStory, Copy::None),
            "Reports the event",
        );
        check(
            &[(&round_up[..RETOLD.len()], Label::No)],
            &round_up,
            (Closeness::SameStory, Copy::None),
            "Reports the event",
        );
        let first = SIGNED.split("\n\n").next().unwrap();
        check(
            &[(first, Label::No)],
            SIGNED,
            (Closeness::SameStory, Copy::Duplicate),
            "The same text as a.txt",
        );
        check(
            &[(first, Label::No)],
            first,
            (Closeness::Unrelated, Copy::None),
            "You judged this text as no",
        );
    }

    #[test]
    fn a_judgement_is_tested_as_if_it_had_not_been_given() {
        let grounds = grounds(&[(RETOLD, Label::No), (RETOLD, Label::Yes)]);
        let found: Vec<bool> = grounds.corpora[0]
            .unaided(&grounds)
            .iter()
            .map(|unaided| unaided.is_as_wanted)
            .collect();
        assert_eq!(found, [false, true]);
    }

    #[test]
    fn judgements_move_the_thresholds_of_their_corpus_and_change_its_revision() {
        let prior = grounds(&[]);
        let no = grounds(&[(RETOLD, Label::No)]);
        let yes = grounds(&[(RETOLD, Label::Yes)]);
        let related = |grounds: &Grounds| grounds.corpora[0].thresholds(grounds).related;
        assert!(
            related(&no) > related(&prior)
                && (related(&yes) - related(&prior)).abs() < f32::EPSILON
        );
        assert_ne!(no.revision(), prior.revision());
        assert_ne!(no.revision(), yes.revision());
        assert_eq!(no.engine(), prior.engine());
    }
}
