//! What marks a corpus's topic beyond any one event: the names that most of its seeds name, and what they say
//! beside names. A football match shares the names of two countries with their treaty.

use std::collections::HashMap;

use super::profile::Profile;
use super::terms::Terms;

/// Share of the seeds that name what the topic is about.
const NAMED_BY: f32 = 0.6;
/// Fewer seeds have too much in common by chance.
const SEEDS_NEEDED: f32 = 3.0;
/// A text on the topic names this share of its names, by their weight.
const NAMED: f32 = 0.28;
/// Its names are so much like those of the nearest of three or more seeds; of one of fewer. It keeps
/// diplomats' and markets' set phrases from making two countries' treaties one topic.
const WHO_FITS_TOPIC: f32 = 0.31;
const WHO_FITS: f32 = 0.15;
/// Fewer names say nothing.
const NAMES_NEEDED: usize = 5;
/// So much of what two texts on one topic say beside names is alike.
const BESIDE_NAMES: f32 = 0.1;
/// Two reports of one event have names so much alike, and so much of the rest.
const NAMES_ALIKE: f32 = 0.5;
const DETAIL: f32 = 0.15;
/// Across languages only names tell: so much of the topic's, so much alike, and so many of them.
const NAMED_ABROAD: f32 = 0.42;
const WHO_FITS_ABROAD: f32 = 0.2;
const NAMES_ABROAD: usize = 3;
/// So much alike where the topic's names are not known.
const WHO_FITS_ALONE: f32 = 0.35;

/// Or so much of what a text says beside names, one seed or another says too.
const SAID: f32 = 0.3;

/// What marks a topic, by the keys of terms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// With what each weighs; none of too few seeds.
    names: Vec<(u64, f32)>,
    /// The terms of all seeds that are no names, sorted.
    said: Vec<u64>,
}

impl Marks {
    #[must_use]
    pub fn of<'a>(seeds: impl Iterator<Item = &'a Profile>) -> Self {
        let mut naming: HashMap<u64, (f32, f32)> = HashMap::new();
        let mut said: Vec<u64> = Vec::new();
        let mut all = 0.0;
        for seed in seeds {
            all += 1.0;
            for name in seed.who.iter() {
                let (seeds, weight) = naming.entry(name.key).or_default();
                *seeds += 1.0;
                *weight += name.weight;
            }
            said.extend(seed.terms.iter().map(|term| term.key));
        }
        said.retain(|term| !naming.contains_key(term));
        said.sort_unstable();
        said.dedup();
        let least = if all < SEEDS_NEEDED { f32::INFINITY } else { all * NAMED_BY };
        let mut names: Vec<(u64, f32)> =
            naming.into_iter().filter(|(_, (seeds, _))| *seeds >= least).map(|(name, (_, weight))| (name, weight / all)).collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        Self { names, said }
    }

    /// Whether a text names what the topic is about, and much the same as one of the seeds. It keeps two
    /// countries' treaties under one name from being one topic.
    #[must_use]
    pub fn is_named_by(&self, profile: &Profile, seed: &Profile) -> bool {
        let Some(named) = self.named_by(profile) else { return who_fits(profile, seed) };
        who_is_alike(profile, seed).is_none_or(|alike| named >= NAMED && alike >= WHO_FITS_TOPIC)
    }

    /// Whether a text says what one seed or another says, beside names.
    #[must_use]
    pub fn is_said_by(&self, profile: &Profile) -> bool {
        let (mut all, mut said) = (0.0, 0.0);
        for term in profile.terms.iter().filter(|term| !profile.who.has(term.key)) {
            all += term.weight * term.weight;
            said += if self.said.binary_search(&term.key).is_ok() { term.weight * term.weight } else { 0.0 };
        }
        said >= SAID * all
    }

    /// Whether a headline or a first sentence names what the topic is about; no text lacks what is not known.
    #[must_use]
    pub fn is_in_head(&self, profile: &Profile) -> bool {
        self.names.is_empty() || self.names.iter().any(|(name, _)| profile.head.contains(name))
    }

    /// Whether a text in another language than `seed` is on the topic, by the names of both.
    #[must_use]
    pub fn is_met_abroad(&self, profile: &Profile, seed: &Profile) -> bool {
        let (alike, shared) = (profile.who.cosine(&seed.who), profile.who.shared(&seed.who));
        let is_named = self.named_by(profile).map_or(alike >= WHO_FITS_ALONE, |named| named >= NAMED_ABROAD);
        is_named && shared.len() >= NAMES_ABROAD && alike >= WHO_FITS_ABROAD
    }

    /// The share of the topic's names, by their weight, that a text names too; none where there are too few
    /// seeds to tell them.
    fn named_by(&self, profile: &Profile) -> Option<f32> {
        let all: f32 = self.names.iter().map(|(_, weight)| weight).sum();
        let named = self.names.iter().filter(|(name, _)| profile.who.has(*name));
        (all > 0.0).then(|| named.map(|(_, weight)| weight).sum::<f32>() / all)
    }
}

