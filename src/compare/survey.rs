//! A survey of a corpus: the terms that set a seed apart, the odd one out, and the stories
//! on its topic that rest on no seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::because::usual;
use crate::compare::closeness::Signals;
use crate::compare::corpora::{Corpus, Seed};
use crate::compare::reading::{Names, Profile};
use crate::compare::verdict::{Beside, Closeness, Copy};
use crate::compare::words::{stem, weight, word_hash};
use crate::id::{ItemId, StoryId};

/// The terms of a seed among which the decisive ones are looked for.
const LOOKED_AT: usize = 64;
/// The weight under which a word decides nothing: it stands in one article of a dozen.
const COMMON: f32 = 2.5;
/// The fewest seeds of which one can be odd.
const FEWEST: usize = 3;
/// The share of the others' likeness to each other under which a seed is odd.
const CLEARLY: f32 = 0.5;
/// The fewest outlets of a story that is told though it rests on no seed and is no new event.
const OUTLETS: usize = 2;

/// The terms that tell what a seed is about, the heaviest first, each as people write it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisive {
    /// The terms that other seeds have too: the topic.
    pub shared: Vec<String>,
    /// The terms that no other seed has: what this one adds.
    pub own: Vec<String>,
}

/// A seed that is clearly less like the others than they are like each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Odd {
    pub file: String,
    /// The mean relatedness of the seed to the others, 0 to 1.
    pub likeness: f32,
    /// The mean relatedness of the others to each other, 0 to 1.
    pub of_others: f32,
}

/// An item on a corpus's topic, as it was judged, and as the seeds of today judge it.
#[derive(Debug, Clone)]
pub struct Reported {
    pub item: ItemId,
    pub story: StoryId,
    pub source: String,
    pub then: Beside,
    pub now: Beside,
}

/// A story on the topic of which no item is near a seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseeded {
    pub story: StoryId,
    /// The item to add: the first that told a new event, else the first.
    pub item: ItemId,
    pub items: usize,
    pub outlets: usize,
}

impl Corpus {
    /// The decisive terms of a seed, at most `most` of each kind.
    #[must_use]
    pub fn decisive(&self, seed: &Seed, names: &Names, most: usize) -> Decisive {
        let others: Vec<&Profile> = self.others(seed).map(|other| &other.profile).collect();
        let mut seen = BTreeSet::new();
        let (mut shared, mut own) = (Vec::new(), Vec::new());
        for term in seed.profile.weighted.terms.heaviest(LOOKED_AT) {
            let Some(spelt) = seed.profile.spelt(term.key) else { continue };
            // words are known again by their stems, names by their ids
            let key = if spelt.starts_with('@') { term.key } else { word_hash(stem(&spelt)) };
            if !seen.insert(key) {
                continue;
            }
            if !spelt.starts_with('@') && weight(&spelt, term.key) < COMMON {
                continue;
            }
            let having = others
                .iter()
                .filter(|other| other.weighted.stems.has(key) || other.weighted.terms.has(term.key))
                .count();
            let spelt = usual(&spelt, names).to_owned();
            if having == 0 {
                own.extend(tells(&seed.profile, term.key).then_some(spelt));
            } else {
                shared.push((term.weight * (1.0 + having as f32 / others.len() as f32), spelt));
            }
        }
        shared.sort_by(|a, b| b.0.total_cmp(&a.0));
        own.truncate(most);
        Decisive { shared: shared.into_iter().take(most).map(|(_, spelt)| spelt).collect(), own }
    }

