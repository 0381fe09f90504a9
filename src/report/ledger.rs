//! One reader's account: the reports that wait for them, what they were told, and what is a copy of
//! that and only counts.

use std::collections::{BTreeMap, BTreeSet};

use super::settled::Why;
use super::{Alerted, Desk, How, News, Silence, SilenceOf, Told, facts};
use crate::clock::{SignedDuration, Timestamp};
use crate::compare::{Beside, Copy, TextRef};
use crate::extract::Quality;
use crate::id::{ItemId, StoryId};
use crate::text::line;
use crate::watch::Weight;

/// How far a chain of copies is followed.
const CHAIN_LIMIT: usize = 32;

/// The share of a report's words that stand in what it copies from which on it may only count.
const SAYS_THE_SAME: f32 = 0.8;

/// How long after an alert was given up its reports wait before they alert again; a digest tells them before.
const ALERTED_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// How old a report may be, when its reader is first seen, to be alerted still.
const LATELY: SignedDuration = SignedDuration::from_hours(24);

/// One item with the hits that this reader's watches made of it.
#[derive(Debug, Clone)]
pub(super) struct Report<'a> {
    /// The hit with the newest version of the item.
    pub news: &'a News,
    /// All hits of the item.
    pub hits: Vec<&'a News>,
}

impl Report<'_> {
    /// Whether every hit of the item is of a baseline.
    pub(super) fn is_baseline(&self) -> bool {
        self.hits.iter().all(|hit| hit.baseline)
    }
}

/// One reader's account: what waits for them, what they were told, and what keeps hits from
/// alerting.
pub struct Ledger<'a> {
    /// The reports that wait, in the order of filing.
    pub(super) reports: Vec<Report<'a>>,
    told: Vec<&'a Told>,
    /// The items that the reader was told of, and the first alert of each.
    told_items: BTreeMap<ItemId, Option<Timestamp>>,
    /// The items of alerts that were given up so lately that they do not alert again yet.
    given_up: BTreeSet<ItemId>,
    alerts: Vec<&'a Alerted>,
    /// The end of the last digest, or when the reader was first seen.
    told_until: Option<Timestamp>,
    /// The items of which only the headline was read: they suppress nothing.
    headline_only: BTreeSet<ItemId>,
    /// The corpora of the reader's watches.
    corpora: BTreeSet<&'a str>,
    silences: Vec<&'a Silence>,
}

impl<'a> Ledger<'a> {
    /// The account of the desk's reader; `told_now` is what the same pass tells already.
    pub(super) fn of(desk: &Desk<'a>, told_now: &'a [Told]) -> Self {
        let reader = desk.reader;
        let (given_up, told): (Vec<&Told>, Vec<&Told>) = desk
            .waiting
            .told
            .iter()
            .chain(told_now)
            .filter(|told| told.reader == reader.id)
            .partition(|told| told.how == How::GivenUp);
        let lately = |told: &&&Told| desk.now.duration_since(told.at) < ALERTED_AGAIN;
        let given_up = given_up.iter().filter(lately).map(|told| told.item).collect();
        let digested: BTreeSet<i64> =
            told.iter().filter(|told| told.how == How::Digested).map(|told| told.hit).collect();
        let mut reports: Vec<Report<'a>> = Vec::new();
        let mut places: BTreeMap<ItemId, usize> = BTreeMap::new();
        for news in
            desk.waiting.news.iter().filter(|news| {
                reader.watches.contains(&news.watch) && !digested.contains(&news.hit)
            })
        {
            let place = *places.entry(news.item).or_insert(reports.len());
            match reports.get_mut(place) {
                None => reports.push(Report { news, hits: vec![news] }),
                Some(report) => {
                    report.hits.push(news);
                    if news.version > report.news.version {
                        report.news = news;
                    }
                }
            }
        }
        let mut told_items: BTreeMap<ItemId, Option<Timestamp>> = BTreeMap::new();
        for told in &told {
            let alerted = told_items.entry(told.item).or_default();
            if told.how == How::Alerted {
                *alerted = Some(alerted.map_or(told.at, |at| at.min(told.at)));
            }
        }
        Self {
            reports,
            told_items,
            given_up,
            told,
            alerts: desk.waiting.alerts.iter().filter(|alert| alert.reader == reader.id).collect(),
            told_until: desk
                .waiting
                .digests
                .iter()
                .find(|state| state.reader == reader.id)
                .map(|state| state.told_until),
            headline_only: desk
                .waiting
                .news
                .iter()
                .filter(|news| news.article.quality == Quality::HeadlineOnly)
                .map(|news| news.item)
                .collect(),
            corpora: reader
                .watches
                .iter()
                .filter_map(|id| desk.watch(id)?.corpus.as_deref())
                .collect(),
            silences: desk
                .waiting
                .silences
                .iter()
                .filter(|silence| silence.owner == reader.owner || silence.owner == "instance")
                .collect(),
        }
    }

