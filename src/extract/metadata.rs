//! Everything about an article but its text: what the page declares, put in order.

use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::declared::{Declared, value};
use super::published::{self, Stated};
use super::{agencies, blocks, credits, headline, language};
use crate::clock::{Timestamp, When};
use crate::link::Link;
use crate::source::{ArticleRules, Finding, dates};

const PEOPLE: usize = 20;
const TAGS: usize = 50;
const DECK: usize = 500;
/// Elements that may be the by-line, and the characters of one.
const LINES: usize = 100;
const BYLINE_LENGTH: usize = 100;
const LINKS: usize = 3_000;
/// Bytes of a link's text that may stand for a paragraph.
const LINK_TEXT: usize = 12;
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "parsely-author",
    "byl",
    "byline",
    "citation_author",
    "cxenseparse:author",
];

macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> = LazyLock::new(|| Selector::parse($css).expect("the selector is written here"));
    };
}

selector!(LINK, "a[href]");
selector!(BYLINE, "[rel~='author'], [class*='byline' i], [class*='author' i], [class*='autor' i], [class*='by-line' i]");
selector!(
    DECK_ELEMENTS,
    "[itemprop='alternativeHeadline'], [class~='deck' i], [class~='dek' i], [class*='standfirst' i], [class*='subheadline' i], [class~='subtitle' i], [class*='sub-title' i], [class*='article-subtitle' i], [class*='article__subtitle' i], [class*='sub-headline' i]"
);

/// What a page says of its article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    pub headline: Option<String>,
    /// Of articles that follow on the same page.
    pub other_headlines: Vec<String>,
    /// The texts of the page's links.
    pub links: HashSet<String>,
    pub deck: Option<String>,
    /// The deck is an element of the page, not only the page's description.
    pub deck_is_printed: bool,
    pub byline: Vec<String>,
    /// Agencies among the authors.
    pub credits: Vec<String>,
    pub published: Option<Stated>,
    pub modified: Option<When>,
    pub language: Option<String>,
    pub site_name: Option<String>,
    pub section: Option<String>,
    pub tags: Vec<String>,
    pub canonical: Option<Link>,
    pub amp_url: Option<Link>,
    pub image: Option<Link>,
    pub paywall: bool,
}

