//! Items, each as it stands after its last version.

use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::column::{
    count, from_json, from_word, list, micros, moment, moment_if, text, text_if, word,
};
use super::content::VersionOf;
use super::{FoundAt, Store, StoreError, bounded, content_hash};
use crate::clock::{Due, Timestamp, When};
use crate::extract::{Article, Quality};
use crate::id::{ItemId, StoryId};
use crate::link::Link;

/// What the archive says of an item, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    pub id: ItemId,
    /// The address at which it was first read, folded.
    pub link: Link,
    /// The address at which it was read last.
    pub url: Link,
    /// The source that led to it first.
    pub source: String,
    /// The id that this source gave to its entry.
    pub guid: Option<String>,
    pub headline: String,
    /// The BCP 47 primary tag of the text's language, lower case.
    pub language: Option<String>,
    pub published: Option<When>,
    pub quality: Quality,
    pub story: StoryId,
    /// Whether it came with the first good visit of its source: it is not alerted.
    pub baseline: bool,
    /// When it was filed.
    pub first_seen: Timestamp,
    /// The number of the last version, 1 as first read.
    pub version: u32,
    /// The [`super::content_hash`] of the last version.
    pub content_hash: String,
    /// When its page is tried again, where it could not be read whole.
    pub reread_at: Option<Timestamp>,
    /// How many times its page was tried again since the first reading.
    pub attempts: u32,
}

/// An item with the article of its last version.
#[derive(Debug, Clone, PartialEq)]
pub struct Archived {
    pub item: Item,
    pub article: Article,
}

/// A choice of items to list, the last filed first: those for which all conditions that are given
/// hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Items first seen at this moment or later.
    pub since: Option<Timestamp>,
    /// Items that this source led to, not always as the first.
    pub source: Option<String>,
    pub story: Option<StoryId>,
    /// Items that hit this watch.
    pub watch: Option<String>,
    /// How many items are listed, at most [`super::LIST_LIMIT`].
    pub limit: usize,
}

/// A page that could not be read whole and is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reread {
    pub item: ItemId,
    /// The address at which the page is tried again.
    pub link: Link,
    /// The source that led to it first.
    pub source: String,
    /// How many times it was tried again since the first reading.
    pub attempts: u32,
}

/// The columns that [`read`] reads, of a table `item AS i`.
const COLUMNS: &str = "i.id, i.link, i.url, i.source, i.guid, i.headline, i.language, \
    i.published, i.quality, i.story, i.baseline, \
                       i.first_seen, i.version, i.content_hash, i.reread_at, i.attempts";

impl Store {
    /// The next numbers of an item and of a story that are free. Only the desk asks for them.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn next_ids(&self) -> Result<(ItemId, StoryId), StoreError> {
        let (item, story): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COALESCE(MAX(id), 0) FROM item) + 1, (SELECT \
                COALESCE(MAX(id), 0) FROM story) + 1",
        )
        .fetch_one(&self.reader)
        .await?;
        Ok((ItemId(item), StoryId(story)))
    }

    /// The item of that number, if there is one.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn item(&self, id: ItemId) -> Result<Option<Item>, StoreError> {
        let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM item i WHERE i.id = "));
        query.push_bind(id.0);
        query.build().fetch_optional(&self.reader).await?.as_ref().map(read).transpose()
    }

    /// The items that `filter` chooses, the last filed first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn items(&self, filter: &ItemFilter) -> Result<Vec<Item>, StoreError> {
        let mut query =
            QueryBuilder::<Sqlite>::new(format!("SELECT {COLUMNS} FROM item i WHERE TRUE"));
        if let Some(since) = filter.since {
            query.push(" AND i.first_seen >= ").push_bind(micros(since));
        }
        if let Some(story) = filter.story {
            query.push(" AND i.story = ").push_bind(story.0);
        }
        if let Some(source) = &filter.source {
            query
                .push(
                    " AND EXISTS (SELECT 1 FROM item_source s WHERE s.item = i.id AND s.source = ",
                )
                .push_bind(source.as_str())
                .push(")");
        }
        if let Some(watch) = &filter.watch {
            query
                .push(" AND EXISTS (SELECT 1 FROM hit h WHERE h.item = i.id AND h.watch = ")
                .push_bind(watch.as_str())
                .push(")");
        }
        query.push(" ORDER BY i.id DESC LIMIT ").push_bind(bounded(filter.limit));
        query.build().fetch_all(&self.reader).await?.iter().map(read).collect()
    }

    /// The articles of the last versions of these items, in the order of their numbers; unknown
    /// ones are left out.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn articles(&self, ids: &[ItemId]) -> Result<Vec<(ItemId, Article)>, StoreError> {
        Ok(self
            .archived(ids)
            .await?
            .into_iter()
            .map(|archived| (archived.item.id, archived.article))
            .collect())
    }

    /// These items as they stand at present, each with the article of its last version, in the
    /// order of their numbers; unknown ones are left out.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn archived(&self, ids: &[ItemId]) -> Result<Vec<Archived>, StoreError> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut archived = Vec::with_capacity(ids.len());
        for some in ids.chunks(500) {
            let mut query = select_archived();
            query.push(" WHERE i.id IN (");
            list(&mut query, some.iter().map(|id| id.0));
            query.push(") ORDER BY i.id");
            archived.extend(read_archived(query, self).await?);
        }
        Ok(archived)
    }

    /// The whole archive in the order of filing, `limit` items after `after` at a time.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn archive(&self, after: ItemId, limit: usize) -> Result<Vec<Archived>, StoreError> {
        let mut query = select_archived();
        query
            .push(" WHERE i.id > ")
            .push_bind(after.0)
            .push(" ORDER BY i.id LIMIT ")
            .push_bind(bounded(limit));
        read_archived(query, self).await
    }

    /// The pages that are due to be tried again, the longest waiting first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn rereads(&self, due: Due, limit: usize) -> Result<Vec<Reread>, StoreError> {
        let rows: Vec<(i64, String, String, i64)> = sqlx::query_as(
            "SELECT id, url, source, attempts FROM item WHERE reread_at <= $1 OR \
                reread_at > $2 ORDER BY reread_at, id LIMIT $3",
        )
        .bind(micros(due.now))
        .bind(micros(due.farthest))
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|(item, link, source, attempts)| {
                Ok(Reread {
                    item: ItemId(item),
                    link: read_link(&link)?,
                    source,
                    attempts: count(attempts),
                })
            })
            .collect()
    }
}

