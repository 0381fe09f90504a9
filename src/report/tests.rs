//! What is told, when, and to whom: tables over invented Sundays.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Time;
use proptest::prelude::*;

use super::example::{at, copying, instance, news, reader, told_of, watches};
use super::reader::Alerts;
use super::*;
use crate::compare::{
    Beside, By, Closeness, Containment, Copy, CreditedAgency, NewSentence, TextRef,
};
use crate::extract::Quality;
use crate::id::StoryId;
use crate::source::Publisher;
use crate::watch::{Field, Reason, Weight};

const PAPER: (&str, &str, Publisher) = ("paper", "Harbour Daily", Publisher::Paper);
static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new(&[]).unwrap());
const NOON: &str = "2026-11-22T03:00:00Z";

/// A hit at 11:59 in Seoul, on item and story of one number.
fn hit(number: i64) -> News {
    news(number, number, PAPER, "2026-11-22T02:59:00Z", &format!("Report {number}"))
}

fn waiting(news: Vec<News>) -> Waiting {
    let digests =
        vec![DigestState { reader: "desk".to_owned(), told_until: at("2026-11-21T22:00:00Z") }];
    Waiting { news, digests, ..Waiting::default() }
}

fn tell_with(
    waiting: &Waiting,
    reader: Reader,
    watches: &[WatchTitle],
    when: Deadlines,
    now: &str,
) -> Vec<Message> {
    due(waiting, &[reader], watches, &instance(), &TEMPLATES, when, at(now)).messages
}

fn tell(waiting: &Waiting, now: &str) -> Vec<Message> {
    tell_with(waiting, reader(), &watches(), Deadlines::Kept, now)
}

/// Messages in short: `alert 1A 2C`, `digest 1D`.
fn short(messages: &[Message]) -> Vec<String> {
    messages
        .iter()
        .map(|message| {
            let kind = if message.kind == MessageKind::Alert { "alert" } else { "digest" };
            message.tells.iter().fold(kind.to_owned(), |short, (hit, how)| {
                format!("{short} {hit}{}", &format!("{how:?}")[..1])
            })
        })
        .collect()
}

#[track_caller]
fn check(waiting: &Waiting, now: &str, expected: &[&str]) {
    assert_eq!(short(&tell(waiting, now)), expected);
}

/// What the store would load once `messages` are in the outbox.
fn after(mut waiting: Waiting, messages: &[Message]) -> Waiting {
    for message in messages {
        let told: Vec<Told> = told_by(message, &waiting).collect();
        for told in told.iter().filter(|told| told.how == How::Alerted) {
            let watch =
                waiting.news.iter().find(|news| news.hit == told.hit).unwrap().watch.clone();
            waiting.alerts.push(Alerted {
                reader: told.reader.clone(),
                watch,
                story: told.story,
                at: told.at,
            });
        }
        waiting.told.extend(told);
        for state in &mut waiting.digests {
            state.told_until = message.told_until.unwrap_or(state.told_until);
        }
    }
    waiting
}

/// What is settled for a reader who is only alerted: hits, and why.
fn settled(waiting: &Waiting) -> Vec<(i64, Why)> {
    let reader = Reader { digest: None, ..reader() };
    let decided =
        due(waiting, &[reader], &watches(), &instance(), &TEMPLATES, Deadlines::Kept, at(NOON));
    let told: Vec<i64> =
        decided.messages.iter().flat_map(|message| &message.tells).map(|(hit, _)| *hit).collect();
    assert!(decided.settled.iter().all(|one| !told.contains(&one.hit)), "told and settled");
    decided.settled.into_iter().map(|one| (one.hit, one.why)).collect()
}

