//! The change log, read in pieces by whatever follows it.

use crate::id::ItemId;
use crate::store::{Archived, Store, StoreError};

/// How many changes are read from the log at a time.
const CHANGES: usize = 300;

/// The number of the last change that was read, and the items that the change log names behind
/// `after`, as they stand at present; none where nothing has changed.
pub(super) async fn changed(
    store: &Store,
    after: i64,
) -> Result<Option<(i64, Vec<Archived>)>, StoreError> {
    let changes = store.changes_after(after, CHANGES).await?;
    let Some(last) = changes.last() else { return Ok(None) };
    let mut items: Vec<ItemId> = changes.iter().map(|change| change.item).collect();
    items.sort_unstable();
    items.dedup();
    Ok(Some((last.seq, store.archived(&items).await?)))
}
