//! What a text says to have been done, in headline and lead.

use std::collections::BTreeSet;

use super::phrases::{KNOWN, stands};
use super::wording::Wording;
use crate::compare::words::{Terms, stem, stem_weight, word_hash};
use crate::text::Text;

/// Words before one such as `after` that are enough to be what a sentence tells first.
const BEFORE: usize = 3;
/// What a word in a headline weighs at least to tell what was done.
const TELLING: f32 = 2.0;

/// The telling stems of a headline and a lead, without those of `who`, and without what had happened before;
/// `lead` is the body's first token behind the lead.
#[must_use]
pub fn action(wording: &Wording, who: &Terms, lead: usize) -> BTreeSet<u64> {
    let Wording { headline, body, first, .. } = wording;
    let in_headline = foremost(headline, 0..headline.tokens.len());
    let in_lead = foremost(body, *first..lead);
    let stems = in_headline
        .chain(in_lead)
        .filter(|word| !who.has(word_hash(word)))
        .map(|word| word_hash(stem(word)));
    stems.filter(|stem| stem_weight(*stem) >= TELLING).collect()
}

/// The words of each sentence up to one such as `after`, where enough stand before it.
fn foremost(text: &Text, within: std::ops::Range<usize>) -> impl Iterator<Item = &str> {
    let mut sentence = None;
    let mut is_behind = false;
    let mut before = 0;
    within.filter_map(move |at| {
        let token = text.tokens.get(at)?;
        if sentence.replace(token.sentence) != Some(token.sentence) {
            (is_behind, before) = (false, 0);
        }
        is_behind |= before >= BEFORE && stands(&KNOWN.behind, text, at);
        before += 1;
        (!is_behind).then(|| text.folded(token))
    })
}
