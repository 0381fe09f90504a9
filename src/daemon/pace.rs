//! The pace of the loops: how long each waits, and that all end together.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::SignedDuration;
use crate::report::Rest;

/// How long a loop waits between two steps; loops whose steps cost more wait for several of these.
pub(super) const TICK: Duration = Duration::from_millis(500);
/// The rest in which nothing is visited or judged again after the store could not be read or
/// written: other people's servers are not asked in vain.
pub(super) const STORE_REST: Rest =
    Rest::new(SignedDuration::from_secs(15), SignedDuration::from_mins(16));

/// Waits for so long, and says whether the loop goes on: not when the house is stopping.
pub(super) async fn goes_on(stopping: &mut watch::Receiver<bool>, wait: Duration) -> bool {
    tokio::select! {
        _ = stopping.wait_for(|stop| *stop) => false,
        () = tokio::time::sleep(wait) => true,
    }
}
