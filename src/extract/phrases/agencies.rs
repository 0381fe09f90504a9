//! The agencies and outlets that datelines and credits name, by all their spellings.

use crate::known;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::signs::is_same;
use crate::text::{folded, folded_words};

/// Words of the longest spelling.
const LONGEST: usize = 5;
/// Words between an agency and one that says that it reported, at most.
const NEAR: usize = 3;

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
    let words = words(text);
    each_once(hits(&words).into_iter().map(|hit| hit.name))
}

/// The agencies that `text` says reported something, each once, in order: a word such as `reported` or `agency` stands
/// near, or the name stands alone in brackets.
#[must_use]
pub fn cited(text: &str) -> Vec<&'static str> {
    let words = words(text);
    let attributes = |word: &(usize, &str)| {
        KNOWN.attributing.contains(&folded(word.1.trim_end_matches(['.', '!', '?', '…'])))
    };
    let is_cited = |hit: &Hit| {
        let Range { start, end } = hit.words.clone();
        let around = start.saturating_sub(NEAR)..(end + NEAR).min(words.len());
        let before = text[..words[start].0].trim_end();
        let (last, written) = words[end - 1];
        let behind = text[last + written.len()..].trim_start();
        let is_bracketed =
            before.ends_with(['(', '（', '[']) && behind.starts_with([')', '）', ']']);
        is_bracketed || words[around].iter().any(attributes)
    };
    each_once(hits(&words).into_iter().filter(is_cited).map(|hit| hit.name))
}

/// An agency that a text names, and the words that do.
struct Hit {
    name: &'static str,
    words: Range<usize>,
}

/// The words of a text, each with the byte at which it starts.
fn words(text: &str) -> Vec<(usize, &str)> {
    let parts =
        text.split(|c: char| c.is_whitespace() || ",;:/()[]–—|·©\"“”„«»、，（）".contains(c));
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let is_word = |word: &&str| word.contains(char::is_alphanumeric);
    parts.filter(is_word).map(|word| (start(word), word)).collect()
}

fn hits(words: &[(usize, &str)]) -> Vec<Hit> {
    let mut found = Vec::new();
    let mut place = 0;
    while place < words.len() {
        let first = folded(words[place].1);
        if !first.is_empty() && !KNOWN.first_words.contains(&first) {
            place += 1;
            continue;
        }
        let mut longest = (1..=LONGEST.min(words.len() - place)).rev();
        let hit = longest.find_map(|length| {
            let written: Vec<&str> =
                words[place..place + length].iter().map(|(_, word)| *word).collect();
            Some(Hit { name: named(&written.join(" "))?, words: place..place + length })
        });
        place = hit.as_ref().map_or(place + 1, |hit| hit.words.end);
        found.extend(hit);
    }
    found
}

fn each_once(names: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
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
    attributing: Vec<String>,
}

struct Known {
    spellings: HashMap<String, Spelling>,
    /// Most words of a text begin no spelling.
    first_words: HashSet<String>,
    sources: Vec<String>,
    reporting: Vec<String>,
    editing: Vec<String>,
    contributed: Vec<String>,
    attributing: HashSet<String>,
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
        attributing: phrases.attributing.iter().map(|word| folded(word)).collect(),
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

    #[test]
    fn an_agency_is_cited_where_a_word_says_that_it_reported() {
        for (text, expected) in [
            ("The treaty was signed, the KCNA said.", vec!["KCNA"]),
            ("Yonhap and TASS reported it.", vec!["Yonhap", "TASS"]),
            ("Rain fell over the valley (AP).", vec!["AP"]),
            ("Договор подписан, сообщает ЦТАК.", vec!["KCNA"]),
            ("Mehr Nachrichtenagentur meldete am Montag nichts.", vec!["Mehr"]),
            ("Der Verein hat mehr Mitglieder, und Petra Holm freut sich über das Fest.", vec![]),
            ("Governor Ana Efe opened the road to Fars province on Monday.", vec![]),
            ("Bloomberg opened a school for the children of the valley.", vec![]),
        ] {
            assert_eq!(cited(text), expected, "{text}");
        }
    }
}
