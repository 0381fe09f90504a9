//! One form for what a reader takes for the same word: case, width, ligatures, accents, Arabic
//! letter variants, digits of other scripts.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

/// Appends the folded form of `word`.
pub(super) fn fold_into(word: &str, into: &mut String) {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        fold_plain_into(word, into);
        return;
    }
    let word = without_possessive(word);
    // Points stay between digits and fall away in abbreviations: `3.5`, but `U.S.` is `us`.
    let keeps_points = word.starts_with(char::is_numeric);
    if word.is_ascii() {
        let kept = word
            .bytes()
            .filter(|byte| byte.is_ascii_alphanumeric() || (*byte == b'.' && keeps_points));
        into.extend(kept.map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    for c in word.nfkd().filter(|c| !folds_away(*c)).nfc().flat_map(char::to_lowercase) {
        match c {
            'ß' => into.push_str("ss"),
            'æ' => into.push_str("ae"),
            'œ' => into.push_str("oe"),
            'ø' => into.push('o'),
            'ł' => into.push('l'),
            'đ' | 'ð' => into.push('d'),
            'þ' => into.push_str("th"),
            'ı' => into.push('i'),
            'أ' | 'إ' | 'آ' | 'ٱ' => into.push('ا'),
            'ى' | 'ی' => into.push('ي'),
            'ة' => into.push('ه'),
            'ک' => into.push('ك'),
            'ـ' => {}
            '.' if keeps_points => into.push('.'),
            c => match decimal(c) {
                Some(digit) => into.push(digit),
                None if c.is_alphanumeric() || is_combining_mark(c) => into.push(c),
                None => {}
            },
        }
    }
}

/// Appends the folded form of `word`, which is ASCII letters and digits alone.
pub(super) fn fold_plain_into(word: &str, into: &mut String) {
    let start = into.len();
    into.push_str(word);
    into[start..].make_ascii_lowercase();
}

fn without_possessive(word: &str) -> &str {
    ["'s", "’s", "'S", "’S", "ʼs", "＇s"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .filter(|stem| !stem.is_empty())
        .unwrap_or(word)
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

/// Digits of the scripts in which news are printed.
fn decimal(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{9e6}'..='\u{9ef}' => 0x9e6,
        '\u{e50}'..='\u{e59}' => 0xe50,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}
