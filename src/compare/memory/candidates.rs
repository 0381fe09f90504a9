//! The few earlier items that are worth loading to compare a text with.

use super::record::{Print, heaviest};
use super::{Memory, Remembered, is_active};
use crate::compare::reading::Profile;
use crate::id::ItemId;

/// The items that a text is aligned with, at most.
const COPY_CANDIDATES: usize = 8;
/// The further items that it may share its story with, at most.
const STORY_CANDIDATES: usize = 8;
/// The weight of shared fingerprints that makes an item a candidate. A fingerprint says less the
/// more items share it: one that more than 32 share is no sign of a copy by itself.
const LEAST_SHARED_PRINTS: f32 = 1.0 / 32.0;
/// The shared weight of terms under which two items have no story in common.
const LEAST_SHARED_WEIGHT: f32 = 0.05;
/// The postings of terms that are looked at, at most, those of the rarest terms first.
const READ_MOST: usize = 1_024;

/// The weight that speaks for an item as a candidate.
#[derive(Debug, Clone, Copy)]
struct Vote {
    item: u32,
    /// Shared fingerprints, or the shared weight of terms.
    shared: f32,
    /// The sum of what is shared, each fingerprint weighed by how few items share it.
    weighed: f32,
}

/// The few items that are worth loading to compare a text with, without `this` itself.
#[must_use]
pub fn candidates(profile: &Profile, known: Remembered<'_>, this: Option<ItemId>) -> Vec<ItemId> {
    let this = this.and_then(|item| item.0.try_into().ok());
    let (mut by_prints, mut by_terms) = (Vec::new(), Vec::new());
    let prints: Vec<u64> =
        profile.copy_keys.prints.iter().map(|print| Print::of(*print).bits()).collect();
    let terms = heaviest(profile);
    for memory in [known.settled, known.pending] {
        memory.whole_votes(profile, &mut by_prints);
        memory.print_votes(&prints, &mut by_prints);
        memory.term_votes(&terms, &mut by_terms);
    }
    let is_active = |item| {
        [known.settled, known.pending]
            .iter()
            .any(|memory| is_active(&memory.items, item, memory.active_since))
    };
    let copies = best(&by_prints, COPY_CANDIDATES, |vote| {
        vote.weighed >= LEAST_SHARED_PRINTS && Some(vote.item) != this
    });
    let stories = best(&by_terms, STORY_CANDIDATES, |vote| {
        vote.shared >= LEAST_SHARED_WEIGHT && Some(vote.item) != this && is_active(vote.item)
    });
    let mut found = copies;
    found.extend(stories.into_iter().filter(|item| !found.contains(item)).collect::<Vec<_>>());
    for memory in [known.pending, known.settled] {
        let near: Vec<u32> = memory
            .standings
            .near(profile)
            .into_iter()
            .filter(|item| Some(*item) != this && is_active(*item) && !found.contains(item))
            .collect();
        found.extend(near);
    }
    found.into_iter().map(|item| ItemId(item.into())).collect()
}

impl Memory {
    fn whole_votes(&self, profile: &Profile, votes: &mut Vec<Vote>) {
        let whole: Vec<u64> =
            profile.copy_keys.whole.iter().map(|hash| Print::of(*hash).bits()).collect();
        // More than any number of fingerprints.
        self.wholes.find(&whole, |_, found| {
            votes.extend(found.iter().map(|posting| Vote {
                item: posting.item,
                shared: f32::MAX / 4.0,
                weighed: 1.0,
            }));
        });
    }

    fn print_votes(&self, prints: &[u64], votes: &mut Vec<Vote>) {
        self.prints.find(prints, |_, found| {
            votes.extend(found.iter().map(|posting| Vote {
                item: posting.item,
                shared: 1.0,
                weighed: 1.0 / found.len() as f32,
            }));
        });
    }

    fn term_votes(&self, terms: &[(Print, u8)], votes: &mut Vec<Vote>) {
        let keys: Vec<u64> = terms.iter().map(|(term, _)| term.bits()).collect();
        let mut rarest: Vec<(usize, usize)> = self
            .terms
            .about(&keys)
            .into_iter()
            .zip(0..)
            .filter(|(postings, _)| *postings > 0)
            .collect();
        rarest.sort_unstable();
        let mut read = 0;
        rarest.retain(|(postings, _)| {
            read += postings;
            read <= READ_MOST
        });
        let keys: Vec<u64> = rarest.iter().map(|(_, term)| keys[*term]).collect();
        votes.reserve(READ_MOST);
        self.terms.find(&keys, |place, found| {
            let weight = f32::from(terms[rarest[place].1].1) / 255.0;
            votes.extend(found.iter().map(|posting| {
                let shared = weight * f32::from(posting.weight) / 255.0;
                Vote { item: posting.item, shared, weighed: shared }
            }));
        });
    }
}

/// The items with most votes; among equals the one filed first: whoever had it first.
fn best(votes: &[Vote], most: usize, wanted: impl Fn(&Vote) -> bool) -> Vec<u32> {
    let mut sums = summed(votes);
    sums.retain(wanted);
    sums.sort_unstable_by(|a, b| b.shared.total_cmp(&a.shared).then(a.item.cmp(&b.item)));
    sums.into_iter().take(most).map(|vote| vote.item).collect()
}

/// The votes of each item together.
fn summed(votes: &[Vote]) -> Vec<Vote> {
    let mut sums: Vec<Vote> = Vec::with_capacity(votes.len());
    // Where the sum of an item stands, by a hash of the item; votes are many and seen once, so that
    // no map is made.
    let bits = (2 * votes.len()).max(2).next_power_of_two().ilog2();
    let mut places = vec![u32::MAX; 1 << bits];
    for vote in votes {
        let mut at = (vote.item.wrapping_mul(0x9e37_79b9) >> (32 - bits.min(32))) as usize;
        loop {
            match sums.get_mut(places[at] as usize) {
                Some(sum) if sum.item == vote.item => {
                    sum.shared += vote.shared;
                    sum.weighed += vote.weighed;
                    break;
                }
                Some(_) => at = (at + 1) % places.len(),
                None => {
                    places[at] = sums.len() as u32;
                    sums.push(*vote);
                    break;
                }
            }
        }
    }
    sums
}
