//! `dateline extract FILE --url URL`: the article of a page.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Ended, Faults, RawForm, print};
use crate::clock;
use crate::extract::{self, Site};
use crate::link::Link;
use crate::page::{self, Page};
use crate::settings::{self, RawFile};
use crate::source::Crawlers;

#[derive(Debug, clap::Args)]
pub struct Extract {
    /// A file, or - for standard input
    file: String,
    /// The address that the page was read from
    #[arg(long)]
    url: Link,
    /// Apply the site rules of this folder
    #[arg(long, value_name = "DIR")]
    crawlers: Option<PathBuf>,
    /// Add the readings of the page's text that were weighed, their scores, and what was doubtful
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    form: RawForm,
}

pub fn carry_out(command: &Extract) -> anyhow::Result<Ended> {
    let bytes = input(&command.file)?;
    let crawlers = match &command.crawlers {
        Some(folder) => Crawlers::parse(&settings::read_folder(folder, &["toml"])?).map_err(Faults)?,
        None => Crawlers::default(),
    };
    let rules = crawlers.for_link(&command.url).and_then(|crawler| crawler.article.as_ref());
    let page = Page::parse(page::decode(&bytes, None), command.url.clone());
    let (article, candidates) = extract::explained(&page, None, &Site { rules, ..Site::default() }, clock::now());
    let mut printed = serde_json::to_value(&article)?;
    if let Some(fields) = printed.as_object_mut() {
        if command.explain {
            fields.insert("candidates".to_owned(), serde_json::to_value(&candidates)?);
        } else {
            // For people who look at one article; the fields that are promised stay the same.
            fields.remove("notes");
        }
    }
    print::object(&printed, command.form.pretty)?;
    Ok(if article.text.is_empty() { Ended::Nothing } else { Ended::Done })
}

/// The bytes of a file, or of standard input for `-`.
pub fn input(file: &str) -> anyhow::Result<Vec<u8>> {
    if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| file.to_owned())
}

/// A file or standard input as a file of the configuration would be read: `-` is plain text.
pub fn input_file(file: &str) -> anyhow::Result<RawFile> {
    let path = if file == "-" { "stdin.txt" } else { file };
    let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(RawFile { path: path.to_owned(), stem, bytes: input(file)? })
}

/// Does `each` with every file, whatever is wrong with others, and then says what was wrong.
pub fn for_each(files: &[String], mut each: impl FnMut(&str) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let wrong: Vec<String> = files.iter().filter_map(|file| each(file).err()).map(|error| format!("{error:#}")).collect();
    if wrong.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(wrong.join("\n"))) }
}
