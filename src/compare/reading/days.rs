//! The days that a text speaks of, which of them is the day of what it reports, and whether two
//! texts can report one event by their days.
//!
//! # Limits
//! A day without a year fits the same day of every year. What is said to have been `yesterday`
//! counts from the day of publication, give or take three days.

use jiff::civil::{Date, Weekday};

use super::clocks;
use super::phrases::{KNOWN, meaning};
use crate::dates::{self, FoundDate, is_month};
use crate::extract::Article;
use crate::text::{Kind, Text, Token};

/// Days that are kept of one text.
const MOST: usize = 32;
/// Numbers of one text that are looked at closely.
const MOST_READ: usize = 256;
/// Days after an event within which it is reported.
const REPORTED_WITHIN: i32 = 3;
/// Days before an event in which it is awaited.
const SHORTLY: i32 = 30;
/// Words of the longest line that says only when something was changed or photographed.
const LINE: usize = 6;
/// Days back, at most, to which the last day of a month with some number is looked for.
const MONTH: usize = 32;
/// Bytes around a number in which its date stands.
const AROUND: usize = 48;

/// A day of some year, or of one that is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year; none where it is not said.
    pub year: Option<i16>,
    /// The month, from 1.
    pub month: i8,
    /// The day of the month, from 1.
    pub of_month: i8,
}

/// Whether two texts can tell one event, as far as something says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Both tell of one day.
    Same,
    /// As near as reports of one event lie.
    Near,
    Unknown,
    Other,
}

/// When what a text reports happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The day of what the text reports, as it prints it.
    pub own: Option<Day>,
    /// The day of publication, or that of the dateline.
    pub published: Option<Day>,
    /// The first weekday that the lead names.
    pub weekday: Option<Weekday>,
    /// The first day of a month that the lead prints without the month, as papers in Chinese,
    /// Japanese and Korean do: `19日`.
    pub of_month: Option<i8>,
}

impl Days {
    /// The days of what a text reports. `spoken` are all days that it speaks of; `first` is the
    /// body's first token behind the dateline, `lead` the one behind its lead.
    #[must_use]
    pub fn of(
        article: &Article,
        spoken: &[(usize, Day)],
        body: &Text,
        first: usize,
        lead: usize,
    ) -> Self {
        let in_dateline = || spoken.iter().find(|(place, _)| *place < first).map(|(_, day)| *day);
        let dated = clocks::dated(article);
        let published = dated
            .map(|dated| dated.day)
            .or_else(|| Some(article.dateline.as_ref()?.date?.day()))
            .map(Day::of)
            .or_else(in_dateline);
        // what has yet to come is not what is reported
        let ahead = i32::from(dated.is_some_and(|dated| !dated.is_sure));
        let in_text = || spoken.iter().filter(|(place, _)| *place >= first);
        let weekday = (first..lead).find_map(|place| {
            meaning(&KNOWN.weekdays, body, place).map(|weekday| (place, weekday))
        });
        let of_month = (first..lead).find_map(|place| of_month(&article.text, body, place));
        let weekday_alone = weekday.map(|(_, weekday)| weekday);
        let Some(published) = published else {
            let is_said = |place: usize| {
                let paragraph = body.tokens[place].paragraph;
                body.tokens[place.saturating_sub(LINE)..]
                    .iter()
                    .take(2 * LINE)
                    .filter(|token| token.paragraph == paragraph)
                    .count()
                    > LINE
            };
            let own = in_text()
                .find(|(place, _)| *place < lead && is_said(*place))
                .filter(|(place, _)| weekday.is_none_or(|(named, _)| *place < named + 4));
            return Self {
                own: own.map(|(_, day)| *day),
                published,
                weekday: weekday_alone,
                of_month,
            };
        };
        let near = in_text()
            .map(|(_, day)| *day)
            .find(|day| (-ahead..=REPORTED_WITHIN).contains(&published.apart(*day)));
        let near =
            near.map(|day| published.date().and_then(|date| day.beside(date)).map_or(day, Day::of));
        let latest = || published.date()?.tomorrow().ok();
        let numbered = || {
            latest()?
                .series(jiff::Span::new().days(-1))
                .skip(usize::from(ahead == 0))
                .take(MONTH)
                .find(|day| Some(day.day()) == of_month)
                .map(Day::of)
        };
        let named = || latest()?.nth_weekday(-1, weekday_alone?).ok().map(Day::of);
        Self {
            own: near.or_else(numbered).or_else(named),
            published: Some(published),
            weekday: weekday_alone,
            of_month,
        }
    }

