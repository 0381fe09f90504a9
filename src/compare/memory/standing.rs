//! The items on some topic: where each stands, and how near in sense a text in another language is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::compare::evidence::logit;
use crate::compare::reading::{Packed, Profile};
use crate::compare::verdict::{Beside, Closeness, Verdict};
use crate::compare::words::word_hash;

/// The items in other languages that a text is compared with because they are near in sense, at most.
const MOST_NEAR: usize = 8;

/// Where an item on some topic stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicStanding {
    topics: Vec<OnTopic>,
    language: u32,
    /// Where it lies among texts of all languages.
    point: Packed,
}

/// A corpus whose topic an item is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OnTopic {
    /// A hash of its name.
    corpus: u32,
    /// Whether the item tells an event beside it.
    tells: bool,
    /// Whether the item is on no other corpus's topic much more surely. What is told of one of two neighbours and taken for
    /// the other's as well says nothing of the other's.
    is_main: bool,
}

/// How far the logarithms of the odds of two topics lie apart at most that are both what an item is about.
const BOTH: f32 = 1.0;

/// The standings of all items that are on some topic, by the items' numbers.
#[derive(Debug, Clone, Default)]
pub struct TopicStandings(HashMap<u32, TopicStanding>);

impl TopicStanding {
    /// The standing that a verdict gives an item; none where it is on no topic.
    #[must_use]
    pub fn of(verdict: &Verdict, profile: &Profile) -> Option<Self> {
        let on_topic =
            verdict.corpora.iter().filter(|(_, beside)| beside.closeness >= Closeness::Related);
        let odds = |beside: &Beside| {
            beside.on_topic.as_ref().map_or(0.0, |weighing| logit(weighing.probability))
        };
        let most = on_topic.clone().map(|(_, beside)| odds(beside)).fold(f32::MIN, f32::max);
        let topics: Vec<OnTopic> = on_topic
            .map(|(corpus, beside)| OnTopic {
                corpus: short(corpus),
                tells: beside.new_event || beside.closeness == Closeness::SameStory,
                is_main: odds(beside) + BOTH >= most,
            })
            .collect();
        let language = short(profile.language.as_deref().unwrap_or_default());
        (!topics.is_empty()).then(|| Self {
            topics,
            language,
            point: profile.tidings.point.packed(),
        })
    }

    /// Whether the item is on the topic of a corpus.
    #[must_use]
    pub fn is_on(&self, corpus: &str) -> bool {
        self.topics.iter().any(|topic| topic.corpus == short(corpus))
    }

    /// Whether the item is on the topic of a corpus as surely as on any other.
    #[must_use]
    pub fn is_mainly_on(&self, corpus: &str) -> bool {
        self.topics.iter().any(|topic| topic.corpus == short(corpus) && topic.is_main)
    }

    /// Whether the item tells an event of the topic of a corpus.
    #[must_use]
    pub fn tells(&self, corpus: &str) -> bool {
        self.topics.iter().any(|topic| topic.corpus == short(corpus) && topic.tells)
    }
}

impl TopicStandings {
    pub fn set(&mut self, item: u32, standing: Option<TopicStanding>) {
        match standing {
            Some(standing) => self.0.insert(item, standing),
            None => self.0.remove(&item),
        };
    }

    #[must_use]
    pub fn get(&self, item: u32) -> Option<&TopicStanding> {
        self.0.get(&item)
    }

    pub fn retain(&mut self, keeps: impl Fn(u32) -> bool) {
        self.0.retain(|item, _| keeps(*item));
    }

    /// The items in other languages than a text's that are nearest to it in sense, the nearest first.
    pub fn near(&self, profile: &Profile) -> Vec<u32> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let language = short(profile.language.as_deref().unwrap_or_default());
        let point = profile.tidings.point.packed();
        let others = self.0.iter().filter(|(_, standing)| standing.language != language);
        let mut near: Vec<(f32, u32)> =
            others.map(|(item, standing)| (point.cosine(&standing.point), *item)).collect();
        near.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        near.into_iter().take(MOST_NEAR).map(|(_, item)| item).collect()
    }
}

fn short(name: &str) -> u32 {
    word_hash(name) as u32
}
