//! `dateline corpus`: the seed articles, and what was read from them.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;
use toml_edit::{DocumentMut, Table, value};

use super::edit::{ConfigLock, current, file_for, replace};
use super::print::say;
use super::{Ended, Form, NotFound, Place, print, survey};
use crate::clock::{self, When};
use crate::compare::{About, Corpus as Seeds};
use crate::configuration::{Configuration, saved};
use crate::extract::{self, Article, Quality, Repeated};
use crate::fetch::{Limit, Validators, Visit};
use crate::id::ItemId;
use crate::link::Link;
use crate::settings::{RawFile, read_corpus};
use crate::store::Archived;

#[derive(Debug, Subcommand)]
pub enum Corpus {
    /// All corpora
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Put articles into a corpus; it is made where there is none
    Add {
        /// The corpus: a folder below corpora/
        name: String,
        /// Files (.txt, .md, .html), addresses, or item:ID of the archive
        #[arg(required = true)]
        articles: Vec<String>,
    },
    /// What was read from the seeds, what was judged, and what to add
    Show {
        name: String,
        #[command(flatten)]
        form: Form,
    },
    /// Take a seed out of a corpus; a corpus without seeds goes too
    Remove {
        name: String,
        /// The seed's file, as corpus show names it
        file: String,
    },
}

pub async fn carry_out(command: Corpus, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Corpus::List { form } => list(form, &place.configuration()?),
        Corpus::Add { name, articles } => add(&name, &articles, place).await,
        Corpus::Show { name, form } => survey::show(&name, form, place).await,
        Corpus::Remove { name, file } => remove(&name, &file, place),
    }
}

fn list(form: Form, configuration: &Configuration) -> anyhow::Result<Ended> {
    let watched = |corpus: &Seeds| -> Vec<String> {
        configuration
            .watches
            .iter()
            .filter(|watch| watch.corpus.as_deref() == Some(&corpus.name))
            .map(|watch| watch.id.clone())
            .collect()
    };
    let corpora = &configuration.grounds.corpora;
    if form.json {
        for corpus in corpora {
            print::json(&json!({ "corpus": corpus.name, "seeds": corpus.seeds.len(),
                    "watches": watched(corpus) }))?;
        }
    } else if !corpora.is_empty() {
        let rows = corpora.iter().map(|corpus| {
            vec![corpus.name.clone(), corpus.seeds.len().to_string(), watched(corpus).join(", ")]
        });
        say!("{}", print::table(&["corpus", "seeds", "watches"], rows));
    }
    Ok(if corpora.is_empty() {
        print::nothing("no corpora yet; dateline corpus add NAME FILE makes one")
    } else {
        Ended::Done
    })
}

async fn add(name: &str, articles: &[String], place: &Place) -> anyhow::Result<Ended> {
    if name.is_empty()
        || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    {
        bail!("`{name}` cannot name a corpus; use lower-case letters, digits and hyphens");
    }
    let configuration = place.configuration()?;
    for given in articles {
        let New { file, bytes, published } = match given.strip_prefix("item:") {
            Some(item) => archived(item.parse()?, place).await?,
            None if given.contains("://") => fetched(&configuration, &given.parse()?).await?,
            None => copied(given)?,
        };
        let path = format!("corpora/{name}/{file}");
        let lock = ConfigLock::take(&place.config)?;
        if place.config.join(&path).exists() {
            bail!("{path} is there already; rename the file, or remove the seed first");
        }
        let raw = RawFile { path: path.clone(), stem: String::new(), bytes: bytes.clone() };
        let article = saved(&raw)?.article;
        replace(&lock, &place.config, &path, bytes, |raw| {
            match saved(raw)?.article.text.is_empty() {
                true => Err(raw.fault(None, NO_ARTICLE)),
                false => Ok(()),
            }
        })?;
        // the day stands in the text, or else beside it
        if let Some(published) = published
            .filter(|published| article.published.is_none_or(|read| read.day() != published.day()))
        {
            note_published(&lock, place, name, &file, published)?;
        }
        say!("added {path}: {}", print::line(&article.headline, 100));
    }
    if configuration.watches.iter().all(|watch| watch.corpus.as_deref() != Some(name)) {
        say!("no watch uses it yet; write corpus = \"{name}\" into a file of watches/");
    }
    Ok(Ended::Done)
}

/// The fault of a file in which no article is found.
const NO_ARTICLE: &str = "no article was found in it; a .txt has the headline on its first line \
    and paragraphs below, a page is .html";

/// Writes when a seed was published into its corpus's `corpus.toml`, as its key `published`.
fn note_published(
    lock: &ConfigLock,
    place: &Place,
    name: &str,
    file: &str,
    published: When,
) -> anyhow::Result<()> {
    let path = format!("corpora/{name}/corpus.toml");
    let about = current(lock, &place.config, &path)?;
    let mut document: DocumentMut = about.text()?.parse().with_context(|| path.clone())?;
    let seeds = document.entry("seed").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        toml_edit::Item::Table(table)
    });
    let seeds = seeds
        .as_table_like_mut()
        .with_context(|| format!("{path}: write each seed under a [seed.\"FILE\"] of its own"))?;
    let seed = seeds.entry(file).or_insert(toml_edit::Item::Table(Table::new()));
    seed["published"] = value(published.to_string());
    let raw = read_corpus(&place.config, &format!("corpora/{name}"))?;
    replace(lock, &place.config, &path, document.to_string().into_bytes(), |about| {
        About::parse(about, &raw.seeds, &raw.judged).map(|_| ())
    })
}

