//! Signs of a text: white space, what nobody sees, letters in either case.

/// `text` with its white space folded into single spaces, and without signs that nobody sees.
#[must_use]
pub fn folded(text: &str) -> String {
    text.replace(is_unseen, "")
        .split(is_space)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
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

/// Whether two characters differ in case only.
#[must_use]
pub fn is_same(a: char, b: char) -> bool {
    a.eq_ignore_ascii_case(&b)
        || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase().eq(b.to_lowercase()))
}
