//! A text cut into numbers, words and signs.

use std::ops::Range;

use super::YEARS;
use super::digits::{digit, han, is_persian, number_of_han};
use crate::text::folded;

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Number(Number),
    /// A word's folded form, and whether it stands in capitals.
    Word(String, bool),
    Sign(char),
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Number {
    value: u32,
    digits: usize,
    /// Whether the number is in the digits of Persian.
    is_persian: bool,
}

/// The numbers, words and signs of a text, in order. A *place* is an index into them.
pub struct Tokens {
    all: Vec<(Kind, Range<usize>)>,
}

impl Tokens {
    /// The tokens of `text`: runs of digits, runs of letters, Han and Hangul one by one, and signs;
    /// white space falls away. Numbers in Han stand before the signs for year, month and day.
    pub fn of(text: &str) -> Self {
        let mut all: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            if c.is_whitespace() {
                continue;
            }
            let mut end = start + c.len_utf8();
            if let Some((number, length)) = han(c).and_then(|_| han_number(&text[start..])) {
                end = start + length;
                while chars.next_if(|(at, _)| *at < end).is_some() {}
                all.push((Kind::Number(number), start..end));
                continue;
            }
            let is_number = digit(c).is_some();
            if is_number || (c.is_alphabetic() && !is_east_asian(c)) {
                let same = |next: char| {
                    if is_number {
                        digit(next).is_some()
                    } else {
                        (next.is_alphabetic() && !is_east_asian(next) && digit(next).is_none())
                            || unicode_normalization::char::is_combining_mark(next)
                    }
                };
                while let Some((at, next)) = chars.next_if(|(_, next)| same(*next)) {
                    end = at + next.len_utf8();
                }
            }
            let piece = &text[start..end];
            let kind = if is_number {
                Kind::Number(Number::of(piece))
            } else if c.is_alphabetic() {
                Kind::Word(folded(piece), !piece.contains(char::is_lowercase))
            } else {
                Kind::Sign(c)
            };
            all.push((kind, start..end));
        }
        Self { all }
    }

    /// How many tokens there are.
    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The folded forms of all tokens that are words.
    pub fn words(&self) -> Vec<String> {
        let word = |token: &(Kind, Range<usize>)| {
            if let Kind::Word(word, _) = &token.0 { Some(word.clone()) } else { None }
        };
        self.all.iter().filter_map(word).collect()
    }

    /// The bytes of the text from the token `first` up to the token `behind`.
    pub fn span(&self, first: usize, behind: usize) -> Range<usize> {
        self.all[first].1.start..self.all[behind - 1].1.end
    }

    /// The number at `place`, where it has so many `digits`.
    pub fn number(&self, place: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.all.get(place) {
            Some((Kind::Number(number), _)) if digits.contains(&number.digits) => {
                Some(number.value)
            }
            _ => None,
        }
    }

    /// The number at `place` that may be a day or a month, as far as its digits go.
    pub fn small(&self, place: usize) -> Option<i8> {
        self.number(place, 1..=2).and_then(|value| i8::try_from(value).ok())
    }

    /// The number at `place` that may be a year of the common era.
    pub fn year(&self, place: usize) -> Option<i16> {
        self.number(place, 4..=4)
            .and_then(|value| i16::try_from(value).ok())
            .filter(|year| YEARS.contains(year))
    }

    /// Whether the token at `place` is the second part of `1,234` or `3.5`.
    pub fn is_part_of_number(&self, place: usize) -> bool {
        place > 1
            && self.is_glued(place)
            && matches!(self.sign(place - 1), Some(',' | '.'))
            && self.number(place - 2, 1..=9).is_some()
    }

    /// Whether the token at `place` is a number in the digits of Persian.
    pub fn is_persian(&self, place: usize) -> bool {
        matches!(self.all.get(place), Some((Kind::Number(Number { is_persian: true, .. }), _)))
    }

    /// The folded form of the word at `place`.
    pub fn word(&self, place: usize) -> Option<&str> {
        match self.all.get(place) {
            Some((Kind::Word(word, _), _)) => Some(word),
            _ => None,
        }
    }

    /// The sign at `place`.
    pub fn sign(&self, place: usize) -> Option<char> {
        match self.all.get(place) {
            Some((Kind::Sign(sign), _)) => Some(*sign),
            _ => None,
        }
    }

    /// Whether nothing stands between the token and the one before it.
    pub fn is_glued(&self, place: usize) -> bool {
        place > 0
            && self.all.get(place).is_some_and(|token| self.all[place - 1].1.end == token.1.start)
    }

    /// Whether the token at `place` is a word in capitals.
    pub fn is_in_capitals(&self, place: usize) -> bool {
        matches!(self.all.get(place), Some((Kind::Word(_, true), _)))
    }
}

impl Number {
    fn of(piece: &str) -> Self {
        let value = piece
            .chars()
            .filter_map(digit)
            .try_fold(0_u32, |value, digit| value.checked_mul(10)?.checked_add(digit));
        Self {
            value: value.unwrap_or(u32::MAX),
            digits: piece.chars().count(),
            is_persian: piece.starts_with(is_persian),
        }
    }
}

/// The number in Han at the start of `text`, where it counts years, months or days, and its bytes.
fn han_number(text: &str) -> Option<(Number, usize)> {
    let length = text.char_indices().take(5).find(|(_, c)| han(*c).is_none()).map(|(at, _)| at)?;
    text[length..].starts_with(['年', '月', '日', '号', '號']).then_some(())?;
    let (value, digits) = number_of_han(&text[..length])?;
    Some((Number { value, digits, is_persian: false }, length))
}

fn is_east_asian(c: char) -> bool {
    matches!(
        c,
        '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
    )
}
