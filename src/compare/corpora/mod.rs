//! The seed corpora as comparing sees them, and everything else that a verdict rests on.

mod thresholds;
mod about;
mod labelled;
mod corpus;
mod grounds;

pub use about::{About, AboutLabelled, AboutSeed, Role, file_name};
pub use corpus::{Corpus, Seed};
pub use grounds::Grounds;
pub use labelled::{Labelled, Labels};
pub use thresholds::{Scored, Thresholds};
