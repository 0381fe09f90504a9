//! A story as a whole: who had it first, who took it from whom, what each added, where they
//! disagree, and whom they cite that is not read.
//!
//! Each verdict knows the earlier texts only. Here all are known: who turns out to have published
//! first, or to be credited, is the origin, though it was found last.
//!
//! # Limits
//! Who took a story from whom without a shared passage shows only where a text credits the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::provenance::{CLOCKS_DIFFER, agency_names, declared, unread};
use super::state::Trend;
use crate::clock::{Timestamp, When};
use crate::compare::verdict::{Confidence, Copy, CreditedAgency, Drawing, Fact, TextRef, Verdict};
use crate::extract::Article;
use crate::id::ItemId;

/// The most facts that one report is shown to add.
const FACTS: usize = 6;

/// One report of a story.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    pub item: ItemId,
    /// The source, as people know it.
    pub outlet: &'a str,
    pub article: &'a Article,
    pub verdict: &'a Verdict,
    pub seen: Timestamp,
}

/// All reports of a story, and how they hang together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chain {
    /// The report that most of the others come from; of several, the one that came out first.
    pub head: ItemId,
    pub state: Trend,
    /// The reports, in the order in which they came out.
    pub links: Vec<ChainLink>,
    pub outlets: BTreeSet<String>,
    pub languages: BTreeSet<String>,
    pub first_seen: Timestamp,
    /// When the first report was published; none where no report says when it was.
    pub first_published: Option<When>,
    pub disagreements: Vec<Disagreement>,
    /// Agencies that reports name as their source and that no source is, each with the number of
    /// reports that name it.
    pub unread: BTreeMap<String, usize>,
}

/// A report in its place in a chain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChainLink {
    pub item: ItemId,
    pub outlet: String,
    /// When the report came out: when it says that it was published, else when it was seen, and
    /// never later than it was seen.
    pub came: Timestamp,
    /// The text that the report was taken from.
    pub from: Option<TextRef>,
    /// In what way it was taken from there.
    pub how: Option<Drawing>,
    /// How sure `from` is; without it, how sure the provenance in the report's own verdict is.
    pub confidence: Confidence,
    /// The report was found hours after another one that came out hours later than it.
    pub is_late: bool,
    /// Facts that were new when the report came.
    pub adds: Vec<Fact>,
}

/// A figure, name or date that stands in place of another in an earlier report. Shown, not settled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Disagreement {
    /// The report that differs from an earlier one.
    pub item: ItemId,
    pub says: String,
    /// What the earlier report has in its place.
    pub instead_of: String,
}

/// That `child` was taken from `from`.
struct Edge {
    child: ItemId,
    from: TextRef,
    how: Drawing,
    confidence: Confidence,
}

impl Member<'_> {
    fn came(&self) -> Timestamp {
        self.article.published.map_or(self.seen, |when| when.approximate().min(self.seen))
    }

    /// The names of the report's outlet: its source's, and the one that its page prints.
    fn outlets(&self) -> impl Iterator<Item = &str> {
        [self.outlet].into_iter().chain(self.article.site_name.as_deref())
    }

    fn adds(&self) -> Vec<Fact> {
        let seen = &self.verdict.seen;
        let besides = self.verdict.corpora.values().chain([seen]);
        let told = if seen.new_sentences.is_empty() {
            besides.map(|beside| &beside.new_sentences).max_by_key(|new| new.len())
        } else {
            None
        };
        let mut facts: Vec<Fact> = Vec::new();
        for fact in told.unwrap_or(&seen.new_sentences).iter().flat_map(|sentence| &sentence.facts)
        {
            if facts.len() < FACTS && !facts.iter().any(|known| known.text == fact.text) {
                facts.push(fact.clone());
            }
        }
        facts
    }
}

