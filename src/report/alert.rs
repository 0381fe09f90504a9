//! What is told at once: one message a story, or a roundup of stories that a watch's `at_most`
//! held.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{self, Bounds, CopiesFacts, DisagreementFacts, ReportFacts, UnreadFacts};
use super::headers::{alert_key, headers, stop_address};
use super::ledger::{Ledger, Report};
use super::local::{Local, Moment};
use super::{Deadlines, Desk, How, Message, MessageKind};
use crate::clock::Timestamp;
use crate::compare::TextRef;
use crate::id::{StoryId, derived};
use crate::text::line;

/// The most characters of a subject.
const SUBJECT_LIMIT: usize = 200;
/// How much of each thing an alert shows.
const BOUNDS: Bounds = Bounds { stories: 20, reports: 12, sentences: 5, lines: 8 };

/// The most bytes of a message's text, and of its HTML. Gmail shows the first 102 KB of a message
/// and hides the rest, the way out of the list among it.
pub(super) const SIZE_LIMIT: usize = 96 * 1024;

/// How many disagreements of one story are shown.
const DISAGREEMENTS: usize = 5;

/// What an alert states.
#[derive(Debug, Serialize)]
struct AlertFacts {
    kind: &'static str,
    instance: String,
    reader: String,
    /// The reader's time zone, as people name it.
    zone: String,
    made: Moment,
    /// Whether it tells several stories that waited, together and in short.
    roundup: bool,
    stories: Vec<StoryFacts>,
    /// How many stories wait for the next mail, since this one has no room for them.
    stories_more: usize,
    unread: Vec<UnreadFacts>,
    /// How many sources that were not read are not shown.
    unread_more: usize,
    /// The mail address at which a reader asks to be told no more.
    stop: Option<String>,
}

/// What an alert states of one story.
#[derive(Debug, Serialize)]
struct StoryFacts {
    /// The story's id, `s7`.
    story: String,
    /// Whether the reader was told of the story before, by an alert or a digest.
    followed: bool,
    lead: ReportFacts,
    /// The reports beside the first one.
    others: Vec<ReportFacts>,
    /// How many reports are not shown.
    others_more: usize,
    copies: Vec<CopiesFacts>,
    /// Figures of one matter in which reports differ: shown, not settled.
    disagree: Vec<DisagreementFacts>,
}

/// The reports on one story that are to be told, and the copies to be counted with them.
struct Group<'a> {
    story: StoryId,
    /// When the first of its hits is due.
    due_at: Timestamp,
    /// The reports that are told, in the order of filing, the one that is told first in front.
    leads: Vec<&'a Report<'a>>,
    /// The reports that only count, and what each copies.
    copies: Vec<(&'a Report<'a>, &'a TextRef)>,
}

/// The alerts that the desk's reader is due.
pub(super) fn due(desk: &Desk<'_>, when: Deadlines) -> Vec<Message> {
    let Some(alerts) = &desk.reader.alerts else { return Vec::new() };
    if alerts.is_quiet(&desk.reader.timezone, desk.now) {
        return Vec::new();
    }
    let ledger = Ledger::of(desk, &[]);
    let parted = ledger.part(|report| !ledger.alerting(report).is_empty());
    let mut groups: BTreeMap<StoryId, Group<'_>> = BTreeMap::new();
    for place in &parted.tells {
        let report = &ledger.reports[*place];
        let hits = ledger.alerting(report);
        let due_at = hits.iter().map(|hit| hit.due_at).min().unwrap_or(desk.now);
        let story = report.news.story;
        let group = groups.entry(story).or_insert_with(|| Group {
            story,
            due_at,
            leads: Vec::new(),
            copies: Vec::new(),
        });
        group.due_at = group.due_at.min(due_at);
        group.leads.push(report);
    }
    for (place, original) in &parted.copies {
        let report = &ledger.reports[*place];
        if ledger.knows(report.news.item) {
            continue;
        }
        let leads = |group: &&Group<'_>| {
            group.leads.iter().any(|lead| TextRef::Item(lead.news.item) == *original)
        };
        let story = groups
            .values()
            .find(leads)
            .map_or_else(|| ledger.counts_in(report, original), |group| group.story);
        if let Some(group) = groups.get_mut(&story) {
            group.copies.push((report, original));
        }
    }
    let mut groups: Vec<Group<'_>> = groups
        .into_values()
        .filter(|group| when == Deadlines::Over || group.due_at <= desk.now)
        .collect();
    for group in &mut groups {
        // A page that was read whole says more than one of which only the headline was read.
        group
            .leads
            .sort_by_key(|lead| lead.news.article.quality == crate::extract::Quality::HeadlineOnly);
    }
    groups.sort_by_key(|group| (group.due_at, group.story));

    let (alone, together) = within_limits(desk, &ledger, groups);
    let mut messages: Vec<Message> = alone
        .iter()
        .map(|group| message(desk, &ledger, std::slice::from_ref(group), &alerts.channel))
        .collect();
    if !together.is_empty() {
        messages.push(message(desk, &ledger, &together, &alerts.channel));
    }
    messages
}

