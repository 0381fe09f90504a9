//! An article as comparing sees it: its tokens, the hashes by which its copies are found, its weighted
//! terms, whom it names, what it tells.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use super::action::action;
use super::clocks;
use super::concepts::Point;
use super::event::Event;
use super::figures::Figures;
use super::found_terms::{FRONT, FURTHER_DOWN, FoundTerms, Part, Place, UNLISTED, name_key};
use super::lexicon::{self, Concept};
use super::names::{NameKind, Names};
use super::wording::Wording;
use crate::compare::words::{
    Factors, FoundTerm, Frequencies, Heard, Terms, term_weight, winnow, word_hash,
};
use crate::extract::{Article, Quality};
use crate::text::Kind;

/// Words that a headline has where none stands over the text, or only a stub of one: it is taken to
/// run into the text then.
const HEADLINE_WORDS: usize = 11;
const SHORTEST_HEADLINE: usize = 4;
const LONGEST_HEADLINE: usize = 30;

/// An article as it is compared; made once an article, by [`Profile::new`].
#[derive(Debug, Clone)]
pub struct Profile {
    pub wording: Wording,
    pub copy_keys: CopyKeys,
    pub weighted: WeightedTerms,
    pub named: Named,
    pub tidings: Tidings,
    /// The primary tag of its language: `de`.
    pub language: Option<String>,
    /// The day on which it was published, as far as the article dates itself.
    pub day: Option<Date>,
    /// The words within runs of Han, Kana or Hangul, by their keys, sorted.
    in_runs: Vec<(u64, String)>,
}

/// The hashes by which copies of a text are found.
#[derive(Debug, Clone)]
pub struct CopyKeys {
    /// A hash of the whole text, the same for texts that differ in case, quotes, dashes, white
    /// space and dateline only; none for a text too short to tell, or one that was not read whole.
    pub whole: Option<u64>,
    /// The winnowed fingerprints of the body; none for an article that was not read whole.
    pub prints: Vec<u64>,
}

/// The weighted terms of an article, which closeness is measured by.
#[derive(Debug, Clone)]
pub struct WeightedTerms {
    /// The words, names and places: what is explained, and what a text in another language may
    /// share.
    pub terms: Terms,
    /// The stems, names and places.
    pub stems: Terms,
    /// The stems, names and places of the headline and the body, each by how near the top it stands:
    /// what a report tells stands first.
    pub front: Terms,
    /// The stems of the headline with their weights, each once.
    headline: Vec<(u64, f32)>,
}

/// The people, places and things that an article names.
#[derive(Debug, Clone)]
pub struct Named {
    /// The people and places that it names: listed names but those of things, and words that are
    /// capital within a sentence. Empty in scripts without capitals, but for listed names and
    /// places.
    pub who: Terms,
    /// The listed names of `who` where they stand: paragraph and key, in the text's order.
    pub who_in: Vec<(u32, u64)>,
    /// The keys of the terms of its headline and its first sentence.
    pub head: Vec<u64>,
    /// The ids of the listed names and places, by the key of their term, sorted.
    listed: Vec<(u64, String)>,
    /// Which of them are places: their keys, sorted.
    places: Vec<u64>,
}

/// What an article tells: what happens in it, and when.
#[derive(Debug, Clone)]
pub struct Tidings {
    pub event: Event,
    /// What it does and is about, whatever the language, by how near the top it stands.
    pub acts: Terms,
    /// The stems of what it says to have been done, in headline and lead.
    pub action: BTreeSet<u64>,
    /// What its figures are worth, in thousandths: from ten on, and no years.
    pub figures: BTreeSet<u128>,
    /// Where it lies among texts of all languages.
    pub point: Point,
}

impl Profile {
    #[must_use]
    pub fn new(article: &Article, names: &Names) -> Self {
        let wording = Wording::of(article);
        let Wording { headline, body, words, first } = &wording;
        let is_whole = article.quality != Quality::HeadlineOnly;
        let headline_words: Vec<u64> = headline.words().map(word_hash).collect();
        let mut found = FoundTerms::new(
            names,
            article.language.as_deref(),
            headline.tokens.len() + words.len(),
        );
        found.read(Place {
            source: &article.headline,
            text: headline,
            part: Part::Headline,
            first: 0,
            words: &headline_words,
        });
        // Where none stands over the text, its first sentence stands for the headline.
        let is_apart = !words.starts_with(&headline_words);
        if !is_apart {
            found.stems.clear();
        }
        let headline_terms = found.stems.len();
        found.read(Place {
            source: &article.text,
            text: body,
            part: Part::Body,
            first: *first,
            words,
        });
        let is_headline =
            is_apart && (SHORTEST_HEADLINE..=LONGEST_HEADLINE).contains(&headline_terms);
        let headline_stems = each_once(
            &found.stems[..if is_headline {
                headline_terms
            } else {
                HEADLINE_WORDS.min(found.stems.len())
            }],
        );
        let language = article.language.as_deref();
        let figures = Figures { source: &article.text, text: body, tokens: &body.tokens, language };
        let FoundTerms { terms, stems, front, who, who_in, named, head, weights, in_runs, .. } =
            found;
        let who = Terms::of(who);
        let event = Event::of(article, &wording);
        let tidings = Tidings {
            action: action(&wording, &who, event.lead),
            event,
            acts: acts(article, &wording, &headline_words),
            figures: figures.worths(*first, words),
            point: Point::of(&wording, language),
        };
        Self {
            copy_keys: CopyKeys {
                whole: (is_whole && words.len() >= SHORTEST_TO_TELL).then(|| whole_hash(words)),
                prints: if is_whole { winnow(words, &weights) } else { Vec::new() },
            },
            weighted: WeightedTerms {
                terms: Terms::of(terms),
                stems: Terms::of(stems),
                front: Terms::in_front(front),
                headline: headline_stems,
            },
            named: Named { who, who_in, head, places: places_of(&named, names), listed: named },
            tidings,
            language: article.language.clone(),
            day: clocks::dated(article)
                .map(|dated| dated.day)
                .or_else(|| Some(article.dateline.as_ref()?.date?.day())),
            in_runs,
            wording,
        }
    }

