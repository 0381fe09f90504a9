//! What speaks for two texts telling one event, and what against it.

use std::collections::BTreeSet;

use super::actions;
use super::model::{Evidence, UNKNOWN, log, logit};
use super::topic::Core;
use crate::compare::closeness::{Overlap, marks, signals as closeness};
use crate::compare::copies::Alignment;
use crate::compare::reading::{Fit, Profile};
use crate::compare::words::{Terms, Topic, term_weight};

/// The factor that terms of the topic weigh by when two texts on it are compared: they tell the topic, not the event
/// (topic-conditioned novelty, Yang et al., KDD 2002).
const TOPIC_FACTOR: f32 = 0.3;
/// The weight of a name that stands in one article of a hundred.
const ONE_NAME: f32 = 4.6;
/// Hours from which on it says no more that two reports lie apart.
const LATER: f32 = 36.0;
/// Words with which a text opens: what it tells, where background stands behind.
const OPENING: usize = 50;
/// Figures and names in common that are enough.
const MOST_FIGURES: f32 = 3.0;
const MOST_NAMES: f32 = 4.0;

/// What two texts on one topic have in common because they are on it.
#[derive(Debug, Clone, Default)]
pub struct InCommon {
    terms: Topic,
    figures: BTreeSet<u128>,
    acts: BTreeSet<u64>,
}

impl InCommon {
    /// What texts on the topic of these seeds have in common.
    #[must_use]
    pub fn of(seeds: &[&Profile], core: &Core) -> Self {
        let figures = seeds.iter().flat_map(|seed| &seed.tidings.figures).copied().collect();
        let terms = seeds
            .iter()
            .flat_map(|seed| [&seed.weighted.terms, &seed.weighted.stems, &seed.named.who]);
        Self { terms: Topic::of(terms), figures, acts: core.acts().collect() }
    }

    fn muted(&self, terms: &Terms) -> Terms {
        if self.terms.is_empty() { terms.clone() } else { terms.muted(&self.terms, TOPIC_FACTOR) }
    }
}

/// Two texts set beside each other, and what they were found to share.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The text that is judged, or the later report.
    pub here: &'a Profile,
    pub there: &'a Profile,
    pub overlap: &'a Overlap,
    pub alignment: &'a Alignment,
}

