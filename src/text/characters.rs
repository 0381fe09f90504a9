//! What a character is to the analyser: part of a word, a digit, a sign of a script that writes
//! without spaces, or what stands between words.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

/// The class of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter, a mark on one, or a sign that is not seen.
    Letter,
    Digit,
    /// Han, Kana, Hangul.
    Paired,
    /// Thai, Lao, Khmer, Burmese: scripts without spaces that need a dictionary.
    Segmented,
    Other,
}

/// The classes of the characters below [`TABLE`], by their number.
static CLASSES: LazyLock<[Class; TABLE]> = LazyLock::new(|| {
    std::array::from_fn(|number| {
        let c = u32::try_from(number).ok().and_then(char::from_u32);
        c.map_or(Class::Other, slow_class)
    })
});

/// Below stand the alphabets whose texts are long: Latin to Arabic, and the scripts of India.
const TABLE: usize = 0x2000;

/// The class of `c`.
#[inline]
pub(super) fn class(c: char) -> Class {
    CLASSES.get(c as usize).copied().unwrap_or_else(|| slow_class(c))
}

fn slow_class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '\0'..='\u{7f}' => Class::Other,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
            if !c.is_numeric() && (c.is_alphabetic() || is_combining_mark(c)) =>
        {
            Class::Segmented
        }
        '々' | '〆' | '〇' => Class::Paired,
        c if is_han(c) || is_kana(c) || is_hangul(c) => Class::Paired,
        c if is_unseen(c) => Class::Letter,
        c if c.is_numeric() => Class::Digit,
        c if c.is_alphabetic() || is_combining_mark(c) => Class::Letter,
        _ => Class::Other,
    }
}

fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// Kana and their voicing marks, also of half width.
fn is_kana(c: char) -> bool {
    matches!(
        c,
        '\u{3041}'..='\u{3096}'
            | '\u{3099}'..='\u{309a}'
            | '\u{309d}'..='\u{309f}'
            | '\u{30a1}'..='\u{30fa}'
            | '\u{30fc}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{ff66}'..='\u{ff9f}'
    )
}

/// Hangul syllables, and the letters that they decompose into.
fn is_hangul(c: char) -> bool {
    matches!(
        c,
        '\u{ac00}'..='\u{d7a3}'
            | '\u{1100}'..='\u{11ff}'
            | '\u{3131}'..='\u{318e}'
            | '\u{a960}'..='\u{a97c}'
            | '\u{d7b0}'..='\u{d7fb}'
            | '\u{ffa0}'..='\u{ffdc}'
    )
}

/// Whether `c`, of Han, Kana or Hangul, carries on the sign before it: a voicing mark, or a vowel
/// or final of a syllable that is written in its parts.
pub(super) fn carries_on(c: char) -> bool {
    matches!(
        c,
        '\u{3099}' | '\u{309a}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}'
            | '\u{d7b0}'..='\u{d7fb}'
    )
}

/// Signs that say where a word may be parted or joined, and stand for nothing.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The signs that are written for an apostrophe.
pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '＇' | '´' | '`')
}

/// The signs that join the parts of one word.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–' | '־' | '－')
}

/// The spaces that part a number's groups of three.
pub(super) fn is_number_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2007}' | '\u{2008}')
}

/// Whether `c` is a letter of Hebrew.
pub(super) fn is_hebrew(c: char) -> bool {
    matches!(c, 'א'..='ת')
}

/// Whether `c` is a letter of Arabic.
pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{671}'..='\u{6d3}')
}
