//! The literals of a query, which are searched for: words, phrases and names, as the analyser sees
//! them.
//!
//! A word that people write in several ways is several phrases: `cease-fire` is also `ceasefire`,
//! `COP29` also `COP 29`. Signs that belong to a word are asked for where it is found: `AT&T`.

use std::ops::Range;

use crate::text::{self, Kind, Surface, Text, Token, WordSigns};

use super::error::QueryError;

/// A literal of a query: one word, phrase or name, and every run of tokens that satisfies it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub written: Written,
    /// The spellings, each a phrase; never empty.
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
    /// What stands behind `exact:`, without quotes.
    Exact(String),
    /// What stands behind the `@`.
    Name(String),
}

/// A phrase: a run of neighbouring tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// What each token, or further form of tokens, has to be; never empty.
    pub forms: Vec<Form>,
    /// Whether it ends in a pair of characters, of which the second has a position too.
    pub ends_in_pair: bool,
    /// What has to stand in the source besides.
    pub surface: Option<Surface>,
}

/// The form that one token has to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    Exact(String),
    Starts(String),
    /// A word within a run of Thai, Lao, Khmer or Burmese, wherever a dictionary has cut it.
    Within(String),
}

/// Whether a literal asks for its very form: case, accents, signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    Word,
    ExactForm,
}

/// Letters that two words written apart have at least, of which the joined word is another
/// spelling: "line up", but no "a part".
const JOINED: usize = 2;
/// Spellings that are made of one literal at the most.
const SPELLINGS: usize = 16;
/// Words of a phrase that is looked for as it is written only: a pasted sentence.
const LONG: usize = 32;

impl Phrase {
    /// The spellings of a word or of the inside of a phrase, as it is written first. A `*` directly
    /// behind a word makes it a prefix. None where there is no word in it.
    ///
    /// # Errors
    /// When a `*` stands elsewhere, or behind fewer than two letters. The span is bytes of
    /// `written`.
    pub fn analyse(written: &str, asks: Asks) -> Result<Vec<Self>, QueryError> {
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
        let mut spellings = Self::spellings(written, &text);
        if asks == Asks::ExactForm {
            spellings.truncate(1);
            for phrase in &mut spellings {
                phrase.surface = Some(Surface::exact(written));
            }
        }
        Ok(spellings)
    }

    /// The spellings of one of a name's. None where there is no word in it.
    #[must_use]
    pub fn of_name(written: &str) -> Vec<Self> {
        let written = written.replace('*', " ");
        Self::spellings(&written, &text::analyse(&written))
    }

    fn spellings(written: &str, text: &Text) -> Vec<Self> {
        let mut tokens = &text.tokens[..];
        if let [.., before, last] = tokens
            && overlap(before, last)
        {
            tokens = &tokens[..tokens.len() - 1];
        }
        let Some(last) = tokens.last() else { return Vec::new() };
        let ends_in_pair = is_pair(written, last);
        let asked = WordSigns::of(written, text, tokens);
        let reader = Reader { written, text, tokens, asked };
        let mut found = Vec::new();
        if tokens.len() > LONG {
            found.push(reader.as_written());
        } else {
            reader.from(0, &mut Vec::new(), &mut found);
        }
        let surface = |asked| Surface::of_signs(asked, written, last.span().end);
        let phrase = |parts: Vec<(Form, WordSigns)>| {
            let (forms, asked) = parts.into_iter().unzip();
            Self { forms, ends_in_pair, surface: surface(asked) }
        };
        found.into_iter().map(phrase).collect()
    }
}

/// The words of a literal, on their way to its spellings.
struct Reader<'a> {
    written: &'a str,
    text: &'a Text,
    tokens: &'a [Token],
    asked: Vec<WordSigns>,
}

/// The forms of one spelling, and what each asks for.
type Parts = Vec<(Form, WordSigns)>;

