//! When a request is made: one at a time a host, with a gap between two of them, so many over all,
//! and none at hosts that asked for peace.
//!
//! Absent on purpose: robots.txt, which says what may be fetched, not how fast.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Locked, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How many hosts are remembered before those at rest are forgotten.
const MOST_HOSTS: usize = 10_000;
/// How long a host that asked for peace is left alone at least.
const SHORTEST_HOLD: SignedDuration = SignedDuration::from_mins(1);
/// How long a host that asked for peace is left alone at most.
const LONGEST_HOLD: SignedDuration = SignedDuration::from_hours(24);

/// The turns at all hosts, as they are handed out.
pub(super) struct Manners {
    hosts: Locked<HashMap<String, Arc<Mutex<Host>>>>,
    /// The hosts that asked for peace, and until when.
    held: Locked<HashMap<String, Instant>>,
    at_once: Arc<Semaphore>,
    gap: Duration,
}

#[derive(Default)]
struct Host {
    /// When the host may be asked again; none where it was not asked yet.
    next: Option<Instant>,
}

/// The right to make one request; the gap begins when it is dropped.
pub(super) struct Turn {
    host: OwnedMutexGuard<Host>,
    gap: Duration,
    _one_of_all: OwnedSemaphorePermit,
}

/// How much longer a host asked to be left alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Held(pub SignedDuration);

impl Manners {
    /// Manners that let `at_once` requests be under way, and keep `gap` between two at one host.
    pub(super) fn new(at_once: usize, gap: SignedDuration) -> Self {
        Self {
            hosts: Locked::default(),
            held: Locked::default(),
            at_once: Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS))),
            gap: gap.unsigned_abs(),
        }
    }

    /// Waits for a turn at `host`.
    ///
    /// # Errors
    /// [`Held`] where the host asked to be left alone.
    pub(super) async fn turn(&self, host: &str) -> Result<Turn, Held> {
        self.check_held(host)?;
        let guard = self.host(host).lock_owned().await;
        // While this waited, the request before it may have been answered with "leave me alone".
        self.check_held(host)?;
        if let Some(next) = guard.next {
            tokio::time::sleep_until(next).await;
        }
        let permit =
            Arc::clone(&self.at_once).acquire_owned().await.expect("the semaphore is never closed");
        Ok(Turn { host: guard, gap: self.gap, _one_of_all: permit })
    }

    /// Leaves `host` alone for `asked`, at least a minute, at most a day; gives how long that is.
    pub(super) fn hold(&self, host: &str, asked: SignedDuration) -> SignedDuration {
        let asked = asked.clamp(SHORTEST_HOLD, LONGEST_HOLD);
        let until = Instant::now() + asked.unsigned_abs();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST_HOSTS {
            held.retain(|_, until| *until > Instant::now());
        }
        held.insert(host.to_owned(), until);
        asked
    }

    fn check_held(&self, host: &str) -> Result<(), Held> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(until) = held.get(host) else { return Ok(()) };
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            held.remove(host);
            return Ok(());
        }
        Err(Held(SignedDuration::try_from(left).unwrap_or(LONGEST_HOLD)))
    }

    fn host(&self, host: &str) -> Arc<Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= MOST_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| {
                host.try_lock().map_or(true, |host| host.next.is_some_and(|next| next > now))
                    || Arc::strong_count(host) > 1
            });
        }
        Arc::clone(hosts.entry(host.to_owned()).or_default())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.host.next = Some(Instant::now() + self.gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_host_is_asked_once_at_a_time_with_a_gap_between() {
        let manners = Manners::new(4, SignedDuration::from_secs(2));
        let begin = Instant::now();
        let turn = manners.turn("harbour.example").await.unwrap();
        let other = manners.turn("other.example").await.unwrap();
        assert_eq!(begin.elapsed(), Duration::ZERO);
        tokio::time::advance(Duration::from_secs(5)).await;
        drop((turn, other));
        drop(manners.turn("harbour.example").await.unwrap());
        assert_eq!(begin.elapsed().as_secs(), 7);
    }

    #[tokio::test(start_paused = true)]
    #[expect(clippy::disallowed_methods, reason = "the task ends within the test")]
    async fn no_more_than_so_many_are_under_way() {
        let manners = Arc::new(Manners::new(1, SignedDuration::ZERO));
        let first = manners.turn("a.example").await.unwrap();
        let second = tokio::spawn({
            let manners = Arc::clone(&manners);
            async move { manners.turn("b.example").await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
        drop(first);
        assert_eq!(second.await.unwrap(), Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_asked_for_peace_gets_it() {
        let manners = Manners::new(4, SignedDuration::ZERO);
        assert_eq!(
            manners.hold("harbour.example", SignedDuration::from_secs(1)),
            SignedDuration::from_mins(1)
        );
        assert_eq!(
            manners.hold("other.example", SignedDuration::from_hours(99)),
            SignedDuration::from_hours(24)
        );
        assert_eq!(
            manners.turn("harbour.example").await.err(),
            Some(Held(SignedDuration::from_mins(1)))
        );
        assert!(manners.turn("third.example").await.is_ok());
        tokio::time::advance(Duration::from_secs(61)).await;
        assert!(manners.turn("harbour.example").await.is_ok());
    }
}
