//! The wording of an article: its tokens, and the hashes of its words.

use std::ops::Range;

use super::phrases::KNOWN;
use crate::compare::words::word_hash;
use crate::extract::Article;
use crate::text::{self, Text, Token};

/// The bytes that a dateline may take up at the start of a text.
const DATELINE_REACH: usize = 120;

/// The wording of an article: which words stand where.
#[derive(Debug, Clone)]
pub struct Wording {
    pub headline: Text,
    pub body: Text,
    /// The hashes of the body's words, without its dateline.
    pub words: Vec<u64>,
    /// The body's token that `words` begins with.
    pub first: usize,
}

impl Wording {
    #[must_use]
    pub fn of(article: &Article) -> Self {
        let headline = text::analyse(&article.headline);
        let body = text::analyse(&article.text);
        let first = behind_dateline(article, &body);
        let words = body.tokens[first..].iter().map(|token| word_hash(body.folded(token)));
        Self { words: words.collect(), headline, body, first }
    }

    /// The hash of a token of the body.
    #[must_use]
    pub fn word(&self, token: &Token) -> u64 {
        let known =
            (token.position as usize).checked_sub(self.first).and_then(|at| self.words.get(at));
        known.copied().unwrap_or_else(|| word_hash(self.body.folded(token)))
    }

    /// The paragraphs, as ranges of [`Wording::words`].
    #[must_use]
    pub fn paragraphs(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let each = self.body.tokens[self.first..].chunk_by(|a, b| a.paragraph == b.paragraph);
        let range = |paragraph: &[Token]| {
            at += paragraph.len();
            at - paragraph.len()..at
        };
        each.map(range).collect()
    }

    /// The paragraphs behind a label such as `Earlier:`, and that of the label, as ranges of [`Wording::words`]. `source` is
    /// the article's text. What an article begins with is its own.
    #[must_use]
    pub fn labelled_background(&self, source: &str) -> Vec<Range<usize>> {
        let mut paragraphs = self.paragraphs();
        let is_label = |words: &Range<usize>| {
            let at = self.first + words.start;
            let token = |at: usize| &self.body.tokens[at];
            let word = word_hash(self.body.folded(token(at)));
            let Some(((), length)) = KNOWN.earlier.at(&self.body, at, word) else { return false };
            let behind = source[token(at + length - 1).span().end..].trim_start_matches(' ');
            length == words.len() || behind.starts_with([':', '：'])
        };
        let label = paragraphs.iter().skip(1).position(is_label);
        label.map_or_else(Vec::new, |at| paragraphs.split_off(at + 1))
    }

    /// The bytes of the article's text that a range of [`Wording::words`] stands for.
    #[must_use]
    pub fn span(&self, words: Range<usize>) -> Range<usize> {
        let tokens = &self.body.tokens[self.first + words.start..self.first + words.end];
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.span().start..last.span().end,
            _ => 0..0,
        }
    }
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