impl Reader<'_> {
    /// The spelling as it is written.
    fn as_written(&self) -> Parts {
        let mut parts = Parts::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let (part, next) = self.written_at(at);
            parts.push(part);
            at = next;
        }
        parts
    }

    /// The form of the token at `at` as it is written, and the token behind it: a run of a script
    /// without spaces is one form.
    fn written_at(&self, at: usize) -> ((Form, WordSigns), usize) {
        let (token, asked) = (&self.tokens[at], self.asked[at].clone());
        if let Some(end) = self.text.run_at(at).filter(|_| !self.has_star(token)) {
            let end = end.min(self.tokens.len());
            let word = self.tokens[at..end].iter().map(|token| self.text.folded(token)).collect();
            return ((Form::Within(word), asked), end);
        }
        let asked = if self.is_designation(at) { asked.as_capital() } else { asked };
        ((self.form(at), asked), at + 1)
    }

    /// Adds to `found` every spelling that begins with `parts`, which stand for the tokens before
    /// `at`; the one as it is written first.
    fn from(&self, at: usize, parts: &mut Parts, found: &mut Vec<Parts>) {
        if found.len() == SPELLINGS {
            return;
        }
        let Some(token) = self.tokens.get(at) else {
            found.push(parts.clone());
            return;
        };
        let mut goes_on = |next: usize, added: Parts| {
            let length = parts.len();
            parts.extend(added);
            self.from(next, parts, found);
            parts.truncate(length);
        };
        let asked = self.asked[at].clone();
        let (written, next) = self.written_at(at);
        let is_run = matches!(written.0, Form::Within(_));
        goes_on(next, vec![written]);
        if is_run || self.has_star(token) || token.kind == Kind::Pair {
            return;
        }
        if token.kind == Kind::Number {
            for other in self.text.others_at(token.position).iter().filter(|o| o.length == 1) {
                let form = Form::Exact(self.text.form(other).to_owned());
                goes_on(at + 1, vec![(form, asked.clone())]);
            }
        }
        if let Some([letters, digits]) = apart(self.text.folded(token)) {
            let first = if letters.chars().count() == 1 {
                WordSigns::default().as_capital()
            } else {
                asked.clone()
            };
            let parts = [(letters, first), (digits, WordSigns::default())];
            let parts = parts.map(|(form, asked)| (Form::Exact(form.to_owned()), asked));
            goes_on(at + 1, parts.to_vec());
        }
        for joined in self.text.others_at(token.position).iter().filter(|o| o.length > 1) {
            let next = at + joined.length as usize;
            if next <= self.tokens.len() && !self.has_star(&self.tokens[next - 1]) {
                let form = Form::Exact(self.text.form(joined).to_owned());
                goes_on(next, vec![(form, asked.clone())]);
            }
        }
        if let Some(form) = self.joined_over_space(at) {
            goes_on(at + 2, vec![(Form::Exact(form), asked)]);
        }
    }

    /// The form that a token asks for. A single character at the end is the start of a pair wherever
    /// something follows it.
    fn form(&self, at: usize) -> Form {
        let token = &self.tokens[at];
        // Of a word with something cut off before it, the whole is meant: `l'accord`.
        let is_whole =
            |other: &&text::Other| other.length == 1 && other.span().start < token.span().start;
        let whole = self.text.others_at(token.position).iter().find(is_whole);
        let folded =
            whole.map_or_else(|| self.text.folded(token), |whole| self.text.form(whole)).to_owned();
        let is_prefix = match token.kind {
            Kind::Pair => at + 1 == self.tokens.len() && !is_pair(self.written, token),
            Kind::Word | Kind::Number => self.has_star(token),
        };
        if is_prefix { Form::Starts(folded) } else { Form::Exact(folded) }
    }

    fn has_star(&self, token: &Token) -> bool {
        self.written[token.span().end..].starts_with('*')
    }

    /// Whether a letter and the number behind it, with a hyphen between, are one designation: the
    /// `A` of `A-10`, which is no "a 10".
    fn is_designation(&self, at: usize) -> bool {
        let (token, next) = (&self.tokens[at], self.tokens.get(at + 1));
        let is_letter = self.text.folded(token).chars().count() == 1;
        let is_hyphenated = |next: &Token| {
            self.written[token.span().end..next.span().start].chars().count() == 1
                && !self.written[token.span().end..].starts_with(char::is_whitespace)
        };
        token.kind == Kind::Word
            && is_letter
            && next.is_some_and(|next| next.kind == Kind::Number && is_hyphenated(next))
    }

    /// The joined form of the token at `at` and the next one, which stand apart.
    fn joined_over_space(&self, at: usize) -> Option<String> {
        let (one, other) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        let between = &self.written[one.span().end..other.span().start];
        let is_apart = !between.is_empty() && plain(between).is_empty();
        let in_run = |place| self.text.run_at(place).is_some();
        if !is_apart || self.has_star(other) || in_run(at) || in_run(at + 1) {
            return None;
        }
        let (one_form, other_form) = (self.text.folded(one), self.text.folded(other));
        let is_long = |form: &str| form.chars().nth(JOINED - 1).is_some();
        let may_join = match (one.kind, other.kind) {
            (Kind::Word, Kind::Word) => is_long(one_form) && is_long(other_form),
            (Kind::Word, Kind::Number) | (Kind::Number, Kind::Word) => true,
            _ => false,
        };
        may_join.then(|| format!("{one_form}{other_form}"))
    }
}

