//! The configuration directory: `dateline.toml`, parsed here, and the raw files of the other
//! folders, which each room parses itself through [`parse`].
//!
//! What the product knows (names, crawlers) is compiled in; a file of the same name in the user's
//! directory takes its place.
//!
//! Absent on purpose: what a source, a watch or a reader is.

mod file;
mod values;
mod directory;

pub use directory::{
    CRAWLERS, Directory, EXAMPLE, RawCorpus, compiled_in_names, read_corpus, read_folder,
};
pub use file::{Fault, RawFile, parse};
pub use values::{Compare, Fetch, Reporting, Settings};
