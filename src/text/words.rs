//! The words of a text: where each begins and ends, and the tokens and other forms that come of it.

use std::ops::Range;

use super::characters::{
    Class, class, is_apostrophe, is_hebrew, is_hyphen, is_number_space, is_unseen,
};
use super::fold::{self, Folded};
use super::{Kind, Text, apostrophes, pairs, prefixes, segments};

/// The words of one sentence, on their way into a [`Text`].
pub(super) struct Words<'a> {
    pub source: &'a str,
    pub text: &'a mut Text,
    pub sentence: u32,
    pub paragraph: u32,
    /// The token at which the hyphenated word begins that the last token belongs to.
    compound: Option<usize>,
}

/// The tokens that one further form stands for at the most.
const PARTS: usize = 6;

impl<'a> Words<'a> {
    /// The words of `source[within]`, appended to `text`.
    pub(super) fn read(
        source: &'a str,
        within: Range<usize>,
        text: &'a mut Text,
        [sentence, paragraph]: [u32; 2],
    ) {
        let mut words = Words { source, text, sentence, paragraph, compound: None };
        words.each(within);
    }

    fn each(&mut self, within: Range<usize>) {
        let bytes = &self.source.as_bytes()[..within.end];
        let mut at = within.start;
        while let Some(byte) = bytes.get(at) {
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    at += 1;
                    continue;
                }
                if let Some((end, kind)) = plain_word(bytes, at) {
                    self.push_plain(at..end, kind, false);
                    at = end;
                    continue;
                }
            }
            let Some(c) = self.source[at..within.end].chars().next() else { break };
            at = match class(c) {
                Class::Other => at + c.len_utf8(),
                Class::Letter | Class::Digit => {
                    let (end, has_signs) = word_end(self.source, at, within.end);
                    if has_signs {
                        self.parts(at..end);
                    } else {
                        self.push(at..end, kind(&self.source[at..end]));
                    }
                    end
                }
                Class::Paired => {
                    let end = run_end(self.source, at, within.end, Class::Paired);
                    pairs::read(self, at..end);
                    end
                }
                Class::Segmented => {
                    let end = run_end(self.source, at, within.end, Class::Segmented);
                    segments::read(self, at..end);
                    end
                }
            };
        }
    }

    /// A word and its parts: a list of numbers is several words, an apostrophe gives other forms.
    fn parts(&mut self, span: Range<usize>) {
        let word = &self.source[span.clone()];
        if word.contains(',') && !has_thousands(word, ',') {
            let mut at = span.start;
            for part in word.split(',') {
                self.push(at..at + part.len(), kind(part));
                at += part.len() + 1;
            }
            return;
        }
        if word.contains(is_apostrophe) {
            apostrophes::read(self, span);
            return;
        }
        self.push(span, kind(word));
    }

    /// Appends the token of a word, and the forms that it has beside its own.
    pub(super) fn push(&mut self, span: Range<usize>, kind: Kind) {
        let start = self.text.folded.len();
        match fold::read(&self.source[span.clone()], &mut self.text.folded) {
            Folded::Same => self.push_plain(span, kind, true),
            Folded::Appended { is_marked } => {
                let folded = start..self.text.folded.len();
                if !folded.is_empty() {
                    self.push_folded(folded, span, kind, is_marked);
                }
            }
        }
    }

    /// Appends the token of a word that is its own folded form, in lower case.
    fn push_plain(&mut self, span: Range<usize>, kind: Kind, has_letters: bool) {
        self.text.push(span.clone(), span, kind, [self.sentence, self.paragraph]);
        if has_letters {
            self.other_forms();
        }
        self.join();
    }

    pub(super) fn push_folded(
        &mut self,
        folded: Range<usize>,
        span: Range<usize>,
        kind: Kind,
        is_marked: bool,
    ) {
        self.text.push(folded, span, kind, [self.sentence, self.paragraph]);
        self.text.tokens.last_mut().expect("one was pushed").is_marked = is_marked;
        self.other_forms();
        self.join();
    }

    /// The forms of the last token without what is written onto a word, and of a number without its
    /// points.
    fn other_forms(&mut self) {
        let token = self.text.tokens.last().expect("one was pushed");
        match token.kind {
            Kind::Word => prefixes::read(self.text),
            Kind::Number => {
                let folded = self.text.folded(token);
                if has_thousands(folded, '.') {
                    let whole = folded.replace('.', "");
                    self.text.push_other(&whole, self.text.tokens.len() - 1, Kind::Number);
                }
            }
            Kind::Pair => {}
        }
    }

    /// Joins the last token to the one before it, where both are parts of one word or number.
    fn join(&mut self) {
        let last = self.text.tokens.len() - 1;
        let compound = self.compound.take();
        let Some(before) = last.checked_sub(1) else { return };
        let (from, to) = (self.text.tokens[before].span().end, self.text.tokens[last].span().start);
        let is = |place: usize, kind| self.text.tokens[place].kind == kind;
        let is_number = |place| is(place, Kind::Number);
        let is_paired = is(before, Kind::Pair) || is(last, Kind::Pair);
        if to.wrapping_sub(from) > 3 || from == to || is_paired {
            return;
        }
        if self.source.as_bytes()[from..to] == *b" " {
            return;
        }
        let mut gap = self.source[from..to].chars();
        let (Some(sign), None) = (gap.next(), gap.next()) else { return };
        if is_hyphen(sign) {
            let first = compound.unwrap_or(before);
            if !(is_number(before) && is_number(last)) {
                self.text.push_joined(before..=last, "");
                if first < before && last - first < PARTS {
                    self.text.push_joined(first..=last, "");
                }
            }
            self.compound = Some(first);
            return;
        }
        if !is_number(before) || !is_number(last) {
            return;
        }
        let is_short = |place: usize| {
            let folded = self.text.folded(&self.text.tokens[place]);
            folded.len() <= 2 && folded.bytes().all(|byte| byte.is_ascii_digit())
        };
        if matches!(sign, ',' | '٫') && is_short(last) {
            self.text.push_joined(before..=last, ".");
        }
    }
}

