//! The passages that two texts share, and whether one copies the other.

mod side;
mod variants;
mod shared;
mod formulas;
mod passages;
mod commonplaces;
mod edit;

pub use commonplaces::Commonplaces;
pub use edit::{SeenAgain, seen_again};
pub use passages::{Alignment, align};
pub use side::Side;
