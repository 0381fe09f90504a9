//! The waiting: everything that may have to be told, as [`crate::report`] takes it.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use tracing::error;

use super::column::{count, from_json, from_word, list, micros, moment, text, word};
use super::hit::{ToldRow, read_told};
use super::{LIST_LIMIT, Store, StoreError, bounded, silence, source_state};
use crate::clock::{SignedDuration, Timestamp};
use crate::compare::{TextRef, Verdict};
use crate::id::{ItemId, StoryId};
use crate::report::{
    Alerted, Coverage, DigestState, Followed, News, Outlet, Settled, Told, Unread, Waiting,
};
use crate::source::Publisher;

/// A reader, with what decides which hits wait for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audience {
    /// The id of the reader.
    pub reader: String,
    /// The ids of the watches that the reader follows.
    pub watches: Vec<String>,
    /// Whether the reader gets a digest; without one, a hit waits only for its alert.
    pub digest: bool,
}

/// How long a hit waits: what no digest held within this time is left to the archive.
const HORIZON: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The most hits that are loaded for one reader's alerts, and as many again for the digest: more
/// stay for the next time.
const NEWS_LIMIT: usize = 2_000;
/// The reason for which a new source counts as unread.
const NOT_YET: &str = "not visited yet";
/// How long a source may be due without a visit before it counts as unread.
const OVERDUE: SignedDuration = SignedDuration::from_hours(1);
/// How far back silences that ended and alerts that were sent still matter.
const LATELY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many values one statement takes in a list.
const AT_ONCE: usize = 500;

impl Store {
    /// All hits that wait for these readers, what they were told of them, of their stories and of
    /// what they are nearest to; and how complete the reading was, of the sources among `outlets`.
    ///
    /// A reader who is seen for the first time gets a row: the first digest's window starts `now`.
    /// (Not where the store only reads.)
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn waiting(
        &self,
        readers: &[Audience],
        outlets: &BTreeMap<String, Outlet>,
        now: Timestamp,
    ) -> Result<Waiting, StoreError> {
        // One state of the database for all that is read below.
        let mut from = self.reader.begin().await?;
        let since = now.checked_sub(HORIZON).unwrap_or(Timestamp::MIN);
        let mut hits = BTreeSet::new();
        for reader in readers {
            hits.extend(hits_for(&mut from, reader, since).await?);
        }
        let hits: Vec<i64> = hits.into_iter().collect();
        let news = news(&mut from, &hits, outlets).await?;
        let told = told(&mut from, readers, &news).await?;
        let known = digests(&mut from, readers).await?;
        let lately = now.checked_sub(LATELY).unwrap_or(Timestamp::MIN);
        let silences = silence::holding(&mut *from, lately).await?;
        let alerts = alerts(&mut from, readers, lately).await?;
        let told_until = known.values().min().copied().unwrap_or(now);
        let coverage = coverage(&mut from, outlets, told_until, now).await?;
        let followed =
            followed(&mut from, readers, told_until.checked_sub(LATELY).unwrap_or(Timestamp::MIN))
                .await?;
        from.commit().await?;
        // A digest that a wrong clock put into the future would be the last one for long.
        let is_noted =
            |reader: &&Audience| known.get(&reader.reader).is_some_and(|until| *until <= now);
        self.note_readers(readers.iter().filter(|reader| !is_noted(reader)), now).await?;
        let digests = readers.iter().map(|reader| DigestState {
            reader: reader.reader.clone(),
            told_until: known.get(&reader.reader).copied().unwrap_or(now).min(now),
        });
        let outlets = outlets.values().map(|outlet| outlet.name.clone()).collect();
        Ok(Waiting {
            news,
            told,
            alerts,
            digests: digests.collect(),
            silences,
            coverage,
            followed,
            outlets,
        })
    }

