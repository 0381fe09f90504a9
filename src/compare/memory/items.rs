//! The story of each item and when it was seen, by the item's number.

/// The items on a page. The desk numbers items one after the other, so that pages fill up.
const PAGE: u32 = 1 << 10;

/// A table of items in pages, by their numbers. It takes eight bytes an item, and as many for every
/// page below the last, of which there are four million at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    pages: Vec<Option<Box<[Option<SeenItem>; PAGE as usize]>>>,
    len: usize,
}

/// The story of an item, and when it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenItem {
    pub story: u32,
    /// Seconds since 1970, at least one.
    pub seen: std::num::NonZeroU32,
}

impl Items {
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    #[must_use]
    pub fn get(&self, item: u32) -> Option<SeenItem> {
        self.pages.get((item / PAGE) as usize)?.as_ref()?[(item % PAGE) as usize]
    }

    pub fn set(&mut self, item: u32, entry: SeenItem) {
        let number = (item / PAGE) as usize;
        if number >= self.pages.len() {
            self.pages.resize_with(number + 1, || None);
        }
        let page = self.pages[number].get_or_insert_with(|| Box::new([None; PAGE as usize]));
        let before = page[(item % PAGE) as usize].replace(entry);
        self.len += usize::from(before.is_none());
    }
}
