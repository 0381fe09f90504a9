//! The page on which authors are looked for, and what a name's place on it says.

use std::cell::OnceCell;

use scraper::ElementRef;

use crate::extract::declared::site_name::SiteName;
use crate::extract::declared::{Declared, authors};
use crate::extract::layout::{blocks, classes};
use crate::extract::phrases::titles;

/// Headings among which the article's is looked for.
const HEADINGS: usize = 40;
/// Ancestors of an element that are looked at.
const DEPTH: usize = 30;

/// A page whose authors are looked for. What several witnesses need of it is worked out when the
/// first of them asks.
pub(super) struct Scene<'a> {
    pub(super) page: &'a Declared<'a>,
    pub(super) headline: Option<&'a str>,
    site_name: Option<&'a str>,
    /// The site as the page names it, and as the article names its publisher.
    sites: OnceCell<[SiteName<'a>; 2]>,
    around_headline: OnceCell<Vec<ElementRef<'a>>>,
}

impl<'a> Scene<'a> {
    /// The scene of `page`, whose article has this headline.
    pub(super) fn of(
        page: &'a Declared<'a>,
        site_name: Option<&'a str>,
        headline: Option<&'a str>,
    ) -> Self {
        let (sites, around_headline) = (OnceCell::new(), OnceCell::new());
        Self { page, headline, site_name, sites, around_headline }
    }

    /// Whether `name` is the site's, or its publisher's.
    pub(super) fn is_site(&self, name: &str) -> bool {
        let sites = self.sites.get_or_init(|| {
            let article = self.page.article.as_ref();
            let publisher = article.and_then(|article| article.publisher.as_deref());
            [SiteName::of(self.page, self.site_name), SiteName::of(self.page, publisher)]
        });
        sites.iter().any(|site| site.is_name(name))
    }

    /// Whether an element stands where others than the article's author are named.
    pub(super) fn is_elsewhere(&self, element: ElementRef<'_>) -> bool {
        let holds_headline = |outer: &ElementRef<'_>| {
            self.around_headline().iter().any(|own| own.id() == outer.id())
        };
        blocks::around(element)
            .take(DEPTH)
            .take_while(|outer| !holds_headline(outer))
            .any(|outer| self.is_of_others(outer))
    }

    /// The elements that hold the headline: they may be named for the side bar that they hold as
    /// well.
    fn around_headline(&self) -> &[ElementRef<'a>] {
        let is_own = |heading: &&ElementRef<'_>| {
            self.headline
                .is_some_and(|headline| titles::is_same(&blocks::line(**heading), headline))
        };
        self.around_headline.get_or_init(|| {
            let mut headings = self.page.headings.iter();
            let own = headings.clone().take(HEADINGS).find(is_own);
            let own = own.or_else(|| headings.find(|heading| heading.value().name() == "h1"));
            own.map(|heading| blocks::around(*heading).skip(1).collect()).unwrap_or_default()
        })
    }

    /// Whether an element is made or named for what is not the article.
    fn is_of_others(&self, element: ElementRef<'_>) -> bool {
        let value = element.value();
        let is_named = || {
            value.attr("class").is_some_and(|class| self.page.names_elsewhere(class))
                || value.id().is_some_and(|id| authors::name_elsewhere(&classes::words(id)))
        };
        match value.name() {
            "footer" | "aside" | "nav" | "blockquote" | "figure" | "figcaption" => true,
            "body" | "html" => false,
            _ => is_named(),
        }
    }
}
