//! Everything about an article but its text: what the page declares, put in order.

use std::collections::HashSet;

use scraper::Selector;

use crate::clock::{Timestamp, When};
use crate::dates;
use crate::extract::body::paywall;
use crate::extract::declared::{Anchor, Declared, headline, short_line, value};
use crate::extract::layout::blocks;
use crate::extract::people;
use crate::extract::phrases::language;
use crate::extract::published::{self, Stated};
use crate::link::Link;
use crate::source::{ArticleRules, Finding};

/// Tags that are taken.
const TAGS: usize = 50;
/// Characters of a section's or a site's name.
const SECTION: usize = 80;
/// Characters of a deck.
const DECK: usize = 500;
/// Elements that may be the deck.
const DECKS: usize = 100;
/// Bytes of a link's text that may stand for a paragraph.
const LINK_TEXT: usize = 12;
/// What a page says of its article.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metadata {
    pub headline: Option<String>,
    /// The headlines of articles that follow on the same page.
    pub other_headlines: Vec<String>,
    /// The texts of the page's links to other pages.
    pub links: HashSet<String>,
    pub deck: Option<String>,
    /// Whether the deck is an element of the page, not only the page's description.
    pub deck_is_printed: bool,
    /// The people who wrote the article.
    pub byline: Vec<String>,
    /// Agencies among the authors.
    pub credits: Vec<String>,
    pub published: Option<Stated>,
    pub modified: Option<When>,
    /// The languages that are declared, each with where: `html`, `meta`, `json-ld`.
    pub languages: Vec<(String, &'static str)>,
    pub site_name: Option<String>,
    pub section: Option<String>,
    pub tags: Vec<String>,
    /// The address that the page declares for itself.
    pub canonical: Option<Link>,
    /// The address of the article's AMP page.
    pub amp_url: Option<Link>,
    pub image: Option<Link>,
    /// Whether the page declares that not everybody may read its article.
    pub paywall: bool,
}

/// What the page says of its article; where the site's rules name an element, that counts first.
#[must_use]
pub fn of(
    page: &Declared<'_>,
    finding: Option<&Finding>,
    rules: Option<&ArticleRules>,
    now: Timestamp,
) -> Metadata {
    let article = page.article.clone().unwrap_or_default();
    let site_name = site_name(page);
    let languages = languages(page);
    let language = languages.first().and_then(|(tag, _)| language::primary(tag));
    let first = |selector: Option<&Selector>| {
        selector.and_then(|selector| page.page.html.select(selector).next())
    };
    let headline = first(rules.and_then(|rules| rules.headline.as_ref()))
        .map(blocks::line)
        .filter(|line| !line.is_empty())
        .or_else(|| {
            headline::of(
                page,
                site_name.as_deref(),
                finding.and_then(|finding| finding.title.as_deref()),
            )
        });
    let stated = published::Dates::of(page, headline.as_deref(), language.as_deref(), now);
    let published = first(rules.and_then(|rules| rules.date.as_ref()))
        .and_then(|element| {
            dates::read(&value(element), language.as_deref())
                .or_else(|| dates::read(&blocks::line(element), language.as_deref()))
        })
        .filter(|when| published::is_likely(*when, now))
        .map(|when| Stated { when, from: "rules" })
        .or_else(|| stated.published());
    let names = people::of(page, rules, site_name.as_deref(), headline.as_deref());
    let printed_deck = printed_deck(page, rules, headline.as_deref());
    Metadata {
        deck_is_printed: printed_deck.is_some(),
        deck: printed_deck.or_else(|| described(page, headline.as_deref())),
        other_headlines: headline::others(page, headline.as_deref()),
        links: page
            .anchors
            .iter()
            // a table of contents repeats the text's own headings
            .filter(|anchor| !anchor.href.starts_with('#'))
            .map(|anchor| anchor.text.clone())
            .filter(|text| text.len() >= LINK_TEXT)
            .collect(),
        modified: stated.modified(published.map(|published| published.when)),
        headline,
        byline: names.people,
        credits: names.credits,
        published,
        section: section(page),
        tags: tags(page, &article.keywords),
        canonical: canonical(page),
        amp_url: page.link("amphtml").and_then(|href| page.join(href)),
        image: image(page),
        paywall: paywall::is_declared(page),
        languages,
        site_name,
    }
}

