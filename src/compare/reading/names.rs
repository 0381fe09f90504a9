//! Names with their spellings in many languages: `names/*.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::compare::words::{Heard, Sounds, Spellings, term_weight, word_hash, words};
use crate::settings::{Fault, RawFile, parse};
use crate::text::Text;

/// What a word weighs at least that few texts have.
const RARE: f32 = 4.5;

/// An entity with the ways in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// What kind of thing it is.
    pub kind: NameKind,
    /// The ways in which the entity is written, the usual spelling first.
    pub spellings: Vec<String>,
    /// What a query takes for it as well, and comparing does not: adjectives and inhabitants, which
    /// are said of much that is not the entity.
    #[serde(default)]
    pub adjectives: Vec<String>,
    /// The descriptions by which a text speaks of it without its name: `Kremlin chief`. Comparing takes them for the entity,
    /// a query does not: another one may be described so one day.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The longer phrases in which a spelling names something else: `朝鲜半岛`, `Moscow, Idaho`.
    #[serde(default)]
    pub except: Vec<String>,
}

/// What kind of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    Person,
    Place,
    Organisation,
    Thing,
}

/// Something that a text taught of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Taught {
    /// A name in full, and its initials.
    Initials { full: String, initials: String },
    /// The role of the listed person of this id.
    Role { id: String, role: String },
}

/// All names by their ids; a query writes an id behind `@`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    by_id: BTreeMap<String, Name>,
    spellings: Spellings<String>,
    /// The words of the phrases of `except`, by id; only of names that have any.
    except: BTreeMap<String, Vec<Vec<String>>>,
    /// Names that no table lists, by their sound: those that the seeds name.
    sounds: Sounds,
}

impl Names {
    /// Reads `names/*.toml`: a table `[id]` with `kind` and `spellings` an entity, and `adjectives`,
    /// `roles` and `except` where it has any.
    ///
    /// # Errors
    /// When a file does not parse, an id stands in two files, or an entity has no spelling.
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
                    faults.push(file.fault(
                        line,
                        format!("`{id}` has no spelling; write spellings = [\"...\"]"),
                    ));
                }
                if names.insert(id.clone(), name).is_some() {
                    faults.push(
                        file.fault(line, format!("`{id}` is in another names file too; keep one")),
                    );
                }
            }
        }
        if faults.is_empty() { Ok(Self::new(names)) } else { Err(faults) }
    }

    fn new(by_id: BTreeMap<String, Name>) -> Self {
        let spellings = by_id.iter().flat_map(|(id, name)| {
            let written = name.spellings.iter().chain(&name.roles);
            written.map(|spelling| (spelling.as_str(), id.clone()))
        });
        let excepted = |name: &Name| {
            name.except
                .iter()
                .map(|phrase| words(phrase))
                .filter(|words| !words.is_empty())
                .collect::<Vec<_>>()
        };
        let except = by_id
            .iter()
            .map(|(id, name)| (id.clone(), excepted(name)))
            .filter(|(_, phrases)| !phrases.is_empty())
            .collect();
        Self { spellings: Spellings::new(spellings), except, by_id, sounds: Sounds::default() }
    }

    /// These names with what texts teach: a name in full and its initials are one organisation, unless either is listed
    /// already; a role is one of the person's. Initials that are a common word in small letters are left out.
    #[must_use]
    pub fn learning(self, taught: Vec<Taught>) -> Self {
        if taught.is_empty() {
            return self;
        }
        let mut by_id = self.by_id;
        for one in taught {
            match one {
                Taught::Role { id, role } => {
                    let Some(person) = by_id.get_mut(&id) else { continue };
                    if !person.roles.contains(&role) {
                        person.roles.push(role);
                    }
                }
                Taught::Initials { full, initials } => {
                    let id = initials.to_lowercase();
                    let is_word = term_weight(word_hash(&id)) < RARE;
                    if is_word
                        || by_id.contains_key(&id)
                        || self.spellings.of_word(&initials.to_lowercase()).is_some()
                    {
                        continue;
                    }
                    let in_full = words(&full);
                    let listed = by_id.values_mut().find(|name| {
                        name.spellings.iter().any(|spelling| words(spelling) == in_full)
                    });
                    if let Some(name) = listed {
                        name.spellings.push(initials);
                        continue;
                    }
                    let name = Name {
                        kind: NameKind::Organisation,
                        spellings: vec![full, initials],
                        adjectives: Vec::new(),
                        roles: Vec::new(),
                        except: Vec::new(),
                    };
                    by_id.insert(id, name);
                }
            }
        }
        Self::new(by_id)
    }

    /// These names with those that the seeds of corpora name, to be known by their sound in other scripts.
    #[must_use]
    pub fn hearing(self, sounds: Sounds) -> Self {
        Self { sounds, ..self }
    }

    /// The name of a seed that a word sounds like.
    #[must_use]
    pub fn sounding(&self, word: &str) -> Option<&Heard> {
        self.sounds.alike(word)
    }

    /// The entity behind `@id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Name> {
        self.by_id.get(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Name)> {
        self.by_id.iter().map(|(id, name)| (id.as_str(), name))
    }

    /// The entity that this one folded word stands for.
    #[must_use]
    pub fn of_word(&self, word: &str) -> Option<&str> {
        self.spellings.of_word(word).map(String::as_str)
    }

    /// The entity whose longest spelling stands at token `at`, whose word has the hash `first`, and
    /// how many tokens it takes up; none within a phrase in which that spelling names something
    /// else.
    #[must_use]
    pub fn at(&self, text: &Text, at: usize, first: u64) -> Option<(&str, usize)> {
        let (id, length) = self.spellings.at(text, at, first)?;
        let names_something_else = self.except.get(id).is_some_and(|phrases| {
            phrases.iter().any(|phrase| is_within(phrase, text, at, length))
        });
        (!names_something_else).then_some((id.as_str(), length))
    }
}

