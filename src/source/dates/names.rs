//! What the words of dates mean: months, halves of a day, zones.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::Offset;
use serde::Deserialize;

use crate::text::folded;

/// Whether `folded_word` (as [`crate::text::folded`] gives it) is a month's name, long or short, as it
/// stands in dates.
#[must_use]
pub fn is_month(folded_word: &str) -> bool {
    month(folded_word).is_some()
}

/// 1 to 12, for a name that running text uses too.
pub fn month(folded_word: &str) -> Option<i8> {
    KNOWN.months.get(folded_word).copied()
}

/// 1 to 12, also for names that only stand in dates which are nothing else.
pub fn month_alone(folded_word: &str) -> Option<i8> {
    month(folded_word).or_else(|| KNOWN.months_alone.get(folded_word).copied())
}

/// Whether the word stands between a day, its month and its year: `20 de junio de 2024`.
pub fn is_between(folded_word: &str) -> bool {
    KNOWN.between.iter().any(|known| known == folded_word)
}

/// What stands behind a day's number: `20th`.
pub fn is_ordinal(folded_word: &str) -> bool {
    KNOWN.ordinals.iter().any(|known| known == folded_word)
}

/// Minutes east of Greenwich, by the zone's name in small letters.
pub fn zone(name: &str) -> Option<i32> {
    KNOWN.zones.get(name).copied()
}

/// `+0900`, `+09:00`, `-5`.
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

pub fn minutes_east(minutes: i32) -> Option<Offset> {
    Offset::from_seconds(minutes * 60).ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Morning,
    Afternoon,
}

impl Half {
    /// `am`, `p.m.`
    pub fn named(word: &str) -> Option<Self> {
        const MORNING: &[&str] = &["am", "πμ", "ص"];
        const AFTERNOON: &[&str] = &["pm", "μμ", "م"];
        let letters: String = word.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
        if MORNING.contains(&letters.as_str()) {
            return Some(Self::Morning);
        }
        AFTERNOON.contains(&letters.as_str()).then_some(Self::Afternoon)
    }

    /// The hour of the day: `12 am` is midnight.
    pub fn hour(self, hour: i8) -> i8 {
        match self {
            Self::Afternoon if hour < 12 => hour + 12,
            Self::Morning if hour == 12 => 0,
            _ => hour,
        }
    }
}

/// `config/known/months.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prose {
    /// Twelve lists.
    months: Vec<Vec<String>>,
    between: Vec<String>,
    ordinals: Vec<String>,
}

/// `config/known/dates.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    /// Twelve lists.
    months: Vec<Vec<String>>,
    /// Minutes east of Greenwich.
    zones: HashMap<String, i32>,
}

struct Known {
    months: HashMap<String, i8>,
    months_alone: HashMap<String, i8>,
    between: Vec<String>,
    ordinals: Vec<String>,
    zones: HashMap<String, i32>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let known: Prose = toml::from_str(include_str!("../../../config/known/months.toml")).expect("config/known/months.toml is tested to parse");
    let names: Names = toml::from_str(include_str!("../../../config/known/dates.toml")).expect("config/known/dates.toml is tested to parse");
    let fold = |words: Vec<String>| words.iter().map(|word| folded(word)).collect::<Vec<_>>();
    let numbered = |months: Vec<Vec<String>>| (1..).zip(months).flat_map(|(number, names)| fold(names).into_iter().map(move |name| (name, number)));
    Known {
        months: numbered(known.months).collect(),
        months_alone: numbered(names.months).collect(),
        between: fold(known.between),
        ordinals: fold(known.ordinals),
        zones: names.zones,
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_many_languages() {
        for name in ["June", "Jun", "июня", "août", "März", "junio", "حزيران"] {
            assert!(is_month(&folded(name)), "{name}");
        }
        for name in ["", "moon", "junta", "lis"] {
            assert!(!is_month(name), "{name}");
        }
        assert_eq!(month_alone("lis"), Some(11));
    }
}
