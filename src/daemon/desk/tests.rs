//! Tests of the desk: its memory and counts, through crashes.

use super::*;
use crate::store::FoundAt;

const WORDS: [&str; 3] = ["ferry", "tulip", "lorry"];

fn article(word: &str) -> Article {
    let text: Vec<String> = (0..80).map(|number| format!("{word}{number}")).collect();
    Article::new(format!("https://news.example/{word}").parse().unwrap(), word, text.join(" "))
}

fn brought(word: &str) -> Brought {
    let article = article(word);
    let found =
        FoundAt { source: "wire".to_owned(), link: article.url.clone(), guid: None, mark: None };
    let arrivals = vec![Arrival {
        article,
        found,
        baseline: false,
        out_since: Timestamp::UNIX_EPOCH,
        reread_at: None,
    }];
    Brought { sources: ["wire".to_owned()].into(), visit: None, arrivals, still_unread: Vec::new() }
}

#[tokio::test]
async fn a_memory_is_whole_after_a_crash_and_a_damaged_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::read(folder.path()).unwrap();
    let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
    let now: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
    let open = async || {
        let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
        desk.catch_up().await.unwrap();
        desk
    };
    let knows = |desk: &Desk, word: &str| {
        let profile = Profile::new(&article(word), &configuration.grounds.names);
        let nothing = Memory::default();
        compare::candidates(&profile, Remembered { settled: &desk.memory, pending: &nothing }, None)
            .len()
    };
    let mut desk = open().await;
    let mut saved = Vec::new();
    for word in WORDS {
        desk.file(&configuration, brought(word), now).await.unwrap();
        // The last one is not written down: the desk crashes.
        if word != WORDS[2] {
            desk.save().await.unwrap();
            saved.push(desk.saved);
        }
    }
    let mut desk = open().await;
    assert_eq!(desk.saved, saved[1]);
    assert_eq!(WORDS.map(|word| knows(&desk, word)), [1; 3]);
    desk.save().await.unwrap();

    let damaged = SnapshotPart { after: saved[0], seq: saved[1], bytes: b"no part".to_vec() };
    store.save_snapshot(&desk.engine, &damaged, &desk.weighing.counts.written()).await.unwrap();
    let mut desk = open().await;
    assert_eq!(desk.saved, saved[0]);
    assert_eq!(WORDS.map(|word| knows(&desk, word)), [1; 3]);
    desk.save().await.unwrap();
    let desk = open().await;
    assert_eq!(desk.saved, desk.noted, "the damaged part is replaced");
    assert_eq!(WORDS.map(|word| knows(&desk, word)), [1; 3]);
}

#[tokio::test]
async fn the_archive_is_read_before_the_first_judging_and_after_the_house_has_opened() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::read(folder.path()).unwrap();
    let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
    let now: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
    let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
    desk.file(&configuration, brought(WORDS[0]), now).await.unwrap();
    let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
    assert_eq!(desk.noted, 0, "nothing was written down, and nothing is read yet");
    desk.file(&configuration, brought(WORDS[1]), now).await.unwrap();
    let profile = Profile::new(&article(WORDS[0]), &configuration.grounds.names);
    let nothing = Memory::default();
    let known = Remembered { settled: &desk.memory, pending: &nothing };
    assert_eq!(compare::candidates(&profile, known, None).len(), 1);
}

fn many(desk: &mut Desk, articles: u64) {
    let words = Words::of(&Profile::new(&article("quota"), &desk.weighing.grounds.names)).unwrap();
    (0..articles).for_each(|_| desk.weighing.counts.add(&words));
}

#[tokio::test]
async fn words_are_weighed_by_the_archive_each_time_that_it_has_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::read(folder.path()).unwrap();
    let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
    let now: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
    let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
    desk.catch_up().await.unwrap();
    let mut revisions = Vec::new();
    let mut judged_again = Vec::new();
    // Counted before the article of the same name is filed: 0, 1 999, 2 000, 3 999 and 4 000
    // articles.
    for (word, more) in
        [("ferry", 0), ("tulip", 1_998), ("lorry", 0), ("apple", 1_998), ("crane", 0)]
    {
        many(&mut desk, more);
        desk.file(&configuration, brought(word), now).await.unwrap();
        revisions.push(desk.judged_with().corpora);
        let mut again = 0;
        while desk.judge_again(&configuration, now).await.unwrap() {
            again += 1;
        }
        judged_again.push(again > 0);
    }
    assert_eq!(desk.weighing.counts.articles(), 4_001);
    assert_eq!(revisions[0], revisions[1]);
    assert_ne!(revisions[1], revisions[2]);
    assert_eq!(revisions[2], revisions[3]);
    assert_ne!(revisions[3], revisions[4]);
    assert_eq!(
        judged_again,
        [false, true, false, true, false],
        "when it is due, not only with the next article"
    );
    // What was judged by is kept at once, what was counted with the snapshot.
    desk.save().await.unwrap();
    let (counts, revision) = (desk.weighing.counts.clone(), desk.judged_with().corpora);
    let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
    desk.catch_up().await.unwrap();
    assert_eq!(desk.judged_with().corpora, revision);
    assert_eq!(desk.weighing.counts, counts);
    assert!(!desk.judge_again(&configuration, now).await.unwrap());
}

#[tokio::test]
async fn every_text_is_counted_once_through_crashes_and_reprints() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::read(folder.path()).unwrap();
    let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
    let now: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
    let open = async || {
        let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
        desk.catch_up().await.unwrap();
        desk
    };
    let mut desk = open().await;
    desk.file(&configuration, brought(WORDS[0]), now).await.unwrap();
    desk.save().await.unwrap();
    desk.file(&configuration, brought(WORDS[1]), now).await.unwrap();
    let mut reprinted = brought(WORDS[1]);
    let elsewhere = &mut reprinted.arrivals[0];
    elsewhere.article.url = "https://paper.example/reprint".parse().unwrap();
    elsewhere.article.canonical_url = elsewhere.article.url.clone();
    elsewhere.found.link = elsewhere.article.url.clone();
    desk.file(&configuration, reprinted, now).await.unwrap();
    assert_eq!(desk.weighing.counts.articles(), 2);
    let counts = desk.weighing.counts.clone();
    let mut desk = open().await;
    assert_eq!(desk.weighing.counts, counts, "the last two were read again from the archive");
    desk.save().await.unwrap();
    sqlx::query("DELETE FROM counts")
        .execute(
            &sqlx::SqlitePool::connect_with(
                sqlx::sqlite::SqliteConnectOptions::new()
                    .filename(folder.path().join("data/dateline.db")),
            )
            .await
            .unwrap(),
        )
        .await
        .unwrap();
    let desk = open().await;
    assert_eq!(desk.weighing.counts, counts, "all were");
}
