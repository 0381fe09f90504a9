//! What visits hand to the desk.

use crate::clock::Timestamp;
use crate::extract::Article;
use crate::id::ItemId;
use crate::link::Link;
use crate::store::{FoundAt, SourceVisit};

/// What the desk gets: articles of one source, and, with the last of them, how the visit went.
#[derive(Debug)]
pub struct Brought {
    pub source: String,
    pub visit: Option<SourceVisit>,
    /// The source's first visit: filed, never alerted.
    pub baseline: bool,
    /// Oldest first.
    pub arrivals: Vec<Arrival>,
    /// Pages that were tried again in vain, and when they are tried next.
    pub still_unread: Vec<(ItemId, Option<Timestamp>)>,
}

/// An article as it came in.
#[derive(Debug)]
pub struct Arrival {
    pub article: Article,
    pub found: FoundAt,
    /// For a page that could not be read whole: when it is tried again.
    pub reread_at: Option<Timestamp>,
}

impl Arrival {
    /// The folded addresses that lead to it, the surest first: whatever stands at them is this
    /// item.
    pub(super) fn addresses(&self) -> [Link; 2] {
        [self.found.link.folded(), self.article.url.folded()]
    }
}
