//! Phrases and what they mean: the words around an article, without a page.
//!
//! Who an agency is, what names look like, what a by-line, a credit or a dateline says, which lines
//! stand around articles, whether a line is prose. The words are data, in `config/known/`.
//!
//! Absent on purpose: elements, and where on a page a line stands.

pub mod signs;
pub mod titles;
pub mod names;
pub mod agencies;
pub mod dateline;
pub mod prose;
pub mod furniture;
pub mod quality;
pub mod byline;
pub mod credits;
pub mod stamp;
pub mod language;