    /// The terms weighed by the archive as well; unchanged where nothing was counted in its
    /// language.
    #[must_use]
    pub fn weighed(&self, frequencies: &Frequencies) -> Cow<'_, WeightedTerms> {
        match frequencies.of_language(self.language.as_deref()) {
            Some(factors) => Cow::Owned(self.weighted.weighed(factors)),
            None => Cow::Borrowed(&self.weighted),
        }
    }

    /// The names that the body names and no table lists: words that are capital within a sentence, and rare.
    pub fn unlisted<'a>(&'a self, article: &'a Article) -> impl Iterator<Item = Heard> + 'a {
        let language = article.language.as_deref();
        let Wording { body, first, .. } = &self.wording;
        let named = body.tokens[*first..].iter().filter(|token| {
            token.kind == Kind::Word
                && article.text[token.span()].starts_with(char::is_uppercase)
                && term_weight(self.wording.word(token)) >= UNLISTED
        });
        named
            .map(move |token| {
                let word = body.folded(token);
                let key = name_key(word, self.wording.word(token), language);
                Heard { word: word.to_owned(), key }
            })
            .filter(|name| self.named.who.has(name.key))
    }

    /// The folded word, or the name as `@id`, that a key of `WeightedTerms::terms` stands for.
    #[must_use]
    pub fn spelt(&self, key: u64) -> Option<String> {
        if let Some(id) = self.named.id(key) {
            return Some(format!("@{id}"));
        }
        if let Ok(at) = self.in_runs.binary_search_by_key(&key, |(word, _)| *word) {
            return Some(self.in_runs[at].1.clone());
        }
        let Wording { headline, body, words, first } = &self.wording;
        let in_body = words
            .iter()
            .position(|word| *word == key)
            .map(|at| body.folded(&body.tokens[first + at]));
        in_body.or_else(|| headline.words().find(|word| word_hash(word) == key)).map(str::to_owned)
    }
}

impl WeightedTerms {
    /// These terms weighed by the archive as well.
    fn weighed(&self, factors: &Factors) -> Self {
        Self {
            terms: self.terms.weighed(|key| factors.word(key)),
            stems: self.stems.weighed(|key| factors.stem(key)),
            front: self.front.clone(),
            headline: self
                .headline
                .iter()
                .map(|(key, weight)| (*key, weight * factors.stem(*key)))
                .collect(),
        }
    }

    /// The share of what the headline says that stands in `other`, 0 to 1; none where the headline
    /// says nothing.
    #[must_use]
    pub fn headline_share(&self, other: &Self) -> Option<f32> {
        let weight: f32 = self.headline.iter().map(|(_, weight)| weight).sum();
        let shared: f32 = self
            .headline
            .iter()
            .filter(|(key, _)| other.stems.has(*key))
            .map(|(_, weight)| weight)
            .sum();
        (weight > 0.0).then(|| shared / weight)
    }
}

impl Named {
    /// The ids of the names and places in headline and body, each once.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.listed.iter().map(|(_, id)| id.as_str())
    }

    /// The id of the listed name or place of this key; none where headline and body have it not.
    #[must_use]
    pub fn id(&self, key: u64) -> Option<&str> {
        let at = self.listed.binary_search_by_key(&key, |(listed, _)| *listed).ok()?;
        Some(&self.listed[at].1)
    }

    /// Whether the listed name of this key is a place that headline or body have.
    #[must_use]
    pub fn is_place(&self, key: u64) -> bool {
        self.places.binary_search(&key).is_ok()
    }
}

/// The words that a text needs for its hash; shorter texts are alike by chance ("No comment.").
const SHORTEST_TO_TELL: usize = 12;

fn whole_hash(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |hash, word| {
        (hash.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// The keys of those named that are places, sorted.
fn places_of(named: &[(u64, String)], names: &Names) -> Vec<u64> {
    let is_place = |id: &str| names.get(id).is_none_or(|name| name.kind == NameKind::Place);
    named.iter().filter(|(_, id)| is_place(id)).map(|(key, _)| *key).collect()
}

/// The concepts of an article, each by how near the top it stands; `headline_words` are the hashes of
/// its headline's words.
fn acts(article: &Article, wording: &Wording, headline_words: &[u64]) -> Terms {
    let Wording { headline, body, words, first } = wording;
    let language = article.language.as_deref();
    let in_headline = lexicon::within(&article.headline, headline, language, 0, headline_words);
    let in_body = lexicon::within(&article.text, body, language, *first, words);
    let found = |(at, concept): (usize, Concept)| {
        let key = concept.key();
        let count = FURTHER_DOWN.powi(i32::try_from(at).unwrap_or(i32::MAX));
        FoundTerm { key, count, weight: lexicon::weight(key) }
    };
    let in_body = in_body.into_iter().map(|(at, concept)| (at - first, concept)).take(FRONT);
    Terms::in_front(
        in_headline
            .into_iter()
            .map(|(_, concept)| (0, concept))
            .chain(in_body)
            .map(found)
            .collect(),
    )
}

fn each_once(stems: &[FoundTerm]) -> Vec<(u64, f32)> {
    let mut seen = HashSet::new();
    stems.iter().filter(|stem| seen.insert(stem.key)).map(|stem| (stem.key, stem.weight)).collect()
}
