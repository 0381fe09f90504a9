//! The names in dates and what they mean: months, eras, halves of a day, zones.

use crate::known;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use jiff::tz::Offset;
use serde::Deserialize;

use super::lexicon::Lexicon;
use super::tokens::Tokens;
use crate::text::folded;

/// Whether `folded_word` (as [`crate::text::folded`] gives it) is a month's name, long or short, as
/// it stands in dates.
#[must_use]
pub fn is_month(folded_word: &str) -> bool {
    KNOWN.months.word(folded_word).is_some_and(|month| !month.is_short)
}

/// The calendar that a month's name belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    Common,
    /// The common calendar, with years of the Buddhist era.
    Thai,
    Persian,
}

/// A month that a name stands for.
#[derive(Clone, Copy)]
pub struct Month {
    /// The month's number, 1 to 12.
    pub number: i8,
    pub calendar: Calendar,
    /// Whether the name is short: a month's only where a year stands behind it.
    pub is_short: bool,
}

/// The month that is named at the token `place` in a text of `language`, and the place behind it.
pub fn month_at(tokens: &Tokens, place: usize, language: Option<&str>) -> Option<(Month, usize)> {
    let elsewhere = || KNOWN.elsewhere.get(primary(language?))?.at(tokens, place);
    elsewhere().or_else(|| KNOWN.months.at(tokens, place))
}

/// The number, 1 to 12, of the month of the common calendar that one word names in a string that is
/// a date.
pub fn month(folded_word: &str, language: Option<&str>) -> Option<i8> {
    let elsewhere = || KNOWN.elsewhere.get(primary(language?))?.word(folded_word);
    elsewhere()
        .or_else(|| KNOWN.months.word(folded_word))
        .filter(|month| month.calendar == Calendar::Common)
        .map(|month| month.number)
}

/// The year before the first of the era that is named at the token `place`, and the place behind
/// it.
pub fn era_at(tokens: &Tokens, place: usize) -> Option<(i16, usize)> {
    KNOWN.eras.at(tokens, place)
}

/// The place behind the name of the Juche calendar at the token `place`.
pub fn behind_juche(tokens: &Tokens, place: usize) -> Option<usize> {
    KNOWN.juche.at(tokens, place).map(|((), next)| next)
}

/// The place behind a word between a day, its month and its year: `20 de junio de 2024`.
pub fn behind_between(tokens: &Tokens, place: usize) -> Option<usize> {
    KNOWN.between.at(tokens, place).map(|((), next)| next)
}

/// Whether the word stands between a day, its month and its year.
pub fn is_between(folded_word: &str) -> bool {
    KNOWN.between.word(folded_word).is_some()
}

/// The place behind a word between a day and its time: `20 June at 08:15`.
pub fn behind_at(tokens: &Tokens, place: usize) -> Option<usize> {
    KNOWN.at.at(tokens, place).map(|((), next)| next)
}

/// Whether what stands at the token `place` may belong to a time: `Uhr`, `KST`.
pub fn is_of_time(tokens: &Tokens, place: usize) -> bool {
    behind_at(tokens, place).is_some()
        || zone_at(tokens, place).is_some()
        || KNOWN.clocks.at(tokens, place).is_some()
}

/// Whether the word is an ending of a day's number: `20th`.
pub fn is_ordinal(folded_word: &str) -> bool {
    KNOWN.ordinals.word(folded_word).is_some()
}

/// Whether `03/04/2024` begins with the day in a text of `language`; none where English does not
/// say which.
pub fn is_day_first(language: Option<&str>) -> Option<bool> {
    let language = language?;
    match language.split(['-', '_']).nth(1) {
        _ if !primary(language).eq_ignore_ascii_case("en") => Some(true),
        None => None,
        Some(region) => {
            Some(!["us", "ph"].iter().any(|month_first| region.eq_ignore_ascii_case(month_first)))
        }
    }
}

fn primary(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

/// The minutes east of Greenwich of the zone of that name, in small letters.
pub fn zone(name: &str) -> Option<i32> {
    KNOWN.zones.get(name).copied()
}

/// The minutes east of Greenwich of the zone that the token at `place` names. In a text zones stand
/// in capitals: `met` and
/// `est` are words.
pub fn zone_at(tokens: &Tokens, place: usize) -> Option<i32> {
    tokens
        .word(place)
        .filter(|word| tokens.is_in_capitals(place) || !word.is_ascii())
        .and_then(zone)
}

/// The offset that is written as a number: `+0900`, `+09:00`, `-5`.
pub fn offset(signed: &str) -> Option<Offset> {
    let sign = match signed.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits: String = signed[1..].chars().filter(|c| *c != ':').collect();
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        length => (digits[..length - 2].parse().ok()?, digits[length - 2..].parse::<i32>().ok()?),
    };
    (hours <= 14 && minutes < 60).then(|| minutes_east(sign * (hours * 60 + minutes)))?
}

/// The offset that lies so many minutes east of Greenwich.
pub fn minutes_east(minutes: i32) -> Option<Offset> {
    Offset::from_seconds(minutes * 60).ok()
}

/// A half of the day, as clocks of twelve hours name it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Morning,
    Afternoon,
}

