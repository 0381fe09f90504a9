//! What words weigh between two reports at this desk: by the table that it comes with, and by the
//! archive as it grows.
//!
//! Every article is counted; what is judged is judged by counts that stand still until there are
//! twice as many, so that verdicts are made alike, and the archive is judged again a few times in
//! its life.

use tracing::info;

use crate::compare::{Counts, Grounds};
use crate::store::{Counted, Purpose, Store, StoreError};

/// Fewer articles say less than the table does.
const LEAST_ARTICLES: u64 = 2_000;

pub(super) struct Weighing {
    /// They grow with every batch.
    pub(super) counts: Counts,
    /// Changes up to this number are in `counts`: read again after a damage, they are not counted
    /// again.
    pub(super) from: i64,
    /// What words are weighed by.
    by: Counts,
    /// The configuration's, weighed.
    pub(super) grounds: Grounds,
}

impl Weighing {
    pub(super) fn new(grounds: &Grounds) -> Self {
        Self { counts: Counts::default(), from: 0, by: Counts::default(), grounds: grounds.clone() }
    }

    /// As it was written down; none where that does not reach up to change `noted`.
    pub(super) async fn restored(
        store: &Store,
        grounds: &Grounds,
        noted: i64,
    ) -> Result<Option<Self>, StoreError> {
        let Some(counting) = store
            .counts(grounds.engine(), Purpose::Counting)
            .await?
            .filter(|counting| counting.change >= noted)
        else {
            return Ok(None);
        };
        let weighing = store.counts(grounds.engine(), Purpose::Weighing).await?;
        let by = weighing.and_then(|weighing| Counts::read(&weighing.bytes)).unwrap_or_default();
        let restored =
            |counts| Self { counts, from: counting.change, grounds: grounds.weighed(&by), by };
        Ok(Counts::read(&counting.bytes).map(restored))
    }

    /// Takes over another configuration's grounds, and weighs by all that was counted up to change
    /// `noted` where it is time to.
    pub(super) async fn turn_to(
        &mut self,
        grounds: &Grounds,
        store: &Store,
        noted: i64,
    ) -> Result<(), StoreError> {
        let is_due = self.counts.articles() >= LEAST_ARTICLES.max(2 * self.by.articles());
        if is_due {
            let by = self.counts.common();
            store
                .weigh_by(grounds.engine(), &Counted { change: noted, bytes: by.written() })
                .await?;
            self.by = by;
            info!(
                "words are weighed by {} articles of the archive from now on",
                self.by.articles()
            );
        }
        if is_due || !self.grounds.rest_on(grounds) {
            self.grounds = grounds.weighed(&self.by);
        }
        Ok(())
    }
}
