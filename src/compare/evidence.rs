//! Evidence, weighed: whether a text is on a corpus's topic, and whether it tells a seed's event.
//! Each is a logistic model over a handful of named signals, so that no single bound decides.
//!
//! `evaluate/run compare --only events --fit` fits the weights to the corpora of `tests/follow-ups`
//! that are there to study: beside all seeds of each, beside each alone, and with each left out. It
//! also says how weights that were fitted to all corpora but one serve that one.
//!
//! # Limits
//! The weights know news of a few hundred words. A text of the same field that names nearly the
//! same, such as another recall by the same office, is taken for one on the topic.

use std::collections::BTreeSet;

use super::corpora::{Corpus, Role, Seed};
use super::event::{self, Fit, Tells};
use super::marks;
use super::profile::Profile;

/// A signal of a model, with its name and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    pub name: &'static str,
    pub signal: f32,
    pub weight: f32,
}

/// What speaks for a text being on a topic, and what against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfTopic {
    /// The share of the text's names that a seed has too, by their weight.
    pub own_names: f32,
    /// The cosine of its names with those of the seed that has most alike.
    pub names: f32,
    /// The cosine of what it says beside names with the seed that says most alike.
    pub words: f32,
    /// How much the paragraph that is most on the topic is on it: how much it names, by how much of
    /// it is said by a seed.
    pub paragraph: f32,
    /// Whether the text speaks of the day of a seed's event, which is not its own.
    pub day: bool,
    /// Whether no seed is in the text's language: what it says beside names tells nothing.
    pub is_abroad: bool,
    /// What the text does with events: a telegram says little of what it is about.
    pub tells: Tells,
    /// Whether the seeds are so many that they name whatever the topic has to do with.
    pub is_well_named: bool,
}

impl OfTopic {
    #[must_use]
    pub fn of(profile: &Profile, corpus: &Corpus) -> Self {
        let seeds = || corpus.seeds.iter().map(|seed| &seed.profile);
        let marks = &corpus.marks;
        let names = seeds().map(|seed| profile.who.cosine(&seed.who)).fold(0.0, f32::max);
        let own_names = marks.own_names(profile);
        let names_tell = own_names.is_some();
        Self {
            own_names: own_names.unwrap_or(USUAL_OWN_NAMES),
            names: if names_tell { names } else { USUAL_NAMES },
            words: seeds().map(|seed| marks::beside_names(profile, seed)).fold(0.0, f32::max),
            paragraph: marks.best_paragraph(profile),
            day: corpus.seeds.iter().any(|seed| speaks_of_its_day(profile, seed)),
            is_abroad: seeds().all(|seed| marks::is_abroad(profile, seed)),
            tells: profile.event.tells,
            is_well_named: corpus.seeds.len() >= SEEDS_NAME,
        }
    }

    /// The signals with their weights. Shares count by their logarithm: names without words and
    /// words without names are both no topic. A paragraph that is on the topic makes up for what
    /// else a list names.
    #[must_use]
    pub fn weighed(&self) -> [Weighed; 7] {
        let at_home = |signal: f32| if self.is_abroad { 0.0 } else { signal };
        let signals = [
            ("own names", (0.1 + self.own_names.max(self.paragraph).min(ENOUGH_OWN_NAMES)).ln()),
            ("names", (0.05 + self.names.min(ENOUGH_NAMES)).ln()),
            ("words", at_home((0.03 + self.words.min(ENOUGH_WORDS)).ln())),
            ("paragraph", at_home((0.05 + self.paragraph).ln())),
            ("its day", f32::from(self.day)),
            ("abroad", f32::from(self.is_abroad)),
            ("wishes", f32::from(self.tells == Tells::Wishes)),
        ];
        weighed(signals, TOPIC)
    }

    #[must_use]
    pub fn is_on_topic(&self) -> bool {
        !self.is_of_others() && sum(TOPIC_BIAS, &self.weighed()) >= 0.0
    }

    /// Whether the text tells of others what seeds tell: most of its names are not theirs, and no
    /// paragraph of it is on the topic. Two countries' treaty of the same name weighs as much as a
    /// list of which one paragraph counts.
    fn is_of_others(&self) -> bool {
        self.is_well_named
            && !self.is_abroad
            && self.tells != Tells::Wishes
            && self.own_names < MOST
            && self.paragraph < ON_TOPIC
    }
}

