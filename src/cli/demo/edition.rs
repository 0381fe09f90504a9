//! Prints what stands on the outlets' sites, edition by edition, from `pages/`.
//!
//! A folder an outlet: `outlet.toml` holds what it is and its articles, `article.html` its look,
//! `entry.*` its feed, sitemap or listing (a JSON feed is built here). Texts name days by their
//! distance from the day on which the demonstration's event happens: `{{ on(-12) }}`.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context;
use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, ToSpan, ZonedDateTime};
use minijinja::{Environment, UndefinedBehavior, Value, context};
use serde::Deserialize;
use serde_json::json;

use super::days::{rfc3339, spanish_day, spanish_weekday};
use crate::clock::Timestamp;
use crate::id;
use crate::source::{Publisher, Reads};

/// The folders of the outlets, as they are compiled in.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo/pages");

/// The time before `now` at which the demonstration's event happens.
const EVENT_AGO: SignedDuration = SignedDuration::from_hours(6);
/// The offset of the place of the event, which says on which day it happens.
const KELVARA: Offset = Offset::constant(3);

/// The pages of an edition, by their paths on the newsroom's server.
pub(super) type Edition = BTreeMap<String, Sheet>;

/// One answer of the newsroom's server.
#[derive(Debug)]
pub(super) struct Sheet {
    pub content_type: &'static str,
    pub body: String,
    pub etag: String,
    /// Whether it is answered with status 500.
    pub broken: bool,
}

impl Sheet {
    /// A page that is not broken, with the hash of its body as its `ETag`.
    fn new(content_type: &'static str, body: String) -> Self {
        let etag = format!("\"{}\"", id::derived(&[&body]));
        Self { content_type, body, etag, broken: false }
    }
}

/// An outlet of the newsroom with its articles, as its `outlet.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Outlet {
    /// The name of its folder, and of the source that it is.
    #[serde(skip)]
    pub id: String,
    /// The name that the configuration gives it.
    pub name: String,
    /// The name that its own pages give it.
    title: String,
    /// The path, below the outlet's own, at which a source begins.
    pub entry: String,
    pub reads: Reads,
    pub kind: Publisher,
    pub country: String,
    pub language: String,
    /// The offset from UTC of the moments that it prints, in hours.
    utc_offset: i8,
    /// The form, for `strftime`, in which its pages print a moment; absent in Spanish.
    shown: Option<String>,
    #[serde(rename = "article")]
    articles: Vec<Article>,
}

/// An article of an outlet, as `outlet.toml` says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    /// The number of the edition in which it appears; it stays in those that follow.
    edition: u8,
    slug: String,
    title: String,
    deck: Option<String>,
    byline: Option<String>,
    section: String,
    /// The time before `now` at which it was published.
    ago: SignedDuration,
    caption: Option<String>,
    credit: Option<String>,
    /// The paragraphs, parted by blank lines, as a template; empty where it reprints.
    #[serde(default)]
    text: String,
    /// The text that it prints instead of its own.
    reprints: Option<Reprint>,
    /// Whether its page is answered with status 500.
    #[serde(default)]
    broken: bool,
    /// The words that the second edition takes out, each with those that it puts in their place.
    #[serde(default)]
    edits: Vec<(String, String)>,
    /// The time before `now` at which it was edited.
    edited_ago: Option<SignedDuration>,
}

/// Another outlet's text, or its beginning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reprint {
    outlet: String,
    slug: String,
    /// The number of paragraphs that are taken, from the first; all where it is absent.
    paragraphs: Option<usize>,
}

