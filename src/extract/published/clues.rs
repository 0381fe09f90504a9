//! What a page says of its dates, looked up once.

use jiff::civil::Date;
use jiff::tz::Offset;
use scraper::ElementRef;

use super::elements::{sayings, times};
use super::home::Home;
use super::lines::{self, PrintedDate, Standing};
use super::{address, elements, is_likely, metas, scripts};
use crate::clock::{SignedDuration, Timestamp, When};
use crate::dates::{self, DateLabel};
use crate::extract::declared::{Declared, value};
use crate::extract::layout::blocks::{self, Line};

/// Hosts under these names write the day before the month, and the other way round.
const DAY_FIRST: &[&str] = &[
    "uk", "au", "nz", "ie", "in", "za", "ng", "ke", "gh", "pk", "lk", "bd", "sg", "my", "hk", "mt",
];
const MONTH_FIRST: &[&str] = &["us", "gov", "mil", "edu", "ph"];
/// Moments of elements that are looked for in the page's scripts.
const MOMENTS: usize = 4;
/// Days that the head of one article may print.
const LISTED: usize = 3;
/// A page is seldom found later than so long after its publication.
const FRESH: SignedDuration = SignedDuration::from_hours(10 * 24);

/// What one page says of its dates.
pub struct Clues<'a, 'p> {
    pub page: &'a Declared<'p>,
    /// The page's language, with the region that tells the order of day and month, where it is
    /// known.
    language: Option<String>,
    pub now: Timestamp,
    /// When the page declares that it was changed.
    pub changed: Option<When>,
    /// The day in the page's address.
    pub address: Option<When>,
    /// Where on the page the article stands.
    pub home: Home<'p>,
    lines: &'a [Line<'p>],
    /// The place of the headline among the lines.
    own: Option<usize>,
    /// The dates that the article prints.
    pub printed: Vec<PrintedDate>,
    /// The dates that are printed in boxes beside it.
    pub boxed: Vec<PrintedDate>,
}

impl<'a, 'p> Clues<'a, 'p> {
    /// Looks up the dates of a page whose article has this headline and language.
    pub fn of(
        page: &'a Declared<'p>,
        headline: Option<&str>,
        language: Option<&str>,
        now: Timestamp,
    ) -> Self {
        let language = with_region(page, language);
        let address =
            address::in_path(page.page.link.url().path()).filter(|when| is_likely(*when, now));
        let lines = page.lines.as_slice();
        let own = headline.and_then(|headline| lines::own_line(lines, headline));
        let home = Home::of(own.map(|own| lines[own].block));
        let printed = lines::printed(lines, own, &home, language.as_deref(), now);
        let (boxed, printed) = printed.into_iter().partition(|printed| printed.is_boxed);
        let changed = changed(page, language.as_deref(), now);
        Self { page, language, now, changed, address, home, lines, own, printed, boxed }
    }

    /// The date that a text says, unless it lies ahead.
    pub fn likely(&self, text: &str) -> Option<When> {
        let read = dates::read(text, self.language.as_deref()).or_else(|| self.either_way(text))?;
        is_likely(read, self.now).then_some(read)
    }

    /// The day of `03/04/2024` in a language that does not tell which number is the day: what lies
    /// not ahead, or is the day of the address or of the last change, or lies in the last days
    /// where the other does not.
    fn either_way(&self, text: &str) -> Option<When> {
        let both = [dates::read(text, Some("en-GB"))?, dates::read(text, Some("en-US"))?];
        let only = |fits: &dyn Fn(When) -> bool| match both.map(fits) {
            [true, false] => Some(both[0]),
            [false, true] => Some(both[1]),
            _ => None,
        };
        let known: Vec<Date> = self.address.iter().chain(&self.changed).map(When::day).collect();
        let fresh = self.now.checked_sub(FRESH).unwrap_or(Timestamp::MIN);
        only(&|when| is_likely(when, self.now))
            .or_else(|| only(&|when| known.contains(&when.day())))
            .or_else(|| only(&|when| when.approximate() >= fresh && is_likely(when, self.now)))
    }

