//! Whether a text is on the topic of a corpus: what speaks for it beside the seeds alone, and with what else is known.

use std::collections::BTreeMap;

use super::model::{Evidence, UNKNOWN, log, logit};
use crate::compare::closeness::{Marks, marks, signals as closeness};
use crate::compare::reading::{Point, Profile, Tells, lexicon};
use crate::compare::words::Terms;

/// Words that a topic is about first, those that it is about, and those that it says.
const FIRST_WORDS: usize = 12;
const HEAD_WORDS: usize = 30;
const WORDS: usize = 80;
/// What a word weighs in front at least to stand in front.
const IN_FRONT: f32 = 0.06;
/// Concepts that a topic is about.
const ACTS: usize = 15;
/// Names that are enough, and places.
const MOST_NAMES: f32 = 4.0;
const MOST_PLACES: f32 = 3.0;
/// The share of own names that is enough, as [`ENOUGH_NAMES`] and [`ENOUGH_WORDS`] are: more says
/// no more, since reports of one event differ as much from each other.
const ENOUGH_OWN_NAMES: f32 = 0.6;
const ENOUGH_NAMES: f32 = 0.5;
const ENOUGH_WORDS: f32 = 0.2;
/// The share of own names that texts on a topic have, taken for a text whose names are not known by
/// capitals; so is [`USUAL_NAMES`].
const USUAL_OWN_NAMES: f32 = 0.8;
const USUAL_NAMES: f32 = 0.5;
/// Names that a text has at least for their share to say something, and the share that is taken otherwise.
const NAMES_NEEDED: usize = 3;
const USUAL_SHARE: f32 = 0.5;

/// What the seeds of a corpus are about.
#[derive(Debug, Clone, Default)]
pub struct Core {
    /// Their words, by language.
    words: BTreeMap<String, Words>,
    /// The share of seeds that have each name, those of places apart; sorted by key.
    names: Vec<(u64, f32)>,
    places: Vec<(u64, f32)>,
    /// What they do and are about, the weightiest, and all together.
    acts: Vec<(u64, f32)>,
    act_centre: Terms,
    /// The share of each field of the news in what they do.
    fields: BTreeMap<&'static str, f32>,
}

/// The words of the seeds in one language, with their weights.
#[derive(Debug, Clone, Default)]
struct Words {
    first: Vec<(u64, f32)>,
    head: Vec<(u64, f32)>,
    all: Vec<(u64, f32)>,
}

impl Core {
    #[must_use]
    pub fn of(seeds: &[&Profile]) -> Self {
        let count = seeds.len().max(1) as f32;
        let mut words: BTreeMap<String, Vec<&Profile>> = BTreeMap::new();
        for seed in seeds {
            words.entry(seed.language.clone().unwrap_or_default()).or_default().push(seed);
        }
        let words = words.into_iter().map(|(language, seeds)| {
            let words = Words::of(&seeds, &language);
            (language, words)
        });
        let (mut names, mut places) = (BTreeMap::new(), BTreeMap::new());
        for seed in seeds {
            for name in seed.named.who.iter() {
                let is_place = seeds.iter().any(|seed| seed.named.is_place(name.key));
                let of = if is_place { &mut places } else { &mut names };
                *of.entry(name.key).or_insert(0.0) += 1.0 / count;
            }
        }
        let act_centre = Terms::mean(seeds.iter().map(|seed| &seed.tidings.acts));
        let acts = act_centre.heaviest(ACTS).into_iter().map(|act| (act.key, act.weight)).collect();
        let mut fields: BTreeMap<&'static str, f32> = BTreeMap::new();
        let telling: Vec<_> = seeds
            .iter()
            .map(|seed| fields_of(&seed.tidings.acts))
            .filter(|of| !of.is_empty())
            .collect();
        for (field, share) in telling.iter().flatten() {
            *fields.entry(field).or_default() += share / telling.len() as f32;
        }
        Self {
            words: words.collect(),
            names: names.into_iter().collect(),
            places: places.into_iter().collect(),
            acts,
            act_centre,
            fields,
        }
    }

    /// Whether no seed is in the language of a text.
    #[must_use]
    pub fn is_abroad(&self, profile: &Profile) -> bool {
        !self.words.contains_key(profile.language.as_deref().unwrap_or_default())
    }

    /// The keys of what the topic is about: concepts that tell no event within it.
    pub fn acts(&self) -> impl Iterator<Item = u64> {
        self.acts.iter().map(|(act, _)| *act)
    }

