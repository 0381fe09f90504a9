//! When a page was published and changed: where it says so best.
//!
//! # Limits
//! A date in running text is nobody's statement about the page; only the elements that sites mark as
//! dates are read.

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::blocks;
use super::declared::{Declared, value};
use crate::clock::{SignedDuration, Timestamp, When};
use crate::source::dates;

/// Clocks of sites go wrong by so much.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// The web's first news sites.
const FIRST_YEAR: i16 = 1994;
/// Elements that are looked at.
const ELEMENTS: usize = 200;
const LONGEST: usize = 120;
/// Lines around the headline that may be its date.
const BEFORE: usize = 6;
const BEHIND: usize = 12;

const METAS: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "date.published",
    "published-date",
    "publisheddate",
    "published_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "pubdate",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "original-publish-date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "rbpubdate",
    "displaydate",
    "date_published",
    "itemprop:datepublished",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcsext.articlefirstpublished",
    "citation_publication_date",
    "citation_date",
    "dc.date",
    "date",
    "article.created",
    "dcterms.available",
    "release_date",
    "timestamp",
    "itemprop:datecreated",
    "article:post_date",
    "created",
    "creation_date",
    "last-publish-date",
    "bt:pubdate",
    "pdate",
    "_pubtime",
    "publication_date",
    "eomportal-lastupdate",
    "og:release_date",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "article:updated",
    "lastmod",
    "last-modified",
    "modified",
    "dateModified",
    "datemodified",
    "date.modified",
    "dcterms.modified",
    "dc.date.modified",
    "itemprop:datemodified",
    "article_date_updated",
    "revision_date",
];

macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> = LazyLock::new(|| Selector::parse($css).expect("the selector is written here"));
    };
}

selector!(TIME, "time");
selector!(
    DATED,
    "[class*='date' i], [id*='date' i], [class*='publish' i], [class*='posted' i], [class*='timestamp' i], [class*='byline' i], [class~='time' i], [class*='meta' i], \
     [id*='publish' i], .created, .stand, .info, .datum, .fecha, .data"
);

/// A date of a page, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    pub when: When,
    pub from: &'static str,
}

/// When the page was published. Nothing that lies ahead of `now` by more than a day.
#[must_use]
pub fn published(page: &Declared<'_>, headline: Option<&str>, language: Option<&str>, now: Timestamp) -> Option<Stated> {
    let likely = |text: &str| dates::read(text, language).filter(|when| is_likely(*when, now));
    let read = |element: ElementRef<'_>| likely(&value(element)).or_else(|| likely(&blocks::line(element)));
    let stated = |when: Option<When>, from| when.map(|when| Stated { when, from });
    stated(page.article.as_ref().and_then(|article| article.published.as_deref()).and_then(likely), "json-ld")
        .or_else(|| stated(METAS.iter().filter_map(|name| page.meta(&[name])).find_map(likely), "meta"))
        .or_else(|| stated(page.microdata("datePublished").map(value).find_map(|text| likely(&text)), "microdata"))
        .or_else(|| stated(times(page, &is_marked).find_map(read), "time"))
        .or_else(|| stated(in_address(page.page.link.url().path()).filter(|when| is_likely(*when, now)), "url"))
        .or_else(|| stated(times(page, &|element| !is_of_another(element)).find_map(read), "time"))
        .or_else(|| stated(in_elements(page, &likely), "text"))
        .or_else(|| stated(near_headline(page, headline, &likely), "text"))
}

/// When the page says that it was changed; not before it was published.
#[must_use]
pub fn modified(page: &Declared<'_>, published: Option<When>, language: Option<&str>, now: Timestamp) -> Option<When> {
    let likely = |text: &str| dates::read(text, language).filter(|when| is_likely(*when, now));
    let modified = page
        .article
        .as_ref()
        .and_then(|article| article.modified.as_deref())
        .and_then(likely)
        .or_else(|| MODIFIED.iter().filter_map(|name| page.meta(&[name])).find_map(likely))
        .or_else(|| page.microdata("dateModified").map(value).find_map(|text| likely(&text)))?;
    published.is_none_or(|published| published.day() <= modified.day()).then_some(modified)
}

#[must_use]
pub fn is_likely(when: When, now: Timestamp) -> bool {
    when.day().year() >= FIRST_YEAR && when.approximate() <= now.checked_add(AHEAD).unwrap_or(Timestamp::MAX)
}

