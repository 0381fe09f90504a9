//! What a page declares of itself: `<meta>`, `<link>`, `<html lang>`, microdata, JSON-LD, looked up
//! once.
//!
//! Open Graph <https://ogp.me>, Dublin Core, schema.org microdata; names as sites use them.

use std::collections::HashMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::{blocks, json_ld};
use crate::link::Link;
use crate::page::Page;

/// Metas and elements with microdata that are looked at.
const ENTRIES: usize = 2_000;

/// What a page declares, by lower-case name.
pub struct Declared<'a> {
    pub page: &'a Page,
    metas: HashMap<String, Vec<String>>,
    pub json_ld: json_ld::Described,
    pub article: Option<json_ld::Article>,
}

macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> = LazyLock::new(|| Selector::parse($css).expect("the selector is written here"));
    };
}

selector!(META, "meta[content]");
selector!(ITEMPROP, "[itemprop]");
selector!(LINK, "link[rel][href]");
selector!(HTML, "html");

impl<'a> Declared<'a> {
    #[must_use]
    pub fn of(page: &'a Page) -> Self {
        let mut metas: HashMap<String, Vec<String>> = HashMap::new();
        for meta in page.html.select(&META).take(ENTRIES) {
            let value = meta.value();
            let content = json_ld::unescaped(value.attr("content").unwrap_or_default());
            if content.is_empty() {
                continue;
            }
            for key in ["property", "name", "itemprop", "http-equiv"].iter().filter_map(|key| value.attr(key)) {
                let prefix = if value.attr("itemprop") == Some(key) { "itemprop:" } else { "" };
                metas.entry(format!("{prefix}{}", key.trim().to_lowercase())).or_default().push(content.clone());
            }
        }
        let json_ld = json_ld::Described::of(&page.html);
        let article = json_ld.article();
        Self { page, metas, json_ld, article }
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

    /// Elements with microdata of this property.
    pub fn microdata(&self, property: &str) -> impl Iterator<Item = ElementRef<'a>> {
        let property = property.to_owned();
        self.page.html.select(&ITEMPROP).take(ENTRIES).filter(move |element| {
            element.value().attr("itemprop").is_some_and(|names| names.split_whitespace().any(|name| name.eq_ignore_ascii_case(&property)))
        })
    }

    /// The first address of `<link rel=…>`.
    #[must_use]
    pub fn link(&self, rel: &str) -> Option<&'a str> {
        let is_rel = |element: &ElementRef<'_>| {
            element.value().attr("rel").is_some_and(|rels| rels.split_whitespace().any(|own| own.eq_ignore_ascii_case(rel)))
        };
        self.page.html.select(&LINK).take(ENTRIES).find(is_rel)?.value().attr("href").map(str::trim).filter(|href| !href.is_empty())
    }

    /// The address that a saved page says it had.
    #[must_use]
    pub fn own_address(&self) -> Option<Link> {
        [self.link("canonical"), self.meta(&["og:url"])].into_iter().flatten().find_map(|href| href.parse().ok())
    }

    #[must_use]
    pub fn html_language(&self) -> Option<&'a str> {
        let html = self.page.html.select(&HTML).next()?;
        html.value().attr("lang").or_else(|| html.value().attr("xml:lang")).filter(|tag| !tag.trim().is_empty())
    }
}

/// What an element with microdata says: its `content`, `datetime`, or its text.
#[must_use]
pub fn value(element: ElementRef<'_>) -> String {
    let attribute = ["content", "datetime"].iter().find_map(|name| element.value().attr(name)).map(str::trim).filter(|text| !text.is_empty());
    attribute.map_or_else(|| blocks::line(element), str::to_owned)
}
