//! What a page declares of itself: `<meta>`, `<link>`, `<base>`, `<html lang>`, microdata, RDFa,
//! JSON-LD, headings and links, gathered in one pass.
//!
//! Open Graph <https://ogp.me>, Dublin Core, schema.org microdata
//! <https://html.spec.whatwg.org/multipage/microdata.html>; names as sites use them.

use std::collections::HashMap;

use scraper::ElementRef;

use super::{blocks, classes, headline, json_ld, names};
use crate::link::Link;
use crate::page::Page;

/// Metas, links of the head, properties, headings that are looked at.
const ENTRIES: usize = 2_000;
/// Links that are looked at.
const ANCHORS: usize = 3_000;

/// What a page declares, by lower-case name.
pub struct Declared<'a> {
    pub page: &'a Page,
    metas: HashMap<String, Vec<String>>,
    links: Vec<(&'a str, &'a str)>,
    properties: Properties<'a>,
    language: Option<&'a str>,
    base: Option<Link>,
    /// `<h1>`, `<h2>`, `<h3>` in their order.
    pub headings: Vec<ElementRef<'a>>,
    pub anchors: Vec<Anchor<'a>>,
    /// Elements that their class or `rel` names for an author.
    pub by_lines: Vec<ElementRef<'a>>,
    /// Elements that their class names for what stands under a headline.
    pub decks: Vec<ElementRef<'a>>,
    pub at_the_right: Vec<ElementRef<'a>>,
    /// Classes that were looked at, and what they name.
    classes: HashMap<&'a str, Named>,
    pub json_ld: json_ld::Described,
    pub article: Option<json_ld::Article>,
}

/// `<a href=…>`
pub struct Anchor<'a> {
    pub element: ElementRef<'a>,
    pub href: &'a str,
    pub text: String,
}

impl<'a> Declared<'a> {
    #[must_use]
    pub fn of(page: &'a Page) -> Self {
        let mut declared = Self {
            page,
            metas: HashMap::new(),
            links: Vec::new(),
            properties: Properties::default(),
            language: None,
            base: None,
            headings: Vec::new(),
            anchors: Vec::new(),
            by_lines: Vec::new(),
            decks: Vec::new(),
            at_the_right: Vec::new(),
            classes: HashMap::new(),
            json_ld: json_ld::Described::of(&page.html),
            article: None,
        };
        declared.gather();
        declared.properties.settle();
        declared.metas_with_microdata();
        let addresses = [Some(page.link.as_str()), declared.link("canonical"), declared.meta(&["og:url"])];
        declared.article = declared.json_ld.article(&addresses.into_iter().flatten().collect::<Vec<_>>());
        declared
    }

    fn gather(&mut self) {
        let root = self.page.html.root_element();
        self.enter(root);
        // a stack of our own: the tree may be deep
        let mut open = vec![(root, root.children())];
        while let Some((outer, children)) = open.last_mut() {
            match children.next().map(ElementRef::wrap) {
                Some(Some(element)) => {
                    self.enter(element);
                    open.push((element, element.children()));
                }
                Some(None) => {}
                None => {
                    self.properties.leave(*outer);
                    open.pop();
                }
            }
        }
    }

    fn enter(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        match value.name() {
            "base" => self.base = self.base.take().or_else(|| self.page.link.join(value.attr("href")?.trim()).ok()),
            "meta" => self.enter_meta(element),
            "link" if self.links.len() < ENTRIES => {
                self.links.extend(value.attr("rel").zip(value.attr("href")));
                self.properties.enter(element);
            }
            "html" => {
                self.language = value.attr("lang").or_else(|| value.attr("xml:lang")).filter(|tag| !tag.trim().is_empty());
                self.properties.enter(element);
            }
            name => {
                if matches!(name, "h1" | "h2" | "h3") && self.headings.len() < ENTRIES {
                    self.headings.push(element);
                }
                if let Some(href) = value.attr("href").filter(|_| name == "a" && self.anchors.len() < ANCHORS) {
                    self.anchors.push(Anchor { element, href, text: blocks::line(element) });
                }
                if self.at_the_right.len() < ENTRIES && is_at_the_right(element) {
                    self.at_the_right.push(element);
                }
                self.enter_class(element);
                self.properties.enter(element);
            }
        }
    }

