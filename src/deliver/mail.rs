//! A message as a mail (RFC 5322, MIME): the same bytes for the same message.

use std::time::SystemTime;

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, MultiPart, SinglePart};

use super::SendError;
use crate::report::Message;

/// The bytes of `message` as a mail, as they go into a folder or, between `DATA` and the point, to
/// a server.
///
/// # Errors
/// [`SendError::Never`] for an address, a header or a date that no mail may carry.
pub(super) fn eml(message: &Message, from: &Mailbox) -> Result<Vec<u8>, SendError> {
    mail(message, from).map(|mail| mail.formatted())
}

/// The mail that `message` makes: its text and its HTML, one as the other's alternative.
///
/// # Errors
/// [`SendError::Never`] for an address, a header or a date that no mail may carry.
pub(super) fn mail(message: &Message, from: &Mailbox) -> Result<lettre::Message, SendError> {
    let to: Mailbox = message.to.parse().map_err(|error| {
        SendError::never(format!(
            "`{}` is not an address that mail can be sent to: {error}",
            message.to
        ))
    })?;
    let date = SystemTime::try_from(message.made_at)
        .map_err(|error| SendError::never(format!("a date that no mail carries: {error}")))?;
    let mut builder = lettre::Message::builder()
        .from(from.clone())
        .to(to)
        .date(date)
        .subject(crate::text::line(&message.subject, 200));
    for (name, value) in &message.headers {
        let refused = || SendError::never(format!("`{name}: {value}` is not a header"));
        let is_plain = !value.is_empty() && value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        let name = HeaderName::new_from_ascii(name.clone())
            .ok()
            .filter(|_| is_plain)
            .ok_or_else(refused)?;
        builder = builder.raw_header(HeaderValue::new(name, value.clone()));
    }
    // `=_` can stand in no quoted-printable and no base64 body (RFC 2045, 6.7): no text ends a
    // part.
    let parts = MultiPart::alternative()
        .boundary(format!("=_{}", message.key))
        .singlepart(part(ContentType::TEXT_PLAIN, &message.text))
        .singlepart(part(ContentType::TEXT_HTML, &message.html));
    builder
        .multipart(parts)
        .map_err(|error| SendError::never(format!("no mail can be made of it: {error}")))
}

/// The part of a mail with one body, always encoded: lines stay short, and none can begin with a
/// point or hold a bare CR or LF, on which lettre 0.11.23 ends the message too early
/// (RUSTSEC-2026-0561).
fn part(kind: ContentType, text: &str) -> SinglePart {
    let text =
        text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "").replace('\n', "\r\n");
    let foreign = text.bytes().filter(|byte| !byte.is_ascii()).count();
    // A foreign byte takes three characters in one encoding, four thirds in the other.
    let encoding = if foreign > text.len() / 6 {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    let body = Body::new_with_encoding(text, encoding).expect("both encodings take every text");
    SinglePart::builder().header(kind).body(body)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::report::MessageKind;

    pub fn message(channel: &str) -> Message {
        Message {
            key: "abcdefghijklmnopqrstuvwxyz".to_owned(),
            reader: "desk".to_owned(),
            owner: "instance".to_owned(),
            channel: channel.to_owned(),
            kind: MessageKind::Alert,
            to: "desk@example.org".to_owned(),
            subject: "Treaty signed (TASS)".to_owned(),
            text: "NEW EVENT\n\n.a line with a point\n".to_owned(),
            html: "<p>NEW EVENT</p>\n".to_owned(),
            headers: vec![
                ("Message-ID".to_owned(), "<abc@x.dateline>".to_owned()),
                ("Auto-Submitted".to_owned(), "auto-generated".to_owned()),
            ],
            data: serde_json::json!({ "kind": "alert" }),
            made_at: "2026-11-25T01:02:03Z".parse().unwrap(),
            told_until: None,
            tells: Vec::new(),
        }
    }

    pub fn from() -> Mailbox {
        "Dateline <dateline@example.org>".parse().unwrap()
    }

    #[test]
    fn a_message_is_a_mail_with_both_parts() {
        let eml = String::from_utf8(eml(&message("mail"), &from()).unwrap()).unwrap();
        for expected in [
            "From: Dateline <dateline@example.org>\r\n",
            "To: desk@example.org\r\n",
            "Subject: Treaty signed (TASS)\r\n",
            "Date: Wed, 25 Nov 2026 01:02:03 +0000\r\n",
            "Message-ID: <abc@x.dateline>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Content-Type: multipart/alternative; boundary=\"=_abcdefghijklmnopqrstuvwxyz\"\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n",
            "Content-Type: text/html; charset=utf-8\r\n",
        ] {
            assert!(eml.contains(expected), "{expected} is not in\n{eml}");
        }
    }

    #[test]
    fn the_same_message_is_the_same_bytes() {
        assert_eq!(
            eml(&message("mail"), &from()).unwrap(),
            eml(&message("mail"), &from()).unwrap()
        );
    }

    #[test]
    fn a_hostile_message_ends_no_line_and_no_part() {
        let mut hostile = message("mail");
        hostile.subject =
            format!("Treaty\r\nBcc: all@example.org\u{202e}{}", "договор ".repeat(2000));
        hostile.text = format!(
            "a\n.\nRSET\r.\r\nb\0\u{2028}{}\n--=_abcdefghijklmnopqrstuvwxyz--\n",
            "条約".repeat(5000)
        );
        hostile.html = "<p>\r.\r</p>".to_owned();
        let bytes = eml(&hostile, &from()).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(
            lines.iter().all(|line| line.len() <= 998
                && line.is_ascii()
                && !line.contains(['\r', '\n', '\0'])),
            "{text}"
        );
        assert!(!lines.iter().any(|line| line.to_lowercase().starts_with("bcc")), "{text}");
        assert!(!text.contains("=0D") && !text.contains("=0A"), "{text}");
        assert_eq!(
            lines.iter().filter(|line| **line == "--=_abcdefghijklmnopqrstuvwxyz--").count(),
            1,
            "{text}"
        );
    }

    #[test]
    fn what_no_mail_may_carry_is_never_sent() {
        for broken in [
            Message {
                to: "desk@example.org\r\nBcc: all@example.org".to_owned(),
                ..message("mail")
            },
            Message { to: "nobody".to_owned(), ..message("mail") },
            Message {
                headers: vec![("List-Id".to_owned(), "<x>\r\nBcc: y".to_owned())],
                ..message("mail")
            },
            Message { headers: vec![("List Id".to_owned(), "<x>".to_owned())], ..message("mail") },
        ] {
            assert!(matches!(eml(&broken, &from()), Err(SendError::Never { .. })), "{broken:?}");
        }
    }
}
