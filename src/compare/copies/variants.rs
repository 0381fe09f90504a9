//! Whether two words, or two short runs of words, are the same ones written or read otherwise:
//! `labour` and `labor`, `per cent` and `percent`, what a reading machine made of `modern`.

use std::ops::Range;

use super::side::Side;

/// The bytes of the longest run that is looked into.
const LONGEST: usize = 600;

/// The share of the letters of a word that are misread at most.
const OF_A_WORD: f32 = 0.4;
/// The share of the letters of many words together that are misread at most.
const OF_A_RUN: f32 = 0.3;
/// The words of a run from which on it is judged as one of many.
const MANY: usize = 4;

/// Whether two folded words are one. Numbers are the same or not.
#[must_use]
pub fn alike(one: &str, other: &str) -> bool {
    is_within(one, other, OF_A_WORD)
}

fn is_within(one: &str, other: &str, share: f32) -> bool {
    if one == other {
        return true;
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    // Bytes first: most words are told apart by their length.
    if short.len() * 2 < long.len() || long.len() > LONGEST || (is_number(one) && is_number(other))
    {
        return false;
    }
    let length = one.chars().count().max(other.chars().count());
    length >= 3 && strsim::levenshtein(one, other) as f32 <= length as f32 * share
}

/// Whether two runs of words are one; spaces do not count. Pairs of Han, Kana or Hangul that
/// share a sign stand where the other sign was misread.
#[must_use]
pub fn runs_alike(
    here: &Side<'_>,
    at: Range<usize>,
    there: &Side<'_>,
    other: Range<usize>,
) -> bool {
    if at.is_empty() || other.is_empty() {
        return false;
    }
    if at.len() == 1 && other.len() == 1 {
        let (one, two) = (here.word(at.start), there.word(other.start));
        let is_pair = here.is_pair(at.start) && there.is_pair(other.start);
        return if is_pair {
            one.chars().next() == two.chars().next() || one.chars().last() == two.chars().last()
        } else {
            alike(one, two)
        };
    }
    let numbers = |side: &Side<'_>, words: &Range<usize>| -> Vec<usize> {
        words.clone().filter(|at| side.is_number(*at)).collect()
    };
    let (here_numbers, there_numbers) = (numbers(here, &at), numbers(there, &other));
    if here_numbers.iter().zip(&there_numbers).any(|(one, two)| here.word(*one) != there.word(*two))
    {
        return false;
    }
    let share = if at.len().max(other.len()) < MANY { OF_A_WORD } else { OF_A_RUN };
    is_within(&joined(here, at), &joined(there, other), share)
}

/// A run of words as one; pairs overlap, so that each but the last gives its first sign.
fn joined(side: &Side<'_>, words: Range<usize>) -> String {
    let last = words.end - 1;
    let mut joined = String::new();
    for at in words {
        match side.word(at).chars().next() {
            Some(first) if at < last && side.is_pair(at) => joined.push(first),
            _ => joined.push_str(side.word(at)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        assert_eq!(alike(one, other), expected, "{one} {other}");
    }

    #[test]
    fn a_word_is_known_in_another_spelling_and_misread() {
        check("labour", "labor", true);
        check("organisation", "organization", true);
        check("modern", "modem", true);
        check("мост", "моcт", true);
        check("ferry", "treaty", false);
        check("of", "on", false);
    }

    #[test]
    fn another_number_is_not_the_same_misread() {
        check("1931", "1937", false);
        check("1931", "l931", true);
    }
}
