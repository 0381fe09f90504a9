//! Words: their hashes and spellings, how much each says, the terms that are made of them.

mod fingerprints;
mod spellings;
mod stems;
mod forms;
pub mod common;
mod sounds;
mod terms;
mod counts;
pub mod frequencies;

pub use common::Common;
pub use counts::{Counts, MOST_WORDS, Words, stem_key};
pub use fingerprints::{RUN, WINDOW, run_hash, share_one, winnow, word_hash};
pub use forms::WordForms;
pub use frequencies::{Factors, Frequencies, name_weight, stem_weight, term_weight, weight};
pub use sounds::{Heard, Sounds};
pub use spellings::{AsItIs, ByHash, Spellings, words};
pub use stems::stem;
pub use terms::{FoundTerm, Terms, Topic};
