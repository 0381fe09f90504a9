//! The texts that a person labelled beside one corpus: each moves its thresholds, answers for its
//! copies, and is a test.

use crate::compare::corpora::{Corpus, Grounds, Labelled, Labels, Scored, Thresholds};
use crate::compare::judge::beside_corpus;
use crate::compare::stories::Subject;
use crate::compare::verdict::{Beside, Closeness, Copy, Label};

/// A labelled text as the machine judges it without any label.
#[derive(Debug, Clone)]
pub struct Unaided<'a> {
    pub judged: &'a Labelled,
    pub beside: Beside,
    pub is_as_wanted: bool,
}

impl Label {
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
}

impl Grounds {
    /// These grounds with the thresholds of each corpus moved by its labels.
    #[must_use]
    pub fn moved_by_labels(mut self) -> Self {
        let moved = |corpus: &Corpus| {
            let scored: Vec<Scored> = corpus.unaided(&self).iter().map(scored).collect();
            (!scored.is_empty()).then(|| Thresholds::from(&self.thresholds).moved(&scored))
        };
        let moved: Vec<Option<Thresholds>> = self.corpora.iter().map(moved).collect();
        self.corpora.iter_mut().zip(moved).for_each(|(corpus, moved)| corpus.moved = moved);
        self
    }
}

/// A labelled text as the thresholds see it.
fn scored(unaided: &Unaided<'_>) -> Scored {
    let Unaided { judged, beside, is_as_wanted } = unaided;
    Scored {
        is: judged.is,
        on_topic: beside.topic_probability(),
        tells_event: beside.one_event.as_ref().map_or(0.0, |weighing| weighing.probability),
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
    use crate::compare::reading::Names;
    use crate::compare::reading::Profile;
    use crate::extract::Article;
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
        Grounds::new(names, corpora, settings::Compare::default()).moved_by_labels()
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
        let related =
            |grounds: &Grounds| grounds.corpora[0].thresholds(&grounds.thresholds).related;
        assert!(
            related(&no) > related(&prior)
                && (related(&yes) - related(&prior)).abs() < f32::EPSILON
        );
        assert_ne!(no.revision(), prior.revision());
        assert_ne!(no.revision(), yes.revision());
        assert_eq!(no.engine(), prior.engine());
    }
}
