//! Schema.org data on a page: JSON-LD in graphs and arrays, as sites write it.
//!
//! <https://schema.org/NewsArticle>,
//! <https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents>

use std::sync::LazyLock;

use scraper::{Html, Selector};
use serde_json::{Map, Value};

use super::nearly_json;
use crate::extract::layout::blocks;
use crate::extract::phrases::signs;

/// Scripts that are looked at.
const SCRIPTS: usize = 50;
/// Objects that are looked at.
const NODES: usize = 2_000;
/// Objects in objects that are looked at.
const DEPTH: usize = 12;
/// Names of one value that are looked at.
const NAMES: usize = 40;

static SCRIPT: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("script").expect("`script` is a selector"));

/// The objects that a page describes, outer ones first.
pub struct Described(Vec<Map<String, Value>>);

/// What an article's description says, as it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DescribedArticle {
    pub headline: Option<String>,
    pub alternative_headline: Option<String>,
    pub description: Option<String>,
    /// People and whatever else is named as an author.
    pub authors: Vec<Author>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub section: Option<String>,
    pub keywords: Vec<String>,
    pub language: Option<String>,
    pub body: Option<String>,
    pub image: Option<String>,
    pub publisher: Option<String>,
    pub is_free: Option<bool>,
    pub url: Option<String>,
}

/// Who is named as an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub name: String,
    pub is_organisation: bool,
}

impl Described {
    /// Reads the scripts of a page.
    #[must_use]
    pub fn of(html: &Html) -> Self {
        let mut nodes = Vec::new();
        for script in html.select(&SCRIPT).take(SCRIPTS) {
            let text: String = script.text().collect();
            // pages carry the state of their programs as JSON as well, megabytes of it
            if text.contains("@type") || text.contains("@graph") {
                nearly_json::values(&text)
                    .into_iter()
                    .for_each(|value| gather(value, 0, &mut nodes));
            }
        }
        Self(nodes)
    }

    /// The description of the article at one of `addresses`: of news before other articles, of
    /// these before the page itself; among equals the one that names its address, else the first.
    /// What it does not say is taken from others that describe the same: they bear its headline or
    /// are its page's.
    #[must_use]
    pub fn article(&self, addresses: &[&str]) -> Option<DescribedArticle> {
        let own = |node: &Map<String, Value>| {
            !addresses.is_empty()
                && self.addresses(node).iter().any(|address| is_among(address, addresses))
        };
        let ranked = self
            .0
            .iter()
            .enumerate()
            .filter_map(|(place, node)| Some((rank(node)?, !own(node), place)));
        let mut ranked: Vec<(u8, bool, usize)> = ranked.collect();
        ranked.sort_unstable();
        let (_, _, first) = *ranked.first()?;
        let mut article = self.read(&self.0[first]);
        for (rank, _, place) in ranked.into_iter().skip(1) {
            let other = &self.0[place];
            let is_same = || {
                text(other.get("headline"))
                    .is_some_and(|headline| Some(headline) == article.headline)
            };
            if rank == PAGE || is_same() {
                article.complete(self.read(other));
            }
        }
        Some(article)
    }

    /// Whether the page says that it is a live blog.
    #[must_use]
    pub fn is_live_blog(&self) -> bool {
        self.0.iter().any(|node| is_a(node, "liveblogposting"))
    }

    /// The headlines of the articles that are described.
    #[must_use]
    pub fn headlines(&self) -> Vec<String> {
        self.0
            .iter()
            .filter(|node| rank(node).is_some_and(|rank| rank < PAGE))
            .filter_map(|node| text(node.get("headline")))
            .collect()
    }

    /// The only person that is described, whose page it probably is.
    #[must_use]
    pub fn only_person(&self) -> Option<String> {
        let mut names: Vec<String> = self
            .0
            .iter()
            .filter(|node| is_a(node, "person"))
            .filter_map(|node| text(node.get("name")))
            .collect();
        names.dedup();
        if names.len() == 1 { names.pop() } else { None }
    }

