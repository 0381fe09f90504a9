//! An article beside the seeds of one corpus, before anything else is known.

use crate::compare::closeness::{Likeness, beside, liken, nearest};
use crate::compare::copies::Commonplaces;
use crate::compare::corpora::{Corpus, Grounds, Role, Seed};
use crate::compare::evidence::{InCommon, Pair};
use crate::compare::reading::Profile;
use crate::compare::stories::Subject;
use crate::compare::verdict::{Beside, Closeness, TextRef, Weighing};

/// The logarithm of the odds below which a text is taken to have nothing to do with a topic: a probability of 5 %.
pub const FAR_OFF: f32 = -3.0;

/// An article beside the seeds of a corpus, before anything else is known.
pub struct Alone<'a> {
    pub corpus: &'a Corpus,
    pub profile: &'a Profile,
    /// Copy and closeness, where it is on the topic.
    pub beside: Beside,
    /// What speaks for the topic.
    pub weighing: Weighing,
    /// The logarithm of the odds that it is on the topic.
    pub log_odds: f32,
    pub is_abroad: bool,
}

impl<'a> Alone<'a> {
    /// An article beside each corpus.
    pub fn beside_all(subject: Subject<'a>, grounds: &'a Grounds) -> Vec<Self> {
        grounds.corpora.iter().map(|corpus| Self::of(subject, corpus, grounds)).collect()
    }

    /// What an article has in common with others because of the topic that it is likeliest on; none where it is on none.
    pub fn common(all: &[Self]) -> Option<&'a InCommon> {
        let nearest = all.iter().max_by(|a, b| a.log_odds.total_cmp(&b.log_odds));
        nearest.filter(|one| one.log_odds > FAR_OFF).map(|one| &one.corpus.common)
    }

    /// Copy and closeness beside the seeds; not yet what is new, and why.
    pub fn of(subject: Subject<'a>, corpus: &'a Corpus, grounds: &Grounds) -> Self {
        let profile = subject.profile;
        let signals = corpus.topic_signals(profile);
        let is_abroad = corpus.core.is_abroad(profile);
        let model = grounds.models.topic_alone(is_abroad);
        let log_odds = model.log_odds(&signals);
        let of =
            |seed: &Seed| TextRef::Seed { corpus: corpus.name.clone(), file: seed.file.clone() };
        // Whoever gave a seed wants to know who prints its words, though many do.
        let nothing = Commonplaces::default();
        let overlaps = corpus.shared.with(profile);
        let each = corpus.seeds.iter().zip(&overlaps);
        let mut likenesses: Vec<Likeness<'_>> = each
            .map(|(seed, overlap)| liken(profile, &seed.profile, overlap, of(seed), &nothing))
            .collect();
        let mut one_event: Option<Weighing> = None;
        for ((likeness, seed), overlap) in likenesses.iter_mut().zip(&corpus.seeds).zip(&overlaps) {
            // taken to be on the topic: `together` says where it is not
            likeness.closeness = Closeness::Related;
            if likeness.repeats() && seed.role == Role::Event {
                likeness.closeness = Closeness::SameStory;
            }
            if log_odds <= FAR_OFF || !corpus.may_be_told_by(seed, profile) {
                continue;
            }
            let (there, alignment) = (&seed.profile, &likeness.alignment);
            let signals =
                Pair { here: profile, there, overlap, alignment }.of_seed(grounds.window_days());
            let weighing = grounds.models.event_of_seed.weigh(&signals);
            if weighing.probability >= corpus.thresholds(&grounds.thresholds).same_story {
                likeness.closeness = Closeness::SameStory;
            }
            if one_event.as_ref().is_none_or(|so_far| so_far.probability < weighing.probability) {
                one_event = Some(weighing);
            }
        }
        let shown = nearest(likenesses.iter());
        let mut beside = beside(shown, likenesses.iter(), profile, &subject.article.text);
        beside.closeness =
            likenesses.iter().map(|likeness| likeness.closeness).max().unwrap_or_default();
        beside.one_event = one_event;
        Self { corpus, profile, beside, weighing: model.weigh(&signals), log_odds, is_abroad }
    }
}
