//! A page that was fetched: its bytes become text and the text a DOM, once.
//!
//! Before the parser sees it, the text goes through `scan`, one linear pass that bounds what makes
//! parsers slow and leaves out what no reader sees: html5ever's time grows with the square of the
//! nesting, so that 50 kB of `<div>` cost minutes.
//!
//! Absent on purpose: what an article is.

mod scan;

use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use scraper::Html;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::link::Link;

/// The bytes of a page's text that are looked at; what is behind them is cut off.
pub const TEXT_LIMIT: usize = 8 << 20;
/// The bytes at a page's start in which a `<meta>` may declare the encoding. Browsers look at
/// 1,024, but pages that begin with comments and scripts declare it later.
const DECLARED_WITHIN: usize = 8 << 10;

/// A parsed page and the address that it was read from.
pub struct Page {
    pub html: Html,
    /// The markup that was parsed: the page within its bounds, without scripts (but JSON), styles,
    /// comments and drawings; letters composed (NFC).
    pub source: Arc<str>,
    /// The beginnings of the page's scripts, as far as these are written into it and are no JSON:
    /// up to 1 MiB in all.
    pub scripts: String,
    pub link: Link,
}

impl Page {
    /// Parses `source`, the page's text, whatever it is, in time linear in its length.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "megabytes, which the caller has no more use for"
    )]
    pub fn parse(source: String, link: Link) -> Self {
        let mut scripts = String::new();
        let source = composed(scan::bounded(within(&source, TEXT_LIMIT), &mut scripts));
        Self { html: Html::parse_document(&source), source: source.into(), scripts, link }
    }
}

/// The text that a page's `bytes` hold: decoded by their byte order mark, else the charset of
/// `content_type` (an HTTP header's value), else what a `<meta>` or XML declaration near the start
/// says, else by what the bytes look like. Bytes that are no text in that encoding become `U+FFFD`.
///
/// Bytes that are valid UTF-8 and not ASCII are UTF-8 where a one-byte encoding is declared
/// (servers add `charset=iso-8859-1` to whatever they send), or one in which they are broken.
#[must_use]
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let declared = content_type
        .and_then(charset_of_header)
        .or_else(|| declared_within(&bytes[..bytes.len().min(DECLARED_WITHIN)]));
    let encoding = match declared {
        Some(encoding)
            if !bytes.is_ascii()
                && std::str::from_utf8(bytes).is_ok()
                && (encoding.is_single_byte() || encoding.decode_without_bom_handling(bytes).1) =>
        {
            UTF_8
        }
        Some(encoding) => encoding,
        None => guessed(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

fn charset_of_header(value: &str) -> Option<&'static Encoding> {
    labelled(value.as_bytes(), b"charset")
}

/// The encoding that the start of a document declares, as the standard's prescan does: UTF-16
/// cannot be what is read byte by byte here, so it means UTF-8.
fn declared_within(start: &[u8]) -> Option<&'static Encoding> {
    let by_xml = start
        .starts_with(b"<?xml")
        .then(|| labelled(start.split(|byte| *byte == b'>').next()?, b"encoding"))
        .flatten();
    let by_meta = || {
        let metas = start
            .windows(5)
            .enumerate()
            .filter(|(_, window)| window.eq_ignore_ascii_case(b"<meta"));
        metas
            .filter_map(|(at, _)| start[at..].split(|byte| *byte == b'>').next())
            .find_map(|meta| labelled(meta, b"charset"))
    };
    let encoding = by_xml.or_else(by_meta)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The encoding whose label stands behind `name=` in `text`.
fn labelled(text: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let at =
        text.windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))? + name.len();
    let value = text[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value
        .iter()
        .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))
        .unwrap_or(value.len());
    Encoding::for_label(&value[..end])
}

