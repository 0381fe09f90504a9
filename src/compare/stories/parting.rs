//! The parting of a story that turned out to hold two events.
//!
//! Its reports are set beside each other, each with each, and brought together by average linkage (Sokal and Michener 1958):
//! first those that are likeliest to tell one event. Where that leaves groups that hardly tell each other's event, the story
//! parts.
//!
//! # Limits
//! One report alone of another event stays: a second one of it has to come first.

use std::collections::BTreeMap;

use super::subject::{Earlier, FiledBefore, Subject};
use crate::compare::closeness::Overlap;
use crate::compare::copies::{Side, align};
use crate::compare::corpora::Grounds;
use crate::compare::evidence::{InCommon, Pair};
use crate::compare::memory::Remembered;
use crate::extract::Article;
use crate::id::ItemId;

/// The latest reports of a story that are looked at.
pub const LOOKED_AT: usize = 24;
/// The reports that a story has at least to hold two events, and those of each.
const FEWEST: usize = 4;
const OF_EACH: usize = 2;
/// The mean probability of telling one event under which two groups tell two.
const APART: f32 = 0.2;
/// The mean probability from which on the reports of a group tell one.
const TOGETHER: f32 = 0.5;

/// The reports that leave a story, since they tell another event than those that stay.
#[derive(Debug, Clone, PartialEq)]
pub struct Parting {
    pub leave: Vec<ItemId>,
    /// The mean probability that one of them tells the event of one that stays, 0 to 1.
    pub across: f32,
    /// The mean probability that two of them tell one event, 0 to 1.
    pub within: f32,
}

impl Parting {
    /// Whether a story with so many reports is to be looked at: it has grown by half since it was.
    #[must_use]
    pub fn is_due(reports: usize) -> bool {
        let mut at = FEWEST;
        while at < reports {
            at += at / 2;
        }
        at == reports
    }

    /// The parting of a story with these reports; none where it tells one event. The first report's event stays.
    #[must_use]
    pub fn of(filed: FiledBefore<'_>, grounds: &Grounds) -> Option<Self> {
        let reports: Vec<Earlier> = filed
            .texts
            .iter()
            .map(|(item, article)| Earlier::of(*item, article, grounds))
            .collect();
        if reports.len() < FEWEST {
            return None;
        }
        let nothing = InCommon::default();
        let common = common(filed.known, filed.texts, grounds).unwrap_or(&nothing);
        let one_event = |here: usize, there: usize| {
            let (one, other) = (&reports[here], &reports[there]);
            let subject = Subject::new(&filed.texts[&one.item], &one.profile);
            let overlap = Overlap::of(&one.profile, &other.profile);
            let alignment = align(&Side::new(&one.profile), &Side::new(&other.profile));
            let (here, there) = (&one.profile, &other.profile);
            let pair = Pair { here, there, overlap: &overlap, alignment: &alignment };
            let hours = filed.hours_between(subject, other);
            grounds.one_event(&pair, common, hours)
        };
        let table: Vec<Vec<f32>> = (0..reports.len())
            .map(|here| (0..here).map(|there| one_event(here, there)).collect())
            .collect();
        parted(&table).map(|Parted { leave, across, within }| Self {
            leave: leave.into_iter().map(|at| reports[at].item).collect(),
            across,
            within,
        })
    }
}

/// What the texts have in common because of the topic that most of them are on; none where none is on any.
fn common<'a>(
    known: Remembered<'_>,
    texts: &BTreeMap<ItemId, Article>,
    grounds: &'a Grounds,
) -> Option<&'a InCommon> {
    let on = |name: &str| {
        let standings = texts.keys().filter_map(|item| known.standing(*item));
        standings.filter(|standing| standing.is_on(name)).count()
    };
    let likeliest = grounds.corpora.iter().max_by_key(|corpus| on(&corpus.name));
    likeliest.filter(|corpus| on(&corpus.name) > 0).map(|corpus| &corpus.common)
}

