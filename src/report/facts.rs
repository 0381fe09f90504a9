//! What a mail states, as data: templates print it and webhooks carry it. Every text from a page is
//! cleaned and bounded here, so that no template has to think of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::News;
use super::ledger::Report;
use super::local::{Local, Moment};
use super::{Desk, Unread};
use crate::compare::{Beside, Closeness, Copy as Copied, FactKind, NewSentence, TextRef};
use crate::extract::Quality;
use crate::source::Publisher;
use crate::text::line;
use crate::watch::{Field, Reason};

/// The most characters of a headline.
pub(super) const HEADLINE_LIMIT: usize = 300;
/// The most characters of a name: of an outlet, a place, a watch, a fact.
const NAME_LIMIT: usize = 80;
/// The most characters of a sentence.
const SENTENCE_LIMIT: usize = 400;
/// The most characters of an article's first words.
const LEDE_LIMIT: usize = 300;
/// The most characters of a clause of a query, and of why a source is unread.
const CLAUSE_LIMIT: usize = 120;
/// The most bytes of an address that is printed.
const LINK_LIMIT: usize = 1000;
/// How many clauses of an article are shown.
const CLAUSES: usize = 4;
/// How many characters are shown on each side of the words that satisfied a clause.
const AROUND: usize = 60;

/// How much of each thing a message shows; the rest is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub stories: usize,
    /// How many reports of one story.
    pub reports: usize,
    /// How many new sentences of one report.
    pub sentences: usize,
    /// How many entries of each list: sources, silences, reports in one line …
    pub lines: usize,
}

impl Bounds {
    /// Half of each bound, at least one.
    pub(super) fn halved(self) -> Self {
        let half = |number: usize| (number / 2).max(1);
        Self {
            stories: half(self.stories),
            reports: half(self.reports),
            sentences: half(self.sentences),
            lines: half(self.lines),
        }
    }
}

/// What a message states of one article.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ReportFacts {
    /// The item's id, `i42`.
    pub item: String,
    pub headline: String,
    /// The name of the source.
    pub outlet: String,
    /// The id of the source.
    pub source: String,
    /// What the source is: `agency`, `paper` …; absent where that is not known.
    pub kind: Option<&'static str>,
    pub language: Option<String>,
    /// The place in its dateline.
    pub place: Option<String>,
    /// The address; absent where it is too long to be printed.
    pub url: Option<String>,
    /// The host of the address; absent where it is too long to be printed.
    pub host: Option<String>,
    pub published: Option<Moment>,
    pub seen: Moment,
    /// When it was published and when it was read, in one phrase.
    pub times: String,
    /// 1 as first read; higher after edits.
    pub version: u32,
    /// What the last edit changed.
    pub edited: Option<String>,
    /// Whether only its headline is known.
    pub headline_only: bool,
    pub paywall: bool,
    pub credits: Vec<String>,
    /// The relation in its word: `excerpt`, `same-story` …
    pub relation: &'static str,
    pub new_event: bool,
    /// The first words of the text, where no sentence is known to be new.
    pub lede: Option<String>,
    /// The sentences that say something new.
    pub new: Vec<SentenceFacts>,
    /// How many new sentences are not shown.
    pub new_more: usize,
    /// The sentences of the verdict that say why.
    pub because: Vec<String>,
    pub clauses: Vec<ClauseFacts>,
    /// The watches that it is a hit of.
    pub watches: Vec<WatchFacts>,
    /// In a digest, when the reader was alerted of it: `Sun 20:09`.
    pub alerted: Option<String>,
    /// In a digest, the copies of it.
    pub copies: Option<CopiesFacts>,
}

/// A sentence that says something new.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SentenceFacts {
    pub text: String,
    /// The kinds of its facts: `figure`, `name`, `date`, `quotation`.
    pub kinds: Vec<&'static str>,
    /// Its facts in its own words: `48 hours`.
    pub facts: Vec<String>,
}

/// A figure of one report, and what an earlier text has in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct DisagreementFacts {
    /// The figure of the report: `48 часов`.
    pub here: String,
    /// The outlet of the report.
    pub outlet: String,
    /// The figure of the earlier text: `24 hours`.
    pub instead_of: String,
}

/// A clause of a query and the words that satisfied it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ClauseFacts {
    pub clause: String,
    /// The words before those that satisfied it.
    pub before: String,
    pub matched: String,
    /// The words behind those that satisfied it.
    pub after: String,
}

