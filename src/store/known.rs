//! The addresses and guids by which items are known.
//!
//! An address is one where a page was reached, redirects followed. One that a page only declares as
//! its own leads nowhere: it says which items to compare with, if a page is read there one day.

use std::collections::{HashMap, HashSet};

use sqlx::{QueryBuilder, SqliteConnection};

use super::column::{count, from_word, list, micros, moment_if, text};
use super::{FoundAt, Store, StoreError};
use crate::clock::Timestamp;
use crate::extract::{Article, Quality};
use crate::id::{ItemId, StoryId};
use crate::link::Link;

/// An item that is filed already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownItem {
    pub item: ItemId,
    pub story: StoryId,
    pub version: u32,
    /// [`super::content_hash`] of the last version.
    pub content_hash: String,
    pub quality: Quality,
    /// When its page is read again, where it could not be read whole.
    pub reread_at: Option<Timestamp>,
    /// How many times its page was tried again since the first reading.
    pub attempts: u32,
    /// The mark of the last finding by which the source that was asked for led to it.
    pub mark: Option<String>,
    pub via: Via,
}

/// How an item was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// The address is one by which the item is known.
    Link,
    /// The address is new, but the source gave its guid to this item only. A hint that the page has
    /// moved, not a proof: sites use guids twice, so two texts are to be compared before they are
    /// taken for one.
    Guid,
}

/// How many addresses, guids or items one statement asks for; `SQLite` takes 32,766 bound
/// variables.
const AT_ONCE: usize = 500;

/// A row of a known item: item, story, version, content hash, quality, when it is read again,
/// attempts, mark.
type Row = (i64, i64, i64, String, String, Option<i64>, i64, Option<String>);

impl Store {
    /// The item that each address leads to, with the guid that `source` gives beside the address;
    /// in the order of `findings`, none where no item is known by either.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn known(
        &self,
        findings: &[(Link, Option<String>)],
        source: &str,
    ) -> Result<Vec<Option<KnownItem>>, StoreError> {
        let folded: Vec<String> =
            findings.iter().map(|(link, _)| link.folded().as_str().to_owned()).collect();
        let guids: Vec<Option<String>> = findings
            .iter()
            .map(|(_, guid)| guid.as_deref().map(|guid| text(guid).into_owned()))
            .collect();
        let by_link = self.items_of_links(&folded).await?;
        let by_guid = self.items_of_guids(source, &guids_of_one_address(&folded, &guids)).await?;
        let items = self.known_items(source, by_link.values().chain(by_guid.values())).await?;
        let known =
            |item: &i64, via| items.get(item).map(|known| KnownItem { via, ..known.clone() });
        let known = folded.iter().zip(&guids).map(|(link, guid)| match by_link.get(link) {
            Some(item) => known(item, Via::Link),
            None => guid
                .as_ref()
                .and_then(|guid| by_guid.get(guid))
                .and_then(|item| known(item, Via::Guid)),
        });
        Ok(known.collect())
    }

    /// The items whose pages declare one of these addresses as their own, where no page was reached
    /// at it.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn declaring(&self, links: &[Link]) -> Result<Vec<ItemId>, StoreError> {
        let mut query = QueryBuilder::new(
            "SELECT DISTINCT item FROM item_link WHERE NOT reached AND link IN (",
        );
        list(&mut query, links.iter().map(|link| link.folded().as_str().to_owned()));
        query.push(") ORDER BY item");
        let items: Vec<i64> =
            query.build_query_scalar().persistent(false).fetch_all(&self.reader).await?;
        Ok(items.into_iter().map(ItemId).collect())
    }

    async fn items_of_links(&self, links: &[String]) -> Result<HashMap<String, i64>, StoreError> {
        let mut items = HashMap::new();
        for some in links.chunks(AT_ONCE) {
            let mut query =
                QueryBuilder::new("SELECT link, item FROM item_link WHERE reached AND link IN (");
            list(&mut query, some.iter().map(String::as_str));
            query.push(")");
            let rows: Vec<(String, i64)> =
                query.build_query_as().persistent(false).fetch_all(&self.reader).await?;
            items.extend(rows);
        }
        Ok(items)
    }

    async fn items_of_guids(
        &self,
        source: &str,
        guids: &[&str],
    ) -> Result<HashMap<String, i64>, StoreError> {
        let mut items = HashMap::new();
        for some in guids.chunks(AT_ONCE) {
            let mut query = QueryBuilder::new(
                "SELECT guid, item FROM guid WHERE item IS NOT NULL AND source = ",
            );
            query.push_bind(text(source)).push(" AND guid IN (");
            list(&mut query, some.iter().copied());
            query.push(")");
            let rows: Vec<(String, i64)> =
                query.build_query_as().persistent(false).fetch_all(&self.reader).await?;
            items.extend(rows);
        }
        Ok(items)
    }

    async fn known_items(
        &self,
        source: &str,
        ids: impl Iterator<Item = &i64>,
    ) -> Result<HashMap<i64, KnownItem>, StoreError> {
        let ids: Vec<i64> = ids.copied().collect::<HashSet<_>>().into_iter().collect();
        let mut items = HashMap::new();
        for some in ids.chunks(AT_ONCE) {
            let mut query = QueryBuilder::new(
                "SELECT i.id, i.story, i.version, i.content_hash, i.quality, i.reread_at, \
                    i.attempts, s.mark
                 FROM item i LEFT JOIN item_source s ON s.item = i.id AND s.source = ",
            );
            query.push_bind(text(source)).push(" WHERE i.id IN (");
            list(&mut query, some.iter().copied());
            query.push(")");
            let rows: Vec<Row> =
                query.build_query_as().persistent(false).fetch_all(&self.reader).await?;
            for row in rows {
                items.insert(row.0, read(row)?);
            }
        }
        Ok(items)
    }
}