/// Whether two reports may be on one topic by the people and places that they name.
#[must_use]
pub fn who_fits(here: &Profile, there: &Profile) -> bool {
    who_is_alike(here, there).is_none_or(|alike| alike >= WHO_FITS)
}

/// How much the names of two texts are alike; none where one has too few to tell.
fn who_is_alike(here: &Profile, there: &Profile) -> Option<f32> {
    (here.who.len().min(there.who.len()) >= NAMES_NEEDED).then(|| here.who.cosine(&there.who))
}

/// Whether two texts are in two languages: then their words tell nothing.
#[must_use]
pub fn is_abroad(here: &Profile, there: &Profile) -> bool {
    matches!((&here.language, &there.language), (Some(here), Some(there)) if here != there)
}

/// Whether two texts have more in common than names.
#[must_use]
pub fn meet_beside_names(here: &Profile, there: &Profile) -> bool {
    beside_names(here, there) >= BESIDE_NAMES
}

/// Whether two texts name the same and say the same beside it, as reports of one event do.
#[must_use]
pub fn are_alike_in_detail(here: &Profile, there: &Profile) -> bool {
    here.who.cosine(&there.who) >= NAMES_ALIKE && beside_names(here, there) >= DETAIL
}

/// The cosine of two texts' terms without the names of either.
fn beside_names(here: &Profile, there: &Profile) -> f32 {
    let is_name = |term: u64| here.who.has(term) || there.who.has(term);
    let length = |terms: &Terms| terms.iter().filter(|term| !is_name(term.key)).map(|term| term.weight * term.weight).sum::<f32>().sqrt();
    let (mine, theirs) = (length(&here.terms), length(&there.terms));
    let product: f32 = here.terms.shared(&there.terms).iter().filter(|term| !is_name(term.key)).map(|term| term.weight).sum();
    if mine > 0.0 && theirs > 0.0 { product / (mine * theirs) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;
    use crate::extract::Article;

    fn profile(text: &str) -> Profile {
        Profile::new(&Article::new("https://news.example/a".parse().unwrap(), "", text), &Names::default())
    }

    #[test]
    fn a_topic_is_named_by_its_names_and_met_beside_them() {
        let signed = profile("In the town hall of Velda ministers Ilse Tarn of Orlan and Odo Brack of Velda signed a treaty on the Sarn ferry.");
        let voted = profile("Deputies of Orlan backed the treaty on the Sarn ferry, to the relief of Ilse Tarn and of Odo Brack in Velda.");
        let match_report = profile("With two late goals the women of Orlan beat Velda, as Ilse Tarn and Odo Brack looked on from the Sarn stand.");
        let namesake = profile("Ministers Pia Holm of Brenn and Rolf Egger of Orlan signed a treaty on the Grann ferry in the town hall of Grann.");
        let marks = Marks::of([&signed, &voted, &signed].into_iter());
        assert!(marks.is_named_by(&voted, &signed) && meet_beside_names(&voted, &signed));
        assert!(marks.is_named_by(&match_report, &signed) && !meet_beside_names(&match_report, &signed));
        assert!(!marks.is_named_by(&namesake, &signed) && meet_beside_names(&namesake, &signed));
    }
}