/// A watch that an article is a hit of, and what the message opens with for it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct WatchFacts {
    pub id: String,
    pub title: String,
    /// What the article is to the watch: `NEW EVENT on your topic`, `SAME STORY as your seeds`,
    /// `YOUR QUERY` …
    pub opening: &'static str,
}

/// Copies of one text: they only count.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CopiesFacts {
    /// What they copy: an outlet, a seed, or `a report told earlier`.
    pub of: String,
    pub count: usize,
    /// The outlets that printed them, three at most.
    pub outlets: Vec<String>,
    /// How many further outlets printed them.
    pub outlets_more: usize,
}

/// A source that counts as unread.
#[derive(Debug, Clone, Serialize)]
pub(super) struct UnreadFacts {
    /// The name of the source.
    pub source: String,
    /// When it was last read well.
    pub since: Option<String>,
    pub why: String,
    pub next_try: String,
}

/// What a message states of `report`.
pub(super) fn report(
    desk: &Desk<'_>,
    local: &Local<'_>,
    report: &Report<'_>,
    bounds: Bounds,
) -> ReportFacts {
    let news = report.news;
    let article = &news.article;
    let beside = beside(desk, report);
    let (new, new_more) = sentences(&beside.new_sentences, bounds.sentences);
    let outlet = outlet(report);
    let because = because(desk, report);
    let kind = match news.source.kind {
        Publisher::Agency => Some("agency"),
        Publisher::Broadcaster => Some("broadcaster"),
        Publisher::Paper => Some("paper"),
        Publisher::Government => Some("government"),
        Publisher::Organisation => Some("organisation"),
        Publisher::Blog => Some("blog"),
        Publisher::Other => None,
    };
    ReportFacts {
        item: news.item.to_string(),
        headline: headline(report),
        source: news.source.id.clone(),
        kind,
        language: article.language.as_deref().map(|language| line(language, 20)),
        place: article
            .dateline
            .as_ref()
            .and_then(|dateline| dateline.place.as_deref())
            .map(|place| line(place, NAME_LIMIT)),
        url: Some(article.url.as_str()).filter(|url| url.len() <= LINK_LIMIT).map(str::to_owned),
        host: Some(article.url.host()).filter(|host| host.len() <= NAME_LIMIT).map(str::to_owned),
        published: article.published.map(|when| local.when(when)),
        seen: local.moment(news.seen_at),
        times: local.times(article.published, news.seen_at),
        version: news.version,
        edited: edited(news),
        headline_only: article.quality == Quality::HeadlineOnly,
        paywall: article.paywall,
        credits: article
            .credits
            .iter()
            .map(|credit| line(credit, NAME_LIMIT))
            .filter(|credit| !credit.is_empty() && *credit != outlet)
            .take(5)
            .collect(),
        outlet,
        relation: beside.relation(),
        new_event: beside.new_event,
        lede: if new.is_empty() { lede(report) } else { None },
        new,
        new_more,
        clauses: clauses(report, &because),
        because,
        watches: watches(desk, report),
        alerted: None,
        copies: None,
    }
}

/// What the last edit of an item changed, on one line.
pub(super) fn edited(news: &News) -> Option<String> {
    news.edited.as_deref().map(|edited| line(edited, SENTENCE_LIMIT))
}

/// The headline of `report` on one line; its address where it has none.
pub(super) fn headline(report: &Report<'_>) -> String {
    match line(&report.news.article.headline, HEADLINE_LIMIT) {
        empty if empty.is_empty() => line(report.news.article.url.as_str(), HEADLINE_LIMIT),
        headline => headline,
    }
}

/// The name of the source of `report` on one line; its id where it has none.
pub(super) fn outlet(report: &Report<'_>) -> String {
    match line(&report.news.source.name, NAME_LIMIT) {
        empty if empty.is_empty() => line(&report.news.source.id, NAME_LIMIT),
        name => name,
    }
}

/// The verdict that the mail speaks of: beside the corpus of the first watch that has one, else
/// beside what was seen.
fn beside<'a>(desk: &Desk<'_>, report: &Report<'a>) -> &'a Beside {
    let verdict = &report.news.verdict;
    let mut corpora = report.hits.iter().filter_map(|hit| desk.watch(&hit.watch)?.corpus.as_ref());
    corpora.find_map(|corpus| verdict.corpora.get(corpus)).unwrap_or(&verdict.seen)
}