impl Half {
    /// The half of the day that the word names: `am`, `p.m.`
    pub fn named(word: &str) -> Option<Self> {
        let letters: String = word.chars().filter(|c| *c != '.').collect();
        KNOWN.halves.word(&folded(&letters))
    }

    /// The half of the day at the token `place`, and the place behind it.
    pub fn at(tokens: &Tokens, place: usize) -> Option<(Self, usize)> {
        KNOWN.halves.at(tokens, place)
    }

    /// The hour of the day, 0 to 23, that is `hour` in this half: `12 am` is midnight.
    pub fn hour(self, hour: i8) -> i8 {
        match self {
            Self::Afternoon if hour < 12 => hour + 12,
            Self::Morning if hour == 12 => 0,
            _ => hour,
        }
    }
}

/// The file `config/known/months.toml`: per language lists of twelve names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Months {
    #[serde(rename = "months")]
    named: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    elsewhere: HashMap<String, HashMap<String, i8>>,
    persian: BTreeMap<String, Vec<String>>,
}

/// The part of `config/known/dates.toml` that speaks of dates in the calendar.
#[derive(Deserialize)]
struct Words {
    between: Vec<String>,
    ordinals: Vec<String>,
    at: Vec<String>,
    clocks: Vec<String>,
    morning: Vec<String>,
    afternoon: Vec<String>,
    juche: Vec<String>,
    /// Each era's year before its first.
    eras: HashMap<String, i16>,
    /// Each zone's minutes east of Greenwich.
    zones: HashMap<String, i32>,
}

struct Known {
    months: Lexicon<Month>,
    elsewhere: HashMap<String, Lexicon<Month>>,
    between: Lexicon<()>,
    ordinals: Lexicon<()>,
    at: Lexicon<()>,
    clocks: Lexicon<()>,
    halves: Lexicon<Half>,
    juche: Lexicon<()>,
    eras: Lexicon<i16>,
    zones: HashMap<String, i32>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let months: Months =
        toml::from_str(known::MONTHS).expect("config/known/months.toml is tested to parse");
    let words: Words =
        toml::from_str(known::DATES).expect("config/known/dates.toml is tested to parse");
    let set = |words: &[String]| Lexicon::of(words.iter().map(|word| (word.as_str(), ())));
    let morning = words.morning.iter().map(|word| (word.as_str(), Half::Morning));
    Known {
        months: of_months(&months),
        elsewhere: months
            .elsewhere
            .iter()
            .map(|(language, names)| (language.clone(), of_language(names)))
            .collect(),
        between: set(&words.between),
        ordinals: set(&words.ordinals),
        at: set(&words.at),
        clocks: set(&words.clocks),
        halves: Lexicon::of(
            morning.chain(words.afternoon.iter().map(|word| (word.as_str(), Half::Afternoon))),
        ),
        juche: set(&words.juche),
        eras: Lexicon::of(words.eras.iter().map(|(name, year)| (name.as_str(), *year))),
        zones: words.zones,
    }
});

/// Full names before short ones, which may be alike.
fn of_months(known: &Months) -> Lexicon<Month> {
    let mut names: Vec<(&str, Month)> = Vec::new();
    for (language, lists) in &known.named {
        let calendar = if language == "th" { Calendar::Thai } else { Calendar::Common };
        for (kind, list) in lists {
            let month = |number| Month { number, calendar, is_short: kind.starts_with("short") };
            names.extend((1..).zip(list).map(|(number, name)| (name.as_str(), month(number))));
        }
    }
    let month = |number| Month { number, calendar: Calendar::Persian, is_short: true };
    names.extend(
        known
            .persian
            .values()
            .flat_map(|list| (1..).zip(list))
            .map(|(number, name)| (name.as_str(), month(number))),
    );
    names.sort_by_key(|(_, month)| month.is_short);
    Lexicon::of(names)
}

fn of_language(names: &HashMap<String, i8>) -> Lexicon<Month> {
    Lexicon::of(names.iter().map(|(name, number)| {
        (name.as_str(), Month { number: *number, calendar: Calendar::Common, is_short: false })
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_twelve_months_a_list() {
        let known: Months = toml::from_str(known::MONTHS).unwrap();
        for (language, lists) in &known.named {
            assert!(lists.values().all(|list| list.len() == 12), "{language}");
        }
        assert!(known.persian.values().all(|list| list.len() == 12));
    }

    #[test]
    fn a_region_tells_the_order_of_day_and_month() {
        for (language, expected) in [
            ("en", None),
            ("en-US", Some(false)),
            ("en-GB", Some(true)),
            ("de", Some(true)),
            ("es-MX", Some(true)),
        ] {
            assert_eq!(is_day_first(Some(language)), expected, "{language}");
        }
        assert_eq!(is_day_first(None), None);
    }

    #[test]
    fn months_are_known_in_many_languages() {
        for name in ["June", "Jun", "июня", "août", "März", "junio", "حزيران"] {
            assert!(is_month(&folded(name)), "{name}");
        }
        for name in ["", "moon", "junta", "lis"] {
            assert!(!is_month(name), "{name}");
        }
        assert_eq!(month("lis", None), Some(11));
        assert_eq!(month(&folded("خرداد"), None), None);
    }
}
