//! Known data: the files of `config/known/`, compiled in, and which of them judging and reading
//! rest on.
//!
//! A verdict is kept with the version of what judged it, an article with the version of what read
//! it; both versions change with the data named here. `tests/it/versions.rs` fails where a room
//! uses a file that its version does not name.

pub const AGENCIES: &str = include_str!("../config/known/agencies.toml");
pub const AUTHORS: &str = include_str!("../config/known/authors.toml");
pub const CONSENT: &str = include_str!("../config/known/consent.toml");
pub const DATES: &str = include_str!("../config/known/dates.toml");
pub const DECKS: &str = include_str!("../config/known/decks.toml");
pub const EVENTS: &str = include_str!("../config/known/events.toml");
pub const FIGURES: &str = include_str!("../config/known/figures.toml");
pub const FREQUENCIES: &str = include_str!("../config/known/frequencies.tsv");
pub const FURNITURE: &str = include_str!("../config/known/furniture.toml");
pub const HEADLINES: &str = include_str!("../config/known/headlines.toml");
pub const MONTHS: &str = include_str!("../config/known/months.toml");
pub const PAYWALL: &str = include_str!("../config/known/paywall.toml");
pub const PEOPLE: &str = include_str!("../config/known/people.toml");
pub const PLACES: &str = include_str!("../config/known/places.tsv");
pub const QUOTES: &str = include_str!("../config/known/quotes.toml");
pub const SENTENCES: &str = include_str!("../config/known/sentences.toml");
pub const TRACKING: &str = include_str!("../config/known/tracking.toml");

/// The data that `compare` and `text` rest on: their own, that of the dates they find in a text,
/// and the agencies' names.
pub const JUDGING: [&str; 8] =
    [AGENCIES, DATES, EVENTS, FIGURES, FREQUENCIES, MONTHS, PLACES, SENTENCES];

/// The data that `extract`, `source` and `link` rest on.
pub const READING: [&str; 13] = [
    AGENCIES, AUTHORS, CONSENT, DATES, DECKS, FURNITURE, HEADLINES, MONTHS, PAYWALL, PEOPLE,
    QUOTES, SENTENCES, TRACKING,
];
