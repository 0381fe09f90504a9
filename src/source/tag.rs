//! The tags of XML that may be broken: names, attributes, where they end.

/// A start or an end tag as it stands in the text.
pub(super) struct Tag<'a> {
    pub name: &'a str,
    pub attributes: &'a str,
    pub closes: bool,
    pub is_empty: bool,
    /// The bytes of the tag, with `<` and `>`.
    pub length: usize,
}

impl<'a> Tag<'a> {
    /// The tag at the beginning of `rest`; none where the `<` is a sign of the text.
    pub(super) fn read(rest: &'a str) -> Option<Self> {
        let closes = rest[1..].starts_with('/');
        let from = 1 + usize::from(closes);
        let name = name_at(&rest[from..]);
        if name.is_empty() {
            return None;
        }
        let length = tag_end(rest)?;
        let inner = rest[from + name.len()..length].trim_end_matches('>');
        let is_empty = inner.ends_with('/');
        Some(Self { name, attributes: inner.trim_end_matches('/'), closes, is_empty, length })
    }
}

/// The length of the tag at the beginning of `rest`, over `>` in quotes. A quote that is never
/// closed ends at the first `>`; a `<` outside quotes ends the tag.
fn tag_end(rest: &str) -> Option<usize> {
    const LONGEST: usize = 16 * 1024;
    let bytes = &rest.as_bytes()[..rest.len().min(LONGEST)];
    let mut quote = None;
    let mut first = None;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match (*byte, quote) {
            (b'>', None) => return Some(at + 1),
            (b'>', Some(_)) => first = first.or(Some(at + 1)),
            (b'<', None) => return None,
            (b'"' | b'\'', None) if bytes[..at].trim_ascii_end().ends_with(b"=") => {
                quote = Some(*byte);
            }
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    first
}

/// The name at the beginning of `text`; empty where there is none.
pub(super) fn name_at(text: &str) -> &str {
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')))
        .unwrap_or(text.len());
    match text.chars().next() {
        Some(first) if first.is_alphabetic() || first == '_' => &text[..end],
        _ => "",
    }
}

/// The name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The attributes in a text such as `a="b" c='d' e=f g`, as pairs of name and value.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            rest = rest.trim_start_matches(|c: char| {
                c.is_whitespace() || matches!(c, '/' | ',' | '=' | '"' | '\'')
            });
            let key = name_at(rest);
            if key.is_empty() {
                let skip = rest.chars().next()?.len_utf8();
                rest = &rest[skip..];
                continue;
            }
            rest = &rest[key.len()..];
            let Some(value) = rest.trim_start().strip_prefix('=') else { return Some((key, "")) };
            let value = value.trim_start();
            let (value, after) = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    value[1..].split_once(quote).unwrap_or((&value[1..], ""))
                }
                _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
            };
            rest = after;
            return Some((key, value));
        }
    })
}

/// The length of `<!DOCTYPE …>` with its internal subset, unless it is longer than any is.
pub(super) fn declaration(rest: &str) -> Option<usize> {
    const LONGEST: usize = 4096;
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().take(LONGEST).enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            b'>' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}
