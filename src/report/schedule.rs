//! When a digest falls, and when a reader sleeps: times of day in the reader's own zone.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::reader::{Alerts, Digests};
use crate::clock::{SignedDuration, Timestamp};

/// How many days are looked at: no week is longer, whatever a zone does to its days.
const DAYS_LOOKED_AT: usize = 9;

impl Digests {
    /// The latest moment of the schedule, if it is past `told_until` and not after `now`.
    pub(super) fn latest(
        &self,
        zone: &TimeZone,
        told_until: Timestamp,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let mut day = Some(zone.to_datetime(now).date());
        for _ in 0..DAYS_LOOKED_AT {
            let date = day?;
            match self.moment(zone, date) {
                Some(moment) if moment <= now => return (moment > told_until).then_some(moment),
                _ => day = date.yesterday().ok(),
            }
        }
        None
    }

    /// The first moment of the schedule after `now`.
    pub(super) fn next(&self, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let mut day = zone.to_datetime(now).date().yesterday().ok();
        for _ in 0..=DAYS_LOOKED_AT {
            let date = day?;
            if let Some(moment) = self.moment(zone, date).filter(|moment| *moment > now) {
                return Some(moment);
            }
            day = date.tomorrow().ok();
        }
        None
    }

    /// The moment at which a digest falls on `date`, if it is one of the days.
    fn moment(&self, zone: &TimeZone, date: Date) -> Option<Timestamp> {
        if self.days.contains(&date.weekday()) { moment(zone, date, self.at) } else { None }
    }
}

/// The moment at which clocks show `at` on `date`: the first of two where they are put back, the
/// next time that exists where they are put forward.
fn moment(zone: &TimeZone, date: Date, at: Time) -> Option<Timestamp> {
    let ambiguous = zone.to_ambiguous_timestamp(date.to_datetime(at));
    match ambiguous.offset() {
        AmbiguousOffset::Gap { .. } => {
            // The first time that is leapt over falls on the transition itself.
            let behind = ambiguous.later().ok()?;
            zone.preceding(behind.checked_add(SignedDuration::from_nanos(1)).ok()?)
                .next()
                .map(|transition| transition.timestamp())
        }
        _ => ambiguous.earlier().ok(),
    }
}

