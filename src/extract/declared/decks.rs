//! Classes that name a deck: what stands under a headline.
//!
//! The words are data, in `config/known/decks.toml`.

use crate::known;
use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::layout::classes;

/// Whether a class names a deck; `words` are its words.
#[must_use]
pub fn names_a_deck(class: &str, words: &[String]) -> bool {
    classes::have(words, &KNOWN.decks)
        || class.split_whitespace().any(|name| KNOWN.whole.contains(&name.to_ascii_lowercase()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    decks: HashSet<String>,
    whole: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(known::DECKS).expect("config/known/decks.toml is tested to parse")
});