    fn enter_class(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        let named = value.attr("class").map(|class| *self.classes.entry(class).or_insert_with(|| Named::by(class))).unwrap_or_default();
        let is_author = value.attr("rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("author")));
        if (named.is_author || is_author) && self.by_lines.len() < ENTRIES {
            self.by_lines.push(element);
        }
        if named.is_deck && self.decks.len() < ENTRIES {
            self.decks.push(element);
        }
    }

    fn enter_meta(&mut self, meta: ElementRef<'a>) {
        let value = meta.value();
        if self.metas.len() >= ENTRIES {
            return;
        }
        let content = json_ld::unescaped(value.attr("content").unwrap_or_default());
        if !content.is_empty() {
            for key in ["property", "name", "http-equiv"].iter().filter_map(|key| value.attr(key)) {
                self.metas.entry(key.trim().to_lowercase()).or_default().push(content.clone());
            }
        }
        // `property` of a meta is Open Graph's
        if value.attr("itemprop").is_some() {
            self.properties.enter(meta);
        }
    }

    /// Metas of the article's microdata are found beside the others, as `itemprop:name`.
    fn metas_with_microdata(&mut self) {
        let mut metas: HashMap<String, Vec<String>> = HashMap::new();
        for property in self.properties.all.iter().filter(|property| property.element.value().name() == "meta") {
            let content = json_ld::unescaped(property.element.value().attr("content").unwrap_or_default());
            if !content.is_empty() && self.properties.tier(property) < Tier::Foreign {
                metas.entry(format!("itemprop:{}", property.name)).or_default().push(content);
            }
        }
        self.metas.extend(metas);
    }

    /// The first meta that one of `names` has.
    #[must_use]
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas.get(*name)?.first()).map(String::as_str)
    }

    /// All metas of the first of `names` that has one that is `wanted`.
    #[must_use]
    pub fn metas(&self, names: &[&str], wanted: impl Fn(&str) -> bool) -> Vec<&str> {
        let of = |name: &&str| self.metas.get(*name).into_iter().flatten().map(String::as_str).filter(|content| wanted(content)).collect::<Vec<_>>();
        names.iter().map(of).find(|contents| !contents.is_empty()).unwrap_or_default()
    }

    /// Elements with microdata or RDFa of this property that belong to the article: not those of a
    /// comment, a related article, a person.
    pub fn microdata(&self, property: &str) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
        let of = |wanted: Tier| {
            let is_it = move |own: &&Property<'a>| own.name.eq_ignore_ascii_case(property) && self.properties.tier(own) == wanted;
            self.properties.all.iter().filter(is_it).map(|property| property.element).collect::<Vec<_>>()
        };
        let tiers = [Tier::Article, Tier::Page, Tier::Other].map(of);
        tiers.into_iter().find(|elements| !elements.is_empty()).unwrap_or_default().into_iter()
    }

    /// The first address of `<link rel=…>`.
    #[must_use]
    pub fn link(&self, rel: &str) -> Option<&'a str> {
        let is_rel = |rels: &str| rels.split_whitespace().any(|own| own.eq_ignore_ascii_case(rel));
        self.links.iter().find(|(rels, _)| is_rel(rels)).map(|(_, href)| href.trim()).filter(|href| !href.is_empty())
    }

    /// `href` as the page means it: `<base>` counts.
    #[must_use]
    pub fn join(&self, href: &str) -> Option<Link> {
        self.base.as_ref().unwrap_or(&self.page.link).join(href).ok()
    }

    /// The address that a saved page says it had.
    #[must_use]
    pub fn own_address(&self) -> Option<Link> {
        [self.link("canonical"), self.meta(&["og:url"])].into_iter().flatten().find_map(|href| href.parse().ok())
    }

    #[must_use]
    pub fn html_language(&self) -> Option<&'a str> {
        self.language
    }
}

