//! The signals of an article, as models are fitted to them: those that judging weighs, before any weight.

use std::collections::BTreeMap;

use super::alone::Alone;
use crate::compare::closeness::Overlap;
use crate::compare::copies::{Side, align};
use crate::compare::corpora::{Grounds, Role};
use crate::compare::evidence::{Evidence, InCommon, Pair};
use crate::compare::stories::{FiledBefore, Seen, Subject, WithoutBackground};
use crate::id::ItemId;

/// The signals of one article, by the question that they answer.
#[derive(Debug, Clone, Default)]
pub struct Studied {
    /// Of its topic beside the seeds of each corpus, and whether none of them is in its language.
    pub topics: BTreeMap<String, (bool, Evidence)>,
    /// Of its telling the event of a seed, one for each seed of a corpus that may be meant.
    pub of_seeds: BTreeMap<String, Vec<Evidence>>,
    /// Of its telling the event of each earlier item, and whether that is in another language.
    pub pairs: Vec<(ItemId, bool, Evidence)>,
    /// Of its telling an event of its own beside each corpus.
    pub tells: BTreeMap<String, Evidence>,
}

/// The signals of an article beside all corpora of `grounds` and what was filed before.
#[must_use]
pub fn study(subject: Subject<'_>, filed: FiledBefore<'_>, grounds: &Grounds) -> Studied {
    let mut studied = Studied::default();
    let mut earlier = filed.earlier(subject, grounds);
    let nothing = InCommon::default();
    let whole = Alone::beside_all(subject, grounds);
    let common = Alone::common(&whole).unwrap_or(&nothing);
    let without = WithoutBackground::of(subject, &mut earlier, filed, common, grounds);
    let subject = without.as_ref().map_or(subject, |without| without.subject(subject));
    for corpus in &grounds.corpora {
        let is_abroad = corpus.core.is_abroad(subject.profile);
        let signals = corpus.topic_signals(subject.profile);
        let tells = corpus.telling_signals(
            subject.profile,
            &subject.article.headline,
            grounds.window_days(),
        );
        studied.tells.insert(corpus.name.clone(), tells);
        studied.topics.insert(corpus.name.clone(), (is_abroad, signals));
        let seeds = corpus.seeds.iter().filter(|seed| seed.role == Role::Event);
        let meant = seeds.filter(|seed| corpus.may_be_told_by(seed, subject.profile));
        let of_seeds = meant.map(|seed| {
            let overlap = Overlap::of(subject.profile, &seed.profile);
            let alignment = align(&Side::new(subject.profile), &Side::new(&seed.profile));
            let (here, there) = (subject.profile, &seed.profile);
            Pair { here, there, overlap: &overlap, alignment: &alignment }
                .of_seed(grounds.window_days())
        });
        studied.of_seeds.insert(corpus.name.clone(), of_seeds.collect());
    }
    let alone = Alone::beside_all(subject, grounds);
    let common = Alone::common(&alone).unwrap_or(&nothing);
    let seen = Seen::of(subject, &earlier, filed, common, grounds);
    studied.pairs = seen.signals();
    studied
}
