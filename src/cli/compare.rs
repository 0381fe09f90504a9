//! `dateline compare --corpus DIR FILE…`: copy and closeness of articles beside one corpus, with
//! the evidence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::input::{for_each, input_file};
use super::saved::Saved;
use super::{Ended, Faults, RawForm, print};
use crate::compare::{self, Beside, Grounds, Names, Profile, Subject, file_name};
use crate::configuration;
use crate::settings;

#[derive(Debug, clap::Args)]
pub struct Compare {
    /// The folder that holds the seeds
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// Articles to compare: .txt, .md, .html, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    #[command(flatten)]
    form: RawForm,
}

pub fn carry_out(command: &Compare) -> anyhow::Result<Ended> {
    let names = Names::parse(&settings::compiled_in_names()).map_err(Faults)?;
    let (parent, folder) = split(&command.corpus)?;
    let raw = settings::read_corpus(&parent, &folder)?;
    let spans: BTreeMap<String, Saved> = raw
        .seeds
        .iter()
        .map(|seed| Ok((file_name(seed).to_owned(), Saved::read(seed)?)))
        .collect::<Result<_, anyhow::Error>>()?;
    let corpus = configuration::corpus(&raw, &names)?;
    let grounds = Grounds::new(names, vec![corpus], settings::Compare::default());
    for_each(&command.files, |file| {
        let saved = Saved::read(&input_file(file)?)?;
        let profile = Profile::new(saved.article(), &grounds.names);
        let beside = compare::beside_corpus(
            Subject::new(saved.article(), &profile),
            &grounds.corpora[0],
            &grounds,
        );
        print::object(&printed(file, &beside, &saved, &spans), command.form.pretty)
    })?;
    Ok(Ended::Done)
}

/// A folder as its parent and its name, also where it is written as `.` or `seeds/`.
fn split(folder: &Path) -> anyhow::Result<(PathBuf, String)> {
    let whole = folder.canonicalize().with_context(|| folder.display().to_string())?;
    if !whole.is_dir() {
        bail!("{} is no folder; give the one that holds the seeds", folder.display());
    }
    let name =
        whole.file_name().with_context(|| format!("{} names no folder", folder.display()))?;
    Ok((whole.parent().unwrap_or(Path::new("")).to_owned(), name.to_string_lossy().into_owned()))
}

fn printed(file: &str, beside: &Beside, saved: &Saved, seeds: &BTreeMap<String, Saved>) -> Value {
    let passages: Vec<Value> = beside
        .passages
        .iter()
        .map(|passage| {
            let seed = passage.other.to_string();
            let seed_span = seeds.get(&seed).map(|seed| seed.span(&passage.other_span));
            json!({ "seed": seed, "seed_span": seed_span, "span": saved.span(&passage.span),
                "text": passage.text })
        })
        .collect();
    let new_sentences: Vec<Value> = beside
        .new_sentences
        .iter()
        .map(|sentence| {
            let facts: Vec<&String> = sentence.facts.iter().map(|fact| &fact.text).collect();
            json!({ "text": sentence.text, "facts": facts })
        })
        .collect();
    json!({
        "file": file,
        "relation": beside.relation(),
        "copy": beside.copy,
        "closeness": beside.closeness,
        "new_event": beside.new_event,
        "nearest": beside.nearest.as_ref().map(ToString::to_string),
        "resemblance": beside.resemblance,
        "containment": beside.containment,
        "relatedness": beside.relatedness,
        "passages": passages,
        "new_sentences": new_sentences,
        "terms": beside.terms,
        "because": beside.because,
    })
}
