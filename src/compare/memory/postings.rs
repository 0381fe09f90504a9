//! Hashes → items, in about five bytes a posting.
//!
//! A table of small buckets that grows by splitting one bucket at a time (linear hashing: Litwin, VLDB
//! 1980), so that no growth stops the desk. What the place of a bucket says of a hash is not stored in it
//! (quotienting: Knuth, TAOCP 3, 6.4, exercise 13); the rest is sorted, and stored as differences in
//! bytes of seven bits, each followed by its value.

/// Postings in a bucket, on average; half as many to twice as many are usual.
const BUCKET: usize = 32;
/// Bytes that a bucket takes up at most. Hashes spread evenly, unless texts were made to fill one bucket.
const BUCKET_LIMIT: usize = 1 << 16;

/// So many new entries of a bucket are merged at once; fewer are put in place one by one.
const MERGED_FROM: usize = 4;
/// Buckets that are fetched at once: what the processor's nearest caches hold.
const FETCHED: usize = 256;
/// Bytes that the processor fetches together.
const LINE: usize = 64;
/// Bits of a hash that count. Of 660 million postings 66 hashes meet a wrong one in every sixth text.
pub const BITS: u32 = 38;

/// What stands under a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Postings of one hash.
    pub cap: usize,
    /// What becomes of those beyond the cap.
    pub keeps: Keeps,
    /// Whether weights are kept; they take up a byte.
    pub weighs: bool,
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postings {
    rule: Rule,
    /// The low bits of a bucket's place are the high bits of its hashes, in reverse.
    buckets: Vec<Bucket>,
    len: usize,
}

/// Entries sorted by hash, equal ones in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Bucket(Vec<u8>);

#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The low bits of the hash, which the place of the bucket does not tell.
    rest: u64,
    posting: Posting,
}

/// Where a hash belongs: a bucket, and how many bits of the hash that tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    bucket: usize,
    depth: u32,
}

impl Place {
    fn rest(self, hash: u64) -> u64 {
        hash & ((1 << (BITS - self.depth)) - 1)
    }
}

