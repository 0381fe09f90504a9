//! The joining of an item with those filed before: the story that it joins, and those that it shows
//! to be one.
//!
//! Single-pass clustering as in topic detection (Allan, Papka, Lavrenko, SIGIR 1998): a report
//! joins the story of the earlier one that it is most like, where it is like enough; the longer ago
//! that one was, the more alike. A topic does not decay: seeds are compared elsewhere.
//!
//! # Limits
//! Only earlier reports that were loaded are looked at: a story is joined through its nearest
//! reports.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::because;
use super::closeness::Signals;
use super::commonplaces::Commonplaces;
use super::corpora::{Corpus, Grounds};
use super::event::Fit;
use super::judge::Subject;
use super::likeness::{Likeness, TOPIC_FACTOR, liken, nearest};
use super::marks;
use super::memory::Remembered;
use super::overlap::Overlap;
use super::profile::Profile;
use super::terms::Topic;
use super::verdict::{Beside, Bridge, Closeness, Copy, TextRef};
use crate::clock::{Timestamp, When};
use crate::extract::Quality;
use crate::id::{ItemId, StoryId};

/// Two items on one topic share much beside an event: to share their story, what is left of their
/// terms has at least this cosine.
const EVENT_FITS: f32 = 0.27;
/// The share by which a report has to be more alike to one so old that its story ends with it.
const DECAY: f32 = 0.2;
/// The factor by which two reports in two languages have to be more alike: names alone chain the
/// news of one country (the largest of 1,700 stories of the judged articles shrinks by a fourth,
/// and 1 in 100 is missed).
const ABROAD: f32 = 1.2;
/// Two stories with a report in common are one where this share of the pairs of their reports may
/// be of one event. Where any pair would do, one story came to hold 93 articles of a year.
const ALIKE: f32 = 0.75;

/// The verdict on an item beside the earlier ones, and the story it joins.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Joining {
    pub beside: Beside,
    pub story: Option<StoryId>,
    pub bridges: Vec<Bridge>,
}

/// An earlier item whose event a report tells.
struct Fellow {
    item: ItemId,
    story: StoryId,
    relatedness: f32,
}

/// Judges an article against the `earlier` items, and finds its story. `stays_in` is the one that
/// it does not leave.
pub fn beside_seen(
    subject: Subject<'_>,
    earlier: &[(ItemId, Profile)],
    on_topic: &[&Corpus],
    grounds: &Grounds,
    known: Remembered<'_>,
    stays_in: Option<StoryId>,
    now: Timestamp,
) -> Joining {
    let topic = Topic::of(on_topic.iter().flat_map(|corpus| corpus.topic()));
    let likenesses = likenesses(subject, earlier, &topic, grounds, known);
    let mut beside = nearest(likenesses.iter(), subject.profile, &subject.article.text);
    let copied = likenesses
        .iter()
        .filter(|likeness| likeness.copy >= Copy::Reprint)
        .max_by(|a, b| a.copy.cmp(&b.copy).then(a.relatedness.total_cmp(&b.relatedness)));
    let fellows = fellows(subject, &likenesses, grounds, known, now);
    beside.closeness = match beside.relatedness {
        _ if copied.is_some() || !fellows.is_empty() => Closeness::SameStory,
        score if score >= grounds.thresholds.related => Closeness::Related,
        _ => Closeness::Unrelated,
    };
    beside.because = because::beside_seen(&beside, &grounds.names);
    let story = match copied {
        Some(copied) => item_of(copied).and_then(|item| known.story(item)),
        None => fellows.first().map(|fellow| fellow.story),
    };
    let bridges = match stays_in.or(story) {
        Some(joined) if subject.article.quality != Quality::HeadlineOnly => {
            bridges(joined, earlier, &fellows, &topic, grounds, known)
        }
        _ => Vec::new(),
    };
    Joining { beside, story, bridges }
}

/// The article beside each of the `earlier`, by what they have in common and others have not.
fn likenesses<'a>(
    subject: Subject<'a>,
    earlier: &'a [(ItemId, Profile)],
    topic: &Topic,
    grounds: &Grounds,
    known: Remembered<'_>,
) -> Vec<Likeness<'a>> {
    if earlier.is_empty() {
        return Vec::new();
    }
    let overlaps: Vec<Overlap> =
        earlier.iter().map(|(_, profile)| Overlap::of(subject.profile, profile)).collect();
    let liken = |commonplaces: &Commonplaces| -> Vec<Likeness<'a>> {
        let beside = |((item, profile), overlap): (&'a (ItemId, Profile), &Overlap)| {
            liken(subject.profile, profile, overlap, TextRef::Item(*item), commonplaces)
        };
        earlier.iter().zip(&overlaps).map(beside).collect()
    };
    let mut likenesses = liken(&Commonplaces::default());
    if likenesses.iter().any(|likeness| likeness.copy > Copy::None) {
        let commonplaces = known.commonplaces(subject.profile, subject.was.item());
        if !commonplaces.is_empty() {
            likenesses = liken(&commonplaces);
        }
    }
    let here = subject.profile.weighed(&grounds.frequencies);
    let muted = (!topic.is_empty()).then(|| (here.terms.muted(topic, TOPIC_FACTOR), topic));
    likenesses
        .iter_mut()
        .for_each(|likeness| likeness.weigh(&here, muted.as_ref(), &grounds.frequencies));
    likenesses
}

