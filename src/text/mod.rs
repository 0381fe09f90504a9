//! The one analyser: text in, tokens out, for judging, matching, the index, queries and highlights.
//!
//! A token knows its folded form, its bytes in the source, its position, sentence and paragraph.
//! Words are runs of letters, marks and digits; Han, Kana and Hangul become overlapping pairs, so
//! that a substring is always found; Thai, Lao, Khmer and Burmese go through the ICU segmenter.
//! A headline and a body are analysed apart, so that no phrase runs from one into the other.
//!
//! What else a reader takes for the same word is an [`Other`] form beside the tokens: `ceasefire`
//! beside "cease-fire", `ucraina` beside "dell'Ucraina", `1000` beside "1 000". Signs and case
//! stand in the source; [`Surface`] asks for them.
//!
//! Absent on purpose: stemming, stop words, languages. What a form means is the caller's business.
//!
//! # Limits
//! `1.000` is a decimal in one language and a thousand in another: it is both. Two words that are
//! written apart ("cease fire") are no form of the joined word; a phrase of them asks for it.

mod characters;
mod fold;
mod line;
mod surface;
mod sentences;
mod prefixes;
mod making;
mod apostrophes;
mod pairs;
mod segments;
mod words;

use std::ops::{Range, RangeInclusive};

pub use fold::{folded, folded_words};
pub use line::line;
pub use pairs::signs;
pub use segments::{dictionary_words, pairs_of};
pub use surface::{Surface, WordSigns};
pub use words::is_within_word;

/// The version of the analyser. It changes whenever the same text may give other tokens: what was
/// made with another version (index, fingerprints) is made again, never mixed.
pub const VERSION: u32 = 3;

/// The kind of run that a token was cut from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// Digits, with the signs between them.
    Number,
    /// Two neighbouring characters of Han, Kana or Hangul; one, at the end of a run.
    Pair,
}

/// One token of a [`Text`]. Spans are bytes of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    folded: Range<u32>,
    span: Range<u32>,
    /// The token's place in the text; counts up by one a token, a [`Kind::Pair`] as one.
    pub position: u32,
    /// The sentence that the token stands in: an index into [`Text::sentences`].
    pub sentence: u32,
    /// The paragraph that the token stands in: an index into [`Text::paragraphs`].
    pub paragraph: u32,
    pub kind: Kind,
    /// Whether marks of the word are left out in its folded form, or letters changed: `đến` is
    /// `den`.
    pub is_marked: bool,
}

impl Token {
    /// The bytes of the source that the token was cut from.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.start as usize..self.span.end as usize
    }
}

/// A further form of a word, beside that of its token: joined (`ceasefire`), or without what is
/// written onto it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    folded: Range<u32>,
    span: Range<u32>,
    /// The position of the first token that the form stands for.
    pub position: u32,
    /// How many tokens it stands for.
    pub length: u32,
}

impl Other {
    /// The bytes of the source that the form stands for.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.start as usize..self.span.end as usize
    }
}

/// A run of Thai, Lao, Khmer or Burmese without a space in it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// The folded forms of its tokens, which follow one another.
    folded: Range<u32>,
    /// The places of its tokens.
    tokens: Range<u32>,
}

/// An analysed text. The source stays with the caller.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The source with ASCII in lower case, then the forms that do not stand in it.
    folded: String,
    pub tokens: Vec<Token>,
    /// The further forms of words, by position.
    pub others: Vec<Other>,
    runs: Vec<Run>,
    /// The sentences, in order: bytes of the source, without the white space around them.
    pub sentences: Vec<Range<usize>>,
    /// The paragraphs, in order: bytes of the source that line breaks part.
    pub paragraphs: Vec<Range<usize>>,
}

impl Text {
    /// The folded form of a token of this text.
    #[must_use]
    pub fn folded(&self, token: &Token) -> &str {
        &self.folded[token.folded.start as usize..token.folded.end as usize]
    }

    /// The folded form of a further form of this text.
    #[must_use]
    pub fn form(&self, other: &Other) -> &str {
        &self.folded[other.folded.start as usize..other.folded.end as usize]
    }

