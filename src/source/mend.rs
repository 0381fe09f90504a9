//! The mending of broken XML, so that a strict parser takes it.
//!
//! What feeds do wrong as a matter of course: warnings of a script before the declaration, control
//! characters, bare `&` and `<`, HTML's named entities, markup in a title that nobody escaped,
//! elements that are never closed. Comments, processing instructions and document types are
//! dropped, so that no parser behind this ever sees an entity declaration.

use std::borrow::Cow;
use std::collections::HashSet;

use super::dialect::{self, Dialect};
use super::escape::{close, is_xml, push_attribute, push_flat, push_text};
use super::tag::{Tag, attributes, declaration, local, name_at};

/// Elements that hold text; markup in them is text that was not escaped.
const TEXTS: &[&str] = &[
    "title",
    "description",
    "encoded",
    "summary",
    "content",
    "subtitle",
    "rights",
    "author",
    "creator",
    "link",
    "guid",
    "pubdate",
    "date",
];
/// Elements that name somebody.
const PEOPLE: &[&str] = &["author", "creator", "managingEditor", "webMaster"];
/// Elements that no text runs across.
const BOUNDS: &[&str] = &["item", "entry", "channel", "rss", "feed"];
const ROOTS: &[&str] =
    &["<?xml", "<rss", "<feed", "<rdf:rdf", "<urlset", "<sitemapindex", "<channel"];
/// How many elements may be open at once; what lies deeper is taken as if it were not marked up.
const DEEPEST: usize = 256;
/// How far before a document a script's warnings may reach.
const JUNK: usize = 64 * 1024;

/// Mends `text`. Linear in its length.
pub(super) fn mend(text: &str) -> String {
    let text = without_junk(text);
    let mut mender = Mender {
        text,
        out: String::with_capacity(text.len() + text.len() / 16),
        dialect: Dialect::default(),
        open: Vec::new(),
        never_closed: HashSet::new(),
        never_found: HashSet::new(),
        has_endless_declaration: false,
    };
    mender.run();
    mender.out
}

/// The first element's local name, in a mended text; empty where there is none.
pub(super) fn root(mended: &str) -> &str {
    mended.find('<').map_or("", |at| local(name_at(&mended[at + 1..])))
}

/// The document without what a script wrote before it.
fn without_junk(text: &str) -> &str {
    let start = text.trim_start();
    let head: String = start.chars().take(JUNK).collect::<String>().to_ascii_lowercase();
    if ROOTS.iter().any(|root| head.starts_with(root))
        || head.starts_with("<!--")
        || head.starts_with("<!doctype")
    {
        return start;
    }
    match ROOTS.iter().filter_map(|root| head.find(root)).min() {
        Some(at) if !head[..at].contains("<html") => &start[at..],
        _ => start,
    }
}

/// Blanks around signs that are not ASCII, as `（` in `kim@harbour.example（Kim）`: feed-rs 3.0 panics
/// where one touches an address.
fn with_blanks(person: &str) -> String {
    let mut out = String::with_capacity(person.len() + 8);
    for c in person.chars() {
        if c.is_ascii() || c.is_alphanumeric() {
            out.push(c);
        } else {
            out.extend([' ', c, ' ']);
        }
    }
    out
}

struct Mender<'a> {
    text: &'a str,
    out: String,
    dialect: Dialect<'a>,
    open: Vec<Open<'a>>,
    /// The names that no end tag has from here on.
    never_closed: HashSet<String>,
    /// The marks that do not occur any more, kept so that they are looked for once.
    never_found: HashSet<&'static str>,
    /// Whether there is a `<!DOCTYPE [` that no `]>` ends; for others the first `>` will do.
    has_endless_declaration: bool,
}

/// An element that is open.
struct Open<'a> {
    /// The element's name in the document.
    written: &'a str,
    /// The element's name in what leaves.
    name: Cow<'a, str>,
}

