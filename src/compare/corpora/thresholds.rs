//! The two thresholds of closeness, and how far a person's labels move those of one corpus.
//!
//! `[compare]` gives the prior. Each labelled text asks something of a threshold: a `no` wants both
//! above its probability, a `yes` both at or below it, `background` wants `related` at or below it
//! and `same_story` above. Where a copy has a text judged as wanted already, whatever its
//! probability, it asks nothing. The threshold taken is the one that minimises
//!
//! ```text
//! (t - prior)² / (2 · STEP)  +  Σ how far t is on the wrong side of each labelled probability
//! ```
//!
//! A hinge loss whose prior is a known classifier instead of zero: the adaptive support vector
//! machine (Yang, Yan, Hauptmann, ACM Multimedia 2007), here in one dimension. So the threshold
//! moves no further than the labelled texts need, by at most [`STEP`] for one label, and labels
//! that ask for opposite things meet where as many pull one way as the other. Each label adds a
//! slope of one sign only: another of the same kind never moves a threshold back.
//!
//! # Limits
//! Each threshold stays within [`RANGE`] of its prior and on its side of the middle between both:
//! neither a hundred labels nor a mistaken one shut out, or let in, everything.

use serde::Serialize;

use crate::compare::verdict::Label;
use crate::settings;

/// The distance by which one label moves a threshold at most, in probability.
pub const STEP: f32 = 0.03;
/// The distance by which all labels of a corpus together move a threshold at most.
pub const RANGE: f32 = 0.1;
/// The distance that stays between the two thresholds at least, where the priors leave as much.
const APART: f32 = 0.02;
/// The distance at which a threshold comes to lie beside the probability of a labelled text.
const BESIDE: f32 = 0.001;
/// The halvings of a range of probabilities: less than a millionth is left.
const HALVINGS: usize = 24;

/// The two thresholds of closeness, probabilities of 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Thresholds {
    /// The probability of telling the event of a seed from which on a text is taken to tell it.
    pub same_story: f32,
    /// The probability of being on the topic from which on a text is taken to be on it; at most `same_story`.
    pub related: f32,
}

/// A labelled text as the thresholds see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    pub is: Label,
    /// The probability that it is on the topic.
    pub on_topic: f32,
    /// The probability that it tells the event of a seed.
    pub tells_event: f32,
    /// Whether the priors put it on the topic, with copies counted as well.
    pub is_on_topic: bool,
    /// Whether the priors make it the same story, with copies counted as well.
    pub is_same_story: bool,
}

/// The side of a text's probability on which its label wants a threshold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The threshold is wanted at or below the probability.
    AtOrBelow,
    /// The threshold is wanted above the probability.
    Above,
}

impl From<&settings::Compare> for Thresholds {
    fn from(settings: &settings::Compare) -> Self {
        Self { same_story: settings.same_story, related: settings.related }
    }
}

impl Scored {
    /// The side on which the label wants `related`, and the probability; none where the probability
    /// asks for a move, but what else was weighed judges the text rightly already.
    fn of_related(&self, prior: f32) -> Option<(Side, f32)> {
        let side = if self.is == Label::No { Side::Above } else { Side::AtOrBelow };
        side.unless_right_otherwise(self.on_topic, prior, self.is_on_topic)
    }

    /// The side on which the label wants `same_story`, and the probability; none as for `related`.
    fn of_same_story(&self, prior: f32) -> Option<(Side, f32)> {
        let side = if self.is == Label::Yes { Side::AtOrBelow } else { Side::Above };
        side.unless_right_otherwise(self.tells_event, prior, self.is_same_story)
    }
}

impl Side {
    /// This side with the probability; none where the probability alone would judge wrongly, but
    /// `is_so`, what was made of the text with all that was weighed, is as wanted.
    fn unless_right_otherwise(
        self,
        probability: f32,
        prior: f32,
        is_so: bool,
    ) -> Option<(Self, f32)> {
        let wanted = self == Self::AtOrBelow;
        let is_right_otherwise = is_so == wanted && (probability >= prior) != wanted;
        (!is_right_otherwise).then_some((self, probability))
    }
}

impl Thresholds {
    /// The thresholds that a person's labels move these to; see the module for the formula.
    #[must_use]
    pub fn moved(self, labelled: &[Scored]) -> Self {
        let middle = f32::midpoint(self.related, self.same_story);
        let highest_related = (middle - APART / 2.0).max(self.related);
        let lowest_same_story = (middle + APART / 2.0).min(self.same_story);
        let of_related: Vec<(Side, f32)> =
            labelled.iter().filter_map(|scored| scored.of_related(self.related)).collect();
        let of_same_story: Vec<(Side, f32)> =
            labelled.iter().filter_map(|scored| scored.of_same_story(self.same_story)).collect();
        Self {
            related: settled(
                self.related,
                (self.related - RANGE).max(0.0),
                (self.related + RANGE).min(highest_related),
                &of_related,
            ),
            same_story: settled(
                self.same_story,
                (self.same_story - RANGE).max(lowest_same_story),
                (self.same_story + RANGE).min(1.0),
                &of_same_story,
            ),
        }
    }
}

