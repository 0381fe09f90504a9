//! The pace of the loops: how long each waits, and that all end together.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::SignedDuration;
use crate::report::Rest;

/// What a loop waits between two steps; those that cost more wait some of these.
pub(super) const TICK: Duration = Duration::from_millis(500);
/// How long nothing is visited or judged again when the store could not be read or written: other
/// people's servers are not asked in vain.
pub(super) const STORE_REST: Rest =
    Rest::new(SignedDuration::from_secs(15), SignedDuration::from_mins(16));

/// Waits a while; false when the house is stopping.
pub(super) async fn goes_on(stopping: &mut watch::Receiver<bool>, wait: Duration) -> bool {
    tokio::select! {
        _ = stopping.wait_for(|stop| *stop) => false,
        () = tokio::time::sleep(wait) => true,
    }
}
