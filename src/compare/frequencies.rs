//! How much a word says: its inverse document frequency (Spärck Jones 1972), from a compact table of
//! counts that `tests/make-frequencies` made from articles in ten languages.
//!
//! # Limits
//! One table for all languages, and a word keeps the highest share that any of them gives it. The
//! counts do not grow with the archive.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a word is taken to have that the table lacks: five articles in a thousand.
const UNLISTED_PERMILLE: f32 = 5.0;
/// A year stands in every third article without saying much.
const YEAR_PERMILLE: f32 = 200.0;
/// A number of one or two digits.
const SMALL_NUMBER_PERMILLE: f32 = 80.0;

/// The table: a word and its permille a line.
pub const FREQUENCIES: &str = include_str!("../../config/known/frequencies.tsv");

static PERMILLE: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    FREQUENCIES
        .lines()
        .filter_map(|line| {
            let (word, permille) = line.split_once('\t')?;
            Some((word, permille.parse().ok()?))
        })
        .collect()
});

/// A name that someone listed with its spellings is in the news often: fifty articles in a thousand.
const NAME_PERMILLE: f32 = 50.0;

/// The weight of a folded word, or of a name as `@id`: 0 for one that every article has, 5.3 for one that the table lacks.
#[must_use]
pub fn weight(word: &str) -> f32 {
    (1000.0 / permille(word)).ln().max(0.0)
}

fn permille(word: &str) -> f32 {
    if word.starts_with('@') {
        return NAME_PERMILLE;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return match word.len() {
            1 | 2 => SMALL_NUMBER_PERMILLE,
            4 if word.starts_with("19") || word.starts_with("20") => YEAR_PERMILLE,
            _ => UNLISTED_PERMILLE,
        };
    }
    PERMILLE.get(word).copied().unwrap_or(UNLISTED_PERMILLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_weigh_little_and_unlisted_ones_most() {
        assert!(weight("the") < 0.1);
        assert!(weight("government") < weight("korea"));
        assert!(weight("korea") < weight("zyxwv"));
        assert!(weight("2024") < weight("8,412"));
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(PERMILLE.len(), FREQUENCIES.lines().count());
    }
}
