//! The marks of a query: its words, quotes, brackets and operators, each with its place.

use std::ops::Range;

use crate::text;

use super::error::{QueryError, Warning};
use super::foreign;
use super::literal::plain;
use super::tree::{Attribute, Reach, Scope};

/// The most words that NEAR/n may allow between.
const NEAR_LIMIT: u32 = 100;

/// Every field that a query may name.
const FIELDS: &[(&str, FieldName)] = &[
    ("title", FieldName::Words(Scope::Title)),
    ("text", FieldName::Words(Scope::Text)),
    ("source", FieldName::Attribute(Attribute::Source)),
    ("language", FieldName::Attribute(Attribute::Language)),
    ("site", FieldName::Attribute(Attribute::Site)),
];

/// What stands before a word or phrase whose very form is asked for.
const EXACT: &str = "exact";

/// A mark of a query: a word, a quote, a bracket or an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub kind: MarkKind,
    /// The mark's place: bytes of the query.
    pub span: Range<usize>,
}

/// The kind of a mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MarkKind {
    Word,
    /// A phrase in quotes. The span has the quotes, `inside` has not.
    Phrase {
        inside: Range<usize>,
    },
    /// A name. The span has the `@`.
    Name,
    /// A field, as `title:`.
    Field(FieldName),
    /// `exact:`, which asks for the very form of the word or phrase behind it.
    Exact,
    Open,
    Close,
    And,
    Or,
    Not,
    /// A distance, as `NEAR/5` or `SAME`.
    Near(Reach),
}

/// The field that a name stands for: where words are looked for, or an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    Words(Scope),
    Attribute(Attribute),
}

/// All marks of `source`, in order.
///
/// # Errors
/// When a quote is open, a field is unknown, or NEAR has no number.
pub fn marks(source: &str) -> Result<Vec<Mark>, QueryError> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut at = 0;
    while let Some(c) = source[at..].chars().next() {
        let next = at + c.len_utf8();
        let mark = match c {
            c if c.is_whitespace() => {
                at = next;
                continue;
            }
            '(' | '（' => Mark { kind: MarkKind::Open, span: at..next },
            ')' | '）' => Mark { kind: MarkKind::Close, span: at..next },
            c => match closing(c) {
                Some(closing) => phrase(source, at..next, closing)?,
                None => word(source, at, is_label(&marks))?,
            },
        };
        at = mark.span.end;
        marks.push(mark);
    }
    Ok(marks)
}

/// The signs of which one ends a phrase that begins with `opening`.
fn closing(opening: char) -> Option<&'static [char]> {
    match opening {
        '"' => Some(&['"']),
        '“' | '”' => Some(&['”']),
        '„' => Some(&['“', '”']),
        '«' => Some(&['»']),
        '»' => Some(&['«']),
        _ => None,
    }
}

fn phrase(source: &str, opening: Range<usize>, closing: &[char]) -> Result<Mark, QueryError> {
    let Some((length, end)) =
        source[opening.end..].char_indices().find(|(_, c)| closing.contains(c))
    else {
        let wanted: Vec<String> = closing.iter().map(char::to_string).collect();
        return Err(QueryError::new(
            opening,
            format!("this quote is not closed; a {} is missing", wanted.join(" or ")),
        ));
    };
    let inside = opening.end..opening.end + length;
    Ok(Mark { span: opening.start..inside.end + end.len_utf8(), kind: MarkKind::Phrase { inside } })
}

/// Whether a label such as `site:` stands before: a colon behind it belongs to what somebody takes
/// for a site.
fn is_label(marks: &[Mark]) -> bool {
    matches!(marks.last(), Some(Mark { kind: MarkKind::Field(FieldName::Attribute(_)), .. }))
}

