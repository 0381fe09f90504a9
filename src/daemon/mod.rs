//! The loops that move an item from its source to its readers, and the house they run in.
//!
//! Visits run side by side and hand what they bring to the desk; the desk judges, matches and files
//! in order; what was filed drains into the index and, as messages, through the outbox.
//!
//! Absent on purpose: decisions, which are values made in the core.

mod pace;
mod trouble;
mod signals;
mod changes;
mod errand;
mod arrival;
mod repeats;
mod visit;
mod visits;
mod desk;
mod drains;
mod indexing;
mod sending;
mod house;
mod serving;
mod reload;
mod run;

pub use desk::Tally;
pub use errand::{Errand, Stories, Telling, note};
pub use house::{House, OpenError, database, named};
pub use run::{Pass, once, run};
pub use sending::send;
pub use serving::{carry_out, preview};
pub use signals::SystemSignals;
pub use visits::Visits;
