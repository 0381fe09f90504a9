//! The lines that sites repeat, as the visits that start together know them.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use crate::extract::Repeated;
use crate::store::{Store, StoreError};

/// What sites repeat, looked up once a host by whoever reads its first page: what one visit files
/// meanwhile does not change how another one reads, so that a pass reads the same whoever is fast.
#[derive(Clone, Default)]
pub struct Repeats(Arc<Mutex<HashMap<String, Arc<Repeated>>>>);

impl Repeats {
    /// The lines that `host` repeats.
    ///
    /// # Errors
    /// When the store cannot say.
    pub async fn of(&self, host: String, store: &Store) -> Result<Arc<Repeated>, StoreError> {
        let mut known = self.0.lock().await;
        if let Some(repeated) = known.get(&host) {
            return Ok(Arc::clone(repeated));
        }
        let repeated = Arc::new(store.repeated(&host).await?);
        known.insert(host, Arc::clone(&repeated));
        Ok(repeated)
    }
}
