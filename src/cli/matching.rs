//! `dateline match --watches DIR FILE…`: which watches an article satisfies, and why.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::input::{for_each, input_file};
use super::saved::Saved;
use super::{Ended, Faults, RawForm, print};
use crate::compare::{Names, Profile};
use crate::settings;
use crate::watch::{Document, Field, Reason, Watch};

#[derive(Debug, clap::Args)]
pub struct Match {
    /// The folder that holds the watches; only their queries are matched
    #[arg(long, value_name = "DIR")]
    watches: PathBuf,
    /// Articles to match: .txt, .md, .html, or - for standard input
    #[arg(required = true)]
    files: Vec<String>,
    #[command(flatten)]
    form: RawForm,
}

pub fn carry_out(command: &Match) -> anyhow::Result<Ended> {
    let names = Names::parse(&settings::compiled_in_names()).map_err(Faults)?;
    let files = settings::read_folder(&command.watches, &["toml"])?;
    let watches =
        files.iter().map(|file| Watch::parse(file, &names)).collect::<Result<Vec<_>, _>>()?;
    let mut any = false;
    for_each(&command.files, |file| {
        let saved = Saved::read(&input_file(file)?)?;
        let profile = Profile::new(saved.article(), &names);
        let candidate =
            Document::of(saved.article(), &profile.wording.headline, &profile.wording.body, "");
        let hits: Vec<Value> = watches
            .iter()
            .filter_map(|watch| Some((watch, watch.query.as_ref()?.reasons(&candidate)?)))
            .map(|(watch, reasons)| {
                let because: Vec<_> =
                    reasons.iter().map(|reason| because(reason, &saved)).collect();
                json!({ "watch": watch.id, "because": because })
            })
            .collect();
        any |= !hits.is_empty();
        print::object(&json!({ "file": file, "hits": hits }), command.form.pretty)
    })?;
    Ok(if any { Ended::Done } else { Ended::Nothing })
}

fn because(reason: &Reason, saved: &Saved) -> Value {
    let span = reason.span.as_ref().and_then(|span| match reason.field {
        Field::Title => saved.headline_span(span),
        Field::Text => Some(saved.span(span)),
        Field::Source | Field::Language | Field::Site | Field::Corpus => None,
    });
    json!({ "clause": reason.clause, "span": span })
}
