//! The literals of a query, which are searched for: words, phrases and names, as the analyser sees
//! them.
//!
//! # Limits
//! Thai, Lao, Khmer and Burmese are cut by a dictionary that looks at what stands around: a word
//! may be cut differently in an article than alone.

use std::ops::Range;

use crate::text::{self, Kind, Text, Token};

use super::error::QueryError;

/// A literal of a query: one word, phrase or name, and every run of tokens that satisfies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub written: Written,
    /// The spellings: one for a word or a phrase, several for a name; never empty.
    pub spellings: Vec<Phrase>,
    /// The longer runs within which a name's spelling names something else, and does not count.
    pub except: Vec<Phrase>,
}

/// The way in which a literal stands in the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    Word(String),
    /// A phrase without its quotes, with single spaces.
    Phrase(String),
    /// What stands behind the `@`.
    Name(String),
}

/// A phrase: a run of neighbouring tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// What each token has to be; never empty.
    pub forms: Vec<Form>,
    /// How many positions the run takes: one a token, and one more where it ends in a pair of
    /// characters, since the second one has a position too.
    pub positions: u32,
}

/// The form that one token has to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    Exact(String),
    Starts(String),
}

impl Phrase {
    /// Analyses a word or the inside of a phrase. A `*` directly behind a word makes it a prefix.
    /// `None` where there is no word in it.
    ///
    /// # Errors
    /// When a `*` stands elsewhere, or behind fewer than two letters. The span is bytes of
    /// `written`.
    pub fn analyse(written: &str) -> Result<Option<Self>, QueryError> {
        let text = text::analyse(written);
        for (star, _) in written.match_indices('*') {
            let stands_inside = written[star + 1..].starts_with(char::is_alphanumeric);
            match text
                .tokens
                .iter()
                .rfind(|token| token.span().end == star)
                .filter(|_| !stands_inside)
            {
                None => {
                    return Err(QueryError::new(
                        star..star + 1,
                        "`*` stands only at the end of a word: `treat*`",
                    ));
                }
                Some(token)
                    if token.kind != Kind::Pair && text.folded(token).chars().count() < 2 =>
                {
                    return Err(QueryError::new(
                        token.span().start..star + 1,
                        "a prefix has at least two letters before its `*`",
                    ));
                }
                Some(_) => {}
            }
        }
        Ok(Self::of(written, &text))
    }

    /// The phrase that one of a name's spellings is. `None` where there is no word in it.
    #[must_use]
    pub fn spelling(written: &str) -> Option<Self> {
        let written = written.replace('*', " ");
        Self::of(&written, &text::analyse(&written))
    }

    fn of(written: &str, text: &Text) -> Option<Self> {
        let mut tokens = &text.tokens[..];
        if let [.., before, last] = tokens
            && overlap(before, last)
        {
            tokens = &tokens[..tokens.len() - 1];
        }
        let (last, _) = tokens.split_last()?;
        let forms = tokens.iter().map(|token| form(written, text, token, token == last)).collect();
        let positions = u32::try_from(tokens.len())
            .unwrap_or(u32::MAX)
            .saturating_add(u32::from(is_pair(written, last)));
        Some(Self { forms, positions })
    }
}

/// The form that a token asks for. A single character at the end is the start of a pair wherever
/// something follows it.
fn form(written: &str, text: &Text, token: &Token, is_last: bool) -> Form {
    let folded = text.folded(token).to_owned();
    let is_prefix = match token.kind {
        Kind::Pair => is_last && !is_pair(written, token),
        Kind::Word | Kind::Number => written[token.span().end..].starts_with('*'),
    };
    if is_prefix { Form::Starts(folded) } else { Form::Exact(folded) }
}

/// Whether `last` is the second of two overlapping pairs: its characters are already asked for.
fn overlap(before: &Token, last: &Token) -> bool {
    last.kind == Kind::Pair && before.span().end > last.span().start
}

fn is_pair(written: &str, token: &Token) -> bool {
    token.kind == Kind::Pair && written[token.span()].chars().nth(1).is_some()
}

/// The words of a phrase: `text` with everything that parts words as one space, and without quotes.
pub fn plain(text: &str) -> String {
    let unquoted = text.replace(['"', '“', '”', '„', '«', '»'], " ");
    unquoted.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The place in the whole of a `span` in a part that begins at `offset`.
pub fn shifted(span: &Range<usize>, offset: usize) -> Range<usize> {
    span.start + offset..span.end + offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let printed = match Phrase::analyse(written) {
            Ok(None) => "nothing".to_owned(),
            Err(error) => error.to_string(),
            Ok(Some(phrase)) => {
                let forms: Vec<String> = phrase
                    .forms
                    .iter()
                    .map(|form| match form {
                        Form::Exact(form) => form.clone(),
                        Form::Starts(form) => format!("{form}*"),
                    })
                    .collect();
                format!("{} ({})", forms.join(" "), phrase.positions)
            }
        };
        assert_eq!(printed, expected);
    }

    #[test]
    fn a_literal_of_several_tokens_is_a_phrase() {
        check("Treaty", "treaty (1)");
        check("Jong-Un", "jong un (2)");
        check("Kim Jong-Un's", "kim jong un (3)");
        check("10:30", "10 30 (2)");
        check("&", "nothing");
    }

    #[test]
    fn a_run_of_pairs_asks_for_its_characters_and_no_more() {
        check("朝鲜", "朝鲜 (2)");
        check("朝鲜半岛", "朝鲜 鲜半 半岛 (4)");
        check("署", "署* (1)");
        check("treaty 署", "treaty 署* (2)");
        check("북한의 입장", "북한 한의 의 입장 (5)");
        check("签署treaty", "签署 署 treaty (3)");
    }

    #[test]
    fn a_star_behind_a_word_makes_it_a_prefix() {
        check("treat*", "treat* (1)");
        check("strategic partner*", "strategic partner* (2)");
        check("strat* partner", "strat* partner (2)");
        check("Müll*", "mull* (1)");
        check("朝鲜*", "朝鲜 (2)");
        check("鲜*", "鲜* (1)");
        check("t*", "a prefix has at least two letters before its `*`");
        check("*eaty", "`*` stands only at the end of a word: `treat*`");
        check("tr*ty", "`*` stands only at the end of a word: `treat*`");
    }
}
