//! A text cut into numbers, words and signs, and the dates that these make.

use std::ops::Range;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::YEARS;
use super::names::{self, Half};
use super::prose::{Found, JucheYear};
use crate::text::folded;

/// The year before the first of the Juche calendar (1912).
const JUCHE: i16 = 1911;

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    /// Value and digits.
    Number(u32, usize),
    /// Folded, and whether it stands in capitals.
    Word(String, bool),
    Sign(char),
}

pub struct Tokens {
    all: Vec<(Kind, Range<usize>)>,
}

/// A date while it is read, and the place behind it.
type Read = (Option<i16>, i8, i8, usize);

impl Tokens {
    /// Runs of digits, runs of letters, Han and Hangul one by one, and signs; white space falls away.
    pub fn of(text: &str) -> Self {
        let mut all: Vec<(Kind, Range<usize>)> = Vec::new();
        let mut chars = text.char_indices().peekable();
        while let Some((start, c)) = chars.next() {
            let mut end = start + c.len_utf8();
            let alone = is_east_asian(c);
            let same = |next: char| if c.is_ascii_digit() { next.is_ascii_digit() } else { next.is_alphabetic() && !is_east_asian(next) };
            if c.is_ascii_digit() || (c.is_alphabetic() && !alone) {
                while let Some((at, next)) = chars.next_if(|(_, next)| same(*next) || unicode_normalization::char::is_combining_mark(*next)) {
                    end = at + next.len_utf8();
                }
            }
            let piece = &text[start..end];
            let kind = match c {
                _ if c.is_whitespace() => continue,
                _ if c.is_ascii_digit() => Kind::Number(piece.parse().unwrap_or(u32::MAX), piece.len()),
                _ if c.is_alphabetic() => Kind::Word(folded(piece), !piece.contains(char::is_lowercase)),
                _ => Kind::Sign(c),
            };
            all.push((kind, start..end));
        }
        Self { all }
    }

    pub fn count(&self) -> usize {
        self.all.len()
    }

    /// The date that begins at the token `place`, and the place behind it.
    pub fn date_at(&self, place: usize, language: Option<&str>) -> Option<(Found, usize)> {
        let read = self
            .year_first(place)
            .or_else(|| self.east_asian(place))
            .or_else(|| self.juche_first(place))
            .or_else(|| self.day_first(place))
            .or_else(|| self.month_first(place))
            .or_else(|| self.numbers(place, language));
        let (year, month, day, next) = read?;
        Date::new(year.unwrap_or(2000), month, day).ok()?;
        let (time, next) = self.time_at(next).map_or((None, next), |(time, next)| (time, next));
        let span = self.all[place].1.start..self.all[next - 1].1.end;
        Some((Found { year, month, day, time, span }, next))
    }

    fn number(&self, place: usize, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.all.get(place) {
            Some((Kind::Number(value, length), _)) if digits.contains(length) => Some(*value),
            _ => None,
        }
    }

    fn small(&self, place: usize) -> Option<i8> {
        self.number(place, 1..=2).and_then(|value| i8::try_from(value).ok())
    }

    fn year(&self, place: usize) -> Option<i16> {
        self.number(place, 4..=4).and_then(|value| i16::try_from(value).ok()).filter(|year| YEARS.contains(year))
    }

    /// The Juche year that begins at the token `place`.
    pub fn juche_at(&self, place: usize) -> Option<JucheYear> {
        let (year, next) = self.juche_year(place)?;
        Some(JucheYear { year, span: self.all[place].1.start..self.all[next - 1].1.end })
    }

    fn word(&self, place: usize) -> Option<&str> {
        match self.all.get(place) {
            Some((Kind::Word(word, _), _)) => Some(word),
            _ => None,
        }
    }

    fn sign(&self, place: usize) -> Option<char> {
        match self.all.get(place) {
            Some((Kind::Sign(sign), _)) => Some(*sign),
            _ => None,
        }
    }

    fn is_glued(&self, place: usize) -> bool {
        place > 0 && self.all.get(place).is_some_and(|token| self.all[place - 1].1.end == token.1.start)
    }

    fn month(&self, place: usize) -> Option<i8> {
        names::month(self.word(place)?)
    }

    /// `2024-06-20`, `2024/6/20`, `2024.06.20`
    fn year_first(&self, place: usize) -> Option<Read> {
        let year = self.year(place)?;
        let sign = self.sign(place + 1).filter(|sign| matches!(sign, '-' | '/' | '.' | '‐' | '‑'))?;
        let month = self.small(place + 2)?;
        (self.sign(place + 3)? == sign).then_some(())?;
        Some((Some(year), month, self.small(place + 4)?, place + 5))
    }

