//! The headline, without the site's name.
//!
//! # Limits
//! Of two headlines that a page declares for two audiences (readers, search engines) the printed
//! one is taken.

use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};
use serde::Deserialize;

use super::site_name::SiteName;
use super::{Declared, json_ld, value};
use crate::extract::layout::{blocks, classes};
use crate::extract::phrases::titles::{is_same, key};
use crate::extract::phrases::{furniture, signs};
use crate::known;

/// Characters of a headline, bytes of a heading.
const LONGEST: usize = 400;
/// Headings of a rank that are looked at.
const HEADINGS: usize = 20;
/// Letters of a word that says what a headline is about.
const WORD: usize = 4;
/// Bytes of a beginning that nobody would repeat.
const BEGINNING: usize = 40;
/// Elements within one another at the beginning of a heading.
const NESTED: usize = 4;

/// Meta tags that name the headline, beside Open Graph's.
const METAS: &[&str] =
    &["twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline"];

static TITLE: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("head title").expect("`head title` is a selector"));

/// The headline: what Open Graph, JSON-LD, the `<title>` and the `<h1>` say, in this order; but a
/// heading that one of the others repeats is the best witness of all, since it is what is printed,
/// and before all others one that `told` repeats, the title that a feed gave. The only `<h1>` comes
/// first where it is about the same in other words: what is declared is for search engines then.
///
/// The site's own name is the headline only where there is nothing else.
#[must_use]
pub fn of(page: &Declared<'_>, site_name: Option<&str>, told: Option<&str>) -> Option<String> {
    let site = SiteName::of(page, site_name);
    let printed = headings(page, &["h1"]);
    let cleaned = |text: &str| {
        Some(site.without_name(&signs::folded(text), &printed)).filter(|text| !text.is_empty())
    };
    let told = told.and_then(|told| cleaned(&json_ld::unescaped(told)));
    if let Some(told) = &told {
        let mut printed = printed.iter().cloned().chain(headings(page, &["h2"]));
        if let Some(confirmed) = printed.find(|heading| is_same(heading, told)) {
            return Some(confirmed);
        }
    }
    let declared = titles(page).iter().filter_map(|title| cleaned(title)).collect();
    let offers = Offers::of(page, in_full(declared), told);
    let by_rank = offers.by_rank(&site);
    let headline = by_rank.iter().find(|text| !site.is_name(text)).or(by_rank.first())?;
    Some(site.without_name(headline, &[]).chars().take(LONGEST).collect())
}

/// The headings of other articles that follow on the page: those in an `<article>` of their own,
/// which is no part of the first. Posts of a live blog are.
#[must_use]
pub fn others(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    let headings: Vec<ElementRef<'_>> = page
        .headings
        .iter()
        .filter(|heading| heading.value().name() == "h1")
        .take(20)
        .copied()
        .collect();
    let Some(own) = headings.iter().position(|heading| {
        headline.is_some_and(|headline| is_same(&blocks::line(*heading), headline))
    }) else {
        return Vec::new();
    };
    let Some(article) = article_of(headings[own]).filter(|_| !page.json_ld.is_live_blog()) else {
        return Vec::new();
    };
    let is_own =
        |element: ElementRef<'_>| blocks::around(element).any(|outer| outer.id() == article.id());
    let is_other =
        |heading: &&ElementRef<'_>| article_of(**heading).is_some_and(|other| !is_own(other));
    headings[own + 1..].iter().filter(is_other).map(|heading| blocks::line(*heading)).collect()
}

fn article_of(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    blocks::around(element).find(|outer| outer.value().name() == "article")
}

/// What the page's head and its properties declare as the title, the most reliable first.
fn titles(page: &Declared<'_>) -> Vec<String> {
    let open_graph = page.meta(&["og:title"]).map(str::to_owned);
    let json_ld = page.article.as_ref().and_then(|article| article.headline.clone());
    let meta = page.meta(METAS).map(str::to_owned);
    let property = marked(page).into_iter().find(|element| !is_first_rank(*element)).map(value);
    let title = page.page.html.select(&TITLE).next().map(|title| title.text().collect());
    [open_graph, json_ld, meta, property, title].into_iter().flatten().collect()
}

/// Elements that microdata marks as the headline.
fn marked<'a>(page: &Declared<'a>) -> Vec<ElementRef<'a>> {
    page.microdata("headline").take(HEADINGS).collect()
}

fn is_first_rank(element: ElementRef<'_>) -> bool {
    element.value().name() == "h1"
}

/// The texts that may be a page's headline.
struct Offers {
    /// What the page declares, the most reliable first.
    declared: Vec<String>,
    /// Every `<h1>`.
    first: Vec<String>,
    /// Every `<h2>` and `<h3>` that is no box's.
    lesser: Vec<String>,
    /// Every `<h1>` that is marked as the headline, with what stands over it: the mark says nothing
    /// about that.
    marked: Vec<String>,
    /// What the feed said.
    told: Option<String>,
}

