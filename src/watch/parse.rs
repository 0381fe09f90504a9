//! The parser of queries, which makes a tree of a query's marks by recursive descent.
//!
//! ```text
//! any     = all (OR all)*
//! all     = not (AND? not)*
//! not     = NOT not | near
//! near    = primary ((NEAR/n | SAME) primary)?
//! primary = field? ("exact:"? (word | phrase) | @name | "(" any ")")
//! ```

use std::ops::Range;

use crate::compare::Names;

use super::error::{QueryError, Warning};
use super::lex::{self, FieldName, Mark, MarkKind};
use super::literal::{Asks, Literal, Phrase, Written, plain, shifted};
use super::tree::{Attribute, Clause, Node, Scope};

const CHARACTERS: usize = 20_000;
const NESTING: usize = 200;

/// Reads the query `source`: its tree, and the doubts about it.
///
/// # Errors
/// When the query is wrong: the first thing that is, with its place.
pub fn parse(source: &str, names: &Names) -> Result<(Node, Vec<Warning>), QueryError> {
    if let Some((end, _)) = source.char_indices().nth(CHARACTERS) {
        return Err(QueryError::new(
            end..end,
            format!("a query has at most {CHARACTERS} characters; make two watches of it"),
        ));
    }
    let marks = lex::marks(source)?;
    if marks.is_empty() {
        return Err(QueryError::new(0..0, "the query is empty; write at least one word"));
    }
    let mut parser = Parser { source, names, marks: &marks, at: 0, depth: 0 };
    let root = parser.any(FieldName::Words(Scope::Anywhere))?;
    if let Some(mark) = parser.peek() {
        return Err(QueryError::new(mark.span.clone(), "this parenthesis closes nothing"));
    }
    if root.holds_for_nothing() {
        let message = "this would hold for every article that lacks a word; say what an article \
            must have: `treaty NOT trade`";
        return Err(QueryError::new(root.span, message));
    }
    Ok((root, lex::warnings(source, &marks)))
}

