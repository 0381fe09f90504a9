//! How much a word says: its inverse document frequency (Spärck Jones 1972), from a compact table
//! of counts that `evaluate/run frequencies` made from articles in ten languages, and from what the
//! archive has counted since.
//!
//! The table is the archive's prior: where a word stands in the share *t* of articles by the table
//! and in *c* of *n* archived ones of a language, it is taken to stand in (*m t* + *c*) / (*m* +
//! *n*) of them, with *m* = [`TABLE_ARTICLES`] (a Dirichlet prior, as in Zhai and Lafferty, SIGIR
//! 2001).
//!
//! Only the relatedness of two reports is weighed by the archive. Beside seeds, the table alone
//! decides: on a server whose every article is on a corpus's topic, what tells the topic would
//! weigh nothing, and of the 20 follow-ups of the treaty 5 to 18 were found instead of 20. So it is
//! with all other limits that were fitted with the table.
//!
//! # Limits
//! The table is one for all languages, and a word keeps the highest share that any of them gives
//! it: on labelled pairs, counts of the text's own language alone did no better. The archive is
//! counted by language, because the commonest words of one that few articles are in would weigh as
//! much as names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::counts::{Counts, stem_key};
use super::fingerprints::word_hash;
use super::spellings::ByHash;
use super::stems::stem;
use crate::known;

/// Articles in a thousand that are taken to have a word that the table lacks.
const UNLISTED_PERMILLE: f32 = 10.0;
/// Articles in a thousand that are taken to have one year: it says less than another number.
const YEAR_PERMILLE: f32 = 200.0;
/// Articles in a thousand that are taken to have one number of one or two digits.
const SMALL_NUMBER_PERMILLE: f32 = 80.0;
/// Articles in a thousand that are taken to have a listed name or a place that the table lacks: it
/// is in the news more often than most words.
const NAME_PERMILLE: f32 = 20.0;

/// Articles that the table counts for beside the archive: it was made from so many of each
/// language.
const TABLE_ARTICLES: f32 = 250.0;
/// Articles in a thousand that the archive can make a word be in, at most, which takes half of its
/// weight: what all articles of a specialised server share still says what they are about.
const MOST_COUNTED_PERMILLE: f32 = 100.0;
/// Languages in which the table knows the words that say nothing; in others the archive alone does.
const TABLE_LANGUAGES: [&str; 10] = ["ar", "de", "en", "es", "fr", "it", "pl", "ru", "tr", "zh"];
/// Articles in a thousand that a word is taken to be in, at most, in other languages.
const MOST_PERMILLE: f32 = 998.0;

/// The weights of the table's words and names, by their hashes.
static WORDS: LazyLock<ByHash<f32>> = LazyLock::new(|| {
    listed().map(|(word, permille)| (word_hash(word), weight_of(permille))).collect()
});

/// The weights of the table's stems, by their hashes: a stem is as frequent as the most frequent
/// word that has it.
static STEMS: LazyLock<ByHash<f32>> = LazyLock::new(|| {
    let mut stems = ByHash::default();
    for (word, permille) in listed() {
        let least: &mut f32 = stems.entry(word_hash(stem(word))).or_insert(f32::MAX);
        *least = least.min(weight_of(permille));
    }
    stems
});

/// The weight of what the table lacks.
static UNLISTED: LazyLock<f32> = LazyLock::new(|| weight_of(UNLISTED_PERMILLE));

/// What the archive has counted makes of the table's weights. By default, nothing was counted.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    by_language: BTreeMap<String, Factors>,
}

/// What weights of one language are multiplied by; 1 where there is nothing.
#[derive(Debug, Clone)]
pub struct Factors {
    words: ByHash<f32>,
    stems: ByHash<f32>,
}

impl Frequencies {
    #[must_use]
    pub fn of(counts: &Counts) -> Self {
        let factors = counts.languages().map(|(language, articles, counted)| {
            (language.to_owned(), Factors::of(language, articles, &counted))
        });
        Self { by_language: factors.collect() }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_language.is_empty()
    }

    /// The factors of a language, by its primary tag; none where no article in it was counted.
    #[must_use]
    pub fn of_language(&self, language: Option<&str>) -> Option<&Factors> {
        self.by_language.get(language.unwrap_or_default())
    }
}

