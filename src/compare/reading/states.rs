//! States, capitals and peoples in the forms that a language gives them: cases, adjectives, inhabitants, official names.
//! What a dictionary calls them is in [`super::places`].
//!
//! `config/known/states.tsv` has a line an id and language; a form that ends in `*` stands for every word that begins so.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use crate::compare::words::WordForms;
use crate::known;
use crate::text::Text;

/// What a form stands for.
#[derive(Debug, Clone, Copy)]
struct Form {
    id: &'static str,
    /// Whether the text has to write it with a capital.
    is_capital: bool,
}

/// The states, capitals and peoples in the forms of one language.
pub struct States(WordForms<Form>);

static LANGUAGES: LazyLock<BTreeMap<&'static str, OnceLock<States>>> =
    LazyLock::new(|| lines().map(|(_, language, _)| (language, OnceLock::new())).collect());

/// The lines of the table: id, language, forms.
fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    known::STATES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (id, rest) = line.split_once('\t')?;
        let (language, forms) = rest.split_once('\t')?;
        Some((id, language, forms))
    })
}

fn forms_of(language: &str) -> WordForms<Form> {
    let own = lines().filter(|(_, of, _)| *of == language);
    WordForms::new(own.flat_map(|(id, _, forms)| {
        forms
            .split('\t')
            .map(move |form| (form, Form { id, is_capital: form.starts_with(char::is_uppercase) }))
    }))
}

impl States {
    /// Those of a language; none where the table has none in it.
    #[must_use]
    pub fn of(language: Option<&str>) -> Option<&'static Self> {
        let language = language?;
        Some(LANGUAGES.get(language)?.get_or_init(|| Self(forms_of(language))))
    }

    /// The state, capital or people that stands at token `at` of the text that `source` was analysed into, and how many
    /// tokens it takes up; `word` is the hash of the token's word.
    #[must_use]
    pub fn at(
        &self,
        source: &str,
        text: &Text,
        at: usize,
        word: u64,
    ) -> Option<(&'static str, usize)> {
        let (form, length) = self.0.at(text, at, word)?;
        let is_written_so =
            !form.is_capital || source[text.tokens[at].span()].starts_with(char::is_uppercase);
        is_written_so.then_some((form.id, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::words::word_hash;
    use crate::text;

    #[track_caller]
    fn check(language: &str, source: &str, expected: &str) {
        let states = States::of(Some(language)).unwrap();
        let text = text::analyse(source);
        let found: Vec<&str> = text
            .words()
            .enumerate()
            .filter_map(|(place, word)| states.at(source, &text, place, word_hash(word)))
            .map(|(id, _)| id)
            .collect();
        assert_eq!(found.join(" "), expected, "{source}");
    }

    #[test]
    fn a_state_is_known_in_its_cases_as_an_adjective_and_by_its_people() {
        check("ru", "в Молдавии, с Грузией и молдавские власти", "moldova georgia moldova");
        check("en", "the Moldovan government and the Republic of Korea", "moldova south-korea");
        check("pl", "w Mołdawii", "moldova");
        check("ar", "الرئيس الروسي", "russia");
    }

    #[test]
    fn a_form_with_a_capital_is_asked_for_as_one() {
        check("en", "a polish remover", "");
        check("en", "the Polish border", "poland");
    }
}
