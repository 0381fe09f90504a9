//! The words of a text: where each begins and ends, and the tokens and other forms that come of it.

use std::ops::Range;

use super::characters::{Class, class, is_apostrophe, is_hebrew, is_number_space, is_unseen};
use super::making::{Making, has_thousands, kind};
use super::{Kind, Text, apostrophes, pairs, segments};

/// Appends the words of `source[within]` to `text`, as tokens of a sentence and its paragraph.
pub(super) fn read(source: &str, within: Range<usize>, text: &mut Text, place: [u32; 2]) {
    each(&mut Making::new(source, text, place), within);
}

fn each(making: &mut Making<'_>, within: Range<usize>) {
    let bytes = &making.source.as_bytes()[..within.end];
    let mut at = within.start;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            if let Some((end, kind)) = plain_word(bytes, at) {
                making.push_ascii(at..end, kind);
                at = end;
                continue;
            }
        }
        let Some(c) = making.source[at..within.end].chars().next() else { break };
        at = match class(c) {
            Class::Other => at + c.len_utf8(),
            Class::Letter | Class::Digit => {
                let (end, has_signs) = word_end(making.source, at, within.end);
                if has_signs {
                    parts(making, at..end);
                } else {
                    making.push(at..end, kind(&making.source[at..end]));
                }
                end
            }
            Class::Paired => {
                let end = run_end(making.source, at, within.end, Class::Paired);
                pairs::read(making, at..end);
                end
            }
            Class::Segmented => {
                let end = run_end(making.source, at, within.end, Class::Segmented);
                segments::read(making, at..end);
                end
            }
        };
    }
}

/// A word and its parts: a list of numbers is several words, an apostrophe gives other forms.
fn parts(making: &mut Making<'_>, span: Range<usize>) {
    let word = &making.source[span.clone()];
    if word.contains(',') && !has_thousands(word, ',') {
        let mut at = span.start;
        for part in word.split(',') {
            making.push(at..at + part.len(), kind(part));
            at += part.len() + 1;
        }
        return;
    }
    if word.contains(is_apostrophe) {
        apostrophes::read(making, span);
        return;
    }
    making.push(span, kind(word));
}

/// The end of a word that is ASCII letters and digits alone, and that no sign behind it carries on:
/// most words of most texts, for which nothing else has to be looked at.
fn plain_word(source: &[u8], start: usize) -> Option<(usize, Kind)> {
    let length = source[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let end = start + length;
    let is_number =
        source[start].is_ascii_digit() && source[start..end].iter().all(u8::is_ascii_digit);
    let may_go_on = match source[end..] {
        [] | [b' '] => false,
        [b' ', next, ..] => is_number && next.is_ascii_digit(),
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
                    '.' | ',' | '٬' => before == Class::Digit && next == Class::Digit,
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
