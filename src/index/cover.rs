//! The tantivy query that finds at least the items that a [`Query`] holds for.
//!
//! NEAR becomes AND, a phrase with a prefix becomes AND of its words. Only words joined by OR are
//! excluded; any other NOT is left out, as is the NOT of a name that does not count in some
//! phrases. What is found too much must not be excluded, and a phrase must not either: tantivy 0.27
//! moves a phrase's cursor backwards there, which its own assertion forbids
//! (`PhraseScorer::seek_danger`).

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query as TantivyQuery,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::text;
use crate::watch::{Attribute, Clause, Form, Literal, Node, Phrase, Query, Scope};

use super::fields::{Fields, JOINED, WHOLE_BYTES, cut};

/// What finds at least the items that a part of the query holds for.
struct Cover {
    query: Box<dyn TantivyQuery>,
    /// Whether `query` finds no other item, and tantivy can exclude what it finds.
    excludable: bool,
}

/// The tantivy query that finds all items that `query` holds for, and perhaps more.
pub(super) fn cover(query: &Query, fields: Fields) -> Box<dyn TantivyQuery> {
    of_node(query.root(), fields).query
}

impl Cover {
    fn of(query: PhraseQuery) -> Self {
        Self { query: Box::new(query), excludable: false }
    }
}

fn of_node(node: &Node, fields: Fields) -> Cover {
    match &node.clause {
        Clause::All(nodes) => all(nodes.iter().map(|node| of_node(node, fields))),
        Clause::Any(nodes) => any(nodes.iter().map(|node| of_node(node, fields))),
        Clause::Not(node) => not(of_node(node, fields)),
        Clause::Words { place, literal } => {
            somewhere(*place, fields, |field| of_literal(literal, field))
        }
        Clause::Near { place, left, right, .. } => somewhere(*place, fields, |field| {
            let side = |literals: &[Literal]| {
                any(literals.iter().map(|literal| of_literal(literal, field)))
            };
            all([side(left), side(right)].into_iter())
        }),
        Clause::Is { label, value, prefix } => {
            let field = match label {
                Attribute::Source => fields.source,
                Attribute::Language => fields.language,
                Attribute::Site => fields.site,
            };
            if *prefix { starts(field, value) } else { term(field, value) }
        }
    }
}

fn somewhere(place: Scope, fields: Fields, of: impl Fn(Field) -> Cover) -> Cover {
    match place {
        Scope::Anywhere => any([of(fields.title), of(fields.text)].into_iter()),
        Scope::Title => of(fields.title),
        Scope::Text => of(fields.text),
    }
}

fn of_literal(literal: &Literal, field: Field) -> Cover {
    let Cover { query, excludable } =
        any(literal.spellings.iter().map(|phrase| of_phrase(phrase, field)));
    // What stands only where it does not count is found as well.
    Cover { query, excludable: excludable && literal.except.is_empty() }
}

fn of_phrase(phrase: &Phrase, field: Field) -> Cover {
    if let ([form], None) = (&phrase.forms[..], &phrase.surface) {
        return of_form(form, field);
    }
    let exact: Option<Vec<&str>> = phrase
        .forms
        .iter()
        .map(|form| match form {
            Form::Exact(form) => Some(form.as_str()),
            Form::Starts(_) | Form::Within(_) => None,
        })
        .collect();
    let together = || all(phrase.forms.iter().map(|form| of_form(form, field)));
    let query = match exact {
        Some(forms) if forms.len() > 1 => {
            let terms = forms.iter().map(|form| Term::from_field_text(field, cut(form)));
            let neighbours = Cover::of(PhraseQuery::new(terms.collect()));
            // Behind a form of several tokens the next one stands further on.
            let is_joined = any(forms.iter().map(|form| joined(field, form)));
            any([neighbours, all([together(), is_joined].into_iter())].into_iter()).query
        }
        _ => together().query,
    };
    Cover { query, excludable: false }
}

fn of_form(form: &Form, field: Field) -> Cover {
    match form {
        Form::Exact(form) => any([term(field, form), joined(field, form)].into_iter()),
        Form::Starts(prefix) => {
            let joined = format!("{JOINED}{prefix}");
            any([starts(field, prefix), starts(field, &joined)].into_iter())
        }
        Form::Within(word) => {
            let pairs = text::pairs_of(word);
            if pairs.is_empty() {
                return Cover { excludable: false, ..starts(field, word) };
            }
            all(pairs.iter().map(|pair| term(field, pair)))
        }
    }
}

/// The form as that of several tokens.
fn joined(field: Field, form: &str) -> Cover {
    term(field, &format!("{JOINED}{form}"))
}

fn term(field: Field, form: &str) -> Cover {
    let term = Term::from_field_text(field, cut(form));
    Cover {
        query: Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
        excludable: is_whole(form),
    }
}

/// Whether no longer form is indexed as `form` is.
fn is_whole(form: &str) -> bool {
    form.len() <= WHOLE_BYTES
}

/// The cover of a prefix: every form from it on, up to the first that is higher and does not begin
/// with it.
fn starts(field: Field, prefix: &str) -> Cover {
    let indexed = &prefix[..prefix.floor_char_boundary(WHOLE_BYTES)];
    let from = Bound::Included(Term::from_field_text(field, indexed));
    let to = after(indexed)
        .map_or(Bound::Unbounded, |after| Bound::Excluded(Term::from_field_text(field, &after)));
    Cover { query: Box::new(InvertedIndexRangeQuery::new(from, to)), excludable: is_whole(prefix) }
}

/// The lowest text above all that begin with `prefix`, if there is one: UTF-8 sorts as its
/// characters do.
fn after(prefix: &str) -> Option<String> {
    let mut kept = prefix.to_owned();
    while let Some(last) = kept.pop() {
        if let Some(higher) = (last..=char::MAX).nth(1) {
            kept.push(higher);
            return Some(kept);
        }
    }
    None
}

fn all(covers: impl Iterator<Item = Cover>) -> Cover {
    Cover { excludable: false, ..join(covers, Occur::Must) }
}

fn any(covers: impl Iterator<Item = Cover>) -> Cover {
    join(covers, Occur::Should)
}

fn join(covers: impl Iterator<Item = Cover>, occur: Occur) -> Cover {
    let mut covers: Vec<Cover> = covers.collect();
    if covers.len() == 1 {
        return covers.remove(0);
    }
    let excludable = covers.iter().all(|cover| cover.excludable);
    let clauses = covers.into_iter().map(|cover| (occur, cover.query)).collect();
    Cover { query: Box::new(BooleanQuery::new(clauses)), excludable }
}

/// The cover of what `cover` does not hold for. tantivy finds nothing for a query that only
/// excludes, so it excludes from everything.
fn not(cover: Cover) -> Cover {
    let mut clauses: Vec<(Occur, Box<dyn TantivyQuery>)> = vec![(Occur::Must, Box::new(AllQuery))];
    if cover.excludable {
        clauses.push((Occur::MustNot, cover.query));
    }
    Cover { query: Box::new(BooleanQuery::new(clauses)), excludable: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_before_the_next_text_that_lacks_it() {
        assert_eq!(after("treat").as_deref(), Some("treau"));
        assert_eq!(after("北").as_deref(), Some("匘"));
        assert_eq!(after("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
        assert_eq!(after("a\u{10ffff}").as_deref(), Some("b"));
        assert_eq!(after("\u{10ffff}"), None);
    }
}
