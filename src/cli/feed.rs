//! `dateline feed FILE`: the entries of a feed, sitemap or JSON feed, in the document's order.

use serde_json::json;

use super::input::input;
use super::{Ended, RawForm, print};
use crate::link::Link;
use crate::source::{self, Answer, Reads};

#[derive(Debug, clap::Args)]
pub struct Feed {
    /// A file, or - for standard input
    file: String,
    /// The address that relative links are resolved against
    #[arg(long, value_name = "BASE", default_value = "https://file.invalid/")]
    url: Link,
    #[command(flatten)]
    form: RawForm,
}

/// The most entries of one document that are printed.
const ENTRIES: usize = 100_000;

pub fn carry_out(command: &Feed) -> anyhow::Result<Ended> {
    let bytes = input(&command.file)?;
    let answer =
        Answer { reads: Reads::Feed, base: &command.url, bytes: &bytes, content_type: None };
    let reading = source::read(&answer, None, ENTRIES)
        .map_err(|unreadable| anyhow::anyhow!("{}: {unreadable}", command.file))?;
    for entry in &reading.entries {
        let entry = json!({
            "title": entry.title, "link": entry.link, "id": entry.id, "published": entry.published,
            "updated": entry.updated,
            "authors": entry.authors, "language": entry.language, "summary": entry.summary,
            "content": entry.content,
        });
        print::object(&entry, command.form.pretty)?;
    }
    Ok(if reading.entries.is_empty() { Ended::Nothing } else { Ended::Done })
}
