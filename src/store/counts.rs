//! The counts of in how many articles words stand, as bytes: those that the desk goes on counting,
//! and those that it weighs words by.

use sqlx::SqliteConnection;

use super::column::{text, word};
use super::{Store, StoreError};

/// What counts are kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// The counts of everything up to the end of the snapshot's last part, which the desk goes on
    /// from.
    Counting,
    /// The counts that words are weighed by until twice as many articles are counted.
    Weighing,
}

/// In how many articles words stand, counted up to number `change` of the change log, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub change: i64,
    pub bytes: Vec<u8>,
}

impl Store {
    /// The counts that were kept last for `purpose`, where the same engine counted them.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn counts(
        &self,
        engine: &str,
        purpose: Purpose,
    ) -> Result<Option<Counted>, StoreError> {
        let row: Option<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT change, bytes FROM counts WHERE purpose = $1 AND engine = $2")
                .bind(word(&purpose)?)
                .bind(text(engine))
                .fetch_optional(&self.reader)
                .await?;
        Ok(row.map(|(change, bytes)| Counted { change, bytes }))
    }

    /// Keeps the counts that words are weighed by from `counted.change` on.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn weigh_by(&self, engine: &str, counted: &Counted) -> Result<(), StoreError> {
        let mut to = self.begin().await?;
        keep(&mut to, engine, Purpose::Weighing, counted.change, &counted.bytes).await?;
        Ok(to.commit().await?)
    }
}

pub(super) async fn keep(
    to: &mut SqliteConnection,
    engine: &str,
    purpose: Purpose,
    change: i64,
    bytes: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO counts (purpose, engine, change, bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (purpose) DO UPDATE SET engine = excluded.engine, change = excluded.change, \
         bytes = excluded.bytes",
    )
    .bind(word(&purpose)?)
    .bind(text(engine))
    .bind(change)
    .bind(bytes)
    .execute(to)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::SnapshotPart;
    use crate::store::setup::Room;

    #[tokio::test]
    async fn counts_go_with_the_snapshot_and_those_in_use_stay() {
        let room = Room::new().await;
        let counts = async |engine: &str, purpose| {
            room.store
                .counts(engine, purpose)
                .await
                .unwrap()
                .map(|counted| (counted.change, counted.bytes))
        };
        assert_eq!(counts("engine 1", Purpose::Counting).await, None);
        room.store
            .weigh_by("engine 1", &Counted { change: 2, bytes: vec![7; 9_000] })
            .await
            .unwrap();
        for (after, seq) in [(0, 3), (3, 5)] {
            room.store
                .save_snapshot(
                    "engine 1",
                    &SnapshotPart { after, seq, bytes: vec![1] },
                    &[seq as u8],
                )
                .await
                .unwrap();
        }
        assert_eq!(counts("engine 1", Purpose::Counting).await, Some((5, vec![5])));
        assert_eq!(counts("engine 1", Purpose::Weighing).await, Some((2, vec![7; 9_000])));
        assert_eq!(
            counts("engine 2", Purpose::Weighing).await,
            None,
            "another engine counts otherwise"
        );
        let twice = SnapshotPart { after: 3, seq: 3, bytes: vec![1] };
        room.store.save_snapshot("engine 1", &twice, &[9]).await.unwrap_err();
        assert_eq!(
            counts("engine 1", Purpose::Counting).await,
            Some((5, vec![5])),
            "both or neither"
        );
    }
}
