//! What needs no telling any more: hits that wait for an alert which will never come.
//!
//! A reader with a digest finds them there. Where there is none, they would wait until they are too
//! old to be told, and keep what is new out of the list of what waits.

use serde::{Deserialize, Serialize};

use super::ledger::{Ledger, Report};
use super::{Desk, Told};
use crate::compare::TextRef;
use crate::id::StoryId;

/// A hit that a reader is not told of, as its item is now: a later version is asked about again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub reader: String,
    /// The number of the hit's row.
    pub hit: i64,
    /// The version of the item.
    pub version: u32,
    pub why: Why,
}

/// Why a hit needs no telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// It copies a seed, or what the reader was told.
    Copy,
    /// A silence kept it from alerting.
    Silenced,
    /// It was there long before the reader was.
    Earlier,
}

impl Why {
    /// The reason for people, behind "not told, ".
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            Self::Copy => "a copy of a seed or of what was told",
            Self::Silenced => "a silence kept it from alerting",
            Self::Earlier => "it was there before the reader was",
        }
    }
}

/// The hits that no alert will tell; none for a reader who has a digest. `told_now` is what the
/// alerts of the same pass tell.
pub(super) fn of(desk: &Desk<'_>, told_now: &[Told]) -> Vec<Settled> {
    if desk.reader.digest.is_some() {
        return Vec::new();
    }
    let ledger = Ledger::of(desk, told_now);
    let parted = ledger.part(|report| !ledger.alerting(report).is_empty());
    let pending: Vec<StoryId> = parted
        .tells
        .iter()
        .map(|place| &ledger.reports[*place])
        .filter(|report| !ledger.knows(report.news.item))
        .map(|report| report.news.story)
        .collect();
    let mut settled = Vec::new();
    for (place, original) in &parted.copies {
        let report = &ledger.reports[*place];
        let is_told = match original {
            TextRef::Item(item) => ledger.knows(*item),
            TextRef::Seed { .. } => true,
        };
        // While its story is about to alert, it is counted there.
        if is_told
            && !ledger.knows(report.news.item)
            && !pending.contains(&ledger.counts_in(report, original))
        {
            settled.extend(report.hits.iter().map(|hit| desk.settled(hit.hit, report, Why::Copy)));
        }
    }
    for report in ledger
        .reports
        .iter()
        .filter(|report| ledger.alerting(report).is_empty() && !ledger.knows(report.news.item))
    {
        settled.extend(report.hits.iter().filter_map(|hit| {
            Some(desk.settled(hit.hit, report, ledger.kept_from_alerting(hit)?))
        }));
    }
    settled.sort_by_key(|one| one.hit);
    settled.dedup_by_key(|one| one.hit);
    settled
}

impl Desk<'_> {
    /// A hit of `report` that the desk's reader is not told of.
    fn settled(&self, hit: i64, report: &Report<'_>, why: Why) -> Settled {
        Settled { reader: self.reader.id.clone(), hit, version: report.news.version, why }
    }
}
