//! The joining of an item with those filed before: the story that it joins, and those that it shows
//! to be one.
//!
//! Single-pass clustering as in topic detection (Allan, Papka, Lavrenko, SIGIR 1998): a copy joins the story of what it
//! copies, however old that is; any other report joins the story that still takes in reports of whose reports the two
//! likeliest tell its event with the mean probability `joins` at least. A topic does not decay: seeds are compared
//! elsewhere.
//!
//! # Limits
//! Only earlier reports that were loaded are looked at: a story is joined through its nearest
//! reports.

use std::collections::{BTreeMap, BTreeSet};

use super::subject::{Earlier, FiledBefore, Subject};
use crate::compare::because;
use crate::compare::closeness::{Likeness, Overlap, beside, liken, nearest};
use crate::compare::copies::Commonplaces;
use crate::compare::corpora::Grounds;
use crate::compare::evidence::{Evidence, InCommon, Pair};
use crate::compare::memory::{Remembered, TopicStanding};
use crate::compare::verdict::{Beside, Bridge, Closeness, Copy, TextRef, Weighing};
use crate::extract::Quality;
use crate::id::{ItemId, StoryId};

/// How many reports of a story count.
const COUNTED: usize = 2;
/// The probability from which on two reports are of one event.
const ONE_EVENT: f32 = 0.5;
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

/// An article beside the earlier items.
pub struct Seen<'a> {
    subject: Subject<'a>,
    known: Remembered<'a>,
    pub besides: Vec<BesideEarlier<'a>>,
}

/// An article beside one earlier item.
pub struct BesideEarlier<'a> {
    earlier: &'a Earlier,
    /// Where the earlier item stands, where it is on some topic.
    standing: Option<&'a TopicStanding>,
    pub likeness: Likeness<'a>,
    /// How much their fronts are alike, what the topic has in common included, 0 to 1.
    pub front: f32,
    /// How near they are in sense, -1 to 1.
    pub near: f32,
    /// How much of the same happens in both, 0 to 1.
    pub acts: f32,
    /// The weighed number of figures in both that the topic has not, 0 to 3.
    pub figures: f32,
    pub is_abroad: bool,
    /// Whether a report of its story, of those loaded, is recent enough for the story to take in another.
    is_open: bool,
    signals: Evidence,
    weighing: Weighing,
}

impl BesideEarlier<'_> {
    /// Whether the earlier item is on the topic of a corpus.
    pub fn is_on(&self, corpus: &str) -> bool {
        self.standing.is_some_and(|standing| standing.is_on(corpus))
    }

    /// Whether it is on that topic as surely as on any other.
    pub fn is_mainly_on(&self, corpus: &str) -> bool {
        self.standing.is_some_and(|standing| standing.is_mainly_on(corpus))
    }
}