/// An article as templates see it.
#[derive(Debug)]
struct Printed<'a> {
    slug: &'a str,
    url: String,
    title: &'a str,
    deck: Option<&'a str>,
    byline: Option<&'a str>,
    section: &'a str,
    caption: Option<&'a str>,
    credit: Option<&'a str>,
    /// The moment of publication in the form of RFC 3339, in the outlet's offset.
    published: String,
    /// The moment of the last edit in the same form.
    modified: Option<String>,
    /// The day of publication, at the outlet.
    day: Date,
    /// The moment of publication as the outlet's pages print it.
    shown: String,
    /// The moment of the last edit as the outlet's pages print it.
    modified_shown: Option<String>,
    /// The moment of publication in the form of RFC 2822.
    rfc2822: String,
    summary: String,
    paragraphs: Vec<String>,
    /// The moment of publication, by which articles are in order.
    at: Timestamp,
    broken: bool,
    /// Whether it stands in the first edition already.
    first_edition: bool,
}

/// The six outlets, in the order of their names.
pub(super) fn outlets() -> anyhow::Result<Vec<Outlet>> {
    let mut outlets = Vec::new();
    for folder in PAGES.dirs() {
        let id = folder.path().to_string_lossy().into_owned();
        let mut outlet: Outlet = toml::from_str(page(&format!("{id}/outlet.toml"))?)
            .with_context(|| format!("pages/{id}/outlet.toml"))?;
        outlet.id = id;
        outlets.push(outlet);
    }
    outlets.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(outlets)
}

/// Everything that is on sale in edition `number` (1 or 2) at `now`, on a server at `address`.
pub(super) fn print(
    number: u8,
    outlets: &[Outlet],
    now: Timestamp,
    address: SocketAddr,
) -> anyhow::Result<Edition> {
    let mut edition = Edition::new();
    edition.insert(
        "/robots.txt".to_owned(),
        Sheet::new("text/plain", "User-agent: *\nDisallow: /admin/\nCrawl-delay: 0\n".to_owned()),
    );
    let press = press(now)?;
    for outlet in outlets {
        let home = format!("http://{address}/{}/", outlet.id);
        let mut articles = Vec::new();
        for article in outlet.articles.iter().filter(|article| article.edition <= number) {
            articles.push(outlet.printed(
                article,
                &text(article, number, outlets, &press)?,
                Run { number, now, home: &home },
            )?);
        }
        articles.sort_by_key(|article| Reverse(article.at));
        edition.insert(
            format!("/{}/{}", outlet.id, outlet.entry),
            outlet.entry_sheet(&articles, &home, &press)?,
        );
        for article in &articles {
            edition.insert(
                format!("/{}/{}", outlet.id, article.slug),
                outlet.article_sheet(article, &articles, &home, &press)?,
            );
        }
    }
    Ok(edition)
}

/// The text of an article in edition `number` with its days filled in; of a reprint, as much of the
/// original's as it takes.
fn text(
    article: &Article,
    number: u8,
    outlets: &[Outlet],
    press: &Environment<'_>,
) -> anyhow::Result<String> {
    let Some(reprint) = &article.reprints else {
        let edits = article.edits.iter().filter(|_| number > 1);
        let text = edits.fold(article.text.clone(), |text, (old, new)| text.replace(old, new));
        return Ok(press.render_str(&text, ())?);
    };
    let outlet = outlets
        .iter()
        .find(|outlet| outlet.id == reprint.outlet)
        .with_context(|| format!("no outlet {}", reprint.outlet))?;
    let original = outlet
        .articles
        .iter()
        .find(|article| article.slug == reprint.slug)
        .with_context(|| format!("no article {}", reprint.slug))?;
    let whole = press.render_str(&original.text, ())?;
    Ok(paragraphs(&whole)
        .take(reprint.paragraphs.unwrap_or(usize::MAX))
        .collect::<Vec<_>>()
        .join("\n\n"))
}

/// The paragraphs of a text, which blank lines part.
fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// One edition as it is printed: its number, when that is, and the address of the outlet.
#[derive(Clone, Copy)]
struct Run<'a> {
    number: u8,
    now: Timestamp,
    home: &'a str,
}