/// The places of the reports that leave, and how they go with the others and with each other.
#[derive(Debug, PartialEq)]
struct Parted {
    leave: Vec<usize>,
    across: f32,
    within: f32,
}

/// The parting of reports of which each row of `table` has the probabilities of telling one event with those before it.
fn parted(table: &[Vec<f32>]) -> Option<Parted> {
    let of = |one: usize, other: usize| table[one.max(other)][one.min(other)];
    let between = |one: &[usize], other: &[usize]| {
        let pairs = one.iter().flat_map(|one| other.iter().map(move |other| of(*one, *other)));
        pairs.sum::<f32>() / (one.len() * other.len()) as f32
    };
    let mut groups: Vec<Vec<usize>> = (0..table.len()).map(|at| vec![at]).collect();
    loop {
        let pairs = (0..groups.len()).flat_map(|one| (0..one).map(move |other| (one, other)));
        let linked = pairs.map(|(one, other)| (between(&groups[one], &groups[other]), one, other));
        let Some((most, one, other)) = linked.max_by(|a, b| a.0.total_cmp(&b.0)) else { break };
        if most < APART {
            break;
        }
        let joined = groups.swap_remove(one);
        groups[other].extend(joined);
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort_unstable();
    let (first, others) = groups.split_first()?;
    let within = |group: &[usize]| {
        let pairs = group.iter().flat_map(|one| {
            group.iter().filter(move |other| *other < one).map(move |other| of(*one, *other))
        });
        pairs.sum::<f32>() / (group.len() * (group.len() - 1) / 2) as f32
    };
    let is_event = |group: &&Vec<usize>| group.len() >= OF_EACH && within(group) >= TOGETHER;
    let leave = others.iter().filter(is_event).max_by_key(|group| group.len())?;
    let is_left = first.len() >= OF_EACH;
    is_left.then(|| Parted {
        leave: leave.clone(),
        across: between(first, leave),
        within: within(leave),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A table of reports of these events, where two of one event are `alike` and others `apart`.
    fn table(events: &[u8], alike: f32, apart: f32) -> Vec<Vec<f32>> {
        let of =
            |one: usize, other: usize| if events[one] == events[other] { alike } else { apart };
        (0..events.len()).map(|one| (0..one).map(|other| of(one, other)).collect()).collect()
    }

    #[test]
    fn a_story_of_two_events_parts_and_the_first_stays() {
        let leave = |events: &[u8], alike, apart| {
            parted(&table(events, alike, apart)).map(|parted| parted.leave)
        };
        assert_eq!(leave(&[1, 2, 1, 2], 0.8, 0.05), Some(vec![1, 3]));
        assert_eq!(leave(&[1, 1, 1, 2, 2], 0.8, 0.05), Some(vec![3, 4]));
        assert_eq!(leave(&[1, 1, 1, 1], 0.8, 0.05), None, "one event");
        assert_eq!(leave(&[1, 1, 1, 2], 0.8, 0.05), None, "one report of another");
        assert_eq!(leave(&[1, 2, 1, 2], 0.8, 0.3), None, "not so far apart");
        assert_eq!(leave(&[1, 2, 1, 2], 0.4, 0.05), None, "nor so sure to tell one");
    }

    #[test]
    fn a_story_is_looked_at_when_it_has_grown_by_half() {
        let due: Vec<usize> = (0..30).filter(|reports| Parting::is_due(*reports)).collect();
        assert_eq!(due, [4, 6, 9, 13, 19, 28]);
    }

    proptest! {
        #[test]
        fn who_leaves_is_of_one_event_and_never_the_first(
            events in prop::collection::vec(0u8..3, 2..12),
        ) {
            if let Some(parted) = parted(&table(&events, 0.9, 0.05)) {
                prop_assert!(parted.leave.iter().all(|at| events[*at] == events[parted.leave[0]]));
                prop_assert!(parted.leave.iter().all(|at| events[*at] != events[0]));
            }
        }
    }
}
