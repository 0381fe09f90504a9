//! The way in which a command has an errand carried out: beside a daemon by a request row, without
//! one by itself.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;

use super::Place;
use super::words::still_here;
use crate::clock;
use crate::daemon::{Errand, House, OpenError, carry_out, database, note, send};
use crate::store::{DeliveryFilter, DeliveryState, LockError, Store};

/// The longest that a command waits for the daemon's answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The time between two looks at whether the answer is there.
const LOOK: Duration = Duration::from_millis(200);

/// Has `errand` carried out and gives the answer. Without a daemon it is done here, under the lock
/// that `by` holds, and what waits is sent; what could not be sent is told in the answer.
///
/// # Errors
/// When the configuration is wrong, the errand fails, or a daemon has not answered in time.
pub async fn ask(place: &Place, errand: &Errand, by: &str) -> anyhow::Result<String> {
    let configuration = Arc::new(place.configuration()?);
    match House::open(Arc::clone(&configuration), by).await {
        Ok(mut house) => {
            let answer = carry_out(&mut house, errand, clock::now()).await?;
            if send(&house.store, &house.post, clock::now()).await?.failed == 0 {
                return Ok(answer);
            }
            let last = DeliveryFilter {
                state: Some(DeliveryState::Queued),
                limit: 1,
                ..DeliveryFilter::default()
            };
            let waits = house.store.deliveries(&last).await?;
            Ok([answer]
                .into_iter()
                .chain(waits.iter().map(still_here))
                .collect::<Vec<_>>()
                .join("\n"))
        }
        Err(OpenError::Lock(LockError::Held(held))) => {
            let store = Store::beside(&database(&configuration.directory.data())).await?;
            let id = note(&store, errand, "instance", clock::now()).await?;
            let mut waited = Duration::ZERO;
            while waited < PATIENCE {
                if let Some(answer) = store.request_answer(id).await? {
                    return Ok(answer);
                }
                tokio::time::sleep(LOOK).await;
                waited += LOOK;
            }
            bail!(
                "`{}` (process {}) has not answered within {} seconds; the request is noted, and \
                    it will be served",
                held.by,
                held.pid,
                PATIENCE.as_secs()
            )
        }
        Err(error) => Err(error.into()),
    }
}