    /// Notes the hits that no alert will tell, each with its reader and why. A hit that is not
    /// there is passed over.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn settle(&self, settled: &[Settled], now: Timestamp) -> Result<(), StoreError> {
        if settled.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        for Settled { reader, hit, version, why } in settled {
            sqlx::query(
                "INSERT INTO settled (reader, hit, version, why, at) SELECT $1, id, $3, $4, $5 \
                    FROM hit WHERE id = $2
                 ON CONFLICT (reader, hit) DO UPDATE SET version = excluded.version, why = \
                 excluded.why, at = excluded.at",
            )
            .bind(text(reader))
            .bind(hit)
            .bind(version)
            .bind(word(why)?)
            .bind(micros(now))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The hits of an item that no alert will tell, each with its reader and why.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn settled_of(&self, item: ItemId) -> Result<Vec<Settled>, StoreError> {
        let rows: Vec<(String, i64, i64, String)> = sqlx::query_as(
            "SELECT s.reader, s.hit, s.version, s.why FROM settled s JOIN hit h ON h.id = s.hit \
                WHERE h.item = $1 ORDER BY s.reader, s.hit LIMIT $2",
        )
        .bind(item.0)
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|(reader, hit, version, why)| {
                Ok(Settled { reader, hit, version: count(version), why: from_word(&why)? })
            })
            .collect()
    }

