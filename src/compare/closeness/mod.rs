//! How much two texts tell alike, whatever their words.

mod overlap;
pub mod marks;
pub mod signals;
mod likeness;

pub use likeness::{Likeness, liken, nearest};
pub use marks::Marks;
pub use overlap::{Overlap, SharedTerms};
pub use signals::Signals;
