//! Tests of the desk: its memory and counts, through crashes.

use super::*;
use crate::daemon::errand::Stories;
use crate::store::FoundAt;

const WORDS: [&str; 3] = ["ferry", "tulip", "lorry"];

fn article(word: &str) -> Article {
    let text: Vec<String> = (0..80).map(|number| format!("{word}{number}")).collect();
    Article::new(format!("https://news.example/{word}").parse().unwrap(), word, text.join(" "))
}

fn brought(word: &str) -> Brought {
    bringing(article(word))
}

fn bringing(article: Article) -> Brought {
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

/// Reports of the signing of a treaty, and of a strike, each in words of its own.
const SIGNED: [&str; 3] = [
    "Ministers Ilse Tarn and Odo Brack signed a treaty on the Sarn ferry in the town hall of Velda on Tuesday, \
        after nine years of talks on who may cross and what it costs. The ferry is to carry forty lorries an hour \
        from May, and the tolls are shared in equal parts.",
    "In Velda a treaty on the Sarn ferry was signed on Tuesday: Ilse Tarn and Odo Brack, the two ministers, agreed \
        to share the tolls in equal parts and to let forty lorries an hour cross from May. The talks had lasted \
        nine years.",
    "Nine years of talks ended on Tuesday in the town hall of Velda, where ministers Odo Brack and Ilse Tarn signed \
        the treaty on the Sarn ferry. Both sides share its tolls; from May it carries forty lorries an hour.",
];
const STRUCK: [&str; 3] = [
    "A strike of teachers shut every school of the capital on Monday, and the union of Rolf Egger asked parents for \
        patience. Pay has not risen for four years, he said; the ministry of schools offered talks on Thursday.",
    "Every school of the capital stayed shut on Monday as teachers went on strike for more pay. Union leader Rolf \
        Egger said that pay had not risen for four years. The ministry of schools offered talks on Thursday.",
    "Parents of the capital kept their children at home on Monday: teachers were on strike, and every school was \
        shut. Rolf Egger of their union wants more pay after four years; the ministry of schools wants talks on \
        Thursday.",
];

/// A report on a page of a site of its own.
fn report(site: usize, headline: &str, text: &str) -> Article {
    let url = format!("https://paper{site}.example/a").parse().unwrap();
    Article { language: Some("en".to_owned()), ..Article::new(url, headline, text) }
}

/// A desk whose first story holds two events: three papers that printed the news of a treaty have edited their pages to tell
/// of a strike.
async fn with_two_events() -> (tempfile::TempDir, Configuration, Desk, Timestamp) {
    let folder = tempfile::tempdir().unwrap();
    let configuration = Configuration::read(folder.path()).unwrap();
    let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
    let now: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
    let mut desk = Desk::open(store.clone(), &configuration, now).await.unwrap();
    for (site, text) in SIGNED[..2].iter().enumerate() {
        let article = report(site, "Ferry treaty signed in Velda", text);
        desk.file(&configuration, bringing(article), now).await.unwrap();
    }
    for site in 2..5 {
        let article = report(site, "Ferry treaty signed in Velda", SIGNED[0]);
        desk.file(&configuration, bringing(article), now).await.unwrap();
        let edited = report(site, "Teachers on strike in the capital", STRUCK[site - 2]);
        desk.file(&configuration, bringing(edited), now).await.unwrap();
    }
    let story = store.story_items(StoryId(1)).await.unwrap();
    assert_eq!(story, [1, 2, 3, 4, 5].map(ItemId), "all in one story");
    (folder, configuration, desk, now)
}

#[tokio::test]
async fn a_story_that_turns_out_to_hold_two_events_parts_with_a_trail_and_stays_parted() {
    let (_folder, configuration, mut desk, now) = with_two_events().await;
    let store = desk.store().clone();
    let another = report(5, "Treaty on Sarn ferry signed", SIGNED[2]);
    desk.file(&configuration, bringing(another), now).await.unwrap();
    assert_eq!(store.story_items(StoryId(1)).await.unwrap(), [1, 2, 6].map(ItemId));
    let moves = store.story_moves(StoryId(1)).await.unwrap();
    let [moved] = moves.as_slice() else { panic!("{moves:?}") };
    assert_eq!((moved.from, &moved.items[..]), (StoryId(1), &[3, 4, 5].map(ItemId)[..]));
    assert_eq!(store.story_items(moved.into).await.unwrap(), [3, 4, 5].map(ItemId));
    let crate::store::Moved::Parted { by, across, within } = &moved.why else {
        panic!("{moved:?}")
    };
    assert!(*by == ItemId(6) && *across < 0.2 && *within > 0.5, "{moved:?}");
    assert!(store.were_split(StoryId(1), moved.into).await.unwrap(), "for good");
    let strike = report(6, "Schools shut as teachers strike", STRUCK[0]);
    desk.file(&configuration, bringing(strike), now).await.unwrap();
    assert_eq!(store.story_items(moved.into).await.unwrap(), [3, 4, 5, 7].map(ItemId));
    let reopened = Desk::open(store.clone(), &configuration, now).await.unwrap();
    drop(desk);
    let mut desk = reopened;
    desk.catch_up().await.unwrap();
    assert_eq!(desk.memory.story(ItemId(4)), Some(moved.into));
}

#[tokio::test]
async fn a_story_that_a_person_put_together_does_not_part_by_itself() {
    let (_folder, configuration, mut desk, now) = with_two_events().await;
    let store = desk.store().clone();
    let owner = "desk".to_owned();
    let arrange = [
        Stories::SplitStory { items: vec![ItemId(5)], owner: owner.clone() },
        Stories::MergeStories { from: StoryId(2), into: StoryId(1), owner },
    ];
    for stories in &arrange {
        desk.arrange(&configuration, stories, now).await.unwrap();
    }
    let another = report(5, "Treaty on Sarn ferry signed", SIGNED[2]);
    desk.file(&configuration, bringing(another), now).await.unwrap();
    assert_eq!(store.story_items(StoryId(1)).await.unwrap().len(), 6);
}
