//! How a command gets something done: beside a daemon by a request row, without one by itself.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;

use super::Place;
use super::words::still_here;
use crate::clock;
use crate::daemon::{Errand, House, OpenError, carry_out, database, note, send};
use crate::store::{DeliveryFilter, DeliveryState, LockError, Store};

/// How long the daemon is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(200);

/// Has `errand` carried out, and gives the answer; `then` runs with the house where no daemon does.
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
