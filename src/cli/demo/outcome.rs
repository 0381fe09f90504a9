//! Tells what became of each article of a pass, in lines for a terminal of 80 columns.

use crate::cli::print;
use crate::clock::Timestamp;
use crate::compare::{Beside, FactKind, TextRef, Verdict};
use crate::configuration::Configuration;
use crate::extract::Quality;
use crate::report::How;
use crate::store::{Archived, ItemFilter, Store};

/// The columns for an outlet's name.
const OUTLET: usize = 17;
/// The columns for a headline beside it.
const HEADLINE: usize = 44;

/// The lines on the articles filed since a moment: those that hit a watch at length, then edits,
/// then those that are unrelated.
pub async fn lines(
    store: &Store,
    configuration: &Configuration,
    since: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let filter =
        ItemFilter { since: Some(since), source: None, story: None, watch: None, limit: 100 };
    let ids: Vec<_> = store.items(&filter).await?.into_iter().map(|item| item.id).rev().collect();
    let mut lines = vec![format!("   {:OUTLET$}{:HEADLINE$}  RELATION", "OUTLET", "HEADLINE")];
    let mut unrelated = Vec::new();
    for Archived { item, article } in store.archived(&ids).await? {
        let Some((verdict, hits)) = store.verdict(item.id).await? else { continue };
        let outlet = configuration
            .source(&item.source)
            .map_or(item.source.clone(), |source| source.name.clone());
        let Some((_, beside)) = verdict.corpora.iter().next() else { continue };
        if hits.is_empty() {
            unrelated.push(format!("{outlet}: {}", print::line(&article.headline, 60)));
            continue;
        }
        let relation = if beside.new_event { "NEW EVENT" } else { told_relation(&verdict, beside) };
        lines.push(format!(
            "   {:OUTLET$}{:HEADLINE$}  {}",
            print::line(&outlet, OUTLET - 1),
            print::line(&article.headline, HEADLINE),
            print::bold(relation)
        ));
        lines.push(detail("nearest seed", &nearest_seed(beside)));
        if let Some(copied) = copied(&verdict) {
            lines.push(detail("beside seen", &copied));
        }
        for sentence in beside
            .new_sentences
            .iter()
            .filter(|_| verdict.seen.copy < crate::compare::Copy::Reprint)
            .take(1)
        {
            let facts: Vec<&str> = sentence
                .facts
                .iter()
                .filter(|fact| fact.kind != FactKind::Quotation)
                .map(|fact| fact.text.as_str())
                .take(3)
                .collect();
            let facts =
                if facts.is_empty() { String::new() } else { format!(" [{}]", facts.join(", ")) };
            lines.push(detail(
                "new",
                &format!("+ {}{}", print::line(&sentence.text, 110), print::line(&facts, 60)),
            ));
        }
        if article.quality == Quality::HeadlineOnly {
            lines.push(detail("read", "headline only; it is tried again"));
        }
        lines.push(detail(
            "done",
            &done(store.told_of(item.id).await?.first().map(|told| told.how)),
        ));
    }
    lines.extend(edits(store, configuration, since).await?);
    if !unrelated.is_empty() {
        lines.push(String::new());
        lines.push(format!("   Unrelated, filed, nobody told ({}):", unrelated.len()));
        lines.extend(unrelated.iter().map(|headline| format!("     {headline}")));
    }
    Ok(lines)
}

/// The relation that is printed of an article: to what was seen, where it copies more of that than
/// of the seeds, else to the seeds.
fn told_relation(verdict: &Verdict, beside: &Beside) -> &'static str {
    let seen = &verdict.seen;
    if seen.copy > beside.copy { seen.relation() } else { beside.relation() }
}

fn nearest_seed(beside: &Beside) -> String {
    let seed = match &beside.nearest {
        Some(TextRef::Seed { file, .. }) => file.clone(),
        Some(TextRef::Item(item)) => item.to_string(),
        None => return "none".to_owned(),
    };
    format!("{seed} ({:.2})", beside.relatedness)
}

/// The reason for which an article is a copy of something seen, where it is one.
fn copied(verdict: &Verdict) -> Option<String> {
    (verdict.seen.copy > crate::compare::Copy::None).then(|| verdict.seen.because.clone())
}

/// What was done with an article for the demonstration's reader.
fn done(how: Option<How>) -> String {
    match how {
        Some(How::Alerted) => print::bold("ALERTED"),
        Some(How::Counted) => "folded: counted in the alert of what it copies".to_owned(),
        Some(How::Digested) => "told in the digest".to_owned(),
        Some(How::GivenUp) | None => "kept for the digest".to_owned(),
    }
}

/// The lines on the items of which another version was filed since a moment.
async fn edits(
    store: &Store,
    configuration: &Configuration,
    since: Timestamp,
) -> anyhow::Result<Vec<String>> {
    let filter = ItemFilter { since: None, source: None, story: None, watch: None, limit: 100 };
    let mut lines = Vec::new();
    for item in store.items(&filter).await?.into_iter().filter(|item| item.version > 1) {
        for version in
            store.versions(item.id).await?.iter().filter(|version| version.seen_at >= since)
        {
            let Some(edited) = &version.edited else { continue };
            let outlet = configuration
                .source(&item.source)
                .map_or(item.source.clone(), |source| source.name.clone());
            lines.push(format!(
                "   {:OUTLET$}{:HEADLINE$}  {}",
                print::line(&outlet, OUTLET - 1),
                print::line(&item.headline, HEADLINE),
                print::bold("EDITED")
            ));
            lines.push(detail("changed", edited));
            lines.push(detail("done", "a new version, not a new article; a line in the digest"));
        }
    }
    Ok(lines)
}

/// A line below an article: a name in a column of its own, what is said beside it.
fn detail(name: &str, text: &str) -> String {
    print::labelled(name, text, 5, 14)
}