/// Some editors write `e` and a mark for `é`. Readings of one page have to agree on it, or lines
/// that one has look lost to another.
fn composed(text: String) -> String {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

fn within(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn page(source: &str) -> Page {
        Page::parse(source.to_owned(), "https://news.example/a".parse().unwrap())
    }

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, text: &str) {
        assert_eq!(decode(bytes, content_type), text);
    }

    #[test]
    fn a_mark_beats_the_header_and_the_header_beats_the_page() {
        check(b"\xef\xbb\xbf\xd0\x9a", Some("text/html; charset=koi8-r"), "К");
        check(b"\xfe\xff\x04\x1a", None, "К");
        check(b"\xca", Some("text/html; Charset = \"windows-1251\""), "К");
        check(
            b"<meta charset=koi8-r>\xca",
            Some("text/html; charset=windows-1251"),
            "<meta charset=koi8-r>К",
        );
    }

    #[test]
    fn a_page_declares_its_own_encoding() {
        check(b"<meta charset=\"windows-1251\">\xca", None, "<meta charset=\"windows-1251\">К");
        check(
            b"<META content='text/html; charset=EUC-KR' http-equiv=x>\xc7\xd1",
            None,
            "<META content='text/html; charset=EUC-KR' http-equiv=x>한",
        );
        check(
            b"<?xml version='1.0' encoding='gbk'?>\xb3\xaf\xcf\xca",
            None,
            "<?xml version='1.0' encoding='gbk'?>朝鲜",
        );
        check("<meta charset=utf-16>К".as_bytes(), None, "<meta charset=utf-16>К");
    }

    #[test]
    fn undeclared_bytes_are_told_by_their_look() {
        check("Ключ, ключи".as_bytes(), None, "Ключ, ключи");
        check("Ключ".as_bytes(), Some("text/html; charset=iso-8859-1"), "Ключ");
        check("<meta charset=gbk>促进航天技术".as_bytes(), None, "<meta charset=gbk>促进航天技术");
        let text = "Президент прибыл в столицу с визитом и подписал договор";
        check(&encoding_rs::WINDOWS_1251.encode(text).0, Some("text/html"), text);
        check(b"", None, "");
    }

    #[test]
    fn a_hundred_thousand_nested_elements_are_answered() {
        for tag in [
            "<div>",
            "<span>",
            "<b>",
            "<font size=1>",
            "<ul><li>",
            "<rt>",
            "<svg><g>",
            "<svg><title><div>",
            "<table><tr><td>",
            "<x-y>",
        ] {
            let page = page(&format!("{}deep", tag.repeat(100_000)));
            let deepest = page.html.tree.values().count();
            assert!(deepest < 1_000_000, "{tag}");
            assert!(
                page.html.root_element().text().any(|text| text.contains("deep"))
                    || ["<rt>", "<svg><title><div>"].contains(&tag),
                "{tag}"
            );
        }
    }

    #[test]
    fn what_hides_nesting_from_a_scanner_is_answered() {
        let deep = "<div>".repeat(100_000);
        for start in [
            "<script><!--<script></script><!--</script>",
            "<svg><div><script><!--</script>",
            "<plaintext><!--",
            "<title><!--</title>",
            "<noscript><!--</noscript>",
        ] {
            let page = page(&format!("{start}{deep}x-->"));
            assert!(page.html.tree.values().count() < 2_000, "{start}");
        }
        let fonts =
            (0..600).fold(String::new(), |fonts, size| fonts + &format!("<font size={size}>"));
        let page = page(&format!("<p>{fonts}{}", "<p>x".repeat(20_000)));
        assert!(page.html.tree.values().count() < 200_000);
    }

    #[test]
    fn a_million_attributes_and_megabytes_of_one_line_are_answered() {
        let attributes = (0..1_000_000)
            .fold(String::new(), |attributes, number| attributes + &format!(" a{number:x}"));
        let page = page(&format!("<p{attributes}>{}</p>", "word ".repeat(100_000)));
        let paragraph = page.html.select(&scraper::Selector::parse("p").unwrap()).next().unwrap();
        assert_eq!(paragraph.value().attrs().count(), 256);
        assert_eq!(paragraph.text().next().unwrap().len(), 500_000);
    }

    #[test]
    fn a_text_past_the_limit_is_cut_between_characters() {
        let page = page(&"é".repeat(TEXT_LIMIT));
        assert!(page.source.len() <= TEXT_LIMIT);
    }

    #[test]
    fn letters_are_composed() {
        let page = page("<p title='cafe\u{301}'>Le cafe\u{301} du port");
        assert!(page.source.ends_with("caf\u{e9} du port") && page.source.contains("'caf\u{e9}'"));
        assert!(page.html.root_element().text().any(|text| text == "Le caf\u{e9} du port"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_page(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            page(&decode(&bytes, None));
        }

        #[test]
        fn any_markup_is_a_page(source in "(<[a-z/!?]{0,3}|svg|script|div|title|p|'|\"|=| \
            |>|--|x|é){0,60}") {
            page(&source);
        }
    }
}
