//! Trouble for the time being: logged when it begins, and when it is over.

use std::collections::BTreeSet;
use std::fmt::Display;

use tracing::{debug, info, warn};

use crate::store::StoreError;

/// How many causes are told apart; those beyond are logged for debugging only.
const CAUSES: usize = 8;

/// Trouble with one thing that is tried again and again: a disk, a database, a channel. Each cause
/// is said once, however often it is met, until all is well again.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// The causes that were said.
    said: BTreeSet<String>,
}

impl Trouble {
    /// Notes that the trouble was met once more. `meanwhile` is what does not happen for the time
    /// being.
    pub fn met(&mut self, meanwhile: &str, cause: impl Display) {
        let cause = cause.to_string();
        if self.said.len() < CAUSES && self.said.insert(cause.clone()) {
            warn!("{meanwhile}, it is tried again: {cause}");
        } else {
            debug!("{meanwhile}: {cause}");
        }
    }

    /// Says how trying went, and whether it went well. `meanwhile` and `again` are those of
    /// [`met`](Self::met) and [`over`](Self::over).
    ///
    /// # Errors
    /// The store's error, where trying again does not help.
    pub fn passing<T>(
        &mut self,
        done: Result<T, StoreError>,
        meanwhile: &str,
        again: &str,
    ) -> Result<bool, StoreError> {
        match done {
            Ok(_) => self.over(again),
            Err(error) if error.is_passing() => {
                self.met(meanwhile, error);
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(true)
    }

    /// Notes that all is well; `again` is what happens again, and is logged if there was trouble.
    pub fn over(&mut self, again: &str) {
        if !self.said.is_empty() {
            self.said.clear();
            info!("{again}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once_until_all_is_well() {
        let mut trouble = Trouble::default();
        for cause in ["full", "full", "locked", "full"] {
            trouble.met("nothing is filed", cause);
        }
        assert_eq!(trouble.said.len(), 2);
        trouble.over("it is filed again");
        assert!(trouble.said.is_empty());
    }
}