/// What a class names its element.
#[derive(Debug, Clone, Copy, Default)]
struct Named {
    is_author: bool,
    is_deck: bool,
}

impl Named {
    fn by(class: &str) -> Self {
        let words = classes::words(class);
        let is_card = || class.split_whitespace().any(|word| word == "fn");
        Self { is_author: names::name_an_author(&words) || is_card(), is_deck: headline::names_a_deck(class, &words) }
    }
}

fn is_at_the_right(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let is_aligned = |style: &str| style.split_once("text-align").is_some_and(|(_, rest)| rest.trim_start_matches([':', ' ']).starts_with("right"));
    let is_right = || value.attr("align").is_some_and(|align| align.eq_ignore_ascii_case("right"));
    matches!(value.name(), "p" | "div" | "h4" | "h5" | "h6") && (value.attr("style").is_some_and(is_aligned) || is_right())
}

/// Microdata and RDFa, each property with the thing that it is of.
#[derive(Default)]
struct Properties<'a> {
    all: Vec<Property<'a>>,
    things: Vec<Thing>,
    /// Elements that are things, and which.
    open: Vec<(ElementRef<'a>, usize)>,
    /// The thing that is the article.
    article: Option<usize>,
}

struct Property<'a> {
    /// Lower case, without a vocabulary's prefix.
    name: String,
    element: ElementRef<'a>,
    of: Option<usize>,
}

/// What an `itemtype` or `typeof` names, lower case, without its vocabulary.
struct Thing {
    kind: String,
}

/// How near a property is to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Article,
    Page,
    Other,
    Foreign,
}

/// Things with authors and dates of their own.
const FOREIGN: &[&str] =
    &["comment", "usercomments", "person", "organization", "newsmediaorganization", "listitem", "imageobject", "useraccount", "rating", "review"];
const PAGES: &[&str] = &["webpage", "itempage", "blog", "creativework", "thing", "mediaobject", "item", "document", "qapage"];

impl<'a> Properties<'a> {
    fn enter(&mut self, element: ElementRef<'a>) {
        let value = element.value();
        let names = value.attr("itemprop").or_else(|| value.attr("property"));
        let creator = value.attr("rel").filter(|rel| rel.ends_with(":has_creator")).map(|_| "author");
        if let Some(names) = names.or(creator).filter(|_| self.all.len() < ENTRIES) {
            let of = self.open.last().map(|(_, thing)| *thing);
            for name in names.split_whitespace().take(4) {
                let name = name.rsplit([':', '/', '#']).next().unwrap_or_default().to_lowercase();
                if let Some(thing) = of.filter(|_| self.article.is_none() && name == "articlebody") {
                    self.article = Some(thing).filter(|thing| is_article(&self.things[*thing].kind));
                }
                self.all.push(Property { name, element, of });
            }
        }
        let kind = value.attr("itemtype").or_else(|| value.attr("typeof"));
        if (value.attr("itemscope").is_some() || kind.is_some()) && self.things.len() < ENTRIES {
            let kind = kind.and_then(|kind| kind.split_whitespace().next()).unwrap_or_default();
            let kind = kind.trim_end_matches('/').rsplit([':', '/', '#']).next().unwrap_or_default().to_lowercase();
            self.open.push((element, self.things.len()));
            self.things.push(Thing { kind });
        }
    }

    fn leave(&mut self, element: ElementRef<'a>) {
        self.open.pop_if(|(open, _)| open.id() == element.id());
    }

