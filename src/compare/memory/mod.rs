//! The memory that judging has of the items filed before: fingerprints, text hashes, the heaviest
//! terms of recent items. Texts stay in the store.
//!
//! Every text leaves one [`Record`]. Written down in parts, they are the snapshot: what was noted
//! since the last part is a new one, and a memory restored from all parts knows what it knew.
//!
//! # Limits
//! Fingerprints and terms of edited versions are kept beside those of the new one; alignment finds
//! them stale.

mod bucket;
mod postings;
mod items;
mod standing;
mod record;
mod recall;
mod candidates;
mod elsewhere;

use items::{Items, SeenItem};
use postings::{ADDED_AT_ONCE, Added, BITS, Keeps, Postings, Rule};
use record::{Record, seconds};
use standing::TopicStandings;

use crate::clock::{SignedDuration, Timestamp};
use crate::compare::reading::Profile;
use crate::id::{ItemId, StoryId};

pub use candidates::candidates;
pub use recall::Recall;
pub use record::{InStory, NotASnapshot};
pub use standing::TopicStanding;

/// The rule for whole texts: each leads to who had it first.
const WHOLES: Rule = Rule { cap: 1, keeps: Keeps::First, weighs: false, bits: BITS };
/// The rule for fingerprints: one that so many items share is a common phrase, and further items
/// are not noted.
const PRINTS: Rule = Rule { cap: 64, keeps: Keeps::First, weighs: false, bits: BITS };
/// The rule for terms: each leads to the last items that have it.
const TERMS: Rule = Rule { cap: 256, keeps: Keeps::Last, weighs: true, bits: 34 };
/// The fewest postings of terms that are worth a sweep.
const SWEPT_FROM: usize = 1 << 16;

/// The compact state of everything filed.
#[derive(Debug, Clone)]
pub struct Memory {
    items: Items,
    wholes: Postings,
    prints: Postings,
    terms: Postings,
    standings: TopicStandings,
    /// Items seen before this second are found by their text alone.
    active_since: u32,
    /// The number of postings of terms at which those of old items are swept out next.
    swept_at: usize,
    /// In the order in which they came.
    unsaved: Vec<Record>,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            items: Items::default(),
            wholes: Postings::new(WHOLES),
            prints: Postings::new(PRINTS),
            terms: Postings::new(TERMS),
            standings: TopicStandings::default(),
            active_since: 0,
            swept_at: SWEPT_FROM,
            unsaved: Vec::new(),
        }
    }
}

impl Memory {
    /// Notes an item with where it stands; a second time for its new version.
    pub fn remember(&mut self, item: InStory, profile: &Profile, standing: Option<TopicStanding>) {
        if let Some(record) = Record::new(item, profile, standing) {
            self.note(record);
        }
    }

    /// Notes that an item stands in another story.
    pub fn place(&mut self, item: InStory) {
        if let Some(record) = Record::placed(item) {
            self.note(record);
        }
    }

    fn note(&mut self, record: Record) {
        self.enter(std::slice::from_ref(&record));
        self.unsaved.push(record);
    }

    /// Notes where an item stands that was judged again.
    pub fn stand(&mut self, item: InStory, standing: Option<TopicStanding>) {
        if let Some(record) = Record::placed(item) {
            self.note(Record { standing, is_judged: true, ..record });
        }
    }

    /// Takes over what a batch noted, after its commit.
    pub fn absorb(&mut self, batch: Self) {
        self.enter(&batch.unsaved);
        self.unsaved.extend(batch.unsaved);
    }

    /// Lets go of the terms of items seen before `now - window`: stories that old take in nothing.
    pub fn age(&mut self, now: Timestamp, window: SignedDuration) {
        self.active_since =
            seconds(now.saturating_sub(window).unwrap_or(Timestamp::UNIX_EPOCH)).get();
    }

    fn enter(&mut self, records: &[Record]) {
        records.chunks(ADDED_AT_ONCE).for_each(|some| self.enter_some(some));
    }

