//! The crawlers, each the declarative rules for one site: how to list its articles, how to read
//! one.

use std::collections::HashMap;

use scraper::Selector;
use serde::Deserialize;
use toml::Spanned;

use super::declaration::line;
use crate::link::Link;
use crate::settings::{self, Fault, RawFile};

/// A crawler: the rules for one site, compiled.
#[derive(Debug, Clone)]
pub struct Crawler {
    /// The crawler's id: its file's stem.
    pub id: String,
    pub name: String,
    /// The site's hosts. A host stands for itself and for what ends in `.host`.
    pub hosts: Vec<String>,
    /// Whether the rules were never tried against the live site.
    pub untried: bool,
    pub listing: Option<ListingRules>,
    pub article: Option<ArticleRules>,
    pub tests: Vec<CrawlerTest>,
}

/// The rules in `[listing]`: how a page with links leads to articles.
#[derive(Debug, Clone)]
pub struct ListingRules {
    /// The elements that are an entry each; the whole page where it is not given.
    pub entry: Option<Selector>,
    /// The `<a>` within an entry that leads to the article.
    pub link: Selector,
    /// The title within an entry; the link's text where it is not given.
    pub title: Option<Selector>,
    pub date: Option<Selector>,
    pub summary: Option<Selector>,
}

/// The rules in `[article]`: where the parts of an article's page stand.
#[derive(Debug, Clone)]
pub struct ArticleRules {
    pub headline: Option<Selector>,
    pub deck: Option<Selector>,
    pub byline: Option<Selector>,
    pub date: Option<Selector>,
    /// The elements whose text is the article's, in the page's order.
    pub body: Option<Selector>,
    /// The furniture within the body.
    pub remove: Vec<Selector>,
}

/// A `[[test]]` of a crawler: a saved page and what is expected of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawlerTest {
    /// The page's file, relative to the crawlers' folder: `tests/NAME.html`.
    pub page: String,
    pub url: Link,
    pub expect: Expectation,
}

/// The outcome that a crawler's test expects of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    Article {
        headline: String,
        /// The day of publication, as `2026-11-22`.
        published: Option<String>,
        byline: Vec<String>,
        /// The text's first and last words.
        starts: String,
        ends: String,
        /// The pieces that must not be in the text.
        absent: Vec<String>,
    },
    /// The addresses that a listing leads to, in its order.
    Listing { links: Vec<String> },
}

/// All crawlers, found by host.
#[derive(Debug, Clone, Default)]
pub struct Crawlers(Vec<Crawler>);

