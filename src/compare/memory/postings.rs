//! A table from hashes to items, in about five and a half bytes a posting.
//!
//! A table of small buckets that grows by splitting one bucket at a time (linear hashing: Litwin,
//! VLDB 1980), so that no growth stops the desk. What the place of a bucket says of a hash is not
//! stored in it (quotienting: Knuth, TAOCP 3, 6.4, exercise 13). Of the rest eight bits stand
//! apart, side by side in a bucket: a search runs through them, and hardly ever looks at anything
//! else.

use super::bucket::{Bucket, Rows, Slot, push, set};

/// The postings in a bucket, on average; half as many to twice as many are usual.
const BUCKET: usize = 64;
/// The fewest buckets of a table that holds anything; a power of two.
const LEAST_BUCKETS: usize = 16;
/// Bytes that a bucket takes up at most. Hashes spread evenly, unless texts were made to fill one
/// bucket.
const BUCKET_LIMIT: usize = 1 << 15;
/// The buckets that are fetched at once: what the processor's nearest caches hold.
const FETCHED: usize = 256;
/// The bytes that the processor fetches together.
const LINE: usize = 64;
/// Tags take up no more than this share of a bucket.
const TAGS_SHARE: usize = 4;
/// The bits of a hash that are given. Of 660 million postings 66 hashes meet a wrong one in every
/// twelfth text; one more bit, and a posting among them would take up another byte.
pub const BITS: u32 = 39;
const TAG_BITS: u32 = 8;
/// The bits of an item's number among those that are added at once.
const WHICH_BITS: u32 = 17;
/// The items of which postings may be added at once.
pub const ADDED_AT_ONCE: usize = 1 << WHICH_BITS;

/// A rule of a table: what stands under each of its hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The postings of one hash, at most.
    pub cap: usize,
    /// The postings that stay where there are more than `cap`.
    pub keeps: Keeps,
    /// Whether weights are kept; they take up a byte.
    pub weighs: bool,
    /// The bits of a hash that count, the high ones; at most [`BITS`], and 34 beside weights.
    pub bits: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    First,
    Last,
}

/// An item that a hash leads to. It stands once under a hash, with the weight given last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub item: u32,
    pub weight: u8,
}

/// A posting on its way in: its hash, which of the items that come together it leads to, and its
/// weight; in one number, so that many are sorted quickly and those of one hash stay in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Added(u64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postings {
    rule: Rule,
    /// The low bits of a bucket's place are the high bits of its hashes, in reverse.
    buckets: Vec<Bucket>,
    len: usize,
}

impl Added {
    /// The posting of the item at place `which` of those that come together, below
    /// [`ADDED_AT_ONCE`].
    #[must_use]
    pub fn new(hash: u64, which: usize, weight: u8) -> Self {
        debug_assert!(which < ADDED_AT_ONCE && hash < 1 << BITS);
        Self(hash << (64 - BITS) | (which as u64) << 8 | u64::from(weight))
    }

    fn hash(self) -> u64 {
        self.0 >> (64 - BITS)
    }

    fn posting(self, items: &[u32]) -> Posting {
        Posting { item: items[(self.0 >> 8) as usize % ADDED_AT_ONCE], weight: self.0 as u8 }
    }
}

