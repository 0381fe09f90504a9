//! What a command has done: a row of requests that the daemon serves, or, without a daemon, by the
//! command itself.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{ItemId, StoryId};
use crate::report::SilenceOf;
use crate::store::{self, Store, StoreError};

/// What a request's row asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Errand {
    /// Changes what is filed: done at the desk, in its order.
    Stories(Stories),
    Telling(Telling),
}

/// What somebody says of stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Stories {
    MergeStories { from: StoryId, into: StoryId, owner: String },
    SplitStory { items: Vec<ItemId>, owner: String },
}

/// What somebody asks of alerts and digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Telling {
    SendDigest { reader: String },
    AddSilence { owner: String, of: SilenceOf, until: Timestamp, reason: String },
    ExpireSilence { id: i64 },
}

/// The open requests by their rows' numbers; why not, where this version does not know one.
pub(super) async fn open(
    store: &Store,
) -> Result<Vec<(i64, serde_json::Result<Errand>)>, StoreError> {
    let read = |row: store::Request| {
        (row.id, serde_json::from_value(serde_json::json!({ "verb": row.verb, "args": row.args })))
    };
    Ok(store.open_requests().await?.into_iter().map(read).collect())
}

/// Notes an errand for the daemon to serve; gives its row's number.
///
/// # Errors
/// When the store cannot be written.
pub async fn note(
    store: &Store,
    errand: &Errand,
    owner: &str,
    now: Timestamp,
) -> anyhow::Result<i64> {
    let row = serde_json::to_value(errand)?;
    let verb = row["verb"].as_str().unwrap_or_default();
    Ok(store.request(verb, &row["args"], owner, now).await?)
}
