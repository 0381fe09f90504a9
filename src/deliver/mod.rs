//! Sends messages: by SMTP, to a webhook, into a folder.
//!
//! A message is sent at least once: after a crash it may be sent again, but then it is the same
//! one, byte for byte, under the same `Message-ID`, webhook id or file name.
//!
//! Nothing is waited for without an end: each step of a delivery has one, the channel's `timeout`.
//!
//! Absent on purpose: deciding what is sent, when it is tried again, and when it is given up.
//!
//! # Limits
//! A folder keeps what it was given; it is not cleaned up here. Redirects of a webhook are not
//! followed.

mod channel;
mod step;
mod mail;
mod folder;
mod smtp;
mod webhook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use channel::{Carrier, Channel, channels};

use crate::clock::Timestamp;
use crate::report::Message;
use crate::text::line;
use step::within;

/// The most characters that an error keeps of why a message was not sent.
const ANSWER_LIMIT: usize = 300;

/// The channels of one instance.
#[derive(Debug, Clone)]
pub struct Post {
    channels: BTreeMap<String, Channel>,
    /// The configuration's directory, which the paths of secrets are relative to.
    config: PathBuf,
    /// The data directory, which the paths of folders are relative to.
    data: PathBuf,
}

/// What is left to say of a message that the other side took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What the other side answered, or the file that was written, on one line.
    pub answer: String,
}

/// Why a message was not sent, by what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// This message may go through another time; others may go through now.
    #[error("{why}; it is tried again")]
    Later { why: String },
    /// Nothing goes through for now: a network, a server that says nothing, a full disk, a password
    /// that the operator may mend. What else waits for the channel need not be tried yet.
    #[error("{why}; it is tried again")]
    Closed { why: String },
    /// The other side will not take this message, whenever it is sent.
    #[error("{why}")]
    Never { why: String },
}

impl SendError {
    fn later(why: impl AsRef<str>) -> Self {
        Self::Later { why: line(why.as_ref(), ANSWER_LIMIT) }
    }

    fn closed(why: impl AsRef<str>) -> Self {
        Self::Closed { why: line(why.as_ref(), ANSWER_LIMIT) }
    }

    fn never(why: impl AsRef<str>) -> Self {
        Self::Never { why: line(why.as_ref(), ANSWER_LIMIT) }
    }
}

impl Post {
    /// A post that sends over `channels`, by name as [`channels()`] reads them; `config` and `data`
    /// are the directories that the paths of secrets and of folders are relative to.
    #[must_use]
    pub fn new(channels: BTreeMap<String, Channel>, config: &Path, data: &Path) -> Self {
        Self { channels, config: config.to_owned(), data: data.to_owned() }
    }

    /// Sends `message` over the channel that it names.
    ///
    /// # Errors
    /// When the other side did not take the message, or it is not known whether it did.
    pub async fn send(&self, message: &Message, now: Timestamp) -> Result<Receipt, SendError> {
        let Some(Channel { by, timeout }) = self.channels.get(&message.channel) else {
            return Err(SendError::closed(format!(
                "there is no channel `{}`; write channels/{}.toml",
                message.channel, message.channel
            )));
        };
        match by {
            Carrier::Smtp(smtp) => smtp::send(smtp, *timeout, &self.config, message).await,
            Carrier::Webhook(webhook) => {
                webhook::send(webhook, *timeout, &self.config, message, now).await
            }
            Carrier::Folder(folder) => {
                let folder = self.data.join(&folder.path);
                within(
                    *timeout,
                    &format!("{} took no file", folder.display()),
                    folder::send(&folder, message),
                )
                .await?
            }
        }
    }
}

#[cfg(test)]
mod tests;
