//! Filing: each batch of the desk goes into the archive in one transaction.

use sqlx::SqliteConnection;

use super::change::{ChangeKind, FiledText};
use super::content::VersionOf;
use super::story::Way;
use super::{
    Batch, Filing, Store, StoreError, change, hit, item, known, site, source_state, story, version,
};

/// What a batch left behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// The number of the last change in the log.
    pub change: i64,
    /// How many hits are new, or rose to an alert.
    pub hits: usize,
}

impl Store {
    /// Files `batch` whole: items, versions, verdicts, stories, hits, the change log, and how the
    /// visit went. On any error nothing of it is there.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when an address, an item or a version is filed already: look up
    /// what is known and judge again. [`StoreError::Busy`], [`StoreError::Full`],
    /// [`StoreError::Broken`].
    pub async fn file(&self, batch: &Batch) -> Result<Filed, StoreError> {
        let mut transaction = self.begin().await?;
        let filed = file_in(&mut transaction, batch).await?;
        transaction.commit().await?;
        Ok(filed)
    }
}

pub(super) async fn file_in(to: &mut SqliteConnection, batch: &Batch) -> Result<Filed, StoreError> {
    let mut hits = 0;
    for filing in &batch.filings {
        match filing {
            Filing::Item {
                item,
                found,
                baseline,
                article,
                verdict,
                hits: new,
                due_at,
                reread_at,
            } => {
                let founded = story::join(to, *item, article, verdict.story, batch.at).await?;
                item::insert(
                    to,
                    *item,
                    found,
                    article,
                    verdict.story.story(),
                    *baseline,
                    *reread_at,
                    batch.at,
                )
                .await?;
                known::link(to, *item, found, article, batch.at).await?;
                version::add_version(
                    to,
                    VersionOf { item: *item, version: 1 },
                    article,
                    None,
                    batch.at,
                )
                .await?;
                version::add_verdict(
                    to,
                    VersionOf { item: *item, version: 1 },
                    verdict,
                    &batch.judged_with,
                    batch.at,
                )
                .await?;
                hits += hit::add(to, *item, new, *due_at, batch.at).await?;
                let filed = FiledText {
                    kind: ChangeKind::Item,
                    item: *item,
                    story: verdict.story.story(),
                    has_founded: founded,
                };
                change::log(to, &filed, batch.at).await?;
            }
            Filing::Version {
                item,
                version,
                found,
                article,
                verdict,
                hits: all,
                due_at,
                edited,
                reread_at,
            } => {
                let founded = story::move_to(to, *item, article, verdict.story, batch.at).await?;
                item::update(
                    to,
                    VersionOf { item: *item, version: *version },
                    article,
                    verdict.story.story(),
                    *reread_at,
                )
                .await?;
                known::link(to, *item, found, article, batch.at).await?;
                version::add_version(
                    to,
                    VersionOf { item: *item, version: *version },
                    article,
                    Some(edited),
                    batch.at,
                )
                .await?;
                version::add_verdict(
                    to,
                    VersionOf { item: *item, version: *version },
                    verdict,
                    &batch.judged_with,
                    batch.at,
                )
                .await?;
                hits += hit::add(to, *item, all, *due_at, batch.at).await?;
                let filed = FiledText {
                    kind: ChangeKind::Version,
                    item: *item,
                    story: verdict.story.story(),
                    has_founded: founded,
                };
                change::log(to, &filed, batch.at).await?;
            }
            Filing::Judged { item, version, verdict, hits: all } => {
                version::add_verdict(
                    to,
                    VersionOf { item: *item, version: *version },
                    verdict,
                    &batch.judged_with,
                    batch.at,
                )
                .await?;
                hits += hit::settle(to, *item, all, batch.at).await?;
                change::log_verdict(to, *item, verdict.story.story(), batch.at).await?;
            }
            Filing::Moved { items, from, into, why } => {
                story::bring(to, items, Way { from: *from, into: *into }, why, batch.at).await?;
            }
            Filing::Seen { item, found } => known::seen(to, *item, found, batch.at).await?,
            Filing::Reread { item, reread_at } => item::reread(to, *item, *reread_at).await?,
        }
    }
    for printed in &batch.printed {
        site::count_lines(to, printed).await?;
    }
    if let Some(visit) = &batch.visit {
        source_state::visited(to, visit, batch.at).await?;
    }
    Ok(Filed { change: change::last(to).await?, hits })
}

#[cfg(test)]
mod tests {
    use super::super::setup::{Room, at, batch, found, hit, item, read, version};
    use super::super::{ItemFilter, LIST_LIMIT};
    use super::*;
    use crate::clock::{Due, SignedDuration};
    use crate::id::{ItemId, StoryId};
    use crate::watch::Weight;

