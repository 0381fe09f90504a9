//! An article and what is known → a verdict: whose words it uses, and what it reports.
//!
//! [`candidates`] says which few earlier texts are worth loading, [`judge()`] aligns and compares
//! with those and with every seed. [`Memory`] is the compact state that this needs; the caller
//! keeps it.
//!
//! Absent on purpose: the database, the clock.
//!
//! # Limits
//! Closeness is what logistic models make of named signals: no more is known than those say.

mod verdict;
mod words;
mod reading;
mod copies;
mod closeness;
mod evidence;
mod memory;
mod corpora;
mod because;
mod stories;
mod judge;
mod labels;
mod survey;
#[cfg(test)]
mod trial;

pub use closeness::Signals;
pub use copies::{SeenAgain, seen_again};
pub use corpora::{
    About, AboutLabelled, AboutSeed, Corpus, Grounds, Labelled, Labels, Role, Seed, Thresholds,
    file_name,
};
pub use evidence::{Model, Models, Points, probability, undated};
pub use judge::{Studied, beside_corpus, judge, study};
pub use labels::Unaided;
pub use memory::{InStory, Memory, NotASnapshot, Recall, Remembered, TopicStanding, candidates};
pub use reading::{Name, NameKind, Names, Profile};
pub use stories::{
    Chain, ChainLink, Disagreement, FiledBefore, LOOKED_AT, Member, Parting, Subject, Trend, Was,
    unread,
};
pub use survey::{Decisive, Odd, Reported, Unseeded, unseeded};
pub use verdict::{
    AsLabelled, Background, Beside, Bridge, By, Closeness, Confidence, Containment, Copy,
    CreditedAgency, Drawing, Drawn, Fact, FactKind, Label, NewSentence, NotALabel, Passage,
    Provenance, StoryLink, Term, TextRef, Verdict, Weighed, Weighing,
};
pub use words::{Counts, Frequencies, Words};