    #[must_use]
    pub fn has_name(&self, key: u64) -> bool {
        [&self.names, &self.places].iter().any(|of| share(of, key) > 0.0)
    }

    /// What speaks for a text being on the topic, and against it, beside the seeds: signals of the model for a text in
    /// the language of a seed, or of the one for others.
    #[must_use]
    pub fn signals(
        &self,
        profile: &Profile,
        seeds: &[&Profile],
        marks: &Marks,
        of_its_day: bool,
    ) -> Evidence {
        let has_name = |key: u64| {
            profile.named.who.has(key)
                || profile.named.head.contains(&key)
                || profile.named.id(key).is_some()
        };
        let present = |names: &[(u64, f32)]| -> (f32, f32) {
            let found = names.iter().filter(|(key, _)| has_name(*key)).map(|(_, share)| *share);
            found.fold((0.0, 0.0), |(sum, most), share| (sum + share, share.max(most)))
        };
        let ((names, key_name), (places, key_place)) =
            (present(&self.names), present(&self.places));
        let (names, places) = (names.min(MOST_NAMES), places.min(MOST_PLACES));
        let act = |of: &Profile| profile.tidings.acts.cosine(&of.tidings.acts);
        let acts = seeds.iter().map(|seed| act(seed)).fold(0.0, f32::max);
        let centre = profile.tidings.acts.cosine(&self.act_centre);
        let core_acts = covered(&self.acts, |key| profile.tidings.acts.has(key));
        let fields = fields_of(&profile.tidings.acts);
        let more_of = |field: &str| {
            let own = fields.get(field).copied().unwrap_or_default();
            (own - self.fields.get(field).copied().unwrap_or_default()).max(0.0)
        };
        let near = seeds
            .iter()
            .map(|seed| Point::cosine(&profile.tidings.point, &seed.tidings.point))
            .fold(0.0, f32::max);
        let nothing_told = f32::from(fields.is_empty());
        let is_telling = !profile.tidings.acts.is_empty() && !self.act_centre.is_empty();
        let if_telling = |signal: f32| if is_telling { signal } else { UNKNOWN };
        if self.is_abroad(profile) {
            return vec![
                ("what happens in all seeds", if_telling(log(centre, 0.05))),
                ("what the topic is about", if_telling(core_acts)),
                ("a name of the topic", key_name),
                ("places of the topic", log(places, 0.2)),
                ("names and sense of the topic", log(names, 0.2).min(log(near, 0.1))),
                (
                    "names and acts of the topic",
                    if_telling(log(names + 0.5 * places, 0.2).min(log(centre, 0.05))),
                ),
                ("no act is known", f32::from(profile.tidings.acts.is_empty())),
                ("no field of the news", if_telling(nothing_told)),
                ("more of markets", more_of(lexicon::MARKETS)),
                ("more of sport", more_of(lexicon::SPORT)),
                ("more of culture", more_of(lexicon::CULTURE)),
            ];
        }
        let own_words = &self.words[profile.language.as_deref().unwrap_or_default()];
        let has_word =
            |key: u64| profile.weighted.stems.has(key) || profile.weighted.terms.has(key);
        let of = |signal: &dyn Fn(&Profile) -> f32| {
            seeds.iter().map(|seed| signal(seed)).fold(0.0, f32::max)
        };
        let paragraph = marks.best_paragraph(profile);
        let known_names = marks.own_names(profile);
        let shared_names = of(&|seed| profile.named.who.cosine(&seed.named.who));
        let beside_names = of(&|seed| marks::beside_names(profile, seed));
        let close = of(&|seed| closeness::Signals::of(profile, seed).relatedness());
        let headlines = seeds
            .iter()
            .filter_map(|seed| seed.weighted.headline_share(&profile.weighted))
            .fold(0.0, f32::max);
        vec![
            ("what happens in a seed", if_telling(acts)),
            ("what happens in a seed (log)", if_telling(log(acts, 0.1))),
            ("what happens in all seeds", if_telling(centre)),
            ("what happens in all seeds (log)", if_telling(log(centre, 0.05))),
            ("what the topic is about", if_telling(log(core_acts, 0.05))),
            ("names of the topic", log(names, 0.2)),
            ("names that are the topic's", log(self.own_names(profile), 0.1)),
            ("a place of the topic", key_place),
            ("chief words of the topic", covered(&own_words.first, has_word)),
            ("words of the topic", covered(&own_words.all, has_word)),
            (
                "words of the topic in front",
                covered(&own_words.head, |key| profile.weighted.front.weight(key) > IN_FRONT),
            ),
            ("speaks of a seed's day", f32::from(of_its_day)),
            ("a seed's headline in it", headlines),
            ("closeness to a seed", logit(close)),
            ("a paragraph on the topic", log(paragraph, 0.05)),
            (
                "names or a paragraph of the topic",
                log(
                    known_names.unwrap_or(USUAL_OWN_NAMES).max(paragraph).min(ENOUGH_OWN_NAMES),
                    0.1,
                ),
            ),
            (
                "names alike with a seed",
                log(
                    if known_names.is_some() { shared_names } else { USUAL_NAMES }
                        .min(ENOUGH_NAMES),
                    0.05,
                ),
            ),
            ("said as in a seed beside names", log(beside_names.min(ENOUGH_WORDS), 0.03)),
            ("passes on wishes", f32::from(profile.tidings.event.tells == Tells::Wishes)),
            ("lists events", f32::from(profile.tidings.event.tells == Tells::Lists)),
            ("no field of the news", if_telling(nothing_told)),
            ("more of markets", more_of(lexicon::MARKETS)),
            ("more of sport", more_of(lexicon::SPORT)),
            ("more of culture", more_of(lexicon::CULTURE)),
        ]
    }