impl Postings {
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self { rule, buckets: Vec::new(), len: 0 }
    }

    /// All postings under all hashes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Calls `each` with the place of every hash in `hashes` and what stands under it, in the order in which
    /// it came.
    pub fn find(&self, hashes: &[u64], mut each: impl FnMut(usize, &[Posting])) {
        if self.buckets.is_empty() {
            return;
        }
        let mut found = Vec::new();
        for (number, some) in hashes.chunks(FETCHED).enumerate() {
            self.fetch(some.iter().copied());
            for (offset, hash) in some.iter().enumerate() {
                let place = self.place(*hash);
                let rest = place.rest(*hash);
                let entries = self.buckets[place.bucket].entries(self.rule).skip_while(|entry| entry.rest < rest);
                found.clear();
                found.extend(entries.take_while(|entry| entry.rest == rest).map(|entry| entry.posting));
                each(number * FETCHED + offset, &found);
            }
        }
    }

    /// Looks at buckets shortly before they are needed. None waits for another one here, so that the processor
    /// fetches many at once; a search by itself waits for its bucket two or three times.
    fn fetch(&self, hashes: impl Iterator<Item = u64> + Clone) {
        let buckets = hashes.map(|hash| &self.buckets[self.place(hash).bucket].0);
        std::hint::black_box(buckets.clone().map(Vec::len).fold(0, usize::wrapping_add));
        std::hint::black_box(buckets.flat_map(|bytes| bytes.iter().step_by(LINE)).fold(0, |sum: u8, byte| sum.wrapping_add(*byte)));
    }

    /// Adds many postings at once, under equal hashes in the order given.
    pub fn extend(&mut self, mut postings: Vec<(u64, Posting)>) {
        if postings.is_empty() {
            return;
        }
        if self.buckets.is_empty() {
            self.buckets.push(Bucket::default());
        }
        while self.len + postings.len() > self.buckets.len() * BUCKET {
            self.split();
        }
        postings.sort_by_key(|(hash, _)| *hash);
        let mut scratch = Scratch::default();
        for some in postings.chunks(FETCHED) {
            self.fetch(some.iter().map(|(hash, _)| *hash));
            let mut ahead = some;
            while let Some((hash, _)) = ahead.first() {
                let place = self.place(*hash);
                let (mine, others) = ahead.split_at(ahead.iter().take_while(|(hash, _)| self.place(*hash) == place).count());
                ahead = others;
                let bucket = &mut self.buckets[place.bucket];
                if bucket.0.len() > BUCKET_LIMIT {
                    continue;
                }
                let mine = mine.iter().map(|(hash, posting)| Entry { rest: place.rest(*hash), posting: *posting });
                if mine.len() < MERGED_FROM {
                    self.len += mine.filter(|entry| bucket.insert(*entry, self.rule)).count();
                } else {
                    self.len += bucket.merge(mine, self.rule, &mut scratch);
                }
            }
        }
    }

    /// Drops the postings of items that `keep` does not want.
    pub fn retain(&mut self, keep: impl Fn(u32) -> bool) {
        self.len = 0;
        let mut scratch = Scratch::default();
        for bucket in &mut self.buckets {
            scratch.entries.clear();
            scratch.entries.extend(bucket.entries(self.rule).filter(|entry| keep(entry.posting.item)));
            bucket.write(&scratch.entries, self.rule, &mut scratch.bytes);
            self.len += scratch.entries.len();
        }
    }

    fn place(&self, hash: u64) -> Place {
        let depth = self.buckets.len().ilog2();
        let reversed = (hash << (64 - BITS)).reverse_bits() as usize;
        let bucket = reversed & ((1 << depth) - 1);
        let has_split = bucket < self.buckets.len() - (1 << depth);
        if has_split { Place { bucket: reversed & ((2 << depth) - 1), depth: depth + 1 } } else { Place { bucket, depth } }
    }

    /// Moves the upper half of the next bucket's hashes into a new one at the end.
    fn split(&mut self) {
        let depth = self.buckets.len().ilog2();
        let lower = self.buckets.len() - (1 << depth);
        let half = 1 << (BITS - depth - 1);
        let mut entries: Vec<Entry> = self.buckets[lower].entries(self.rule).collect();
        let middle = entries.partition_point(|entry| entry.rest < half);
        entries[middle..].iter_mut().for_each(|entry| entry.rest -= half);
        let mut bytes = Vec::with_capacity(self.buckets[lower].0.len());
        self.buckets[lower].write(&entries[..middle], self.rule, &mut bytes);
        let mut upper = Bucket::default();
        upper.write(&entries[middle..], self.rule, &mut bytes);
        if self.buckets.len() == self.buckets.capacity() {
            self.buckets.reserve_exact(self.buckets.len() / 16 + 1);
        }
        self.buckets.push(upper);
    }
}

impl Rule {
    /// Puts an entry behind those of its hash, which stand at the end.
    fn admit(self, entry: Entry, entries: &mut Vec<Entry>) {
        let first = entries.iter().rposition(|other| other.rest != entry.rest).map_or(0, |at| at + 1);
        if let Some(same) = entries[first..].iter_mut().find(|other| other.posting.item == entry.posting.item) {
            same.posting = entry.posting;
            return;
        }
        if entries.len() - first >= self.cap {
            match self.keeps {
                Keeps::First => return,
                Keeps::Last => drop(entries.remove(first)),
            }
        }
        entries.push(entry);
    }

    fn value(self, posting: Posting) -> u64 {
        if self.weighs { u64::from(posting.item) << 8 | u64::from(posting.weight) } else { posting.item.into() }
    }

    fn posting(self, value: u64) -> Posting {
        if self.weighs { Posting { item: (value >> 8) as u32, weight: value as u8 } } else { Posting { item: value as u32, weight: 0 } }
    }
}

/// What writing a bucket works in.
#[derive(Default)]
struct Scratch {
    entries: Vec<Entry>,
    bytes: Vec<u8>,
}

impl Bucket {
    fn entries(&self, rule: Rule) -> impl Iterator<Item = Entry> {
        let (mut ahead, mut rest) = (self.0.as_slice(), 0);
        std::iter::from_fn(move || {
            let (delta, value) = read_two(&mut ahead)?;
            rest += delta;
            Some(Entry { rest, posting: rule.posting(value) })
        })
    }

    /// Merges entries, sorted, behind equal ones; says how many more there are.
    fn merge(&mut self, new: impl Iterator<Item = Entry>, rule: Rule, scratch: &mut Scratch) -> usize {
        let (merged, mut before) = (&mut scratch.entries, 0);
        merged.clear();
        let mut old = self.entries(rule).inspect(|_| before += 1).peekable();
        for entry in new {
            while let Some(earlier) = old.next_if(|earlier| earlier.rest <= entry.rest) {
                merged.push(earlier);
            }
            rule.admit(entry, merged);
        }
        merged.extend(old);
        let more = merged.len() - before;
        self.write(merged, rule, &mut scratch.bytes);
        more
    }