impl Offers {
    fn of(page: &Declared<'_>, declared: Vec<String>, told: Option<String>) -> Self {
        let mut lesser = headings_without_kickers(page, &["h2", "h3"], &declared);
        lesser.retain(|heading| !furniture::is_box_heading(heading));
        let marked = marked(page).into_iter().filter(|element| is_first_rank(*element));
        Self {
            first: headings_without_kickers(page, &["h1"], &declared),
            lesser,
            marked: marked.map(blocks::line).collect(),
            declared,
            told,
        }
    }

    /// All offers, the best first; some of them twice.
    fn by_rank(&self, site: &SiteName<'_>) -> Vec<&String> {
        let repeated = self.first.iter().filter(|heading| self.is_repeated(heading));
        repeated
            .chain(self.within_title())
            .chain(self.only_heading(site))
            .chain(&self.declared)
            .chain(&self.first)
            .chain(&self.told)
            .chain(&self.lesser)
            .collect()
    }

    /// Whether a heading is declared too, whole or cut short, or marked.
    fn is_repeated(&self, heading: &str) -> bool {
        self.declared.iter().any(|text| is_same(text, heading) || is_cut_short(text, heading))
            || self.marked.iter().any(|whole| whole.ends_with(heading))
    }

    /// The longest heading that stands in the best title.
    fn within_title(&self) -> Option<&String> {
        let title = self.declared.first()?;
        self.first
            .iter()
            .chain(&self.lesser)
            .filter(|heading| stands_in(heading, title))
            .max_by_key(|heading| heading.len())
    }

    /// The only heading of the first rank, where it shares a word with what the page declares.
    fn only_heading(&self, site: &SiteName<'_>) -> Option<&String> {
        let mut own = self.first.iter().filter(|heading| {
            !site.is_name(heading)
                && !furniture::is_section(heading)
                && !furniture::is_box_heading(heading)
        });
        let only = own.next().filter(|first| own.all(|other| other == *first))?;
        let declared: HashSet<String> =
            self.declared.iter().flat_map(|text| long_words(text)).collect();
        let is_topic = self.declared.iter().any(|text| begins_with_topic(text, only));
        (!is_topic && !long_words(only).is_disjoint(&declared)).then_some(only)
    }
}

/// The words of a headline that say what it is about.
fn long_words(text: &str) -> HashSet<String> {
    key(text).split(' ').filter(|word| word.chars().count() >= WORD).map(str::to_owned).collect()
}

/// Whether a title begins with its topic, which a colon ends: "Fisheries pact: all you need to
/// know".
fn begins_with_topic(title: &str, topic: &str) -> bool {
    title
        .to_lowercase()
        .strip_prefix(&topic.to_lowercase())
        .is_some_and(|rest| rest.starts_with(": "))
}

/// A meta tag that ends at a quotation mark is the title's beginning.
fn in_full(mut declared: Vec<String>) -> Vec<String> {
    if let Some(whole) =
        declared.iter().skip(1).find(|text| is_cut_short(&declared[0], text)).cloned()
    {
        declared[0] = whole;
    }
    declared
}

/// Whether `text` is the beginning of `heading`: a meta tag ends at a quotation mark in it, a title
/// after so many characters.
fn is_cut_short(text: &str, heading: &str) -> bool {
    let goes_on = |rest: &str| {
        let is_parted = rest.starts_with(' ')
            && rest
                .trim_start()
                .starts_with(|c: char| c.is_alphanumeric() || "\"'“„«‘".contains(c));
        is_parted || (text.len() >= BEGINNING && rest.starts_with(char::is_alphanumeric))
    };
    text.len() * 2 > heading.len()
        && text.contains(' ')
        && heading.strip_prefix(text).is_some_and(goes_on)
}

/// Whether `title` is `heading` (two words or more) with something before or behind it, each parted
/// by a sign.
fn stands_in(heading: &str, title: &str) -> bool {
    heading.contains(' ')
        && title.split_once(heading).is_some_and(|(before, behind)| {
            is_parted(before.chars().rev()) && is_parted(behind.chars())
        })
}

/// Whether what stands beside a heading, read away from it, is nothing, or a space and then a sign.
fn is_parted(mut beside: impl Iterator<Item = char>) -> bool {
    beside.next().is_none_or(char::is_whitespace)
        && beside.find(|c| !c.is_whitespace()).is_none_or(|c| !c.is_alphanumeric())
}

/// The headings with one of `names` (`h1`).
fn headings(page: &Declared<'_>, names: &[&str]) -> Vec<String> {
    lines(elements(page, names).map(blocks::line))
}

