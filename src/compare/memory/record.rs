//! The record that one text leaves in the memory, and how a row of records is written down.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash64;

use super::postings::BITS;
use super::standing::TopicStanding;
use crate::clock::Timestamp;
use crate::compare::reading::Profile;
use crate::id::{ItemId, StoryId};

/// The number of terms of an item by which others find it.
pub const TERMS_KEPT: usize = 32;
/// The version of how records are written; it seeds their checksum.
const FORMAT: u64 = 2;
/// The bytes of the checksum in front of the records.
const CHECKSUM: usize = size_of::<u64>();

/// The bits of a hash that the memory keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print([u8; 5]);

/// A version of an item as the memory takes it up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub item: u32,
    pub story: u32,
    pub seen: NonZeroU32,
    /// The hash of the whole text.
    pub whole: Option<Print>,
    pub prints: Vec<Print>,
    /// The heaviest terms with their weights, in steps of 1/255.
    pub terms: Vec<(Print, u8)>,
    /// Where it stands, where it is on some topic; none for one whose place alone is noted.
    pub standing: Option<TopicStanding>,
    /// Whether the record says where the item stands.
    pub is_judged: bool,
}

/// An item in its story, and when it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InStory {
    pub item: ItemId,
    pub story: StoryId,
    pub seen: Timestamp,
}

/// The fault of bytes that are no records of this version, or were damaged.
#[derive(Debug, thiserror::Error)]
#[error("not a part of what was seen: {0}")]
pub struct NotASnapshot(&'static str);

impl Print {
    /// Fingerprints are the least of their neighbours: their bits are mixed, so that they spread.
    #[must_use]
    pub fn of(hash: u64) -> Self {
        let mixed = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - BITS);
        let mut bytes = [0; 5];
        bytes.copy_from_slice(&mixed.to_le_bytes()[..5]);
        Self(bytes)
    }

    #[must_use]
    pub fn bits(self) -> u64 {
        let mut bytes = [0; 8];
        bytes[..5].copy_from_slice(&self.0);
        // What was read may have more bits.
        u64::from_le_bytes(bytes) & ((1 << BITS) - 1)
    }
}

/// The heaviest terms of a text, with their weights in steps of 1/255.
pub fn heaviest(profile: &Profile) -> Vec<(Print, u8)> {
    let heaviest = profile.weighted.terms.heaviest(TERMS_KEPT).into_iter();
    heaviest.map(|term| (Print::of(term.key), (term.weight * 255.0).round() as u8)).collect()
}

impl Record {
    /// The record of a text; none for numbers that the desk does not reach in a lifetime, from 2^32
    /// on.
    #[must_use]
    pub fn new(item: InStory, profile: &Profile, standing: Option<TopicStanding>) -> Option<Self> {
        Some(Self {
            standing,
            is_judged: true,
            whole: profile.copy_keys.whole.map(Print::of),
            prints: profile.copy_keys.prints.iter().copied().map(Print::of).collect(),
            terms: heaviest(profile),
            ..Self::placed(item)?
        })
    }

    /// The record of an item whose text is noted already: only its story, and when it was seen.
    #[must_use]
    pub fn placed(item: InStory) -> Option<Self> {
        let InStory { item, story, seen } = item;
        let (item, story) = (item.0.try_into().ok()?, story.0.try_into().ok()?);
        Some(Self {
            item,
            story,
            seen: seconds(seen),
            whole: None,
            prints: Vec::new(),
            terms: Vec::new(),
            standing: None,
            is_judged: false,
        })
    }

    /// Records as bytes, with a checksum.
    ///
    /// # Panics
    /// Never: every record can be written.
    #[must_use]
    pub fn written(records: &[Self]) -> Vec<u8> {
        let mut bytes = postcard::to_extend(records, vec![0; CHECKSUM])
            .expect("rows of numbers can always be written");
        let checksum = XxHash64::oneshot(FORMAT, &bytes[CHECKSUM..]).to_le_bytes();
        bytes[..CHECKSUM].copy_from_slice(&checksum);
        bytes
    }

    /// The records that [`Record::written`] wrote.
    ///
    /// # Errors
    /// When the bytes were damaged, or written by something else.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, NotASnapshot> {
        let (checksum, bytes) =
            bytes.split_first_chunk::<CHECKSUM>().ok_or(NotASnapshot("it is too short"))?;
        if u64::from_le_bytes(*checksum) != XxHash64::oneshot(FORMAT, bytes) {
            return Err(NotASnapshot("its checksum is wrong"));
        }
        postcard::from_bytes(bytes).map_err(|_| NotASnapshot("its numbers do not fit together"))
    }
}

/// A moment as the memory keeps it: whole seconds of the years 1970 to 2106.
#[must_use]
pub fn seconds(moment: Timestamp) -> NonZeroU32 {
    let seconds = moment.as_second().clamp(1, u32::MAX.into());
    u32::try_from(seconds).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN)
}
