//! `corpus.toml`: what a person says of the seeds.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use crate::clock::When;
use crate::compare::verdict::Label;
use crate::id::ItemId;
use crate::settings::{Fault, RawFile, parse};

/// What a seed stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Its event is the story.
    #[default]
    Event,
    /// It shapes the topic only.
    Background,
}

/// `corpus.toml`: what a person says of the seeds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct About {
    /// What is said of each seed, by its file name: `[seed."003.txt"]`.
    pub seed: BTreeMap<String, AboutSeed>,
    /// Texts that are no seeds, as a person labelled them: `[[judged]]`.
    pub judged: Vec<AboutLabelled>,
}

/// What a person says of one seed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AboutSeed {
    /// What the seed stands for; guessed where nobody says it.
    pub role: Option<Role>,
    /// The day of the event, where the text does not say it.
    pub date: Option<Date>,
    /// When the seed was published, where the text does not say it.
    pub published: Option<When>,
}

/// A text that a person labelled, by `dateline item judge`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutLabelled {
    /// The text's path below the corpus's folder: `judged/2026-11-25-ferry-halted.txt`.
    pub file: String,
    pub is: Label,
    pub item: Option<ItemId>,
    /// The item's address: by it, labelling again is known.
    pub link: Option<String>,
    /// When it was labelled.
    pub on: Option<Date>,
    pub published: Option<When>,
    pub language: Option<String>,
}

impl About {
    /// Reads `corpus.toml`.
    ///
    /// # Errors
    /// When the file does not parse, names a seed or a labelled text that is not there, or labels
    /// one twice.
    pub fn parse(file: &RawFile, seeds: &[RawFile], labelled: &[RawFile]) -> Result<Self, Fault> {
        let about: Self = parse(file).map_err(what_to_write)?;
        for name in about.seed.keys() {
            if seeds.iter().all(|seed| file_name(seed) != name) {
                let there: Vec<&str> = seeds.iter().map(file_name).collect();
                return Err(file.fault(
                    file.line_of(name),
                    format!(
                        "no seed `{name}` lies beside this file; there are: {}",
                        there.join(", ")
                    ),
                ));
            }
        }
        let mut seen = BTreeSet::new();
        for entry in &about.judged {
            let fault =
                |message: String| file.fault(file.line_of(&format!("\"{}\"", entry.file)), message);
            if !entry.file.starts_with("judged/") {
                return Err(fault(format!(
                    "no text `{}` lies in judged/; write file = \"judged/NAME.txt\"",
                    entry.file
                )));
            }
            if labelled.iter().all(|text| entry.file != format!("judged/{}", file_name(text))) {
                let message = format!(
                    "no text `{}` lies beside this file; put it back, or take this [[judged]] \
                        entry out",
                    entry.file
                );
                return Err(fault(message));
            }
            if !seen.insert(entry.file.as_str()) {
                let again = file
                    .text()?
                    .lines()
                    .collect::<Vec<_>>()
                    .iter()
                    .rposition(|line| line.contains(&entry.file))
                    .map(|line| line + 1);
                return Err(file.fault(
                    again,
                    format!("`{}` is judged twice; keep one of its [[judged]] entries", entry.file),
                ));
            }
        }
        Ok(about)
    }
}

/// The fault with what to write where a key is missing; only labelled texts have keys that must be
/// there.
fn what_to_write(fault: Fault) -> Fault {
    let message = match fault.message.as_str() {
        "the key `is` is missing" => {
            "a judgement needs `is`; write is = \"yes\", \"no\" or \"background\""
        }
        "the key `file` is missing" => "a judgement needs `file`; write file = \"judged/NAME.txt\"",
        _ => return fault,
    };
    Fault { message: message.to_owned(), ..fault }
}

/// The name of a seed's file, with its ending.
#[must_use]
pub fn file_name(seed: &RawFile) -> &str {
    seed.path.rsplit('/').next().unwrap_or(&seed.path)
}
