//! The making of tokens: what a word leaves in a text, its token and its further forms.

use std::ops::Range;

use super::characters::is_hyphen;
use super::fold::{self, Folded};
use super::{Kind, Text, prefixes};

/// A text whose tokens are being made, sentence by sentence.
pub(super) struct Making<'a> {
    pub source: &'a str,
    pub text: &'a mut Text,
    /// The sentence and the paragraph: indices into the text's.
    place: [u32; 2],
    /// The token at which the hyphenated word begins that the last token belongs to.
    compound: Option<usize>,
}

/// The tokens that one further form stands for at the most.
const PARTS: usize = 6;

impl<'a> Making<'a> {
    pub(super) fn new(source: &'a str, text: &'a mut Text, place: [u32; 2]) -> Self {
        Self { source, text, place, compound: None }
    }

    /// Appends the token of a word, and the forms that it has beside its own.
    pub(super) fn push(&mut self, span: Range<usize>, kind: Kind) {
        let start = self.text.folded.len();
        let (folded, is_marked) =
            match fold::read(&self.source[span.clone()], &mut self.text.folded) {
                Folded::Same => (span.clone(), false),
                Folded::Appended { is_marked } => (start..self.text.folded.len(), is_marked),
            };
        if !folded.is_empty() {
            self.text.push(folded, span, kind, self.place).is_marked = is_marked;
            self.other_forms();
            self.join();
        }
    }

    /// Appends the token of a word of ASCII letters and digits, which has no other forms of its own.
    pub(super) fn push_ascii(&mut self, span: Range<usize>, kind: Kind) {
        self.text.push(span.clone(), span, kind, self.place);
        self.join();
    }

    /// Appends the token of a word that is joined to nothing and has no other forms.
    pub(super) fn push_apart(&mut self, span: Range<usize>, kind: Kind) {
        let start = self.text.folded.len();
        let is_marked = fold::fold_into(&self.source[span.clone()], &mut self.text.folded);
        let folded = start..self.text.folded.len();
        self.text.push(folded, span, kind, self.place).is_marked = is_marked;
        self.compound = None;
    }

    /// The forms of the last token without what is written onto a word, and of a number without its
    /// points.
    fn other_forms(&mut self) {
        let token = self.text.tokens.last().expect("one was pushed");
        match token.kind {
            Kind::Word => prefixes::read(self.text),
            Kind::Number => {
                let folded = self.text.folded(token);
                if has_thousands(folded, '.') {
                    let whole = folded.replace('.', "");
                    self.text.push_other(&whole, self.text.tokens.len() - 1);
                }
            }
            Kind::Pair => {}
        }
    }

    /// Joins the last token to the one before it, where both are parts of one word or number.
    fn join(&mut self) {
        let last = self.text.tokens.len() - 1;
        let compound = self.compound.take();
        let Some(before) = last.checked_sub(1) else { return };
        let (from, to) = (self.text.tokens[before].span().end, self.text.tokens[last].span().start);
        let is = |place: usize, kind| self.text.tokens[place].kind == kind;
        let is_number = |place| is(place, Kind::Number);
        let is_paired = is(before, Kind::Pair) || is(last, Kind::Pair);
        if is_paired || to - from > 3 || self.source.as_bytes()[from..to] == *b" " {
            return;
        }
        let mut gap = self.source[from..to].chars();
        let (Some(sign), None) = (gap.next(), gap.next()) else { return };
        if sign == '.' && self.is_doubled(before) && self.is_doubled(last) {
            self.text.push_joined(before..=last, "");
            return;
        }
        if is_hyphen(sign) {
            let first = compound.unwrap_or(before);
            if !(is_number(before) && is_number(last)) {
                self.text.push_joined(before..=last, "");
                if first < before && last - first < PARTS {
                    self.text.push_joined(first..=last, "");
                }
            }
            self.compound = Some(first);
            return;
        }
        if !is_number(before) || !is_number(last) {
            return;
        }
        let is_short = |place: usize| {
            let folded = self.text.folded(&self.text.tokens[place]);
            folded.len() <= 2 && folded.bytes().all(|byte| byte.is_ascii_digit())
        };
        if matches!(sign, ',' | '٫') && is_short(last) {
            self.text.push_joined(before..=last, ".");
        }
    }

    /// Whether a token is one capital twice, as Spanish abbreviates a plural: `EE.UU.`
    fn is_doubled(&self, place: usize) -> bool {
        let mut letters = self.source[self.text.tokens[place].span()].chars();
        let first = letters.next();
        first.is_some_and(char::is_uppercase) && letters.next() == first && letters.next().is_none()
    }
}

/// The kind of a word.
pub(super) fn kind(word: &str) -> Kind {
    let is_number = word.starts_with(char::is_numeric) && !word.contains(char::is_alphabetic);
    if is_number { Kind::Number } else { Kind::Word }
}

/// Whether `sign` parts the thousands of a number: groups of three, or, as in India, groups of two
/// before the last one of three.
pub(super) fn has_thousands(word: &str, sign: char) -> bool {
    let whole = match sign {
        ',' => word.split('.').next().unwrap_or_default(),
        _ => word,
    };
    let groups: Vec<usize> = whole.split(sign).map(|group| group.chars().count()).collect();
    let Some((last, before)) = groups.split_last() else { return false };
    let Some((first, between)) = before.split_first() else { return false };
    let in_threes = (1..=3).contains(first) && between.iter().all(|group| *group == 3);
    let in_twos = sign == ','
        && !between.is_empty()
        && (1..=2).contains(first)
        && between.iter().all(|group| *group == 2);
    *last == 3 && (in_threes || in_twos)
}