/// Whether `report` is on a topic, but tells no event of its own, by every watch that it is a hit
/// of.
pub(super) fn is_background(desk: &Desk<'_>, report: &Report<'_>) -> bool {
    report.hits.iter().all(|hit| {
        let corpus = desk.watch(&hit.watch).and_then(|watch| watch.corpus.as_ref());
        let Some(beside) = corpus.and_then(|corpus| hit.verdict.corpora.get(corpus)) else {
            return false;
        };
        hit.weight == crate::watch::Weight::Digest
            && beside.closeness == Closeness::Related
            && beside.copy == Copied::None
            && !beside.new_event
    })
}

/// The figures in which a report's new sentences differ from what is known, each once, at most
/// `bound`.
pub(super) fn disagreements(
    desk: &Desk<'_>,
    report: &Report<'_>,
    outlet: &str,
    bound: usize,
) -> Vec<DisagreementFacts> {
    let mut found: Vec<DisagreementFacts> = Vec::new();
    for fact in beside(desk, report).new_sentences.iter().flat_map(|sentence| &sentence.facts) {
        let Some(instead_of) = &fact.instead_of else { continue };
        let one = DisagreementFacts {
            here: line(&fact.text, NAME_LIMIT),
            outlet: outlet.to_owned(),
            instead_of: line(instead_of, NAME_LIMIT),
        };
        if found.len() < bound && !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// At most `bound` of the sentences in `new`, those with facts before others, in the order of the
/// text; and how many are left out.
fn sentences(new: &[NewSentence], bound: usize) -> (Vec<SentenceFacts>, usize) {
    // Facts are what a reader looks for.
    let (with, without): (Vec<&NewSentence>, Vec<&NewSentence>) =
        new.iter().partition(|sentence| !sentence.facts.is_empty());
    let mut chosen: Vec<&NewSentence> = with.into_iter().chain(without).take(bound).collect();
    chosen.sort_by_key(|sentence| sentence.span.start);
    let shown: Vec<SentenceFacts> = chosen
        .into_iter()
        .map(|sentence| {
            let kinds: BTreeSet<&'static str> =
                sentence.facts.iter().map(|fact| kind(fact.kind)).collect();
            SentenceFacts {
                text: line(&sentence.text, SENTENCE_LIMIT),
                kinds: kinds.into_iter().collect(),
                facts: sentence
                    .facts
                    .iter()
                    .take(8)
                    .map(|fact| line(&fact.text, NAME_LIMIT))
                    .collect(),
            }
        })
        .collect();
    let more = new.len() - shown.len();
    (shown, more)
}

fn kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Figure => "figure",
        FactKind::Name => "name",
        FactKind::Date => "date",
        FactKind::Quotation => "quotation",
    }
}

/// The deck of an article, else its first paragraph, on one line, unless that is its headline.
fn lede(report: &Report<'_>) -> Option<String> {
    let article = &report.news.article;
    let first = article.text.split("\n\n").find(|paragraph| !paragraph.trim().is_empty());
    let lede = line(article.deck.as_deref().or(first)?, LEDE_LIMIT);
    (!lede.is_empty() && lede != headline(report)).then_some(lede)
}

/// The sentences that say why: beside the corpora of the watches, and beside what was seen; three
/// at most.
fn because(desk: &Desk<'_>, report: &Report<'_>) -> Vec<String> {
    let verdict = &report.news.verdict;
    let corpora = report.hits.iter().filter_map(|hit| desk.watch(&hit.watch)?.corpus.as_ref());
    let besides = corpora.filter_map(|corpus| verdict.corpora.get(corpus)).chain([&verdict.seen]);
    let mut because: Vec<String> = Vec::new();
    for sentence in besides.map(|beside| line(&beside.because, SENTENCE_LIMIT)) {
        if !sentence.is_empty() && !because.contains(&sentence) {
            because.push(sentence);
        }
    }
    because.truncate(3);
    because
}

/// The clauses of queries that hold, and what was found beside a corpus where no verdict says why.
fn clauses(report: &Report<'_>, because: &[String]) -> Vec<ClauseFacts> {
    let mut clauses: Vec<ClauseFacts> = Vec::new();
    let told = |reason: &&Reason| reason.field != Field::Corpus || because.is_empty();
    for reason in report.hits.iter().flat_map(|hit| &hit.because).filter(told) {
        let clause = line(&reason.clause, CLAUSE_LIMIT);
        if clauses.len() < CLAUSES && clauses.iter().all(|known| known.clause != clause) {
            let (before, matched, after) = around(report, reason).unwrap_or_default();
            clauses.push(ClauseFacts { clause, before, matched, after });
        }
    }
    clauses
}