    /// The names on the way from the site's start to the article, both included.
    #[must_use]
    pub fn breadcrumbs(&self) -> Vec<String> {
        let Some(list) = self.0.iter().find(|node| is_a(node, "breadcrumblist")) else {
            return Vec::new();
        };
        let items = list.get("itemListElement").map(listed).unwrap_or_default();
        let name =
            |item: &Value| text(item.get("name")).or_else(|| text(item.get("item")?.get("name")));
        items.into_iter().filter_map(name).collect()
    }

    fn addresses(&self, node: &Map<String, Value>) -> Vec<String> {
        let values = ["url", "@id", "mainEntityOfPage"].iter().filter_map(|key| node.get(*key));
        values.filter_map(|value| self.address(value)).collect()
    }

    /// The name of the `WebSite`, else of an organisation that publishes.
    #[must_use]
    pub fn site_name(&self) -> Option<String> {
        let named = |kind: &str| {
            self.0.iter().find(|node| is_a(node, kind)).and_then(|node| text(node.get("name")))
        };
        named("website").or_else(|| named("newsmediaorganization"))
    }

    fn read(&self, node: &Map<String, Value>) -> DescribedArticle {
        let authors = ["author", "creator"]
            .iter()
            .filter_map(|key| node.get(*key))
            .map(|value| self.authors(value))
            .find(|authors| !authors.is_empty());
        DescribedArticle {
            headline: text(node.get("headline")).or_else(|| text(node.get("name"))),
            alternative_headline: text(node.get("alternativeHeadline"))
                .or_else(|| text(node.get("alternateName"))),
            description: text(node.get("description")),
            authors: authors.unwrap_or_default(),
            published: text(node.get("datePublished"))
                .or_else(|| text(node.get("dateCreated")))
                .or_else(|| text(node.get("uploadDate"))),
            modified: text(node.get("dateModified")),
            section: texts(node.get("articleSection")).into_iter().next(),
            keywords: keywords(node.get("keywords")),
            language: node.get("inLanguage").and_then(|value| {
                text(Some(value))
                    .or_else(|| text(value.get("alternateName")))
                    .or_else(|| text(value.get("name")))
            }),
            body: node
                .get("articleBody")
                .and_then(Value::as_str)
                .map(str::to_owned)
                .or_else(|| updates(node))
                .filter(|body| !body.trim().is_empty()),
            image: node.get("image").and_then(|image| self.address(image)),
            // bloggers publish themselves
            publisher: node
                .get("publisher")
                .filter(|publisher| {
                    !self.resolved(publisher).is_some_and(|node| is_a(node, "person"))
                })
                .and_then(|publisher| self.names(publisher).into_iter().next()),
            is_free: is_free(node),
            url: text(node.get("url"))
                .or_else(|| node.get("mainEntityOfPage").and_then(|page| self.address(page))),
        }
    }

    fn authors(&self, value: &Value) -> Vec<Author> {
        let mut authors = Vec::new();
        for value in listed(value) {
            let node = self.resolved(value);
            // some plugins call a blogger both
            let is_organisation = node.is_some_and(|node| {
                !is_a(node, "person")
                    && kinds(node).iter().any(|kind| kind.ends_with("organization"))
            });
            authors
                .extend(self.names(value).into_iter().map(|name| Author { name, is_organisation }));
        }
        authors.truncate(NAMES);
        authors
    }

    /// Names in a text, an object, a reference to one, or a list of these.
    fn names(&self, value: &Value) -> Vec<String> {
        let mut names = Vec::new();
        for value in listed(value) {
            match self.resolved(value) {
                Some(node) => {
                    let own = texts(node.get("name"));
                    // some name a person only in parts
                    let parts = || {
                        [node.get("givenName"), node.get("familyName")]
                            .into_iter()
                            .filter_map(text)
                            .collect::<Vec<_>>()
                            .join(" ")
                    };
                    let own = if own.is_empty() { vec![parts()] } else { own };
                    names.extend(own.into_iter().filter(|name| !name.is_empty()));
                }
                None => names.extend(text(Some(value))),
            }
        }
        names
    }