    /// The date that an element says.
    pub fn read(&self, element: ElementRef<'_>) -> Option<When> {
        sayings(element).find_map(|text| self.likely(&text))
    }

    /// The date that the head of the article prints, but those of changes.
    pub fn head(&self) -> Option<&PrintedDate> {
        let is_other = |printed: &&PrintedDate| {
            matches!(printed.label, Some(DateLabel::Changed | DateLabel::Other))
        };
        let is_head = |printed: &&PrintedDate| {
            printed.place <= Standing::Before && printed.is_alone && !is_other(printed)
        };
        let labelled = self.printed.iter().find(|printed| {
            printed.place <= Standing::Before && printed.label == Some(DateLabel::Published)
        });
        let mut days: Vec<Date> =
            self.printed.iter().filter(is_head).map(|printed| printed.when.day()).collect();
        days.dedup();
        // so many days are those of a list of other articles
        if labelled.is_none() && days.len() > LISTED {
            return None;
        }
        let behind = || {
            self.printed.iter().filter(is_head).find(|printed| printed.place == Standing::Behind)
        };
        let before = || self.printed.iter().rev().find(is_head);
        labelled.or_else(behind).or_else(before)
    }

    /// The date that the head of the article prints, where the first of the article's `<time>` says
    /// it too.
    pub fn head_in_time(&self) -> Option<When> {
        let day = self.head()?.when.day();
        let is_own = |element: &ElementRef<'_>| {
            element.value().attr("datetime").is_some() && !self.home.is_foreign(*element, false)
        };
        let first = times(self.page).filter(is_own).find_map(|element| self.read(element))?;
        (first.day() == day).then_some(first)
    }

    /// The day of the last change, as it is printed.
    pub fn printed_change(&self) -> Option<When> {
        self.printed
            .iter()
            .find(|printed| printed.is_alone && printed.label == Some(DateLabel::Changed))
            .map(|printed| self.local(printed.when))
    }

    /// Days that the page shows beside what it declares.
    pub fn witnesses(&self) -> impl Iterator<Item = Date> {
        self.head()
            .map(|head| head.when.day())
            .into_iter()
            .chain(self.address.map(|when| when.day()))
    }

    /// A moment in UTC in the page's own zone: where the page says the same moment again with an
    /// offset, or prints it with its time, in this; else, where the head of the article or its
    /// address has the day before or behind, and it was that day somewhere, that day.
    pub fn local(&self, when: When) -> When {
        let When::Moment { at, offset: Offset::UTC } = when else { return when };
        let said_again = || scripts::offset_of(at, &self.page.page.scripts);
        if let Some(offset) =
            said_again().or_else(|| self.printed.iter().find_map(|printed| printed.offset_of(at)))
        {
            return When::Moment { at, offset };
        }
        let (day, hour) = (when.day(), Offset::UTC.to_datetime(at).hour());
        // a whole hour may be another zone's midnight, and stand for a day; else the day of the
        // last change tells nothing
        let is_hour = at.as_second() % 3600 == 0;
        let changed = self.changed.map(|changed| changed.day()).filter(|_| !is_hour);
        let days: Vec<Date> =
            self.witnesses().filter(|other| *other == day || Some(*other) != changed).collect();
        let was = |other: &Date| {
            (hour < 12 && day.yesterday().ok() == Some(*other))
                || (hour >= 10 && day.tomorrow().ok() == Some(*other))
        };
        days.iter()
            .find(|other| !days.contains(&day) && was(other))
            .map_or(when, |day| When::Day(*day))
    }

    /// The `<time>` elements of the article, but those that stand where only its last change is
    /// printed.
    pub fn own_times(&self) -> impl Iterator<Item = When> {
        let is_changed = |day: Date| {
            let mut labels = self
                .printed
                .iter()
                .filter(|printed| printed.when.day() == day)
                .map(|printed| printed.label)
                .peekable();
            labels.peek().is_some()
                && labels.all(|label| matches!(label, Some(DateLabel::Changed | DateLabel::Other)))
        };
        let own = times(self.page).filter(|element| !self.home.is_foreign(*element, false));
        own.filter_map(|element| self.read(element)).filter(move |when| !is_changed(when.day()))
    }

    /// The day of publication as the page's description says it: `… (news of 20 June 2024)`.
    pub fn described(&self) -> Option<When> {
        let description = self.page.meta(&["description", "og:description"])?;
        let found = dates::find(description, self.language.as_deref());
        let is_published = |date: &&dates::FoundDate| {
            dates::label_before(&description[..date.span.start]) == Some(DateLabel::Published)
        };
        found
            .iter()
            .filter(is_published)
            .find_map(dates::FoundDate::when)
            .filter(|when| is_likely(*when, self.now))
    }

    /// The moment of a day, where an element of the article's says it.
    pub fn moment_on(&self, day: Date) -> Option<When> {
        let is_near = |when: &When| {
            matches!(when, When::Moment { .. })
                && (when.day().until(day).is_ok_and(|apart| apart.get_days().abs() <= 1))
        };
        let own = times(self.page).filter(|element| !self.home.is_foreign(*element, false));
        let near =
            own.filter_map(|element| self.likely(&value(element))).filter(is_near).take(MOMENTS);
        near.map(|when| self.local(when))
            .find(|when| matches!(when, When::Moment { .. }) && when.day() == day)
    }

    /// What elements that are marked as dates, or the lines behind the headline, say by how long
    /// ago it was.
    pub fn relative(&self) -> Option<When> {
        let ago = |text: &str| dates::relative(text, self.language.as_deref(), self.now);
        let marked = times(self.page)
            .chain(elements::dated(self.page))
            .filter(|element| !self.home.is_foreign(*element, false));
        let mut behind = self
            .own
            .into_iter()
            .flat_map(|own| self.lines.iter().skip(own + 1).take(lines::BEHIND));
        let is_own = |line: &&Line<'p>| {
            line.text.contains(char::is_numeric) && !self.home.is_foreign(line.block, true)
        };
        let printed = || behind.by_ref().filter(is_own).find_map(|line| ago(&line.text));
        marked.map(blocks::line).find_map(|line| ago(&line)).or_else(printed)
    }
}