    /// The share of a text's names that a seed has, by their weight.
    fn own_names(&self, profile: &Profile) -> f32 {
        if profile.named.who.len() < NAMES_NEEDED {
            return USUAL_SHARE;
        }
        let (all, own) = profile.named.who.iter().fold((0.0, 0.0), |(all, own), name| {
            let square = name.weight * name.weight;
            (all + square, if self.has_name(name.key) { own + square } else { own })
        });
        own / all
    }
}

impl Words {
    fn of(seeds: &[&Profile], language: &str) -> Self {
        let count = seeds.len().max(1) as f32;
        let front = Terms::sum(seeds.iter().map(|seed| &seed.weighted.front), 1.0 / count);
        let stems = Terms::sum(seeds.iter().map(|seed| &seed.weighted.stems), 1.0 / count);
        // every noun of German is capital
        let is_name = |key: u64| {
            seeds.iter().any(|seed| {
                seed.named.id(key).is_some() || (language != "de" && seed.named.who.has(key))
            })
        };
        let told = |key: u64| {
            seeds.iter().filter(|seed| seed.weighted.stems.has(key)).count() as f32 / count
        };
        let mut first: Vec<(u64, f32)> = stems
            .iter()
            .filter(|stem| !is_name(stem.key))
            .map(|stem| (stem.key, stem.weight * told(stem.key)))
            .collect();
        first.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        first.truncate(FIRST_WORDS);
        let first = first.into_iter().map(|(key, _)| (key, stems.weight(key))).collect();
        let heaviest = |most: usize| {
            front.heaviest(most).into_iter().map(|stem| (stem.key, stem.weight)).collect()
        };
        Self { first, head: heaviest(HEAD_WORDS), all: heaviest(WORDS) }
    }
}

/// The name of the signal that stands for all signals beside the seeds alone.
pub const BESIDE_SEEDS: &str = "beside the seeds";
/// The share of each field of the news in what a text does; nothing where it does nothing that tells a field.
fn fields_of(acts: &Terms) -> BTreeMap<&'static str, f32> {
    let mut fields: BTreeMap<&'static str, f32> = BTreeMap::new();
    for act in acts.iter() {
        if let Some(field) =
            lexicon::field(act.key).filter(|field| !lexicon::GENERAL.contains(field))
        {
            *fields.entry(field).or_default() += act.weight;
        }
    }
    let all: f32 = fields.values().sum();
    fields.values_mut().for_each(|share| *share /= all);
    fields
}

/// The share of weights whose keys are found.
fn covered(weights: &[(u64, f32)], is_found: impl Fn(u64) -> bool) -> f32 {
    let all: f32 = weights.iter().map(|(_, weight)| weight).sum();
    let found: f32 =
        weights.iter().filter(|(key, _)| is_found(*key)).map(|(_, weight)| weight).sum();
    if all > 0.0 { found / all } else { 0.0 }
}

fn share(names: &[(u64, f32)], key: u64) -> f32 {
    names.binary_search_by_key(&key, |(name, _)| *name).map_or(0.0, |at| names[at].1)
}
