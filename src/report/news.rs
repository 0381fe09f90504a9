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
    /// The hit's row.
    pub hit: i64,
    pub watch: String,
    pub owner: String,
    pub weight: Weight,
    /// Filed on the first visit of its source, or before its watch existed: never alerts.
    pub baseline: bool,
    /// When the group that the hit belongs to is due as an alert.
    pub due_at: Timestamp,
    pub because: Vec<Reason>,
    pub item: ItemId,
    pub story: StoryId,
    pub article: Article,
    pub verdict: Verdict,
    pub source: Outlet,
    pub seen_at: Timestamp,
    /// 1 as first read; higher after edits.
    pub version: u32,
    /// What the last edit changed, for people: `"24 hours" is now "48 hours"`.
    pub edited: Option<String>,
}

/// Who published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    pub id: String,
    pub name: String,
    pub kind: source::Publisher,
}

/// What one reader was told of one hit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub reader: String,
    pub hit: i64,
    pub item: ItemId,
    pub story: StoryId,
    pub how: How,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    Alerted,
    Digested,
    /// A copy of something told: only its number is told.
    Counted,
}

/// An alert that a reader got, by the watch that made it: what a watch's `at_most` counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alerted {
    pub reader: String,
    pub watch: String,
    pub story: StoryId,
    pub at: Timestamp,
}

/// Silence: matching hits go to the digest instead of an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    pub id: i64,
    pub owner: String,
    pub of: SilenceOf,
    pub until: Timestamp,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SilenceOf {
    Watch(String),
    Source(String),
    Story(StoryId),
}

/// A source that could not be read, or was read in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its name, as people know it.
    pub source: String,
    /// The last good visit; none since the source was added.
    pub since: Option<Timestamp>,
    pub why: String,
    pub next_try: Timestamp,
}

/// How many of the sources were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    pub sources: usize,
    pub unread: Vec<Unread>,
    /// Items read as headline only since the last digest, still being tried.
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
    pub digests: Vec<DigestState>,
    /// Those that hold, and those that ended within the last seven days: what they kept from
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
    pub owner: String,
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
    /// For webhooks: the same facts as data.
    pub data: serde_json::Value,
    pub made_at: Timestamp,
    /// For a digest: the end of its window.
    pub told_until: Option<Timestamp>,
    pub tells: Vec<(i64, How)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    Alert,
    Digest,
}
