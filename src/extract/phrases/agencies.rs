//! The agencies and outlets that datelines and credits name, by all their spellings.

use crate::known;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::signs::is_same;
use crate::text::{folded, folded_words};

/// Words of the longest spelling.
const LONGEST: usize = 5;

/// The usual spelling of the agency that `text` names with nothing else beside it.
#[must_use]
pub fn named(text: &str) -> Option<&'static str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ".,:;/()[]–—-*©\"“”".contains(c));
    let spelling = KNOWN.spellings.get(&folded_words(text))?;
    (!spelling.capitals_only
        || text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase))
    .then_some(spelling.name.as_str())
}

/// The agencies that `text` names, each once, in order.
#[must_use]
pub fn within(text: &str) -> Vec<&'static str> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",;:/()[]–—|·©\"“”„«»、，".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let mut found = Vec::new();
    let mut place = 0;
    while place < words.len() {
        let first = folded(words[place]);
        if !first.is_empty() && !KNOWN.first_words.contains(&first) {
            place += 1;
            continue;
        }
        let mut longest = (1..=LONGEST.min(words.len() - place)).rev();
        let hit = longest.find_map(|length| {
            named(&words[place..place + length].join(" ")).map(|name| (name, length))
        });
        place += hit.map_or(1, |(_, length)| length);
        if let Some((name, _)) = hit
            && !found.contains(&name)
        {
            found.push(name);
        }
    }
    found
}

/// Whether `text` is what stands before the colon of `Sources: A – B`.
#[must_use]
pub fn introduces_sources(text: &str) -> bool {
    KNOWN.sources.contains(&folded_words(text))
}

/// What stands behind a phrase such as `With reporting by`, where `paragraph` begins with one.
#[must_use]
pub fn behind_reporting_phrase(paragraph: &str) -> Option<&str> {
    let paragraph = paragraph.trim_start_matches(['(', '[', '*', '—', '–', '-', ' ']);
    KNOWN.reporting.iter().find_map(|phrase| behind(paragraph, phrase))
}

/// What stands behind a phrase such as `Editing by`, where `clause` begins with one.
#[must_use]
pub fn behind_editing_phrase(clause: &str) -> Option<&str> {
    KNOWN.editing.iter().find_map(|phrase| behind(clause, phrase))
}

/// Whether a sentence such as `X contributed to this report` is in `text`.
#[must_use]
pub fn tells_who_contributed(text: &str) -> bool {
    let text = text.to_lowercase();
    KNOWN.contributed.iter().any(|phrase| text.contains(phrase.as_str()))
}

/// What stands behind `phrase` and a space or colon, where `text` begins with it in any case.
fn behind<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in phrase.chars() {
        rest.next().filter(|c| is_same(*c, expected))?;
    }
    let rest = rest.as_str();
    let stripped = rest.trim_start_matches([' ', '\u{a0}', ':', '：']);
    (stripped.len() < rest.len() && !stripped.is_empty()).then_some(stripped)
}

struct Spelling {
    name: String,
    /// Whether it counts only in capitals: `AA` and `PL` are too short to be told from a word in
    /// small letters.
    capitals_only: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    agencies: HashMap<String, Agency>,
    phrases: Phrases,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    name: String,
    spellings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    sources: Vec<String>,
    reporting: Vec<String>,
    editing: Vec<String>,
    contributed: Vec<String>,
}

struct Known {
    spellings: HashMap<String, Spelling>,
    /// Most words of a text begin no spelling.
    first_words: HashSet<String>,
    sources: Vec<String>,
    reporting: Vec<String>,
    editing: Vec<String>,
    contributed: Vec<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let file: File =
        toml::from_str(known::AGENCIES).expect("config/known/agencies.toml is tested to parse");
    let mut spellings = HashMap::new();
    for agency in file.agencies.into_values() {
        for spelling in agency.spellings.iter().chain([&agency.name]) {
            let is_acronym = spelling.chars().count() <= 5
                && spelling.chars().all(|c| c.is_uppercase() || c.is_numeric())
                && spelling.is_ascii();
            let entry = Spelling { name: agency.name.clone(), capitals_only: is_acronym };
            spellings.insert(folded_words(spelling), entry);
        }
    }
    let first_words = spellings
        .keys()
        .filter_map(|spelling| spelling.split(' ').next())
        .map(str::to_owned)
        .collect();
    let phrases = file.phrases;
    let sources = phrases.sources.iter().map(|phrase| folded_words(phrase)).collect();
    Known {
        spellings,
        first_words,
        sources,
        reporting: phrases.reporting,
        editing: phrases.editing,
        contributed: phrases.contributed,
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_known_by_any_of_its_spellings() {
        for (text, name) in [
            ("KCNA", "KCNA"),
            ("Korean Central News Agency", "KCNA"),
            ("조선중앙통신", "KCNA"),
            ("agencia efe", "EFE"),
            ("/ТАСС/.", "TASS"),
            ("Xinhua", "Xinhua"),
            ("dpa", "dpa"),
            ("teleSUR", "teleSUR"),
            ("TTXVN", "VNA"),
        ] {
            assert_eq!(named(text), Some(name), "{text}");
        }
        for text in ["", "ap", "spa", "the agency", "Kim", "people"] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn agencies_are_found_among_other_words() {
        assert_eq!(within("By Ana Roe and The Associated Press, with AFP"), ["AP", "AFP"]);
        assert_eq!(within("a spa, an ap and a mena"), Vec::<&str>::new());
    }
}
