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
    let window = WINDOW.min(runs.len()).max(1);
    let mut least = None;
    for start in 0..(runs.len() + 1).saturating_sub(window) {
        let last = start + window - 1;
        // The one before goes on being the least until it is left behind or another one is no more.
        let now = match least {
            Some(before) if before >= start => Some(if runs[last] <= runs[before] { last } else { before }),
            _ => (start..=last).rev().min_by_key(|at| runs[*at]),
        };
        if now != least {
            kept.extend(now.map(|at| runs[at]));
            least = now;
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
        fn of_every_window_the_least_run_is_kept(words in prop::collection::vec(0u64..4, 0..60)) {
            let runs = runs(&words);
            let mut kept: Vec<u64> = runs.windows(WINDOW.min(runs.len()).max(1)).filter_map(|window| window.iter().copied().min()).collect();
            kept.sort_unstable();
            kept.dedup();
            prop_assert_eq!(winnow(&words), kept);
        }

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
