//! What people get to read: alerts, digests, mail as a value.
//!
//! [`due`] takes what waits and the moment, and answers with the messages that are to be told now;
//! [`preview`] is the digest as it would be at this moment. Both may be asked as often as one
//! likes: the same occasion has the same key, and what was told is part of what is given.
//!
//! A report on something new is told as an alert or in a digest; one that says nothing beyond what
//! the reader was told, or beyond a seed, only counts. What a silence, quiet hours or a watch's
//! `at_most` hold back, and what a mail has no room for, is told later, in a roundup or in a digest;
//! nothing is dropped.
//!
//! Absent on purpose: sending, the clock, the database.
//!
//! # Limits
//! An edit is told while its hit waits for a digest; edits of what a digest held are in the archive
//! only. Copies are folded into what the reader was told; a chain of copies is followed 32 deep.

#![expect(clippy::too_many_arguments, reason = "the shape of this room is to be redrawn")]

mod alert;
mod digest;
mod example;
mod facts;
mod headers;
mod ledger;
mod local;
mod news;
mod reader;
mod retry;
mod schedule;
mod settled;
mod templates;

use serde::{Deserialize, Serialize};

use crate::clock::{SignedDuration, Timestamp};
use crate::watch::Watch;

pub use news::*;
pub use reader::Reader;
pub use retry::{LONGEST_WAIT, Rest, next_try};
pub use settled::{Settled, Why};
pub use templates::Templates;

/// What mails say of a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchTitle {
    pub id: String,
    pub title: String,
    /// The name of the watch's corpus, if it has one.
    pub corpus: Option<String>,
    /// How many stories the watch may alert of; none where nothing bounds that.
    pub at_most: Option<AtMost>,
}

impl WatchTitle {
    /// What mails say of `watch`.
    #[must_use]
    pub fn of(watch: &Watch) -> Self {
        let at_most =
            watch.at_most.map(|rate| AtMost { count: rate.times as usize, per: rate.per.window() });
        Self {
            id: watch.id.clone(),
            title: watch.title.clone(),
            corpus: watch.corpus.clone(),
            at_most,
        }
    }
}

/// How many stories a watch may alert of within a time; what is over it comes in a roundup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtMost {
    pub count: usize,
    pub per: SignedDuration,
}

/// The instance that speaks in a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    pub name: String,
    /// The operator's mail address, for those who want to be told no more; anything else is not
    /// used.
    pub contact: Option<String>,
}

/// Whether a group of hits waits for its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deadlines {
    /// A group waits.
    Kept,
    /// All groups are due: `run --once` tells at the end of its pass.
    Over,
}

/// What is to be told at one moment, and what needs no telling.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decided {
    /// The messages to be sent, reader by reader, the reader's alerts before the digest.
    pub messages: Vec<Message>,
    /// The hits that need no telling any more.
    pub settled: Vec<Settled>,
}

/// What is to be told at `now`, and what needs no telling. Quiet hours hold alerts whatever `when`
/// says.
#[must_use]
pub fn due(
    waiting: &Waiting,
    readers: &[Reader],
    watches: &[WatchTitle],
    instance: &Instance,
    templates: &Templates,
    when: Deadlines,
    now: Timestamp,
) -> Decided {
    let mut decided = Decided::default();
    for reader in readers {
        let desk = Desk { waiting, reader, watches, instance, templates, now };
        let alerts = alert::due(&desk, when);
        let told_now: Vec<Told> = alerts.iter().flat_map(|alert| told_by(alert, waiting)).collect();
        decided.messages.extend(alerts);
        decided.messages.extend(digest::due(&desk, &told_now));
        decided.settled.extend(settled::of(&desk, &told_now));
    }
    decided
}

/// The digest as it would be at `now`, for one reader: what no digest held. Its `tells` are empty
/// where there is nothing new. A reader without digests has none.
#[must_use]
pub fn preview(
    waiting: &Waiting,
    reader: &Reader,
    watches: &[WatchTitle],
    instance: &Instance,
    templates: &Templates,
    now: Timestamp,
) -> Option<Message> {
    digest::preview(&Desk { waiting, reader, watches, instance, templates, now })
}

/// What the reader of `message` will have been told once it is in the outbox.
fn told_by<'a>(message: &'a Message, waiting: &'a Waiting) -> impl Iterator<Item = Told> + 'a {
    message.tells.iter().filter_map(|(hit, how)| {
        let news = waiting.news.iter().find(|news| news.hit == *hit)?;
        Some(Told {
            reader: message.reader.clone(),
            hit: *hit,
            item: news.item,
            story: news.story,
            how: *how,
            at: message.made_at,
        })
    })
}

/// Everything that a message to one reader is made of.
#[derive(Clone, Copy)]
struct Desk<'a> {
    waiting: &'a Waiting,
    reader: &'a Reader,
    watches: &'a [WatchTitle],
    instance: &'a Instance,
    templates: &'a Templates,
    now: Timestamp,
}

impl<'a> Desk<'a> {
    /// What mails say of the watch `id`.
    fn watch(&self, id: &str) -> Option<&'a WatchTitle> {
        self.watches.iter().find(|watch| watch.id == id)
    }
}

#[cfg(test)]
mod tests;
