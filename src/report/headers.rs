//! The headers by which mail programs know a message, its thread and its list.

use super::reader::is_mail_address;
use super::{Desk, Instance};
use crate::id::{StoryId, derived};

/// The key of the alert of a story to a reader for the `occasion`-th time, from 0.
pub fn alert_key(reader: &str, story: StoryId, occasion: usize, channel: &str) -> String {
    derived(&["alert", reader, &story.to_string(), &occasion.to_string(), channel])
}

/// The headers of the message `key`; `thread` is the key of the message that began its thread, if
/// it is in one.
pub(super) fn headers(desk: &Desk<'_>, key: &str, thread: Option<&str>) -> Vec<(String, String)> {
    let domain = domain(&desk.instance.name);
    let id = |key: &str| format!("<{key}@{domain}>");
    let mut headers = vec![("Message-ID".to_owned(), id(key))];
    if let Some(first) = thread.filter(|first| *first != key) {
        headers.push(("In-Reply-To".to_owned(), id(first)));
        headers.push(("References".to_owned(), id(first)));
    }
    headers.push(("List-Id".to_owned(), format!("<{}.{domain}>", label(&desk.reader.id))));
    if let Some(address) = stop_address(desk.instance) {
        headers.push((
            "List-Unsubscribe".to_owned(),
            format!("<mailto:{address}?subject=stop%20{}>", label(&desk.reader.id)),
        ));
    }
    // RFC 3834: vacation programs do not answer.
    headers.push(("Auto-Submitted".to_owned(), "auto-generated".to_owned()));
    headers
}

/// The mail address at which a reader asks to be told no more, if the operator gave one.
pub(super) fn stop_address(instance: &Instance) -> Option<&str> {
    instance
        .contact
        .as_deref()
        .map(|contact| contact.strip_prefix("mailto:").unwrap_or(contact))
        .filter(|contact| is_mail_address(contact))
}

/// The instance's name as the right side of a Message-ID (RFC 5322, `dot-atom`): a host name stays
/// as it is, another name gets `.dateline` behind it, so that it is none by accident.
fn domain(name: &str) -> String {
    let labels: Vec<String> =
        name.split('.').map(label).filter(|label| !label.is_empty()).collect();
    match labels.len() {
        0 => "instance.dateline".to_owned(),
        1 => format!("{}.dateline", labels[0]),
        _ => labels.join("."),
    }
}

/// A name as one label of a domain: letters and digits of ASCII, and hyphens between them, at most
/// 63 characters (RFC 1035, 2.3.1). It is empty where the name has no such letter or digit.
fn label(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' })
        .take(63)
        .collect();
    plain.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instances_name_becomes_a_domain() {
        for (name, expected) in [
            ("dateline", "dateline.dateline"),
            ("Media.Example.org", "media.example.org"),
            ("our news desk", "our-news-desk.dateline"),
            ("<x>\r\nBcc: y", "x---bcc--y.dateline"),
            ("...", "instance.dateline"),
            ("монитор", "instance.dateline"),
        ] {
            assert_eq!(domain(name), expected);
        }
    }

    #[test]
    fn only_a_mail_address_can_be_written_to() {
        let stop = |contact: &str| {
            stop_address(&Instance { name: String::new(), contact: Some(contact.to_owned()) })
                .map(str::to_owned)
        };
        assert_eq!(stop("admin@example.org").as_deref(), Some("admin@example.org"));
        assert_eq!(stop("mailto:admin@example.org").as_deref(), Some("admin@example.org"));
        assert_eq!(stop("https://example.org/contact"), None);
        assert_eq!(stop("a@b.org>\r\nX: y"), None);
    }
}