    /// Whether the two may report what happened on one day. Texts whose days are only those of
    /// their publication may lie `window` days apart.
    #[must_use]
    pub fn fits(&self, other: &Self, window: i32) -> Fit {
        match (self.own, other.own) {
            (Some(here), Some(there)) => match here.apart(there).abs() {
                0 => Fit::Same,
                1 => Fit::Near,
                _ => Fit::Other,
            },
            (Some(own), None) => other.beside(self, own, window),
            (None, Some(own)) => self.beside(other, own, window),
            (None, None) => match (self.published, other.published) {
                (Some(here), Some(there)) if here.apart(there).abs() > window => Fit::Other,
                (Some(here), Some(there)) if here.apart(there).abs() <= REPORTED_WITHIN => {
                    Fit::Near
                }
                _ => Fit::Unknown,
            },
        }
    }

    /// Whether a text without a day of its own may report what `other` says to have happened on
    /// `own`.
    fn beside(&self, other: &Self, own: Day, window: i32) -> Fit {
        let own_weekday = own.date().map(Date::weekday).or(other.weekday);
        let weekdays_apart = self
            .weekday
            .zip(own_weekday)
            .map(|(here, there)| here.since(there).min(there.since(here)));
        let numbers_apart = self.of_month.map(|day| i32::from(day.abs_diff(own.of_month)));
        // a report of the next day may name its own weekday
        let apart = |days: i32| match days {
            0 => Fit::Near,
            1 => Fit::Unknown,
            _ => Fit::Other,
        };
        match (self.published.map(|published| published.apart(own)), numbers_apart, weekdays_apart)
        {
            (Some(-1..=REPORTED_WITHIN), _, weekdays) if weekdays.is_none_or(|days| days <= 1) => {
                Fit::Near
            }
            (Some(-1..=REPORTED_WITHIN), ..) => Fit::Other,
            // nobody reports what has yet to happen
            (Some(days), ..) if (0..=window).contains(&days) => Fit::Unknown,
            (Some(_), ..) => Fit::Other,
            (None, Some(days), _) => apart(days),
            (None, None, Some(days)) => apart(i32::from(days)),
            (None, None, None) => Fit::Unknown,
        }
    }

    /// The day of the event, as exactly as it is known.
    #[must_use]
    pub fn best(&self) -> Option<Day> {
        self.own.or(self.published)
    }
}

