//! Which passages two texts share: exact runs of words, extended and joined over small edits
//! (seed and extend, as in Sanchez-Perez et al., PAN 2014).

use std::collections::HashMap;
use std::ops::Range;

use super::fingerprints::{RUN, runs};

/// Edited words that a passage may run across, in either text.
const GAP: usize = 3;
/// A shared run of fewer words is a formula, not a quotation: "president of the Russian Federation".
pub const SHORTEST_PASSAGE: usize = 10;
/// How many places of one run of words in the other text are tried.
const PLACES: usize = 16;

/// A passage: word ranges in both texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub here: Range<usize>,
    pub there: Range<usize>,
    /// Words that are the same, at most the length of either range.
    pub words: usize,
}

/// What an alignment came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// Of at least [`SHORTEST_PASSAGE`] words, in the order of the first text.
    pub passages: Vec<Shared>,
    /// Share of the first text's words that stand in passages, 0 to 1.
    pub here_in_there: f32,
    pub there_in_here: f32,
}

/// Aligns two texts given as word hashes. Linear in their lengths but for runs that repeat, of which
/// 16 places are tried.
#[must_use]
pub fn align(here: &[u64], there: &[u64]) -> Alignment {
    let passages: Vec<Shared> = joined(exact_runs(here, there)).into_iter().filter(|shared| shared.words >= SHORTEST_PASSAGE).collect();
    Alignment {
        here_in_there: covered(passages.iter().map(|shared| shared.here.clone()), here.len()),
        there_in_here: covered(passages.iter().map(|shared| shared.there.clone()), there.len()),
        passages,
    }
}

/// Maximal runs of equal words, none of which overlaps another in the first text.
fn exact_runs(here: &[u64], there: &[u64]) -> Vec<Shared> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, run) in runs(there).into_iter().enumerate() {
        let starts = places.entry(run).or_default();
        if starts.len() < PLACES {
            starts.push(at);
        }
    }
    let mut found: Vec<Shared> = Vec::new();
    let runs_here = runs(here);
    let mut at = 0;
    while at < runs_here.len() {
        let follows = found.last().map_or(0, |last| last.there.end);
        let best = places
            .get(&runs_here[at])
            .into_iter()
            .flatten()
            .map(|start| (here[at..].iter().zip(&there[*start..]).take_while(|(a, b)| a == b).count(), *start))
            .filter(|(length, _)| *length >= RUN)
            // The longest; among equals the one that goes on where the last one ended.
            .max_by_key(|(length, start)| (*length, std::cmp::Reverse(start.abs_diff(follows))));
        match best {
            Some((length, start)) => {
                found.push(Shared { here: at..at + length, there: start..start + length, words: length });
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// Neighbouring runs with at most [`GAP`] other words between them in both texts become one.
fn joined(runs: Vec<Shared>) -> Vec<Shared> {
    let mut passages: Vec<Shared> = Vec::new();
    for run in runs {
        if let Some(last) = passages.last_mut()
            && run.there.start >= last.there.end
            && run.here.start - last.here.end <= GAP
            && run.there.start - last.there.end <= GAP
        {
            last.here.end = run.here.end;
            last.there.end = run.there.end;
            last.words += run.words;
        } else {
            passages.push(run);
        }
    }
    passages
}

fn covered(ranges: impl Iterator<Item = Range<usize>>, length: usize) -> f32 {
    let mut ranges: Vec<Range<usize>> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    let (mut covered, mut reached) = (0, 0);
    for range in ranges {
        covered += range.end.saturating_sub(range.start.max(reached));
        reached = reached.max(range.end);
    }
    if length == 0 { 0.0 } else { covered as f32 / length as f32 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<u64> {
        text.split(' ').map(super::super::fingerprints::word_hash).collect()
    }

    #[test]
    fn a_quotation_is_found_with_its_place() {
        let quotation = "the sides shall consult within twenty four hours of any flood warning on the river";
        let here = words(&format!("an unrelated piece says {quotation} and ends"));
        let there = words(&format!("preamble {quotation} signed"));
        let alignment = align(&here, &there);
        assert_eq!(alignment.passages, [Shared { here: 4..19, there: 1..16, words: 15 }]);
    }

    #[test]
    fn a_passage_runs_across_a_small_edit() {
        let there = words("one two three four five six seven eight nine ten eleven twelve");
        let here = words("one two three four five SIX seven eight nine ten eleven twelve");
        let alignment = align(&here, &there);
        assert_eq!(alignment.passages.len(), 1);
        assert_eq!(alignment.passages[0].words, 11);
        assert!(alignment.here_in_there > 0.99);
    }

    #[test]
    fn a_formula_is_no_passage() {
        let here = words("a b c president of the state of the river d e");
        let there = words("x y president of the state of the river z");
        assert!(align(&here, &there).passages.is_empty());
    }

    proptest! {
        #[test]
        fn a_text_covers_itself_and_spans_stay_inside(here in prop::collection::vec(0u64..6, 0..80), there in prop::collection::vec(0u64..6, 0..80)) {
            let alignment = align(&here, &there);
            for shared in &alignment.passages {
                prop_assert!(shared.here.end <= here.len() && shared.there.end <= there.len());
                prop_assert!(shared.words <= shared.here.len() && shared.words <= shared.there.len());
            }
            prop_assert!((0.0..=1.0).contains(&alignment.here_in_there) && (0.0..=1.0).contains(&alignment.there_in_here));
            if here.len() >= SHORTEST_PASSAGE {
                prop_assert!(align(&here, &here).here_in_there > 0.999);
            }
        }
    }
}
