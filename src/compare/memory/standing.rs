//! The items on some topic: where each stands, and how near in sense a text in another language is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::compare::reading::{Packed, Profile};
use crate::compare::verdict::{Closeness, Verdict};
use crate::compare::words::word_hash;

/// The items in other languages that a text is compared with because they are near in sense, at most.
const MOST_NEAR: usize = 8;

/// Where an item on some topic stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicStanding {
    /// The corpora whose topic it is on, each by a hash of its name, and whether it tells an event beside it.
    topics: Vec<(u32, bool)>,
    language: u32,
    /// Where it lies among texts of all languages.
    point: Packed,
}

/// The standings of all items that are on some topic, by the items' numbers.
#[derive(Debug, Clone, Default)]
pub struct TopicStandings(HashMap<u32, TopicStanding>);

impl TopicStanding {
    /// The standing that a verdict gives an item; none where it is on no topic.
    #[must_use]
    pub fn of(verdict: &Verdict, profile: &Profile) -> Option<Self> {
        let on_topic =
            verdict.corpora.iter().filter(|(_, beside)| beside.closeness >= Closeness::Related);
        let topics: Vec<(u32, bool)> = on_topic
            .map(|(corpus, beside)| {
                let tells = beside.new_event || beside.closeness == Closeness::SameStory;
                (short(corpus), tells)
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
        self.topics.iter().any(|(topic, _)| *topic == short(corpus))
    }

    /// Whether the item tells an event of the topic of a corpus.
    #[must_use]
    pub fn tells(&self, corpus: &str) -> bool {
        self.topics.iter().any(|(topic, tells)| *topic == short(corpus) && *tells)
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
