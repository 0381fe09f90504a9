//! The finds in a text: dates, and years of the Juche calendar.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::clock::When;

/// A date that was found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDate {
    /// The year, of the common era; a dateline such as `PYONGYANG, June 20` prints none.
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
    pub(super) time: Option<(Time, Option<Offset>)>,
    /// The bytes of the text that the date takes, time and zone included.
    pub span: Range<usize>,
}

impl FoundDate {
    /// The date as a publication's: a moment where time and offset are printed, else the day. There
    /// is none without a year.
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

    /// The day and the time as they are printed; none without a year or a time.
    #[must_use]
    pub fn local(&self) -> Option<DateTime> {
        Some(self.in_year(self.year?)?.to_datetime(self.time?.0))
    }

    /// The date's day in `year`; none where that year has no such day.
    #[must_use]
    pub fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }
}

/// A year of the Juche calendar in a text: `Juche 89 (2000)`. Juche 1 is 1912.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JucheYear {
    /// The year, counted in the common era.
    pub year: i16,
    /// The bytes of the text that the year takes.
    pub span: Range<usize>,
}
