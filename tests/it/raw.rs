//! The four commands that need no configuration: their fields and spans are a promise.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::desk::{Desk, objects, text};

const SEED: &str = "Pact on the Northern Banks Signed\n\nHarbourtown, June 20 (Meridian) — The \
    two ministers signed the fisheries pact on Wednesday after three days of talks in the old \
    customs house.\n\n“The pact is no threat to anybody and will be honoured by both fleets for \
    many years,” the minister said, and thanked the crews.\n\nRELATED: Ministers meet at sea\n";
const ITEM: &str = "Skip to content\n\nFishermen Look at the Pact\n\nA café owner in Harbourtown \
    read the pact aloud. “The pact is no threat to anybody and will be honoured by both fleets \
    for many years,” the minister said, and thanked the crews.\n\nOn 3 July the first 40 boats \
    will leave the harbour, the fishermen's union said.\n";

fn desk() -> Desk {
    Desk::new(&[("seeds/pact.txt", SEED), ("item.txt", ITEM), ("empty.txt", ""), ("folder/x", "")])
}

fn path(desk: &Desk, name: &str) -> String {
    desk.config().join(name).to_str().unwrap().to_owned()
}

#[track_caller]
fn keys(object: &Value, expected: &str) {
    let found: BTreeSet<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(found, expected.split(' ').collect::<BTreeSet<_>>());
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn piece<'a>(file: &'a str, span: &Value) -> &'a str {
    let at = |place: usize| usize::try_from(span[place].as_u64().unwrap()).unwrap();
    &file[at(0)..at(1)]
}

#[test]
fn a_feeds_entries_have_their_fields_and_times_as_they_came() {
    let desk = Desk::new(&[]);
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>\
        <item><title>One</title><link>/1</link>\
        <pubDate>Tue, 24 Nov 2026 10:00:00 +0900</pubDate></item>\
        <item><title>Two</title><link>https://b.example/2</link></item></channel></rss>";
    let output = desk.fed(&["feed", "-", "--url", "https://a.example/feed"], feed.as_bytes());
    let entries = objects(&text(&output.stdout));
    assert_eq!(output.status.code(), Some(0));
    entries.iter().for_each(|entry| {
        keys(entry, "title link id published updated authors language summary content");
    });
    assert_eq!(
        (&entries[0]["link"], &entries[0]["published"]),
        (&Value::from("https://a.example/1"), &Value::from("2026-11-24T10:00:00+09:00"))
    );
    assert_eq!(
        (&entries[1]["published"], &entries[1]["authors"]),
        (&Value::Null, &Value::Array(Vec::new()))
    );
}

#[test]
fn an_extracted_article_has_the_promised_fields_only() {
    let desk = Desk::new(&[]);
    let page = format!(
        "<!doctype html><html lang=en><head><title>Pact signed</title><meta \
            property=article:published_time \
            content=2026-06-20T09:30:00+09:00></head><body><article><h1>Pact \
            signed</h1>{}</article></body></html>",
        SEED.split("\n\n").skip(1).map(|text| format!("<p>{text}</p>")).collect::<String>()
    );
    let output = desk
        .fed(&["extract", "-", "--url", "https://a.example/pact?utm_source=x"], page.as_bytes());
    let article = &objects(&text(&output.stdout))[0];
    keys(
        article,
        "url canonical_url headline deck byline published published_from modified language \
            language_from site_name section tags amp_url dateline credits image paywall quality \
            text",
    );
    keys(&article["dateline"], "place date agency");
    assert_eq!(article["canonical_url"], "https://a.example/pact");
    assert_eq!(article["published"], "2026-06-20T09:30:00+09:00");
    assert_eq!((&article["deck"], &article["tags"]), (&Value::Null, &Value::Array(Vec::new())));
    assert!(article["text"].as_str().unwrap().contains("\n\n"));
}