    /// `2024年6月20日`, `2024년 6월 20일`, `6月20日`
    fn east_asian(&self, place: usize) -> Option<Read> {
        let is = |place: usize, words: [&str; 2]| self.word(place).is_some_and(|word| words.contains(&word));
        let year = self.year(place).filter(|_| is(place + 1, ["年", "년"]));
        let from = if year.is_some() { place + 2 } else { place };
        let (month, day) = (self.small(from)?, self.small(from + 2)?);
        (is(from + 1, ["月", "월"]) && (is(from + 3, ["日", "일"]) || is(from + 3, ["号", "號"]))).then_some((year, month, day, from + 4))
    }

    /// `Juche113.6.20`, `Juche 113 (2024) 6.20`, `주체113(2024)년 6월 20일`
    fn juche_first(&self, place: usize) -> Option<Read> {
        let (year, next) = self.juche_year(place)?;
        if let Some((_, month, day, next)) = self.east_asian(next) {
            return Some((Some(year), month, day, next));
        }
        let from = if matches!(self.sign(next), Some('.' | ',' | '-' | '/')) { next + 1 } else { next };
        let (month, day) = (self.small(from)?, self.small(from + 2)?);
        matches!(self.sign(from + 1)?, '.' | '-' | '/').then_some((Some(year), month, day, from + 3))
    }

    /// `Juche 113`, `Juche113`, `Juche 113 (2024)`; the place behind it.
    fn juche_year(&self, place: usize) -> Option<(i16, usize)> {
        let at = match (self.word(place)?, self.word(place + 1)) {
            ("juche" | "чучхе" | "zhuche", _) => place + 1,
            ("주", Some("체")) | ("主", Some("体" | "體")) => place + 2,
            _ => return None,
        };
        let number = self.number(at, 1..=3).and_then(|value| i16::try_from(value).ok()).filter(|number| *number > 0)?;
        let mut next = at + 1;
        if self.sign(next) == Some('(') && self.year(next + 1).is_some() && self.sign(next + 2) == Some(')') {
            next += 3;
        }
        if self.word(next).is_some_and(|word| matches!(word, "년" | "年")) {
            next += 1;
        }
        Some((JUCHE + number, next))
    }

    /// `20 June 2024`, `20 de junio de 2024`, `20. Juni 2024`, `20 tháng 6 năm 2024`, `20th of June`
    fn day_first(&self, place: usize) -> Option<Read> {
        // the minutes of `15:16 November 23` are no day
        let is_of_time = place > 1 && self.is_glued(place) && self.sign(place - 1) == Some(':') && self.small(place - 2).is_some();
        let day = self.small(place).filter(|_| !is_of_time)?;
        let mut next = place + 1;
        if self.word(next).is_some_and(names::is_ordinal) && self.is_glued(next) {
            next += 1;
        }
        next = self.past_between(next, 2);
        if self.word(next) == Some("thang") {
            let month = self.small(next + 1)?;
            let (year, next) = self.year_behind(next + 2);
            return Some((year, month, day, next));
        }
        let month = self.month(next)?;
        let (year, next) = self.year_behind(next + 1);
        Some((year, month, day, next))
    }

    /// `June 20, 2024`, `Jun. 20th 2024`, `July 5, Juche 113 (2024)`
    fn month_first(&self, place: usize) -> Option<Read> {
        let month = self.month(place)?;
        let mut next = place + 1;
        if matches!(self.sign(next), Some('.' | '-')) {
            next += 1;
        }
        if self.word(next) == Some("the") {
            next += 1;
        }
        let day = self.small(next)?;
        next += 1;
        if self.word(next).is_some_and(names::is_ordinal) && self.is_glued(next) {
            next += 1;
        }
        // `June 20:15` is no day, `June 20.5` no date
        if matches!(self.sign(next), Some(':' | '%')) || (self.sign(next) == Some('.') && self.small(next + 1).is_some() && self.is_glued(next + 1)) {
            return None;
        }
        let (year, next) = self.year_behind(next);
        Some((year, month, day, next))
    }

    /// `20.06.2024`, `20/6/2024`, `20-06-2024`, `20.06.24`
    fn numbers(&self, place: usize, language: Option<&str>) -> Option<Read> {
        let (first, second) = (self.small(place)?, self.small(place + 2)?);
        let sign = self.sign(place + 1).filter(|sign| matches!(sign, '.' | '/' | '-'))?;
        (self.sign(place + 3)? == sign && !(place > 0 && self.sign(place - 1) == Some(sign))).then_some(())?;
        let short = || self.number(place + 4, 2..=2).filter(|_| self.number(place, 2..=2).is_some() && self.number(place + 2, 2..=2).is_some());
        let year = self.year(place + 4).or_else(|| Some(2000 + i16::try_from(short()?).ok()?))?;
        let day_first = sign == '.' || first > 12 || first == second || language.is_some_and(|language| language != "en");
        let month_first = second > 12;
        match (day_first, month_first) {
            (_, true) => Some((Some(year), first, second, place + 5)),
            (true, false) => Some((Some(year), second, first, place + 5)),
            (false, false) => None,
        }
    }

