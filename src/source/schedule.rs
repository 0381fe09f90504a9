//! The schedule of visits: when a source is visited next.

use std::hash::Hasher;

use jiff::{SignedDuration, Timestamp};
use twox_hash::XxHash64;

const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The part of the interval that is added at most, as a divisor, so that sources do not all fall
/// due at once.
const SPREAD: i32 = 10;

/// The outcome of a visit, as far as the next one depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    /// The source could be read, or had nothing new; `rest` is how long it asked to be left alone
    /// in its answer.
    Well { rest: Option<SignedDuration> },
    /// The source could not be read, `times` in a row; `retry_after` is how long it asked to be
    /// left alone in refusing.
    Wrong { times: u32, retry_after: Option<SignedDuration> },
}

/// The moment at which to visit `source_id` again, after a visit at `now`.
///
/// `every` is what the configuration says. Failures in a row double the interval up to 24 hours. Up
/// to a tenth is added, always the same for the same source.
#[must_use]
pub fn next_visit(every: SignedDuration, went: Went, now: Timestamp, source_id: &str) -> Timestamp {
    let interval = match went {
        Went::Well { rest } => every.max(rest.unwrap_or(SignedDuration::ZERO)),
        Went::Wrong { times, retry_after } => {
            let backed_off =
                every.checked_mul(1 << times.min(20)).unwrap_or(LONGEST).min(LONGEST).max(every);
            backed_off.max(retry_after.unwrap_or(SignedDuration::ZERO).min(LONGEST))
        }
    };
    let spread = interval / SPREAD;
    let mut hash = XxHash64::with_seed(0);
    hash.write(source_id.as_bytes());
    let part = i32::try_from(hash.finish() % 1000).unwrap_or(0);
    now.saturating_add(interval + (spread / 1000) * part).unwrap_or(now)
}

/// The longest time that a visit of a source with this `every` is ever set ahead.
#[must_use]
pub fn longest(every: SignedDuration) -> SignedDuration {
    let interval = every.max(LONGEST);
    interval + interval / SPREAD
}

#[cfg(test)]
mod tests {
    use super::*;

    const WELL: Went = Went::Well { rest: None };

    fn wrong(times: u32, retry_after: Option<SignedDuration>) -> Went {
        Went::Wrong { times, retry_after }
    }

    #[track_caller]
    fn check(every: i64, went: Went, minutes: std::ops::RangeInclusive<i64>) {
        let now: Timestamp = "2026-03-01T06:00:00Z".parse().unwrap();
        let next = next_visit(SignedDuration::from_mins(every), went, now, "paper");
        let waits = now.duration_until(next).as_mins();
        assert!(minutes.contains(&waits), "{waits} minutes");
    }

    #[test]
    fn a_source_is_visited_as_often_as_both_sides_want() {
        let asked = |minutes| Went::Well { rest: Some(SignedDuration::from_mins(minutes)) };
        check(15, WELL, 15..=16);
        check(15, asked(60), 60..=66);
        check(60, asked(15), 60..=66);
    }

    #[test]
    fn failures_are_met_with_patience_up_to_a_day() {
        check(15, wrong(1, None), 30..=33);
        check(15, wrong(3, None), 120..=132);
        check(15, wrong(400, None), 1440..=1584);
        check(15, wrong(1, Some(SignedDuration::from_mins(90))), 90..=99);
        check(60 * 48, wrong(3, None), 2880..=3168);
    }

    #[test]
    fn no_visit_is_set_farther_off_than_the_longest() {
        let now: Timestamp = "2026-03-01T06:00:00Z".parse().unwrap();
        for every in [15, 60 * 24, 60 * 48].map(SignedDuration::from_mins) {
            let asked = Some(SignedDuration::from_hours(9_000));
            for went in [WELL, wrong(0, asked), wrong(1, asked), wrong(400, asked)] {
                let next = next_visit(every, went, now, "paper");
                assert!(now.duration_until(next) <= longest(every), "{every}, {went:?}");
            }
        }
    }

    #[test]
    fn sources_do_not_fall_due_together_and_keep_their_place() {
        let now: Timestamp = "2026-03-01T06:00:00Z".parse().unwrap();
        let next = |id| next_visit(SignedDuration::from_hours(1), WELL, now, id);
        assert_eq!(next("a"), next("a"));
        assert_ne!(next("a"), next("b"));
    }
}
