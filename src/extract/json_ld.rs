//! Schema.org data on a page: JSON-LD in graphs, arrays and broken JSON, as sites write it.
//!
//! <https://schema.org/NewsArticle>, <https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents>

use scraper::{Html, Selector};
use serde_json::{Map, Value};
use std::sync::LazyLock;

use super::blocks;

/// Scripts, objects and nesting that are looked at.
const SCRIPTS: usize = 50;
const NODES: usize = 2_000;
const DEPTH: usize = 12;
const NAMES: usize = 40;

static SCRIPT: LazyLock<Selector> = LazyLock::new(|| Selector::parse("script").expect("`script` is a selector"));

/// The objects that a page describes, outer ones first.
pub struct Described(Vec<Map<String, Value>>);

/// What an article's description says, as it stands there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub name: String,
    pub is_organisation: bool,
}

impl Described {
    #[must_use]
    pub fn of(html: &Html) -> Self {
        let mut nodes = Vec::new();
        for script in html.select(&SCRIPT).take(SCRIPTS) {
            let text: String = script.text().collect();
            if let Some(value) = tolerant(&text) {
                gather(value, 0, &mut nodes);
            }
        }
        Self(nodes)
    }

    /// The description of the article on the page: of news before other articles, of these before
    /// the page itself; among equals the first.
    #[must_use]
    pub fn article(&self) -> Option<Article> {
        let ranked = self.0.iter().enumerate().filter_map(|(place, node)| Some((rank(node)?, place)));
        let (_, place) = ranked.min()?;
        Some(self.read(&self.0[place]))
    }

    /// The name of the `WebSite`, else of an organisation that publishes.
    #[must_use]
    pub fn site_name(&self) -> Option<String> {
        let named = |kind: &str| self.0.iter().find(|node| is_a(node, kind)).and_then(|node| text(node.get("name")));
        named("website").or_else(|| named("newsmediaorganization"))
    }

    fn read(&self, node: &Map<String, Value>) -> Article {
        let authors =
            ["author", "creator"].iter().filter_map(|key| node.get(*key)).map(|value| self.authors(value)).find(|authors| !authors.is_empty());
        Article {
            headline: text(node.get("headline")).or_else(|| text(node.get("name"))),
            alternative_headline: text(node.get("alternativeHeadline")).or_else(|| text(node.get("alternateName"))),
            description: text(node.get("description")),
            authors: authors.unwrap_or_default(),
            published: text(node.get("datePublished")).or_else(|| text(node.get("dateCreated"))).or_else(|| text(node.get("uploadDate"))),
            modified: text(node.get("dateModified")),
            section: texts(node.get("articleSection")).into_iter().next(),
            keywords: keywords(node.get("keywords")),
            language: node
                .get("inLanguage")
                .and_then(|value| text(Some(value)).or_else(|| text(value.get("alternateName"))).or_else(|| text(value.get("name")))),
            body: node.get("articleBody").and_then(Value::as_str).map(str::to_owned).filter(|body| !body.trim().is_empty()),
            image: node.get("image").and_then(|image| self.address(image)),
            publisher: node.get("publisher").and_then(|publisher| self.names(publisher).into_iter().next()),
            is_free: is_free(node),
            url: text(node.get("url")).or_else(|| node.get("mainEntityOfPage").and_then(|page| self.address(page))),
        }
    }

    fn authors(&self, value: &Value) -> Vec<Author> {
        let mut authors = Vec::new();
        for value in listed(value) {
            let node = self.resolved(value);
            let is_organisation = node.is_some_and(|node| is_a(node, "organization") || is_a(node, "newsmediaorganization"));
            authors.extend(self.names(value).into_iter().map(|name| Author { name, is_organisation }));
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
                    let parts = || [node.get("givenName"), node.get("familyName")].into_iter().filter_map(text).collect::<Vec<_>>().join(" ");
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
            Some(node) => text(node.get("url")).or_else(|| text(node.get("contentUrl"))).or_else(|| text(node.get("@id"))),
            None => text(Some(value)),
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

/// Parses what is nearly JSON: in a CDATA section or a comment, with raw line breaks in strings, with
/// commas before brackets, with more behind its end.
fn tolerant(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("//").trim_start_matches("/*").trim_start();
    let start = text.find(['{', '['])?;
    let text = if text[start..].starts_with("[CDATA[") { &text[start + 7..] } else { &text[start..] };
    let first = |text: &str| serde_json::Deserializer::from_str(text).into_iter::<Value>().next().and_then(Result::ok);
    first(text).filter(|value| !value.is_number()).or_else(|| first(&mended(text)))
}

fn mended(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_string = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                // a backslash before what JSON cannot escape is meant as itself
                match chars.next_if(|next| "\"\\/bfnrtu".contains(*next)) {
                    Some(escaped) => mended.extend([c, escaped]),
                    None => mended.push_str("\\\\"),
                }
                continue;
            }
            c if in_string && (c as u32) < 0x20 => {
                mended.push(' ');
                continue;
            }
            ',' if !in_string => {
                while chars.next_if(|next| next.is_whitespace() || *next == ',').is_some() {}
                if chars.peek().is_some_and(|next| matches!(next, '}' | ']')) {
                    continue;
                }
            }
            ';' if !in_string => continue,
            _ => {}
        }
        mended.push(c);
    }
    mended
}

