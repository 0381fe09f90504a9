//! When what could not be told is tried again.

use crate::clock::{SignedDuration, Timestamp};

/// How far ahead the next try of a delivery is set at most.
pub const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(6);
/// How often a delivery is tried, over some three days, before it is given up.
const TRIES: u32 = 20;

/// When a delivery is tried again after `attempts` in vain: after one minute, then twice as long
/// each time, up to [`LONGEST_WAIT`]; none after the last try.
#[must_use]
pub fn next_try(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(1 << attempts.min(9)).min(LONGEST_WAIT);
    (attempts < TRIES).then(|| now + wait)
}

/// How long something that is in trouble is left alone: for `first`, then twice as long each time,
/// up to `longest`.
#[derive(Debug, Clone, Copy)]
pub struct Rest {
    first: SignedDuration,
    longest: SignedDuration,
    /// How many rests began since all was well.
    times: u32,
    /// When the rest ends.
    until: Timestamp,
}

impl Rest {
    /// The rest of a channel that is closed.
    pub const OF_CHANNEL: Self =
        Self::new(SignedDuration::from_mins(1), SignedDuration::from_mins(5));

    /// The rests of something that is not in trouble yet: the first lasts `first`, none lasts
    /// longer than `longest`.
    #[must_use]
    pub const fn new(first: SignedDuration, longest: SignedDuration) -> Self {
        Self { first, longest, times: 0, until: Timestamp::MIN }
    }

    /// Begins the next rest, and gives its end.
    pub fn begin(&mut self, now: Timestamp) -> Timestamp {
        let length = self
            .first
            .checked_mul(1 << self.times.min(20))
            .map_or(self.longest, |length| length.min(self.longest));
        self.times += 1;
        self.until = now.saturating_add(length).unwrap_or(Timestamp::MAX);
        self.until
    }

    /// Ends the rest and the trouble: the next rest is a first one.
    pub fn over(&mut self) {
        *self = Self::new(self.first, self.longest);
    }

    /// Ends the rest, but not the trouble: a try may be made at once, and the next rest is a longer
    /// one.
    pub fn cut_short(&mut self) {
        self.until = Timestamp::MIN;
    }

    /// Whether a rest lasts at `now`.
    #[must_use]
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.until > now
    }

    /// Whether a rest began since all was well.
    #[must_use]
    pub fn is_in_trouble(&self) -> bool {
        self.times > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delivery_is_tried_for_some_three_days_and_given_up() {
        let now = Timestamp::UNIX_EPOCH;
        let waits: Vec<i64> = (0..20)
            .map(|attempts| now.duration_until(next_try(attempts, now).unwrap()).as_mins())
            .collect();
        assert_eq!(waits[..10], [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]);
        assert_eq!(waits.iter().sum::<i64>() / 60 / 24, 3);
        assert_eq!(next_try(20, now), None);
    }

    #[test]
    fn rests_get_longer_up_to_the_longest_and_begin_anew() {
        let now = Timestamp::UNIX_EPOCH;
        let mut rest = Rest::new(SignedDuration::from_secs(15), SignedDuration::from_secs(50));
        let lengths: Vec<i64> =
            (0..3).map(|_| now.duration_until(rest.begin(now)).as_secs()).collect();
        assert_eq!(lengths, [15, 30, 50]);
        assert!(rest.is_on(now) && !rest.is_on(now + SignedDuration::from_secs(50)));
        rest.cut_short();
        assert!(!rest.is_on(now) && rest.is_in_trouble());
        rest.over();
        assert_eq!(now.duration_until(rest.begin(now)).as_secs(), 15);
    }
}
