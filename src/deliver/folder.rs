//! Messages as files: the mail as `2026-11-25-alert-treaty-signed-abcdefgh.eml`, and its HTML
//! beside it, as `.html`.

use std::path::Path;

use lettre::message::Mailbox;
use tokio::io::AsyncWriteExt;

use super::{Receipt, SendError, mail};
use crate::report::{Message, MessageKind};

/// The most bytes that a subject has in the name of a file.
const SLUG_LIMIT: usize = 40;

/// Writes the files of `message` into `folder`. Each is written beside its place and renamed: a
/// file under its name is whole, and the same message is the same files.
///
/// # Errors
/// [`SendError::Closed`] where the folder takes no file, [`SendError::Never`] for a message that
/// makes no mail.
pub(super) async fn send(folder: &Path, message: &Message) -> Result<Receipt, SendError> {
    let from: Mailbox = Mailbox::new(
        None,
        lettre::Address::new("dateline", "localhost").expect("both parts are plain letters"),
    );
    let eml = mail::eml(message, &from)?;
    let name = name(message);
    let failed =
        |error: std::io::Error| SendError::closed(format!("{}: {error}", folder.display()));
    tokio::fs::create_dir_all(folder).await.map_err(failed)?;
    // The mail last: who waits for it finds the page there.
    for (ending, bytes) in [("html", message.html.as_bytes()), ("eml", &eml)] {
        write(folder, &format!("{name}.{ending}"), bytes).await.map_err(failed)?;
    }
    Ok(Receipt { answer: format!("written to {}", folder.join(format!("{name}.eml")).display()) })
}

async fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let beside = folder.join(format!(".{name}.part"));
    let mut file = tokio::fs::File::create(&beside).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&beside, folder.join(name)).await
}

fn name(message: &Message) -> String {
    let kind = match message.kind {
        MessageKind::Alert => "alert",
        MessageKind::Digest => "digest",
    };
    let day = message.made_at.strftime("%Y-%m-%d");
    let key: String = message.key.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    match slug(&message.subject) {
        slug if slug.is_empty() => format!("{day}-{kind}-{key}"),
        slug => format!("{day}-{kind}-{slug}-{key}"),
    }
}

fn slug(subject: &str) -> String {
    let mut slug = String::new();
    for word in subject.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
    {
        if slug.len() + 1 + word.len() > SLUG_LIMIT {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::super::mail::tests::message;
    use super::*;

    fn listed(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| {
                (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    #[tokio::test]
    async fn the_same_message_twice_is_the_same_two_files() {
        let directory = tempfile::tempdir().unwrap();
        let folder = directory.path().join("outbox");
        let receipt = send(&folder, &message("folder")).await.unwrap();
        assert!(
            receipt.answer.ends_with("outbox/2026-11-25-alert-treaty-signed-tass-abcdefgh.eml"),
            "{}",
            receipt.answer
        );
        let once = listed(&folder);
        assert_eq!(once.len(), 2);
        assert_eq!(once[1].1, message("folder").html.into_bytes());
        send(&folder, &message("folder")).await.unwrap();
        assert_eq!(listed(&folder), once);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_tried_again() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(
            send(&file.path().join("outbox"), &message("folder")).await,
            Err(SendError::Closed { .. })
        ));
    }

    #[test]
    fn names_are_readable_and_lead_nowhere() {
        for (subject, key, expected) in [
            ("Договор подписан", "abcdefghij", "2026-11-25-alert-abcdefgh"),
            ("../../etc/passwd", "../x", "2026-11-25-alert-etc-passwd-x"),
            (
                "Moscow and Pyongyang sign protocol to 2024 treaty (TASS)",
                "abc",
                "2026-11-25-alert-moscow-and-pyongyang-sign-protocol-to-abc",
            ),
        ] {
            let message =
                Message { subject: subject.to_owned(), key: key.to_owned(), ..message("folder") };
            assert_eq!(name(&message), expected);
        }
    }
}
