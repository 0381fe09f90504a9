//! Headlines and names as they are compared: by their words.

use crate::text;

/// Whether two headlines have the same words.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    words(a).eq(words(b))
}

/// A headline or a name as it is compared: its folded words, single spaces between them.
#[must_use]
pub fn key(text: &str) -> String {
    words(text).collect::<Vec<_>>().join(" ")
}

/// The words of a headline or a name, folded, made as somebody asks for them.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .map(text::folded)
        .filter(|word| !word.is_empty())
}