fn read(
    (item, story, version, content_hash, quality, reread_at, attempts, mark): Row,
) -> Result<KnownItem, StoreError> {
    Ok(KnownItem {
        item: ItemId(item),
        story: StoryId(story),
        version: count(version),
        content_hash,
        quality: from_word(&quality)?,
        reread_at: moment_if(reread_at)?,
        attempts: count(attempts),
        mark,
        via: Via::Link,
    })
}

/// The guids that stand beside one address only; a site that gives one to all its entries says
/// nothing by it.
fn guids_of_one_address<'g>(links: &[String], guids: &'g [Option<String>]) -> Vec<&'g str> {
    let mut beside: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (link, guid) in links.iter().zip(guids) {
        if let Some(guid) = guid {
            beside.entry(guid).or_default().insert(link);
        }
    }
    beside.into_iter().filter(|(_, links)| links.len() == 1).map(|(guid, _)| guid).collect()
}

/// Keeps the addresses by which an item is known after its text was filed, the one that its page
/// declares, and which source led to it. An address that leads to another item goes on doing so.
pub(super) async fn link(
    to: &mut SqliteConnection,
    item: ItemId,
    found: &FoundAt,
    article: &Article,
    at: Timestamp,
) -> Result<(), StoreError> {
    know_link(to, item, &article.url).await?;
    sqlx::query(
        "INSERT INTO item_link (link, item, reached) VALUES ($1, $2, FALSE)
         ON CONFLICT (link) DO NOTHING",
    )
    .bind(article.canonical_url.folded().as_str())
    .bind(item.0)
    .execute(&mut *to)
    .await?;
    seen(to, item, found, at).await
}

pub(super) async fn seen(
    to: &mut SqliteConnection,
    item: ItemId,
    found: &FoundAt,
    at: Timestamp,
) -> Result<(), StoreError> {
    know_link(to, item, &found.link).await?;
    if let Some(guid) = &found.guid {
        sqlx::query(
            "INSERT INTO guid (source, guid, item) VALUES ($1, $2, $3)
             ON CONFLICT (source, guid) DO UPDATE SET item = NULL WHERE guid.item <> excluded.item",
        )
        .bind(text(&found.source))
        .bind(text(guid))
        .bind(item.0)
        .execute(&mut *to)
        .await?;
    }
    sqlx::query(
        "INSERT INTO item_source (item, source, first_seen, mark) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item, source) DO UPDATE SET mark = COALESCE(excluded.mark, item_source.mark)",
    )
    .bind(item.0)
    .bind(text(&found.source))
    .bind(micros(at))
    .bind(found.mark.as_deref())
    .execute(to)
    .await?;
    Ok(())
}

