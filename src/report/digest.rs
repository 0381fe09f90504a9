//! What is told on a schedule: everything that no earlier digest of the reader held.

use std::collections::BTreeMap;

use serde::Serialize;

use super::alert::SIZE_LIMIT;
use super::facts::{self, Bounds, CopiesFacts, ReportFacts, UnreadFacts};
use super::headers::{headers, stop_address};
use super::ledger::{Ledger, Report};
use super::local::{Local, Moment};
use super::reader::Digests;
use super::{Coverage, Desk, Followed, How, Message, MessageKind, SilenceOf, Told};
use crate::clock::Timestamp;
use crate::compare::{self, TextRef, Trend};
use crate::id::{ItemId, StoryId, derived};
use crate::text::line;

/// How much of each thing a digest shows.
const BOUNDS: Bounds = Bounds { stories: 120, reports: 20, sentences: 3, lines: 15 };

/// What a digest states.
#[derive(Debug, Serialize)]
struct DigestFacts {
    kind: &'static str,
    instance: String,
    reader: String,
    /// The reader's time zone, as people name it.
    zone: String,
    /// The end of the digest before this one; absent before the first.
    from: Option<Moment>,
    /// The end of this digest.
    until: Moment,
    /// The day of its end: `Mon 23 Nov`.
    day: String,
    counts: Counts,
    /// The sentence that names the sources that were not read, if there are any.
    incomplete: Option<String>,
    stories: Vec<StoryFacts>,
    /// How many stories wait for the next digest, since this one has no room for them.
    stories_more: usize,
    /// Reports on a topic that tell no event of their own.
    background: Vec<LineFacts>,
    background_more: usize,
    /// Reports that were there before the watch, or came with the first visit of their source.
    baseline: Vec<LineFacts>,
    /// How many reports of the baseline are not shown, its copies among them.
    baseline_more: usize,
    /// Stories that went quiet since the digest before this one.
    gone_quiet: Vec<QuietFacts>,
    coverage: CoverageFacts,
    silences: Vec<SilenceFacts>,
    /// When the next digest falls.
    next: Option<String>,
    /// The mail address at which a reader asks to be told no more.
    stop: Option<String>,
}

/// How much of each thing a digest holds, whether or not it is shown.
#[derive(Debug, Serialize)]
struct Counts {
    /// The reports on stories, without the copies.
    reports: usize,
    /// The stories that these reports tell.
    stories: usize,
    copies: usize,
    background: usize,
    /// The reports of the baseline, its copies among them.
    baseline: usize,
}

/// What a digest states of one story.
#[derive(Debug, Serialize)]
struct StoryFacts {
    /// The story's id, `s7`.
    story: String,
    headline: String,
    /// `new`, or `goes on` where a digest told of it before.
    status: &'static str,
    /// When the reader was first alerted of the story: `Sun 20:09`.
    alerted: Option<String>,
    /// The outlet that was read first, and when.
    first: String,
    /// How many of its reports copy nothing.
    own_reports: usize,
    copies_count: usize,
    languages: Vec<String>,
    reports: Vec<ReportFacts>,
    /// How many reports are not shown.
    reports_more: usize,
    /// Copies of what stands in no report above.
    copies: Vec<CopiesFacts>,
}

/// A report in one line.
#[derive(Debug, Serialize)]
struct LineFacts {
    /// The item's id, `i42`.
    item: String,
    headline: String,
    outlet: String,
    /// The address, where it is not too long to be printed.
    url: Option<String>,
    published: Option<Moment>,
    /// What the last edit changed.
    edited: Option<String>,
}

/// A story without reports for some days.
#[derive(Debug, Serialize)]
struct QuietFacts {
    /// The story's id, `s7`.
    story: String,
    headline: String,
    /// When its last report was seen.
    last: Moment,
}

/// How complete the reading was.
#[derive(Debug, Serialize)]
struct CoverageFacts {
    /// The number of sources.
    sources: usize,
    /// The number of sources that were read.
    read: usize,
    unread: Vec<UnreadFacts>,
    /// How many sources that were not read are not shown.
    unread_more: usize,
    /// The number of items of which only the headline was read and that are still being tried.
    headline_only: usize,
    /// Agencies that reports name as their source and that no source is, the most cited first: `EFE
    /// 2x`.
    cited: Vec<String>,
}