/// When the page declares that it was changed.
fn changed(page: &Declared<'_>, language: Option<&str>, now: Timestamp) -> Option<When> {
    let likely = |text: &str| dates::read(text, language).filter(|when| is_likely(*when, now));
    let json_ld =
        page.article.as_ref().and_then(|article| article.modified.as_deref()).and_then(likely);
    json_ld
        .or_else(|| metas::MODIFIED.iter().filter_map(|name| page.meta(&[name])).find_map(likely))
        .or_else(|| page.microdata("dateModified").map(value).find_map(|text| likely(&text)))
}

/// The language with a region, which `03/04/2024` needs: that of the host, else that of the page.
fn with_region(page: &Declared<'_>, language: Option<&str>) -> Option<String> {
    let Some(language) = language.filter(|language| *language != "en") else {
        let top = page.page.link.host().rsplit('.').next().unwrap_or_default();
        let declared = [page.html_language(), page.meta(&["og:locale"])];
        let is_english = |tag: &&str| {
            tag.get(..2).is_some_and(|language| language.eq_ignore_ascii_case("en"))
                && tag.contains(['-', '_'])
        };
        return if DAY_FIRST.contains(&top) {
            Some("en-GB".to_owned())
        } else if MONTH_FIRST.contains(&top) {
            Some("en-US".to_owned())
        } else {
            declared.into_iter().flatten().find(is_english).or(language).map(str::to_owned)
        };
    };
    Some(language.to_owned())
}
