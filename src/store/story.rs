//! Stories: the items that report one event.

use serde::Serialize;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::column::{count, from_json, json, micros, moment, text};
use super::{LIST_LIMIT, Moved, Store, StoreError, bounded, change};
use crate::clock::Timestamp;
use crate::compare::StoryLink;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};

/// A story as it stands at present.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    pub id: StoryId,
    pub founded_by: ItemId,
    /// The headline of the item that founded it.
    pub headline: String,
    pub first_seen: Timestamp,
    /// When the last item joined it.
    pub last_seen: Timestamp,
    /// How many items stand in it.
    pub items: u32,
}

/// Items that left one story for another together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryMove {
    pub items: Vec<ItemId>,
    pub from: StoryId,
    pub into: StoryId,
    pub why: Moved,
    pub at: Timestamp,
}

impl Store {
    /// The story of that number, if there is one. A story that all its items have left is there
    /// still, without items.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn story(&self, id: StoryId) -> Result<Option<Story>, StoreError> {
        let row = sqlx::query(
            "SELECT s.*, (SELECT COUNT(*) FROM item i WHERE i.story = s.id) AS \
            items FROM story s WHERE s.id = $1",
        )
        .bind(id.0)
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(read).transpose()
    }

    /// The stories that have at least `least` items and that an item joined at `since` or later,
    /// the one that was joined last first; `limit` at most.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn stories(
        &self,
        since: Timestamp,
        least: u32,
        limit: usize,
    ) -> Result<Vec<Story>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.*, (SELECT COUNT(*) FROM item i WHERE i.story = s.id) AS items FROM story s
             WHERE s.last_seen >= $1 AND items >= $2 ORDER BY s.last_seen DESC, s.id DESC LIMIT $3",
        )
        .bind(micros(since))
        .bind(least)
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(read).collect()
    }

    /// The items of a story in the order of filing, the first [`LIST_LIMIT`] of them.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn story_items(&self, id: StoryId) -> Result<Vec<ItemId>, StoreError> {
        let items: Vec<i64> =
            sqlx::query_scalar("SELECT id FROM item WHERE story = $1 ORDER BY id LIMIT $2")
                .bind(id.0)
                .bind(bounded(LIST_LIMIT))
                .fetch_all(&self.reader)
                .await?;
        Ok(items.into_iter().map(ItemId).collect())
    }

    /// The items that came into a story from others and left it for others, in the order in which
    /// they moved.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn story_moves(&self, id: StoryId) -> Result<Vec<StoryMove>, StoreError> {
        let rows: Vec<(i64, i64, i64, String, i64)> = sqlx::query_as(
            "SELECT item, from_story, into_story, why, at FROM story_move WHERE from_story = $1 \
                OR into_story = $1 ORDER BY at, item LIMIT $2",
        )
        .bind(id.0)
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        let mut moves: Vec<StoryMove> = Vec::new();
        for (item, from, into, why, at) in rows {
            let why = from_json(&why, || format!("why {} left its story", ItemId(item)))?;
            let one = StoryMove {
                items: vec![ItemId(item)],
                from: StoryId(from),
                into: StoryId(into),
                why,
                at: moment(at)?,
            };
            match moves.last_mut() {
                Some(last)
                    if (last.from, last.into, last.at, &last.why)
                        == (one.from, one.into, one.at, &one.why) =>
                {
                    last.items.extend(one.items);
                }
                _ => moves.push(one),
            }
        }
        Ok(moves)
    }

    /// Whether a person, or what their reports say together, took items out of one of two stories into the other: such
    /// stories are not brought together again by what one report says.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn were_split(&self, one: StoryId, other: StoryId) -> Result<bool, StoreError> {
        let moves = self.story_moves(one).await?;
        Ok(moves.iter().any(|moved| {
            matches!(moved.why, Moved::ByHand { .. } | Moved::Parted { .. })
                && (moved.from == other || moved.into == other)
        }))
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

/// Lets a new item found its story or join it, and says whether it founded it.
pub(super) async fn join(
    to: &mut SqliteConnection,
    item: ItemId,
    article: &Article,
    link: StoryLink,
    at: Timestamp,
) -> Result<bool, StoreError> {
    match link {
        StoryLink::Founded(story) => found(to, story, item, article, at).await,
        StoryLink::Joined(story) => {
            grow(to, story, at).await?;
            Ok(false)
        }
    }
}

/// Moves an item to the story in which its new version stands, and says whether that founded the
/// story. In the story where the item stood already, a new version is no further report.
pub(super) async fn move_to(
    to: &mut SqliteConnection,
    item: ItemId,
    article: &Article,
    link: StoryLink,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let before: Option<(i64, i64)> = sqlx::query_as(
        "SELECT s.id, s.founded_by FROM item i JOIN story s ON s.id = i.story WHERE i.id = $1",
    )
    .bind(item.0)
    .fetch_optional(&mut *to)
    .await?;
    if before.is_none_or(|(story, _)| story != link.story().0) {
        let founded = join(to, item, article, link, at).await?;
        if let Some((story, _)) = before {
            trail(to, item, Way { from: StoryId(story), into: link.story() }, &Moved::Edited, at)
                .await?;
        }
        return Ok(founded);
    }
    if before.is_some_and(|(_, founder)| founder == item.0) {
        sqlx::query("UPDATE story SET headline = $2 WHERE id = $1")
            .bind(link.story().0)
            .bind(text(&article.headline))
            .execute(to)
            .await?;
    }
    Ok(false)
}

/// The story that an item leaves, and the one that it goes into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub from: StoryId,
    pub into: StoryId,
}

