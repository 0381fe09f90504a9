//! `dateline check`: the whole configuration, and the tests of its crawlers and watches; offline.

use std::collections::BTreeMap;

use super::print::say;
use super::{Ended, Faults, Place, print};
use crate::clock;
use crate::compare::{self, Beside, Memory, Profile, Subject, Thresholds, Unaided};
use crate::configuration::{Configuration, saved};
use crate::extract::{self, Site};
use crate::id::StoryId;
use crate::page::{self, Page};
use crate::settings::{CRAWLERS, Fault, RawFile};
use crate::source::{self, Answer, Crawler, CrawlerTest, Expectation, Reads};
use crate::watch::{Watch, WatchTest};

#[derive(Debug, clap::Args)]
pub struct Check {}

pub fn carry_out(_: &Check, place: &Place) -> anyhow::Result<Ended> {
    let configuration = place.configuration()?;
    configuration.client()?;
    let mut faults = Vec::new();
    let mut tests = 0;
    for crawler in configuration.crawlers.iter() {
        for test in &crawler.tests {
            tests += 1;
            faults.extend(crawler_test(&configuration, crawler, test).err());
        }
    }
    for watch in configuration.watches.iter() {
        for test in &watch.tests {
            tests += 1;
            faults.extend(watch_test(&configuration, watch, test).err());
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults).into());
    }
    let unmet = unmet_judgements(&configuration, &mut tests);
    say!(
        "{}: {} sources, {} crawlers, {} corpora, {} watches, {} readers: well formed; {tests} tests passed",
        place.config.display(),
        configuration.sources.len(),
        configuration.crawlers.iter().count(),
        configuration.grounds.corpora.len(),
        configuration.watches.iter().count(),
        configuration.readers.len()
    );
    for doubt in configuration.watches.iter().flat_map(|watch| &watch.doubts) {
        say!("{}", print::multiline(&doubt.to_string()));
    }
    for watch in configuration.watches.iter() {
        if let Some(doubt) = unhit_seeds(&configuration, watch)? {
            say!("{}", print::multiline(&doubt.to_string()));
        }
    }
    // No fault: thresholds move within bounds, so that some judgement may never be met, and a configuration
    // that was fine must not be wrong because somebody judged one more text.
    if !unmet.is_empty() {
        let judgements = if unmet.len() == 1 { "1 judgement is".to_owned() } else { format!("{} judgements are", unmet.len()) };
        say!("{judgements} not met by scores alone; copies get your answer all the same:");
        unmet.iter().for_each(|unmet| say!("{}", print::multiline(&unmet.to_string())));
    }
    Ok(Ended::Done)
}

/// The file that a watch is written in.
fn watch_file<'c>(configuration: &'c Configuration, watch: &Watch) -> Option<&'c RawFile> {
    configuration.directory.watches.iter().find(|file| file.stem == watch.id)
}

/// A doubt about a watch that not one seed of its own corpus would satisfy.
fn unhit_seeds(configuration: &Configuration, watch: &Watch) -> Result<Option<Fault>, Fault> {
    let Some(raw) = configuration.directory.corpora.iter().find(|raw| watch.corpus.as_ref() == Some(&raw.name)) else { return Ok(None) };
    for seed in &raw.seeds {
        if tried(configuration, watch, seed)?.hit {
            return Ok(None);
        }
    }
    let message = format!("not one seed of `{}` is a hit of it; `must`, `need`, `languages` and `query` say what every hit has to satisfy", raw.name);
    let place = |file: &RawFile| file.fault(file.line_of_key("must").or_else(|| file.line_of_key("corpus")), message);
    Ok(watch_file(configuration, watch).map(place))
}

/// Judged texts that the scores judge otherwise; `tests` counts the others.
fn unmet_judgements(configuration: &Configuration, tests: &mut usize) -> Vec<Fault> {
    let grounds = &configuration.grounds;
    let mut unmet = Vec::new();
    for (corpus, raw) in grounds.corpora.iter().zip(&configuration.directory.corpora) {
        let Thresholds { same_story, related } = corpus.thresholds(grounds);
        for Unaided { judged, beside, is_as_wanted } in corpus.unaided(grounds) {
            if is_as_wanted {
                *tests += 1;
                continue;
            }
            let new_event = if beside.new_event { ", a new event" } else { "" };
            let message = format!(
                "{}: {} wants {}, but scores alone say {}{new_event} ({:.2}; related is {related:.2}, same_story {same_story:.2})",
                judged.file,
                judged.is.name(),
                judged.is.wanted(),
                beside.relation(),
                beside.relatedness
            );
            unmet.extend(raw.about.as_ref().map(|about| about.fault(about.line_of(&format!("\"{}\"", judged.file)), message)));
        }
    }
    unmet
}

