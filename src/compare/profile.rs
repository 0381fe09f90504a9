//! An article as comparing sees it: words, fingerprints, weighted terms, the day of its event.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;

use super::fingerprints::{winnow, word_hash};
use super::frequencies::weight;
use super::names::Names;
use crate::extract::{Article, Quality};
use crate::text::{self, Text, Token};

/// A headline's word counts as this many in the body.
const HEADLINE_FACTOR: f32 = 2.0;
/// What a dateline may take up at the start of a text, in bytes.
const DATELINE_REACH: usize = 120;

/// Made once an article, by [`Profile::new`].
#[derive(Debug, Clone)]
pub struct Profile {
    pub headline: Text,
    pub body: Text,
    /// Hashes of the body's words, without its dateline.
    pub words: Vec<u64>,
    /// The body's token that `words` begins with.
    pub first: usize,
    /// The same for texts that differ in case, quotes, dashes, white space and dateline only; none for
    /// a text too short to tell, or one that was not read whole.
    pub hash: Option<u64>,
    /// Winnowed; none for an article that was not read whole.
    pub prints: Vec<u64>,
    pub terms: Terms,
    /// Who and where: listed names, and words that are capital within a sentence. Empty in scripts
    /// without capitals, but for listed names.
    pub who: Terms,
    /// When it happened, as far as the article dates itself.
    pub day: Option<Date>,
}

/// Weighted terms of unit length, sorted by term. A name stands as `@id`, whatever its spelling.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms(pub Vec<(String, f32)>);

impl Profile {
    #[must_use]
    pub fn new(article: &Article, names: &Names) -> Self {
        let headline = text::analyse(&article.headline);
        let body = text::analyse(&article.text);
        let first = behind_dateline(article, &body);
        let words: Vec<u64> = body.tokens[first..].iter().map(|token| word_hash(body.folded(token))).collect();
        let whole = article.quality != Quality::HeadlineOnly;
        let terms = Terms::of(&[(&headline, 0, HEADLINE_FACTOR), (&body, first, 1.0)], names);
        let who = Terms::who(&article.text, &body, first, names);
        Self {
            hash: (whole && words.len() >= SHORTEST_TO_TELL).then(|| whole_hash(&words)),
            prints: if whole { winnow(&words) } else { Vec::new() },
            day: article.published.map(|when| when.day()).or_else(|| Some(article.dateline.as_ref()?.date?.day())),
            headline,
            body,
            words,
            first,
            terms,
            who,
        }
    }

    /// The bytes of the article's text that a range of [`Profile::words`] stands for.
    #[must_use]
    pub fn span(&self, words: Range<usize>) -> Range<usize> {
        let tokens = &self.body.tokens[self.first + words.start..self.first + words.end];
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.span().start..last.span().end,
            _ => 0..0,
        }
    }
}

/// Texts of fewer words are alike by chance ("No comment.").
const SHORTEST_TO_TELL: usize = 12;

fn whole_hash(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |hash, word| (hash.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

/// The first token behind `PYONGYANG, June 20 (KCNA) —`; the first of all where there is no dateline.
fn behind_dateline(article: &Article, body: &Text) -> usize {
    if article.dateline.is_none() {
        return 0;
    }
    let mut reach = DATELINE_REACH.min(article.text.len());
    while !article.text.is_char_boundary(reach) {
        reach -= 1;
    }
    let head = &article.text[..reach];
    let end = ["—", "–", " -", "--", ".-", "/."]
        .iter()
        .filter_map(|dash| head.find(dash).map(|at| at + dash.len()))
        .min()
        .or_else(|| head.find(')').map(|at| at + 1));
    end.map_or(0, |end| body.tokens.partition_point(|token| token.span().start < end))
}

/// Calls `each` with every term from token `first` on, names as `@id`, and its first token.
fn each_term(text: &Text, first: usize, names: &Names, mut each: impl FnMut(String, &Token)) {
    let mut at = first;
    while let Some(token) = text.tokens.get(at) {
        match names.at(text, at) {
            Some((id, length)) => {
                each(format!("@{id}"), token);
                at += length;
            }
            None => {
                each(text.folded(token).to_owned(), token);
                at += 1;
            }
        }
    }
}

impl Terms {
    /// Terms of several texts: each with the token it begins at and the factor of its words.
    #[must_use]
    pub fn of(texts: &[(&Text, usize, f32)], names: &Names) -> Self {
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        for (text, first, factor) in texts {
            each_term(text, *first, names, |term, _| *counts.entry(term).or_default() += factor);
        }
        Self::weighted(counts)
    }

    /// The names in a text.
    fn who(source: &str, text: &Text, first: usize, names: &Names) -> Self {
        let mut counts: BTreeMap<String, f32> = BTreeMap::new();
        let mut sentence = None;
        each_term(text, first, names, |term, token| {
            let opens_sentence = sentence.replace(token.sentence) != Some(token.sentence);
            let is_capital = source[token.span()].starts_with(char::is_uppercase);
            if term.starts_with('@') || (is_capital && !opens_sentence) {
                *counts.entry(term).or_default() += 1.0;
            }
        });
        Self::weighted(counts)
    }

    fn weighted(counts: BTreeMap<String, f32>) -> Self {
        let weighted = counts.into_iter().map(|(term, count)| {
            let weight = weight(&term) * (1.0 + count.ln());
            (term, weight)
        });
        Self(weighted.filter(|(_, weight)| *weight > 0.0).collect()).unit()
    }

    /// With the terms of `topic` at `factor` of their weight: what is left tells the event.
    #[must_use]
    pub fn muted(&self, topic: &BTreeSet<&str>, factor: f32) -> Self {
        Self(self.0.iter().map(|(term, weight)| (term.clone(), if topic.contains(term.as_str()) { weight * factor } else { *weight })).collect())
            .unit()
    }

    fn unit(mut self) -> Self {
        let length = self.0.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        if length > 0.0 {
            self.0.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        self
    }

    /// The heaviest terms first.
    #[must_use]
    pub fn heaviest(&self, most: usize) -> Vec<&(String, f32)> {
        let mut terms: Vec<&(String, f32)> = self.0.iter().collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1));
        terms.truncate(most);
        terms
    }

    /// The cosine of two texts, 0 to 1, and what each shared term contributes to it.
    #[must_use]
    pub fn cosine<'a>(&'a self, other: &Self) -> (f32, Vec<(&'a str, f32)>) {
        let mut shared = Vec::new();
        let (mut mine, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some((term, weight)), Some((other_term, other_weight))) = (mine.peek(), theirs.peek()) {
            match term.cmp(other_term) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    shared.push((term.as_str(), weight * other_weight));
                    mine.next();
                    theirs.next();
                }
            }
        }
        (shared.iter().map(|(_, part)| part).sum::<f32>().min(1.0), shared)
    }
}
