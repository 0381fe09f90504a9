//! An article as comparing sees it: words, fingerprints, weighted terms, the day of its event.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use jiff::civil::Date;

use super::event::Event;
use super::fingerprints::{winnow, word_hash};
use super::frequencies::{Frequencies, name_weight, stem_weight, weight};
use super::names::{NameKind, Names};
use super::places;
use super::stems::stem;
use super::terms::{FoundTerm, Terms};
use crate::extract::{Article, Quality};
use crate::text::{self, Kind, Text, Token};

/// The number of words of the body that a word of the headline counts as.
const HEADLINE_FACTOR: f32 = 2.0;
/// Words that a headline has where none stands over the text, or only a stub of one: it is taken to
/// run into the text then.
const HEADLINE_WORDS: usize = 11;
const SHORTEST_HEADLINE: usize = 4;
const LONGEST_HEADLINE: usize = 30;
/// The count of a word within a thing's name beside the name itself, which says most of it.
const WITHIN_A_NAME: f32 = 0.5;
/// The bytes that a dateline may take up at the start of a text.
const DATELINE_REACH: usize = 120;

/// An article as it is compared; made once an article, by [`Profile::new`].
#[derive(Debug, Clone)]
pub struct Profile {
    pub headline: Text,
    pub body: Text,
    /// The hashes of the body's words, without its dateline.
    pub words: Vec<u64>,
    /// The body's token that `words` begins with.
    pub first: usize,
    /// A hash of the whole text, the same for texts that differ in case, quotes, dashes, white
    /// space and dateline only; none for a text too short to tell, or one that was not read whole.
    pub hash: Option<u64>,
    /// The winnowed fingerprints of the body; none for an article that was not read whole.
    pub prints: Vec<u64>,
    /// The weighted words, names and places: what is explained, and what a text in another language
    /// may share.
    pub terms: Terms,
    /// The weighted stems, names and places, which closeness is measured by.
    pub stems: Terms,
    /// The people and places that it names: listed names but those of things, and words that are
    /// capital within a sentence. Empty in scripts without capitals, but for listed names and
    /// places.
    pub who: Terms,
    /// The listed names of `who` where they stand: paragraph and key, in the text's order.
    pub who_in: Vec<(u32, u64)>,
    /// The stems of the headline with their weights, each once.
    headline_stems: Vec<(u64, f32)>,
    /// The ids of the names and places that it names, by the key of their term, sorted.
    named: Vec<(u64, String)>,
    /// The primary tag of its language: `de`.
    pub language: Option<String>,
    /// The keys of the terms of its headline and its first sentence.
    pub head: Vec<u64>,
    /// The day on which it was published, as far as the article dates itself.
    pub day: Option<Date>,
    pub event: Event,
}

impl Profile {
    #[must_use]
    pub fn new(article: &Article, names: &Names) -> Self {
        let headline = text::analyse(&article.headline);
        let body = text::analyse(&article.text);
        let first = behind_dateline(article, &body);
        let words: Vec<u64> =
            body.tokens[first..].iter().map(|token| word_hash(body.folded(token))).collect();
        let whole = article.quality != Quality::HeadlineOnly;
        let headline_words: Vec<u64> = headline.words().map(word_hash).collect();
        let mut reading = Reading::new(names, headline.tokens.len() + words.len());
        reading.read(&article.headline, &headline, Part::Headline, 0, &headline_words);
        // Where none stands over the text, its first sentence stands for the headline.
        let is_apart = !words.starts_with(&headline_words);
        if !is_apart {
            reading.stems.clear();
        }
        let headline_terms = reading.stems.len();
        reading.read(&article.text, &body, Part::Body, first, &words);
        let is_headline =
            is_apart && (SHORTEST_HEADLINE..=LONGEST_HEADLINE).contains(&headline_terms);
        let headline_stems = each_once(
            &reading.stems[..if is_headline {
                headline_terms
            } else {
                HEADLINE_WORDS.min(reading.stems.len())
            }],
        );
        let event = Event::of(article, &headline, &body, first);
        Self {
            event,
            hash: (whole && words.len() >= SHORTEST_TO_TELL).then(|| whole_hash(&words)),
            prints: if whole { winnow(&words, &reading.weights) } else { Vec::new() },
            day: article
                .published
                .map(|when| when.day())
                .or_else(|| Some(article.dateline.as_ref()?.date?.day())),
            language: article.language.clone(),
            headline,
            body,
            words,
            first,
            headline_stems,
            terms: Terms::of(reading.terms),
            stems: Terms::of(reading.stems),
            who: Terms::of(reading.who),
            who_in: reading.who_in,
            named: reading.named,
            head: reading.head,
        }
    }

