//! The feeds that a page offers.

use scraper::Selector;

use crate::link::Link;
use crate::page::Page;

/// How many bytes of a page are looked at: its head is within its first ones.
const LOOKED_AT: usize = 512 * 1024;
const MOST: usize = 20;
const TYPES: &[&str] = &[
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/json",
    "text/xml",
    "application/xml",
];

/// The feeds that `page_html` offers in `<link rel="alternate">`, in the page's order, each once.
/// Feeds of comments come last.
#[must_use]
pub fn discover(page_html: &str, base: &Link) -> Vec<Link> {
    let html =
        Page::parse(page_html[..page_html.floor_char_boundary(LOOKED_AT)].to_owned(), base.clone())
            .html;
    let (Ok(links), Ok(base_of_page)) =
        (Selector::parse("link[rel][href]"), Selector::parse("base[href]"))
    else {
        return Vec::new();
    };
    let base = html
        .select(&base_of_page)
        .next()
        .and_then(|element| base.join(element.attr("href")?).ok())
        .unwrap_or_else(|| base.clone());
    let mut feeds: Vec<Link> = Vec::new();
    let mut of_comments: Vec<Link> = Vec::new();
    for element in html.select(&links) {
        let has_rel = |wanted: &str| {
            element
                .attr("rel")
                .unwrap_or_default()
                .split_whitespace()
                .any(|rel| rel.eq_ignore_ascii_case(wanted))
        };
        let kind = element
            .attr("type")
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        if !(has_rel("feed") || has_rel("alternate") && TYPES.contains(&kind.as_str())) {
            continue;
        }
        let href = element.attr("href").unwrap_or_default();
        // WordPress names its programming interface in the same way.
        if kind == "application/json" && href.contains("/wp-json/") {
            continue;
        }
        let Ok(link) = base.join(href) else { continue };
        let kept = if link.as_str().contains("/comments/") { &mut of_comments } else { &mut feeds };
        if !kept.contains(&link) && kept.len() < MOST {
            kept.push(link);
        }
    }
    feeds.append(&mut of_comments);
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, feeds: &[&str]) {
        let base = "https://paper.example/world/".parse().unwrap();
        let found: Vec<String> = discover(page, &base).iter().map(ToString::to_string).collect();
        assert_eq!(found, feeds);
    }

    #[test]
    fn a_page_offers_its_feeds_in_its_head() {
        check(
            r#"<html><head><link rel="alternate" type="application/rss+xml" href="comments/feed/">
            <link rel="stylesheet" href="a.css">
            <LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' HREF='/feed.atom'>
            <link rel="alternate" hreflang="fr" href="/fr/">
            <link rel="alternate" type="application/json" href="/wp-json/x">
            <link rel="alternate" type="application/rss+xml" href="/feed.atom">"#,
            &["https://paper.example/feed.atom", "https://paper.example/world/comments/feed/"],
        );
        check("<p>nothing", &[]);
    }
}
