//! How much a word says: its inverse document frequency (Spärck Jones 1972), from a compact table of
//! counts that `tests/make-frequencies` made from articles in ten languages.
//!
//! # Limits
//! One table for all languages, and a word keeps the highest share that any of them gives it: on
//! judged pairs, counts of the text's own language alone did no better. The counts do not grow with
//! the archive.

use std::sync::LazyLock;

use super::fingerprints::word_hash;
use super::spellings::ByHash;
use super::stems::stem;

/// What a word is taken to have that the table lacks: ten articles in a thousand.
const UNLISTED_PERMILLE: f32 = 10.0;
/// A year stands in every third article without saying much.
const YEAR_PERMILLE: f32 = 200.0;
/// A number of one or two digits.
const SMALL_NUMBER_PERMILLE: f32 = 80.0;
/// A name that someone listed with its spellings, or a place, is in the news more often than most
/// words: twenty articles in a thousand, where the table does not have it.
const NAME_PERMILLE: f32 = 20.0;

/// The table: a word, or a name as `@id`, and its permille a line.
pub const FREQUENCIES: &str = include_str!("../../config/known/frequencies.tsv");

/// Weights by the hash of what they are of.
static WORDS: LazyLock<ByHash<f32>> = LazyLock::new(|| listed().map(|(word, permille)| (word_hash(word), weight_of(permille))).collect());

/// A stem is as frequent as the most frequent word that has it.
static STEMS: LazyLock<ByHash<f32>> = LazyLock::new(|| {
    let mut stems = ByHash::default();
    for (word, permille) in listed() {
        let least: &mut f32 = stems.entry(word_hash(stem(word))).or_insert(f32::MAX);
        *least = least.min(weight_of(permille));
    }
    stems
});

static UNLISTED: LazyLock<f32> = LazyLock::new(|| weight_of(UNLISTED_PERMILLE));

fn listed() -> impl Iterator<Item = (&'static str, f32)> {
    FREQUENCIES.lines().filter_map(|line| {
        let (word, permille) = line.split_once('\t')?;
        Some((word, permille.parse().ok()?))
    })
}

/// The weight of a folded word with this hash: 0 for one that every article has, 4.6 for one that the
/// table lacks.
#[must_use]
pub fn weight(word: &str, hash: u64) -> f32 {
    match number_permille(word) {
        Some(permille) => weight_of(permille),
        None => WORDS.get(&hash).copied().unwrap_or(*UNLISTED),
    }
}

/// The weight of the stem with this hash of a word that is no number.
#[must_use]
pub fn stem_weight(hash: u64) -> f32 {
    STEMS.get(&hash).copied().unwrap_or(*UNLISTED)
}

/// The weight of the name or place whose `@id` has this hash.
#[must_use]
pub fn name_weight(hash: u64) -> f32 {
    WORDS.get(&hash).copied().unwrap_or_else(|| weight_of(NAME_PERMILLE))
}

/// The weight of what a term's key stands for, a word that is no number or `@id`.
#[must_use]
pub fn term_weight(hash: u64) -> f32 {
    WORDS.get(&hash).copied().unwrap_or(*UNLISTED)
}

fn weight_of(permille: f32) -> f32 {
    (1000.0 / permille).ln().max(0.0)
}

fn number_permille(word: &str) -> Option<f32> {
    if !word.starts_with(|c: char| c.is_ascii_digit()) || !word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    Some(match word.len() {
        1 | 2 => SMALL_NUMBER_PERMILLE,
        4 if word.starts_with("19") || word.starts_with("20") => YEAR_PERMILLE,
        _ => UNLISTED_PERMILLE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> f32 {
        weight(word, word_hash(word))
    }

    #[test]
    fn common_words_weigh_little_and_unlisted_ones_most() {
        assert!(of("the") < 0.1);
        assert!(of("government") < of("korea"));
        assert!(of("korea") < of("zyxwv"));
        assert!(of("2024") < of("8412"));
        assert!(stem_weight(word_hash("gove")) <= of("government"));
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(WORDS.len(), FREQUENCIES.lines().count());
    }
}
