//! How much two texts tell alike, whatever their words.

mod overlap;
pub mod marks;
pub mod signals;
mod likeness;
mod nearest;

pub use likeness::{Likeness, liken};
pub use marks::Marks;
pub use nearest::{beside, nearest};
pub use overlap::{Overlap, SharedTerms};
pub use signals::Signals;
