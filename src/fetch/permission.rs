//! What the robots.txt of each site said, kept for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Locked, PoisonError};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::FetchError;
use super::robots::Rules;
use crate::link::Link;

/// How long a robots.txt is kept (RFC 9309, 2.4: no longer than 24 hours).
const KEPT: Duration = Duration::from_hours(24);
/// How long a robots.txt that could not be read is not asked for again.
const KEPT_FAILURE: Duration = Duration::from_mins(1);
/// How many sites are remembered before those whose files have to be read again are forgotten.
const MOST_SITES: usize = 10_000;

/// What sites permit, as far as they were asked.
pub(super) struct Permissions {
    /// The product token that rules are looked up for.
    agent: String,
    sites: Locked<HashMap<String, Arc<Mutex<Option<Known>>>>>,
}

/// What is known of one site's robots.txt, and how long it is kept.
struct Known {
    until: Instant,
    answer: Result<Rules, FetchError>,
}

/// Whether an address may be fetched, as the robots.txt of its site says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Permission {
    Given,
    Refused,
    /// The file cannot be read, which forbids everything for now (RFC 9309, 2.3.1.4).
    Unknown(FetchError),
}

impl Permissions {
    /// Permissions for the product token that `instance` begins with.
    pub(super) fn new(instance: &str) -> Self {
        let agent = instance
            .chars()
            .take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_'))
            .collect();
        Self { agent, sites: Locked::default() }
    }

    /// Whether `link` may be fetched. `fetch` is called with the address of the site's robots.txt
    /// where that is not known, once however many ask; it gives none where the site has no such
    /// file.
    pub(super) async fn ask<F>(&self, link: &Link, fetch: impl FnOnce(Link) -> F) -> Permission
    where
        F: Future<Output = Result<Option<Vec<u8>>, FetchError>>,
    {
        let Ok(robots) = link.join("/robots.txt") else { return Permission::Given };
        let url = link.url();
        let site = self.site(robots.as_str());
        let mut known = site.lock().await;
        if known.as_ref().is_none_or(|known| known.until <= Instant::now()) {
            let answer = fetch(robots).await;
            *known = Some(match answer {
                Ok(file) => Known {
                    until: Instant::now() + KEPT,
                    answer: Ok(Rules::parse(&file.unwrap_or_default(), &self.agent)),
                },
                Err(error) => Known { until: Instant::now() + KEPT_FAILURE, answer: Err(error) },
            });
        }
        let path = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        match known.as_ref().map(|known| &known.answer) {
            Some(Ok(rules)) if rules.allow(&path) => Permission::Given,
            Some(Ok(_)) => Permission::Refused,
            Some(Err(why)) => Permission::Unknown(why.clone()),
            None => Permission::Given,
        }
    }

    fn site(&self, robots: &str) -> Arc<Mutex<Option<Known>>> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if sites.len() >= MOST_SITES {
            let now = Instant::now();
            sites.retain(|_, site| {
                Arc::strong_count(site) > 1
                    || site
                        .try_lock()
                        .is_ok_and(|known| known.as_ref().is_some_and(|known| known.until > now))
            });
            if sites.len() >= MOST_SITES {
                sites.retain(|_, site| Arc::strong_count(site) > 1);
            }
        }
        Arc::clone(sites.entry(robots.to_owned()).or_default())
    }
}
