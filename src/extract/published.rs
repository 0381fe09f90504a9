//! When a page was published and changed: where it says so best.
//!
//! # Limits
//! A date in running text is nobody's statement about the page, unless the sentence speaks of the page. A
//! page that prints only the day of its last change, and declares an earlier one, was published on that.

mod address;
mod clues;
mod elements;
mod home;
mod lines;
mod metas;
mod scripts;
#[cfg(test)]
mod table;
mod weigh;

use scraper::ElementRef;

use self::clues::Clues;
use super::blocks;
use super::declared::Declared;
use crate::clock::{SignedDuration, Timestamp, When};

/// Clocks of sites go wrong by so much.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// The web's first news sites.
const FIRST_YEAR: i16 = 1994;
/// Characters of a line that may name people or a day.
const LONGEST: usize = 60;
/// Lines around the headline that may be its date.
const BEFORE: usize = 6;
const BEHIND: usize = 12;

/// A date of a page, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    pub when: When,
    /// `json-ld`, `meta`, `microdata`, `time`, `url`, `text`, `script`, `relative` or `image`.
    pub from: &'static str,
}

/// When the page was published. Nothing that lies ahead of `now` by more than a day.
///
/// What is said of the publication and nothing else counts first; where such statements disagree, the one
/// that is printed or stands in the address. Then what is said of some day, unless the head of the article
/// prints another; then the address, what is printed, and scripts; then what is said by how long ago it was,
/// and last the day in the address of the article's picture.
#[must_use]
pub fn published(page: &Declared<'_>, headline: Option<&str>, language: Option<&str>, now: Timestamp) -> Option<Stated> {
    let clues = Clues::of(page, headline, language, now);
    weigh::published(&clues)
}

/// When the page declares, else prints, that it was changed; not before it was published.
#[must_use]
pub fn modified(page: &Declared<'_>, headline: Option<&str>, published: Option<When>, language: Option<&str>, now: Timestamp) -> Option<When> {
    let changed = clues::changed(page, language, now).or_else(|| Clues::of(page, headline, language, now).printed_change())?;
    published.is_none_or(|published| published.day() <= changed.day()).then_some(changed)
}

#[must_use]
pub fn is_likely(when: When, now: Timestamp) -> bool {
    when.day().year() >= FIRST_YEAR && when.approximate() <= now.checked_add(AHEAD).unwrap_or(Timestamp::MAX)
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
    let short = |lines: &[String]| lines.iter().filter(|line| line.chars().count() <= LONGEST).cloned().collect();
    let end = lines.len().min(own + 1 + BEHIND);
    (short(&lines[own.saturating_sub(BEFORE)..own.min(lines.len())]), short(&lines[end.min(own + 1)..end]))
}

fn is_foot(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "footer" | "aside")
}
