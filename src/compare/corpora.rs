//! The seed corpora as comparing sees them, and everything else that a verdict rests on.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;

use super::counts::Counts;
use super::days::{Day, Days};
use super::event::{Fit, Tells};
use super::facts::Facts;
use super::figures;
use super::frequencies::Frequencies;
use super::labels::Labels;
use super::marks::{self, Marks};
use super::models::Models;
use super::names::Names;
use super::overlap::SharedTerms;
use super::pair::InCommon;
use super::profile::Profile;
use super::sounds::Sounds;
use super::thresholds::{Label, Thresholds};
use super::topic::Core;
use crate::clock::When;
use crate::extract::Article;
use crate::id::{ItemId, derived_short};
use crate::known;
use crate::settings::{self, Fault, RawFile, parse};
use crate::text;

/// The version of the code that judges: raised whenever this room or `text` may judge the same
/// article otherwise. A change of known data or of names changes the engine by itself.
const ENGINE: u32 = 6;
/// Days that reports of one event lie apart at most.
const ONE_DAY: i32 = 3;
/// Days that a seed may lie before the event of most seeds without being background.
const LONG_BEFORE: i32 = 30;
/// The cosine of terms from which on two seeds tell one event, where their days do not say
/// otherwise.
const ONE_EVENT: f32 = 0.2;

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

/// A named set of seeds.
#[derive(Debug, Clone)]
pub struct Corpus {
    pub name: String,
    pub seeds: Vec<Seed>,
    /// Texts beside the seeds that a person labelled.
    pub judged: Labels,
    pub marks: Marks,
    /// What the seeds are about.
    pub core: Core,
    /// What texts on the topic have in common because they are on it.
    pub common: InCommon,
    /// What a text has in common with the seeds, in their order.
    pub shared: SharedTerms,
    /// This corpus's thresholds, where labels moved them.
    pub moved: Option<Thresholds>,
}

/// An article that the user gave.
#[derive(Debug, Clone)]
pub struct Seed {
    /// The file's name, with its ending.
    pub file: String,
    pub role: Role,
    pub article: Article,
    pub profile: Profile,
    pub facts: Facts,
    /// What its figures are worth, in thousandths.
    pub figures: BTreeSet<u128>,
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

impl Role {
    fn guess(profile: &Profile) -> Self {
        match profile.event.tells {
            Tells::AnEvent | Tells::Wishes => Self::Event,
            Tells::LooksBack | Tells::Comments | Tells::Lists => Self::Background,
        }
    }
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

/// Takes what is older than the event that most seeds tell, by more than a month, for background,
/// unless `about` says otherwise.
fn send_back(seeds: &mut [Seed], about: &About) {
    let day = |seed: &Seed| seed.profile.event.days.best().filter(|_| seed.role == Role::Event);
    let days: Vec<Day> = seeds.iter().filter_map(day).collect();
    let told =
        |here: &Day| days.iter().filter(|there| here.apart(**there).abs() <= ONE_DAY).count();
    let dated = days.iter().filter(|day| day.date().is_some() && told(day) > 1);
    let Some(main) = dated.max_by_key(|day| told(day)).copied() else { return };
    for seed in seeds {
        let is_said = about.seed.get(&seed.file).is_some_and(|said| said.role.is_some());
        if !is_said
            && day(seed).is_some_and(|day| day.year.is_some() && main.apart(day) > LONG_BEFORE)
        {
            seed.role = Role::Background;
        }
    }
}

/// What the figures of a text are worth, as [`Seed::figures`] has them.
#[must_use]
pub fn figures_of(article: &Article, profile: &Profile) -> BTreeSet<u128> {
    figures::worths(&article.text, &profile.body, profile.first, profile.language.as_deref())
}

impl Corpus {
    /// A corpus of articles that were read already.
    #[must_use]
    pub fn new(name: &str, seeds: Vec<(String, Article)>, about: &About, names: &Names) -> Self {
        let mut seeds: Vec<Seed> = seeds
            .into_iter()
            .map(|(file, mut article)| {
                let said = about.seed.get(&file).cloned().unwrap_or_default();
                article.published = said.published.or(article.published);
                let mut profile = Profile::new(&article, names);
                profile.day = said.date.or(profile.day);
                profile.event.days.own = said.date.map(Day::of).or(profile.event.days.own);
                let role = said.role.unwrap_or_else(|| Role::guess(&profile));
                let facts = Facts::of(&article, &profile, names);
                let figures = figures_of(&article, &profile);
                Seed { file, role, article, profile, facts, figures }
            })
            .collect();
        send_back(&mut seeds, about);
        let mut corpus = Self {
            name: name.to_owned(),
            seeds,
            judged: Labels::default(),
            marks: Marks::default(),
            core: Core::default(),
            common: InCommon::default(),
            shared: SharedTerms::default(),
            moved: None,
        };
        corpus.learn();
        corpus.date_seeds();
        corpus
    }

