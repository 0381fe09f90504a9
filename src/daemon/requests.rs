//! What a command asks of the desk: a row that the daemon serves, or, without a daemon, the command
//! itself.

use serde::{Deserialize, Serialize};

use super::Configuration;
use crate::clock::Timestamp;
use crate::report::{self, SilenceOf};
use crate::store::{Audience, Store, StoreError};

/// A request, as its row holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", content = "args", rename_all = "kebab-case")]
pub enum Request {
    SendDigest { reader: String },
    AddSilence { owner: String, of: SilenceOf, until: Timestamp, reason: String },
    ExpireSilence { id: i64 },
}

/// Serves the requests that are open; gives their number.
///
/// # Errors
/// When the store cannot be read or written; the request stays open then.
pub async fn serve(store: &Store, configuration: &Configuration, now: Timestamp) -> Result<usize, StoreError> {
    let open = store.open_requests().await?;
    for row in &open {
        let request = serde_json::json!({ "verb": row.verb, "args": row.args });
        let answer = match serde_json::from_value::<Request>(request) {
            Ok(request) => carry_out(store, configuration, &request, now).await?,
            Err(error) => format!("not a request that this version knows: {error}"),
        };
        store.answer_request(row.id, &answer, now).await?;
    }
    Ok(open.len())
}

/// Notes a request for the daemon to serve; gives its row's number.
///
/// # Errors
/// When the store cannot be written.
pub async fn note(store: &Store, request: &Request, owner: &str, now: Timestamp) -> anyhow::Result<i64> {
    let row = serde_json::to_value(request)?;
    let verb = row["verb"].as_str().unwrap_or_default();
    Ok(store.request(verb, &row["args"], owner, now).await?)
}

/// One reader, as the store asks for what waits for them.
#[must_use]
pub fn audience(configuration: &Configuration, reader: &str) -> Vec<Audience> {
    configuration.audiences().into_iter().filter(|audience| audience.reader == reader).collect()
}

/// Carries out one request; gives what to tell the person.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn carry_out(store: &Store, configuration: &Configuration, request: &Request, now: Timestamp) -> Result<String, StoreError> {
    match request {
        Request::SendDigest { reader } => send_digest(store, configuration, reader, now).await,
        Request::AddSilence { owner, of, until, reason } => {
            let id = store.add_silence(owner, of, *until, reason, now).await?;
            Ok(format!("silence {id} holds until {until}; its hits go into the digest"))
        }
        Request::ExpireSilence { id } => Ok(match store.expire_silence(*id, now).await? {
            true => format!("silence {id} has ended"),
            false => format!("no silence {id} is in force"),
        }),
    }
}

async fn send_digest(store: &Store, configuration: &Configuration, id: &str, now: Timestamp) -> Result<String, StoreError> {
    let Some(reader) = configuration.readers.iter().find(|reader| reader.id == id) else {
        return Ok(format!("no reader `{id}`"));
    };
    let waiting = store.waiting(&audience(configuration, id), &configuration.outlets(), now).await?;
    let message = report::preview(&waiting, reader, &configuration.watch_titles(), &configuration.instance(), &configuration.templates, now);
    Ok(match message {
        Some(message) => {
            store.enqueue(std::slice::from_ref(&message), now).await?;
            format!("queued for {}: {}", message.to, message.subject)
        }
        None => format!("nothing to tell {id} that a digest has not told"),
    })
}
