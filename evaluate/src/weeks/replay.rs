//! A week judged item by item, as the desk would: pass by pass, and by publication within one.

use std::collections::BTreeMap;

use anyhow::Context;
use dateline::compare::{
    Closeness, FiledBefore, Grounds, InStory, Memory, Models, Names, Parting, Profile, Remembered,
    Studied, Subject, TopicStanding, Verdict, Was, candidates, judge, study,
};
use dateline::configuration;
use dateline::extract::{self, Article, Site};
use dateline::id::{ItemId, StoryId};
use dateline::page::Page;
use dateline::settings::{self, RawFile};

use super::week::{Outlet, Printed, Tells, Week};

/// What was judged of an item when it was first seen, and where it stands at the end.
pub struct Judged {
    /// The item's name in the week.
    pub name: String,
    pub verdict: Verdict,
    pub story: StoryId,
    pub is_baseline: bool,
}

/// What judging made of a week.
pub struct Replay {
    pub judged: Vec<Judged>,
}

/// What looks at each item as it is judged. Where something looks, items stand in the memory as is true of them.
pub trait Visitor {
    /// Looks at an item, with its signals and its verdict; `names` are those of the items before.
    fn visit(
        &mut self,
        item: &str,
        studied: &Studied,
        verdict: &Verdict,
        names: &BTreeMap<ItemId, String>,
    );
}

impl Replay {
    /// Judges everything that a week printed.
    ///
    /// # Errors
    /// When a seed or a name of the week cannot be read.
    pub fn of(week: &Week) -> anyhow::Result<Self> {
        Self::with(week, Models::known().clone(), None)
    }

    /// Judges everything that a week printed by these models.
    ///
    /// # Errors
    /// When a seed or a name of the week cannot be read.
    pub fn with(
        week: &Week,
        models: Models,
        visitor: Option<&mut dyn Visitor>,
    ) -> anyhow::Result<Self> {
        Self::at(week, models, settings::Compare::default().related, visitor)
    }

    /// Judges everything that a week printed by these models, and takes for on topic what is so with this probability.
    ///
    /// # Errors
    /// When a seed or a name of the week cannot be read.
    pub fn at(
        week: &Week,
        models: Models,
        related: f32,
        mut visitor: Option<&mut dyn Visitor>,
    ) -> anyhow::Result<Self> {
        let mut grounds = grounds(week)?.weighing_by(models);
        grounds.thresholds.related = related;
        let nothing = Memory::default();
        let mut memory = Memory::default();
        let mut filed: BTreeMap<ItemId, Article> = BTreeMap::new();
        let mut items: BTreeMap<&str, ItemId> = BTreeMap::new();
        let mut names: BTreeMap<ItemId, String> = BTreeMap::new();
        let mut judged: Vec<Judged> = Vec::new();
        let mut next_story = 1;
        for printed in &week.printed {
            let now = week.steps[printed.step];
            let article = article(week, printed);
            let profile = Profile::new(&article, &grounds.names);
            let known = Remembered { settled: &memory, pending: &nothing };
            let before = items.get(printed.item.as_str()).copied();
            let near: BTreeMap<ItemId, Article> = candidates(&profile, known, before)
                .into_iter()
                .map(|item| (item, filed[&item].clone()))
                .collect();
            let was = before.map_or(Was::Unknown, Was::Read);
            let subject = Subject { was, ..Subject::new(&article, &profile) };
            let before_it = FiledBefore { known, texts: &near, now };
            let verdict = judge(subject, before_it, &grounds, StoryId(next_story));
            if let Some(visitor) = visitor.as_mut().filter(|_| before.is_none()) {
                let studied = study(subject, before_it, &grounds);
                visitor.visit(&printed.item, &studied, &verdict, &names);
            }
            let item = before.unwrap_or(ItemId(items.len() as i64 + 1));
            let mut story = verdict.story.story();
            next_story += i64::from(story.0 == next_story);
            for bridge in verdict.bridges.iter().filter(|bridge| bridge.is_one) {
                let (from, into) = (story.max(bridge.story), story.min(bridge.story));
                for one in judged.iter_mut().filter(|one| one.story == from) {
                    one.story = into;
                    let item = items[one.name.as_str()];
                    memory.place(InStory { item, story: into, seen: now });
                }
                story = into;
            }
            let standing = if visitor.is_some() {
                TopicStanding::of(&told_true(week, &printed.item, &verdict), &profile)
            } else {
                TopicStanding::of(&verdict, &profile)
            };
            memory.remember(InStory { item, story, seen: now }, &profile, standing);
            filed.insert(item, article);
            items.insert(&printed.item, item);
            names.insert(item, printed.item.clone());
            if before.is_none() {
                let name = printed.item.clone();
                judged.push(Judged { name, verdict, story, is_baseline: printed.step == 0 });
                let reports: BTreeMap<ItemId, Article> = judged
                    .iter()
                    .filter(|one| one.story == story)
                    .map(|one| items[one.name.as_str()])
                    .map(|item| (item, filed[&item].clone()))
                    .collect();
                let known = Remembered { settled: &memory, pending: &nothing };
                let filed = FiledBefore { known, texts: &reports, now };
                let parting = Some(&reports).filter(|of| Parting::is_due(of.len()));
                if let Some(parting) = parting.and_then(|_| Parting::of(filed, &grounds)) {
                    for item in parting.leave {
                        let leaves = |one: &&mut Judged| items[one.name.as_str()] == item;
                        judged
                            .iter_mut()
                            .filter(leaves)
                            .for_each(|one| one.story = StoryId(next_story));
                        memory.place(InStory { item, story: StoryId(next_story), seen: now });
                    }
                    next_story += 1;
                }
            }
        }
        Ok(Self { judged })
    }
}

