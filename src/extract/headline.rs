//! The headline, without the site's name.

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::declared::{Anchor, Declared, value};
use super::{blocks, furniture, json_ld};
use crate::text;

const SEPARATORS: &[&str] = &[" | ", " – ", " — ", " - ", " :: ", " » ", " « ", " · ", " • ", " / ", " ‹ ", " › ", "ㅣ", "｜", " ｜ ", "_", " : "];
const LONGEST: usize = 400;

/// Bytes of the longest name of a site.
const SITE_NAME: usize = 60;

static TITLE: LazyLock<Selector> = LazyLock::new(|| Selector::parse("head title").expect("`head title` is a selector"));

/// The headline: what Open Graph, JSON-LD, the `<title>` and the `<h1>` say, in this order; but a
/// heading that one of the others repeats is the best witness of all, since it is what is printed, and
/// before all others one that `told` repeats, the title that a feed gave.
///
/// The site's own name is the headline only where there is nothing else.
#[must_use]
pub fn of(page: &Declared<'_>, site_name: Option<&str>, told: Option<&str>) -> Option<String> {
    let title = page.page.html.select(&TITLE).next().map(blocks_title);
    let headings = headings(page, &["h1"]);
    let site = Site { name: site_name, host: page.page.link.host(), home: home_names(page) };
    let clean = |text: &str| site.without_name(text, &headings);
    let told = told.map(|told| clean(&blocks::folded(&json_ld::unescaped(told)))).filter(|told| !told.is_empty());
    let confirmed =
        told.as_ref().and_then(|told| headings.iter().cloned().chain(self::headings(page, &["h2"])).find(|heading| is_same(heading, told)));
    if confirmed.is_some() {
        return confirmed;
    }
    let declared: Vec<String> = [
        page.meta(&["og:title"]).map(str::to_owned),
        page.article.as_ref().and_then(|article| article.headline.clone()),
        page.meta(&["twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "headline"]).map(str::to_owned),
        page.microdata("headline").map(value).next(),
        title,
    ]
    .into_iter()
    .flatten()
    .map(|text| clean(&blocks::folded(&text)))
    .filter(|text| !text.is_empty())
    .collect();
    let lesser: Vec<String> = self::headings(page, &["h2", "h3"]).into_iter().filter(|heading| !furniture::is_box_heading(heading)).collect();
    let printed = headings.iter().filter(|heading| declared.iter().any(|text| is_same(text, heading) || is_cut_short(text, heading)));
    let stands_in_title = |heading: &&String| declared.first().is_some_and(|title| stands_in(heading, title));
    let within = headings.iter().chain(&lesser).filter(stands_in_title).max_by_key(|heading| heading.len());
    let candidates: Vec<&String> = printed.chain(within).chain(&declared).chain(&headings).chain(&told).chain(&lesser).collect();
    let headline = candidates.iter().find(|text| !site.is_name(text)).or(candidates.first())?;
    Some(headline.chars().take(LONGEST).collect())
}

/// Whether `text` is the beginning of `heading`: a meta tag ends at a quotation mark in it.
fn is_cut_short(text: &str, heading: &str) -> bool {
    let goes_on = |rest: &str| rest.starts_with(' ') && rest.trim_start().starts_with(|c: char| c.is_alphanumeric() || "\"'“„«‘".contains(c));
    text.len() * 2 > heading.len() && text.contains(' ') && heading.strip_prefix(text).is_some_and(goes_on)
}

/// Whether `title` is `heading` (two words or more) with something before or behind it, each parted by
/// a sign.
fn stands_in(heading: &str, title: &str) -> bool {
    let is_parted = |around: &str, (sign, next): (Option<char>, Option<char>)| {
        around.trim().is_empty() || (sign.is_some_and(char::is_whitespace) && next.is_some_and(|c| !c.is_alphanumeric()))
    };
    heading.contains(' ')
        && title.split_once(heading).is_some_and(|(before, behind)| {
            let ends = |mut chars: &mut dyn Iterator<Item = char>| (chars.next(), (&mut chars).find(|c| !c.is_whitespace()));
            is_parted(before, ends(&mut before.chars().rev())) && is_parted(behind, ends(&mut behind.chars()))
        })
}

fn headings(page: &Declared<'_>, names: &[&str]) -> Vec<String> {
    let elements = page.headings.iter().filter(|heading| names.contains(&heading.value().name())).take(20);
    elements.map(|heading| blocks::line(*heading)).filter(|line| !line.is_empty() && line.len() <= LONGEST).collect()
}

/// The texts of links to folders above the page: the site's name, or a section's.
fn home_names(page: &Declared<'_>) -> Vec<String> {
    let own = page.page.link.url();
    let leads_up = |anchor: &&Anchor<'_>| {
        let target = own.join(anchor.href).ok();
        target.is_some_and(|target| {
            let folder = target.path().trim_end_matches('/');
            let is_above = own.path().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') && rest.len() > 1);
            target.host_str() == own.host_str() && is_above && target.query().is_none()
        })
    };
    let names = page.anchors.iter().filter(|anchor| anchor.text.len() <= SITE_NAME).filter(leads_up).map(|anchor| key(&anchor.text));
    names.filter(|name| !name.is_empty() && name.len() <= SITE_NAME).collect()
}

/// The headings of other articles that follow on the page: those in an `<article>` of their own.
#[must_use]
pub fn others(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    let headings: Vec<ElementRef<'_>> = page.headings.iter().filter(|heading| heading.value().name() == "h1").take(20).copied().collect();
    let Some(own) = headings.iter().position(|heading| headline.is_some_and(|headline| is_same(&blocks::line(*heading), headline))) else {
        return Vec::new();
    };
    let Some(article) = article_of(headings[own]) else { return Vec::new() };
    let is_other = |heading: &&ElementRef<'_>| article_of(**heading).is_some_and(|other| other.id() != article.id());
    headings[own + 1..].iter().filter(is_other).map(|heading| blocks::line(*heading)).collect()
}

fn article_of(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap).find(|ancestor| ancestor.value().name() == "article")
}

