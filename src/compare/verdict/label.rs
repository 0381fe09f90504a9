//! What a person says of a text beside a corpus.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::relation::Copy;

/// The label that a person gives a text beside a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// The text tells my story: it is to be told as such.
    Yes,
    /// The text is not on the topic.
    No,
    /// The text is on the topic, but does not tell my event.
    Background,
}

/// The label that decides a verdict: the item is a copy of a labelled text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsLabelled {
    pub file: String,
    pub is: Label,
    #[serde(default)]
    pub on: Option<Date>,
    /// The kind of copy that the item is of the labelled text.
    pub copy: Copy,
}

/// A word that is no label.
#[derive(Debug, thiserror::Error)]
#[error("write yes (my story), background (on the topic, not my event) or no (not on the topic)")]
pub struct NotALabel;

impl Label {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Background => "background",
        }
    }

    /// The verdict that the label asks for, as people read it.
    #[must_use]
    pub fn wanted(self) -> &'static str {
        match self {
            Self::Yes => "same-story or a copy",
            Self::No => "unrelated",
            Self::Background => "related and no new event",
        }
    }
}

impl FromStr for Label {
    type Err = NotALabel;

    fn from_str(word: &str) -> Result<Self, NotALabel> {
        [Self::Yes, Self::No, Self::Background]
            .into_iter()
            .find(|one| one.name() == word)
            .ok_or(NotALabel)
    }
}