impl<'a> Seen<'a> {
    /// Sets an article beside the `earlier` items, of which all have in `common` what their topic is.
    pub fn of(
        subject: Subject<'a>,
        earlier: &'a [Earlier],
        filed: FiledBefore<'a>,
        common: &InCommon,
        grounds: &Grounds,
    ) -> Self {
        let FiledBefore { known, now, .. } = filed;
        let came = subject.came(now);
        let likenesses = likenesses(subject, earlier, grounds, known);
        let is_recent = |one: &&Earlier| {
            let age =
                known.seen(one.item).map_or(0.0, |seen| came.duration_since(seen).as_secs_f32());
            age <= grounds.thresholds.story_window.as_secs_f32()
        };
        let recent = earlier.iter().filter(is_recent);
        let open: BTreeSet<StoryId> = recent.filter_map(|one| known.story(one.item)).collect();
        let beside = |(earlier, (overlap, likeness)): (&'a Earlier, (Overlap, Likeness<'a>))| {
            let hours = filed.hours_between(subject, earlier);
            let story = known.story(earlier.item);
            let (one, other) = (subject.profile, &earlier.profile);
            let pair =
                Pair { here: one, there: other, overlap: &overlap, alignment: &likeness.alignment };
            let signals = pair.of_one_event(common, hours, grounds.window_days());
            let signal = |name: &str| {
                signals.iter().find(|(of, _)| *of == name).map_or(0.0, |(_, signal)| *signal)
            };
            BesideEarlier {
                earlier,
                standing: known.standing(earlier.item),
                front: one.weighted.front.cosine(&other.weighted.front).sqrt(),
                near: one.tidings.point.cosine(&other.tidings.point),
                acts: one.tidings.acts.cosine(&other.tidings.acts),
                figures: signal("figures beyond the topic"),
                is_abroad: pair.is_abroad(),
                is_open: story.is_none_or(|story| open.contains(&story)),
                weighing: grounds.models.event(pair.is_abroad()).weigh(&signals),
                signals,
                likeness,
            }
        };
        let besides = earlier.iter().zip(likenesses).map(beside).collect();
        Self { subject, known, besides }
    }

    /// An article before which nothing was filed.
    pub fn nothing(subject: Subject<'a>, known: Remembered<'a>) -> Self {
        Self { subject, known, besides: Vec::new() }
    }

    /// The signals of each pair, and whether its texts are in two languages.
    pub fn signals(&self) -> Vec<(ItemId, bool, Evidence)> {
        let each = self.besides.iter();
        each.map(|one| (one.earlier.item, one.is_abroad, one.signals.clone())).collect()
    }

    /// The verdict beside what was seen, and the story that the article joins. `stays_in` is the one that it does not
    /// leave.
    pub fn joining(&self, stays_in: Option<StoryId>, grounds: &Grounds) -> Joining {
        let Subject { article, profile, .. } = self.subject;
        let likenesses = self.besides.iter().map(|one| &one.likeness);
        let copied = likenesses
            .clone()
            .filter(|likeness| likeness.copy >= Copy::Reprint)
            .max_by(|a, b| a.copy.cmp(&b.copy).then(a.relatedness.total_cmp(&b.relatedness)));
        let stories = self.stories();
        let likeliest =
            stories.first().filter(|story| story.probability >= grounds.models.points.joins);
        let told = likeliest.filter(|_| copied.is_none()).map(|story| &story.best.likeness);
        let shown = told.or_else(|| nearest(likenesses.clone()));
        let mut beside = beside(shown, likenesses.clone(), profile, &article.text);
        if let Some(told) = told {
            beside.relatedness = told.relatedness;
        }
        beside.one_event = likeliest.or(stories.first()).map(|story| story.best.weighing.clone());
        beside.closeness = match beside.relatedness {
            _ if copied.is_some() || likeliest.is_some() => Closeness::SameStory,
            score if score >= SOMEHOW_RELATED => Closeness::Related,
            _ => Closeness::Unrelated,
        };
        beside.because = because::beside_seen(&beside, &grounds.names);
        let story = match copied {
            Some(copied) => item_of(copied).and_then(|item| self.known.story(item)),
            None => likeliest.map(|story| story.story),
        };
        let bridges = match stays_in.or(story) {
            Some(joined) if article.quality != Quality::HeadlineOnly => {
                self.bridges(joined, &stories, grounds)
            }
            _ => Vec::new(),
        };
        Joining { beside, story, bridges }
    }

    /// The stories that still take in reports, the likeliest first.
    fn stories(&self) -> Vec<Likely<'_>> {
        let mut by_story: BTreeMap<StoryId, Vec<&BesideEarlier<'_>>> = BTreeMap::new();
        for one in self.besides.iter().filter(|one| one.is_open) {
            if let Some(story) = self.known.story(one.earlier.item) {
                by_story.entry(story).or_default().push(one);
            }
        }
        let mut stories = Vec::with_capacity(by_story.len());
        for (story, mut reports) in by_story {
            reports.sort_by(|a, b| {
                b.weighing
                    .probability
                    .total_cmp(&a.weighing.probability)
                    .then(a.earlier.item.cmp(&b.earlier.item))
            });
            let counted = &reports[..reports.len().min(COUNTED)];
            let sum: f32 = counted.iter().map(|one| one.weighing.probability).sum();
            let probability = sum / counted.len() as f32;
            stories.push(Likely { story, probability, best: reports[0] });
        }
        stories.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.story.cmp(&b.story)));
        stories
    }

    /// The other stories whose event a report of `joined` tells. Where most reports of both are alike
    /// as well, the two are one, told apart because each began with a part.
    fn bridges(&self, joined: StoryId, stories: &[Likely<'_>], grounds: &Grounds) -> Vec<Bridge> {
        let is_told_here = stories
            .iter()
            .any(|story| story.story == joined && story.best.weighing.probability >= ONE_EVENT);
        let earlier = || self.besides.iter().map(|one| one.earlier);
        let of =
            |story: StoryId| earlier().filter(move |one| self.known.story(one.item) == Some(story));
        let bridge = |story: &Likely<'_>| {
            let pairs = of(joined).flat_map(|one| of(story.story).map(move |other| (one, other)));
            let (alike, all) = pairs.fold((0, 0), |(alike, all), (one, other)| {
                (alike + usize::from(are_alike(one, other, grounds)), all + 1)
            });
            let is_one = is_told_here && alike > 0 && alike as f32 >= all as f32 * ALIKE;
            let best = story.best;
            let relatedness = best.likeness.relatedness;
            Bridge { story: story.story, item: best.earlier.item, relatedness, is_one }
        };
        stories
            .iter()
            .filter(|story| story.story != joined && story.best.weighing.probability >= ONE_EVENT)
            .map(bridge)
            .collect()
    }
}

