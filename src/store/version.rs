//! Versions of items, and the verdicts on them.

use std::collections::BTreeMap;

use serde::Serialize;
use sqlx::{QueryBuilder, SqliteConnection};

use super::column::{count, from_json, json, list, micros, moment, text, text_if};
use super::content::VersionOf;
use super::{Archived, JudgedWith, LIST_LIMIT, Store, StoreError, bounded, hit};
use crate::clock::Timestamp;
use crate::compare::{Beside, Verdict};
use crate::extract::{Article, reading_version};
use crate::id::ItemId;
use crate::watch::Hit;

/// An item's text as it was once read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// The number of the version, 1 as first read.
    pub version: u32,
    pub article: Article,
    pub seen_at: Timestamp,
    /// What changed from the version before, for people.
    pub edited: Option<String>,
    /// The [reading version](crate::extract::reading_version) that made the text; none where it was
    /// not kept.
    pub read_by: Option<String>,
}

/// A row of a version: its number, article, when it was seen, what changed, and what read it.
type VersionRow = (i64, String, i64, Option<String>, Option<String>);

impl Store {
    /// The last verdict on an item, and its hits in the order of their watches; none when the item
    /// is not there.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn verdict(&self, item: ItemId) -> Result<Option<(Verdict, Vec<Hit>)>, StoreError> {
        let Some(verdict) = self.verdicts(&[item]).await?.remove(&item) else { return Ok(None) };
        Ok(Some((verdict, hit::of(&self.reader, item).await?)))
    }

    /// The last verdict on each of these items; those that are not there are left out.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn verdicts(
        &self,
        items: &[ItemId],
    ) -> Result<BTreeMap<ItemId, Verdict>, StoreError> {
        let mut verdicts = BTreeMap::new();
        for some in items.chunks(500) {
            let mut query =
                QueryBuilder::new("SELECT item, verdict FROM last_verdict WHERE item IN (");
            list(&mut query, some.iter().map(|item| item.0));
            query.push(")");
            let rows: Vec<(i64, String)> = query.build_query_as().fetch_all(&self.reader).await?;
            for (item, written) in rows {
                verdicts.insert(
                    ItemId(item),
                    from_json(&written, || format!("the verdict of {}", ItemId(item)))?,
                );
            }
        }
        Ok(verdicts)
    }

    /// Items behind `after` that were first seen at `since` or later and whose last verdict was
    /// made with another engine or other corpora than `with`, in the order of filing.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn judged_otherwise(
        &self,
        with: &JudgedWith,
        since: Timestamp,
        after: Option<ItemId>,
        limit: usize,
    ) -> Result<Vec<Archived>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar(
            "SELECT item FROM last_verdict WHERE item > $1 AND first_seen >= $2 AND NOT (engine = \
                $3 AND corpora = $4) ORDER BY item LIMIT $5",
        )
        .bind(after.map_or(0, |after| after.0))
        .bind(micros(since))
        .bind(text(&with.engine))
        .bind(text(&with.corpora))
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        self.archived(&ids.into_iter().map(ItemId).collect::<Vec<_>>()).await
    }

    /// Items first seen at `since` or later that were judged to be on the topic of a corpus, with
    /// what was judged beside it: the last `limit`, in the order of filing.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn on_topic(
        &self,
        corpus: &str,
        since: Timestamp,
        limit: usize,
    ) -> Result<Vec<(Archived, Beside)>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT item, json_extract(verdict, '$.corpora') -> $2 FROM last_verdict
             WHERE first_seen >= $1 AND json_extract(verdict, '$.corpora') -> $2 ->> 'closeness' \
             <> 'unrelated' ORDER BY item DESC LIMIT $3",
        )
        .bind(micros(since))
        .bind(text(corpus))
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        let ids: Vec<ItemId> = rows.iter().map(|(id, _)| ItemId(*id)).collect();
        let mut besides: BTreeMap<ItemId, &String> =
            ids.iter().copied().zip(rows.iter().map(|(_, beside)| beside)).collect();
        let archived = self.archived(&ids).await?.into_iter();
        archived
            .filter_map(|archived| Some((besides.remove(&archived.item.id)?, archived)))
            .map(|(beside, archived)| {
                let beside = from_json(beside, || format!("the verdict of {}", archived.item.id))?;
                Ok((archived, beside))
            })
            .collect()
    }

    /// All versions of an item, the first first, [`LIST_LIMIT`] at most.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn versions(&self, item: ItemId) -> Result<Vec<Version>, StoreError> {
        let rows: Vec<VersionRow> = sqlx::query_as(
            "SELECT version, article, seen_at, edited, read_by FROM version WHERE item = $1 \
                ORDER BY version LIMIT $2",
        )
        .bind(item.0)
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|(version, article, seen_at, edited, read_by)| {
                let article = from_json(&article, || format!("version {version} of {item}"))?;
                Ok(Version {
                    version: count(version),
                    article,
                    seen_at: moment(seen_at)?,
                    edited,
                    read_by,
                })
            })
            .collect()
    }
}

