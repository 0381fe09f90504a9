//! A run of words that two texts share, and what is said of several.

use std::ops::Range;

use super::side::Side;

/// The weight from which on a word tells something: eight in a hundred articles have it.
pub const TELLING: f32 = 2.5;

/// A passage: word ranges in both texts.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedPassage {
    pub here: Range<usize>,
    pub there: Range<usize>,
    /// The words that are the same, at most the length of either range; a sign of Han, Kana or
    /// Hangul is a part of a word.
    pub words: f32,
    /// The places where one figure, name or telling word stands for another.
    pub slots: usize,
    /// The words that are the same misread or written otherwise.
    pub misread: usize,
}

/// How many telling words stand for others. A name in Han, Kana or Hangul is two or three signs.
pub fn slots_in(here: &Side<'_>, at: Range<usize>, there: &Side<'_>, other: Range<usize>) -> usize {
    let telling = |side: &Side<'_>, words: Range<usize>| {
        let is_telling = |at: &usize| side.is_number(*at) || side.weight(*at) >= TELLING;
        words.filter(is_telling).map(|at| if side.is_pair(at) { 0.3 } else { 1.0 }).sum::<f32>()
            as usize
    };
    telling(here, at).min(telling(there, other))
}

/// The share of a text's own words that stand in ranges, which may overlap.
pub fn covered(ranges: impl Iterator<Item = Range<usize>>, side: &Side<'_>) -> f32 {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    let (mut covered, mut reached) = (0, 0);
    for range in ranges {
        covered += side.own(range.start.max(reached).min(range.end)..range.end);
        reached = reached.max(range.end);
    }
    let all = side.own(0..side.len());
    if all == 0 { 0.0 } else { covered as f32 / all as f32 }
}
