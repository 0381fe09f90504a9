//! `dateline search QUERY`: the archive, with the query language of watches.

use std::collections::BTreeMap;

use serde_json::json;

use super::print::say;
use super::{Ended, Form, Place, print};
use crate::compare::Profile;
use crate::configuration::Configuration;
use crate::id::ItemId;
use crate::index::Index;
use crate::store::{Archived, Store};
use crate::watch::{Document, Query, Reason};

#[derive(Debug, clap::Args)]
pub struct Search {
    /// As in a watch: words, "a phrase", AND OR NOT, ( ), title: source: language: site:, @name
    query: String,
    /// Items that are listed, newest first
    #[arg(long, default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    form: Form,
}

/// The candidates that are looked at first for each item that may be listed: the index offers more
/// than match. Where too few match, so many times more are looked at.
const CANDIDATES: usize = 5;

pub async fn carry_out(command: &Search, place: &Place) -> anyhow::Result<Ended> {
    let (configuration, store) = place.archive().await?;
    let query = Query::parse(&command.query, &configuration.grounds.names)
        .map_err(|error| anyhow::anyhow!("{}", error.in_source(&command.query)))?;
    for warning in query.warnings() {
        eprintln!("note: {}", print::multiline(&warning.in_source(&command.query).to_string()));
    }
    let index = Index::reader(&configuration.directory.data().join("index"))?;
    let mut looked_at = command.limit.saturating_mul(CANDIDATES);
    let found = loop {
        let candidates = index.candidates(&query, looked_at)?;
        let found = matching(&query, &candidates, command.limit, &configuration, &store).await?;
        if found.len() >= command.limit || candidates.len() < looked_at {
            break found;
        }
        looked_at = looked_at.saturating_mul(CANDIDATES);
    };
    if found.is_empty() {
        return Ok(print::nothing("nothing in the archive matches"));
    }
    if command.form.json {
        for (Archived { item, article }, reasons) in &found {
            print::json(&json!({
                "item": item.id, "headline": article.headline, "url": article.canonical_url,
                "source": item.source,
                "published": article.published, "seen": item.first_seen, "because": reasons,
            }))?;
        }
        return Ok(Ended::Done);
    }
    let rows = found.into_iter().map(|(Archived { item, article }, _)| {
        vec![
            item.id.to_string(),
            item.source,
            print::line(&article.headline, print::HEADLINE),
            article.canonical_url.to_string(),
        ]
    });
    say!("{}", print::table(&["item", "source", "headline", "address"], rows));
    Ok(Ended::Done)
}

/// The candidates that the query holds for, each with the reasons, in their order, at most `limit`.
async fn matching(
    query: &Query,
    candidates: &[ItemId],
    limit: usize,
    configuration: &Configuration,
    store: &Store,
) -> anyhow::Result<Vec<(Archived, Vec<Reason>)>> {
    let mut archived: BTreeMap<ItemId, Archived> =
        store.archived(candidates).await?.into_iter().map(|found| (found.item.id, found)).collect();
    let mut found = Vec::new();
    for one in candidates.iter().filter_map(|id| archived.remove(id)) {
        let profile = Profile::new(&one.article, &configuration.grounds.names);
        let reasons = query.reasons(&Document::of(
            &one.article,
            &profile.wording.headline,
            &profile.wording.body,
            &one.item.source,
        ));
        found.extend(reasons.map(|reasons| (one, reasons)));
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}
