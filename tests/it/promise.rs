//! What the runner of weeks of news reads of a run: its commands, their exit codes, the fields that
//! they print as JSON, the names of the mails' files, their headers, and the labels in their texts.
//!
//! The runner lives outside of this repository. It serves an invented week on loopback, makes a pass
//! after each step of it, and holds what came out beside what was expected. Whoever changes what is
//! held here changes the runner too; it says nothing itself where a label has become another one.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::desk::{Desk, text};
use crate::mail::{body, header, parts};
use crate::site::{Piece, Site};

/// The keys of a source, and of the settings, that the runner writes.
const SETTINGS: &str = "instance = \"week\"\ndata = \"data\"\n[fetch]\nevery = \
    \"1h\"\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\ntimeout = \"10s\"\n[report]\n\
    group_wait = \"0s\"\n";

fn source(id: &str, name: &str, site: &Site) -> String {
    format!(
        "[[source]]\nid = \"{id}\"\nname = \"{name}\"\nurl = \"{}\"\nreads = \"feed\"\nkind = \
            \"agency\"\ncountry = \"no\"\nlanguage = \"en\"\ntier = 2\n\n",
        site.link("/feed.xml")
    )
}

/// A text about the dockers' strike, as a page of that headline.
fn piece(file: &str, headline: Option<&str>) -> Piece {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/follow-ups/strike");
    let text = std::fs::read_to_string(folder.join(format!("{file}.txt"))).unwrap();
    let mut paragraphs: Vec<&str> = text.trim().split("\n\n").collect();
    let own = paragraphs.remove(0);
    Piece::new(file, headline.unwrap_or(own), &paragraphs)
}

/// The week: a baseline; a settlement, its reprint, and a look back; an edit.
struct Week {
    wire: Site,
    paper: Site,
    desk: Desk,
}

impl Week {
    fn new() -> Self {
        let wire = Site::new(vec![piece("08-anniversary", None)]);
        let paper = Site::new(Vec::new());
        let desk = Desk::new(&[
            ("dateline.toml", SETTINGS),
            (
                "watches/strike.toml",
                "title = \"Port strike\"\ncorpus = \"strike\"\n[alert]\ntell = [\"new-event\", \
                    \"same-story\"]\n",
            ),
            (
                "readers/desk.toml",
                "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = \
                    [\"strike\"]\nalerts = { channel = \"folder\" }\ndigest = { channel = \
                    \"folder\", at = \"07:00\" }\n",
            ),
        ]);
        desk.write(
            "sources/all.toml",
            &(source("wire", "The Wire", &wire) + &source("paper", "The Paper", &paper)),
        );
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/follow-ups/strike/seeds");
        for seed in std::fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path()) {
            desk.write(
                &format!("corpora/strike/{}", seed.file_name().unwrap().to_string_lossy()),
                &std::fs::read_to_string(&seed).unwrap(),
            );
        }
        Self { wire, paper, desk }
    }

    /// Makes the passes up to the settlement.
    fn begin(&self) {
        self.desk.pass();
        let mut deal = piece("05-deal", None);
        deal.paragraphs[0].insert_str(0, "BRENNHAVEN (Reuters) - ");
        self.wire.publish(vec![deal.clone(), piece("17-solidarity", None)]);
        self.paper.publish(vec![Piece {
            slug: "reprint".to_owned(),
            headline: "Seventeen days of silence in the port are over".to_owned(),
            ..deal
        }]);
        self.desk.pass();
    }

    /// Makes the passes behind it; gives the mails by the names of their files.
    fn end(&self) -> BTreeMap<String, String> {
        self.wire.edit("05-deal", |piece| {
            piece.headline.push_str(", vote next week");
            piece.paragraphs[2] = piece.paragraphs[2].replace("140 ships", "150 ships");
        });
        self.desk.pass();
        self.desk.done(&["digest", "send", "desk"]);
        self.desk.pass();
        self.mails()
    }

    fn mails(&self) -> BTreeMap<String, String> {
        std::fs::read_dir(self.desk.data().join("outbox"))
            .unwrap()
            .flatten()
            .map(|file| file.path())
            .filter(|file| file.extension().is_some_and(|ending| ending == "eml"))
            .map(|file| {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(&file).unwrap())
            })
            .collect()
    }

    /// The items by the last parts of their addresses.
    fn items(&self) -> BTreeMap<String, Value> {
        let items = self.desk.listed(&["item", "list", "--limit", "1000"]);
        let slug =
            |item: &Value| item["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        items.into_iter().map(|item| (slug(&item), item)).collect()
    }

    fn why(&self, item: &Value) -> Value {
        self.desk.listed(&["item", "why", item["id"].as_str().unwrap()]).remove(0)
    }
}

