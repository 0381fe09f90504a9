//! The judgement of one article.

mod novelty;
mod alone;
mod judging;
mod study;

pub use judging::{beside_corpus, judge};
pub use study::{Studied, study};
