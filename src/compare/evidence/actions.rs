//! How much of what two texts say to have been done is alike.

use crate::compare::reading::Profile;
use crate::compare::words::stem_weight;

/// How much two texts say alike in headline and lead, beside names: 0 to 1.
#[must_use]
pub fn alike(here: &Profile, there: &Profile) -> f32 {
    let (mine, theirs) = (&here.tidings.action, &there.tidings.action);
    let mass =
        |words: &mut dyn Iterator<Item = &u64>| words.map(|word| stem_weight(*word)).sum::<f32>();
    let both = (mass(&mut mine.iter()) * mass(&mut theirs.iter())).sqrt();
    if both > 0.0 { (mass(&mut mine.intersection(theirs)) / both).min(1.0) } else { 0.0 }
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
