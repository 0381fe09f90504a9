//! One linear pass over markup, before a parser that is not linear sees it.
//!
//! The tokens are those of the HTML standard (§13.2.5). Written out again are text and tags within
//! the bounds. Left out is what no reader sees and what makes a pass like this one disagree with
//! the parser: scripts (but JSON), styles, comments, `<noscript>`, drawings and formulas; without
//! these the parser reads each `<` as it is read here.

use std::collections::HashMap;

/// How many elements may be open at once. Browsers stop at the same depth.
const DEPTH: usize = 512;
/// How many elements of one formatting kind may be open at once: the parser opens them again in
/// every paragraph.
const FORMATTING_DEPTH: usize = 4;
const ATTRIBUTES: usize = 256;
/// How many tags of a page are kept; the text of what follows stays. Of 1,466 public pages the
/// largest has 12,000.
const TAGS: usize = 50_000;

const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];
/// Elements that their next sibling closes, wherever that stands, so that they do not nest by
/// themselves.
const CLOSED_BY_SIBLINGS: &[&str] = &[
    "caption", "colgroup", "dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead",
    "tr",
];
const FORMATTING: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];
const ONCE: &[&str] = &["html", "head", "body"];
/// Elements that are left out with all that is in them.
const UNSEEN: &[&str] = &[
    "iframe", "math", "noembed", "noframes", "noscript", "script", "select", "style", "svg",
    "textarea", "xmp",
];
/// Elements that are left out, but not what is in them.
const UNWRAPPED: &[&str] = &["listing", "plaintext", "rb", "ruby"];
/// Elements with readings of characters, in small print above them; their end tags may be missing.
const READINGS: &[&str] = &["rp", "rt", "rtc"];

/// How many bytes of scripts are kept aside: of one, and of all.
const SCRIPT: usize = 256 << 10;
const SCRIPTS: usize = 1 << 20;

/// The markup of `source` that is within the bounds. The texts of scripts that are no JSON go to
/// `scripts`, a line behind each.
pub fn bounded(source: &str, scripts: &mut String) -> String {
    let mut pass = Pass {
        source,
        at: 0,
        into: String::with_capacity(source.len()),
        scripts,
        open: Vec::new(),
        counts: HashMap::new(),
        dropped: HashMap::new(),
        tags: 0,
        never_closed: Vec::new(),
    };
    pass.run();
    pass.into
}

struct Pass<'a> {
    source: &'a str,
    at: usize,
    into: String,
    scripts: &'a mut String,
    open: Vec<String>,
    counts: HashMap<String, usize>,
    /// Start tags that were left out and whose end tags have to be left out as well.
    dropped: HashMap<String, usize>,
    tags: usize,
    /// Names of unseen elements without an end tag in the rest of the page.
    never_closed: Vec<String>,
}

struct Tag {
    name: String,
    /// The place where the attributes end that are kept.
    kept_to: usize,
    end: usize,
}