impl<'a> Mender<'a> {
    fn run(&mut self) {
        let text = self.text;
        let mut at = 0;
        while at < text.len() {
            let next = text[at..].find('<').map_or(text.len(), |found| at + found);
            if let Some(open) = self.open.last() {
                let piece = &text[at..next];
                if PEOPLE.contains(&local(&open.name)) && piece.contains('@') {
                    push_text(&mut self.out, &with_blanks(piece));
                } else {
                    push_text(&mut self.out, piece);
                }
            }
            if next == text.len() {
                break;
            }
            at = self.markup(next);
        }
        while let Some(open) = self.open.pop() {
            close(&mut self.out, &open.name);
        }
    }

    /// Mends what begins with the `<` at `at`; answers where to go on.
    fn markup(&mut self, at: usize) -> usize {
        let rest = &self.text[at..];
        let end_of =
            |mark: &str| rest.find(mark).map_or(self.text.len(), |found| at + found + mark.len());
        if rest.starts_with("<!--") {
            return self.find(at, "-->").unwrap_or(at + 4);
        }
        if rest.starts_with("<![CDATA[") {
            let end = end_of("]]>");
            let inner = &self.text[at + 9..end];
            self.cdata(inner.strip_suffix("]]>").unwrap_or(inner));
            return end;
        }
        if rest.starts_with("<?") {
            return end_of("?>");
        }
        if rest.starts_with("<!") {
            return self.declaration_end(at);
        }
        match Tag::read(rest) {
            Some(tag) if tag.closes => {
                self.end(tag.name);
                at + tag.length
            }
            Some(tag) => self.start(at, &tag),
            None => {
                self.out.push_str("&lt;");
                at + 1
            }
        }
    }

    fn declaration_end(&mut self, at: usize) -> usize {
        let Some(first) = self.find(at, ">") else { return self.text.len() };
        if self.has_endless_declaration {
            return first;
        }
        declaration(&self.text[at..]).map_or_else(
            || {
                self.has_endless_declaration = true;
                first
            },
            |length| at + length,
        )
    }

    /// The place where the next `mark` after `at` ends.
    fn find(&mut self, at: usize, mark: &'static str) -> Option<usize> {
        if self.never_found.contains(mark) {
            return None;
        }
        let found = self.text[at..].find(mark).map(|found| at + found + mark.len());
        if found.is_none() {
            self.never_found.insert(mark);
        }
        found
    }

    fn cdata(&mut self, inner: &str) {
        if self.open.is_empty() {
            return;
        }
        self.out.push_str("<![CDATA[");
        self.out.extend(inner.chars().filter(|c| is_xml(*c)));
        self.out.push_str("]]>");
    }

    fn start(&mut self, at: usize, tag: &Tag<'a>) -> usize {
        let after = at + tag.length;
        if self.open.len() == DEEPEST {
            return after;
        }
        let is_root = self.open.is_empty();
        if is_root {
            self.dialect = Dialect::of_root(tag.name);
        }
        let parent = self.open.last().map_or("", |open| open.name.as_ref());
        let name = self.dialect.spelt(tag.name, parent);
        match (parent, name.as_ref()) {
            ("", "channel") => self.wrap("rss"),
            ("rss", "item") => self.wrap("channel"),
            _ => {}
        }
        let attributes: Vec<(&str, &str)> = attributes(tag.attributes).collect();
        let is_base64 = dialect::is_base64(&attributes);
        let text_of_link =
            self.start_tag(&name, &attributes, is_base64, after).filter(|_| tag.is_empty);
        if tag.is_empty && text_of_link.is_none() && name != "item" {
            self.out.push_str("/>");
            return after;
        }
        self.out.push('>');
        if let Some(href) = text_of_link {
            push_text(&mut self.out, href);
        }
        if name == "item" {
            self.push_channel_definition(&attributes);
        }
        if tag.is_empty {
            close(&mut self.out, &name);
            return after;
        }
        if is_base64
            && let Some(end) = self.text[after..].find('<')
            && let Some(text) = dialect::decoded(&self.text[after..after + end])
        {
            push_flat(&mut self.out, &text);
            self.open.push(Open { written: tag.name, name });
            return after + end;
        }
        let holds_text = TEXTS.contains(&local(&name).to_ascii_lowercase().as_str())
            && !dialect::holds_elements(&name, &attributes);
        if !is_root
            && holds_text
            && !attributes.iter().any(|(key, _)| *key == "href")
            && let Some(end) = self.inner_text(after, tag.name)
        {
            push_flat(&mut self.out, &self.text[after..end.text]);
            close(&mut self.out, &name);
            return end.next;
        }
        self.open.push(Open { written: tag.name, name });
        after
    }

