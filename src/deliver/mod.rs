//! Sends messages: by SMTP, to a webhook, into a folder.
//!
//! A message is sent at least once: after a crash it may be sent again, but then it is the same one,
//! byte for byte, under the same `Message-ID`, webhook id or file name.
//!
//! Absent on purpose: deciding what is sent, when it is tried again, and when it is given up.
//!
//! # Limits
//! A folder keeps what it was given; it is not cleaned up here. Redirects of a webhook are not
//! followed.

mod channel;
mod folder;
mod mail;
mod smtp;
mod webhook;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use channel::{Channel, Tls, channels};
pub use mail::eml;

use crate::clock::Timestamp;
use crate::report::Message;
use crate::text::line;

/// Of a text from the other side, in characters.
const ANSWER_LIMIT: usize = 300;

/// The channels of one instance.
#[derive(Debug, Clone)]
pub struct Post {
    channels: BTreeMap<String, Channel>,
    /// What secrets' paths are relative to.
    config: PathBuf,
    /// What folders' paths are relative to.
    data: PathBuf,
}

/// The other side took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// What it answered, on one line.
    pub answer: String,
}

/// Why a message was not sent, by what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go through another time: a network, a full disk, a server that is busy, a password
    /// that the operator may mend.
    #[error("{why}; it is tried again")]
    Later { why: String },
    /// The other side will not take this message, whenever it is sent.
    #[error("{why}")]
    Never { why: String },
}

impl SendError {
    fn later(why: impl AsRef<str>) -> Self {
        Self::Later { why: line(why.as_ref(), ANSWER_LIMIT) }
    }

    fn never(why: impl AsRef<str>) -> Self {
        Self::Never { why: line(why.as_ref(), ANSWER_LIMIT) }
    }
}

impl Post {
    /// `channels` by name, as [`channels()`] reads them; `config` and `data` are the directories that
    /// their paths are relative to.
    #[must_use]
    pub fn new(channels: BTreeMap<String, Channel>, config: &Path, data: &Path) -> Self {
        Self { channels, config: config.to_owned(), data: data.to_owned() }
    }

    /// Sends `message` over the channel that it names.
    ///
    /// # Errors
    /// When the other side did not take it, or it is not known whether it did.
    pub async fn send(&self, message: &Message, now: Timestamp) -> Result<Receipt, SendError> {
        match self.channels.get(&message.channel) {
            Some(Channel::Smtp(smtp)) => smtp::send(smtp, &self.config, message).await,
            Some(Channel::Webhook(webhook)) => webhook::send(webhook, &self.config, message, now).await,
            Some(Channel::Folder(folder)) => folder::send(&self.data.join(&folder.path), message).await,
            None => Err(SendError::later(format!("there is no channel `{}`; write channels/{}.toml", message.channel, message.channel))),
        }
    }
}

/// A secret from a file of the configuration, without the white space around it.
async fn secret(config: &Path, file: &Path) -> Result<String, SendError> {
    let path = config.join(file);
    let unreadable = |why: String| SendError::later(format!("the secret in {}: {why}", file.display()));
    let length = tokio::fs::metadata(&path).await.map_err(|error| unreadable(error.to_string()))?.len();
    if length > 4096 {
        return Err(unreadable("longer than 4096 bytes".to_owned()));
    }
    let text = tokio::fs::read_to_string(&path).await.map_err(|error| unreadable(error.to_string()))?;
    match text.trim() {
        "" => Err(unreadable("empty".to_owned())),
        secret => Ok(secret.to_owned()),
    }
}

#[cfg(test)]
mod tests;
