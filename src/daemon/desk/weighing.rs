//! The weights of words between two reports at this desk: by the table that dateline comes with,
//! and by the archive as it grows.
//!
//! Every article that is mostly new is counted. Articles are judged by counts that stand still
//! until twice as many are counted, so that verdicts are made alike, and the archive is judged
//! again a few times in its life.

use tracing::info;

use crate::compare::{Counts, Grounds};
use crate::store::{Counted, Purpose, Store, StoreError};

/// What is counted of words, and what they are weighed by.
pub(super) struct Weighing {
    /// The counts of all articles that were filed and mostly new; they grow with every batch.
    pub(super) counts: Counts,
    /// The number of the last change that was in `counts` when they were restored, else 0: changes
    /// up to it that are read again after a damage are not counted again.
    pub(super) from: i64,
    /// The counts that words are weighed by, which stand still for a time.
    by: Counts,
    /// The grounds of the configuration, weighed by `by`.
    pub(super) grounds: Grounds,
}

impl Weighing {
    /// A weighing without counts, by the table alone.
    pub(super) fn new(grounds: &Grounds) -> Self {
        Self { counts: Counts::default(), from: 0, by: Counts::default(), grounds: grounds.clone() }
    }

    /// The weighing as it was written down last; none where that does not reach up to change
    /// `noted`.
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

    /// Takes over the grounds of another configuration, and weighs by all that was counted up to
    /// change `noted`, once that is twice as many articles as before and enough of them.
    pub(super) async fn turn_to(
        &mut self,
        grounds: &Grounds,
        store: &Store,
        noted: i64,
    ) -> Result<(), StoreError> {
        let is_due = self.counts.are_enough_beside(&self.by);
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
