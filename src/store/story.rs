//! Stories: the items that report one event.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::column::{count, micros, moment, text};
use super::{Item, ItemFilter, LIST_LIMIT, Store, StoreError, bounded};
use crate::clock::Timestamp;
use crate::compare::StoryLink;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    pub id: StoryId,
    pub founded_by: ItemId,
    /// Of the item that founded it.
    pub headline: String,
    pub first_seen: Timestamp,
    /// When the last item joined.
    pub last_seen: Timestamp,
    pub items: u32,
}

impl Store {
    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn story(&self, id: StoryId) -> Result<Option<Story>, StoreError> {
        let row = sqlx::query("SELECT s.*, (SELECT COUNT(*) FROM item i WHERE i.story = s.id) AS items FROM story s WHERE s.id = $1")
            .bind(id.0)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Stories that an item joined since then, the last joined first.
    ///
    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn stories(&self, since: Timestamp, limit: usize) -> Result<Vec<Story>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.*, (SELECT COUNT(*) FROM item i WHERE i.story = s.id) AS items FROM story s
             WHERE s.last_seen >= $1 ORDER BY s.last_seen DESC, s.id DESC LIMIT $2",
        )
        .bind(micros(since))
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(read).collect()
    }

    /// A story's items in the order of filing; of very many the last.
    ///
    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn story_items(&self, id: StoryId) -> Result<Vec<Item>, StoreError> {
        let mut items = self.items(&ItemFilter { story: Some(id), limit: LIST_LIMIT, ..ItemFilter::default() }).await?;
        items.reverse();
        Ok(items)
    }
}

fn read(row: &SqliteRow) -> Result<Story, StoreError> {
    Ok(Story {
        id: StoryId(row.try_get("id")?),
        founded_by: ItemId(row.try_get("founded_by")?),
        headline: row.try_get("headline")?,
        first_seen: moment(row.try_get("first_seen")?)?,
        last_seen: moment(row.try_get("last_seen")?)?,
        items: count(row.try_get("items")?),
    })
}

/// A new item founds a story or joins one. True when it founded it.
pub(super) async fn join(to: &mut SqliteConnection, item: ItemId, article: &Article, link: StoryLink, at: Timestamp) -> Result<bool, StoreError> {
    match link {
        StoryLink::Founded(story) => found(to, story, item, article, at).await,
        StoryLink::Joined(story) => {
            grow(to, story, at).await?;
            Ok(false)
        }
    }
}

/// A new version may stand in another story; in its own it is no further report. True when it
/// founded one.
pub(super) async fn move_to(to: &mut SqliteConnection, item: ItemId, article: &Article, link: StoryLink, at: Timestamp) -> Result<bool, StoreError> {
    let before: Option<(i64, i64)> = sqlx::query_as("SELECT s.id, s.founded_by FROM item i JOIN story s ON s.id = i.story WHERE i.id = $1")
        .bind(item.0)
        .fetch_optional(&mut *to)
        .await?;
    if before.is_none_or(|(story, _)| story != link.story().0) {
        return join(to, item, article, link, at).await;
    }
    if before.is_some_and(|(_, founder)| founder == item.0) {
        sqlx::query("UPDATE story SET headline = $2 WHERE id = $1").bind(link.story().0).bind(text(&article.headline)).execute(to).await?;
    }
    Ok(false)
}

async fn found(to: &mut SqliteConnection, story: StoryId, by: ItemId, article: &Article, at: Timestamp) -> Result<bool, StoreError> {
    sqlx::query("INSERT INTO story (id, founded_by, headline, first_seen, last_seen) VALUES ($1, $2, $3, $4, $4)")
        .bind(story.0)
        .bind(by.0)
        .bind(text(&article.headline))
        .bind(micros(at))
        .execute(to)
        .await?;
    Ok(true)
}

async fn grow(to: &mut SqliteConnection, story: StoryId, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE story SET last_seen = $2 WHERE id = $1 AND last_seen < $2").bind(story.0).bind(micros(at)).execute(to).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::setup::{Room, at, batch, item, version};

    #[tokio::test]
    async fn a_story_grows_with_reports_and_not_with_edits() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let mut later = batch(vec![item(2, 1, "https://b.example/2")]);
        later.at = at(500);
        room.store.file(&later).await.unwrap();
        let mut edited = batch(vec![version(1, 2, 1, "https://a.example/1")]);
        edited.at = at(900);
        room.store.file(&edited).await.unwrap();
        let story = room.store.story(StoryId(1)).await.unwrap().unwrap();
        assert_eq!((story.items, story.last_seen, story.founded_by), (2, at(500), ItemId(1)));
        assert_eq!(story.headline, "Item 1, version 2");
        assert_eq!(room.store.stories(at(501), 10).await.unwrap(), []);
        assert_eq!(room.store.stories(at(500), 10).await.unwrap(), [story]);
        let items: Vec<i64> = room.store.story_items(StoryId(1)).await.unwrap().iter().map(|item| item.id.0).collect();
        assert_eq!(items, [1, 2]);
    }

    #[tokio::test]
    async fn a_story_that_is_not_there_cannot_be_joined() {
        let room = Room::new().await;
        let mut orphan = batch(vec![item(1, 9, "https://a.example/1")]);
        if let crate::store::Filing::Item { verdict, .. } = &mut orphan.filings[0] {
            verdict.story = StoryLink::Joined(StoryId(9));
        }
        assert!(matches!(room.store.file(&orphan).await, Err(StoreError::Broken(_))));
    }
}
