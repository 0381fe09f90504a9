//! The reading of listings: a page with links becomes entries, by the listing rules of the site's
//! crawler.

use scraper::{ElementRef, Html, Selector};

use super::answer::{Contents, Entry};
use super::crawler::ListingRules;
use crate::dates::when;
use crate::link::Link;
use crate::page::Page;

/// How many entries of one page are read; no list for people is longer.
const MOST: usize = 5_000;

/// Reads a listing. What has no link is no entry.
pub(super) fn read(page: String, rules: &ListingRules, base: &Link) -> Contents {
    let html = Page::parse(page, base.clone()).html;
    let base = base_of(&html, base);
    let entries: Vec<Entry> = match &rules.entry {
        Some(entry) => {
            html.select(entry).take(MOST).filter_map(|element| one(element, rules, &base)).collect()
        }
        // The whole page is one long entry: every link in it, with no more than its text.
        None => {
            html.select(&rules.link).take(MOST).filter_map(|link| linked(link, &base)).collect()
        }
    };
    let notes = match entries.len() {
        0 => {
            vec!["the crawler's listing rules found no entry; the site may have changed".to_owned()]
        }
        _ => Vec::new(),
    };
    let title = Selector::parse("title")
        .ok()
        .and_then(|title| html.select(&title).next())
        .and_then(text_of);
    Contents { title, entries, notes, ..Contents::default() }
}

fn one(entry: ElementRef<'_>, rules: &ListingRules, base: &Link) -> Option<Entry> {
    let first = |selector: &Option<Selector>| {
        selector.as_ref().and_then(|selector| entry.select(selector).next())
    };
    let itself = Some(entry).filter(|element| rules.link.matches(element));
    let found = linked(entry.select(&rules.link).next().or(itself)?, base)?;
    Some(Entry {
        title: first(&rules.title).and_then(text_of).or(found.title),
        published: first(&rules.date).and_then(|date| {
            date.attr("datetime").and_then(when).or_else(|| when(&text_of(date)?))
        }),
        summary: first(&rules.summary).and_then(text_of),
        ..Entry { link: found.link, ..Entry::default() }
    })
}

fn linked(link: ElementRef<'_>, base: &Link) -> Option<Entry> {
    let address = base.join(link.attr("href")?).ok()?;
    let title = text_of(link).or_else(|| link.attr("title").map(str::to_owned));
    Some(Entry { link: Some(address), title, ..Entry::default() })
}

fn base_of(html: &Html, base: &Link) -> Link {
    let declared =
        Selector::parse("base[href]").ok().and_then(|selector| html.select(&selector).next());
    declared
        .and_then(|element| base.join(element.attr("href")?).ok())
        .unwrap_or_else(|| base.clone())
}

fn text_of(element: ElementRef<'_>) -> Option<String> {
    let text = element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
