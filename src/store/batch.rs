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
    /// How the visit went, in the last batch of a visit; none for rereads and in the batches before
    /// the last.
    pub visit: Option<SourceVisit>,
    pub filings: Vec<Filing>,
    /// The lines that the pages printed whose articles are their site's own, to be counted.
    pub printed: Vec<PrintedLines>,
    pub judged_with: JudgedWith,
    /// When the batch is filed.
    pub at: Timestamp,
}

/// What the verdicts of a batch depend on beside the articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JudgedWith {
    /// The version of the code, of the names and of what the product knows.
    pub engine: String,
    /// The revision of the corpora: seeds, roles, thresholds.
    pub corpora: String,
}

/// How a visit went, and what the source is asked with next time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceVisit {
    /// The id of the source.
    pub source: String,
    pub outcome: Outcome,
    pub next_visit: Timestamp,
}

/// What came of a visit to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The source answered, and everything that its answer led to is filed.
    Read {
        etag: Option<String>,
        last_modified: Option<String>,
        /// How many findings the answer came to.
        findings: usize,
    },
    /// The source answered that nothing has changed since it was asked last.
    Unchanged,
    /// The source did not answer with what could be read.
    Failed {
        /// The reason, for people.
        why: String,
    },
}

/// Where a source led, and what it said of the page there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAt {
    /// The id of the source.
    pub source: String,
    /// The address as the source has it, before redirects; once filed, it is known.
    pub link: Link,
    /// The entry's own id.
    pub guid: Option<String>,
    /// The mark of the finding: what the entry said, in short. None leaves what was noted before,
    /// as for a page that is tried again or could not be read this time.
    pub mark: Option<String>,
}

/// Why an item left its story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moved {
    /// An item showed that two stories are one.
    Bridged { by: ItemId },
    /// A further report showed that the story holds two events. The mean probabilities, 0 to 1, of telling one event: of an
    /// item that left with one that stayed, and of two that left.
    Parted { by: ItemId, across: f32, within: f32 },
    /// The item's page tells something else since it was edited.
    Edited,
    /// A person moved it.
    ByHand { owner: String },
}

/// One thing that a batch files: an item, a version, a verdict, a move.
#[derive(Debug, Clone, PartialEq)]
pub enum Filing {
    /// A new item, at an address that was not known.
    Item {
        item: ItemId,
        found: FoundAt,
        /// Whether it came with the first good visit of its source: filed, but never alerted.
        baseline: bool,
        article: Article,
        verdict: Verdict,
        hits: Vec<Hit>,
        /// When the group of the hits is due.
        due_at: Timestamp,
        /// When a page that could not be read whole is tried again.
        reread_at: Option<Timestamp>,
    },
    /// A further version of an item: the text at a known address changed.
    Version {
        item: ItemId,
        /// The number of this version, one more than the last.
        version: u32,
        found: FoundAt,
        article: Article,
        verdict: Verdict,
        /// All hits of this version. One that the item has already is kept as it is, unless it
        /// rises from digest to alert.
        hits: Vec<Hit>,
        /// When the group of the hits is due.
        due_at: Timestamp,
        /// What changed from the version before, for people.
        edited: String,
        /// When a page that could not be read whole is tried again.
        reread_at: Option<Timestamp>,
    },
    /// A known item that a source leads to (again), perhaps by another address.
    Seen { item: ItemId, found: FoundAt },
    /// The last version of an item, judged again. Hits that the item has no more fall away unless
    /// they were told; new ones are for the digest.
    Judged { item: ItemId, version: u32, verdict: Verdict, hits: Vec<Hit> },
    /// Items that leave one story for another. A story that is not there yet is founded by the
    /// first of them.
    Moved { items: Vec<ItemId>, from: StoryId, into: StoryId, why: Moved },
    /// A page that was tried again and brought nothing new.
    Reread { item: ItemId, reread_at: Option<Timestamp> },
}