/// The headings with one of `names`, without what stands over them.
fn headings_without_kickers(
    page: &Declared<'_>,
    names: &[&str],
    declared: &[String],
) -> Vec<String> {
    lines(elements(page, names).map(|heading| without_kicker(heading, declared)))
}

fn elements<'p, 'a>(
    page: &'p Declared<'a>,
    names: &'p [&str],
) -> impl Iterator<Item = ElementRef<'a>> + 'p {
    let headings = page.headings.iter().copied();
    headings.filter(|heading| names.contains(&heading.value().name())).take(HEADINGS)
}

fn lines(lines: impl Iterator<Item = String>) -> Vec<String> {
    lines.filter(|line| !line.is_empty() && line.len() <= LONGEST).collect()
}

/// A heading without what stands over it, if what the page declares does without as well, or if
/// that is named for a kicker and nothing declared has it.
fn without_kicker(heading: ElementRef<'_>, declared: &[String]) -> String {
    let whole = blocks::line(heading);
    let is_declared = |text: &str| declared.iter().any(|title| is_same(title, text));
    if let Some(below) = below_kicker(heading, &whole)
        && (is_declared(&below.rest) || (below.is_kicker && !is_declared(&whole)))
    {
        return below.rest;
    }
    match behind_sign(&whole) {
        Some(rest) if is_declared(rest) => rest.to_owned(),
        _ => whole,
    }
}

/// What stands behind the first sign of a heading: "Fish / Pact signed".
fn behind_sign(heading: &str) -> Option<&str> {
    [" / ", " | ", " – ", " — ", " - "]
        .iter()
        .find_map(|sign| heading.split_once(sign))
        .map(|(_, rest)| rest)
}

/// A heading of which the first element is taken off.
struct Below {
    rest: String,
    /// Whether the first element is a kicker: it is named for one, or a sign of its own follows it.
    is_kicker: bool,
}

/// What follows the first element of a heading that is not all of it.
fn below_kicker(heading: ElementRef<'_>, whole: &str) -> Option<Below> {
    let mut first = first_element(heading)?;
    for _ in 1..NESTED {
        if blocks::line(first) != whole {
            break;
        }
        first = first_element(first)?;
    }
    let kicker = blocks::line(first);
    let rest = whole
        .strip_prefix(&kicker)?
        .trim_start_matches(|c: char| c.is_whitespace() || ":|-–—/•·+".contains(c));
    let is_kicker = || is_named_kicker(first) || is_sign_behind(first);
    (!kicker.is_empty() && !rest.is_empty())
        .then(|| Below { rest: rest.to_owned(), is_kicker: is_kicker() })
}

/// The element with which an element begins, unless that is text.
fn first_element(outer: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let is_seen = |text: &str| !text.trim().is_empty();
    let mut children = outer.children();
    let first = children.find(|node| node.value().as_text().is_none_or(|text| is_seen(text)))?;
    ElementRef::wrap(first)
}

fn is_named_kicker(element: ElementRef<'_>) -> bool {
    let class = element.value().attr("class");
    class.is_some_and(|class| classes::have(&classes::words(class), &KNOWN.kickers))
}

