//! `dateline watch`: standing interests, and trying one on an article.

use clap::Subcommand;
use serde_json::json;

use super::input::{for_each, input_file};
use super::print::say;
use super::{Ended, Form, NotFound, Place, print};
use crate::clock;
use crate::compare::Beside;
use crate::configuration::{Configuration, tried};
use crate::watch::Watch as Standing;

#[derive(Debug, Subcommand)]
pub enum Watch {
    /// All watches
    List {
        #[command(flatten)]
        form: Form,
    },
    /// One watch, as it is understood
    Show {
        id: String,
        #[command(flatten)]
        form: Form,
    },
    /// Try a watch on articles in files: would it hit, and why
    Test {
        id: String,
        #[arg(required = true)]
        files: Vec<String>,
        #[command(flatten)]
        form: Form,
    },
}

pub async fn carry_out(command: Watch, place: &Place) -> anyhow::Result<Ended> {
    let configuration = place.configuration()?;
    match command {
        Watch::List { form } => list(form, &configuration, place).await,
        Watch::Show { id, form } => show(find(&configuration, &id)?, form),
        Watch::Test { id, files, form } => {
            test(&configuration, find(&configuration, &id)?, &files, form)
        }
    }
}

fn find<'a>(configuration: &'a Configuration, id: &str) -> anyhow::Result<&'a Standing> {
    let known = configuration.watches.iter().map(|watch| watch.id.as_str());
    configuration.watches.get(id).ok_or_else(|| NotFound::among(known, "watch", id))
}

async fn list(form: Form, configuration: &Configuration, place: &Place) -> anyhow::Result<Ended> {
    let hits = match place.store_if_there().await? {
        Some(store) => store.hits_by_watch().await?,
        None => std::collections::BTreeMap::new(),
    };
    let mut rows = Vec::new();
    for watch in configuration.watches.iter() {
        let (count, last) =
            hits.get(&watch.id).map_or((0, None), |(count, last)| (*count, Some(*last)));
        if form.json {
            let mut shown = described(watch);
            shown["hits"] = json!(count);
            shown["last_hit"] = json!(last);
            print::json(&shown)?;
        }
        let last = last.map_or_else(|| "never".to_owned(), print::moment);
        rows.push(vec![
            watch.id.clone(),
            watch.title.clone(),
            watch.corpus.clone().unwrap_or_default(),
            count.to_string(),
            last,
        ]);
    }
    if !form.json && !rows.is_empty() {
        say!("{}", print::table(&["id", "title", "corpus", "hits", "last hit"], rows.clone()));
    }
    Ok(if rows.is_empty() {
        print::nothing("no watches yet; write one into watches/NAME.toml")
    } else {
        Ended::Done
    })
}

/// A watch as it is understood, as JSON.
fn described(watch: &Standing) -> serde_json::Value {
    json!({
        "id": watch.id, "owner": watch.owner, "title": watch.title, "corpus": watch.corpus,
        "query": watch.query.as_ref().map(ToString::to_string),
        "must": watch.must.as_ref().map(ToString::to_string),
        "need": watch.need, "languages": watch.languages, "exclude": watch.exclude.sources,
        "tell": watch.tell, "tests": watch.tests.len(),
    })
}

fn show(watch: &Standing, form: Form) -> anyhow::Result<Ended> {
    let described = described(watch);
    if form.json {
        print::json(&described)?;
        return Ok(Ended::Done);
    }
    say!("{}", print::bold(&watch.title));
    for (key, value) in described.as_object().into_iter().flatten() {
        let value = match value {
            serde_json::Value::Null => continue,
            serde_json::Value::Array(values) if values.is_empty() => continue,
            serde_json::Value::String(text) => text.clone(),
            value => value.to_string(),
        };
        say!("{}", print::filled(&format!("{key}: {value}"), 2));
    }
    watch.doubts.iter().for_each(|doubt| say!("{}", print::multiline(&doubt.to_string())));
    Ok(Ended::Done)
}

fn test(
    configuration: &Configuration,
    watch: &Standing,
    files: &[String],
    form: Form,
) -> anyhow::Result<Ended> {
    let mut any = false;
    for_each(files, |file| {
        let tried = tried(configuration, watch, &input_file(file)?, clock::now())?;
        any |= tried.hit;
        if form.json {
            let beside = tried.beside.as_ref();
            print::json(&json!({
                "file": file, "hit": tried.hit, "relation": beside.map(Beside::relation),
                "new_event": beside.map(|beside| beside.new_event),
                "because": beside.map(|beside| &beside.because), "hits": tried.hits,
            }))?;
            return Ok(());
        }
        say!("{}: {}", print::bold(file), if tried.hit { "a hit" } else { "no hit" });
        tried.beside.iter().for_each(|beside| say!("{}", print::filled(&beside.because, 2)));
        for clause in tried.hits.iter().flat_map(|hit| hit.clauses()) {
            say!("{}", print::filled(&format!("holds: {clause}"), 2));
        }
        Ok(())
    })?;
    Ok(if any { Ended::Done } else { Ended::Nothing })
}