impl Chain {
    /// The chain of a story's reports, `read` being the names of all sources; none without reports.
    #[must_use]
    pub fn of(members: &[Member<'_>], read: &[&str], now: Timestamp) -> Option<Self> {
        let by_item: BTreeMap<ItemId, &Member<'_>> =
            members.iter().map(|member| (member.item, member)).collect();
        let parents =
            parents(members.iter().filter_map(|member| edge(member, &by_item)).collect(), &by_item);
        let mut order: Vec<&Member<'_>> = by_item.values().copied().collect();
        order.sort_by_key(|member| (member.came(), member.item));
        let descendants = descendants(&parents);
        let led_by =
            |member: &Member<'_>| descendants.get(&member.item).copied().unwrap_or_default();
        let head = order
            .iter()
            .min_by_key(|member| (Reverse(led_by(member)), member.came(), member.item))?
            .item;
        let late = late(members);
        let declared: Vec<CreditedAgency> =
            members.iter().flat_map(|member| declared(member.article)).collect();
        let links = order
            .iter()
            .map(|member| link(member, parents.get(&member.item), late.contains(&member.item)))
            .collect();
        let came: Vec<Timestamp> = order.iter().map(|member| member.came()).collect();
        Some(Self {
            head,
            state: Trend::of(&came, now)?,
            links,
            outlets: members.iter().map(|member| member.outlet.to_owned()).collect(),
            languages: members
                .iter()
                .filter_map(|member| member.article.language.clone())
                .collect(),
            first_seen: members.iter().map(|member| member.seen).min()?,
            first_published: members
                .iter()
                .filter_map(|member| member.article.published)
                .min_by_key(When::approximate),
            disagreements: disagreements(members),
            unread: unread(
                declared.iter(),
                read.iter().copied().chain(members.iter().flat_map(Member::outlets)),
            ),
        })
    }
}

/// The edge between a report and the text that its verdict says it shares most with, from whichever
/// of the two had it first; none where it draws on nothing.
fn edge(member: &Member<'_>, members: &BTreeMap<ItemId, &Member<'_>>) -> Option<Edge> {
    let Verdict { provenance, seen, .. } = member.verdict;
    let (other, how) = match (&provenance.drawn, &seen.nearest) {
        (Some(drawn), _) => (drawn.from.clone(), drawn.how),
        (None, Some(nearest)) if seen.copy >= Copy::Reprint => (nearest.clone(), Drawing::Reprint),
        _ => return None,
    };
    let TextRef::Item(item) = other else {
        return Some(Edge {
            child: member.item,
            from: other,
            how,
            confidence: provenance.confidence,
        });
    };
    let (first, second, confidence) = in_order(members.get(&item)?, member);
    Some(Edge { child: second.item, from: TextRef::Item(first.item), how, confidence })
}

/// Two reports that share a text, the one that had it first before the other, and how sure that is.
/// First is whoever the other credits, else who published first, else who was seen first.
fn in_order<'a, 'm>(
    earlier: &'a Member<'m>,
    later: &'a Member<'m>,
) -> (&'a Member<'m>, &'a Member<'m>, Confidence) {
    let credits = |one: &Member<'_>, other: &Member<'_>| {
        let names = agency_names(other.outlets());
        declared(one.article).iter().any(|declared| names.contains(&declared.agency.to_lowercase()))
    };
    match (credits(later, earlier), credits(earlier, later)) {
        (true, false) => return (earlier, later, Confidence::High),
        (false, true) => return (later, earlier, Confidence::High),
        _ => {}
    }
    match (earlier.article.published, later.article.published) {
        (Some(When::Moment { at: one, .. }), Some(When::Moment { at: other, .. }))
            if one.duration_since(other) > CLOCKS_DIFFER =>
        {
            (later, earlier, Confidence::Medium)
        }
        (Some(When::Moment { .. }), Some(When::Moment { .. })) => {
            (earlier, later, Confidence::Medium)
        }
        (Some(one), Some(other)) if one.day() > other.day() => (later, earlier, Confidence::Medium),
        _ => (earlier, later, Confidence::Low),
    }
}

/// The strongest edge of each report, none of which leads back to itself.
fn parents(
    mut edges: Vec<Edge>,
    members: &BTreeMap<ItemId, &Member<'_>>,
) -> BTreeMap<ItemId, Edge> {
    edges.sort_by_key(|edge| {
        (edge.how as u8, Reverse(edge.confidence), members[&edge.child].came(), edge.child)
    });
    let mut parents: BTreeMap<ItemId, Edge> = BTreeMap::new();
    for edge in edges {
        let leads_back = ancestors(&edge.from, &parents).contains(&edge.child);
        if !leads_back && !parents.contains_key(&edge.child) {
            parents.insert(edge.child, edge);
        }
    }
    parents
}

/// The items that a text comes from, step by step, beginning with itself.
fn ancestors(of: &TextRef, parents: &BTreeMap<ItemId, Edge>) -> Vec<ItemId> {
    let mut found = Vec::new();
    let mut next = Some(of);
    while let Some(TextRef::Item(item)) = next {
        found.push(*item);
        next = parents.get(item).map(|edge| &edge.from);
    }
    found
}

/// The number of reports that come from each item, directly or over others.
fn descendants(parents: &BTreeMap<ItemId, Edge>) -> BTreeMap<ItemId, usize> {
    let mut descendants = BTreeMap::new();
    for item in parents.values().flat_map(|edge| ancestors(&edge.from, parents)) {
        *descendants.entry(item).or_default() += 1;
    }
    descendants
}

/// The reports that were found well after another one that came out well after them, both times by
/// more than [`CLOCKS_DIFFER`].
fn late(members: &[Member<'_>]) -> BTreeSet<ItemId> {
    let mut by_seen: Vec<&Member<'_>> = members.iter().collect();
    by_seen.sort_by_key(|member| (member.seen, member.item));
    let mut earlier = by_seen.iter().peekable();
    let mut newest = Timestamp::MIN;
    let mut late = BTreeSet::new();
    for member in &by_seen {
        while let Some(other) =
            earlier.next_if(|other| member.seen.duration_since(other.seen) > CLOCKS_DIFFER)
        {
            newest = newest.max(other.came());
        }
        if newest.duration_since(member.came()) > CLOCKS_DIFFER {
            late.insert(member.item);
        }
    }
    late
}

fn link(member: &Member<'_>, parent: Option<&Edge>, is_late: bool) -> ChainLink {
    ChainLink {
        item: member.item,
        outlet: member.outlet.to_owned(),
        came: member.came(),
        from: parent.map(|edge| edge.from.clone()),
        how: parent.map(|edge| edge.how),
        confidence: parent.map_or(member.verdict.provenance.confidence, |edge| edge.confidence),
        is_late,
        adds: member.adds(),
    }
}

fn disagreements(members: &[Member<'_>]) -> Vec<Disagreement> {
    let mut found: BTreeMap<(&str, &str), ItemId> = BTreeMap::new();
    for member in members {
        let besides = member.verdict.corpora.values().chain([&member.verdict.seen]);
        for fact in
            besides.flat_map(|beside| &beside.new_sentences).flat_map(|sentence| &sentence.facts)
        {
            if let Some(instead_of) = &fact.instead_of {
                found.entry((&fact.text, instead_of)).or_insert(member.item);
            }
        }
    }
    let mut found: Vec<Disagreement> = found
        .into_iter()
        .map(|((says, instead_of), item)| Disagreement {
            item,
            says: says.to_owned(),
            instead_of: instead_of.to_owned(),
        })
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SignedDuration;
    use crate::compare::{Beside, Closeness, Drawn, Provenance, StoryLink};
    use crate::id::StoryId;

    /// A report: its number, when it was published, its outlet, whom it credits, and what it was
    /// judged to copy.
    type Report<'a> = (i64, &'a str, Option<&'a str>, &'a [&'a str], Option<(i64, Copy)>);

    fn report((number, published, _, credits, copies): Report<'_>) -> (Article, Verdict) {
        let article = Article {
            published: published.parse().ok(),
            credits: credits.iter().map(|credit| (*credit).to_owned()).collect(),
            ..Article::new(
                format!("https://news.example/{number}").parse().unwrap(),
                "Ferry treaty signed",
                "The treaty was signed.",
            )
        };
        let (from, copy) = copies
            .map_or((None, Copy::None), |(from, copy)| (Some(TextRef::Item(ItemId(from))), copy));
        let seen =
            Beside { copy, closeness: Closeness::SameStory, nearest: from, ..Beside::default() };
        let story = StoryLink::Joined(StoryId(1));
        (
            article,
            Verdict {
                corpora: BTreeMap::new(),
                seen,
                story,
                bridges: Vec::new(),
                background: Vec::new(),
                provenance: Provenance::default(),
            },
        )
    }

    fn chain(reports: &[Report<'_>]) -> Chain {
        let now: Timestamp = "2026-03-05T12:00:00Z".parse().unwrap();
        let filed: Vec<(Article, Verdict)> = reports.iter().map(|one| report(*one)).collect();
        let members: Vec<Member<'_>> = reports
            .iter()
            .zip(&filed)
            .map(|(one, (article, verdict))| {
                let seen = now - SignedDuration::from_hours(3 * (reports.len() as i64 - one.0));
                Member {
                    item: ItemId(one.0),
                    outlet: one.2.unwrap_or("Velda Post"),
                    article,
                    verdict,
                    seen,
                }
            })
            .collect();
        Chain::of(&members, &["TASS (en)"], now).unwrap()
    }

    /// The head, and `child < parent` for each report with one, in the order in which they came
    /// out.
    #[track_caller]
    fn check(reports: &[Report<'_>], head: i64, expected: &[&str]) {
        let chain = chain(reports);
        let shown = chain.links.iter().filter_map(|link| {
            Some(format!("{} < {} {:?}", link.item, link.from.as_ref()?, link.confidence))
        });
        assert_eq!(shown.collect::<Vec<_>>(), expected);
        assert_eq!(chain.head, ItemId(head));
    }

    #[test]
    fn whoever_is_credited_or_published_first_is_the_origin() {
        let reprint = |from: i64| Some((from, Copy::Reprint));
        let (one, two, three) =
            ("2026-03-03T08:00:00Z", "2026-03-03T12:00:00Z", "2026-03-03T16:00:00Z");
        check(
            &[
                (1, one, None, &[], None),
                (2, two, None, &[], reprint(1)),
                (3, three, None, &[], reprint(2)),
            ],
            1,
            &["i2 < i1 Medium", "i3 < i2 Medium"],
        );
        // The original was found last.
        check(
            &[
                (1, two, None, &[], None),
                (2, three, None, &[], reprint(1)),
                (3, one, None, &[], reprint(1)),
            ],
            3,
            &["i1 < i3 Medium", "i2 < i1 Medium"],
        );
        check(
            &[(1, two, None, &[], None), (2, one, None, &[], reprint(1))],
            2,
            &["i1 < i2 Medium"],
        );
        check(
            &[(1, two, None, &["RNA"], None), (2, three, Some("RNA"), &[], reprint(1))],
            2,
            &["i1 < i2 High"],
        );
        check(&[(1, "", None, &[], None), (2, "", None, &[], reprint(1))], 1, &["i2 < i1 Low"]);
        check(
            &[(1, one, None, &[], reprint(2)), (2, one, None, &[], reprint(1))],
            2,
            &["i1 < i2 Medium"],
        );
    }

    #[test]
    fn an_arrival_is_late_and_an_agency_unread() {
        let chain = chain(&[
            (1, "2026-03-03T12:00:00Z", None, &["TASS", "EFE", "Our own staff"], None),
            (2, "2026-03-03T08:00:00Z", None, &["EFE"], None),
            (3, "2026-03-03T11:00:00Z", Some("KCNA"), &["KCNA"], None),
        ]);
        assert_eq!(
            chain
                .links
                .iter()
                .filter(|link| link.is_late)
                .map(|link| link.item)
                .collect::<Vec<_>>(),
            [ItemId(2)]
        );
        assert_eq!(chain.unread, BTreeMap::from([("EFE".to_owned(), 2)]));
        assert_eq!(chain.state, Trend::Fading);
        assert_eq!(chain.first_published, "2026-03-03T08:00:00Z".parse().ok());
    }

    #[test]
    fn what_one_pass_brings_is_not_late() {
        let now: Timestamp = "2026-03-05T12:00:00Z".parse().unwrap();
        let filed = ["2026-03-05T11:00:00Z", "2026-03-05T06:00:00Z"]
            .map(|published| report((1, published, None, &[], None)));
        let member = |number: i64, seen: Timestamp| {
            let (article, verdict) = &filed[number as usize - 1];
            Member { item: ItemId(number), outlet: "RNA", article, verdict, seen }
        };
        let late = |seen: Timestamp| super::late(&[member(1, now), member(2, seen)]);
        assert!(late(now).is_empty());
        assert_eq!(late(now + SignedDuration::from_hours(3)), BTreeSet::from([ItemId(2)]));
    }

    #[test]
    fn what_was_drawn_from_a_seed_stays_with_the_seed() {
        let (article, mut verdict) = report((1, "2026-03-03", None, &[], None));
        let seed = TextRef::Seed { corpus: "ferry".to_owned(), file: "a.txt".to_owned() };
        verdict.provenance.drawn = Some(Drawn { from: seed.clone(), how: Drawing::Quotation });
        let now: Timestamp = "2026-03-05T12:00:00Z".parse().unwrap();
        let member = Member {
            item: ItemId(1),
            outlet: "RNA",
            article: &article,
            verdict: &verdict,
            seen: now,
        };
        assert_eq!(Chain::of(&[member], &[], now).unwrap().links[0].from, Some(seed));
        assert_eq!(Chain::of(&[], &[], now), None);
    }
}
