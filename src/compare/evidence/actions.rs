//! What two texts say to have been done, in headline and lead, and how much of it is alike.

use std::collections::BTreeSet;

use crate::compare::reading::{KNOWN, Profile, Wording, stands};
use crate::compare::words::{stem, stem_weight, word_hash};
use crate::text::Text;

/// Words before one such as `after` that are enough to be what a sentence tells first.
const BEFORE: usize = 3;
/// What a word in a headline weighs at least to tell what was done.
const TELLING: f32 = 2.0;

/// How much two texts say alike in headline and lead, beside names: 0 to 1.
#[must_use]
pub fn alike(here: &Profile, there: &Profile) -> f32 {
    let (mine, theirs) = (action(here), action(there));
    let mass =
        |words: &mut dyn Iterator<Item = &u64>| words.map(|word| stem_weight(*word)).sum::<f32>();
    let both = (mass(&mut mine.iter()) * mass(&mut theirs.iter())).sqrt();
    if both > 0.0 { (mass(&mut mine.intersection(&theirs)) / both).min(1.0) } else { 0.0 }
}

/// The telling stems of a headline and a lead, without names, and without what had happened before.
fn action(profile: &Profile) -> BTreeSet<u64> {
    let Wording { headline, body, first, .. } = &profile.wording;
    let in_headline = foremost(headline, 0..headline.tokens.len());
    let in_lead = foremost(body, *first..profile.tidings.event.lead);
    let stems = in_headline
        .chain(in_lead)
        .filter(|word| !profile.named.who.has(word_hash(word)))
        .map(|word| word_hash(stem(word)));
    stems.filter(|stem| stem_weight(*stem) >= TELLING).collect()
}

/// The words of each sentence up to one such as `after`, where enough stand before it.
fn foremost(text: &Text, within: std::ops::Range<usize>) -> impl Iterator<Item = &str> {
    let mut sentence = None;
    let mut is_behind = false;
    let mut before = 0;
    within.filter_map(move |at| {
        let token = text.tokens.get(at)?;
        if sentence.replace(token.sentence) != Some(token.sentence) {
            (is_behind, before) = (false, 0);
        }
        is_behind |= before >= BEFORE && stands(&KNOWN.behind, text, at);
        before += 1;
        (!is_behind).then(|| text.folded(token))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;

    fn profile(source: &str) -> Profile {
        Profile::new(&crate::extract::plain("a.txt", source).article, &Names::default())
    }

    #[test]
    fn the_action_is_what_head_and_lead_have_in_common() {
        let signed = profile(
            "Ferry treaty signed\n\nThe ministers of two countries signed a treaty on a ferry in \
                the town hall.",
        );
        let signing = profile(
            "Two ministers sign treaty\n\nAfter nine years there is a treaty on the ferry, with \
                signatures under it.",
        );
        let ratified = profile(
            "House ratifies ferry pact\n\nDeputies voted by a large majority to ratify what had \
                been agreed in spring.",
        );
        assert!(alike(&signed, &signing) > 2.0 * alike(&signed, &ratified));
    }
}