    /// This profile with its terms weighed by the archive as well; unchanged where nothing was
    /// counted in its language.
    #[must_use]
    pub fn weighed(&self, frequencies: &Frequencies) -> Cow<'_, Self> {
        let Some(factors) = frequencies.of_language(self.language.as_deref()) else {
            return Cow::Borrowed(self);
        };
        Cow::Owned(Self {
            terms: self.terms.weighed(|key| factors.word(key)),
            stems: self.stems.weighed(|key| factors.stem(key)),
            headline_stems: self
                .headline_stems
                .iter()
                .map(|(key, weight)| (*key, weight * factors.stem(*key)))
                .collect(),
            ..self.clone()
        })
    }

    /// The share of what the headline says that stands in `other`, 0 to 1; none where the headline
    /// says nothing.
    #[must_use]
    pub fn headline_share(&self, other: &Self) -> Option<f32> {
        let weight: f32 = self.headline_stems.iter().map(|(_, weight)| weight).sum();
        let shared: f32 = self
            .headline_stems
            .iter()
            .filter(|(key, _)| other.stems.has(*key))
            .map(|(_, weight)| weight)
            .sum();
        (weight > 0.0).then(|| shared / weight)
    }

    /// The ids of the names and places in headline and body, each once.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|(_, id)| id.as_str())
    }

    /// The folded word, or the name as `@id`, that a key of [`Profile::terms`] stands for.
    #[must_use]
    pub fn spelt(&self, key: u64) -> Option<String> {
        if let Ok(at) = self.named.binary_search_by_key(&key, |(named, _)| *named) {
            return Some(format!("@{}", self.named[at].1));
        }
        let in_body = self
            .words
            .iter()
            .position(|word| *word == key)
            .map(|at| self.body.folded(&self.body.tokens[self.first + at]));
        in_body
            .or_else(|| self.headline.words().find(|word| word_hash(word) == key))
            .map(str::to_owned)
    }

    /// The hash of a token of the body.
    #[must_use]
    pub fn word(&self, token: &Token) -> u64 {
        let known =
            (token.position as usize).checked_sub(self.first).and_then(|at| self.words.get(at));
        known.copied().unwrap_or_else(|| word_hash(self.body.folded(token)))
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

/// The words that a text needs for its hash; shorter texts are alike by chance ("No comment.").
const SHORTEST_TO_TELL: usize = 12;

fn whole_hash(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |hash, word| {
        (hash.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// The first token behind `PYONGYANG, June 20 (KCNA) —`; the first of all where there is no
/// dateline.
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

/// The part of an article that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Headline,
    Body,
}

/// The terms of a text, as they are found.
struct Reading<'a> {
    names: &'a Names,
    terms: Vec<FoundTerm>,
    stems: Vec<FoundTerm>,
    who: Vec<FoundTerm>,
    who_in: Vec<(u32, u64)>,
    named: Vec<(u64, String)>,
    head: Vec<u64>,
    /// The weights of the body's words; those of a name have its own.
    weights: Vec<f32>,
}

impl<'a> Reading<'a> {
    fn new(names: &'a Names, words: usize) -> Self {
        Self {
            names,
            terms: Vec::with_capacity(words),
            stems: Vec::with_capacity(words),
            who: Vec::new(),
            who_in: Vec::new(),
            named: Vec::new(),
            head: Vec::new(),
            weights: Vec::with_capacity(words),
        }
    }

    /// Notes the terms from token `first` on, of which `words` are the hashes.
    fn read(&mut self, source: &str, text: &Text, part: Part, first: usize, words: &[u64]) {
        let is_body = part == Part::Body;
        let opening = text.tokens.get(first).map(|token| token.sentence);
        let mut sentence = None;
        let mut at = first;
        while let (Some(token), Some(word)) = (text.tokens.get(at), words.get(at - first)) {
            let opens_sentence = sentence.replace(token.sentence) != Some(token.sentence);
            let is_in_head = !is_body || opening == Some(token.sentence);
            let name =
                self.names.at(text, at, *word).or_else(|| places::at(source, text, at, *word));
            if let Some((id, length)) = name {
                let key = self.key_of(id);
                let named = FoundTerm { key, count: 1.0, weight: name_weight(key) };
                self.note(named, named, part);
                let is_thing = self.names.get(id).is_some_and(|name| name.kind == NameKind::Thing);
                self.who.extend((is_body && !is_thing).then_some(named));
                self.who_in.extend((is_body && !is_thing).then_some((token.paragraph, key)));
                self.head.extend(is_in_head.then_some(key));
                self.weights
                    .extend(std::iter::repeat_n(named.weight, if is_body { length } else { 0 }));
                if is_thing {
                    // a treaty is called so without its name, too
                    for (token, word) in
                        text.tokens[at..at + length].iter().zip(&words[at - first..])
                    {
                        self.note_word(text, token, *word, WITHIN_A_NAME, part);
                    }
                }
                at += length;
                continue;
            }
            let found = self.note_word(text, token, *word, 1.0, part);
            let is_capital = source[token.span()].starts_with(char::is_uppercase);
            self.who.extend((is_body && is_capital && !opens_sentence).then_some(found));
            self.head.extend(is_in_head.then_some(*word));
            self.weights.extend(is_body.then_some(found.weight));
            at += 1;
        }
    }

    fn note_word(
        &mut self,
        text: &Text,
        token: &Token,
        word: u64,
        count: f32,
        part: Part,
    ) -> FoundTerm {
        let folded = text.folded(token);
        let found = FoundTerm { key: word, count, weight: weight(folded, word) };
        self.note(
            found,
            if token.kind == Kind::Word {
                FoundTerm { count, ..stemmed(folded, word) }
            } else {
                found
            },
            part,
        );
        found
    }

    fn note(&mut self, term: FoundTerm, stem: FoundTerm, part: Part) {
        let factor = if part == Part::Headline { HEADLINE_FACTOR } else { 1.0 };
        self.terms.push(FoundTerm { count: factor * term.count, ..term });
        self.stems.push(stem);
    }

    fn key_of(&mut self, id: &str) -> u64 {
        let key = word_hash(&format!("@{id}"));
        if let Err(at) = self.named.binary_search_by_key(&key, |(named, _)| *named) {
            self.named.insert(at, (key, id.to_owned()));
        }
        key
    }
}

fn each_once(stems: &[FoundTerm]) -> Vec<(u64, f32)> {
    let mut seen = HashSet::new();
    stems.iter().filter(|stem| seen.insert(stem.key)).map(|stem| (stem.key, stem.weight)).collect()
}

fn stemmed(folded: &str, word: u64) -> FoundTerm {
    let stem = stem(folded);
    let key = if stem.len() == folded.len() { word } else { word_hash(stem) };
    FoundTerm { key, count: 1.0, weight: stem_weight(key) }
}
