//! The decoding of feeds and sitemaps: their bytes become text.
//!
//! It goes by the byte order mark, the header's charset, the XML declaration, then a guess
//! (chardetng). A label that the bytes contradict is passed over. Pages have
//! [`crate::page::decode`], which believes as browsers do.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How many bytes may stand before and in an XML declaration.
const DECLARATION: usize = 4096;
/// How many bytes the guess looks at.
const SAMPLE: usize = 256 * 1024;

/// A text that was decoded, and a note for people on what had to be done to read it.
pub(super) struct Decoded {
    pub text: String,
    pub note: Option<String>,
}

/// Reads `bytes` as text. Never fails: what cannot be read becomes U+FFFD.
pub(super) fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some(text) = wide(bytes) {
        return Decoded { text, note: None };
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let labelled = [content_type.and_then(header_charset), declared(bytes)];
    let utf8 = std::str::from_utf8(bytes);
    // Several valid sequences of UTF-8 do not come about by chance, whatever a label says.
    if let Ok(text) = utf8
        && (labelled.iter().flatten().all(|label| *label == UTF_8) || !text.is_ascii())
    {
        return Decoded { text: text.to_owned(), note: None };
    }
    for encoding in labelled.into_iter().flatten().filter(|encoding| *encoding != UTF_8) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return Decoded { text: text.into_owned(), note: None };
        }
    }
    if let Ok(text) = utf8 {
        return Decoded { text: text.to_owned(), note: None };
    }
    let lossy = String::from_utf8_lossy(bytes).into_owned();
    if mostly_utf8(&lossy) {
        return Decoded {
            text: lossy,
            note: Some("single bytes are not UTF-8; they were replaced".to_owned()),
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], bytes.len() <= SAMPLE);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let (text, _, _) = guess.decode(bytes);
    Decoded {
        text: text.into_owned(),
        note: Some(format!("says no character set that fits; read as {}", guess.name())),
    }
}

/// UTF-16 and UTF-32, by mark or by how `<` is written.
fn wide(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..4)?;
    match head {
        [0x00, 0x00, 0xfe, 0xff] | [0x00, 0x00, 0x00, b'<'] => {
            Some(utf32(bytes, u32::from_be_bytes))
        }
        [0xff, 0xfe, 0x00, 0x00] | [b'<', 0x00, 0x00, 0x00] => {
            Some(utf32(bytes, u32::from_le_bytes))
        }
        [0xfe, 0xff, ..] | [0x00, b'<', 0x00, _] => Some(UTF_16BE.decode(bytes).0.into_owned()),
        [0xff, 0xfe, ..] | [b'<', 0x00, _, 0x00] => Some(UTF_16LE.decode(bytes).0.into_owned()),
        _ => None,
    }
}

fn utf32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let text: String = bytes
        .as_chunks()
        .0
        .iter()
        .map(|four| char::from_u32(number(*four)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    text.trim_start_matches('\u{feff}').to_owned()
}

/// A handful of broken bytes in a text that is UTF-8 otherwise.
fn mostly_utf8(lossy: &str) -> bool {
    let broken = lossy.matches(char::REPLACEMENT_CHARACTER).count();
    let sound = lossy.chars().filter(|c| !c.is_ascii()).count() - broken;
    sound > broken * 2
}

fn header_charset(content_type: &str) -> Option<&'static Encoding> {
    let (_, label) = content_type.split_once("charset=")?;
    Encoding::for_label(
        label
            .trim_start_matches([' ', '"', '\''])
            .split([';', '"', '\'', ' ', '/'])
            .next()?
            .as_bytes(),
    )
}

/// The encoding that a document declares: `encoding="…"` of the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let declaration = head.split_once("<?xml")?.1.split("?>").next()?;
    let value =
        declaration.split_once("encoding")?.1.trim_start_matches([' ', '=', '\t', '\n', '\r']);
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // The declaration could be read byte by byte, so it is not UTF-16, whatever it says.
    (encoding != UTF_16BE && encoding != UTF_16LE).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<?xml version=\"1.0\" encoding=\"windows-1251\"?><t>Договор о партнёрстве \
        подписан в столице</t>";

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, holds: &str) {
        let text = decode(bytes, content_type).text;
        assert!(text.contains(holds), "{text:?}");
    }

    #[test]
    fn a_mark_wins_over_every_label() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("<t>Договор</t>".encode_utf16().flat_map(u16::to_le_bytes));
        check(&bytes, Some("text/xml; charset=iso-8859-1"), "<t>Договор");
        let bytes: Vec<u8> =
            "\u{feff}<t>é".chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        check(&bytes, None, "<t>é");
        assert!(decode("\u{feff}<t>".as_bytes(), None).text.starts_with('<'));
    }

    #[test]
    fn labels_are_believed_as_far_as_the_bytes_allow() {
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(XML);
        check(&cyrillic, None, "Договор");
        check(&cyrillic, Some("application/xml; charset=utf-8"), "Договор");
        check(XML.as_bytes(), None, "Договор");
        check(XML.as_bytes(), Some("text/xml; charset=\"windows-1251\""), "Договор");
        let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode("<t>条約が調印された</t>");
        check(&shift_jis, Some("text/xml; charset=Shift_JIS"), "条約");
    }

    #[test]
    fn without_a_label_the_character_set_is_guessed() {
        let bare = XML.replace(" encoding=\"windows-1251\"", "");
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode(&bare);
        check(&cyrillic, None, "Договор");
        assert!(decode(&cyrillic, None).note.unwrap().contains("windows-1251"));
    }

    #[test]
    fn one_broken_byte_leaves_the_rest_as_it_is() {
        let mut bytes = XML.replace(" encoding=\"windows-1251\"", "").into_bytes();
        let end = bytes.len() - 4;
        bytes.insert(end, 0xe9);
        check(&bytes, None, "Договор");
    }
}