/// The end of a word that is ASCII letters and digits alone, and that no sign behind it carries on:
/// most words of most texts, for which nothing else has to be looked at.
fn plain_word(source: &[u8], start: usize) -> Option<(usize, Kind)> {
    let length = source[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let end = start + length;
    let is_number =
        source[start].is_ascii_digit() && source[start..end].iter().all(u8::is_ascii_digit);
    let may_go_on = match source[end..] {
        [] => false,
        [b' ', next, ..] => is_number && next.is_ascii_digit(),
        [b' '] => false,
        [b'.' | b',', next, ..] => !next.is_ascii() || next.is_ascii_alphanumeric(),
        [next, ..] => !next.is_ascii() || matches!(next, b'\'' | b'`'),
    };
    (!may_go_on).then_some((end, if is_number { Kind::Number } else { Kind::Word }))
}

/// Letters and digits, an apostrophe between letters, a point or comma between digits, points after
/// single letters (`U.S.`), the signs of Hebrew's abbreviations; and whether there are such signs.
fn word_end(source: &str, start: usize, limit: usize) -> (usize, bool) {
    let rest = &source[start..limit];
    let (mut end, mut has_signs) = (0, false);
    let mut letters_in_a_row = 0;
    let mut before = Class::Other;
    let mut chars = rest.char_indices();
    while let Some((offset, c)) = chars.next() {
        let here = class(c);
        match here {
            Class::Letter => letters_in_a_row += 1,
            Class::Digit => letters_in_a_row = 0,
            _ => {
                let follows = chars.clone().next().map(|(_, next)| next);
                let next = follows.map_or(Class::Other, class);
                let belongs = match c {
                    '.' if before == Class::Letter => {
                        letters_in_a_row == 1
                            && (next == Class::Letter || rest[..offset].contains('.'))
                    }
                    '.' | ',' => before == Class::Digit && next == Class::Digit,
                    '·' => before == Class::Letter && next == Class::Letter,
                    '"' | '״' | '׳' => {
                        rest[..offset].ends_with(is_hebrew) && follows.is_some_and(is_hebrew)
                    }
                    c if is_apostrophe(c) && before == Class::Letter => next == Class::Letter,
                    c if is_apostrophe(c) || is_number_space(c) => {
                        before == Class::Digit
                            && is_grouped(&rest[..offset])
                            && is_group(&rest[offset + c.len_utf8()..])
                    }
                    _ => false,
                };
                if !belongs {
                    break;
                }
                has_signs = true;
                letters_in_a_row = 0;
            }
        }
        before = here;
        end = offset + c.len_utf8();
    }
    (start + end, has_signs)
}

/// Whether the quotation mark at byte `place` belongs to a word, as in abbreviations of Hebrew.
#[must_use]
pub fn is_within_word(source: &str, place: usize) -> bool {
    let mut behind = source[place..].chars();
    behind.next().is_some_and(|c| matches!(c, '"' | '״'))
        && behind.next().is_some_and(is_hebrew)
        && source[..place].ends_with(is_hebrew)
}

/// Whether `number`, as far as it goes, may be followed by a group of three digits.
fn is_grouped(number: &str) -> bool {
    let is_group_end = |c: char| is_number_space(c) || is_apostrophe(c);
    let first = number.split(is_group_end).next().unwrap_or_default();
    (1..=3).contains(&first.chars().count()) && first.chars().all(|c| class(c) == Class::Digit)
}

/// Whether `behind` begins with three digits that end there: `1 000`, Swiss `1'000`.
fn is_group(behind: &str) -> bool {
    let mut behind = behind.chars();
    let digits = behind.by_ref().take(3).filter(|c| class(*c) == Class::Digit).count();
    digits == 3 && behind.next().is_none_or(|c| matches!(class(c), Class::Other))
}

pub(super) fn kind(word: &str) -> Kind {
    if word.starts_with(|c: char| !c.is_numeric()) {
        Kind::Word
    } else if word.chars().all(|c| !c.is_alphabetic()) {
        Kind::Number
    } else {
        Kind::Word
    }
}

/// Whether `sign` parts the thousands of a number: groups of three, or, as in India, groups of two
/// before the last one of three.
fn has_thousands(word: &str, sign: char) -> bool {
    let whole = match sign {
        ',' => word.split('.').next().unwrap_or_default(),
        _ => word,
    };
    let groups: Vec<usize> = whole.split(sign).map(|group| group.chars().count()).collect();
    let Some((last, before)) = groups.split_last() else { return false };
    let Some((first, between)) = before.split_first() else { return false };
    let in_threes = (1..=3).contains(first) && between.iter().all(|group| *group == 3);
    let in_twos = sign == ','
        && !between.is_empty()
        && (1..=2).contains(first)
        && between.iter().all(|group| *group == 2);
    *last == 3 && (in_threes || in_twos)
}

fn run_end(source: &str, start: usize, limit: usize, wanted: Class) -> usize {
    source[start..limit]
        .find(|c| class(c) != wanted && !is_unseen(c))
        .map_or(limit, |length| start + length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_word_is_what_the_long_way_finds(source in "[a-cXY0-9][a-cX0-9.,' é’-]{0,12}") {
            if let Some((end, found)) = plain_word(source.as_bytes(), 0) {
                prop_assert_eq!(word_end(&source, 0, source.len()), (end, false));
                prop_assert_eq!(kind(&source[..end]), found);
            }
        }
    }
}
