//! `dateline source`: what is read, how it goes, and what an address would bring.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{ArgGroup, Subcommand};
use serde_json::json;

use super::discover::discover;
use super::edit::{ConfigLock, current, replace};
use super::print::say;
use super::words::quality;
use super::{Ended, Form, NotFound, Place, print, trial};
use crate::clock;
use crate::configuration::Configuration;
use crate::extract::{self, Repeated};
use crate::fetch::{Client, Limit, Validators, Visit};
use crate::link::Link;
use crate::source::{self, Finding, Reads};
use crate::store::SourceState;

#[derive(Debug, Subcommand)]
pub enum Source {
    /// All sources, and how their last visits went
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Add a source to sources/added.toml; its feed is found from a site's address
    Add(Add),
    /// Visit a source, or any address, and show what would be read; nothing is filed
    #[command(group(ArgGroup::new("which").required(true).args(["source", "all"])))]
    Test {
        /// A source's id, or an address
        source: Option<String>,
        /// Every source: how many entries, how new, or why not
        #[arg(long)]
        all: bool,
        /// Take `untried` off what works, in its file
        #[arg(long)]
        keep: bool,
        /// Articles that are read
        #[arg(long, default_value_t = 3)]
        articles: usize,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, clap::Args)]
pub struct Add {
    /// The address of a feed, a sitemap, a listing page or a site
    url: Link,
    /// Lower-case letters, digits and hyphens; from the host where it is not given
    #[arg(long)]
    id: Option<String>,
    #[arg(long)]
    name: Option<String>,
    /// agency, broadcaster, paper, government, organisation, blog, other
    #[arg(long, default_value = "other")]
    kind: String,
    /// Add it without visiting it
    #[arg(long)]
    untried: bool,
}

pub async fn carry_out(command: Source, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Source::List { form } => list(form, place).await,
        Source::Add(command) => add(command, place).await,
        Source::Test { source: Some(source), articles, keep, form, .. } => {
            test(&source, articles, keep, form, place).await
        }
        Source::Test { source: None, keep, form, .. } => trial::all(keep, form, place).await,
    }
}

async fn list(form: Form, place: &Place) -> anyhow::Result<Ended> {
    let configuration = place.configuration()?;
    let states = match place.store_if_there().await? {
        Some(store) => store.source_states().await?,
        None => Vec::new(),
    };
    let states: BTreeMap<String, SourceState> =
        states.into_iter().map(|state| (state.source.clone(), state)).collect();
    let mut rows = Vec::new();
    for source in &configuration.sources {
        let state = states.get(&source.id);
        if form.json {
            print::json(&json!({
                "id": source.id, "name": source.name, "url": source.link, "reads": source.reads,
                "kind": source.kind, "country": source.country,
                "language": source.language, "tier": source.tier, "untried": source.untried,
                "last_visit": state.and_then(|state| state.last_visit),
                "last_read": state.and_then(|state| state.last_read),
                "next_visit": state.map(|state| state.next_visit),
                "failures": state.map_or(0, |state| state.failures),
                "last_error": state.and_then(|state| state.last_error.clone()),
            }))?;
        }
        rows.push(vec![source.id.clone(), source.name.clone(), condition(state)]);
    }
    if !form.json && !rows.is_empty() {
        say!("{}", print::table(&["id", "name", "state"], rows.clone()));
    }
    Ok(if rows.is_empty() {
        print::nothing("no sources yet; dateline source add ADDRESS adds one")
    } else {
        Ended::Done
    })
}

/// How a source's visits go: read when, or not read since when and why.
fn condition(state: Option<&SourceState>) -> String {
    match state {
        Some(SourceState { failures: 0, last_read: Some(read), findings, .. }) => {
            format!("read {}, {findings} findings", print::moment(*read))
        }
        None | Some(SourceState { failures: 0, .. }) => "not visited yet".to_owned(),
        Some(state) => format!(
            "NOT READ{}: {} ({} times); next try {}",
            state
                .last_read
                .map(|read| format!(" since {}", print::moment(read)))
                .unwrap_or_default(),
            state.last_error.as_deref().unwrap_or("unknown"),
            state.failures,
            print::moment(state.next_visit)
        ),
    }
}