fn languages(page: &Declared<'_>) -> Vec<(String, &'static str)> {
    let metas = [
        "og:locale",
        "content-language",
        "language",
        "dc.language",
        "dcterms.language",
        "itemprop:inlanguage",
    ];
    let metas = metas.iter().filter_map(|name| Some((page.meta(&[name])?.to_owned(), "meta")));
    let html = page.html_language().map(|tag| (tag.to_owned(), "html"));
    let json_ld = page
        .article
        .as_ref()
        .and_then(|article| article.language.clone())
        .map(|tag| (tag, "json-ld"));
    html.into_iter()
        .chain(metas)
        .chain(json_ld)
        .filter(|(tag, _)| language::primary(tag).is_some())
        .collect()
}

fn site_name(page: &Declared<'_>) -> Option<String> {
    let publisher = || page.article.as_ref().and_then(|article| article.publisher.clone());
    let named = page
        .meta(&["og:site_name", "og:site-name"])
        .map(str::to_owned)
        .or_else(publisher)
        .or_else(|| page.json_ld.site_name());
    let others = || {
        page.meta(&[
            "application-name",
            "apple-mobile-web-app-title",
            "dc.publisher",
            "publisher",
            "copyright",
        ])
        .map(without_rights)
    };
    named.or_else(others).filter(|name| {
        !name.is_empty()
            && !name.contains("://")
            && !name.starts_with("http")
            && name.chars().count() <= SECTION
    })
}

/// The name in "© 2024 Harbour Times. All rights reserved."
fn without_rights(owner: &str) -> String {
    let owner = owner.split([',', '.', '|']).next().unwrap_or_default();
    let is_right = |word: &&str| {
        matches!(word.to_lowercase().as_str(), "©" | "(c)" | "copyright" | "by")
            || word.chars().all(|c| c.is_numeric() || c == '-' || c == '–')
    };
    owner.split_whitespace().skip_while(is_right).collect::<Vec<_>>().join(" ")
}

/// The deck where the site's rules or the names of its elements find one.
fn printed_deck(
    page: &Declared<'_>,
    rules: Option<&ArticleRules>,
    headline: Option<&str>,
) -> Option<String> {
    if let Some(selector) = rules.and_then(|rules| rules.deck.as_ref()) {
        return page
            .page
            .html
            .select(selector)
            .next()
            .map(blocks::line)
            .filter(|line| !line.is_empty());
    }
    let elements =
        page.microdata("alternativeHeadline").chain(page.decks.iter().copied()).take(DECKS);
    let element = elements
        .filter_map(|element| short_line(element, DECK * 4))
        .find(|line| (20..=DECK).contains(&line.chars().count()));
    element.filter(|deck| Some(deck.as_str()) != headline)
}

/// The page's description of itself, which may be a deck.
fn described(page: &Declared<'_>, headline: Option<&str>) -> Option<String> {
    let alternative =
        page.article.as_ref().and_then(|article| article.alternative_headline.clone());
    let description = || {
        let described = page.article.as_ref().and_then(|article| article.description.clone());
        page.meta(&["og:description", "description", "twitter:description"])
            .map(str::to_owned)
            .or(described)
    };
    [alternative, description()]
        .into_iter()
        .flatten()
        .find(|deck| deck.chars().count() <= DECK && Some(deck.as_str()) != headline)
}

fn tags(page: &Declared<'_>, keywords: &[String]) -> Vec<String> {
    let metas = page.metas(
        &[
            "article:tag",
            "og:article:tag",
            "parsely-tags",
            "news_keywords",
            "keywords",
            "itemprop:keywords",
            "sailthru.tags",
        ],
        |tag| !tag.is_empty(),
    );
    let parted = |text: &str| {
        text.split([',', ';', '，', '、'])
            .map(|tag| tag.trim().to_owned())
            .filter(|tag| !tag.is_empty() && tag.chars().count() <= 80)
            .collect::<Vec<_>>()
    };
    let mut tags: Vec<String> = Vec::new();
    let declared: Vec<&str> =
        if keywords.is_empty() { metas } else { keywords.iter().map(String::as_str).collect() };
    let is_tag = |anchor: &&Anchor<'_>| {
        anchor
            .element
            .value()
            .attr("rel")
            .is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "tag"))
    };
    let linked = || page.anchors.iter().filter(is_tag).map(|anchor| anchor.text.as_str()).collect();
    let declared = if declared.is_empty() { linked() } else { declared };
    for tag in declared.into_iter().flat_map(parted).take(TAGS) {
        if !tags.iter().any(|known| known.eq_ignore_ascii_case(&tag)) {
            tags.push(tag);
        }
    }
    tags
}

