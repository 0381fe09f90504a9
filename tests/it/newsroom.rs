//! What the pipeline reads from the invented newsroom's pages, beside what its articles say.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::store::{Archived, Store};

use crate::demo::demo;

/// Whether `text` is the template `written`, whatever its `{{ … }}` became.
fn is_printed(written: &str, text: &str) -> bool {
    let mut rest = text;
    for (place, literal) in written
        .split("{{")
        .map(|piece| piece.split_once("}}").map_or(piece, |(_, literal)| literal))
        .enumerate()
    {
        let Some(at) = rest.find(literal).filter(|at| place > 0 || *at == 0) else { return false };
        rest = &rest[at + literal.len()..];
    }
    rest.is_empty() || written.ends_with("}}")
}

/// The headline and the paragraphs of every article, by outlet and slug, as the newsroom wrote them
/// last.
fn written() -> BTreeMap<String, (String, Vec<String>)> {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/demo/pages");
    let mut written = BTreeMap::new();
    let mut reprints = Vec::new();
    for outlet in std::fs::read_dir(pages).unwrap().map(|entry| entry.unwrap()) {
        let name = outlet.file_name().into_string().unwrap();
        let file: toml::Table =
            std::fs::read_to_string(outlet.path().join("outlet.toml")).unwrap().parse().unwrap();
        for article in file["article"].as_array().unwrap() {
            let slug = format!("{name}/{}", article["slug"].as_str().unwrap());
            let headline = article["title"].as_str().unwrap().to_owned();
            if let Some(reprint) = article.get("reprints") {
                let original = format!(
                    "{}/{}",
                    reprint["outlet"].as_str().unwrap(),
                    reprint["slug"].as_str().unwrap()
                );
                let paragraphs = reprint.get("paragraphs").and_then(toml::Value::as_integer);
                reprints.push((slug, headline, original, paragraphs));
                continue;
            }
            let mut text = article["text"].as_str().unwrap().to_owned();
            for edit in article.get("edits").and_then(toml::Value::as_array).into_iter().flatten() {
                text = text.replace(edit[0].as_str().unwrap(), edit[1].as_str().unwrap());
            }
            let paragraphs: Vec<String> =
                text.split("\n\n").map(|paragraph| paragraph.trim().to_owned()).collect();
            written.insert(slug, (headline, paragraphs));
        }
    }
    for (slug, headline, original, paragraphs) in reprints {
        let mut text = written[&original].1.clone();
        text.truncate(paragraphs.map_or(usize::MAX, |count| usize::try_from(count).unwrap()));
        written.insert(slug, (headline, text));
    }
    written
}

#[test]
fn every_page_is_read_whole_in_order_and_without_furniture() {
    let shown = demo();
    let archive: Vec<Archived> = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::read_only(&shown.out.join("data/dateline.db")).await.unwrap();
        store.archive(dateline::id::ItemId(0), 100).await.unwrap()
    });
    let written = written();
    let mut faults = Vec::new();
    let mut readable = 0;
    for Archived { item, article } in &archive {
        let slug = item.url.url().path().trim_start_matches('/');
        let (headline, paragraphs) = &written[slug];
        if &article.headline != headline {
            faults.push(format!("{slug}: the headline is {:?}", article.headline));
        }
        // one page answers with an error
        if article.notes.iter().any(|note| note.contains("500")) {
            continue;
        }
        readable += 1;
        let read: Vec<&str> = article.text.split("\n\n").collect();
        if read.len() != paragraphs.len()
            || !read.iter().zip(paragraphs).all(|(read, written)| is_printed(written, read))
        {
            faults.push(format!("{slug}: {}", article.text));
        }
    }
    assert_eq!((readable, archive.len()), (28, written.len()));
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
