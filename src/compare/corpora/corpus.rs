//! A seed corpus as comparing sees it: its seeds, and what is known of their topic.

use super::about::{About, Role};
use super::labelled::Labels;
use super::thresholds::Thresholds;
use crate::compare::closeness::{Marks, SharedTerms, marks};
use crate::compare::evidence::{Core, Evidence, InCommon, telling};
use crate::compare::reading::{Day, Days, Facts, Fit, Names, Profile, Tells};
use crate::extract::Article;
use crate::id::derived_short;
use crate::settings;

/// Days that reports of one event lie apart at most.
const ONE_DAY: i32 = 3;
/// Days that a seed may lie before the event of most seeds without being background.
const LONG_BEFORE: i32 = 30;
/// The cosine of terms from which on two seeds tell one event, where their days do not say
/// otherwise.
const ONE_EVENT: f32 = 0.2;

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
}

impl Role {
    fn guess(profile: &Profile) -> Self {
        match profile.tidings.event.tells {
            Tells::AnEvent | Tells::Wishes => Self::Event,
            Tells::LooksBack | Tells::Comments | Tells::Lists => Self::Background,
        }
    }
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
                profile.tidings.event.days.own =
                    said.date.map(Day::of).or(profile.tidings.event.days.own);
                let role = said.role.unwrap_or_else(|| Role::guess(&profile));
                let facts = Facts::of(&article, &profile, names);
                Seed { file, role, article, profile, facts }
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
        let core = Core::of(&profiles);
        let common = InCommon::of(&profiles, &core);
        let (marks, shared) = (Marks::of(profiles.iter().copied()), SharedTerms::by(&profiles));
        (self.marks, self.core, self.common, self.shared) = (marks, core, common, shared);
    }

    /// The seeds as they are compared, in their order.
    #[must_use]
    pub fn profiles(&self) -> Vec<&Profile> {
        self.seeds.iter().map(|seed| &seed.profile).collect()
    }

    /// Reads the seeds once more, with other names; days that a person gave stay.
    pub fn read_again(&mut self, names: &Names) {
        for seed in &mut self.seeds {
            let days = (seed.profile.day, seed.profile.tidings.event.days);
            seed.profile = Profile::new(&seed.article, names);
            (seed.profile.day, seed.profile.tidings.event.days) = days;
        }
        self.learn();
    }

    /// The corpus with the texts that a person labelled beside its seeds.
    #[must_use]
    pub fn judging(self, labels: Labels) -> Self {
        Self { judged: labels, ..self }
    }

    /// The thresholds that hold beside this corpus: the `usual` ones, or as labels moved them.
    #[must_use]
    pub fn thresholds(&self, usual: &settings::Compare) -> Thresholds {
        self.moved.unwrap_or_else(|| Thresholds::from(usual))
    }

    /// Gives each seed of an event that does not say its year, or its day, both from the seed most
    /// like it that may tell the same event.
    fn date_seeds(&mut self) {
        for place in 0..self.seeds.len() {
            let here = &self.seeds[place];
            let likeness =
                |seed: &Seed| here.profile.weighted.terms.cosine(&seed.profile.weighted.terms);
            let may_tell_it = |seed: &&Seed| {
                let fit = here.profile.tidings.event.fits(&seed.profile.tidings.event, 0);
                seed.role == here.role
                    && fit != Fit::Other
                    && likeness(seed) >= ONE_EVENT
                    && seed.file != here.file
            };
            let mut others: Vec<&Seed> = self.seeds.iter().filter(may_tell_it).collect();
            others.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
            let days = others.iter().map(|seed| seed.profile.tidings.event.days);
            let own = here.profile.tidings.event.days.own;
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
                    .tidings
                    .event
                    .days
                    .weekday
                    .or_else(|| days.clone().find_map(|days| days.weekday)),
                ..here.profile.tidings.event.days
            };
            if here.role == Role::Event {
                self.seeds[place].profile.tidings.event.days = found;
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

    /// The signals of a text's topic beside the seeds alone.
    #[must_use]
    pub fn topic_signals(&self, profile: &Profile) -> Evidence {
        let of_its_day = self.seeds.iter().any(|seed| speaks_of_its_day(profile, seed));
        self.core.signals(profile, &self.profiles(), &self.marks, of_its_day)
    }

    /// The signals of a text telling an event of its own; reports of one event may lie `window` days apart.
    #[must_use]
    pub fn telling_signals(&self, here: &Profile, headline: &str, window: i32) -> Evidence {
        let events = self.seeds.iter().filter(|seed| seed.role == Role::Event);
        let events: Vec<&Profile> = events.map(|seed| &seed.profile).collect();
        telling::signals(here, headline, &self.marks, &events, window)
    }
}

/// Takes what is older than the event that most seeds tell, by more than a month, for background,
/// unless `about` says otherwise.
fn send_back(seeds: &mut [Seed], about: &About) {
    let day =
        |seed: &Seed| seed.profile.tidings.event.days.best().filter(|_| seed.role == Role::Event);
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

/// Whether a later text says when what a seed reports happened.
fn speaks_of_its_day(profile: &Profile, seed: &Seed) -> bool {
    let Some(day) = seed.profile.tidings.event.days.best().filter(|_| seed.role == Role::Event)
    else {
        return false;
    };
    let is_own =
        profile.tidings.event.days.published.is_some_and(|published| published.apart(day) == 0);
    !is_own && profile.tidings.event.spoken.iter().any(|spoken| spoken.apart(day) == 0)
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
            .map(|seed| seed.profile.tidings.event.days.own.map(|day| day.to_string()))
            .collect();
        assert_eq!(days, [Some("2026-03-03".to_owned()), Some("2026-03-03".to_owned()), None]);
    }
}