/// The groups that are told now: those told alone, and those told together. A group that was due
/// when its watch last alerted was held back by `at_most`: those are told together once there is
/// room again. What finds no room waits. A group of several watches needs room in one of them.
fn within_limits<'a>(
    desk: &Desk<'_>,
    ledger: &Ledger<'a>,
    groups: Vec<Group<'a>>,
) -> (Vec<Group<'a>>, Vec<Group<'a>>) {
    let mut room: BTreeMap<&str, usize> = BTreeMap::new();
    let mut last: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for watch in desk.watches {
        if let Some(at_most) = watch.at_most {
            let alerts = ledger.alerts_of(&watch.id);
            let lately =
                alerts.iter().filter(|(_, at)| desk.now.duration_since(*at) < at_most.per).count();
            room.insert(&watch.id, at_most.count.saturating_sub(lately));
            if let Some(at) = alerts.iter().map(|(_, at)| *at).max() {
                last.insert(&watch.id, at);
            }
        }
    }
    let watches = |group: &Group<'a>| -> Vec<&'a str> {
        let mut watches: Vec<&'a str> = group
            .leads
            .iter()
            .flat_map(|lead| ledger.alerting(lead))
            .map(|hit| hit.watch.as_str())
            .collect();
        watches.sort_unstable();
        watches.dedup();
        watches
    };
    let was_held = |group: &Group<'a>| {
        watches(group).iter().all(|watch| last.get(watch).is_some_and(|at| group.due_at <= *at))
    };
    let (held, fresh): (Vec<Group<'a>>, Vec<Group<'a>>) = groups.into_iter().partition(was_held);

    let has_room = |room: &BTreeMap<&str, usize>, group: &Group<'a>| {
        watches(group).iter().any(|watch| room.get(watch).is_none_or(|room| *room > 0))
    };
    let mut alone = Vec::new();
    let mut together: Vec<Group<'a>> =
        held.into_iter().filter(|group| has_room(&room, group)).collect();
    for group in &together {
        take_room(&mut room, &watches(group));
    }
    if together.len() == 1 {
        alone.append(&mut together);
    }
    for group in fresh {
        if has_room(&room, &group) {
            take_room(&mut room, &watches(&group));
            alone.push(group);
        }
    }
    (alone, together)
}

/// Takes one alert from the room that each of `watches` has left.
fn take_room<'a>(room: &mut BTreeMap<&'a str, usize>, watches: &[&'a str]) {
    for watch in watches {
        if let Some(room) = room.get_mut(*watch) {
            *room = room.saturating_sub(1);
        }
    }
}

