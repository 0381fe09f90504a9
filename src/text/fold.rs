//! One form for what a reader takes for the same word: case, width, ligatures, accents, Arabic
//! letter variants, digits of other scripts.
//!
//! Letters of the scripts below [`FIRST_END`] and of the second block are looked up; the rest goes
//! the long way through Unicode's normal forms, which says the same.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, is_nfkc_quick};

use super::characters::is_apostrophe;

/// The folded form of `word`. A possessive `'s` falls away.
#[must_use]
pub fn folded(word: &str) -> String {
    let mut into = String::with_capacity(word.len());
    fold_into(word, &mut into);
    into
}

/// The folded words of a short text, a space between them: how names, labels and phrases are
/// compared.
#[must_use]
pub fn folded_words(text: &str) -> String {
    let mut into = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let end = into.len();
        into.push_str(if end == 0 { "" } else { " " });
        let start = into.len();
        fold_into(word, &mut into);
        if into.len() == start {
            into.truncate(end);
        }
    }
    into
}

/// What reading a word comes to.
pub(super) enum Folded {
    /// It is its own folded form once ASCII is in lower case.
    Same,
    /// The folded form was appended; whether marks were left out or letters changed for it.
    Appended { is_marked: bool },
}

/// Reads `word`; appends its folded form to `into` where that is another one.
pub(super) fn read(word: &str, into: &mut String) -> Folded {
    for (at, c) in word.char_indices() {
        if c.is_ascii_alphanumeric() {
            continue;
        }
        match Letter::of(c) {
            Some(letter) if letter.is_same => {}
            None if is_plain(&word[at..]) => return Folded::Same,
            _ => return Folded::Appended { is_marked: fold_into(word, into) },
        }
    }
    Folded::Same
}

/// Appends the folded form of `word`; whether marks were left out or letters changed for it.
pub(super) fn fold_into(word: &str, into: &mut String) -> bool {
    let word = without_possessive(word);
    // Points stay between digits and fall away in abbreviations: `3.5`, but `U.S.` is `us`.
    let keeps_points = word.starts_with(char::is_numeric);
    let start = into.len();
    let mut is_marked = false;
    for c in word.chars() {
        match c {
            'a'..='z' | '0'..='9' => into.push(c),
            'A'..='Z' => into.push(c.to_ascii_lowercase()),
            '.' if keeps_points => into.push('.'),
            '\0'..='\u{7f}' => {}
            c => match Letter::of(c) {
                Some(letter) => {
                    into.push_str(letter.folded());
                    is_marked |= letter.is_marked;
                }
                None => {
                    into.truncate(start);
                    return fold_slowly(word, keeps_points, into);
                }
            },
        }
    }
    is_marked
}

/// Whether the rest of a word, from a letter on that the tables do not have, is its own folded form.
fn is_plain(rest: &str) -> bool {
    is_nfkc_quick(rest.chars()) == IsNormalized::Yes
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || is_same_slowly(c))
}

/// The long way: [`fold_into`] without tables.
fn fold_slowly(word: &str, keeps_points: bool, into: &mut String) -> bool {
    let mut is_marked = false;
    let mut before = '\0';
    let stays = |c: &char| {
        let stays = !folds_away(*c) || makes_a_letter(before, *c);
        is_marked |= !stays;
        before = *c;
        stays
    };
    let decomposed: String = word.nfkd().filter(stays).nfc().collect();
    // Thai and Lao write one vowel as a sign of its own, and by mistake as two.
    let whole = decomposed.replace("\u{e4d}\u{e32}", "\u{e33}");
    let whole = whole.replace("\u{ecd}\u{eb2}", "\u{eb3}");
    for c in whole.chars().flat_map(char::to_lowercase) {
        if let Some(plain) = plain_letters(c) {
            is_marked = true;
            into.push_str(plain);
        } else if let Some(digit) = decimal(c) {
            into.push(digit);
        } else if c == '.' && keeps_points
            || (c.is_alphanumeric() || is_combining_mark(c))
                && !is_apostrophe(c)
                && !is_breathing(c)
        {
            into.push(c);
        }
    }
    is_marked
}

/// Whether a mark makes another letter of the one before it: `й`, `ў`, `ї` of Cyrillic.
fn makes_a_letter(before: char, mark: char) -> bool {
    matches!((before, mark), ('и' | 'И' | 'у' | 'У', '\u{306}') | ('і' | 'І', '\u{308}'))
}

/// The letters that readers take for `c` where they cannot write it; none where `c` stays.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ə' => "e",
        'ı' => "i",
        'ς' => "σ",
        'ґ' => "г",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        'ـ' => "",
        _ => return None,
    })
}

/// One letter's folded form, where it does not depend on what stands beside it.
#[derive(Debug, Clone, Copy, Default)]
struct Letter {
    bytes: [u8; 4],
    length: u8,
    /// Whether a mark is left out, or it is changed.
    is_marked: bool,
    /// Whether it is its own folded form.
    is_same: bool,
    /// Whether the rest holds; a mark that stays joins the letter before it.
    is_known: bool,
}

/// Letters from here up to [`FIRST_END`]: Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic.
const FIRST: u32 = 0x80;
const FIRST_END: u32 = 0x700;
/// The letters with several accents, of Vietnamese and old Greek.
const SECOND: u32 = 0x1e00;
const SECOND_END: u32 = 0x2000;

static LETTERS: LazyLock<[Letter; KNOWN]> = LazyLock::new(|| {
    let mut letters = [Letter::default(); KNOWN];
    for (letter, number) in letters.iter_mut().zip((FIRST..FIRST_END).chain(SECOND..SECOND_END)) {
        *letter = Letter::slowly(number);
    }
    letters
});