#[test]
fn what_no_alert_will_tell_is_settled_for_a_reader_without_a_digest() {
    let told = vec![told_of(&hit(1), How::Alerted, NOON)];
    assert_eq!(
        settled(&Waiting { told: told.clone(), ..waiting(vec![copying(hit(2), 1)]) }),
        [(2, Why::Copy)]
    );
    assert_eq!(settled(&waiting(vec![of_seed(hit(1))])), [(1, Why::Copy)]);
    let silence = Silence {
        id: 1,
        owner: "instance".to_owned(),
        of: SilenceOf::Source("wire".to_owned()),
        until: at("2026-11-23T00:00:00Z"),
        reason: String::new(),
    };
    let silenced = News { source: Outlet { id: "wire".to_owned(), ..hit(3).source }, ..hit(3) };
    assert_eq!(
        settled(&Waiting { silences: vec![silence], ..waiting(vec![silenced]) }),
        [(3, Why::Silenced)]
    );
    let earlier =
        News { due_at: at("2026-11-10T00:00:00Z"), seen_at: at("2026-11-10T00:00:00Z"), ..hit(4) };
    assert_eq!(settled(&waiting(vec![earlier])), [(4, Why::Earlier)]);
    // What is told now, or may be told later, is not settled.
    assert_eq!(settled(&waiting(vec![hit(1), copying(hit(2), 1)])), []);
    let late = News { due_at: at("2026-11-22T03:01:00Z"), ..hit(1) };
    assert_eq!(settled(&waiting(vec![late.clone(), copying(hit(2), 1)])), []);
    let same_story = News { story: StoryId(1), ..of_seed(hit(2)) };
    assert_eq!(settled(&waiting(vec![late, same_story])), []);
    // A reader with a digest finds all of it there.
    let with_digest = Waiting { told, ..waiting(vec![copying(hit(2), 1)]) };
    assert_eq!(
        due(
            &with_digest,
            &[reader()],
            &watches(),
            &instance(),
            &TEMPLATES,
            Deadlines::Kept,
            at(NOON)
        )
        .settled,
        []
    );
}

fn of_seed(news: News) -> News {
    let nearest = Some(TextRef::Seed { corpus: "treaty".to_owned(), file: "001.txt".to_owned() });
    let beside = Beside {
        copy: Copy::NearDuplicate,
        closeness: Closeness::SameStory,
        nearest,
        containment: Containment { item_in_seed: 0.95, seed_in_item: 0.9 },
        ..Beside::default()
    };
    let mut news = news;
    news.verdict.corpora.insert("treaty".to_owned(), beside);
    news
}

#[test]
fn a_report_alerts_once_its_group_is_due() {
    let late = News { due_at: at("2026-11-22T03:01:00Z"), ..hit(1) };
    check(&waiting(vec![hit(1)]), NOON, &["alert 1A"]);
    check(&waiting(vec![late.clone()]), NOON, &[]);
    let messages = tell_with(&waiting(vec![late]), reader(), &watches(), Deadlines::Over, NOON);
    assert_eq!(short(&messages), ["alert 1A"]);
}

#[test]
fn the_first_deadline_of_a_story_takes_all_its_reports_along() {
    let late = News { due_at: at("2026-11-22T03:01:00Z"), story: StoryId(1), ..hit(2) };
    check(&waiting(vec![hit(1), late]), NOON, &["alert 1A 2A"]);
}

#[test]
fn what_was_there_before_the_watch_never_alerts() {
    let baseline = waiting(vec![News { baseline: true, ..hit(1) }]);
    check(&baseline, NOON, &[]);
    check(&baseline, "2026-11-22T22:00:00Z", &["digest 1D"]);
}

#[test]
fn one_item_of_two_watches_is_one_alert_that_names_both() {
    let other = News { hit: 11, watch: "ministers".to_owned(), weight: Weight::Digest, ..hit(1) };
    let messages = tell(&waiting(vec![hit(1), other]), NOON);
    assert_eq!(short(&messages), ["alert 1A 11A"]);
    assert!(
        messages[0].text.contains("DPRK–Russia strategic partnership")
            && messages[0].text.contains("Foreign ministers")
    );
}

#[test]
fn another_readers_watches_do_not_concern_this_one() {
    check(&waiting(vec![News { watch: "grain".to_owned(), ..hit(1) }]), NOON, &[]);
    let told_to_another =
        Told { reader: "night".to_owned(), ..told_of(&hit(1), How::Alerted, NOON) };
    check(&Waiting { told: vec![told_to_another], ..waiting(vec![hit(1)]) }, NOON, &["alert 1A"]);
}

#[test]
fn a_copy_only_counts() {
    check(&waiting(vec![hit(1), copying(hit(2), 1)]), NOON, &["alert 1A 2C"]);
    // A chain, and a copy that was put into another story.
    check(
        &waiting(vec![hit(1), copying(hit(2), 1), copying(hit(3), 2)]),
        NOON,
        &["alert 1A 2C 3C"],
    );
    let told = vec![told_of(&hit(1), How::Digested, NOON)];
    check(&Waiting { told, ..waiting(vec![copying(hit(2), 1)]) }, NOON, &[]);
    let told = vec![told_of(&hit(1), How::Counted, NOON)];
    check(&Waiting { told, ..waiting(vec![copying(hit(2), 1)]) }, NOON, &[]);
    check(&waiting(vec![of_seed(hit(1))]), NOON, &[]);
    check(
        &waiting(vec![News { story: StoryId(1), ..of_seed(hit(2)) }, hit(1)]),
        NOON,
        &["alert 1A 2C"],
    );
}

