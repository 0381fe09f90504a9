//! Known data: the files of `config/known/`, compiled in, and which of them judging and reading
//! rest on.
//!
//! A verdict is kept with the version of what judged it, an article with the version of what read
//! it; both versions change with the data named here. `tests/it/versions.rs` fails where a room
//! uses a file that its version does not name.

use std::sync::LazyLock;

use twox_hash::XxHash64;

use crate::id::derived_short;

pub const AGENCIES: &str = include_str!("../config/known/agencies.toml");
pub const AUTHORS: &str = include_str!("../config/known/authors.toml");
pub const CLOCKS: &str = include_str!("../config/known/clocks.toml");
pub const COMMON: &str = include_str!("../config/known/common.toml");
/// Words of many languages as signs on 128 axes.
pub const CONCEPTS: &[u8] = include_bytes!("../config/known/concepts.bin");
pub const CONSENT: &str = include_str!("../config/known/consent.toml");
pub const DATES: &str = include_str!("../config/known/dates.toml");
pub const DECKS: &str = include_str!("../config/known/decks.toml");
pub const EVENTS: &str = include_str!("../config/known/events.toml");
pub const EVIDENCE: &str = include_str!("../config/known/evidence.toml");
pub const FIGURES: &str = include_str!("../config/known/figures.toml");
pub const FREQUENCIES: &str = include_str!("../config/known/frequencies.tsv");
pub const FURNITURE: &str = include_str!("../config/known/furniture.toml");
pub const HEADLINES: &str = include_str!("../config/known/headlines.toml");
pub const HOSTING: &str = include_str!("../config/known/hosting.toml");
/// The concepts of the news in each language; English, which has their order, is the first.
pub const LEXICON: &[(&str, &str)] = &[
    ("en", include_str!("../config/known/lexicon/en.tsv")),
    ("ar", include_str!("../config/known/lexicon/ar.tsv")),
    ("bn", include_str!("../config/known/lexicon/bn.tsv")),
    ("cs", include_str!("../config/known/lexicon/cs.tsv")),
    ("de", include_str!("../config/known/lexicon/de.tsv")),
    ("es", include_str!("../config/known/lexicon/es.tsv")),
    ("fa", include_str!("../config/known/lexicon/fa.tsv")),
    ("fr", include_str!("../config/known/lexicon/fr.tsv")),
    ("he", include_str!("../config/known/lexicon/he.tsv")),
    ("hi", include_str!("../config/known/lexicon/hi.tsv")),
    ("id", include_str!("../config/known/lexicon/id.tsv")),
    ("it", include_str!("../config/known/lexicon/it.tsv")),
    ("ja", include_str!("../config/known/lexicon/ja.tsv")),
    ("ko", include_str!("../config/known/lexicon/ko.tsv")),
    ("nl", include_str!("../config/known/lexicon/nl.tsv")),
    ("pl", include_str!("../config/known/lexicon/pl.tsv")),
    ("pt", include_str!("../config/known/lexicon/pt.tsv")),
    ("ru", include_str!("../config/known/lexicon/ru.tsv")),
    ("th", include_str!("../config/known/lexicon/th.tsv")),
    ("tr", include_str!("../config/known/lexicon/tr.tsv")),
    ("uk", include_str!("../config/known/lexicon/uk.tsv")),
    ("ur", include_str!("../config/known/lexicon/ur.tsv")),
    ("vi", include_str!("../config/known/lexicon/vi.tsv")),
    ("zh", include_str!("../config/known/lexicon/zh.tsv")),
];
pub const MONTHS: &str = include_str!("../config/known/months.toml");
pub const PAYWALL: &str = include_str!("../config/known/paywall.toml");
pub const PEOPLE: &str = include_str!("../config/known/people.toml");
pub const PLACES: &str = include_str!("../config/known/places.tsv");
pub const QUOTES: &str = include_str!("../config/known/quotes.toml");
/// How many articles in a thousand have each concept.
pub const RARITY: &str = include_str!("../config/known/lexicon/rarity.tsv");
pub const SENTENCES: &str = include_str!("../config/known/sentences.toml");
pub const STATES: &str = include_str!("../config/known/states.tsv");
pub const TRACKING: &str = include_str!("../config/known/tracking.toml");

/// The data that `compare` and `text` rest on: their own, that of the dates they find in a text,
/// and the agencies' names.
pub const JUDGING: [&str; 13] = [
    AGENCIES,
    CLOCKS,
    COMMON,
    DATES,
    EVENTS,
    EVIDENCE,
    FIGURES,
    FREQUENCIES,
    MONTHS,
    PLACES,
    RARITY,
    SENTENCES,
    STATES,
];

/// A short name for all data that judging rests on: [`JUDGING`], the words of all languages, the concepts.
pub static JUDGED_WITH: LazyLock<String> = LazyLock::new(|| {
    let tables = LEXICON.iter().map(|(_, table)| *table);
    let concepts = format!("{:x}", XxHash64::oneshot(0, CONCEPTS));
    let all: Vec<&str> = JUDGING.into_iter().chain(tables).chain([concepts.as_str()]).collect();
    derived_short(&all)
});

/// The data that `extract`, `source` and `link` rest on.
pub const READING: [&str; 14] = [
    AGENCIES, AUTHORS, CONSENT, DATES, DECKS, FURNITURE, HEADLINES, HOSTING, MONTHS, PAYWALL,
    PEOPLE, QUOTES, SENTENCES, TRACKING,
];
