//! The sentences of a text, and where each ends: a full stop, unless an abbreviation, an initial,
//! an ordinal or what follows says otherwise, with the quotes and brackets that close behind it.
//!
//! The language is not asked for: the lists of all languages count together. A word that begins
//! sentences says more than an abbreviation that may end one.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::characters::{Class, class, is_apostrophe};
use crate::known;

/// The sentences of `source[paragraph]`, in order, trimmed.
pub(super) fn each(source: &str, paragraph: Range<usize>, mut each: impl FnMut(Range<usize>)) {
    let bytes = source.as_bytes();
    let own_stops = OwnStops { paragraph: &source[paragraph.clone()], found: OnceCell::new() };
    let mut start = paragraph.start;
    let mut at = paragraph.start;
    // Most letters are ASCII, and few bytes can begin a sign that ends a sentence.
    while let Some(length) =
        bytes[at..paragraph.end].iter().position(|byte| MAY_STOP[usize::from(*byte)])
    {
        at += length;
        let Some(c) = source[at..paragraph.end].chars().next() else { break };
        let stop = at;
        at += c.len_utf8();
        let Some(kind) = Stop::of(c) else { continue };
        if kind == Stop::Semicolon && !source[start..stop].ends_with(is_greek) {
            continue;
        }
        let so_far =
            &source[source.ceil_char_boundary(start.max(stop.saturating_sub(AROUND)))..stop];
        let closes = |c: char| closes(c) && opens_nothing(c, so_far);
        at = paragraph.end - source[at..paragraph.end].trim_start_matches(closes).len();
        at += closed_apart(&source[at..paragraph.end]);
        let closed = &source[stop..at];
        let kind = if closed.starts_with("..") { Stop::Mark } else { kind };
        let ends = match kind {
            Stop::FullWidth => !goes_on(closed, &source[at..paragraph.end]),
            _ => {
                let (before, after) = (&source[start..stop], &source[at..paragraph.end]);
                End { own_stops: &own_stops, before, closed, after }.is(kind)
            }
        };
        if ends {
            push(source, start..at, &mut each);
            start = at;
        }
    }
    push(source, start..paragraph.end, &mut each);
}

/// The bytes that can begin a sign which ends a sentence.
static MAY_STOP: [bool; 256] = {
    let mut may_stop = [false; 256];
    // `.`, `!`, `?`, `;`, then the first bytes of the signs of other scripts in UTF-8.
    let first = [b'.', b'!', b'?', b';', 0xcd, 0xd6, 0xd8, 0xdb, 0xe0, 0xe1, 0xe2, 0xe3, 0xef];
    let mut at = 0;
    while at < first.len() {
        may_stop[first[at] as usize] = true;
        at += 1;
    }
    may_stop
};

/// The kind of sign that may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A full stop, which stands for other things as well.
    Point,
    /// A question, an exclamation, an ellipsis, the full stops of other scripts.
    Mark,
    /// A sign of Chinese or Japanese, behind which no space stands.
    FullWidth,
    /// The question mark of Greek.
    Semicolon,
}

impl Stop {
    fn of(c: char) -> Option<Self> {
        Some(match c {
            '.' => Self::Point,
            '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '။' | '។' | '៕' => {
                Self::Mark
            }
            '。' | '！' | '？' | '｡' => Self::FullWidth,
            ';' | '\u{37e}' => Self::Semicolon,
            _ => return None,
        })
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

fn closes(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '…'
            | '"'
            | '\''
            | '”'
            | '’'
            | '“'
            | '‘'
            | '»'
            | '«'
            | '›'
            | '‹'
            | ')'
            | ']'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '。'
            | '！'
            | '？'
    )
}

/// Whether `c` closes what stands before it: German and Chinese quotation marks are each other's.
fn opens_nothing(c: char, so_far: &str) -> bool {
    match c {
        '“' => so_far.contains('„'),
        '‘' => so_far.contains('‚'),
        '«' => so_far.contains('»'),
        _ => true,
    }
}