    /// The other seed that is closest, and its relatedness, 0 to 1.
    #[must_use]
    pub fn nearest_to(&self, seed: &Seed) -> Option<(&Seed, f32)> {
        self.others(seed)
            .map(|other| (other, relatedness(seed, other)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn others(&self, seed: &Seed) -> impl Iterator<Item = &Seed> {
        self.seeds.iter().filter(|other| other.file != seed.file)
    }

    /// The seed that is clearly unlike the rest; none where seeds are alike, or too few to say.
    /// Seeds are compared with those in their own language: relatedness across languages is lower
    /// by itself.
    #[must_use]
    pub fn odd_one_out(&self) -> Option<Odd> {
        let mut by_language: BTreeMap<Option<&str>, Vec<&Seed>> = BTreeMap::new();
        self.seeds.iter().for_each(|seed| {
            by_language.entry(seed.profile.language.as_deref()).or_default().push(seed);
        });
        let odd = by_language
            .values()
            .filter(|seeds| seeds.len() >= FEWEST)
            .filter_map(|seeds| odd_of(seeds));
        odd.min_by(|a, b| (a.likeness / a.of_others).total_cmp(&(b.likeness / b.of_others)))
    }
}

/// Not every word that one seed alone has tells what it is about: names do, and what stands in its
/// head or is said again.
fn tells(profile: &Profile, key: u64) -> bool {
    profile.named.who.has(key)
        || profile.named.head.contains(&key)
        || profile.wording.words.iter().filter(|word| **word == key).nth(1).is_some()
}

fn relatedness(seed: &Seed, other: &Seed) -> f32 {
    Signals::of(&seed.profile, &other.profile).relatedness()
}

fn odd_of(seeds: &[&Seed]) -> Option<Odd> {
    let sums: Vec<f32> = seeds
        .iter()
        .map(|seed| {
            seeds
                .iter()
                .filter(|other| other.file != seed.file)
                .map(|other| relatedness(seed, other))
                .sum()
        })
        .collect();
    let all: f32 = sums.iter().sum::<f32>() / 2.0;
    let others = (seeds.len() - 1) as f32;
    let pairs_of_others = others * (others - 1.0) / 2.0;
    let (seed, sum) = seeds.iter().zip(&sums).min_by(|a, b| a.1.total_cmp(b.1))?;
    let odd = Odd {
        file: seed.file.clone(),
        likeness: sum / others,
        of_others: (all - sum) / pairs_of_others,
    };
    (odd.likeness < odd.of_others * CLEARLY).then_some(odd)
}

/// Stories of which no item is near a seed, or was labelled by a person: those that were a new
/// event, and those that several outlets report. The ones with most items first.
#[must_use]
pub fn unseeded(reported: &[Reported]) -> Vec<Unseeded> {
    let mut stories: BTreeMap<StoryId, Vec<&Reported>> = BTreeMap::new();
    reported.iter().for_each(|one| stories.entry(one.story).or_default().push(one));
    let rests_on_seed = |one: &&Reported| {
        let near = |beside: &Beside| {
            beside.closeness == Closeness::SameStory
                || beside.copy >= Copy::Reprint
                || beside.judged.is_some()
        };
        near(&one.now) || one.now.closeness == Closeness::Unrelated
    };
    let mut found: Vec<Unseeded> = stories
        .into_iter()
        .filter(|(_, items)| !items.iter().any(rests_on_seed))
        .filter_map(|(story, items)| {
            let outlets =
                items.iter().map(|one| one.source.as_str()).collect::<BTreeSet<_>>().len();
            let new = items.iter().find(|one| one.then.new_event);
            let item = new.or(items.first().filter(|_| outlets >= OUTLETS))?.item;
            Some(Unseeded { story, item, items: items.len(), outlets })
        })
        .collect();
    found.sort_by(|a, b| b.items.cmp(&a.items).then(a.story.cmp(&b.story)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{About, AsLabelled, Label};
    use crate::extract::plain;

    const SIGNED: &str = "Sarn ferry treaty signed\n\nVELDA, March 3 (RNA) — The Orlan and Veldan \
        ministers Ilse Tarn and Odo Brack signed the treaty \
        on the Sarn ferry on March 3, 2026 in Velda after nine years of talks on tolls.";
    const RETOLD: &str = "Ministers sign treaty on Sarn ferry\n\nIn Velda the ministers Ilse Tarn \
        and Odo Brack signed the treaty on the Sarn ferry on \
        Tuesday. Tolls are to be shared by Orlan and Velda, after nine years of talks. Pilots had \
        threatened a strike: they want to be heard, the pilots say.";
    const AGAIN: &str = "Sarn ferry treaty: tolls are shared\n\nOrlan and Velda share the tolls \
        of the Sarn ferry, says the treaty that ministers Ilse \
        Tarn and Odo Brack signed in Velda on Tuesday after nine years of talks.";
    const FLOWERS: &str = "Flower market opens with a black tulip\n\nGrowers from the valley of \
        Brenn brought four hundred kinds of tulips to the market on \
        Saturday. The mayor bought a bunch for her mother, and visitors queued around the block.";

    fn corpus(texts: &[&str]) -> Corpus {
        let seeds = texts
            .iter()
            .enumerate()
            .map(|(place, text)| (format!("{place}.txt"), plain("a.txt", text).article))
            .collect();
        Corpus::new("ferry", seeds, &About::default(), &Names::default())
    }

    #[test]
    fn the_odd_one_out_is_the_one_clearly_unlike_the_rest() {
        for (texts, odd) in [
            (&[SIGNED, RETOLD, AGAIN, FLOWERS][..], Some("3.txt")),
            (&[SIGNED, FLOWERS, AGAIN], Some("1.txt")),
            (&[SIGNED, RETOLD, AGAIN], None),
            (&[SIGNED, FLOWERS], None),
            (&[SIGNED], None),
            (&[], None),
        ] {
            let found = corpus(texts).odd_one_out();
            assert_eq!(found.as_ref().map(|odd| odd.file.as_str()), odd, "{found:?}");
        }
    }

    #[test]
    fn decisive_terms_are_parted_into_the_topics_and_a_seeds_own() {
        let corpus = corpus(&[SIGNED, RETOLD, AGAIN]);
        let decisive = corpus.decisive(&corpus.seeds[1], &Names::default(), 8);
        assert!(
            decisive.shared.iter().any(|term| term == "sarn")
                && decisive.shared.iter().any(|term| term == "velda"),
            "{decisive:?}"
        );
        assert!(decisive.own.iter().any(|term| term == "pilots"), "{decisive:?}");
        assert!(
            !decisive.own.iter().any(|term| term == "sign"),
            "a form of what others say is not its own: {decisive:?}"
        );
    }

    #[test]
    fn stories_that_rest_on_no_seed_are_new_events_or_told_by_several() {
        let related = Beside { closeness: Closeness::Related, ..Beside::default() };
        let new = Beside { new_event: true, ..related.clone() };
        let near = Beside { closeness: Closeness::SameStory, ..Beside::default() };
        let judged = AsLabelled {
            file: String::new(),
            is: Label::Background,
            on: None,
            copy: Copy::Duplicate,
        };
        let judged = Beside { judged: Some(judged), ..related.clone() };
        let one = |item: i64, story: i64, source: &str, then: &Beside, now: &Beside| Reported {
            item: ItemId(item),
            story: StoryId(story),
            source: source.to_owned(),
            then: then.clone(),
            now: now.clone(),
        };
        let found = unseeded(&[
            one(1, 1, "a", &related, &related),
            one(2, 2, "a", &related, &related),
            one(3, 2, "b", &new, &related),
            one(4, 2, "b", &related, &related),
            one(5, 3, "a", &related, &related),
            one(6, 3, "b", &related, &related),
            one(7, 4, "a", &new, &new),
            one(8, 4, "b", &related, &near),
            one(9, 5, "a", &new, &judged),
            one(10, 6, "a", &new, &new),
        ]);
        let found: Vec<(i64, i64, usize, usize)> =
            found.iter().map(|one| (one.story.0, one.item.0, one.items, one.outlets)).collect();
        assert_eq!(found, [(2, 3, 3, 2), (3, 5, 2, 2), (6, 10, 1, 1)]);
    }
}