/// Reads what the page declares; where the site's rules name an element, that counts first.
#[must_use]
pub fn of(page: &Declared<'_>, finding: Option<&Finding>, rules: Option<&ArticleRules>, now: Timestamp) -> Metadata {
    let article = page.article.clone().unwrap_or_default();
    let site_name = site_name(page);
    let language = page
        .html_language()
        .or(page.meta(&["og:locale", "content-language", "language", "dc.language", "dcterms.language", "itemprop:inlanguage"]))
        .and_then(language::primary)
        .or_else(|| article.language.as_deref().and_then(language::primary));
    let first = |selector: Option<&Selector>| selector.and_then(|selector| page.page.html.select(selector).next());
    let headline = first(rules.and_then(|rules| rules.headline.as_ref()))
        .map(blocks::line)
        .filter(|line| !line.is_empty())
        .or_else(|| headline::of(page, site_name.as_deref(), finding.and_then(|finding| finding.title.as_deref())));
    let published = first(rules.and_then(|rules| rules.date.as_ref()))
        .and_then(|element| dates::read(&value(element), language.as_deref()).or_else(|| dates::read(&blocks::line(element), language.as_deref())))
        .filter(|when| published::is_likely(*when, now))
        .map(|when| Stated { when, from: "rules" })
        .or_else(|| published::published(page, headline.as_deref(), language.as_deref(), now));
    let people = people(page, rules, site_name.as_deref(), headline.as_deref());
    let printed_deck = printed_deck(page, rules, headline.as_deref());
    Metadata {
        deck_is_printed: printed_deck.is_some(),
        deck: printed_deck.or_else(|| described(page, headline.as_deref())),
        other_headlines: headline::others(page, headline.as_deref()),
        links: page.page.html.select(&LINK).take(LINKS).map(blocks::line).filter(|line| line.len() >= LINK_TEXT).collect(),
        modified: published::modified(page, headline.as_deref(), published.map(|published| published.when), language.as_deref(), now),
        headline,
        byline: people.people,
        credits: people.agencies,
        published,
        section: article.section.clone().or_else(|| {
            page.meta(&["article:section", "og:article:section", "section", "parsely-section", "itemprop:articlesection", "category"])
                .map(str::to_owned)
        }),
        tags: tags(page, &article.keywords),
        canonical: canonical(page),
        amp_url: page.link("amphtml").and_then(|href| page.page.link.join(href).ok()),
        image: page
            .meta(&["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "itemprop:image"])
            .or(article.image.as_deref())
            .and_then(|image| page.page.link.join(image).ok()),
        paywall: article.is_free == Some(false) || page.meta(&["article:content_tier"]).is_some_and(|tier| tier.eq_ignore_ascii_case("locked")),
        language,
        site_name,
    }
}

fn site_name(page: &Declared<'_>) -> Option<String> {
    let publisher = || page.article.as_ref().and_then(|article| article.publisher.clone());
    let named = page.meta(&["og:site_name", "og:site-name"]).map(str::to_owned).or_else(publisher).or_else(|| page.json_ld.site_name());
    named
        .or_else(|| page.meta(&["application-name", "apple-mobile-web-app-title", "dc.publisher", "copyright"]).map(str::to_owned))
        .filter(|name| name.chars().count() <= 80)
}

/// The deck where the site's rules or the names of its elements find one.
fn printed_deck(page: &Declared<'_>, rules: Option<&ArticleRules>, headline: Option<&str>) -> Option<String> {
    if let Some(selector) = rules.and_then(|rules| rules.deck.as_ref()) {
        return page.page.html.select(selector).next().map(blocks::line).filter(|line| !line.is_empty());
    }
    let element = page.page.html.select(&DECK_ELEMENTS).map(blocks::line).find(|line| (20..=DECK).contains(&line.chars().count()));
    element.filter(|deck| Some(deck.as_str()) != headline)
}

/// How the page describes itself.
fn described(page: &Declared<'_>, headline: Option<&str>) -> Option<String> {
    let alternative = page.article.as_ref().and_then(|article| article.alternative_headline.clone());
    let description = || {
        let described = page.article.as_ref().and_then(|article| article.description.clone());
        page.meta(&["og:description", "description", "twitter:description"]).map(str::to_owned).or(described)
    };
    [alternative, description()].into_iter().flatten().find(|deck| deck.chars().count() <= DECK && Some(deck.as_str()) != headline)
}

/// The people of the first of these that names anybody: the site's rules, JSON-LD, metas, microdata,
/// the by-line as it is printed.
fn people(page: &Declared<'_>, rules: Option<&ArticleRules>, site_name: Option<&str>, headline: Option<&str>) -> credits::Credit {
    let authors = || {
        page.article.iter().flat_map(|article| &article.authors).filter(|author| !author.is_organisation || agencies::named(&author.name).is_some())
    };
    let is_name = |name: &str| !name.contains("://") && name.chars().any(char::is_alphabetic);
    let printed = || page.page.html.select(&BYLINE).take(LINES).filter(|element| !published::is_of_another(*element)).map(blocks::line);
    let selector = rules.and_then(|rules| rules.byline.as_ref());
    let sources: [&dyn Fn() -> Vec<String>; 6] = [
        &|| selector.map(|selector| page.page.html.select(selector).take(PEOPLE).map(blocks::line).collect()).unwrap_or_default(),
        &|| authors().map(|author| author.name.clone()).collect(),
        &|| page.metas(AUTHORS, is_name).into_iter().map(str::to_owned).collect(),
        &|| page.microdata("author").take(PEOPLE).map(named).collect(),
        &|| first_with_people(printed().filter(|line| line.chars().count() <= BYLINE_LENGTH)),
        &|| first_with_people(published::behind_headline(page, headline).into_iter().filter(|line| agencies::behind_by(line).is_some())),
    ];
    let mut all = credits::Credits::default();
    for source in sources {
        for name in source().iter().take(PEOPLE) {
            let mut credit = credits::people(&blocks::folded(agencies::behind_by(name).unwrap_or(name)));
            credit.people.retain(|name| site_name.is_none_or(|site| !site.eq_ignore_ascii_case(name)) && !is_a_desk(name));
            all.join(credit);
        }
        if !all.people.is_empty() || !all.agencies.is_empty() {
            break;
        }
    }
    credits::Credit { people: all.people, agencies: all.agencies, published: None }
}

/// The first line that names anybody in full: single words are buttons and labels.
fn first_with_people(mut lines: impl Iterator<Item = String>) -> Vec<String> {
    let is_full = |name: &String| name.contains(' ') || name.chars().any(|c| c as u32 > 0x2e80);
    let names = |line: &String| {
        let people = credits::people(agencies::behind_by(line).unwrap_or(line)).people;
        !people.is_empty() && people.iter().all(is_full)
    };
    lines.find(names).into_iter().collect()
}

/// The author's name within an element with microdata.
fn named(element: ElementRef<'_>) -> String {
    static NAME: LazyLock<Selector> = LazyLock::new(|| Selector::parse("[itemprop~='name']").expect("the selector is written here"));
    element.select(&NAME).next().map_or_else(|| value(element), value)
}

/// Nobody in particular.
#[must_use]
pub fn is_a_desk(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "staff",
        "admin",
        "administrator",
        "editor",
        "editors",
        "newsroom",
        "redaktion",
        "redacción",
        "redação",
        "la rédaction",
        "rédaction",
        "redazione",
        "редакция",
        "news desk",
        "web desk",
        "online",
        "agencies",
        "agencias",
        "webmaster",
        "team",
    ]
    .iter()
    .any(|desk| {
        name == *desk
            || (desk.len() > 4
                && (name.ends_with(&format!(" {desk}")) || name.ends_with(&format!("-{desk}")) || name.starts_with(&format!("{desk} "))))
    })
}

fn tags(page: &Declared<'_>, keywords: &[String]) -> Vec<String> {
    let metas = page
        .metas(&["article:tag", "og:article:tag", "parsely-tags", "news_keywords", "keywords", "itemprop:keywords", "sailthru.tags"], |tag| {
            !tag.is_empty()
        });
    let parted = |text: &str| {
        text.split([',', ';', '，', '、'])
            .map(|tag| tag.trim().to_owned())
            .filter(|tag| !tag.is_empty() && tag.chars().count() <= 80)
            .collect::<Vec<_>>()
    };
    let mut tags: Vec<String> = Vec::new();
    let declared = if keywords.is_empty() { metas } else { keywords.iter().map(String::as_str).collect() };
    for tag in declared.into_iter().flat_map(parted).take(TAGS) {
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(&tag)) {
            tags.push(tag);
        }
    }
    tags
}

