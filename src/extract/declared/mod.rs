//! What a page declares of itself: `<meta>`, `<link>`, `<base>`, `<html lang>`, microdata, RDFa,
//! JSON-LD, headings and links, gathered in one pass; and its lines.
//!
//! Open Graph <https://ogp.me>, Dublin Core, schema.org microdata
//! <https://html.spec.whatwg.org/multipage/microdata.html>; names as sites use them.

pub mod authors;
pub mod decks;
mod nearly_json;
pub mod json_ld;
mod microdata;
pub mod site_name;
pub mod headline;

use std::collections::HashMap;

use scraper::ElementRef;

use self::microdata::Properties;
use crate::extract::layout::attributes::Attributes;
use crate::extract::layout::blocks::Line;
use crate::extract::layout::{blocks, classes};
use crate::link::Link;
use crate::page::Page;

/// Metas, links of the head, properties, headings that are looked at.
const ENTRIES: usize = 2_000;
/// Links that are looked at.
const ANCHORS: usize = 3_000;

/// What one page declares, by lower-case names, and its lines.
pub struct Declared<'a> {
    pub page: &'a Page,
    /// Every paragraph of the page that is seen.
    pub lines: Vec<Line<'a>>,
    metas: HashMap<String, Vec<String>>,
    links: Vec<(&'a str, &'a str)>,
    properties: Properties<'a>,
    language: Option<&'a str>,
    base: Option<Link>,
    /// The `<h1>`, `<h2>` and `<h3>` elements, in the order of the page.
    pub headings: Vec<ElementRef<'a>>,
    /// The page's links.
    pub anchors: Vec<Anchor<'a>>,
    /// Elements that their class or `rel` names for an author.
    pub by_lines: Vec<ElementRef<'a>>,
    /// Elements that their class names for what stands under a headline.
    pub decks: Vec<ElementRef<'a>>,
    /// Elements whose text stands at the right margin.
    pub at_the_right: Vec<ElementRef<'a>>,
    /// Classes that were looked at, and what they name.
    classes: HashMap<&'a str, Named>,
    /// What JSON-LD describes.
    pub json_ld: json_ld::Described,
    /// What JSON-LD says of the page's own article.
    pub article: Option<json_ld::DescribedArticle>,
}

/// A link of the page: `<a href=…>`.
pub struct Anchor<'a> {
    pub element: ElementRef<'a>,
    pub href: &'a str,
    pub text: String,
}

impl<'a> Declared<'a> {
    /// Gathers what `page` declares.
    #[must_use]
    pub fn of(page: &'a Page) -> Self {
        let mut declared = Self {
            page,
            lines: blocks::lines(page.html.root_element()),
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
        let addresses =
            [Some(page.link.as_str()), declared.link("canonical"), declared.meta(&["og:url"])];
        declared.article =
            declared.json_ld.article(&addresses.into_iter().flatten().collect::<Vec<_>>());
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
        let attributes = Attributes::of(element);
        let name = element.value().name();
        match name {
            "base" => {
                let own = || self.page.link.join(attributes.href?.trim()).ok();
                self.base = self.base.take().or_else(own);
            }
            "meta" => return self.enter_meta(element, &attributes),
            "link" if self.links.len() < ENTRIES => {
                self.links.extend(attributes.rel.zip(attributes.href));
            }
            "html" => self.language = attributes.lang.filter(|tag| !tag.trim().is_empty()),
            "h1" | "h2" | "h3" if self.headings.len() < ENTRIES => self.headings.push(element),
            "a" if self.anchors.len() < ANCHORS => {
                self.anchors.extend(attributes.href.map(|href| Anchor {
                    element,
                    href,
                    text: blocks::line(element),
                }));
            }
            "p" | "div" | "h4" | "h5" | "h6"
                if self.at_the_right.len() < ENTRIES && is_at_the_right(&attributes) =>
            {
                self.at_the_right.push(element);
            }
            _ => {}
        }
        if name != "link" {
            self.enter_class(element, &attributes);
        }
        self.properties.enter(element, &attributes);
    }

    fn enter_class(&mut self, element: ElementRef<'a>, attributes: &Attributes<'a>) {
        let named = attributes
            .class
            .map(|class| *self.classes.entry(class).or_insert_with(|| Named::by(class)))
            .unwrap_or_default();
        let is_author = attributes.rel.is_some_and(|rel| {
            rel.split_whitespace().any(|rel| rel.eq_ignore_ascii_case("author"))
        });
        if (named.is_author || is_author) && self.by_lines.len() < ENTRIES {
            self.by_lines.push(element);
        }
        if named.is_deck && self.decks.len() < ENTRIES {
            self.decks.push(element);
        }
    }

    fn enter_meta(&mut self, meta: ElementRef<'a>, attributes: &Attributes<'a>) {
        if self.metas.len() >= ENTRIES {
            return;
        }
        let content = json_ld::unescaped(attributes.content.unwrap_or_default());
        if !content.is_empty() {
            for key in
                [attributes.property, attributes.name, attributes.http_equiv].into_iter().flatten()
            {
                self.metas.entry(key.trim().to_lowercase()).or_default().push(content.clone());
            }
        }
        // `property` of a meta is Open Graph's
        if attributes.itemprop.is_some() {
            self.properties.enter(meta, attributes);
        }
    }

    /// Adds the metas of the article's microdata to the others, as `itemprop:name`.
    fn metas_with_microdata(&mut self) {
        let mut metas: HashMap<String, Vec<String>> = HashMap::new();
        for (name, element) in
            self.properties.of_article().filter(|(_, element)| element.value().name() == "meta")
        {
            let content = json_ld::unescaped(element.value().attr("content").unwrap_or_default());
            if !content.is_empty() {
                metas.entry(format!("itemprop:{name}")).or_default().push(content);
            }
        }
        self.metas.extend(metas);
    }

    /// The first meta that one of `names` has.
    #[must_use]
    pub fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas.get(*name)?.first()).map(String::as_str)
    }

    /// The metas that are `wanted`, of the first of `names` that has any.
    #[must_use]
    pub fn metas(&self, names: &[&str], wanted: impl Fn(&str) -> bool) -> Vec<&str> {
        let of = |name: &&str| {
            self.metas
                .get(*name)
                .into_iter()
                .flatten()
                .map(String::as_str)
                .filter(|content| wanted(content))
                .collect::<Vec<_>>()
        };
        names.iter().map(of).find(|contents| !contents.is_empty()).unwrap_or_default()
    }

    /// Elements with microdata or RDFa of this property that belong to the article: not those of a
    /// comment, a related article, a person.
    pub fn microdata(&self, property: &str) -> impl Iterator<Item = ElementRef<'a>> + use<'a> {
        self.properties.named(property).into_iter()
    }

    /// Whether a class names a place of others than the article's author.
    #[must_use]
    pub fn names_elsewhere(&self, class: &str) -> bool {
        self.classes.get(class).is_some_and(|named| named.is_elsewhere)
    }

    /// The first address of `<link rel=…>`.
    #[must_use]
    pub fn link(&self, rel: &str) -> Option<&'a str> {
        let is_rel = |rels: &str| rels.split_whitespace().any(|own| own.eq_ignore_ascii_case(rel));
        self.links
            .iter()
            .find(|(rels, _)| is_rel(rels))
            .map(|(_, href)| href.trim())
            .filter(|href| !href.is_empty())
    }

    /// The address that `href` leads to from the page: `<base>` counts.
    #[must_use]
    pub fn join(&self, href: &str) -> Option<Link> {
        self.base.as_ref().unwrap_or(&self.page.link).join(href).ok()
    }

    /// The address that a saved page says it had.
    #[must_use]
    pub fn own_address(&self) -> Option<Link> {
        [self.link("canonical"), self.meta(&["og:url"])]
            .into_iter()
            .flatten()
            .find_map(|href| href.parse().ok())
    }

    /// The language of `<html lang=…>`, as it is declared.
    #[must_use]
    pub fn html_language(&self) -> Option<&'a str> {
        self.language
    }
}

