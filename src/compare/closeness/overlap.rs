//! The overlap of texts in terms and fingerprints: of two texts, or of one and all seeds of a
//! corpus at once, through inverted lists, in a time that hardly grows with the seeds.

use crate::compare::reading::Profile;
use crate::compare::words::{ByHash, Terms, share_one};

/// The terms and fingerprints that two texts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlap {
    pub shares_a_print: bool,
    /// The cosine of the words, names and places of both.
    pub terms: f32,
    /// The cosine of their stems, names and places.
    pub stems: f32,
}

impl Overlap {
    #[must_use]
    pub fn of(here: &Profile, there: &Profile) -> Self {
        Self {
            shares_a_print: share_one(&here.copy_keys.prints, &there.copy_keys.prints),
            terms: here.weighted.terms.cosine(&there.weighted.terms),
            stems: here.weighted.stems.cosine(&there.weighted.stems),
        }
    }
}

/// A table of the texts, of a few, that have a term or a fingerprint.
#[derive(Debug, Clone, Default)]
pub struct SharedTerms {
    texts: usize,
    prints: Bearers<()>,
    terms: Bearers<f32>,
    stems: Bearers<f32>,
}

impl SharedTerms {
    #[must_use]
    pub fn by(texts: &[&Profile]) -> Self {
        let weighted = |terms: fn(&Profile) -> &Terms| {
            let rows = texts.iter().enumerate().flat_map(|(text, profile)| {
                terms(profile).iter().map(move |term| (term.key, text, term.weight))
            });
            Bearers::new(rows.collect())
        };
        let prints = texts.iter().enumerate().flat_map(|(text, profile)| {
            profile.copy_keys.prints.iter().map(move |print| (*print, text, ()))
        });
        Self {
            texts: texts.len(),
            prints: Bearers::new(prints.collect()),
            terms: weighted(|profile| &profile.weighted.terms),
            stems: weighted(|profile| &profile.weighted.stems),
        }
    }

    /// The overlap of `here` with each text, in their order.
    #[must_use]
    pub fn with(&self, here: &Profile) -> Vec<Overlap> {
        let mut overlaps = vec![Overlap::default(); self.texts];
        for print in &here.copy_keys.prints {
            self.prints
                .of(*print)
                .iter()
                .for_each(|(text, ())| overlaps[*text].shares_a_print = true);
        }
        for term in here.weighted.terms.iter() {
            self.terms
                .of(term.key)
                .iter()
                .for_each(|(text, weight)| overlaps[*text].terms += term.weight * weight);
        }
        for stem in here.weighted.stems.iter() {
            self.stems
                .of(stem.key)
                .iter()
                .for_each(|(text, weight)| overlaps[*text].stems += stem.weight * weight);
        }
        for overlap in &mut overlaps {
            (overlap.terms, overlap.stems) = (overlap.terms.min(1.0), overlap.stems.min(1.0));
        }
        overlaps
    }
}

/// A table of the texts that have a key, with what each has of it.
#[derive(Debug, Clone)]
struct Bearers<T> {
    /// The places where the rows of a key begin and end.
    places: ByHash<(u32, u32)>,
    rows: Vec<(usize, T)>,
}

impl<T> Default for Bearers<T> {
    fn default() -> Self {
        Self { places: ByHash::default(), rows: Vec::new() }
    }
}

impl<T> Bearers<T> {
    fn new(mut rows: Vec<(u64, usize, T)>) -> Self {
        rows.sort_by_key(|(key, ..)| *key);
        let mut places: ByHash<(u32, u32)> = ByHash::default();
        for (at, (key, ..)) in (0..).zip(&rows) {
            places.entry(*key).or_insert((at, at)).1 = at + 1;
        }
        Self { places, rows: rows.into_iter().map(|(_, text, has)| (text, has)).collect() }
    }

    fn of(&self, key: u64) -> &[(usize, T)] {
        self.places.get(&key).map_or(&[], |(start, end)| &self.rows[*start as usize..*end as usize])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::Names;
    use crate::extract::Article;

    proptest! {
        #[test]
        fn all_at_once_is_the_same_as_one_after_the_other(
            texts in prop::collection::vec("[a-f ]{0,80}", 1..6),
        ) {
            let article =
                |text: &str| Article::new("https://news.example/a".parse().unwrap(), "", text);
            let profile = |text: &String| Profile::new(&article(text), &Names::default());
            let profiles: Vec<Profile> = texts.iter().map(profile).collect();
            let shared = SharedTerms::by(&profiles[1..].iter().collect::<Vec<_>>());
            let with_first = |there| Overlap::of(&profiles[0], there);
            let expected: Vec<Overlap> = profiles[1..].iter().map(with_first).collect();
            prop_assert_eq!(shared.with(&profiles[0]), expected);
        }
    }
}