impl Pair<'_> {
    /// Whether the texts are in two languages.
    #[must_use]
    pub fn is_abroad(&self) -> bool {
        marks::is_abroad(self.here, self.there)
    }

    /// The signals of both telling one event, where `there` came out so many `hours` before: of the model for two in one
    /// language, or of the one for others.
    #[must_use]
    pub fn of_one_event(&self, common: &InCommon, hours: f32, window: i32) -> Evidence {
        let (one, other) = (self.here, self.there);
        let front = common.muted(&one.weighted.front).cosine(&common.muted(&other.weighted.front));
        let new_names = || {
            one.named
                .who
                .shared(&other.named.who)
                .into_iter()
                .filter(|name| !common.terms.has(name.key))
        };
        let hours = (1.0 + hours.abs().min(LATER) / 6.0).ln();
        let both_tell = f32::from(one.tidings.event.tells_one() && other.tidings.event.tells_one());
        let relatedness = closeness::Signals::beside(one, other, self.overlap).relatedness();
        let fit = one.tidings.event.fits(&other.tidings.event, window);
        if self.is_abroad() {
            let is_common = |act: u64| common.acts.contains(&act);
            let weight: f32 = new_names().map(|name| term_weight(name.key) / ONE_NAME).sum();
            let is_telling = !one.tidings.acts.is_empty() && !other.tidings.acts.is_empty();
            let if_telling = |signal: f32| if is_telling { signal } else { UNKNOWN };
            let beyond =
                one.tidings.acts.without(is_common).cosine(&other.tidings.acts.without(is_common));
            return vec![
                ("closeness", logit(relatedness)),
                ("fronts alike", front.sqrt()),
                ("names beyond the topic", weight.min(MOST_NAMES)),
                ("figures beyond the topic", self.new_figures(common)),
                ("hours between", hours),
                ("another day", f32::from(fit == Fit::Other)),
                ("both tell an event", both_tell),
                ("the same happens", if_telling(one.tidings.acts.cosine(&other.tidings.acts))),
                ("the same happens beyond the topic", if_telling(log(beyond, 0.05))),
                ("near in sense", one.tidings.point.cosine(&other.tidings.point)),
                (
                    "no act is known",
                    f32::from(one.tidings.acts.is_empty() || other.tidings.acts.is_empty()),
                ),
            ];
        }
        let names = new_names().count() as f32;
        let is_in_heads =
            |key: u64| one.named.head.contains(&key) && other.named.head.contains(&key);
        let head_names = new_names().filter(|name| is_in_heads(name.key)).count() as f32;
        vec![
            ("closeness", logit(relatedness)),
            ("one day", f32::from(fit == Fit::Same)),
            ("another day", f32::from(fit == Fit::Other)),
            ("hours between", hours),
            ("shared opening", self.alignment.opening_shared(OPENING)),
            ("both tell an event", both_tell),
            ("names beyond the topic", (1.0 + names).ln()),
            ("names beyond the topic in both heads", (1.0 + head_names).ln()),
            ("fronts alike", log(front, 0.05)),
            ("figures beyond the topic", self.new_figures(common)),
        ]
    }

    /// The signals of `here` telling the event of `there`, a seed.
    #[must_use]
    pub fn of_seed(&self, window: i32) -> Evidence {
        let (one, other) = (self.here, self.there);
        let is_abroad = self.is_abroad();
        let at_home = |signal: f32| if is_abroad { 0.0 } else { signal };
        let abroad = |signal: f32| if is_abroad { signal } else { 0.0 };
        let relatedness = closeness::Signals::beside(one, other, self.overlap).relatedness();
        let fit = one.tidings.event.fits(&other.tidings.event, window);
        let is_another_weekday =
            fit == Fit::Unknown && one.tidings.event.is_apart(&other.tidings.event, window);
        let figures = one.tidings.figures.intersection(&other.tidings.figures).count();
        vec![
            (ITS_DAYS, f32::from(matches!(fit, Fit::Same | Fit::Near))),
            (ANOTHER_DAY, f32::from(fit == Fit::Other)),
            (ANOTHER_WEEKDAY, f32::from(is_another_weekday)),
            (DAYS_SINCE, days_since(one, other)),
            ("names alike", one.named.who.cosine(&other.named.who)),
            ("acts alike", at_home(actions::alike(one, other))),
            ("said alike beside names", at_home(log(marks::beside_names(one, other), 0.02))),
            ("figures alike", figures.min(ENOUGH_FIGURES) as f32),
            ("another language", f32::from(is_abroad)),
            ("little closeness", at_home((CLOSE - relatedness).max(0.0))),
            ("little closeness across languages", abroad((CLOSE - relatedness).max(0.0))),
            ("shared text", self.alignment.here_in_there),
            ("shared opening", self.alignment.opening_shared(OPENING)),
            (
                "the same happens across languages",
                abroad(one.tidings.acts.cosine(&other.tidings.acts)),
            ),
            (
                "near in sense across languages",
                abroad(one.tidings.point.cosine(&other.tidings.point)),
            ),
        ]
    }

    /// Figures that both have and the topic has not; the larger, the less by chance.
    fn new_figures(&self, common: &InCommon) -> f32 {
        let new = self
            .here
            .tidings
            .figures
            .intersection(&self.there.tidings.figures)
            .filter(|worth| !common.figures.contains(worth));
        let counts = new.map(|worth| match worth / 1_000 {
            0..20 => 0.25,
            20..100 => 0.5,
            _ => 1.0,
        });
        counts.sum::<f32>().min(MOST_FIGURES)
    }
}

/// The signals of a pair as they would be if nothing were known of days.
#[must_use]
pub fn undated(mut signals: Evidence) -> Evidence {
    let of_days = [ITS_DAYS, ANOTHER_DAY, ANOTHER_WEEKDAY, DAYS_SINCE];
    signals
        .iter_mut()
        .filter(|(name, _)| of_days.contains(name))
        .for_each(|(_, signal)| *signal = 0.0);
    signals
}

/// How long after the event of a seed a text came out: the logarithm of a day and the days between; 0 where a day is not
/// known, or the text came out before.
fn days_since(here: &Profile, seed: &Profile) -> f32 {
    let days = here.tidings.event.days.published.zip(seed.tidings.event.days.best());
    let since = days.map_or(0, |(published, event)| published.apart(event).clamp(0, LONG_SINCE));
    (1.0 + since as f32).ln()
}

/// Days from which on it says no more that a text came out later.
const LONG_SINCE: i32 = 30;
const DAYS_SINCE: &str = "days since";
const ITS_DAYS: &str = "its days";
const ANOTHER_DAY: &str = "another day";
const ANOTHER_WEEKDAY: &str = "another weekday";
/// The closeness that reports of one event have, mostly.
const CLOSE: f32 = 0.45;
/// Figures in common with a seed that are enough.
const ENOUGH_FIGURES: usize = 2;