    /// Makes what is known of the topic from the seeds.
    fn learn(&mut self) {
        let profiles = self.profiles();
        let figures = self.seeds.iter().flat_map(|seed| seed.figures.iter().copied()).collect();
        let core = Core::of(&profiles);
        let common = InCommon::of(&profiles, figures, &core);
        let (marks, shared) = (Marks::of(profiles.iter().copied()), SharedTerms::by(&profiles));
        (self.marks, self.core, self.common, self.shared) = (marks, core, common, shared);
    }

    /// The seeds as they are compared, in their order.
    #[must_use]
    pub fn profiles(&self) -> Vec<&Profile> {
        self.seeds.iter().map(|seed| &seed.profile).collect()
    }

    /// Reads the seeds once more, with other names; days that a person gave stay.
    fn read_again(&mut self, names: &Names) {
        for seed in &mut self.seeds {
            let days = (seed.profile.day, seed.profile.event.days);
            seed.profile = Profile::new(&seed.article, names);
            (seed.profile.day, seed.profile.event.days) = days;
        }
        self.learn();
    }

    /// The corpus with the texts that a person labelled beside its seeds.
    #[must_use]
    pub fn judging(self, labels: Labels) -> Self {
        Self { judged: labels, ..self }
    }

    /// The thresholds that hold beside this corpus: those of `grounds`, or as labels moved them.
    #[must_use]
    pub fn thresholds(&self, grounds: &Grounds) -> Thresholds {
        self.moved.unwrap_or_else(|| Thresholds::from(&grounds.thresholds))
    }

    /// Gives each seed of an event that does not say its year, or its day, both from the seed most
    /// like it that may tell the same event.
    fn date_seeds(&mut self) {
        for place in 0..self.seeds.len() {
            let here = &self.seeds[place];
            let likeness = |seed: &Seed| here.profile.terms.cosine(&seed.profile.terms);
            let may_tell_it = |seed: &&Seed| {
                let fit = here.profile.event.fits(&seed.profile.event, 0);
                seed.role == here.role
                    && fit != Fit::Other
                    && likeness(seed) >= ONE_EVENT
                    && seed.file != here.file
            };
            let mut others: Vec<&Seed> = self.seeds.iter().filter(may_tell_it).collect();
            others.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
            let days = others.iter().map(|seed| seed.profile.event.days);
            let own = here.profile.event.days.own;
            let whole = days
                .clone()
                .filter_map(|days| days.own)
                .find(|day| day.year.is_some() && own.is_none_or(|own| own.apart(*day) == 0));
            let found = Days {
                own: own
                    .filter(|day| day.year.is_some())
                    .or(whole)
                    .or(own)
                    .or_else(|| days.clone().find_map(|days| days.own)),
                weekday: here
                    .profile
                    .event
                    .days
                    .weekday
                    .or_else(|| days.clone().find_map(|days| days.weekday)),
                ..here.profile.event.days
            };
            if here.role == Role::Event {
                self.seeds[place].profile.event.days = found;
            }
        }
    }

    /// Whether a seed tells an event that a text may tell too: one in another language does so only
    /// where no seed in the text's own tells one.
    #[must_use]
    pub fn may_be_told_by(&self, seed: &Seed, profile: &Profile) -> bool {
        let tells_at_home =
            |seed: &Seed| seed.role == Role::Event && !marks::is_abroad(profile, &seed.profile);
        seed.role == Role::Event && (tells_at_home(seed) || !self.seeds.iter().any(tells_at_home))
    }