/// The address that the page declares for itself, where it is the same site's and not its front page.
fn canonical(page: &Declared<'_>) -> Option<Link> {
    let own = &page.page.link;
    let is_article =
        |link: &Link| is_same_site(own.host(), link.host()) && (link.url().path() != "/" || link.url().query().is_some() || own.url().path() == "/");
    let declared = [page.link("canonical"), page.meta(&["og:url"])];
    declared.into_iter().flatten().filter_map(|href| own.join(href).ok()).find(is_article).map(|link| link.folded())
}

/// Whether two hosts share what they are registered under: their last two labels, three where the
/// second-last is one such as `co` or `com` under a country.
fn is_same_site(a: &str, b: &str) -> bool {
    let site = |host: &str| {
        let labels: Vec<&str> = host.split('.').collect();
        let length = match labels.as_slice() {
            [.., second, country] if second.len() <= 3 && country.len() == 2 && labels.len() > 2 => 3,
            _ => 2,
        };
        labels[labels.len().saturating_sub(length)..].join(".")
    };
    a == b || (site(a) == site(b) && a.parse::<std::net::Ipv4Addr>().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_site_has_many_hosts() {
        assert!(is_same_site("www.news.example", "m.news.example"));
        assert!(is_same_site("a.co.uk", "www.a.co.uk"));
        assert!(!is_same_site("a.co.uk", "b.co.uk"));
        assert!(!is_same_site("10.0.0.1", "9.9.0.1"));
    }
}
