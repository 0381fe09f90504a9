//! The story of `dateline init --example`, on its first day: what its watches make of sixty texts, and the way
//! of a new user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::desk::{Desk, objects, text};

const WATCHES: [&str; 3] = ["treaty", "military", "economy"];

#[derive(Deserialize)]
struct Texts {
    text: Vec<Short>,
}

/// A headline with the sentence or two that a feed has of it.
#[derive(Deserialize)]
struct Short {
    id: String,
    language: String,
    /// Whose matter it is; none for what only looks alike.
    watch: Option<String>,
    headline: String,
    summary: String,
}

/// What a watch made of a text.
#[derive(Default)]
struct Made {
    by_query: bool,
    /// What it is beside the corpus, where that is a hit.
    relation: Option<String>,
}

impl Made {
    fn is_hit(&self) -> bool {
        self.by_query || self.relation.is_some()
    }

    fn shown(&self) -> String {
        let parts: Vec<&str> = self.by_query.then_some("query").into_iter().chain(self.relation.as_deref()).collect();
        if parts.is_empty() { "-".to_owned() } else { parts.join(", ") }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/first-story")
}

fn shorts(file: &str) -> Vec<Short> {
    toml::from_str::<Texts>(&std::fs::read_to_string(folder().join(file)).unwrap()).unwrap().text
}

/// The example as it is written for a user.
fn example() -> Desk {
    let desk = Desk::new(&[]);
    desk.done(&["init", "--example", desk.config().to_str().unwrap()]);
    desk
}

/// What each watch makes of the files, by file stem and watch.
fn made(desk: &Desk, files: &[PathBuf]) -> BTreeMap<(String, &'static str), Made> {
    let mut all = BTreeMap::new();
    for watch in WATCHES {
        let named: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let output = desk.dateline(&[&["watch", "test", watch, "--json"], &named[..]].concat());
        for tried in objects(&text(&output.stdout)) {
            let stem = Path::new(tried["file"].as_str().unwrap()).file_stem().unwrap().to_str().unwrap().to_owned();
            let hits: Vec<&Value> = tried["hits"].as_array().unwrap().iter().collect();
            let reasons = hits.iter().flat_map(|hit| hit["because"].as_array().unwrap());
            let (of_corpus, of_query): (Vec<&Value>, Vec<&Value>) = reasons.partition(|reason| reason["field"] == "corpus");
            let new_event = if tried["new_event"] == true { ", new event" } else { "" };
            let relation = (!of_corpus.is_empty()).then(|| format!("{}{new_event}", tried["relation"].as_str().unwrap()));
            all.insert((stem, watch), Made { by_query: !of_query.is_empty(), relation });
        }
    }
    all
}

fn write(desk: &Desk, shorts: &[Short]) -> Vec<PathBuf> {
    let put = |short: &Short| {
        desk.write(&format!("tried/{}.txt", short.id), &format!("{}\n\n{}\n", short.headline, short.summary));
        desk.config().join(format!("tried/{}.txt", short.id))
    };
    shorts.iter().map(put).collect()
}

fn long_texts() -> Vec<PathBuf> {
    (1..=10).map(|number| folder().join(format!("long-{number:02}.txt"))).collect()
}

/// `tests/first-story/table.txt` says what each watch makes of each text. Where it differs, the table as it is now
/// is in `target/first-story-table.txt`: look at each line that changed, and put it in the place of the other.
#[test]
fn each_watch_of_the_first_story_makes_of_each_text_what_the_table_says() {
    let desk = example();
    let (hits, lookalikes) = (shorts("hits.toml"), shorts("lookalikes.toml"));
    let files: Vec<PathBuf> = write(&desk, &hits).into_iter().chain(write(&desk, &lookalikes)).chain(long_texts()).collect();
    let made = made(&desk, &files);
    let of = |id: &str, watch| &made[&(id.to_owned(), watch)];
    let mut table = String::from("text     in  of        treaty                           military  economy\n");
    let mut wrong = Vec::new();
    let mut row = |id: &str, language: &str, of_watch: &str| {
        let cells = WATCHES.map(|watch| of(id, watch).shown());
        table.push_str(format!("{id:<8} {language:<3} {of_watch:<9} {:<32} {:<9} {}", cells[0], cells[1], cells[2]).trim_end());
        table.push('\n');
    };
    for short in &hits {
        let watch = short.watch.as_deref().unwrap();
        row(&short.id, &short.language, watch);
        let is_found = WATCHES.iter().any(|known| *known == watch && of(&short.id, known).is_hit());
        wrong.extend((!is_found).then(|| format!("{}, {watch}: not found", short.id)));
    }
    for short in &lookalikes {
        row(&short.id, &short.language, "-");
        wrong.extend(WATCHES.iter().filter(|watch| of(&short.id, watch).is_hit()).map(|watch| format!("{}: a hit of {watch}", short.id)));
    }
    for file in long_texts() {
        let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
        row(&id, "", "-");
        wrong.extend(WATCHES.iter().filter(|watch| of(&id, watch).by_query).map(|watch| format!("{id}: a hit of the query of {watch}")));
    }
    assert_eq!((hits.len(), lookalikes.len()), (30, 20));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_same(&table, "table.txt", "first-story-table.txt");
}

/// A file of the repository beside what it should hold now.
fn assert_same(now: &str, kept: &str, beside: &str) {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(beside);
    let expected = std::fs::read_to_string(folder().join(kept)).unwrap_or_default();
    if now != expected {
        std::fs::write(&target, now).unwrap();
        let differs: Vec<String> = now.lines().filter(|line| !expected.lines().any(|other| other == *line)).map(|line| format!("  {line}")).collect();
        panic!("tests/first-story/{kept} differs from target/{beside}:\n{}", differs.join("\n"));
    }
}

#[test]
fn the_users_own_seeds_go_beside_those_of_the_example() {
    let desk = example();
    desk.write("own.txt", "Ferry line to Rason planned\n\nVLADIVOSTOK, May 3, 2026 - Russia and North Korea plan a ferry line to Rason, both governments said on Sunday.\n");
    desk.done(&["corpus", "add", "dprk-russia-treaty", desk.config().join("own.txt").to_str().unwrap()]);
    assert_eq!(desk.listed(&["corpus", "show", "dprk-russia-treaty"]).len(), 13);
    assert!(desk.done(&["check"]).contains("3 watches, 1 readers: well formed"));
}
