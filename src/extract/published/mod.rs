//! When a page was published and changed, by what of it says so best.
//!
//! # Limits
//! A date in running text is nobody's statement about the page, unless the sentence speaks of the
//! page. A page that prints only the day of its last change, and declares an earlier one, was
//! published on that.

mod address;
mod elements;
mod home;
mod lines;
mod metas;
mod scripts;
mod clues;
mod weigh;
#[cfg(test)]
mod table;

use scraper::ElementRef;

use self::clues::Clues;
use crate::clock::{SignedDuration, Timestamp, When};
use crate::extract::declared::Declared;
use crate::extract::layout::blocks;

/// How far the clocks of sites are ahead at most.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);
/// The year of the web's first news sites.
const FIRST_YEAR: i16 = 1994;
/// Characters of a line that may name people or a day.
const LONGEST: usize = 60;
/// Lines behind the headline.
const BEHIND: usize = 12;

/// A date of a page, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    pub when: When,
    /// What said it: `json-ld`, `meta`, `microdata`, `time`, `url`, `text`, `script`, `relative`,
    /// `image`, or `rules` where the site's rules did.
    pub from: &'static str,
}

/// What a page says of its dates.
pub struct Dates<'a, 'p>(Clues<'a, 'p>);

impl<'a, 'p> Dates<'a, 'p> {
    /// Looks up the dates of a page whose article has this headline and language.
    #[must_use]
    pub fn of(
        page: &'a Declared<'p>,
        headline: Option<&str>,
        language: Option<&str>,
        now: Timestamp,
    ) -> Self {
        Self(Clues::of(page, headline, language, now))
    }

    /// When the page was published, and where it says so. Nothing that lies ahead of `now` by more
    /// than a day.
    ///
    /// What is said of the publication and nothing else counts first; where such statements
    /// disagree, the one that is printed or stands in the address. Then what is said of some day,
    /// unless the head of the article prints another; then the address, what is printed, and
    /// scripts; then what is said by how long ago it was, and last the day in the address of the
    /// article's picture.
    #[must_use]
    pub fn published(&self) -> Option<Stated> {
        weigh::published(&self.0)
    }

    /// When the page declares, else prints, that it was changed; not before it was `published`.
    #[must_use]
    pub fn modified(&self, published: Option<When>) -> Option<When> {
        let changed = self.0.changed.or_else(|| self.0.printed_change())?;
        published.is_none_or(|published| published.day() <= changed.day()).then_some(changed)
    }
}

/// Whether an article of the web may be of `when`: not before there were any, nor ahead of `now` by
/// more than a day.
#[must_use]
pub fn is_likely(when: When, now: Timestamp) -> bool {
    when.day().year() >= FIRST_YEAR
        && when.approximate() <= now.checked_add(AHEAD).unwrap_or(Timestamp::MAX)
}

/// The short ones of the lines right behind the headline: its section, deck, by-line and day.
#[must_use]
pub fn behind_headline(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    let Some(headline) = headline else { return Vec::new() };
    let lines = blocks::paragraphs(page.page.html.root_element(), &is_foot);
    let own = lines.iter().position(|line| line == headline).unwrap_or_default();
    lines
        .into_iter()
        .skip(own + 1)
        .take(BEHIND)
        .filter(|line| line.chars().count() <= LONGEST)
        .collect()
}

fn is_foot(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "footer" | "aside")
}