struct Parser<'a> {
    source: &'a str,
    names: &'a Names,
    marks: &'a [Mark],
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn any(&mut self, field: FieldName) -> Result<Node, QueryError> {
        let start = self.at;
        let mut nodes = Vec::new();
        loop {
            let Node { clause, span } = self.all(field)?;
            match clause {
                Clause::Any(inner) => nodes.extend(inner),
                clause => nodes.push(Node { clause, span }),
            }
            if !self.take(&MarkKind::Or) {
                return Ok(self.one_or(start, nodes, Clause::Any));
            }
        }
    }

    fn all(&mut self, field: FieldName) -> Result<Node, QueryError> {
        let start = self.at;
        let mut nodes = Vec::new();
        loop {
            let Node { clause, span } = self.not(field)?;
            match clause {
                Clause::All(inner) => nodes.extend(inner),
                clause => nodes.push(Node { clause, span }),
            }
            if !self.take(&MarkKind::And)
                && !self.peek().is_some_and(|mark| begins_operand(&mark.kind))
            {
                return Ok(self.one_or(start, nodes, Clause::All));
            }
        }
    }

    fn one_or(&self, start: usize, mut nodes: Vec<Node>, several: fn(Vec<Node>) -> Clause) -> Node {
        if nodes.len() == 1 {
            nodes.remove(0)
        } else {
            Node { clause: several(nodes), span: self.span_from(start) }
        }
    }

    fn not(&mut self, field: FieldName) -> Result<Node, QueryError> {
        let start = self.at;
        if !self.take(&MarkKind::Not) {
            return self.near(field);
        }
        let node = self.deeper(start, |parser| parser.not(field))?;
        Ok(Node { clause: Clause::Not(Box::new(node)), span: self.span_from(start) })
    }

    fn near(&mut self, field: FieldName) -> Result<Node, QueryError> {
        let start = self.at;
        let left = self.primary(field)?;
        let Some(&Mark { kind: MarkKind::Near(reach), .. }) = self.peek() else { return Ok(left) };
        let left = self.side(start, left)?;
        self.at += 1;
        let right_start = self.at;
        let right = self.primary(field)?;
        let right = self.side(right_start, right)?;
        if let Some(Mark { kind: MarkKind::Near(_), span }) = self.peek() {
            let message = format!("{reach} joins two; write `a {reach} b AND b {reach} c`");
            return Err(QueryError::new(span.clone(), message));
        }
        let span = self.span_from(start);
        match field {
            FieldName::Words(place) => {
                Ok(Node { clause: Clause::Near { place, reach, left, right }, span })
            }
            FieldName::Attribute(label) => {
                Err(QueryError::new(span, format!("{reach} looks at words; `{label}` has none")))
            }
        }
    }

    /// The words on one side of NEAR.
    fn side(&self, start: usize, node: Node) -> Result<Vec<Literal>, QueryError> {
        if let MarkKind::Field(_) = self.marks[start].kind {
            let message = "a field stands around the whole NEAR: `title:(a NEAR/5 b)`";
            return Err(QueryError::new(self.marks[start].span.clone(), message));
        }
        let span = node.span.clone();
        let nodes = match node.clause {
            Clause::Any(nodes) => nodes,
            clause => vec![Node { clause, span: span.clone() }],
        };
        nodes
            .into_iter()
            .map(|node| match node.clause {
                Clause::Words { literal, .. } => Ok(literal),
                Clause::Is { label, .. } => Err(QueryError::new(
                    node.span,
                    format!("NEAR looks at words; `{label}` has none"),
                )),
                _ => Err(QueryError::new(
                    span.clone(),
                    "NEAR stands between words, phrases, and parentheses of them joined by OR",
                )),
            })
            .collect()
    }

    fn primary(&mut self, field: FieldName) -> Result<Node, QueryError> {
        let start = self.at;
        let Some(mark) = self.peek() else { return Err(self.missing()) };
        self.at += 1;
        let span = mark.span.clone();
        let text = &self.source[span.clone()];
        match &mark.kind {
            MarkKind::Field(inner) => self.in_field(start, field, *inner),
            MarkKind::Open => self.group(start, field),
            MarkKind::Word => word(text, span, field, Asks::Word),
            MarkKind::Phrase { inside } => self.phrase(span, inside, field, Asks::Word),
            MarkKind::Exact => self.exact(start, field),
            MarkKind::Name => self.name(&text[1..], span, field),
            MarkKind::Close | MarkKind::And | MarkKind::Or | MarkKind::Not | MarkKind::Near(_) => {
                self.at = start;
                Err(self.missing())
            }
        }
    }

    fn in_field(
        &mut self,
        start: usize,
        outer: FieldName,
        inner: FieldName,
    ) -> Result<Node, QueryError> {
        let mark = &self.marks[start];
        if outer != FieldName::Words(Scope::Anywhere) {
            return Err(QueryError::new(
                mark.span.clone(),
                "a field stands inside another one; close the parenthesis before it",
            ));
        }
        if self.peek().is_some_and(|next| matches!(next.kind, MarkKind::Field(_))) {
            return Err(QueryError::new(
                mark.span.clone(),
                "this field has no word; put quotes around words with a colon",
            ));
        }
        let mut node = self.primary(inner)?;
        if matches!(node.clause, Clause::Words { .. } | Clause::Near { .. } | Clause::Is { .. }) {
            node.span = self.span_from(start);
        }
        Ok(node)
    }

    /// The word or phrase behind `exact:`.
    fn exact(&mut self, start: usize, field: FieldName) -> Result<Node, QueryError> {
        let span = self.marks[start].span.clone();
        if let FieldName::Attribute(label) = field {
            let message = format!("`exact:` looks at words; `{label}` has none");
            return Err(QueryError::new(span, message));
        }
        let refused = || {
            let message = "`exact:` stands before one word or one phrase: `exact:\"WHO\"`";
            Err(QueryError::new(span.clone(), message))
        };
        let Some(next) = self.peek().filter(|next| next.span.start == span.end) else {
            return refused();
        };
        let behind = next.span.clone();
        if let Some(star) = self.source[behind.clone()].find('*') {
            let star = behind.start + star;
            let message = "`exact:` asks for a whole form; leave the `*` out";
            return Err(QueryError::new(star..star + 1, message));
        }
        self.at += 1;
        let mut node = match &next.kind {
            MarkKind::Word => word(&self.source[behind.clone()], behind, field, Asks::ExactForm)?,
            MarkKind::Phrase { inside } => self.phrase(behind, inside, field, Asks::ExactForm)?,
            _ => return refused(),
        };
        node.span = self.span_from(start);
        Ok(node)
    }

    fn group(&mut self, start: usize, field: FieldName) -> Result<Node, QueryError> {
        if self.take(&MarkKind::Close) {
            return Err(QueryError::new(
                self.span_from(start),
                "there is nothing in this parenthesis",
            ));
        }
        let node = self.deeper(start, |parser| parser.any(field))?;
        if self.take(&MarkKind::Close) {
            return Ok(node);
        }
        Err(QueryError::new(self.marks[start].span.clone(), "this parenthesis is not closed"))
    }

    fn deeper<T>(
        &mut self,
        start: usize,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        self.depth += 1;
        if self.depth > NESTING {
            return Err(QueryError::new(
                self.marks[start].span.clone(),
                format!("a query is nested at most {NESTING} deep"),
            ));
        }
        let result = read(self)?;
        self.depth -= 1;
        Ok(result)
    }

    fn phrase(
        &self,
        span: Range<usize>,
        inside: &Range<usize>,
        field: FieldName,
        asks: Asks,
    ) -> Result<Node, QueryError> {
        let text = &self.source[inside.clone()];
        let place = match field {
            FieldName::Attribute(label) => return is(label, &plain(text), span),
            FieldName::Words(place) => place,
        };
        let spellings = Phrase::analyse(text, asks)
            .map_err(|error| QueryError::new(shifted(&error.span, inside.start), error.message))?;
        if spellings.is_empty() {
            return Err(QueryError::new(span, "there is no word in this phrase"));
        }
        let written = match asks {
            Asks::Word => Written::Phrase(plain(text)),
            Asks::ExactForm => Written::Exact(text.to_owned()),
        };
        let literal = Literal { written, spellings, except: Vec::new() };
        Ok(Node { clause: Clause::Words { place, literal }, span })
    }

    fn name(&self, id: &str, span: Range<usize>, field: FieldName) -> Result<Node, QueryError> {
        let place = match field {
            FieldName::Attribute(label) => {
                return Err(QueryError::new(
                    span,
                    format!("a name has spellings; write one value behind `{label}`"),
                ));
            }
            FieldName::Words(place) => place,
        };
        let Some(name) = self.names.get(id) else {
            let hint = match lex::nearest(id, self.names.iter().map(|(known, _)| known)) {
                Some(known) => format!("did you mean `@{known}`?"),
                None => "names are the tables of the files in names/".to_owned(),
            };
            return Err(QueryError::new(span, format!("unknown name `@{id}`; {hint}")));
        };
        let mut spellings: Vec<Phrase> = Vec::new();
        for phrase in name
            .spellings
            .iter()
            .chain(&name.adjectives)
            .flat_map(|spelling| Phrase::of_name(spelling))
        {
            if !spellings.contains(&phrase) {
                spellings.push(phrase);
            }
        }
        if spellings.is_empty() {
            return Err(QueryError::new(
                span,
                format!("no spelling of `@{id}` has a letter or a digit in it"),
            ));
        }
        let except = name.except.iter().flat_map(|phrase| Phrase::of_name(phrase)).collect();
        let literal = Literal { written: Written::Name(id.to_owned()), spellings, except };
        Ok(Node { clause: Clause::Words { place, literal }, span })
    }

    fn peek(&self) -> Option<&'a Mark> {
        self.marks.get(self.at)
    }

    fn take(&mut self, kind: &MarkKind) -> bool {
        let is_next = self.peek().is_some_and(|mark| mark.kind == *kind);
        self.at += usize::from(is_next);
        is_next
    }

    /// The span from the mark `start` to the last one that was read.
    fn span_from(&self, start: usize) -> Range<usize> {
        self.marks[start].span.start..self.marks[self.at - 1].span.end
    }

    /// The error where an operand should stand.
    fn missing(&self) -> QueryError {
        let before = self
            .at
            .checked_sub(1)
            .map(|at| &self.marks[at])
            .filter(|mark| mark.kind != MarkKind::Open);
        match (before, self.peek()) {
            (Some(before), _) => {
                let text = &self.source[before.span.clone()];
                QueryError::new(
                    before.span.clone(),
                    format!(
                        "`{text}` has nothing behind it; write a word, a phrase or a parenthesis"
                    ),
                )
            }
            (None, Some(next)) if next.kind == MarkKind::Close => {
                QueryError::new(next.span.clone(), "this parenthesis closes nothing")
            }
            (None, Some(next)) => {
                let text = &self.source[next.span.clone()];
                QueryError::new(
                    next.span.clone(),
                    format!(
                        "`{text}` has nothing before it; write a word, a phrase or a parenthesis"
                    ),
                )
            }
            (None, None) => QueryError::new(
                self.source.len()..self.source.len(),
                "this parenthesis is not closed",
            ),
        }
    }
}