impl Postings {
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self { rule, buckets: Vec::new(), len: 0 }
    }

    /// The number of postings under all hashes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Calls `each` with the place in `hashes` of every one that something stands under, and with
    /// that, in the order in which it came.
    pub fn find(&self, hashes: &[u64], mut each: impl FnMut(usize, &[Posting])) {
        if self.buckets.is_empty() {
            return;
        }
        let mut found = Vec::new();
        for (number, some) in hashes.chunks(FETCHED).enumerate() {
            self.fetch(some.iter().copied());
            for (offset, hash) in some.iter().enumerate() {
                let place = self.place(*hash);
                found.clear();
                self.buckets[place.bucket]
                    .rows()
                    .each(place, |_, value| found.push(self.rule.posting(value)));
                if !found.is_empty() {
                    each(number * FETCHED + offset, &found);
                }
            }
        }
    }

    /// The number of postings under each hash, or a few more: those that look alike are counted.
    #[must_use]
    pub fn about(&self, hashes: &[u64]) -> Vec<usize> {
        if self.buckets.is_empty() {
            return vec![0; hashes.len()];
        }
        self.fetch(hashes.iter().copied());
        let alike = |place: Slot| {
            memchr::memchr_iter(place.tag, self.buckets[place.bucket].rows().tags).count()
        };
        hashes.iter().map(|hash| alike(self.place(*hash))).collect()
    }

    /// Looks at buckets shortly before they are needed. None waits for another one here, so that
    /// the processor fetches many at once; a search by itself waits for its bucket two or three
    /// times.
    fn fetch(&self, hashes: impl Iterator<Item = u64> + Clone) {
        let buckets = hashes.map(|hash| &self.buckets[self.place(hash).bucket].0);
        std::hint::black_box(buckets.clone().map(|bytes| bytes.len()).fold(0, usize::wrapping_add));
        let tags = buckets
            .flat_map(|bytes| bytes[..bytes.len().div_ceil(TAGS_SHARE)].iter().step_by(LINE));
        std::hint::black_box(tags.fold(0, |sum: u8, byte| sum.wrapping_add(*byte)));
    }

    /// Makes room for so many postings before the first one, which saves splitting buckets for
    /// them.
    pub fn expect(&mut self, postings: usize) {
        if self.buckets.is_empty() {
            let most = 1 << (self.rule.bits - TAG_BITS);
            self.buckets
                .resize_with((postings / BUCKET).clamp(LEAST_BUCKETS, most), Bucket::default);
        }
    }

    /// Adds many postings at once, those of one hash in the order of `items`.
    pub fn extend(&mut self, items: &[u32], mut added: Vec<Added>) {
        if added.is_empty() {
            return;
        }
        self.expect(0);
        while self.len + added.len() > self.buckets.len() * BUCKET && self.may_split() {
            self.split();
        }
        added.sort_unstable();
        let (mut under, mut more) = (Under::default(), 0);
        for some in added.chunks(FETCHED) {
            self.fetch(some.iter().map(|one| one.hash()));
            let mut ahead = some;
            while let Some(first) = ahead.first() {
                let bucket = self.place(first.hash()).bucket;
                let (mine, others) = ahead.split_at(
                    ahead.iter().take_while(|one| self.place(one.hash()).bucket == bucket).count(),
                );
                ahead = others;
                if self.buckets[bucket].0.len() <= BUCKET_LIMIT {
                    let mut bytes = std::mem::take(&mut self.buckets[bucket].0).into_vec();
                    bytes.reserve_exact(mine.len() * (1 + Rows::of(&bytes).width));
                    for same in mine.chunk_by(|a, b| self.counts(a.hash()) == self.counts(b.hash()))
                    {
                        let new = same.iter().map(|one| one.posting(items));
                        more += self.rule.admit(
                            self.place(same[0].hash()),
                            new,
                            &mut bytes,
                            &mut under,
                        );
                    }
                    self.buckets[bucket] = Bucket(bytes.into_boxed_slice());
                }
            }
        }
        self.len += more;
    }

    /// Drops the postings of items that `keep` does not want.
    pub fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.len = 0;
        let depth = self.buckets.len().checked_ilog2().unwrap_or_default();
        for bucket in 0..self.buckets.len() {
            let has_split = bucket & ((1 << depth) - 1) < self.buckets.len() - (1 << depth);
            let low_bits = self.rule.bits - TAG_BITS - depth - u32::from(has_split);
            let rows = self.buckets[bucket].rows();
            let kept = rows
                .iter()
                .filter(|(_, number)| keep(self.rule.posting(number >> low_bits).item))
                .collect::<Vec<_>>();
            self.len += kept.len();
            self.buckets[bucket] = Bucket::of(&kept);
        }
    }

    /// The bits of a hash that count.
    fn counts(&self, hash: u64) -> u64 {
        hash >> (BITS - self.rule.bits)
    }

    fn place(&self, hash: u64) -> Slot {
        let bits = self.rule.bits;
        let hash = self.counts(hash);
        let depth = self.buckets.len().ilog2();
        let reversed = (hash << (64 - bits)).reverse_bits() as usize;
        let bucket = reversed & ((1 << depth) - 1);
        let has_split = bucket < self.buckets.len() - (1 << depth);
        let low_bits = bits - TAG_BITS - depth - u32::from(has_split);
        Slot {
            bucket: if has_split { reversed & ((2 << depth) - 1) } else { bucket },
            tag: (hash >> low_bits) as u8,
            low: hash & ((1 << low_bits) - 1),
            low_bits,
        }
    }

    fn may_split(&self) -> bool {
        self.buckets.len().ilog2() + TAG_BITS < self.rule.bits
    }

    /// Moves the upper half of the next bucket's hashes into a new one at the end.
    fn split(&mut self) {
        let depth = self.buckets.len().ilog2();
        let lower = self.buckets.len() - (1 << depth);
        let low_bits = self.rule.bits - TAG_BITS - depth - 1;
        let rows = self.buckets[lower].rows();
        // The high bit of the tag is told by the place from now on; a bit of the number moves up
        // into the tag.
        let moved = |(tag, number): (u8, u64)| {
            let (value, next) = (number >> (low_bits + 1), number >> low_bits & 1);
            (tag << 1 | next as u8, value << low_bits | number & ((1 << low_bits) - 1))
        };
        let half = |is_upper: bool| {
            rows.iter()
                .filter(move |(tag, _)| (tag >> 7 == 1) == is_upper)
                .map(moved)
                .collect::<Vec<_>>()
        };
        let (kept, upper) = (Bucket::of(&half(false)), Bucket::of(&half(true)));
        self.buckets[lower] = kept;
        if self.buckets.len() == self.buckets.capacity() {
            self.buckets.reserve_exact(self.buckets.len() / 16 + 1);
        }
        self.buckets.push(upper);
    }
}

