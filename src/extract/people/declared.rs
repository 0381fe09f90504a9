//! Authors that a page declares: JSON-LD, meta tags, microdata.

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::PEOPLE;
use super::joined::all;
use super::scene::Scene;
use crate::extract::declared::{Declared, is_short, value};
use crate::extract::phrases::agencies;
use crate::extract::phrases::byline::{self, Credited, Trust};

/// Bytes of a box about an author.
const BOX: usize = 4_000;

/// Meta tags that name the author.
pub(super) const METAS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "article:byline",
    "articleauthor",
    "article.author",
    "article_author",
    "authors",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "dcterms:creator",
    "sailthru.author",
    "parsely-author",
    "byl",
    "byline",
    "citation_author",
    "cxenseparse:author",
    "vr:author",
    "twitter:data1",
];
/// What stands for `twitter:data1` where it is the author.
const WRITTEN_BY: &[&str] = &[
    "written by",
    "verfasst von",
    "geschrieben von",
    "escrito por",
    "écrit par",
    "rédigé par",
    "scritto da",
    "ecrit par",
    "por",
    "автор",
    "autor",
    "author",
    "auteur",
    "skrevet av",
    "geschreven door",
    "skriven av",
    "yazan",
    "napisane przez",
];

static NAME: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("[itemprop~='name'], [property$='name']").expect("the selector is written here")
});

/// The authors of the article's JSON-LD. An agency keeps the spelling in which it is declared.
pub(super) fn in_json_ld(scene: &Scene<'_>) -> Credited {
    let authors = scene.page.article.iter().flat_map(|article| &article.authors);
    all(authors.map(|author| {
        if author.is_organisation { organisation(&author.name) } else { read(&author.name, scene) }
    }))
}

/// The authors of the first kind of meta tag that has any.
pub(super) fn in_metas(scene: &Scene<'_>) -> Credited {
    let metas = scene.page.metas(METAS, |text| is_name(scene.page, text));
    all(metas.into_iter().map(|name| read(name, scene)))
}

/// Whether the text of a meta tag is a name, and not an address or some other datum of a card.
fn is_name(page: &Declared<'_>, text: &str) -> bool {
    let is_written_by = || {
        page.meta(&["twitter:label1"])
            .is_some_and(|label| WRITTEN_BY.contains(&label.to_lowercase().as_str()))
    };
    let is_twitters = page.meta(&["twitter:data1"]) == Some(text);
    !text.contains("://")
        && text.chars().any(char::is_alphabetic)
        && (!is_twitters || is_written_by())
}

/// The authors of the article's microdata. A list of other articles has many: of several, those
/// that stand elsewhere are left out.
pub(super) fn in_microdata(scene: &Scene<'_>) -> Credited {
    let page = scene.page;
    let elements: Vec<ElementRef<'_>> =
        page.microdata("author").chain(page.microdata("creator")).take(PEOPLE).collect();
    let own =
        elements.iter().filter(|element| elements.len() == 1 || !scene.is_elsewhere(**element));
    all(own.map(|element| read(&named(*element), scene)))
}

/// The author's name within an element with microdata.
fn named(element: ElementRef<'_>) -> String {
    if is_short(element, BOX) {
        element.select(&NAME).next().map_or_else(|| value(element), value)
    } else {
        String::new()
    }
}

/// The only person that the page's JSON-LD describes: a plugin's guess at whose page it is.
pub(super) fn only_person(scene: &Scene<'_>) -> Credited {
    let only = scene.page.json_ld.only_person();
    only.map(|name| byline::read(&name, Trust::Declared)).unwrap_or_default()
}

/// What is declared as the author, which may be the site under its own name.
fn read(name: &str, scene: &Scene<'_>) -> Credited {
    if scene.is_site(name) || agencies::named(name).is_some() {
        organisation(name)
    } else {
        byline::read(name, Trust::Declared)
    }
}

fn organisation(name: &str) -> Credited {
    Credited { people: Vec::new(), credits: byline::organisation(name).into_iter().collect() }
}