/// The plain text of a mail of two renderings.
fn plain(mail: &str) -> String {
    let parts = parts(mail);
    assert_eq!(parts.len(), 2);
    assert!(header(parts[0], "Content-Type").starts_with("text/plain"), "{}", parts[0]);
    assert!(header(parts[1], "Content-Type").starts_with("text/html"), "{}", parts[1]);
    body(parts[0]).replace("\r\n", "\n")
}

/// The one mail of that kind, by the name of its file.
fn mail<'m>(mails: &'m BTreeMap<String, String>, kind: &str) -> &'m str {
    let mut of_kind = mails.iter().filter(|(name, _)| {
        name.split_once(kind).is_some_and(|(_, rest)| rest.starts_with(['-', '.']))
    });
    let (_, mail) = of_kind.next().unwrap_or_else(|| panic!("no {kind} among {:?}", mails.keys()));
    assert_eq!(of_kind.next(), None, "{:?}", mails.keys());
    mail
}

/// Whether a line of the text begins so.
fn has_line(text: &str, start: &str) -> bool {
    text.lines().any(|line| line.starts_with(start))
}

#[test]
fn the_runner_of_weeks_reads_what_a_run_leaves() {
    let week = Week::new();
    week.begin();
    let deal = &week.items()["05-deal"];
    let beside = &week.why(deal)["verdict"]["corpora"]["strike"];
    assert_eq!(beside["new_event"], true, "{beside}");
    let story = &week.desk.listed(&["story", "show", deal["story"].as_str().unwrap()])[0];
    assert_eq!(story["chain"]["head"], deal["id"]);

    let mails = week.end();
    let items = week.items();
    assert_eq!(deal["url"], Value::from(week.wire.link("/a/05-deal")), "as the feed wrote it");
    let why = week.why(deal);
    let item = &why["item"];
    assert_eq!(item["baseline"], false);
    assert_eq!(item["version"], 2);
    assert_eq!((&item["story"], &item["id"]), (&deal["story"], &deal["id"]));
    let beside = &why["verdict"]["corpora"]["strike"];
    assert_eq!((&beside["copy"], &beside["closeness"]), (&"none".into(), &"related".into()));
    assert!(beside["relatedness"].is_f64() && beside["new_event"].is_boolean(), "{beside}");
    let told = |item: &Value| {
        let told = week.why(item)["told"].as_array().unwrap().clone();
        let row = |told: &Value| {
            (told["reader"].as_str().unwrap().to_owned(), told["how"].as_str().unwrap().to_owned())
        };
        told.iter().map(row).collect::<Vec<_>>()
    };
    let by = |how: &str| ("desk".to_owned(), how.to_owned());
    assert!(told(deal).contains(&by("alerted")), "{:?}", told(deal));
    assert_eq!(told(&items["17-solidarity"]), [by("digested")]);
    assert!(told(&items["reprint"]).contains(&by("counted")), "{:?}", told(&items["reprint"]));

    let seen = &week.why(&items["reprint"])["verdict"]["seen"];
    assert_eq!(seen["copy"], "duplicate");
    assert_eq!(seen["closeness"], "same-story");
    assert!(seen["relatedness"].is_f64(), "{seen}");
    assert_eq!(seen["nearest"]["item"], deal["id"]);
    let first = week.why(&items["08-anniversary"]);
    assert_eq!(first["item"]["baseline"], true);
    let seen = &first["verdict"]["seen"];
    assert_eq!((&seen["copy"], &seen["closeness"]), (&"none".into(), &"unrelated".into()));

    an_alert_has_its_labels(&week, mail(&mails, "-alert"));
    a_digest_has_its_labels(&week, mail(&mails, "-digest"));
}