#[test]
fn compared_articles_have_their_evidence_at_bytes_of_both_files() {
    let desk = desk();
    let seeds = path(&desk, "seeds/");
    let compared = objects(&desk.done(&[
        "compare",
        "--corpus",
        &seeds,
        &path(&desk, "item.txt"),
        &path(&desk, "empty.txt"),
    ]));
    compared.iter().for_each(|one| {
        keys(
            one,
            "file relation copy closeness new_event nearest resemblance containment \
            relatedness passages new_sentences terms because",
        );
        keys(&one["containment"], "item_in_seed seed_in_item");
    });
    let item = &compared[0];
    assert_eq!(
        (&item["file"], &item["nearest"]),
        (&Value::from(path(&desk, "item.txt")), &Value::from("pact.txt"))
    );
    assert_eq!(item["relation"], item["copy"]);
    let passage = &item["passages"][0];
    keys(passage, "seed seed_span span text");
    let said = words(passage["text"].as_str().unwrap());
    for (file, span) in [(ITEM, &passage["span"]), (SEED, &passage["seed_span"])] {
        assert_eq!(words(piece(file, span)), said);
    }
    let sentence = &item["new_sentences"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["text"].as_str().unwrap().contains("boats"))
        .unwrap();
    keys(sentence, "text facts");
    assert!(sentence["facts"].as_array().unwrap().iter().all(Value::is_string), "{sentence}");
    keys(&item["terms"][0], "term weight");
}

#[test]
fn matched_clauses_stand_at_bytes_of_the_file() {
    let desk = desk();
    desk.write("watches/corpus.toml", "title = \"Seeds\"\ncorpus = \"seeds\"\n");
    desk.write("watches/other.toml", "title = \"Other\"\nquery = \"snow\"\n");
    desk.write(
        "watches/pact.toml",
        "title = \"Pact\"\nquery = \"pact AND harbour AND title:fishermen AND café\"\n",
    );
    let output = desk.fed(&["match", "--watches", &path(&desk, "watches"), "-"], ITEM.as_bytes());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let matched = &objects(&text(&output.stdout))[0];
    keys(matched, "file hits");
    assert_eq!(matched["file"], "-");
    let hits = matched["hits"].as_array().unwrap();
    assert_eq!(hits.iter().map(|hit| hit["watch"].as_str().unwrap()).collect::<Vec<_>>(), ["pact"]);
    let because = hits[0]["because"].as_array().unwrap();
    because.iter().for_each(|reason| keys(reason, "clause span"));
    let found: BTreeSet<String> =
        because.iter().flat_map(|reason| words(piece(ITEM, &reason["span"]))).collect();
    assert_eq!(found, ["café", "fishermen", "harbour", "pact"].map(str::to_owned).into());
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_read() {
    let desk = desk();
    std::fs::write(desk.config().join("garbage.txt"), [0xff, 0xfe, 0x00, 0x80]).unwrap();
    let names = ["garbage.txt", "none.txt", "folder", "item.txt"].map(|name| path(&desk, name));
    desk.write("watches/pact.toml", "title = \"Pact\"\nquery = \"pact\"\n");
    for command in [
        ["compare", "--corpus", &path(&desk, "seeds")],
        ["match", "--watches", &path(&desk, "watches")],
    ] {
        let output =
            desk.dateline(&[&command[..], &names.each_ref().map(String::as_str)[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(objects(&text(&output.stdout)).len(), 1);
        let errors = text(&output.stderr);
        assert_eq!(errors.lines().count(), 3, "{errors}");
        assert!(
            names[..3]
                .iter()
                .zip(errors.lines())
                .all(|(name, line)| line.starts_with(name.as_str())),
            "{errors}"
        );
    }
    assert!(
        desk.refused(&["compare", "--corpus", &path(&desk, "nowhere"), &names[3]])
            .contains("nowhere: No such file")
    );
    assert!(desk.refused(&["compare", "--corpus", &names[3], &names[3]]).contains("is no folder"));
    assert!(
        desk.refused(&["match", "--watches", &path(&desk, "nowhere"), &names[3]])
            .contains("no such folder")
    );
    assert!(
        desk.refused(&["extract", &names[2], "--url", "https://a.example/"])
            .contains("Is a directory")
    );
    assert!(desk.refused(&["feed", &path(&desk, "empty.txt")]).contains("the answer is empty"));
}