    fn address(&self, value: &Value) -> Option<String> {
        let value = listed(value).into_iter().next()?;
        match self.resolved(value) {
            Some(node) => text(node.get("url"))
                .or_else(|| text(node.get("contentUrl")))
                .or_else(|| text(node.get("@id"))),
            None => text(Some(value)).or_else(|| text(value.get("@id"))),
        }
    }

    /// An object, or the one that `{"@id": …}` stands for.
    fn resolved<'a>(&'a self, value: &'a Value) -> Option<&'a Map<String, Value>> {
        let node = value.as_object()?;
        if node.len() == 1
            && let Some(id) = node.get("@id")
        {
            return self.0.iter().find(|other| other.len() > 1 && other.get("@id") == Some(id));
        }
        Some(node)
    }
}

fn gather(value: Value, depth: usize, nodes: &mut Vec<Map<String, Value>>) {
    if depth > DEPTH || nodes.len() >= NODES {
        return;
    }
    match value {
        Value::Array(values) => {
            values.into_iter().for_each(|value| gather(value, depth + 1, nodes));
        }
        Value::Object(mut node) => {
            let graph = node.remove("@graph");
            let inner: Vec<Value> =
                ["mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed", "about"]
                    .iter()
                    .filter_map(|key| node.get(*key))
                    .filter(|value| !value.is_string())
                    .cloned()
                    .collect();
            nodes.push(node);
            graph.into_iter().chain(inner).for_each(|value| gather(value, depth + 1, nodes));
        }
        _ => {}
    }
}

impl DescribedArticle {
    /// Takes from `other` who wrote it and when, where that is not known.
    fn complete(&mut self, other: Self) {
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
        self.published = self.published.take().or(other.published);
        self.modified = self.modified.take().or(other.modified);
        self.publisher = self.publisher.take().or(other.publisher);
        self.language = self.language.take().or(other.language);
        self.image = self.image.take().or(other.image);
        self.is_free = self.is_free.or(other.is_free);
    }
}

/// Whether two addresses lead to the same, whatever their scheme, query and last slash.
fn is_among(address: &str, addresses: &[&str]) -> bool {
    let key = |address: &str| {
        let address = address.split(['#', '?']).next().unwrap_or_default();
        address
            .split_once("://")
            .map_or(address, |(_, rest)| rest)
            .trim_start_matches("www.")
            .trim_end_matches('/')
            .to_owned()
    };
    let own = key(address);
    own.contains('/') && addresses.iter().any(|other| key(other) == own)
}

/// The rank of a page's own description, as [`rank`] gives it.
const PAGE: u8 = 5;

fn kinds(node: &Map<String, Value>) -> Vec<String> {
    texts(node.get("@type"))
        .iter()
        .map(|kind| kind.rsplit(['/', ':']).next().unwrap_or_default().to_ascii_lowercase())
        .collect()
}

/// How well a node describes the article; none where it describes something else.
fn rank(node: &Map<String, Value>) -> Option<u8> {
    let kinds = kinds(node);
    let is_said = node.contains_key("headline")
        || node.contains_key("datePublished")
        || node.contains_key("articleBody")
        || node.contains_key("name");
    let rank = kinds.iter().filter_map(|kind| match kind.as_str() {
        kind if kind.ends_with("newsarticle") => Some(0),
        "report" | "liveblogposting" | "blogposting" | "article" | "posting" => Some(1),
        kind if kind.ends_with("article") || kind.ends_with("posting") => Some(2),
        "recipe" | "review" | "howto" => Some(3),
        "videoobject" | "audioobject" | "podcastepisode"
            if node.contains_key("datePublished") || node.contains_key("uploadDate") =>
        {
            Some(4)
        }
        "webpage" | "itempage" => Some(PAGE),
        _ => None,
    });
    rank.min().filter(|_| is_said)
}