/// Whether the next element is nothing but a sign.
fn is_sign_behind(element: ElementRef<'_>) -> bool {
    let next = element.next_siblings().find_map(ElementRef::wrap);
    let text = next.map(|next| next.text().collect::<String>());
    text.is_some_and(|sign| !sign.is_empty() && !sign.contains(char::is_alphanumeric))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    kickers: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(known::HEADLINES).expect("config/known/headlines.toml is tested to parse")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    #[track_caller]
    fn check_page(source: &str, told: Option<&str>, headline: &str) {
        let page = Page::parse(
            source.to_owned(),
            "https://10.0.0.1/harbour-times/world/pact".parse().unwrap(),
        );
        assert_eq!(of(&Declared::of(&page), None, told).as_deref(), Some(headline));
    }

    #[test]
    fn the_sites_name_is_no_headline_where_there_is_another() {
        let home = "<a href=/harbour-times/>Harbour Times</a>";
        check_page(
            &format!("<title>Harbour Times</title>{home}<h1>Pact signed</h1>"),
            None,
            "Pact signed",
        );
        check_page(
            &format!("<title>HARBOUR TIMES</title><h1>{home}</h1><h1>Pact signed</h1>"),
            None,
            "Pact signed",
        );
        check_page(
            &format!("<title>Pact signed | Harbour Times</title>{home}"),
            None,
            "Pact signed",
        );
        check_page(
            &format!("<title>Harbour Times</title>{home}<h2>Pact signed</h2>"),
            Some("Pact signed"),
            "Pact signed",
        );
        check_page(
            &format!("<title>Harbour Times</title>{home}"),
            Some("Pact signed"),
            "Pact signed",
        );
        check_page(&format!("<title>Harbour Times</title>{home}"), None, "Harbour Times");
    }

    #[test]
    fn a_heading_that_stands_in_the_title_is_the_headline() {
        check_page(
            "<title>Pact signed - Blog - All of the sea</title><h2>Tides</h2><h2>Pact signed</h2>",
            None,
            "Pact signed",
        );
        check_page(
            "<meta property=og:title content='The minister said'><h1>The minister said \
                “never”</h1>",
            None,
            "The minister said “never”",
        );
        check_page(
            "<title>Pact signed-off at last</title><h2>Pact signed</h2>",
            None,
            "Pact signed-off at last",
        );
        check_page("<h2>Pact signed</h2>", None, "Pact signed");
    }

    #[test]
    fn a_heading_that_the_feed_repeats_is_the_headline() {
        let page = "<title>All the news</title><h1>News of the harbour</h1><h1>Pact signed at \
            last</h1><h2>Storm warning</h2>";
        check_page(page, Some("Pact signed at last"), "Pact signed at last");
        check_page(page, Some("Storm warning &#8211; Harbour"), "All the news");
        check_page(page, None, "All the news");
    }

    #[test]
    fn what_stands_over_a_headline_is_not_of_it() {
        check_page(
            "<h1><span class=article__overline>Fish</span> <span>Pact signed</span></h1>",
            None,
            "Pact signed",
        );
        check_page(
            "<meta property=og:title content='Pact signed'><h1><a href=x><b>Fish</b>: Pact \
                signed</a></h1>",
            None,
            "Pact signed",
        );
        check_page("<h1><b>Fish</b> pact signed</h1>", None, "Fish pact signed");
        check_page("<title>Pact signed</title><h1>Fish / Pact signed</h1>", None, "Pact signed");
        let marked = "<h1 itemprop=headline><b class=kicker>Fish</b>: Pact signed</h1>";
        check_page(&format!("<title>Two ministers meet</title>{marked}"), None, "Pact signed");
        check_page(
            "<title>Two ministers meet</title><h1 itemprop=headline><b>Fish</b><i> – </i><b>Pact \
                signed</b></h1>",
            None,
            "Pact signed",
        );
        let kicker = "<h1><b class=kicker>Fish</b>: Pact signed</h1>";
        check_page(&format!("<title>Fish: Pact signed</title>{kicker}"), None, "Fish: Pact signed");
        check_page(
            &format!(
                "<title>Fish: Pact signed</title><meta property=og:title content='Pact \
                    signed'>{kicker}"
            ),
            None,
            "Pact signed",
        );
    }

    #[test]
    fn the_only_heading_is_the_headline_where_it_is_about_the_same() {
        check_page(
            "<title>Herring 2024: all you need to know</title><h1>Two fleets sign a pact</h1>",
            None,
            "Herring 2024: all you need to know",
        );
        check_page(
            "<title>Fisheries pact: all you need to know</title><h1>Ministers sign fisheries \
                pact</h1>",
            None,
            "Ministers sign fisheries pact",
        );
        check_page(
            "<title>Fisheries pact: all you need to know</title><h1>Fisheries Pact</h1>",
            None,
            "Fisheries pact: all you need to know",
        );
        check_page(
            "<title>Fisheries pact: all you need to know</title><h1>Subscribe to us now</h1>",
            None,
            "Fisheries pact: all you need to know",
        );
    }

    #[test]
    fn other_articles_stand_beside_the_first_not_within_it() {
        let others = |page: &str| {
            let page =
                Page::parse(page.to_owned(), "https://harbour.example/pact".parse().unwrap());
            others(&Declared::of(&page), Some("Pact signed"))
        };
        assert_eq!(
            others("<article><h1>Pact signed</h1></article><article><h1>Storm</h1></article>"),
            ["Storm"]
        );
        assert_eq!(
            others(
                "<article><h1>Pact signed</h1><article><h1>Ministers speak</h1></article></article>"
            ),
            [""; 0]
        );
        let live = "<script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\",\
            \"headline\":\"Pact signed\"}</script>";
        assert_eq!(
            others(&format!(
                "{live}<article><h1>Pact signed</h1></article><article><h1>Storm</h1></article>"
            )),
            [""; 0]
        );
    }

    #[test]
    fn of_a_title_that_breaks_off_the_whole_is_taken() {
        check_page(
            "<meta property=og:title content='The minister said'><title>The minister said \
                “never”</title>",
            None,
            "The minister said “never”",
        );
        check_page(
            "<title>The two ministers signed a pact on the fisher</title><h1>The two ministers \
                signed a pact on the fisheries of the north</h1>",
            None,
            "The two ministers signed a pact on the fisheries of the north",
        );
    }
}