    /// Writes a start tag up to its `>`. Answers the text that a link should have had: RSS has its
    /// address as text and Atom as `href`; what has it the other way round is turned.
    fn start_tag(
        &mut self,
        name: &str,
        attributes: &[(&str, &'a str)],
        is_base64: bool,
        after: usize,
    ) -> Option<&'a str> {
        let is_root = self.open.is_empty();
        self.out.push('<');
        self.out.push_str(name);
        let is_link = name == "link";
        let href = attributes.iter().find(|(key, _)| *key == "href").map(|(_, href)| *href);
        for (key, value) in attributes {
            if (is_root && *key == "version" && name == "rss")
                || (is_base64 && matches!(*key, "mode" | "type"))
            {
                continue;
            }
            let is_type =
                self.dialect.is_atom() && *key == "type" && TEXTS.contains(&name) && !is_link;
            let value = if is_type { dialect::type_of_text(name, value) } else { value };
            self.attribute(key, dialect::known_namespace(key, value));
        }
        if is_root {
            self.declare(name, attributes);
        }
        if is_base64 {
            self.attribute("type", "html");
        }
        if is_link && self.dialect.is_atom() && href.is_none() {
            let text = &self.text[after..];
            self.attribute("href", text[..text.find('<').unwrap_or(text.len())].trim());
        }
        let is_page = attributes.iter().all(|(key, value)| *key != "rel" || *value == "alternate");
        href.filter(|_| is_link && self.dialect.is_rss() && is_page)
    }

    fn attribute(&mut self, key: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(key);
        self.out.push_str("=\"");
        push_attribute(&mut self.out, value);
        self.out.push('"');
    }

    /// Declares what a root lacks.
    fn declare(&mut self, name: &str, attributes: &[(&str, &str)]) {
        if name == "rss" {
            self.attribute("version", "2.0");
        }
        if self.dialect.is_rss() || self.dialect.is_atom() {
            for (key, namespace) in Dialect::missing(attributes, self.text) {
                self.attribute(&key, namespace);
            }
        }
    }

    /// Opens an element that the document forgot.
    fn wrap(&mut self, name: &'static str) {
        let is_root = self.open.is_empty();
        self.out.push('<');
        self.out.push_str(name);
        if is_root {
            self.declare(name, &[]);
        }
        self.out.push('>');
        self.open.push(Open { written: "", name: Cow::Borrowed(name) });
    }

    /// Writes what `<ITEM HREF LASTMOD>` of the Channel Definition Format says.
    fn push_channel_definition(&mut self, attributes: &[(&str, &str)]) {
        for (key, name) in [("href", "link"), ("lastmod", "updated")] {
            if let Some((_, value)) =
                attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(key))
            {
                self.out.push('<');
                self.out.push_str(name);
                self.out.push('>');
                push_text(&mut self.out, value);
                close(&mut self.out, name);
            }
        }
    }

    /// The place where the text of an element that begins at `from` ends, if there is markup in it,
    /// and the element holds no other elements of a feed.
    fn inner_text(&mut self, from: usize, name: &str) -> Option<InnerEnd> {
        if self.never_closed.contains(name) {
            return None;
        }
        let mut has_markup = false;
        let mut at = from;
        while let Some(found) = self.text[at..].find('<') {
            at += found;
            let rest = &self.text[at..];
            if rest.starts_with("<![CDATA[") {
                at = rest.find("]]>").map_or(self.text.len(), |found| at + found + 3);
                continue;
            }
            let closes = rest[1..].starts_with('/');
            let inner = name_at(&rest[1 + usize::from(closes)..]);
            if closes && inner == name {
                if !has_markup {
                    return None;
                }
                let next = rest.find('>').map_or(self.text.len(), |found| at + found + 1);
                return Some(InnerEnd { text: at, next });
            }
            if BOUNDS.contains(&local(inner)) {
                return has_markup.then_some(InnerEnd { text: at, next: at });
            }
            // Persons of Atom, and `<content>` of other vocabularies, hold elements.
            if !has_markup && matches!(local(inner), "name" | "email" | "uri" | "url") {
                return None;
            }
            has_markup = true;
            at += 1;
        }
        self.never_closed.insert(name.to_owned());
        None
    }

