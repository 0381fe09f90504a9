//! The parts of a text that stand elsewhere, in all that was filed.

use super::Remembered;
use super::record::Print;
use crate::compare::copies::Commonplaces;
use crate::compare::reading::Profile;
use crate::id::ItemId;

impl Remembered<'_> {
    /// Whether most of a text stands in no other one: a reprint says nothing of how frequent its
    /// words are.
    #[must_use]
    pub fn is_mostly_new(&self, profile: &Profile) -> bool {
        let mut seen = vec![false; profile.copy_keys.prints.len()];
        self.each_print(profile, |place, _| seen[place] = true);
        seen.iter().filter(|seen| **seen).count() * 2 < seen.len()
    }

    /// The commonplaces of a text, which stand in reports of many stories; `this` item is not
    /// counted.
    #[must_use]
    pub fn commonplaces(&self, profile: &Profile, this: Option<ItemId>) -> Commonplaces {
        let mut stories: Vec<Vec<u32>> = vec![Vec::new(); profile.copy_keys.prints.len()];
        self.each_print(profile, |place, item| {
            let story = self.story(item).filter(|_| Some(item) != this);
            stories[place].extend(story.and_then(|story| u32::try_from(story.0).ok()));
        });
        Commonplaces::new(profile.copy_keys.prints.iter().copied().zip(stories))
    }

    /// Calls `each` with the place of a fingerprint and every item that has it.
    fn each_print(&self, profile: &Profile, mut each: impl FnMut(usize, ItemId)) {
        let prints: Vec<u64> =
            profile.copy_keys.prints.iter().map(|print| Print::of(*print).bits()).collect();
        for memory in [self.settled, self.pending] {
            memory.prints.find(&prints, |place, found| {
                found.iter().for_each(|posting| each(place, ItemId(posting.item.into())));
            });
        }
    }
}