/// A hit that copies item 1: so much of it stands there, so much of that in it, and what it says that nobody has said.
fn holding(item_in_seed: f32, seed_in_item: f32, new: Option<&str>) -> News {
    let mut news = copying(hit(2), 1);
    let seen = &mut news.verdict.seen;
    seen.containment = Containment { item_in_seed, seed_in_item };
    let sentence =
        |text: &str| NewSentence { span: 0..1, text: text.to_owned(), facts: Vec::new() };
    seen.new_sentences = new.map(sentence).into_iter().collect();
    news
}

#[test]
fn what_says_more_than_it_copies_tells() {
    let told = |news: News| {
        let waiting = waiting(vec![hit(1)]);
        let first = tell(&waiting, NOON);
        let mut waiting = after(waiting, &first);
        waiting.news.push(news);
        short(&tell(&waiting, "2026-11-22T03:05:00Z"))
    };
    let none: [&str; 0] = [];
    assert_eq!(told(holding(1.0, 0.2, None)), none, "a flash of what was told");
    assert_eq!(told(holding(0.2, 1.0, None)), ["alert 2A"], "a report that holds the flash");
    assert_eq!(told(holding(0.95, 0.9, None)), none, "an edited comma");
    let new = Some("Minister Tarn resigned on Sunday.");
    assert_eq!(told(holding(0.85, 1.0, new)), ["alert 2A"], "a sentence on top");
}

#[test]
fn a_copy_of_what_was_never_told_tells() {
    check(&waiting(vec![copying(hit(2), 1)]), NOON, &["alert 2A"]);
    check(
        &waiting(vec![News { baseline: true, ..hit(1) }, copying(hit(2), 1)]),
        NOON,
        &["alert 2A"],
    );
}

#[test]
fn an_excerpt_of_a_seed_tells() {
    let mut excerpt = hit(1);
    excerpt.verdict.corpora.get_mut("treaty").unwrap().copy = Copy::Excerpt;
    check(&waiting(vec![excerpt]), NOON, &["alert 1A"]);
}

#[test]
fn a_seed_of_a_corpus_that_the_reader_does_not_watch_suppresses_nothing() {
    let mut copy = of_seed(hit(1));
    let beside = copy.verdict.corpora.remove("treaty").unwrap();
    copy.verdict.corpora.insert("grain".to_owned(), beside);
    check(&waiting(vec![copy]), NOON, &["alert 1A"]);
}

#[test]
fn a_headline_tells_but_does_not_suppress() {
    let mut headline = hit(1);
    headline.article.quality = Quality::HeadlineOnly;
    check(
        &waiting(vec![headline, News { story: StoryId(1), ..copying(hit(2), 1) }]),
        NOON,
        &["alert 2A 1A"],
    );
}

#[test]
fn an_edit_is_a_line_in_the_digest_and_no_alert() {
    let edited = News { version: 2, edited: Some("\"24\" is now \"48\"".to_owned()), ..hit(1) };
    let new_hit = News { hit: 11, watch: "ministers".to_owned(), ..edited.clone() };
    let told = vec![told_of(&hit(1), How::Alerted, NOON)];
    let waiting = Waiting { told, ..waiting(vec![edited, new_hit]) };
    check(&waiting, "2026-11-22T21:00:00Z", &[]);
    let messages = tell(&waiting, "2026-11-22T22:00:00Z");
    assert_eq!(short(&messages), ["digest 1D 11D"]);
    assert!(messages[0].text.contains("EDITED: \"24\" is now \"48\""), "{}", messages[0].text);
    assert!(messages[0].text.contains("alerted Sun 12:00"), "{}", messages[0].text);
}

#[test]
fn quiet_hours_hold_alerts_until_they_end() {
    let quiet = Some((Time::constant(23, 0, 0, 0), Time::constant(6, 0, 0, 0)));
    let sleeper = Reader {
        alerts: Some(Alerts { channel: "mail".to_owned(), quiet }),
        digest: None,
        ..reader()
    };
    let tell = |now, when| {
        short(&tell_with(&waiting(vec![hit(1)]), sleeper.clone(), &watches(), when, now))
    };
    assert_eq!(tell("2026-11-22T14:00:00Z", Deadlines::Kept), Vec::<String>::new());
    assert_eq!(tell("2026-11-22T20:59:00Z", Deadlines::Over), Vec::<String>::new());
    assert_eq!(tell("2026-11-22T21:00:00Z", Deadlines::Kept), ["alert 1A"]);
}