    /// Where no text is marked as the article's, it is the one with the page's heading, or the only one.
    fn settle(&mut self) {
        if self.article.is_some() {
            return;
        }
        let heads = |property: &Property<'_>| {
            let is_h1 = |element: ElementRef<'_>| element.value().name() == "h1";
            let outer = || property.element.ancestors().take(3).filter_map(ElementRef::wrap);
            property.name == "headline" && (is_h1(property.element) || outer().any(is_h1))
        };
        let mut articles = (0..self.things.len()).filter(|thing| is_article(&self.things[*thing].kind));
        let only = articles.next().filter(|_| articles.next().is_none());
        let headed = self.all.iter().filter(|property| heads(property)).find_map(|property| property.of);
        self.article = headed.filter(|thing| is_article(&self.things[*thing].kind)).or(only);
    }

    fn tier(&self, property: &Property<'_>) -> Tier {
        let Some(thing) = property.of else { return Tier::Page };
        let kind = self.things[thing].kind.as_str();
        match kind {
            _ if self.article == Some(thing) => Tier::Article,
            kind if PAGES.contains(&kind) => Tier::Page,
            kind if is_article(kind) || FOREIGN.contains(&kind) => Tier::Foreign,
            _ => Tier::Other,
        }
    }
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("article") || kind.ends_with("posting") || matches!(kind, "report" | "recipe" | "howto" | "post")
}

/// What an element with microdata says: its `content`, `datetime`, or its text.
#[must_use]
pub fn value(element: ElementRef<'_>) -> String {
    let attribute = ["content", "datetime"].iter().find_map(|name| element.value().attr(name)).map(str::trim).filter(|text| !text.is_empty());
    attribute.map_or_else(|| blocks::line(element), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(source: &str) -> Page {
        Page::parse(source.to_owned(), "https://x.example/news/pact".parse().unwrap())
    }

    #[track_caller]
    fn check_authors(source: &str, authors: &[&str]) {
        let page = page(source);
        let read: Vec<String> = Declared::of(&page).microdata("author").map(value).collect();
        assert_eq!(read, authors, "{source}");
    }

    #[test]
    fn the_author_of_a_comment_or_of_another_article_is_not_the_articles() {
        let scope = |kind: &str, inner: &str| format!("<div itemscope itemtype='https://schema.org/{kind}'>{inner}</div>");
        let author = |name: &str| format!("<span itemprop=author>{name}</span>");
        let comment = scope("Comment", &author("Max"));
        check_authors(&scope("NewsArticle", &format!("{comment}{}", author("Ana"))), &["Ana"]);
        let teaser = scope("Article", &author("Lee"));
        let article = scope("Article", &format!("<p itemprop=articleBody>It was.</p>{}", author("Ana")));
        check_authors(&format!("{teaser}{article}{comment}"), &["Ana"]);
        check_authors(&comment, &[]);
        check_authors(&author("Ana"), &["Ana"]);
        check_authors(&scope("WebPage", &author("Ana")), &["Ana"]);
        check_authors(&scope("NewsArticle", "<div itemprop=author itemscope itemtype='http://schema.org/Person'>Ana</div>"), &["Ana"]);
    }

    #[test]
    fn rdfa_says_the_same_in_other_words() {
        check_authors("<div typeof='schema:Article'><span property='schema:author'>Ana</span></div>", &["Ana"]);
        check_authors(
            "<div typeof='sioc:Post'><span rel='sioc:has_creator'><a typeof='sioc:UserAccount' property='foaf:name'>Ana</a></span></div>",
            &["Ana"],
        );
    }

    #[test]
    fn metas_of_microdata_are_those_of_the_article() {
        let page = page(
            "<div itemscope itemtype='//schema.org/Comment'><meta itemprop=inLanguage content=fr></div><div itemscope itemtype='//schema.org/Article'>\
            <meta itemprop=inLanguage content=en></div>",
        );
        assert_eq!(Declared::of(&page).meta(&["itemprop:inlanguage"]), Some("en"));
    }

    #[test]
    fn a_base_address_is_joined_first() {
        let page = page("<base href='/archive/'><link rel='shortcut canonical' href='pact'>");
        let declared = Declared::of(&page);
        assert_eq!(declared.link("canonical").and_then(|href| declared.join(href)).unwrap().as_str(), "https://x.example/archive/pact");
    }
}
