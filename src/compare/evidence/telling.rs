//! Whether a text on a topic tells an event of its own: what it does with events, how it does it, and what its days say
//! beside those of the seeds.

use super::model::Evidence;
use crate::compare::closeness::Marks;
use crate::compare::reading::{Fit, Profile, Tells, lexicon};

/// How often an author speaks for himself that is enough.
const MOST_VOICE: f32 = 3.0;
/// How much of the topic a head names that is enough.
const MOST_HEAD: f32 = 1.5;

/// What a text does with events, and how it does it: signals of whether it tells one of its own, on the topic of these
/// marks and beside the `events` of its seeds.
#[must_use]
pub fn signals(
    profile: &Profile,
    headline: &str,
    marks: &Marks,
    events: &[&Profile],
    window: i32,
) -> Evidence {
    let event = &profile.tidings.event;
    let beside_seeds = beside_seeds(profile, events, window);
    let is = |tells: Tells| f32::from(event.tells == tells);
    let has = |signs: &str| f32::from(headline.contains(|sign| signs.contains(sign)));
    let all: f32 = profile.tidings.acts.iter().map(|act| act.weight).sum();
    let of = |fields: &[&str]| {
        let sum: f32 = profile
            .tidings
            .acts
            .iter()
            .filter(|act| lexicon::field(act.key).is_some_and(|field| fields.contains(&field)))
            .map(|act| act.weight)
            .sum();
        if all > 0.0 { sum / all } else { 0.0 }
    };
    let head_names = profile.named.head.iter().filter(|key| profile.named.who.has(**key)).count();
    vec![
        ("looks back", is(Tells::LooksBack)),
        ("wishes", is(Tells::Wishes)),
        ("comments", is(Tells::Comments)),
        ("lists", is(Tells::Lists)),
        ("speaks for himself", event.voice.min(MOST_VOICE)),
        ("a day of its own", f32::from(event.days.own.is_some())),
        ("a weekday", f32::from(event.days.weekday.is_some())),
        ("length of the text", (1.0 + profile.wording.words.len() as f32).ln() - 5.0),
        ("asks in the headline", has("?？؟")),
        ("a colon in the headline", has(":：")),
        ("quotes in the headline", has("“”\"«»„「」'‘’")),
        ("hard news", if all > 0.0 { of(lexicon::HARD) } else { 0.5 }),
        ("speech", of(&[lexicon::SPEECH])),
        ("culture", of(&[lexicon::CULTURE])),
        ("persons", of(&[lexicon::PERSONS])),
        ("no act is known", f32::from(profile.tidings.acts.is_empty())),
        ("figures", (1.0 + profile.tidings.figures.len() as f32).ln()),
        ("names in the head", (1.0 + head_names as f32).ln()),
        ("names the topic in its head", marks.head_mass(profile).min(MOST_HEAD)),
        ("apart from the seeds' events", f32::from(beside_seeds.is_apart)),
        ("before a seed's event", f32::from(beside_seeds.is_before)),
        ("a seed's day in a later year", f32::from(beside_seeds.is_remembered)),
    ]
}

/// What the days and figures of a text say of the events of the seeds.
#[derive(Default)]
struct BesideSeeds {
    is_apart: bool,
    is_before: bool,
    is_remembered: bool,
}

fn beside_seeds(here: &Profile, events: &[&Profile], window: i32) -> BesideSeeds {
    let event = &here.tidings.event;
    let is_dated = event.days.best().is_some() || event.days.weekday.is_some();
    let mut found = BesideSeeds { is_apart: true, ..BesideSeeds::default() };
    for seed in events {
        let of = &seed.tidings.event;
        found.is_apart &= match event.fits(of, window) {
            Fit::Other => true,
            // what repeats the event's figures on no day that is known is about that event
            Fit::Unknown => is_dated || here.tidings.figures.is_disjoint(&seed.tidings.figures),
            Fit::Same | Fit::Near => false,
        };
        if let Some((day, seeded)) = event.days.best().zip(of.days.best()) {
            found.is_before |= day.is_before(seeded);
            found.is_remembered |= day.is_anniversary_of(seeded);
        }
    }
    found
}
