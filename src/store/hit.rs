//! Hits: which watch an item satisfies, and what readers were told of it.

use std::collections::BTreeMap;

use sqlx::{SqliteConnection, SqlitePool};

use super::column::{from_json, from_word, json, micros, moment, text, word};
use super::{LIST_LIMIT, Store, StoreError, bounded};
use crate::clock::Timestamp;
use crate::id::{ItemId, StoryId};
use crate::report::Told;
use crate::watch::Hit;

impl Store {
    /// What readers were told of an item, in the order in which they were told.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn told_of(&self, item: ItemId) -> Result<Vec<Told>, StoreError> {
        let rows: Vec<ToldRow> = sqlx::query_as(
            "SELECT t.reader, t.hit, i.id, i.story, t.how, t.at FROM told t JOIN hit h ON h.id = \
                t.hit JOIN item i ON i.id = h.item
             WHERE i.id = $1 ORDER BY t.at, t.reader LIMIT $2",
        )
        .bind(item.0)
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter().map(read_told).collect()
    }

    /// How many hits each watch has had, and when the last one was filed.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn hits_by_watch(&self) -> Result<BTreeMap<String, (usize, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64, i64)> =
            sqlx::query_as("SELECT watch, COUNT(*), MAX(filed_at) FROM hit GROUP BY watch")
                .fetch_all(&self.reader)
                .await?;
        rows.into_iter()
            .map(|(watch, hits, last)| {
                Ok((watch, (usize::try_from(hits).unwrap_or(0), moment(last)?)))
            })
            .collect()
    }
}

/// A row of what was told: reader, hit, item, story, how, at.
pub(super) type ToldRow = (String, i64, i64, i64, String, i64);

pub(super) fn read_told((reader, hit, item, story, how, at): ToldRow) -> Result<Told, StoreError> {
    Ok(Told {
        reader,
        hit,
        item: ItemId(item),
        story: StoryId(story),
        how: from_word(&how)?,
        at: moment(at)?,
    })
}

/// Adds the hits of an item that are new and raises those that became an alert; says how many of
/// both. The hits of an item are baseline if it is.
pub(super) async fn add(
    to: &mut SqliteConnection,
    item: ItemId,
    hits: &[Hit],
    due_at: Timestamp,
    at: Timestamp,
) -> Result<usize, StoreError> {
    let mut added = 0;
    for hit in hits {
        let done = sqlx::query(
            "INSERT INTO hit (item, watch, owner, weight, because, baseline, due_at, filed_at)
             VALUES ($1, $2, $3, $4, $5, (SELECT baseline FROM item WHERE id = $1), $6, $7)
             ON CONFLICT (item, watch) DO UPDATE SET weight = excluded.weight, because = \
             excluded.because, due_at = excluded.due_at
             WHERE hit.weight = 'digest' AND excluded.weight = 'alert'",
        )
        .bind(item.0)
        .bind(text(&hit.watch))
        .bind(text(&hit.owner))
        .bind(word(&hit.weight)?)
        .bind(json(&hit.because)?)
        .bind(micros(due_at))
        .bind(micros(at))
        .execute(&mut *to)
        .await?;
        added += usize::from(done.rows_affected() > 0);
    }
    Ok(added)
}

/// Brings the hits of an item that was judged again to `hits`: one that holds no more falls away
/// unless somebody was told of it, a new one is filed as baseline. Says how many are new.
pub(super) async fn settle(
    to: &mut SqliteConnection,
    item: ItemId,
    hits: &[Hit],
    at: Timestamp,
) -> Result<usize, StoreError> {
    let filed: Vec<(i64, String)> = sqlx::query_as("SELECT id, watch FROM hit WHERE item = $1")
        .bind(item.0)
        .fetch_all(&mut *to)
        .await?;
    for (id, _) in filed.iter().filter(|(_, watch)| !hits.iter().any(|hit| hit.watch == *watch)) {
        sqlx::query(
            "DELETE FROM hit WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM told WHERE hit = $1)",
        )
        .bind(id)
        .execute(&mut *to)
        .await?;
    }
    let new: Vec<Hit> = hits
        .iter()
        .filter(|hit| !filed.iter().any(|(_, watch)| *watch == hit.watch))
        .cloned()
        .collect();
    let added = add(to, item, &new, at, at).await?;
    for hit in &new {
        sqlx::query("UPDATE hit SET baseline = 1 WHERE item = $1 AND watch = $2")
            .bind(item.0)
            .bind(text(&hit.watch))
            .execute(&mut *to)
            .await?;
    }
    Ok(added)
}

pub(super) async fn of(reader: &SqlitePool, item: ItemId) -> Result<Vec<Hit>, StoreError> {
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "SELECT watch, owner, weight, because FROM hit WHERE item = $1 ORDER BY watch LIMIT $2",
    )
    .bind(item.0)
    .bind(bounded(LIST_LIMIT))
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|(watch, owner, weight, because)| {
            Ok(Hit {
                weight: from_word(&weight)?,
                because: from_json(&because, || format!("the reasons of {item}"))?,
                watch,
                owner,
            })
        })
        .collect()
}
