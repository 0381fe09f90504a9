//! Pages of authors that a page leads to: whom their links and addresses name.

use super::PEOPLE;
use super::declared::METAS;
use super::printed::{ELEMENTS, LINE, TOGETHER, together};
use super::scene::Scene;
use crate::extract::declared::{Anchor, authors};
use crate::extract::layout::blocks;
use crate::extract::phrases::byline::{self, Credited, Trust};
use crate::extract::phrases::names;

/// Bytes of a link that is a name.
const NAME: std::ops::RangeInclusive<usize> = 4..=60;

/// The names that are links to authors' pages.
pub(super) fn linked(scene: &Scene<'_>) -> Credited {
    let leads_to_author = |anchor: &&Anchor<'_>| {
        NAME.contains(&anchor.text.len())
            && anchor.text.contains(' ')
            && author_of(anchor.href).is_some()
    };
    let anchors = scene
        .page
        .anchors
        .iter()
        .filter(leads_to_author)
        .filter(|anchor| !is_in_prose(anchor) && !scene.is_elsewhere(anchor.element))
        .take(ELEMENTS);
    let read = anchors.map(|anchor| (anchor.element, byline::read(&anchor.text, Trust::Printed)));
    together(read.filter(|(_, names)| {
        names.credits.is_empty() && names.people.iter().all(|name| names::is_full(name))
    }))
    .unwrap_or_default()
}

/// Whether a link stands in a sentence: who is spoken of has a page, too.
fn is_in_prose(anchor: &Anchor<'_>) -> bool {
    let paragraph = blocks::around(anchor.element)
        .skip(1)
        .take(TOGETHER)
        .find(|ancestor| matches!(ancestor.value().name(), "p" | "li" | "td" | "blockquote"));
    paragraph.is_some_and(|paragraph| {
        paragraph.text().map(str::len).take(PEOPLE).sum::<usize>() > anchor.text.len() * 3 + LINE
    })
}

/// What stands behind an author's folder in an address.
fn author_of(href: &str) -> Option<&str> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    authors::author_of_path(path)
}

/// The names in addresses of authors' pages, which some pages declare instead of names.
pub(super) fn addresses(scene: &Scene<'_>) -> Credited {
    let page = scene.page;
    let metas = page.metas(METAS, |text| text.contains("://") && author_of(text).is_some());
    let authors =
        page.article.iter().flat_map(|article| &article.authors).map(|author| author.name.as_str());
    let addresses = metas.into_iter().chain(authors.filter(|name| name.contains("://")));
    let people = addresses
        .take(PEOPLE)
        .filter_map(|address| names::from_slug(author_of(address)?))
        .collect();
    Credited { people, credits: Vec::new() }
}
