//! The errors and doubts about a query, and the picture that shows where.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// How many columns of a long line are shown before and behind the place.
const AROUND: usize = 60;

/// The reason why a query is refused. Print it with [`QueryError::in_source`] to show the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// The place: bytes of the query.
    pub span: Range<usize>,
    pub message: String,
}

/// A doubt about a query: what is allowed, but probably not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The place: bytes of the query.
    pub span: Range<usize>,
    pub message: String,
}

impl QueryError {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }

    /// The message, the line of `source` that it is about, and carets under the place.
    #[must_use]
    pub fn in_source<'a>(&'a self, source: &'a str) -> InSource<'a> {
        InSource { source, span: &self.span, message: &self.message }
    }
}

impl Warning {
    /// The message, the line of `source` that it is about, and carets under the place.
    #[must_use]
    pub fn in_source<'a>(&'a self, source: &'a str) -> InSource<'a> {
        InSource { source, span: &self.span, message: &self.message }
    }
}

/// A message with its place in the query, over three lines:
///
/// ```text
/// `OR` has nothing behind it
///   treaty OR
///          ^^
/// ```
pub struct InSource<'a> {
    source: &'a str,
    span: &'a Range<usize>,
    message: &'a str,
}

impl fmt::Display for InSource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.source.floor_char_boundary(self.span.start);
        let line_start = self.source[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.source[start..].find('\n').map_or(self.source.len(), |at| start + at);
        let end = self.source.ceil_char_boundary(self.span.end).clamp(start, line_end.max(start));

        let (before, cut_before) = last_columns(&self.source[line_start..start]);
        let (behind, cut_behind) = first_columns(&self.source[start..line_end]);
        let lead = if cut_before { "…" } else { "" };
        let tail = if cut_behind { "…" } else { "" };
        let indent = columns(before) + columns(lead);
        let carets = columns(&self.source[start..end]).clamp(1, columns(behind).max(1));

        writeln!(f, "{}", self.message)?;
        writeln!(f, "  {lead}{}{}{tail}", printable(before), printable(behind))?;
        write!(f, "  {}{}", " ".repeat(indent), "^".repeat(carets))
    }
}

/// How many columns `text` takes. A control character, a tab among them, takes one: see
/// [`printable`].
fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// The form of `text` that can be printed: what a terminal would obey is a space in it.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.width().is_none() || is_direction_mark(c) { ' ' } else { c })
        .collect()
}

fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn first_columns(text: &str) -> (&str, bool) {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += width(c);
        if taken > AROUND {
            return (&text[..at], true);
        }
    }
    (text, false)
}

fn last_columns(text: &str) -> (&str, bool) {
    let mut taken = 0;
    for (at, c) in text.char_indices().rev() {
        taken += width(c);
        if taken > AROUND {
            return (&text[at + c.len_utf8()..], true);
        }
    }
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, span: Range<usize>, picture: &str) {
        assert_eq!(QueryError::new(span, "here").in_source(source).to_string(), picture);
    }

    #[test]
    fn the_carets_stand_under_the_place() {
        check("treaty OR", 7..9, "here\n  treaty OR\n         ^^");
        check("a\nб OR\nc", 5..7, "here\n  б OR\n    ^^");
        check("朝鲜 OR", 7..9, "here\n  朝鲜 OR\n       ^^");
        check("", 0..0, "here\n  \n  ^");
        check("a\tb\u{1b}[1m", 2..3, "here\n  a b [1m\n    ^");
        check("(a\nb", 0..4, "here\n  (a\n  ^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let source = format!("{} OR {}", "a".repeat(100), "b".repeat(100));
        let picture = QueryError::new(101..103, "here").in_source(&source).to_string();
        let lines: Vec<&str> = picture.lines().collect();
        assert_eq!(lines[1].chars().count(), 2 + 1 + 60 + 60 + 1);
        assert_eq!(lines[2].find('^'), Some(2 + 1 + 60));
    }
}
