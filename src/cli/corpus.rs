//! `dateline corpus`: the seed articles, and what was read from them.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;

use super::edit::{ConfigLock, replace};
use super::print::say;
use super::{Ended, Form, NotFound, Place, print};
use crate::clock;
use crate::compare::{Corpus as Seeds, Role, Seed, Signals};
use crate::daemon::{Configuration, saved};
use crate::extract::{self, Article, Repeated};
use crate::fetch::{Limit, Validators, Visit};
use crate::link::Link;
use crate::settings::RawFile;
use crate::source::dates;

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
        /// Files (.txt, .md, .html) or addresses
        #[arg(required = true)]
        articles: Vec<String>,
    },
    /// What was read from the seeds
    Show {
        name: String,
        #[command(flatten)]
        form: Form,
    },
}

/// Terms of a seed that are shown.
const TERMS: usize = 8;

pub async fn carry_out(command: Corpus, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Corpus::List { form } => list(form, &place.configuration()?),
        Corpus::Add { name, articles } => add(&name, &articles, place).await,
        Corpus::Show { name, form } => show(&name, form, &place.configuration()?),
    }
}

fn list(form: Form, configuration: &Configuration) -> anyhow::Result<Ended> {
    let watched = |corpus: &Seeds| -> Vec<String> {
        configuration.watches.iter().filter(|watch| watch.corpus.as_deref() == Some(&corpus.name)).map(|watch| watch.id.clone()).collect()
    };
    let corpora = &configuration.grounds.corpora;
    if form.json {
        for corpus in corpora {
            print::json(&json!({ "corpus": corpus.name, "seeds": corpus.seeds.len(), "watches": watched(corpus) }))?;
        }
    } else if !corpora.is_empty() {
        let rows = corpora.iter().map(|corpus| vec![corpus.name.clone(), corpus.seeds.len().to_string(), watched(corpus).join(", ")]);
        say!("{}", print::table(&["corpus", "seeds", "watches"], rows));
    }
    Ok(if corpora.is_empty() { print::nothing("no corpora yet; dateline corpus add NAME FILE makes one") } else { Ended::Done })
}

fn show(name: &str, form: Form, configuration: &Configuration) -> anyhow::Result<Ended> {
    let known = configuration.grounds.corpora.iter().map(|corpus| corpus.name.as_str());
    let corpus = configuration.grounds.corpus(name).ok_or_else(|| NotFound::among(known, "corpus", name))?;
    for seed in &corpus.seeds {
        let terms: Vec<String> = seed.profile.terms.heaviest(TERMS).into_iter().filter_map(|term| seed.profile.spelt(term.key)).collect();
        let nearest = nearest(seed, corpus);
        if form.json {
            let Article { headline, deck, byline, published, published_from, language, section, dateline, credits, quality, text, notes, .. } =
                &seed.article;
            print::json(&json!({
                "corpus": name, "file": seed.file, "role": seed.role, "day": seed.profile.day, "tells_of": seed.profile.event.days.best().map(|day| day.to_string()), "headline": headline, "deck": deck, "byline": byline,
                "published": published, "published_from": published_from, "language": language, "section": section, "dateline": dateline,
                "credits": credits, "quality": quality, "dates": dates_of(&seed.article), "juche": juche_of(&seed.article), "terms": terms,
                "nearest": nearest.as_ref().map(|(file, _)| file), "relatedness": nearest.as_ref().map(|(_, score)| score),
                "text": text, "notes": notes,
            }))?;
            continue;
        }
        say!("{}", print::bold(&seed.file));
        say!("{}", print::filled(&seed.article.headline, 2));
        say!("{}", print::filled(&about(seed), 2));
        say!("{}", print::filled(&format!("terms: {}", terms.join(", ")), 2));
        if let Some((file, score)) = nearest {
            say!("{}", print::filled(&format!("nearest seed: {file} ({score:.2})"), 2));
        }
        seed.article.notes.iter().for_each(|note| say!("{}", print::filled(&format!("note: {note}"), 2)));
        say!();
    }
    Ok(Ended::Done)
}

/// The days that a seed speaks of: `--07-19` where it names no year.
fn dates_of(article: &Article) -> Vec<serde_json::Value> {
    let found = dates::find(&article.text, article.language.as_deref());
    let date = |found: &dates::Found| found.when().map_or_else(|| format!("--{:02}-{:02}", found.month, found.day), |when| when.day().to_string());
    found.iter().map(|found| json!({ "date": date(found), "printed": article.text[found.span.clone()] })).collect()
}

