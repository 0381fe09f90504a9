//! White space, and signs that nobody sees.

/// White space folded into single spaces.
#[must_use]
pub fn folded(text: &str) -> String {
    text.replace(is_unseen, "").split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a sign stands between words.
#[must_use]
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{200b}'
}

/// Whether a sign is for the machine only: a soft hyphen, a joiner, a byte order mark.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{2060}' | '\u{feff}')
}
