//! The words and phrases that mean something in dates, looked up in a text's tokens.

use std::collections::HashMap;

use super::tokens::Tokens;

/// A table of phrases and their meanings, by a phrase's first word, the longer ones first.
pub struct Lexicon<T>(HashMap<String, Vec<(Vec<String>, T)>>);

impl<T: Copy> Lexicon<T> {
    /// The table of `phrases`. Empty ones are left out; of two that are alike the first counts.
    pub fn of<'a>(phrases: impl IntoIterator<Item = (&'a str, T)>) -> Self {
        let mut known: HashMap<String, Vec<(Vec<String>, T)>> = HashMap::new();
        for (phrase, meaning) in phrases {
            let words = Tokens::of(phrase).words();
            if let Some(first) = words.first() {
                known.entry(first.clone()).or_default().push((words[1..].to_vec(), meaning));
            }
        }
        known
            .values_mut()
            .for_each(|phrases| phrases.sort_by_key(|(rest, _)| usize::MAX - rest.len()));
        Self(known)
    }

    /// The meaning of the phrase that begins at the token `place`, and the place behind it. Between
    /// its words may stand points and apostrophes, as in `ม.ค.` and `aujourd’hui`.
    pub fn at(&self, tokens: &Tokens, place: usize) -> Option<(T, usize)> {
        self.0.get(tokens.word(place)?)?.iter().find_map(|(rest, meaning)| {
            let mut next = place + 1;
            for word in rest {
                while matches!(tokens.sign(next), Some('.' | '\'' | '’')) {
                    next += 1;
                }
                if tokens.word(next) != Some(word) {
                    return None;
                }
                next += 1;
            }
            Some((*meaning, next))
        })
    }

    /// The meaning of one word.
    pub fn word(&self, folded: &str) -> Option<T> {
        self.0.get(folded)?.iter().find(|(rest, _)| rest.is_empty()).map(|(_, meaning)| *meaning)
    }
}
