//! In how many archived articles each word stands, language by language.
//!
//! Lossy counting (Manku and Motwani, VLDB 2002): words that are rare for long are forgotten, so
//! that the counts stay small whatever the archive grows to. A count is short of the truth by one
//! article in [`FORGOTTEN_AFTER`] at most; only words in at least one of a hundred weigh otherwise
//! than rarer ones.
//!
//! What is told in many papers is one article: the desk counts only texts that are mostly new to
//! it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash64;

use super::spellings::ByHash;

/// Articles that have to be counted before words are weighed by them: fewer say less than the table
/// that dateline comes with.
const LEAST_ARTICLES: u64 = 2_000;
/// Articles of a language after which words that come more rarely than once in as many are
/// forgotten.
const FORGOTTEN_AFTER: u32 = 500;
/// Terms of one language that are counted at once; with more, rare ones are forgotten sooner.
const MOST_TERMS: usize = 1 << 17;
/// Different words of the longest article that is counted: one of more is a book, or was made to
/// fill the counts.
pub const MOST_WORDS: usize = 3_000;
/// Languages that are counted at most.
const MOST_LANGUAGES: usize = 40;
/// The share of a language's articles, in percent, below which a word is not kept for weighing.
const LEAST_PERCENT: f32 = 0.5;
/// The seed of the checksum: another one for another way of writing counts, or of counting.
const FORMAT: u64 = 1;
/// Bytes of the checksum, which stands first.
const CHECKSUM: usize = size_of::<u64>();

/// The words of one article, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub language: String,
    pub keys: Vec<u64>,
}

/// The number of articles in which each word stands, language by language; by default none were
/// counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// The counts of each language by its primary tag, empty where it is not known.
    languages: BTreeMap<String, Language>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Language {
    articles: u32,
    /// How often rare terms were forgotten: no term that is not in `terms` was seen oftener.
    forgotten: u32,
    terms: ByHash<Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    /// Articles that have the term, since it was last forgotten.
    count: u32,
    /// Articles, at most, that had the term before and were forgotten.
    missed: u32,
}

/// A language as it is written: terms sorted, each key as the difference to the one before.
#[derive(Serialize, Deserialize)]
struct Written {
    articles: u32,
    forgotten: u32,
    /// The difference, [`Seen::count`] and [`Seen::missed`] of each term.
    terms: Vec<(u64, u32, u32)>,
}

/// The key by which a stem is counted, so that it is told apart from words; given that key, the
/// stem's own.
#[must_use]
pub fn stem_key(stem: u64) -> u64 {
    !stem
}

impl Counts {
    /// Counts one article more.
    pub fn add(&mut self, words: &Words) {
        if let Some(language) = self.languages.get_mut(&words.language) {
            language.add(&words.keys);
        } else if self.languages.len() < MOST_LANGUAGES {
            self.languages.entry(words.language.clone()).or_default().add(&words.keys);
        }
    }

    /// The number of articles that were counted, in all languages together.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.languages.values().map(|language| u64::from(language.articles)).sum()
    }

    /// Whether words are to be weighed by these counts in the place of the `earlier` ones: when
    /// there are twice as many, and more than the table that dateline comes with can do without.
    #[must_use]
    pub fn are_enough_beside(&self, earlier: &Self) -> bool {
        self.articles() >= LEAST_ARTICLES.max(2 * earlier.articles())
    }

    /// A name for these counts, `ARTICLES.CHECKSUM`: another one for other counts.
    #[must_use]
    pub fn revision(&self) -> String {
        format!("{}.{:08x}", self.articles(), XxHash64::oneshot(0, &self.written()) as u32)
    }

    /// Each language with its articles, and what is frequent enough to weigh less, with its count.
    pub fn languages(&self) -> impl Iterator<Item = (&str, u32, ByHash<u32>)> {
        self.languages.iter().map(|(name, language)| {
            (
                name.as_str(),
                language.articles,
                language.common().map(|(key, seen)| (key, seen.count)).collect(),
            )
        })
    }

    /// The counts of frequent words alone: all that weights are made of, and much less than is
    /// needed to go on counting.
    #[must_use]
    pub fn common(&self) -> Self {
        let common =
            |language: &Language| Language { terms: language.common().collect(), ..*language };
        Self {
            languages: self
                .languages
                .iter()
                .map(|(name, language)| (name.clone(), common(language)))
                .collect(),
        }
    }

    /// The counts as bytes, with a checksum; the same for the same counts.
    ///
    /// # Panics
    /// Never: all counts can be written.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        let languages: BTreeMap<&str, Written> = self
            .languages
            .iter()
            .map(|(name, language)| (name.as_str(), language.written()))
            .collect();
        let mut bytes = postcard::to_extend(&languages, vec![0; CHECKSUM])
            .expect("rows of numbers can always be written");
        let checksum = XxHash64::oneshot(FORMAT, &bytes[CHECKSUM..]).to_le_bytes();
        bytes[..CHECKSUM].copy_from_slice(&checksum);
        bytes
    }

    /// The counts that [`Counts::written`] made `bytes` of; none where these were damaged, or
    /// written by something else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (checksum, bytes) = bytes.split_first_chunk::<CHECKSUM>()?;
        if u64::from_le_bytes(*checksum) != XxHash64::oneshot(FORMAT, bytes) {
            return None;
        }
        let languages: BTreeMap<String, Written> = postcard::from_bytes(bytes).ok()?;
        Some(Self {
            languages: languages
                .into_iter()
                .map(|(name, written)| (name, Language::read(&written)))
                .collect(),
        })
    }
}