/// What a class says that its element is.
#[derive(Debug, Clone, Copy, Default)]
struct Named {
    is_author: bool,
    is_deck: bool,
    is_elsewhere: bool,
}

impl Named {
    fn by(class: &str) -> Self {
        let words = classes::words(class);
        let is_card = || class.split_whitespace().any(|word| word == "fn");
        Self {
            is_author: authors::name_an_author(&words) || is_card(),
            is_deck: decks::names_a_deck(class, &words),
            is_elsewhere: authors::name_elsewhere(&words),
        }
    }
}

fn is_at_the_right(attributes: &Attributes<'_>) -> bool {
    let is_aligned = |style: &str| {
        style
            .split_once("text-align")
            .is_some_and(|(_, rest)| rest.trim_start_matches([':', ' ']).starts_with("right"))
    };
    attributes.style.is_some_and(is_aligned)
        || attributes.align.is_some_and(|align| align.eq_ignore_ascii_case("right"))
}

/// The text of an element in one line, where it holds no more than `limit` bytes and few elements:
/// a page's outermost may bear any name.
#[must_use]
pub fn short_line(element: ElementRef<'_>, limit: usize) -> Option<String> {
    is_short(element, limit).then(|| blocks::line(element))
}

/// Whether an element holds no more than `limit` bytes of text and few elements.
#[must_use]
pub fn is_short(element: ElementRef<'_>, limit: usize) -> bool {
    let mut bytes = 0;
    for (count, node) in element.descendants().enumerate() {
        bytes += node.value().as_text().map_or(0, |text| text.trim().len());
        if bytes > limit || count > limit {
            return false;
        }
    }
    true
}

/// What an element with microdata says: its `content`, `datetime`, or its text.
#[must_use]
pub fn value(element: ElementRef<'_>) -> String {
    let attribute = ["content", "datetime"]
        .iter()
        .find_map(|name| element.value().attr(name))
        .map(str::trim)
        .filter(|text| !text.is_empty());
    attribute.map_or_else(|| blocks::line(element), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(source: &str) -> Page {
        Page::parse(source.to_owned(), "https://x.example/news/pact".parse().unwrap())
    }

    #[test]
    fn metas_of_microdata_are_those_of_the_article() {
        let page = page(
            "<div itemscope itemtype='//schema.org/Comment'><meta itemprop=inLanguage \
                content=fr></div><div itemscope itemtype='//schema.org/Article'>\
            <meta itemprop=inLanguage content=en></div>",
        );
        assert_eq!(Declared::of(&page).meta(&["itemprop:inlanguage"]), Some("en"));
    }

    #[test]
    fn a_base_address_is_joined_first() {
        let page = page("<base href='/archive/'><link rel='shortcut canonical' href='pact'>");
        let declared = Declared::of(&page);
        assert_eq!(
            declared.link("canonical").and_then(|href| declared.join(href)).unwrap().as_str(),
            "https://x.example/archive/pact"
        );
    }
}
