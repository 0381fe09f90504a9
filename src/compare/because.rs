//! The sentence a person reads: what was decided, and on what.

use crate::compare::corpora::{Corpus, Grounds, Role, Seed};
use crate::compare::evidence::topic;
use crate::compare::reading::{Day, Names, Profile, Tells, places};
use crate::compare::verdict::{AsLabelled, Beside, Closeness, Copy, TextRef, Weighing};

/// The most shared terms that one sentence names.
const NAMED_TERMS: usize = 5;
/// The share of one text from which on another one holds most of it.
const HELD: f32 = 0.5;
/// The most signals that are named as reasons for an answer, and against it.
const NAMED_REASONS: usize = 3;

/// The sentences that say why a verdict beside a corpus came out as it did.
#[must_use]
pub fn beside_corpus(
    beside: &Beside,
    corpus: &Corpus,
    profile: &Profile,
    grounds: &Grounds,
) -> String {
    let Some(near) = near(beside) else {
        return format!("The corpus {} holds nothing to compare with.", corpus.name);
    };
    let copy = copied(beside, &near);
    let relatedness = beside.relatedness;
    if let Some(label) = &beside.judged {
        let nearest = format!("The nearest seed is {near} at {relatedness:.2}.");
        return [Some(as_labelled(label)), copy, Some(nearest)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
    }
    let terms = terms(beside, &grounds.names);
    let closeness = match beside.closeness {
        Closeness::SameStory => {
            let day = same_day(beside, corpus, profile)
                .map(|day| format!(" Both tell of {day}."))
                .unwrap_or_default();
            let sure = sure(beside.one_event.as_ref());
            format!("Reports the event of {near}: shares {terms} ({relatedness:.2}).{sure}{day}")
        }
        Closeness::Related => {
            let own = if beside.new_event { " No known story tells it: a new event." } else { "" };
            let event = another_event(beside, corpus, profile);
            let sure = sure(beside.on_topic.as_ref());
            format!("On the topic of {near}: shares {terms} ({relatedness:.2}).{sure}{event}{own}")
        }
        Closeness::Unrelated => {
            let sure = sure(beside.on_topic.as_ref());
            format!("Nearest is {near} at {relatedness:.2}: another topic.{sure}")
        }
    };
    let reasons = reasons(beside);
    [copy, Some(closeness), reasons].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// How sure an answer is, as a sentence with a space before it.
fn sure(weighing: Option<&Weighing>) -> String {
    weighing
        .map(|weighing| format!(" Weighed at {}.", percent(weighing.probability)))
        .unwrap_or_default()
}

/// The strongest of what spoke for the answer and against it, as it was weighed.
fn reasons(beside: &Beside) -> Option<String> {
    let weighings: Vec<&Weighing> = match beside.closeness {
        Closeness::SameStory => beside.one_event.iter().collect(),
        Closeness::Related | Closeness::Unrelated => {
            beside.beside_seeds.iter().chain(&beside.on_topic).collect()
        }
    };
    let mut weighed: Vec<(&str, f32)> = weighings.iter().flat_map(|one| one.reasons()).collect();
    weighed.retain(|(name, _)| *name != topic::BESIDE_SEEDS);
    weighed.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let named = |is_meant: fn(f32) -> bool| -> Vec<&str> {
        let meant = weighed.iter().filter(|(_, adds)| is_meant(*adds));
        meant.take(NAMED_REASONS).map(|(name, _)| *name).collect()
    };
    let (pro, con) = (named(|adds| adds > 0.0), named(|adds| adds < 0.0));
    match (pro.is_empty(), con.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("For it: {}.", pro.join(", "))),
        (true, false) => Some(format!("Against it: {}.", con.join(", "))),
        (false, false) => {
            Some(format!("For it: {}. Against it: {}.", pro.join(", "), con.join(", ")))
        }
    }
}

/// The sentence on the label that a person gave this text, or one that this text copies.
fn as_labelled(label: &AsLabelled) -> String {
    let AsLabelled { file, is, on, copy } = label;
    let on = on.map(|day| format!(" on {day}")).unwrap_or_default();
    let what = match copy {
        Copy::Duplicate => "this text".to_owned(),
        Copy::NearDuplicate => format!("{file}, almost the same text,"),
        Copy::Reprint | Copy::Excerpt | Copy::None => {
            format!("{file}, of which most of this text is,")
        }
    };
    format!("You judged {what} as {}{on}.", is.name())
}

/// The sentence that says why a verdict beside what was seen came out as it did.
#[must_use]
pub fn beside_seen(beside: &Beside, names: &Names) -> String {
    let Some(near) = near(beside) else { return "Nothing seen before is like it.".to_owned() };
    copied(beside, &near).unwrap_or_else(|| match beside.closeness {
        Closeness::SameStory => format!(
            "Reports what {near} reports: shares {} ({:.2}).",
            terms(beside, names),
            beside.relatedness
        ),
        Closeness::Related | Closeness::Unrelated => format!(
            "The nearest seen before is {near} at {:.2}: another story.",
            beside.relatedness
        ),
    })
}

/// The day that an item and its nearest seed tell of.
fn same_day(beside: &Beside, corpus: &Corpus, profile: &Profile) -> Option<Day> {
    let seed = seed(beside, corpus)?;
    seed.profile
        .tidings
        .event
        .days
        .own
        .filter(|day| profile.tidings.event.days.own.is_some_and(|own| own.apart(*day) == 0))
}

/// What speaks against the event of the nearest seed, as a sentence with a space before it.
fn another_event(beside: &Beside, corpus: &Corpus, profile: &Profile) -> String {
    match profile.tidings.event.tells {
        Tells::LooksBack => return " It looks back.".to_owned(),
        Tells::Wishes => return " It passes on wishes.".to_owned(),
        Tells::Comments => return " It comments.".to_owned(),
        Tells::Lists => return " It lists several events.".to_owned(),
        Tells::AnEvent => {}
    }
    let Some(seed) = seed(beside, corpus) else { return String::new() };
    let (here, there) = (profile.tidings.event.days, seed.profile.tidings.event.days);
    match (here.best(), there.best()) {
        (Some(day), Some(other)) if day.apart(other) != 0 => {
            format!(" Another event: {day}, not {other}.")
        }
        (None, _) if here.weekday.is_some() && here.weekday != there.weekday => {
            " Another event: another day of the week.".to_owned()
        }
        _ if seed.role == Role::Background => " That seed is background.".to_owned(),
        _ => String::new(),
    }
}

fn seed<'a>(beside: &Beside, corpus: &'a Corpus) -> Option<&'a Seed> {
    let Some(TextRef::Seed { file, .. }) = &beside.nearest else { return None };
    corpus.seeds.iter().find(|seed| seed.file == *file)
}