#[test]
fn a_silence_turns_alerts_into_digest_matter() {
    let silenced = |owner: &str, of: SilenceOf, until: &str| {
        let silence = Silence {
            id: 1,
            owner: owner.to_owned(),
            of,
            until: at(until),
            reason: "known".to_owned(),
        };
        Waiting { silences: vec![silence], ..waiting(vec![hit(1)]) }
    };
    let (later, earlier) = ("2026-11-29T00:00:00Z", "2026-11-22T02:00:00Z");
    check(&silenced("asia-desk", SilenceOf::Story(StoryId(1)), later), NOON, &[]);
    check(&silenced("instance", SilenceOf::Watch("partnership".to_owned()), later), NOON, &[]);
    check(&silenced("instance", SilenceOf::Source("paper".to_owned()), later), NOON, &[]);
    check(
        &silenced("instance", SilenceOf::Source("paper".to_owned()), later),
        "2026-11-22T22:00:00Z",
        &["digest 1D"],
    );
    check(&silenced("another", SilenceOf::Story(StoryId(1)), later), NOON, &["alert 1A"]);
    check(&silenced("instance", SilenceOf::Story(StoryId(2)), later), NOON, &["alert 1A"]);
    check(&silenced("instance", SilenceOf::Story(StoryId(1)), earlier), NOON, &["alert 1A"]);
    // It has ended since, but what it kept from alerting stays with the digest.
    check(&silenced("instance", SilenceOf::Story(StoryId(1)), "2026-11-22T02:59:30Z"), NOON, &[]);
}

#[test]
fn what_is_over_a_watchs_measure_waits_and_comes_in_a_roundup() {
    let mut watches = watches();
    watches[0].at_most = Some(AtMost { count: 2, per: SignedDuration::from_hours(1) });
    let alerts_only = Reader { digest: None, ..reader() };
    let tell = |waiting: &Waiting, now| {
        tell_with(waiting, alerts_only.clone(), &watches, Deadlines::Kept, now)
    };

    let waiting = waiting((1..=5).map(hit).collect());
    let first = tell(&waiting, NOON);
    assert_eq!(short(&first), ["alert 1A", "alert 2A"]);
    let waiting = after(waiting, &first);
    assert_eq!(short(&tell(&waiting, "2026-11-22T03:59:59Z")), Vec::<String>::new());

    let roundup = tell(&waiting, "2026-11-22T04:00:00Z");
    assert_eq!(short(&roundup), ["alert 3A 4A 5A"]);
    assert!(roundup[0].subject.starts_with("3 stories: Report 3"), "{}", roundup[0].subject);
    assert_eq!(
        short(&tell(&after(waiting, &roundup), "2026-11-22T08:00:00Z")),
        Vec::<String>::new()
    );
}

