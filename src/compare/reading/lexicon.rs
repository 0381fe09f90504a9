//! What news do and are about, whatever the language and the word: `arrest` is one concept in Russian and in Korean.
//!
//! `config/known/lexicon/LANGUAGE.tsv` has a concept a line: its id, then the forms in which that language writes it.
//!
//! # Limits
//! Some 1,300 concepts of the news; a word with two senses stands for the commoner one.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::compare::words::{ByHash, WordForms, word_hash};
use crate::known;
use crate::text::Text;

/// A concept, by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Concept(u16);

/// The words of one language.
enum Words {
    Folded(WordForms<Concept>),
    /// Vietnamese: its marks tell words apart, which have one or two syllables.
    Marked(BTreeMap<String, Concept>),
}

/// The keys of all concepts among terms, by their places.
static KEYS: LazyLock<Vec<u64>> =
    LazyLock::new(|| lines(known::LEXICON[0].1).map(|(id, _)| key_of(id)).collect());

static LANGUAGES: LazyLock<BTreeMap<&'static str, (&'static str, OnceLock<Words>)>> =
    LazyLock::new(|| {
        known::LEXICON
            .iter()
            .map(|(language, table)| (*language, (*table, OnceLock::new())))
            .collect()
    });

/// Fields of the news that judging asks for, as the list of concepts calls them.
pub const MARKETS: &str = "economy and finance";
pub const SPORT: &str = "sport";
pub const CULTURE: &str = "culture and religion";
pub const SPEECH: &str = "speech acts";
pub const PERSONS: &str = "persons";
/// Fields that tell no field.
pub const GENERAL: &[&str] = &[
    "general acts",
    "persons",
    "measures and time",
    "states and qualities",
    "speech acts",
    "places and buildings",
];
/// Fields in which events happen.
pub const HARD: &[&str] = &[
    "law and courts",
    "crime and police",
    "elections, parliament, parties",
    "diplomacy",
    "war and armed forces",
    "protest and labour",
    "companies and contracts",
    "transport and accidents",
    "disasters, weather, rescue",
    "health",
];

/// The field of each concept, by its key: the heading under which it stands in the list.
static FIELDS: LazyLock<ByHash<&'static str>> = LazyLock::new(|| {
    let mut field = "";
    let mut fields = ByHash::default();
    for line in known::LEXICON[0].1.lines() {
        match line.strip_prefix("# ") {
            Some(heading) => field = heading,
            None => {
                let id = line.split('\t').next().unwrap_or_default();
                fields.insert(key_of(id), field);
            }
        }
    }
    fields
});

/// What each concept weighs, by its key.
static WEIGHTS: LazyLock<ByHash<f32>> = LazyLock::new(|| {
    let lines = known::RARITY.lines().filter_map(|line| line.split_once('\t'));
    let weight = |permille: &str| {
        permille.parse::<f32>().ok().map(|permille| (1000.0 / permille.max(1.0)).ln())
    };
    lines.filter_map(|(id, permille)| Some((key_of(id), weight(permille)?))).collect()
});

/// The field of the news that the concept of a key belongs to.
#[must_use]
pub fn field(key: u64) -> Option<&'static str> {
    FIELDS.get(&key).copied()
}

/// What the concept of a key weighs: the less, the more texts have it.
#[must_use]
pub fn weight(key: u64) -> f32 {
    WEIGHTS.get(&key).copied().unwrap_or(UNCOUNTED)
}

fn key_of(id: &str) -> u64 {
    word_hash(id).rotate_left(17) ^ 0x636f_6e63_6570_7421
}

/// What a concept weighs that was not counted.
const UNCOUNTED: f32 = 3.0;

/// The lines of a table: id, forms.
fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once('\t').unwrap_or((line, "")))
}

impl Words {
    fn read(language: &str, table: &'static str) -> Self {
        let ids = lines(known::LEXICON[0].1).map(|(id, _)| id).zip((0..).map(Concept));
        let ids: BTreeMap<&str, Concept> = ids.collect();
        let forms = lines(table).filter_map(|(id, forms)| Some((*ids.get(id)?, forms)));
        let forms = forms.flat_map(|(concept, forms)| {
            forms.split('\t').filter(|form| !form.is_empty()).map(move |form| (form, concept))
        });
        if language == "vi" {
            return Self::Marked(forms.map(|(form, concept)| (form.to_owned(), concept)).collect());
        }
        Self::Folded(WordForms::new(forms))
    }
}

impl Concept {
    /// The key of the concept among terms.
    #[must_use]
    pub fn key(self) -> u64 {
        KEYS[usize::from(self.0)]
    }
}

/// The concepts of a text in `language` from token `first` on, of which `hashes` are those of the words, each with its
/// token, in order.
#[must_use]
pub fn within(
    source: &str,
    text: &Text,
    language: Option<&str>,
    first: usize,
    hashes: &[u64],
) -> Vec<(usize, Concept)> {
    let Some((language, (table, words))) =
        language.and_then(|language| LANGUAGES.get_key_value(language))
    else {
        return Vec::new();
    };
    let words = words.get_or_init(|| Words::read(language, table));
    let mut found = Vec::new();
    let mut at = first;
    while at < text.tokens.len() {
        let concept = match words {
            Words::Folded(forms) => folded_at(forms, text, at, hashes[at - first]),
            Words::Marked(words) => marked_at(words, source, text, at),
        };
        match concept {
            Some((concept, length)) => {
                found.push((at, concept));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The concept at token `at`: by its own form, else by one without what is written onto it.
fn folded_at(
    forms: &WordForms<Concept>,
    text: &Text,
    at: usize,
    word: u64,
) -> Option<(Concept, usize)> {
    let own = forms.at(text, at, word);
    own.or_else(|| {
        let others = text.others_at(u32::try_from(at).ok()?);
        let mut bare = others.iter().filter(|other| other.length == 1);
        bare.find_map(|other| forms.of_word(text.form(other))).map(|found| (found, 1))
    })
}

fn marked_at(
    words: &BTreeMap<String, Concept>,
    source: &str,
    text: &Text,
    at: usize,
) -> Option<(Concept, usize)> {
    let syllable = |at: usize| Some(source[text.tokens.get(at)?.span()].to_lowercase());
    let first = syllable(at)?;
    let two = syllable(at + 1).map(|second| format!("{first} {second}"));
    let of_two = two.and_then(|two| words.get(&two)).map(|concept| (*concept, 2));
    of_two.or_else(|| words.get(&first).map(|concept| (*concept, 1)))
}
