//! The words of an article as the archive counts them.

use std::collections::HashSet;

use super::profile::Profile;
use crate::compare::words::{MOST_WORDS, Terms, Words, stem_key, word_hash};
use crate::text::Kind;

impl Words {
    /// The words of an article; none where it has too many to be counted.
    #[must_use]
    pub fn of(profile: &Profile) -> Option<Self> {
        let texts = [&profile.wording.headline, &profile.wording.body];
        let numbers = texts.into_iter().flat_map(|text| {
            text.tokens
                .iter()
                .filter(|token| token.kind == Kind::Number)
                .map(|token| text.folded(token))
        });
        // Numbers weigh by their kind, not by how often each comes.
        let numbers: HashSet<u64> = numbers.map(word_hash).collect();
        let words = |terms: &Terms| {
            terms
                .iter()
                .map(|term| term.key)
                .filter(|key| !numbers.contains(key))
                .collect::<Vec<u64>>()
        };
        let keys: Vec<u64> = words(&profile.weighted.terms)
            .into_iter()
            .chain(words(&profile.weighted.stems).into_iter().map(stem_key))
            .collect();
        (keys.len() <= 2 * MOST_WORDS)
            .then(|| Self { language: profile.language.clone().unwrap_or_default(), keys })
    }
}
