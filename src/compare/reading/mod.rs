//! What is read from an article: names, places, days, the event, figures, facts, what happens in it.

mod names;
pub mod places;
pub mod states;
mod clocks;
mod phrases;
mod wording;
mod taught;
pub mod days;
pub mod event;
pub mod lexicon;
mod concepts;
mod action;
pub mod figures;
mod found_terms;
mod profile;
mod facts;
mod counted;

pub use concepts::{Packed, Point};
pub use days::{Day, Days, Fit};
pub use event::Tells;
pub use facts::{Facts, PlacedFact, Said, What};
pub use figures::Figure;
pub use names::{Name, NameKind, Names, Taught};
pub use profile::{Profile, WeightedTerms};
pub use taught::taught;
