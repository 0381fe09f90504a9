//! An article as comparing sees it: words, fingerprints, weighted terms, the day of its event.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::concepts::Point;
use super::event::Event;
use super::figures::Figures;
use super::lexicon::{self, Concept};
use super::names::{NameKind, Names};
use super::{places, states};
use crate::compare::words::{
    Common, FoundTerm, Frequencies, Heard, Terms, common, name_weight, stem, stem_weight,
    term_weight, weight, winnow, word_hash,
};
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
/// What a word counts in front beside the one before it: a word 60 words down counts e⁻¹.
const FURTHER_DOWN: f32 = 0.983_5;
/// What a word counts at least to count in front at all.
const LEAST_IN_FRONT: f32 = 0.02;
/// Words that count in front, about.
const FRONT: usize = 240;
/// What a word weighs that few texts have.
const UNLISTED: f32 = 4.5;
/// Languages that give names endings.
const INFLECTING: &[&str] = &[
    "be", "bg", "cs", "et", "fi", "hr", "hu", "lt", "lv", "mk", "pl", "ru", "sk", "sl", "sr", "tr",
    "uk",
];
/// The letters that all forms of a name begin with.
const NAME_STEM: usize = 5;
/// Sets the syllables of Vietnamese apart from the words of other languages.
const SYLLABLE: u64 = 0x7669_0000_7669_0000;
/// What one syllable of Vietnamese weighs at most: a word has two, mostly.
const ONE_SYLLABLE: f32 = 1.5;
/// What two syllables weigh together.
const TWO_SYLLABLES: f32 = 4.0;
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
    /// The stems, names and places of the headline and the body, each by how near the top it stands:
    /// what a report tells stands first.
    pub front: Terms,
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
    /// Which of them are places: their keys, sorted.
    places: Vec<u64>,
    /// The words within runs of Han, Kana or Hangul, by their keys, sorted.
    in_runs: Vec<(u64, String)>,
    /// The primary tag of its language: `de`.
    pub language: Option<String>,
    /// The keys of the terms of its headline and its first sentence.
    pub head: Vec<u64>,
    /// The day on which it was published, as far as the article dates itself.
    pub day: Option<Date>,
    pub event: Event,
    /// Where it lies among texts of all languages.
    pub point: Point,
    /// What it does and is about, whatever the language, by how near the top it stands.
    pub acts: Terms,
    /// What its figures are worth, in thousandths: from ten on, and no years.
    pub figures: BTreeSet<u128>,
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
        let mut reading =
            Reading::new(names, article.language.as_deref(), headline.tokens.len() + words.len());
        reading.read(Place {
            source: &article.headline,
            text: &headline,
            part: Part::Headline,
            first: 0,
            words: &headline_words,
        });
        // Where none stands over the text, its first sentence stands for the headline.
        let is_apart = !words.starts_with(&headline_words);
        if !is_apart {
            reading.stems.clear();
        }
        let headline_terms = reading.stems.len();
        reading.read(Place {
            source: &article.text,
            text: &body,
            part: Part::Body,
            first,
            words: &words,
        });
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
        let language = article.language.as_deref();
        let point = Point::of(&headline, &body, first, language);
        Self {
            event,
            point,
            acts: acts(article, &headline, &body, first),
            figures: Figures { source: &article.text, text: &body, tokens: &body.tokens, language }
                .worths(first),
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
            front: Terms::in_front(reading.front),
            who: Terms::of(reading.who),
            who_in: reading.who_in,
            places: places_of(&reading.named, names),
            named: reading.named,
            in_runs: reading.in_runs,
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

    /// The names that the body names and no table lists: words that are capital within a sentence, and rare.
    pub fn unlisted<'a>(&'a self, article: &'a Article) -> impl Iterator<Item = Heard> + 'a {
        let language = article.language.as_deref();
        let named = self.body.tokens[self.first..].iter().filter(|token| {
            token.kind == Kind::Word
                && article.text[token.span()].starts_with(char::is_uppercase)
                && term_weight(word_hash(self.body.folded(token))) >= UNLISTED
        });
        named
            .map(move |token| {
                let word = self.body.folded(token);
                Heard { word: word.to_owned(), key: name_key(word, language) }
            })
            .filter(|name| self.who.has(name.key))
    }

    /// Whether headline or body have the listed name or place of this key.
    #[must_use]
    pub fn has_named(&self, key: u64) -> bool {
        self.named.binary_search_by_key(&key, |(named, _)| *named).is_ok()
    }

    /// Whether the listed name of this key is a place that headline or body have.
    #[must_use]
    pub fn is_place(&self, key: u64) -> bool {
        self.places.binary_search(&key).is_ok()
    }

    /// The folded word, or the name as `@id`, that a key of [`Profile::terms`] stands for.
    #[must_use]
    pub fn spelt(&self, key: u64) -> Option<String> {
        if let Ok(at) = self.named.binary_search_by_key(&key, |(named, _)| *named) {
            return Some(format!("@{}", self.named[at].1));
        }
        if let Ok(at) = self.in_runs.binary_search_by_key(&key, |(word, _)| *word) {
            return Some(self.in_runs[at].1.clone());
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

/// The text that is read: its source, its part of the article, the first token and the hashes from there on.
#[derive(Clone, Copy)]
struct Place<'a> {
    source: &'a str,
    text: &'a Text,
    part: Part,
    first: usize,
    words: &'a [u64],
}

/// The terms of a text, as they are found.
struct Reading<'a> {
    names: &'a Names,
    language: Option<&'a str>,
    /// The words that say nothing in that language.
    common: Option<&'static Common>,
    /// The last syllable of Vietnamese: its token, its sentence, what it is.
    syllable: Option<(usize, u32, FoundTerm)>,
    /// The words within runs of Han, Kana or Hangul, by their keys, sorted.
    in_runs: Vec<(u64, String)>,
    terms: Vec<FoundTerm>,
    stems: Vec<FoundTerm>,
    front: Vec<FoundTerm>,
    /// What a term counts in front, where the reading has come to.
    in_front: f32,
    who: Vec<FoundTerm>,
    who_in: Vec<(u32, u64)>,
    named: Vec<(u64, String)>,
    head: Vec<u64>,
    /// The weights of the body's words; those of a name have its own.
    weights: Vec<f32>,
}

impl<'a> Reading<'a> {
    fn new(names: &'a Names, language: Option<&'a str>, words: usize) -> Self {
        Self {
            names,
            language,
            common: common::of(language),
            syllable: None,
            in_runs: Vec::new(),
            terms: Vec::with_capacity(words),
            stems: Vec::with_capacity(words),
            front: Vec::with_capacity(words.min(FRONT)),
            in_front: 1.0,
            who: Vec::new(),
            who_in: Vec::new(),
            named: Vec::new(),
            head: Vec::new(),
            weights: Vec::with_capacity(words),
        }
    }

    /// Notes the terms of a text.
    fn read(&mut self, place: Place<'_>) {
        let Place { source, text, part, first, words } = place;
        let opening = text.tokens.get(first).map(|token| token.sentence);
        let mut sentence = None;
        let mut at = first;
        while let (Some(token), Some(word)) = (text.tokens.get(at), words.get(at - first)) {
            let opens_sentence = sentence.replace(token.sentence) != Some(token.sentence);
            let is_in_head = part == Part::Headline || opening == Some(token.sentence);
            if token.kind == Kind::Pair {
                at = self.read_run(place, at, is_in_head);
                continue;
            }
            if let Some((id, length)) = self.name_at(place, at) {
                self.note_name(place, id, at..at + length, is_in_head);
                at += length;
                continue;
            }
            let is_body = part == Part::Body;
            let is_capital = source[token.span()].starts_with(char::is_uppercase);
            if let Some(heard) = self.heard_at(place, at) {
                let (heard, key) = (heard.word.clone(), heard.key);
                let found = self.note_heard(&heard, key, part);
                self.head.extend(is_in_head.then_some(found.key));
                self.weights.extend(is_body.then_some(found.weight));
                at += 1;
                continue;
            }
            let found = self.note_word(place, at, *word, 1.0);
            let name = FoundTerm { key: name_key(text.folded(token), self.language), ..found };
            self.who.extend((is_body && is_capital && !opens_sentence).then_some(name));
            self.head.extend(is_in_head.then_some(found.key));
            self.head
                .extend((is_in_head && is_capital && name.key != found.key).then_some(name.key));
            self.weights.extend(is_body.then_some(found.weight));
            at += 1;
        }
    }

    /// The name, place or people at token `at`, and how many tokens it takes up: by its own form, else by one without
    /// what is written onto it.
    fn name_at(&self, place: Place<'_>, at: usize) -> Option<(&'a str, usize)> {
        let Place { source, text, first, words, .. } = place;
        let word = *words.get(at - first)?;
        self.names
            .at(text, at, word)
            .or_else(|| places::at(source, text, at, word))
            .or_else(|| states::at(source, text, self.language, at, word))
            .or_else(|| {
                let others = text.others_at(u32::try_from(at).ok()?);
                others.iter().filter(|other| other.length == 1).find_map(|other| {
                    let form = text.form(other);
                    let id = self.names.of_word(form).or_else(|| places::of_word(form))?;
                    Some((id, 1))
                })
            })
    }

    fn note_name(&mut self, place: Place<'_>, id: &str, at: Range<usize>, is_in_head: bool) {
        let Place { text, part, first, words, .. } = place;
        let is_body = part == Part::Body;
        let key = self.key_of(id);
        let named = FoundTerm { key, count: 1.0, weight: name_weight(key) };
        self.note(named, named, part);
        let is_thing = self.names.get(id).is_some_and(|name| name.kind == NameKind::Thing);
        self.who.extend((is_body && !is_thing).then_some(named));
        let paragraph = text.tokens[at.start].paragraph;
        self.who_in.extend((is_body && !is_thing).then_some((paragraph, key)));
        self.head.extend(is_in_head.then_some(key));
        self.weights.extend(std::iter::repeat_n(named.weight, if is_body { at.len() } else { 0 }));
        if is_thing {
            // a treaty is called so without its name, too
            for within in at {
                self.note_word(place, within, words[within - first], WITHIN_A_NAME);
            }
        }
    }

    /// Notes the names and words of the run of Han, Kana or Hangul that begins at token `at`; gives the token behind it.
    fn read_run(&mut self, place: Place<'_>, at: usize, is_in_head: bool) -> usize {
        let Place { source, text, part, first, words } = place;
        let tokens = &text.tokens[at..text.tokens.len().min(first + words.len())];
        let mut length = 1;
        while let Some(next) = tokens.get(length)
            && next.kind == Kind::Pair
            && next.span().start < tokens[length - 1].span().end
            && next.sentence == tokens[0].sentence
        {
            length += 1;
        }
        let mut end = at + length;
        let run = tokens[0].span().start..tokens[length - 1].span().end;
        let mut named: Vec<Range<usize>> = Vec::new();
        let mut within = at;
        while within < end {
            // the pair behind a name begins with its last sign
            let is_behind_name =
                named.last().is_some_and(|name| text.tokens[within].span().start < name.end);
            match self.name_at(place, within).filter(|_| !is_behind_name) {
                Some((id, tokens)) => {
                    let tokens = within..within + tokens;
                    let last = text.tokens[tokens.end - 1].span();
                    named.push(text.tokens[tokens.start].span().start..last.end);
                    self.note_name(place, id, tokens.clone(), is_in_head);
                    within = tokens.end;
                }
                None => {
                    if part == Part::Body {
                        let token = &text.tokens[within];
                        let weight = weight(text.folded(token), words[within - first]);
                        self.weights.push(weight);
                    }
                    within += 1;
                }
            }
        }
        end = within;
        let of_run = &source[run.clone()];
        let is_hangul = of_run.starts_with(|sign| matches!(sign, '\u{ac00}'..='\u{d7a3}'));
        let whole = std::iter::once(0..of_run.len()).filter(|_| is_hangul);
        let parts = text::dictionary_words(of_run).filter(|_| !is_hangul);
        for part_of_run in whole.chain(parts) {
            let span = run.start + part_of_run.start..run.start + part_of_run.end;
            let is_named = named.iter().any(|name| name.start < span.end && span.start < name.end);
            if !is_named {
                self.note_run_word(&source[span], part, is_in_head);
            }
        }
        end
    }

    /// Notes a word of a run: of Hangul without what is glued to it.
    fn note_run_word(&mut self, written: &str, part: Part, is_in_head: bool) {
        let listed = |word: &str| self.common.and_then(|common| common.weight(word));
        if listed(written) == Some(0.0) {
            return;
        }
        let bare = self.common.map_or(written, |common| common.bare(written));
        if bare.chars().count() < 2 || listed(bare) == Some(0.0) {
            return;
        }
        let folded = text::folded(bare);
        let heard = self.names.sounding(bare);
        if let Some(name) = heard {
            let (name, key) = (name.word.clone(), name.key);
            let found = self.note_heard(&name, key, part);
            self.head.extend(is_in_head.then_some(found.key));
            return;
        }
        let key = word_hash(&folded);
        let weight = listed(bare).unwrap_or_else(|| weight(&folded, key));
        let found = FoundTerm { key, count: 1.0, weight };
        self.note(found, found, part);
        self.head.extend(is_in_head.then_some(key));
        if let Err(at) = self.in_runs.binary_search_by_key(&key, |(word, _)| *word) {
            self.in_runs.insert(at, (key, folded));
        }
    }

    fn note_word(&mut self, place: Place<'_>, at: usize, word: u64, count: f32) -> FoundTerm {
        let Place { source, text, part, .. } = place;
        let token = &text.tokens[at];
        let folded = text.folded(token);
        let mut found = FoundTerm { key: word, count, weight: weight(folded, word) };
        let mut stem = if token.kind == Kind::Word {
            FoundTerm { count, ..stemmed(folded, word) }
        } else {
            found
        };
        if let Some(common) = self.common.filter(|_| token.kind == Kind::Word) {
            let written = &source[token.span()];
            let lower = written.to_lowercase();
            if let Some(weight) = common.weight(&lower) {
                (found.weight, stem.weight) = (weight, weight);
            }
            if self.language == Some("vi") && !written.starts_with(char::is_uppercase) {
                // a syllable without its marks is a word of many languages
                found.key = word_hash(&lower) ^ SYLLABLE;
                found.weight = found.weight.min(ONE_SYLLABLE);
                stem = found;
                self.note_syllables(text, at, found, part);
            }
        }
        self.note(found, stem, part);
        found
    }

    /// The name of a seed that the word at token `at` sounds like: a capital one that few texts have, or one in a script
    /// without capitals.
    fn heard_at(&self, place: Place<'_>, at: usize) -> Option<&'a Heard> {
        let token = &place.text.tokens[at];
        let written = &place.source[token.span()];
        let first = written.chars().next()?;
        let is_caseless = !first.is_lowercase() && !first.is_uppercase();
        let may_be_name = token.kind == Kind::Word && (first.is_uppercase() || is_caseless);
        let folded = place.text.folded(token);
        let is_rare = || term_weight(word_hash(folded)) >= UNLISTED;
        (may_be_name && is_rare()).then(|| self.names.sounding(folded)).flatten()
    }

    /// Notes a name that was known by its sound.
    fn note_heard(&mut self, name: &str, key: u64, part: Part) -> FoundTerm {
        let word = word_hash(name);
        let found = FoundTerm { key: word, count: 1.0, weight: term_weight(word) };
        self.note(found, stemmed(name, word), part);
        let named = FoundTerm { key, ..found };
        self.who.extend((part == Part::Body).then_some(named));
        named
    }

    /// Notes the word that a syllable of Vietnamese makes with the one before it.
    fn note_syllables(&mut self, text: &Text, at: usize, syllable: FoundTerm, part: Part) {
        let before = self.syllable.replace((at, text.tokens[at].sentence, syllable));
        let Some((place, sentence, before)) = before else { return };
        let is_next = place + 1 == at && sentence == text.tokens[at].sentence;
        if is_next && before.weight > 0.0 && syllable.weight > 0.0 {
            let key = before.key.rotate_left(1) ^ syllable.key;
            let word = FoundTerm { key, count: syllable.count, weight: TWO_SYLLABLES };
            self.note(word, word, part);
        }
    }

    fn note(&mut self, term: FoundTerm, stem: FoundTerm, part: Part) {
        let factor = if part == Part::Headline { HEADLINE_FACTOR } else { 1.0 };
        self.terms.push(FoundTerm { count: factor * term.count, ..term });
        self.stems.push(stem);
        if part == Part::Body {
            self.in_front *= FURTHER_DOWN;
        }
        if self.in_front > LEAST_IN_FRONT {
            self.front.push(FoundTerm { count: self.in_front * stem.count, ..stem });
        }
    }

    fn key_of(&mut self, id: &str) -> u64 {
        let key = word_hash(&format!("@{id}"));
        if let Err(at) = self.named.binary_search_by_key(&key, |(named, _)| *named) {
            self.named.insert(at, (key, id.to_owned()));
        }
        key
    }
}

/// The keys of those named that are places, sorted.
fn places_of(named: &[(u64, String)], names: &Names) -> Vec<u64> {
    let is_place = |id: &str| names.get(id).is_none_or(|name| name.kind == NameKind::Place);
    named.iter().filter(|(_, id)| is_place(id)).map(|(key, _)| *key).collect()
}

/// The key of a name that no table lists: in languages that inflect names, of what their forms begin with.
#[must_use]
pub fn name_key(folded: &str, language: Option<&str>) -> u64 {
    if !language.is_some_and(|language| INFLECTING.contains(&language)) {
        return word_hash(folded);
    }
    let letters = folded.chars().count();
    let kept = if letters > NAME_STEM { NAME_STEM } else { letters.saturating_sub(1).max(4) };
    word_hash(folded.char_indices().nth(kept).map_or(folded, |(end, _)| &folded[..end]))
}

/// The concepts of an article, each by how near the top it stands.
fn acts(article: &Article, headline: &Text, body: &Text, first: usize) -> Terms {
    let language = article.language.as_deref();
    let in_headline = lexicon::within(&article.headline, headline, language, 0);
    let in_body = lexicon::within(&article.text, body, language, first);
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

fn stemmed(folded: &str, word: u64) -> FoundTerm {
    let stem = stem(folded);
    let key = if stem.len() == folded.len() { word } else { word_hash(stem) };
    FoundTerm { key, count: 1.0, weight: stem_weight(key) }
}
