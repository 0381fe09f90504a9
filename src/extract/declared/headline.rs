//! The headline, without the site's name.
//!
//! # Limits
//! Of two headlines that a page declares for two audiences (readers, search engines) the printed
//! one is taken.

use crate::extract::phrases::{furniture, signs};
use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};
use serde::Deserialize;

use super::site_name::SiteName;
use super::{Declared, json_ld, value};
use crate::extract::layout::{blocks, classes};
use crate::extract::phrases::titles::{is_same, key};

const LONGEST: usize = 400;
const HEADINGS: usize = 20;
/// Letters of a word that two headlines may share, and bytes of a beginning that nobody would
/// repeat.
const WORD: usize = 4;
const BEGINNING: usize = 40;

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
    let title = page.page.html.select(&TITLE).next().map(blocks_title);
    let site = SiteName::of(page, site_name);
    let printed = headings(page, &["h1"], None);
    let clean = |text: &str| site.without_name(text, &printed);
    let told = told
        .map(|told| clean(&signs::folded(&json_ld::unescaped(told))))
        .filter(|told| !told.is_empty());
    let confirmed = told.as_ref().and_then(|told| {
        printed
            .iter()
            .cloned()
            .chain(headings(page, &["h2"], None))
            .find(|heading| is_same(heading, told))
    });
    if confirmed.is_some() {
        return confirmed;
    }
    // a heading that is marked as the headline says nothing about what stands over it
    let (marked, other): (Vec<ElementRef<'_>>, Vec<ElementRef<'_>>) = page
        .microdata("headline")
        .take(HEADINGS)
        .partition(|element| element.value().name() == "h1");
    let marked: Vec<String> = marked.into_iter().map(blocks::line).collect();
    let declared: Vec<String> = [
        page.meta(&["og:title"]).map(str::to_owned),
        page.article.as_ref().and_then(|article| article.headline.clone()),
        page.meta(&[
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "headline",
        ])
        .map(str::to_owned),
        other.first().map(|element| value(*element)),
        title,
    ]
    .into_iter()
    .flatten()
    .map(|text| clean(&signs::folded(&text)))
    .filter(|text| !text.is_empty())
    .collect();
    let declared = in_full(declared);
    let headings_first = headings(page, &["h1"], Some(&declared));
    let lesser: Vec<String> = headings(page, &["h2", "h3"], Some(&declared))
        .into_iter()
        .filter(|heading| !furniture::is_box_heading(heading))
        .collect();
    let is_repeated = |heading: &&String| {
        let is_marked = || marked.iter().any(|whole| whole.ends_with(heading.as_str()));
        declared.iter().any(|text| is_same(text, heading) || is_cut_short(text, heading))
            || is_marked()
    };
    let repeated = headings_first.iter().filter(is_repeated);
    let stands_in_title =
        |heading: &&String| declared.first().is_some_and(|title| stands_in(heading, title));
    let within = headings_first
        .iter()
        .chain(&lesser)
        .filter(stands_in_title)
        .max_by_key(|heading| heading.len());
    let only = only(&headings_first, &declared, &site);
    let candidates: Vec<&String> = repeated
        .chain(within)
        .chain(only)
        .chain(&declared)
        .chain(&headings_first)
        .chain(&told)
        .chain(&lesser)
        .collect();
    let headline = candidates.iter().find(|text| !site.is_name(text)).or(candidates.first())?;
    let headline = site.without_name(headline, &[]);
    Some(headline.chars().take(LONGEST).collect())
}