fn near(beside: &Beside) -> Option<String> {
    beside.nearest.as_ref().map(ToString::to_string)
}

fn copied(beside: &Beside, near: &str) -> Option<String> {
    let of_it = percent(beside.containment.item_in_seed);
    let of_other = percent(beside.containment.seed_in_item);
    match beside.copy {
        Copy::None => None,
        Copy::Duplicate => Some(format!("The same text as {near}.")),
        Copy::NearDuplicate => {
            Some(format!("Almost the same text as {near}: {of_it} of its words stand there."))
        }
        Copy::Reprint if beside.containment.item_in_seed >= HELD => Some(format!(
            "Reprint of {near}: {of_it} of this text stands there, {of_other} of that text here."
        )),
        Copy::Reprint => {
            Some(format!("Holds {of_other} of {near}; {of_it} of this text is from there."))
        }
        Copy::Excerpt if beside.containment.seed_in_item >= HELD => {
            Some(format!("Holds {of_other} of {near}, which is {of_it} of this text."))
        }
        Copy::Excerpt => {
            let from = &beside.passages.first()?.other;
            let quoted: Vec<&str> = beside
                .passages
                .iter()
                .filter(|passage| passage.other == *from)
                .map(|passage| passage.text.as_str())
                .collect();
            let words: usize = quoted.iter().map(|text| text.split_whitespace().count()).sum();
            let passages = if quoted.len() == 1 {
                "a passage".to_owned()
            } else {
                format!("{} passages", quoted.len())
            };
            Some(format!("Has {passages} of {words} words from {from}."))
        }
    }
}

/// The first of the terms that an item shares with its nearest text, names in their usual spelling.
fn terms(beside: &Beside, names: &Names) -> String {
    beside
        .terms
        .iter()
        .take(NAMED_TERMS)
        .map(|term| usual(&term.term, names))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A term as people read it: a listed name or a place in its usual spelling, a word as it is.
pub fn usual<'a>(term: &'a str, names: &'a Names) -> &'a str {
    let listed = |id: &str| {
        names
            .get(id)
            .and_then(|name| name.spellings.first().map(String::as_str))
            .or_else(|| places::name(id))
    };
    term.strip_prefix('@').and_then(listed).unwrap_or(term)
}

fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::verdict::Weighed;

    #[test]
    fn the_reasons_are_the_signals_that_weighed_most() {
        let weighed = |name: &str, signal: f32, weight: f32| Weighed {
            name: name.to_owned(),
            signal,
            usual: 0.0,
            weight,
        };
        let signals = vec![
            weighed("key names", 1.0, 2.0),
            weighed("words", 1.0, 0.1),
            weighed("more of sport", 0.5, -4.0),
            weighed("places", 1.0, 3.0),
        ];
        let weighing = Weighing { probability: 0.4, signals };
        let beside = Beside { on_topic: Some(weighing), ..Beside::default() };
        assert_eq!(
            reasons(&beside).unwrap(),
            "For it: places, key names. Against it: more of sport."
        );
        assert_eq!(reasons(&Beside::default()), None);
    }
}
