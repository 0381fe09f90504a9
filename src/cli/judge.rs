//! `dateline item judge ID yes|no|background`: a person labels an item beside a corpus.
//!
//! The text is kept beside the seeds and named in `corpus.toml`; a daemon takes both over as any
//! other change of the configuration.

use std::collections::BTreeSet;

use anyhow::{Context, bail};
use serde_json::json;
use toml_edit::{ArrayOfTables, DocumentMut, Table, value};

use super::edit::{ConfigLock, current, file_for, replace};
use super::print::say;
use super::{Ended, Form, NotFound, Place, print};
use crate::clock::{self, When};
use crate::compare::{Corpus, Grounds, Label, Thresholds};
use crate::configuration::{Configuration, corpus};
use crate::extract::{Quality, keep};
use crate::id::ItemId;
use crate::settings::RawFile;
use crate::store::{Archived, Item, Store};

/// The key of a corpus's labels in `corpus.toml`, and the folder of the texts that they are of.
const ENTRY: &str = "judged";

#[derive(Debug, clap::Args)]
pub struct Judge {
    #[arg(value_name = "iN")]
    id: ItemId,
    #[arg(value_name = "yes|no|background")]
    is: Label,
    /// The corpus; may be left out where only one can be meant
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    #[command(flatten)]
    form: Form,
}

pub async fn carry_out(command: &Judge, store: &Store, place: &Place) -> anyhow::Result<Ended> {
    let Judge { id, is, .. } = *command;
    let (Some(Archived { item, article }), Some((_, hits))) =
        (store.archived(&[id]).await?.pop(), store.verdict(id).await?)
    else {
        return Err(NotFound::item(id));
    };
    if article.quality == Quality::HeadlineOnly || article.text.trim().is_empty() {
        bail!(
            "of {id} no more than the headline was read, which is too little to learn from; judge \
                a report that was read whole"
        );
    }
    let lock = ConfigLock::take(&place.config)?;
    let configuration = place.configuration()?;
    let hit: BTreeSet<&str> = hits
        .iter()
        .filter_map(|hit| {
            configuration.watches.iter().find(|watch| watch.id == hit.watch)?.corpus.as_deref()
        })
        .collect();
    let corpus = beside_which(&configuration, command.corpus.as_deref(), &hit, id)?;
    let path = format!("corpora/{}/corpus.toml", corpus.name);
    let file = current(&lock, &place.config, &path)?;
    let mut document: DocumentMut = file.text()?.parse().with_context(|| path.clone())?;
    let is_taken = |name: &str| place.config.join("corpora").join(&corpus.name).join(name).exists();
    let entry = entry_of(&mut document, &item, &path)?;
    let before = entry.get("file").and_then(|file| file.as_str()).map(str::to_owned);
    let day = item.published.map_or_else(|| When::utc(item.first_seen).day(), |when| when.day());
    let mut text_file = file_for(&format!("{ENTRY}/{day}"), &article.headline);
    if before.as_deref() != Some(&text_file) && is_taken(&text_file) {
        text_file = format!("{}-{id}.txt", text_file.trim_end_matches(".txt"));
    }
    let published = item.published.map(|when| when.to_string());
    let today = When::utc(clock::now()).day().to_string();
    for (key, said) in [
        ("file", Some(text_file.clone())),
        ("is", Some(is.name().to_owned())),
        ("item", Some(id.to_string())),
        ("link", Some(item.link.to_string())),
        ("on", Some(today)),
        ("published", published),
        ("language", article.language.clone()),
    ] {
        write(entry, key, said);
    }
    let text = RawFile {
        path: format!("corpora/{}/{text_file}", corpus.name),
        stem: String::new(),
        bytes: keep(&article).into_bytes(),
    };
    let about = RawFile { bytes: document.to_string().into_bytes(), ..file };
    let outcome = outcome(&configuration, corpus, &text, &about)?;
    replace(&lock, &place.config, &text.path, text.bytes, |_| Ok(()))?;
    replace(&lock, &place.config, &path, about.bytes, |_| Ok(()))?;
    if let Some(old) = before.as_ref().filter(|old| **old != text_file) {
        std::fs::remove_file(place.config.join("corpora").join(&corpus.name).join(old)).ok();
    }
    let kept = Kept { id, file: &text_file, is_again: before.is_some() };
    tell(&kept, &outcome, corpus, command.form)
}

/// The corpus that is meant: the one that is named, the only one, or the only one whose watch the
/// item hit.
fn beside_which<'a>(
    configuration: &'a Configuration,
    named: Option<&str>,
    hit: &BTreeSet<&str>,
    id: ItemId,
) -> anyhow::Result<&'a Corpus> {
    let all = &configuration.grounds.corpora;
    let known = || all.iter().map(|corpus| corpus.name.as_str());
    let name = match (named, all.as_slice(), hit.iter().next()) {
        (Some(name), ..) => name,
        (None, [], _) => {
            return Err(NotFound(
                "no corpora yet; dateline corpus add NAME FILE makes one".to_owned(),
            )
            .into());
        }
        (None, [only], _) => only.name.as_str(),
        (None, _, Some(only)) if hit.len() == 1 => only,
        (None, _, Some(_)) => {
            bail!(
                "{id} hit watches of several corpora; add --corpus with one of: {}",
                hit.iter().copied().collect::<Vec<_>>().join(", ")
            )
        }
        (None, _, None) => bail!(
            "{id} hit no watch on a corpus; add --corpus with one of: {}",
            known().collect::<Vec<_>>().join(", ")
        ),
    };
    configuration.grounds.corpus(name).ok_or_else(|| NotFound::among(known(), "corpus", name))
}

