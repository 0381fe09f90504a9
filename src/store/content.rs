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

/// One version of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct VersionOf {
    pub item: ItemId,
    /// 1 as first read.
    pub version: u32,
}
