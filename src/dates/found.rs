//! What is found in a text: dates, and years of the Juche calendar.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::clock::When;

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// Not printed in a dateline such as `PYONGYANG, June 20`.
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
    pub(super) time: Option<(Time, Option<Offset>)>,
    /// Bytes of the text, time and zone included.
    pub span: Range<usize>,
}

impl FoundDate {
    /// None without a year.
    #[must_use]
    pub fn when(&self) -> Option<When> {
        let day = self.in_year(self.year?)?;
        match self.time {
            Some((time, Some(offset))) => {
                Some(When::Moment { at: offset.to_timestamp(day.to_datetime(time)).ok()?, offset })
            }
            _ => Some(When::Day(day)),
        }
    }

    /// Day and time as they are printed; none without a year or a time.
    #[must_use]
    pub fn local(&self) -> Option<DateTime> {
        Some(self.in_year(self.year?)?.to_datetime(self.time?.0))
    }

    #[must_use]
    pub fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

/// A year of the Juche calendar in a text: `Juche 89 (2000)`. Juche 1 is 1912.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JucheYear {
    /// Of the common era.
    pub year: i16,
    /// Bytes of the text.
    pub span: Range<usize>,
}
