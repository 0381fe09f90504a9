//! `dateline search QUERY`: the archive, with the query language of watches.

use std::collections::BTreeMap;

use serde_json::json;

use super::print::say;
use super::{Ended, Form, Place, print};
use crate::compare::Profile;
use crate::id::ItemId;
use crate::index::Index;
use crate::store::Archived;
use crate::watch::{Candidate, Query};

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

/// Candidates that are looked at for each item that is listed: the index may offer more than match.
const CANDIDATES: usize = 5;

pub async fn carry_out(command: &Search, place: &Place) -> anyhow::Result<Ended> {
    let (configuration, store) = place.archive().await?;
    let query = Query::parse(&command.query, &configuration.grounds.names).map_err(|error| anyhow::anyhow!("{}", error.in_source(&command.query)))?;
    for warning in query.warnings() {
        eprintln!("note: {}", print::multiline(&warning.in_source(&command.query).to_string()));
    }
    let index = Index::reader(&configuration.directory.data().join("index"))?;
    let candidates = index.candidates(&query, command.limit.saturating_mul(CANDIDATES))?;
    let mut found: BTreeMap<ItemId, Archived> = store.archived(&candidates).await?.into_iter().map(|found| (found.item.id, found)).collect();
    let mut rows = Vec::new();
    for Archived { item, article } in candidates.iter().filter_map(|id| found.remove(id)) {
        let profile = Profile::new(&article, &configuration.grounds.names);
        let candidate = Candidate::of(&article, &profile.headline, &profile.body, &item.source);
        let Some(reasons) = query.reasons(&candidate) else { continue };
        if rows.len() == command.limit {
            break;
        }
        if command.form.json {
            print::json(&json!({
                "item": item.id, "headline": article.headline, "url": article.canonical_url, "source": item.source,
                "published": article.published, "seen": item.first_seen, "because": reasons,
            }))?;
        }
        rows.push(vec![item.id.to_string(), item.source, article.headline.clone(), article.canonical_url.to_string()]);
    }
    if rows.is_empty() {
        return Ok(print::nothing("nothing in the archive matches"));
    }
    if !command.form.json {
        say!("{}", print::table(&["item", "source", "headline", "address"], rows));
    }
    Ok(Ended::Done)
}
