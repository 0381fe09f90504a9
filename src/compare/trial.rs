//! A desk for tests: articles are judged one after the other, each beside those before it.

use std::collections::BTreeMap;

use super::{
    Corpus, FiledBefore, Grounds, InStory, Memory, Names, Profile, Remembered, Subject,
    TopicStanding, Verdict, candidates, judge,
};
use crate::clock::Timestamp;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};
use crate::settings;

pub struct Trial {
    pub grounds: Grounds,
    pub memory: Memory,
    pub texts: BTreeMap<ItemId, Article>,
}

impl Trial {
    pub fn new(corpora: Vec<Corpus>) -> Self {
        let grounds = Grounds::new(Names::default(), corpora, settings::Compare::default());
        Self { grounds, memory: Memory::default(), texts: BTreeMap::new() }
    }

    /// An article in English on a page of its own of a site.
    pub fn article(&self, site: &str, headline: &str, text: &str) -> Article {
        let url = format!("https://{site}/{}", self.texts.len() + 1).parse().unwrap();
        Article { language: Some("en".to_owned()), ..Article::new(url, headline, text) }
    }

    /// Judges and files an article as the next item, which founds the story of the same number if it joins none.
    pub fn file(&mut self, article: Article, now: &str) -> Verdict {
        let now: Timestamp = now.parse().unwrap();
        let profile = Profile::new(&article, &self.grounds.names);
        let nothing = Memory::default();
        let known = Remembered { settled: &self.memory, pending: &nothing };
        let near = candidates(&profile, known, None);
        let texts = near.into_iter().map(|item| (item, self.texts[&item].clone())).collect();
        let number = self.texts.len() as i64 + 1;
        let verdict = judge(
            Subject::new(&article, &profile),
            FiledBefore { known, texts: &texts, now },
            &self.grounds,
            StoryId(number),
        );
        self.memory.remember(
            InStory { item: ItemId(number), story: verdict.story.story(), seen: now },
            &profile,
            TopicStanding::of(&verdict, &profile),
        );
        self.texts.insert(ItemId(number), article);
        verdict
    }
}
