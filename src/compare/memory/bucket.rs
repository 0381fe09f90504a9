//! A bucket of postings, written as bytes.

/// The slot that a hash belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub bucket: usize,
    pub tag: u8,
    /// The low bits of the hash, which neither the bucket nor the tag tells.
    pub low: u64,
    /// The number of those bits.
    pub low_bits: u32,
}

/// The postings of one bucket as bytes, in the order in which they came. First the bytes that a
/// number takes up; then the tag of each; then the number of each: item, weight, and the low bits
/// of the hash.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bucket(pub Box<[u8]>);

impl Bucket {
    #[must_use]
    pub fn of(rows: &[(u8, u64)]) -> Self {
        let Some(width) = rows.iter().map(|(_, number)| width(*number)).max() else {
            return Self::default();
        };
        let mut bytes = Vec::with_capacity(1 + rows.len() * (1 + width));
        bytes.push(width as u8);
        bytes.extend(rows.iter().map(|(tag, _)| *tag));
        rows.iter().for_each(|(_, number)| bytes.extend_from_slice(&number.to_le_bytes()[..width]));
        Self(bytes.into_boxed_slice())
    }

    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        Rows::of(&self.0)
    }
}

/// A bucket taken apart into its tags and numbers.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// The bytes that each number takes up.
    pub width: usize,
    pub tags: &'a [u8],
    numbers: &'a [u8],
}

impl<'a> Rows<'a> {
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        let Some((width, rest)) = bytes.split_first() else {
            return Self { width: 0, tags: &[], numbers: &[] };
        };
        let width = usize::from(*width);
        let (tags, numbers) = rest.split_at(rest.len() / (1 + width));
        Self { width, tags, numbers }
    }

    fn number(self, at: usize) -> u64 {
        let here = &self.numbers[at * self.width..];
        match here.first_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) & (u64::MAX >> (64 - 8 * self.width)),
            None => here[..self.width]
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
        }
    }

    pub fn iter(self) -> impl Iterator<Item = (u8, u64)> {
        self.tags.iter().enumerate().map(move |(at, tag)| (*tag, self.number(at)))
    }

    /// Calls `each` with every posting of a hash, in their order: where it stands, and its value.
    pub fn each(self, place: Slot, mut each: impl FnMut(usize, u64)) {
        for at in memchr::memchr_iter(place.tag, self.tags) {
            let number = self.number(at);
            if number & ((1 << place.low_bits) - 1) == place.low {
                each(at, number >> place.low_bits);
            }
        }
    }
}

/// The bytes that a number takes up.
fn width(number: u64) -> usize {
    (64 - (number | 1).leading_zeros()).div_ceil(8) as usize
}

/// Puts a posting behind the others.
pub fn push(bytes: &mut Vec<u8>, tag: u8, number: u64) {
    if bytes.is_empty() {
        bytes.push(width(number) as u8);
    }
    widen(bytes, number);
    let Rows { width, tags, .. } = Rows::of(bytes);
    bytes.insert(1 + tags.len(), tag);
    bytes.extend_from_slice(&number.to_le_bytes()[..width]);
}

/// Puts a number in the place of another one.
pub fn set(bytes: &mut Vec<u8>, at: usize, number: u64) {
    widen(bytes, number);
    let Rows { width, tags, .. } = Rows::of(bytes);
    let start = 1 + tags.len() + at * width;
    bytes[start..start + width].copy_from_slice(&number.to_le_bytes()[..width]);
}

/// Makes room for a number as large as this one.
fn widen(bytes: &mut Vec<u8>, number: u64) {
    let needed = width(number);
    let rows = Rows::of(bytes);
    if needed > rows.width {
        let mut wider = Vec::with_capacity(1 + (rows.tags.len() + 1) * (1 + needed));
        wider.push(needed as u8);
        wider.extend_from_slice(rows.tags);
        rows.iter()
            .for_each(|(_, number)| wider.extend_from_slice(&number.to_le_bytes()[..needed]));
        *bytes = wider;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_row_reads_as_it_was_written(
            rows in prop::collection::vec(
                (0u8..9, prop_oneof![any::<u64>(), 0u64..1 << 22]),
                0..40,
            ),
            tag in 0u8..9,
        ) {
            let mut bytes = Vec::new();
            rows.iter().for_each(|(tag, number)| push(&mut bytes, *tag, *number));
            prop_assert_eq!(Rows::of(&bytes).iter().collect::<Vec<_>>(), rows.clone());
            prop_assert_eq!(Bucket::of(&rows).0.into_vec(), bytes.clone());
            let mut found = Vec::new();
            let place = Slot { bucket: 0, tag, low: 0, low_bits: 0 };
            Rows::of(&bytes).each(place, |at, value| found.push((at, value)));
            let of_tag = rows.iter().enumerate().filter(|(_, row)| row.0 == tag);
            let expected: Vec<(usize, u64)> = of_tag.map(|(at, row)| (at, row.1)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
