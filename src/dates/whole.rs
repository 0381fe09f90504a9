//! The reading of a string that is a date: what feeds, sitemaps and attributes say.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::YEARS;
use super::digits::digit;
use super::names::{self, Half};
use crate::clock::When;
use crate::text::folded;

/// How many characters a date has at most; what follows is prose.
const LONGEST: usize = 100;

/// The date that `text` says, whatever else it says. Without a zone a moment is UTC's.
#[must_use]
pub fn when(text: &str) -> Option<When> {
    let text = shortened(text);
    // what the parts do not tell (other calendars, names of several words) may be found among them
    let among = || super::find(&text, None).iter().find_map(super::FoundDate::when);
    seconds_since_1970(&text)
        .or_else(|| Parts::of(&text, None).when().filter(|when| YEARS.contains(&when.day().year())))
        .or_else(among)
}

/// The date that `text` says, where it is nothing else and says the day: a moment only with an
/// offset.
pub fn exactly(text: &str, language: Option<&str>) -> Option<When> {
    let text = shortened(text);
    seconds_since_1970(&text).or_else(|| Parts::of(&text, language).exactly())
}

fn shortened(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

/// The string `text` with blanks where a date meets a time, and around the signs of East Asian
/// dates.
fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let before_digit = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            'T' | 't' | '_' if last.is_ascii_digit() && before_digit => out.push(' '),
            '年' | '년' | '月' | '월' => {
                out.push('-');
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
            }
            '日' | '일' | '秒' | '초' => out.push(' '),
            '時' | '时' | '点' | '시' | '分' | '분' => {
                out.push(':');
                while chars.next_if(|c| c.is_whitespace()).is_some() {}
            }
            c if !c.is_ascii() && digit(c).is_some() => {
                out.extend(digit(c).and_then(|digit| char::from_digit(digit, 10)));
            }
            '\u{2212}' | '\u{2010}' | '\u{2013}' => out.push('-'),
            c => out.push(c),
        }
        last = c;
    }
    for (word, mark) in [
        ("오전", " am "),
        ("上午", " am "),
        ("午前", " am "),
        ("오후", " pm "),
        ("下午", " pm "),
        ("午後", " pm "),
    ] {
        if out.contains(word) {
            out = out.replace(word, mark);
        }
    }
    out
}

/// The moment that a number says: ten digits are seconds since 1970, thirteen are milliseconds.
fn seconds_since_1970(text: &str) -> Option<When> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let at = match text.len() {
        10 => Timestamp::from_second(number).ok()?,
        13 => Timestamp::from_millisecond(number).ok()?,
        _ => return None,
    };
    Some(When::utc(at))
}

#[derive(Default)]
struct Parts<'a> {
    language: Option<&'a str>,
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    /// Whether day and month are numbers whose order is open.
    unordered: bool,
    time: Option<Time>,
    next_day: bool,
    half: Option<Half>,
    offset: Option<Offset>,
    /// Whether there is something that is no part of a date.
    is_more: bool,
}

