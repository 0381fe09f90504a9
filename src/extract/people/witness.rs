//! The places of a page that may say who wrote its article.

use super::scene::Scene;
use super::{declared, printed, profiles};
use crate::extract::phrases::byline::Credited;

/// A place of a page that may say who wrote its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    JsonLd,
    Metas,
    Microdata,
    /// Elements that are named for an author.
    Elements,
    /// Links to authors' pages.
    Links,
    /// The lines behind the headline.
    Head,
    /// A line at the right margin.
    RightMargin,
    /// Addresses of authors' pages.
    Addresses,
    /// The only person that is described.
    OnlyPerson,
}

impl Witness {
    /// All witnesses, the most reliable first.
    pub(super) const ALL: [Self; 9] = [
        Self::JsonLd,
        Self::Metas,
        Self::Microdata,
        Self::Elements,
        Self::Links,
        Self::Head,
        Self::RightMargin,
        Self::Addresses,
        Self::OnlyPerson,
    ];

    /// Who is named in this place of the page.
    pub(super) fn names(self, scene: &Scene<'_>) -> Credited {
        match self {
            Self::JsonLd => declared::in_json_ld(scene),
            Self::Metas => declared::in_metas(scene),
            Self::Microdata => declared::in_microdata(scene),
            Self::Elements => printed::in_elements(scene),
            Self::Links => profiles::linked(scene),
            Self::Head => printed::behind_headline(scene),
            Self::RightMargin => printed::at_the_right(scene),
            Self::Addresses => profiles::addresses(scene),
            Self::OnlyPerson => declared::only_person(scene),
        }
    }

    /// Whether it says whose page this is, which is not always who wrote the article.
    pub(super) fn is_guess(self) -> bool {
        self == Self::OnlyPerson
    }
}