/// Whether `c` is a letter of a script without capitals.
fn has_no_capitals(c: char) -> bool {
    c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase()
}

/// The bytes of a space and the quotation mark that closes behind it, as in French: `Qui ? »`.
fn closed_apart(after: &str) -> usize {
    let after = near(after);
    let rest = after.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    match rest.strip_prefix('»') {
        Some(behind) if !behind.starts_with(char::is_alphanumeric) => after.len() - behind.len(),
        _ => 0,
    }
}

/// Whether a sentence of Chinese or Japanese goes on behind what it quotes: `「…。」と述べた`,
/// `“……？”他问`.
fn goes_on(closed: &str, after: &str) -> bool {
    if !closed.ends_with(['」', '』', '）', '”']) {
        return false;
    }
    let is_particle = |c: char| matches!(c, '\u{3041}'..='\u{3096}' | '、' | '，');
    let near = near(after);
    let end = near.find(['。', '，', '：', '！', '？']).unwrap_or(near.len());
    let clause = &near[..end];
    after.starts_with(is_particle)
        || (clause.chars().count() <= SAYS_WITHIN && SAYS.iter().any(|says| clause.contains(says)))
}

/// What says in Chinese that somebody has spoken, and within how many signs of a quotation.
const SAYS: &[&str] = &["说", "說", "问", "問", "表示", "称", "稱", "道", "答", "指出", "喊"];
const SAYS_WITHIN: usize = 14;

/// Whether a paragraph has the full stops of India's scripts and of Urdu: a point stands for
/// something else then.
struct OwnStops<'a> {
    paragraph: &'a str,
    found: OnceCell<[bool; 2]>,
}

impl OwnStops<'_> {
    fn found(&self) -> [bool; 2] {
        *self.found.get_or_init(|| ['।', '۔'].map(|stop| self.paragraph.contains(stop)))
    }
}

/// How far around a sign its sentence is looked at, in bytes, for what decides whether it ends.
const AROUND: usize = 400;

/// The beginning of `after`, as far as it is looked at.
fn near(after: &str) -> &str {
    &after[..after.floor_char_boundary(AROUND)]
}

/// The place of a sign that may end a sentence.
#[derive(Clone, Copy)]
struct End<'a> {
    own_stops: &'a OwnStops<'a>,
    /// The sentence so far, without the sign.
    before: &'a str,
    /// The sign, and what closes with it.
    closed: &'a str,
    /// What stands behind the sign, and behind what closes with it.
    after: &'a str,
}

impl<'a> End<'a> {
    fn is(self, kind: Stop) -> bool {
        if !self.after.is_empty() && !self.after.starts_with(char::is_whitespace) {
            return false;
        }
        let is_dash = |c: char| c.is_whitespace() || matches!(c, '–' | '—' | '-');
        let Some(next) = near(self.after).trim_start_matches(is_dash).chars().next() else {
            return true;
        };
        if next.is_lowercase() || matches!(next, '§' | '№' | '#' | '&' | '+' | '=' | '%') {
            return false;
        }
        if kind != Stop::Point {
            // Without capitals, nobody knows whether "he asked" follows: `«من سيدفع؟» سأل`.
            let closes_quote = self.closed.ends_with(['"', '”', '»', '“', '’']);
            let asks = self.closed.starts_with(['?', '!', '؟']);
            return !(asks && closes_quote && has_no_capitals(next));
        }
        let [danda, urdu] = self.own_stops.found();
        let writes_other_stops = match self.before.chars().next_back() {
            Some('\u{900}'..='\u{9ff}') => danda,
            Some('\u{600}'..='\u{6ff}') => urdu,
            _ => false,
        };
        !writes_other_stops && self.of_point(next)
    }

