//! The forms in which dates are written among other words, read from a text's tokens.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::found::{FoundDate, JucheYear};
use super::names::{self, Calendar, Half};
use super::tokens::Tokens;
use super::{YEARS, calendars};

/// The year before the first of the Juche calendar (1912).
const JUCHE: i16 = 1911;

/// A reader of the dates in a text's tokens, which knows the text's language.
pub struct Forms<'a> {
    pub tokens: &'a Tokens,
    pub language: Option<&'a str>,
}

/// A date while it is read, of the common calendar, and the place behind it.
#[derive(Clone, Copy)]
struct Read {
    year: Option<i16>,
    month: i8,
    day: i8,
    next: usize,
}

/// A year as it is printed, and the place behind it.
#[derive(Clone, Copy)]
enum Year {
    Common(i16, usize),
    Persian(i16, usize),
    None(usize),
}

impl Forms<'_> {
    /// The date that begins at the token `place`, and the place behind it.
    pub fn date_at(&self, place: usize) -> Option<(FoundDate, usize)> {
        let read = if self.tokens.word(place).is_some() {
            self.era_first(place)
                .or_else(|| self.month_first(place))
                .or_else(|| self.short_era_first(place))
        } else {
            self.year_first(place)
                .or_else(|| self.east_asian(place))
                .or_else(|| self.year_and_name(place))
                .or_else(|| self.day_first(place))
                .or_else(|| self.numbers(place))
                .or_else(|| self.minguo(place))
        };
        let Read { mut year, month, day, mut next } = read?;
        let time = self.time_at(next).map(|(time, offset, behind)| {
            next = behind;
            (time, offset)
        });
        // `Jun 20 08:15:00 KST 2024`
        if year.is_none() && time.is_some() && self.tokens.year(next).is_some() {
            year = self.tokens.year(next);
            next += 1;
        }
        Date::new(year.unwrap_or(2000), month, day).ok()?;
        Some((FoundDate { year, month, day, time, span: self.tokens.span(place, next) }, next))
    }

    /// The Juche year that begins at the token `place`.
    pub fn juche_at(&self, place: usize) -> Option<JucheYear> {
        let (year, next) = self.juche_year(place)?;
        Some(JucheYear { year, span: self.tokens.span(place, next) })
    }

    /// A date as `2024-06-20`, `2024/6/20`, `2024.06.20`, `1403/03/31`.
    fn year_first(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let year = self.year_at(place, false)?;
        let sign =
            tokens.sign(place + 1).filter(|sign| matches!(sign, '-' | '/' | '.' | '‐' | '‑'))?;
        let month = tokens.small(place + 2)?;
        (tokens.sign(place + 3)? == sign).then_some(())?;
        of_calendar(year, month, tokens.small(place + 4)?, Calendar::Common, place + 5)
    }

    /// A date as `113/06/20`, as Taiwan's offices write it.
    fn minguo(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        self.language.filter(|language| language.starts_with("zh"))?;
        let year = tokens
            .number(place, 3..=3)
            .and_then(|value| i16::try_from(value).ok())
            .filter(|year| (80..200).contains(year))?;
        let sign = tokens.sign(place + 1).filter(|sign| matches!(sign, '-' | '/' | '.'))?;
        (tokens.sign(place + 3)? == sign).then_some(())?;
        Some(Read {
            year: Some(JUCHE + year),
            month: tokens.small(place + 2)?,
            day: tokens.small(place + 4)?,
            next: place + 5,
        })
    }

    /// A date as `2024年6月20日`, `2024년 6월 20일`, `6月20日`, `2024 оны 6 сарын 20`.
    fn east_asian(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let is = |place: usize, words: &[&str]| {
            tokens.word(place).is_some_and(|word| words.contains(&word))
        };
        let year = tokens.year(place).filter(|_| is(place + 1, &["年", "년", "оны"]));
        let from = if year.is_some() { place + 2 } else { place };
        let (month, day) = (tokens.small(from)?, tokens.small(from + 2)?);
        if year.is_some() && is(from + 1, &["сарын"]) {
            return Some(Read { year, month, day, next: from + 3 });
        }
        (is(from + 1, &["月", "월"]) && is(from + 3, &["日", "일", "号", "號"])).then_some(Read {
            year,
            month,
            day,
            next: from + 4,
        })
    }

    /// A date as `Juche113.6.20`, `주체113(2024)년 6월 20일`, `令和6年6月20日`, `民國113年6月20日`.
    fn era_first(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let (year, next) = self.juche_year(place).or_else(|| self.era_year(place))?;
        if let Some(read) = self.east_asian(next) {
            return Some(Read { year: Some(year), ..read });
        }
        let from =
            if matches!(tokens.sign(next), Some('.' | ',' | '-' | '/')) { next + 1 } else { next };
        let (month, day) = (tokens.small(from)?, tokens.small(from + 2)?);
        matches!(tokens.sign(from + 1)?, '.' | '-' | '/').then_some(Read {
            year: Some(year),
            month,
            day,
            next: from + 3,
        })
    }

    /// A date as `R6.6.20`, as Japanese offices write it.
    fn short_era_first(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let before_first = match (self.language?, tokens.word(place)?) {
            ("ja", "r") => 2018,
            ("ja", "h") => 1988,
            ("ja", "s") => 1925,
            _ => return None,
        };
        let year = tokens
            .small(place + 1)
            .filter(|_| tokens.is_in_capitals(place) && tokens.is_glued(place + 1))?;
        let sign = tokens.sign(place + 2).filter(|sign| matches!(sign, '.' | '/' | '-'))?;
        (tokens.sign(place + 4)? == sign).then_some(())?;
        Some(Read {
            year: Some(before_first + i16::from(year)),
            month: tokens.small(place + 3)?,
            day: tokens.small(place + 5)?,
            next: place + 6,
        })
    }

    /// A year as `Juche 113`, `Juche113`, `Juche 113 (2024)`; the place behind it.
    fn juche_year(&self, place: usize) -> Option<(i16, usize)> {
        self.counted_year(JUCHE, names::behind_juche(self.tokens, place)?)
    }

    /// A year as `113 года чучхе (2024)`; the place behind it.
    fn year_of_juche(&self, place: usize) -> Option<(i16, usize)> {
        self.tokens.number(place, 1..=3)?;
        let next =
            names::behind_juche(self.tokens, names::behind_between(self.tokens, place + 1)?)?;
        self.counted_year(JUCHE, place).map(|(year, _)| (year, next))
    }

    /// A year as `令和6年`, `平成元年`, `中華民國113年`; the place behind it.
    fn era_year(&self, place: usize) -> Option<(i16, usize)> {
        let (before_first, next) = names::era_at(self.tokens, place)?;
        if self.tokens.word(next) == Some("元") && self.tokens.word(next + 1) == Some("年") {
            return Some((before_first + 1, next + 2));
        }
        self.counted_year(before_first, next)
    }

    fn counted_year(&self, before_first: i16, at: usize) -> Option<(i16, usize)> {
        let tokens = self.tokens;
        let number = tokens
            .number(at, 1..=3)
            .and_then(|value| i16::try_from(value).ok())
            .filter(|number| *number > 0)?;
        let is_year =
            |place: usize| tokens.word(place).is_some_and(|word| matches!(word, "년" | "年"));
        let mut next = at + 1;
        if is_year(next) {
            next += 1;
        }
        if matches!(tokens.sign(next), Some('(' | '（')) && tokens.year(next + 1).is_some() {
            let close = if is_year(next + 2) { next + 3 } else { next + 2 };
            next = if matches!(tokens.sign(close), Some(')' | '）')) { close + 1 } else { next };
        }
        if is_year(next) {
            next += 1;
        }
        let year = before_first + number;
        YEARS.contains(&year).then_some((year, next))
    }

    /// A date as `20 June 2024`, `20 de junio de 2024`, `20. Juni 2024`, `20 tháng 6 năm 2024`,
    /// `20th of June`.
    fn day_first(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        // the minutes of `15:16 November 23` are no day
        let is_of_time = place > 1
            && tokens.is_glued(place)
            && tokens.sign(place - 1) == Some(':')
            && tokens.small(place - 2).is_some();
        let day = tokens.small(place).filter(|_| !is_of_time)?;
        let mut next = place + 1;
        if tokens.word(next).is_some_and(names::is_ordinal) && tokens.is_glued(next) {
            next += 1;
        }
        next = self.past_between(next, 2);
        if tokens.word(next) == Some("thang")
            && let Some(month) = tokens.small(next + 1)
        {
            let (year, next) = self.year_behind(next + 2, false).common();
            return Some(Read { year, month, day, next });
        }
        let (month, next) = names::month_at(tokens, next, self.language)?;
        // `20 يونيو/حزيران 2024`
        let again = (tokens.sign(next) == Some('/'))
            .then(|| names::month_at(tokens, next + 1, self.language))
            .flatten();
        let next =
            again.filter(|(other, _)| other.number == month.number).map_or(next, |(_, next)| next);
        Self::with_year(month, day, self.year_behind(next, month.calendar == Calendar::Thai))
    }

    /// A date as `June 20, 2024`, `Jun. 20th 2024`, `July 5, Juche 113 (2024)`.
    fn month_first(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let (month, mut next) = names::month_at(tokens, place, self.language)?;
        if matches!(tokens.sign(next), Some('.' | '-')) {
            next += 1;
        }
        if tokens.word(next) == Some("the") {
            next += 1;
        }
        let (day, next) = self.day_behind(next)?;
        Self::with_year(month, day, self.year_behind(next, false))
    }

    /// A date as `2024. június 20.`, `2024 m. birželio 20 d.`, `2024 June 20`.
    fn year_and_name(&self, place: usize) -> Option<Read> {
        let year = self.tokens.year(place)?;
        let next = self.past_between(place + 1, 3);
        let (month, next) = names::month_at(self.tokens, next, self.language)
            .filter(|(month, _)| month.calendar == Calendar::Common)?;
        let next = if matches!(self.tokens.sign(next), Some('.' | '-')) { next + 1 } else { next };
        // the day of `2024 June 20, 2025` has a year of its own
        let (day, next) = self
            .day_behind(next)
            .filter(|(_, next)| matches!(self.year_behind(*next, false), Year::None(_)))?;
        Some(Read { year: Some(year), month: month.number, day, next })
    }

    /// A day behind its month.
    fn day_behind(&self, place: usize) -> Option<(i8, usize)> {
        let tokens = self.tokens;
        let day = tokens.small(place)?;
        let mut next = place + 1;
        if tokens.word(next).is_some_and(names::is_ordinal) && tokens.is_glued(next) {
            next += 1;
        }
        // `June 20:15` is no day, `June 20.5` no date
        let is_time = matches!(tokens.sign(next), Some(':' | '%'));
        let is_fraction = tokens.sign(next) == Some('.')
            && tokens.small(next + 1).is_some()
            && tokens.is_glued(next + 1);
        (!is_time && !is_fraction).then_some((day, next))
    }

    fn with_year(month: names::Month, day: i8, year: Year) -> Option<Read> {
        if month.is_short && matches!(year, Year::None(_)) {
            return None;
        }
        let next = year.next();
        of_calendar(year, month.number, day, month.calendar, next)
    }

    /// A date as `20.06.2024`, `20/6/2024`, `20-06-2024`, `20.06.24`.
    fn numbers(&self, place: usize) -> Option<Read> {
        let tokens = self.tokens;
        let (first, second) = (tokens.small(place)?, tokens.small(place + 2)?);
        let sign = tokens.sign(place + 1).filter(|sign| matches!(sign, '.' | '/' | '-' | '|'))?;
        (tokens.sign(place + 3)? == sign && !(place > 0 && tokens.sign(place - 1) == Some(sign)))
            .then_some(())?;
        let has_pairs =
            tokens.number(place, 2..=2).is_some() && tokens.number(place + 2, 2..=2).is_some();
        let glued = tokens
            .number(place + 4, 4..=4)
            .filter(|_| self.is_before_minutes(place + 4))
            .map(|value| value / 100);
        let short = || glued.or_else(|| tokens.number(place + 4, 2..=2)).filter(|_| has_pairs);
        let short = || Some(Year::Common(2000 + i16::try_from(short()?).ok()?, place + 5));
        let year =
            if glued.is_some() { short() } else { self.year_at(place + 4, true).or_else(short) }?;
        // `10-20-30` is no date
        let is_short = tokens.number(place + 4, 2..=2).is_some();
        let is_day_first = if second > 12 {
            if is_short && matches!(sign, '-' | '|') {
                return None;
            }
            false
        } else if matches!(sign, '.' | '|') || first > 12 || first == second {
            true
        } else {
            names::is_day_first(self.language)?
        };
        let (day, month) = if is_day_first { (first, second) } else { (second, first) };
        of_calendar(year, month, day, Calendar::Common, place + 5)
    }

    /// A year of four digits: of the common era, the Buddhist, or, where the language or the digits
    /// say so, the Persian calendar.
    fn year_at(&self, place: usize, may_be_buddhist: bool) -> Option<Year> {
        let glued = self
            .tokens
            .number(place, 6..=6)
            .filter(|_| self.is_before_minutes(place))
            .map(|value| value / 100);
        let number = self
            .tokens
            .number(place, 4..=4)
            .or(glued)
            .and_then(|value| i16::try_from(value).ok())?;
        if YEARS.contains(&number) {
            return Some(Year::Common(number, place + 1));
        }
        if let Some(year) = calendars::of_buddhist_year(number)
            .filter(|_| may_be_buddhist || self.language == Some("th"))
        {
            return Some(Year::Common(year, place + 1));
        }
        let says_persian =
            self.language.is_some_and(|language| matches!(language, "fa" | "prs" | "ps"))
                || self.tokens.is_persian(place);
        (says_persian && calendars::is_persian_year(number))
            .then_some(Year::Persian(number, place + 1))
    }

    /// Whether a number ends in the hour of a time: in `20.06.202408:15` only the page's style
    /// parts year and time.
    fn is_before_minutes(&self, place: usize) -> bool {
        let tokens = self.tokens;
        tokens.sign(place + 1) == Some(':')
            && tokens.is_glued(place + 1)
            && tokens.number(place + 2, 2..=2).is_some()
    }

    /// The year behind a day and a month.
    fn year_behind(&self, place: usize, is_thai: bool) -> Year {
        let tokens = self.tokens;
        let next = self.past_between(place, 4);
        if let Some((year, next)) = self.juche_year(next).or_else(|| self.year_of_juche(next)) {
            return Year::Common(year, next);
        }
        let next = if tokens.sign(next) == Some('(') { next + 1 } else { next };
        // a Persian year of Latin digits behind a Persian month
        let plain = || {
            tokens
                .number(next, 4..=4)
                .and_then(|year| i16::try_from(year).ok())
                .filter(|year| calendars::is_persian_year(*year))
        };
        let short = || {
            tokens
                .number(next, 2..=2)
                .filter(|_| is_thai)
                .and_then(|year| calendars::of_short_buddhist_year(i16::try_from(year).ok()?))
        };
        self.year_at(next, is_thai)
            .or_else(|| short().map(|year| Year::Common(year, next + 1)))
            .or_else(|| plain().map(|year| Year::Persian(year, next + 1)))
            .unwrap_or(Year::None(place))
    }

    fn past_between(&self, mut place: usize, at_most: usize) -> usize {
        let tokens = self.tokens;
        for _ in 0..at_most {
            let is_sign = matches!(tokens.sign(place), Some('.' | ',' | '/' | '،' | '\'' | '’'))
                || (tokens.sign(place) == Some('-') && tokens.is_glued(place));
            if is_sign {
                place += 1;
            } else if let Some(next) = names::behind_between(tokens, place) {
                place = next;
            }
        }
        place
    }

    /// A time behind a date, with its offset where there is one.
    pub fn time_at(&self, place: usize) -> Option<(Time, Option<Offset>, usize)> {
        let tokens = self.tokens;
        let mut at = place;
        for _ in 0..3 {
            if matches!(tokens.sign(at), Some(',' | '|' | '-' | '–' | '—' | '·' | '(' | '@' | '،'))
            {
                at += 1;
            } else if let Some(next) = names::behind_at(tokens, at) {
                at = next;
            }
        }
        let before = Half::at(tokens, at);
        let at = before.map_or(at, |(_, next)| next);
        let (hour, minute, mut next) = self.clock_at(at, at > place)?;
        let mut second = 0;
        if matches!(tokens.sign(next), Some(':')) && tokens.small(next + 1).is_some() {
            second = tokens.small(next + 1)?.min(59);
            next += 2;
            if tokens.sign(next) == Some('.') && tokens.number(next + 1, 1..=9).is_some() {
                next += 2;
            }
        }
        let behind = before.is_none().then(|| Half::at(tokens, next)).flatten();
        let hour = before.or(behind).map_or(hour, |(half, _)| half.hour(hour));
        let next = match behind {
            // `p.m.` ends with a point of its own
            Some((_, next))
                if tokens.sign(next) == Some('.') && tokens.sign(next - 2) == Some('.') =>
            {
                next + 1
            }
            Some((_, next)) => next,
            None => next,
        };
        let time = Time::new(hour, minute, second, 0).ok()?;
        Some(
            self.offset_at(next)
                .map_or((time, None, next), |(offset, next)| (time, Some(offset), next)),
        )
    }

    /// A time as `8:15`, `8.15` where something stands before it, `8h15`, `8時15分`, `8시 15분`.
    fn clock_at(&self, at: usize, is_led_in: bool) -> Option<(i8, i8, usize)> {
        let tokens = self.tokens;
        let (hour, minute) = (tokens.small(at)?, tokens.small(at + 2)?);
        if tokens
            .word(at + 1)
            .is_some_and(|word| matches!(word, "時" | "时" | "点" | "點" | "시" | "h"))
        {
            let is_closed = tokens.word(at + 3).is_some_and(|word| matches!(word, "分" | "분"));
            return Some((hour, minute, if is_closed { at + 4 } else { at + 3 }));
        }
        let is_point =
            tokens.sign(at + 1) == Some('.') && is_led_in && tokens.sign(at - 1) != Some('.');
        (tokens.sign(at + 1) == Some(':') || is_point).then_some((hour, minute, at + 3))
    }

    fn offset_at(&self, place: usize) -> Option<(Offset, usize)> {
        let tokens = self.tokens;
        let place = if tokens.sign(place) == Some('(') { place + 1 } else { place };
        let zone = names::zone_at(tokens, place);
        let signed = if zone == Some(0) { place + 1 } else { place };
        let direction = match tokens.sign(signed) {
            Some('+') => '+',
            Some('-' | '−' | '–')
                if tokens.number(signed + 1, 2..=4).is_some() && tokens.is_glued(signed + 1) =>
            {
                '-'
            }
            _ => return Some((names::minutes_east(zone?)?, place + 1)),
        };
        let number = tokens.number(signed + 1, 1..=4)?;
        let (digits, next) =
            match tokens.number(signed + 3, 2..=2).filter(|_| tokens.sign(signed + 2) == Some(':'))
            {
                Some(minutes) => (format!("{number}{minutes:02}"), signed + 4),
                None if tokens.number(signed + 1, 3..=4).is_some() => {
                    (format!("{number:04}"), signed + 2)
                }
                None => (number.to_string(), signed + 2),
            };
        Some((names::offset(&format!("{direction}{digits}"))?, next))
    }
}

impl Year {
    fn next(self) -> usize {
        match self {
            Self::Common(_, next) | Self::Persian(_, next) | Self::None(next) => next,
        }
    }

    fn common(self) -> (Option<i16>, usize) {
        match self {
            Self::Common(year, next) => (Some(year), next),
            Self::Persian(_, next) | Self::None(next) => (None, next),
        }
    }
}

/// A day of the common calendar, whatever the calendars of its month and its year.
fn of_calendar(year: Year, month: i8, day: i8, calendar: Calendar, next: usize) -> Option<Read> {
    match (year, calendar) {
        (Year::Persian(year, _), _) => {
            let date = calendars::of_persian(year, month, day)?;
            Some(Read { year: Some(date.year()), month: date.month(), day: date.day(), next })
        }
        (_, Calendar::Persian) => None,
        (year, _) => Some(Read { year: year.common().0, month, day, next }),
    }
}