impl Alerts {
    /// Whether `now` lies in the quiet hours, to which their beginning belongs, and not their end.
    pub(super) fn is_quiet(&self, zone: &TimeZone, now: Timestamp) -> bool {
        let time = zone.to_datetime(now).time();
        match self.quiet {
            None => false,
            Some((from, until)) if from <= until => from <= time && time < until,
            Some((from, until)) => from <= time || time < until,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, time};

    use super::*;

    fn daily(hour: i8, minute: i8) -> Digests {
        use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
        let days = vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
        Digests { channel: "mail".to_owned(), at: time(hour, minute, 0, 0), days }
    }

    #[track_caller]
    fn check(digests: &Digests, zone: &str, told_until: &str, now: &str, expected: Option<&str>) {
        let zone = TimeZone::get(zone).unwrap();
        let moment = digests.latest(&zone, told_until.parse().unwrap(), now.parse().unwrap());
        assert_eq!(moment.map(|moment| moment.to_string()).as_deref(), expected);
    }

    #[test]
    fn a_digest_falls_at_its_time_in_the_readers_zone() {
        check(&daily(7, 0), "Asia/Seoul", "2026-11-22T00:00:00Z", "2026-11-22T21:59:59Z", None);
        check(
            &daily(7, 0),
            "Asia/Seoul",
            "2026-11-22T00:00:00Z",
            "2026-11-22T22:00:00Z",
            Some("2026-11-22T22:00:00Z"),
        );
        check(&daily(7, 0), "Asia/Seoul", "2026-11-22T22:00:00Z", "2026-11-23T08:00:00Z", None);
    }

    #[test]
    fn after_days_of_downtime_one_digest_is_due() {
        check(
            &daily(7, 0),
            "UTC",
            "2026-11-10T07:00:00Z",
            "2026-11-22T09:00:00Z",
            Some("2026-11-22T07:00:00Z"),
        );
    }

    #[test]
    fn only_its_days_count() {
        let digests = Digests { days: vec![Weekday::Monday], ..daily(7, 0) };
        check(&digests, "UTC", "2026-11-16T07:00:00Z", "2026-11-22T23:00:00Z", None);
        check(
            &digests,
            "UTC",
            "2026-11-16T07:00:00Z",
            "2026-11-23T07:00:00Z",
            Some("2026-11-23T07:00:00Z"),
        );
        check(
            &digests,
            "UTC",
            "2026-11-16T06:00:00Z",
            "2026-11-22T23:00:00Z",
            Some("2026-11-16T07:00:00Z"),
        );
    }

    #[test]
    fn a_time_that_clocks_leap_over_is_the_next_that_exists() {
        // Berlin, 29 March 2026: 02:00 CET is followed by 03:00 CEST, 01:00 UTC.
        check(&daily(2, 30), "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T00:59:59Z", None);
        check(
            &daily(2, 30),
            "Europe/Berlin",
            "2026-03-28T12:00:00Z",
            "2026-03-29T01:00:00Z",
            Some("2026-03-29T01:00:00Z"),
        );
        check(&daily(2, 30), "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-29T12:00:00Z", None);
        check(
            &daily(7, 0),
            "Europe/Berlin",
            "2026-03-28T06:00:00Z",
            "2026-03-29T05:00:00Z",
            Some("2026-03-29T05:00:00Z"),
        );
    }

    #[test]
    fn a_time_that_clocks_show_twice_is_due_once() {
        // Berlin, 25 October 2026: 03:00 CEST is followed by 02:00 CET, 01:00 UTC.
        check(
            &daily(2, 30),
            "Europe/Berlin",
            "2026-10-24T12:00:00Z",
            "2026-10-25T00:30:00Z",
            Some("2026-10-25T00:30:00Z"),
        );
        check(&daily(2, 30), "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", None);
        check(&daily(7, 0), "Europe/Berlin", "2026-10-24T05:00:00Z", "2026-10-25T05:59:00Z", None);
        check(
            &daily(7, 0),
            "Europe/Berlin",
            "2026-10-24T05:00:00Z",
            "2026-10-25T06:00:00Z",
            Some("2026-10-25T06:00:00Z"),
        );
    }

    #[test]
    fn the_next_digest_is_the_first_after_now() {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let next = daily(7, 0).next(&zone, "2026-11-22T22:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(next.to_string(), "2026-11-23T22:00:00Z");
    }

    #[test]
    fn a_year_has_one_digest_a_day_wherever_one_lives() {
        for zone in [
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe",
            "Africa/Casablanca",
            "America/Santiago",
            "Asia/Seoul",
            "UTC",
        ] {
            for digests in [daily(0, 0), daily(0, 30), daily(2, 30), daily(7, 0), daily(23, 59)] {
                let zone = TimeZone::get(zone).unwrap();
                let mut now =
                    zone.to_timestamp(Date::constant(2026, 1, 1).at(12, 0, 0, 0)).unwrap();
                let end = zone.to_timestamp(Date::constant(2027, 1, 1).at(12, 0, 0, 0)).unwrap();
                let mut count = 0;
                while let Some(next) = digests.next(&zone, now).filter(|next| *next <= end) {
                    assert_eq!(digests.latest(&zone, now, next), Some(next));
                    assert_eq!(digests.latest(&zone, next, next), None);
                    count += 1;
                    now = next;
                }
                assert_eq!(count, 365, "{zone:?} {:?}", digests.at);
            }
        }
    }

    #[test]
    fn quiet_hours_go_over_midnight() {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let alerts = Alerts {
            channel: "mail".to_owned(),
            quiet: Some((time(23, 0, 0, 0), time(6, 0, 0, 0))),
        };
        for (now, quiet) in [
            ("2026-11-22T13:59:59Z", false),
            ("2026-11-22T14:00:00Z", true),
            ("2026-11-22T15:00:00Z", true),
            ("2026-11-22T20:59:59Z", true),
            ("2026-11-22T21:00:00Z", false),
        ] {
            assert_eq!(alerts.is_quiet(&zone, now.parse().unwrap()), quiet, "{now}");
        }
    }
}
