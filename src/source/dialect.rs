//! The dialects of feeds: what their writers call things, in the words that a parser knows.

use std::borrow::Cow;

/// The names in camel case, for feeds that shout all of theirs.
const CAMELS: &[&str] = &[
    "pubDate",
    "lastBuildDate",
    "managingEditor",
    "webMaster",
    "commentRss",
    "updatePeriod",
    "updateFrequency",
    "textInput",
];
/// The prefixes that are used without being declared.
const NAMESPACES: &[(&str, &str)] = &[
    ("atom:", "http://www.w3.org/2005/Atom"),
    ("content:", "http://purl.org/rss/1.0/modules/content/"),
    ("dc:", "http://purl.org/dc/elements/1.1/"),
    ("media:", "http://search.yahoo.com/mrss/"),
    ("sy:", "http://purl.org/rss/1.0/modules/syndication/"),
];

/// The dialect of a document: how its root says that its elements are named.
#[derive(Debug, Default)]
pub(super) struct Dialect<'a> {
    /// The prefix of the root, as `r:` of `<r:rss>`: RSS in a namespace of its own.
    prefix: &'a str,
    /// Whether names are in upper case, where no parser expects it.
    shouts: bool,
    family: Family,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Family {
    Rss,
    Rdf,
    Atom,
    #[default]
    Other,
}

impl<'a> Dialect<'a> {
    /// The dialect of a document whose root is named so.
    pub(super) fn of_root(name: &'a str) -> Self {
        let local = name.rsplit(':').next().unwrap_or(name);
        let is = |wanted: &str| local.eq_ignore_ascii_case(wanted);
        let family = match () {
            () if is("rss") || is("channel") => Family::Rss,
            () if is("rdf") => Family::Rdf,
            () if is("feed") || is("entry") => Family::Atom,
            () => Family::Other,
        };
        let prefix = if family == Family::Rss { &name[..name.len() - local.len()] } else { "" };
        let shouts = local.bytes().all(|byte| byte.is_ascii_uppercase())
            && matches!(family, Family::Rss | Family::Atom);
        Self { prefix, shouts, family }
    }

    pub(super) fn is_rss(&self) -> bool {
        matches!(self.family, Family::Rss | Family::Rdf)
    }

    pub(super) fn is_atom(&self) -> bool {
        self.family == Family::Atom
    }

    /// The name of an element within `parent`, as parsers know it.
    pub(super) fn spelt<'n>(&self, name: &'n str, parent: &str) -> Cow<'n, str> {
        let name = if self.prefix.is_empty() {
            name
        } else {
            name.strip_prefix(self.prefix).unwrap_or(name)
        };
        let name: Cow<'n, str> = if self.shouts { quiet(name) } else { Cow::Borrowed(name) };
        let other = match (self.family, name.as_ref()) {
            (Family::Atom, "issued") => "published",
            (Family::Atom, "modified") => "updated",
            (Family::Atom, "tagline") => "subtitle",
            (Family::Rss | Family::Rdf, known) if parent == "item" => match known {
                "body" | "xhtml:body" | "fullitem" => "content:encoded",
                "dc:author" => "dc:creator",
                "abstract" => "description",
                "id" => "guid",
                // feed-rs has no second date for RSS 1.0, and feedparser-rs knows this one.
                "dcterms:modified" | "atom:updated" | "modified" if self.family == Family::Rss => {
                    "updated"
                }
                _ => return name,
            },
            _ => return name,
        };
        Cow::Borrowed(other)
    }

    /// The namespaces to declare on a root beside those that it declares itself, for prefixes that
    /// `text` uses: attribute and value.
    pub(super) fn missing(declared: &[(&str, &str)], text: &str) -> Vec<(String, &'static str)> {
        let used = NAMESPACES.iter().filter(|(prefix, _)| text.contains(prefix));
        used.map(|(prefix, namespace)| {
            (format!("xmlns:{}", prefix.trim_end_matches(':')), *namespace)
        })
        .filter(|(key, _)| declared.iter().all(|(known, _)| known != key))
        .collect()
    }
}

fn quiet(name: &str) -> Cow<'_, str> {
    let camel = CAMELS.iter().find(|camel| camel.eq_ignore_ascii_case(name));
    camel.map_or_else(|| Cow::Owned(name.to_ascii_lowercase()), |camel| Cow::Borrowed(*camel))
}

/// The value of an attribute, which is a namespace's as the specifications write it where that is
/// often written otherwise.
pub(super) fn known_namespace<'a>(key: &str, value: &'a str) -> &'a str {
    if !key.starts_with("xmlns") {
        return value;
    }
    match value.trim() {
        "https://www.w3.org/2005/Atom"
        | "http://www.w3.org/2005/atom"
        | "https://www.w3.org/2005/atom"
        | "http://www.w3.org/2005/Atom/"
        | "http://purl.org/atom/ns#" => "http://www.w3.org/2005/Atom",
        "https://purl.org/dc/elements/1.1/"
        | "http://purl.org/dc/elements/1.1"
        | "http://purl.org/dc/elements/1.0/" => "http://purl.org/dc/elements/1.1/",
        "https://purl.org/rss/1.0/modules/content/" | "http://purl.org/rss/1.0/modules/content" => {
            "http://purl.org/rss/1.0/modules/content/"
        }
        // RSS 2.0 has no namespace, but some give it one; feed-rs knows that of 1.0.
        value
            if value.starts_with("http://backend.userland.com/")
                || value.starts_with("http://blogs.law.harvard.edu/tech/rss") =>
        {
            "http://purl.org/rss/1.0/"
        }
        "http://my.netscape.com/rdf/simple/0.9/"
        | "http://channel.netscape.com/rdf/simple/0.9/" => "http://purl.org/rss/1.0/",
        trimmed => trimmed,
    }
}

/// Whether an element that commonly holds text holds elements: Atom's XHTML is markup by
/// declaration, and `media:content` has children.
pub(super) fn holds_elements(name: &str, attributes: &[(&str, &str)]) -> bool {
    name.starts_with("media:")
        || attributes.iter().any(|(key, value)| *key == "type" && value.contains("xhtml"))
}

/// The type of a text as Atom 1.0 has it, for types of Atom 0.3 and of writers' own: feed-rs gives
/// up a whole feed over one that it does not know.
pub(super) fn type_of_text<'a>(element: &str, value: &'a str) -> &'a str {
    match value {
        "text" | "html" | "xhtml" => value,
        "text/plain" => "text",
        _ if value.contains("xhtml") => "xhtml",
        _ if element != "content"
            || value == "text/html"
            || value.ends_with("xml")
            || !value.contains('/') =>
        {
            "html"
        }
        _ => value,
    }
}

/// Whether an element is declared as Atom's binary content, which some write texts in.
pub(super) fn is_base64(attributes: &[(&str, &str)]) -> bool {
    attributes.iter().any(|(key, value)| {
        matches!((*key, *value), ("mode", "base64") | ("type", "application/octet-stream"))
    })
}

/// The text that stands in `base64`; none where it is no text.
pub(super) fn decoded(base64: &str) -> Option<String> {
    let packed: String = base64.split_whitespace().collect();
    let bytes = data_encoding::BASE64.decode(packed.as_bytes()).ok()?;
    String::from_utf8(bytes).ok()
}