/// Whether a later text says when what a seed reports happened.
fn speaks_of_its_day(profile: &Profile, seed: &Seed) -> bool {
    let Some(day) = seed.profile.event.days.best().filter(|_| seed.role == Role::Event) else {
        return false;
    };
    let is_own = profile.event.days.published.is_some_and(|published| published.apart(day) == 0);
    !is_own && profile.event.spoken.iter().any(|spoken| spoken.apart(day) == 0)
}

/// What the days of two texts say of their events, and what both do with events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysSay {
    /// That the two cannot tell one event.
    No,
    /// That both tell of one day, or of days as near as reports of one event lie.
    Yes,
    /// That nothing decides but the weekdays that they name, which lie apart.
    OtherWeekday,
    Nothing,
}

/// What speaks for a text telling a seed's event, and what against it; where their days do not rule
/// it out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfEvent {
    pub days: DaysSay,
    /// The cosine of their names.
    pub names: f32,
    /// How much headline and lead say alike, beside names.
    pub actions: f32,
    /// The cosine of what both say beside names.
    pub said: f32,
    /// The figures that both have, of two: reports of one event repeat them.
    pub figures: f32,
    /// Whether the seed is known to be in another language.
    pub is_abroad: bool,
}

impl OfEvent {
    #[must_use]
    pub fn of(profile: &Profile, figures: &BTreeSet<u128>, seed: &Seed, window: i32) -> Self {
        let figures = figures.intersection(&seed.figures).count();
        let seed = &seed.profile;
        Self {
            days: match profile.event.fits(&seed.event, window) {
                Fit::Other => DaysSay::No,
                Fit::Same | Fit::Near => DaysSay::Yes,
                Fit::Unknown if profile.event.is_apart(&seed.event, window) => {
                    DaysSay::OtherWeekday
                }
                Fit::Unknown => DaysSay::Nothing,
            },
            names: profile.who.cosine(&seed.who),
            actions: event::actions_alike(profile, seed),
            said: marks::beside_names(profile, seed),
            figures: figures.min(FIGURES) as f32 / FIGURES as f32,
            is_abroad: marks::is_abroad(profile, seed),
        }
    }

    /// The signals with their weights.
    #[must_use]
    pub fn weighed(&self) -> [Weighed; 7] {
        let at_home = |signal: f32| if self.is_abroad { 0.0 } else { signal };
        let signals = [
            ("its days", f32::from(self.days == DaysSay::Yes)),
            ("other weekday", f32::from(self.days == DaysSay::OtherWeekday)),
            ("names", self.names),
            ("action", at_home(self.actions)),
            ("said", at_home((0.02 + self.said).ln())),
            ("figures", self.figures),
            ("abroad", f32::from(self.is_abroad)),
        ];
        weighed(signals, EVENT)
    }

    #[must_use]
    pub fn is_possible(&self) -> bool {
        self.days != DaysSay::No
    }

    #[must_use]
    pub fn is_of_one_event(&self) -> bool {
        self.is_possible() && sum(EVENT_BIAS, &self.weighed()) >= 0.0
    }

    /// The signals as they would be if nothing were known of days.
    #[must_use]
    pub fn undated(self) -> Self {
        Self { days: DaysSay::Nothing, ..self }
    }
}

/// The share of own names that is enough, as [`ENOUGH_NAMES`] and [`ENOUGH_WORDS`] are: more says
/// no more, since reports of one event differ as much from each other.
const ENOUGH_OWN_NAMES: f32 = 0.6;
const ENOUGH_NAMES: f32 = 0.5;
const ENOUGH_WORDS: f32 = 0.2;
/// Seeds that name a topic well: beside fewer, a report of their own event has names that none of
/// them has.
const SEEDS_NAME: usize = 3;
/// The share of a text's names, by weight, below which most of them are not the seeds'.
const MOST: f32 = 0.5;
/// How much on the topic a paragraph is at least to outweigh other names. Seven of ten lists in the
/// study corpora have such a one; of texts that tell of others the most is .42.
const ON_TOPIC: f32 = 0.55;
/// Figures in common that are enough.
const FIGURES: usize = 2;
/// The share of own names that texts on a topic have, taken for a text whose names are not known by
/// capitals; so is [`USUAL_NAMES`].
const USUAL_OWN_NAMES: f32 = 0.8;
const USUAL_NAMES: f32 = 0.5;

