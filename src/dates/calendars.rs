//! The years and days of other calendars than the common one.

use jiff::ToSpan;
use jiff::civil::Date;

/// Years that the Buddhist calendar of Thailand is ahead of the common era, since 1941.
const BUDDHIST: i16 = 543;
const BUDDHIST_YEARS: std::ops::RangeInclusive<i16> = 2484..=2643;
/// The Persian years for which the leap years below are those of the astronomers.
const PERSIAN_YEARS: std::ops::RangeInclusive<i16> = 1300..=1479;

/// The year of the common era in which most of the Buddhist year lies.
pub fn of_buddhist_year(year: i16) -> Option<i16> {
    BUDDHIST_YEARS.contains(&year).then(|| year - BUDDHIST)
}

/// The year of the common era for a Buddhist year of two digits: `67` is 2567, as Thai papers
/// shorten it.
pub fn of_short_buddhist_year(year: i16) -> Option<i16> {
    of_buddhist_year(2500 + year).filter(|_| (40..100).contains(&year))
}

/// The day of the Persian calendar (Solar Hijri) in the common one. Its leap years are eight in 33,
/// those of <https://docs.rs/icu_calendar/latest/icu_calendar/cal/struct.Persian.html>.
pub fn of_persian(year: i16, month: i8, day: i8) -> Option<Date> {
    let longest = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + i8::from((25 * i32::from(year) + 11) % 33 < 8),
        _ => return None,
    };
    if !PERSIAN_YEARS.contains(&year) || !(1..=longest).contains(&day) {
        return None;
    }
    let years = i32::from(year) - 1;
    let leap_years = (8 * i32::from(year) + 21) / 33;
    let months = i32::from(month) - 1;
    let days =
        365 * years + leap_years + 31 * months.min(6) + 30 * (months - 6).max(0) + i32::from(day)
            - 1;
    Date::new(622, 3, 21).ok()?.checked_add(days.days()).ok()
}

/// Whether `year` may be one of the Persian calendar.
pub fn is_persian_year(year: i16) -> bool {
    PERSIAN_YEARS.contains(&year)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// New Year's days as Iran kept them.
    #[test]
    fn persian_years_begin_in_march() {
        for (year, day) in [
            (1354, "1975-03-21"),
            (1375, "1996-03-20"),
            (1376, "1997-03-21"),
            (1391, "2012-03-20"),
            (1396, "2017-03-21"),
            (1399, "2020-03-20"),
            (1400, "2021-03-21"),
            (1403, "2024-03-20"),
            (1404, "2025-03-21"),
            (1405, "2026-03-21"),
        ] {
            assert_eq!(
                of_persian(year, 1, 1).map(|day| day.to_string()).as_deref(),
                Some(day),
                "{year}"
            );
        }
        assert_eq!(of_persian(1403, 3, 31).unwrap().to_string(), "2024-06-20");
        assert_eq!(of_persian(1403, 12, 30).unwrap().to_string(), "2025-03-20");
        assert_eq!(of_persian(1402, 12, 30), None);
        assert_eq!(of_persian(1403, 7, 31), None);
    }

    #[test]
    fn buddhist_years_are_ahead() {
        assert_eq!(of_buddhist_year(2567), Some(2024));
        assert_eq!(of_short_buddhist_year(67), Some(2024));
        assert_eq!(of_buddhist_year(2024), None);
        assert_eq!(of_short_buddhist_year(24), None);
    }
}