/// The seeds of a week, with the names that ship and its own.
pub fn grounds(week: &Week) -> anyhow::Result<Grounds> {
    let mut files = settings::compiled_in_names();
    files.extend(week.names.iter().map(|(path, text)| RawFile {
        path: path.clone(),
        stem: path.trim_start_matches("names/").trim_end_matches(".toml").to_owned(),
        bytes: text.clone().into_bytes(),
    }));
    let names =
        Names::parse(&files).map_err(|faults| anyhow::anyhow!("{}: {}", week.name, faults[0]))?;
    let mut corpora = Vec::new();
    for corpus in week.corpora.values() {
        let raw = settings::read_corpus(&week.folder.join("seeds"), corpus)?;
        corpora.push(configuration::corpus(&raw, &names)?);
    }
    Ok(Grounds::new(names, corpora, settings::Compare::default()))
}

/// The article on the page of an item.
fn article(week: &Week, printed: &Printed) -> Article {
    let outlet = &week.outlets[&printed.outlet];
    let link = format!("https://{}.example/{}", printed.outlet, printed.item.to_lowercase());
    let link = link.parse().context(link).expect("an outlet's id may stand in an address");
    let page = Page::parse(page(outlet, printed), link);
    extract::extract(&page, None, &Site::default(), week.steps[printed.step])
}

/// The page of an item as its outlet prints it.
fn page(outlet: &Outlet, printed: &Printed) -> String {
    let key = |key: &str| printed.keys.get(key).map(|value| escaped(value));
    let title = key("title").unwrap_or_default();
    let deck = key("deck").map(|deck| format!("<p class=\"deck\">{deck}</p>")).unwrap_or_default();
    let by = key("byline").map(|by| format!("<p class=\"byline\">{by}</p>")).unwrap_or_default();
    let section = key("sec")
        .map(|section| format!("<meta property=\"article:section\" content=\"{section}\">"))
        .unwrap_or_default();
    let paragraphs: String = printed
        .paragraphs
        .iter()
        .map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph)))
        .collect();
    let (name, language, when) = (escaped(&outlet.name), &outlet.language, printed.published);
    format!(
        "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} | \
            {name}</title><meta property=\"og:title\" content=\"{title}\"><meta \
            property=\"og:type\" content=\"article\"><meta property=\"og:site_name\" \
            content=\"{name}\"><meta property=\"article:published_time\" content=\"{when}\">\
            {section}</head><body><header><a href=\"/\">{name}</a></header><main><article>\
            <h1>{title}</h1>{deck}{by}<time datetime=\"{when}\">{when}</time><div class=\"body\">\
            {paragraphs}</div></article></main></body></html>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A verdict with the closeness that is true.
fn told_true(week: &Week, item: &str, verdict: &Verdict) -> Verdict {
    let truth = &week.truth[item];
    let mut told = verdict.clone();
    for (corpus, beside) in &mut told.corpora {
        let is_own = truth.letter.is_some_and(|letter| week.corpora[&letter] == *corpus);
        beside.closeness = match truth.tells {
            Tells::Unrelated => Closeness::Unrelated,
            _ if !is_own => Closeness::Unrelated,
            Tells::SeedsEvent => Closeness::SameStory,
            Tells::Event(_) | Tells::Related => Closeness::Related,
        };
        beside.new_event = is_own && matches!(truth.tells, Tells::Event(_));
    }
    told
}