impl Slot {
    fn number(self, value: u64) -> u64 {
        value << self.low_bits | self.low
    }
}

impl Rule {
    /// Puts postings behind those of their hash; says how many more there are.
    fn admit(
        self,
        place: Slot,
        new: impl Iterator<Item = Posting>,
        bytes: &mut Vec<u8>,
        under: &mut Under,
    ) -> usize {
        under.clear();
        Rows::of(bytes).each(place, |at, value| {
            under.places.push(at);
            under.push(self.posting(value));
        });
        for posting in new {
            if under.items.contains(&posting.item) {
                let same =
                    under.items.iter().position(|item| *item == posting.item).unwrap_or_default();
                under.weights[same] = posting.weight;
                continue;
            }
            if under.items.len() >= self.cap {
                match self.keeps {
                    Keeps::First => continue,
                    Keeps::Last => under.remove_first(),
                }
            }
            under.push(posting);
        }
        let mut new = under.items.iter().zip(&under.weights).map(|(item, weight)| {
            place.number(self.value(Posting { item: *item, weight: *weight }))
        });
        under.places.iter().zip(&mut new).for_each(|(at, number)| set(bytes, *at, number));
        new.for_each(|number| push(bytes, place.tag, number));
        under.items.len() - under.places.len()
    }

    fn value(self, posting: Posting) -> u64 {
        if self.weighs {
            u64::from(posting.item) << 8 | u64::from(posting.weight)
        } else {
            posting.item.into()
        }
    }

    fn posting(self, value: u64) -> Posting {
        if self.weighs {
            Posting { item: (value >> 8) as u32, weight: value as u8 }
        } else {
            Posting { item: value as u32, weight: 0 }
        }
    }
}

/// The postings that stand under one hash, and where they stood.
#[derive(Default)]
struct Under {
    places: Vec<usize>,
    items: Vec<u32>,
    weights: Vec<u8>,
}

