//! The demonstration, as its reader would find it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use dateline::report::How;
use dateline::store::{ItemFilter, Store};

use crate::desk::text;

pub struct Shown {
    _folder: tempfile::TempDir,
    pub out: PathBuf,
    pub printed: String,
}

pub fn demo() -> Shown {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("demo");
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("demo")
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    Shown { _folder: folder, out, printed: text(&output.stdout) }
}

fn mails(out: &Path) -> BTreeMap<String, String> {
    let outbox = std::fs::read_dir(out.join("data/outbox")).unwrap();
    outbox
        .flatten()
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                std::fs::read_to_string(entry.path()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn the_demo_tells_what_is_new_once() {
    let shown = demo();
    let told: Vec<&str> = shown.printed.lines().filter(|line| line.contains("; told ")).collect();
    assert_eq!(told.len(), 3, "{}", shown.printed);
    assert!(told[0].ends_with("told nobody."), "the baseline: {}", told[0]);
    assert!(told[1].contains("alert"), "{}", told[1]);
    assert!(told[2].contains("0 articles filed, 0 edits, 0 hits; told nobody."), "{}", told[2]);
    assert!(
        shown.printed.lines().all(|line| line.chars().count() <= 80 || line.contains('/')),
        "{}",
        shown.printed
    );
    let mails = mails(&shown.out);
    for (kind, ending) in
        [("alert", "eml"), ("alert", "html"), ("digest", "eml"), ("digest", "html")]
    {
        assert!(
            mails.keys().any(|name| name.contains(kind) && name.contains(ending)),
            "no {kind}.{ending} in {:?}",
            mails.keys()
        );
    }
}

#[test]
fn a_reprint_raises_no_alert_of_its_own_and_an_edit_no_article() {
    let shown = demo();
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::read_only(&shown.out.join("data/dateline.db")).await.unwrap();
        let mut relations = BTreeMap::new();
        for item in store.items(&ItemFilter { limit: 100, ..ItemFilter::default() }).await.unwrap()
        {
            let (verdict, _) = store.verdict(item.id).await.unwrap().unwrap();
            let alerted =
                store.told_of(item.id).await.unwrap().iter().any(|told| told.how == How::Alerted);
            relations.entry(verdict.seen.relation()).or_insert_with(Vec::new).push((
                item.source.clone(),
                alerted,
                item.version,
            ));
        }
        let copies: Vec<_> = ["duplicate", "near-duplicate", "reprint"]
            .iter()
            .filter_map(|relation| relations.get(relation))
            .flatten()
            .collect();
        assert!(copies.len() >= 2, "{relations:?}");
        assert!(copies.iter().all(|(_, alerted, _)| !alerted), "{relations:?}");
        assert!(relations.values().flatten().any(|(_, alerted, _)| *alerted));
        assert_eq!(
            relations.values().flatten().filter(|(_, _, version)| *version > 1).count(),
            1,
            "one article was edited"
        );
    });
}

#[test]
fn mails_print_only_commands_that_exist() {
    let shown = demo();
    let mut seen = 0;
    for (name, mail) in mails(&shown.out).iter().filter(|(name, _)| name.contains(".eml")) {
        for line in mail.lines() {
            let Some(at) =
                line.find("dateline ").filter(|at| line[..*at].ends_with("  ") || *at == 0)
            else {
                continue;
            };
            let words: Vec<&str> = line[at..]
                .split_whitespace()
                .skip(1)
                .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
                .take(2)
                .collect();
            let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
                .args(&words)
                .arg("--help")
                .output()
                .unwrap();
            assert!(output.status.success(), "{name}: {line}");
            seen += 1;
        }
    }
    assert!(seen > 0);
}
