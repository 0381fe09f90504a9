//! Spellings of several words, found where they begin in a text.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::fingerprints::word_hash;
use crate::text::{self, Kind, Text};

/// A map by the hashes of words, which need no other hash.
pub type ByHash<T> = HashMap<u64, T, BuildHasherDefault<AsItIs>>;

/// A hasher that gives a hash as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A table of spellings with what each stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spellings<T> {
    /// Folded words behind the hash of the first of them, longest first.
    by_first_word: ByHash<Vec<(Vec<String>, T)>>,
    /// A bit for the low bits of each of these hashes: most words of a text begin nothing, and it
    /// takes less to see here.
    begins: Vec<u64>,
}

/// The bits that are kept for each hash, at least.
const BITS: usize = 16;

impl<T> Default for Spellings<T> {
    fn default() -> Self {
        Self { by_first_word: ByHash::default(), begins: Vec::new() }
    }
}

impl<T> Spellings<T> {
    /// The table of these spellings; of two that are spelt alike the first counts.
    pub fn new<'a>(spellings: impl Iterator<Item = (&'a str, T)>) -> Self {
        let mut by_first_word: ByHash<Vec<(Vec<String>, T)>> = ByHash::default();
        for (spelling, entity) in spellings {
            let words = words(spelling);
            if let Some(first) = words.first() {
                by_first_word.entry(word_hash(first)).or_default().push((words, entity));
            }
        }
        by_first_word.values_mut().for_each(|spellings| {
            spellings.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        });
        let mut begins = vec![0; (by_first_word.len() * BITS / 64).next_power_of_two()];
        for first in by_first_word.keys() {
            let (word, bit) = place(*first, &begins);
            begins[word] |= bit;
        }
        Self { by_first_word, begins }
    }

    /// What the longest spelling at token `at` stands for, and how many tokens it takes up; `first`
    /// is the hash of that token's word.
    pub fn at(&self, text: &Text, at: usize, first: u64) -> Option<(&T, usize)> {
        let (word, bit) = place(first, &self.begins);
        if self.begins.get(word)? & bit == 0 {
            return None;
        }
        let tokens = text.tokens.get(at..)?;
        let stands = |words: &[String]| {
            tokens.len() >= words.len()
                && words.iter().zip(tokens).all(|(word, token)| word == text.folded(token))
        };
        let (words, entity) =
            self.by_first_word.get(&first)?.iter().find(|(words, _)| stands(words))?;
        Some((entity, words.len()))
    }
}

impl<T> Spellings<T> {
    /// What a spelling of this one folded word stands for.
    pub fn of_word(&self, word: &str) -> Option<&T> {
        let spellings = self.by_first_word.get(&word_hash(word))?;
        let is_it = |words: &[String]| words.len() == 1 && words[0] == word;
        spellings.iter().find(|(words, _)| is_it(words)).map(|(_, entity)| entity)
    }
}

/// The word of `bits` in which the bit of a hash stands, and that bit as a mask; `bits` holds a
/// power of two of words, or none.
fn place(hash: u64, bits: &[u64]) -> (usize, u64) {
    ((hash >> 6) as usize & bits.len().wrapping_sub(1), 1 << (hash & 63))
}

/// The folded words of a spelling. Pairs of Han, Kana or Hangul end with a lone character that a
/// longer run would not have: it is left out.
pub fn words(spelling: &str) -> Vec<String> {
    let text = text::analyse(spelling);
    let ends_lone =
        text.tokens.len() > 1 && text.tokens.last().is_some_and(|last| last.kind == Kind::Pair);
    let kept = text.tokens.len() - usize::from(ends_lone);
    text.tokens[..kept].iter().map(|token| text.folded(token).to_owned()).collect()
}
