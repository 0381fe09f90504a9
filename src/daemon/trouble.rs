//! What is wrong for the time being: said when it begins, and when it is over.

use std::collections::BTreeSet;
use std::fmt::Display;

use tracing::{debug, info, warn};

use crate::clock::{SignedDuration, Timestamp};
use crate::store::StoreError;

/// Causes that are told apart; more are not said any more.
const CAUSES: usize = 8;

/// Trouble with one thing that is tried again and again: a disk, a database, a channel. Each cause is
/// said once, however often it is met, until all is well again.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    said: BTreeSet<String>,
}

impl Trouble {
    /// Met once more. `meanwhile` is what does not happen for now.
    pub fn met(&mut self, meanwhile: &str, cause: impl Display) {
        let cause = cause.to_string();
        if self.said.len() < CAUSES && self.said.insert(cause.clone()) {
            warn!("{meanwhile}, it is tried again: {cause}");
        } else {
            debug!("{meanwhile}: {cause}");
        }
    }

    /// Says how trying went, and whether it went well. `meanwhile` and `again` are those of
    /// [`met`](Self::met) and [`over`](Self::over).
    ///
    /// # Errors
    /// What trying again does not help against.
    pub fn passing<T>(&mut self, done: Result<T, StoreError>, meanwhile: &str, again: &str) -> Result<bool, StoreError> {
        match done {
            Ok(_) => self.over(again),
            Err(error) if error.is_passing() => {
                self.met(meanwhile, error);
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// All is well; `again` is what happens again, if it did not.
    pub fn over(&mut self, again: &str) {
        if !self.said.is_empty() {
            self.said.clear();
            info!("{again}");
        }
    }
}

/// How long something that is in trouble is left alone: for `first`, then twice as long each time, up to `longest`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    first: SignedDuration,
    longest: SignedDuration,
    /// In a row.
    times: u32,
    until: Timestamp,
}

impl Rest {
    pub const fn new(first: SignedDuration, longest: SignedDuration) -> Self {
        Self { first, longest, times: 0, until: Timestamp::MIN }
    }

    /// Begins, or begins again; gives its end.
    pub fn begin(&mut self, now: Timestamp) -> Timestamp {
        let length = self.first.checked_mul(1 << self.times.min(20)).map_or(self.longest, |length| length.min(self.longest));
        self.times += 1;
        self.until = now.saturating_add(length).unwrap_or(Timestamp::MAX);
        self.until
    }

    /// All is well: the next rest is a first one.
    pub fn over(&mut self) {
        *self = Self::new(self.first, self.longest);
    }

    /// It may be tried at once, and is still in trouble.
    pub fn cut_short(&mut self) {
        self.until = Timestamp::MIN;
    }

    pub fn is_on(&self, now: Timestamp) -> bool {
        self.until > now
    }

    pub fn is_in_trouble(&self) -> bool {
        self.times > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once_until_all_is_well() {
        let mut trouble = Trouble::default();
        for cause in ["full", "full", "locked", "full"] {
            trouble.met("nothing is filed", cause);
        }
        assert_eq!(trouble.said.len(), 2);
        trouble.over("it is filed again");
        assert!(trouble.said.is_empty());
    }

    #[test]
    fn rests_get_longer_up_to_the_longest_and_begin_anew() {
        let now = Timestamp::UNIX_EPOCH;
        let mut rest = Rest::new(SignedDuration::from_secs(15), SignedDuration::from_secs(50));
        let lengths: Vec<i64> = (0..3).map(|_| now.duration_until(rest.begin(now)).as_secs()).collect();
        assert_eq!(lengths, [15, 30, 50]);
        assert!(rest.is_on(now) && !rest.is_on(now + SignedDuration::from_secs(50)));
        rest.cut_short();
        assert!(!rest.is_on(now) && rest.is_in_trouble());
        rest.over();
        assert_eq!(now.duration_until(rest.begin(now)).as_secs(), 15);
    }
}
