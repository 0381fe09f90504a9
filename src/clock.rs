//! Time: the only place that asks what time it is, and the two ways in which a page states a time.
//!
//! All other code is given `now`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;
pub use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The moment at which this is called.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the one place that asks for the time")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The rule for what is due at a moment: what was set to this moment or an earlier one, and what is
/// set farther off than anything ever is, which only a wrong clock can have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub now: Timestamp,
    /// The latest moment that anything is set to; what is set to a later one is due.
    pub farthest: Timestamp,
}

impl Due {
    /// The rule at `now` for things that are set at most `longest` ahead.
    #[must_use]
    pub fn at(now: Timestamp, longest: SignedDuration) -> Self {
        Self { now, farthest: now.saturating_add(longest).unwrap_or(Timestamp::MAX) }
    }

    /// Whether a thing that was set to the moment `set_to` is due.
    #[must_use]
    pub fn covers(&self, set_to: Timestamp) -> bool {
        set_to <= self.now || set_to > self.farthest
    }
}

/// The time when something was published, as exactly as its page says it: a moment with the offset
/// that the page used, or only a day.
///
/// Printed and stored as RFC 3339 (`2024-06-20T08:15:00+09:00`) or as a date (`2024-06-20`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    Moment { at: Timestamp, offset: Offset },
    Day(Date),
}

impl When {
    /// The moment `at`, stated in UTC.
    #[must_use]
    pub fn utc(at: Timestamp) -> Self {
        Self::Moment { at, offset: Offset::UTC }
    }

    /// The day of publication, in the page's own offset.
    #[must_use]
    pub fn day(&self) -> Date {
        match self {
            Self::Moment { at, offset } => offset.to_datetime(*at).date(),
            Self::Day(day) => *day,
        }
    }

    /// The last moment that it may mean: the one that is stated, or the end of the day in UTC.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        match self {
            Self::Moment { at, .. } => *at,
            Self::Day(day) => day
                .tomorrow()
                .and_then(|next| Offset::UTC.to_timestamp(next.at(0, 0, 0, 0)))
                .unwrap_or(Timestamp::MAX),
        }
    }

    /// A moment to order by: the one that is stated, or noon UTC of the day.
    #[must_use]
    pub fn approximate(&self) -> Timestamp {
        match self {
            Self::Moment { at, .. } => *at,
            Self::Day(day) => {
                Offset::UTC.to_timestamp(day.at(12, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment { at, offset } if *offset == Offset::UTC => write!(f, "{at}"),
            Self::Moment { at, offset } => write!(f, "{}", at.display_with_offset(*offset)),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

/// The error for a text that is neither an RFC 3339 moment nor a date.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is neither a moment like 2024-06-20T08:15:00+09:00 nor a date like 2024-06-20")]
pub struct NotAWhen(String);

impl FromStr for When {
    type Err = NotAWhen;

    fn from_str(text: &str) -> Result<Self, NotAWhen> {
        let wrong = || NotAWhen(text.to_owned());
        if text.len() == 10 {
            return text.parse().map(Self::Day).map_err(|_| wrong());
        }
        let pieces =
            jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).map_err(|_| wrong())?;
        let at = text.parse().map_err(|_| wrong())?;
        let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
        Ok(Self::Moment { at, offset })
    }
}

impl Serialize for When {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_when_reads_what_it_prints() {
        for text in ["2024-06-20", "2024-06-20T08:15:00+09:00", "2024-06-19T23:15:00Z"] {
            assert_eq!(text.parse::<When>().unwrap().to_string(), text);
        }
        assert!("20 June".parse::<When>().is_err());
    }

    #[test]
    fn the_day_is_the_one_of_the_page() {
        let when: When = "2024-06-20T08:15:00+09:00".parse().unwrap();
        assert_eq!(when.day().to_string(), "2024-06-20");
        assert_eq!(when.approximate().to_string(), "2024-06-19T23:15:00Z");
        assert_eq!(when.latest(), when.approximate());
        let day: When = "2024-06-20".parse().unwrap();
        assert_eq!(day.latest().to_string(), "2024-06-21T00:00:00Z");
    }
}
