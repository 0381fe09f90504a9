//! What a literal asks of the source beside its words: the signs that belong to it (`AT&T`, `C++`,
//! `U.S.`), or that very form, with case and accents.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::characters::{is_apostrophe, is_hyphen, is_unseen};
use super::{Text, Token};

/// What has to stand in the source where the words of a literal were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Surface {
    /// Signs before, between and behind the words.
    Signs {
        /// For each word, what has to stand before it, and how it is abbreviated.
        words: Vec<WordSigns>,
        /// The signs directly behind the last word.
        behind: String,
    },
    /// That very form, with one sign for each of what is written with several.
    Exact(String),
}

/// What one word of a literal asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordSigns {
    /// The signs between the word and the one before it; directly before it where it is the first.
    before: String,
    /// Whether it is an abbreviation with points, for which capitals may stand.
    has_points: bool,
    /// Whether it is a letter that stands before a number, as a capital: the F of `F16`.
    is_capital: bool,
}

impl WordSigns {
    /// What a single letter of a designation asks for, which a lower-case word does not meet.
    #[must_use]
    pub fn as_capital(self) -> Self {
        Self { is_capital: true, ..self }
    }

    /// What each of `tokens`, the words of `written`, asks for.
    #[must_use]
    pub fn of(written: &str, text: &Text, tokens: &[Token]) -> Vec<Self> {
        let mut end = None;
        let asked = |token: &Token| {
            let span = token.span();
            let before = match end {
                None => leading(&written[..span.start]),
                Some(end) => signs(&written[span.start.min(end)..span.start]),
            };
            end = Some(span.end);
            let has_letters = text.folded(token).starts_with(char::is_alphabetic);
            let has_points = has_letters && written[span].contains('.');
            Self { before, has_points, is_capital: false }
        };
        tokens.iter().map(asked).collect()
    }

    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn stands(&self, source: &str, before: Option<&Range<usize>>, span: &Range<usize>) -> bool {
        let has_signs = self.before.is_empty()
            || match before {
                None => is_before(&source[..span.start], &self.before),
                Some(before) => {
                    signs(&source[before.end.min(span.start)..span.start]) == self.before
                }
            };
        let word = &source[span.clone()];
        has_signs
            && (!self.has_points || is_abbreviated(word))
            && (!self.is_capital || word.starts_with(char::is_uppercase))
    }
}

impl Surface {
    /// What `words` and the signs at the end of `written`, behind byte `end`, ask for; none where
    /// that is nothing.
    #[must_use]
    pub fn of_signs(words: Vec<WordSigns>, written: &str, end: usize) -> Option<Self> {
        let behind = trailing(&written[end..]);
        let asks = !behind.is_empty() || words.iter().any(|asked| !asked.is_nothing());
        asks.then_some(Self::Signs { words, behind })
    }

    /// That very form of `written`, with its case and accents.
    #[must_use]
    pub fn exact(written: &str) -> Self {
        Self::Exact(normal(written.trim()))
    }

    /// Whether this stands in `source`, where the words of the literal were found at `spans`.
    #[must_use]
    pub fn stands(&self, source: &str, spans: &[Range<usize>]) -> bool {
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return false };
        match self {
            Self::Signs { words, behind } => {
                is_behind(&source[last.end..], behind)
                    && spans.len() == words.len()
                    && words.iter().zip(spans).enumerate().all(|(place, (asked, span))| {
                        let before = place.checked_sub(1).map(|before| &spans[before]);
                        asked.stands(source, before, span)
                    })
            }
            Self::Exact(form) => {
                // The signs at its edges are no part of a word's bytes.
                let lead = form.len() - form.trim_start_matches(is_edge).len();
                let trail = form.len() - form.trim_end_matches(is_edge).len();
                let (Some(start), Some(end)) =
                    (first.start.checked_sub(lead), last.end.checked_add(trail))
                else {
                    return false;
                };
                [end, first.start + without_possessive(&source[first.start..last.end]) + trail]
                    .into_iter()
                    .filter_map(|end| source.get(start..end))
                    .any(|written| normal(written) == *form)
            }
        }
    }
}

fn is_edge(c: char) -> bool {
    !c.is_alphanumeric()
}

/// The length of `written` without a possessive at its end.
fn without_possessive(written: &str) -> usize {
    let rest = written.strip_suffix(['s', 'S']).and_then(|rest| rest.strip_suffix(is_apostrophe));
    rest.map_or(written.len(), str::len)
}

/// A text with the same signs for what is written with several: apostrophes, hyphens, spaces,
/// letters with their marks.
fn normal(written: &str) -> String {
    let mut normal = String::with_capacity(written.len());
    for c in written.nfc().filter(|c| !is_unseen(*c)) {
        match c {
            c if is_apostrophe(c) => normal.push('\''),
            c if is_hyphen(c) => normal.push('-'),
            c if c.is_whitespace() => {
                if !normal.ends_with(' ') {
                    normal.push(' ');
                }
            }
            c => normal.push(c),
        }
    }
    normal
}

/// A sign that belongs to a word, in its usual width; none for punctuation.
fn sign(c: char) -> Option<char> {
    match c {
        '&' | '+' | '#' | '@' | '%' | '‰' | '§' | '°' | '=' | '_' | '$' | '£' | '¥' => {
            Some(c)
        }
        '\u{20a0}'..='\u{20cf}' | '¢' => Some(c),
        '＆' => Some('&'),
        '＋' => Some('+'),
        '＃' => Some('#'),
        '＠' => Some('@'),
        '％' => Some('%'),
        '＄' => Some('$'),
        '￥' => Some('¥'),
        _ => None,
    }
}

fn signs(between: &str) -> String {
    between.chars().filter_map(sign).collect()
}

/// The signs directly before a word at the end of `before`; a point there is one (`.NET`).
fn leading(before: &str) -> String {
    let start = before.trim_end_matches(|c| sign(c).is_some() || c == '.').len();
    let led = &before[start..];
    if led.ends_with('.') { ".".to_owned() } else { signs(led) }
}

/// The signs directly behind a word at the start of `behind`.
fn trailing(behind: &str) -> String {
    let length = behind.find(|c| sign(c).is_none()).unwrap_or(behind.len());
    signs(&behind[..length])
}

/// Whether `wanted` stands directly at the end of `before`, and begins there.
fn is_before(before: &str, wanted: &str) -> bool {
    let mut ends = before.chars().rev();
    let stands = wanted.chars().rev().all(|wanted| {
        ends.next().is_some_and(|c| sign(c) == Some(wanted) || (c == '.' && wanted == '.'))
    });
    // A number of money may follow a country's letters (`US$`); nothing else begins within a word.
    let begins = wanted.starts_with(|c| !matches!(c, '.' | '#' | '@'))
        || ends.next().is_none_or(|c| !c.is_alphanumeric() && c != '.');
    stands && begins
}

/// Whether `wanted` stands directly at the start of `behind`, or behind one space where it is a
/// share or money, and ends there.
fn is_behind(behind: &str, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let spaced = wanted.starts_with(|c| !matches!(c, '+' | '#' | '&' | '@' | '_' | '='));
    let behind = match behind.strip_prefix(char::is_whitespace) {
        Some(rest) if spaced => rest,
        _ => behind,
    };
    trailing(behind) == wanted
}

/// Whether a word is abbreviated with points, or by its capitals.
fn is_abbreviated(word: &str) -> bool {
    word.contains('.') || word.chars().filter(|c| c.is_uppercase()).count() >= 2
}
