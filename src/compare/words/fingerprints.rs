//! Sampled fingerprints of a text's words: winnowing (Schleimer, Wilkerson, Aiken, SIGMOD 2003).
//!
//! Runs of [`RUN`] words are hashed and the least hash of each [`WINDOW`] runs is kept, the
//! rightmost among equals. A run of words that nearly every text has ("at the end of the") says
//! nothing of where it comes from, and is passed over: among a million texts chance alone brings
//! many to share one. Two texts that share `RUN + WINDOW - 1` = 12 words in a row, not all of them
//! such, share a fingerprint.

use twox_hash::XxHash64;

/// Words in a run.
pub const RUN: usize = 5;
/// Runs of which one is kept.
pub const WINDOW: usize = 8;

/// The weight below which the words of a run together are common: e^-2, about 13 in 100 articles,
/// would have all of them by chance.
const COMMON_RUN: f32 = 2.0;
/// The number that takes the place of a common run's hash: never the least.
const COMMON: u64 = u64::MAX;

/// A folded word as a number, the same in every version and on every machine.
#[must_use]
pub fn word_hash(word: &str) -> u64 {
    XxHash64::oneshot(0, word.as_bytes())
}

/// The hashes of all runs of [`RUN`] words, in order; [`COMMON`] for a common one.
fn runs(words: &[u64], weights: &[f32]) -> Vec<u64> {
    let is_common = |weights: &[f32]| weights.iter().sum::<f32>() < COMMON_RUN;
    words
        .windows(RUN)
        .zip(weights.windows(RUN))
        .map(|(run, weights)| if is_common(weights) { COMMON } else { run_hash(run) })
        .collect()
}

/// Words in a row as a number.
#[must_use]
pub fn run_hash(run: &[u64]) -> u64 {
    run.iter()
        .fold(0, |hash: u64, word| (hash.rotate_left(7) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The kept fingerprints of a text, sorted, each once; `weights` are the inverse document
/// frequencies of its `words`. A text of under [`RUN`] words has none.
#[must_use]
pub fn winnow(words: &[u64], weights: &[f32]) -> Vec<u64> {
    debug_assert_eq!(words.len(), weights.len());
    let runs = runs(words, weights);
    let mut kept = Vec::with_capacity(runs.len() / 4 + 1);
    let window = WINDOW.min(runs.len()).max(1);
    let mut least = None;
    for start in 0..(runs.len() + 1).saturating_sub(window) {
        let last = start + window - 1;
        // The one before goes on being the least until it is left behind or another one is no more.
        let now = match least {
            Some(before) if before >= start => {
                Some(if runs[last] <= runs[before] { last } else { before })
            }
            _ => (start..=last).rev().min_by_key(|at| runs[*at]),
        };
        if now != least {
            kept.extend(now.map(|at| runs[at]));
            least = now;
        }
    }
    kept.sort_unstable();
    kept.dedup();
    if kept.last() == Some(&COMMON) {
        kept.pop();
    }
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
    use crate::compare::{Names, Profile};
    use crate::extract::Article;

    /// Weights of words that no table lists.
    fn rare(words: &[u64]) -> Vec<f32> {
        vec![4.6; words.len()]
    }

    proptest! {
        #[test]
        fn of_every_window_the_least_run_is_kept_unless_it_is_common(
            words in prop::collection::vec(0u64..4, 0..60), common in 0u64..4,
        ) {
            let weight = |word: &u64| if *word < common { 0.1 } else { 1.7 };
            let weights: Vec<f32> = words.iter().map(weight).collect();
            let runs = runs(&words, &weights);
            let windows = runs.windows(WINDOW.min(runs.len()).max(1));
            let mut kept: Vec<u64> =
                windows.filter_map(|window| window.iter().copied().min()).collect();
            kept.sort_unstable();
            kept.dedup();
            kept.retain(|run| *run != COMMON);
            prop_assert_eq!(winnow(&words, &weights), kept);
        }

        #[test]
        fn twelve_shared_words_share_a_fingerprint(
            before in prop::collection::vec(0u64..50, 0..30),
            after in prop::collection::vec(50u64..99, 0..30),
            shared in prop::collection::vec(100u64..200, RUN + WINDOW - 1),
        ) {
            let hashes: Vec<u64> =
                shared.iter().map(|word| word_hash(&word.to_string())).collect();
            let texts = [[before, hashes.clone()].concat(), [hashes, after].concat()];
            let [one, other] = texts.map(|words| winnow(&words, &rare(&words)));
            prop_assert!(share_one(&one, &other));
        }
    }

    #[test]
    fn a_text_of_four_words_has_no_fingerprint() {
        assert!(winnow(&[1, 2, 3, 4], &[4.6; 4]).is_empty());
        assert_eq!(winnow(&[1, 2, 3, 4, 5], &[4.6; 5]).len(), 1);
    }

    #[test]
    fn words_that_every_text_has_are_no_fingerprint() {
        let prints = |text: &str| {
            let article = Article::new("https://news.example/a".parse().unwrap(), "", text);
            Profile::new(&article, &Names::default()).copy_keys.prints.len()
        };
        assert_eq!(
            prints("And that is for it, and it is in that, and that is to the, and of the, for a."),
            0
        );
        let with_a_ferry = "And that is for it, and it is in that, and that is to the ferry, and \
            of the, for a.";
        assert!(prints(with_a_ferry) > 0);
    }
}
