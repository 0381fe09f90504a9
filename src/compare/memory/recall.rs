//! A memory that is restored from what was written down of it.

use super::Memory;
use super::postings::ADDED_AT_ONCE;
use super::record::{NotASnapshot, Record};
use crate::clock::{SignedDuration, Timestamp};

/// The records that are entered at once, at least: the more, the fewer times a bucket is written.
const AT_ONCE: usize = 1 << 16;
/// The records that are entered at once, at most: as many as tables take at once.
const AT_ONCE_MOST: usize = ADDED_AT_ONCE;

/// The fingerprints that most items have at least.
const PRINTS_AT_LEAST: usize = 48;

/// The items that room is made for at most, whatever number the last one has.
const EXPECTED: usize = 1 << 24;

/// A memory in the making, which takes the parts of a snapshot in their order.
#[derive(Debug)]
pub struct Recall {
    memory: Memory,
    waiting: Vec<Record>,
}

impl Recall {
    /// A recall of about so many `items`. Terms of what was seen before `now - window` stay out, as
    /// in [`Memory::age`].
    #[must_use]
    pub fn new(items: usize, now: Timestamp, window: SignedDuration) -> Self {
        let mut memory = Memory::default();
        memory.prints.expect(items.min(EXPECTED) * PRINTS_AT_LEAST);
        memory.age(now, window);
        Self { memory, waiting: Vec::new() }
    }

    /// Takes the next part; nothing of it where it is damaged.
    ///
    /// # Errors
    /// When the bytes were damaged, or written by something else.
    pub fn part(&mut self, bytes: &[u8]) -> Result<(), NotASnapshot> {
        self.waiting.append(&mut Record::read(bytes)?);
        if self.waiting.len() >= (self.memory.len() / 8).clamp(AT_ONCE, AT_ONCE_MOST) {
            self.memory.enter(&self.waiting);
            self.waiting.clear();
        }
        Ok(())
    }

    /// The memory that all parts together make.
    #[must_use]
    pub fn done(mut self) -> Memory {
        self.memory.enter(&self.waiting);
        self.memory
    }
}
