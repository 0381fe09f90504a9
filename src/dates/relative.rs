//! The dates that are said by how long ago they were: `3 hours ago`, `gestern`, `вчера в 14:30`.
//!
//! # Limits
//! The day is that of `now` in UTC, or in the zone that stands behind a time: in another zone it
//! may already be the next. Months and years ago are counted from the day, as if they were meant
//! exactly.

use crate::known;
use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Span, ToSpan};
use serde::Deserialize;

use super::forms::Forms;
use super::lexicon::Lexicon;
use super::tokens::Tokens;
use crate::clock::{SignedDuration, Timestamp, When};

/// How many characters a line has at most that may be such a date.
const LONGEST: usize = 100;
/// The most that something is said to be ago, in whatever unit.
const MOST: u32 = 366;

/// The time that `text` speaks of at `now`: a moment for minutes and hours, and where a zone
/// stands beside the time of a day; else a day. A day's name counts only where nothing but a time
/// and a label such as `Published:` stands beside it.
#[must_use]
pub fn relative(text: &str, language: Option<&str>, now: Timestamp) -> Option<When> {
    let text = text.trim();
    if text.len() > LONGEST * 4 || text.chars().count() > LONGEST {
        return None;
    }
    let tokens = Tokens::of(text);
    let ago = || (0..tokens.count()).find_map(|place| ago_at(&tokens, place, now));
    ago().or_else(|| named_day(&tokens, language, now))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// The time that is said as `3 hours ago`, `vor 2 Stunden`, `hace una hora`, `час назад`,
/// `منذ ساعتين`.
fn ago_at(tokens: &Tokens, place: usize, now: Timestamp) -> Option<When> {
    let known = &*KNOWN;
    let before = known.before.at(tokens, place).map(|((), next)| next);
    let at = before.unwrap_or(place);
    let digits = tokens
        .number(at, 1..=3)
        .filter(|_| !tokens.is_part_of_number(at))
        .map(|number| (number, at + 1));
    let number = digits.or_else(|| known.numbers.at(tokens, at));
    let (number, at) = number.map_or((None, at), |(number, next)| (Some(number), next));
    let ((unit, own), mut next) = known.units.at(tokens, at)?;
    // `3 hrs. ago`
    if tokens.sign(next) == Some('.') {
        next += 1;
    }
    if before.is_none() {
        known.behind.at(tokens, next)?;
    }
    let is_of_number = number.is_none() && at > 0 && tokens.number(at - 1, 1..=9).is_some();
    (!is_of_number).then(|| when(number.unwrap_or(1).max(own), unit, now))?
}

fn when(number: u32, unit: Unit, now: Timestamp) -> Option<When> {
    let number = i32::try_from(number).ok().filter(|number| number.unsigned_abs() <= MOST)?;
    let back =
        |span: Span| Offset::UTC.to_datetime(now).date().checked_sub(span).ok().map(When::Day);
    let earlier = |minutes: i32| {
        let at = now.checked_sub(SignedDuration::from_mins(i64::from(minutes))).ok()?;
        // no more is said than the minute
        Timestamp::from_second(at.as_second() - at.as_second().rem_euclid(60)).ok().map(When::utc)
    };
    match unit {
        Unit::Minute => earlier(number),
        Unit::Hour => earlier(number * 60),
        Unit::Day => back(number.days()),
        Unit::Week => back(number.weeks()),
        Unit::Month => back(number.months()),
        Unit::Year => back(number.years()),
    }
}

/// The day that is named as `yesterday`, `today at 10:15`, `Posted: 14:30, вчера`.
fn named_day(tokens: &Tokens, language: Option<&str>, now: Timestamp) -> Option<When> {
    let known = &*KNOWN;
    let forms = Forms { tokens, language };
    let place = (0..tokens.count().min(8)).find(|place| known.days.at(tokens, *place).is_some())?;
    let (back, next) = known.days.at(tokens, place)?;
    let behind = forms.time_at(next);
    let before = (0..place).find_map(|at| forms.time_at(at).filter(|(_, _, next)| *next <= place));
    let end = behind.map_or(next, |(_, _, next)| next);
    let is_labelled = place == 0
        || before.is_some()
        || known.labels.at(tokens, 0).is_some()
        || tokens.sign(place - 1) == Some(':');
    let is_alone = (end..tokens.count())
        .all(|at| tokens.word(at).is_none() || super::names::is_of_time(tokens, at));
    if !is_alone || !is_labelled {
        return None;
    }
    let Some(back) = back else { return when(0, Unit::Minute, now) };
    let Some((time, Some(offset), _)) = behind.or(before) else {
        return day_before(now, Offset::UTC, back).map(When::Day);
    };
    moment(day_before(now, offset, back)?, time, offset).filter(|when| when.approximate() <= now)
}

fn day_before(now: Timestamp, offset: Offset, back: i8) -> Option<Date> {
    offset.to_datetime(now).date().checked_sub(i32::from(back).days()).ok()
}

fn moment(day: Date, time: Time, offset: Offset) -> Option<When> {
    Some(When::Moment { at: offset.to_timestamp(day.to_datetime(time)).ok()?, offset })
}

/// The part of `config/known/dates.toml` that speaks of how long ago something was.
#[derive(Deserialize)]
struct Words {
    relative: Relative,
    labels: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Relative {
    before: Vec<String>,
    behind: Vec<String>,
    /// The words for one, two and so on.
    numbers: Vec<Vec<String>>,
    units: Units,
    days: Days,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    minutes: Vec<String>,
    hours: Vec<String>,
    days: Vec<String>,
    weeks: Vec<String>,
    months: Vec<String>,
    years: Vec<String>,
    two_hours: Vec<String>,
    two_days: Vec<String>,
    two_weeks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    today: Vec<String>,
    yesterday: Vec<String>,
    before_yesterday: Vec<String>,
    now: Vec<String>,
}

struct Known {
    before: Lexicon<()>,
    behind: Lexicon<()>,
    numbers: Lexicon<u32>,
    /// The words for units, with the number that the word itself says.
    units: Lexicon<(Unit, u32)>,
    /// The words for days, with how many days back they are; none for this very moment.
    days: Lexicon<Option<i8>>,
    labels: Lexicon<()>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let Words { relative, labels } =
        toml::from_str(known::DATES).expect("config/known/dates.toml is tested to parse");
    let set = |words: &[String]| Lexicon::of(words.iter().map(|word| (word.as_str(), ())));
    let Units { minutes, hours, days, weeks, months, years, two_hours, two_days, two_weeks } =
        &relative.units;
    let units = [
        (minutes, Unit::Minute, 1),
        (hours, Unit::Hour, 1),
        (days, Unit::Day, 1),
        (weeks, Unit::Week, 1),
        (months, Unit::Month, 1),
        (years, Unit::Year, 1),
        (two_hours, Unit::Hour, 2),
        (two_days, Unit::Day, 2),
        (two_weeks, Unit::Week, 2),
    ];
    let Days { today, yesterday, before_yesterday, now } = &relative.days;
    let named = [(today, Some(0)), (yesterday, Some(1)), (before_yesterday, Some(2)), (now, None)];
    Known {
        before: set(&relative.before),
        behind: set(&relative.behind),
        numbers: Lexicon::of(
            (1..)
                .zip(&relative.numbers)
                .flat_map(|(number, words)| words.iter().map(move |word| (word.as_str(), number))),
        ),
        units: Lexicon::of(units.iter().flat_map(|(words, unit, own)| {
            words.iter().map(move |word| (word.as_str(), (*unit, *own)))
        })),
        days: Lexicon::of(
            named
                .iter()
                .flat_map(|(words, back)| words.iter().map(move |word| (word.as_str(), *back))),
        ),
        labels: set(&labels),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let now = "2024-06-20T10:30:20Z".parse().unwrap();
        let read =
            relative(text, None, now).map_or_else(|| "none".to_owned(), |when| when.to_string());
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn hours_and_minutes_ago_are_moments() {
        for text in [
            "3 hours ago",
            "Published 3 hrs. ago",
            "3h ago",
            "hace 3 horas",
            "há 3 horas",
            "3 horas atrás",
            "il y a 3 heures",
            "vor 3 Stunden",
            "vor drei Stunden",
            "3 ore fa",
            "3 часа назад",
            "3 години тому",
            "3小时前",
            "3小時前",
            "3 個小時前",
            "3時間前",
            "3시간 전",
            "3 giờ trước",
            "منذ 3 ساعات",
            "قبل ٣ ساعات",
            "3 jam lalu",
            "3 jam yang lalu",
            "3 saat önce",
            "3 godziny temu",
            "3 uur geleden",
            "för 3 timmar sedan",
            "před 3 hodinami",
            "πριν από 3 ώρες",
            "۳ ساعت پیش",
            "3 घंटे पहले",
            "לפני 3 שעות",
        ] {
            check(text, "2024-06-20T07:30:00Z");
        }
        check("5 minutes ago", "2024-06-20T10:25:00Z");
        check("an hour ago", "2024-06-20T09:30:00Z");
        check("vor einer Stunde", "2024-06-20T09:30:00Z");
        check("час назад", "2024-06-20T09:30:00Z");
        check("منذ ساعتين", "2024-06-20T08:30:00Z");
        check("just now", "2024-06-20T10:30:00Z");
    }

    #[test]
    fn days_ago_are_days() {
        check("2 days ago", "2024-06-18");
        check("vor 2 Tagen", "2024-06-18");
        check("hace dos días", "2024-06-18");
        check("2日前", "2024-06-18");
        check("2일 전", "2024-06-18");
        check("1 week ago", "2024-06-13");
        check("2 months ago", "2024-04-20");
    }

    #[test]
    fn days_have_names() {
        for text in [
            "yesterday",
            "gestern",
            "вчера в 14:30",
            "Ayer, 14:30",
            "昨天 14:30",
            "어제",
            "Published: yesterday",
            "أمس",
            "hôm qua",
            "dün",
            "14:30, вчера",
        ] {
            check(text, "2024-06-19");
        }
        check("today at 10:15", "2024-06-20");
        check("Heute, 10:15 Uhr", "2024-06-20");
        check("vorgestern", "2024-06-18");
        check("yesterday at 14:30 EDT", "2024-06-19T14:30:00-04:00");
        check("today 09:15 +0200", "2024-06-20T09:15:00+02:00");
    }

    #[test]
    fn what_is_not_said_of_now_is_none() {
        for text in [
            "",
            "3 hours",
            "in 3 hours",
            "Updated every 3 hours",
            "Heute im Fernsehen",
            "News of today and yesterday",
            "USA Today",
            "20 June 2024",
            "1,234 days ago",
            "5 comments",
            "today at 23:15 +0200",
            "3.5 hours ago",
        ] {
            check(text, "none");
        }
    }
}
