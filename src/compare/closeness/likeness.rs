//! One text beside another: how much they share, and how close they are.

use super::overlap::Overlap;
use super::signals::Signals;
use crate::compare::copies::{Alignment, Commonplaces, Side, align};
use crate::compare::reading::{Profile, WeightedTerms};
use crate::compare::verdict::{Closeness, Copy, TextRef};
use crate::compare::words::Frequencies;

/// The share of both texts that two near duplicates have in common: almost the same text.
const NEAR_DUPLICATE_COVER: f32 = 0.8;
/// The share of a text that stands in the other where it is a reprint, an abridgement, a copy with a new top.
const REPRINT_COVER: f32 = 0.5;
/// The share of a text that another one makes up at least, of which it holds most, to be a reprint of it beside others: a
/// text of which three parts in four stand not there says something else.
const LEAST_COVER: f32 = 0.25;
/// The cosine from which on texts are aligned although they share no fingerprint.
const MISREAD_LIKENESS: f32 = 0.15;

/// One text beside another: what both axes are decided from.
pub struct Likeness<'a> {
    pub of: TextRef,
    pub copy: Copy,
    pub alignment: Alignment,
    pub relatedness: f32,
    /// Beside a seed; decided elsewhere beside what was seen.
    pub closeness: Closeness,
    pub profile: &'a Profile,
}

impl Likeness<'_> {
    /// Whether this text repeats the other: most of it stands there.
    #[must_use]
    pub fn repeats(&self) -> bool {
        self.copy >= Copy::Reprint && self.alignment.here_in_there >= REPRINT_COVER
    }

    /// Weighs the likeness of `here` as what two reports have in common, by the archive: its own
    /// terms are `weighed` by it already.
    pub fn weigh(&mut self, here: &Profile, weighed: &WeightedTerms, frequencies: &Frequencies) {
        let terms = [weighed, &*self.profile.weighed(frequencies)];
        self.relatedness = Signals::by([here, self.profile], terms).relatedness();
    }
}

/// Sets `here` beside `there`, with which it has this `overlap`. What is among `commonplaces`
/// neither makes a copy nor speaks against one.
pub fn liken<'a>(
    here: &'a Profile,
    there: &'a Profile,
    overlap: &Overlap,
    of: TextRef,
    commonplaces: &Commonplaces,
) -> Likeness<'a> {
    let same_text = here.copy_keys.whole.is_some() && here.copy_keys.whole == there.copy_keys.whole;
    let may_suppress = !here.copy_keys.prints.is_empty() && !there.copy_keys.prints.is_empty();
    // A copy that a machine misread has hardly five words in a row as they were, but most words.
    let may_share = same_text || overlap.shares_a_print || overlap.terms >= MISREAD_LIKENESS;
    let alignment = if may_suppress && may_share {
        let [ours, theirs] = [here, there].map(|side| commonplaces.within(&side.wording.words));
        align(&Side::new(here).with(&ours), &Side::new(there).with(&theirs))
    } else {
        Alignment::default()
    };
    let copy = if same_text { Copy::Duplicate } else { copy(&alignment) };
    let relatedness = Signals::beside(here, there, overlap).relatedness();
    Likeness { of, copy, alignment, relatedness, closeness: Closeness::Unrelated, profile: there }
}

/// What kind of copy of another text one is that shares these passages with it. A text that holds all of a short one is no
/// reprint of it where most of what it says stands not there.
fn copy(alignment: &Alignment) -> Copy {
    let Alignment { passages, here_in_there, there_in_here } = alignment;
    let [least, most] = [here_in_there.min(*there_in_here), here_in_there.max(*there_in_here)];
    if least >= NEAR_DUPLICATE_COVER {
        Copy::NearDuplicate
    } else if most >= REPRINT_COVER && *here_in_there >= LEAST_COVER {
        Copy::Reprint
    } else if passages.is_empty() {
        Copy::None
    } else {
        Copy::Excerpt
    }
}
