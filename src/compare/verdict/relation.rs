//! The two axes on which an item is judged, and the text that it is nearest to.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::ItemId;

/// How much text an item shares with an earlier one, least first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Copy {
    #[default]
    None,
    /// Passages are shared.
    Excerpt,
    /// One text holds half of the other, and a quarter of this one at least stands there.
    Reprint,
    /// Each holds four fifths of the other.
    NearDuplicate,
    /// The same text after folding.
    Duplicate,
}

/// What an item reports, farthest first: beside a corpus as the models weigh it. Beside what was seen, `SameStory` is the event
/// of an earlier item, and `Related` says only that they have much in common.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Closeness {
    #[default]
    Unrelated,
    Related,
    SameStory,
}

/// The text that something is nearest to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextRef {
    Seed { corpus: String, file: String },
    Item(ItemId),
}

/// A seed by its file's name, an item by its id.
impl fmt::Display for TextRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seed { file, .. } => f.write_str(file),
            Self::Item(item) => item.fmt(f),
        }
    }
}

impl fmt::Display for Copy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Excerpt => "excerpt",
            Self::Reprint => "reprint",
            Self::NearDuplicate => "near-duplicate",
            Self::Duplicate => "duplicate",
        })
    }
}

impl fmt::Display for Closeness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unrelated => "unrelated",
            Self::Related => "related",
            Self::SameStory => "same-story",
        })
    }
}
