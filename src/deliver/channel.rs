//! The channels over which messages leave, as `channels/*.toml` declares them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use lettre::message::Mailbox;
use serde::Deserialize;

use crate::link::Link;
use crate::settings::{Fault, RawFile, parse};

/// How long a step of a delivery may take where the channel's file does not say.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The bounds of `timeout` in a channel's file, both included.
const TIMEOUTS: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(1)..=Duration::from_mins(10);

/// One way out of the house, and how long it is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub by: Carrier,
    /// How long each step of a delivery may take: a command of a mail server, a request to a
    /// webhook, the files of one message in a folder.
    pub timeout: Duration,
}

/// What carries a channel's messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    Smtp(Smtp),
    Webhook(Webhook),
    Folder(Folder),
}

/// A mail server that messages are handed to: `kind = "smtp"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// The user's name, and the file with the password, relative to the configuration's directory.
    pub login: Option<(String, PathBuf)>,
    /// The sender of every mail.
    pub from: Mailbox,
}

/// How a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Not at all.
    None,
    /// By the command STARTTLS, before login and mail; a server that does not offer it is not used.
    Starttls,
    /// From the first byte on (RFC 8314 calls it implicit).
    #[serde(rename = "tls")]
    Implicit,
}

/// An address that messages are posted to as JSON, signed as <https://www.standardwebhooks.com>
/// says: `kind = "webhook"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub url: Link,
    /// The file with the secret, `whsec_…`, relative to the configuration's directory.
    pub secret_file: PathBuf,
}

/// A directory that messages are written into as `.eml` and `.html` files: `kind = "folder"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// The directory, relative to the data directory.
    pub path: PathBuf,
}

