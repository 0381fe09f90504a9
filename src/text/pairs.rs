//! The pairs of Han, Kana and Hangul: two neighbouring signs each, so that a substring is always
//! found. A voicing mark and the parts of a syllable belong to the sign that they are written onto.

use std::ops::Range;

use super::Kind;
use super::characters::{carries_on, is_unseen};
use super::making::Making;

/// Reads `making.source[span]`, a run of such signs.
pub(super) fn read(making: &mut Making<'_>, span: Range<usize>) {
    let source = making.source;
    let mut before = span.start..span.start;
    let mut signs = source[span.clone()]
        .char_indices()
        .filter(|(_, c)| !is_unseen(*c) && !carries_on(*c))
        .map(|(offset, _)| span.start + offset)
        .peekable();
    if signs.peek().is_none() {
        return;
    }
    while let Some(start) = signs.next() {
        let end = signs.peek().copied().unwrap_or(span.end);
        if !before.is_empty() {
            making.push(before.start..end, Kind::Pair);
        }
        before = start..end;
    }
    making.push(before, Kind::Pair);
}

/// The signs of a pair: one at the end of a run, else two.
#[must_use]
pub fn signs(pair: &str) -> usize {
    pair.chars().filter(|c| !is_unseen(*c) && !carries_on(*c)).count()
}
