//! What was filed flows on: into the index, and as messages to readers.

use tracing::{info, warn};

use super::{Configuration, changed};
use crate::clock::{SignedDuration, Timestamp};
use crate::compare::Profile;
use crate::deliver::{Post, SendError};
use crate::index::{Doc, Index, IndexError};
use crate::report::{self, Deadlines};
use crate::store::{Store, StoreError};

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

/// Sends what is due in the outbox.
///
/// # Errors
/// When the store cannot be read or written. A delivery that was sent but could not be marked is sent
/// again under the same id.
pub async fn send(store: &Store, post: &Post, now: Timestamp) -> Result<Sent, StoreError> {
    let mut round = Sent::default();
    for due in store.outbox(now, POST_PAGE).await? {
        match post.send(&due.message, now).await {
            Ok(receipt) => {
                store.sent(due.id, &receipt.answer, now).await?;
                round.sent += 1;
                info!(delivery = %due.id, channel = %due.message.channel, "sent {} to {}", due.message.subject, due.message.reader);
            }
            Err(error) => {
                let next_try = match &error {
                    SendError::Later { .. } => next_try(due.attempts, now),
                    SendError::Never { .. } => None,
                };
                store.failed(due.id, &error.to_string(), next_try).await?;
                round.failed += 1;
                match next_try {
                    Some(at) => warn!(delivery = %due.id, channel = %due.message.channel, "could not send, next try {at}: {error}"),
                    None => tracing::error!(delivery = %due.id, channel = %due.message.channel, "given up: {error}"),
                }
            }
        }
    }
    Ok(round)
}

/// One minute, then twice as long each time up to six hours, for about three days.
fn next_try(attempts: u32, now: Timestamp) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(1 << attempts.min(9)).min(SignedDuration::from_hours(6));
    (attempts < 20).then(|| now + wait)
}