/// How many letters are looked up.
const KNOWN: usize = (FIRST_END - FIRST + SECOND_END - SECOND) as usize;

impl Letter {
    #[inline]
    fn of(c: char) -> Option<Self> {
        let place = match c as u32 {
            number @ FIRST..FIRST_END => number - FIRST,
            number @ SECOND..SECOND_END => number - SECOND + (FIRST_END - FIRST),
            // Han, Kana and the syllables of Hangul are their own form.
            0x4e00..=0x9fff
            | 0x3400..=0x4dbf
            | 0xac00..=0xd7a3
            | 0x3041..=0x3096
            | 0x30a1..=0x30fa
            | 0x30fc => {
                let mut bytes = [0; 4];
                let length = c.encode_utf8(&mut bytes).len() as u8;
                return Some(Self {
                    bytes,
                    length,
                    is_marked: false,
                    is_same: true,
                    is_known: true,
                });
            }
            _ => return None,
        };
        LETTERS.get(place as usize).copied().filter(|letter| letter.is_known)
    }

    fn folded(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }

    fn slowly(number: u32) -> Self {
        let Some(c) = char::from_u32(number) else { return Self::default() };
        let mut folded = String::new();
        let written = c.to_string();
        let is_marked = fold_slowly(&written, false, &mut folded);
        let mut letter = Self { is_marked, is_same: folded == written, ..Self::default() };
        // A mark that stays, or makes a letter of the one before it, is none of its own.
        let joins = |c: char| {
            matches!(c, '\u{306}' | '\u{308}') || (is_combining_mark(c) && !folds_away(c))
        };
        let stands_alone = !written.nfkd().next().is_some_and(joins)
            && written.nfkd().all(|c| folds_away(c) || !is_combining_mark(c));
        if folded.len() <= letter.bytes.len() && stands_alone {
            letter.bytes[..folded.len()].copy_from_slice(folded.as_bytes());
            letter.length = folded.len() as u8;
            letter.is_known = true;
        }
        letter
    }
}

/// Whether a normal character `c` is its own folded form.
fn is_same_slowly(c: char) -> bool {
    let is_changed = folds_away(c)
        || is_apostrophe(c)
        || is_breathing(c)
        || decimal(c).is_some()
        || (c as u32) < FIRST_END;
    !is_changed
        && (c.is_alphanumeric() || is_combining_mark(c))
        && c.to_lowercase().eq(std::iter::once(c))
        // What decomposes may lose a mark.
        && std::iter::once(c).nfkd().eq(std::iter::once(c))
}

fn without_possessive(word: &str) -> &str {
    let Some(rest) = word.strip_suffix(['s', 'S']) else { return word };
    rest.strip_suffix(is_apostrophe).filter(|stem| !stem.is_empty()).unwrap_or(word)
}

/// The signs of transcriptions for hamza and ayn.
fn is_breathing(c: char) -> bool {
    matches!(c, '\u{2b9}'..='\u{2bf}')
}

/// Accents of Latin, Greek, Cyrillic, and the vowel signs of Arabic and Hebrew; not the vowels of
/// Indic scripts or Thai, and not the voicing marks of Kana, without which another word is read.
fn folds_away(mark: char) -> bool {
    matches!(
        mark,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5bd}'
            | '\u{5bf}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6ed}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{fe00}'..='\u{fe0f}'
    )
}

/// The zeros of the scripts in which news are printed; nine digits follow each.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
    0xf20, 0x1040, 0x17e0,
];

fn decimal(c: char) -> Option<char> {
    let number = u32::from(c);
    if number < ZEROS[0] {
        return None;
    }
    let zero = ZEROS.iter().rev().find(|zero| **zero <= number)?;
    char::from_digit((number - zero).min(10), 10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Letters and marks of many scripts, beside each other as they never stand.
    const SIGNS: &str = "[a-zA-Z0-9.'s\u{80}-\u{24f}\u{2b9}-\u{2bf}\u{300}-\u{36f}\u{370}-\u{6ff}\u{900}-\u{97f}\
        \u{9e6}-\u{9ef}\u{e00}-\u{e4e}\u{1100}-\u{11ff}\u{1e00}-\u{1fff}\u{2018}\u{2019}\u{3041}-\
        \u{309f}\u{4e00}-\u{4e20}\u{ac00}-\u{ac40}\u{ff66}-\u{ff9f}\u{fb00}-\u{fb4f}]{1,8}";

    fn slowly(word: &str) -> (String, bool) {
        let mut into = String::new();
        let word = without_possessive(word);
        let is_marked = fold_slowly(word, word.starts_with(char::is_numeric), &mut into);
        (into, is_marked)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_tables_say_what_the_long_way_says(word in SIGNS) {
            let mut quickly = String::new();
            let is_marked = fold_into(&word, &mut quickly);
            prop_assert_eq!((quickly.clone(), is_marked), slowly(&word));
            let mut read_form = String::new();
            match read(&word, &mut read_form) {
                Folded::Same => prop_assert_eq!(word.to_ascii_lowercase(), quickly),
                Folded::Appended { is_marked: read_marked } => {
                    prop_assert_eq!((read_form, read_marked), (quickly, is_marked));
                }
            }
        }
    }

    #[test]
    fn every_letter_of_the_tables_folds_as_the_long_way_does() {
        for c in (FIRST..FIRST_END).chain(SECOND..SECOND_END).filter_map(char::from_u32) {
            let word = format!("x{c}y");
            let mut quickly = String::new();
            let is_marked = fold_into(&word, &mut quickly);
            assert_eq!((quickly, is_marked), slowly(&word), "{word:?}");
        }
    }
}
