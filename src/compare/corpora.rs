//! The seed corpora as comparing sees them, and everything else that a judgement rests on.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::frequencies::FREQUENCIES;
use super::names::Names;
use super::places::PLACES;
use super::profile::Profile;
use super::terms::Terms;
use crate::extract::Article;
use crate::id::derived;
use crate::settings::{self, Fault, RawFile, parse};
use crate::text;

/// Changes whenever the same article may be judged otherwise by the code of this room.
const ENGINE: u32 = 2;

/// What a judgement rests on beside the article and what was seen.
#[derive(Debug, Clone)]
pub struct Grounds {
    pub names: Names,
    pub corpora: Vec<Corpus>,
    pub thresholds: settings::Compare,
    engine: String,
    revision: String,
}

/// A named set of seeds.
#[derive(Debug, Clone)]
pub struct Corpus {
    pub name: String,
    pub seeds: Vec<Seed>,
}

/// An article that the user gave.
#[derive(Debug, Clone)]
pub struct Seed {
    /// The file's name, with its ending.
    pub file: String,
    pub role: Role,
    pub article: Article,
    pub profile: Profile,
}

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
    /// By file name: `[seed."003.txt"]`.
    pub seed: BTreeMap<String, AboutSeed>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AboutSeed {
    pub role: Role,
    /// The day of the event, where the text does not say it.
    pub date: Option<Date>,
}

impl About {
    /// Reads `corpus.toml`.
    ///
    /// # Errors
    /// A file that does not parse, or names a seed that is not there.
    pub fn parse(file: &RawFile, seeds: &[RawFile]) -> Result<Self, Fault> {
        let about: Self = parse(file)?;
        for name in about.seed.keys() {
            if seeds.iter().all(|seed| file_name(seed) != name) {
                let there: Vec<&str> = seeds.iter().map(file_name).collect();
                return Err(file.fault(file.line_of(name), format!("no seed `{name}` lies beside this file; there are: {}", there.join(", "))));
            }
        }
        Ok(about)
    }
}

/// The name of a seed's file, with its ending.
#[must_use]
pub fn file_name(seed: &RawFile) -> &str {
    seed.path.rsplit('/').next().unwrap_or(&seed.path)
}

impl Corpus {
    /// A corpus of articles that were read already.
    #[must_use]
    pub fn new(name: &str, seeds: Vec<(String, Article)>, about: &About, names: &Names) -> Self {
        let seeds = seeds
            .into_iter()
            .map(|(file, article)| {
                let said = about.seed.get(&file).cloned().unwrap_or_default();
                let mut profile = Profile::new(&article, names);
                profile.day = said.date.or(profile.day);
                Seed { file, role: said.role, article, profile }
            })
            .collect();
        Self { name: name.to_owned(), seeds }
    }

    /// The terms of all seeds: what the topic is made of.
    pub fn topic(&self) -> impl Iterator<Item = &Terms> {
        self.seeds.iter().map(|seed| &seed.profile.terms)
    }

    /// Another one for other seeds, roles, dates or thresholds.
    #[must_use]
    pub fn revision(&self, thresholds: &settings::Compare) -> String {
        let settings::Compare { same_story, related, story_window, judge_again: _ } = thresholds;
        let mut parts = vec![format!("{same_story} {related} {story_window}")];
        for seed in &self.seeds {
            parts.extend([
                seed.file.clone(),
                seed.article.headline.clone(),
                seed.article.text.clone(),
                format!("{:?} {:?}", seed.role, seed.profile.day),
            ]);
        }
        short(&parts)
    }
}

/// Parts as a short name, the same for the same parts.
fn short(parts: &[String]) -> String {
    let mut name = derived(&parts.iter().map(String::as_str).collect::<Vec<_>>());
    name.truncate(10);
    name
}

impl Grounds {
    #[must_use]
    pub fn new(names: Names, corpora: Vec<Corpus>, thresholds: settings::Compare) -> Self {
        let knowledge: Vec<String> =
            names.iter().map(|(id, name)| format!("{id}{name:?}")).chain([FREQUENCIES.to_owned(), PLACES.to_owned()]).collect();
        let revisions: Vec<String> = corpora.iter().map(|corpus| format!("{}={}", corpus.name, corpus.revision(&thresholds))).collect();
        let engine = format!("{ENGINE}.{}.{}", text::VERSION, short(&knowledge));
        Self { names, corpora, thresholds, engine, revision: revisions.join(" ") }
    }

    #[must_use]
    pub fn corpus(&self, name: &str) -> Option<&Corpus> {
        self.corpora.iter().find(|corpus| corpus.name == name)
    }

    /// The version of code and knowledge that judges: `Memory` and verdicts of another one are not
    /// mixed with this one's.
    #[must_use]
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// The revisions of all corpora, for a verdict's key.
    #[must_use]
    pub fn revision(&self) -> &str {
        &self.revision
    }
}