#[derive(Deserialize)]
struct KindOnly {
    kind: Kind,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Smtp,
    Webhook,
    Folder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpFile {
    #[serde(rename = "kind")]
    _kind: String,
    host: String,
    port: Option<u16>,
    tls: Tls,
    user: Option<String>,
    password_file: Option<PathBuf>,
    from: String,
    timeout: Option<SignedDuration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WebhookFile {
    #[serde(rename = "kind")]
    _kind: String,
    url: String,
    secret_file: PathBuf,
    timeout: Option<SignedDuration>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FolderFile {
    #[serde(rename = "kind")]
    _kind: String,
    path: PathBuf,
    timeout: Option<SignedDuration>,
}

/// All channels by name: those of `files`, and `mail` and `folder` where no file has that name.
///
/// # Errors
/// The first fault of each file that has one.
pub fn channels(files: &[RawFile]) -> Result<BTreeMap<String, Channel>, Vec<Fault>> {
    let mut channels = BTreeMap::from([
        ("mail".to_owned(), Channel::mail()),
        ("folder".to_owned(), Channel::folder()),
    ]);
    let mut faults = Vec::new();
    for file in files {
        match Channel::parse(file) {
            Ok((name, channel)) => {
                channels.insert(name, channel);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(channels) } else { Err(faults) }
}

impl Channel {
    /// The name and the channel that one of `channels/*.toml` declares.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    fn parse(file: &RawFile) -> Result<(String, Self), Fault> {
        let (by, timeout) = match parse::<KindOnly>(file)?.kind {
            Kind::Smtp => smtp(file)?,
            Kind::Webhook => webhook(file)?,
            Kind::Folder => folder(file)?,
        };
        let timeout = match timeout {
            None => TIMEOUT,
            Some(written) => Duration::try_from(written)
                .ok()
                .filter(|timeout| TIMEOUTS.contains(timeout))
                .ok_or_else(|| {
                    file.fault(
                        file.line_of_key("timeout"),
                        "`timeout` is out of bounds; write 1s to 10m, as \"30s\"",
                    )
                })?,
        };
        Ok((file.stem.clone(), Self { by, timeout }))
    }

    /// The channel `mail` where no file has that name: the mail server of this machine.
    fn mail() -> Self {
        let address =
            lettre::Address::new("dateline", "localhost").expect("both parts are plain letters");
        let smtp = Smtp {
            host: "localhost".to_owned(),
            port: 25,
            tls: Tls::None,
            login: None,
            from: Mailbox::new(None, address),
        };
        Self { by: Carrier::Smtp(smtp), timeout: TIMEOUT }
    }

    /// The channel `folder` where no file has that name: `outbox` in the data directory.
    fn folder() -> Self {
        Self { by: Carrier::Folder(Folder { path: PathBuf::from("outbox") }), timeout: TIMEOUT }
    }
}

/// What a file says of its channel, and `timeout` as it is written.
type Read = (Carrier, Option<SignedDuration>);

fn folder(file: &RawFile) -> Result<Read, Fault> {
    let table: FolderFile = parse(file)?;
    Ok((Carrier::Folder(Folder { path: table.path }), table.timeout))
}

fn smtp(file: &RawFile) -> Result<Read, Fault> {
    let table: SmtpFile = parse(file)?;
    let fault = |at: &str, message: String| Err(file.fault(file.line_of(at), message));
    let Ok(from) = table.from.parse::<Mailbox>() else {
        return fault(
            "from",
            format!(
                "`{}` is not a mail address; write one like \
                from = \"Dateline <dateline@example.org>\"",
                table.from
            ),
        );
    };
    let login = match (table.user, table.password_file) {
        (Some(user), Some(file)) => Some((user, file)),
        (None, None) => None,
        (Some(_), None) => {
            return fault(
                "user",
                "`user` without a password; write password_file = \"FILE\" too".to_owned(),
            );
        }
        (None, Some(_)) => {
            return fault(
                "password_file",
                "a password without a user; write user = \"NAME\" too".to_owned(),
            );
        }
    };
    let is_local = matches!(table.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if login.is_some() && table.tls == Tls::None && !is_local {
        return fault(
            "tls",
            "the password would go over the network unencrypted; \
            write tls = \"starttls\" or tls = \"tls\""
                .to_owned(),
        );
    }
    let port = table.port.unwrap_or(match table.tls {
        Tls::None => 25,
        Tls::Starttls => 587,
        Tls::Implicit => 465,
    });
    Ok((Carrier::Smtp(Smtp { host: table.host, port, tls: table.tls, login, from }), table.timeout))
}

fn webhook(file: &RawFile) -> Result<Read, Fault> {
    let table: WebhookFile = parse(file)?;
    let url =
        table.url.parse().map_err(|error| file.fault(file.line_of("url"), format!("{error}")))?;
    Ok((Carrier::Webhook(Webhook { url, secret_file: table.secret_file }), table.timeout))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, Channel), Fault> {
        Channel::parse(&RawFile {
            path: "channels/office.toml".to_owned(),
            stem: "office".to_owned(),
            bytes: text.into(),
        })
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn each_kind_is_read() {
        let text = "kind = \"smtp\"\nhost = \"mx.example.org\"\ntls = \"starttls\"\n\
            user = \"u\"\npassword_file = \"secrets/mx\"\nfrom = \"Desk <d@example.org>\"\n";
        let (name, Channel { by: Carrier::Smtp(smtp), timeout: TIMEOUT }) = read(text).unwrap()
        else {
            panic!("not SMTP")
        };
        assert_eq!(
            (name.as_str(), smtp.port, smtp.login),
            ("office", 587, Some(("u".to_owned(), PathBuf::from("secrets/mx"))))
        );
        let webhook = read(
            "kind = \"webhook\"\n\
            url = \"https://hooks.example.org/x\"\nsecret_file = \"secrets/hook\"\n",
        )
        .unwrap();
        assert!(matches!(webhook.1.by,
                Carrier::Webhook(webhook) if webhook.url.host() == "hooks.example.org"));
        let folder = read("kind = \"folder\"\npath = \"out\"\ntimeout = \"5s\"\n").unwrap().1;
        assert_eq!(
            folder,
            Channel {
                by: Carrier::Folder(Folder { path: PathBuf::from("out") }),
                timeout: Duration::from_secs(5)
            }
        );
    }

    #[test]
    fn mail_and_folder_are_there_by_default() {
        assert_eq!(channels(&[]).unwrap().into_keys().collect::<Vec<_>>(), ["folder", "mail"]);
        let own = RawFile {
            path: "channels/mail.toml".to_owned(),
            stem: "mail".to_owned(),
            bytes: b"kind = \"folder\"\npath = \"x\"\n".to_vec(),
        };
        assert!(matches!(channels(&[own]).unwrap()["mail"].by, Carrier::Folder(_)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_way_out() {
        let smtp = "kind = \"smtp\"\nhost = \"mx.example.org\"\n";
        check(
            "kind = \"smpt\"\n",
            "channels/office.toml:1: unknown value `smpt`; did you mean `smtp`?",
        );
        check("host = \"x\"\n", "channels/office.toml:1: the key `kind` is missing");
        check(&format!("{smtp}tls = \"none\"\nfrom = \"me\"\n"), {
            "channels/office.toml:4: `me` is not a mail address; write one like \
                from = \"Dateline <dateline@example.org>\""
        });
        check(
            &format!(
                "{smtp}tls = \"none\"\nfrom = \"a@b.example\"\nuser = \"u\"\n\
                    password_file = \"p\"\n"
            ),
            {
                "channels/office.toml:3: the password would go over the network unencrypted; \
                    write tls = \"starttls\" or tls = \"tls\""
            },
        );
        check(&format!("{smtp}tls = \"tls\"\nfrom = \"a@b.example\"\nuser = \"u\"\n"), {
            "channels/office.toml:5: `user` without a password; write password_file = \"FILE\" too"
        });
        check(
            "kind = \"folder\"\npath = \"x\"\nhost = \"y\"\n",
            "channels/office.toml:3: unknown key `host`; it may be one of: kind, path, timeout",
        );
        check(
            "kind = \"folder\"\npath = \"x\"\ntimeout = \"1h\"\n",
            "channels/office.toml:3: `timeout` is out of bounds; write 1s to 10m, as \"30s\"",
        );
        check(
            "kind = \"webhook\"\nurl = \"hooks.example.org\"\nsecret_file = \"s\"\n",
            "channels/office.toml:2: `hooks.example.org` is not an absolute address; one looks \
                like https://example.org/feed.xml",
        );
    }
}
