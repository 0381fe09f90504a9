//! Both axes of a verdict beside one corpus, or beside what was seen, with the evidence.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::label::AsLabelled;
use super::relation::{Closeness, Copy, TextRef};
use super::weighed::Weighing;

/// The shares of words that two texts have in each other, 0 to 1; the other one is called a seed, whether it is one or an
/// earlier item.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Containment {
    pub item_in_seed: f32,
    pub seed_in_item: f32,
}

/// A run of words that two texts share. Spans are bytes of the articles' texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    pub other: TextRef,
    pub other_span: Range<usize>,
    pub span: Range<usize>,
    /// The item's own words.
    pub text: String,
}

/// A sentence that says what neither the corpus nor the story so far has said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSentence {
    /// Bytes of the article's text.
    pub span: Range<usize>,
    pub text: String,
    /// Figures, names, dates and quotations in it that are new: `figure: 54 per cent`.
    pub facts: Vec<Fact>,
}

/// A figure, name, date or quotation that a new sentence has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    pub kind: FactKind,
    pub text: String,
    /// The figure that a known sentence of the same matter has in its place: `24 hours`. Shown, not
    /// settled.
    #[serde(default)]
    pub instead_of: Option<String>,
}

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactKind {
    Figure,
    Name,
    Date,
    Quotation,
}

/// A term that an item shares with what it is nearest to, and its share of the closeness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Term {
    pub term: String,
    pub weight: f32,
}

/// Both axes against one corpus, or against everything seen, with the evidence.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Beside {
    pub copy: Copy,
    pub closeness: Closeness,
    /// Whether the item is on the corpus's topic and tells an event that is not taken for a seed's, and that no loaded report
    /// of its story told beside this corpus. Never set against what was seen.
    pub new_event: bool,
    pub nearest: Option<TextRef>,
    /// The words of shared passages over all words of both, 0 to 1.
    pub resemblance: f32,
    pub containment: Containment,
    /// How much the words, names, sense and acts of the item are those of a text, of the one of which most: 0 to 1. It is shown
    /// and chooses what is nearest; of the closeness it is one signal of several.
    pub relatedness: f32,
    pub passages: Vec<Passage>,
    pub new_sentences: Vec<NewSentence>,
    pub terms: Vec<Term>,
    /// What speaks for the topic of the corpus, with all that is known; kept where it is not out of the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_topic: Option<Weighing>,
    /// What speaks for it beside the seeds alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_seeds: Option<Weighing>,
    /// What speaks for the event of the seed that it is likeliest to tell, or of the earlier item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_event: Option<Weighing>,
    /// What speaks for an event of its own, on the topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tells: Option<Weighing>,
    /// The label that a person gave this text, or the one that it copies: the closeness is theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<AsLabelled>,
    /// The sentence that tells a person why the verdict is so.
    pub because: String,
}

impl Beside {
    /// The probability of being on the topic of the corpus, 0 to 1; 0 where that is out of the question.
    #[must_use]
    pub fn topic_probability(&self) -> f32 {
        self.on_topic.as_ref().map_or(0.0, |weighing| weighing.probability)
    }

    /// The verdict in one word: the copy if there is one, else the closeness.
    #[must_use]
    pub fn relation(&self) -> &'static str {
        match self.copy {
            Copy::Duplicate => "duplicate",
            Copy::NearDuplicate => "near-duplicate",
            Copy::Reprint => "reprint",
            Copy::Excerpt => "excerpt",
            Copy::None => match self.closeness {
                Closeness::SameStory => "same-story",
                Closeness::Related => "related",
                Closeness::Unrelated => "unrelated",
            },
        }
    }
}