/// A silence that is in force.
#[derive(Debug, Serialize)]
struct SilenceFacts {
    /// What is silenced: `watch ID`, `source ID`, `story ID`.
    of: String,
    until: String,
    reason: String,
}

/// The digest that the reader is due, if there is something to say. `told_now` is what alerts of
/// the same pass tell.
pub(super) fn due(desk: &Desk<'_>, told_now: &[Told]) -> Option<Message> {
    let digest = desk.reader.digest.as_ref()?;
    let told_until = told_until(desk)?;
    let moment = digest.latest(&desk.reader.timezone, told_until, desk.now)?;
    let account = account(desk, told_now, moment);
    // A source that failed only since then makes no digest of the past incomplete.
    let is_complete = desk
        .waiting
        .coverage
        .unread
        .iter()
        .all(|unread| unread.since.is_some_and(|since| since >= moment));
    if account.is_empty() && is_complete {
        return None;
    }
    Some(message(desk, digest, &account, Some(told_until), moment))
}

/// The digest of the desk's reader up to this moment, also where there is nothing to say.
pub(super) fn preview(desk: &Desk<'_>) -> Option<Message> {
    let digest = desk.reader.digest.as_ref()?;
    let account = account(desk, &[], desk.now);
    Some(message(desk, digest, &account, told_until(desk), desk.now))
}

/// The end of the last digest of the desk's reader, or when the reader was first seen.
fn told_until(desk: &Desk<'_>) -> Option<Timestamp> {
    desk.waiting
        .digests
        .iter()
        .find(|state| state.reader == desk.reader.id)
        .map(|state| state.told_until)
}

/// What goes into one digest, by section.
struct Account<'a> {
    ledger: Ledger<'a>,
    /// The stories, those with most reports of their own first.
    stories: Vec<Story<'a>>,
    background: Vec<Report<'a>>,
    baseline: Vec<Report<'a>>,
    /// How many reports that were there before only count.
    baseline_copies: usize,
    /// The rows of the hits of what was there before: a digest counts all of them.
    baseline_hits: Vec<i64>,
}

/// What a digest tells of one story.
struct Story<'a> {
    id: StoryId,
    /// The reports that copy nothing.
    reports: Vec<Report<'a>>,
    /// The reports that only count, and what each copies.
    copies: Vec<(Report<'a>, TextRef)>,
}

impl Account<'_> {
    fn is_empty(&self) -> bool {
        self.stories.is_empty() && self.background.is_empty() && self.baseline_hits.is_empty()
    }

    /// The rows of the hits that a digest with these bounds tells. What it has no room for is not told: it waits for the
    /// next one, where it comes first.
    fn told(&self, bounds: Bounds) -> Vec<i64> {
        let stories = self.stories.iter().take(bounds.stories).flat_map(|story| {
            let reports = story.reports.iter().take(bounds.reports);
            reports.chain(story.copies.iter().map(|(copy, _)| copy))
        });
        let background = self.background.iter().take(bounds.lines);
        let shown = stories.chain(background).flat_map(|report| &report.hits).map(|hit| hit.hit);
        shown.chain(self.baseline_hits.iter().copied()).collect()
    }
}