    /// The folded forms of all tokens, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| self.folded(token))
    }

    /// The further forms whose first token has this position.
    #[must_use]
    pub fn others_at(&self, position: u32) -> &[Other] {
        let start = self.others.partition_point(|other| other.position < position);
        let length = self.others[start..].partition_point(|other| other.position == position);
        &self.others[start..start + length]
    }

    /// The places of `word` within runs of Thai, Lao, Khmer and Burmese: the tokens that it begins
    /// and ends in.
    #[must_use]
    pub fn within_runs(&self, word: &str) -> Vec<RangeInclusive<usize>> {
        let mut found = Vec::new();
        for run in &self.runs {
            let start = run.folded.start as usize;
            for place in segments::places(&self.folded[start..run.folded.end as usize], word) {
                let tokens = &self.tokens[run.tokens.start as usize..run.tokens.end as usize];
                let holding = |at: usize| {
                    run.tokens.start as usize
                        + tokens.partition_point(|token| token.folded.start as usize <= start + at)
                        - 1
                };
                found.push(holding(place.start)..=holding(place.end - 1));
            }
        }
        found
    }

    /// Whether the token at `place` was cut from a run of Thai, Lao, Khmer or Burmese, and the
    /// place behind the run's last.
    #[must_use]
    pub fn run_at(&self, place: usize) -> Option<usize> {
        let run = self
            .runs
            .iter()
            .find(|run| (run.tokens.start as usize..run.tokens.end as usize).contains(&place))?;
        Some(run.tokens.end as usize)
    }

    /// The tokens of one sentence.
    #[must_use]
    pub fn in_sentence(&self, sentence: usize) -> &[Token] {
        let start = self.tokens.partition_point(|token| (token.sentence as usize) < sentence);
        let end = self.tokens.partition_point(|token| (token.sentence as usize) <= sentence);
        &self.tokens[start..end]
    }

    /// Appends a token without marks; gives it.
    fn push(
        &mut self,
        folded: Range<usize>,
        span: Range<usize>,
        kind: Kind,
        [sentence, paragraph]: [u32; 2],
    ) -> &mut Token {
        let token = Token {
            folded: narrow(folded),
            span: narrow(span),
            position: index(self.tokens.len()),
            sentence,
            paragraph,
            kind,
            is_marked: false,
        };
        self.tokens.push(token);
        self.tokens.last_mut().expect("one was pushed")
    }

    /// Appends a further form of the token at `place`.
    fn push_other(&mut self, form: &str, place: usize) {
        let span = self.tokens[place].span.clone();
        let folded = self.append(form);
        self.others.push(Other { folded, span, position: index(place), length: 1 });
    }

    /// Appends the last `length` bytes of the folded form of the token at `place` as a further one.
    fn push_ending(&mut self, length: usize, place: usize) {
        let token = &self.tokens[place];
        let folded = token.folded.end - index(length)..token.folded.end;
        let span = token.span.clone();
        self.others.push(Other { folded, span, position: index(place), length: 1 });
    }

    /// Appends a further form of the token at `place`, which stands for other bytes than it.
    fn push_other_at(&mut self, form: &str, span: Range<usize>, place: usize) {
        if form.is_empty() || form == self.folded(&self.tokens[place]) {
            return;
        }
        let folded = self.append(form);
        self.others.push(Other { folded, span: narrow(span), position: index(place), length: 1 });
    }

    /// Appends the form that several tokens have together, with `sign` between their own.
    fn push_joined(&mut self, tokens: RangeInclusive<usize>, sign: &str) {
        let (first, last) = (*tokens.start(), *tokens.end());
        let start = self.folded.len();
        for place in tokens {
            if place > first {
                self.folded.push_str(sign);
            }
            let own = self.tokens[place].folded.clone();
            self.folded.extend_from_within(own.start as usize..own.end as usize);
        }
        self.others.push(Other {
            folded: narrow(start..self.folded.len()),
            span: self.tokens[first].span.start..self.tokens[last].span.end,
            position: index(first),
            length: index(last + 1 - first),
        });
    }

    fn append(&mut self, form: &str) -> Range<u32> {
        let start = self.folded.len();
        self.folded.push_str(form);
        narrow(start..self.folded.len())
    }
}

/// Analyses `source`. Bytes past 4 GiB are not looked at; doors bound what comes in far below that.
#[must_use]
pub fn analyse(source: &str) -> Text {
    // Most words have five letters or more; a text of shorter ones makes room as it goes.
    let mut folded = String::with_capacity(source.len() + source.len() / 4);
    folded.push_str(source);
    folded.make_ascii_lowercase();
    let mut text = Text { folded, tokens: Vec::with_capacity(source.len() / 5), ..Text::default() };
    for paragraph in paragraphs(source) {
        let within = paragraph.clone();
        let number = index(text.paragraphs.len());
        sentences::each(source, within, |sentence| {
            let place = [index(text.sentences.len()), number];
            words::read(source, sentence.clone(), &mut text, place);
            text.sentences.push(sentence);
        });
        text.paragraphs.push(paragraph);
    }
    text.others.sort_by_key(|other| other.position);
    text
}