    async fn rows(store: &Store) -> Vec<i64> {
        let mut counts = Vec::new();
        for count in [
            "SELECT COUNT(*) FROM item",
            "SELECT COUNT(*) FROM item_link",
            "SELECT COUNT(*) FROM version",
            "SELECT COUNT(*) FROM verdict",
            "SELECT COUNT(*) FROM story",
            "SELECT COUNT(*) FROM hit",
            "SELECT COUNT(*) FROM change",
            "SELECT COUNT(*) FROM source_state",
        ] {
            counts.push(sqlx::query_scalar(count).fetch_one(&store.reader).await.unwrap());
        }
        counts
    }

    fn due(now: i64) -> Due {
        Due::at(at(now), SignedDuration::from_secs(1_000))
    }

    #[tokio::test]
    async fn a_batch_is_filed_whole() {
        let room = Room::new().await;
        let mut batch =
            batch(vec![item(1, 1, "https://a.example/1"), item(2, 1, "https://b.example/2")]);
        batch.visit = Some(read("wire", "\"v1\""));
        let filed = room.store.file(&batch).await.unwrap();
        assert_eq!(filed, Filed { change: 5, hits: 2 });
        assert_eq!(rows(&room.store).await, [2, 2, 2, 2, 1, 2, 5, 1]);
        assert_eq!(room.store.source_states().await.unwrap()[0].etag.as_deref(), Some("\"v1\""));
    }