fn gather(value: Value, depth: usize, nodes: &mut Vec<Map<String, Value>>) {
    if depth > DEPTH || nodes.len() >= NODES {
        return;
    }
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| gather(value, depth + 1, nodes)),
        Value::Object(mut node) => {
            let graph = node.remove("@graph");
            let inner: Vec<Value> = ["mainEntity", "mainEntityOfPage", "hasPart", "itemReviewed", "about"]
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

/// How well a node describes the article; none where it describes something else.
fn rank(node: &Map<String, Value>) -> Option<u8> {
    let kinds: Vec<String> =
        texts(node.get("@type")).iter().map(|kind| kind.rsplit(['/', ':']).next().unwrap_or_default().to_ascii_lowercase()).collect();
    let is_said =
        node.contains_key("headline") || node.contains_key("datePublished") || node.contains_key("articleBody") || node.contains_key("name");
    let rank = kinds.iter().filter_map(|kind| match kind.as_str() {
        kind if kind.ends_with("newsarticle") => Some(0),
        "report" | "liveblogposting" | "blogposting" | "article" | "posting" => Some(1),
        kind if kind.ends_with("article") || kind.ends_with("posting") => Some(2),
        "videoobject" | "audioobject" | "podcastepisode" if node.contains_key("datePublished") || node.contains_key("uploadDate") => Some(4),
        "webpage" | "itempage" => Some(5),
        _ => None,
    });
    rank.min().filter(|_| is_said)
}

fn is_a(node: &Map<String, Value>, kind: &str) -> bool {
    texts(node.get("@type")).iter().any(|own| own.rsplit(['/', ':']).next().unwrap_or_default().eq_ignore_ascii_case(kind))
}

fn is_free(node: &Map<String, Value>) -> Option<bool> {
    let said = |node: &Map<String, Value>| match node.get("isAccessibleForFree")? {
        Value::Bool(free) => Some(*free),
        Value::String(free) => Some(!(free.eq_ignore_ascii_case("false") || free.ends_with("/False") || free == "0")),
        _ => None,
    };
    said(node).or_else(|| node.get("hasPart").and_then(|parts| listed(parts).into_iter().filter_map(Value::as_object).find_map(said)))
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
        [one] => one.split([',', ';', '，', '、']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect(),
        _ => all,
    }
}

/// Texts in JSON are often HTML once more.
pub fn unescaped(text: &str) -> String {
    if text.contains(['&', '<']) { blocks::of_fragment(text).join(" ") } else { blocks::folded(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(json: &str) -> Article {
        let page = format!("<script type=\"application/ld+json\">{json}</script>");
        Described::of(&Html::parse_document(&page)).article().unwrap_or_default()
    }

    #[test]
    fn graphs_arrays_and_references_are_followed() {
        let read = article(
            r##"{"@graph":[{"@type":"WebPage","name":"Page"},{"@type":["NewsArticle"],"headline":"A &amp; B","author":[{"@id":"#p"},{"@type":"Organization","name":"Desk"}],
            "datePublished":"2024-06-20","image":[{"url":"https://x.example/i.jpg"}],"keywords":"one, two"},{"@id":"#p","@type":"Person","name":"Ana Roe"}]}"##,
        );
        assert_eq!(read.headline.as_deref(), Some("A & B"));
        assert_eq!(read.authors, [Author { name: "Ana Roe".into(), is_organisation: false }, Author { name: "Desk".into(), is_organisation: true }]);
        assert_eq!(read.keywords, ["one", "two"]);
        assert_eq!(read.image.as_deref(), Some("https://x.example/i.jpg"));
    }

    #[test]
    fn a_person_may_be_named_in_parts() {
        let read = article(
            r#"{"@type":"NewsArticle","headline":"A","author":[{"@type":"Person","givenName":"Ana","familyName":"Roe"},{"@type":"Person"}]}"#,
        );
        assert_eq!(read.authors, [Author { name: "Ana Roe".into(), is_organisation: false }]);
    }

    #[test]
    fn broken_json_is_mended() {
        for json in [
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"Big news\"}\n//]]>",
            "{\"@type\":\"Article\",\"headline\":\"Big\nnews\",}",
            "[{\"@type\":\"Article\",,\"headline\":\"Big news\"},];",
            "{\"@type\":\"Article\",\"headline\":\"Big news\"} trailing",
            "{\"@type\":\"Article\",\"headline\":\"Big news\",\"x\":\"\\' \"}",
        ] {
            assert_eq!(article(json).headline.as_deref(), Some("Big news"), "{json}");
        }
        assert_eq!(article("{nonsense"), Article::default());
    }

    #[test]
    fn what_has_to_be_paid_for_is_said_in_many_ways() {
        for free in ["false", "\"False\"", "\"http://schema.org/False\""] {
            assert_eq!(article(&format!("{{\"@type\":\"NewsArticle\",\"name\":\"x\",\"isAccessibleForFree\":{free}}}")).is_free, Some(false));
        }
    }
}
