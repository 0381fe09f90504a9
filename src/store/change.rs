//! The change log: the only cursor for what is derived from the store, and the snapshot of the
//! memory with its place in it.

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, SqliteExecutor};

use super::column::{from_word, micros, moment, text, word};
use super::{Store, StoreError, bounded};
use crate::clock::Timestamp;
use crate::id::{ItemId, StoryId};

/// One line of the log. Whoever follows it loads what is true now: a change may be overtaken by later ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Counts up in the order in which the desk committed.
    pub seq: i64,
    pub kind: ChangeKind,
    /// For a story: the item that founded it.
    pub item: ItemId,
    pub story: StoryId,
    pub at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Item,
    Version,
    Verdict,
    Story,
}

/// The memory as bytes, as it was after change `seq`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    pub seq: i64,
    /// The version of the engine that wrote it; no other one reads it.
    pub engine: String,
    pub bytes: Vec<u8>,
}

impl Store {
    /// The changes after number `seq`, in order.
    ///
    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn changes_after(&self, seq: i64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let rows: Vec<(i64, String, i64, i64, i64)> =
            sqlx::query_as("SELECT seq, kind, item, story, at FROM change WHERE seq > $1 ORDER BY seq LIMIT $2")
                .bind(seq)
                .bind(bounded(limit))
                .fetch_all(&self.reader)
                .await?;
        rows.into_iter()
            .map(|(seq, kind, item, story, at)| {
                Ok(Change { seq, kind: from_word(&kind)?, item: ItemId(item), story: StoryId(story), at: moment(at)? })
            })
            .collect()
    }

    /// Keeps the memory in place of the one that was kept before.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn save_snapshot(&self, seq: i64, engine: &str, bytes: &[u8]) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO snapshot (id, change, engine, bytes) VALUES (1, $1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET change = excluded.change, engine = excluded.engine, bytes = excluded.bytes",
        )
        .bind(seq)
        .bind(text(engine))
        .bind(bytes)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn snapshot(&self) -> Result<Option<Snapshot>, StoreError> {
        let row: Option<(i64, String, Vec<u8>)> = sqlx::query_as("SELECT change, engine, bytes FROM snapshot").fetch_optional(&self.reader).await?;
        Ok(row.map(|(seq, engine, bytes)| Snapshot { seq, engine, bytes }))
    }
}

/// The number of the last change; 0 before the first.
pub(super) async fn last(from: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(from).await?)
}

/// Each filing of a text is logged with its verdict, and with the story that it founded.
pub(super) async fn log(
    to: &mut SqliteConnection,
    kind: ChangeKind,
    item: ItemId,
    story: StoryId,
    founded: bool,
    at: Timestamp,
) -> Result<(), StoreError> {
    let kinds = founded.then_some(ChangeKind::Story).into_iter().chain([kind, ChangeKind::Verdict]);
    for kind in kinds {
        write(to, kind, item, story, at).await?;
    }
    Ok(())
}

/// Logs that an item was judged again.
pub(super) async fn log_verdict(to: &mut SqliteConnection, item: ItemId, story: StoryId, at: Timestamp) -> Result<(), StoreError> {
    write(to, ChangeKind::Verdict, item, story, at).await
}

async fn write(to: &mut SqliteConnection, kind: ChangeKind, item: ItemId, story: StoryId, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO change (kind, item, story, at) VALUES ($1, $2, $3, $4)")
        .bind(word(&kind)?)
        .bind(item.0)
        .bind(story.0)
        .bind(micros(at))
        .execute(to)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::store::setup::Room;

    #[tokio::test]
    async fn one_snapshot_is_kept() {
        let room = Room::new().await;
        assert_eq!(room.store.snapshot().await.unwrap(), None);
        room.store.save_snapshot(3, "engine 1", &[1, 0, 2]).await.unwrap();
        room.store.save_snapshot(5, "engine 1", &vec![0; 300_000]).await.unwrap();
        let snapshot = room.store.snapshot().await.unwrap().unwrap();
        assert_eq!((snapshot.seq, snapshot.engine.as_str(), snapshot.bytes.len()), (5, "engine 1", 300_000));
    }
}
