//! A memory from what was written down of it.

use super::Memory;
use super::postings::ADDED_AT_ONCE;
use super::record::{NotASnapshot, Record};
use crate::clock::{SignedDuration, Timestamp};

/// Records that are entered at once, at least: the more, the fewer times a bucket is written.
const AT_ONCE: usize = 1 << 16;
/// At most: what tables take at once.
const AT_ONCE_MOST: usize = ADDED_AT_ONCE;

/// Fingerprints that most items have.
const PRINTS_AT_LEAST: usize = 48;

/// Room is made for no more items than these, whatever number the last one has.
const EXPECTED: usize = 1 << 24;

/// Takes the parts of a snapshot, in their order.
#[derive(Debug)]
pub struct Recall {
    memory: Memory,
    waiting: Vec<Record>,
}

impl Recall {
    /// Of about so many `items`. Terms of what was seen before `now - window` stay out, as in
    /// [`Memory::age`].
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

    #[must_use]
    pub fn done(mut self) -> Memory {
        self.memory.enter(&self.waiting);
        self.memory
    }
}
