//! The serving of requests: at the desk in its order, or beside it.

use super::desk::Desk;
use super::errand::{Errand, Telling, open};
use super::house::House;
use crate::clock::Timestamp;
use crate::configuration::Configuration;
use crate::report::{self, Message, Reader};
use crate::store::{SilenceSpan, Store, StoreError};

/// Serves the open requests that are not the desk's; to one that this version does not know it
/// answers so.
///
/// # Errors
/// When the store cannot be read or written; the request stays open then.
pub(super) async fn serve(
    store: &Store,
    configuration: &Configuration,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (id, errand) in open(store).await? {
        let answer = match errand {
            Ok(Errand::Stories(_)) => continue,
            Ok(Errand::Telling(telling)) => tell(store, configuration, &telling, now).await?,
            Err(error) => format!("not a request that this version knows: {error}"),
        };
        store.answer_request(id, &answer, now).await?;
    }
    Ok(())
}

/// Serves the open requests that are the desk's.
///
/// # Errors
/// When the store cannot be read or written; the request stays open then.
pub(super) async fn serve_at_desk(
    desk: &mut Desk,
    configuration: &Configuration,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (id, errand) in open(desk.store()).await? {
        if let Ok(Errand::Stories(stories)) = errand {
            let answer = desk.arrange(configuration, &stories, now).await?;
            desk.store().answer_request(id, &answer, now).await?;
        }
    }
    Ok(())
}

/// Carries out one errand, and gives the answer for the person.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn carry_out(
    house: &mut House,
    errand: &Errand,
    now: Timestamp,
) -> Result<String, StoreError> {
    match errand {
        Errand::Stories(stories) => house.desk.arrange(&house.configuration, stories, now).await,
        Errand::Telling(telling) => tell(&house.store, &house.configuration, telling, now).await,
    }
}

async fn tell(
    store: &Store,
    configuration: &Configuration,
    telling: &Telling,
    now: Timestamp,
) -> Result<String, StoreError> {
    match telling {
        Telling::SendDigest { reader } => send_digest(store, configuration, reader, now).await,
        Telling::AddSilence { owner, of, until, reason } => {
            let id =
                store.add_silence(owner, of, &SilenceSpan { until: *until, reason }, now).await?;
            Ok(format!("silence {id} holds until {until}; its hits go into the digest"))
        }
        Telling::ExpireSilence { id } => Ok(match store.expire_silence(*id, now).await? {
            true => format!("silence {id} has ended"),
            false => format!("no silence {id} is in force"),
        }),
    }
}

async fn send_digest(
    store: &Store,
    configuration: &Configuration,
    id: &str,
    now: Timestamp,
) -> Result<String, StoreError> {
    let Some(reader) = configuration.reader(id) else {
        return Ok(format!("no reader `{id}`"));
    };
    Ok(match preview(store, configuration, reader, now).await? {
        Some(message) => {
            store.enqueue(std::slice::from_ref(&message), now).await?;
            format!("queued for {}: {}", message.to, message.subject)
        }
        None => format!("nothing to tell {id} that a digest has not told"),
    })
}

/// The digest that `reader` would be sent at `now`, if there is anything to tell.
///
/// # Errors
/// When the store cannot be read.
pub async fn preview(
    store: &Store,
    configuration: &Configuration,
    reader: &Reader,
    now: Timestamp,
) -> Result<Option<Message>, StoreError> {
    let waiting =
        store.waiting(&configuration.audience(&reader.id), &configuration.outlets(), now).await?;
    Ok(report::preview(
        &waiting,
        reader,
        &configuration.watch_titles(),
        &configuration.instance(),
        &configuration.templates,
        now,
    ))
}