fn is_a(node: &Map<String, Value>, kind: &str) -> bool {
    kinds(node).iter().any(|own| own == kind)
}

/// The posts of a live blog, a line each for what stands over one and for what it says.
fn updates(node: &Map<String, Value>) -> Option<String> {
    let posts = node.get("liveBlogUpdate")?.as_array()?;
    let mut lines: Vec<String> = Vec::new();
    for post in posts.iter().take(NODES) {
        let said = text(post.get("articleBody")).filter(|said| !said.is_empty());
        let headline = text(post.get("headline"))
            .filter(|headline| said.as_ref().is_some_and(|said| !said.starts_with(headline)));
        lines.extend(headline.into_iter().chain(said));
    }
    Some(lines.join("\n"))
}

fn is_free(node: &Map<String, Value>) -> Option<bool> {
    let said = |node: &Map<String, Value>| match node.get("isAccessibleForFree")? {
        Value::Bool(free) => Some(*free),
        Value::String(free) => {
            Some(!(free.eq_ignore_ascii_case("false") || free.ends_with("/False") || free == "0"))
        }
        _ => None,
    };
    said(node).or_else(|| {
        node.get("hasPart")
            .and_then(|parts| listed(parts).into_iter().filter_map(Value::as_object).find_map(said))
    })
}

