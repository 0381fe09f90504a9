//! The text of broken XML, written so that a parser takes it: references, control characters, signs
//! of markup.

use std::borrow::Cow;

/// Appends the end tag of the element `name`.
pub(super) fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Appends a text that has references of XML or HTML in it.
pub(super) fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.extend(rest[..at].chars().filter(|c| is_xml(*c)));
        rest = &rest[at..];
        let length = match reference(rest) {
            Some((Reference::Char(c), length)) => {
                push_char(out, c);
                length
            }
            Some((Reference::Text(text), length)) => {
                text.chars().for_each(|c| push_char(out, c));
                length
            }
            None => {
                out.push_str("&amp;");
                1
            }
        };
        rest = &rest[length..];
    }
    out.extend(rest.chars().filter(|c| is_xml(*c)));
}

/// Appends the value of an attribute, without its quotes.
pub(super) fn push_attribute(out: &mut String, value: &str) {
    let mut text = String::with_capacity(value.len());
    push_text(&mut text, value);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

/// Appends markup as text, escaped once more. CDATA sections are text already.
pub(super) fn push_flat(out: &mut String, inner: &str) {
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        before.chars().for_each(|c| push_char(out, c));
        let (section, after) = after.split_once("]]>").unwrap_or((after, ""));
        section.chars().for_each(|c| push_char(out, c));
        rest = after;
    }
    rest.chars().for_each(|c| push_char(out, c));
}

fn push_char(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        c if is_xml(c) => out.push(c),
        _ => {}
    }
}

enum Reference<'a> {
    Char(char),
    Text(Cow<'a, str>),
}

/// The reference at the beginning of `text`, and its length.
fn reference(text: &str) -> Option<(Reference<'_>, usize)> {
    const LONGEST: usize = 34;
    let head = text.get(1..)?;
    let end = head.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = &head[..end];
    let length = end + 2;
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // HTML reads 128 to 159 as Windows-1252.
        let byte = u8::try_from(number).ok().filter(|byte| (0x80..0xa0).contains(byte));
        let c = match byte {
            Some(byte) => encoding_rs::WINDOWS_1252.decode(&[byte]).0.chars().next(),
            None => char::from_u32(number),
        };
        return Some((Reference::Char(c.unwrap_or(char::REPLACEMENT_CHARACTER)), length));
    }
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let whole = &text[..length];
    let decoded = html_escape::decode_html_entities(whole);
    (decoded != whole).then_some((Reference::Text(decoded), length))
}

/// Whether `c` may stand in XML 1.0; U+007F to U+0084 are left out as well.
pub(super) fn is_xml(c: char) -> bool {
    let is_written = matches!(
        c,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    );
    is_written && !('\u{7f}'..'\u{85}').contains(&c)
}