impl Outlet {
    /// An article as this outlet's templates see it, with `text` for its text.
    fn printed<'a>(
        &self,
        article: &'a Article,
        text: &str,
        run: Run<'_>,
    ) -> anyhow::Result<Printed<'a>> {
        let Run { number, now, home } = run;
        let at = now - article.ago;
        let published = self.zoned(at)?;
        let modified = match article.edited_ago {
            Some(ago) if number > 1 => Some(self.zoned(now - ago)?),
            _ => None,
        };
        let paragraphs: Vec<String> = paragraphs(text).map(str::to_owned).collect();
        Ok(Printed {
            slug: &article.slug,
            url: format!("{home}{}", article.slug),
            title: &article.title,
            deck: article.deck.as_deref(),
            byline: article.byline.as_deref(),
            section: &article.section,
            caption: article.caption.as_deref(),
            credit: article.credit.as_deref(),
            published: rfc3339(&published),
            modified: modified.as_ref().map(rfc3339),
            day: published.date(),
            shown: self.shown(&published)?,
            modified_shown: modified.as_ref().map(|modified| self.shown(modified)).transpose()?,
            rfc2822: jiff::fmt::rfc2822::to_string(&published)?,
            summary: article
                .deck
                .clone()
                .or_else(|| paragraphs.first().cloned())
                .unwrap_or_default(),
            paragraphs,
            at,
            broken: article.broken,
            first_edition: article.edition == 1,
        })
    }

    /// A moment in the outlet's offset.
    fn zoned(&self, at: Timestamp) -> anyhow::Result<ZonedDateTime> {
        Ok(at.to_zoned_datetime(TimeZone::fixed(Offset::from_hours(self.utc_offset)?)))
    }

    /// A moment as the outlet's pages print it.
    fn shown(&self, moment: &ZonedDateTime) -> anyhow::Result<String> {
        match &self.shown {
            Some(pattern) => Ok(strtime::format(pattern, moment)?),
            None => Ok(format!("{} de {}", spanish_day(moment.date()), moment.year())),
        }
    }

    /// The outlet as templates see it; `home` is its address.
    fn site(&self, home: &str) -> Value {
        context! { title => &self.title, language => &self.language, home => safe(home),
        entry => safe(&format!("{home}{}", self.entry)) }
    }

    /// The feed, sitemap or listing, which holds `articles` in their order.
    fn entry_sheet(
        &self,
        articles: &[Printed<'_>],
        home: &str,
        press: &Environment<'_>,
    ) -> anyhow::Result<Sheet> {
        if Path::new(&self.entry).extension().is_some_and(|ending| ending == "json") {
            return Ok(Sheet::new("application/feed+json", self.json_feed(articles, home)));
        }
        let (template, content_type) = match self.reads {
            Reads::Listing => ("entry.html", "text/html; charset=utf-8"),
            Reads::Feed | Reads::Sitemap => ("entry.xml", "application/xml"),
        };
        let newest = articles
            .iter()
            .map(|article| article.modified.as_ref().unwrap_or(&article.published))
            .max();
        let entries: Vec<Value> = articles.iter().map(Printed::value).collect();
        let body = press
            .get_template(&format!("{}/{template}", self.id))?
            .render(context! { site => self.site(home), entries, newest })?;
        Ok(Sheet::new(content_type, body))
    }

    /// The outlet's JSON feed, as <https://www.jsonfeed.org/version/1.1/> has it.
    fn json_feed(&self, articles: &[Printed<'_>], home: &str) -> String {
        let items: Vec<serde_json::Value> = articles
            .iter()
            .map(|article| {
                json!({
                    "id": article.url,
                    "url": article.url,
                    "title": article.title,
                    "summary": article.summary,
                    "date_published": article.published,
                    "date_modified": article.modified.as_ref().unwrap_or(&article.published),
                    "authors": [{ "name": article.byline }],
                    "tags": [article.section],
                })
            })
            .collect();
        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": home,
            "feed_url": format!("{home}{}", self.entry),
            "language": self.language,
            "items": items,
        });
        feed.to_string()
    }

    /// The page of an article, with links to others.
    fn article_sheet(
        &self,
        article: &Printed<'_>,
        all: &[Printed<'_>],
        home: &str,
        press: &Environment<'_>,
    ) -> anyhow::Result<Sheet> {
        let content_type = "text/html; charset=utf-8";
        if article.broken {
            let body = "<html><body><h1>500 Internal Server Error</h1><p>upstream closed the \
                connection</p></body></html>"
                .to_owned();
            return Ok(Sheet { broken: true, ..Sheet::new(content_type, body) });
        }
        // Articles of the first edition only: a page is the same in both, unless it was edited.
        let related: Vec<Value> = all
            .iter()
            .filter(|other| other.first_edition && other.slug != article.slug)
            .take(3)
            .map(Printed::value)
            .collect();
        let linked_data = safe(&self.linked_data(article).to_string().replace('<', "\\u003c"));
        let site = self.site(home);
        let template = press.get_template(&format!("{}/article.html", self.id))?;
        Ok(Sheet::new(
            content_type,
            template.render(context! { site, article => article.value(), related, linked_data })?,
        ))
    }

    /// The JSON-LD of an article's page, a <https://schema.org/NewsArticle>.
    fn linked_data(&self, article: &Printed<'_>) -> serde_json::Value {
        let author = match article.byline {
            Some(name) => json!({ "@type": "Person", "name": name }),
            None => json!({ "@type": "Organization", "name": self.title }),
        };
        json!({
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.summary,
            "datePublished": article.published,
            "dateModified": article.modified.as_ref().unwrap_or(&article.published),
            "author": author,
            "publisher": { "@type": "NewsMediaOrganization", "name": self.title },
            "mainEntityOfPage": article.url,
            "articleSection": article.section,
            "inLanguage": self.language,
        })
    }
}

