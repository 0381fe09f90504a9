//! What on a page belongs to the article, and what to others.

use scraper::ElementRef;

use crate::extract::layout::blocks;

/// Elements around another that are looked at.
const DEPTH: usize = 40;
/// Parts of class names of what belongs to other articles or to readers.
const OTHERS: &[&str] = &["related", "recommend", "comment", "sidebar", "widget", "teaser"];
/// Such parts that count even beside the headline, where a teaser may be the article's own.
const OTHERS_BESIDE: &[&str] = &["related", "recommend", "comment-", "comments"];

/// The elements in which the headline stands: whatever they are called, they hold the article.
pub struct Home<'a>(Vec<ElementRef<'a>>);

impl<'a> Home<'a> {
    /// The elements around this heading.
    pub fn of(headline: Option<ElementRef<'a>>) -> Self {
        Self(headline.into_iter().flat_map(blocks::around).collect())
    }

    /// Whether an element belongs to something else than the article: it stands in a list of links,
    /// a side bar or comments.
    pub fn is_foreign(&self, element: ElementRef<'a>, is_beside_headline: bool) -> bool {
        self.around(element).any(|element| {
            let element = element.value();
            // where nothing tells the article's place, a box may be its own
            let names =
                if is_beside_headline || self.0.is_empty() { OTHERS_BESIDE } else { OTHERS };
            let is_named = |class: &str| {
                let class = class.to_ascii_lowercase();
                // page builders call everything a widget
                names.iter().any(|name| class.contains(name)) && !class.contains("elementor-widget")
            };
            let is_apart = !is_beside_headline && matches!(element.name(), "aside" | "nav");
            is_apart
                || element.attr("class").is_some_and(is_named)
                || element.attr("id").is_some_and(is_named)
        })
    }

    /// Whether an element stands in a foot: the page's, where the year of the copyright stands, or
    /// that of an article.
    pub fn is_foot(&self, element: ElementRef<'a>) -> bool {
        let is_named = |class: &str| class.to_ascii_lowercase().contains("footer");
        let names = |element: &ElementRef<'_>| {
            ["class", "id"].iter().filter_map(|name| element.value().attr(name)).any(is_named)
        };
        self.around(element).any(|element| element.value().name() == "footer" || names(&element))
    }

    /// The elements around one that do not hold the headline too.
    fn around(&self, element: ElementRef<'a>) -> impl Iterator<Item = ElementRef<'a>> {
        let around = blocks::around(element).take(DEPTH);
        around.take_while(|element| {
            !self.0.contains(element) && !matches!(element.value().name(), "body" | "html" | "main")
        })
    }
}
