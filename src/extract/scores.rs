//! How well pages are read, on public data that lies beside the project: `DATELINE_DATA` names its
//! folder. Prints; fails only where a page is lost or the text gets worse than it was.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Article, Site, extract};
use crate::page::{Page, decode};

fn data(folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("DATELINE_DATA") else {
        eprintln!("skipped: DATELINE_DATA names no folder with {folder}");
        return None;
    };
    Some(Path::new(&root).join(folder)).filter(|path| path.is_dir())
}

fn read(file: &Path, address: &str) -> Article {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(file).unwrap()).read_to_end(&mut bytes).unwrap();
    let link = address.parse().unwrap_or_else(|_| "https://news.example/a".parse().unwrap());
    extract(&Page::parse(decode(&bytes, None), link), None, &Site::default(), "2026-11-25T00:00:00Z".parse().unwrap())
}

fn grams(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut grams = HashMap::new();
    let size = 4.min(words.len().max(1));
    for gram in words.windows(size) {
        *grams.entry(gram.to_vec()).or_default() += 1;
    }
    grams
}

/// Precision and recall.
#[expect(clippy::cast_precision_loss, reason = "shares")]
fn compared(read: &str, truth: &str) -> (f64, f64) {
    let (read, truth) = (grams(read), grams(truth));
    let shared: usize = read.iter().map(|(gram, count)| (*count).min(truth.get(gram).copied().unwrap_or_default())).sum();
    let all = |grams: &HashMap<Vec<&str>, usize>| grams.values().sum::<usize>() as f64;
    let share = |of: f64| if of == 0.0 { 0.0 } else { shared as f64 / of };
    match (all(&read), all(&truth)) {
        (0.0, 0.0) => (1.0, 1.0),
        (read, truth) => (share(read), share(truth)),
    }
}

fn truth(folder: &Path) -> serde_json::Map<String, Value> {
    let text = fs::read_to_string(folder.join("ground-truth.json")).unwrap();
    // one of the sets was written by a program that knows NaN
    serde_json::from_str::<Value>(&text.replace(": NaN", ": null")).unwrap().as_object().unwrap().clone()
}

fn score_texts(folder: &Path, verbose: bool) -> f64 {
    let (mut precision, mut recall, mut pages) = (0.0, 0.0, 0);
    for (key, expected) in truth(folder) {
        let file = folder.join("html").join(format!("{key}.html.gz"));
        if !file.is_file() {
            continue;
        }
        let article = read(&file, expected["url"].as_str().unwrap_or_default());
        let (p, r) = compared(&article.text, expected["articleBody"].as_str().unwrap_or_default());
        if verbose && (p < 0.95 || r < 0.95) {
            eprintln!("{p:.3} {r:.3} {key} {} {:?}", article.text.len(), article.quality);
        }
        precision += p;
        recall += r;
        pages += 1;
    }
    let (p, r) = (precision / f64::from(pages), recall / f64::from(pages));
    let f1 = 2.0 * p * r / (p + r);
    eprintln!("{}: {pages} pages, precision {p:.4}, recall {r:.4}, F1 {f1:.4}", folder.display());
    f1
}