impl Printed<'_> {
    /// The article as a value for templates; addresses and times need no escaping.
    fn value(&self) -> Value {
        context! {
            slug => safe(self.slug),
            url => safe(&self.url),
            title => self.title,
            deck => self.deck,
            byline => self.byline,
            section => self.section,
            caption => self.caption,
            credit => self.credit,
            published => safe(&self.published),
            modified => self.modified.as_deref().map(safe),
            day => safe(&self.day.to_string()),
            shown => &self.shown,
            modified_shown => &self.modified_shown,
            rfc2822 => safe(&self.rfc2822),
            summary => &self.summary,
            paragraphs => &self.paragraphs,
        }
    }
}

/// The templates of all outlets, with the functions by which texts name days: `on` in English,
/// `fecha` and `dia` in Spanish, each given the distance from the event's day.
pub(super) fn press(now: Timestamp) -> anyhow::Result<Environment<'static>> {
    let event = KELVARA.to_datetime(now - EVENT_AGO).date();
    let mut press = Environment::new();
    press.set_undefined_behavior(UndefinedBehavior::Strict);
    press.add_function("on", move |days: i64, pattern: Option<String>| {
        strtime::format(pattern.as_deref().unwrap_or("%B %-d"), event.saturating_add(days.days()))
            .map_err(|error| unprintable(&error))
    });
    press.add_function("fecha", move |days: i64| spanish_day(event.saturating_add(days.days())));
    press.add_function("dia", move |days: i64| spanish_weekday(event.saturating_add(days.days())));
    for folder in PAGES.dirs() {
        for file in folder
            .files()
            .filter(|file| file.path().extension().is_some_and(|ending| ending != "toml"))
        {
            let name = file.path().to_string_lossy().into_owned();
            let source =
                file.contents_utf8().with_context(|| format!("pages/{name} is not UTF-8"))?;
            press.add_template_owned(name, source)?;
        }
    }
    Ok(press)
}

fn unprintable(error: &jiff::Error) -> minijinja::Error {
    minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, error.to_string())
}

/// A text that templates print as it is.
fn safe(text: &str) -> Value {
    Value::from_safe_string(text.to_owned())
}