/// The words before those that satisfied a clause, these words themselves, and the words behind
/// them.
fn around(report: &Report<'_>, reason: &Reason) -> Option<(String, String, String)> {
    let text = match reason.field {
        Field::Title => &report.news.article.headline,
        Field::Text => &report.news.article.text,
        Field::Source | Field::Language | Field::Site | Field::Corpus => return None,
    };
    let Range { start, end } = reason.span.clone()?;
    let matched = text.get(start..end)?;
    let before = &text[..start];
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let from =
        if from == 0 { 0 } else { before[from..].find(' ').map_or(from, |gap| from + gap + 1) };
    let after = &text[end..];
    let until = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let until =
        if until == after.len() { until } else { after[..until].rfind(' ').unwrap_or(until) };
    let spaced = |part: &str, at_end: bool| {
        let gap = if at_end {
            part.ends_with(char::is_whitespace)
        } else {
            part.starts_with(char::is_whitespace)
        };
        (line(part, 2 * AROUND), if gap { " " } else { "" })
    };
    let (left, left_gap) = spaced(&before[from..], true);
    let (right, right_gap) = spaced(&after[..until], false);
    let cut = |needed: bool| if needed { "…" } else { "" };
    Some((
        format!("{}{left}{left_gap}", cut(from > 0)),
        line(matched, 2 * AROUND),
        format!("{right_gap}{right}{}", cut(until < after.len())),
    ))
}

fn watches(desk: &Desk<'_>, report: &Report<'_>) -> Vec<WatchFacts> {
    let mut watches: Vec<WatchFacts> = Vec::new();
    for hit in &report.hits {
        if watches.iter().any(|known| known.id == hit.watch) {
            continue;
        }
        let watch = desk.watch(&hit.watch);
        let title =
            watch.map(|watch| line(&watch.title, NAME_LIMIT)).filter(|title| !title.is_empty());
        let by_corpus = hit.because.is_empty()
            || hit.because.iter().any(|reason| reason.field == Field::Corpus);
        let beside = watch
            .and_then(|watch| hit.verdict.corpora.get(watch.corpus.as_ref()?))
            .filter(|_| by_corpus);
        watches.push(WatchFacts {
            id: hit.watch.clone(),
            title: title.unwrap_or_else(|| hit.watch.clone()),
            opening: beside.map_or("YOUR QUERY", opening),
        });
    }
    watches
}

/// What an article is to a watch with a corpus, by the verdict beside it.
fn opening(beside: &Beside) -> &'static str {
    match (beside.new_event, beside.copy, beside.closeness) {
        (true, ..) => "NEW EVENT on your topic",
        (_, Copied::Excerpt, Closeness::SameStory) => {
            "SAME STORY as your seeds, in part in their words"
        }
        (_, _, Closeness::SameStory) => "SAME STORY as your seeds",
        (_, Copied::Excerpt, _) => "EXCERPT of your seeds",
        (_, _, Closeness::Related) => "ON YOUR TOPIC",
        (_, Copied::Reprint | Copied::NearDuplicate | Copied::Duplicate, _) => "COPY of a seed",
        _ => "ON YOUR WATCH",
    }
}

/// The copies in `folded`, one entry for each original as `of` names it, most copies first.
pub(super) fn copies(
    folded: &[(&Report<'_>, &TextRef)],
    of: impl Fn(&TextRef) -> String,
) -> Vec<CopiesFacts> {
    let mut by_original: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (report, original) in folded {
        by_original.entry(of(original)).or_default().push(outlet(report));
    }
    let mut copies: Vec<CopiesFacts> = by_original
        .into_iter()
        .map(|(of, mut outlets)| {
            let count = outlets.len();
            let mut seen = BTreeSet::new();
            outlets.retain(|outlet| seen.insert(outlet.clone()));
            let outlets_more = outlets.len().saturating_sub(3);
            outlets.truncate(3);
            CopiesFacts { of, count, outlets, outlets_more }
        })
        .collect();
    copies.sort_by_key(|copies| std::cmp::Reverse(copies.count));
    copies
}

/// What a message states of a source that counts as unread.
pub(super) fn unread(local: &Local<'_>, unread: &Unread) -> UnreadFacts {
    UnreadFacts {
        source: line(&unread.source, NAME_LIMIT),
        since: unread.since.map(|since| local.short(since)),
        why: line(&unread.why, CLAUSE_LIMIT),
        next_try: local.short(unread.next_try),
    }
}