    fn enter_some(&mut self, records: &[Record]) {
        let items: Vec<u32> = records.iter().map(|record| record.item).collect();
        for Record { item, story, seen, .. } in records {
            // A new version is no new report.
            let seen = self.items.get(*item).map_or(*seen, |entry| entry.seen);
            self.items.set(*item, SeenItem { story: *story, seen });
        }
        let numbered = || records.iter().enumerate();
        for record in records.iter().filter(|record| record.is_judged) {
            self.standings.set(record.item, record.standing.clone());
        }
        self.wholes.extend(
            &items,
            numbered()
                .filter_map(|(which, record)| Some(Added::new(record.whole?.bits(), which, 0)))
                .collect(),
        );
        self.prints.extend(
            &items,
            numbered()
                .flat_map(|(which, record)| {
                    record.prints.iter().map(move |print| Added::new(print.bits(), which, 0))
                })
                .collect(),
        );
        let active =
            numbered().filter(|(_, record)| is_active(&self.items, record.item, self.active_since));
        let terms = active.flat_map(|(which, record)| {
            record.terms.iter().map(move |(term, weight)| Added::new(term.bits(), which, *weight))
        });
        self.terms.extend(&items, terms.collect());
        if self.terms.len() >= self.swept_at {
            let (items, active_since) = (&self.items, self.active_since);
            self.terms.retain(|item| is_active(items, item, active_since));
            self.standings.retain(|item| is_active(items, item, active_since));
            self.swept_at = SWEPT_FROM.max(2 * self.terms.len());
        }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[must_use]
    pub fn story(&self, item: ItemId) -> Option<StoryId> {
        Some(StoryId(self.items.get(item.0.try_into().ok()?)?.story.into()))
    }

    #[must_use]
    pub fn standing(&self, item: ItemId) -> Option<&TopicStanding> {
        self.standings.get(item.0.try_into().ok()?)
    }

    #[must_use]
    pub fn seen(&self, item: ItemId) -> Option<Timestamp> {
        Timestamp::from_second(self.items.get(item.0.try_into().ok()?)?.seen.get().into()).ok()
    }

    /// The records noted since [`Memory::saved`] was called last, as bytes for the store.
    #[must_use]
    pub fn unsaved(&self) -> Vec<u8> {
        Record::written(&self.unsaved)
    }

    /// Says that what [`Memory::unsaved`] gave is kept.
    pub fn saved(&mut self) {
        self.unsaved = Vec::new();
    }
}

fn is_active(items: &Items, item: u32, since: u32) -> bool {
    items.get(item).is_some_and(|entry| entry.seen.get() >= since)
}

/// The memory of what was filed, and that of what a batch not yet committed has noted on top.
#[derive(Clone, Copy)]
pub struct Remembered<'a> {
    pub settled: &'a Memory,
    pub pending: &'a Memory,
}

impl<'a> Remembered<'a> {
    #[must_use]
    pub fn story(&self, item: ItemId) -> Option<StoryId> {
        self.pending.story(item).or_else(|| self.settled.story(item))
    }

