//! What texts teach of names: initials that a text explains, `Joint Ferry Board (JFB)`, and roles by which it calls a
//! person, `Orlan's leader Ilse Tarn`.
//!
//! # Limits
//! Initials are one capital letter a word, as the scripts with capitals have them. A role is the name of a place, one or two
//! words of which one is an office, and a person whom `names/*.toml` list, with nothing between.

use std::ops::Range;

use super::names::{NameKind, Names, Taught};
use super::phrases::{KNOWN, stands};
use super::places;
use super::states::States;
use crate::compare::words::word_hash;
use crate::text::{Text, Token};

/// Letters of initials.
const LETTERS: Range<usize> = 2..7;
/// Letters of a small word that initials may pass over: `of`, `and`.
const SMALL: usize = 3;
/// Words of the longest name of a place with the office behind it.
const LONGEST_ROLE: usize = 5;

/// What a text in `language` teaches, in its order.
#[must_use]
pub fn taught(source: &str, text: &Text, language: Option<&str>, names: &Names) -> Vec<Taught> {
    let reading = Reading { source, text, states: States::of(language), names };
    let at = |at| reading.initials_at(at).or_else(|| reading.role_before(at));
    (0..text.tokens.len()).filter_map(at).collect()
}

struct Reading<'a> {
    source: &'a str,
    text: &'a Text,
    states: Option<&'static States>,
    names: &'a Names,
}

impl<'a> Reading<'a> {
    fn written(&self, tokens: &[Token]) -> &'a str {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => &self.source[first.span().start..last.span().end],
            _ => "",
        }
    }

    /// The initials at token `at`, where the name in full stands before them in brackets, or behind them.
    fn initials_at(&self, at: usize) -> Option<Taught> {
        let token = &self.text.tokens[at];
        let initials = &self.source[token.span()];
        let is_capital = initials.chars().all(char::is_uppercase);
        if !is_capital || !LETTERS.contains(&initials.chars().count()) {
            return None;
        }
        let before = self.source[..token.span().start].trim_end();
        let behind = self.source[token.span().end..].trim_start();
        let full = if before.ends_with(['(', '（']) && behind.starts_with([')', '）', ',', ';']) {
            self.in_full_before(at, initials)
        } else if behind.starts_with(['(', '（']) {
            self.in_full_behind(at, initials)
        } else {
            None
        }?;
        Some(Taught::Initials { full: full.to_owned(), initials: initials.to_owned() })
    }

    fn in_full_before(&self, at: usize, initials: &str) -> Option<&'a str> {
        let mut left: Vec<char> = initials.chars().collect();
        let mut start = at;
        while let Some(letter) = left.pop() {
            loop {
                start = start.checked_sub(1)?;
                let word = self.written(&self.text.tokens[start..=start]);
                if begins_with(word, letter) {
                    break;
                }
                let is_passed_over =
                    word.chars().all(char::is_lowercase) && word.chars().count() <= SMALL;
                if !is_passed_over || start + 1 == at {
                    return None;
                }
            }
        }
        self.name_in_full(start..at)
    }

    fn in_full_behind(&self, at: usize, initials: &str) -> Option<&'a str> {
        let mut end = at + 1;
        for letter in initials.chars() {
            loop {
                let word = self.written(self.text.tokens.get(end..=end)?);
                end += 1;
                if begins_with(word, letter) {
                    break;
                }
                if word.chars().any(char::is_uppercase) || word.chars().count() > SMALL {
                    return None;
                }
            }
        }
        let is_closed =
            self.source[self.text.tokens[end - 1].span().end..].starts_with([')', '）']);
        is_closed.then(|| self.name_in_full(at + 1..end)).flatten()
    }

    /// A name of several words, the first of which is capital.
    fn name_in_full(&self, tokens: Range<usize>) -> Option<&'a str> {
        let tokens = &self.text.tokens[tokens];
        let written = self.written(tokens);
        let is_one = tokens.len() > 1
            && tokens[0].sentence == tokens[tokens.len() - 1].sentence
            && written.starts_with(char::is_uppercase)
            && !written.contains([',', ';', ':', '(', '\n']);
        is_one.then_some(written)
    }

    /// The role that stands before the person whose name begins at token `at`.
    fn role_before(&self, at: usize) -> Option<Taught> {
        let word = word_hash(self.text.folded(&self.text.tokens[at]));
        let (id, _) = self.names.at(self.text, at, word)?;
        self.names.get(id).filter(|name| name.kind == NameKind::Person)?;
        let start = (2..=LONGEST_ROLE.min(at)).rev().map(|length| at - length).find(|start| {
            let behind_place = self.behind_place(*start).filter(|behind| *behind < at);
            behind_place
                .is_some_and(|behind| (behind..at).any(|at| stands(&KNOWN.offices, self.text, at)))
        })?;
        let tokens = &self.text.tokens[start..=at];
        let role = self.written(&tokens[..tokens.len() - 1]);
        let is_close = tokens[0].sentence == tokens[tokens.len() - 1].sentence
            && !self.written(tokens).contains([',', ';', ':', '(', ')', '\n', '"', '“', '”']);
        let is_over = start > 0 && stands(&KNOWN.no_longer, self.text, start - 1)
            || (start..at).any(|at| stands(&KNOWN.no_longer, self.text, at));
        (is_close && !is_over).then(|| Taught::Role { id: id.to_owned(), role: role.to_owned() })
    }

    /// The token behind the place, or the people, that token `at` begins to name.
    fn behind_place(&self, at: usize) -> Option<usize> {
        let word = word_hash(self.text.folded(&self.text.tokens[at]));
        let is_place =
            |id: &str| self.names.get(id).is_some_and(|name| name.kind == NameKind::Place);
        let listed = self.names.at(self.text, at, word).filter(|(id, _)| is_place(id));
        let found = listed
            .or_else(|| places::at(self.source, self.text, at, word))
            .or_else(|| self.states?.at(self.source, self.text, at, word));
        found.map(|(_, length)| at + length)
    }
}

