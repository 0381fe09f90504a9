//! Errands: what commands want done. Beside a daemon, an errand is noted as a request that the
//! daemon serves; without one, the command carries it out itself.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::id::{ItemId, StoryId};
use crate::report::SilenceOf;
use crate::store::{self, Store, StoreError};

/// What a request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Errand {
    /// A change of what is filed: done at the desk, in its order.
    Stories(Stories),
    /// Something about alerts and digests: done beside the desk.
    Telling(Telling),
}

/// What a person decides of stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Stories {
    /// Two stories are one: all items of `from` go into `into`.
    MergeStories { from: StoryId, into: StoryId, owner: String },
    /// These items, all of one story, become a story of their own.
    SplitStory { items: Vec<ItemId>, owner: String },
}

/// What a person asks of alerts and digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Telling {
    /// A reader is to get a digest at once.
    SendDigest { reader: String },
    /// Hits of a watch, source or story are to go into the digest instead of an alert, until an
    /// end.
    AddSilence { owner: String, of: SilenceOf, until: Timestamp, reason: String },
    /// A silence is to end.
    ExpireSilence { id: i64 },
}

/// The errands of the open requests, each with the number of its request; an error in place of an
/// errand that this version does not know.
pub(super) async fn open(
    store: &Store,
) -> Result<Vec<(i64, serde_json::Result<Errand>)>, StoreError> {
    let read = |row: store::Request| {
        (row.id, serde_json::from_value(serde_json::json!({ "verb": row.verb, "args": row.args })))
    };
    Ok(store.open_requests().await?.into_iter().map(read).collect())
}

/// Notes an errand as a request for the daemon to serve, and gives its number.
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