/// The only heading of the first rank, where it shares a word with what the page declares.
fn only<'a>(
    headings: &'a [String],
    declared: &[String],
    site: &SiteName<'_>,
) -> Option<&'a String> {
    let mut own = headings.iter().filter(|heading| {
        !site.is_name(heading)
            && !furniture::is_section(heading)
            && !furniture::is_box_heading(heading)
    });
    let only = own.next().filter(|first| own.all(|other| other == *first))?;
    let words = |text: &str| {
        key(text)
            .split(' ')
            .filter(|word| word.chars().count() >= WORD)
            .map(str::to_owned)
            .collect::<HashSet<_>>()
    };
    let told: HashSet<String> = declared.iter().flat_map(|text| words(text)).collect();
    let is_beginning = declared.iter().any(|text| {
        text.to_lowercase()
            .strip_prefix(&only.to_lowercase())
            .is_some_and(|rest| rest.starts_with(": "))
    });
    (!is_beginning && words(only).iter().any(|word| told.contains(word))).then_some(only)
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
    let is_parted = |around: &str, (sign, next): (Option<char>, Option<char>)| {
        around.trim().is_empty()
            || (sign.is_some_and(char::is_whitespace) && next.is_some_and(|c| !c.is_alphanumeric()))
    };
    heading.contains(' ')
        && title.split_once(heading).is_some_and(|(before, behind)| {
            let ends = |mut chars: &mut dyn Iterator<Item = char>| {
                (chars.next(), (&mut chars).find(|c| !c.is_whitespace()))
            };
            is_parted(before, ends(&mut before.chars().rev()))
                && is_parted(behind, ends(&mut behind.chars()))
        })
}

/// Headings; where `declared` is given, without what stands over them, if one of these does without
/// as well, or if it is named for it and none has it.
fn headings(page: &Declared<'_>, names: &[&str], declared: Option<&[String]>) -> Vec<String> {
    let elements = page
        .headings
        .iter()
        .filter(|heading| names.contains(&heading.value().name()))
        .take(HEADINGS);
    let line = |heading: &ElementRef<'_>| {
        let whole = blocks::line(*heading);
        let Some(declared) = declared else { return whole };
        let is_told = |text: &str| declared.iter().any(|told| is_same(told, text));
        match below_kicker(*heading, &whole)
            .filter(|(rest, is_kicker)| is_told(rest) || (*is_kicker && !is_told(&whole)))
        {
            Some((rest, _)) => rest,
            None => {
                behind_sign(&whole).filter(|rest| is_told(rest)).map(str::to_owned).unwrap_or(whole)
            }
        }
    };
    elements.map(line).filter(|line| !line.is_empty() && line.len() <= LONGEST).collect()
}

/// "Fish / Pact signed"
fn behind_sign(heading: &str) -> Option<&str> {
    [" / ", " | ", " – ", " — ", " - "]
        .iter()
        .find_map(|sign| heading.split_once(sign))
        .map(|(_, rest)| rest)
}

/// What follows the first element of a heading, and whether that element is named for a kicker.
fn below_kicker(heading: ElementRef<'_>, whole: &str) -> Option<(String, bool)> {
    let mut outer = heading;
    for _ in 0..4 {
        let first = outer
            .children()
            .find(|node| node.value().as_text().is_none_or(|text| !text.trim().is_empty()))?;
        let element = ElementRef::wrap(first)?;
        let kicker = blocks::line(element);
        if kicker == whole {
            outer = element;
            continue;
        }
        let rest = whole
            .strip_prefix(&kicker)?
            .trim_start_matches(|c: char| c.is_whitespace() || ":|-–—/•·+".contains(c));
        let is_named = element
            .value()
            .attr("class")
            .is_some_and(|class| classes::have(&classes::words(class), &KNOWN.kickers));
        // an element of its own that is nothing but a sign
        let mut behind = first
            .next_siblings()
            .filter_map(ElementRef::wrap)
            .map(|element| element.text().collect::<String>());
        let is_kicker = is_named
            || behind
                .next()
                .is_some_and(|sign| !sign.is_empty() && !sign.contains(char::is_alphanumeric));
        return (!kicker.is_empty() && !rest.is_empty()).then(|| (rest.to_owned(), is_kicker));
    }
    None
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    kickers: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../config/known/headlines.toml"))
        .expect("config/known/headlines.toml is tested to parse")
});

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

fn blocks_title(element: ElementRef<'_>) -> String {
    signs::folded(&element.text().collect::<String>())
}

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
        let live = "<script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\",\"headline\":\"Pact signed\"}</script>";
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
