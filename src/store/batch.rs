//! What one transaction of the desk files.

use serde::{Deserialize, Serialize};

use super::PrintedLines;
use crate::clock::Timestamp;
use crate::compare::Verdict;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};
use crate::link::Link;
use crate::watch::Hit;

/// What one visit of a source brought, judged: filed whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// With the last batch of a visit; none for rereads and for the batches before the last.
    pub visit: Option<SourceVisit>,
    pub filings: Vec<Filing>,
    /// What the pages of articles that are their site's own printed, to be counted.
    pub printed: Vec<PrintedLines>,
    pub judged_with: JudgedWith,
    pub at: Timestamp,
}

/// What the verdicts of a batch depend on beside the articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JudgedWith {
    /// The version of the code, the names and what the product knows.
    pub engine: String,
    /// The revision of the corpora: seeds, roles, thresholds.
    pub corpora: String,
}

/// How a visit went, and what the source is asked with next time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceVisit {
    pub source: String,
    pub outcome: Outcome,
    pub next_visit: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Answered, and everything that it led to is filed.
    Read {
        etag: Option<String>,
        last_modified: Option<String>,
        findings: usize,
    },
    Unchanged,
    Failed {
        why: String,
    },
}

/// Where a source led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAt {
    pub source: String,
    /// The address as the source has it, before redirects: it is known from now on.
    pub link: Link,
    /// The entry's own id.
    pub guid: Option<String>,
    /// What the entry said, in short. None leaves what was noted before, as for a page that is
    /// tried again or could not be read this time.
    pub mark: Option<String>,
}

/// Why an item left its story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    /// This item showed that two stories are one.
    Bridged { by: ItemId },
    /// Its page tells something else now.
    Edited,
    /// Somebody said so.
    ByHand { owner: String },
}

/// One article as it goes into the archive.
#[derive(Debug, Clone, PartialEq)]
pub enum Filing {
    /// An address that was not known.
    Item {
        item: ItemId,
        found: FoundAt,
        baseline: bool,
        article: Article,
        verdict: Verdict,
        hits: Vec<Hit>,
        /// When the hits' group is due.
        due_at: Timestamp,
        /// For a page that could not be read whole: when it is tried again.
        reread_at: Option<Timestamp>,
    },
    /// A known address whose text changed.
    Version {
        item: ItemId,
        /// One more than the last.
        version: u32,
        found: FoundAt,
        article: Article,
        verdict: Verdict,
        /// All hits of this version. One that the item has already is kept as it is, unless it
        /// rises from digest to alert.
        hits: Vec<Hit>,
        due_at: Timestamp,
        edited: String,
        reread_at: Option<Timestamp>,
    },
    /// A known item that a source leads to (again), perhaps by another address.
    Seen { item: ItemId, found: FoundAt },
    /// The last version of an item, judged again. Hits that it has no more fall away unless they
    /// were told; new ones are for the digest.
    Judged { item: ItemId, version: u32, verdict: Verdict, hits: Vec<Hit> },
    /// Items that leave one story for another. One that is not there yet is founded by the first of
    /// them.
    Moved { items: Vec<ItemId>, from: StoryId, into: StoryId, why: Moved },
    /// A page that was tried again and brought nothing new.
    Reread { item: ItemId, reread_at: Option<Timestamp> },
}
