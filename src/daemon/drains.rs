//! The drains of what was filed: into the index, and as messages into the outbox.

use super::changes::changed;
use crate::clock::Timestamp;
use crate::compare::Profile;
use crate::configuration::Configuration;
use crate::index::{Doc, Index, IndexError};
use crate::report::{self, Deadlines};
use crate::store::{Store, StoreError};

/// Why the index could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub(super) enum CatchUpError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Indexes the items that the change log names beyond the index; gives their number.
///
/// # Errors
/// When the store cannot be read or the index not be written; the next call goes on from the last
/// commit.
pub(super) async fn catch_up(
    index: &mut Index,
    store: &Store,
    configuration: &Configuration,
) -> Result<usize, CatchUpError> {
    let mut indexed = 0;
    while let Some((change, items)) = changed(store, index.change()).await? {
        let profiles: Vec<Profile> = items
            .iter()
            .map(|filed| Profile::new(&filed.article, &configuration.grounds.names))
            .collect();
        let docs: Vec<Doc<'_>> = items
            .iter()
            .zip(&profiles)
            .map(|(filed, profile)| Doc {
                item: filed.item.id,
                headline_text: &profile.wording.headline,
                body_text: &profile.wording.body,
                source: &filed.item.source,
                language: filed.article.language.as_deref(),
                site: filed.article.canonical_url.host(),
                published: filed
                    .article
                    .published
                    .map_or(filed.item.first_seen, |when| when.approximate()),
                seen: filed.item.first_seen,
            })
            .collect();
        index.add(&docs)?;
        index.commit(change)?;
        indexed += docs.len();
    }
    Ok(indexed)
}

/// Puts the messages that are due into the outbox, and gives their number.
///
/// # Errors
/// When the store cannot be read or written; nothing is half told.
pub(super) async fn report(
    store: &Store,
    configuration: &Configuration,
    deadlines: Deadlines,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let waiting = store.waiting(&configuration.audiences(), &configuration.outlets(), now).await?;
    let decided = report::due(
        &waiting,
        &configuration.readers,
        &configuration.watch_titles(),
        &configuration.instance(),
        &configuration.templates,
        deadlines,
        now,
    );
    store.enqueue(&decided.messages, now).await?;
    store.settle(&decided.settled, now).await?;
    Ok(decided.messages.len())
}