/// The text of a file below `pages/`.
fn page(path: &str) -> anyhow::Result<&'static str> {
    PAGES
        .get_file(path)
        .and_then(|file| file.contents_utf8())
        .with_context(|| format!("pages/{path} is not there"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second() -> Edition {
        let address = "127.0.0.1:8000".parse().unwrap();
        print(2, &outlets().unwrap(), "2026-11-24T16:00:00Z".parse().unwrap(), address).unwrap()
    }

    fn texts() -> Vec<(String, String)> {
        let outlets = outlets().unwrap();
        let press = press("2026-11-24T16:00:00Z".parse().unwrap()).unwrap();
        let all = outlets
            .iter()
            .flat_map(|outlet| outlet.articles.iter().map(move |article| (outlet, article)));
        all.filter(|(_, article)| !article.broken)
            .map(|(outlet, article)| {
                (
                    format!("{}/{}", outlet.id, article.slug),
                    text(article, 2, &outlets, &press).unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn articles_are_as_long_as_articles_are() {
        for (path, text) in texts() {
            let words = text.split_whitespace().count();
            assert!((150..=400).contains(&words), "{path} has {words} words");
            assert!(!text.contains("{{"), "{path}");
        }
    }

    #[test]
    fn days_follow_the_event() {
        let edition = second();
        let wire = &edition["/rna/2026/vaskia-orsenia-sign-protocol-on-halde-flood-releases"].body;
        assert!(
            wire.contains(
                "KELVARA, Nov 24 (RNA) — The foreign ministers of Vaskia and \
            Orsenia on Tuesday signed"
            ),
            "{wire}"
        );
        assert!(wire.contains("take effect on March 1, 2027"), "{wire}");
        let spanish = &edition["/diario-alera/internacional/\
            vaskia-y-orsenia-firman-un-protocolo-sobre-la-presa-de-halde"]
            .body;
        assert!(
            spanish.contains("firmaron el martes en Kelvara")
                && spanish.contains("el 12 de noviembre"),
            "{spanish}"
        );
    }

    #[test]
    fn the_reprints_are_the_wire_and_its_first_half() {
        let texts: BTreeMap<String, String> = texts().into_iter().collect();
        let wire = &texts["rna/2026/vaskia-orsenia-sign-protocol-on-halde-flood-releases"];
        assert_eq!(&texts["ilvane-today/posts/1187"], wire);
        let abridged = &texts["lindmar-courier/news/world/warning-pact-for-halde-3391"];
        assert!(wire.starts_with(abridged.as_str()));
        assert!(
            (40..=60).contains(&(100 * abridged.len() / wire.len())),
            "{} of {}",
            abridged.len(),
            wire.len()
        );
    }

    #[test]
    fn only_the_edited_article_differs_between_editions() {
        let (outlets, now, address) = (
            outlets().unwrap(),
            "2026-11-24T16:00:00Z".parse().unwrap(),
            "127.0.0.1:8000".parse().unwrap(),
        );
        let (first, second) =
            (print(1, &outlets, now, address).unwrap(), print(2, &outlets, now, address).unwrap());
        let entries: Vec<String> =
            outlets.iter().map(|outlet| format!("/{}/{}", outlet.id, outlet.entry)).collect();
        let changed: Vec<&String> = first
            .iter()
            .filter(|(path, sheet)| second[*path].etag != sheet.etag && !entries.contains(path))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(changed, ["/harbour-post/a/the-halde-treaty-in-seven-questions"]);
        assert!(
            first.len() >= 6 + 1 + 13 && second.len() >= first.len() + 13,
            "{} {}",
            first.len(),
            second.len()
        );
    }

    #[test]
    fn feeds_are_well_formed() {
        let edition = second();
        for path in [
            "/rna/rss.xml",
            "/lindmar-courier/feeds/all.rss",
            "/harbour-post/atom.xml",
            "/ilvane-today/feed.json",
        ] {
            let feed = feed_rs::parser::parse(edition[path].body.as_bytes()).unwrap();
            assert!(feed.entries.len() >= 4, "{path}");
            for entry in feed.entries {
                assert!(
                    entry.published.is_some()
                        && entry.links[0].href.starts_with("http://127.0.0.1:8000/"),
                    "{path}: {entry:?}"
                );
                assert!(entry.summary.is_some_and(|summary| summary.content.len() > 20), "{path}");
            }
        }
    }
}
