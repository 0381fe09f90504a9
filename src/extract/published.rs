//! When a page was published and changed: where it says so best.
//!
//! # Limits
//! A date in running text is nobody's statement about the page; only the elements that sites mark as
//! dates are read.

mod address;
mod home;
mod lines;
mod metas;
mod scripts;

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::Offset;
use scraper::{ElementRef, Selector};

use self::home::Home;
use self::lines::{Place, Printed};
use super::blocks;
use super::declared::{Declared, value};
use crate::clock::{SignedDuration, Timestamp, When};
use crate::source::dates::{self, Label};

/// Clocks of sites go wrong by so much.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// The web's first news sites.
const FIRST_YEAR: i16 = 1994;
/// Elements that are looked at.
const ELEMENTS: usize = 200;
const LONGEST: usize = 120;
/// Lines around the headline that may be its date.
const BEFORE: usize = 6;
const BEHIND: usize = 12;

macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> = LazyLock::new(|| Selector::parse($css).expect("the selector is written here"));
    };
}

selector!(TIME, "time, abbr[title]");
selector!(SCRIPT, "script");
selector!(
    DATED,
    "[class*='date' i], [id*='date' i], [class*='publish' i], [class*='posted' i], [class*='timestamp' i], [class*='byline' i], [class~='time' i], [class*='meta' i], \
     [id*='publish' i], .created, .stand, .info, .datum, .fecha, .data"
);

/// A date of a page, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    pub when: When,
    pub from: &'static str,
}

/// When the page was published. Nothing that lies ahead of `now` by more than a day.
///
/// What is said of the publication and nothing else counts first; where such statements disagree, the one
/// that is printed or stands in the address. Then what is said of some day, unless the head of the article
/// prints another; then the address, what is printed, and scripts.
#[must_use]
pub fn published(page: &Declared<'_>, headline: Option<&str>, language: Option<&str>, now: Timestamp) -> Option<Stated> {
    let clues = Clues::of(page, headline, language, now);
    clues.declared().or_else(|| clues.stated_of_some_day()).or_else(|| clues.shown())
}

/// When the page says that it was changed; not before it was published.
#[must_use]
pub fn modified(page: &Declared<'_>, published: Option<When>, language: Option<&str>, now: Timestamp) -> Option<When> {
    let likely = |text: &str| dates::read(text, language).filter(|when| is_likely(*when, now));
    let modified = page
        .article
        .as_ref()
        .and_then(|article| article.modified.as_deref())
        .and_then(likely)
        .or_else(|| metas::MODIFIED.iter().filter_map(|name| page.meta(&[name])).find_map(likely))
        .or_else(|| page.microdata("dateModified").map(value).find_map(|text| likely(&text)))?;
    published.is_none_or(|published| published.day() <= modified.day()).then_some(modified)
}

/// What a page says of its date, looked up once.
struct Clues<'a, 'p> {
    page: &'a Declared<'p>,
    language: Option<&'a str>,
    now: Timestamp,
    changed: Option<When>,
    address: Option<When>,
    home: Home<'p>,
    printed: Vec<Printed>,
}

impl<'a, 'p> Clues<'a, 'p> {
    fn of(page: &'a Declared<'p>, headline: Option<&str>, language: Option<&'a str>, now: Timestamp) -> Self {
        // `en-GB` says more than `en` about the order of day and month
        let region = page.html_language().filter(|tag| language.is_some_and(|language| tag.get(..language.len()) == Some(language)));
        let language = region.or(language);
        let address = address::in_path(page.page.link.url().path()).filter(|when| is_likely(*when, now));
        let lines = blocks::lines(page.page.html.root_element());
        let own = headline.and_then(|headline| lines::own_line(&lines, headline));
        let home = Home::of(own.map(|own| lines[own].block));
        let printed = lines::printed(&lines, own, &home, language, now);
        let changed = modified(page, None, language, now);
        Self { page, language, now, changed, address, home, printed }
    }

    fn likely(&self, text: &str) -> Option<When> {
        dates::read(text, self.language).filter(|when| is_likely(*when, self.now))
    }

    /// The date that the head of the article prints, but those of changes.
    fn head(&self) -> Option<&Printed> {
        let is_head =
            |printed: &&Printed| printed.place <= Place::Before && printed.is_alone && !matches!(printed.label, Some(Label::Changed | Label::Other));
        let labelled = self.printed.iter().find(|printed| printed.place <= Place::Before && printed.label == Some(Label::Published));
        let behind = || self.printed.iter().filter(is_head).find(|printed| printed.place == Place::Behind);
        let before = || self.printed.iter().rev().find(is_head);
        labelled.or_else(behind).or_else(before)
    }