    #[tokio::test]
    async fn a_batch_that_fails_in_the_middle_leaves_nothing() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let before = rows(&room.store).await;
        let mut twice = batch(vec![
            item(2, 2, "https://a.example/2"),
            item(3, 3, "http://a.example/1?utm_source=x"),
            item(4, 4, "https://a.example/4"),
        ]);
        twice.visit = Some(read("wire", "\"v2\""));
        assert!(matches!(room.store.file(&twice).await, Err(StoreError::Conflict(_))));
        assert_eq!(rows(&room.store).await, before);
    }

    #[tokio::test]
    async fn a_desk_that_dies_before_the_commit_leaves_nothing() {
        let room = Room::new().await;
        let mut batch = batch(vec![item(1, 1, "https://a.example/1")]);
        batch.visit = Some(read("wire", "\"v1\""));
        let mut transaction = room.store.begin().await.unwrap();
        file_in(&mut transaction, &batch).await.unwrap();
        drop(transaction);
        assert_eq!(rows(&room.store).await, [0; 8]);
        assert_eq!(
            room.store.file(&batch).await.unwrap(),
            Filed { change: 3, hits: 1 },
            "numbers are given again"
        );
    }

    #[tokio::test]
    async fn a_desk_that_is_stopped_while_it_files_leaves_all_or_nothing() {
        let (room, whole) = (Room::new().await, Room::new().await);
        let mut batch = batch(vec![item(1, 1, "https://a.example/1")]);
        batch.visit = Some(read("wire", "\"v1\""));
        whole.store.file(&batch).await.unwrap();
        tokio::select! {
            biased;
            _ = room.store.file(&batch) => {}
            () = std::future::ready(()) => {}
        }
        // The writer has done what it was asked.
        drop(room.store.begin().await.unwrap());
        let left = rows(&room.store).await;
        assert!(left == [0; 8] || left == rows(&whole.store).await, "{left:?}");
    }

    #[tokio::test]
    async fn on_a_full_disk_nothing_of_the_batch_is_there_and_the_rest_can_be_read() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let before = rows(&room.store).await;
        let pages: i64 =
            sqlx::query_scalar("PRAGMA page_count").fetch_one(&room.store.writer).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 4)))
            .execute(&room.store.writer)
            .await
            .unwrap();
        let mut long =
            batch(vec![item(2, 2, "https://a.example/2"), item(3, 3, "https://a.example/3")]);
        long.visit = Some(read("wire", "\"v2\""));
        for filing in &mut long.filings {
            if let Filing::Item { article, .. } = filing {
                article.text = "One more sentence. ".repeat(2_000);
            }
        }
        assert!(matches!(room.store.file(&long).await, Err(StoreError::Full(_))));
        assert_eq!(rows(&room.store).await, before);
        sqlx::query("PRAGMA max_page_count = 1000000").execute(&room.store.writer).await.unwrap();
        assert_eq!(room.store.file(&long).await.unwrap().hits, 2);
    }

    #[tokio::test]
    async fn validators_move_with_what_they_brought() {
        let room = Room::new().await;
        let mut first = batch(vec![item(1, 1, "https://a.example/1")]);
        first.visit = Some(read("wire", "\"v1\""));
        room.store.file(&first).await.unwrap();
        let mut lost = batch(vec![item(1, 2, "https://a.example/2")]);
        lost.visit = Some(read("wire", "\"v2\""));
        room.store.file(&lost).await.unwrap_err();
        assert_eq!(room.store.source_states().await.unwrap()[0].etag.as_deref(), Some("\"v1\""));
    }

    #[tokio::test]
    async fn changes_count_up_in_the_order_of_filing() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let filed =
            room.store.file(&batch(vec![version(1, 2, 1, "https://a.example/1")])).await.unwrap();
        let changes = room.store.changes_after(0, 100).await.unwrap();
        let kinds: Vec<(i64, ChangeKind)> =
            changes.iter().map(|change| (change.seq, change.kind)).collect();
        let (story, item, verdict, version) =
            (ChangeKind::Story, ChangeKind::Item, ChangeKind::Verdict, ChangeKind::Version);
        assert_eq!(kinds, [(1, story), (2, item), (3, verdict), (4, version), (5, verdict)]);
        assert_eq!(filed.change, 5);
        assert_eq!(room.store.changes_after(4, 100).await.unwrap().len(), 1);
        assert_eq!(room.store.changes_after(0, 2).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn a_version_keeps_its_hits_and_raises_them() {
        let room = Room::new().await;
        let mut first = batch(vec![item(1, 1, "https://a.example/1")]);
        if let Filing::Item { hits, .. } = &mut first.filings[0] {
            *hits = vec![hit("treaty", Weight::Digest)];
        }
        room.store.file(&first).await.unwrap();
        let mut edited = batch(vec![version(1, 2, 1, "https://a.example/1")]);
        if let Filing::Version { hits, .. } = &mut edited.filings[0] {
            *hits = vec![hit("treaty", Weight::Alert), hit("troops", Weight::Digest)];
        }
        assert_eq!(room.store.file(&edited).await.unwrap().hits, 2);
        let mut again = batch(vec![version(1, 3, 1, "https://a.example/1")]);
        if let Filing::Version { hits, .. } = &mut again.filings[0] {
            *hits = vec![hit("treaty", Weight::Digest), hit("troops", Weight::Digest)];
        }
        assert_eq!(room.store.file(&again).await.unwrap().hits, 0);
        let (_, hits) = room.store.verdict(ItemId(1)).await.unwrap().unwrap();
        assert_eq!(hits, [hit("treaty", Weight::Alert), hit("troops", Weight::Digest)]);
    }

    #[tokio::test]
    async fn an_item_that_is_judged_again_has_the_hits_of_now_but_keeps_what_was_told() {
        let room = Room::new().await;
        let mut first =
            batch(vec![item(1, 1, "https://a.example/1"), item(2, 2, "https://a.example/2")]);
        for filing in &mut first.filings {
            if let Filing::Item { hits, .. } = filing {
                *hits = vec![hit("treaty", Weight::Alert)];
            }
        }
        room.store.file(&first).await.unwrap();
        sqlx::query(
            "INSERT INTO delivery (id, key, reader, owner, channel, kind, subject, \
            message, state, attempts, made_at) VALUES (1, 'k', 'r', 'o', 'c', 'alert', 's', 'm', \
            'sent', 1, 0)",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO told (reader, hit, how, delivery, at) VALUES ('r', 1, 'alerted', 1, 0)",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        let Filing::Item { verdict, .. } = first.filings[0].clone() else {
            panic!("the batch is of items")
        };
        let again = |corpora: &str, number: i64| {
            let filing = Filing::Judged {
                item: ItemId(number),
                version: 1,
                verdict: verdict.clone(),
                hits: vec![hit("troops", Weight::Alert)],
            };
            let mut batch = batch(vec![filing]);
            batch.judged_with.corpora = corpora.to_owned();
            batch
        };
        for (number, kept) in [(1, vec!["treaty", "troops"]), (2, vec!["troops"])] {
            assert_eq!(room.store.file(&again("r2", number)).await.unwrap().hits, 1);
            let (_, hits) = room.store.verdict(ItemId(number)).await.unwrap().unwrap();
            assert_eq!(hits.iter().map(|hit| hit.watch.as_str()).collect::<Vec<_>>(), kept);
        }
        let quiet: Vec<i64> = sqlx::query_scalar("SELECT baseline FROM hit WHERE watch = 'troops'")
            .fetch_all(&room.store.reader)
            .await
            .unwrap();
        assert_eq!(quiet, [1, 1]);

        let otherwise = async |corpora: &str| {
            let with = crate::store::JudgedWith {
                engine: first.judged_with.engine.clone(),
                corpora: corpora.to_owned(),
            };
            let items = room.store.judged_otherwise(&with, at(0), None, 10).await.unwrap();
            items.iter().map(|archived| archived.item.id.0).collect::<Vec<_>>()
        };
        assert_eq!(otherwise("r2").await, Vec::<i64>::new());
        assert_eq!(otherwise("r3").await, [1, 2]);
        // back to the seeds of before
        let mut back = again(&first.judged_with.corpora, 1);
        back.at = at(2_000_000);
        room.store.file(&back).await.unwrap();
        assert_eq!(otherwise("r2").await, [1]);
    }

    #[tokio::test]
    async fn a_version_that_was_filed_already_is_a_conflict() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let edited = batch(vec![version(1, 2, 1, "https://a.example/1")]);
        room.store.file(&edited).await.unwrap();
        assert!(matches!(room.store.file(&edited).await, Err(StoreError::Conflict(_))));
        assert!(matches!(
            room.store.file(&batch(vec![version(1, 4, 1, "https://a.example/1")])).await,
            Err(StoreError::Conflict(_))
        ));
    }

    #[tokio::test]
    async fn an_edit_may_found_a_story_of_its_own() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
            ]))
            .await
            .unwrap();
        room.store.file(&batch(vec![version(2, 2, 2, "https://a.example/2")])).await.unwrap();
        assert_eq!(room.store.item(ItemId(2)).await.unwrap().unwrap().story, StoryId(2));
        assert_eq!(room.store.story(StoryId(2)).await.unwrap().unwrap().founded_by, ItemId(2));
        assert_eq!(room.store.story_items(StoryId(1)).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn nothing_that_is_filed_holds_a_nul() {
        let room = Room::new().await;
        let mut batch = batch(vec![item(1, 1, "https://a.example/1")]);
        if let Filing::Item { article, found, .. } = &mut batch.filings[0] {
            article.headline = "A trea\0ty".to_owned();
            article.text = "Signed\0 in Pyongyang.".to_owned();
            found.guid = Some("g1\0".to_owned());
        }
        room.store.file(&batch).await.unwrap();
        let kept = room.store.archived(&[ItemId(1)]).await.unwrap();
        assert_eq!(kept[0].item.headline, "A treaty");
        assert_eq!(kept[0].item.guid.as_deref(), Some("g1"));
        assert_eq!(kept[0].article.text, "Signed in Pyongyang.");
    }

    #[tokio::test]
    async fn a_page_that_is_tried_again_counts_its_tries() {
        let room = Room::new().await;
        let mut first =
            batch(vec![item(1, 1, "https://a.example/1"), item(2, 2, "https://a.example/2")]);
        if let Filing::Item { reread_at, .. } = &mut first.filings[0] {
            *reread_at = Some(at(100));
        }
        room.store.file(&first).await.unwrap();
        assert!(room.store.rereads(due(99), 10).await.unwrap().is_empty());
        let pages = room.store.rereads(due(100), 10).await.unwrap();
        assert_eq!((pages.len(), pages[0].item, pages[0].attempts), (1, ItemId(1), 0));
        room.store
            .file(&batch(vec![Filing::Seen {
                item: ItemId(1),
                found: found("https://z.example/1"),
            }]))
            .await
            .unwrap();
        assert_eq!(
            room.store.rereads(due(100), 10).await.unwrap().len(),
            1,
            "another source does not end it"
        );
        room.store
            .file(&batch(vec![Filing::Reread { item: ItemId(1), reread_at: Some(at(200)) }]))
            .await
            .unwrap();
        assert!(room.store.rereads(due(199), 10).await.unwrap().is_empty());
        assert_eq!(room.store.rereads(due(200), 10).await.unwrap()[0].attempts, 1);
        room.store.file(&batch(vec![version(1, 2, 1, "https://a.example/1")])).await.unwrap();
        assert!(room.store.rereads(due(900), 10).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn items_are_listed_by_what_is_asked() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
                item(3, 3, "https://a.example/3"),
            ]))
            .await
            .unwrap();
        let ids = async |filter: ItemFilter| -> Vec<i64> {
            room.store.items(&filter).await.unwrap().iter().map(|item| item.id.0).collect()
        };
        assert_eq!(ids(ItemFilter { limit: LIST_LIMIT, ..ItemFilter::default() }).await, [3, 2, 1]);
        assert_eq!(
            ids(ItemFilter { story: Some(StoryId(1)), limit: 1, ..ItemFilter::default() }).await,
            [2]
        );
        assert_eq!(
            ids(ItemFilter { watch: Some("treaty".to_owned()), limit: 9, ..ItemFilter::default() })
                .await,
            [3, 2, 1]
        );
        assert!(
            ids(ItemFilter { watch: Some("none".to_owned()), limit: 9, ..ItemFilter::default() })
                .await
                .is_empty()
        );
        assert!(
            ids(ItemFilter { source: Some("other".to_owned()), limit: 9, ..ItemFilter::default() })
                .await
                .is_empty()
        );
        assert!(
            ids(ItemFilter { since: Some(at(1_000_000)), limit: 9, ..ItemFilter::default() })
                .await
                .is_empty()
        );
    }
}
