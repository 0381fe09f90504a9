//! Measures how articles are brought into stories: those of the pairs that people labelled, filed
//! as the desk would, one after the other. Both of a pair that tells one story should stand in one,
//! those on two topics should not. In several orders, since what comes first founds the story.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::clock::{SignedDuration, Timestamp};
use dateline::compare::{
    FiledBefore, Grounds, InStory, Memory, Names, Profile, Remembered, StoryLink, Subject,
    candidates, judge,
};
use dateline::extract::{self, Article};
use dateline::id::{ItemId, StoryId, derived};
use dateline::settings;

use crate::closeness::{Pair, RELATED, SAME_STORY, pairs};

/// How many orders the articles are filed in.
const ORDERS: usize = 3;

/// Prints, for each order, the stories that come about, and the share of pairs that stand in one.
pub fn score(data: &Path, names: &Names) -> anyhow::Result<()> {
    let pairs = pairs(data)?;
    let grounds = Grounds::new(names.clone(), Vec::new(), settings::Compare::default());
    let texts: BTreeSet<&str> =
        pairs.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]).collect();
    println!(
        "stories: {} articles of {} judged pairs, filed one after the other",
        texts.len(),
        pairs.len()
    );
    println!(
        "{:8} {:>7} {:>7} {:>7} {:>7} {:>9} {:>12} {:>10}",
        "order", "stories", "largest", "bridges", "merged", "one story", "between", "unrelated"
    );
    for order in 0..ORDERS {
        let mut texts: Vec<&str> = texts.iter().copied().collect();
        texts.sort_by_cached_key(|text| derived(&[order.to_string().as_str(), text]));
        let clusters = Clusters::of(&texts, &grounds);
        let share = |wanted: &dyn Fn(f64) -> bool| {
            let asked: Vec<&Pair> = pairs.iter().filter(|pair| wanted(pair.overall)).collect();
            let together = asked
                .iter()
                .filter(|pair| {
                    clusters.story_of[pair.a.as_str()] == clusters.story_of[pair.b.as_str()]
                })
                .count();
            format!("{:.1} %", 100.0 * together as f64 / asked.len() as f64)
        };
        let mut sizes: BTreeMap<StoryId, usize> = BTreeMap::new();
        clusters.story_of.values().for_each(|story| *sizes.entry(*story).or_default() += 1);
        println!(
            "{:8} {:7} {:7} {:7} {:7} {:>9} {:>12} {:>10}",
            order + 1,
            sizes.len(),
            sizes.values().max().copied().unwrap_or_default(),
            clusters.bridges,
            clusters.merged,
            share(&|overall| overall <= SAME_STORY),
            share(&|overall| overall > SAME_STORY && overall < RELATED),
            share(&|overall| overall >= RELATED),
        );
    }
    Ok(())
}

/// The stories that come about when texts are filed in one order.
struct Clusters<'a> {
    /// The story that each text stands in at the end.
    story_of: BTreeMap<&'a str, StoryId>,
    /// How many bridges to other stories the verdicts name.
    bridges: usize,
    /// How many of these bridges made two stories one.
    merged: usize,
}

impl<'a> Clusters<'a> {
    /// Files `texts` in their order, a minute apart.
    fn of(texts: &[&'a str], grounds: &Grounds) -> Self {
        let mut now: Timestamp = "2026-03-03T08:00:00Z".parse().expect("a moment");
        let (mut memory, nothing) = (Memory::default(), Memory::default());
        let mut filed: BTreeMap<ItemId, (&'a str, Article, StoryId)> = BTreeMap::new();
        let mut clusters = Self { story_of: BTreeMap::new(), bridges: 0, merged: 0 };
        for (text, number) in texts.iter().zip(1..) {
            now += SignedDuration::from_secs(60);
            let (item, founding) = (ItemId(number), StoryId(number));
            let article = extract::plain("article.txt", text).article;
            let profile = Profile::new(&article, &grounds.names);
            let known = Remembered { settled: &memory, pending: &nothing };
            let near = candidates(&profile, known, None)
                .into_iter()
                .map(|item| (item, filed[&item].1.clone()))
                .collect();
            let filed_before = FiledBefore { known, texts: &near, now };
            let subject = Subject::new(&article, &profile);
            let verdict = judge(subject, filed_before, grounds, founding);
            let mut story = match verdict.story {
                StoryLink::Founded(story) | StoryLink::Joined(story) => story,
            };
            clusters.bridges += verdict.bridges.len();
            for bridge in verdict.bridges.iter().filter(|bridge| bridge.is_one) {
                clusters.merged += 1;
                let (from, into) = (story.max(bridge.story), story.min(bridge.story));
                for (item, (_, _, of)) in filed.iter_mut().filter(|(_, (_, _, of))| *of == from) {
                    *of = into;
                    memory.place(InStory { item: *item, story: into, seen: now });
                }
                story = into;
            }
            memory.remember(InStory { item, story, seen: now }, &profile, None);
            filed.insert(item, (text, article, story));
        }
        clusters.story_of = filed.into_values().map(|(text, _, story)| (text, story)).collect();
        clusters
    }
}