fn begins_operand(kind: &MarkKind) -> bool {
    matches!(
        kind,
        MarkKind::Word
            | MarkKind::Phrase { .. }
            | MarkKind::Name
            | MarkKind::Field(_)
            | MarkKind::Exact
            | MarkKind::Open
            | MarkKind::Not
    )
}

fn word(text: &str, span: Range<usize>, field: FieldName, asks: Asks) -> Result<Node, QueryError> {
    let refused = |message: &str| Err(QueryError::new(span.clone(), message));
    let place = match field {
        FieldName::Attribute(label) => return is(label, text, span),
        FieldName::Words(place) => place,
    };
    let spellings = Phrase::analyse(text, asks)
        .map_err(|error| QueryError::new(shifted(&error.span, span.start), error.message))?;
    if spellings.is_empty() {
        return refused("there is no letter and no digit in this");
    }
    let written = match asks {
        Asks::Word => Written::Word(text.to_owned()),
        Asks::ExactForm => Written::Exact(text.to_owned()),
    };
    let literal = Literal { written, spellings, except: Vec::new() };
    Ok(Node { clause: Clause::Words { place, literal }, span })
}

/// The clause of a label and its value: `source:kcna`, `language:en`, `site:example.*`.
fn is(label: Attribute, text: &str, span: Range<usize>) -> Result<Node, QueryError> {
    let (value, prefix) = text.strip_suffix('*').map_or((text, false), |value| (value, true));
    let value = value.to_lowercase();
    let message = match label {
        _ if value.is_empty() => Some(format!("`{label}` has nothing behind it")),
        _ if value.contains('*') => Some("`*` stands only at the end".to_owned()),
        Attribute::Language if prefix || !is_language(&value) => {
            Some("a language is its two or three letters: `language:en`".to_owned())
        }
        Attribute::Site if value.contains(['/', ':']) => {
            Some("a site is a host without `https://` and path: `site:example.org`".to_owned())
        }
        _ => None,
    };
    match message {
        Some(message) => Err(QueryError::new(span, message)),
        None => Ok(Node { clause: Clause::Is { label, value, prefix }, span }),
    }
}

