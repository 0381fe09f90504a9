//! The loop by which the index follows the change log. An index that cannot be used any more is
//! opened again, and begun anew where its files are gone.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::watch;

use super::drains::{CatchUpError, catch_up};
use super::pace::{TICK, goes_on};
use super::trouble::Trouble;
use crate::configuration::Configuration;
use crate::index::Index;
use crate::store::Store;

/// Keeps the index in `place` up to date until the house stops, and once more then.
pub(super) async fn indexing(
    index: Index,
    place: PathBuf,
    store: Store,
    configured: watch::Receiver<Arc<Configuration>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut keeper = Keeper { index: Some(index), place };
    let mut trouble = Trouble::default();
    loop {
        let goes_on = goes_on(&mut stopping, TICK * 2).await;
        let configuration = Arc::clone(&configured.borrow());
        match keeper.follow(&store, &configuration).await {
            Ok(()) => trouble.over("the index follows again"),
            Err(CatchUpError::Store(error)) if !error.is_passing() => return Err(error.into()),
            Err(error) => trouble.met("the index lags", error),
        }
        if !goes_on {
            return Ok(());
        }
    }
}

/// What keeps the index up to date, through times in which the index cannot be used.
struct Keeper {
    /// The index, while it can be used.
    index: Option<Index>,
    place: PathBuf,
}

impl Keeper {
    async fn follow(
        &mut self,
        store: &Store,
        configuration: &Configuration,
    ) -> Result<(), CatchUpError> {
        if self.index.as_ref().is_none_or(|index| !index.is_there()) {
            // The old one goes first: it holds the lock.
            self.index = None;
        }
        let index = match &mut self.index {
            Some(index) => index,
            none => none.insert(Index::open(&self.place)?),
        };
        let done = catch_up(index, store, configuration).await;
        if let Err(CatchUpError::Index(_)) = &done {
            self.index = None;
        }
        done.map(|_| ())
    }
}
