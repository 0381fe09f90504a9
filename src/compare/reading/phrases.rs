//! The words that say what a text does with events, as `config/known/events.toml` lists them: weekdays, signs of a look
//! back, of a comment, of wishes.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use serde::Deserialize;

use crate::compare::words::{Spellings, word_hash};
use crate::known;
use crate::text::Text;

/// What the phrase means that stands at token `at`.
pub fn meaning<T: Copy>(phrases: &Spellings<T>, text: &Text, at: usize) -> Option<T> {
    let first = word_hash(text.folded(text.tokens.get(at)?));
    phrases.at(text, at, first).map(|(meaning, _)| *meaning)
}

/// Whether one of these phrases stands at token `at`.
pub fn stands(phrases: &Spellings<()>, text: &Text, at: usize) -> bool {
    meaning(phrases, text, at).is_some()
}

/// `config/known/events.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// The names of each weekday, Monday first.
    weekdays: [Vec<String>; 7],
    looks_back: Vec<String>,
    long_units: Vec<String>,
    behind_long_units: Vec<String>,
    behind: Vec<String>,
    voice: Vec<String>,
    courtesies: Vec<String>,
    comments: Vec<String>,
    lists: Vec<String>,
    offices: Vec<String>,
    no_longer: Vec<String>,
    earlier: Vec<String>,
}

/// The phrases of `config/known/events.toml`, to be looked up in a text.
pub struct EventWords {
    pub weekdays: Spellings<Weekday>,
    pub looks_back: Spellings<()>,
    pub long_units: Spellings<()>,
    pub behind_long_units: Spellings<()>,
    pub behind: Spellings<()>,
    pub voice: Spellings<()>,
    pub courtesies: Spellings<()>,
    pub comments: Spellings<()>,
    pub lists: Spellings<()>,
    pub offices: Spellings<()>,
    pub no_longer: Spellings<()>,
    pub earlier: Spellings<()>,
}

pub static KNOWN: LazyLock<EventWords> = LazyLock::new(|| {
    let words: Words =
        toml::from_str(known::EVENTS).expect("config/known/events.toml is tested to parse");
    let set =
        |phrases: &[String]| Spellings::new(phrases.iter().map(|phrase| (phrase.as_str(), ())));
    let weekdays = Weekday::Monday
        .cycle_forward()
        .zip(&words.weekdays)
        .flat_map(|(day, names)| names.iter().map(move |name| (name.as_str(), day)));
    EventWords {
        weekdays: Spellings::new(weekdays),
        looks_back: set(&words.looks_back),
        long_units: set(&words.long_units),
        behind_long_units: set(&words.behind_long_units),
        behind: set(&words.behind),
        voice: set(&words.voice),
        courtesies: set(&words.courtesies),
        comments: set(&words.comments),
        lists: set(&words.lists),
        offices: set(&words.offices),
        no_longer: set(&words.no_longer),
        earlier: set(&words.earlier),
    }
});
