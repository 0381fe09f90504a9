//! Silences: until one ends, the hits that it is for go to the digest instead of an alert.

use sqlx::SqliteExecutor;

use super::column::{from_json, json, micros, moment, text};
use super::{LIST_LIMIT, Store, StoreError, bounded};
use crate::clock::Timestamp;
use crate::report::{Silence, SilenceOf};

/// Until when a silence holds, and why.
#[derive(Debug, Clone, Copy)]
pub struct SilenceSpan<'a> {
    pub until: Timestamp,
    pub reason: &'a str,
}

impl Store {
    /// Adds a silence and says its number.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn add_silence(
        &self,
        owner: &str,
        of: &SilenceOf,
        held: &SilenceSpan<'_>,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO silence (owner, of, until, reason, made_at) \
            VALUES ($1, $2, $3, $4, $5) RETURNING id",
        )
        .bind(text(owner))
        .bind(json(of)?)
        .bind(micros(held.until))
        .bind(text(held.reason))
        .bind(micros(now))
        .fetch_one(&self.writer)
        .await?;
        Ok(id)
    }

    /// The silences that hold at `now`, in the order in which they were made.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn silences(&self, now: Timestamp) -> Result<Vec<Silence>, StoreError> {
        holding(&self.reader, now).await
    }

    /// Ends a silence at `now`, and says whether it held until then.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn expire_silence(&self, id: i64, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE silence SET until = $2 WHERE id = $1 AND until > $2")
            .bind(id)
            .bind(micros(now))
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

pub(super) async fn holding(
    from: impl SqliteExecutor<'_>,
    now: Timestamp,
) -> Result<Vec<Silence>, StoreError> {
    let rows: Vec<(i64, String, String, i64, String)> = sqlx::query_as(
        "SELECT id, owner, of, until, reason FROM silence WHERE until > $1 ORDER BY id LIMIT $2",
    )
    .bind(micros(now))
    .bind(bounded(LIST_LIMIT))
    .fetch_all(from)
    .await?;
    rows.into_iter()
        .map(|(id, owner, of, until, reason)| {
            Ok(Silence {
                id,
                owner,
                of: from_json(&of, || format!("silence {id}"))?,
                until: moment(until)?,
                reason,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::StoryId;
    use crate::store::setup::{Room, at};

    #[tokio::test]
    async fn a_silence_holds_until_its_end_or_until_it_is_ended() {
        let room = Room::new().await;
        let story = SilenceOf::Story(StoryId(7));
        let first = room
            .store
            .add_silence("desk", &story, &SilenceSpan { until: at(100), reason: "known" }, at(1))
            .await
            .unwrap();
        let second = room
            .store
            .add_silence(
                "desk",
                &SilenceOf::Watch("treaty".to_owned()),
                &SilenceSpan { until: at(200), reason: "too many" },
                at(1),
            )
            .await
            .unwrap();
        let held = room.store.silences(at(99)).await.unwrap();
        assert_eq!(held.iter().map(|silence| silence.id).collect::<Vec<_>>(), [first, second]);
        assert_eq!((&held[0].of, held[0].until), (&story, at(100)));
        assert_eq!(room.store.silences(at(100)).await.unwrap().len(), 1);
        assert!(room.store.expire_silence(second, at(150)).await.unwrap());
        assert!(!room.store.expire_silence(second, at(150)).await.unwrap());
        assert_eq!(room.store.silences(at(150)).await.unwrap(), []);
    }
}