impl<'a> Parts<'a> {
    fn of(text: &str, language: Option<&'a str>) -> Self {
        let mut parts = Self { language, ..Self::default() };
        for token in spaced(text).split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '|' | '·' | '،')
        }) {
            parts.take(token.trim_end_matches(['.', '-', ':']));
        }
        parts
    }

    fn take(&mut self, token: &str) {
        let Some(first) = token.chars().next() else { return };
        if matches!(first, '+' | '-') {
            if self.time.is_some() || self.day.is_some() {
                self.offset = self.offset.or_else(|| names::offset(token));
            } else {
                self.is_more = true;
            }
            return;
        }
        if token.contains(':') && first.is_ascii_digit() {
            return self.take_time(token);
        }
        let digits = token.bytes().take_while(u8::is_ascii_digit).count();
        if digits == token.len() {
            return self.take_number(token);
        }
        if digits > 0 {
            let rest = &token[digits..];
            if rest.starts_with(['/', '-', '.']) {
                return self.take_date(token);
            }
            if let Some(half) = Half::named(rest) {
                self.half = Some(half);
                return self.take_time(&format!("{}:00", &token[..digits]));
            }
            if digits == 6 || digits == 4 && self.day.is_some() {
                return self.take_time(token);
            }
            // `20th`, `1er`, `1º`, `20日`
            self.is_more |= !names::is_ordinal(&folded(rest));
            return self.take_number(&token[..digits]);
        }
        self.take_word(token);
    }

    fn take_word(&mut self, token: &str) {
        if token.contains('-') && !token.contains(['+']) && token.split('-').count() == 3 {
            for part in token.split('-') {
                self.take(part);
            }
            return;
        }
        if let Some(half) = Half::named(token) {
            self.half = Some(half);
            return;
        }
        let word = folded(token);
        if self.month.is_none()
            && let Some(month) = names::month(&word, self.language)
        {
            self.month = Some(month);
            return;
        }
        if self.offset.is_none()
            && let Some(offset) = zone(token)
        {
            self.offset = Some(offset);
        } else {
            self.is_more |= !names::is_between(&word);
        }
    }

    fn take_number(&mut self, digits: &str) {
        let Ok(number) = digits.parse::<i64>() else { return };
        match digits.len() {
            14 if self.year.is_none() => {
                self.take_number(&digits[..8]);
                self.take_time(&digits[8..]);
            }
            8 if self.year.is_none() => {
                self.year = digits[..4].parse().ok();
                self.month = digits[4..6].parse().ok();
                self.day = digits[6..].parse().ok();
            }
            6 if self.day.is_some() && self.time.is_none() => {
                self.take_time(digits);
            }
            4 if self.year.is_none() => self.year = i16::try_from(number).ok(),
            1 | 2 if self.day.is_none() => self.day = i8::try_from(number).ok(),
            2 if self.year.is_none() => self.year = century(number),
            _ => self.is_more = true,
        }
    }

    /// Takes in a token of a date, as `2024-06-20`, `20.06.2024`, `20/06/24`, `20-Jun-2024`,
    /// `2024-06`, `2024-172`.
    fn take_date(&mut self, token: &str) {
        if self.year.is_some() && self.day.is_some() {
            self.is_more = true;
            return;
        }
        let separator = if token.contains('/') {
            '/'
        } else if token.contains('-') {
            '-'
        } else {
            '.'
        };
        let parts: Vec<&str> = token
            .splitn(4, separator)
            .map(|part| part.trim_matches('.'))
            .filter(|part| !part.is_empty())
            .collect();
        let number = |part: &str| part.parse::<i64>().ok().filter(|_| part.len() <= 4);
        match parts.as_slice() {
            [a, b, c] if number(b).is_none() => {
                [*a, *b, *c].iter().for_each(|part| self.take(part));
            }
            [year, month, day] if year.len() == 4 => {
                let digits = day.bytes().take_while(u8::is_ascii_digit).count();
                self.year = number(year).and_then(|year| i16::try_from(year).ok());
                self.month = month.parse().ok();
                self.day = day[..digits].parse().ok();
                if digits < day.len() {
                    self.take(&day[digits..]);
                }
            }
            [a, b, c] => {
                let (Some(first), Some(second), Some(third)) = (number(a), number(b), number(c))
                else {
                    return;
                };
                if c.len() < 4 && separator == '-' {
                    self.year = century(first);
                    (self.month, self.day) = (i8::try_from(second).ok(), i8::try_from(third).ok());
                    return;
                }
                self.year = if c.len() == 4 { i16::try_from(third).ok() } else { century(third) };
                let is_open = separator == '/'
                    || (separator == '-'
                        && self.language.is_some_and(|language| language.starts_with("en")));
                self.unordered = is_open && first <= 12 && second <= 12;
                let (day, month) = if second > 12 { (second, first) } else { (first, second) };
                (self.day, self.month) = (i8::try_from(day).ok(), i8::try_from(month).ok());
            }
            [year, rest] if year.len() == 4 => {
                self.year = year.parse().ok();
                match rest.len() {
                    3 => self.take_day_of_year(rest),
                    _ => self.month = rest.parse().ok(),
                }
            }
            _ => self.is_more = true,
        }
    }

    fn take_day_of_year(&mut self, digits: &str) {
        let Some(date) = self.year.zip(digits.parse::<i16>().ok()).and_then(|(year, day)| {
            let first = Date::new(year, 1, 1).ok()?;
            let date = first.checked_add((day.checked_sub(1)?).days()).ok()?;
            (date.year() == year).then_some(date)
        }) else {
            return;
        };
        (self.month, self.day) = (Some(date.month()), Some(date.day()));
    }

    /// Takes in a token of a time, as `08:15`, `8:15:30.250+09:00`, `8:15pm`, `081530`.
    fn take_time(&mut self, token: &str) {
        if self.time.is_some() {
            self.is_more = true;
            return;
        }
        let end = token
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.')))
            .unwrap_or(token.len());
        let (clock, rest) = token.split_at(end);
        let clock = clock.trim_end_matches(['.', ':']);
        let pieces: Vec<&str> = if clock.contains(':') {
            clock.splitn(3, ':').collect()
        } else {
            clock
                .as_bytes()
                .chunks(2)
                .filter_map(|two| std::str::from_utf8(two).ok())
                .take(3)
                .collect()
        };
        let whole = |at: usize| {
            pieces
                .get(at)
                .map_or(Some(0), |piece| piece.split(['.', ':']).next()?.parse::<i8>().ok())
        };
        let (Some(mut hour), Some(minute), Some(second)) = (whole(0), whole(1), whole(2)) else {
            self.is_more = true;
            return;
        };
        if hour == 24 && minute == 0 {
            hour = 0;
            self.next_day = true;
        }
        self.time = Time::new(hour, minute, second.min(59), 0).ok();
        self.take(rest);
    }

    fn exactly(self) -> Option<When> {
        let is_ordered = !self.unordered
            || self.half.is_some()
            || self.day == self.month
            || names::is_day_first(self.language).is_some();
        let is_whole = !self.is_more
            && self.month.is_some()
            && self.day.is_some()
            && self.year.is_some_and(|year| YEARS.contains(&year));
        let says_offset = self.offset.is_some();
        let when = (is_ordered && is_whole).then(|| self.when())??;
        Some(if says_offset { when } else { When::Day(when.day()) })
    }

    fn when(mut self) -> Option<When> {
        // who writes AM and PM begins with the month, but in another language than English
        if self.unordered
            && names::is_day_first(self.language)
                .map_or(self.half.is_some(), |is_day_first| !is_day_first)
        {
            (self.day, self.month) = (self.month, self.day);
        }
        let year = self.year?;
        let date = match (self.month, self.day) {
            (Some(month), Some(day)) => Date::new(year, month, day).ok()?,
            (Some(month), None) => Date::new(year, month, 1).ok()?,
            (None, None) if self.time.is_none() => Date::new(year, 1, 1).ok()?,
            (None, _) => return None,
        };
        let Some(time) = self.time.filter(|_| self.day.is_some()) else {
            return Some(When::Day(date));
        };
        let hour = self.half.map_or(time.hour(), |half| half.hour(time.hour()));
        let mut local: DateTime =
            date.to_datetime(Time::new(hour, time.minute(), time.second(), 0).ok()?);
        if self.next_day {
            local = local.checked_add(SignedDuration::from_hours(24)).ok()?;
        }
        let offset = self.offset.unwrap_or(Offset::UTC);
        let at = offset.to_timestamp(local).ok()?;
        Some(When::Moment { at, offset })
    }
}