fn times<'a>(page: &Declared<'a>, wanted: &dyn Fn(ElementRef<'a>) -> bool) -> impl Iterator<Item = ElementRef<'a>> {
    page.page.html.select(&TIME).take(ELEMENTS).filter(|element| wanted(*element))
}

/// Whether a `<time>` says that it is the publication's.
fn is_marked(element: ElementRef<'_>) -> bool {
    let element = element.value();
    let is_class = |class: &str| ["publish", "entry-date", "pubdate", "created"].iter().any(|name| class.to_lowercase().contains(name));
    element.attr("pubdate").is_some() || element.attr("class").is_some_and(is_class)
}

fn in_elements(page: &Declared<'_>, likely: &dyn Fn(&str) -> Option<When>) -> Option<When> {
    page.page.html.select(&DATED).take(ELEMENTS).filter(|element| !is_of_another(*element)).find_map(|element| {
        let line = blocks::line(element);
        (line.chars().count() <= LONGEST)
            .then(|| likely(&line))
            .flatten()
            .or_else(|| likely(&value(element)).filter(|_| element.value().attr("content").is_some() || element.value().attr("datetime").is_some()))
    })
}

/// A short line with a date around the headline.
fn near_headline(page: &Declared<'_>, headline: Option<&str>, likely: &dyn Fn(&str) -> Option<When>) -> Option<When> {
    let (before, behind) = around_headline(page, headline);
    behind.iter().chain(before.iter().rev()).find_map(|line| likely(line))
}

/// The short ones of the lines right behind the headline: its section, deck, by-line and day.
#[must_use]
pub fn behind_headline(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    if headline.is_some() { around_headline(page, headline).1 } else { Vec::new() }
}

/// The short ones of a few lines before and behind the headline.
fn around_headline(page: &Declared<'_>, headline: Option<&str>) -> (Vec<String>, Vec<String>) {
    let lines = blocks::paragraphs(page.page.html.root_element(), &is_foot);
    let own = headline.and_then(|headline| lines.iter().position(|line| line == headline)).unwrap_or_default();
    let short = |lines: &[String]| lines.iter().filter(|line| line.chars().count() <= LONGEST / 2).cloned().collect();
    let end = lines.len().min(own + 1 + BEHIND);
    (short(&lines[own.saturating_sub(BEFORE)..own.min(lines.len())]), short(&lines[end.min(own + 1)..end]))
}

fn is_foot(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "footer" | "aside")
}

/// Whether an element belongs to something else than the article: it stands in a list of links, a side
/// bar, comments, or the page's foot, where the year of the copyright stands.
pub fn is_of_another(element: ElementRef<'_>) -> bool {
    std::iter::once(*element).chain(element.ancestors()).filter_map(ElementRef::wrap).take(40).any(|ancestor| {
        let element = ancestor.value();
        let class = |name: &str| element.attr("class").is_some_and(|class| class.to_lowercase().contains(name));
        matches!(element.name(), "footer" | "aside" | "nav")
            || ["related", "sidebar", "comment", "widget", "recommend", "teaser", "footer"].iter().any(|name| class(name))
    })
}

/// `/2024/06/20/`, `/2024-06-20-`, `/20240620/`
fn in_address(path: &str) -> Option<When> {
    let pieces: Vec<&str> = path.split('/').filter(|piece| !piece.is_empty()).collect();
    let is_number =
        |piece: &str, digits: std::ops::RangeInclusive<usize>| digits.contains(&piece.len()) && piece.bytes().all(|byte| byte.is_ascii_digit());
    let parted = pieces.windows(3).find(|piece| is_number(piece[0], 4..=4) && is_number(piece[1], 1..=2) && is_number(piece[2], 1..=2));
    if let Some(piece) = parted {
        return dates::read(&piece.join("-"), None);
    }
    pieces.iter().find_map(|piece| {
        let is_parted = |start: &&str| is_number(&start[..4], 4..=4) && !start.as_bytes()[4].is_ascii_digit();
        let start = piece.get(..10).filter(|start| start.is_ascii()).filter(is_parted).and_then(|start| dates::read(start, None));
        start.or_else(|| dates::read(piece, None).filter(|_| is_number(piece, 8..=8)))
    })
}
