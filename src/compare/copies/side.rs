//! One of two texts that are aligned, as its words.

use std::ops::Range;

use crate::compare::reading::Profile;
use crate::compare::words::{Terms, weight};
use crate::text::{Kind, Text, Token};

/// The words of one text, as they are aligned.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub words: &'a [u64],
    tokens: &'a [Token],
    text: &'a Text,
    names: &'a Terms,
    /// Words in these places were copied from nobody: they have no size. In order, apart from each
    /// other.
    commonplaces: &'a [Range<usize>],
}

impl<'a> Side<'a> {
    #[must_use]
    pub fn new(profile: &'a Profile) -> Self {
        Self {
            words: &profile.wording.words,
            tokens: &profile.wording.body.tokens[profile.wording.first..],
            text: &profile.wording.body,
            names: &profile.named.who,
            commonplaces: &[],
        }
    }

    /// The text with the ranges of its words that reports of many stories have.
    #[must_use]
    pub fn with(self, commonplaces: &'a [Range<usize>]) -> Self {
        Self { commonplaces, ..self }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    #[must_use]
    pub fn word(&self, at: usize) -> &'a str {
        self.text.folded(&self.tokens[at])
    }

    #[must_use]
    pub fn token(&self, at: usize) -> &'a Token {
        &self.tokens[at]
    }

    #[must_use]
    pub fn is_pair(&self, at: usize) -> bool {
        self.tokens[at].kind == Kind::Pair
    }

    #[must_use]
    pub fn is_number(&self, at: usize) -> bool {
        self.tokens[at].kind == Kind::Number
    }

    /// Whether a word is a name, or capital within a sentence somewhere in this text.
    #[must_use]
    pub fn is_name(&self, at: usize) -> bool {
        self.names.has(self.words[at])
    }

    pub fn is_commonplace(&self, at: usize) -> bool {
        let next = self.commonplaces.partition_point(|place| place.end <= at);
        self.commonplaces.get(next).is_some_and(|place| place.start <= at)
    }

    /// The number of words in a range that are no commonplace.
    pub fn own(&self, words: Range<usize>) -> usize {
        let first = self.commonplaces.partition_point(|place| place.end <= words.start);
        let common = self.commonplaces[first..]
            .iter()
            .take_while(|place| place.start < words.end)
            .map(|place| place.end.min(words.end).saturating_sub(place.start.max(words.start)));
        words.len() - common.sum::<usize>()
    }

    /// How many words it is: a word of Chinese or Japanese has one to two signs, one of Korean two
    /// to three.
    #[must_use]
    pub fn size(&self, at: usize) -> f32 {
        if self.is_commonplace(at) {
            return 0.0;
        }
        match self.is_pair(at).then(|| self.word(at).chars().next()).flatten() {
            None => 1.0,
            Some('\u{ac00}'..='\u{d7a3}') => 0.4,
            Some(_) => 0.6,
        }
    }

    #[must_use]
    pub fn sizes(&self, words: Range<usize>) -> f32 {
        words.map(|at| self.size(at)).sum()
    }

    /// The weight of a word: how much it says.
    #[must_use]
    pub fn weight(&self, at: usize) -> f32 {
        weight(self.word(at), self.words[at])
    }
}