fn an_alert_has_its_labels(week: &Week, mail: &str) {
    assert_eq!(header(mail, "To"), "desk@dateline.example");
    assert!(header(mail, "Subject").contains("Halvic"), "{mail}");
    assert!(header(mail, "Date").contains(" 20"), "{mail}");
    assert!(!mail.to_lowercase().contains("\nin-reply-to:"), "an opening answers nothing: {mail}");
    let text = plain(mail);
    assert_eq!(text.lines().next(), Some("NEW EVENT on your topic: Port strike"));
    // The lead's address stands above what is new, what else was reported and the reasons below.
    let address = week.wire.link("/a/05-deal");
    let place = |label: &str| {
        let line = text.lines().position(|line| line.trim_start().starts_with(label));
        line.unwrap_or_else(|| panic!("no {label} in {text}"))
    };
    let order = [&address, "WHAT IS NEW", "ALSO REPORTED", "WHY YOU GET THIS"].map(place);
    assert!(order.is_sorted(), "{order:?}: {text}");
    for label in ["WHAT IS NEW", "ALSO REPORTED", "WHY YOU GET THIS"] {
        assert!(has_line(&text, label), "{label} is indented: {text}");
    }
}

fn a_digest_has_its_labels(week: &Week, mail: &str) {
    assert_eq!(header(mail, "To"), "desk@dateline.example");
    let text = plain(mail);
    for label in ["1  DOCKERS RETURN", "BACKGROUND (on ", "BASELINE", "COVERAGE"] {
        assert!(has_line(&text, label), "{label}: {text}");
    }
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = flat.split_once("First: The Wire, read ").expect("who had it first").1;
    assert!(
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().any(|day| first.starts_with(day)),
        "{text}"
    );
    assert!(text.contains("EDITED: ") && text.contains(", folded: "), "{text}");
    assert!(text.contains("Cited, not among your sources: Reuters "), "{text}");
    assert!(text.contains(&week.wire.link("/a/05-deal")), "{text}");
}

#[test]
fn the_runner_of_weeks_finds_stories_that_have_gone_quiet_by_their_label() {
    let week = Week::new();
    week.begin();
    week.end();
    // As if the last report had come four days ago, and the last digest two.
    week.desk.sql(&[
        "UPDATE item SET first_seen = first_seen - 4 * 86400000000",
        "UPDATE story SET last_seen = last_seen - 4 * 86400000000",
        "UPDATE told SET at = at - 4 * 86400000000",
        "UPDATE hit SET filed_at = filed_at - 4 * 86400000000",
        "UPDATE reader_state SET digest_told_until = digest_told_until - 2 * 86400000000",
    ]);
    week.desk.done(&["digest", "send", "desk"]);
    week.desk.pass();
    let quiet = week.mails().into_values().map(|mail| plain(&mail));
    assert!(quiet.into_iter().any(|text| has_line(&text, "GONE QUIET")));
}

#[test]
fn the_runner_of_weeks_knows_how_a_command_ended() {
    let week = Week::new();
    let code = |arguments: &[&str]| week.desk.dateline(arguments).status.code();
    assert_eq!(code(&["check"]), Some(0));
    assert_eq!(code(&["run", "--once"]), Some(0));
    assert_eq!(code(&["item", "list", "--json", "--limit", "1000"]), Some(0));
    assert_eq!(code(&["item", "why", "i1", "--json"]), Some(0));
    assert_eq!(code(&["story", "show", "s1", "--json"]), Some(0));
    assert_eq!(code(&["story", "show", "s99", "--json"]), Some(1));
    week.desk.write("watches/strike.toml", "corpus = 7\n");
    let checked = week.desk.dateline(&["check"]);
    assert_eq!(checked.status.code(), Some(2), "{}", text(&checked.stdout));
    assert_eq!(code(&["run", "--once"]), Some(2));
}
