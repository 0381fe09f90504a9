//! The watches, which are standing interests: what satisfies one, and the reasons.
//!
//! A [`Query`] means what [`Query::reasons`] says of an article's tokens, live and in the archive.
//! A corpus's part of a watch is read off the verdict.
//!
//! Absent on purpose: tantivy, what a reader was told already.
//!
//! # Limits
//! Case is told apart where `exact:` asks for it: `US` is also "us". Words are forms as they stand,
//! without stemming: `treat*` finds "treaties".

#[cfg(test)]
pub(crate) mod arbitrary;
mod error;
mod foreign;
mod literal;
mod tree;
mod lex;
mod parse;
mod query;
mod definition;
mod reasons;
mod standing;
#[cfg(test)]
pub(crate) mod plainly;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use definition::{Watch, WatchTest};
pub use literal::{Form, Literal, Phrase};
pub use query::Query;
pub use reasons::Document;
pub use standing::Watches;
pub use tree::{Attribute, Clause, Node, Scope, hosts_above};

/// An item that satisfies a watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// The watch's id: its file's stem.
    pub watch: String,
    pub owner: String,
    pub weight: Weight,
    /// The reasons: every clause that holds, with its place.
    pub because: Vec<Reason>,
}

impl Hit {
    /// The clauses that hold, each once: in title and text they have a reason each.
    #[must_use]
    pub fn clauses(&self) -> Vec<&str> {
        let mut clauses: Vec<&str> = Vec::new();
        for reason in &self.because {
            if !clauses.contains(&reason.clause.as_str()) {
                clauses.push(&reason.clause);
            }
        }
        clauses
    }
}

/// The way in which a hit is told, before it is known what a reader was told already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    Alert,
    Digest,
}

/// A reason for a hit: one clause that was satisfied, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The clause as the watch's file has it: a piece of the query, or `corpus NAME: same-story`.
    pub clause: String,
    pub field: Field,
    /// The bytes of that field's text that satisfy the clause.
    pub span: Option<Range<usize>>,
}

/// The part of an item that a clause looks at, or the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    Title,
    Text,
    Source,
    Language,
    Site,
    Corpus,
}
