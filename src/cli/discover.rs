//! Finds out what an address is: a feed, a sitemap, a listing, or a page that offers one.

use std::sync::Arc;

use anyhow::{Context, bail};

use crate::configuration::Configuration;
use crate::fetch::{Body, Client, Limit, Validators, Visit};
use crate::link::Link;
use crate::source::{Contents, Reads, Unreadable};

/// A source found behind an address that somebody gave.
pub struct Discovered {
    /// The address that can be read: the one that was given, or a feed that its page offers.
    pub link: Link,
    pub reads: Reads,
    pub contents: Contents,
}

/// Reads an address; where it is a page that offers feeds, the first of them that can be read, else
/// the page as a listing.
pub async fn discover(
    configuration: &Arc<Configuration>,
    client: &Client,
    link: &Link,
    reads: Reads,
) -> anyhow::Result<Discovered> {
    let body = fetch(client, link).await?;
    match read(configuration, &body, reads).await? {
        Ok(contents) => Ok(Discovered { link: link.clone(), reads, contents }),
        Err(Unreadable::Html { feeds }) => {
            for feed in &feeds {
                let body = fetch(client, feed).await?;
                if let Ok(contents) = read(configuration, &body, Reads::Feed).await? {
                    return Ok(Discovered { link: feed.clone(), reads: Reads::Feed, contents });
                }
            }
            match read(configuration, &body, Reads::Listing).await? {
                Ok(contents) => {
                    Ok(Discovered { link: link.clone(), reads: Reads::Listing, contents })
                }
                Err(_) => bail!("{link}: {}", Unreadable::Html { feeds }),
            }
        }
        Err(unreadable) => bail!("{link}: {unreadable}"),
    }
}

/// The contents of an answer, read on the CPU pool: others are waited for meanwhile.
async fn read(
    configuration: &Arc<Configuration>,
    body: &Body,
    reads: Reads,
) -> anyhow::Result<Result<Contents, Unreadable>> {
    let (configuration, body) = (Arc::clone(configuration), body.clone());
    let read = move || configuration.contents(&body, reads, &body.link);
    tokio::task::spawn_blocking(read).await.context("reading the answer failed")
}

async fn fetch(client: &Client, link: &Link) -> anyhow::Result<Body> {
    match client
        .visit(link, &Validators::default(), Limit::Feed)
        .await
        .with_context(|| link.to_string())?
    {
        Visit::Fresh(body) => Ok(body),
        Visit::Unchanged => bail!(
            "{link}: the server says that nothing has changed, although nothing was asked before"
        ),
    }
}
