//! `dateline source test --all`: tries every source from here, side by side; with `--keep`, what
//! works is marked as tried.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use serde::Serialize;
use tokio::task::JoinSet;

use super::discover::{Discovered, discover};
use super::edit::{ConfigLock, current, replace};
use super::print::say;
use super::{Ended, Form, Place, print};
use crate::clock::When;
use crate::configuration::Configuration;
use crate::fetch::Client;
use crate::link::Link;
use crate::source::{self, Reads, Source};

/// The outcome of trying one source: what it answered, or why nothing is read from it.
#[derive(Debug, Serialize)]
struct Trial {
    id: String,
    url: Link,
    /// The address at which entries were found, and how it is read; none where there were none.
    found: Option<Link>,
    reads: Option<Reads>,
    /// How many of its entries lead to a page.
    entries: usize,
    /// The date of the newest of these entries.
    newest: Option<When>,
    /// Why nothing is read from it as it is configured.
    why_not: Option<String>,
}

impl Trial {
    fn of(source: &Source, answer: anyhow::Result<Discovered>) -> Self {
        let trial = Self {
            id: source.id.clone(),
            url: source.link.clone(),
            found: None,
            reads: None,
            entries: 0,
            newest: None,
            why_not: None,
        };
        let found = match answer {
            Ok(found) => found,
            Err(error) => return Self { why_not: Some(format!("{error:#}")), ..trial },
        };
        let findings = found.contents.findings();
        let why_not = if found.link != source.link {
            Some(format!("its feed is another address; write url = \"{}\"", found.link))
        } else if findings.is_empty() {
            Some(
                found
                    .contents
                    .notes
                    .first()
                    .cloned()
                    .unwrap_or_else(|| "it answers, but without an entry".to_owned()),
            )
        } else {
            None
        };
        Self {
            entries: findings.len(),
            newest: findings
                .iter()
                .filter_map(|finding| finding.published.or(finding.updated))
                .max_by_key(When::approximate),
            found: Some(found.link).filter(|_| !findings.is_empty()),
            reads: Some(found.reads).filter(|_| !findings.is_empty()),
            why_not,
            ..trial
        }
    }

    fn works(&self) -> bool {
        self.why_not.is_none()
    }
}

/// Tries every source and prints what it answered; with `keep`, `untried` is taken off those that
/// work.
pub async fn all(keep: bool, form: Form, place: &Place) -> anyhow::Result<Ended> {
    let configuration = Arc::new(place.configuration()?);
    if configuration.sources.is_empty() {
        return Ok(print::nothing("no sources yet; dateline source add ADDRESS adds one"));
    }
    let client = configuration.client()?;
    let mut under_way = JoinSet::new();
    for (at, source) in configuration.sources.iter().enumerate() {
        let (configuration, client, source) =
            (Arc::clone(&configuration), client.clone(), source.clone());
        under_way.spawn(async move { (at, tried(&configuration, &client, &source).await) });
    }
    let mut ended: BTreeMap<usize, Trial> = BTreeMap::new();
    let mut trials: Vec<Trial> = Vec::new();
    while let Some(one) = under_way.join_next().await {
        let (at, trial) = one?;
        ended.insert(at, trial);
        // In the order of the files, as soon as each is known.
        while let Some(next) = ended.remove(&trials.len()) {
            print_one(&next, form)?;
            trials.push(next);
        }
    }
    let works: Vec<&Trial> = trials.iter().filter(|trial| trial.works()).collect();
    if !form.json {
        say!("\n{} of {} sources can be read from here", works.len(), trials.len());
        if works.len() < trials.len() {
            say!("the others make each digest incomplete; put a comment sign before their lines");
        }
    }
    if keep {
        let ids: Vec<&str> = works.iter().map(|trial| trial.id.as_str()).collect();
        let kept = self::keep(&configuration, &place.config, &ids)?;
        if !form.json {
            say!("took `untried` off {kept} of them");
        }
    }
    Ok(if works.is_empty() { Ended::Nothing } else { Ended::Done })
}

async fn tried(configuration: &Arc<Configuration>, client: &Client, source: &Source) -> Trial {
    Trial::of(
        source,
        discover(configuration, &client.with_timeout(source.timeout), &source.link, source.reads)
            .await,
    )
}

fn print_one(trial: &Trial, form: Form) -> anyhow::Result<()> {
    if form.json {
        return print::json(trial);
    }
    let id = &trial.id;
    match &trial.why_not {
        None => {
            let newest = trial.newest.map_or_else(
                || "without dates".to_owned(),
                |when| format!("newest {}", when.day()),
            );
            say!("{id:<30} {:>4} entries, {newest}", trial.entries);
        }
        Some(why) => {
            say!("{id:<30} NOT READ");
            say!("{}", print::filled(&print::line(why, 300), 4));
        }
    }
    Ok(())
}

/// Takes `untried` off the sources `ids` in the files that declare them; says how many had it.
pub fn keep(configuration: &Configuration, config: &Path, ids: &[&str]) -> anyhow::Result<usize> {
    let lock = ConfigLock::take(config)?;
    let mut kept = 0;
    for file in &configuration.directory.sources {
        let file = current(&lock, config, &file.path)?;
        let mut document: toml_edit::DocumentMut =
            file.text()?.parse().with_context(|| file.path.clone())?;
        let Some(sources) =
            document.get_mut("source").and_then(toml_edit::Item::as_array_of_tables_mut)
        else {
            continue;
        };
        let before = kept;
        for source in sources.iter_mut() {
            let is_kept = source
                .get("id")
                .and_then(toml_edit::Item::as_str)
                .is_some_and(|id| ids.contains(&id));
            kept += usize::from(is_kept && source.remove("untried").is_some());
        }
        if kept > before {
            let bytes = document.to_string().into_bytes();
            replace(&lock, config, &file.path, bytes, |file| {
                source::parse(file, &configuration.settings().fetch).map(|_| ())
            })?;
        }
    }
    Ok(kept)
}