fn select_archived() -> QueryBuilder<Sqlite> {
    QueryBuilder::new(format!(
        "SELECT {COLUMNS}, v.article FROM item i JOIN version v ON v.item = i.id AND v.version = \
            i.version"
    ))
}

async fn read_archived(
    mut query: QueryBuilder<Sqlite>,
    store: &Store,
) -> Result<Vec<Archived>, StoreError> {
    let rows = query.build().persistent(false).fetch_all(&store.reader).await?;
    rows.iter()
        .map(|row| {
            let item = read(row)?;
            let article =
                from_json(row.try_get("article")?, || format!("the article of {}", item.id))?;
            Ok(Archived { item, article })
        })
        .collect()
}

fn read(row: &SqliteRow) -> Result<Item, StoreError> {
    let id = ItemId(row.try_get("id")?);
    let published: Option<&str> = row.try_get("published")?;
    let published = published
        .map(str::parse)
        .transpose()
        .map_err(|error| StoreError::Broken(format!("when {id} was published: {error}")))?;
    Ok(Item {
        id,
        link: read_link(row.try_get("link")?)?,
        url: read_link(row.try_get("url")?)?,
        source: row.try_get("source")?,
        guid: row.try_get("guid")?,
        headline: row.try_get("headline")?,
        language: row.try_get("language")?,
        published,
        quality: from_word(row.try_get("quality")?)?,
        story: StoryId(row.try_get("story")?),
        baseline: row.try_get("baseline")?,
        first_seen: moment(row.try_get("first_seen")?)?,
        version: count(row.try_get("version")?),
        content_hash: row.try_get("content_hash")?,
        reread_at: moment_if(row.try_get("reread_at")?)?,
        attempts: count(row.try_get("attempts")?),
    })
}

fn read_link(written: &str) -> Result<Link, StoreError> {
    written.parse().map_err(|error| StoreError::Broken(format!("a filed address: {error}")))
}

#[expect(clippy::too_many_arguments, reason = "one row")]
pub(super) async fn insert(
    to: &mut SqliteConnection,
    item: ItemId,
    found: &FoundAt,
    article: &Article,
    story: StoryId,
    baseline: bool,
    reread_at: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO item (id, link, url, source, guid, headline, language, published, quality, \
            story, baseline, first_seen, version, content_hash, reread_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
    )
    .bind(item.0)
    .bind(article.url.folded().as_str())
    .bind(article.url.as_str())
    .bind(text(&found.source))
    .bind(text_if(found.guid.as_deref()))
    .bind(text(&article.headline))
    .bind(text_if(article.language.as_deref()))
    .bind(article.published.map(|when| when.to_string()))
    .bind(word(&article.quality)?)
    .bind(story.0)
    .bind(baseline)
    .bind(micros(at))
    .bind(content_hash(article))
    .bind(reread_at.map(micros))
    .execute(&mut *to)
    .await?;
    // Not as in `known::link`: an address that led to another item so far cannot found a new one.
    let link = article.url.folded();
    sqlx::query("DELETE FROM item_link WHERE link = $1 AND NOT reached")
        .bind(link.as_str())
        .execute(&mut *to)
        .await?;
    sqlx::query("INSERT INTO item_link (link, item) VALUES ($1, $2)")
        .bind(link.as_str())
        .bind(item.0)
        .execute(to)
        .await?;
    Ok(())
}

/// Brings the row of an item to its new version; one that does not follow the last is a
/// [`StoreError::Conflict`].
pub(super) async fn update(
    to: &mut SqliteConnection,
    of: VersionOf,
    article: &Article,
    story: StoryId,
    reread_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let updated = sqlx::query(
        "UPDATE item SET url = $3, headline = $4, language = $5, published = $6, quality = $7, \
            story = $8, version = $2, content_hash = $9,
                attempts = CASE WHEN reread_at IS NULL THEN attempts ELSE attempts + 1 END, \
                reread_at = $10
         WHERE id = $1 AND version = $2 - 1",
    )
    .bind(of.item.0)
    .bind(of.version)
    .bind(article.url.as_str())
    .bind(text(&article.headline))
    .bind(text_if(article.language.as_deref()))
    .bind(article.published.map(|when| when.to_string()))
    .bind(word(&article.quality)?)
    .bind(story.0)
    .bind(content_hash(article))
    .bind(reread_at.map(micros))
    .execute(to)
    .await?;
    match updated.rows_affected() {
        1 => Ok(()),
        _ => Err(StoreError::Conflict(format!(
            "{} is not at version {} any more",
            of.item,
            of.version.saturating_sub(1)
        ))),
    }
}

pub(super) async fn reread(
    to: &mut SqliteConnection,
    item: ItemId,
    reread_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE item SET attempts = attempts + 1, reread_at = $2 WHERE id = $1")
        .bind(item.0)
        .bind(reread_at.map(micros))
        .execute(to)
        .await?;
    Ok(())
}