fn begins_with(word: &str, letter: char) -> bool {
    word.chars().next().is_some_and(|first| first.to_uppercase().eq(std::iter::once(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::RawFile;
    use crate::text;

    fn names() -> Names {
        let toml = "[tarn]\nkind = \"person\"\nspellings = [\"Ilse Tarn\"]\n[orlan]\nkind = \
            \"place\"\nspellings = [\"Orlan\"]\n";
        Names::parse(&[RawFile {
            path: "names/x.toml".to_owned(),
            stem: "x".to_owned(),
            bytes: toml.into(),
        }])
        .unwrap()
    }

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let found: Vec<String> = taught(source, &text::analyse(source), Some("en"), &names())
            .into_iter()
            .map(|one| match one {
                Taught::Initials { full, initials } => format!("{initials}: {full}"),
                Taught::Role { id, role } => format!("{id}: {role}"),
            })
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn a_text_explains_initials() {
        check("The Joint Ferry Board (JFB) met.", &["JFB: Joint Ferry Board"]);
        check("The JFB (Joint Ferry Board) met.", &["JFB: Joint Ferry Board"]);
        check("The Board of Ferries and Tolls (BFT) met.", &["BFT: Board of Ferries and Tolls"]);
        check("Совет по паромам и мостам (СПМ) собрался.", &["СПМ: Совет по паромам и мостам"]);
        check("The Board, as we know (TBW), met.", &[]);
        check("Ferries were late (JFB).", &[]);
        check("It cost 40 crowns (EUR 3).", &[]);
    }

    #[test]
    fn a_text_calls_a_person_by_a_role() {
        check("Today Orlan leader Ilse Tarn spoke.", &["tarn: Orlan leader"]);
        check("Today Orlan’s leader Ilse Tarn spoke.", &["tarn: Orlan’s leader"]);
        check("Former Orlan leader Ilse Tarn spoke.", &[]);
        check("In Orlan Ilse Tarn spoke.", &[]);
        check("For Orlan on Monday Ilse Tarn spoke.", &[]);
        check("The leader of Orlan, Ilse Tarn, spoke.", &[]);
    }
}
