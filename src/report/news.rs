//! What the store hands over to be told, and the message that comes of it.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::compare::Verdict;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};
use crate::source;
use crate::watch::{Reason, Weight};

/// A hit with everything that a mail may say of it.
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The number of the hit's row.
    pub hit: i64,
    /// The id of the watch that it is a hit of.
    pub watch: String,
    /// The owner of the watch.
    pub owner: String,
    pub weight: Weight,
    /// Whether it was filed on the first visit of its source, or before its watch existed: then it
    /// never alerts.
    pub baseline: bool,
    /// When the group that the hit belongs to is due as an alert.
    pub due_at: Timestamp,
    /// The clauses of the watch that hold.
    pub because: Vec<Reason>,
    pub item: ItemId,
    pub story: StoryId,
    pub article: Article,
    pub verdict: Verdict,
    pub source: Outlet,
    /// When the item was first seen.
    pub seen_at: Timestamp,
    /// The version of the item: 1 as first read; higher after edits.
    pub version: u32,
    /// What the last edit changed, for people: `"24 hours" is now "48 hours"`.
    pub edited: Option<String>,
}

/// Who published an article: a source as mails name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// The id of the source.
    pub id: String,
    pub name: String,
    pub kind: source::Publisher,
}

/// What one reader was told of one hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub reader: String,
    /// The number of the hit's row.
    pub hit: i64,
    pub item: ItemId,
    /// The story as which it was told, whatever became of that.
    pub story: StoryId,
    pub how: How,
    pub at: Timestamp,
}

/// How a reader was told of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    Alerted,
    Digested,
    /// As one of the copies of something told: only their number is told.
    Counted,
    /// In an alert that was given up: the reader does not know it, so that it waits again.
    GivenUp,
}

/// An alert that a reader got, by the watch that made it: what a watch's `at_most` counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alerted {
    pub reader: String,
    pub watch: String,
    pub story: StoryId,
    pub at: Timestamp,
}

/// A silence: hits of what it is about go to the digest instead of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    pub id: i64,
    /// The owner of the readers for whom it holds; `instance` for all readers.
    pub owner: String,
    pub of: SilenceOf,
    pub until: Timestamp,
    pub reason: String,
}

/// What a silence is about: a watch or a source, by its id, or a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SilenceOf {
    Watch(String),
    Source(String),
    Story(StoryId),
}

/// A source that counts as unread: its last visits failed, or there was none when it was due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The source's name, as people know it.
    pub source: String,
    /// When the last good visit was; none where there was none since the source was added.
    pub since: Option<Timestamp>,
    pub why: String,
    pub next_try: Timestamp,
}

/// How complete the reading of the sources was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The number of sources.
    pub sources: usize,
    pub unread: Vec<Unread>,
    /// The number of items since the last digest of which only the headline was read, and that are
    /// still being tried.
    pub headline_only: usize,
}

/// A story that a reader was told of, and when its last report was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub reader: String,
    pub story: StoryId,
    pub headline: String,
    pub last_seen: Timestamp,
}

/// Where one reader's digests stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestState {
    pub reader: String,
    /// The end of the last window told, or when the reader was first seen.
    pub told_until: Timestamp,
}

/// Everything that may have to be told, as the store loads it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Waiting {
    /// Hits that some reader's digest has not held yet, in the order of filing.
    pub news: Vec<News>,
    /// What readers were told of these hits, of their stories, and of what these hits copy.
    pub told: Vec<Told>,
    /// Alerts of the last seven days, whether or not their hits still wait.
    pub alerts: Vec<Alerted>,
    /// Where the readers' digests stand.
    pub digests: Vec<DigestState>,
    /// The silences that hold, and those that ended within the last seven days: what they kept from
    /// alerting stays with the digest.
    pub silences: Vec<Silence>,
    pub coverage: Coverage,
    /// Stories with a report of late that readers were told of.
    pub followed: Vec<Followed>,
    /// The names of all sources.
    pub outlets: Vec<String>,
}

/// A message, whole: what the outbox keeps and a channel sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Derived from reader, story or window, occasion number and channel: the same occasion has the
    /// same key, whoever computes it and however often.
    pub key: String,
    pub reader: String,
    /// The reader's owner.
    pub owner: String,
    /// The name of the channel that it leaves by.
    pub channel: String,
    pub kind: MessageKind,
    /// The reader's address.
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Header names and values beyond From, To, Subject, Date: `Message-ID`, `References`,
    /// `List-Id` …
    pub headers: Vec<(String, String)>,
    /// The facts that text and HTML state, as data for webhooks.
    pub data: serde_json::Value,
    pub made_at: Timestamp,
    /// The end of a digest's window; none for an alert.
    pub told_until: Option<Timestamp>,
    /// The rows of the hits that it tells, and how it tells each.
    pub tells: Vec<(i64, How)>,
}

/// Whether a message tells at once or on a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Alert,
    Digest,
}
