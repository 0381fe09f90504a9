//! The pages that reading is measured on, and what people read on them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use dateline::page;
use serde_json::{Map, Value};

/// The address of a page that has none of its own.
const ADDRESS: &str = "https://news.example/a";

/// A page with what people read on it.
pub struct Case {
    /// The key of the page in its set.
    pub name: String,
    pub address: String,
    pub html: String,
    pub truth: Truth,
}

/// What people read on a page: as much of it as its set says.
#[derive(Default)]
pub struct Truth {
    pub text: Option<Text>,
    /// The phrases that belong to the text.
    pub with: Vec<String>,
    /// The phrases that do not belong to the text.
    pub without: Vec<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    /// The day of publication, as `2024-06-20`.
    pub day: Option<String>,
}

/// The text of a page as people read it, by the way in which its set is scored.
pub enum Text {
    /// A text that is scored by word 4-grams.
    Grams(String),
    /// A text that is scored by words.
    Words(String),
}

/// The cases of a set: those of its truths whose page lies in `folder`, by name.
pub fn cases(folder: &Path) -> anyhow::Result<Vec<Case>> {
    let pages = folder.join("html");
    let mut cases = Vec::new();
    for (key, fields) in truths(folder)? {
        let name = fields.get("file").and_then(Value::as_str).unwrap_or(&key);
        let Some(file) = ["html.gz", "gz", "html"]
            .iter()
            .map(|end| pages.join(format!("{name}.{end}")))
            .chain([pages.join(name)])
            .find(|file| file.is_file())
        else {
            continue;
        };
        let address = [fields.get("url").and_then(Value::as_str), Some(key.as_str())]
            .into_iter()
            .flatten()
            .find(|address| address.contains("://"));
        cases.push(Case {
            name: key.clone(),
            address: address.unwrap_or(ADDRESS).to_owned(),
            html: page::decode(&bytes(&file)?, None),
            truth: truth(&fields),
        });
    }
    anyhow::ensure!(
        !cases.is_empty(),
        "{}: no page of `html` has a ground truth",
        folder.display()
    );
    Ok(cases)
}

/// The fields of each truth of a set, by the key of its page.
fn truths(folder: &Path) -> anyhow::Result<BTreeMap<String, Map<String, Value>>> {
    let mut truths = BTreeMap::new();
    let one = folder.join("ground-truth.json");
    if one.is_file() {
        for (key, value) in parsed(&one)?.as_object().into_iter().flatten() {
            truths.insert(key.clone(), value.as_object().cloned().unwrap_or_default());
        }
        return Ok(truths);
    }
    let many = folder.join("ground-truth");
    let files = fs::read_dir(&many).with_context(|| {
        format!("{}: neither ground-truth.json nor ground-truth/ is there", folder.display())
    })?;
    for file in files {
        let file = file?.path();
        let value = parsed(&file)?;
        let mut fields = value["ground_truth"].as_object().cloned().unwrap_or_default();
        fields.extend(value.get("url").map(|url| ("url".to_owned(), url.clone())));
        truths.insert(file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), fields);
    }
    Ok(truths)
}

/// The JSON of a file, with `null` for NaN: one of the public sets was written by a program that
/// knows it.
fn parsed(file: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    serde_json::from_str(&text.replace(": NaN", ": null"))
        .with_context(|| file.display().to_string())
}

/// The truth that the fields of any of the known sets say.
fn truth(fields: &Map<String, Value>) -> Truth {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
    let said = |key: &str| text(key).filter(|text| !text.trim().is_empty());
    let list = |key: &str| {
        fields
            .get(key)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let author =
        said("author").map(|author| author.split(';').map(|name| name.trim().to_owned()).collect());
    Truth {
        text: text("articleBody")
            .map(Text::Grams)
            .or_else(|| text("main_content").map(Text::Words)),
        with: list("with"),
        without: list("without"),
        title: said("title"),
        authors: author.unwrap_or_else(|| list("authors")),
        day: ["date", "published", "publish_date"]
            .iter()
            .find_map(|key| said(key))
            .and_then(|day| day.get(..10).map(str::to_owned)),
    }
}

/// The bytes of a page, unpacked where its file is gzipped.
fn bytes(file: &PathBuf) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut reader = File::open(file)?;
    if file.extension().is_some_and(|end| end == "gz") {
        flate2::read::MultiGzDecoder::new(reader).read_to_end(&mut bytes)?;
    } else {
        reader.read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