fn item_of(likeness: &Likeness<'_>) -> Option<ItemId> {
    match likeness.of {
        TextRef::Item(item) => Some(item),
        TextRef::Seed { .. } => None,
    }
}

/// The items of a story that still takes in reports, the most alike first.
fn fellows(
    subject: Subject<'_>,
    likenesses: &[Likeness<'_>],
    grounds: &Grounds,
    known: Remembered<'_>,
    now: Timestamp,
) -> Vec<Fellow> {
    let came = came(subject, now);
    let fellow = |likeness: &Likeness<'_>| {
        let item = item_of(likeness)?;
        let age = came.duration_since(known.seen(item)?).as_secs_f32()
            / grounds.thresholds.story_window.as_secs_f32();
        let asked = 1.0 + DECAY * age.max(0.0);
        let is_one = age <= 1.0
            && may_be_one(
                subject.profile,
                likeness.profile,
                likeness.relatedness,
                likeness.event,
                asked,
                grounds,
            );
        is_one.then_some(Fellow {
            item,
            story: known.story(item)?,
            relatedness: likeness.relatedness,
        })
    };
    let mut fellows: Vec<Fellow> = likenesses.iter().filter_map(fellow).collect();
    fellows.sort_by(|a, b| b.relatedness.total_cmp(&a.relatedness).then(a.item.cmp(&b.item)));
    fellows
}

/// The moment at which a report came out, as far as it says so: one that is found late is as old
/// as it is.
fn came(subject: Subject<'_>, now: Timestamp) -> Timestamp {
    match subject.article.published {
        Some(When::Moment { at, .. }) => at.min(now),
        _ => now,
    }
}

/// Whether two reports may be of one event: by their relatedness and what is left of it without the
/// topic, `asked` times as much as of two in one language on one day, by who is named, and by the
/// days.
fn may_be_one(
    one: &Profile,
    other: &Profile,
    score: f32,
    event: Option<f32>,
    asked: f32,
    grounds: &Grounds,
) -> bool {
    let asked = if marks::is_abroad(one, other) { asked * ABROAD } else { asked };
    score >= grounds.thresholds.same_story * asked
        && event.is_none_or(|cosine| cosine >= EVENT_FITS * asked)
        && one.event.fits(&other.event, grounds.window_days()) != Fit::Other
        && days_fit(one, other, grounds)
        && marks::who_fits(one, other)
}

/// Whether two reports were published near enough to each other; an unknown day speaks for neither.
fn days_fit(one: &Profile, other: &Profile, grounds: &Grounds) -> bool {
    match (one.day, other.day) {
        (Some(day), Some(other)) => (day - other).get_days().abs() <= grounds.window_days(),
        _ => true,
    }
}