    /// Days that the page shows beside what it declares.
    fn witnesses(&self) -> impl Iterator<Item = Date> {
        self.head().map(|head| head.when.day()).into_iter().chain(self.address.map(|when| when.day()))
    }

    /// JSON-LD, metas and microdata that speak of the publication.
    fn declared(&self) -> Option<Stated> {
        let json_ld = self.page.article.as_ref().and_then(|article| article.published.as_deref()).and_then(|text| self.likely(text));
        let metas = metas::PUBLISHED.iter().filter_map(|name| self.page.meta(&[name])).filter_map(|text| self.likely(text));
        let microdata = self.page.microdata("datePublished").take(ELEMENTS).filter_map(|element| self.read(element));
        let all: Vec<Stated> = json_ld
            .map(|when| Stated { when, from: "json-ld" })
            .into_iter()
            .chain(metas.map(|when| Stated { when, from: "meta" }))
            .chain(microdata.map(|when| Stated { when, from: "microdata" }))
            .map(|stated| Stated { when: self.local(stated.when), ..stated })
            .collect();
        let first = all.first()?;
        // a page that prints its last change confirms nothing but that
        let is_change = |day: &Date| first.when.day() != *day && self.changed.is_some_and(|changed| changed.day() == *day);
        let confirmed = self.witnesses().filter(|day| !is_change(day)).find_map(|day| all.iter().find(|stated| stated.when.day() == day));
        Some(*confirmed.unwrap_or(first))
    }

    /// Metas that speak of some day, where the head of the article prints no other.
    fn stated_of_some_day(&self) -> Option<Stated> {
        let all: Vec<When> =
            metas::SOME.iter().filter_map(|name| self.page.meta(&[name])).filter_map(|text| self.likely(text)).map(|when| self.local(when)).collect();
        let confirmed = self.witnesses().find_map(|day| all.iter().find(|when| when.day() == day));
        if let Some(head) = self.head().filter(|_| confirmed.is_none() && !all.is_empty()) {
            return Some(Stated { when: head.when, from: "text" });
        }
        confirmed.or(all.first()).map(|when| Stated { when: *when, from: "meta" })
    }

    /// What the page shows.
    fn shown(&self) -> Option<Stated> {
        let stated = |when: Option<When>, from| when.map(|when| Stated { when: self.local(when), from });
        let likely = |text: &str| self.likely(text);
        let labelled = |label| self.printed.iter().find(|printed| printed.is_alone && printed.label == Some(label)).map(|printed| printed.when);
        let alone = || self.printed.iter().find(|printed| printed.is_alone && printed.label.is_none()).map(|printed| printed.when);
        let opening = || self.printed.iter().find(|printed| printed.place == Place::Opening).map(|printed| printed.when);
        stated(self.address, "url")
            .or_else(|| stated(times(self.page, &is_marked).find_map(|element| self.read(element)), "time"))
            .or_else(|| stated(self.head().map(|head| head.when), "text"))
            .or_else(|| stated(times(self.page, &|element| !self.home.is_foreign(element, false)).find_map(|element| self.read(element)), "time"))
            .or_else(|| stated(labelled(Label::Published), "text"))
            .or_else(|| stated(in_elements(self.page, &self.home, &likely), "text"))
            .or_else(|| stated(opening(), "text"))
            .or_else(|| stated(alone(), "text"))
            .or_else(|| stated(labelled(Label::Changed), "text"))
            .or_else(|| stated(self.changed, "modified"))
            .or_else(|| stated(self.in_scripts(), "script"))
    }

    fn in_scripts(&self) -> Option<When> {
        let json =
            || self.page.page.html.select(&SCRIPT).take(ELEMENTS).map(|script| script.text().collect::<String>()).collect::<Vec<_>>().join("\n");
        let read = |script: &str| scripts::published(script, self.now).first().or(scripts::created(script, self.now).first()).copied();
        read(&self.page.page.scripts).or_else(|| read(&json()))
    }