    /// Where an item stands, where it is on some topic.
    #[must_use]
    pub fn standing(&self, item: ItemId) -> Option<&'a TopicStanding> {
        self.pending.standing(item).or_else(|| self.settled.standing(item))
    }

    #[must_use]
    pub fn seen(&self, item: ItemId) -> Option<Timestamp> {
        self.pending.seen(item).or_else(|| self.settled.seen(item))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use super::postings::Posting;
    use super::record::Print;
    use super::*;

    const WINDOW: u32 = 50;

    /// What a memory should answer, said plainly: hash → items with weights.
    #[derive(Default)]
    struct Model {
        items: BTreeMap<u32, (u32, u32)>,
        wholes: BTreeMap<u64, u32>,
        prints: BTreeMap<u64, BTreeSet<u32>>,
        terms: BTreeMap<u64, BTreeMap<u32, u8>>,
    }

    impl Model {
        fn note(&mut self, record: &Record) {
            let entry = self.items.entry(record.item).or_insert((record.story, record.seen.get()));
            entry.0 = record.story;
            if let Some(whole) = record.whole {
                self.wholes.entry(whole.bits()).or_insert(record.item);
            }
            for print in &record.prints {
                self.prints.entry(print.bits()).or_default().insert(record.item);
            }
            for (term, weight) in &record.terms {
                self.terms.entry(term.bits()).or_default().insert(record.item, *weight);
            }
        }

        #[track_caller]
        fn check(&self, memory: &Memory, now: u32) {
            assert_eq!(memory.len(), self.items.len());
            for (item, (story, seen)) in &self.items {
                assert_eq!(memory.story(ItemId((*item).into())), Some(StoryId((*story).into())));
                assert_eq!(
                    memory.seen(ItemId((*item).into())).unwrap().as_second(),
                    i64::from(*seen)
                );
            }
            let found = |postings: &Postings, hash| {
                let mut found: Vec<Posting> = Vec::new();
                postings.find(&[hash], |_, postings| found.extend_from_slice(postings));
                found
                    .into_iter()
                    .map(|posting| (posting.item, posting.weight))
                    .collect::<BTreeMap<u32, u8>>()
            };
            for (whole, item) in &self.wholes {
                assert_eq!(found(&memory.wholes, *whole), BTreeMap::from([(*item, 0)]));
            }
            for (print, items) in &self.prints {
                assert_eq!(
                    found(&memory.prints, *print),
                    items.iter().map(|item| (*item, 0)).collect()
                );
            }
            for (term, items) in &self.terms {
                let is_active = |item: &u32| self.items[item].1 + WINDOW >= now;
                let mut found = found(&memory.terms, *term);
                found.retain(|item, _| super::is_active(&memory.items, *item, memory.active_since));
                assert_eq!(
                    found,
                    items
                        .iter()
                        .filter(|(item, _)| is_active(item))
                        .map(|(item, weight)| (*item, *weight))
                        .collect()
                );
            }
        }
    }

    fn record() -> impl Strategy<Value = (u32, u32, Option<u64>, BTreeSet<u64>, BTreeMap<u64, u8>)>
    {
        let hashes = || prop_oneof![0u64..20, any::<u64>()];
        let terms = prop::collection::btree_map(hashes(), any::<u8>(), 0..8);
        (
            0u32..60,
            1u32..9,
            prop::option::of(0u64..9),
            prop::collection::btree_set(hashes(), 0..20),
            terms,
        )
    }

    fn at(second: u32) -> Timestamp {
        Timestamp::from_second(second.into()).unwrap()
    }

    fn recalled(parts: &[Vec<u8>], now: u32) -> Memory {
        let mut recall =
            Recall::new(parts.len(), at(now), SignedDuration::from_secs(WINDOW.into()));
        parts.iter().for_each(|part| recall.part(part).unwrap());
        recall.done()
    }

    proptest! {
        #[test]
        fn a_memory_answers_as_plain_maps_do(
            batches in prop::collection::vec(prop::collection::vec(record(), 0..12), 1..8),
            lost in 0usize..8,
            swept in any::<bool>(),
        ) {
            let (mut memory, mut model) = (Memory::default(), Model::default());
            let mut saved: Vec<Vec<u8>> = Vec::new();
            let mut noted = Vec::new();
            let mut now = 1_000;
            for batch in batches {
                if swept {
                    memory.swept_at = 0;
                }
                memory.age(at(now), SignedDuration::from_secs(WINDOW.into()));
                let mut overlay = Memory::default();
                for (item, story, whole, prints, terms) in batch {
                    now += 3;
                    let record = Record {
                        item,
                        story,
                        seen: NonZeroU32::new(now).unwrap(),
                        whole: whole.map(Print::of),
                        prints: prints.into_iter().map(Print::of).collect(),
                        terms: terms
                            .into_iter()
                            .map(|(term, weight)| (Print::of(term), weight))
                            .collect(),
                        standing: None,
                        is_judged: true,
                    };
                    model.note(&record);
                    overlay.note(record.clone());
                    noted.push(record);
                }
                memory.absorb(overlay);
                memory.age(at(now), SignedDuration::from_secs(WINDOW.into()));
                model.check(&memory, now);
                saved.push(memory.unsaved());
                memory.saved();
            }
            prop_assert!(Record::read(&memory.unsaved()).unwrap().is_empty());
            model.check(&recalled(&saved, now), now);
            // After a crash the records behind the last part that was kept are made anew.
            let kept = saved.len().saturating_sub(lost);
            let mut memory = recalled(&saved[..kept], now);
            let held: usize =
                saved[..kept].iter().map(|part| Record::read(part).unwrap().len()).sum();
            noted.into_iter().skip(held).for_each(|record| memory.note(record));
            model.check(&memory, now);
        }

        #[test]
        fn damaged_parts_are_refused(
            records in prop::collection::vec(record(), 0..4),
            place in any::<prop::sample::Index>(),
            bit in 0u8..8,
            noise in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let mut memory = Memory::default();
            for (item, story, whole, prints, _) in records {
                memory.note(Record {
                    item,
                    story,
                    seen: NonZeroU32::MIN,
                    whole: whole.map(Print::of),
                    prints: prints.into_iter().map(Print::of).collect(),
                    terms: Vec::new(),
                    standing: None,
                    is_judged: true,
                });
            }
            let mut part = memory.unsaved();
            prop_assert!(Record::read(&part).is_ok());
            prop_assert!(Record::read(&part[..place.index(part.len())]).is_err());
            prop_assert!(Record::read(&noise).is_err());
            let place = place.index(part.len());
            part[place] ^= 1 << bit;
            prop_assert!(Record::read(&part).is_err());
        }
    }
}