    /// A short name for all of this corpus that a verdict rests on: another one for other seeds,
    /// roles, dates, labels or thresholds.
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
        for labelled in self.judged.iter() {
            let day = labelled.article.published.map(|when| when.to_string()).unwrap_or_default();
            parts.extend([
                labelled.is.name().to_owned(),
                labelled.article.headline.clone(),
                labelled.article.text.clone(),
                day,
            ]);
        }
        derived_short(&parts)
    }
}

/// The names with those that the seeds name and no table lists, and the seeds read with them.
fn taught(names: Names, corpora: &mut [Corpus]) -> Names {
    let seeds = corpora.iter().flat_map(|corpus| &corpus.seeds);
    let sounds = Sounds::of(seeds.flat_map(|seed| seed.profile.unlisted(&seed.article)));
    let names = names.hearing(sounds);
    corpora.iter_mut().for_each(|corpus| corpus.read_again(&names));
    names
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
        let mut grounds = Self {
            names,
            corpora,
            thresholds,
            models: Models::known().clone(),
            frequencies: Frequencies::default(),
            engine,
            corpora_revision,
            revision,
        };
        let moved: Vec<Option<Thresholds>> = grounds
            .corpora
            .iter()
            .map(|corpus| (!corpus.judged.is_empty()).then(|| corpus.moved_thresholds(&grounds)))
            .collect();
        grounds.corpora.iter_mut().zip(moved).for_each(|(corpus, moved)| corpus.moved = moved);
        grounds
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::plain;

    const SIGNED: &str = "Sarn ferry treaty signed\n\nVELDA, March 3 (RNA) — The Orlan and Veldan \
        ministers Ilse Tarn and Odo Brack signed the treaty \
        on the Sarn ferry on March 3, 2026 in Velda after nine years of talks on tolls.";
    const UNDATED: &str = "Ministers sign ferry treaty\n\nIn Velda the ministers Ilse Tarn and \
        Odo Brack signed the treaty on the Sarn ferry on Tuesday. \
        Tolls are to be shared by Orlan and Velda, after nine years of talks.";
    const HUNDRED: &str = "A hundred years of the Sarn ferry\n\nThe Sarn ferry at Velda \
        celebrates its hundredth anniversary. In 1926 it carried carts \
        from Orlan, in 1960 lorries.";

    fn corpus(about: &str) -> Corpus {
        let seeds = [("a.txt", SIGNED), ("b.txt", UNDATED), ("c.txt", HUNDRED)];
        let seeds = seeds.map(|(name, text)| (name.to_owned(), plain(name, text).article)).into();
        Corpus::new("ferry", seeds, &toml::from_str(about).unwrap(), &Names::default())
    }

    #[test]
    fn a_seed_that_looks_back_is_background_unless_somebody_says_otherwise() {
        let roles =
            |about: &str| corpus(about).seeds.iter().map(|seed| seed.role).collect::<Vec<_>>();
        assert_eq!(roles(""), [Role::Event, Role::Event, Role::Background]);
        assert_eq!(
            roles("[seed.\"c.txt\"]\nrole = \"event\"\n[seed.\"a.txt\"]\nrole = \"background\""),
            [Role::Background, Role::Event, Role::Event]
        );
    }

    #[test]
    fn what_is_older_than_the_event_of_most_seeds_is_background() {
        let report = "Sarn ferry treaty signed\n\nThe Velda Courier, 4 March 2026\n\nThe Orlan \
            and Veldan ministers signed the treaty on the Sarn ferry.";
        let old = |day: &str| {
            format!(
                "Ferry in trouble\n\nThe Velda Weekly, {day}\n\nThe Sarn ferry stands still: a \
                    shaft broke, and the owners ask for help."
            )
        };
        let roles = |old: &str, about: &str| {
            let seeds = [("a.txt", SIGNED), ("b.txt", report), ("c.txt", old)]
                .map(|(name, text)| (name.to_owned(), plain(name, text).article));
            let corpus = Corpus::new(
                "ferry",
                seeds.into(),
                &toml::from_str(about).unwrap(),
                &Names::default(),
            );
            corpus.seeds[2].role
        };
        assert_eq!(roles(&old("21 June 2024"), ""), Role::Background);
        assert_eq!(roles(&old("21 June 2024"), "[seed.\"c.txt\"]\nrole = \"event\""), Role::Event);
        assert_eq!(roles(&old("20 February 2026"), ""), Role::Event, "shortly before");
        assert_eq!(roles(&old("21 June 2026"), ""), Role::Event, "later");
    }

    #[test]
    fn an_undated_seed_takes_the_day_of_the_one_that_tells_its_event() {
        let days: Vec<Option<String>> = corpus("")
            .seeds
            .iter()
            .map(|seed| seed.profile.event.days.own.map(|day| day.to_string()))
            .collect();
        assert_eq!(days, [Some("2026-03-03".to_owned()), Some("2026-03-03".to_owned()), None]);
    }
}
