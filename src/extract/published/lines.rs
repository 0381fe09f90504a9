//! Dates as they are printed on a page: where they stand, and what is said before them.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::home::Home;
use super::is_likely;
use crate::clock::{Timestamp, When};
use crate::dates::{self, DateLabel, FoundDate};
use crate::extract::layout::blocks::Line;
use crate::extract::phrases::prose::{Or, is_prose};
use crate::extract::phrases::titles::is_same;

/// Lines of a page that are looked at.
const LINES: usize = 6_000;
/// Characters of a line that may be a date line.
const LONGEST: usize = 160;
/// Characters of a line of prose.
const PROSE: usize = 220;
/// Lines before the headline that may hold its date.
const BEFORE: usize = 6;
/// Lines behind the headline that may hold its date.
pub const BEHIND: usize = 14;

/// Where a date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// In the few lines behind the headline.
    Behind,
    /// In the few lines before the headline.
    Before,
    /// In the headline, or at the start of a paragraph: `(20.06.2024) The …`.
    Opening,
    Elsewhere,
}

/// A date as it is printed.
#[derive(Debug, Clone, Copy)]
pub struct PrintedDate {
    pub when: When,
    /// The date with the time beside it, in whatever zone.
    pub local: Option<DateTime>,
    pub label: Option<DateLabel>,
    pub place: Standing,
    /// Whether it stands in a box beside the article.
    pub is_boxed: bool,
    /// Whether nothing but the date, its label and a few words stand in its line.
    pub is_alone: bool,
}

impl PrintedDate {
    /// The offset in which `at` is what is printed here, in the head of the article; zones are
    /// whole quarters of an hour apart.
    pub fn offset_of(&self, at: Timestamp) -> Option<Offset> {
        let local = self.local.filter(|_| self.place <= Standing::Before)?;
        let utc = Offset::UTC.to_datetime(at);
        let minutes = local
            .duration_since(utc.with().second(local.second()).subsec_nanosecond(0).build().ok()?)
            .as_mins();
        let is_offset = minutes % 15 == 0 && (-12 * 60..=14 * 60).contains(&minutes);
        is_offset.then(|| Offset::from_seconds(i32::try_from(minutes * 60).ok()?).ok())?
    }
}

/// Every date in the short lines of a page, and those that begin a paragraph, but what belongs to
/// other articles; in the page's order.
pub fn printed<'a>(
    lines: &[Line<'a>],
    own: Option<usize>,
    home: &Home<'a>,
    language: Option<&str>,
    now: Timestamp,
) -> Vec<PrintedDate> {
    let mut behind = 0;
    let mut printed = Vec::new();
    for (at, line) in lines.iter().take(LINES).enumerate() {
        let length = line.text.chars().count();
        let place = match own {
            Some(own) if at > own && behind < BEHIND => Standing::Behind,
            Some(own) if at < own && own - at <= BEFORE => Standing::Before,
            Some(own) if at == own => Standing::Opening,
            _ => Standing::Elsewhere,
        };
        // what follows two paragraphs of prose is no head of an article any more
        behind += usize::from(own.is_some_and(|own| at > own))
            * if length > PROSE { BEHIND / 2 } else { 1 };
        let is_teaser = line.linked * 2 > line.text.len() && matches!(place, Standing::Elsewhere);
        if !may_hold_date(&line.text) {
            continue;
        }
        let text = &line.text[..line.text.floor_char_boundary(LONGEST * 4)];
        let found = dates::find(text, language);
        let is_near = matches!(place, Standing::Behind | Standing::Before);
        if found.is_empty() || home.is_foreign(line.block, true) {
            continue;
        }
        let is_boxed = !is_near && home.is_foreign(line.block, false);
        let is_foot = home.is_foot(line.block);
        let before = at.checked_sub(1).map_or("", |before| lines[before].text.as_str());
        let one = |date: &FoundDate| {
            let when = date.when().filter(|when| is_likely(*when, now))?;
            let lead = &text[..date.span.start];
            let speaks_of_page = dates::speaks_of_page(lead);
            let label = speaks_of_page
                .then_some(DateLabel::Published)
                .or_else(|| dates::label_before(lead))
                .or_else(|| label_of(lead, before))
                .or_else(|| dates::label_behind(&text[date.span.end..]));
            let is_prose = length > LONGEST || is_prose(text, Or::DateLine);
            // a sentence with a label and the time of the day speaks of the page: `This entry was
            // posted on …`
            let is_of_page = label.is_some() && (date.local().is_some() || speaks_of_page);
            let opens = is_prose && !is_of_page;
            let is_boxed = is_boxed && !is_of_page;
            let is_apart = (is_foot || is_teaser || is_boxed) && label.is_none();
            if is_apart || (opens && !is_opening(lead, &text[date.span.end..])) {
                return None;
            }
            Some(PrintedDate {
                when,
                local: date.local(),
                label,
                is_boxed,
                place: if opens { Standing::Opening } else { place },
                is_alone: is_prose || length - text[date.span.clone()].chars().count() <= 60,
            })
        };
        printed.extend(found.iter().filter_map(one));
    }
    printed
}

/// The line of the headline, in a heading rather than in another element.
pub fn own_line(lines: &[Line<'_>], headline: &str) -> Option<usize> {
    let is_own = |line: &&Line<'_>| {
        line.text == headline
            || (line.text.len() < headline.len() * 2 && is_same(&line.text, headline))
    };
    let own: Vec<usize> =
        (0..lines.len().min(LINES)).filter(|at| is_own(&&lines[*at])).take(20).collect();
    let is_heading = |at: &&usize| matches!(lines[**at].block.value().name(), "h1" | "h2" | "h3");
    own.iter()
        .find(is_heading)
        .or(own.first())
        .copied()
        .or_else(|| lines.iter().position(|line| line.block.value().name() == "h1"))
}

fn may_hold_date(text: &str) -> bool {
    text.chars().take(LONGEST * 2).any(char::is_numeric)
}

/// Whether a paragraph begins with its date, and a sign parts it from the rest.
fn is_opening(before: &str, behind: &str) -> bool {
    let is_first = before.chars().all(|c| !c.is_alphanumeric());
    is_first
        && behind
            .trim_start()
            .starts_with([')', ']', '-', '–', '—', '|', '.', ':', '/', '】', '）'])
}

/// The label that stands alone in the line before.
fn label_of(lead: &str, before: &str) -> Option<DateLabel> {
    let is_label = before.chars().count() <= 40
        && !lead.chars().any(char::is_alphabetic)
        && !may_hold_date(before);
    is_label.then(|| dates::label_before(before)).flatten()
}
