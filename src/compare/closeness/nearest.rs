//! The nearest of several texts, and the evidence that a verdict keeps of them.

use super::likeness::Likeness;
use crate::compare::reading::Profile;
use crate::compare::verdict::{Beside, Containment, Copy, Passage, Term};

/// The passages that a verdict keeps at most.
const MOST_PASSAGES: usize = 40;
/// The terms that a verdict keeps at most.
const MOST_TERMS: usize = 8;

/// The text that is copied from most, else the one closest in terms.
pub fn nearest<'a>(likenesses: impl Iterator<Item = &'a Likeness<'a>>) -> Option<&'a Likeness<'a>> {
    likenesses.max_by(|a, b| {
        let cover = |likeness: &Likeness<'_>| {
            likeness.alignment.here_in_there.max(likeness.alignment.there_in_here)
        };
        // An excerpt does not outweigh closeness: a report may quote one text and tell another's
        // event.
        let rank = |likeness: &Likeness<'_>| {
            if likeness.copy >= Copy::Reprint { likeness.copy } else { Copy::None }
        };
        rank(a).cmp(&rank(b)).then(if rank(a) > Copy::None {
            cover(a).total_cmp(&cover(b))
        } else {
            a.closeness.cmp(&b.closeness).then(a.relatedness.total_cmp(&b.relatedness))
        })
    })
}

/// The verdict's evidence of a text beside others: what it shares with the one that is `shown`, and the most that it shares
/// with any.
pub fn beside<'a>(
    shown: Option<&Likeness<'a>>,
    likenesses: impl Iterator<Item = &'a Likeness<'a>> + Clone,
    here: &Profile,
    text: &str,
) -> Beside {
    let Some(best) = shown else { return Beside::default() };
    let passages = likenesses
        .clone()
        .flat_map(|likeness| passages_of(likeness, here, text))
        .take(MOST_PASSAGES)
        .collect();
    let shared = best.alignment.here_in_there * here.wording.words.len() as f32;
    let all = here.wording.words.len() as f32 + best.profile.wording.words.len() as f32 - shared;
    let terms =
        here.weighted.terms.shared(&best.profile.weighted.terms).into_iter().take(MOST_TERMS);
    Beside {
        copy: likenesses.clone().map(|likeness| likeness.copy).max().unwrap_or_default(),
        nearest: Some(best.of.clone()),
        resemblance: if best.copy == Copy::Duplicate {
            1.0
        } else if all > 0.0 {
            (shared / all).min(1.0)
        } else {
            0.0
        },
        containment: Containment {
            item_in_seed: best.alignment.here_in_there,
            seed_in_item: best.alignment.there_in_here,
        },
        relatedness: likenesses.map(|likeness| likeness.relatedness).fold(0.0, f32::max),
        passages,
        terms: terms
            .filter_map(|term| Some(Term { term: here.spelt(term.key)?, weight: term.weight }))
            .collect(),
        ..Beside::default()
    }
}

fn passages_of<'a>(
    likeness: &'a Likeness<'_>,
    here: &'a Profile,
    text: &'a str,
) -> impl Iterator<Item = Passage> + use<'a> {
    likeness.alignment.passages.iter().map(move |shared| {
        let span = here.wording.span(shared.here.clone());
        Passage {
            other: likeness.of.clone(),
            other_span: likeness.profile.wording.span(shared.there.clone()),
            text: text[span.clone()].to_owned(),
            span,
        }
    })
}