/// The two parts of a designation that may stand apart: letters and the number behind them, or a
/// number and two letters and more.
fn apart(folded: &str) -> Option<[&str; 2]> {
    let is_digit = |c: char| c.is_ascii_digit();
    let starts_with_digit = folded.starts_with(is_digit);
    let place = folded.find(|c| is_digit(c) != starts_with_digit)?;
    let (one, other) = folded.split_at(place);
    let is_one_change = other.chars().all(|c| is_digit(c) != starts_with_digit);
    let has_unit = !starts_with_digit || other.chars().nth(1).is_some();
    (is_one_change && has_unit && folded.chars().all(char::is_alphanumeric)).then_some([one, other])
}

/// Whether `last` is the second of two overlapping pairs: its characters are already asked for.
fn overlap(before: &Token, last: &Token) -> bool {
    last.kind == Kind::Pair && before.span().end > last.span().start
}

fn is_pair(written: &str, token: &Token) -> bool {
    token.kind == Kind::Pair && text::signs(&written[token.span()]) > 1
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

    /// Each spelling with its number of forms' positions, `|` between them.
    #[track_caller]
    fn check(written: &str, expected: &str) {
        let printed = match Phrase::analyse(written, Asks::Word) {
            Err(error) => error.to_string(),
            Ok(spellings) if spellings.is_empty() => "nothing".to_owned(),
            Ok(spellings) => {
                let form = |form: &Form| match form {
                    Form::Exact(form) => form.clone(),
                    Form::Starts(form) => format!("{form}*"),
                    Form::Within(form) => format!("~{form}~"),
                };
                let spelling = |phrase: &Phrase| {
                    let forms: Vec<String> = phrase.forms.iter().map(form).collect();
                    forms.join(" ") + if phrase.ends_in_pair { " +" } else { "" }
                };
                spellings.iter().map(spelling).collect::<Vec<_>>().join(" | ")
            }
        };
        assert_eq!(printed, expected);
    }

    #[test]
    fn a_literal_of_several_tokens_is_a_phrase() {
        check("Treaty", "treaty");
        check("Kim Jong-Un's", "kim jong un | kim jongun | kimjong un");
        check("10:30", "10 30");
        check("l'accord", "laccord");
        check("&", "nothing");
    }

    #[test]
    fn spellings_of_one_word_are_several_phrases() {
        check("cease-fire", "cease fire | ceasefire");
        check("ceasefire", "ceasefire");
        check("cease fire", "cease fire | ceasefire");
        check("a part", "a part");
        check("F-16", "f 16 | f16");
        check("F16", "f16 | f 16");
        check("COP 29", "cop 29 | cop29");
        check("5G", "5g");
        check("1 000", "1000");
        check("1.000", "1.000 | 1000");
        check("1,000", "1000");
        check(
            "cease-fire F-16",
            "cease fire f 16 | cease fire f16 | ceasefire f 16 | ceasefire f16",
        );
    }

    #[test]
    fn a_run_of_pairs_asks_for_its_characters_and_no_more() {
        check("朝鲜", "朝鲜 +");
        check("朝鲜半岛", "朝鲜 鲜半 半岛 +");
        check("署", "署*");
        check("treaty 署", "treaty 署*");
        check("북한의 입장", "북한 한의 의 입장 +");
        check("签署treaty", "签署 署 treaty");
    }

    #[test]
    fn a_word_of_a_script_without_spaces_is_looked_for_whole() {
        check("ปูติน", "~ปูติน~");
        check("treaty ปูติน", "treaty ~ปูติน~");
    }

    #[test]
    fn a_star_behind_a_word_makes_it_a_prefix() {
        check("treat*", "treat*");
        check("strategic partner*", "strategic partner*");
        check("strat* partner", "strat* partner");
        check("Müll*", "mull*");
        check("朝鲜*", "朝鲜 +");
        check("鲜*", "鲜*");
        check("t*", "a prefix has at least two letters before its `*`");
        check("*eaty", "`*` stands only at the end of a word: `treat*`");
        check("tr*ty", "`*` stands only at the end of a word: `treat*`");
    }
}