    /// A moment in UTC in the page's own zone: where the page says the same moment again with an offset,
    /// or prints it with its time, in this; else, where the head of the article or its address has the day before or behind, and it
    /// was that day somewhere, that day.
    fn local(&self, when: When) -> When {
        let When::Moment { at, offset: Offset::UTC } = when else { return when };
        if let Some(offset) = scripts::offset_of(at, &self.page.page.scripts) {
            return When::Moment { at, offset };
        }
        if let Some(offset) = self.printed.iter().find_map(|printed| printed.offset_of(at)) {
            return When::Moment { at, offset };
        }
        let (day, hour) = (when.day(), Offset::UTC.to_datetime(at).hour());
        let changed = self.changed.map(|changed| changed.day());
        let days: Vec<Date> = self.witnesses().filter(|other| *other == day || Some(*other) != changed).collect();
        let was = |other: &Date| (hour < 12 && day.yesterday().ok() == Some(*other)) || (hour >= 10 && day.tomorrow().ok() == Some(*other));
        days.iter().find(|other| !days.contains(&day) && was(other)).map_or(when, |day| When::Day(*day))
    }

    fn read(&self, element: ElementRef<'_>) -> Option<When> {
        // `<abbr title="2024-06-20T08:15:00+02:00">08:15</abbr>`
        let title = || element.value().attr("title").and_then(|title| self.likely(title));
        self.likely(&value(element)).or_else(title).or_else(|| self.likely(&blocks::line(element)))
    }
}

#[must_use]
pub fn is_likely(when: When, now: Timestamp) -> bool {
    when.day().year() >= FIRST_YEAR && when.approximate() <= now.checked_add(AHEAD).unwrap_or(Timestamp::MAX)
}

fn times<'a>(page: &Declared<'a>, wanted: &dyn Fn(ElementRef<'a>) -> bool) -> impl Iterator<Item = ElementRef<'a>> {
    page.page.html.select(&TIME).take(ELEMENTS).filter(|element| wanted(*element))
}

/// Whether a `<time>` says that it is the publication's.
fn is_marked(element: ElementRef<'_>) -> bool {
    let element = element.value();
    let is_class = |class: &str| ["publish", "entry-date", "pubdate", "created"].iter().any(|name| class.to_lowercase().contains(name));
    element.attr("pubdate").is_some() || element.attr("class").is_some_and(is_class)
}

fn in_elements<'a>(page: &Declared<'a>, home: &Home<'a>, likely: &dyn Fn(&str) -> Option<When>) -> Option<When> {
    page.page.html.select(&DATED).take(ELEMENTS).filter(|element| !home.is_foreign(*element, false)).find_map(|element| {
        let line = blocks::line(element);
        (line.chars().count() <= LONGEST)
            .then(|| likely(&line))
            .flatten()
            .or_else(|| likely(&value(element)).filter(|_| element.value().attr("content").is_some() || element.value().attr("datetime").is_some()))
    })
}

/// The short ones of the lines right behind the headline: its section, deck, by-line and day.
#[must_use]
pub fn behind_headline(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    if headline.is_some() { around_headline(page, headline).1 } else { Vec::new() }
}

/// The short ones of a few lines before and behind the headline.
fn around_headline(page: &Declared<'_>, headline: Option<&str>) -> (Vec<String>, Vec<String>) {
    let lines = blocks::paragraphs(page.page.html.root_element(), &is_foot);
    let own = headline.and_then(|headline| lines.iter().position(|line| line == headline)).unwrap_or_default();
    let short = |lines: &[String]| lines.iter().filter(|line| line.chars().count() <= LONGEST / 2).cloned().collect();
    let end = lines.len().min(own + 1 + BEHIND);
    (short(&lines[own.saturating_sub(BEFORE)..own.min(lines.len())]), short(&lines[end.min(own + 1)..end]))
}

fn is_foot(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "footer" | "aside")
}

/// Whether an element belongs to something else than the article: it stands in a list of links, a side
/// bar, comments, or the page's foot, where the year of the copyright stands.
pub fn is_of_another(element: ElementRef<'_>) -> bool {
    std::iter::once(*element).chain(element.ancestors()).filter_map(ElementRef::wrap).take(40).any(|ancestor| {
        let element = ancestor.value();
        let class = |name: &str| element.attr("class").is_some_and(|class| class.to_lowercase().contains(name));
        matches!(element.name(), "footer" | "aside" | "nav")
            || ["related", "sidebar", "comment", "widget", "recommend", "teaser", "footer"].iter().any(|name| class(name))
    })
}
