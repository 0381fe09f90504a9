//! `dateline extract FILE --url URL`: the article of a page.

use std::path::PathBuf;

use super::input::input;
use super::{Ended, Faults, RawForm, print};
use crate::clock;
use crate::extract::{self, Site};
use crate::link::Link;
use crate::page::{self, Page};
use crate::settings;
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
        Some(folder) => {
            Crawlers::parse(&settings::read_folder(folder, &["toml"])?).map_err(Faults)?
        }
        None => Crawlers::default(),
    };
    let rules = crawlers.for_link(&command.url).and_then(|crawler| crawler.article.as_ref());
    let page = Page::parse(page::decode(&bytes, None), command.url.clone());
    let (article, candidates) =
        extract::explained(&page, None, &Site { rules, ..Site::default() }, clock::now());
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
