//! The loops that move an item from its source to its readers, and the house they run in.
//!
//! Visits run side by side and hand what they bring to the desk; the desk judges, matches and files in
//! order; what was filed drains into the index and, as messages, through the outbox.
//!
//! Absent on purpose: decisions. They are values made in the core.

mod desk;
mod drains;
mod house;
mod indexing;
mod reload;
mod repeats;
mod requests;
mod run;
mod sending;
mod signals;
mod trouble;
mod visit;
mod visits;

use crate::id::ItemId;
use crate::store::{Archived, Store, StoreError};

pub use desk::Filed;
pub use house::{House, OpenError, database, named};
pub use requests::{Request, Stories, Telling, audience, carry_out, note};
pub use run::{Pass, once, run};
pub use sending::send;
pub use signals::Signals;
pub use visits::Visits;

/// Changes that are read from the log at a time.
const CHANGES: usize = 300;

/// The items that the change log names behind `after`, as they are now, and the number of the last
/// change read; none where nothing has changed.
async fn changed(store: &Store, after: i64) -> Result<Option<(i64, Vec<Archived>)>, StoreError> {
    let changes = store.changes_after(after, CHANGES).await?;
    let Some(last) = changes.last() else { return Ok(None) };
    let mut items: Vec<ItemId> = changes.iter().map(|change| change.item).collect();
    items.sort_unstable();
    items.dedup();
    Ok(Some((last.seq, store.archived(&items).await?)))
}