    async fn note_readers(
        &self,
        new: impl Iterator<Item = &Audience>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new: Vec<&Audience> = new.collect();
        if new.is_empty() || !self.writes {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        for reader in new {
            sqlx::query(
                "INSERT INTO reader_state (reader, first_seen, digest_told_until) VALUES ($1, $2, \
                    $2)
                 ON CONFLICT (reader) DO UPDATE SET digest_told_until = excluded.digest_told_until
                 WHERE reader_state.digest_told_until > excluded.digest_told_until",
            )
            .bind(text(&reader.reader))
            .bind(micros(now))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// The hits that wait for one reader: for an alert, the newest first, so that what is told in no
/// alert cannot keep out what is new; and for the next digest.
async fn hits_for(
    from: &mut SqliteConnection,
    reader: &Audience,
    since: Timestamp,
) -> Result<Vec<i64>, StoreError> {
    if reader.watches.is_empty() {
        return Ok(Vec::new());
    }
    let mut alerts = hits_of(reader, since);
    alerts.push(
        " AND h.weight = 'alert' AND NOT h.baseline AND NOT EXISTS (SELECT 1 FROM told t \
        WHERE t.hit = h.id AND t.how <> 'givenup' AND t.reader = ",
    );
    alerts.push_bind(reader.reader.as_str());
    alerts.push(
        ") AND NOT EXISTS (SELECT 1 FROM settled s JOIN item i ON i.id = h.item WHERE s.hit \
            = h.id AND s.version >= i.version AND s.reader = ",
    );
    alerts.push_bind(reader.reader.as_str());
    alerts.push(") ORDER BY h.id DESC LIMIT ").push_bind(bounded(NEWS_LIMIT));
    let mut hits: Vec<i64> =
        alerts.build_query_scalar().persistent(false).fetch_all(&mut *from).await?;
    if reader.digest {
        let mut digest = hits_of(reader, since);
        digest.push(
            " AND NOT EXISTS (SELECT 1 FROM told t JOIN delivery d ON d.id = t.delivery \
            WHERE t.hit = h.id AND t.reader = ",
        );
        digest.push_bind(reader.reader.as_str());
        digest
            .push(
                " AND (t.how = 'digested' OR (t.how = 'counted' AND d.kind = 'digest'))) \
            ORDER BY h.id LIMIT ",
            )
            .push_bind(bounded(NEWS_LIMIT));
        let waiting: Vec<i64> =
            digest.build_query_scalar().persistent(false).fetch_all(from).await?;
        hits.extend(waiting);
    }
    Ok(hits)
}

/// The beginning of a query for hits of the reader's watches.
fn hits_of(reader: &Audience, since: Timestamp) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT h.id FROM hit h WHERE h.watch IN (");
    list(&mut query, reader.watches.iter().cloned());
    query.push(") AND h.filed_at >= ").push_bind(micros(since));
    query
}

async fn news(
    from: &mut SqliteConnection,
    hits: &[i64],
    outlets: &BTreeMap<String, Outlet>,
) -> Result<Vec<News>, StoreError> {
    let mut news = Vec::with_capacity(hits.len());
    for some in hits.chunks(AT_ONCE) {
        let mut query = QueryBuilder::new(
            "SELECT h.id, h.watch, h.owner, h.weight, h.baseline, h.due_at, h.because, h.item, \
                i.story, i.source, i.first_seen, i.version,
                    v.article, v.edited,
                    (SELECT w.verdict FROM verdict w WHERE w.item = i.id ORDER BY w.version DESC, \
                    w.at DESC LIMIT 1) AS verdict
             FROM hit h JOIN item i ON i.id = h.item JOIN version v ON v.item = i.id AND \
             v.version = i.version WHERE h.id IN (",
        );
        list(&mut query, some.iter().copied());
        query.push(") ORDER BY h.id");
        for row in query.build().persistent(false).fetch_all(&mut *from).await? {
            match read(&row, outlets) {
                Ok(one) => news.push(one),
                // One row that cannot be read must not keep all others from being told.
                Err(error) => {
                    error!(hit.id = row.try_get::<i64, _>("id")?, "a hit cannot be told: {error}");
                }
            }
        }
    }
    Ok(news)
}

fn read(row: &SqliteRow, outlets: &BTreeMap<String, Outlet>) -> Result<News, StoreError> {
    let item = ItemId(row.try_get("item")?);
    let source: String = row.try_get("source")?;
    Ok(News {
        hit: row.try_get("id")?,
        watch: row.try_get("watch")?,
        owner: row.try_get("owner")?,
        weight: from_word(row.try_get("weight")?)?,
        baseline: row.try_get("baseline")?,
        due_at: moment(row.try_get("due_at")?)?,
        because: from_json(row.try_get("because")?, || format!("the reasons of {item}"))?,
        item,
        story: StoryId(row.try_get("story")?),
        article: from_json(row.try_get("article")?, || format!("the article of {item}"))?,
        verdict: from_json(row.try_get("verdict")?, || format!("the verdict of {item}"))?,
        // A source that is configured no more still published what it published.
        source: outlets.get(&source).cloned().unwrap_or_else(|| Outlet {
            name: source.clone(),
            id: source,
            kind: Publisher::Other,
        }),
        seen_at: moment(row.try_get("first_seen")?)?,
        version: count(row.try_get("version")?),
        edited: row.try_get("edited")?,
    })
}

/// What the readers were told of any hit of the stories of `news` or of the items that these are
/// nearest to.
async fn told(
    from: &mut SqliteConnection,
    readers: &[Audience],
    news: &[News],
) -> Result<Vec<Told>, StoreError> {
    let stories: BTreeSet<i64> = news.iter().map(|news| news.story.0).collect();
    let items: BTreeSet<i64> =
        news.iter().flat_map(|news| nearest(&news.verdict)).map(|item| item.0).collect();
    let mut rows = BTreeSet::new();
    for (column, values) in [("t.story", stories), ("i.id", items)] {
        let values: Vec<i64> = values.into_iter().collect();
        for some in values.chunks(AT_ONCE) {
            let mut query = QueryBuilder::new(
                "SELECT t.reader, t.hit, i.id, t.story, t.how, t.at FROM told t JOIN hit h ON \
                    h.id = t.hit JOIN item i ON i.id = h.item WHERE ",
            );
            query.push(column).push(" IN (");
            list(&mut query, some.iter().copied());
            query.push(") AND t.reader IN (");
            list(&mut query, readers.iter().map(|reader| reader.reader.as_str()));
            query.push(") ORDER BY t.at DESC LIMIT ").push_bind(bounded(LIST_LIMIT));
            let found: Vec<ToldRow> =
                query.build_query_as().persistent(false).fetch_all(&mut *from).await?;
            rows.extend(found);
        }
    }
    rows.into_iter().map(read_told).collect()
}

async fn alerts(
    from: &mut SqliteConnection,
    readers: &[Audience],
    since: Timestamp,
) -> Result<Vec<Alerted>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT t.reader, h.watch, t.story, t.at FROM told t JOIN hit h ON h.id = t.hit WHERE \
            t.how = 'alerted' AND t.at >= ",
    );
    query.push_bind(micros(since)).push(" AND t.reader IN (");
    list(&mut query, readers.iter().map(|reader| reader.reader.as_str()));
    query.push(") ORDER BY t.at DESC LIMIT ").push_bind(bounded(LIST_LIMIT));
    let rows: Vec<(String, String, i64, i64)> =
        query.build_query_as().persistent(false).fetch_all(from).await?;
    rows.into_iter()
        .map(|(reader, watch, story, at)| {
            Ok(Alerted { reader, watch, story: StoryId(story), at: moment(at)? })
        })
        .collect()
}

async fn followed(
    from: &mut SqliteConnection,
    readers: &[Audience],
    since: Timestamp,
) -> Result<Vec<Followed>, StoreError> {
    let mut query = QueryBuilder::new(
        "SELECT DISTINCT t.reader, s.id, s.headline, s.last_seen FROM story s JOIN told t ON \
            t.story = s.id WHERE t.how <> 'givenup' AND s.last_seen >= ",
    );
    query.push_bind(micros(since)).push(" AND t.reader IN (");
    list(&mut query, readers.iter().map(|reader| reader.reader.as_str()));
    query.push(") ORDER BY s.last_seen DESC LIMIT ").push_bind(bounded(LIST_LIMIT));
    let rows: Vec<(String, i64, String, i64)> =
        query.build_query_as().persistent(false).fetch_all(from).await?;
    rows.into_iter()
        .map(|(reader, story, headline, last_seen)| {
            Ok(Followed { reader, story: StoryId(story), headline, last_seen: moment(last_seen)? })
        })
        .collect()
}

fn nearest(verdict: &Verdict) -> impl Iterator<Item = ItemId> {
    verdict.corpora.values().chain([&verdict.seen]).filter_map(|beside| match &beside.nearest {
        Some(TextRef::Item(item)) => Some(*item),
        _ => None,
    })
}

async fn digests(
    from: &mut SqliteConnection,
    readers: &[Audience],
) -> Result<BTreeMap<String, Timestamp>, StoreError> {
    if readers.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query =
        QueryBuilder::new("SELECT reader, digest_told_until FROM reader_state WHERE reader IN (");
    list(&mut query, readers.iter().map(|reader| reader.reader.as_str()));
    query.push(")");
    let rows: Vec<(String, i64)> = query.build_query_as().persistent(false).fetch_all(from).await?;
    rows.into_iter().map(|(reader, until)| Ok((reader, moment(until)?))).collect()
}

async fn coverage(
    from: &mut SqliteConnection,
    outlets: &BTreeMap<String, Outlet>,
    since: Timestamp,
    now: Timestamp,
) -> Result<Coverage, StoreError> {
    let overdue = now.checked_sub(OVERDUE).unwrap_or(Timestamp::MIN);
    let rows = sqlx::query(
        "SELECT * FROM source_state WHERE failures > 0 OR last_read IS NULL OR \
        next_visit < $1 ORDER BY source LIMIT $2",
    )
    .bind(micros(overdue))
    .bind(bounded(LIST_LIMIT))
    .fetch_all(&mut *from)
    .await?;
    let mut unread = Vec::new();
    for row in rows {
        let state = source_state::read(&row)?;
        if let Some(outlet) = outlets.get(&state.source) {
            let otherwise =
                if state.next_visit < overdue { "not visited since it was due" } else { NOT_YET };
            let why = state.last_error.unwrap_or_else(|| otherwise.to_owned());
            unread.push(Unread {
                source: outlet.name.clone(),
                since: state.last_read,
                why,
                next_try: state.next_visit,
            });
        }
    }
    let known: Vec<String> =
        sqlx::query_scalar("SELECT source FROM source_state").fetch_all(&mut *from).await?;
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    let never = outlets.iter().filter(|(id, _)| !known.contains(id.as_str()));
    unread.extend(never.map(|(_, outlet)| Unread {
        source: outlet.name.clone(),
        since: None,
        why: NOT_YET.to_owned(),
        next_try: now,
    }));
    let headline_only: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM item WHERE reread_at IS NOT NULL AND quality = \
            'headline-only' AND first_seen >= $1",
    )
    .bind(micros(since))
    .fetch_one(from)
    .await?;
    Ok(Coverage {
        sources: outlets.len(),
        unread,
        headline_only: usize::try_from(headline_only).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{How, MessageKind, SilenceOf, Why};
    use crate::store::setup::{Room, at, batch, hit, item, message, version};
    use crate::store::{Filing, Outcome, SilenceSpan, SourceVisit};
    use crate::watch::Weight;

    fn desk() -> Audience {
        Audience { reader: "desk".to_owned(), watches: vec!["treaty".to_owned()], digest: true }
    }

    fn outlets() -> BTreeMap<String, Outlet> {
        let wire =
            Outlet { id: "wire".to_owned(), name: "The Wire".to_owned(), kind: Publisher::Agency };
        BTreeMap::from([("wire".to_owned(), wire)])
    }

    async fn waits(room: &Room, reader: &Audience, now: i64) -> Vec<i64> {
        let waiting =
            room.store.waiting(std::slice::from_ref(reader), &outlets(), at(now)).await.unwrap();
        waiting.news.iter().map(|news| news.hit).collect()
    }

    #[tokio::test]
    async fn a_hit_waits_until_a_digest_held_it() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
            ]))
            .await
            .unwrap();
        assert_eq!(waits(&room, &desk(), 10).await, [1, 2]);
        let alert =
            message("k1", "desk", MessageKind::Alert, &[(1, How::Alerted), (2, How::Counted)]);
        room.store.enqueue(&[alert], at(11)).await.unwrap();
        let waiting = room.store.waiting(&[desk()], &outlets(), at(12)).await.unwrap();
        assert_eq!(
            waiting.news.iter().map(|news| news.hit).collect::<Vec<_>>(),
            [1, 2],
            "an alert is one line of the digest"
        );
        assert_eq!(
            waiting.told.iter().map(|told| (told.hit, told.how)).collect::<Vec<_>>(),
            [(1, How::Alerted), (2, How::Counted)]
        );
        let digest =
            message("k2", "desk", MessageKind::Digest, &[(1, How::Digested), (2, How::Counted)]);
        room.store.enqueue(&[digest], at(13)).await.unwrap();
        assert!(waits(&room, &desk(), 14).await.is_empty());
        let other = Audience { reader: "other".to_owned(), ..desk() };
        assert_eq!(waits(&room, &other, 14).await, [1, 2]);
    }