    /// Whether a full stop ends a sentence before `next`, which is no small letter.
    fn of_point(self, next: char) -> bool {
        let (last, before) = self.last_words();
        let begins = self.begins();
        if last.bytes().all(|byte| byte.is_ascii_digit()) {
            // Two short numbers are a day and a month: `3. 1.`
            let is_date = next.is_numeric() && last.len() <= 2 && !begins;
            return last.is_empty() || !(is_date || self.is_ordinal(last, before, begins));
        }
        let lower = last.to_lowercase();
        let kinds = KNOWN.kinds(&lower);
        let is = |kind| kinds.contains(&kind);
        if is(Abbreviation::Multiple) {
            return begins;
        }
        // Behind a number it is a unit, or a year: `в 2024 г. Путин`, `3,5 mkr. Berg`.
        let multiple = before.trim_end_matches('.').to_lowercase();
        let is_behind_number = before.ends_with(|c: char| c.is_ascii_digit())
            || KNOWN.kinds(&multiple).contains(&Abbreviation::Multiple);
        let may_be_unit = is(Abbreviation::May) || (kinds.is_empty() && is_cut_short(last));
        if is_behind_number && may_be_unit {
            return !next.is_numeric();
        }
        // The first word of a sentence: `IV. Béla`.
        if before.is_empty() && is_roman(last) {
            return false;
        }
        if is_single(last) {
            return begins && !is(Abbreviation::Never);
        }
        // In small letters, a word of another language is one here, but for a number behind it:
        // Swedish `sen`, and the senator.
        let is_elsewhere = last.starts_with(char::is_lowercase)
            && KNOWN.begins.contains(&lower)
            && !self.is_elided(last);
        if !kinds.is_empty() && is_elsewhere {
            return !next.is_numeric();
        }
        if is(Abbreviation::Never) {
            return begins && is_dotted(last);
        }
        if is(Abbreviation::Number) {
            return !next.is_numeric();
        }
        (kinds.is_empty() && !is_dotted(last) && !is_cut_short(last)) || begins
    }

    /// Whether the word behind the sign is one with which sentences begin; an initial is none.
    fn begins(self) -> bool {
        let is_initial = || self.next_words().chars().nth(1) == Some('.');
        KNOWN.begins.contains(&self.next_word()) && !is_initial()
    }

    /// Whether a number and its full stop are "the first", "the second".
    fn is_ordinal(self, number: &str, before: &str, begins: bool) -> bool {
        let is_first = before.is_empty();
        let is_led = || KNOWN.before_ordinal.contains(&before.to_lowercase());
        let is_followed = || KNOWN.after_ordinal.contains(&self.next_word());
        number.len() <= 3 && (is_first || is_followed() || (!begins && is_led()))
    }

    /// The last word before the sign, and the one before that.
    fn last_words(self) -> (&'a str, &'a str) {
        let parts = |c: char| c.is_whitespace() || OPENS.contains(&c) || class(c) == Class::Paired;
        let from = self.before.ceil_char_boundary(self.before.len().saturating_sub(AROUND));
        let mut words = self.before[from..].rsplitn(3, parts);
        let last = words.next().unwrap_or_default();
        // What lost its vowel stands before a word, a possessive behind one.
        let elided = last.rsplit(is_apostrophe).next().unwrap_or_default();
        let last = if elided.chars().count() > 1 { elided } else { last };
        (last, words.next().unwrap_or_default())
    }

    /// Whether an article that lost its vowel stands before the last word: `l'av.`.
    fn is_elided(self, last: &str) -> bool {
        self.before[..self.before.len() - last.len()].ends_with(['\'', '’'])
    }

    /// The words behind the sign, as far as they are looked at.
    fn next_words(self) -> &'a str {
        near(self.after).trim_start_matches(|c: char| !c.is_alphanumeric())
    }

    /// The word behind the sign, in lower case.
    fn next_word(self) -> String {
        let rest = self.next_words();
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        rest[..end].to_lowercase()
    }
}

/// The signs behind which a word begins, besides a space.
const OPENS: &[char] = &['(', '[', '“', '„', '"', '«', '»', '‘', '-', '–', '—', '/', '¿', '¡'];