impl Pass<'_> {
    fn run(&mut self) {
        while let Some(length) = self.rest().find('<') {
            self.text(length);
            let rest = self.rest();
            let second = rest.as_bytes().get(1).copied().unwrap_or_default();
            match second {
                b'!' if rest.starts_with("<!--") => self.at += comment_length(rest),
                b'!' if rest
                    .get(..9)
                    .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"))
                    && self.tags == 0 =>
                {
                    self.into.push_str("<!DOCTYPE html>");
                    self.skip_past('>');
                }
                b'!' | b'?' => self.skip_past('>'),
                b'/' if rest.as_bytes().get(2).is_some_and(u8::is_ascii_alphabetic) => {
                    match self.tag(self.at + 2) {
                        Some(tag) => self.end_tag(&tag),
                        None => return,
                    }
                }
                b'/' if rest.len() > 2 => self.skip_past('>'),
                b'a'..=b'z' | b'A'..=b'Z' => match self.tag(self.at + 1) {
                    Some(tag) => self.start_tag(&tag),
                    None => return,
                },
                _ => {
                    self.into.push_str("&lt;");
                    self.at += 1;
                }
            }
        }
        self.text(self.source.len() - self.at);
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn text(&mut self, length: usize) {
        self.into.push_str(&self.source[self.at..self.at + length]);
        self.at += length;
    }

    fn skip_past(&mut self, end: char) {
        self.at += self.rest().find(end).map_or(self.rest().len(), |place| place + end.len_utf8());
    }

    /// The tag whose name starts at `start`; none where the page ends within it.
    fn tag(&self, start: usize) -> Option<Tag> {
        let bytes = self.source.as_bytes();
        let is_end_of_name = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name_end = start + bytes[start..].iter().position(is_end_of_name)?;
        let name = self.source[start..name_end].to_ascii_lowercase();
        let (mut at, mut kept_to, mut attributes) = (name_end, name_end, 0);
        loop {
            at +=
                bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b'/')?;
            if bytes[at] == b'>' {
                return Some(Tag { name, kept_to, end: at + 1 });
            }
            at = attribute_end(bytes, at)?;
            attributes += 1;
            if attributes <= ATTRIBUTES {
                kept_to = at;
            }
        }
    }

    fn start_tag(&mut self, tag: &Tag) {
        let name = tag.name.as_str();
        if UNSEEN.contains(&name) {
            self.unseen(tag);
            return;
        }
        if READINGS.contains(&name) {
            self.at = tag.end;
            self.at += self.rest().find('<').unwrap_or(self.rest().len());
            return;
        }
        let start = self.at;
        self.at = tag.end;
        if self.is_too_many(name) {
            *self.dropped.entry(tag.name.clone()).or_default() += 1;
            return;
        }
        if UNWRAPPED.contains(&name) || self.tags >= TAGS {
            return;
        }
        self.tags += 1;
        self.into.push_str(&self.source[start..tag.kept_to]);
        self.into.push_str(if self.source.as_bytes()[tag.kept_to - 1] == b'=' {
            "\"\">"
        } else {
            " >"
        });
        if name == "title" {
            self.title();
        } else if !VOID.contains(&name) && !CLOSED_BY_SIBLINGS.contains(&name) {
            self.open.push(tag.name.clone());
            *self.counts.entry(tag.name.clone()).or_default() += 1;
        }
    }

    fn is_too_many(&self, name: &str) -> bool {
        if VOID.contains(&name) || CLOSED_BY_SIBLINGS.contains(&name) || name == "title" {
            return false;
        }
        let same = self.counts.get(name).copied().unwrap_or_default();
        self.open.len() >= DEPTH
            || (FORMATTING.contains(&name) && same >= FORMATTING_DEPTH)
            || (ONCE.contains(&name) && same >= 1)
    }

    fn end_tag(&mut self, tag: &Tag) {
        self.at = tag.end;
        let name = tag.name.as_str();
        if UNWRAPPED.contains(&name)
            || READINGS.contains(&name)
            || UNSEEN.contains(&name)
            || ONCE.contains(&name)
            || self.tags >= TAGS
        {
            return;
        }
        if let Some(dropped) = self.dropped.get_mut(name).filter(|dropped| **dropped > 0) {
            *dropped -= 1;
            return;
        }
        self.tags += 1;
        self.into.push_str("</");
        self.into.push_str(name);
        self.into.push('>');
        if self.counts.get(name).copied().unwrap_or_default() > 0 {
            while let Some(closed) = self.open.pop() {
                let count = self.counts.entry(closed.clone()).or_default();
                *count = count.saturating_sub(1);
                if closed == tag.name {
                    break;
                }
            }
        }
    }

    /// The element `name`, whose tag has just been read: bytes before its end tag, and up to behind
    /// it. What is never closed is looked for once.
    fn closing(&mut self, name: &str) -> Option<(usize, usize)> {
        if self.never_closed.iter().any(|known| known == name) {
            return None;
        }
        let found = closing(self.rest(), name);
        if found.is_none() {
            self.never_closed.push(name.to_owned());
        }
        found
    }

    /// An element that is left out; where nothing closes it, only its tag is. JSON is kept: it may
    /// describe the article.
    fn unseen(&mut self, tag: &Tag) {
        let start = self.at;
        self.at = tag.end;
        let Some((length, past)) = self.closing(&tag.name) else { return };
        let attributes = &self.source[start..tag.kept_to];
        if tag.name == "script" && attributes.to_ascii_lowercase().contains("json") {
            self.into.push_str("<script type=\"application/ld+json\">");
            let content =
                self.source[self.at..self.at + length].replace("<!--", "").replace("<!", "");
            self.into.push_str(&content.replace("<script", "").replace("<SCRIPT", ""));
            self.into.push_str("</script>");
        } else if tag.name == "script" {
            let content = &self.source[self.at..self.at + length];
            let room = SCRIPT.min(SCRIPTS.saturating_sub(self.scripts.len()));
            self.scripts.push_str(&content[..content.floor_char_boundary(room)]);
            self.scripts.push('\n');
        }
        self.at += past;
    }

    fn title(&mut self) {
        let (length, past) = self.closing("title").unwrap_or((0, 0));
        let content = self.rest()[..length].replace('<', "&lt;");
        self.into.push_str(&content);
        self.into.push_str("</title>");
        self.at += past;
    }
}

