//! What is stored as JSON is read however long ago it was written: rows as the database holds them,
//! in `tests/golden/stored`, and the same rows without the fields that a row may lack.

use std::fs;
use std::path::Path;

use dateline::compare::Verdict;
use dateline::extract::{Article, Quality};
use dateline::report::{Message, MessageKind, SilenceOf};
use dateline::store::Moved;
use dateline::watch::Reason;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn row(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stored").join(name);
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// A row read as its type; written again it has to be the same.
#[track_caller]
fn read<T: DeserializeOwned + Serialize>(row: &Value) -> T {
    let read: T = serde_json::from_value(row.clone()).unwrap();
    let written: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(&written, row);
    read
}

/// A row without one field, read as its type.
#[track_caller]
fn without<T: DeserializeOwned>(row: &Value, field: &str) -> T {
    let mut before = row.clone();
    assert!(before.as_object_mut().unwrap().remove(field).is_some(), "no {field}");
    serde_json::from_value(before).unwrap()
}

#[test]
fn a_stored_article_is_read_and_written_as_it_was() {
    let row = row("article.json");
    let article: Article = read(&row);
    assert_eq!(article.headline, "Rescuers bring down four climbers from Mount Orrel");
    assert_eq!(article.published.unwrap().to_string(), "2026-11-29T20:29:24+03:00");
    assert_eq!((article.quality, article.credits.len()), (Quality::Whole, 2));
    assert_eq!(article.dateline.unwrap().agency.as_deref(), Some("RNA"));
    let before: Article = without(&row, "language_from");
    assert_eq!((before.language.as_deref(), before.language_from), (Some("en"), None));
}

#[test]
fn a_stored_verdict_is_read_and_written_as_it_was() {
    let row = row("verdict-new-event.json");
    let verdict: Verdict = read(&row);
    let (corpus, beside) = verdict.corpora.iter().next().unwrap();
    assert_eq!(
        (corpus.as_str(), beside.relation(), beside.new_event),
        ("halde-dam", "related", true)
    );
    assert_eq!(verdict.bridges.len(), 0);
    for field in ["bridges", "provenance"] {
        let before: Verdict = without(&row, field);
        assert_eq!(before.seen.relatedness.to_bits(), verdict.seen.relatedness.to_bits());
    }
    let _: Verdict = read(&self::row("verdict.json"));
}

#[test]
fn stored_reasons_messages_moves_and_silences_are_read_and_written_as_they_were() {
    let reasons: Vec<Reason> = read(&row("reasons.json"));
    assert!(reasons.iter().any(|reason| reason.clause == "corpus halde-dam: related"));
    let message: Message = read(&row("message.json"));
    assert_eq!((message.kind, message.reader.as_str()), (MessageKind::Alert, "desk"));
    for moved in [r#"{"bridged":{"by":"i7"}}"#, r#""edited""#, r#"{"by-hand":{"owner":"desk"}}"#] {
        let _: Moved = read(&serde_json::from_str(moved).unwrap());
    }
    for of in [r#"{"watch":"treaty"}"#, r#"{"source":"rna"}"#, r#"{"story":"s7"}"#] {
        let _: SilenceOf = read(&serde_json::from_str(of).unwrap());
    }
}