fn listed(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().take(NAMES).collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

/// A text, or the first of a list; entities resolved and tags stripped, white space folded.
fn text(value: Option<&Value>) -> Option<String> {
    texts(value).into_iter().next()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let Some(value) = value else { return Vec::new() };
    let one = |value: &Value| match value {
        Value::String(text) => Some(unescaped(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(node) => node.get("@value").and_then(Value::as_str).map(unescaped),
        _ => None,
    };
    listed(value).into_iter().filter_map(one).filter(|text| !text.is_empty()).collect()
}

fn keywords(value: Option<&Value>) -> Vec<String> {
    let all = texts(value);
    match all.as_slice() {
        [one] => one
            .split([',', ';', '，', '、'])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        _ => all,
    }
}

/// A text of JSON or an attribute, which often is HTML once more: its entities are resolved, tags
/// fall away, white space is folded.
pub fn unescaped(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return signs::folded(text);
    }
    // an escaped text may have been escaped again
    let once = html_escape::decode_html_entities(text);
    let twice = html_escape::decode_html_entities(&once);
    let is_tagged = twice
        .match_indices('<')
        .any(|(at, _)| twice[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    if is_tagged { blocks::of_fragment(&twice).join(" ") } else { signs::folded(&twice) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    fn article(json: &str) -> DescribedArticle {
        let page = format!("<script type=\"application/ld+json\">{json}</script>");
        let page = Page::parse(page, "https://x.example/pact".parse().unwrap());
        Described::of(&page.html).article(&["https://x.example/pact"]).unwrap_or_default()
    }

    #[test]
    fn graphs_arrays_and_references_are_followed() {
        let read = article(
            r##"{"@graph":[{"@type":"WebPage","name":"Page"},{"@type":["NewsArticle"],
            "headline":"A &amp; B","author":[{"@id":"#p"},{"@type":"Organization","name":"Desk"}],
            "datePublished":"2024-06-20","image":[{"url":"https://x.example/i.jpg"}],
            "keywords":"one, two"},{"@id":"#p","@type":"Person","name":"Ana Roe"}]}"##,
        );
        assert_eq!(read.headline.as_deref(), Some("A & B"));
        assert_eq!(
            read.authors,
            [
                Author { name: "Ana Roe".into(), is_organisation: false },
                Author { name: "Desk".into(), is_organisation: true }
            ]
        );
        assert_eq!(read.keywords, ["one", "two"]);
        assert_eq!(read.image.as_deref(), Some("https://x.example/i.jpg"));
    }

    #[test]
    fn a_person_may_be_named_in_parts() {
        let read = article(
            r#"{"@type":"NewsArticle","headline":"A","author":[{"@type":"Person",
            "givenName":"Ana","familyName":"Roe"},{"@type":"Person"}]}"#,
        );
        assert_eq!(read.authors, [Author { name: "Ana Roe".into(), is_organisation: false }]);
    }

    #[test]
    fn broken_json_describes_an_article_too() {
        for json in [
            "<![CDATA[{\"@type\":\"Article\",\"headline\":\"Big\nnews\",}]]>",
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Big\tnews\"}\n//]]>",
            "<!-- {\"@type\":\"Article\",\"headline\":\"Big news\"} -->",
            "{&quot;@type&quot;:&quot;Article&quot;,&quot;headline&quot;:&quot;Big news&quot;}",
            "{\"@type\":\"WebSite\",\"name\":\"x\"}{\"@type\":\"Article\",\
                \"headline\":\"Big news\"}",
            "{\"@type\":\"Article\",\"headline\":\"Big news\",\
                \"articleBody\":\"It was on Wednesday that",
        ] {
            assert_eq!(article(json).headline.as_deref(), Some("Big news"), "{json}");
        }
        assert_eq!(article("{nonsense"), DescribedArticle::default());
    }

    #[test]
    fn among_many_articles_the_pages_own_counts() {
        let read = article(
            r#"[{"@type":"NewsArticle","headline":"Storm","author":"Lee Doe",
            "url":"https://x.example/storm"},{"@type":"NewsArticle","headline":"Pact",
            "mainEntityOfPage":{"@id":"http://www.x.example/pact/?a=1"}},
            {"@type":"WebPage","name":"Pact | Times","author":{"@type":"Person","name":"Ana Roe"},
            "datePublished":"2024-06-20"}]"#,
        );
        assert_eq!(read.headline.as_deref(), Some("Pact"));
        assert_eq!(read.authors, [Author { name: "Ana Roe".into(), is_organisation: false }]);
        assert_eq!(read.published.as_deref(), Some("2024-06-20"));
    }

    #[test]
    fn a_live_blog_says_what_its_posts_say() {
        let live = "{\"@type\":\"LiveBlogPosting\",\"headline\":\"Storm\",\
            \"liveBlogUpdate\":[{\"headline\":\"Ferry turns back\",\
            \"articleBody\":\"It is in Harn.\"},\
            {\"headline\":\"No text\"},{\"headline\":\"We begin\",\
            \"articleBody\":\"We begin at six.\"}]}";
        assert_eq!(
            article(live).body.as_deref(),
            Some("Ferry turns back\nIt is in Harn.\nWe begin at six.")
        );
    }

    #[test]
    fn breadcrumbs_lead_to_the_article() {
        let json = r#"{"@type":"BreadcrumbList","itemListElement":[
            {"@type":"ListItem","position":1,"name":"Home"},
            {"item":{"@id":"/world","name":"World"}},{"name":"Pact"}]}"#;
        let page = format!("<script type=\"application/ld+json\">{json}</script>");
        assert_eq!(
            Described::of(&Html::parse_document(&page)).breadcrumbs(),
            ["Home", "World", "Pact"]
        );
    }

    #[test]
    fn texts_may_be_escaped_twice() {
        for text in ["A &amp; B", "A &amp;amp; B", "<em>A</em> &#38; B", "A&nbsp;&amp; B"] {
            assert_eq!(unescaped(text), "A & B");
        }
        assert_eq!(unescaped("5 < 6 &amp; 7 > 6"), "5 < 6 & 7 > 6");
    }

    #[test]
    fn what_has_to_be_paid_for_is_said_in_many_ways() {
        for free in ["false", "\"False\"", "\"http://schema.org/False\""] {
            assert_eq!(
                article(&format!(
                    "{{\"@type\":\"NewsArticle\",\"name\":\"x\",\"isAccessibleForFree\":{free}}}"
                ))
                .is_free,
                Some(false)
            );
        }
    }
}
