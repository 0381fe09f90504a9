//! What an item says, as a name that changes when somebody edits it.

use super::column::text;
use crate::extract::Article;
use crate::id::{ItemId, derived};

/// A name of an article's headline, deck and text: another one where a known address says something
/// else.
#[must_use]
pub fn content_hash(article: &Article) -> String {
    derived(&[
        &text(&article.headline),
        &text(article.deck.as_deref().unwrap_or_default()),
        &text(&article.text),
    ])
}

/// A version of an item, named by the item and its own number.
#[derive(Debug, Clone, Copy)]
pub(super) struct VersionOf {
    pub item: ItemId,
    /// The number of the version, 1 as first read.
    pub version: u32,
}
