//! Saved texts: files without markup, as people keep articles, and as this program keeps them.

mod head;
mod plain;
mod kept;

pub use kept::{keep, kept};
pub use plain::{Leftover, Plain, file_link, plain};