fn blocks_title(element: ElementRef<'_>) -> String {
    blocks::folded(&element.text().collect::<String>())
}

/// Whether two headlines have the same words.
#[must_use]
pub fn is_same(a: &str, b: &str) -> bool {
    key(a) == key(b)
}

/// Whether `text` is nothing but the name of the page's site.
#[must_use]
pub fn is_site(page: &Declared<'_>, site_name: Option<&str>, text: &str) -> bool {
    Site { name: site_name, host: page.page.link.host(), home: Vec::new() }.is_name(text)
}

/// What a site is called.
struct Site<'a> {
    name: Option<&'a str>,
    host: &'a str,
    /// By [`key`].
    home: Vec<String>,
}

impl Site<'_> {
    /// `title` without a first or last part that names the site.
    fn without_name(&self, title: &str, headings: &[String]) -> String {
        let (mut title, mut is_section_last) = (title.trim(), false);
        for _ in 0..3 {
            // a section's name stands between the headline and the site's
            let section = SEPARATORS.iter().chain(&["-"]).filter_map(|separator| title.rsplit_once(separator));
            if is_section_last
                && let Some((rest, _)) =
                    section.filter(|(rest, name)| !rest.trim().is_empty() && furniture::is_section(name)).min_by_key(|(rest, _)| rest.len())
            {
                title = rest.trim();
            }

            let cuts = SEPARATORS.iter().flat_map(|separator| {
                let last = title.rsplit_once(separator);
                let first = title.split_once(separator).map(|(name, rest)| (rest, name));
                [last, first]
            });
            let is_cut = |(rest, name): &(&str, &str)| {
                let rest = rest.trim();
                !rest.is_empty() && (self.is_named(name) || headings.iter().any(|heading| is_same(heading, rest)))
            };
            match cuts.flatten().find(is_cut) {
                Some((rest, name)) => {
                    is_section_last = self.is_named(name) && title.starts_with(rest);
                    title = rest.trim();
                }
                None => break,
            }
        }
        title.to_owned()
    }

    /// The host without `www.` and what it is registered under.
    fn own_host(&self) -> String {
        glued_host(self.host.trim_start_matches("www.").rsplit_once('.').map_or(self.host, |(own, _)| own))
    }

    /// Whether `text` is the site's name and nothing else.
    fn is_name(&self, text: &str) -> bool {
        let name = key(text);
        let own = self.own_host();
        let is_site = self.name.is_some_and(|site| glued(&key(site)) == glued(&name));
        is_site || self.home.contains(&name) || glued(&name) == own || glued(&name).trim_start_matches("the") == own
    }

    /// Whether `part` of a title is the site's name, or nearly.
    fn is_named(&self, part: &str) -> bool {
        let name = key(part);
        if name.is_empty() || name.len() > SITE_NAME {
            return false;
        }
        let own = self.own_host();
        let name = glued(&name);
        let short = name.trim_start_matches("the");
        self.is_name(part) || (short.len() >= 4 && glued_host(self.host).contains(short)) || (own.len() >= 4 && short.starts_with(&own))
    }
}

