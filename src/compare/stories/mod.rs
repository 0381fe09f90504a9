//! The stories: which one an article joins, where its text comes from, how the reports of one hang together.

mod state;
mod provenance;
mod chain;
mod subject;
mod background;
mod joining;
mod parting;

pub use background::WithoutBackground;
pub use chain::{Chain, ChainLink, Disagreement, Member};
pub use joining::{Joining, Seen};
pub use parting::{LOOKED_AT, Parting};
pub use provenance::{provenance, unread};
pub use state::Trend;
pub use subject::{Earlier, FiledBefore, Subject, Was};