/// Whether two earlier items may be of one event.
fn are_alike(one: &Earlier, other: &Earlier, grounds: &Grounds) -> bool {
    let (here, there) = (&one.profile, &other.profile);
    let overlap = Overlap::of(here, there);
    let likeness =
        liken(here, there, &overlap, TextRef::Item(other.item), &Commonplaces::default());
    let pair = Pair { here, there, overlap: &overlap, alignment: &likeness.alignment };
    grounds.one_event(&pair, &InCommon::default(), 0.0) >= ONE_EVENT
}

/// The relatedness from which on a text has something to do with one seen before.
const SOMEHOW_RELATED: f32 = 0.3;

/// A story that an article may tell.
struct Likely<'a> {
    story: StoryId,
    probability: f32,
    /// The report of it that is likeliest to tell the same event.
    best: &'a BesideEarlier<'a>,
}

/// The article beside each of the `earlier`, by what they have in common and others have not.
fn likenesses<'a>(
    subject: Subject<'a>,
    earlier: &'a [Earlier],
    grounds: &Grounds,
    known: Remembered<'_>,
) -> Vec<(Overlap, Likeness<'a>)> {
    let overlaps: Vec<Overlap> =
        earlier.iter().map(|one| Overlap::of(subject.profile, &one.profile)).collect();
    let liken = |commonplaces: &Commonplaces| -> Vec<Likeness<'a>> {
        let beside = |(one, overlap): (&'a Earlier, &Overlap)| {
            liken(subject.profile, &one.profile, overlap, TextRef::Item(one.item), commonplaces)
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
    if !grounds.frequencies.is_empty() {
        let (here, frequencies) = (subject.profile, &grounds.frequencies);
        let weighed = here.weighed(frequencies);
        likenesses.iter_mut().for_each(|likeness| likeness.weigh(here, &weighed, frequencies));
    }
    overlaps.into_iter().zip(likenesses).collect()
}

fn item_of(likeness: &Likeness<'_>) -> Option<ItemId> {
    match likeness.of {
        TextRef::Item(item) => Some(item),
        TextRef::Seed { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::trial::Trial;
    use crate::compare::{StoryLink, Verdict};

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

    fn file(trial: &mut Trial, headline: &str, text: &str, now: &str) -> Verdict {
        trial.file(trial.article("news.example", headline, text), now)
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
        let mut trial = Trial::new(Vec::new());
        assert_eq!(
            file(&mut trial, "Grann dam bursts", BURST, "2026-03-03T06:00:00Z").story,
            StoryLink::Founded(StoryId(1))
        );
        assert_eq!(
            file(
                &mut trial,
                "Boats bring 400 out of Orlek and Tolm",
                FLOOD,
                "2026-03-03T07:00:00Z"
            )
            .story,
            StoryLink::Founded(StoryId(2))
        );
        let filed = BOTH.map(|text| {
            file(
                &mut trial,
                "Grann dam bursts, Orlek and Tolm under water",
                text,
                "2026-03-03T09:00:00Z",
            )
        });
        for verdict in &filed {
            let (story, bridges) = (verdict.story, &verdict.bridges);
            assert!(matches!(story, StoryLink::Joined(StoryId(1 | 2))), "{story:?}");
            assert!(bridges.iter().all(|bridge| bridge.story != story.story()), "{bridges:?}");
        }
    }

    #[test]
    fn the_longer_ago_the_more_alike() {
        for (now, story) in [
            ("2026-03-03T09:00:00Z", StoryLink::Joined(StoryId(1))),
            ("2026-03-10T05:00:00Z", StoryLink::Founded(StoryId(2))),
        ] {
            let mut trial = Trial::new(Vec::new());
            file(&mut trial, "Grann dam bursts", BURST, "2026-03-03T06:00:00Z");
            let verdict = file(&mut trial, "Minister promises an inquiry", INQUIRY, now);
            assert_eq!(verdict.story, story, "{}", verdict.seen.relatedness);
        }
    }
}