    #[tokio::test]
    async fn without_a_digest_only_alerts_wait() {
        let room = Room::new().await;
        let mut batch = batch(vec![
            item(1, 1, "https://a.example/1"),
            item(2, 1, "https://a.example/2"),
            item(3, 1, "https://a.example/3"),
        ]);
        if let Filing::Item { hits, .. } = &mut batch.filings[1] {
            *hits = vec![hit("treaty", Weight::Digest)];
        }
        if let Filing::Item { baseline, .. } = &mut batch.filings[2] {
            *baseline = true;
        }
        room.store.file(&batch).await.unwrap();
        let alerts = Audience { digest: false, ..desk() };
        assert_eq!(waits(&room, &alerts, 10).await, [1]);
        room.store
            .enqueue(&[message("k1", "desk", MessageKind::Alert, &[(1, How::Counted)])], at(11))
            .await
            .unwrap();
        assert!(waits(&room, &alerts, 12).await.is_empty());
        let none = Audience { watches: Vec::new(), ..desk() };
        assert!(waits(&room, &none, 12).await.is_empty());
    }

    #[tokio::test]
    async fn what_is_settled_waits_no_more_until_its_item_is_edited() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
            ]))
            .await
            .unwrap();
        let alerts = Audience { digest: false, ..desk() };
        let settled = |hit| Settled { reader: "desk".to_owned(), hit, version: 1, why: Why::Copy };
        room.store.settle(&[settled(2), settled(99)], at(10)).await.unwrap();
        assert_eq!(waits(&room, &alerts, 11).await, [1]);
        assert_eq!(
            waits(&room, &Audience { reader: "other".to_owned(), ..alerts.clone() }, 11).await,
            [1, 2]
        );
        assert_eq!(room.store.settled_of(ItemId(2)).await.unwrap(), [settled(2)]);
        room.store.file(&batch(vec![version(2, 2, 1, "https://a.example/2")])).await.unwrap();
        assert_eq!(waits(&room, &alerts, 12).await, [1, 2]);
    }

    #[tokio::test]
    async fn an_alert_comes_through_however_much_waits() {
        let room = Room::new().await;
        let many = i64::try_from(NEWS_LIMIT).unwrap() + 10;
        for first in (1..=many).step_by(500) {
            let some = (first..(first + 500).min(many + 1))
                .map(|number| item(number, number, &format!("https://a.example/{number}")));
            room.store.file(&batch(some.collect())).await.unwrap();
        }
        for digest in [false, true] {
            let waiting = waits(&room, &Audience { digest, ..desk() }, 10).await;
            assert!(waiting.contains(&many), "the newest, with a digest: {digest}");
        }
        assert!(waits(&room, &desk(), 10).await.contains(&1), "the digest takes the oldest first");
    }

    #[tokio::test]
    async fn a_digest_that_a_wrong_clock_put_into_the_future_is_put_back() {
        let room = Room::new().await;
        room.store.waiting(&[desk()], &outlets(), at(9_000)).await.unwrap();
        for now in [10, 20] {
            let waiting = room.store.waiting(&[desk()], &outlets(), at(now)).await.unwrap();
            assert_eq!(waiting.digests[0].told_until, at(10));
        }
    }

    #[tokio::test]
    async fn what_waited_for_a_month_is_left_to_the_archive() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let month = 30 * 24 * 3600;
        assert_eq!(waits(&room, &desk(), month).await, [1]);
        assert!(waits(&room, &desk(), month + 1).await.is_empty());
    }

    #[tokio::test]
    async fn news_is_the_last_version_with_its_verdict_and_its_outlet() {
        let room = Room::new().await;
        let mut edited = version(1, 2, 1, "https://a.example/1");
        if let Filing::Version { verdict, .. } = &mut edited {
            verdict.seen.because = "judged again".to_owned();
        }
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        room.store.file(&batch(vec![edited])).await.unwrap();
        let news = room.store.waiting(&[desk()], &outlets(), at(10)).await.unwrap().news;
        assert_eq!(news.len(), 1);
        assert_eq!(
            (news[0].version, news[0].edited.as_deref()),
            (2, Some("\"24 hours\" is now \"48 hours\""))
        );
        assert_eq!(
            (news[0].article.headline.as_str(), news[0].verdict.seen.because.as_str()),
            ("Item 1, version 2", "judged again")
        );
        assert_eq!((news[0].source.name.as_str(), news[0].seen_at), ("The Wire", at(0)));
        let unknown = room.store.waiting(&[desk()], &BTreeMap::new(), at(10)).await.unwrap().news;
        assert_eq!(
            (unknown[0].source.name.as_str(), unknown[0].source.kind),
            ("wire", Publisher::Other)
        );
    }

    #[tokio::test]
    async fn told_knows_the_story_and_the_nearest_text() {
        let room = Room::new().await;
        let mut copy = item(4, 4, "https://a.example/4");
        if let Filing::Item { verdict, .. } = &mut copy {
            verdict.seen.nearest = Some(TextRef::Item(ItemId(3)));
        }
        let filings = vec![
            item(1, 1, "https://a.example/1"),
            item(2, 1, "https://a.example/2"),
            item(3, 3, "https://a.example/3"),
            copy,
            item(5, 5, "https://a.example/5"),
        ];
        room.store.file(&batch(filings)).await.unwrap();
        let told = [1, 3, 5].map(|hit| (hit, How::Digested));
        room.store
            .enqueue(
                &[
                    message("k1", "desk", MessageKind::Digest, &told),
                    message("k2", "other", MessageKind::Digest, &told),
                ],
                at(5),
            )
            .await
            .unwrap();
        let waiting = room.store.waiting(&[desk()], &outlets(), at(10)).await.unwrap();
        assert_eq!(waiting.news.iter().map(|news| news.hit).collect::<Vec<_>>(), [2, 4]);
        let told: Vec<(&str, i64)> =
            waiting.told.iter().map(|told| (told.reader.as_str(), told.hit)).collect();
        assert_eq!(told, [("desk", 1), ("desk", 3)], "of story 1 and of item 3, not of story 5");
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_does_not_hold_up_the_rest() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
            ]))
            .await
            .unwrap();
        sqlx::query("UPDATE verdict SET verdict = '{}' WHERE item = 1")
            .execute(&room.store.writer)
            .await
            .unwrap();
        assert_eq!(waits(&room, &desk(), 10).await, [2]);
    }

    #[tokio::test]
    async fn a_digest_starts_when_its_reader_is_first_seen() {
        let room = Room::new().await;
        let until = async |store: &Store, now| {
            store.waiting(&[desk()], &outlets(), at(now)).await.unwrap().digests[0].told_until
        };
        let read_only = Store::read_only(&room.path()).await.unwrap();
        assert_eq!(until(&read_only, 5).await, at(5));
        assert_eq!(until(&room.store, 10).await, at(10));
        assert_eq!(until(&room.store, 20).await, at(10));
        let mut digest = message("k1", "desk", MessageKind::Digest, &[]);
        digest.told_until = Some(at(30));
        room.store.enqueue(&[digest], at(31)).await.unwrap();
        assert_eq!(until(&room.store, 40).await, at(30));
    }

    #[tokio::test]
    async fn incomplete_reading_is_said() {
        let room = Room::new().await;
        let coverage =
            async |now| room.store.waiting(&[desk()], &outlets(), at(now)).await.unwrap().coverage;
        let of = |why: &str, next_try| Unread {
            source: "The Wire".to_owned(),
            since: None,
            why: why.to_owned(),
            next_try,
        };
        assert_eq!(
            coverage(5).await,
            Coverage { sources: 1, unread: vec![of("not visited yet", at(5))], headline_only: 0 }
        );
        room.store.note_sources(&["gone".to_owned(), "wire".to_owned()], at(0)).await.unwrap();
        assert_eq!(coverage(3600).await.unread, [of("not visited yet", at(0))]);
        assert_eq!(coverage(3601).await.unread[0].why, "not visited since it was due");
        let mut failed = batch(vec![]);
        failed.visit = Some(SourceVisit {
            source: "wire".to_owned(),
            outcome: Outcome::Failed { why: "timed out".to_owned() },
            next_visit: at(9_000),
        });
        room.store.file(&failed).await.unwrap();
        let unread = Unread {
            source: "The Wire".to_owned(),
            since: None,
            why: "timed out".to_owned(),
            next_try: at(9_000),
        };
        assert_eq!(
            coverage(3602).await.unread,
            [unread],
            "a source that is configured no more is not missed"
        );
    }

    #[tokio::test]
    async fn pages_that_are_read_in_part_are_counted_and_silences_handed_over() {
        let room = Room::new().await;
        let mut part = item(1, 1, "https://a.example/1");
        if let Filing::Item { article, reread_at, .. } = &mut part {
            article.quality = crate::extract::Quality::HeadlineOnly;
            *reread_at = Some(at(100));
        }
        room.store.waiting(&[desk()], &outlets(), at(0)).await.unwrap();
        room.store.file(&batch(vec![part, item(2, 2, "https://a.example/2")])).await.unwrap();
        room.store
            .add_silence(
                "desk",
                &SilenceOf::Story(StoryId(1)),
                &SilenceSpan { until: at(50), reason: "known" },
                at(1),
            )
            .await
            .unwrap();
        let waiting = room.store.waiting(&[desk()], &outlets(), at(10)).await.unwrap();
        assert_eq!((waiting.coverage.headline_only, waiting.silences.len()), (1, 1));
    }

    #[tokio::test]
    async fn alerts_are_counted_by_watch_after_their_hits_have_gone() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        room.store
            .enqueue(&[message("k1", "desk", MessageKind::Alert, &[(1, How::Alerted)])], at(5))
            .await
            .unwrap();
        room.store
            .enqueue(&[message("k2", "desk", MessageKind::Digest, &[(1, How::Digested)])], at(6))
            .await
            .unwrap();
        let waiting = room.store.waiting(&[desk()], &outlets(), at(10)).await.unwrap();
        assert_eq!(waiting.news, []);
        assert_eq!(
            waiting
                .alerts
                .iter()
                .map(|alert| (alert.reader.as_str(), alert.at))
                .collect::<Vec<_>>(),
            [("desk", at(5))]
        );
        let later = at(10) + LATELY;
        assert_eq!(room.store.waiting(&[desk()], &outlets(), later).await.unwrap().alerts, []);
    }
}
