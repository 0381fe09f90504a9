//! The terms of an article as they are found, token by token: names, places, peoples, words and
//! their stems, words within runs of Han, Kana or Hangul.

use std::ops::Range;

use super::names::{NameKind, Names};
use super::places;
use super::states::States;
use crate::compare::words::{
    Common, FoundTerm, Heard, common, name_weight, stem, stem_weight, term_weight, weight,
    word_hash,
};
use crate::text::{self, Kind, Text};

/// What a word counts in front beside the one before it: a word 60 words down counts e⁻¹.
pub const FURTHER_DOWN: f32 = 0.983_5;
/// Words that count in front, about.
pub const FRONT: usize = 240;
/// The number of words of the body that a word of the headline counts as.
const HEADLINE_FACTOR: f32 = 2.0;
/// The count of a word within a thing's name beside the name itself, which says most of it.
const WITHIN_A_NAME: f32 = 0.5;
/// What a word counts at least to count in front at all.
const LEAST_IN_FRONT: f32 = 0.02;
/// What a word weighs that few texts have.
pub const UNLISTED: f32 = 4.5;
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

/// The part of an article that is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Headline,
    Body,
}

/// The text that is read: its source, its part of the article, the first token and the hashes from there on.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub source: &'a str,
    pub text: &'a Text,
    pub part: Part,
    pub first: usize,
    pub words: &'a [u64],
}

/// The terms of an article, as they are found.
pub struct FoundTerms<'a> {
    names: &'a Names,
    language: Option<&'a str>,
    /// The words that say nothing in that language.
    common: Option<&'static Common>,
    states: Option<&'static States>,
    /// The last syllable of Vietnamese: its token, its sentence, what it is.
    syllable: Option<(usize, u32, FoundTerm)>,
    /// The words within runs of Han, Kana or Hangul, by their keys, sorted.
    pub in_runs: Vec<(u64, String)>,
    pub terms: Vec<FoundTerm>,
    pub stems: Vec<FoundTerm>,
    pub front: Vec<FoundTerm>,
    /// What a term counts in front, where the reading has come to.
    in_front: f32,
    pub who: Vec<FoundTerm>,
    pub who_in: Vec<(u32, u64)>,
    pub named: Vec<(u64, String)>,
    pub head: Vec<u64>,
    /// The weights of the body's words; those of a name have its own.
    pub weights: Vec<f32>,
}

impl<'a> FoundTerms<'a> {
    pub fn new(names: &'a Names, language: Option<&'a str>, words: usize) -> Self {
        Self {
            names,
            language,
            common: common::of(language),
            states: States::of(language),
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
    pub fn read(&mut self, place: Place<'_>) {
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
            self.head.extend(is_in_head.then_some(found.key));
            if is_capital {
                let key = name_key(text.folded(token), *word, self.language);
                let name = FoundTerm { key, ..found };
                self.who.extend((is_body && !opens_sentence).then_some(name));
                self.head.extend((is_in_head && key != found.key).then_some(key));
            }
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
            .or_else(|| self.states?.at(source, text, at, word))
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
        let Place { source, text, first, words, .. } = place;
        let token = &text.tokens[at];
        let sign = source[token.span()].chars().next()?;
        let may_be_name = token.kind == Kind::Word && !sign.is_lowercase();
        let is_rare = || term_weight(words[at - first]) >= UNLISTED;
        (may_be_name && is_rare()).then(|| self.names.sounding(text.folded(token))).flatten()
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

/// The key of a name that no table lists, a folded `word` by its hash: in languages that inflect names, of what their
/// forms begin with.
#[must_use]
pub fn name_key(folded: &str, word: u64, language: Option<&str>) -> u64 {
    if !language.is_some_and(|language| INFLECTING.contains(&language)) {
        return word;
    }
    let letters = folded.chars().count();
    let kept = if letters > NAME_STEM { NAME_STEM } else { letters.saturating_sub(1).max(4) };
    word_hash(folded.char_indices().nth(kept).map_or(folded, |(end, _)| &folded[..end]))
}

fn stemmed(folded: &str, word: u64) -> FoundTerm {
    let stem = stem(folded);
    let key = if stem.len() == folded.len() { word } else { word_hash(stem) };
    FoundTerm { key, count: 1.0, weight: stem_weight(key) }
}