    /// As [`Bucket::merge`] for one entry, in place; says whether it is one more.
    fn insert(&mut self, entry: Entry, rule: Rule) -> bool {
        let (mut ahead, mut before, mut start) = (self.0.as_slice(), 0, 0);
        // Where the values of the postings of this hash begin.
        let mut same: Option<(usize, usize)> = None;
        let mut count = 0;
        let (mut next, mut next_at) = (None, self.0.len());
        while let Some((delta, value)) = read_two(&mut ahead) {
            let rest = before + delta;
            let (value_at, end) = (start + written(delta), self.0.len() - ahead.len());
            if rest > entry.rest {
                (next, next_at) = (Some(rest), value_at);
                break;
            }
            if rest == entry.rest {
                if rule.posting(value).item == entry.posting.item {
                    self.replace(value_at..end, &[rule.value(entry.posting)]);
                    return false;
                }
                count += 1;
                same = Some(same.map_or((value_at, 0), |(first, second)| (first, if second == 0 { value_at } else { second })));
            }
            (before, start) = (rest, end);
        }
        match (same, rule.keeps) {
            (Some(_), Keeps::First) if count >= rule.cap => return false,
            (Some((first, 0)), Keeps::Last) if count >= rule.cap => {
                self.replace(first..start, &[rule.value(entry.posting)]);
                return false;
            }
            _ => {}
        }
        match next {
            Some(next) => self.replace(start..next_at, &[entry.rest - before, rule.value(entry.posting), next - entry.rest]),
            None => self.replace(start..next_at, &[entry.rest - before, rule.value(entry.posting)]),
        }
        match same {
            // The oldest one goes: its difference is now that of the second.
            Some((first, second)) if count >= rule.cap => {
                self.0.drain(first..second);
                false
            }
            _ => true,
        }
    }

    fn replace(&mut self, range: std::ops::Range<usize>, numbers: &[u64]) {
        let mut bytes = [0; 30];
        let length = numbers.iter().fold(0, |at, number| put(*number, &mut bytes, at));
        let new = &bytes[..length];
        let (before, after) = (self.0.len(), self.0.len() - range.len() + new.len());
        if after > self.0.capacity() {
            // Room for a few more, not for twice as many.
            self.0.reserve_exact(after - before + after / 16);
        }
        if after > before {
            self.0.resize(after, 0);
        }
        self.0.copy_within(range.end..before, range.start + new.len());
        self.0[range.start..range.start + new.len()].copy_from_slice(new);
        self.0.truncate(after);
    }

    fn write(&mut self, entries: &[Entry], rule: Rule, bytes: &mut Vec<u8>) {
        bytes.clear();
        let mut before = 0;
        for Entry { rest, posting } in entries {
            let mut number = [0; 20];
            let length = put(rest - before, &mut number, 0);
            let length = put(rule.value(*posting), &mut number, length);
            bytes.extend_from_slice(&number[..length]);
            before = *rest;
        }
        if bytes.len() > self.0.capacity() || bytes.len() < self.0.capacity() / 2 {
            self.0 = Vec::with_capacity(bytes.len() + bytes.len() / 16);
        }
        self.0.clear();
        self.0.extend_from_slice(bytes);
    }
}

/// The next number, low bits first, seven a byte; the last byte's high bit is not set (LEB128).
fn read(ahead: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0, 0);
    loop {
        let (byte, behind) = ahead.split_first()?;
        *ahead = behind;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        shift += 7;
    }
}

/// The next two numbers, in one look where they take up eight bytes at most and more are behind them.
fn read_two(ahead: &mut &[u8]) -> Option<(u64, u64)> {
    if let Some(eight) = ahead.first_chunk::<8>() {
        let word = u64::from_le_bytes(*eight);
        let ends = !word & 0x8080_8080_8080_8080;
        let later_ends = ends & ends.wrapping_sub(1);
        if later_ends != 0 {
            // The bytes up to and with the lowest end, and the next one.
            let (first, both) = ((ends ^ ends.wrapping_sub(1)), (later_ends ^ later_ends.wrapping_sub(1)));
            *ahead = &ahead[(both.trailing_ones() / 8) as usize..];
            return Some((joined(word & first), joined((word & both) >> first.trailing_ones().min(63))));
        }
    }
    Some((read(ahead)?, read(ahead)?))
}

