//! Names with their spellings in many languages: `names/*.toml`.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::settings::{Fault, RawFile, parse};
use crate::text::{self, Kind, Text};

/// One entity and how it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// What kind of thing it is.
    pub kind: NameKind,
    /// The usual spelling first.
    pub spellings: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    Person,
    Place,
    Organisation,
    Thing,
}

/// All names, by their id: what a query writes behind `@`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    by_id: BTreeMap<String, Name>,
    /// Spellings as folded words, under their first word, longest first.
    by_first_word: HashMap<String, Vec<(Vec<String>, String)>>,
}

impl Names {
    /// Reads `names/*.toml`: a table `[id]` with `kind` and `spellings` an entity.
    ///
    /// # Errors
    /// Files that do not parse, an id that stands in two files, an entity without a spelling.
    pub fn parse(files: &[RawFile]) -> Result<Self, Vec<Fault>> {
        let mut names = BTreeMap::new();
        let mut faults = Vec::new();
        for file in files {
            let table: BTreeMap<String, Name> = match parse(file) {
                Ok(table) => table,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            for (id, name) in table {
                let line = file.line_of(&format!("[{id}]"));
                if name.spellings.iter().all(|spelling| spelling.trim().is_empty()) {
                    faults.push(file.fault(line, format!("`{id}` has no spelling; write spellings = [\"...\"]")));
                }
                if names.insert(id.clone(), name).is_some() {
                    faults.push(file.fault(line, format!("`{id}` is in another names file too; keep one")));
                }
            }
        }
        if faults.is_empty() { Ok(Self::new(names)) } else { Err(faults) }
    }

    fn new(by_id: BTreeMap<String, Name>) -> Self {
        let mut by_first_word: HashMap<String, Vec<(Vec<String>, String)>> = HashMap::new();
        for (id, name) in &by_id {
            for words in name.spellings.iter().map(|spelling| spelling_words(spelling)) {
                if let Some(first) = words.first() {
                    by_first_word.entry(first.clone()).or_default().push((words, id.clone()));
                }
            }
        }
        by_first_word.values_mut().for_each(|spellings| spellings.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        Self { by_id, by_first_word }
    }

    /// The entity behind `@id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Name> {
        self.by_id.get(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Name)> {
        self.by_id.iter().map(|(id, name)| (id.as_str(), name))
    }

    /// The entity whose longest spelling stands at token `at`, and how many tokens it takes up.
    #[must_use]
    pub fn at(&self, text: &Text, at: usize) -> Option<(&str, usize)> {
        let spellings = self.by_first_word.get(text.folded(text.tokens.get(at)?))?;
        spellings
            .iter()
            .find(|(words, _)| {
                text.tokens.len() >= at + words.len() && words.iter().zip(&text.tokens[at..]).all(|(word, token)| word == text.folded(token))
            })
            .map(|(words, id)| (id.as_str(), words.len()))
    }
}

/// Pairs of Han, Kana or Hangul end with a lone character that a longer run would not have.
fn spelling_words(spelling: &str) -> Vec<String> {
    let text = text::analyse(spelling);
    let ends_lone = text.tokens.len() > 1 && text.tokens.last().is_some_and(|last| last.kind == Kind::Pair);
    let kept = text.tokens.len() - usize::from(ends_lone);
    text.tokens[..kept].iter().map(|token| text.folded(token).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(toml: &str) -> Result<Names, Vec<Fault>> {
        Names::parse(&[RawFile { path: "names/x.toml".to_owned(), stem: "x".to_owned(), bytes: toml.into() }])
    }

    #[test]
    fn a_name_is_found_in_every_spelling() {
        let names = names("[dprk]\nkind = \"place\"\nspellings = [\"North Korea\", \"КНДР\", \"北朝鮮\"]\n").unwrap();
        for source in ["in north KOREA today", "в КНДР сегодня", "今日北朝鮮は"] {
            let text = text::analyse(source);
            assert!((0..text.tokens.len()).any(|at| names.at(&text, at).is_some_and(|(id, _)| id == "dprk")), "{source}");
        }
        let text = text::analyse("north of Korea");
        assert!((0..text.tokens.len()).all(|at| names.at(&text, at).is_none()));
    }

    #[test]
    fn an_entity_without_spelling_is_a_fault() {
        let faults = names("\n[x]\nkind = \"thing\"\nspellings = []\n").unwrap_err();
        assert_eq!(faults[0].to_string(), "names/x.toml:2: `x` has no spelling; write spellings = [\"...\"]");
    }
}