impl Day {
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self { year: Some(date.year()), month: date.month(), of_month: date.day() }
    }

    #[must_use]
    pub fn found(found: &FoundDate) -> Self {
        Self { year: found.year, month: found.month, of_month: found.day }
    }

    /// The day as a date of the calendar; none without a year.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        Date::new(self.year?, self.month, self.of_month).ok()
    }

    /// Days from `earlier` to this one; between their nearest occurrences where a year is not
    /// known.
    #[must_use]
    pub fn apart(self, earlier: Self) -> i32 {
        // a leap year has every day
        let year = self.year.or(earlier.year).unwrap_or(2024);
        let Some(to) = self.in_year(self.year.unwrap_or(year)) else { return i32::MAX };
        let years = match earlier.year {
            Some(year) if self.year.is_some() => year..=year,
            _ => year - 1..=year + 1,
        };
        let apart = |year| Some(earlier.in_year(year)?.until(to).ok()?.get_days());
        years.filter_map(apart).min_by_key(|days| days.abs()).unwrap_or(i32::MAX)
    }

    /// Whether this is a day before `later`; where a year is not known, only one shortly before it.
    #[must_use]
    pub fn is_before(self, later: Self) -> bool {
        let apart = self.apart(later);
        let is_whole = self.year.is_some() && later.year.is_some();
        apart < 0 && (is_whole || apart >= -SHORTLY)
    }

    /// Whether this is the same day of a later year.
    #[must_use]
    pub fn is_anniversary_of(self, day: Self) -> bool {
        (self.month, self.of_month) == (day.month, day.of_month)
            && self.year.zip(day.year).is_some_and(|(later, year)| later > year)
    }

    /// The day, in the year in which it lies nearest to `date`.
    fn beside(self, date: Date) -> Option<Date> {
        let year = date.year();
        (year - 1..=year + 1)
            .filter_map(|year| self.in_year(year))
            .min_by_key(|day| day.until(date).map_or(i32::MAX, |span| span.get_days().abs()))
    }

    /// The day in `year`; the 29th of February is the 28th in most.
    fn in_year(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.of_month)
            .or_else(|_| Date::new(year, self.month, self.of_month - 1))
            .ok()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "{:02}-{:02}", self.month, self.of_month),
        }
    }
}

/// The dates in a text, each with its first token. Only what stands around a number beside a month
/// or a sign of a date is read: reading the whole text for dates costs more than all else that is
/// made of it.
pub fn spoken(article: &Article, body: &Text) -> Vec<(usize, Day)> {
    let source = article.text.as_str();
    let mut found: Vec<(usize, Day)> = Vec::new();
    let mut behind = 0;
    let candidates = body
        .tokens
        .iter()
        .enumerate()
        .filter(|(place, token)| may_be_of_date(source, body, *place, token));
    for (place, token) in candidates.take(MOST_READ) {
        let span = token.span();
        if span.start < behind {
            continue;
        }
        if let Some(day) = slashed(article, token) {
            found.push((place, day));
            behind = span.end + 1;
            continue;
        }
        let from = place
            .checked_sub(2)
            .map_or(0, |before| body.tokens[before].span().start)
            .max(behind)
            .max(span.start.saturating_sub(AROUND));
        let from = source.ceil_char_boundary(from);
        let until = source.floor_char_boundary((span.end + AROUND).min(source.len()));
        for date in dates::find(&source[from..until.max(from)], article.language.as_deref()) {
            let start = from + date.span.start;
            behind = from + date.span.end;
            found.push((
                body.tokens.partition_point(|token| token.span().end <= start),
                Day::found(&date),
            ));
            if found.len() == MOST {
                return found;
            }
        }
    }
    found
}

/// The day that begins with `token`, written as `19/6`: so Vietnamese prints one without its year.
fn slashed(article: &Article, token: &Token) -> Option<Day> {
    let (behind, of_month) =
        (article.text.get(token.span().end..)?, article.text.get(token.span())?.parse().ok()?);
    let digits = behind.strip_prefix('/')?;
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let is_whole =
        article.language.as_deref() == Some("vi") && !digits[end..].starts_with(['/', '-']);
    let day = Day { year: None, month: digits[..end].parse().ok()?, of_month };
    (is_whole && day.in_year(2024).is_some_and(|date| date.day() == of_month)).then_some(day)
}

/// The day of a month that is printed at token `place` without the month: `19日`, `19일`.
fn of_month(source: &str, body: &Text, place: usize) -> Option<i8> {
    let span = body.tokens.get(place)?.span();
    let mut behind = source[span.end..].chars();
    let is_day = matches!(behind.next(), Some('日' | '일'))
        && !matches!(behind.next(), Some('间' | '間' | '간' | '동'));
    let has_month = source[..span.start].trim_end().ends_with(['月', '월']);
    source
        .get(span)
        .filter(|_| is_day && !has_month)?
        .parse()
        .ok()
        .filter(|day| (1..=31).contains(day))
}