/// The lines of `source` that hold more than white space, trimmed.
fn paragraphs(source: &str) -> impl Iterator<Item = Range<usize>> {
    source
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .filter_map(|(start, line)| {
            let trimmed = line.trim();
            let lead = line.len() - line.trim_start().len();
            (!trimmed.is_empty()).then(|| start + lead..start + lead + trimmed.len())
        })
}

fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn narrow(range: Range<usize>) -> Range<u32> {
    index(range.start)..index(range.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(source: &str, words: &str) {
        assert_eq!(analyse(source).words().collect::<Vec<_>>().join(" "), words);
    }

    #[test]
    fn words_meet_across_case_quotes_hyphens_and_marks() {
        check("Kim Jong-Un’s TREATY", "kim jong un treaty");
        check("Kim Jong Un's treaty", "kim jong un treaty");
        check("Đà Nẵng, Łódź, Ærø, straße", "da nang lodz aero strasse");
        check("so\u{ad}ft hy\u{ad}phen", "soft hyphen");
        check("the U.S. and the US", "the us and the us");
        check("zero\u{200b}width parts\u{2060}words", "zerowidth partswords");
        check("don't l’accord", "dont accord");
        check("ﬁnal Ｆｕｌｌ", "final full");
    }

    #[test]
    fn unseen_signs_around_an_apostrophe_are_no_word() {
        check("\u{200b}'\u{200b}", "");
        check("a \u{200b}’\u{200b} b", "a b");
    }

    #[test]
    fn a_run_behind_a_hyphen_is_whole() {
        let text = analyse("x-สนธิสัญญา");
        assert_eq!(text.within_runs("สนธิสัญญา").len(), 1);
    }

    #[test]
    fn numbers_keep_their_inner_signs() {
        check("1,000 troops, 3.5 per cent, 54%.", "1000 troops 3.5 per cent 54");
        check("3.5 U.S. dollars", "3.5 us dollars");
        check("٢٠٢٤ and ２０２４", "2024 and 2024");
    }

    #[test]
    fn han_kana_and_hangul_become_pairs() {
        check("朝鲜半岛", "朝鲜 鲜半 半岛 岛");
        check("북한의 입장", "북한 한의 의 입장 장");
        check("签署treaty", "签署 署 treaty");
        check("朝\u{200b}鲜\u{ad}半岛", "朝鲜 鲜半 半岛 岛");
    }

    #[test]
    fn other_scripts_fold() {
        check("الاتفاقيّة أُولى", "الاتفاقيه اولي");
        check("Ёлка Київ", "елка київ");
        check("สวัสดีครับ", "สวัสดี ครับ");
    }

    #[test]
    fn sentences_know_abbreviations_and_quotes() {
        let source =
            "Mr. Kim met Gen. Lee on Jan. 5. “It is done.” He left at 3.5 km! 签署。生效。\nNext";
        let text = analyse(source);
        let sentences: Vec<&str> =
            text.sentences.iter().map(|range| &source[range.clone()]).collect();
        assert_eq!(
            sentences,
            [
                "Mr. Kim met Gen. Lee on Jan. 5.",
                "“It is done.”",
                "He left at 3.5 km!",
                "签署。",
                "生效。",
                "Next"
            ]
        );
        assert_eq!(text.paragraphs.len(), 2);
        assert_eq!(text.in_sentence(1).len(), 3);
    }

    #[test]
    fn a_plain_word_ends_where_any_word_does() {
        check(
            "a.b c.d. e. f2.5 3.x 4,a 5,6 7, x9,1 U.S.A. end.",
            "ab cd e f25 3 x 4 a 5 6 7 x9 1 usa end",
        );
        check("rock'n'roll 90's it'", "rocknroll 90 s it");
        check("caf\u{e9} na\u{ef}ve x\u{301}y 5\u{660}", "cafe naive xy 50");
    }

    proptest! {
        #[test]
        fn any_text_gives_ordered_tokens_within_it(source in "\\PC{0,80}") {
            let text = analyse(&source);
            let mut before = 0;
            for (place, token) in text.tokens.iter().enumerate() {
                let span = token.span();
                prop_assert!(source.get(span.clone()).is_some());
                prop_assert!(span.start >= before);
                before = span.start;
                prop_assert_eq!(token.position as usize, place);
                prop_assert!(!text.folded(token).is_empty());
                let sentence = &text.sentences[token.sentence as usize];
                prop_assert!(sentence.start <= span.start && span.end <= sentence.end);
            }
        }
    }
}
