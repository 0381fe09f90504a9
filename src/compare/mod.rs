//! An article and what is known → a verdict: whose words it uses, and what it reports.
//!
//! [`candidates`] says which few earlier texts are worth loading, [`judge()`] aligns and compares
//! with those and with every seed. [`Memory`] is the compact state that this needs; the caller
//! keeps it.
//!
//! Absent on purpose: the database, the clock.
//!
//! # Limits
//! Closeness is weighted terms and days; a report in another language is found through what both
//! write alike, the names in `names/`, and the names of places.

#![expect(clippy::too_many_arguments, reason = "the shape of this room is to be redrawn")]

mod because;
mod chain;
mod closeness;
mod common;
mod commonplaces;
mod concepts;
mod corpora;
mod counts;
mod days;
mod edit;
mod facts;
mod figures;
mod event;
mod fingerprints;
mod forms;
mod formulas;
mod lexicon;
mod frequencies;
mod joining;
mod judge;
mod labels;
mod likeness;
mod marks;
mod memory;
mod models;
mod names;
mod novelty;
mod overlap;
mod passages;
mod pair;
mod places;
mod profile;
mod provenance;
mod sounds;
mod spellings;
mod state;
mod states;
mod stems;
mod study;
mod telling;
mod survey;
mod terms;
mod topic;
mod weighing;
mod thresholds;
mod variants;
mod verdict;

pub use chain::{Chain, ChainLink, Disagreement, Member};
pub use closeness::Signals;
pub use corpora::{
    About, AboutLabelled, AboutSeed, Corpus, Grounds, Role, Seed, figures_of, file_name,
};
pub use counts::{Counts, Words};
pub use edit::{SeenAgain, seen_again};
pub use frequencies::Frequencies;
pub use judge::{Subject, Was, beside_corpus, judge};
pub use labels::{AsLabelled, Labelled, Labels, Unaided};
pub use memory::{Memory, NotASnapshot, Recall, Remembered, TopicStanding, candidates};
pub use models::{Models, Points};
pub use names::{Name, NameKind, Names};
pub use pair::undated;
pub use profile::Profile;
pub use provenance::{By, Confidence, CreditedAgency, Drawing, Drawn, Provenance, unread};
pub use state::Trend;
pub use study::{Studied, study};
pub use survey::{Decisive, Odd, Reported, Unseeded, unseeded};
pub use thresholds::{Label, Thresholds};
pub use verdict::*;
pub use weighing::{Model, Weighed, Weighing, probability};
