//! An article beside the seeds of one corpus, and what other corpora and what was seen say to it.

use crate::compare::closeness::{Likeness, liken, nearest};
use crate::compare::copies::Commonplaces;
use crate::compare::corpora::{Corpus, Grounds, Role, Seed};
use crate::compare::evidence::{InCommon, Pair, Together, logit};
use crate::compare::reading::Profile;
use crate::compare::stories::{Seen, Subject};
use crate::compare::verdict::{AsLabelled, Beside, Closeness, Copy, Label, TextRef, Weighing};

/// How sure it has to be that a text tells a seed's event for it to be on the topic, whatever else is known.
const SURELY: f32 = 0.9;
/// The logarithm of the odds below which a text is taken to have nothing to do with a topic.
const FAR_OFF: f32 = -3.0;

/// An article beside the seeds of a corpus, before anything else is known.
pub struct Alone<'a> {
    pub corpus: &'a Corpus,
    profile: &'a Profile,
    beside: Beside,
    weighing: Weighing,
    /// The logarithm of the odds that it is on the topic.
    pub odds: f32,
    is_abroad: bool,
}

impl<'a> Alone<'a> {
    /// Copy and closeness beside the seeds; not yet what is new, and why.
    pub fn of(subject: Subject<'a>, corpus: &'a Corpus, grounds: &Grounds) -> Self {
        let profile = subject.profile;
        let signals = corpus.topic_signals(profile);
        let is_abroad = corpus.core.is_abroad(profile);
        let model = grounds.models.topic_alone(is_abroad);
        let odds = model.odds(&signals);
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
            likeness.closeness = Closeness::Related;
            if likeness.repeats() && seed.role == Role::Event {
                likeness.closeness = Closeness::SameStory;
            }
            if odds <= FAR_OFF || !corpus.may_be_told_by(seed, profile) {
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
        let mut beside = nearest(likenesses.iter(), profile, &subject.article.text);
        beside.closeness =
            likenesses.iter().map(|likeness| likeness.closeness).max().unwrap_or_default();
        beside.one_event = one_event;
        Self { corpus, profile, beside, weighing: model.weigh(&signals), odds, is_abroad }
    }

    /// The verdict beside the corpus, with what other corpora and what was seen say of the topic.
    pub fn together(&self, all: &[Alone<'_>], seen: &Seen<'_>, grounds: &Grounds) -> Beside {
        let others = all.iter().filter(|other| other.corpus.name != self.corpus.name);
        let elsewhere = others.map(|other| other.odds).max_by(f32::total_cmp);
        let mut together = Together {
            alone: self.odds,
            is_abroad: self.is_abroad,
            elsewhere,
            of_seed: self.beside.one_event.as_ref().map(|weighing| logit(weighing.probability)),
            ..Together::default()
        };
        seen.on_topic(&self.corpus.name, &mut together);
        let signals = together.signals();
        let weighing = grounds.models.topic.weigh(&signals);
        let mut beside = self.beside.clone();
        // On the topic by its own, by the event of a seed, or by the text that it copies.
        let copies = beside.copy >= Copy::Reprint || seen.copies_on(&self.corpus.name);
        let is_sure =
            beside.one_event.as_ref().is_some_and(|weighing| weighing.probability >= SURELY);
        let is_on_topic =
            weighing.probability >= self.corpus.thresholds(&grounds.thresholds).related;
        if !is_on_topic && !copies && !is_sure {
            beside.closeness = Closeness::Unrelated;
        }
        if self.odds > FAR_OFF || copies {
            beside.on_topic = Some(weighing);
            beside.beside_seeds = Some(self.weighing.clone());
        } else {
            beside.one_event = None;
        }
        answer(&mut beside, self.profile, self.corpus);
        beside
    }
}

/// Gives a copy of a labelled text the label's answer, unless it holds more of a seed.
fn answer(beside: &mut Beside, profile: &Profile, corpus: &Corpus) {
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

/// What a text has in common with others because of the topic that it is likeliest on, by the logarithm of the odds beside
/// each corpus; none where it is on none.
pub fn common_of<'a>(odds: impl Iterator<Item = (f32, &'a Corpus)>) -> Option<&'a InCommon> {
    let nearest = odds.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(odds, _)| *odds > FAR_OFF);
    nearest.map(|(_, corpus)| &corpus.common)
}
