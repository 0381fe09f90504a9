//! Whether a line is prose: a sentence that ends, and long enough for where it stands.

use super::dateline;

/// What a line might be instead, where somebody asks whether it is prose. Each is told apart by a
/// length of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Or {
    /// A label or a caption within a text, where a short sentence is of the text.
    Label,
    /// A value of a page's script.
    Value,
    /// Something around a text; a sentence is one that a reader would miss.
    Surroundings,
    /// A line of the site's own, which it prints on many pages.
    Repetition,
    /// A headline or a deck over a saved text. Headlines ask and exclaim, too.
    Headline,
    /// A line that says when a page was published.
    DateLine,
    /// A block of furniture, which is cut away where it stands behind most of a text.
    Furniture,
}

/// Whether `line` is prose, where it might be `or` instead.
#[must_use]
pub fn is_prose(line: &str, or: Or) -> bool {
    let characters = || line.chars().count();
    match or {
        Or::Label => ends_a_sentence(line) && characters() >= 30,
        Or::Value => {
            ends_a_sentence(line) && characters() >= 40 && line.contains([' ', '。', '，'])
        }
        Or::Surroundings => ends_a_sentence(line) && characters() >= 60,
        // "Read more." is none, what ends in a colon leads to something, and Thai and Lao have no
        // stops
        Or::Repetition => {
            (ends_a_sentence(line) && !line.ends_with([':', '：']) && words(line) >= 4)
                || characters() >= 160
        }
        Or::Headline => {
            (ends_a_sentence(line) && !is_question(line) && columns(line) >= 30)
                || columns(line) >= 200
                || dateline::starts(line)
        }
        Or::DateLine => {
            characters() > 60
                && line.trim_end().ends_with(['.', '!', '?', '。', '؟', '”', '"', '»'])
        }
        Or::Furniture => ends_a_sentence(line) && line.len() > 100,
    }
}

/// Whether a line ends a sentence: with a stop, with the quotes and brackets that close behind it.
#[must_use]
pub fn ends_a_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）')
    });
    line.ends_with(['.', '!', '?', '…', '。', '！', '？', '؟', '।', ':', ';'])
}

fn is_question(line: &str) -> bool {
    line.ends_with(['?', '!', '？', '！', '؟']) && columns(line) < 100
}

/// The number of words in a text; East Asian characters count as half of one.
#[must_use]
pub fn words(text: &str) -> usize {
    let east_asian = text.chars().filter(|c| *c as u32 > 0x2e80).count();
    text.split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_alphanumeric() && (c as u32) <= 0x2e80))
        .count()
        + east_asian / 2
}

/// The number of columns that a line takes on a screen: East Asian characters take two.
#[must_use]
pub fn columns(line: &str) -> usize {
    line.chars().map(|c| if c as u32 > 0x2e80 { 2 } else { 1 }).sum()
}