/// The number of a king: `IV`.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'))
}

/// An initial, or one letter for a word: `J. K. Rowling`, `z. B.`.
fn is_single(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
}

/// Short parts with points between them: `U.S`, `e.g`, `т.е`.
fn is_dotted(word: &str) -> bool {
    let is_short = |part: &str| {
        (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
    };
    word.contains('.') && word.split('.').all(is_short)
}

/// A short word without a vowel, in small letters but for the first: `str`, `bzw`, `пл`.
fn is_cut_short(word: &str) -> bool {
    let is_vowel = |c: char| {
        let plain = c.to_lowercase().nfd().next().unwrap_or(c);
        matches!(plain, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'ı')
            || matches!(plain, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я' | 'є' | 'і')
    };
    let is_known = |c: char| matches!(c, 'a'..='z' | 'A'..='Z' | '\u{e0}'..='\u{17f}' | 'а'..='я');
    (2..=5).contains(&word.chars().count())
        && word.chars().all(|c| is_known(c) || matches!(c, 'А'..='Я' | '\u{c0}'..='\u{de}'))
        && word.chars().skip(1).all(char::is_lowercase)
        && !word.chars().any(is_vowel)
}

/// What follows an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Abbreviation {
    /// Always the rest of the sentence.
    Never,
    /// A number, or else the next sentence.
    Number,
    /// Either; behind a number it is a unit, and the next sentence follows.
    May,
    /// What is counted, as behind "million": the rest of the sentence.
    Multiple,
}

/// The lists of one language in `config/known/sentences.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Language {
    never: Vec<String>,
    number: Vec<String>,
    may: Vec<String>,
    #[serde(default)]
    multiple: Vec<String>,
    begins: Vec<String>,
    #[serde(default)]
    before_ordinal: Vec<String>,
    #[serde(default)]
    after_ordinal: Vec<String>,
}

/// The lists of all languages.
#[derive(Default)]
struct Known {
    abbreviations: HashMap<String, Vec<Abbreviation>>,
    begins: HashSet<String>,
    before_ordinal: HashSet<String>,
    after_ordinal: HashSet<String>,
}

impl Known {
    /// What follows an abbreviation in lower case; nothing where it is none.
    fn kinds(&self, lower: &str) -> &[Abbreviation] {
        self.abbreviations.get(lower).map_or(&[], Vec::as_slice)
    }
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let languages: BTreeMap<String, Language> =
        toml::from_str(known::SENTENCES).expect("config/known/sentences.toml is valid");
    let mut known = Known::default();
    for language in languages.into_values() {
        let kinds = [
            (language.never, Abbreviation::Never),
            (language.number, Abbreviation::Number),
            (language.may, Abbreviation::May),
            (language.multiple, Abbreviation::Multiple),
        ];
        for (forms, kind) in kinds {
            for form in forms {
                known.abbreviations.entry(form).or_default().push(kind);
            }
        }
        known.begins.extend(language.begins);
        known.before_ordinal.extend(language.before_ordinal);
        known.after_ordinal.extend(language.after_ordinal);
    }
    known
});

fn push(source: &str, range: Range<usize>, each: &mut impl FnMut(Range<usize>)) {
    let text = &source[range.clone()];
    let trimmed = text.trim();
    if !trimmed.is_empty() {
        let start = range.start + text.len() - text.trim_start().len();
        each(start..start + trimmed.len());
    }
}

#[cfg(test)]
mod tests {
    use crate::text::analyse;

    /// What takes a step for each sign that was read before takes hours for megabytes.
    #[test]
    fn long_paragraphs_of_stops_are_read_in_time() {
        for piece in ["क. ", ".“x", ". -", "x. ", "A. ", "“。”", "? » ", "3. ", "a.b. ", "mr. "]
        {
            let source = piece.repeat(30_000);
            let text = analyse(&source);
            assert!(!text.sentences.is_empty(), "{piece}");
        }
    }
}
