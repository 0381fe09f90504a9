//! Everything that one running instance holds, opened in order: lock, store, desk, index, doors.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::desk::Desk;
use super::visit::Visitor;
use crate::clock::{self, Timestamp};
use crate::configuration::Configuration;
use crate::deliver::Post;
use crate::fetch::Client;
use crate::index::Index;
use crate::store::{DeskLock, LockError, Store, StoreError};

/// One running instance with all that it holds. Dropping it frees the data directory.
pub struct House {
    pub configuration: Arc<Configuration>,
    pub store: Store,
    pub(super) desk: Desk,
    pub(super) index: Index,
    pub(super) client: Client,
    pub post: Post,
    pub(super) lock: DeskLock,
}

/// Why a house cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the data directory: leave it alone, or ask it.
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

/// The path of the database in a data directory.
#[must_use]
pub fn database(data: &Path) -> PathBuf {
    data.join("dateline.db")
}

/// The folder of the index in a data directory.
#[must_use]
pub(super) fn index_place(data: &Path) -> PathBuf {
    data.join("index")
}

/// An error of the store as a person reads it. A broken database is named, because it has to be
/// found; the other errors say themselves what to do.
#[must_use]
pub fn named(error: StoreError, database: &Path) -> anyhow::Error {
    let is_broken = matches!(error, StoreError::Broken(_));
    let error = anyhow::Error::from(error);
    if is_broken { error.context(database.display().to_string()) } else { error }
}

impl House {
    /// Takes the data directory for this process and opens what is in it. `by` is the command that
    /// another process is told when it wants the directory.
    ///
    /// # Errors
    /// When another process holds it, or something in it cannot be opened.
    pub async fn open(configuration: Arc<Configuration>, by: &str) -> Result<Self, OpenError> {
        let data = configuration.directory.data();
        std::fs::create_dir_all(&data)
            .with_context(|| format!("cannot make the data directory {}", data.display()))?;
        let lock = DeskLock::take(&data, by, clock::now())?;
        Ok(Self::open_locked(configuration, &data, lock).await?)
    }

    async fn open_locked(
        configuration: Arc<Configuration>,
        data: &Path,
        lock: DeskLock,
    ) -> anyhow::Result<Self> {
        let path = database(data);
        let store = Store::open(&path).await.map_err(|error| named(error, &path))?;
        let desk = Desk::open(store.clone(), &configuration, clock::now()).await?;
        let index = Index::open(&index_place(data))?;
        let client = configuration.client()?;
        let post = configuration.post();
        Ok(Self { configuration, store, desk, index, client, post, lock })
    }

    /// A visitor for visits that start together, `now`.
    #[must_use]
    pub(super) fn visitor(&self, now: Timestamp) -> Visitor {
        Visitor::new(&self.configuration, &self.client, &self.store, now)
    }
}