/// Seven bits of each of the eight bytes, one behind the other.
fn joined(word: u64) -> u64 {
    let word = word & 0x7f7f_7f7f_7f7f_7f7f;
    let word = (word & 0x007f_007f_007f_007f) | (word & 0x7f00_7f00_7f00_7f00) >> 1;
    let word = (word & 0x0000_3fff_0000_3fff) | (word & 0x3fff_0000_3fff_0000) >> 2;
    (word & 0x0000_0000_0fff_ffff) | (word & 0x0fff_ffff_0000_0000) >> 4
}

/// Bytes that a number takes up.
fn written(number: u64) -> usize {
    (64 - (number | 1).leading_zeros()).div_ceil(7) as usize
}

/// Writes a number into `bytes`, ten at most from `at` on; says where the next one goes.
fn put(mut number: u64, bytes: &mut [u8], mut at: usize) -> usize {
    while number > 0x7f {
        bytes[at] = number as u8 | 0x80;
        number >>= 7;
        at += 1;
    }
    bytes[at] = number as u8;
    at + 1
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

    /// Some hashes often, most never again.
    fn hash() -> impl Strategy<Value = u64> {
        prop_oneof![0u64..8, 0u64..1 << BITS, (0u64..8).prop_map(|low| (1 << BITS) - 1 - low)]
    }

    proptest! {
        #[test]
        fn a_table_answers_as_a_plain_map_does(
            batches in prop::collection::vec(prop::collection::vec((hash(), 0u32..40, any::<u8>()), 0..200), 1..6),
            keeps_first in any::<bool>(), weighs in any::<bool>(), gone in 0u32..40, cap in 1usize..7, at_once in 1usize..60,
        ) {
            let rule = Rule { cap, keeps: if keeps_first { Keeps::First } else { Keeps::Last }, weighs };
            let (mut table, mut model) = (Postings::new(rule), Model::default());
            for (number, batch) in batches.iter().enumerate() {
                let postings: Vec<(u64, Posting)> =
                    batch.iter().map(|(hash, item, weight)| (*hash, Posting { item: *item, weight: if weighs { *weight } else { 0 } })).collect();
                postings.iter().for_each(|(hash, posting)| model.add(rule, *hash, *posting));
                postings.chunks(at_once).for_each(|some| table.extend(some.to_vec()));
                if number == 2 {
                    table.retain(|item| item >= gone);
                    model.0.values_mut().for_each(|postings| postings.retain(|posting| posting.item >= gone));
                }
            }
            prop_assert_eq!(table.len(), model.0.values().map(Vec::len).sum::<usize>());
            for (hash, postings) in &model.0 {
                let mut found = Vec::new();
                table.find(&[*hash], |_, postings| found = postings.to_vec());
                prop_assert_eq!(&found, postings);
            }
        }

        #[test]
        fn a_number_reads_as_it_was_written(numbers in prop::collection::vec(prop_oneof![any::<u64>(), 0u64..1 << 22], 0..9)) {
            let mut bytes = [0; 90];
            let length = numbers.iter().fold(0, |at, number| put(*number, &mut bytes, at));
            let mut ahead = &bytes[..length];
            let mut by_twos = ahead;
            let read: Vec<u64> = std::iter::from_fn(|| read(&mut ahead)).collect();
            prop_assert_eq!(&read, &numbers);
            let read: Vec<(u64, u64)> = std::iter::from_fn(|| read_two(&mut by_twos)).collect();
            prop_assert_eq!(read, numbers.chunks_exact(2).map(|two| (two[0], two[1])).collect::<Vec<_>>());
            prop_assert_eq!(numbers.iter().map(|number| written(*number)).sum::<usize>(), length);
        }
    }

    #[test]
    fn a_flood_that_aims_at_one_bucket_is_bounded() {
        let mut table = Postings::new(Rule { cap: 64, keeps: Keeps::First, weighs: false });
        // The high bits are the same in all of them.
        (0..40u32).for_each(|item| table.extend((0..1_000).map(|low| (low * 40 + u64::from(item), Posting { item, weight: 0 })).collect()));
        assert!(table.buckets.iter().all(|bucket| bucket.0.len() < 2 * BUCKET_LIMIT));
    }
}
