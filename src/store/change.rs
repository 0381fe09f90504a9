//! The change log: the only cursor for what is derived from the store, and the snapshot of the
//! memory with its place in it.

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, SqliteExecutor};

use super::column::{from_word, micros, moment, text, word};
use super::{Purpose, Store, StoreError, bounded, counts};
use crate::clock::Timestamp;
use crate::id::{ItemId, StoryId};

/// One line of the change log. Whoever follows it loads what is true now: a change may be overtaken
/// by later ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The number of the change, which counts up in the order in which the desk committed.
    pub seq: i64,
    pub kind: ChangeKind,
    /// The item that changed; for a change of a story, the item that founded it or came into it
    /// from another story.
    pub item: ItemId,
    pub story: StoryId,
    pub at: Timestamp,
}

/// What a change in the log is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// An item was filed at an address that was not known.
    Item,
    /// A further version of an item was filed.
    Version,
    /// An item was judged, with its filing or again.
    Verdict,
    /// A story was founded, or an item came into it from another story.
    Story,
}

/// A part of the snapshot of the memory: what it noted of the changes behind number `after`, up to
/// number `seq`, as bytes. The parts that were saved one behind the other are the snapshot; that of
/// a long archive is too much to write anew each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotPart {
    pub after: i64,
    pub seq: i64,
    pub bytes: Vec<u8>,
}

impl Store {
    /// The changes after number `seq`, in order.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn changes_after(&self, seq: i64, limit: usize) -> Result<Vec<Change>, StoreError> {
        let rows: Vec<(i64, String, i64, i64, i64)> = sqlx::query_as(
            "SELECT seq, kind, item, story, at FROM change WHERE seq > $1 ORDER BY seq LIMIT $2",
        )
        .bind(seq)
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|(seq, kind, item, story, at)| {
                Ok(Change {
                    seq,
                    kind: from_word(&kind)?,
                    item: ItemId(item),
                    story: StoryId(story),
                    at: moment(at)?,
                })
            })
            .collect()
    }

    /// Keeps a part of the memory behind those that it follows, in place of whatever was kept from
    /// there on, and of all parts that another engine wrote; with the `counts` of everything up to
    /// its end.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn save_snapshot(
        &self,
        engine: &str,
        part: &SnapshotPart,
        counts: &[u8],
    ) -> Result<(), StoreError> {
        let mut to = self.begin().await?;
        sqlx::query("DELETE FROM snapshot_part WHERE engine <> $1 OR change > $2")
            .bind(text(engine))
            .bind(part.after)
            .execute(&mut *to)
            .await?;
        sqlx::query(
            "INSERT INTO snapshot_part (change, after, engine, bytes) VALUES ($1, $2, $3, $4)",
        )
        .bind(part.seq)
        .bind(part.after)
        .bind(text(engine))
        .bind(part.bytes.as_slice())
        .execute(&mut *to)
        .await?;
        counts::keep(&mut to, engine, Purpose::Counting, part.seq, counts).await?;
        Ok(to.commit().await?)
    }

    /// The part of the memory's snapshot that begins behind change `after`, where the same engine
    /// wrote one.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn snapshot_after(
        &self,
        engine: &str,
        after: i64,
    ) -> Result<Option<SnapshotPart>, StoreError> {
        let row: Option<(i64, i64, Vec<u8>)> = sqlx::query_as(
            "SELECT change, after, bytes FROM snapshot_part WHERE change > $1 AND \
                engine = $2 ORDER BY change LIMIT 1",
        )
        .bind(after)
        .bind(text(engine))
        .fetch_optional(&self.reader)
        .await?;
        Ok(row
            .map(|(seq, after, bytes)| SnapshotPart { after, seq, bytes })
            .filter(|part| part.after == after))
    }
}

/// The number of the last change in the log; 0 before the first.
pub(super) async fn last(from: impl SqliteExecutor<'_>) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("SELECT COALESCE(MAX(seq), 0) FROM change").fetch_one(from).await?)
}

/// A text that was filed: what became of its item, and the story that it is of.
pub(super) struct FiledText {
    pub kind: ChangeKind,
    pub item: ItemId,
    pub story: StoryId,
    /// Whether the story begins with this text.
    pub has_founded: bool,
}

/// Logs the filing of a text with its verdict, and with the story that it founded.
pub(super) async fn log(
    to: &mut SqliteConnection,
    filed: &FiledText,
    at: Timestamp,
) -> Result<(), StoreError> {
    let founded = filed.has_founded.then_some(ChangeKind::Story);
    for kind in founded.into_iter().chain([filed.kind, ChangeKind::Verdict]) {
        write(to, kind, filed.item, filed.story, at).await?;
    }
    Ok(())
}

/// Logs that an item stands in another story.
pub(super) async fn log_move(
    to: &mut SqliteConnection,
    item: ItemId,
    story: StoryId,
    at: Timestamp,
) -> Result<(), StoreError> {
    write(to, ChangeKind::Story, item, story, at).await
}

/// Logs that an item was judged again.
pub(super) async fn log_verdict(
    to: &mut SqliteConnection,
    item: ItemId,
    story: StoryId,
    at: Timestamp,
) -> Result<(), StoreError> {
    write(to, ChangeKind::Verdict, item, story, at).await
}

async fn write(
    to: &mut SqliteConnection,
    kind: ChangeKind,
    item: ItemId,
    story: StoryId,
    at: Timestamp,
) -> Result<(), StoreError> {
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
    use super::SnapshotPart;
    use crate::store::setup::Room;

    #[tokio::test]
    async fn a_snapshot_is_read_part_by_part() {
        let room = Room::new().await;
        assert_eq!(room.store.snapshot_after("engine 1", 0).await.unwrap(), None);
        let part = |after, seq| SnapshotPart { after, seq, bytes: vec![seq as u8; 300_000] };
        for (after, seq) in [(0, 3), (3, 5), (5, 9)] {
            room.store.save_snapshot("engine 1", &part(after, seq), b"").await.unwrap();
        }
        assert_eq!(room.store.snapshot_after("engine 1", 0).await.unwrap(), Some(part(0, 3)));
        assert_eq!(room.store.snapshot_after("engine 1", 3).await.unwrap(), Some(part(3, 5)));
        assert_eq!(room.store.snapshot_after("engine 1", 9).await.unwrap(), None);
        assert_eq!(room.store.snapshot_after("engine 2", 0).await.unwrap(), None);
        assert_eq!(
            room.store.snapshot_after("engine 1", 4).await.unwrap(),
            None,
            "no part begins there"
        );
    }

    #[tokio::test]
    async fn a_part_takes_the_place_of_those_that_went_on_otherwise() {
        let room = Room::new().await;
        let part = |after, seq| SnapshotPart { after, seq, bytes: vec![1] };
        for (engine, after, seq) in
            [("engine 1", 0, 3), ("engine 1", 3, 5), ("engine 1", 3, 6), ("engine 2", 0, 4)]
        {
            room.store.save_snapshot(engine, &part(after, seq), b"").await.unwrap();
            assert_eq!(
                room.store.snapshot_after(engine, after).await.unwrap(),
                Some(part(after, seq))
            );
            assert_eq!(room.store.snapshot_after(engine, seq).await.unwrap(), None);
        }
        assert_eq!(room.store.snapshot_after("engine 1", 0).await.unwrap(), None);
    }
}