/// The bias of the model of topic: of 240 texts, weights that were fitted without their corpus
/// decide 209 rightly.
const TOPIC_BIAS: f32 = 7.51;
/// The weights of the model of topic, in the order of the signals.
const TOPIC: [f32; 7] = [2.63, 0.30, 2.73, 0.43, 2.00, -2.60, 5.63];
/// The bias of the model of event: of 82 texts whose days do not decide, weights that were fitted
/// without their corpus decide 74 rightly.
const EVENT_BIAS: f32 = -0.91;
/// The weights of the model of event, in the order of the signals.
const EVENT: [f32; 7] = [1.34, -2.63, 1.24, 1.93, 0.63, 3.41, -0.66];

fn weighed<const N: usize>(signals: [(&'static str, f32); N], weights: [f32; N]) -> [Weighed; N] {
    std::array::from_fn(|at| Weighed {
        name: signals[at].0,
        signal: signals[at].1,
        weight: weights[at],
    })
}

/// The logarithm of the odds that a model gives.
fn sum(bias: f32, weighed: &[Weighed]) -> f32 {
    bias + weighed.iter().map(|one| one.signal * one.weight).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEW_WORDS: OfTopic = OfTopic {
        own_names: 0.7,
        names: 0.4,
        words: 0.05,
        paragraph: 0.2,
        day: false,
        is_abroad: false,
        tells: Tells::AnEvent,
        is_well_named: true,
    };

    #[test]
    fn neither_names_nor_words_alone_make_a_topic() {
        assert!(!FEW_WORDS.is_on_topic());
        assert!(!OfTopic { own_names: 0.2, names: 0.1, words: 0.4, ..FEW_WORDS }.is_on_topic());
        assert!(
            OfTopic { own_names: 0.7, names: 0.4, words: 0.2, paragraph: 0.4, ..FEW_WORDS }
                .is_on_topic()
        );
    }

    #[test]
    fn names_are_enough_for_a_telegram_and_for_a_text_in_another_language() {
        assert!(OfTopic { tells: Tells::Wishes, ..FEW_WORDS }.is_on_topic());
        assert!(OfTopic { is_abroad: true, ..FEW_WORDS }.is_on_topic());
        assert!(
            !OfTopic { is_abroad: true, own_names: 0.05, names: 0.05, paragraph: 0.0, ..FEW_WORDS }
                .is_on_topic()
        );
    }

    #[test]
    fn a_later_text_that_says_when_it_happened_needs_fewer_words() {
        let few = OfTopic { paragraph: 0.1, words: 0.07, ..FEW_WORDS };
        assert!(!few.is_on_topic() && OfTopic { day: true, ..few }.is_on_topic());
    }

    #[test]
    fn what_tells_of_others_is_on_no_topic_unless_few_seeds_name_it_or_a_paragraph_is() {
        let namesake =
            OfTopic { own_names: 0.4, names: 0.3, words: 0.3, paragraph: 0.45, ..FEW_WORDS };
        assert!(!namesake.is_on_topic());
        assert!(OfTopic { is_well_named: false, ..namesake }.is_on_topic());
        assert!(OfTopic { paragraph: 0.7, ..namesake }.is_on_topic());
        assert!(OfTopic { own_names: 0.6, ..namesake }.is_on_topic());
    }

    #[test]
    fn days_or_figures_tell_an_event() {
        let undated = OfEvent {
            days: DaysSay::Nothing,
            names: 0.5,
            actions: 0.2,
            said: 0.2,
            figures: 0.0,
            is_abroad: false,
        };
        let is_one = |event: OfEvent| event.is_of_one_event();
        assert!(!is_one(undated));
        assert!(is_one(OfEvent { figures: 1.0, ..undated }));
        assert!(is_one(OfEvent { days: DaysSay::Yes, ..undated }));
        assert!(!is_one(OfEvent { days: DaysSay::No, ..undated }));
        assert!(!is_one(OfEvent { figures: 0.5, days: DaysSay::OtherWeekday, ..undated }));
    }
}