/// Brings items from one story into another, which the first of them founds if it is not there. An
/// item that is not in the story that it should leave is a [`StoreError::Conflict`].
pub(super) async fn bring(
    to: &mut SqliteConnection,
    items: &[ItemId],
    way: Way,
    why: &Moved,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some(first) = items.first() else { return Ok(()) };
    sqlx::query(
        "INSERT INTO story (id, founded_by, headline, first_seen, last_seen)
         SELECT $1, i.id, i.headline, i.first_seen, i.first_seen FROM item i WHERE i.id = $2 ON \
         CONFLICT (id) DO NOTHING",
    )
    .bind(way.into.0)
    .bind(first.0)
    .execute(&mut *to)
    .await?;
    for item in items {
        let is_there = sqlx::query("UPDATE item SET story = $2 WHERE id = $1 AND story = $3")
            .bind(item.0)
            .bind(way.into.0)
            .bind(way.from.0);
        if is_there.execute(&mut *to).await?.rows_affected() == 0 {
            return Err(StoreError::Conflict(format!("{item} is not in {}", way.from)));
        }
        trail(to, *item, way, why, at).await?;
        change::log_move(to, *item, way.into, at).await?;
    }
    sqlx::query(
        "UPDATE story SET first_seen = MIN(first_seen, (SELECT MIN(i.first_seen) FROM item i \
            WHERE i.story = story.id)),
                          last_seen = MAX(last_seen, (SELECT MAX(i.first_seen) FROM item i WHERE \
                          i.story = story.id)) WHERE id = $1",
    )
    .bind(way.into.0)
    .execute(&mut *to)
    .await?;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM item WHERE story = $1")
        .bind(way.from.0)
        .fetch_one(&mut *to)
        .await?;
    if left == 0 {
        sqlx::query("UPDATE told SET story = $2 WHERE story = $1")
            .bind(way.from.0)
            .bind(way.into.0)
            .execute(to)
            .await?;
    }
    Ok(())
}

async fn trail(
    to: &mut SqliteConnection,
    item: ItemId,
    way: Way,
    why: &Moved,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO story_move (item, from_story, into_story, why, at) VALUES ($1, $2, \
        $3, $4, $5)",
    )
    .bind(item.0)
    .bind(way.from.0)
    .bind(way.into.0)
    .bind(json(why)?)
    .bind(micros(at))
    .execute(to)
    .await?;
    Ok(())
}

async fn found(
    to: &mut SqliteConnection,
    story: StoryId,
    by: ItemId,
    article: &Article,
    at: Timestamp,
) -> Result<bool, StoreError> {
    sqlx::query(
        "INSERT INTO story (id, founded_by, headline, first_seen, last_seen) VALUES ($1, \
        $2, $3, $4, $4)",
    )
    .bind(story.0)
    .bind(by.0)
    .bind(text(&article.headline))
    .bind(micros(at))
    .execute(to)
    .await?;
    Ok(true)
}

async fn grow(to: &mut SqliteConnection, story: StoryId, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE story SET last_seen = $2 WHERE id = $1 AND last_seen < $2")
        .bind(story.0)
        .bind(micros(at))
        .execute(to)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Filing;
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
        assert_eq!(room.store.stories(at(501), 1, 10).await.unwrap(), []);
        assert_eq!(room.store.stories(at(500), 2, 10).await.unwrap(), [story]);
        assert_eq!(room.store.story_items(StoryId(1)).await.unwrap(), [ItemId(1), ItemId(2)]);
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

    #[tokio::test]
    async fn what_was_told_stays_with_its_story_until_the_whole_story_goes() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
                item(3, 3, "https://a.example/3"),
            ]))
            .await
            .unwrap();
        sqlx::query(
            "INSERT INTO delivery (id, key, reader, owner, channel, kind, subject, \
            message, state, attempts, made_at) VALUES (1, 'k', 'r', 'o', 'c', 'alert', 's', 'm', \
            'sent', 1, 0)",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO told (reader, hit, how, delivery, at, story) SELECT 'r', id, \
            'alerted', 1, 0, 1 FROM hit WHERE item = 2",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        let told_as = async || {
            sqlx::query_scalar::<_, i64>("SELECT story FROM told")
                .fetch_one(&room.store.reader)
                .await
                .unwrap()
        };
        let moved = |items: &[i64], from, into| {
            let items = items.iter().copied().map(ItemId).collect();
            batch(vec![Filing::Moved {
                items,
                from: StoryId(from),
                into: StoryId(into),
                why: Moved::ByHand { owner: "desk".to_owned() },
            }])
        };
        room.store.file(&moved(&[2], 1, 4)).await.unwrap();
        assert_eq!(told_as().await, 1, "the next alert on story 1 is its second");
        assert_eq!(room.store.story(StoryId(4)).await.unwrap().unwrap().founded_by, ItemId(2));
        room.store.file(&moved(&[1], 1, 3)).await.unwrap();
        assert_eq!(told_as().await, 3);
        assert_eq!(room.store.story(StoryId(1)).await.unwrap().unwrap().items, 0);
        assert_eq!(
            room.store.stories(at(0), 1, 10).await.unwrap().len(),
            2,
            "a story without items is none"
        );
        assert!(
            room.store.were_split(StoryId(1), StoryId(4)).await.unwrap()
                && !room.store.were_split(StoryId(3), StoryId(4)).await.unwrap()
        );
        assert!(
            matches!(room.store.file(&moved(&[1], 1, 4)).await, Err(StoreError::Conflict(_))),
            "it is there no more"
        );
    }
}
