//! What a query means, looked at place by place: slow, and nothing but the definition. Property
//! tests hold the standing watches and the index against it.

use std::ops::Range;

use crate::text::Text;

use super::literal::{Form, Literal, Phrase};
use super::reasons::Document;
use super::tree::{Attribute, Clause, Node, Reach, Scope};

/// Whether `node` holds by what the language says, looked at place by place.
pub fn holds(node: &Node, candidate: &Document<'_>) -> bool {
    let title = (candidate.headline, candidate.headline_text);
    let body = (candidate.body, candidate.body_text);
    let texts = |place| match place {
        Scope::Anywhere => vec![title, body],
        Scope::Title => vec![title],
        Scope::Text => vec![body],
    };
    match &node.clause {
        Clause::All(nodes) => nodes.iter().all(|node| holds(node, candidate)),
        Clause::Any(nodes) => nodes.iter().any(|node| holds(node, candidate)),
        Clause::Not(node) => !holds(node, candidate),
        Clause::Words { place, literal } => texts(*place)
            .into_iter()
            .any(|text| !runs(text, std::slice::from_ref(literal)).is_empty()),
        Clause::Near { place, reach, left, right } => texts(*place).into_iter().any(|text| {
            let right = runs(text, right);
            let paragraph = |place: usize| text.1.tokens[place].paragraph;
            let between = |one: &Range<usize>, other: &Range<usize>| match reach {
                Reach::Words(most) => other
                    .start
                    .checked_sub(one.end)
                    .is_some_and(|between| between <= *most as usize),
                Reach::Paragraph => {
                    let last = (other.end - 1).min(text.1.tokens.len() - 1);
                    one.end <= other.start && paragraph(one.start) == paragraph(last)
                }
            };
            runs(text, left)
                .iter()
                .any(|left| right.iter().any(|right| between(left, right) || between(right, left)))
        }),
        Clause::Is { label, value, prefix } => {
            let known = match label {
                Attribute::Source => candidate.source,
                Attribute::Language => candidate.language.unwrap_or_default(),
                Attribute::Site => candidate.site,
            };
            let is_equal = known == value || (*prefix && known.starts_with(value.as_str()));
            is_equal
                || (*label == Attribute::Site
                    && (known.ends_with(&format!(".{value}"))
                        || (*prefix && known.contains(&format!(".{value}")))))
        }
    }
}

fn runs(text: (&str, &Text), literals: &[Literal]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    for literal in literals {
        let longer = standing(text, &literal.except);
        let counts = |run: &Range<usize>| {
            !longer.iter().any(|longer| longer.start <= run.start && run.end <= longer.end)
        };
        runs.extend(standing(text, &literal.spellings).into_iter().filter(counts));
    }
    runs
}

fn standing(text: (&str, &Text), phrases: &[Phrase]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    for phrase in phrases {
        for start in 0..text.1.tokens.len() {
            for spans in ways(text.1, &phrase.forms, start) {
                let bytes: Vec<Range<usize>> = spans.iter().map(|(_, span)| span.clone()).collect();
                let surface = phrase.surface.as_ref();
                if surface.is_none_or(|surface| surface.stands(text.0, &bytes)) {
                    let length: usize = spans.iter().map(|(length, _)| length).sum();
                    runs.push(start..start + length + usize::from(phrase.ends_in_pair));
                }
            }
        }
    }
    runs
}

/// The ways in which `forms` stand from `position` on: tokens and bytes of each.
fn ways(text: &Text, forms: &[Form], position: usize) -> Vec<Vec<(usize, Range<usize>)>> {
    let Some((form, rest)) = forms.split_first() else { return vec![Vec::new()] };
    let Some(token) = text.tokens.get(position) else { return Vec::new() };
    let is = |folded: &str| match form {
        Form::Exact(form) => folded == form,
        Form::Starts(form) => folded.starts_with(form.as_str()),
        Form::Within(_) => false,
    };
    let mut here: Vec<(usize, Range<usize>)> = Vec::new();
    if is(text.folded(token)) {
        here.push((1, token.span()));
    }
    let others = text.others.iter().filter(|other| other.position as usize == position);
    let others = others.filter(|other| is(text.form(other)));
    here.extend(others.map(|other| (other.length as usize, other.span())));
    if let Form::Within(word) = form {
        let within = text.within_runs(word).into_iter();
        here.extend(within.filter(|place| *place.start() == position).map(|place| {
            let last = &text.tokens[*place.end()];
            (place.end() + 1 - position, token.span().start..last.span().end)
        }));
    }
    let mut ways_found = Vec::new();
    for (length, span) in here {
        for rest in ways(text, rest, position + length) {
            let mut way = vec![(length, span.clone())];
            way.extend(rest);
            ways_found.push(way);
        }
    }
    ways_found
}
