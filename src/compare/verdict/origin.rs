//! Where a text comes from, as a verdict says it.

use serde::{Deserialize, Serialize};

use super::relation::TextRef;

/// Where a text comes from, as far as it can be told.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// The agencies that the text names as its sources, the strongest sign first, each once.
    pub declared: Vec<CreditedAgency>,
    /// The earlier text that it was taken from, as its words and the times show.
    pub drawn: Option<Drawn>,
    pub confidence: Confidence,
}

/// An agency or outlet that a text names as a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditedAgency {
    pub agency: String,
    pub by: By,
}

/// The way in which a text names its source, strongest sign first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    Dateline,
    Credit,
    Citation,
}

/// The earlier text that something was taken from, and what was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    pub from: TextRef,
    pub how: Drawing,
}

/// What a text took from an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawing {
    /// Most words of the earlier text.
    Reprint,
    /// The event of the earlier text in other words; its agency is credited or cited.
    Rewrite,
    /// A passage of the earlier text.
    Quotation,
}

/// How sure a provenance is, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Nothing is known, or only that an agency is named.
    #[default]
    Low,
    /// A source is declared or detected.
    Medium,
    /// A source is declared and detected, and both agree.
    High,
}
