//! The words of a text: where each begins and ends.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;

use super::Kind;

/// A run of the source that becomes one token.
pub struct Word {
    pub span: Range<usize>,
    pub kind: Kind,
    /// Whether the word is ASCII letters and digits alone.
    pub is_plain: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// Han, Kana, Hangul.
    Paired,
    /// Scripts without spaces that need a dictionary.
    Segmented,
    Other,
}

/// Calls `each` with the words of `source[within]`, in order.
pub fn each(source: &str, within: Range<usize>, mut each: impl FnMut(Word)) {
    let mut at = within.start;
    while let Some(c) = source[at..within.end].chars().next() {
        if c.is_ascii() {
            if !c.is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            if let Some((end, kind)) = plain_word(&source.as_bytes()[..within.end], at) {
                each(Word { span: at..end, kind, is_plain: true });
                at = end;
                continue;
            }
        }
        let class = class(c);
        let end = match class {
            Class::Other => at + c.len_utf8(),
            Class::Letter | Class::Digit => {
                let end = word_end(source, at, within.end);
                each_part(source, at..end, &mut each);
                end
            }
            Class::Paired => {
                let end = run_end(source, at, within.end, Class::Paired);
                pairs(source, at..end, &mut each);
                end
            }
            Class::Segmented => {
                let end = run_end(source, at, within.end, Class::Segmented);
                segments(source, at..end, &mut each);
                end
            }
        };
        at = end;
    }
}

/// The end of a word that is ASCII letters and digits alone, and that no sign behind it carries on:
/// most words of most texts, for which nothing else has to be looked at.
fn plain_word(source: &[u8], start: usize) -> Option<(usize, Kind)> {
    let length = source[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let end = start + length;
    let may_go_on = match source[end..] {
        [] => false,
        [b'.' | b',', next, ..] => !next.is_ascii() || next.is_ascii_alphanumeric(),
        [next, ..] => !next.is_ascii() || next == b'\'',
    };
    let is_number =
        || source[start].is_ascii_digit() && source[start..end].iter().all(u8::is_ascii_digit);
    (!may_go_on).then(|| (end, if is_number() { Kind::Number } else { Kind::Word }))
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' => Class::Letter,
            '0'..='9' => Class::Digit,
            _ => Class::Other,
        };
    }
    match c {
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
            Class::Segmented
        }
        '々'
        | '〆'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3ffff}' => Class::Paired,
        c if is_unseen(c) => Class::Letter,
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphabetic() || is_combining_mark(c) => Class::Letter,
        _ => Class::Other,
    }
}

/// Signs that say where a word may be parted or joined, and stand for nothing.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Letters and digits, an apostrophe between letters, a point or comma between digits, points after
/// single letters (`U.S.`).
fn word_end(source: &str, start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut letters_in_a_row = 0;
    let mut chars = source[start..limit].char_indices().peekable();
    let mut before = Class::Other;
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map_or(Class::Other, |(_, next)| class(*next));
        let here = class(c);
        let belongs = match here {
            Class::Letter | Class::Digit => true,
            _ => match c {
                '\'' | '’' | 'ʼ' | '＇' => before == Class::Letter && next == Class::Letter,
                '.' if before == Class::Letter => {
                    letters_in_a_row == 1
                        && (next == Class::Letter || source[start..start + offset].contains('.'))
                }
                '.' | ',' => before == Class::Digit && next == Class::Digit,
                _ => false,
            },
        };
        if !belongs {
            break;
        }
        letters_in_a_row = if here == Class::Letter { letters_in_a_row + 1 } else { 0 };
        before = here;
        end = start + offset + c.len_utf8();
    }
    end
}

/// An elided article stands alone (`l’accord`), so that the word behind it is found; the rest of an
/// apostrophe's words stay whole. Thousands' commas fall away in folding, but a list `1,2` is two.
fn each_part(source: &str, span: Range<usize>, each: &mut impl FnMut(Word)) {
    let word = &source[span.clone()];
    if let Some((place, sign)) =
        word.char_indices().find(|(_, c)| matches!(c, '\'' | '’' | 'ʼ' | '＇'))
    {
        let rest = place + sign.len_utf8();
        let letters_before = word[..place].chars().count();
        if letters_before <= 2 && word[rest..].chars().count() >= 2 {
            each(Word { span: span.start..span.start + place, kind: Kind::Word, is_plain: false });
            each_part(source, span.start + rest..span.end, each);
            return;
        }
    }
    if word.contains(',') && !has_thousands(word) {
        let mut at = span.start;
        for part in word.split(',') {
            each(Word { span: at..at + part.len(), kind: kind(part), is_plain: false });
            at += part.len() + 1;
        }
        return;
    }
    each(Word { span, kind: kind(word), is_plain: false });
}

fn kind(word: &str) -> Kind {
    if word.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',')) {
        Kind::Number
    } else {
        Kind::Word
    }
}

fn has_thousands(word: &str) -> bool {
    let whole = word.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    groups.next().is_some_and(|first| (1..=3).contains(&first.chars().count()))
        && groups.all(|group| group.chars().count() == 3)
}

fn run_end(source: &str, start: usize, limit: usize, wanted: Class) -> usize {
    source[start..limit]
        .find(|c| {
            class(c) != wanted
                && !is_unseen(c)
                && !(is_combining_mark(c) && wanted == Class::Segmented)
        })
        .map_or(limit, |length| start + length)
}

fn pairs(source: &str, span: Range<usize>, each: &mut impl FnMut(Word)) {
    let seen = source[span.clone()].char_indices().filter(|(_, c)| !is_unseen(*c));
    let mut starts: Vec<usize> = seen.map(|(offset, _)| span.start + offset).collect();
    starts.push(span.end);
    for (place, start) in starts[..starts.len() - 1].iter().enumerate() {
        let end = starts[(place + 2).min(starts.len() - 1)];
        each(Word { span: *start..end, kind: Kind::Pair, is_plain: false });
    }
}

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

fn segments(source: &str, span: Range<usize>, each: &mut impl FnMut(Word)) {
    let mut start = 0;
    for end in SEGMENTER.segment_str(&source[span.clone()]).skip(1) {
        let piece = &source[span.start + start..span.start + end];
        if piece.chars().any(char::is_alphanumeric) {
            each(Word {
                span: span.start + start..span.start + end,
                kind: kind(piece),
                is_plain: false,
            });
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_plain_word_is_what_the_long_way_finds(source in "[a-cXY0-9][a-cX0-9.,' é’-]{0,12}") {
            if let Some((end, kind)) = plain_word(source.as_bytes(), 0) {
                prop_assert_eq!(word_end(&source, 0, source.len()), end);
                let mut parts = Vec::new();
                each_part(&source, 0..end, &mut |word| parts.push((word.span, word.kind)));
                prop_assert_eq!(parts, [(0..end, kind)]);
            }
        }
    }
}