    fn end(&mut self, written: &str) {
        let Some(depth) = self.open.iter().rev().position(|open| open.written == written) else {
            return;
        };
        for _ in 0..=depth {
            if let Some(open) = self.open.pop() {
                close(&mut self.out, &open.name);
            }
        }
    }
}

struct InnerEnd {
    text: usize,
    next: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(broken: &str, mended: &str) {
        assert_eq!(mend(broken), mended);
    }

    #[test]
    fn signs_of_markup_in_text_are_escaped() {
        check(
            "<rss><t>Fish & Chips &amp; Tea</t></rss>",
            "<rss version=\"2.0\"><t>Fish &amp; Chips &amp; Tea</t></rss>",
        );
        check("<r><t>1 < 2</t></r>", "<r><t>1 &lt; 2</t></r>");
        check(
            "<r><t>caf&eacute; &#147;x&#148; &unknown;</t></r>",
            "<r><t>café “x” &amp;unknown;</t></r>",
        );
        check("<r><a href='?a=1&b=2'/></r>", "<r><a href=\"?a=1&amp;b=2\"/></r>");
        check("<r><t>a\u{1c}b&#0;</t></r>", "<r><t>ab</t></r>");
    }

    #[test]
    fn what_stands_around_a_document_is_dropped() {
        check(
            "<br />\n<b>Warning</b>: x in <b>/a.php</b>\n<?xml version=\"1.0\"?><feed/>",
            "<feed/>",
        );
        check(
            "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"b\">]><!-- <x> --><r>y</r>trailing",
            "<r>y</r>",
        );
    }

    #[test]
    fn markup_in_a_text_becomes_text() {
        check(
            "<r><title>A <b>bold</b> word</title></r>",
            "<r><title>A &lt;b&gt;bold&lt;/b&gt; word</title></r>",
        );
        check(
            "<r><description>one<br>two &amp; three</description></r>",
            "<r><description>one&lt;br&gt;two &amp;amp; three</description></r>",
        );
        check(
            "<r><content type=\"xhtml\"><div>x</div></content></r>",
            "<r><content type=\"xhtml\"><div>x</div></content></r>",
        );
        check("<r><author><name>N</name></author></r>", "<r><author><name>N</name></author></r>");
        check("<r><title><![CDATA[a < b]]></title></r>", "<r><title><![CDATA[a < b]]></title></r>");
    }

    #[test]
    fn what_is_open_at_the_end_is_closed() {
        check(
            "<r><item><title>x</title><link>y",
            "<r><item><title>x</title><link>y</link></item></r>",
        );
        check("<r><item><b>x</item></r>", "<r><item><b>x</b></item></r>");
        check("<r></x></r>", "<r></r>");
        check("<r><t><![CDATA[x", "<r><t><![CDATA[x]]></t></r>");
    }

    #[test]
    fn a_feed_that_shouts_is_read() {
        check(
            "<RSS><CHANNEL><PUBDATE>x</PUBDATE></CHANNEL></RSS>",
            "<rss version=\"2.0\"><channel><pubDate>x</pubDate></channel></rss>",
        );
    }

    proptest! {
        #[test]
        fn whatever_comes_a_parser_takes_what_leaves(
            text in "(<|>|&|;|/|!|\\[CDATA\\[|\\]\\]>|--|a|title|item|\"|=| |é|\u{1c}|\
                &eacute;|#x41;){0,60}",
        ) {
            let mended = mend(&format!("<r>{text}"));
            let mut reader = quick_xml::Reader::from_str(&mended);
            loop {
                match reader.read_event() {
                    Ok(quick_xml::events::Event::Eof) => break,
                    Ok(_) => {}
                    Err(error) => prop_assert!(false, "{error}: {mended}"),
                }
            }
        }
    }
}