/// The entry of `item` among the labels of a `corpus.toml`, found by its address; a new one behind
/// the others where it has none. `path` is the file's, for messages.
fn entry_of<'a>(
    document: &'a mut DocumentMut,
    item: &Item,
    path: &str,
) -> anyhow::Result<&'a mut Table> {
    let entries =
        document.entry(ENTRY).or_insert(toml_edit::Item::ArrayOfTables(ArrayOfTables::new()));
    let entries = entries
        .as_array_of_tables_mut()
        .with_context(|| format!("{path}: write each judgement under a [[{ENTRY}]] of its own"))?;
    let is_its = |entry: &Table| {
        entry.get("link").and_then(|link| link.as_str()) == Some(item.link.as_str())
    };
    let place = entries.iter().position(is_its).unwrap_or(entries.len());
    if place == entries.len() {
        entries.push(Table::new());
    }
    entries.get_mut(place).with_context(|| format!("{path}: no entry {place}"))
}

/// Sets a key of an entry, or removes it where there is nothing to say; a comment behind the value
/// stays.
fn write(entry: &mut Table, key: &str, said: Option<String>) {
    let Some(said) = said else {
        entry.remove(key);
        return;
    };
    let mut new = value(said);
    if let (Some(old), Some(new)) =
        (entry.get(key).and_then(|old| old.as_value()), new.as_value_mut())
    {
        *new.decor_mut() = old.decor().clone();
    }
    entry.insert(key, new);
}

/// A label as it was written down.
struct Kept<'a> {
    id: ItemId,
    /// The file that keeps the item's text, below the corpus's folder.
    file: &'a str,
    /// Whether the item had a label before.
    is_again: bool,
}

/// The effect of a label: on its corpus's thresholds, and on a text like the labelled one.
struct Outcome {
    is: Label,
    /// The corpus's thresholds without the label.
    from: Thresholds,
    /// The corpus's thresholds with it.
    to: Thresholds,
    /// The text's relation to the corpus, as if nobody had labelled it: by its scores alone.
    relation: &'static str,
    /// Whether the scores alone make the text a new event.
    new_event: bool,
    /// The probability that the text is on the topic, as if nobody had labelled it.
    on_topic: f32,
    /// Whether the scores alone say what the label says.
    is_as_wanted: bool,
}

/// The effect that a label will have: `text` and `about`, the new `corpus.toml`, are laid over the
/// files of the corpus `before`, and the corpus is read from them as from the disk.
fn outcome(
    configuration: &Configuration,
    before: &Corpus,
    text: &RawFile,
    about: &RawFile,
) -> anyhow::Result<Outcome> {
    let raw = configuration
        .directory
        .corpora
        .iter()
        .find(|raw| raw.name == before.name)
        .context("a corpus was read from its folder")?;
    let mut raw = raw.clone();
    raw.judged.retain(|file| file.path != text.path);
    raw.judged.push(text.clone());
    raw.about = Some(about.clone());
    let names = configuration.grounds.names.clone();
    let with = corpus(&raw, &names)?;
    let grounds =
        Grounds::new(names, vec![with], configuration.settings().compare.clone()).moved_by_labels();
    let [with] = grounds.corpora.as_slice() else { bail!("one corpus was given") };
    let alone = with
        .unaided(&grounds)
        .into_iter()
        .find(|alone| text.path.ends_with(&alone.judged.file))
        .context("the judgement was just written")?;
    Ok(Outcome {
        is: alone.judged.is,
        from: before.thresholds(&configuration.grounds.thresholds),
        to: with.thresholds(&grounds.thresholds),
        relation: alone.beside.relation(),
        new_event: alone.beside.new_event,
        on_topic: alone.beside.topic_probability(),
        is_as_wanted: alone.is_as_wanted,
    })
}

fn tell(kept: &Kept<'_>, outcome: &Outcome, corpus: &Corpus, form: Form) -> anyhow::Result<Ended> {
    let Kept { id, file, is_again } = kept;
    let Outcome { is, from, to, relation, new_event, on_topic, is_as_wanted } = outcome;
    if form.json {
        print::json(&json!({
            "item": id, "corpus": corpus.name, "is": is, "file": file, "again": is_again,
            "thresholds": { "from": from, "to": to },
            "alone": { "relation": relation, "new_event": new_event, "on_topic": on_topic,
                "as_wanted": is_as_wanted },
        }))?;
        return Ok(Ended::Done);
    }
    let news = if *new_event { ", a new event" } else { "" };
    let again = if *is_again { "now " } else { "" };
    let related = moved("related", from.related, to.related);
    let same_story = moved("same_story", from.same_story, to.same_story);
    let alone = if *is_as_wanted {
        String::new()
    } else {
        format!(
            "; a text like it, but no copy, would still be {relation}{news} ({on_topic:.2} on the topic)"
        )
    };
    say!(
        "{id} is {again}judged {} beside {}, kept as corpora/{}/{file}; {related}, \
            {same_story}{alone}",
        is.name(),
        corpus.name,
        corpus.name
    );
    Ok(Ended::Done)
}

/// A threshold before and after, as `related 0.300 → 0.330`.
fn moved(name: &str, from: f32, to: f32) -> String {
    let (from, to) = (format!("{from:.3}"), format!("{to:.3}"));
    if from == to { format!("{name} stays {to}") } else { format!("{name} {from} → {to}") }
}