/// A crawler's saved page beside its expectation.
fn crawler_test(configuration: &Configuration, crawler: &Crawler, test: &CrawlerTest) -> Result<(), Fault> {
    let file = format!("crawlers/{}.toml", crawler.id);
    let fault = |message: String| Fault { file: file.clone(), line: None, message: format!("test {}: {message}", test.page) };
    let bytes = match configuration.directory.named_file(&format!("crawlers/{}", test.page)) {
        Ok(file) => file.bytes,
        Err(missing) => match CRAWLERS.get_file(&test.page) {
            Some(file) => file.contents().to_vec(),
            None => return Err(fault(missing.message)),
        },
    };
    match &test.expect {
        Expectation::Listing { links } => {
            let answer = Answer { reads: Reads::Listing, base: &test.url, bytes: &bytes, content_type: None };
            let reading = source::read(&answer, Some(crawler), 1_000).map_err(|unreadable| fault(unreadable.to_string()))?;
            let found: Vec<String> = reading.findings().iter().map(|finding| finding.link.to_string()).collect();
            if found == *links { Ok(()) } else { Err(fault(format!("found the links {found:?}, expected {links:?}"))) }
        }
        Expectation::Article { headline, published, byline, starts, ends, absent } => {
            let page = Page::parse(page::decode(&bytes, None), test.url.clone());
            let article = extract::extract(&page, None, &Site { rules: crawler.article.as_ref(), ..Site::default() }, clock::now());
            let day = article.published.map(|when| when.day().to_string());
            let differs =
                |what: &str, found: &str, expected: &str| (found != expected).then(|| fault(format!("{what} is {found:?}, expected {expected:?}")));
            let wrong = differs("headline", &article.headline, headline)
                .or_else(|| published.as_ref().and_then(|expected| differs("published", day.as_deref().unwrap_or("nothing"), expected)))
                .or_else(|| (!byline.is_empty()).then(|| differs("byline", &article.byline.join(", "), &byline.join(", "))).flatten())
                .or_else(|| (!article.text.starts_with(starts)).then(|| fault(format!("the text starts {:?}", head(&article.text)))))
                .or_else(|| (!article.text.ends_with(ends)).then(|| fault(format!("the text ends {:?}", tail(&article.text)))))
                .or_else(|| absent.iter().find(|text| article.text.contains(*text)).map(|text| fault(format!("the text holds {text:?}"))));
            wrong.map_or(Ok(()), Err)
        }
    }
}

fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

fn tail(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(60);
    text.chars().skip(skipped).collect()
}

/// A watch's test article beside what it is expected to be.
fn watch_test(configuration: &Configuration, watch: &Watch, test: &WatchTest) -> Result<(), Fault> {
    let line = watch_file(configuration, watch).and_then(|file| file.line_of(&format!("\"{}\"", test.file)));
    let at = |message: String| Fault { file: format!("watches/{}.toml", watch.id), line, message: format!("test {}: {message}", test.file) };
    let file: RawFile = configuration.directory.named_file(&test.file).map_err(|missing| at(missing.message))?;
    let found = tried(configuration, watch, &file)?;
    if test.expect.is_met(found.beside.as_ref(), found.hit) {
        return Ok(());
    }
    let relation = found.beside.as_ref().map(|beside| format!("{}: {}", beside.relation(), beside.because));
    let hit = if found.hit { "a hit" } else { "no hit" };
    Err(at(format!("expected {}, found {hit}; {}", test.expect, relation.unwrap_or_default())))
}

/// What a watch makes of one article.
pub struct Tried {
    pub hit: bool,
    pub hits: Vec<crate::watch::Hit>,
    /// Beside the watch's corpus.
    pub beside: Option<Beside>,
}

/// Tries a watch on an article in a file, with nothing seen before.
pub fn tried(configuration: &Configuration, watch: &Watch, file: &RawFile) -> Result<Tried, Fault> {
    let article = saved(file)?.article;
    let profile = Profile::new(&article, &configuration.grounds.names);
    let nothing = Memory::default();
    let known = compare::Known { settled: &nothing, pending: &nothing };
    let subject = Subject::new(&article, &profile);
    let verdict = compare::judge(subject, &BTreeMap::new(), &configuration.grounds, known, StoryId(1), clock::now());
    let mut hits = configuration.watches.hits(&article, &profile.headline, &profile.body, "", &verdict);
    hits.retain(|hit| hit.watch == watch.id);
    let beside = watch.corpus.as_ref().and_then(|corpus| verdict.corpora.get(corpus)).cloned();
    Ok(Tried { hit: !hits.is_empty(), hits, beside })
}
