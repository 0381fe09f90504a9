//! The texts that a person labelled beside one corpus.

use jiff::civil::Date;

use super::about::AboutLabelled;
use crate::compare::closeness::{SharedTerms, liken};
use crate::compare::copies::Commonplaces;
use crate::compare::reading::{Names, Profile};
use crate::compare::verdict::{Copy, Label, TextRef};
use crate::extract::{Article, kept};
use crate::id::ItemId;
use crate::settings::{Fault, RawFile};

/// A text that a person labelled.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// The path of the text below the corpus's folder: `judged/2026-11-25-ferry-halted.txt`.
    pub file: String,
    pub is: Label,
    pub item: Option<ItemId>,
    /// The day on which it was labelled.
    pub on: Option<Date>,
    pub article: Article,
    pub profile: Profile,
}

/// The labelled texts of one corpus.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    texts: Vec<Labelled>,
    /// The terms and fingerprints by which a text is set beside all of them, in their order.
    shared: SharedTerms,
}

impl Labelled {
    /// Reads the labelled text that an entry of `corpus.toml` names, as it was kept.
    ///
    /// # Errors
    /// When the text is not UTF-8.
    pub fn read(about: &AboutLabelled, file: &RawFile, names: &Names) -> Result<Self, Fault> {
        let article = kept(&about.file, file.text()?, about.published, about.language.as_deref());
        let profile = Profile::new(&article, names);
        Ok(Self {
            file: about.file.clone(),
            is: about.is,
            item: about.item,
            on: about.on,
            article,
            profile,
        })
    }
}

impl Labels {
    #[must_use]
    pub fn new(texts: Vec<Labelled>) -> Self {
        let shared =
            SharedTerms::by(&texts.iter().map(|judged| &judged.profile).collect::<Vec<_>>());
        Self { texts, shared }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Labelled> {
        self.texts.iter()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// The labelled text of which `profile` is a copy, the kind of copy, and the share of `profile`
    /// that stands there; among several the one that holds most of it, of equals the last one.
    #[must_use]
    pub fn copied_by(&self, profile: &Profile) -> Option<(&Labelled, Copy, f32)> {
        let overlaps = self.shared.with(profile);
        let alike = self.texts.iter().zip(&overlaps).filter(|(_, overlap)| overlap.shares_a_print);
        let copies = alike.map(|(judged, overlap)| {
            let of = TextRef::Seed { corpus: String::new(), file: judged.file.clone() };
            let likeness = liken(profile, &judged.profile, overlap, of, &Commonplaces::default());
            let held = if likeness.copy == Copy::Duplicate {
                1.0
            } else {
                likeness.alignment.here_in_there
            };
            (judged, likeness, held)
        });
        let copies = copies
            .filter(|(_, likeness, _)| likeness.copy == Copy::Duplicate || likeness.repeats())
            .map(|(judged, likeness, held)| (judged, likeness.copy, held));
        copies.max_by(|a, b| a.2.total_cmp(&b.2))
    }
}
