//! What a verdict rests on beside the article and what was seen.

use super::corpus::{Corpus, Seed};
use crate::compare::evidence::{InCommon, Models, Pair, probability};
use crate::compare::reading::{self, Names, Taught};
use crate::compare::words::{Counts, Frequencies, Sounds};
use crate::id::derived_short;
use crate::{known, settings, text};

/// The version of the code that judges: raised whenever this room or `text` may judge the same
/// article otherwise. A change of known data or of names changes the engine by itself.
const ENGINE: u32 = 8;

/// What a verdict rests on beside the article and what was seen.
#[derive(Debug, Clone)]
pub struct Grounds {
    pub names: Names,
    pub corpora: Vec<Corpus>,
    pub thresholds: settings::Compare,
    /// What the evidence is weighed by.
    pub models: Models,
    /// What the archive has counted of words: by it reports are weighed beside each other.
    pub frequencies: Frequencies,
    /// The version of code and knowledge, as [`Grounds::engine`] gives it.
    engine: String,
    /// The revisions of all corpora.
    corpora_revision: String,
    /// The revisions of all corpora and of the counts.
    revision: String,
}

impl Grounds {
    #[must_use]
    pub fn new(names: Names, mut corpora: Vec<Corpus>, thresholds: settings::Compare) -> Self {
        let names = taught(names, &mut corpora);
        let knowledge: Vec<String> = names
            .iter()
            .map(|(id, name)| format!("{id}{name:?}"))
            .chain([known::JUDGED_WITH.clone()])
            .collect();
        let revisions: Vec<String> = corpora
            .iter()
            .map(|corpus| format!("{}={}", corpus.name, corpus.revision(&thresholds)))
            .collect();
        let engine = format!("{ENGINE}.{}.{}", text::VERSION, derived_short(&knowledge));
        let revision = revisions.join(" ");
        let corpora_revision = revision.clone();
        Self {
            names,
            corpora,
            thresholds,
            models: Models::known().clone(),
            frequencies: Frequencies::default(),
            engine,
            corpora_revision,
            revision,
        }
    }

    /// These grounds with other models: so they are fitted, and told apart.
    #[must_use]
    pub fn weighing_by(self, models: Models) -> Self {
        Self { models, ..self }
    }

    /// These grounds with the words of reports weighed by what was counted.
    #[must_use]
    pub fn weighed(&self, counts: &Counts) -> Self {
        let counted = (counts.articles() > 0).then(|| format!(" counted={}", counts.revision()));
        let revision = format!("{}{}", self.corpora_revision, counted.unwrap_or_default());
        Self { frequencies: Frequencies::of(counts), revision, ..self.clone() }
    }

    /// Whether these grounds are `other` but for what was counted.
    #[must_use]
    pub fn rest_on(&self, other: &Self) -> bool {
        self.engine == other.engine
            && self.corpora_revision == other.corpora_revision
            && self.thresholds == other.thresholds
    }

    #[must_use]
    pub fn corpus(&self, name: &str) -> Option<&Corpus> {
        self.corpora.iter().find(|corpus| corpus.name == name)
    }

    /// The probability that both texts of a pair tell one event, where they came out so many `hours` apart: 0 to 1.
    #[must_use]
    pub fn one_event(&self, pair: &Pair<'_>, common: &InCommon, hours: f32) -> f32 {
        let signals = pair.of_one_event(common, hours, self.window_days());
        probability(self.models.event(pair.is_abroad()).log_odds(&signals))
    }

    /// The version of code and knowledge that judges: `Memory` and verdicts of another one are not
    /// mixed with this one's.
    #[must_use]
    pub fn engine(&self) -> &str {
        &self.engine
    }

    /// How far apart, in days, two reports of one event may be.
    #[must_use]
    pub fn window_days(&self) -> i32 {
        i32::try_from(self.thresholds.story_window.as_hours() / 24).unwrap_or(i32::MAX)
    }

    /// The revisions of all corpora and of the counts, for a verdict's key.
    #[must_use]
    pub fn revision(&self) -> &str {
        &self.revision
    }
}

/// The names with what the seeds teach of them, and with those that the seeds name and no table lists; the seeds are read
/// with them.
fn taught(names: Names, corpora: &mut [Corpus]) -> Names {
    let seeds = || corpora.iter().flat_map(|corpus| &corpus.seeds);
    let learnt: Vec<Taught> = seeds()
        .flat_map(|Seed { article, profile, .. }| {
            let body = &profile.wording.body;
            reading::taught(&article.text, body, article.language.as_deref(), &names)
        })
        .collect();
    let sounds = Sounds::of(seeds().flat_map(|seed| seed.profile.unlisted(&seed.article)));
    let names = names.learning(learnt).hearing(sounds);
    corpora.iter_mut().for_each(|corpus| corpus.read_again(&names));
    names
}
