//! Elements that sites mark as dates.

use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use crate::extract::declared::{Declared, value};
use crate::extract::layout::blocks;

/// Elements of a kind that are looked at.
const ELEMENTS: usize = 200;
/// Characters of an element that may be a date.
const LONGEST: usize = 120;

macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> =
            LazyLock::new(|| Selector::parse($css).expect("the selector is written here"));
    };
}

selector!(TIME, "time, abbr[title]");
selector!(
    DATED,
    "[class*='date' i], [id*='date' i], [class*='publish' i], [class*='posted' i], \
        [class*='timestamp' i], [class*='byline' i], [class~='time' i], [class*='meta' i], \
     [id*='publish' i], .created, .stand, .info, .datum, .fecha, .data"
);
selector!(IMG, "img[src]");

/// The `<time>` and `<abbr>` elements of a page.
pub fn times<'p>(page: &Declared<'p>) -> impl Iterator<Item = ElementRef<'p>> {
    page.page.html.select(&TIME).take(ELEMENTS)
}

/// Whether a `<time>` says that it is the publication's.
pub fn is_marked(element: ElementRef<'_>) -> bool {
    let element = element.value();
    let is_class = |class: &str| {
        ["publish", "entry-date", "pubdate", "created"]
            .iter()
            .any(|name| class.to_lowercase().contains(name))
    };
    element.attr("pubdate").is_some() || element.attr("class").is_some_and(is_class)
}

/// Elements whose class or id speaks of dates.
pub fn dated<'p>(page: &Declared<'p>) -> impl Iterator<Item = ElementRef<'p>> {
    page.page.html.select(&DATED).take(ELEMENTS)
}

/// The elements that microdata gives this property, as [`Declared::microdata`] has them.
pub fn microdata<'p>(page: &Declared<'p>, property: &str) -> impl Iterator<Item = ElementRef<'p>> {
    page.microdata(property).take(ELEMENTS)
}

/// The addresses of the page's pictures.
pub fn pictures<'p>(page: &Declared<'p>) -> impl Iterator<Item = &'p str> {
    page.page.html.select(&IMG).take(ELEMENTS).filter_map(|image| image.value().attr("src"))
}

/// What an element may say of a date, best first: its attributes, then its text.
pub fn sayings(element: ElementRef<'_>) -> impl Iterator<Item = String> {
    // `<abbr title="2024-06-20T08:15:00+02:00">08:15</abbr>`
    let title = element.value().attr("title").map(str::to_owned);
    let line = move || Some(blocks::line(element)).filter(|line| line.chars().count() <= LONGEST);
    std::iter::once(value(element)).chain(title).chain(std::iter::once_with(line).flatten())
}
