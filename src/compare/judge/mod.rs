//! The judgement of one article.

mod news;
mod alone;
mod together;
mod judging;
mod study;

pub use judging::{beside_corpus, judge};
pub use study::{Studied, study};
