//! The times at which a page that could not be read whole is read again.

use jiff::{SignedDuration, Timestamp};

/// How often a page is tried again: ten minutes after the first time, then twice as long each time.
const REREADS: u32 = 10;
/// The longest time that the next try is ever set ahead.
pub const LONGEST_REREAD: SignedDuration = SignedDuration::from_mins(10 << REREADS);

/// The moment at which a page is tried again after `attempts` in vain: for about a week in all.
#[must_use]
pub fn next_reread(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    (attempts < REREADS).then(|| now + SignedDuration::from_mins(10 << attempts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_tried_again_for_about_a_week_and_never_farther_off_than_the_longest() {
        let now: Timestamp = "2026-03-01T06:00:00Z".parse().unwrap();
        let (mut at, mut attempts) = (now, 0);
        while let Some(next) = next_reread(attempts, at) {
            assert!(at.duration_until(next) <= LONGEST_REREAD);
            (at, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 10);
        assert_eq!(now.duration_until(at).as_hours(), 170);
    }
}
