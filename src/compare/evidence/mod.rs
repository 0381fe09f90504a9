//! What speaks for an answer and against it: signals, and the models that weigh them.

mod model;
mod models;
pub mod topic;
mod actions;
mod pair;
pub mod telling;

pub use model::{Evidence, Model, logit, probability};
pub use models::{Models, Points};
pub use pair::{InCommon, Pair, undated};
pub use topic::Core;