fn account<'a>(desk: &Desk<'a>, told_now: &'a [Told], until: Timestamp) -> Account<'a> {
    let mut ledger = Ledger::of(desk, told_now);
    ledger.reports.retain(|report| report.news.seen_at <= until);
    let parted = ledger.part(|_| true);
    let mut stories: Vec<Story<'a>> = Vec::new();
    let mut background: Vec<Report<'a>> = Vec::new();
    let mut baseline = Vec::new();
    let mut baseline_copies = 0;
    let mut story_of: BTreeMap<ItemId, StoryId> = BTreeMap::new();
    for place in parted.tells {
        let report = ledger.reports[place].clone();
        story_of.insert(report.news.item, report.news.story);
        if report.is_baseline() {
            baseline.push(report);
        } else if facts::is_background(desk, &report) {
            background.push(report);
        } else {
            match stories.iter_mut().find(|story| story.id == report.news.story) {
                Some(story) => story.reports.push(report),
                None => stories.push(Story {
                    id: report.news.story,
                    reports: vec![report],
                    copies: Vec::new(),
                }),
            }
        }
    }
    for (place, original) in parted.copies {
        let report = ledger.reports[place].clone();
        if report.is_baseline() {
            baseline_copies += 1;
            continue;
        }
        let told_as = match &original {
            TextRef::Item(item) => story_of.get(item).copied().or_else(|| ledger.story_told(*item)),
            TextRef::Seed { .. } => None,
        };
        let id = told_as.unwrap_or(report.news.story);
        match stories.iter_mut().find(|story| story.id == id) {
            Some(story) => story.copies.push((report, original)),
            None => {
                stories.push(Story { id, reports: Vec::new(), copies: vec![(report, original)] });
            }
        }
    }
    let last = told_until(desk).unwrap_or(Timestamp::MIN);
    let waited = |report: &Report<'_>| !report.is_baseline() && report.news.seen_at <= last;
    stories.sort_by_key(|story| {
        let has_waited = story.reports.iter().any(waited);
        std::cmp::Reverse((has_waited, story.reports.len(), story.copies.len()))
    });
    background.sort_by_key(|report| !waited(report));
    let of_baseline = ledger.reports.iter().filter(|report| report.is_baseline());
    let baseline_hits = of_baseline.flat_map(|report| &report.hits).map(|hit| hit.hit).collect();
    Account { ledger, stories, background, baseline, baseline_copies, baseline_hits }
}

fn message(
    desk: &Desk<'_>,
    digest: &Digests,
    account: &Account<'_>,
    from: Option<Timestamp>,
    until: Timestamp,
) -> Message {
    let reader = desk.reader;
    let key = derived(&["digest", &reader.id, &until.to_string(), &digest.channel]);
    let mut bounds = BOUNDS;
    let (facts, text, html) = loop {
        let facts = state(desk, digest, account, from, until, bounds);
        let (text, html) = desk.templates.render(MessageKind::Digest, &facts);
        let smaller = bounds.halved();
        if text.len().max(html.len()) <= SIZE_LIMIT || smaller == bounds {
            break (facts, text, html);
        }
        bounds = smaller;
    };
    Message {
        headers: headers(desk, &key, None),
        key,
        reader: reader.id.clone(),
        owner: reader.owner.clone(),
        channel: digest.channel.clone(),
        kind: MessageKind::Digest,
        to: reader.to.clone(),
        subject: subject(&facts),
        text,
        html,
        data: serde_json::to_value(&facts).unwrap_or_default(),
        made_at: desk.now,
        told_until: Some(until),
        tells: account.told(bounds).into_iter().map(|hit| (hit, How::Digested)).collect(),
    }
}

