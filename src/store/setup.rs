//! What the tests of this room start from: a real database in a folder of its own, and small
//! invented articles.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tempfile::TempDir;

use super::{Batch, Filing, FoundAt, JudgedWith, Outcome, SourceVisit, Store};
use crate::clock::Timestamp;
use crate::compare::{Beside, StoryLink, Verdict};
use crate::extract::Article;
use crate::id::{ItemId, StoryId};
use crate::report::{How, Message, MessageKind};
use crate::watch::{Field, Hit, Reason, Weight};

pub(super) struct Room {
    folder: TempDir,
    pub(super) store: Store,
}

impl Room {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("data/dateline.db")).await.unwrap();
        Self { folder, store }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("data/dateline.db")
    }
}

/// The moment so many seconds after the start of the tests' time.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + seconds).unwrap()
}

pub(super) fn batch(filings: Vec<Filing>) -> Batch {
    let judged_with = JudgedWith { engine: "engine 1".to_owned(), corpora: "corpora 1".to_owned() };
    Batch { visit: None, filings, printed: Vec::new(), judged_with, at: at(0) }
}

/// A visit with which a source was read whole.
pub(super) fn read(source: &str, etag: &str) -> SourceVisit {
    let outcome = Outcome::Read { etag: Some(etag.to_owned()), last_modified: None, findings: 7 };
    SourceVisit { source: source.to_owned(), outcome, next_visit: at(900) }
}

pub(super) fn found(link: &str) -> FoundAt {
    FoundAt { source: "wire".to_owned(), link: link.parse().unwrap(), guid: None, mark: None }
}

pub(super) fn hit(watch: &str, weight: Weight) -> Hit {
    let reason = Reason { clause: "treaty".to_owned(), field: Field::Title, span: Some(2..8) };
    Hit { watch: watch.to_owned(), owner: "desk".to_owned(), weight, because: vec![reason] }
}

/// An item with one hit of the watch `treaty`; it founds the story of its own number, and joins
/// another.
pub(super) fn item(number: i64, story: i64, link: &str) -> Filing {
    Filing::Item {
        item: ItemId(number),
        found: found(link),
        baseline: false,
        article: article(link, &format!("Item {number}")),
        verdict: verdict(number, story),
        hits: vec![hit("treaty", Weight::Alert)],
        due_at: at(60),
        reread_at: None,
    }
}

pub(super) fn version(number: i64, version: u32, story: i64, link: &str) -> Filing {
    Filing::Version {
        item: ItemId(number),
        version,
        found: found(link),
        article: article(link, &format!("Item {number}, version {version}")),
        verdict: verdict(number, story),
        hits: Vec::new(),
        due_at: at(60),
        edited: "\"24 hours\" is now \"48 hours\"".to_owned(),
        reread_at: None,
    }
}

pub(super) fn message(key: &str, reader: &str, kind: MessageKind, tells: &[(i64, How)]) -> Message {
    Message {
        key: key.to_owned(),
        reader: reader.to_owned(),
        owner: "desk".to_owned(),
        channel: "mail".to_owned(),
        kind,
        to: "desk@example.org".to_owned(),
        subject: "A treaty was signed".to_owned(),
        text: "A treaty was signed.\n".to_owned(),
        html: "<p>A treaty was signed.</p>".to_owned(),
        headers: vec![("List-Id".to_owned(), "<desk.example.org>".to_owned())],
        data: serde_json::json!({"story": "s1"}),
        made_at: at(10),
        told_until: None,
        tells: tells.to_vec(),
    }
}

fn verdict(number: i64, story: i64) -> Verdict {
    let story = if story == number {
        StoryLink::Founded(StoryId(story))
    } else {
        StoryLink::Joined(StoryId(story))
    };
    Verdict {
        corpora: BTreeMap::from([(
            "dprk".to_owned(),
            Beside { relatedness: 0.3, ..Beside::default() },
        )]),
        seen: Beside::default(),
        story,
        bridges: Vec::new(),
        background: Vec::new(),
        provenance: crate::compare::Provenance::default(),
    }
}

fn article(link: &str, headline: &str) -> Article {
    Article {
        published: Some("2026-11-22T14:05:00+03:00".parse().unwrap()),
        published_from: Some("meta".to_owned()),
        language: Some("en".to_owned()),
        ..Article::new(link.parse().unwrap(), headline, "Both sides signed it on Sunday.")
    }
}