impl Under {
    fn clear(&mut self) {
        self.places.clear();
        self.items.clear();
        self.weights.clear();
    }

    fn push(&mut self, posting: Posting) {
        self.items.push(posting.item);
        self.weights.push(posting.weight);
    }

    fn remove_first(&mut self) {
        self.items.remove(0);
        self.weights.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What the table should hold, said plainly.
    #[derive(Default)]
    struct Model(BTreeMap<u64, Vec<Posting>>);

    impl Model {
        fn add(&mut self, rule: Rule, hash: u64, posting: Posting) {
            let postings = self.0.entry(hash).or_default();
            if let Some(same) = postings.iter_mut().find(|other| other.item == posting.item) {
                *same = posting;
            } else if postings.len() < rule.cap {
                postings.push(posting);
            } else if rule.keeps == Keeps::Last {
                postings.remove(0);
                postings.push(posting);
            }
        }
    }

    fn add(table: &mut Postings, postings: &[(u64, Posting)]) {
        let items: Vec<u32> = postings.iter().map(|(_, posting)| posting.item).collect();
        table.extend(
            &items,
            postings
                .iter()
                .enumerate()
                .map(|(which, (hash, posting))| Added::new(*hash, which, posting.weight))
                .collect(),
        );
    }

    /// Some hashes often, most never again.
    fn hash() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..8, 0u64..1 << BITS, (0u64..8).prop_map(|low| (1 << BITS) - 1 - low)]
    }

    proptest! {
        #[test]
        fn a_table_answers_as_a_plain_map_does(
            batches in prop::collection::vec(
                prop::collection::vec((hash(), 0u32..40, any::<u8>()), 0..200),
                1..6,
            ),
            keeps_first in any::<bool>(),
            weighs in any::<bool>(),
            gone in 0u32..40,
            cap in 1usize..7,
            at_once in 1usize..60,
        ) {
            let bits = if weighs { BITS - 5 } else { BITS };
            let keeps = if keeps_first { Keeps::First } else { Keeps::Last };
            let rule = Rule { cap, keeps, weighs, bits };
            let (mut table, mut model) = (Postings::new(rule), Model::default());
            for (number, batch) in batches.iter().enumerate() {
                let kept = |weight: u8| if weighs { weight } else { 0 };
                let postings: Vec<(u64, Posting)> = batch
                    .iter()
                    .map(|(hash, item, weight)| {
                        (*hash, Posting { item: *item, weight: kept(*weight) })
                    })
                    .collect();
                for some in postings.chunks(at_once) {
                    add(&mut table, some);
                    let mut some = some.to_vec();
                    some.sort_by_key(|(hash, _)| *hash);
                    for (hash, posting) in &some {
                        model.add(rule, hash >> (BITS - bits), *posting);
                    }
                }
                if number == 2 {
                    table.retain(|item| item >= gone);
                    for postings in model.0.values_mut() {
                        postings.retain(|posting| posting.item >= gone);
                    }
                }
            }
            prop_assert_eq!(table.len(), model.0.values().map(Vec::len).sum::<usize>());
            for (hash, postings) in &model.0 {
                let mut found = Vec::new();
                table.find(&[hash << (BITS - bits)], |_, postings| found = postings.to_vec());
                prop_assert_eq!(&found, postings);
            }
        }
    }

    #[test]
    fn a_flood_that_aims_at_one_bucket_is_bounded() {
        let mut table =
            Postings::new(Rule { cap: 64, keeps: Keeps::First, weighs: false, bits: BITS });
        // The high bits are the same in all of them.
        for item in 0..40u32 {
            let flood: Vec<(u64, Posting)> = (0..1_000)
                .map(|low| (low * 40 + u64::from(item), Posting { item, weight: 0 }))
                .collect();
            add(&mut table, &flood);
        }
        assert!(table.buckets.iter().all(|bucket| bucket.0.len() < 2 * BUCKET_LIMIT));
    }
}
