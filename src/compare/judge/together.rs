//! An article beside a corpus with all that is known: what its seeds, other corpora and earlier items on the topic say
//! together.

use super::alone::{Alone, FAR_OFF};
use crate::compare::corpora::{Corpus, Grounds};
use crate::compare::evidence::{Evidence, topic};
use crate::compare::reading::Profile;
use crate::compare::stories::Seen;
use crate::compare::verdict::{AsLabelled, Beside, Closeness, Copy, Label};

/// How far the logarithms of the odds beside two corpora count as apart.
const CONTRAST: f32 = 5.0;
/// Figures in common with an earlier item on the topic that are enough.
const MOST_FIGURES: f32 = 3.0;

/// The verdict beside the corpus of `alone`, not yet with what is new and why. `all` is the article beside each corpus,
/// `seen` beside the earlier items.
pub fn together(
    alone: &Alone<'_>,
    all: &[Alone<'_>],
    seen: &Seen<'_>,
    grounds: &Grounds,
) -> Beside {
    let weighing = grounds.models.topic.weigh(&signals(alone, all, seen));
    let mut beside = alone.beside.clone();
    // On the topic by what it says, or by the text that it copies.
    let copies = beside.copy >= Copy::Reprint || copies_on(alone, seen);
    let is_on_topic = weighing.probability >= alone.corpus.thresholds(&grounds.thresholds).related;
    if !is_on_topic && !copies {
        beside.closeness = Closeness::Unrelated;
    }
    if is_on_topic || copies || alone.log_odds > FAR_OFF {
        beside.on_topic = Some(weighing);
        beside.beside_seeds = Some(alone.weighing.clone());
    } else {
        beside.one_event = None;
    }
    take_label(&mut beside, alone.profile, alone.corpus);
    beside
}

/// The signals of a text's topic with all that is known.
fn signals(alone: &Alone<'_>, all: &[Alone<'_>], seen: &Seen<'_>) -> Evidence {
    let corpus = alone.corpus.name.as_str();
    let others = all.iter().filter(|other| other.corpus.name != corpus);
    let elsewhere = others.map(|other| other.log_odds).max_by(f32::total_cmp);
    let nearer = elsewhere.map(|odds| (alone.log_odds - odds).clamp(-CONTRAST, CONTRAST));
    let (mut alike, mut figures, mut near, mut acts) = (0.0_f32, 0.0_f32, 0.0_f32, 0.0_f32);
    for one in seen.besides.iter().filter(|one| one.is_mainly_on(corpus)) {
        figures = figures.max(one.figures);
        if one.is_abroad {
            (near, acts) = (near.max(one.near), acts.max(one.acts));
        } else {
            alike = alike.max(one.front);
        }
    }
    let is_abroad = f32::from(alone.is_abroad);
    vec![
        (topic::BESIDE_SEEDS, alone.log_odds),
        ("no seed in its language", is_abroad),
        ("beside the seeds across languages", is_abroad * alone.log_odds),
        ("nearer than to another corpus", nearer.unwrap_or_default()),
        ("no other corpus", f32::from(nearer.is_none())),
        ("alike with a report on the topic", alike),
        ("figures of a report on the topic", figures.min(MOST_FIGURES)),
        ("near in sense to a report in another language", near),
        ("the same happens in a report in another language", acts),
    ]
}

/// Whether the article is mostly a text of an earlier item that is on the topic.
fn copies_on(alone: &Alone<'_>, seen: &Seen<'_>) -> bool {
    seen.besides.iter().any(|one| one.likeness.repeats() && one.is_on(&alone.corpus.name))
}

/// Gives a copy of a labelled text the label's closeness, unless it holds more of a seed.
fn take_label(beside: &mut Beside, profile: &Profile, corpus: &Corpus) {
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