/// The other stories whose event a report of `joined` tells. Where most reports of both are alike
/// as well, the two are one, told apart because each began with a part.
fn bridges(
    joined: StoryId,
    earlier: &[(ItemId, Profile)],
    fellows: &[Fellow],
    topic: &Topic,
    grounds: &Grounds,
    known: Remembered<'_>,
) -> Vec<Bridge> {
    let of = |story: StoryId| -> Vec<Cow<'_, Profile>> {
        earlier
            .iter()
            .filter(|(item, _)| known.story(*item) == Some(story))
            .map(|(_, profile)| profile.weighed(&grounds.frequencies))
            .collect()
    };
    let is_told_here = fellows.iter().any(|fellow| fellow.story == joined);
    let mut others: BTreeMap<StoryId, &Fellow> = BTreeMap::new();
    for fellow in fellows.iter().filter(|fellow| fellow.story != joined) {
        others.entry(fellow.story).or_insert(fellow);
    }
    if others.is_empty() {
        return Vec::new();
    }
    let are_alike = |one: &Profile, other: &Profile| {
        let event = (!topic.is_empty()).then(|| {
            one.terms.muted(topic, TOPIC_FACTOR).cosine(&other.terms.muted(topic, TOPIC_FACTOR))
        });
        may_be_one(one, other, Signals::of(one, other).relatedness(), event, 1.0, grounds)
    };
    let here = of(joined);
    let bridge = |(story, nearest): (StoryId, &Fellow)| {
        let there = of(story);
        let alike = there
            .iter()
            .flat_map(|other| here.iter().map(move |one| (one, other)))
            .filter(|(one, other)| are_alike(one, other))
            .count();
        let is_one =
            is_told_here && alike > 0 && alike as f32 >= (here.len() * there.len()) as f32 * ALIKE;
        Bridge { story, item: nearest.item, relatedness: nearest.relatedness, is_one }
    };
    others.into_iter().map(bridge).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Memory, Names, StoryLink, Verdict, candidates, judge};
    use crate::extract::Article;
    use crate::settings;

    const BURST: &str = "The Grann dam burst on Monday night after a week of rain, and the water \
        took the road bridge below it. Engineers of the \
        power company had lowered the lake by two metres; the dam of Grann, built of earth in \
        1931, gave way at its northern end.";
    const FLOOD: &str = "Villages on the lower Sarn are under water. Firefighters brought 400 \
        people of Orlek and Tolm out of their houses in boats \
        on Tuesday, and the school of Orlek serves as a shelter. Farmers drove cattle to the \
        hills of Tolm.";

    const INQUIRY: &str = "Why did the dam burst? Minister Ilse Tarn promised an inquiry when she \
        came to Grann with her advisers, who are to read the \
        papers of the power company. Nobody had looked at the northern end since 2019, she said. \
        Residents asked for money.";

    struct Desk {
        grounds: Grounds,
        memory: Memory,
        texts: BTreeMap<ItemId, Article>,
    }

    impl Desk {
        fn new() -> Self {
            let grounds = Grounds::new(Names::default(), Vec::new(), settings::Compare::default());
            Self { grounds, memory: Memory::default(), texts: BTreeMap::new() }
        }

        fn file(&mut self, headline: &str, text: &str, now: &str) -> Verdict {
            let now: Timestamp = now.parse().unwrap();
            let article = Article::new("https://news.example/a".parse().unwrap(), headline, text);
            let profile = Profile::new(&article, &self.grounds.names);
            let nothing = Memory::default();
            let known = Remembered { settled: &self.memory, pending: &nothing };
            let near: BTreeMap<ItemId, Article> = candidates(&profile, known, None)
                .into_iter()
                .map(|item| (item, self.texts[&item].clone()))
                .collect();
            let number = self.texts.len() as i64 + 1;
            let verdict = judge(
                Subject::new(&article, &profile),
                &near,
                &self.grounds,
                known,
                StoryId(number),
                now,
            );
            self.memory.remember(ItemId(number), verdict.story.story(), &profile, now);
            self.texts.insert(ItemId(number), article);
            verdict
        }
    }

    /// Each tells both, in words of its own.
    const BOTH: [&str; 4] = [
        "After a week of rain the Grann dam, built of earth in 1931, gave way on Monday night. On \
            the lower Sarn boats took 400 people out of \
            Orlek and Tolm; the school of Orlek is a shelter now. The lake of Grann had been \
            lowered by engineers of the power company.",
        "Orlek and Tolm are under water since the dam of Grann broke on Monday night. \
            Firefighters with boats brought 400 people to the \
            shelter in the school of Orlek. Rain had filled the lake of the power company, though \
            engineers lowered it by two metres.",
        "Water from the broken Grann dam has reached Orlek and Tolm on the lower Sarn, and 400 \
            people left in boats on Tuesday. The northern \
            end of the dam, of earth, burst on Monday night. Farmers of Tolm saved cattle, \
            firefighters the school of Orlek.",
        "The power company lowered the lake of Grann by two metres, but after a week of rain the \
            earth dam of 1931 burst at its northern end. \
            Villages on the lower Sarn, Orlek and Tolm, were left in boats; firefighters counted \
            400 people in the Orlek school.",
    ];

    #[test]
    fn reports_that_tell_two_stories_show_in_time_that_they_are_one() {
        let mut desk = Desk::new();
        assert_eq!(
            desk.file("Grann dam bursts", BURST, "2026-03-03T06:00:00Z").story,
            StoryLink::Founded(StoryId(1))
        );
        assert_eq!(
            desk.file("Boats bring 400 out of Orlek and Tolm", FLOOD, "2026-03-03T07:00:00Z").story,
            StoryLink::Founded(StoryId(2))
        );
        let filed = BOTH.map(|text| {
            desk.file("Grann dam bursts, Orlek and Tolm under water", text, "2026-03-03T09:00:00Z")
        });
        for (verdict, is_one) in filed.iter().zip([false, false, false, true]) {
            assert_eq!(verdict.story, StoryLink::Joined(StoryId(1)));
            assert_eq!(
                verdict
                    .bridges
                    .iter()
                    .map(|bridge| (bridge.story, bridge.is_one))
                    .collect::<Vec<_>>(),
                [(StoryId(2), is_one)]
            );
        }
    }

    #[test]
    fn the_longer_ago_the_more_alike() {
        for (now, story) in [
            ("2026-03-03T09:00:00Z", StoryLink::Joined(StoryId(1))),
            ("2026-03-10T05:00:00Z", StoryLink::Founded(StoryId(2))),
        ] {
            let mut desk = Desk::new();
            desk.file("Grann dam bursts", BURST, "2026-03-03T06:00:00Z");
            let verdict = desk.file("Minister promises an inquiry", INQUIRY, now);
            assert_eq!(verdict.story, story, "{}", verdict.seen.relatedness);
        }
    }
}