impl Language {
    fn add(&mut self, keys: &[u64]) {
        self.articles = self.articles.saturating_add(1);
        for key in keys {
            let seen = self.terms.entry(*key).or_insert(Seen { count: 0, missed: self.forgotten });
            seen.count = seen.count.saturating_add(1);
        }
        if self.articles.is_multiple_of(FORGOTTEN_AFTER) {
            self.forget();
        }
        while self.terms.len() > MOST_TERMS {
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.forgotten = self.forgotten.saturating_add(1);
        self.terms.retain(|_, seen| seen.count.saturating_add(seen.missed) > self.forgotten);
    }

    fn common(&self) -> impl Iterator<Item = (u64, Seen)> {
        let least = self.articles as f32 * LEAST_PERCENT / 100.0;
        self.terms
            .iter()
            .filter(move |(_, seen)| seen.count as f32 >= least)
            .map(|(key, seen)| (*key, *seen))
    }

    fn written(&self) -> Written {
        let mut terms: Vec<(u64, u32, u32)> =
            self.terms.iter().map(|(key, seen)| (*key, seen.count, seen.missed)).collect();
        terms.sort_unstable();
        let mut before = 0;
        for (key, ..) in &mut terms {
            (*key, before) = (*key - before, *key);
        }
        Written { articles: self.articles, forgotten: self.forgotten, terms }
    }

    fn read(written: &Written) -> Self {
        let mut key: u64 = 0;
        let terms = written.terms.iter().map(|(more, count, missed)| {
            key = key.wrapping_add(*more);
            (key, Seen { count: *count, missed: *missed })
        });
        Self { articles: written.articles, forgotten: written.forgotten, terms: terms.collect() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(language: &str, keys: impl IntoIterator<Item = u64>) -> Words {
        Words { language: language.to_owned(), keys: keys.into_iter().collect() }
    }

    fn shares(counts: &Counts, language: &str) -> Option<(u32, ByHash<u32>)> {
        counts
            .languages()
            .find(|(name, ..)| *name == language)
            .map(|(_, articles, counted)| (articles, counted))
    }

    #[test]
    fn frequent_words_are_counted_for_good_and_rare_ones_are_forgotten() {
        let mut counts = Counts::default();
        for article in 0..4 * u64::from(FORGOTTEN_AFTER) {
            let often = [(1, 1), (2, 10), (3, 50)]
                .into_iter()
                .filter(|(_, every)| article % every == 0)
                .map(|(key, _)| key);
            counts.add(&words("en", often.chain((0..50).map(|rare| 1_000 + article * 50 + rare))));
        }
        assert_eq!(
            shares(&counts, "en"),
            Some((2_000, [(1, 2_000), (2, 200), (3, 40)].into_iter().collect()))
        );
        assert_eq!(counts.languages["en"].terms.len(), 3, "nothing that came once is left");
        assert_eq!(
            counts.common().revision(),
            Counts::read(&counts.common().written()).unwrap().revision()
        );
    }

    #[test]
    fn languages_are_counted_apart() {
        let mut counts = Counts::default();
        (0..30).for_each(|_| counts.add(&words("en", [1])));
        (0..3).for_each(|_| counts.add(&words("ko", [1, 2])));
        assert_eq!(shares(&counts, "en"), Some((30, [(1, 30)].into_iter().collect())));
        assert_eq!(shares(&counts, "ko"), Some((3, [(1, 3), (2, 3)].into_iter().collect())));
        assert_eq!(counts.articles(), 33);
        (0..1_000).for_each(|made_up| counts.add(&words(&format!("x{made_up}"), [1])));
        assert_eq!(counts.languages.len(), MOST_LANGUAGES);
    }

    #[test]
    fn a_flood_of_new_words_is_bounded() {
        let mut counts = Counts::default();
        for article in 0..200 {
            counts.add(&words(
                "en",
                std::iter::once(1).chain((0..2_000).map(|new| 10 + article * 2_000 + new)),
            ));
        }
        assert!(counts.languages["en"].terms.len() <= MOST_TERMS);
        assert_eq!(shares(&counts, "en").unwrap().1[&1], 200);
    }

    proptest! {
        #[test]
        fn a_count_is_never_too_high_and_short_by_what_was_forgotten_at_most(
            articles in prop::collection::vec(prop::collection::btree_set(0u64..60, 0..12), 0..60),
            forget_every in 1usize..9,
            place in any::<prop::sample::Index>(),
            bit in 0u8..8,
        ) {
            let mut language = Language::default();
            let mut exact: BTreeMap<u64, u32> = BTreeMap::new();
            for (number, keys) in articles.iter().enumerate() {
                language.add(&keys.iter().copied().collect::<Vec<_>>());
                keys.iter().for_each(|key| *exact.entry(*key).or_default() += 1);
                if number % forget_every == 0 {
                    language.forget();
                }
            }
            for (key, exact) in exact {
                let count = language.terms.get(&key).map_or(0, |seen| seen.count);
                prop_assert!(count <= exact && exact <= count + language.forgotten);
            }
            let counts = Counts { languages: BTreeMap::from([("en".to_owned(), language)]) };
            let mut written = counts.written();
            prop_assert_eq!(Counts::read(&written), Some(counts));
            let place = place.index(written.len());
            prop_assert_eq!(Counts::read(&written[..place]), None);
            written[place] ^= 1 << bit;
            prop_assert_eq!(Counts::read(&written), None);
        }
    }
}
