//! What judging needs to know of the items filed before: fingerprints, text hashes, the heaviest terms
//! of recent items. Texts stay in the store.
//!
//! # Limits
//! Fingerprints of edited versions are kept beside those of the new one; alignment finds them stale.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::profile::Profile;
use super::terms::Weighted;
use crate::clock::{SignedDuration, Timestamp};
use crate::id::{ItemId, StoryId};

/// An item's fingerprint that so many items share is a common phrase; further ones are not noted.
const PRINT_CAP: usize = 64;
/// Terms of an item by which others find it.
const TERMS_KEPT: usize = 32;
/// Items that one term leads to, newest kept.
const TERM_CAP: usize = 2_000;

/// The compact state of everything filed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    items: HashMap<i64, Entry>,
    by_hash: HashMap<u64, i64>,
    by_print: HashMap<u64, Vec<i64>>,
    by_term: HashMap<u64, Vec<i64>>,
    /// Items with terms, oldest first.
    recent: BTreeSet<(i64, i64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entry {
    story: i64,
    /// Seconds since 1970.
    seen: i64,
    /// Hash and weight; emptied when the item leaves the window.
    terms: Vec<(u64, f32)>,
}

/// The bytes are no snapshot of this version.
#[derive(Debug, thiserror::Error)]
#[error("not a snapshot of what was seen: {0}")]
pub struct NotASnapshot(postcard::Error);

impl Memory {
    /// Notes an item; a second time for its new version.
    pub fn remember(&mut self, item: ItemId, story: StoryId, profile: &Profile, seen: Timestamp) {
        self.drop_terms(item.0);
        let seen = seen.as_second();
        let terms: Vec<(u64, f32)> = profile.terms.heaviest(TERMS_KEPT).into_iter().map(|term| (term.key, term.weight)).collect();
        for (term, _) in &terms {
            let items = self.by_term.entry(*term).or_default();
            items.push(item.0);
            if items.len() > TERM_CAP {
                items.remove(0);
            }
        }
        self.recent.insert((seen, item.0));
        self.items.insert(item.0, Entry { story: story.0, seen, terms });
        if let Some(hash) = profile.hash {
            self.by_hash.entry(hash).or_insert(item.0);
        }
        for print in &profile.prints {
            let items = self.by_print.entry(*print).or_default();
            if items.len() < PRINT_CAP && !items.contains(&item.0) {
                items.push(item.0);
            }
        }
    }

    /// Lets go of the terms of items seen before `now - window`: stories that old take in nothing.
    pub fn age(&mut self, now: Timestamp, window: SignedDuration) {
        let limit = now.as_second() - window.as_secs();
        while let Some((seen, item)) = self.recent.first() {
            if *seen >= limit {
                break;
            }
            let item = *item;
            self.drop_terms(item);
        }
    }

    fn drop_terms(&mut self, item: i64) {
        let Some(entry) = self.items.get_mut(&item) else { return };
        self.recent.remove(&(entry.seen, item));
        for (term, _) in std::mem::take(&mut entry.terms) {
            if let Some(items) = self.by_term.get_mut(&term) {
                items.retain(|other| *other != item);
                if items.is_empty() {
                    self.by_term.remove(&term);
                }
            }
        }
    }

    /// Takes over what a batch noted, after its commit.
    pub fn absorb(&mut self, batch: Self) {
        for (item, entry) in batch.items {
            self.drop_terms(item);
            self.recent.insert((entry.seen, item));
            for (term, _) in &entry.terms {
                self.by_term.entry(*term).or_default().push(item);
            }
            self.items.insert(item, entry);
        }
        for (hash, item) in batch.by_hash {
            self.by_hash.entry(hash).or_insert(item);
        }
        for (print, items) in batch.by_print {
            let known = self.by_print.entry(print).or_default();
            for item in items {
                if known.len() < PRINT_CAP && !known.contains(&item) {
                    known.push(item);
                }
            }
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    #[must_use]
    pub fn story(&self, item: ItemId) -> Option<StoryId> {
        self.items.get(&item.0).map(|entry| StoryId(entry.story))
    }

    #[must_use]
    pub fn seen(&self, item: ItemId) -> Option<Timestamp> {
        self.items.get(&item.0).and_then(|entry| Timestamp::from_second(entry.seen).ok())
    }

    /// As bytes for the store.
    ///
    /// # Panics
    /// Never: every part of a `Memory` can be written.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("maps of numbers can always be written")
    }

    /// # Errors
    /// When the bytes were written by something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NotASnapshot> {
        postcard::from_bytes(bytes).map_err(NotASnapshot)
    }

    /// Adds up, for each item, the shared fingerprints and the shared weight of terms.
    fn vote(&self, profile: &Profile, prints: &mut HashMap<i64, u32>, terms: &mut HashMap<i64, f32>) {
        if let Some(item) = profile.hash.and_then(|hash| self.by_hash.get(&hash)) {
            *prints.entry(*item).or_default() += u32::MAX / 2;
        }
        for items in profile.prints.iter().filter_map(|print| self.by_print.get(print)) {
            for item in items {
                let votes = prints.entry(*item).or_default();
                *votes = votes.saturating_add(1);
            }
        }
        for Weighted { key: term, weight } in profile.terms.heaviest(TERMS_KEPT) {
            for item in self.by_term.get(&term).into_iter().flatten() {
                let theirs = self.items.get(item).and_then(|entry| entry.terms.iter().find(|(other, _)| *other == term));
                *terms.entry(*item).or_default() += weight * theirs.map_or(0.0, |(_, weight)| *weight);
            }
        }
    }
}

/// What was filed, and what a batch not yet committed has noted on top.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub settled: &'a Memory,
    pub pending: &'a Memory,
}

/// Items that a text is aligned with, and items that it may share its story with.
const COPY_CANDIDATES: usize = 8;
const STORY_CANDIDATES: usize = 8;
/// A shared weight under this is no story in common.
const LEAST_SHARED_WEIGHT: f32 = 0.05;

/// The few items that are worth loading to compare a text with, without `this` itself.
#[must_use]
pub fn candidates(profile: &Profile, known: Known<'_>, this: Option<ItemId>) -> Vec<ItemId> {
    let (mut prints, mut terms) = (HashMap::new(), HashMap::new());
    known.settled.vote(profile, &mut prints, &mut terms);
    known.pending.vote(profile, &mut prints, &mut terms);
    terms.retain(|_, weight| *weight >= LEAST_SHARED_WEIGHT);
    // Ties go to the item filed first: whoever had it first.
    let mut by_prints: Vec<(u32, i64)> = prints.into_iter().map(|(item, votes)| (votes, item)).collect();
    by_prints.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut by_terms: Vec<(f32, i64)> = terms.into_iter().map(|(item, weight)| (weight, item)).collect();
    by_terms.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut items: Vec<ItemId> = Vec::new();
    let best =
        by_prints.into_iter().take(COPY_CANDIDATES).map(|(_, item)| item).chain(by_terms.into_iter().take(STORY_CANDIDATES).map(|(_, item)| item));
    for item in best.map(ItemId) {
        if Some(item) != this && !items.contains(&item) {
            items.push(item);
        }
    }
    items
}

impl Known<'_> {
    #[must_use]
    pub fn story(&self, item: ItemId) -> Option<StoryId> {
        self.pending.story(item).or_else(|| self.settled.story(item))
    }

    #[must_use]
    pub fn seen(&self, item: ItemId) -> Option<Timestamp> {
        self.pending.seen(item).or_else(|| self.settled.seen(item))
    }
}