#[test]
fn an_alert_of_a_known_story_is_another_occasion_in_its_thread() {
    let first = tell(&waiting(vec![hit(1)]), NOON);
    let second = News {
        story: StoryId(1),
        seen_at: at("2026-11-22T04:00:00Z"),
        due_at: at("2026-11-22T04:00:00Z"),
        ..hit(2)
    };
    let waiting = after(waiting(vec![hit(1), second]), &first);
    let again = tell(&waiting, "2026-11-22T04:00:00Z");
    assert_eq!(short(&again), ["alert 2A"]);
    assert_ne!(first[0].key, again[0].key);
    let header = |message: &Message, name: &str| {
        message.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    assert_eq!(header(&again[0], "References"), header(&first[0], "Message-ID"));
    assert_eq!(header(&first[0], "References"), None);
    assert_eq!(
        header(&first[0], "Message-ID"),
        Some(format!("<{}@media.example.org>", first[0].key))
    );
}

#[test]
fn an_alert_shows_where_reports_disagree() {
    let alert = &example::messages(&TEMPLATES)[0];
    assert!(
        alert
            .text
            .contains("THEY DISAGREE\n  48 часов (RIA Novosti) / 24 hours in an earlier text\n"),
        "{}",
        alert.text
    );
    assert!(
        alert
            .html
            .contains("<li dir=\"auto\">48 часов (RIA Novosti) / 24 hours in an earlier text</li>")
    );
}

#[test]
fn the_same_occasion_has_the_same_key_and_is_told_once() {
    let waiting = waiting(vec![hit(1), copying(hit(2), 1)]);
    for now in [NOON, "2026-11-22T22:00:00Z"] {
        let messages = tell(&waiting, now);
        assert_eq!(messages, tell(&waiting, now));
        assert!(!messages.is_empty());
        assert_eq!(tell(&after(waiting.clone(), &messages), now), []);
    }
}

#[test]
fn a_digest_holds_what_no_digest_held() {
    let waiting =
        waiting(vec![hit(1), News { weight: Weight::Digest, ..hit(2) }, copying(hit(3), 2)]);
    let alerts = tell(&waiting, NOON);
    let waiting = after(waiting, &alerts);
    let digest = tell(&waiting, "2026-11-22T22:00:00Z");
    assert_eq!(short(&digest), ["digest 1D 2D 3D"]);
    assert_eq!(digest[0].told_until, Some(at("2026-11-22T22:00:00Z")));
    let waiting = after(waiting, &digest);
    check(&waiting, "2026-11-22T22:00:00Z", &[]);
    check(&waiting, "2026-11-23T22:00:00Z", &[]);
}

#[test]
fn a_digest_after_downtime_is_sent_once_with_what_came_until_its_time() {
    let later = News { seen_at: at("2026-11-24T23:00:00Z"), weight: Weight::Digest, ..hit(2) };
    let waiting = waiting(vec![News { weight: Weight::Digest, ..hit(1) }, later]);
    let digest = tell(&waiting, "2026-11-24T23:30:00Z");
    assert_eq!(short(&digest), ["digest 1D"]);
    assert_eq!(digest[0].told_until, Some(at("2026-11-24T22:00:00Z")));
    check(&after(waiting, &digest), "2026-11-24T23:31:00Z", &[]);
}

#[test]
fn an_alert_and_a_digest_that_fall_together_tell_of_each_other() {
    let messages = tell(&waiting(vec![hit(1)]), "2026-11-22T22:00:00Z");
    assert_eq!(short(&messages), ["alert 1A", "digest 1D"]);
    assert!(messages[1].text.contains("alerted Mon 07:00"), "{}", messages[1].text);
}

#[test]
fn a_digest_with_nothing_to_say_is_not_sent_unless_sources_were_not_read() {
    check(&waiting(Vec::new()), "2026-11-22T22:00:00Z", &[]);
    let unread = Unread {
        source: "daily".to_owned(),
        since: None,
        why: "403".to_owned(),
        next_try: at("2026-11-22T22:30:00Z"),
    };
    let coverage = Coverage { sources: 3, unread: vec![unread], headline_only: 0 };
    let messages = tell(&Waiting { coverage, ..waiting(Vec::new()) }, "2026-11-22T22:00:00Z");
    assert_eq!(short(&messages), ["digest"]);
    assert!(
        messages[0].text.starts_with("INCOMPLETE: 2 of 3 sources read; daily not.\n"),
        "{}",
        messages[0].text
    );
}

#[test]
fn a_source_that_fails_later_makes_no_digest_of_the_past_incomplete() {
    let unread = |since: &str| {
        let unread = Unread {
            source: "daily".to_owned(),
            since: Some(at(since)),
            why: "403".to_owned(),
            next_try: at("2026-11-23T04:00:00Z"),
        };
        Waiting {
            coverage: Coverage { sources: 3, unread: vec![unread], headline_only: 0 },
            ..waiting(Vec::new())
        }
    };
    check(&unread("2026-11-22T21:45:00Z"), "2026-11-22T22:00:00Z", &["digest"]);
    check(&unread("2026-11-23T02:45:00Z"), "2026-11-23T03:01:00Z", &[]);
}

#[test]
fn somebody_new_is_not_alerted_of_the_archive() {
    let arrived = |told_until: &str| {
        let mut waiting = waiting(vec![hit(1)]);
        waiting.digests[0].told_until = at(told_until);
        waiting
    };
    check(&arrived("2026-11-23T03:00:00Z"), "2026-11-23T03:00:00Z", &[]);
    check(&arrived("2026-11-23T03:00:00Z"), "2026-11-23T22:00:00Z", &["digest 1D"]);
    check(&arrived("2026-11-23T02:59:00Z"), "2026-11-23T03:00:00Z", &["alert 1A"]);
}

#[test]
fn related_news_without_an_event_stand_in_the_background() {
    let mut telegram = News { weight: Weight::Digest, ..hit(1) };
    telegram
        .verdict
        .corpora
        .insert("treaty".to_owned(), Beside { closeness: Closeness::Related, ..Beside::default() });
    let messages = tell(&waiting(vec![telegram]), "2026-11-22T22:00:00Z");
    assert!(messages[0].text.contains("BACKGROUND"), "{}", messages[0].text);
    assert_eq!(messages[0].subject, "1 report in the background (Mon 23 Nov)");
}

#[test]
fn a_digest_names_stories_gone_quiet_since_the_last_and_agencies_that_are_not_read() {
    let followed = |reader: &str, story: i64, last_seen: &str| Followed {
        reader: reader.to_owned(),
        story: StoryId(story),
        headline: format!("Story {story}"),
        last_seen: at(last_seen),
    };
    let mut citing = News { weight: Weight::Digest, ..hit(1) };
    citing.verdict.provenance.declared = ["EFE", "TASS"]
        .map(|agency| CreditedAgency { agency: agency.to_owned(), by: By::Credit })
        .to_vec();
    let waiting = Waiting {
        // The digest is from 21 to 22 November, 22:00 both.
        followed: vec![
            followed("desk", 7, "2026-11-19T12:00:00Z"),
            followed("desk", 8, "2026-11-18T12:00:00Z"),
            followed("desk", 9, "2026-11-20T12:00:00Z"),
            followed("other", 10, "2026-11-19T12:00:00Z"),
        ],
        outlets: vec!["TASS (English)".to_owned()],
        ..waiting(vec![citing])
    };
    let message = tell(&waiting, "2026-11-22T22:00:00Z").remove(0);
    let quiet: Vec<&str> = message.data["gone_quiet"]
        .as_array()
        .unwrap()
        .iter()
        .map(|story| story["story"].as_str().unwrap())
        .collect();
    assert_eq!(quiet, ["s7"]);
    assert_eq!(message.data["coverage"]["cited"], serde_json::json!(["EFE 1x"]));
    for body in [&message.text, &message.html] {
        assert!(
            body.contains("Story 7") && body.contains("Cited, not among your sources: EFE 1x"),
            "{body}"
        );
    }
}

#[test]
fn a_preview_is_the_digest_up_to_now() {
    let waiting = waiting(vec![News { weight: Weight::Digest, ..hit(1) }]);
    let message =
        preview(&waiting, &reader(), &watches(), &instance(), &TEMPLATES, at(NOON)).unwrap();
    assert_eq!(
        (short(std::slice::from_ref(&message)), message.told_until),
        (vec!["digest 1D".to_owned()], Some(at(NOON)))
    );
    let without = Reader { digest: None, ..reader() };
    assert_eq!(preview(&waiting, &without, &watches(), &instance(), &TEMPLATES, at(NOON)), None);
}

#[test]
fn however_much_there_is_a_mail_stays_below_the_clipping_limit_and_counts_the_rest() {
    let text = "A long sentence with a figure. ".repeat(40);
    let many = (1..400).map(|number| {
        let mut news = News { story: StoryId(number / 3), weight: Weight::Digest, ..hit(number) };
        news.article.headline = "<b>条約</b> & ".repeat(60);
        let sentence =
            crate::compare::NewSentence { span: 0..1, text: text.clone(), facts: Vec::new() };
        news.verdict.corpora.get_mut("treaty").unwrap().new_sentences = vec![sentence; 20];
        news
    });
    let mut waiting = waiting(many.collect());
    let digest = tell(&waiting, "2026-11-22T22:00:00Z").remove(0);
    assert!(
        digest.text.len() < 102_000 && digest.html.len() < 102_000,
        "{} {}",
        digest.text.len(),
        digest.html.len()
    );
    assert!(digest.text.contains("more stories, which come first in the next digest"));

    for news in &mut waiting.news {
        news.weight = Weight::Alert;
        news.story = StoryId(1);
    }
    let alert = tell(&waiting, NOON).remove(0);
    assert_eq!(alert.tells.len(), 399);
    assert!(
        alert.text.len() < 102_000 && alert.html.len() < 102_000,
        "{} {}",
        alert.text.len(),
        alert.html.len()
    );
}

#[test]
fn what_an_alert_told_that_was_given_up_stands_in_the_digest_or_alerts_again_a_day_later() {
    let told = vec![told_of(&hit(1), How::GivenUp, NOON)];
    let waiting = Waiting { told, ..waiting(vec![hit(1)]) };
    check(&waiting, "2026-11-22T03:01:00Z", &[]);
    check(&waiting, "2026-11-22T22:00:00Z", &["digest 1D"]);
    let alone = Reader { digest: None, ..reader() };
    let alerts =
        |now: &str| short(&tell_with(&waiting, alone.clone(), &watches(), Deadlines::Kept, now));
    let none: [&str; 0] = [];
    assert_eq!(alerts("2026-11-23T02:59:00Z"), none);
    assert_eq!(alerts("2026-11-23T03:01:00Z"), ["alert 1A"]);
}

#[test]
fn what_a_digest_has_no_room_for_is_not_told_and_comes_first_in_the_next() {
    let many = (1..500).map(|number| {
        let mut news = News { story: StoryId(number / 2), weight: Weight::Digest, ..hit(number) };
        news.article.headline =
            format!("Report {number} {}", "of what was said and done ".repeat(6));
        news
    });
    let mut waiting = waiting(many.collect());
    let mut told: Vec<i64> = Vec::new();
    for (days, number) in (0..20).zip(1_000..) {
        let now = at("2026-11-22T22:00:00Z") + SignedDuration::from_hours(24 * days);
        let [digest] = &tell(&waiting, &now.to_string())[..] else { break };
        let shown = digest.data["stories"].as_array().unwrap();
        let of_story = |story: &serde_json::Value| story["reports"].as_array().unwrap().clone();
        let items: Vec<String> = shown
            .iter()
            .flat_map(of_story)
            .map(|report| report["item"].as_str().unwrap().to_owned())
            .collect();
        let tells: Vec<i64> = digest.tells.iter().map(|(hit, _)| *hit).collect();
        let named: Vec<i64> = items.iter().map(|item| item[1..].parse().unwrap()).collect();
        assert_eq!(BTreeSet::from_iter(&tells), BTreeSet::from_iter(&named), "what it names");
        if days == 1 {
            let first: i64 = items[0][1..].parse().unwrap();
            assert!(first < 1_000, "what waited comes before what is new");
        }
        told.extend(&tells);
        let fresh =
            News { seen_at: now, story: StoryId(number), weight: Weight::Digest, ..hit(number) };
        waiting = after(waiting, std::slice::from_ref(digest));
        waiting.news.retain(|news| !told.contains(&news.hit));
        waiting.news.extend(Some(fresh).filter(|_| days == 0));
    }
    told.sort_unstable();
    assert_eq!(told, (1..500).chain([1_000]).collect::<Vec<i64>>(), "each once");
}

#[test]
fn a_hostile_page_reaches_no_header_and_no_markup() {
    let evil = "<script>alert(1)</script>\r\nBcc: \
        all@example.org\u{202e}\u{1b}[2J</blockquote><img src=x onerror=alert(1)>";
    let mut news = hit(1);
    news.article.headline = format!("{evil}{}", "x".repeat(10_000));
    news.article.text = evil.to_owned();
    news.article.url = "https://paper.example/\"><script>x</script>".parse().unwrap();
    news.article.language = Some(evil.to_owned());
    news.article.credits = vec![evil.to_owned()];
    news.article.dateline =
        Some(crate::extract::Dateline { place: Some(evil.to_owned()), ..Default::default() });
    news.source.name = "Daily\r\n\u{2067}<i>".to_owned();
    news.edited = Some(evil.to_owned());
    news.verdict.seen.because = evil.to_owned();
    news.because = vec![Reason { clause: evil.to_owned(), field: Field::Text, span: Some(8..13) }];
    let unread =
        Unread { source: evil.to_owned(), since: None, why: evil.to_owned(), next_try: at(NOON) };
    let silence = Silence {
        id: 1,
        owner: "instance".to_owned(),
        of: SilenceOf::Source(evil.to_owned()),
        until: at("2027-01-01T00:00:00Z"),
        reason: evil.to_owned(),
    };
    let coverage = Coverage { sources: 3, unread: vec![unread], headline_only: 0 };
    let messages = tell(
        &Waiting { coverage, silences: vec![silence], ..waiting(vec![news, copying(hit(2), 1)]) },
        "2026-11-22T22:00:00Z",
    );
    assert_eq!(short(&messages), ["alert 1A 2C", "digest 1D 2D"]);
    assert!(
        messages[0].subject.chars().count() <= 200
            && messages[0].subject.ends_with("… (Daily <i>)"),
        "{}",
        messages[0].subject
    );
    for message in messages {
        for text in [&message.subject, &message.text, &message.html] {
            assert!(!text.contains(['\r', '\u{1b}', '\u{202e}', '\u{2067}']), "{text}");
        }
        assert!(!message.subject.contains('\n'));
        for markup in ["<script", "<img", "<i>"] {
            assert!(!message.html.contains(markup), "{}", message.html);
        }
    }
}

#[test]
fn mails_fetch_nothing_and_run_nothing() {
    for message in example::messages(&TEMPLATES) {
        for forbidden in
            ["<script", "<img", "<link", "<iframe", "src=", "@import", "url(", "onclick"]
        {
            assert!(!message.html.contains(forbidden), "{forbidden} in {}", message.html);
        }
    }
}

#[test]
fn mails_name_only_commands_that_there_are() {
    let known = [
        "item why",
        "item show",
        "item list",
        "watch show",
        "silence add --story",
        "digest preview",
    ];
    for message in example::messages(&TEMPLATES) {
        for rest in message.text.split("dateline ").chain(message.html.split("dateline ")).skip(1) {
            assert!(
                known.iter().any(|known| rest.starts_with(known)) || rest.starts_with("<!DOCTYPE"),
                "dateline {rest}"
            );
        }
    }
}

#[test]
fn text_mails_keep_to_72_columns() {
    for message in example::messages(&TEMPLATES) {
        for line in message.text.lines().filter(|line| !line.contains("https://")) {
            assert!(textwrap::core::display_width(line) <= 72, "{line}");
        }
        assert!(
            !message.text.contains("\n\n\n") && message.text.ends_with('\n'),
            "{}",
            message.text
        );
    }
}

/// A few hits of few items and stories, some of them copies, over three days.
fn some_news() -> impl Strategy<Value = Vec<News>> {
    let one = (1..5_i64, 0..6_i64, any::<(bool, bool, bool)>(), 0..4000_i64);
    proptest::collection::vec(one, 0..16).prop_map(|drawn| {
        let news = drawn.into_iter().zip(1..).map(
            |((story, copied, (alerts, baseline, by_query), minutes), number)| {
                let mut news =
                    News { story: StoryId(story), baseline: baseline && alerts, ..hit(number) };
                news.seen_at = at("2026-11-22T02:59:00Z") + SignedDuration::from_mins(minutes);
                news.due_at = news.seen_at + SignedDuration::from_mins(1);
                news.weight = if alerts { Weight::Alert } else { Weight::Digest };
                if by_query {
                    "ministers".clone_into(&mut news.watch);
                }
                if copied > 0 && copied < number { copying(news, copied) } else { news }
            },
        );
        news.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn nothing_is_told_twice_and_nothing_is_missed(all in some_news()) {
        let mut told = waiting(Vec::new());
        let mut alerted: Vec<i64> = Vec::new();
        let mut digested: Vec<i64> = Vec::new();
        // A digest that falls due before the alert does has told it.
        let mut in_time: Vec<i64> = Vec::new();
        let mut keys: Vec<String> = Vec::new();
        for hour in 0..110_i64 {
            let now = at(NOON) + SignedDuration::from_hours(hour);
            told.news = all.iter().filter(|news| news.seen_at <= now).cloned().collect();
            let messages = tell(&told, &now.to_string());
            for message in &messages {
                keys.push(message.key.clone());
                for (hit, how) in &message.tells {
                    match how {
                        How::Alerted => alerted.push(*hit),
                        How::Digested => digested.push(*hit),
                        How::Counted | How::GivenUp => {}
                    }
                    let is_early = |news: &News| news.hit == *hit && now < news.due_at;
                    if *how == How::Digested && all.iter().any(is_early) {
                        in_time.push(*hit);
                    }
                }
            }
            told = after(told, &messages);
        }
        let unique = |mut list: Vec<i64>| {
            let length = list.len();
            list.sort_unstable();
            list.dedup();
            (list.len() == length, list)
        };
        prop_assert!(unique(alerted.clone()).0, "{alerted:?}");
        prop_assert_eq!(unique(digested), (true, all.iter().map(|news| news.hit).collect()));
        let messages = keys.len();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), messages);
        for news in &all {
            prop_assert!(!(news.baseline && alerted.contains(&news.hit)));
            let is_own = news.verdict.seen.copy == Copy::None;
            let alerts = is_own && news.weight == Weight::Alert && !news.baseline;
            let is_told = alerted.contains(&news.hit) || in_time.contains(&news.hit);
            prop_assert!(!alerts || is_told, "{}", news.hit);
        }
    }
}
