//! The articles that visits hand to the desk.

use crate::clock::Timestamp;
use crate::extract::Article;
use crate::id::ItemId;
use crate::link::Link;
use crate::store::{FoundAt, SourceVisit};

/// What a visit brings to the desk: articles of one source, and, with the last of them, how the
/// visit went.
#[derive(Debug)]
pub struct Brought {
    /// The id of the source.
    pub source: String,
    /// How the visit went, with the last part of what it brought.
    pub visit: Option<SourceVisit>,
    /// Whether this is the first good visit of its source: its items are filed, never alerted.
    pub baseline: bool,
    /// The articles, the oldest first.
    pub arrivals: Vec<Arrival>,
    /// The items whose pages were tried again in vain, and when they are tried next.
    pub still_unread: Vec<(ItemId, Option<Timestamp>)>,
}

/// An article as it came in.
#[derive(Debug)]
pub struct Arrival {
    pub article: Article,
    pub found: FoundAt,
    /// When a page that could not be read whole is tried again.
    pub reread_at: Option<Timestamp>,
}

impl Arrival {
    /// The folded addresses that lead to it, the surest first: whatever stands at them is this
    /// item.
    pub(super) fn addresses(&self) -> [Link; 2] {
        [self.found.link.folded(), self.article.url.folded()]
    }
}