    /// Whether the reader was told of the item, however.
    pub(super) fn knows(&self, item: ItemId) -> bool {
        self.told_items.contains_key(&item)
    }

    /// When the reader was first alerted of the item.
    pub(super) fn alerted(&self, item: ItemId) -> Option<Timestamp> {
        self.told_items.get(&item).copied().flatten()
    }

    /// The moments at which the reader was alerted of the story.
    pub(super) fn occasions(&self, story: StoryId) -> BTreeSet<Timestamp> {
        self.told
            .iter()
            .filter(|told| told.story == story && told.how == How::Alerted)
            .map(|told| told.at)
            .collect()
    }

    /// Whether a digest told of the story.
    pub(super) fn was_digested(&self, story: StoryId) -> bool {
        self.told.iter().any(|told| told.story == story && told.how == How::Digested)
    }

    /// The story under which an item was told.
    pub(super) fn story_told(&self, item: ItemId) -> Option<StoryId> {
        self.told.iter().find(|told| told.item == item).map(|told| told.story)
    }

    /// The alerts of the reader that a watch made, by story and moment.
    pub(super) fn alerts_of(&self, watch: &str) -> BTreeSet<(StoryId, Timestamp)> {
        self.alerts
            .iter()
            .filter(|alert| alert.watch == watch)
            .map(|alert| (alert.story, alert.at))
            .collect()
    }