async fn test(
    named: &str,
    articles: usize,
    keep: bool,
    form: Form,
    place: &Place,
) -> anyhow::Result<Ended> {
    let configuration = Arc::new(place.configuration()?);
    let (link, reads) = match configuration.source(named) {
        Some(source) => (source.link.clone(), source.reads),
        None if named.contains("://") => (named.parse()?, Reads::Feed),
        None => {
            return Err(NotFound::among(
                configuration.sources.iter().map(|source| source.id.as_str()),
                "source",
                named,
            ));
        }
    };
    let client = configuration.client()?.with_timeout(configuration.timeout_for(&link));
    let found = discover(&configuration, &client, &link, reads).await?;
    let works = found.link == link && !found.contents.findings().is_empty();
    if let Some(source) = configuration.source(named).filter(|source| source.untried && works) {
        if keep {
            trial::keep(&configuration, &place.config, &[&source.id])?;
        } else if !form.json {
            say!(
                "{} was marked untried; it answers. With --keep that is taken out of its file.",
                source.id
            );
        }
    }
    if !form.json {
        say!(
            "{}: {} entries{}",
            found.link,
            found.contents.entries.len(),
            found
                .contents
                .title
                .as_ref()
                .map(|title| format!(", {}", print::line(title, 60)))
                .unwrap_or_default()
        );
        found.contents.notes.iter().for_each(|note| say!("  note: {}", print::line(note, 200)));
    }
    for finding in found.contents.findings().iter().take(articles) {
        let article = read_article(&configuration, &client, finding).await;
        if form.json {
            print::json(&article)?;
            continue;
        }
        say!("\n{}", print::bold(&print::line(&article.headline, 76)));
        say!("  {}", print::line(article.canonical_url.as_str(), 200));
        let published =
            article.published.map_or_else(|| "no date".to_owned(), |when| when.to_string());
        say!(
            "  {published}; {} words; {}",
            article.text.split_whitespace().count(),
            quality(article.quality)
        );
        article.notes.iter().for_each(|note| say!("  note: {}", print::line(note, 200)));
        say!("{}", print::filled(&print::line(&article.text, 300), 4));
    }
    Ok(if found.contents.entries.is_empty() { Ended::Nothing } else { Ended::Done })
}

/// The article of a finding's page; the one of its headline alone where the page is not answered.
async fn read_article(
    configuration: &Configuration,
    client: &Client,
    finding: &Finding,
) -> extract::Article {
    match client.visit(&finding.link, &Validators::default(), Limit::Page).await {
        Ok(Visit::Fresh(body)) => {
            configuration.article(body, Some(finding), &Repeated::default(), clock::now())
        }
        Ok(Visit::Unchanged) => extract::headline_only(
            finding,
            "the server says that nothing has changed, although nothing was asked before",
        ),
        Err(error) => extract::headline_only(finding, &error.to_string()),
    }
}

/// The file that `source add` writes to.
const ADDED: &str = "sources/added.toml";

async fn add(command: Add, place: &Place) -> anyhow::Result<Ended> {
    let Add { url, id, name, kind, untried } = command;
    let configuration = Arc::new(place.configuration()?);
    let (link, reads, title) = if untried {
        (url, Reads::Feed, None)
    } else {
        let found = discover(&configuration, &configuration.client()?, &url, Reads::Feed).await?;
        (found.link, found.reads, found.contents.title)
    };
    if let Some(known) =
        configuration.sources.iter().find(|source| source.link.folded() == link.folded())
    {
        bail!("{link} is read already, as `{}`", known.id);
    }
    let id = id.unwrap_or_else(|| id_from(&link));
    if configuration.source(&id).is_some() {
        bail!("there is a source `{id}` already; give another --id");
    }
    let name = name.or(title).map_or_else(|| link.host().to_owned(), |name| print::line(&name, 60));
    let lock = ConfigLock::take(&place.config)?;
    let file = current(&lock, &place.config, ADDED)?;
    let mut document: toml_edit::DocumentMut =
        file.text()?.parse().with_context(|| ADDED.to_owned())?;
    let mut table = toml_edit::Table::new();
    table["id"] = toml_edit::value(&id);
    table["name"] = toml_edit::value(&name);
    table["url"] = toml_edit::value(link.as_str());
    if reads != Reads::Feed {
        table["reads"] = toml_edit::value(serde_json::to_value(reads)?.as_str().unwrap_or("feed"));
    }
    table["kind"] = toml_edit::value(kind);
    if untried {
        table["untried"] = toml_edit::value(true);
    }
    let sources = document
        .entry("source")
        .or_insert(toml_edit::Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
    sources
        .as_array_of_tables_mut()
        .with_context(|| format!("{ADDED}: `source` is no array of tables"))?
        .push(table);
    replace(&lock, &place.config, ADDED, document.to_string().into_bytes(), |file| {
        source::parse(file, &configuration.settings().fetch).map(|_| ())
    })?;
    say!("added {id} ({name}) to {ADDED}: {link}");
    Ok(Ended::Done)
}

/// The id of a source that was given none, from its host: `harbour-post-example` of
/// `www.harbour-post.example`.
fn id_from(link: &Link) -> String {
    let host = link.host().trim_start_matches("www.");
    host.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