fn glued_host(host: &str) -> String {
    glued(&key(&host.replace(['.', '-'], " ")))
}

fn glued(text: &str) -> String {
    text.replace(' ', "")
}

fn key(text: &str) -> String {
    let words: Vec<String> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).map(text::folded).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    #[track_caller]
    fn check(title: &str, name: Option<&str>, host: &str, headline: &str) {
        assert_eq!(Site { name, host, home: Vec::new() }.without_name(title, &[]), headline);
    }

    #[track_caller]
    fn check_page(source: &str, told: Option<&str>, headline: &str) {
        let page = Page::parse(source.to_owned(), "https://10.0.0.1/harbour-times/world/pact".parse().unwrap());
        assert_eq!(of(&Declared::of(&page), None, told).as_deref(), Some(headline));
    }

    #[test]
    fn the_sites_name_is_no_headline_where_there_is_another() {
        let home = "<a href=/harbour-times/>Harbour Times</a>";
        check_page(&format!("<title>Harbour Times</title>{home}<h1>Pact signed</h1>"), None, "Pact signed");
        check_page(&format!("<title>HARBOUR TIMES</title><h1>{home}</h1><h1>Pact signed</h1>"), None, "Pact signed");
        check_page(&format!("<title>Pact signed | Harbour Times</title>{home}"), None, "Pact signed");
        check_page(&format!("<title>Harbour Times</title>{home}<h2>Pact signed</h2>"), Some("Pact signed"), "Pact signed");
        check_page(&format!("<title>Harbour Times</title>{home}"), Some("Pact signed"), "Pact signed");
        check_page(&format!("<title>Harbour Times</title>{home}"), None, "Harbour Times");
    }

    #[test]
    fn a_heading_that_stands_in_the_title_is_the_headline() {
        check_page("<title>Pact signed - Blog - All of the sea</title><h2>Tides</h2><h2>Pact signed</h2>", None, "Pact signed");
        check_page("<meta property=og:title content='The minister said'><h1>The minister said “never”</h1>", None, "The minister said “never”");
        check_page("<title>Pact signed-off at last</title><h2>Pact signed</h2>", None, "Pact signed-off at last");
        check_page("<h2>Pact signed</h2>", None, "Pact signed");
    }

    #[test]
    fn a_heading_that_the_feed_repeats_is_the_headline() {
        let page = "<title>All the news</title><h1>News of the harbour</h1><h1>Pact signed at last</h1><h2>Storm warning</h2>";
        check_page(page, Some("Pact signed at last"), "Pact signed at last");
        check_page(page, Some("Storm warning &#8211; Harbour"), "All the news");
        check_page(page, None, "All the news");
    }

    #[test]
    fn the_sites_name_falls_off() {
        check("Pact signed - Harbour Times", Some("Harbour Times"), "news.example", "Pact signed");
        check("Harbour Times | Pact signed", Some("harbour times"), "news.example", "Pact signed");
        check("Pact signed — Harbour Times", None, "www.harbourtimes.example", "Pact signed");
        check("Pact signed | World | Harbour Times", Some("Harbour Times"), "x.example", "Pact signed");
        check("Pact signed-PoliticsㅣHarbour Times", Some("Harbour Times"), "x.example", "Pact signed");
        check("Pact signed - Politics", Some("Harbour Times"), "x.example", "Pact signed - Politics");
        check("North - South talks resume", Some("Harbour Times"), "x.example", "North - South talks resume");
        check("Harbour Times", Some("Harbour Times"), "x.example", "Harbour Times");
        check("", None, "x.example", "");
    }
}
