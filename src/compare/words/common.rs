//! Words that nearly every text of a language has, and the endings that a language glues to its words: they say nothing
//! of what a text is about.
//!
//! `config/known/common.toml` has both, by language. The table of frequencies knows ten languages; this list serves others.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::known;

/// What a word of `little` weighs: one report in five has it.
const LITTLE: f32 = 1.6;
/// The letters that have to be left of a word from which an ending falls away, and the syllables of Korean.
const LEAST: usize = 3;
const LEAST_SYLLABLES: usize = 2;

/// One language of `config/known/common.toml`.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Written {
    /// Words that weigh nothing.
    none: Vec<String>,
    /// Words that weigh little.
    little: Vec<String>,
    /// What is glued to nouns, longest first.
    endings: Vec<String>,
    /// What is glued to stems of verbs, longest first.
    verbs: Vec<String>,
}

/// The common words of one language.
pub struct Common {
    weights: HashMap<String, f32>,
    endings: Vec<String>,
}

static LANGUAGES: LazyLock<BTreeMap<String, Common>> = LazyLock::new(|| {
    let written: BTreeMap<String, Written> =
        toml::from_str(known::COMMON).expect("config/known/common.toml is tested to parse");
    written.into_iter().map(|(language, written)| (language, Common::of(written))).collect()
});

impl Common {
    fn of(written: Written) -> Self {
        let none = written.none.into_iter().map(|word| (word, 0.0));
        let little = written.little.into_iter().map(|word| (word, LITTLE));
        let mut endings: Vec<String> = written.verbs.into_iter().chain(written.endings).collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.chars().count()));
        Self { weights: little.chain(none).collect(), endings }
    }

    /// What a word weighs at most, in the lower case; none where it is not listed.
    #[must_use]
    pub fn weight(&self, word: &str) -> Option<f32> {
        self.weights.get(word).copied()
    }

    /// A word without the longest ending that leaves enough of it.
    #[must_use]
    pub fn bare<'a>(&self, word: &'a str) -> &'a str {
        let is_hangul = word.starts_with(|sign| matches!(sign, '\u{ac00}'..='\u{d7a3}'));
        let least = if is_hangul { LEAST_SYLLABLES } else { LEAST };
        let bare = |ending: &String| {
            word.strip_suffix(ending.as_str()).filter(|bare| bare.chars().count() >= least)
        };
        self.endings.iter().find_map(bare).unwrap_or(word)
    }
}

/// The common words of a language; none where no list has it.
#[must_use]
pub fn of(language: Option<&str>) -> Option<&'static Common> {
    LANGUAGES.get(language?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_fall_away_once_where_a_word_is_left() {
        let korean = of(Some("ko")).unwrap();
        assert_eq!(korean.bare("정부가"), "정부");
        assert_eq!(korean.bare("조약에서는"), "조약");
        assert_eq!(korean.bare("나는"), "나는");
    }

    #[test]
    fn what_every_text_has_weighs_nothing() {
        let weight = |language, word| of(Some(language)).unwrap().weight(word);
        assert_eq!(weight("vi", "của"), Some(0.0));
        assert_eq!(weight("vi", "tàu"), None);
        assert!(weight("ja", "発表").is_some_and(|weight| weight > 0.0));
        assert!(of(Some("xx")).is_none());
    }
}
