//! What was filed flows on: into the index, and as messages to readers.

use tracing::{error, info, warn};

use super::{Configuration, changed};
use crate::clock::{SignedDuration, Timestamp};
use crate::compare::Profile;
use crate::deliver::{Post, SendError};
use crate::index::{Doc, Index, IndexError};
use crate::report::{self, Deadlines, Message};
use crate::store::{Outgoing, Store, StoreError};

/// Deliveries sent at a time.
const POST_PAGE: usize = 20;

/// Why the index could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum CatchUpError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Indexes what the change log holds beyond the index; gives the number of items.
///
/// # Errors
/// When the store cannot be read or the index not be written; the next call goes on from the last
/// commit.
pub async fn catch_up(index: &mut Index, store: &Store, configuration: &Configuration) -> Result<usize, CatchUpError> {
    let mut indexed = 0;
    while let Some((change, items)) = changed(store, index.change()).await? {
        let profiles: Vec<Profile> = items.iter().map(|filed| Profile::new(&filed.article, &configuration.grounds.names)).collect();
        let docs: Vec<Doc<'_>> = items
            .iter()
            .zip(&profiles)
            .map(|(filed, profile)| Doc {
                item: filed.item.id,
                headline_text: &profile.headline,
                body_text: &profile.body,
                source: &filed.item.source,
                language: filed.article.language.as_deref(),
                site: filed.article.canonical_url.host(),
                published: filed.article.published.map_or(filed.item.first_seen, |when| when.approximate()),
                seen: filed.item.first_seen,
            })
            .collect();
        index.add(&docs)?;
        index.commit(change)?;
        indexed += docs.len();
    }
    Ok(indexed)
}

/// Puts into the outbox what is due to be told; gives the number of messages.
///
/// # Errors
/// When the store cannot be read or written; nothing is half told.
pub async fn report(store: &Store, configuration: &Configuration, deadlines: Deadlines, now: Timestamp) -> Result<usize, StoreError> {
    let waiting = store.waiting(&configuration.audiences(), &configuration.outlets(), now).await?;
    let messages = report::due(
        &waiting,
        &configuration.readers,
        &configuration.watch_titles(),
        &configuration.instance(),
        &configuration.templates,
        deadlines,
        now,
    );
    store.enqueue(&messages, now).await?;
    Ok(messages.len())
}

/// How a round of sending went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    pub sent: usize,
    pub failed: usize,
}

/// Sends everything that is due in the outbox.
///
/// # Errors
/// When the store cannot be read or written. A delivery that was sent but could not be marked is sent
/// again under the same id.
pub async fn send(store: &Store, post: &Post, now: Timestamp) -> Result<Sent, StoreError> {
    let mut round = Sent::default();
    loop {
        // What could not be sent is due later, so each delivery comes once.
        let due = store.outbox(now, POST_PAGE).await?;
        if due.is_empty() {
            return Ok(round);
        }
        for delivery in due {
            match post.send(&delivery.message, now).await {
                Ok(receipt) => {
                    store.sent(delivery.id, &receipt.answer, now).await?;
                    round.sent += 1;
                    let Message { channel, subject, reader, .. } = &delivery.message;
                    info!(delivery = %delivery.id, channel, "sent {subject} to {reader}");
                }
                Err(error) => {
                    try_later(store, &delivery, &error, now).await?;
                    round.failed += 1;
                }
            }
        }
    }
}

async fn try_later(store: &Store, delivery: &Outgoing, error: &SendError, now: Timestamp) -> Result<(), StoreError> {
    let next_try = match error {
        SendError::Later { .. } => next_try(delivery.attempts, now),
        SendError::Never { .. } => None,
    };
    let channel = &delivery.message.channel;
    match next_try {
        Some(at) => warn!(delivery = %delivery.id, channel, "could not send, next try {at}: {error}"),
        None => error!(delivery = %delivery.id, channel, "given up: {error}"),
    }
    store.failed(delivery.id, &error.to_string(), next_try).await
}

/// One minute, then twice as long each time up to six hours, for about three days.
fn next_try(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(1 << attempts.min(9)).min(SignedDuration::from_hours(6));
    (attempts < 20).then(|| now + wait)
}