fn juche_of(article: &Article) -> Vec<serde_json::Value> {
    dates::juche_years(&article.text).iter().map(|juche| json!({ "year": juche.year, "printed": article.text[juche.span.clone()] })).collect()
}

fn about(seed: &Seed) -> String {
    let dateline = seed.article.dateline.as_ref().map(|dateline| {
        let date = dateline.date.map(|date| date.to_string());
        let parts: Vec<&str> = [dateline.place.as_deref(), date.as_deref(), dateline.agency.as_deref()].into_iter().flatten().collect();
        format!("dateline {}", parts.join(", "))
    });
    let role = match seed.role {
        Role::Event => None,
        Role::Background => Some("background".to_owned()),
    };
    let parts = [
        role,
        Some(seed.profile.day.map_or_else(|| "no date of its own".to_owned(), |day| day.to_string())),
        seed.profile.event.days.own.map(|day| format!("tells of {day}")),
        seed.article.language.clone(),
        dateline,
        (!seed.article.byline.is_empty()).then(|| format!("by {}", seed.article.byline.join(", "))),
        (!seed.article.credits.is_empty()).then(|| format!("credits {}", seed.article.credits.join(", "))),
        Some(format!("{} words", seed.profile.words.len())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn nearest(seed: &Seed, corpus: &Seeds) -> Option<(String, f32)> {
    let others = corpus.seeds.iter().filter(|other| other.file != seed.file);
    others.map(|other| (other.file.clone(), Signals::of(&seed.profile, &other.profile).score())).max_by(|a, b| a.1.total_cmp(&b.1))
}

async fn add(name: &str, articles: &[String], place: &Place) -> anyhow::Result<Ended> {
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        bail!("`{name}` cannot name a corpus; use lower-case letters, digits and hyphens");
    }
    let configuration = place.configuration()?;
    for given in articles {
        let (file, bytes) = if given.contains("://") { fetched(&configuration, &given.parse()?).await? } else { copied(given)? };
        let path = format!("corpora/{name}/{file}");
        let lock = ConfigLock::take(&place.config)?;
        if place.config.join(&path).exists() {
            bail!("{path} is there already; rename the file, or remove the seed first");
        }
        let raw = RawFile { path: path.clone(), stem: String::new(), bytes: bytes.clone() };
        let article = saved(&raw)?.article;
        replace(&lock, &place.config, &path, bytes, |raw| match saved(raw)?.article.text.is_empty() {
            true => Err(raw.fault(None, "no article was found in it")),
            false => Ok(()),
        })?;
        say!("added {path}: {}", print::line(&article.headline, 100));
    }
    if configuration.watches.iter().all(|watch| watch.corpus.as_deref() != Some(name)) {
        say!("no watch uses it yet; write corpus = \"{name}\" into a file of watches/");
    }
    Ok(Ended::Done)
}

fn copied(given: &str) -> anyhow::Result<(String, Vec<u8>)> {
    let path = Path::new(given);
    let name = path.file_name().with_context(|| format!("{given} names no file"))?.to_string_lossy().into_owned();
    Ok((name, std::fs::read(path).with_context(|| given.to_owned())?))
}

/// An article read from its address, as text: headline, dateline and paragraphs as they were read.
async fn fetched(configuration: &Configuration, link: &Link) -> anyhow::Result<(String, Vec<u8>)> {
    let client = configuration.client()?;
    let Visit::Fresh(body) = client.visit(link, &Validators::default(), Limit::Page).await.with_context(|| link.to_string())? else {
        bail!("{link}: the server says that nothing has changed, although nothing was asked before");
    };
    let article = configuration.article(body, None, &Repeated::default(), clock::now());
    if article.quality == extract::Quality::HeadlineOnly {
        bail!("{link}: the article could not be read whole; save its text to a file and add that");
    }
    let published = article.published.map_or_else(|| "undated".to_owned(), |when| when.day().to_string());
    Ok((format!("{published}-{}.txt", slug(&article.headline)), format!("{}\n\n{}\n", article.headline, article.text).into_bytes()))
}

fn slug(headline: &str) -> String {
    let words: Vec<String> = crate::text::analyse(headline).words().take(6).map(str::to_owned).collect();
    if words.is_empty() { "article".to_owned() } else { words.join("-") }
}