fn key(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn texts_of_news_pages() {
    let Some(folder) = data("extraction/news") else { return };
    assert!(score_texts(&folder, true) > 0.975);
}

#[test]
fn texts_titles_authors_and_days_of_outlets() {
    let Some(folder) = data("extraction/outlets") else { return };
    assert!(score_texts(&folder, std::env::var_os("VERBOSE").is_some()) > 0.94);
    let (mut titles, mut authors, mut days) = ([0, 0], [0, 0], [0, 0]);
    for (name, expected) in truth(&folder) {
        let file = folder.join("html").join(format!("{name}.html.gz"));
        if !file.is_file() {
            continue;
        }
        let article = read(&file, "");
        let count = |counts: &mut [i32; 2], right: bool, message: String| {
            counts[1] += 1;
            counts[0] += i32::from(right);
            if !right {
                eprintln!("{name}: {message}");
            }
        };
        if let Some(title) = expected["title"].as_str() {
            count(&mut titles, key(title) == key(&article.headline), format!("title {title:?}, read {:?}", article.headline));
        }
        let people: Vec<String> = expected["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).map(key).collect();
        if !people.is_empty() {
            let read: Vec<String> = article.byline.iter().chain(&article.credits).map(|name| key(name)).collect();
            count(&mut authors, people.iter().all(|name| read.contains(name)), format!("authors {people:?}, read {read:?}"));
        }
        if let Some(day) = expected["published"].as_str().and_then(|day| day.get(..10)) {
            let read = article.published.map(|when| when.to_string()).unwrap_or_default();
            count(&mut days, read.starts_with(day), format!("day {day}, read {read} from {:?}", article.published_from));
        }
    }
    eprintln!("outlets: titles {titles:?}, authors {authors:?}, days {days:?}");
}

#[test]
fn days_of_dated_pages() {
    let Some(folder) = data("dates") else { return };
    let (mut right, mut wrong, mut none) = (0, 0, 0);
    for (address, expected) in truth(&folder) {
        let file = folder.join("html").join(format!("{}.gz", expected["file"].as_str().unwrap()));
        if !file.is_file() {
            continue;
        }
        let article = read(&file, &address);
        let day = expected["date"].as_str().unwrap_or_default();
        match article.published {
            Some(when) if when.day().to_string() == day => right += 1,
            Some(when) => {
                wrong += 1;
                eprintln!("{address}: {day}, read {when} from {:?}", article.published_from);
            }
            None => {
                none += 1;
                eprintln!("{address}: {day}, read none");
            }
        }
    }
    eprintln!("dates: {right} right, {wrong} wrong, {none} none");
}

#[test]
fn fields_of_many_pages() {
    let Some(folder) = data("metadata") else { return };
    let mut counts: HashMap<&str, [i32; 2]> = HashMap::new();
    for (address, expected) in truth(&folder) {
        let file = folder.join("html").join(format!("{}.gz", expected["file"].as_str().unwrap()));
        if !file.is_file() {
            continue;
        }
        let article = read(&file, &address);
        let people = article.byline.iter().chain(&article.credits).map(|name| key(name)).collect::<Vec<_>>();
        let mut count = |field: &'static str, read: String, right: &dyn Fn(&str) -> bool| {
            let Some(truth) = expected[field].as_str().filter(|truth| !truth.is_empty()) else {
                if field == "author" && !article.byline.is_empty() {
                    eprintln!("{address}: nobody, read {:?}", article.byline);
                }
                return;
            };
            let entry = counts.entry(field).or_default();
            entry[1] += 1;
            if right(&key(truth)) {
                entry[0] += 1;
            } else {
                eprintln!("{address}: {field} {truth:?}, read {read:?}");
            }
        };
        count("title", article.headline.clone(), &|truth| truth == key(&article.headline));
        count("author", people.join("; "), &|truth| truth.split("; ").all(|name| people.iter().any(|own| own == name)));
        count("date", article.published.map(|when| when.to_string()).unwrap_or_default(), &|truth| {
            article.published.is_some_and(|when| when.day().to_string() == truth)
        });
        count("sitename", article.site_name.clone().unwrap_or_default(), &|truth| {
            article.site_name.as_deref().is_some_and(|name| key(name) == truth)
        });
        for (field, wanted) in [("with", true), ("without", false)] {
            for phrase in expected[field].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let entry = counts.entry(field).or_default();
                entry[1] += 1;
                entry[0] += i32::from(key(&article.text).contains(&key(phrase)) == wanted);
            }
        }
    }
    eprintln!("metadata: {counts:?}");
}

#[test]
fn titles_and_authors_of_articles() {
    let Some(folder) = data("extraction/articles") else { return };
    let (mut titles, mut authors) = ([0, 0], [0, 0]);
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join("ground-truth")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for truth in files {
        let id = truth.file_stem().unwrap().to_str().unwrap().to_owned();
        let file = folder.join("html").join(format!("{id}.html.gz"));
        if !file.is_file() {
            continue;
        }
        let expected: Value = serde_json::from_str(&fs::read_to_string(&truth).unwrap()).unwrap();
        let article = read(&file, expected["url"].as_str().unwrap_or_default());
        let names: Vec<String> = article.byline.iter().chain(&article.credits).map(|name| key(name)).collect();
        let expected = &expected["ground_truth"];
        let count = |counts: &mut [i32; 2], right: bool, message: String| {
            counts[1] += 1;
            counts[0] += i32::from(right);
            if !right {
                eprintln!("articles/{id}: {message}");
            }
        };
        if let Some(title) = expected["title"].as_str().filter(|title| !title.is_empty()) {
            count(&mut titles, key(title) == key(&article.headline), format!("title {title:?}, read {:?}", article.headline));
        }
        if let Some(author) = expected["author"].as_str().filter(|author| !author.is_empty()) {
            count(&mut authors, names.contains(&key(author)), format!("author {author:?}, read {names:?}"));
        } else if !article.byline.is_empty() {
            eprintln!("articles/{id}: nobody, read {:?}", article.byline);
        }
    }
    eprintln!("articles: titles {titles:?}, authors {authors:?}");
}

/// The five articles that the project began with, beside the data.
#[test]
fn the_first_seeds_are_told_apart_by_their_shape() {
    let Some(folder) = data("../seeds") else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let shapes: Vec<String> = files
        .iter()
        .map(|file| {
            let article = super::plain("seed.txt", &fs::read_to_string(file).unwrap()).article;
            let published = article.published.map(|when| when.to_string()).unwrap_or_default();
            let marks =
                [article.deck.is_some(), article.section.is_some(), !article.byline.is_empty(), article.dateline.is_some(), article.notes.is_empty()];
            let marks: String =
                ["deck ", "section ", "byline ", "dateline ", "headline "].iter().zip(marks).filter(|(_, is)| *is).map(|(mark, _)| *mark).collect();
            format!("{marks}{published} {} {}", article.credits.join(","), article.text.split("\n\n").count())
        })
        .collect();
    let expected = [
        "deck dateline headline 2024-06-20 KCNA 22",
        "  9",
        "deck headline  EFE,Xinhua,TASS,teleSUR 9",
        "deck byline headline 2020-04-24 Pyongyang Times 14",
        "section headline   9",
    ];
    assert_eq!(shapes, expected);
}