    /// The year behind a day and a month, and the place behind it; the place itself where there is none.
    fn year_behind(&self, place: usize) -> (Option<i16>, usize) {
        let next = self.past_between(place, 3);
        if let Some((year, next)) = self.juche_year(next) {
            return (Some(year), next);
        }
        let next = if self.sign(next) == Some('(') { next + 1 } else { next };
        match self.year(next) {
            Some(year) => (Some(year), next + 1),
            None => (None, place),
        }
    }

    fn past_between(&self, mut place: usize, at_most: usize) -> usize {
        for _ in 0..at_most {
            let is_sign = matches!(self.sign(place), Some('.' | ',' | '/' | '،')) || (self.sign(place) == Some('-') && self.is_glued(place));
            if is_sign || self.word(place).is_some_and(names::is_between) {
                place += 1;
            }
        }
        place
    }

    /// A time behind a date. It is kept with an offset only, but stepped over without.
    fn time_at(&self, place: usize) -> Option<(Option<(Time, Offset)>, usize)> {
        let mut at = place;
        while at < place + 3
            && (matches!(self.sign(at), Some(',' | '|' | '-' | '–' | '—' | '·'))
                || self.word(at).is_some_and(|word| matches!(word, "t" | "at" | "um" | "as" | "a" | "v" | "pukul")))
        {
            at += 1;
        }
        let (hour, minute) = (self.small(at)?, self.small(at + 2)?);
        (matches!(self.sign(at + 1), Some(':')) || (self.sign(at + 1) == Some('.') && at > place && self.sign(at - 1) != Some('.'))).then_some(())?;
        let mut next = at + 3;
        let mut second = 0;
        if self.sign(next) == Some(':') && self.small(next + 1).is_some() {
            second = self.small(next + 1)?.min(59);
            next += 2;
            if self.sign(next) == Some('.') && self.number(next + 1, 1..=9).is_some() {
                next += 2;
            }
        }
        let (hour, next) = self.half_of_day(hour, next);
        let time = Time::new(hour, minute, second, 0).ok()?;
        match self.offset_at(next) {
            Some((offset, next)) => Some((Some((time, offset)), next)),
            None => Some((None, next)),
        }
    }

    fn half_of_day(&self, hour: i8, place: usize) -> (i8, usize) {
        let (half, next) = match self.word(place) {
            Some(letter @ ("a" | "p")) if self.sign(place + 1) == Some('.') && self.word(place + 2) == Some("m") => {
                (Half::named(&format!("{letter}m")), if self.sign(place + 3) == Some('.') { place + 4 } else { place + 3 })
            }
            word => (word.and_then(Half::named), place + 1),
        };
        half.map_or((hour, place), |half| (half.hour(hour), next))
    }

    fn offset_at(&self, place: usize) -> Option<(Offset, usize)> {
        let place = if self.sign(place) == Some('(') { place + 1 } else { place };
        let zone = self.zone(place);
        let signed = if zone == Some(0) { place + 1 } else { place };
        let direction = match self.sign(signed) {
            Some('+') => '+',
            Some('-' | '−' | '–') if self.number(signed + 1, 2..=4).is_some() && self.is_glued(signed + 1) => '-',
            _ => return Some((names::minutes_east(zone?)?, place + 1)),
        };
        let number = self.number(signed + 1, 1..=4)?;
        let (digits, next) = match self.number(signed + 3, 2..=2).filter(|_| self.sign(signed + 2) == Some(':')) {
            Some(minutes) => (format!("{number}{minutes:02}"), signed + 4),
            None if self.number(signed + 1, 3..=4).is_some() => (format!("{number:04}"), signed + 2),
            None => (number.to_string(), signed + 2),
        };
        Some((names::offset(&format!("{direction}{digits}"))?, next))
    }

    /// Minutes east of Greenwich. In a text zones stand in capitals: `met` and `est` are words.
    fn zone(&self, place: usize) -> Option<i32> {
        match self.all.get(place) {
            Some((Kind::Word(word, in_capitals), _)) if *in_capitals || !word.is_ascii() => names::zone(word),
            _ => None,
        }
    }
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
