//! Sampled fingerprints of a text's words: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003).
//!
//! Runs of [`RUN`] words are hashed and the least hash of each [`WINDOW`] runs is kept, the rightmost
//! among equals. Two texts that share `RUN + WINDOW - 1` = 12 words in a row share a fingerprint.

use twox_hash::XxHash64;

/// Words in a run.
pub const RUN: usize = 5;
/// Runs of which one is kept.
pub const WINDOW: usize = 8;

/// A folded word as a number, the same in every version and on every machine.
#[must_use]
pub fn word_hash(word: &str) -> u64 {
    XxHash64::oneshot(0, word.as_bytes())
}

/// The hashes of all runs of [`RUN`] words, in order.
fn runs(words: &[u64]) -> Vec<u64> {
    words.windows(RUN).map(run_hash).collect()
}

/// Words in a row as a number.
#[must_use]
pub fn run_hash(run: &[u64]) -> u64 {
    run.iter().fold(0, |hash: u64, word| (hash.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The kept fingerprints of a text, sorted, each once. A text of under [`RUN`] words has none.
#[must_use]
pub fn winnow(words: &[u64]) -> Vec<u64> {
    let runs = runs(words);
    let mut kept = Vec::with_capacity(runs.len() / 4 + 1);
    let mut last = None;
    for (start, window) in runs.windows(WINDOW.min(runs.len()).max(1)).enumerate() {
        let Some((offset, least)) = window.iter().enumerate().rev().min_by_key(|(_, hash)| **hash) else { break };
        if last != Some(start + offset) {
            kept.push(*least);
            last = Some(start + offset);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// Whether two texts have a fingerprint in common; both are sorted.
#[must_use]
pub fn share_one(here: &[u64], there: &[u64]) -> bool {
    let (mut mine, mut theirs) = (0, 0);
    while let (Some(my), Some(their)) = (here.get(mine), there.get(theirs)) {
        if my == their {
            return true;
        }
        mine += usize::from(my < their);
        theirs += usize::from(their < my);
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn twelve_shared_words_share_a_fingerprint(
            before in prop::collection::vec(0u64..50, 0..30), after in prop::collection::vec(50u64..99, 0..30),
            shared in prop::collection::vec(100u64..200, RUN + WINDOW - 1),
        ) {
            let shared_hashes: Vec<u64> = shared.iter().map(|word| word_hash(&word.to_string())).collect();
            let one = [before.clone(), shared_hashes.clone()].concat();
            let other = [shared_hashes, after].concat();
            let other = winnow(&other);
            prop_assert!(share_one(&winnow(&one), &other));
        }
    }

    #[test]
    fn a_text_of_four_words_has_no_fingerprint() {
        assert!(winnow(&[1, 2, 3, 4]).is_empty());
        assert_eq!(winnow(&[1, 2, 3, 4, 5]).len(), 1);
    }
}