impl Factors {
    /// The factors of a language in which so many `articles` were counted, `counted` having words
    /// by their key and stems by [`stem_key`].
    fn of(language: &str, articles: u32, counted: &ByHash<u32>) -> Self {
        let most =
            if TABLE_LANGUAGES.contains(&language) { MOST_COUNTED_PERMILLE } else { MOST_PERMILLE };
        let factor = |before: f32, count: u32| factor(before, count, articles, most);
        let count = |key: u64| counted.get(&key).copied().unwrap_or(0);
        let mut words: ByHash<f32> =
            WORDS.iter().map(|(key, before)| (*key, factor(*before, count(*key)))).collect();
        let mut stems: ByHash<f32> = STEMS
            .iter()
            .map(|(key, before)| (*key, factor(*before, count(stem_key(*key)))))
            .collect();
        for (key, count) in counted {
            let factor = factor(*UNLISTED, *count);
            if factor < 1.0 {
                // What was counted as a stem is never looked up as a word, nor the other way round.
                words.entry(*key).or_insert(factor);
                stems.entry(stem_key(*key)).or_insert(factor);
            }
        }
        Self { words, stems }
    }

    /// The factor of a word that is no number, by its hash, or of a name, by the hash of its `@id`.
    #[must_use]
    pub fn word(&self, hash: u64) -> f32 {
        self.words.get(&hash).copied().unwrap_or(1.0)
    }

    /// The factor of a stem, by its hash.
    #[must_use]
    pub fn stem(&self, hash: u64) -> f32 {
        self.stems.get(&hash).copied().unwrap_or(1.0)
    }
}

/// What a weight `before` is multiplied by where `count` of `articles` have the word.
fn factor(before: f32, count: u32, articles: u32, most_permille: f32) -> f32 {
    // What every article has is no term, and is not counted.
    if before <= 0.0 {
        return 1.0;
    }
    let listed = 1000.0 / before.exp();
    let permille =
        (TABLE_ARTICLES * listed + 1000.0 * count as f32) / (TABLE_ARTICLES + articles as f32);
    // Rarer words weigh what the table gives to those that it lacks.
    weight_of(permille.clamp(UNLISTED_PERMILLE, most_permille.max(listed))) / before
}

/// The words and names of the table, each with the articles in a thousand that have it.
fn listed() -> impl Iterator<Item = (&'static str, f32)> {
    known::FREQUENCIES.lines().filter_map(|line| {
        let (word, permille) = line.split_once('\t')?;
        Some((word, permille.parse().ok()?))
    })
}

/// The weight of a folded word with this hash: 0 for one that every article has, 4.6 for one that
/// the table lacks.
#[must_use]
pub fn weight(word: &str, hash: u64) -> f32 {
    match number_permille(word) {
        Some(permille) => weight_of(permille),
        None => WORDS.get(&hash).copied().unwrap_or(*UNLISTED),
    }
}

/// The weight of the stem with this hash of a word that is no number.
#[must_use]
pub fn stem_weight(hash: u64) -> f32 {
    STEMS.get(&hash).copied().unwrap_or(*UNLISTED)
}

/// The weight of the name or place whose `@id` has this hash.
#[must_use]
pub fn name_weight(hash: u64) -> f32 {
    WORDS.get(&hash).copied().unwrap_or_else(|| weight_of(NAME_PERMILLE))
}

/// The weight of what a term's key stands for, a word that is no number or `@id`.
#[must_use]
pub fn term_weight(hash: u64) -> f32 {
    WORDS.get(&hash).copied().unwrap_or(*UNLISTED)
}

/// The weight of what so many articles in a thousand have, the natural logarithm of their inverse
/// share.
fn weight_of(permille: f32) -> f32 {
    (1000.0 / permille).ln().max(0.0)
}