/// The threshold between `lowest` and `highest` that minimises the loss. The slope of the loss,
/// times `-STEP`, falls as the threshold rises; it rests where that changes its sign.
fn settled(prior: f32, lowest: f32, highest: f32, asked: &[(Side, f32)]) -> f32 {
    let pull = |threshold: f32| {
        let each = asked.iter().map(|(side, probability)| match side {
            Side::Above if *probability + BESIDE > threshold => STEP,
            Side::AtOrBelow if *probability - BESIDE < threshold => -STEP,
            Side::Above | Side::AtOrBelow => 0.0,
        });
        each.sum::<f32>() - (threshold - prior)
    };
    if pull(prior) == 0.0 {
        return prior;
    }
    let (mut low, mut high) = (lowest, highest);
    for _ in 0..HALVINGS {
        let middle = f32::midpoint(low, high);
        if pull(middle) > 0.0 { low = middle } else { high = middle }
    }
    f32::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Label::{Background, No, Yes};
    use super::*;

    const PRIOR: Thresholds = Thresholds { same_story: 0.45, related: 0.3 };

    /// A labelled text that the machine judges by its relatedness alone.
    fn scored(is: Label, relatedness: f32) -> Scored {
        Scored {
            is,
            on_topic: relatedness,
            tells_event: relatedness,
            is_on_topic: relatedness >= PRIOR.related,
            is_same_story: relatedness >= PRIOR.same_story,
        }
    }

    /// `related` and `same_story` in hundredths.
    #[track_caller]
    fn check(judged: &[Scored], related: f32, same_story: f32) {
        let moved = PRIOR.moved(judged);
        assert!(
            (moved.related - related).abs() < 0.002
                && (moved.same_story - same_story).abs() < 0.002,
            "{moved:?}"
        );
    }

    #[test]
    fn one_judgement_moves_no_further_than_it_needs_and_only_a_little() {
        check(&[], 0.3, 0.45);
        check(&[scored(No, 0.31)], 0.311, 0.45);
        check(&[scored(No, 0.2)], 0.3, 0.45);
        check(&[scored(No, 0.44)], 0.33, 0.45);
        check(&[scored(No, 0.6)], 0.33, 0.48);
        check(&[scored(Yes, 0.44)], 0.3, 0.439);
        check(&[scored(Yes, 0.1)], 0.27, 0.42);
        check(&[scored(Background, 0.46)], 0.3, 0.461);
        check(&[scored(Background, 0.28)], 0.279, 0.45);
    }

    #[test]
    fn judgements_that_agree_move_further_and_those_that_do_not_meet() {
        check(&[scored(No, 0.34), scored(No, 0.35)], 0.341, 0.45);
        check(&[scored(No, 0.32), scored(No, 0.35), scored(Yes, 0.34)], 0.33, 0.42);
        check(&[scored(No, 0.9); 50], 0.365, 0.55);
        check(&[scored(Yes, 0.0); 50], 0.2, 0.385);
    }

    #[test]
    fn what_days_or_names_judge_rightly_moves_nothing() {
        check(&[Scored { is_same_story: false, ..scored(Background, 0.9) }], 0.3, 0.45);
        check(&[Scored { is_on_topic: false, is_same_story: false, ..scored(No, 0.5) }], 0.3, 0.45);
        check(&[Scored { is_same_story: false, ..scored(No, 0.5) }], 0.33, 0.45);
        check(&[Scored { is_on_topic: true, is_same_story: true, ..scored(Yes, 0.1) }], 0.3, 0.45);
    }

    #[test]
    fn what_is_right_by_its_score_holds_its_side() {
        check(&[scored(Background, 0.31), scored(No, 0.34)], 0.31, 0.45);
    }

    fn judgements() -> impl Strategy<Value = Vec<Scored>> {
        let one = (
            prop::sample::select(vec![Yes, No, Background]),
            0.0f32..1.0,
            0.0f32..1.0,
            any::<bool>(),
            any::<bool>(),
        );
        let scored = |(is, topic, event, is_on_topic, is_same_story): (_, f32, f32, _, _)| Scored {
            is,
            on_topic: topic,
            tells_event: event.min(topic),
            is_on_topic,
            is_same_story,
        };
        prop::collection::vec(one.prop_map(scored), 0..12)
    }

    proptest! {
        #[test]
        fn another_judgement_of_a_kind_never_moves_the_other_way(
            judged in judgements(),
            another in judgements(),
            related in 0.0f32..0.6,
            more in 0.0f32..0.4,
        ) {
            let prior = Thresholds { related, same_story: related + more };
            let before = prior.moved(&judged);
            for one in another {
                let after = prior.moved(&[judged.as_slice(), &[one]].concat());
                let (up, down) = (1e-5, -1e-5);
                let related = after.related - before.related;
                let same_story = after.same_story - before.same_story;
                match one.is {
                    No => prop_assert!(related > down && same_story > down),
                    Yes => prop_assert!(related < up && same_story < up),
                    Background => prop_assert!(related < up && same_story > down),
                }
                prop_assert!(related.abs() <= STEP + 1e-5);
                prop_assert!(same_story.abs() <= STEP + 1e-5);
            }
        }

        #[test]
        fn thresholds_stay_in_range_and_never_cross(
            judged in judgements(),
            related in 0.0f32..0.6,
            more in 0.0f32..0.4,
        ) {
            let prior = Thresholds { related, same_story: related + more };
            let moved = prior.moved(&judged);
            prop_assert!((moved.related - prior.related).abs() <= RANGE + 1e-5);
            prop_assert!((moved.same_story - prior.same_story).abs() <= RANGE + 1e-5);
            prop_assert!(moved.related <= moved.same_story);
            prop_assert!(moved.related >= 0.0 && moved.same_story <= 1.0);
        }
    }
}