async fn know_link(to: &mut SqliteConnection, item: ItemId, link: &Link) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO item_link (link, item) VALUES ($1, $2)
         ON CONFLICT (link) DO UPDATE SET item = excluded.item, reached = TRUE WHERE NOT reached",
    )
    .bind(link.folded().as_str())
    .bind(item.0)
    .execute(to)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Filing;
    use crate::store::setup::{Room, batch, found, item};

    async fn check(
        room: &Room,
        findings: &[(&str, Option<&str>)],
        expected: &[Option<(i64, Via)>],
    ) {
        let findings: Vec<(Link, Option<String>)> = findings
            .iter()
            .map(|(link, guid)| (link.parse().unwrap(), guid.map(str::to_owned)))
            .collect();
        let known = room.store.known(&findings, "wire").await.unwrap();
        let known: Vec<Option<(i64, Via)>> =
            known.into_iter().map(|known| known.map(|known| (known.item.0, known.via))).collect();
        assert_eq!(known, expected);
    }

    fn item_with_guid(number: i64, link: &str, guid: &str) -> Filing {
        let mut filing = item(number, number, link);
        if let Filing::Item { found, .. } = &mut filing {
            found.guid = Some(guid.to_owned());
        }
        filing
    }

    #[tokio::test]
    async fn an_item_is_known_by_every_address_that_led_to_it() {
        let room = Room::new().await;
        let mut first = item(1, 1, "https://a.example/1");
        if let Filing::Item { found, .. } = &mut first {
            found.link = "https://proxy.example/r?u=1".parse().unwrap();
        }
        room.store.file(&batch(vec![first])).await.unwrap();
        let known = Some((1, Via::Link));
        let asked = [
            ("http://a.example/1/?utm_source=feed#top", None),
            ("https://proxy.example/r?u=1", None),
            ("https://b.example/1", None),
        ];
        check(&room, &asked, &[known, known, None]).await;
        room.store
            .file(&batch(vec![Filing::Seen {
                item: ItemId(1),
                found: found("https://b.example/1"),
            }]))
            .await
            .unwrap();
        check(&room, &asked, &[known; 3]).await;
    }

    #[tokio::test]
    async fn an_address_that_is_only_declared_leads_nowhere_until_a_page_is_read_there() {
        let room = Room::new().await;
        let declaring = |number: i64, link: &str, canonical: &str| {
            let mut filing = item(number, number, link);
            if let Filing::Item { article, .. } = &mut filing {
                article.canonical_url = canonical.parse().unwrap();
            }
            filing
        };
        let (one, news) = ("https://a.example/1", "https://a.example/news");
        room.store
            .file(&batch(vec![
                declaring(1, one, news),
                declaring(2, "https://a.example/2", news),
                declaring(3, "https://a.example/3", one),
            ]))
            .await
            .unwrap();
        check(&room, &[(news, None), (one, None)], &[None, Some((1, Via::Link))]).await;
        let links = [news, one].map(|link| link.parse::<Link>().unwrap());
        assert_eq!(room.store.declaring(&links).await.unwrap(), [ItemId(1)]);
        room.store.file(&batch(vec![declaring(4, news, news)])).await.unwrap();
        check(&room, &[(news, None), (one, None)], &[Some((4, Via::Link)), Some((1, Via::Link))])
            .await;
        assert_eq!(room.store.declaring(&links).await.unwrap(), []);
        // Another item that declares it, or a source that leads there, changes nothing any more.
        room.store.file(&batch(vec![declaring(5, "https://a.example/5", news)])).await.unwrap();
        let seen = Filing::Seen { item: ItemId(1), found: found(news) };
        room.store.file(&batch(vec![seen])).await.unwrap();
        check(&room, &[(news, None)], &[Some((4, Via::Link))]).await;
    }

    #[tokio::test]
    async fn a_declared_address_leads_to_the_item_that_is_seen_there() {
        let room = Room::new().await;
        let mut first = item(1, 1, "https://a.example/1?via=feed");
        if let Filing::Item { article, .. } = &mut first {
            article.canonical_url = "https://a.example/1".parse().unwrap();
        }
        room.store.file(&batch(vec![first])).await.unwrap();
        check(&room, &[("https://a.example/1", None)], &[None]).await;
        let seen = Filing::Seen { item: ItemId(1), found: found("https://a.example/1") };
        room.store.file(&batch(vec![seen])).await.unwrap();
        check(&room, &[("https://a.example/1", None)], &[Some((1, Via::Link))]).await;
    }

    #[tokio::test]
    async fn a_guid_recognises_a_page_that_moved() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item_with_guid(1, "https://a.example/1", "g1"),
                item_with_guid(2, "https://a.example/2", "g2"),
            ]))
            .await
            .unwrap();
        let mut again = found("https://a.example/1");
        again.guid = Some("g1".to_owned());
        room.store
            .file(&batch(vec![Filing::Seen { item: ItemId(1), found: again }]))
            .await
            .unwrap();
        check(&room, &[("https://a.example/moved", Some("g1"))], &[Some((1, Via::Guid))]).await;
        // the address decides where both are known
        check(&room, &[("https://a.example/1", Some("g2"))], &[Some((1, Via::Link))]).await;
        let other = room
            .store
            .known(&[("https://a.example/moved".parse().unwrap(), Some("g1".to_owned()))], "other")
            .await
            .unwrap();
        assert_eq!(other, [None]);
    }

    #[tokio::test]
    async fn a_guid_that_stands_for_two_items_stands_for_none() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![item_with_guid(1, "https://a.example/1", "same")]))
            .await
            .unwrap();
        check(
            &room,
            &[("https://a.example/2", Some("same")), ("https://a.example/3", Some("same"))],
            &[None, None],
        )
        .await;
        room.store
            .file(&batch(vec![item_with_guid(2, "https://a.example/2", "same")]))
            .await
            .unwrap();
        check(&room, &[("https://a.example/3", Some("same"))], &[None]).await;
        room.store
            .file(&batch(vec![Filing::Seen {
                item: ItemId(2),
                found: found("https://a.example/2"),
            }]))
            .await
            .unwrap();
        check(&room, &[("https://a.example/3", Some("same"))], &[None]).await;
    }

    #[tokio::test]
    async fn more_addresses_than_one_statement_takes_are_looked_up() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let many: Vec<(Link, Option<String>)> = (0..1201)
            .map(|number| {
                (
                    format!("https://a.example/{}", number % 1200 + 1).parse().unwrap(),
                    Some(number.to_string()),
                )
            })
            .collect();
        let known = room.store.known(&many, "wire").await.unwrap();
        assert_eq!(known.len(), 1201);
        assert_eq!(known.iter().flatten().count(), 2);
        assert_eq!(room.store.known(&[], "wire").await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_source_is_asked_by_what_it_said_itself() {
        let room = Room::new().await;
        let mut first = item(1, 1, "https://a.example/1");
        if let Filing::Item { found, .. } = &mut first {
            found.mark = Some("m1".to_owned());
        }
        room.store.file(&batch(vec![first])).await.unwrap();
        let asked = [("https://a.example/1".parse().unwrap(), None)];
        let mark = async |source: &str| {
            room.store.known(&asked, source).await.unwrap()[0].as_ref().unwrap().mark.clone()
        };
        assert_eq!(mark("wire").await.as_deref(), Some("m1"));
        assert_eq!(mark("paper").await, None);
        room.store
            .file(&batch(vec![Filing::Seen {
                item: ItemId(1),
                found: found("https://a.example/1"),
            }]))
            .await
            .unwrap();
        assert_eq!(mark("wire").await.as_deref(), Some("m1"), "a reading without a mark leaves it");
        let edited = FoundAt { mark: Some("m2".to_owned()), ..found("https://a.example/1") };
        room.store
            .file(&batch(vec![Filing::Seen { item: ItemId(1), found: edited }]))
            .await
            .unwrap();
        assert_eq!(mark("wire").await.as_deref(), Some("m2"));
    }
}
