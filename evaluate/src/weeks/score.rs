//! The figures of a week: how its events came out, and what was taken for one that is none.

use std::collections::{BTreeMap, BTreeSet};

use dateline::compare::{Beside, Closeness};
use dateline::id::StoryId;

use super::replay::{Judged, Replay};
use super::week::{Tells, Week};

/// How often something came out right, of how often it was asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Share {
    pub right: usize,
    pub of: usize,
}

/// The figures of one week, or of several together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Later events whose first report is seen as on its topic.
    pub on_topic: Share,
    /// Later events whose first report is seen as an event of its own.
    pub as_events: Share,
    /// Reports of later events, seen as on their topic.
    pub reports: Share,
    /// Items on the topic without an event of their own, seen as such.
    pub related: Share,
    /// Unrelated and look-alike items taken for some topic: `right` counts the wrong ones.
    pub false_topic: Share,
    /// Stories over which events are spread, by events told.
    pub stories: usize,
    pub events: usize,
    /// Stories that hold reports of two events.
    pub merged: usize,
    /// What the judgements cost, by `weeks/costs.toml`, where that was asked for.
    pub cost: f64,
    pub weeks: usize,
}

impl Share {
    pub fn count(&mut self, is_right: bool) {
        self.of += 1;
        self.right += usize::from(is_right);
    }
}

impl std::fmt::Display for Share {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}/{}", self.right, self.of))
    }
}

impl std::ops::AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

impl std::ops::AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.on_topic += other.on_topic;
        self.as_events += other.as_events;
        self.reports += other.reports;
        self.related += other.related;
        self.false_topic += other.false_topic;
        self.stories += other.stories;
        self.events += other.events;
        self.merged += other.merged;
        self.cost += other.cost;
        self.weeks += other.weeks;
    }
}

/// A judgement that came out otherwise than the truth.
pub struct Miss {
    pub kind: &'static str,
    pub item: String,
    pub more: String,
}

/// What was judged of an item beside the corpus of its letter.
fn own<'a>(week: &Week, judged: &'a Judged) -> Option<&'a Beside> {
    let letter = week.truth[&judged.name].letter?;
    judged.verdict.corpora.get(&week.corpora[&letter])
}

/// The figures of a week, and what came out otherwise.
pub fn score(week: &Week, replay: &Replay) -> (Figures, Vec<Miss>) {
    let mut figures = Figures { weeks: 1, ..Figures::default() };
    let mut misses = Vec::new();
    let mut spread: BTreeMap<String, BTreeSet<StoryId>> = BTreeMap::new();
    let mut held: BTreeMap<StoryId, BTreeSet<String>> = BTreeMap::new();
    for judged in &replay.judged {
        if let Some(event) = week.event(&judged.name) {
            spread.entry(event.clone()).or_default().insert(judged.story);
            held.entry(judged.story).or_default().insert(event);
        }
        if judged.is_baseline {
            continue;
        }
        let mut blame = |kind, beside: Option<&Beside>| {
            let more = beside.map_or_else(String::new, |beside| beside.because.clone());
            misses.push(Miss { kind, item: judged.name.clone(), more });
        };
        let truth = &week.truth[&judged.name];
        let beside = own(week, judged);
        let is_related = beside.is_some_and(|beside| beside.closeness >= Closeness::Related);
        let is_event = beside.is_some_and(|beside| beside.new_event);
        for (corpus, beside) in &judged.verdict.corpora {
            let is_own = truth.letter.is_some_and(|letter| week.corpora[&letter] == *corpus);
            if is_own && truth.tells != Tells::Unrelated {
                continue;
            }
            let is_taken = beside.closeness >= Closeness::Related;
            figures.false_topic.count(is_taken);
            if is_taken {
                blame("false topic", Some(beside));
            }
        }
        match &truth.tells {
            Tells::Event(event) => {
                figures.reports.count(is_related);
                let is_first = week.first[event] == judged.name;
                if is_first {
                    figures.on_topic.count(is_related);
                    figures.as_events.count(is_event);
                }
                if !is_related {
                    blame(if is_first { "first report off topic" } else { "off topic" }, beside);
                } else if is_first && !is_event {
                    blame("first report no event", beside);
                }
            }
            Tells::Related => {
                figures.related.count(is_related && !is_event);
                if !is_related {
                    blame("related off topic", beside);
                } else if is_event {
                    blame("related called an event", beside);
                }
            }
            Tells::SeedsEvent | Tells::Unrelated => {}
        }
    }
    figures.events = spread.len();
    figures.stories = spread.values().map(BTreeSet::len).sum();
    figures.merged = held.values().filter(|events| events.len() > 1).count();
    for (event, stories) in spread.iter().filter(|(_, stories)| stories.len() > 1) {
        let more = stories
            .iter()
            .map(|story| {
                let of: Vec<&str> = replay
                    .judged
                    .iter()
                    .filter(|judged| {
                        judged.story == *story && week.event(&judged.name).as_ref() == Some(event)
                    })
                    .map(|judged| judged.name.as_str())
                    .collect();
                of.join(",")
            })
            .collect::<Vec<_>>()
            .join(" | ");
        misses.push(Miss { kind: "event split", item: event.clone(), more });
    }
    for (story, _) in held.iter().filter(|(_, events)| events.len() > 1) {
        let of: Vec<String> = replay
            .judged
            .iter()
            .filter(|judged| judged.story == *story)
            .map(|judged| {
                format!("{}:{}", judged.name, week.event(&judged.name).unwrap_or_default())
            })
            .collect();
        misses.push(Miss { kind: "two events", item: story.to_string(), more: of.join(" ") });
    }
    (figures, misses)
}
