//! Countries, continents and great cities in the languages of the press: a report in another
//! language names them too. `evaluate/run places` made the table from the Unicode CLDR.
//!
//! # Limits
//! The forms of the dictionary only: where a language inflects its names, most stay words.

use std::sync::LazyLock;

use crate::compare::words::Spellings;
use crate::known;
use crate::text::Text;

static SPELLINGS: LazyLock<Spellings<&'static str>> = LazyLock::new(|| {
    Spellings::new(known::PLACES.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let mut cells = line.split('\t');
        let id = cells.next().unwrap_or_default();
        cells.map(move |spelling| (spelling, id))
    }))
});

/// An abbreviation is told from a word by its capitals.
const ABBREVIATION: usize = 3;

/// The place whose name stands at token `at` of the text that `source` was analysed into, whose
/// word has the hash `first`, and how many tokens it takes up. A name has a capital, where its
/// script has them.
#[must_use]
pub fn at(source: &str, text: &Text, at: usize, first: u64) -> Option<(&'static str, usize)> {
    let (id, length) = SPELLINGS.at(text, at, first)?;
    let word = &source[text.tokens.get(at)?.span()];
    let is_name = if length == 1 && text.folded(&text.tokens[at]).len() <= ABBREVIATION {
        !word.contains(char::is_lowercase)
    } else {
        !word.starts_with(char::is_lowercase)
    };
    is_name.then_some((*id, length))
}

/// The place that this one folded word names, where it is no abbreviation.
#[must_use]
pub fn of_word(word: &str) -> Option<&'static str> {
    SPELLINGS.of_word(word).filter(|_| word.len() > ABBREVIATION).copied()
}

/// The usual name of a place in English.
#[must_use]
pub fn name(id: &str) -> Option<&'static str> {
    known::PLACES
        .lines()
        .find_map(|line| line.strip_prefix(id)?.strip_prefix('\t')?.split('\t').next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::words::word_hash;
    use crate::text;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let text = text::analyse(source);
        let found: Vec<&str> = text
            .words()
            .enumerate()
            .filter_map(|(place, word)| at(source, &text, place, word_hash(word)))
            .map(|(id, _)| id)
            .collect();
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn a_place_is_the_same_in_every_language() {
        for source in [
            "in Germany today",
            "en Alemania",
            "aus Deutschland",
            "в Германия",
            "在德国，",
            "ドイツで",
            "독일의",
        ] {
            check(source, "germany");
        }
        check(
            "the United States and the U.S. and the USA",
            "united-states united-states united-states",
        );
    }

    #[test]
    fn a_word_without_a_capital_is_no_place() {
        check("he told us of a fried turkey and of jordan", "");
        check("Told in Chad", "chad");
    }

    #[test]
    fn places_are_called_by_their_english_name() {
        assert_eq!(name("united-states"), Some("United States"));
        assert_eq!(name("united"), None);
    }
}