/// The section that is declared, else the last step on the way from the site's start to the
/// article.
fn section(page: &Declared<'_>) -> Option<String> {
    let declared = page.article.as_ref().and_then(|article| article.section.clone());
    let metas = [
        "article:section",
        "og:article:section",
        "section",
        "parsely-section",
        "cxenseparse:section",
        "sailthru.section",
        "itemprop:articlesection",
        "category",
    ];
    let way = || page.json_ld.breadcrumbs().into_iter().skip(1).rev().nth(1);
    let declared = declared.or_else(|| page.meta(&metas).map(str::to_owned)).or_else(way);
    // plugins list all the categories
    let first = declared.and_then(|sections| {
        sections
            .split([',', ';', '|'])
            .map(str::trim)
            .find(|section| !section.is_empty())
            .map(str::to_owned)
    });
    first.filter(|section| section.chars().count() <= SECTION)
}

fn image(page: &Declared<'_>) -> Option<Link> {
    let metas = page.meta(&["og:image", "og:image:url", "og:image:secure_url"]);
    let others =
        [page.meta(&["twitter:image", "twitter:image:src"]), page.meta(&["itemprop:image"])];
    let json_ld = page.article.as_ref().and_then(|article| article.image.as_deref());
    let candidates = std::iter::once(metas).chain(others).chain([page.link("image_src"), json_ld]);
    candidates.flatten().find_map(|address| page.join(address))
}

/// The address that the page declares for itself, where it is the same site's and not its front
/// page.
fn canonical(page: &Declared<'_>) -> Option<Link> {
    let own = &page.page.link;
    let is_article = |link: &Link| {
        own.is_same_site(link)
            && (link.url().path() != "/" || link.url().query().is_some() || own.url().path() == "/")
    };
    let declared = [page.link("canonical"), page.meta(&["og:url"])];
    declared
        .into_iter()
        .flatten()
        .filter_map(|href| page.join(href))
        .find(is_article)
        .map(|link| link.folded())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Metadata {
        let page = crate::page::Page::parse(
            source.to_owned(),
            "https://harbour.example/world/pact".parse().unwrap(),
        );
        of(&Declared::of(&page), None, None, "2024-06-21T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_site_is_named_in_many_places() {
        for source in [
            "<meta property=og:site_name content='Harbour Times'>",
            "<meta name=application-name content='Harbour Times'>",
            "<meta name=copyright content='© 2024 Harbour Times, Brod'>",
            "<script type='application/ld+json'>{\"@type\":\"WebSite\",\"name\":\"Harbour Times\"}\
                </script>",
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"name\":\"x\",\
                \"publisher\":{\"name\":\"Harbour Times\"}}</script>",
        ] {
            assert_eq!(read(source).site_name.as_deref(), Some("Harbour Times"), "{source}");
        }
    }

    #[test]
    fn sections_and_tags_are_declared_or_lead_elsewhere() {
        let way = "<script type='application/ld+json'>{\"@type\":\"BreadcrumbList\",\
            \"itemListElement\":[{\"name\":\"Home\"},{\"name\":\"World\"},{\"name\":\"Pact\"}]}\
            </script>";
        assert_eq!(read(way).section.as_deref(), Some("World"));
        assert_eq!(
            read(&format!("<meta property=article:section content=Sea>{way}")).section.as_deref(),
            Some("Sea")
        );
        assert_eq!(
            read("<meta property=article:section content='Sea,World,News'>").section.as_deref(),
            Some("Sea")
        );
        let linked = "<a rel=tag href=/t/fish>Fish</a><a rel='category tag' href=/t/sea>Sea</a><a \
            href=/x>Ships</a>";
        assert_eq!(read(linked).tags, ["Fish", "Sea"]);
        assert_eq!(
            read(&format!("<meta name=keywords content='cod; herring, cod'>{linked}")).tags,
            ["cod", "herring"]
        );
    }

    #[test]
    fn links_lead_to_other_pages() {
        assert_eq!(
            read("<a href='#fleets'>What the fleets say</a><a href=/fleets>What the crews say</a>")
                .links,
            ["What the crews say".to_owned()].into()
        );
    }

    #[test]
    fn addresses_are_those_of_the_base() {
        let read = read(
            "<base href='/world/'><link rel=canonical href=pact-signed><link rel=amphtml \
                href='pact/amp'><meta property=og:image content='data:image/png;base64,x'><meta \
                name=twitter:image content=i.jpg>",
        );
        assert_eq!(read.canonical.unwrap().as_str(), "https://harbour.example/world/pact-signed");
        assert_eq!(read.amp_url.unwrap().as_str(), "https://harbour.example/world/pact/amp");
        assert_eq!(read.image.unwrap().as_str(), "https://harbour.example/world/i.jpg");
    }
}