/// Whether the `length` tokens from `at` on lie within words of `text` that are `phrase`.
fn is_within(phrase: &[String], text: &Text, at: usize, length: usize) -> bool {
    let before = at.min(phrase.len().saturating_sub(length));
    (at - before..=at).any(|start| {
        let tokens = text.tokens.get(start..start + phrase.len());
        tokens.is_some_and(|tokens| {
            start + phrase.len() >= at + length
                && tokens.iter().zip(phrase).all(|(token, word)| text.folded(token) == word)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Profile;
    use crate::compare::words::word_hash;
    use crate::extract::Article;
    use crate::text;

    fn names(toml: &str) -> Result<Names, Vec<Fault>> {
        Names::parse(&[RawFile {
            path: "names/x.toml".to_owned(),
            stem: "x".to_owned(),
            bytes: toml.into(),
        }])
    }

    fn found<'a>(names: &'a Names, source: &str) -> Vec<&'a str> {
        let text = text::analyse(source);
        let words = text.words().map(word_hash).enumerate();
        words.filter_map(|(at, hash)| names.at(&text, at, hash)).map(|(id, _)| id).collect()
    }

    #[test]
    fn a_name_is_found_in_every_spelling() {
        let names = names(
            "[dprk]\nkind = \"place\"\nspellings = [\"North Korea\", \"КНДР\", \"北朝鮮\"]\n",
        )
        .unwrap();
        for source in ["in north KOREA today", "в КНДР сегодня", "今日北朝鮮は"] {
            assert_eq!(found(&names, source), ["dprk"], "{source}");
        }
        assert!(found(&names, "north of Korea").is_empty());
    }

    #[test]
    fn a_name_is_not_found_within_what_is_called_otherwise() {
        let toml = "[dprk]\nkind = \"place\"\nspellings = [\"朝鲜\", \"Corea\"]\nexcept = \
            [\"朝鲜半岛\", \"calle de Corea\", \"Corea Street\"]\n";
        let names = names(toml).unwrap();
        for source in ["朝鲜半岛天气", "en la calle de Corea", "at Corea Street 5"] {
            assert!(found(&names, source).is_empty(), "{source}");
        }
        for source in ["朝鲜与半岛", "calle en Corea", "朝鲜半", "Corea. Street", "de Corea"]
        {
            assert_eq!(
                found(&names, source).len(),
                usize::from(source != "Corea. Street"),
                "{source}"
            );
        }
    }

    #[test]
    fn a_person_is_known_by_a_role() {
        let toml = "[tarn]\nkind = \"person\"\nspellings = [\"Ilse Tarn\"]\nroles = \
            [\"minister of ferries\", \"министр паромов\"]\n";
        let names = names(toml).unwrap();
        for source in ["Ilse Tarn", "the Minister of Ferries said", "сказала министр паромов"]
        {
            assert_eq!(found(&names, source), ["tarn"], "{source}");
        }
        assert!(found(&names, "the minister of trade").is_empty());
    }

    #[test]
    fn comparing_passes_over_adjectives() {
        let names = names(
            "[dprk]\nkind = \"place\"\nspellings = [\"North Korea\"]\nadjectives = \
            [\"North Korean\"]\n",
        )
        .unwrap();
        assert!(found(&names, "North Korean crews").is_empty());
        assert_eq!(found(&names, "crews of North Korea"), ["dprk"]);
    }

    #[test]
    fn an_entity_without_spelling_is_a_fault() {
        let faults = names("\n[x]\nkind = \"thing\"\nspellings = []\n").unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "names/x.toml:2: `x` has no spelling; write spellings = [\"...\"]"
        );
    }

    #[test]
    fn a_treaty_is_called_so_without_its_name_too() {
        let names = names(
            "[pact]\nkind = \"thing\"\nspellings = [\"Treaty on the Sarn \
                Ferry\"]\n[sarn]\nkind = \"place\"\nspellings = [\"Lower Sarn\"]\n",
        )
        .unwrap();
        let profile = |text: &str| {
            Profile::new(&Article::new("https://news.example/a".parse().unwrap(), "", text), &names)
        };
        let signed = profile("They signed the Treaty on the Sarn Ferry at Lower Sarn.");
        let has = |word: &str| signed.weighted.terms.has(word_hash(word));
        assert!(has("@pact") && has("treaty") && has("@sarn"));
        assert!(!has("lower"), "a place's words are its name");
        assert!(
            signed.weighted.terms.cosine(&profile("Deputies ratified the treaty.").weighted.terms)
                > 0.0
        );
    }
}
