//! Moments as a reader's clock shows them.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::clock::{Timestamp, When};

/// A reader's zone, and the moment at which they are told.
pub(super) struct Local<'a> {
    zone: &'a TimeZone,
    now: Timestamp,
}

/// A moment in the three forms in which it is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Moment {
    /// The moment for programs: as in RFC 3339, or a date.
    pub iso: String,
    /// The moment as the page states it: `Sun 22 Nov 14:05 +03:00`; none where that is the reader's
    /// own time.
    pub own: Option<String>,
    /// The moment in the reader's zone: `Sun 22 Nov 20:05`.
    pub here: String,
}

impl<'a> Local<'a> {
    pub(super) fn new(zone: &'a TimeZone, now: Timestamp) -> Self {
        Self { zone, now }
    }

    /// The zone's name for people: `Seoul`.
    pub(super) fn name(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").rsplit('/').next().unwrap_or("UTC").replace('_', " ")
    }

    /// A moment in short: `Sun 20:09` within six days of now, `Sun 22 Nov 20:09` beyond.
    pub(super) fn short(&self, at: Timestamp) -> String {
        let days = (self.zone.to_datetime(self.now).date() - self.zone.to_datetime(at).date())
            .get_days()
            .abs();
        if days < 6 {
            self.zone.to_datetime(at).strftime("%a %H:%M").to_string()
        } else {
            self.long(at)
        }
    }

    /// A moment with its date: `Sun 22 Nov 20:09`, with the year where it is not this one.
    pub(super) fn long(&self, at: Timestamp) -> String {
        let here = self.zone.to_datetime(at);
        let format = if here.year() == self.zone.to_datetime(self.now).year() {
            "%a %-d %b %H:%M"
        } else {
            "%a %-d %b %Y %H:%M"
        };
        here.strftime(format).to_string()
    }

    /// The day of a moment: `Mon 23 Nov`.
    pub(super) fn day(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%a %-d %b").to_string()
    }

    /// A moment that no page states, in its forms.
    pub(super) fn moment(&self, at: Timestamp) -> Moment {
        Moment { iso: at.to_string(), own: None, here: self.long(at) }
    }

    /// A day or a moment that a page states, in its forms.
    pub(super) fn when(&self, when: When) -> Moment {
        match when {
            When::Day(day) => Moment {
                iso: when.to_string(),
                own: None,
                here: day.strftime("%a %-d %b %Y").to_string(),
            },
            When::Moment { at, offset } => {
                let own = (offset != self.zone.to_offset(at)).then(|| {
                    let there = at.to_zoned_datetime(offset.to_time_zone());
                    let format = if offset.seconds() == 0 {
                        "%a %-d %b %H:%M UTC"
                    } else {
                        "%a %-d %b %H:%M %:z"
                    };
                    there.strftime(format).to_string()
                });
                Moment { iso: when.to_string(), own, here: self.long(at) }
            }
        }
    }
}

impl Local<'_> {
    /// When an article was published and when it was read, where a day is said once:
    /// `published Sun 22 Nov 14:05 +03:00 = 20:05 Seoul; read 20:09 Seoul`.
    pub(super) fn times(&self, published: Option<When>, seen: Timestamp) -> String {
        let zone = self.name();
        let seen_day = self.zone.to_datetime(seen).date();
        let seen_time = self.zone.to_datetime(seen).strftime("%H:%M").to_string();
        let (published, published_day) = match published {
            None => return format!("read {} {zone}", self.long(seen)),
            Some(when @ When::Day(day)) => (self.when(when).here, day),
            Some(when @ When::Moment { at, .. }) => {
                let here = self.zone.to_datetime(at);
                let Moment { own, here: long, .. } = self.when(when);
                let text = match own {
                    Some(own) if when.day() == here.date() => {
                        format!("{own} = {} {zone}", here.strftime("%H:%M"))
                    }
                    Some(own) => format!("{own} = {long} {zone}"),
                    None => format!("{long} {zone}"),
                };
                (text, here.date())
            }
        };
        let read = if seen_day == published_day { seen_time } else { self.long(seen) };
        format!("published {published}; read {read} {zone}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_as_the_page_states_it_and_as_the_readers_clock_shows_it() {
        let seoul = TimeZone::get("Asia/Seoul").unwrap();
        let local = Local::new(&seoul, "2026-11-23T00:00:00Z".parse().unwrap());
        let tell = |when: &str| {
            let moment = local.when(when.parse().unwrap());
            (moment.own.unwrap_or_default(), moment.here)
        };
        assert_eq!(
            tell("2026-11-22T14:05:00+03:00"),
            ("Sun 22 Nov 14:05 +03:00".to_owned(), "Sun 22 Nov 20:05".to_owned())
        );
        assert_eq!(
            tell("2026-11-22T20:05:00.5+09:00"),
            (String::new(), "Sun 22 Nov 20:05".to_owned())
        );
        assert_eq!(
            tell("2025-11-22T11:05:00Z"),
            ("Sat 22 Nov 11:05 UTC".to_owned(), "Sat 22 Nov 2025 20:05".to_owned())
        );
        assert_eq!(tell("2026-11-22"), (String::new(), "Sun 22 Nov 2026".to_owned()));
        assert_eq!(local.name(), "Seoul");
        assert_eq!(local.short("2026-11-22T11:09:00Z".parse().unwrap()), "Sun 20:09");
        assert_eq!(local.short("2026-11-10T11:09:00Z".parse().unwrap()), "Tue 10 Nov 20:09");
    }

    #[test]
    fn a_day_is_said_once() {
        let seoul = TimeZone::get("Asia/Seoul").unwrap();
        let local = Local::new(&seoul, "2026-11-23T00:00:00Z".parse().unwrap());
        let tell = |published: Option<&str>, seen: &str| {
            local.times(published.map(|when| when.parse().unwrap()), seen.parse().unwrap())
        };
        for (published, seen, expected) in [
            (
                Some("2026-11-22T14:05:00+03:00"),
                "2026-11-22T11:09:00Z",
                "published Sun 22 Nov 14:05 +03:00 = 20:05 Seoul; read 20:09 Seoul",
            ),
            (
                Some("2026-11-22T22:05:00+03:00"),
                "2026-11-22T19:09:00Z",
                "published Sun 22 Nov 22:05 +03:00 = Mon 23 Nov 04:05 Seoul; read 04:09 Seoul",
            ),
            (
                Some("2026-11-22T20:05:00+09:00"),
                "2026-11-22T16:00:00Z",
                "published Sun 22 Nov 20:05 Seoul; read Mon 23 Nov 01:00 Seoul",
            ),
            (
                Some("2026-11-22"),
                "2026-11-22T11:09:00Z",
                "published Sun 22 Nov 2026; read 20:09 Seoul",
            ),
            (None, "2026-11-22T11:09:00Z", "read Sun 22 Nov 20:09 Seoul"),
        ] {
            assert_eq!(tell(published, seen), expected);
        }
    }
}
