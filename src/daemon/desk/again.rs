//! The judging of the archive's recent items again, where seeds, roles, names, thresholds or the
//! engine are others than they were judged with.
//!
//! Nothing of it alerts: a hit that an item did not have before stands in the next digest, with
//! what was there before.

use std::collections::BTreeMap;

use tracing::info;

use super::{Asked, Desk, Judged, Overlay, Sitting};
use crate::clock::Timestamp;
use crate::compare::{Beside, InStory, TopicStanding, Verdict, Was};
use crate::configuration::Configuration;
use crate::id::ItemId;
use crate::store::{Archived, Batch, Filing, JudgedWith, StoreError};

/// How many items are judged in one go; what comes in waits for no more than these.
const AT_ONCE: usize = 50;

/// How far the archive has been judged again.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// What the archive is judged with.
    with: JudgedWith,
    /// The last item that was judged with it.
    after: Option<ItemId>,
    is_done: bool,
    judged: usize,
    /// How often each change was met: beside which corpus, to which relation, from which.
    changes: BTreeMap<String, usize>,
}

impl Desk {
    /// Judges some of the archive's recent items again, the oldest first; says whether there was
    /// anything to judge.
    ///
    /// # Errors
    /// When the store cannot be read or written; the next call does the same again.
    pub async fn judge_again(
        &mut self,
        configuration: &Configuration,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.turn_to(configuration, now).await?;
        let with = self.judged_with();
        if self.again.with != with {
            self.again = Progress { with, ..Progress::default() };
        }
        if self.again.is_done {
            return Ok(false);
        }
        let since =
            now.checked_sub(configuration.settings().compare.judge_again).unwrap_or(Timestamp::MIN);
        let items =
            self.store.judged_otherwise(&self.again.with, since, self.again.after, AT_ONCE).await?;
        let Some(last) = items.last().map(|archived| archived.item.id) else {
            self.again.is_done = true;
            self.again.say();
            return Ok(false);
        };
        let sitting = Sitting { configuration, now };
        let mut overlay = Overlay::default();
        let mut changes = Vec::new();
        for archived in &items {
            changes.extend(self.judged_again(archived, &mut overlay, sitting).await?);
        }
        let batch = Batch {
            visit: None,
            filings: overlay.filings,
            printed: Vec::new(),
            judged_with: self.again.with.clone(),
            at: now,
        };
        self.noted = self.store.file(&batch).await?.change;
        self.memory.absorb(overlay.memory);
        self.again.after = Some(last);
        self.again.judged += items.len();
        changes.into_iter().for_each(|change| *self.again.changes.entry(change).or_default() += 1);
        Ok(true)
    }

    /// Judges one item again, and gives the changes of its relations.
    async fn judged_again(
        &self,
        archived: &Archived,
        overlay: &mut Overlay,
        sitting: Sitting<'_>,
    ) -> Result<Vec<String>, StoreError> {
        let (item, article) = (&archived.item, &archived.article);
        let before = self.store.verdict(item.id).await?.map(|(verdict, _)| verdict);
        let asked = Asked {
            was: Was::Read(item.id),
            article,
            source: &item.source,
            founding: item.story,
            earlier_than: Some(item.id),
        };
        let Judged { mut verdict, hits, profile, .. } = self.judge(asked, overlay, sitting).await?;
        self.join_stories(item.id, &mut verdict, overlay).await?;
        let changes = before.map(|before| changes(&before, &verdict)).unwrap_or_default();
        let standing = TopicStanding::of(&verdict, &profile);
        let (story, seen) = (verdict.story.story(), item.first_seen);
        overlay.memory.stand(InStory { item: item.id, story, seen }, standing);
        overlay.filings.push(Filing::Judged {
            item: item.id,
            version: item.version,
            verdict,
            hits,
        });
        Ok(changes)
    }
}

impl Progress {
    fn say(&self) {
        if self.judged == 0 {
            return;
        }
        let changes: Vec<String> =
            self.changes.iter().map(|(change, times)| format!("{times} {change}")).collect();
        let changes =
            if changes.is_empty() { "nothing changed".to_owned() } else { changes.join(", ") };
        info!("judged {} items of the archive again: {changes}", self.judged);
    }
}

/// The changes of an item's relations, one a corpus: `treaty: related, was unrelated`.
fn changes(before: &Verdict, after: &Verdict) -> Vec<String> {
    let relation = |verdict: &Verdict, corpus: &str| {
        verdict.corpora.get(corpus).map_or("not judged", Beside::relation)
    };
    let corpora = before
        .corpora
        .keys()
        .chain(after.corpora.keys().filter(|corpus| !before.corpora.contains_key(*corpus)));
    corpora
        .map(|corpus| (corpus, relation(before, corpus), relation(after, corpus)))
        .filter(|(_, before, after)| before != after)
        .map(|(corpus, before, after)| format!("{corpus}: {after}, was {before}"))
        .collect()
}