impl Crawlers {
    /// Compiles the rules in `files`, those of `crawlers/*.toml`.
    ///
    /// # Errors
    /// When a file is wrong: the first fault of every file that has one, and hosts that two files
    /// claim.
    pub fn parse(files: &[RawFile]) -> Result<Self, Vec<Fault>> {
        let mut crawlers: Vec<Crawler> = Vec::new();
        let mut faults = Vec::new();
        let mut claimed: HashMap<String, &RawFile> = HashMap::new();
        for file in files {
            match crawler(file) {
                Ok(crawler) => {
                    for host in &crawler.hosts {
                        if let Some(other) = claimed.insert(host.clone(), file) {
                            let message = format!(
                                "the host `{host}` is claimed by {} too; one site has one file",
                                other.path
                            );
                            faults.push(file.fault(file.line_of(host), message));
                        }
                    }
                    crawlers.push(crawler);
                }
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(Self(crawlers)) } else { Err(faults) }
    }

    /// The crawler for the host of `link`; of several, the one that names it most exactly.
    #[must_use]
    pub fn for_link(&self, link: &Link) -> Option<&Crawler> {
        let host = link.host().trim_end_matches('.');
        let stands_for = |named: &str| {
            host.strip_suffix(named)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        let fit = |crawler: &Crawler| {
            crawler.hosts.iter().filter(|named| stands_for(named)).map(String::len).max()
        };
        self.0
            .iter()
            .filter_map(|crawler| Some((fit(crawler)?, crawler)))
            .max_by_key(|(length, _)| *length)
            .map(|(_, crawler)| crawler)
    }

    /// All crawlers, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Crawler> {
        self.0.iter()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCrawler {
    name: String,
    hosts: Spanned<Vec<String>>,
    #[serde(default)]
    untried: bool,
    listing: Option<RawListing>,
    article: Option<RawArticle>,
    #[serde(default)]
    test: Vec<Spanned<RawTest>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawListing {
    entry: Option<Spanned<String>>,
    link: Spanned<String>,
    title: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
    summary: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArticle {
    headline: Option<Spanned<String>>,
    deck: Option<Spanned<String>>,
    byline: Option<Spanned<String>>,
    date: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    #[serde(default)]
    remove: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTest {
    page: String,
    url: Spanned<String>,
    headline: Option<String>,
    published: Option<Spanned<String>>,
    #[serde(default)]
    byline: Vec<String>,
    #[serde(default)]
    starts: String,
    #[serde(default)]
    ends: String,
    #[serde(default)]
    absent: Vec<String>,
    links: Option<Vec<String>>,
}

fn crawler(file: &RawFile) -> Result<Crawler, Fault> {
    let raw: RawCrawler = settings::parse(file)?;
    let hosts = hosts(file, &raw.hosts)?;
    let listing = raw.listing.as_ref().map(|raw| listing(file, raw)).transpose()?;
    let article = raw.article.as_ref().map(|raw| article(file, raw)).transpose()?;
    if listing.is_none() && article.is_none() {
        return Err(file.fault(None, "no rules; write a [listing], an [article] or both"));
    }
    let tests = raw.test.into_iter().map(|raw| test(file, raw)).collect::<Result<_, _>>()?;
    Ok(Crawler {
        id: file.stem.clone(),
        name: raw.name,
        hosts,
        untried: raw.untried,
        listing,
        article,
        tests,
    })
}

fn hosts(file: &RawFile, raw: &Spanned<Vec<String>>) -> Result<Vec<String>, Fault> {
    let at = Some(line(file, raw.span()));
    if raw.as_ref().is_empty() {
        return Err(file.fault(at, "no hosts; write hosts = [\"example.org\"]"));
    }
    let mut hosts = Vec::new();
    for host in raw.as_ref() {
        let link: Option<Link> = format!("https://{host}/").parse().ok();
        match link {
            Some(link)
                if link.host().eq_ignore_ascii_case(host)
                    || !host.is_ascii() && !host.contains('/') =>
            {
                hosts.push(link.host().to_owned());
            }
            _ => {
                return Err(file.fault(
                    at,
                    format!("`{host}` is not a host; write only the name, as `news.example.org`"),
                ));
            }
        }
    }
    Ok(hosts)
}

fn listing(file: &RawFile, raw: &RawListing) -> Result<ListingRules, Fault> {
    Ok(ListingRules {
        entry: optional(file, "entry", raw.entry.as_ref())?,
        link: selector(file, "link", &raw.link)?,
        title: optional(file, "title", raw.title.as_ref())?,
        date: optional(file, "date", raw.date.as_ref())?,
        summary: optional(file, "summary", raw.summary.as_ref())?,
    })
}

fn article(file: &RawFile, raw: &RawArticle) -> Result<ArticleRules, Fault> {
    Ok(ArticleRules {
        headline: optional(file, "headline", raw.headline.as_ref())?,
        deck: optional(file, "deck", raw.deck.as_ref())?,
        byline: optional(file, "byline", raw.byline.as_ref())?,
        date: optional(file, "date", raw.date.as_ref())?,
        body: optional(file, "body", raw.body.as_ref())?,
        remove: raw
            .remove
            .iter()
            .map(|raw| selector(file, "remove", raw))
            .collect::<Result<_, _>>()?,
    })
}

fn optional(
    file: &RawFile,
    key: &str,
    raw: Option<&Spanned<String>>,
) -> Result<Option<Selector>, Fault> {
    raw.map(|raw| selector(file, key, raw)).transpose()
}

fn selector(file: &RawFile, key: &str, raw: &Spanned<String>) -> Result<Selector, Fault> {
    Selector::parse(raw.as_ref()).map_err(|error| {
        file.fault(
            Some(line(file, raw.span())),
            format!("`{key}` is not a CSS selector: {error} in `{}`", raw.as_ref()),
        )
    })
}

fn test(file: &RawFile, raw: Spanned<RawTest>) -> Result<CrawlerTest, Fault> {
    let at = line(file, raw.span());
    let raw = raw.into_inner();
    let url =
        raw.url.as_ref().parse().map_err(|error| {
            file.fault(Some(line(file, raw.url.span())), format!("url: {error}"))
        })?;
    if let Some(published) = &raw.published
        && published.as_ref().parse::<jiff::civil::Date>().is_err()
    {
        let message =
            format!("published = `{}` is not a day; write it as 2026-11-22", published.as_ref());
        return Err(file.fault(Some(line(file, published.span())), message));
    }
    let expect = match (raw.headline, raw.links) {
        (Some(headline), None) => Expectation::Article {
            headline,
            published: raw.published.map(Spanned::into_inner),
            byline: raw.byline,
            starts: raw.starts,
            ends: raw.ends,
            absent: raw.absent,
        },
        (None, Some(links)) => Expectation::Listing { links },
        _ => {
            return Err(file.fault(
                Some(at),
                "a test expects either `headline` (an article) or `links` (a listing)",
            ));
        }
    };
    Ok(CrawlerTest { page: raw.page, url, expect })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(stem: &str, text: &str) -> RawFile {
        RawFile { path: format!("crawlers/{stem}.toml"), stem: stem.to_owned(), bytes: text.into() }
    }

    #[track_caller]
    fn check(text: &str, fault: &str) {
        let faults = Crawlers::parse(&[file(
            "harbour",
            &format!("name = \"Harbour Post\"\nhosts = [\"harbour.example\"]\n{text}"),
        )])
        .unwrap_err();
        assert!(faults[0].to_string().starts_with(fault), "{}", faults[0]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        check("", "crawlers/harbour.toml: no rules; write a [listing]");
        check(
            "[article]\nheadline = \"h1\"\nbody = \"div >\"\n",
            "crawlers/harbour.toml:5: `body` is not a CSS selector: ",
        );
        check(
            "[article]\nbdy = \"p\"",
            "crawlers/harbour.toml:4: unknown key `bdy`; did you mean `body`?",
        );
        check("[listing]\nentry = \"li\"", "crawlers/harbour.toml:3: the key `link` is missing");
        check(
            "[article]\nbody = \"p\"\n[[test]]\npage = \"a.html\"\nurl \
                = \"https://harbour.example/a\"\n",
            "crawlers/harbour.toml:5: a test expects",
        );
        check(
            "[article]\nbody = \"p\"\n[[test]]\npage = \"a.html\"\nurl = \"/a\"\n",
            "crawlers/harbour.toml:7: url: `/a` is not an absolute",
        );
        let faults = Crawlers::parse(&[file(
            "x",
            "name = \"X\"\nhosts = [\"https://x.example/\"]\n[article]\n",
        )])
        .unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "crawlers/x.toml:2: `https://x.example/` is not a host; write only the name, as \
                `news.example.org`"
        );
    }

    #[test]
    fn a_host_stands_for_what_ends_in_it() {
        let rules = "[article]\nbody = \"p\"\n";
        let crawlers = Crawlers::parse(&[
            file("harbour", &format!("name = \"H\"\nhosts = [\"harbour.example\"]\n{rules}")),
            file("sport", &format!("name = \"S\"\nhosts = [\"sport.harbour.example\"]\n{rules}")),
        ])
        .unwrap();
        let id = |link: &str| {
            crawlers.for_link(&link.parse().unwrap()).map(|crawler| crawler.id.as_str())
        };
        assert_eq!(id("https://harbour.example/a"), Some("harbour"));
        assert_eq!(id("https://www.harbour.example/a"), Some("harbour"));
        assert_eq!(id("https://live.sport.harbour.example/a"), Some("sport"));
        assert_eq!(id("https://notharbour.example/a"), None);
    }

    #[test]
    fn two_files_do_not_claim_one_host() {
        let text = "name = \"H\"\nhosts = [\"harbour.example\"]\n[article]\nbody = \"p\"\n";
        let faults = Crawlers::parse(&[file("a", text), file("b", text)]).unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "crawlers/b.toml:2: the host `harbour.example` is claimed by crawlers/a.toml too; one \
                site has one file"
        );
    }
}