    /// The hits for which the item may alert now: heavy enough, seen after the watch began and
    /// after the reader came, told in no way, silenced by nobody.
    pub(super) fn alerting(&self, report: &Report<'a>) -> Vec<&'a News> {
        if self.knows(report.news.item) || self.given_up.contains(&report.news.item) {
            return Vec::new();
        }
        let may = |hit: &&&News| {
            hit.weight == Weight::Alert
                && !hit.baseline
                && !self.is_before_reader(hit)
                && !self.is_silenced(hit)
        };
        report.hits.iter().filter(may).copied().collect()
    }

    /// Whether a hit was there long before the reader was: a digest should have held it long ago.
    /// The archive is no flood of alerts to somebody new.
    fn is_before_reader(&self, hit: &News) -> bool {
        self.told_until
            .is_some_and(|until| until.duration_since(hit.due_at.max(hit.seen_at)) > LATELY)
    }

    /// Whether a silence covers a hit: one that was due before the silence's end, also once that
    /// has passed, for what was kept from alerting stays with the digest.
    fn is_silenced(&self, hit: &News) -> bool {
        self.silences.iter().any(|silence| {
            let covers = match &silence.of {
                SilenceOf::Watch(watch) => *watch == hit.watch,
                SilenceOf::Source(source) => *source == hit.source.id,
                SilenceOf::Story(story) => *story == hit.story,
            };
            covers && hit.due_at < silence.until
        })
    }

    /// Why a hit that is heavy enough will never alert, where it will not.
    pub(super) fn kept_from_alerting(&self, hit: &News) -> Option<Why> {
        if self.is_before_reader(hit) {
            return Some(Why::Earlier);
        }
        self.is_silenced(hit).then_some(Why::Silenced)
    }

    /// The story in whose alert a copy is counted: the one as which its original was told, else its
    /// own.
    pub(super) fn counts_in(&self, copy: &Report<'a>, original: &TextRef) -> StoryId {
        match original {
            TextRef::Item(item) => self.story_told(*item).unwrap_or(copy.news.story),
            TextRef::Seed { .. } => copy.news.story,
        }
    }

    /// The words by which a mail names what was copied.
    pub(super) fn name(&self, original: &TextRef) -> String {
        match original {
            TextRef::Seed { file, .. } => format!("seed {}", line(file, 80)),
            TextRef::Item(item) => {
                let report = self.reports.iter().find(|report| report.news.item == *item);
                report.map_or_else(|| "a report told earlier".to_owned(), facts::outlet)
            }
        }
    }

    /// Parts the reports into those that tell and those that only count, since all that they say stands in a seed of
    /// the reader's corpora, in something told, or in one that tells here, with what they copy. `tells`
    /// says which of the others take part; the rest is left out.
    pub(super) fn part(&self, tells: impl Fn(&Report<'a>) -> bool) -> Parted {
        let mut parted = Parted::default();
        let mut originals: BTreeMap<ItemId, TextRef> = BTreeMap::new();
        let mut leads: BTreeSet<ItemId> = BTreeSet::new();
        for (place, report) in self.reports.iter().enumerate() {
            let item = report.news.item;
            let known = |other: ItemId| {
                self.knows(other) || originals.contains_key(&other) || leads.contains(&other)
            };
            let original =
                if self.alerted(item).is_some() { None } else { self.original(report, known) };
            if let Some(original) = original {
                let root = root(original, &originals);
                originals.insert(item, root.clone());
                parted.copies.push((place, root));
            } else if tells(report) {
                leads.insert(item);
                parted.tells.push(place);
            }
        }
        parted
    }

    /// What says all that `report` says: an item for which `known` holds and of which more than the headline was read,
    /// else a seed of the reader's corpora.
    fn original(&self, report: &Report<'a>, known: impl Fn(ItemId) -> bool) -> Option<TextRef> {
        let verdict = &report.news.verdict;
        match &verdict.seen.nearest {
            Some(TextRef::Item(other))
                if says_no_more(&verdict.seen)
                    && *other != report.news.item
                    && !self.headline_only.contains(other)
                    && known(*other) =>
            {
                return Some(TextRef::Item(*other));
            }
            _ => {}
        }
        let mut beside = verdict.corpora.iter().filter(|(corpus, beside)| {
            self.corpora.contains(corpus.as_str()) && says_no_more(beside)
        });
        beside.find_map(|(_, beside)| {
            beside.nearest.clone().filter(|nearest| matches!(nearest, TextRef::Seed { .. }))
        })
    }
}

/// Whether all that a report says stands in what it copies. That the other one stands in it says nothing: a report that holds
/// a flash, and goes on, is no copy of it to its reader; nor is one with a sentence, or a figure in a known sentence, that
/// is new.
fn says_no_more(beside: &Beside) -> bool {
    beside.copy == Copy::Duplicate
        || (beside.copy >= Copy::Reprint
            && beside.containment.item_in_seed >= SAYS_THE_SAME
            && beside.new_sentences.is_empty())
}

/// The text that a chain of copies begins with, or the one that is [`CHAIN_LIMIT`] copies up it.
fn root(mut original: TextRef, originals: &BTreeMap<ItemId, TextRef>) -> TextRef {
    for _ in 0..CHAIN_LIMIT {
        let TextRef::Item(item) = &original else { break };
        let Some(further) = originals.get(item) else { break };
        original = further.clone();
    }
    original
}

/// The reports that tell and those that only count, as places in [`Ledger::reports`].
#[derive(Debug, Default)]
pub(super) struct Parted {
    pub tells: Vec<usize>,
    /// The reports that only count, and what each copies.
    pub copies: Vec<(usize, TextRef)>,
}