fn subject(facts: &DigestFacts) -> String {
    let counts = &facts.counts;
    let mut parts = Vec::new();
    if counts.stories > 0 {
        parts.push(format!(
            "{} on {}",
            number(counts.reports, "report", "reports"),
            number(counts.stories, "story", "stories")
        ));
    }
    if counts.copies > 0 {
        parts.push(format!("{} folded", number(counts.copies, "copy", "copies")));
    }
    if parts.is_empty() && counts.background > 0 {
        parts.push(format!("{} in the background", number(counts.background, "report", "reports")));
    }
    if parts.is_empty() && counts.baseline > 0 {
        parts.push(number(
            counts.baseline,
            "article that was there before",
            "articles that were there before",
        ));
    }
    if parts.is_empty() && facts.incomplete.is_some() {
        let coverage = &facts.coverage;
        parts.push(format!(
            "nothing new in {} of {} sources; the rest was not read",
            coverage.read, coverage.sources
        ));
    }
    if parts.is_empty() {
        parts.push("nothing new".to_owned());
    }
    line(&format!("{} ({})", parts.join(", "), facts.day), 200)
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn state(
    desk: &Desk<'_>,
    digest: &Digests,
    account: &Account<'_>,
    from: Option<Timestamp>,
    until: Timestamp,
    bounds: Bounds,
) -> DigestFacts {
    let local = Local::new(&desk.reader.timezone, desk.now);
    let copies: usize = account.stories.iter().map(|story| story.copies.len()).sum();
    let coverage = &desk.waiting.coverage;
    // Stories of which only copies came are counted in the digest, but bring no report.
    let telling = account.stories.iter().filter(|story| !story.reports.is_empty()).count();
    let silences = desk
        .waiting
        .silences
        .iter()
        .filter(|silence| silence.owner == desk.reader.owner || silence.owner == "instance");
    DigestFacts {
        kind: "digest",
        instance: line(&desk.instance.name, 80),
        reader: desk.reader.id.clone(),
        zone: local.name(),
        from: from.map(|from| local.moment(from)),
        until: local.moment(until),
        day: local.day(until),
        counts: Counts {
            reports: account.stories.iter().map(|story| story.reports.len()).sum(),
            stories: telling,
            copies,
            background: account.background.len(),
            baseline: account.baseline.len() + account.baseline_copies,
        },
        incomplete: incomplete(coverage),
        stories: account
            .stories
            .iter()
            .take(bounds.stories)
            .map(|story| story_facts(desk, account, &local, story, bounds))
            .collect(),
        stories_more: account.stories.len().saturating_sub(bounds.stories),
        background: account
            .background
            .iter()
            .take(bounds.lines)
            .map(|report| line_facts(&local, report))
            .collect(),
        background_more: account.background.len().saturating_sub(bounds.lines),
        baseline: account
            .baseline
            .iter()
            .take(bounds.lines)
            .map(|report| line_facts(&local, report))
            .collect(),
        baseline_more: account.baseline.len().saturating_sub(bounds.lines)
            + account.baseline_copies,
        gone_quiet: gone_quiet(desk, &local, from, until, bounds),
        coverage: CoverageFacts {
            sources: coverage.sources,
            read: coverage.sources.saturating_sub(coverage.unread.len()),
            unread: coverage
                .unread
                .iter()
                .take(bounds.lines)
                .map(|unread| facts::unread(&local, unread))
                .collect(),
            unread_more: coverage.unread.len().saturating_sub(bounds.lines),
            headline_only: coverage.headline_only,
            cited: cited(desk, account, bounds),
        },
        silences: silences
            .filter(|silence| silence.until > desk.now)
            .take(bounds.lines)
            .map(|silence| SilenceFacts {
                of: match &silence.of {
                    SilenceOf::Watch(watch) => format!("watch {}", line(watch, 80)),
                    SilenceOf::Source(source) => format!("source {}", line(source, 80)),
                    SilenceOf::Story(story) => format!("story {story}"),
                },
                until: local.long(silence.until),
                reason: line(&silence.reason, 200),
            })
            .collect(),
        next: digest.next(&desk.reader.timezone, desk.now).map(|next| local.long(next)),
        stop: stop_address(desk.instance).map(str::to_owned),
    }
}

fn gone_quiet(
    desk: &Desk<'_>,
    local: &Local<'_>,
    from: Option<Timestamp>,
    until: Timestamp,
    bounds: Bounds,
) -> Vec<QuietFacts> {
    let Some(from) = from else { return Vec::new() };
    let went_quiet = |story: &&Followed| {
        let quiet = Trend::quiet_from(story.last_seen);
        story.reader == desk.reader.id && quiet > from && quiet <= until
    };
    let facts = |story: &Followed| QuietFacts {
        story: story.story.to_string(),
        headline: line(&story.headline, facts::HEADLINE_LIMIT),
        last: local.moment(story.last_seen),
    };
    desk.waiting.followed.iter().filter(went_quiet).take(bounds.lines).map(facts).collect()
}

fn cited(desk: &Desk<'_>, account: &Account<'_>, bounds: Bounds) -> Vec<String> {
    let reports = account
        .stories
        .iter()
        .flat_map(|story| story.reports.iter().chain(story.copies.iter().map(|(copy, _)| copy)));
    let named = reports
        .chain(&account.background)
        .flat_map(|report| &report.news.verdict.provenance.declared);
    let unread = compare::unread(named, desk.waiting.outlets.iter().map(String::as_str));
    let mut cited: Vec<(String, usize)> = unread.into_iter().collect();
    cited.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    cited
        .into_iter()
        .take(bounds.lines)
        .map(|(agency, times)| format!("{} {times}x", line(&agency, 60)))
        .collect()
}

/// The sentence that names the sources that were not read, if there are any:
/// `28 of 30 sources read; Rodong Sinmun, Yonhap (ko) not.`
fn incomplete(coverage: &Coverage) -> Option<String> {
    if coverage.unread.is_empty() {
        return None;
    }
    let named: Vec<String> =
        coverage.unread.iter().take(4).map(|unread| line(&unread.source, 80)).collect();
    let rest = coverage.unread.len() - named.len();
    let list =
        if rest == 0 { named.join(", ") } else { format!("{} and {rest} more", named.join(", ")) };
    Some(format!(
        "{} of {} sources read; {list} not.",
        coverage.sources.saturating_sub(coverage.unread.len()),
        coverage.sources
    ))
}

fn story_facts(
    desk: &Desk<'_>,
    account: &Account<'_>,
    local: &Local<'_>,
    story: &Story<'_>,
    bounds: Bounds,
) -> StoryFacts {
    let ledger = &account.ledger;
    let shown = &story.reports[..story.reports.len().min(bounds.reports)];
    let reports = shown
        .iter()
        .map(|report| {
            let folded: Vec<(&Report<'_>, &TextRef)> = story
                .copies
                .iter()
                .filter(|(_, of)| is_of(of, report))
                .map(|(copy, of)| (copy, of))
                .collect();
            let outlet = facts::outlet(report);
            let mut facts = facts::report(desk, local, report, bounds);
            facts.copies = facts::copies(&folded, |_| outlet.clone()).pop();
            facts.alerted = ledger.alerted(report.news.item).map(|at| local.short(at));
            facts
        })
        .collect();
    let elsewhere: Vec<(&Report<'_>, &TextRef)> = story
        .copies
        .iter()
        .filter(|(_, of)| !shown.iter().any(|report| is_of(of, report)))
        .map(|(copy, of)| (copy, of))
        .collect();
    let all = || story.reports.iter().chain(story.copies.iter().map(|(copy, _)| copy));
    let first = all().min_by_key(|report| report.news.seen_at);
    let mut languages: Vec<String> = Vec::new();
    for language in all()
        .filter_map(|report| report.news.article.language.as_deref())
        .map(|language| line(language, 20))
    {
        if !languages.contains(&language) {
            languages.push(language);
        }
    }
    languages.truncate(12);
    StoryFacts {
        story: story.id.to_string(),
        headline: first.map(facts::headline).unwrap_or_default(),
        status: if ledger.was_digested(story.id) { "goes on" } else { "new" },
        alerted: ledger.occasions(story.id).first().map(|at| local.short(*at)),
        first: first
            .map(|report| {
                format!("{}, read {}", facts::outlet(report), local.short(report.news.seen_at))
            })
            .unwrap_or_default(),
        own_reports: story.reports.len(),
        copies_count: story.copies.len(),
        languages,
        reports,
        reports_more: story.reports.len() - shown.len(),
        copies: facts::copies(&elsewhere, |original| ledger.name(original)),
    }
}

fn is_of(original: &TextRef, report: &Report<'_>) -> bool {
    matches!(original, TextRef::Item(item) if *item == report.news.item)
}

fn line_facts(local: &Local<'_>, report: &Report<'_>) -> LineFacts {
    LineFacts {
        item: report.news.item.to_string(),
        headline: facts::headline(report),
        outlet: facts::outlet(report),
        url: Some(report.news.article.url.as_str())
            .filter(|url| url.len() <= 1000)
            .map(str::to_owned),
        published: report.news.article.published.map(|when| local.when(when)),
        edited: facts::edited(report.news),
    }
}