fn remove(name: &str, file: &str, place: &Place) -> anyhow::Result<Ended> {
    let lock = ConfigLock::take(&place.config)?;
    let configuration = place.configuration()?;
    let known = configuration.grounds.corpora.iter().map(|corpus| corpus.name.as_str());
    let corpus =
        configuration.grounds.corpus(name).ok_or_else(|| NotFound::among(known, "corpus", name))?;
    let seeds = corpus.seeds.iter().map(|seed| seed.file.as_str());
    if seeds.clone().all(|seed| seed != file) {
        return Err(NotFound::among(seeds, "seed", file));
    }
    let folder = format!("corpora/{name}");
    if corpus.seeds.len() == 1 {
        if let Some(watch) =
            configuration.watches.iter().find(|watch| watch.corpus.as_deref() == Some(name))
        {
            bail!(
                "{file} is the last seed of {name}, which watches/{}.toml uses; add another seed \
                    first, or change the watch",
                watch.id
            );
        }
        if !corpus.judged.is_empty() {
            bail!(
                "{file} is the last seed of {name}, and without it what you judged means nothing; \
                    remove {folder} yourself if it is to go"
            );
        }
        std::fs::remove_dir_all(place.config.join(&folder)).with_context(|| folder.clone())?;
        say!("removed {folder}: {file} was its last seed");
        return Ok(Ended::Done);
    }
    // what is said of the seed goes first: a daemon that looks in between finds nothing wrong
    let path = format!("{folder}/corpus.toml");
    let about = current(&lock, &place.config, &path)?;
    let mut document: DocumentMut = about.text()?.parse().with_context(|| path.clone())?;
    let entry = document.get_mut("seed").and_then(|seeds| seeds.as_table_like_mut()?.remove(file));
    if let Some(entry) = entry {
        let raw = read_corpus(&place.config, &folder)?;
        let left = format!("{}{document}", head_of(about.text()?, &entry));
        replace(&lock, &place.config, &path, left.into_bytes(), |about| {
            About::parse(about, &raw.seeds, &raw.judged).map(|_| ())
        })?;
    }
    std::fs::remove_file(place.config.join(&folder).join(file))
        .with_context(|| format!("{folder}/{file}"))?;
    let left = corpus.seeds.len() - 1;
    say!(
        "removed {folder}/{file}; {left} {} left",
        if left == 1 { "seed is" } else { "seeds are" }
    );
    Ok(Ended::Done)
}

/// The head of `file`, which is said of the whole of it: what stands over its first entry, up to
/// the last blank line there. Empty where `first` is not that entry, or no blank line parts them.
fn head_of<'a>(file: &'a str, first: &toml_edit::Item) -> &'a str {
    let over =
        first.as_table().and_then(|entry| entry.decor().prefix()?.as_str()).unwrap_or_default();
    let is_first = file.starts_with(over);
    over.rfind("\n\n").filter(|_| is_first).map_or("", |end| &file[..=end])
}

/// A seed that is to be added.
struct New {
    /// The name of its file in the corpus's folder.
    file: String,
    bytes: Vec<u8>,
    /// The moment of publication, where it is known from elsewhere than the text.
    published: Option<When>,
}

impl New {
    /// The seed that an article makes that was read already; its headline is marked as one where
    /// its shape alone does not show it.
    fn of(article: &Article) -> Self {
        let day =
            article.published.map_or_else(|| "undated".to_owned(), |when| when.day().to_string());
        let file = file_for(&day, &article.headline);
        let text = extract::keep(article);
        let is_read = extract::plain(&file, &text).article.headline == article.headline;
        let bytes = if is_read { text } else { format!("# {text}") }.into_bytes();
        Self { file, bytes, published: article.published }
    }
}

/// The seed that is a copy of the file at the path `given`.
fn copied(given: &str) -> anyhow::Result<New> {
    let path = Path::new(given);
    let file = path
        .file_name()
        .with_context(|| format!("{given} names no file"))?
        .to_string_lossy()
        .into_owned();
    Ok(New { file, bytes: std::fs::read(path).with_context(|| given.to_owned())?, published: None })
}

/// The seed that the article at an address makes, as text: headline, dateline and paragraphs as
/// they were read.
async fn fetched(configuration: &Configuration, link: &Link) -> anyhow::Result<New> {
    let client = configuration.client()?.with_timeout(configuration.timeout_for(link));
    let Visit::Fresh(body) = client
        .visit(link, &Validators::default(), Limit::Page)
        .await
        .with_context(|| link.to_string())?
    else {
        bail!(
            "{link}: the server says that nothing has changed, although nothing was asked before"
        );
    };
    let article = configuration.article(body, None, &Repeated::default(), clock::now());
    if article.quality == Quality::HeadlineOnly {
        bail!("{link}: the article could not be read whole; save its text to a file and add that");
    }
    Ok(New::of(&article))
}

/// The seed that an item of the archive makes, as it was read last.
async fn archived(id: ItemId, place: &Place) -> anyhow::Result<New> {
    let found = place.store().await?.archived(&[id]).await?.pop();
    let Archived { article, .. } = found.ok_or_else(|| NotFound::item(id))?;
    if article.quality == Quality::HeadlineOnly {
        bail!("of {id} no more than the headline was read; save its text to a file and add that");
    }
    Ok(New::of(&article))
}