fn word(source: &str, start: usize, is_value: bool) -> Result<Mark, QueryError> {
    let ends = |(place, c): &(usize, char)| {
        c.is_whitespace()
            || matches!(c, '(' | ')' | '（' | '）')
            || (closing(*c).is_some() && !text::is_within_word(source, start + place))
    };
    let end = source[start..].char_indices().find(ends).map_or(source.len(), |(at, _)| start + at);
    let span = start..end;
    let word = &source[span.clone()];
    let field_name = word
        .split_once(':')
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty() && name.chars().all(char::is_alphabetic));
    let refused = match field_name {
        _ if is_value => foreign::refusal_of_value(word).map(str::to_owned),
        // What stands behind it is a word of its own.
        Some(_) => foreign::distance(word),
        None => foreign::refusal(word),
    };
    if let Some(why) = refused {
        return Err(QueryError::new(span, why));
    }
    let kind = match word {
        "AND" => MarkKind::And,
        "OR" => MarkKind::Or,
        "NOT" => MarkKind::Not,
        "SAME" => MarkKind::Near(Reach::Paragraph),
        "NEAR" => {
            return Err(QueryError::new(
                span,
                "NEAR needs how many words may stand between: NEAR/5",
            ));
        }
        _ if word.starts_with('@') => MarkKind::Name,
        _ if word.starts_with("NEAR/") => MarkKind::Near(Reach::Words(distance(word, &span)?)),
        _ if is_value => MarkKind::Word,
        _ => match field_name {
            Some(EXACT) => {
                return Ok(Mark { kind: MarkKind::Exact, span: start..start + EXACT.len() + 1 });
            }
            Some(name) => return field(name, start),
            None => MarkKind::Word,
        },
    };
    if matches!(kind, MarkKind::Word)
        && !is_value
        && source[end..].starts_with('(')
        && foreign::names_function(&source[start..end])
    {
        return Err(QueryError::new(span, foreign::refusal_of_function(&source[start..end])));
    }
    Ok(Mark { kind, span })
}

fn distance(word: &str, span: &Range<usize>) -> Result<u32, QueryError> {
    let number = word.trim_start_matches("NEAR/");
    let distance = number.parse().ok().filter(|distance| {
        *distance <= NEAR_LIMIT && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    distance.ok_or_else(|| {
        QueryError::new(
            span.clone(),
            format!("NEAR/ takes a number from 0 to {NEAR_LIMIT}: NEAR/5"),
        )
    })
}

fn field(name: &str, start: usize) -> Result<Mark, QueryError> {
    let span = start..start + name.len() + 1;
    if let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name) {
        return Ok(Mark { kind: MarkKind::Field(*field), span });
    }
    if foreign::is_of_dates(name) {
        let instead = "a query has no days: a watch looks at what is new, a search at everything";
        return Err(QueryError::new(span, format!("unknown field `{name}:`; {instead}")));
    }
    let known = foreign::alias(name)
        .or_else(|| nearest(name, FIELDS.iter().map(|(known, _)| *known).chain([EXACT])));
    let hint = match known {
        Some(known) => format!("did you mean `{known}:`?"),
        None => "fields are title, text, source, language and site; put quotes around words with \
            a colon"
            .to_owned(),
    };
    Err(QueryError::new(span, format!("unknown field `{name}:`; {hint}")))
}

/// The candidate that `wrong` most probably stands for.
pub fn nearest<'a>(wrong: &str, right: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let limit = 1 + wrong.chars().count() / 3;
    right
        .map(|candidate| (strsim::damerau_levenshtein(&wrong, candidate), candidate))
        .min()
        .filter(|(distance, _)| *distance <= limit)
        .map(|(_, candidate)| candidate)
}

/// The doubts about operators in lower case between clauses: they are words here, and probably not
/// meant to be.
pub fn warnings(source: &str, marks: &[Mark]) -> Vec<Warning> {
    let first = marks.first().filter(|first| {
        marks.len() > 1 && plain(&source[first.span.clone()]).eq_ignore_ascii_case("not")
    });
    let between = marks
        .windows(3)
        .filter(|around| is_no_operator(&around[0].kind) && is_no_operator(&around[2].kind))
        .map(|around| &around[1]);
    first
        .into_iter()
        .chain(between)
        .filter(|mark| mark.kind == MarkKind::Word)
        .filter_map(|mark| {
            let word = plain(&source[mark.span.clone()]);
            let operator = match word.as_str() {
                "and" | "or" | "not" | "And" | "Or" | "Not" => word.to_uppercase(),
                "near" | "Near" | "adj" | "Adj" => "NEAR/5".to_owned(),
                _ => return None,
            };
            Some(Warning {
                span: mark.span.clone(),
                message: format!("`{word}` is a word here; write `{operator}` for the operator"),
            })
        })
        .collect()
}

fn is_no_operator(kind: &MarkKind) -> bool {
    !matches!(kind, MarkKind::And | MarkKind::Or | MarkKind::Near(_))
}