/// The year that two digits say: 1970 to 2069.
fn century(year: i64) -> Option<i16> {
    let year = if year < 70 { 2000 + year } else { 1900 + year };
    i16::try_from(year).ok()
}

/// The offset of a zone, as `KST`, `GMT+9`, `UTC+09:00`, `Z`.
fn zone(token: &str) -> Option<Offset> {
    let sign = token.find(['+', '-']).unwrap_or(token.len());
    let (name, rest) = token.split_at(sign);
    let minutes = names::zone(&name.to_lowercase())?;
    if rest.is_empty() { names::minutes_east(minutes) } else { names::offset(rest) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, reads: &str) {
        assert_eq!(
            when(text).map_or_else(|| "none".to_owned(), |when| when.to_string()),
            reads,
            "{text}"
        );
    }

    #[test]
    fn the_standards_are_read_with_their_offset() {
        check("2024-06-20T08:15:00+09:00", "2024-06-20T08:15:00+09:00");
        check("2024-06-20T08:15:00.250Z", "2024-06-20T08:15:00Z");
        check("Thu, 20 Jun 2024 08:15:00 +0900", "2024-06-20T08:15:00+09:00");
        check("Thu, 20 Jun 24 08:15 EDT", "2024-06-20T08:15:00-04:00");
        check("20240620T081500Z", "2024-06-20T08:15:00Z");
        check("2024-06-20", "2024-06-20");
        check("2024-06", "2024-06-01");
        check("2024-172", "2024-06-20");
        check("1718838900", "2024-06-19T23:15:00Z");
    }

    #[test]
    fn zones_have_names() {
        check("Thu, 20 Jun 2024 08:15:00 KST", "2024-06-20T08:15:00+09:00");
        check("20 Jun 2024 08:15 MSK", "2024-06-20T08:15:00+03:00");
        check("20 Jun 2024 08:15 (CET)", "2024-06-20T08:15:00+01:00");
        check("2024-06-20 08:15 GMT+8", "2024-06-20T08:15:00+08:00");
        check("2024-06-20 08:15 UTC-03:30", "2024-06-20T08:15:00-03:30");
        check("2024-06-20 08:15:00", "2024-06-20T08:15:00Z");
        check("20 Jun 2024 08:15 Nowhere", "2024-06-20T08:15:00Z");
    }

    #[test]
    fn people_write_dates_their_own_way() {
        check("6/20/2024 8:15:00 PM", "2024-06-20T20:15:00Z");
        check("3/4/2024 12:05 AM", "2024-03-04T00:05:00Z");
        check("03/04/2024", "2024-04-03");
        check("20.06.2024 08:15", "2024-06-20T08:15:00Z");
        check("June 20th, 2024 at 8:15pm", "2024-06-20T20:15:00Z");
        check("20-Jun-2024", "2024-06-20");
        check("Thu Jun 20 08:15:00 2024", "2024-06-20T08:15:00Z");
        check("Thu, 20 Jun 2024 24:00:00 GMT", "2024-06-21T00:00:00Z");
        check("2024/6/20", "2024-06-20");
        check("19 Aug 24", "2024-08-19");
    }

    #[test]
    fn months_have_names_in_many_languages() {
        check("gio, 20 giu 2024 08:15:00 +0200", "2024-06-20T08:15:00+02:00");
        check("20 июня 2024, 08:15", "2024-06-20T08:15:00Z");
        check("20. März 2024", "2024-03-20");
        check("jeudi 1er août 2024", "2024-08-01");
        check("20 de junio de 2024", "2024-06-20");
        check("2024年6月20日 08時15分", "2024-06-20T08:15:00Z");
        check("2024년 6월 20일 오후 8:15", "2024-06-20T20:15:00Z");
        check("٢٠ يونيو ٢٠٢٤", "2024-06-20");
    }

    #[test]
    fn what_names_no_day_is_no_date() {
        for text in ["", "yesterday", "08:15", "32 Jun 2024", "2024-13-01", "Jun", "20 Jun"] {
            check(text, "none");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "([0-9]{1,14}|[+:/. T年月日-]|Jun|PM|GMT|é|z){0,20}") {
            let _ = when(&text);
        }
    }
}