pub(super) async fn add_version(
    to: &mut SqliteConnection,
    of: VersionOf,
    article: &Article,
    edited: Option<&str>,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO version (item, version, article, seen_at, edited, read_by) \
        VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(of.item.0)
    .bind(of.version)
    .bind(json(article)?)
    .bind(micros(at))
    .bind(text_if(edited))
    .bind(reading_version())
    .execute(to)
    .await?;
    Ok(())
}

pub(super) async fn add_verdict(
    to: &mut SqliteConnection,
    of: VersionOf,
    verdict: &Verdict,
    with: &JudgedWith,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO verdict (item, version, engine, corpora, verdict, at) VALUES ($1, $2, $3, \
            $4, $5, $6)
         ON CONFLICT (item, version, engine, corpora) DO UPDATE SET verdict = excluded.verdict, \
         at = excluded.at",
    )
    .bind(of.item.0)
    .bind(of.version)
    .bind(text(&with.engine))
    .bind(text(&with.corpora))
    .bind(json(verdict)?)
    .bind(micros(at))
    .execute(to)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Closeness;
    use crate::store::Filing;
    use crate::store::content_hash;
    use crate::store::setup::{Room, batch, item, version};

    #[tokio::test]
    async fn what_is_on_a_corpus_topic_is_told_from_the_rest() {
        let room = Room::new().await;
        let mut items = vec![
            item(1, 1, "https://a.example/1"),
            item(2, 2, "https://a.example/2"),
            item(3, 3, "https://a.example/3"),
        ];
        for (filing, closeness) in
            items.iter_mut().zip([Closeness::Related, Closeness::Unrelated, Closeness::SameStory])
        {
            let Filing::Item { verdict, .. } = filing else { continue };
            verdict.corpora.insert("dprk".to_owned(), Beside { closeness, ..Beside::default() });
        }
        room.store.file(&batch(items)).await.unwrap();
        let found = async |corpus: &str| {
            let found = room.store.on_topic(corpus, Timestamp::MIN, 10).await.unwrap();
            found
                .iter()
                .map(|(archived, beside)| (archived.item.id.0, beside.closeness))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("dprk").await, [(1, Closeness::Related), (3, Closeness::SameStory)]);
        assert_eq!(found("another").await, []);
        assert!(
            room.store
                .on_topic("dprk", "2100-01-01T00:00:00Z".parse().unwrap(), 10)
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn every_version_is_kept() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let mut edited = version(1, 2, 1, "https://a.example/1");
        if let Filing::Version { verdict, .. } = &mut edited {
            verdict.seen.because = "judged again".to_owned();
        }
        room.store.file(&batch(vec![edited])).await.unwrap();
        let (verdict, _) = room.store.verdict(ItemId(1)).await.unwrap().unwrap();
        assert_eq!(verdict.seen.because, "judged again");
        assert!(room.store.verdict(ItemId(2)).await.unwrap().is_none());
        assert_eq!(
            room.store.verdicts(&[ItemId(1), ItemId(2)]).await.unwrap(),
            BTreeMap::from([(ItemId(1), verdict)])
        );
        let versions = room.store.versions(ItemId(1)).await.unwrap();
        let kept: Vec<(u32, &str, Option<&str>)> = versions
            .iter()
            .map(|kept| (kept.version, kept.article.headline.as_str(), kept.edited.as_deref()))
            .collect();
        assert_eq!(
            kept,
            [
                (1, "Item 1", None),
                (2, "Item 1, version 2", Some("\"24 hours\" is now \"48 hours\""))
            ]
        );
        let hash = room.store.item(ItemId(1)).await.unwrap().unwrap().content_hash;
        assert_eq!(versions[1].read_by.as_deref(), Some(reading_version()));
        assert_eq!(hash, content_hash(&versions[1].article));
        assert_ne!(hash, content_hash(&versions[0].article));
    }
}