/// Behind the attribute that starts at `at`, its value included.
fn attribute_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    at += 1;
    at += bytes
        .get(at..)?
        .iter()
        .position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='))?;
    let value = at + bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    if bytes[value] != b'=' {
        return Some(at);
    }
    let start =
        value + 1 + bytes.get(value + 1..)?.iter().position(|byte| !byte.is_ascii_whitespace())?;
    match bytes[start] {
        quote @ (b'"' | b'\'') => {
            Some(start + 2 + bytes[start + 1..].iter().position(|byte| *byte == quote)?)
        }
        b'>' => Some(value + 1),
        _ => Some(
            start
                + bytes[start..]
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?,
        ),
    }
}

/// Bytes before the end tag of `name`, and bytes up to behind it.
fn closing(rest: &str, name: &str) -> Option<(usize, usize)> {
    let bytes = rest.as_bytes();
    let mut from = 0;
    loop {
        let length = from + rest[from..].find("</")?;
        let end = length + 2 + name.len();
        if bytes.get(length + 2..end)?.eq_ignore_ascii_case(name.as_bytes())
            && bytes
                .get(end)
                .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        {
            return Some((
                length,
                rest[end..].find('>').map_or(rest.len(), |place| end + place + 1),
            ));
        }
        from = length + 2;
    }
}

fn comment_length(rest: &str) -> usize {
    if rest.starts_with("<!-->") {
        return 5;
    }
    if rest.starts_with("<!--->") {
        return 6;
    }
    let mut from = 4;
    while let Some(place) = rest[from..].find("--") {
        let behind = &rest[from + place + 2..];
        if behind.starts_with('>') {
            return from + place + 3;
        }
        if behind.starts_with("!>") {
            return from + place + 4;
        }
        from += place + 1;
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::bounded;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(bounded(source, &mut String::new()), expected);
    }

    #[test]
    fn ordinary_markup_stays_as_it_is() {
        check("<p class=a >x &amp; y</p>", "<p class=a >x &amp; y</p>");
        check(
            "<!doctype html><title>a < b</title><br/>",
            "<!DOCTYPE html><title >a &lt; b</title><br >",
        );
        check("<a title='1 > 0' href=/x/ >y</a>", "<a title='1 > 0' href=/x/ >y</a>");
        check("3 < 4 <3", "3 &lt; 4 &lt;3");
        check("<p id=>x", "<p id=\"\">x");
    }

    #[test]
    fn what_no_reader_sees_is_left_out() {
        check("a<!-- b -->c<!-->d<!--->e<?php x?>f</ >g", "acdefg");
        check("a<script>'<p>'</SCRIPT >b<style>p{}</style><svg><path/></svg>c", "abc");
        check("a<svg><p>b", "a<p >b");
        check(
            "<script type=application/ld+json>{\"a\":1}</script>",
            "<script type=\"application/ld+json\">{\"a\":1}</script>",
        );
        check("<ruby>鮮<rp>(</rp><rt>せん<rp>)</ruby>は", "鮮は");
        check("a<!-- never closed <p>", "a");
        check("a<p title='never closed>b", "a");
    }

    #[test]
    fn scripts_are_kept_aside_within_bounds() {
        let mut scripts = String::new();
        bounded(
            "<script>var a = '<p>';</script>x<script \
                type=application/json>{}</script><style>p</style><script src=/a.js></script>",
            &mut scripts,
        );
        assert_eq!(scripts, "var a = '<p>';\n\n");
        bounded(&format!("<script>{}</script>", "é".repeat(300_000)).repeat(9), &mut scripts);
        assert!(scripts.len() <= (1 << 20) + 20);
    }

    #[test]
    fn tags_past_the_bounds_are_left_out_with_their_ends() {
        let deep = format!("{}x{}y", "<div>".repeat(600), "</div>".repeat(600));
        let bounded = bounded(&deep, &mut String::new());
        assert_eq!(bounded.matches("<div").count(), 512);
        assert_eq!(bounded.matches("</div>").count(), 512);
        assert!(bounded.ends_with("</div>y"));
        let body = "<body class=a><body class=b>";
        check(body, "<body class=a >");
    }
}