/// Whether a token is a day's number or a year's, beside a month's name or a sign that dates are
/// written with.
fn may_be_of_date(source: &str, body: &Text, place: usize, token: &Token) -> bool {
    let span = token.span();
    if span.len() > 16
        || !(token.kind == Kind::Number || source.as_bytes()[span.start].is_ascii_digit())
    {
        return false;
    }
    let is_month_at = |place: usize| {
        body.tokens.get(place).is_some_and(|token| {
            token.kind == Kind::Word
                && (is_month(body.folded(token)) || body.folded(token) == "thang")
        })
    };
    let is_dotted = token.kind == Kind::Number
        && source[span.clone()].bytes().filter(|byte| *byte == b'.').count() == 2;
    let mut behind = source[span.end..].chars();
    let is_signed = match behind.next() {
        Some('年' | '月' | '년' | '월') => true,
        Some('-' | '/' | '.') => behind.next().is_some_and(|next| next.is_ascii_digit()),
        Some(' ') => matches!(behind.next(), Some('年' | '月' | '년' | '월')),
        _ => false,
    };
    is_dotted
        || is_signed
        || is_month_at(place + 1)
        || is_month_at(place + 2)
        || (place > 0 && is_month_at(place - 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::Names;
    use crate::compare::Profile;

    fn days(published: Option<&str>, text: &str) -> Days {
        let mut article =
            crate::extract::plain("a.txt", &format!("A headline of some words\n\n{text}")).article;
        article.published = published.map(|when| when.parse().unwrap()).or(article.published);
        Profile::new(&article, &Names::default()).tidings.event.days
    }

    #[track_caller]
    fn check(published: Option<&str>, text: &str, expected: &str) {
        let found = days(published, text);
        let own = found.own.map(|day| day.to_string()).unwrap_or_default();
        let weekday = found.weekday.map(|weekday| format!("{weekday:?}")).unwrap_or_default();
        assert_eq!(format!("{own} {weekday}").trim(), expected, "{text}: {found:?}");
    }

    #[test]
    fn the_own_day_is_the_one_near_publication() {
        check(
            Some("2026-09-08"),
            "The house ratified the treaty on September 7. It had been signed on March 3 in Velda.",
            "2026-09-07",
        );
        check(
            Some("2026-09-08"),
            "The house ratified the treaty on Monday. It had been signed on March 3 in Velda.",
            "2026-09-07 Monday",
        );
        check(
            Some("2026-09-08"),
            "The treaty that was signed on March 3 in Velda has been ratified, people in the \
                house say.",
            "",
        );
        check(
            Some("2026-01-01"),
            "The bridge at Velda was opened on December 31 after long years of building, its \
                owner says.",
            "2025-12-31",
        );
        check(
            Some("2026-09-08"),
            "Палата ратифицировала договор 7 сентября, сообщили в правительстве.",
            "2026-09-07",
        );
        check(Some("2026-09-08"), "议会9月7日批准了该条约，政府说。", "2026-09-07");
        check(Some("2026-09-08"), "议会7日批准了该条约，政府说。", "2026-09-07");
        check(Some("2026-09-02"), "의회는 31일 조약을 비준했다고 정부가 밝혔다.", "2026-08-31");
        check(
            Some("2026-09-08"),
            "Quốc hội phê chuẩn hiệp ước ngày 7 tháng 9, chính phủ cho biết.",
            "2026-09-07",
        );
        check(
            Some("2026-09-08"),
            "La cámara ratificó el tratado este lunes, informó el gobierno de Orlan en un \
                comunicado.",
            "2026-09-07 Monday",
        );
    }

    #[test]
    fn a_day_without_a_year_lies_before_another_only_if_shortly() {
        let day = |year: Option<i16>, month: i8, of_month: i8| Day { year, month, of_month };
        let event = day(Some(2026), 3, 3);
        for (earlier, is_before) in [
            (day(Some(2026), 3, 2), true),
            (day(Some(2020), 9, 1), true),
            (day(Some(2027), 3, 2), false),
            (day(None, 3, 1), true),
            (day(None, 3, 3), false),
            (day(None, 9, 1), false),
            (day(None, 12, 1), false),
        ] {
            assert_eq!(earlier.is_before(event), is_before, "{earlier}");
        }
    }

    #[test]
    fn a_line_under_the_headline_says_when_it_was_printed() {
        check(
            None,
            "Office of the Ferry, notice, 6 November 2026\n\nThe ferry halted on 14 October \
                because of a wrong setting, the office finds.",
            "",
        );
        check(
            None,
            "The ferry halted on 14 October because of a wrong setting, the office finds.",
            "10-14",
        );
    }

    #[test]
    fn without_a_publication_date_the_lead_tells_the_day() {
        check(
            None,
            "On March 3, the ministers signed the treaty. It takes effect on May 1.",
            "03-03",
        );
        check(
            None,
            "The house ratified on Monday the treaty on the ferry that was signed on March 3 in \
                Velda.",
            "Monday",
        );
        check(
            None,
            "VELDA, March 4 (RNA) — The ministers signed a treaty on March 3 in the town hall of \
                Velda.",
            "03-03",
        );
        check(
            None,
            "The ministers signed the treaty in the town hall of Velda after nine years.",
            "",
        );
        check(
            None,
            "Ngày 19/6, tại Velda, bộ trưởng hai nước đã ký hiệp ước về bến phà sau cuộc hội đàm \
                kéo dài.",
            "06-19",
        );
    }

    proptest! {
        #[test]
        fn any_text_may_be_asked_for_its_days(text in "([0-9]{1,4}|June|月|日|일|19일|ngày |[-:./, \
            ]|\\PC){0,30}") {
            for published in [None, Some("2026-01-01")] {
                let days = days(published, &text);
                prop_assert!(matches!(days.fits(&days, 7), Fit::Same | Fit::Near | Fit::Unknown));
            }
        }
    }

    #[test]
    fn a_long_text_of_numbers_is_read_in_bounded_steps() {
        for piece in ["1-1 ", "6月", "June 1:1 ", "19/6 "] {
            let article = crate::extract::plain("a.txt", &piece.repeat(200_000)).article;
            assert!(
                spoken(&article, &crate::text::analyse(&article.text)).len() <= MOST,
                "{piece}"
            );
        }
    }

    #[test]
    fn days_fit_as_reports_of_one_event_lie() {
        let fit = |here: (Option<&str>, &str), there: (Option<&str>, &str)| {
            days(here.0, here.1).fits(&days(there.0, there.1), 7)
        };
        let signed = (
            Some("2026-03-04"),
            "The ministers signed the treaty in Velda on March 3 after long talks on tolls.",
        );
        let undated = (
            None,
            "The ministers signed the treaty in the town hall on Tuesday after long talks on \
                tolls.",
        );
        assert_eq!(
            fit(
                (
                    None,
                    "On March 3 the ministers signed the treaty in Velda after long talks on tolls."
                ),
                signed
            ),
            Fit::Same
        );
        assert_eq!(
            fit(
                (
                    Some("2026-03-05"),
                    "The ministers have signed the treaty in Velda after long talks."
                ),
                signed
            ),
            Fit::Near
        );
        assert_eq!(fit(undated, signed), Fit::Near);
        assert_eq!(
            fit(
                (
                    None,
                    "The house ratified the treaty on Friday, said a clerk of the house in Orlan."
                ),
                signed
            ),
            Fit::Other
        );
        assert_eq!(
            fit(
                (
                    Some("2027-03-03"),
                    "The house ratified the treaty on March 3, said a clerk of the house."
                ),
                signed
            ),
            Fit::Other
        );
        assert_eq!(
            fit(
                (
                    Some("2026-02-28"),
                    "The ministers will meet in Velda, said a clerk of the house in Orlan."
                ),
                signed
            ),
            Fit::Other
        );
        assert_eq!(
            fit(
                (
                    None,
                    "The house ratified the treaty, said a clerk of the house in Orlan to people."
                ),
                undated
            ),
            Fit::Unknown
        );
    }
}
