//! Steps of a delivery, of which each has an end.

use std::path::Path;
use std::time::Duration;

use super::SendError;

/// The most bytes that a file with a secret has; a longer one is something else.
const SECRET_LIMIT: u64 = 4096;

/// What `step` comes to, if it ends within `timeout`; `silent` says who it was that did not answer.
///
/// # Errors
/// [`SendError::Closed`] where it does not end in time.
pub(super) async fn within<T>(
    timeout: Duration,
    silent: &str,
    step: impl Future<Output = T>,
) -> Result<T, SendError> {
    let ended = tokio::time::timeout(timeout, step).await;
    ended.map_err(|_| SendError::closed(format!("{silent} within {} seconds", timeout.as_secs())))
}

/// The secret in `file`, a path relative to `config`, without the white space around it.
///
/// # Errors
/// [`SendError::Closed`] where the file cannot be read, holds nothing or too much.
pub(super) async fn secret(config: &Path, file: &Path) -> Result<String, SendError> {
    let path = config.join(file);
    let unreadable =
        |why: String| SendError::closed(format!("the secret in {}: {why}", file.display()));
    let length =
        tokio::fs::metadata(&path).await.map_err(|error| unreadable(error.to_string()))?.len();
    if length > SECRET_LIMIT {
        return Err(unreadable(format!("longer than {SECRET_LIMIT} bytes")));
    }
    let text =
        tokio::fs::read_to_string(&path).await.map_err(|error| unreadable(error.to_string()))?;
    match text.trim() {
        "" => Err(unreadable("empty".to_owned())),
        secret => Ok(secret.to_owned()),
    }
}