fn message(desk: &Desk<'_>, ledger: &Ledger<'_>, groups: &[Group<'_>], channel: &str) -> Message {
    let reader = desk.reader;
    let keys: Vec<String> = groups
        .iter()
        .map(|group| {
            alert_key(&reader.id, group.story, ledger.occasions(group.story).len(), channel)
        })
        .collect();
    let (key, thread) = match (keys.as_slice(), groups) {
        ([key], [group]) => (key.clone(), Some(alert_key(&reader.id, group.story, 0, channel))),
        _ => (derived(&["roundup", &reader.id, &keys.concat(), channel]), None),
    };
    let mut bounds = BOUNDS;
    let (facts, text, html) = loop {
        let facts = state(desk, ledger, groups, bounds);
        let (text, html) = desk.templates.render(MessageKind::Alert, &facts);
        let smaller = bounds.halved();
        if text.len().max(html.len()) <= SIZE_LIMIT || smaller == bounds {
            break (facts, text, html);
        }
        bounds = smaller;
    };
    // What the mail has no room for is not told: it waits for the next one.
    let mut tells = Vec::new();
    for group in groups.iter().take(bounds.stories) {
        tells.extend(
            group.leads.iter().flat_map(|lead| lead.hits.iter().map(|hit| (hit.hit, How::Alerted))),
        );
        tells.extend(
            group
                .copies
                .iter()
                .flat_map(|(copy, _)| copy.hits.iter().map(|hit| (hit.hit, How::Counted))),
        );
    }
    Message {
        headers: headers(desk, &key, thread.as_deref()),
        key,
        reader: reader.id.clone(),
        owner: reader.owner.clone(),
        channel: channel.to_owned(),
        kind: MessageKind::Alert,
        to: reader.to.clone(),
        subject: subject(&facts),
        text,
        html,
        data: serde_json::to_value(&facts).unwrap_or_default(),
        made_at: desk.now,
        told_until: None,
        tells,
    }
}

fn subject(facts: &AlertFacts) -> String {
    let Some(first) = facts.stories.first() else { return "dateline".to_owned() };
    let outlet = format!(" ({})", first.lead.outlet);
    let number = facts.stories.len() + facts.stories_more;
    let beginning = if facts.roundup { format!("{number} stories: ") } else { String::new() };
    let room = SUBJECT_LIMIT.saturating_sub(outlet.chars().count() + beginning.chars().count());
    line(&format!("{beginning}{}{outlet}", line(&first.lead.headline, room)), SUBJECT_LIMIT)
}

fn state(desk: &Desk<'_>, ledger: &Ledger<'_>, groups: &[Group<'_>], bounds: Bounds) -> AlertFacts {
    let local = Local::new(&desk.reader.timezone, desk.now);
    let roundup = groups.len() > 1;
    let bounds = if roundup {
        Bounds { reports: bounds.reports.min(4), sentences: bounds.sentences.min(2), ..bounds }
    } else {
        bounds
    };
    let stories = groups
        .iter()
        .take(bounds.stories)
        .map(|group| story(desk, ledger, &local, group, bounds))
        .collect();
    let unread = &desk.waiting.coverage.unread;
    AlertFacts {
        kind: "alert",
        instance: line(&desk.instance.name, 80),
        reader: desk.reader.id.clone(),
        zone: local.name(),
        made: local.moment(desk.now),
        roundup,
        stories,
        stories_more: groups.len().saturating_sub(bounds.stories),
        unread: unread
            .iter()
            .take(bounds.lines)
            .map(|unread| facts::unread(&local, unread))
            .collect(),
        unread_more: unread.len().saturating_sub(bounds.lines),
        stop: stop_address(desk.instance).map(str::to_owned),
    }
}

fn story(
    desk: &Desk<'_>,
    ledger: &Ledger<'_>,
    local: &Local<'_>,
    group: &Group<'_>,
    bounds: Bounds,
) -> StoryFacts {
    let leads: Vec<ReportFacts> = group
        .leads
        .iter()
        .take(bounds.reports)
        .map(|lead| facts::report(desk, local, lead, bounds))
        .collect();
    let disagreements = group
        .leads
        .iter()
        .zip(&leads)
        .flat_map(|(lead, told)| facts::disagreements(desk, lead, &told.outlet, DISAGREEMENTS));
    let disagree = disagreements.take(DISAGREEMENTS).collect();
    let mut leads = leads.into_iter();
    let lead = leads.next().expect("a group has a report that tells");
    StoryFacts {
        disagree,
        story: group.story.to_string(),
        followed: !ledger.occasions(group.story).is_empty() || ledger.was_digested(group.story),
        lead,
        others: leads.collect(),
        others_more: group.leads.len().saturating_sub(bounds.reports),
        copies: facts::copies(&group.copies, |original| ledger.name(original)),
    }
}
