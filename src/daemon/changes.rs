//! The change log, read in pieces.

use crate::id::ItemId;
use crate::store::{Archived, Store, StoreError};

/// Changes that are read from the log at a time.
const CHANGES: usize = 300;

/// The items that the change log names behind `after`, as they are now, and the number of the last
/// change read; none where nothing has changed.
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
