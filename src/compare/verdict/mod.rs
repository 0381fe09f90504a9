//! What was judged of an article: the two axes, the evidence, the story, where it comes from.

mod relation;
mod weighed;
mod label;
mod origin;
mod beside;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::id::{ItemId, StoryId};

pub use beside::{Beside, Containment, Fact, FactKind, NewSentence, Passage, Term};
pub use label::{AsLabelled, Label, NotALabel};
pub use origin::{By, Confidence, CreditedAgency, Drawing, Drawn, Provenance};
pub use relation::{Closeness, Copy, TextRef};
pub use weighed::{Weighed, Weighing};

/// The way in which an item came to its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StoryLink {
    Joined(StoryId),
    Founded(StoryId),
}

impl StoryLink {
    #[must_use]
    pub fn story(self) -> StoryId {
        match self {
            Self::Joined(story) | Self::Founded(story) => story,
        }
    }
}

/// Another story whose event an item tells as well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bridge {
    pub story: StoryId,
    /// The report of that story that it is most like.
    pub item: ItemId,
    /// The relatedness of the item to that report, 0 to 1.
    pub relatedness: f32,
    /// Whether reports of the two stories are alike as well: then the stories are one.
    pub is_one: bool,
}

/// A paragraph that tells nothing of the event that is told now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Background {
    /// Bytes of the article's text.
    pub span: Range<usize>,
    pub text: String,
    /// Another report under which the outlet printed it; none for what stands behind a label such as `Earlier:`.
    pub under: Option<ItemId>,
}

/// What was judged of one version of one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Both axes against each corpus, by its name.
    pub corpora: BTreeMap<String, Beside>,
    /// Both axes against the items filed before.
    pub seen: Beside,
    pub story: StoryLink,
    #[serde(default)]
    pub bridges: Vec<Bridge>,
    /// What was not judged, since it is background.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub background: Vec<Background>,
    /// The provenance of what is on some corpus's topic; nothing is known of others.
    #[serde(default)]
    pub provenance: Provenance,
}