/// Articles in a thousand that are taken to have a number; none for a word that is no number.
fn number_permille(word: &str) -> Option<f32> {
    if !word.starts_with(|c: char| c.is_ascii_digit())
        || !word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    Some(match word.len() {
        1 | 2 => SMALL_NUMBER_PERMILLE,
        4 if word.starts_with("19") || word.starts_with("20") => YEAR_PERMILLE,
        _ => UNLISTED_PERMILLE,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Names, Profile, Signals, Words};
    use crate::extract::Article;
    use crate::settings;

    const CUT: (&str, &str) = (
        "Fishery council cuts herring quota in the Sarn bay",
        "The fishery council has cut the quota for trawlers in the Sarn bay by a third, after a \
            survey of the spawning stock found fewer young \
         herring. Skippers of Port Orl protested at the quay on Monday, and the minister Ilse \
         Tarn promised them a fund.",
    );
    const RETOLD: (&str, &str) = (
        "Herring quota in the Sarn bay cut by a third",
        "In the Sarn bay trawlers may land a third less herring, the fishery council decided \
            after its survey. At the quay of Port Orl skippers \
         protested on Monday; Ilse Tarn, the minister, has promised a fund.",
    );
    const OPENED: (&str, &str) = (
        "Fishery council opens cod quota off Velda",
        "The fishery council has opened the quota for trawlers off Velda, after a survey of the \
            spawning stock found many young cod. Skippers \
         of Brenn had asked for it since autumn, and the first boats sail on Thursday.",
    );

    fn of(word: &str) -> f32 {
        weight(word, word_hash(word))
    }

    #[test]
    fn common_words_weigh_little_and_unlisted_ones_most() {
        assert!(of("the") < 0.1);
        assert!(of("government") < of("korea"));
        assert!(of("korea") < of("zyxwv"));
        assert!(of("2024") < of("8412"));
        assert!(stem_weight(word_hash("gove")) <= of("government"));
    }

    #[test]
    fn what_the_archive_says_takes_the_place_of_what_the_table_says() {
        let (quota, the) = (word_hash("quota"), word_hash("the"));
        let in_language = |language: &str, articles: u32, share: f32| {
            let counted = [
                (quota, (articles as f32 * share) as u32),
                (the, articles),
                (stem_key(word_hash("quot")), articles / 2),
            ];
            Factors::of(language, articles, &counted.into_iter().collect())
        };
        let weighs = |articles: u32, share: f32| {
            of("quota") * in_language("en", articles, share).word(quota)
        };
        let is_near = |one: f32, other: f32| (one - other).abs() < 0.02;
        assert!(is_near(weighs(0, 0.0), of("quota")), "nothing was counted");
        assert!(weighs(50, 0.08) > weighs(500, 0.08), "few articles say less than many");
        assert!(is_near(weighs(100_000, 0.05), 20.0f32.ln()), "many say it alone");
        assert!(is_near(weighs(100_000, 0.0), *UNLISTED), "rare words weigh what unlisted ones do");
        assert!(
            is_near(weighs(100_000, 1.0), *UNLISTED / 2.0),
            "a topic's words still say something"
        );
        assert!(
            of("quota") * in_language("ko", 100_000, 1.0).word(quota) < 0.01,
            "where the table knows no other common words, less"
        );
        let factors = in_language("en", 100_000, 0.0);
        assert!(
            is_near(of("the") * factors.word(the), of("the")),
            "words that are always frequent stay so"
        );
        assert!(factors.word(the) > 0.0, "and go on being counted");
        assert!(factors.stem(word_hash("quot")) < 1.0);
        assert!(is_near(factors.word(word_hash("zyxwv")), 1.0));
        assert!(is_near(factor(0.0, 0, 100, MOST_PERMILLE), 1.0), "what weighs nothing still does");
    }

    #[test]
    fn what_every_report_of_a_specialised_server_says_stops_deciding() {
        let profile = |(headline, text): (&str, &str)| {
            let article = Article {
                language: Some("en".to_owned()),
                ..Article::new("https://news.example/a".parse().unwrap(), headline, text)
            };
            Profile::new(&article, &Names::default())
        };
        let mut counts = Counts::default();
        for number in 0..3_000 {
            let text = format!(
                "The fishery council, a quota for trawlers off port{number}, the survey of the \
                    spawning stock, young fish{number}, skippers."
            );
            counts.add(&Words::of(&profile(("Fishery council, quota", &text))).unwrap());
        }
        let frequencies = Frequencies::of(&counts);
        let relatedness = |one, other| {
            let (one, other) = (profile(one), profile(other));
            let terms = [&*one.weighed(&frequencies), &*other.weighed(&frequencies)];
            let weighed = Signals::by([&one, &other], terms);
            (Signals::of(&one, &other).relatedness(), weighed.relatedness())
        };
        let limit = settings::Compare::default().same_story;
        let ((before, after), (retold_before, retold_after)) =
            (relatedness(CUT, OPENED), relatedness(CUT, RETOLD));
        assert!(before >= limit && after < limit, "another quota: {before} {after}");
        assert!(
            retold_before >= limit && retold_after >= limit,
            "the same: {retold_before} {retold_after}"
        );
    }

    #[test]
    fn every_line_of_the_table_is_read() {
        assert_eq!(WORDS.len(), known::FREQUENCIES.lines().count());
    }
}