/// Whether `tag` is a BCP 47 primary tag in lower case.
pub fn is_language(tag: &str) -> bool {
    matches!(tag.len(), 2 | 3) && tag.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::watch::Query;
    use crate::watch::arbitrary::names;

    /// `picture`: the message, then the marked piece of the query.
    #[track_caller]
    fn check(source: &str, message: &str, marked: &str) {
        let error = Query::parse(source, &names()).expect_err(source);
        assert_eq!(
            (error.message.as_str(), &source[error.span.clone()]),
            (message, marked),
            "\n{}",
            error.in_source(source)
        );
    }

    #[test]
    fn what_is_missing_is_said_with_its_place() {
        check("", "the query is empty; write at least one word", "");
        check(" \n", "the query is empty; write at least one word", "");
        check("a1 OR", "`OR` has nothing behind it; write a word, a phrase or a parenthesis", "OR");
        check(
            "AND a1",
            "`AND` has nothing before it; write a word, a phrase or a parenthesis",
            "AND",
        );
        check(
            "a1 AND OR b1",
            "`AND` has nothing behind it; write a word, a phrase or a parenthesis",
            "AND",
        );
        check(
            "a1 (OR b1)",
            "`OR` has nothing before it; write a word, a phrase or a parenthesis",
            "OR",
        );
        check("NOT", "`NOT` has nothing behind it; write a word, a phrase or a parenthesis", "NOT");
        check(
            "title:",
            "`title:` has nothing behind it; write a word, a phrase or a parenthesis",
            "title:",
        );
        check(
            "a1 NEAR/3",
            "`NEAR/3` has nothing behind it; write a word, a phrase or a parenthesis",
            "NEAR/3",
        );
        check("\"a1 b1", "this quote is not closed; a \" is missing", "\"");
        check("a1 „b1", "this quote is not closed; a “ or ” is missing", "„");
        check("(a1 OR (b1)", "this parenthesis is not closed", "(");
        check("(", "this parenthesis is not closed", "");
        check("a1) b1", "this parenthesis closes nothing", ")");
        check(")", "this parenthesis closes nothing", ")");
        check("a1 ()", "there is nothing in this parenthesis", "()");
        check("a1 & b1", "write AND", "&");
        check("a1 ...", "there is no letter and no digit in this", "...");
        check("a1 \"--\"", "there is no word in this phrase", "\"--\"");
    }

    #[test]
    fn what_does_not_exist_is_said_with_the_nearest_that_does() {
        check("titel:a1", "unknown field `titel:`; did you mean `title:`?", "titel:");
        check("Title:a1", "unknown field `Title:`; did you mean `title:`?", "Title:");
        check(
            "re:a1",
            "unknown field `re:`; fields are title, text, source, language and site; put quotes \
                around words with a colon",
            "re:",
        );
        check("@dprkk", "unknown name `@dprkk`; did you mean `@dprk`?", "@dprkk");
        check(
            "@zzzzzzz",
            "unknown name `@zzzzzzz`; names are the tables of the files in names/",
            "@zzzzzzz",
        );
    }

    #[test]
    fn what_the_language_has_not_is_refused() {
        check("-a1", "a sign before a word does not exclude it; write NOT before it", "-a1");
        check("wom?n", "`?` is no wildcard; write the spellings with OR between them", "wom?n");
        check("x1 *ty", "`*` stands only at the end of a word: `treat*`", "*");
        check("x1 t*", "a prefix has at least two letters before its `*`", "t*");
        check("a1 NEAR b1", "NEAR needs how many words may stand between: NEAR/5", "NEAR");
        check("a1 NEAR/x b1", "NEAR/ takes a number from 0 to 100: NEAR/5", "NEAR/x");
        check("a1 NEAR/101 b1", "NEAR/ takes a number from 0 to 100: NEAR/5", "NEAR/101");
        check(
            "a1 NEAR/1 b1 NEAR/1 c1",
            "NEAR/1 joins two; write `a NEAR/1 b AND b NEAR/1 c`",
            "NEAR/1",
        );
        check(
            "a1 NEAR/1 (b1 c1)",
            "NEAR stands between words, phrases, and parentheses of them joined by OR",
            "b1 c1",
        );
        check(
            "title:a1 NEAR/1 b1",
            "a field stands around the whole NEAR: `title:(a NEAR/5 b)`",
            "title:",
        );
        check("source:(a1 NEAR/1 b1)", "NEAR looks at words; `source:` has none", "a1");
        check(
            "title:(text:a1)",
            "a field stands inside another one; close the parenthesis before it",
            "text:",
        );
        check("source:@dprk", "a name has spellings; write one value behind `source:`", "@dprk");
        check(
            "language:english",
            "a language is its two or three letters: `language:en`",
            "english",
        );
        check(
            "site:https://news.example/",
            "a site is a host without `https://` and path: `site:example.org`",
            "https://news.example/",
        );
        check(
            "title:text:a1",
            "this field has no word; put quotes around words with a colon",
            "title:",
        );
    }

    #[test]
    fn a_query_says_what_an_article_must_have() {
        let message = "this would hold for every article that lacks a word; say what an article \
            must have: `treaty NOT trade`";
        check("NOT a1", message, "NOT a1");
        check("a1 OR NOT b1", message, "a1 OR NOT b1");
        check("NOT (a1 AND b1) NOT c1", message, "NOT (a1 AND b1) NOT c1");
        assert!(Query::parse("language:en NOT a1", &names()).is_ok());
    }

    #[test]
    fn length_and_depth_are_bounded() {
        check(&"(".repeat(20_000), "a query is nested at most 200 deep", "(");
        check(&"NOT ".repeat(5_000), "a query is nested at most 200 deep", "NOT");
        check(
            &"語".repeat(20_001),
            "a query has at most 20000 characters; make two watches of it",
            "",
        );
        assert!(
            Query::parse(&format!("{}a1{}", "(".repeat(200), ")".repeat(200)), &names()).is_ok()
        );
        assert!(Query::parse(&"a1 ".repeat(6_666), &names()).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_a_query_or_an_error_with_a_place(
            source in "([a-c*@?:/ \"“”„«»()（）]|AND|OR|NOT|NEAR/1|title:|source:|@dprk|朝鲜| |\
                \\PC){0,30}",
        ) {
            match Query::parse(&source, &names()) {
                Ok(query) => prop_assert_eq!(Query::parse(&query.to_string(), &names()), Ok(query)),
                Err(error) => {
                    prop_assert!(source.get(error.span.clone()).is_some(), "{:?}", error);
                    error.in_source(&source).to_string();
                }
            }
        }
    }
}
