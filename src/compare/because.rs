//! The sentence a person reads: what was decided, and on what.

use super::corpora::{Corpus, Grounds};
use super::names::Names;
use super::places;
use super::profile::Profile;
use super::verdict::{Beside, Closeness, Copy};

/// Terms that a sentence names.
const NAMED_TERMS: usize = 5;

/// Why a verdict beside a corpus came out as it did.
#[must_use]
pub fn beside_corpus(beside: &Beside, corpus: &Corpus, profile: &Profile, grounds: &Grounds) -> String {
    let Some(near) = near(beside) else { return format!("The corpus {} holds nothing to compare with.", corpus.name) };
    let copy = copied(beside, &near);
    let score = beside.relatedness;
    let closeness = match beside.closeness {
        Closeness::SameStory => format!("Reports the event of {near}: shares {} ({score:.2}).", terms(beside, &grounds.names)),
        Closeness::Related if beside.new_event => {
            let dated = profile.day.map(|day| format!("dated {day}, after every seed")).unwrap_or_default();
            format!(
                "On the topic of {near} (shares {}, {score:.2}), but another event, {dated}, that no known story tells: a new event.",
                terms(beside, &grounds.names)
            )
        }
        Closeness::Related => format!("On the topic of {near}: shares {} ({score:.2}).", terms(beside, &grounds.names)),
        Closeness::Unrelated => {
            format!("Nearest is {near} at {score:.2}; {:.2} would be related.", grounds.thresholds.related)
        }
    };
    [copy, Some(closeness)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Why a verdict beside what was seen came out as it did.
#[must_use]
pub fn beside_seen(beside: &Beside, names: &Names) -> String {
    let Some(near) = near(beside) else { return "Nothing seen before is like it.".to_owned() };
    copied(beside, &near).unwrap_or_else(|| match beside.closeness {
        Closeness::SameStory => format!("Reports what {near} reports: shares {} ({:.2}).", terms(beside, names), beside.relatedness),
        Closeness::Related | Closeness::Unrelated => format!("The nearest seen before is {near} at {:.2}: another story.", beside.relatedness),
    })
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
        Copy::NearDuplicate => Some(format!("Almost the same text as {near}: {of_it} of its words stand there.")),
        Copy::Reprint if beside.containment.item_in_seed >= beside.containment.seed_in_item => {
            Some(format!("Reprint of {near}: {of_it} of this text stands there, {of_other} of that text here."))
        }
        Copy::Reprint => Some(format!("Holds {of_other} of {near}; {of_it} of this text is from there.")),
        Copy::Excerpt => {
            let from = &beside.passages.first()?.other;
            let quoted: Vec<&str> = beside.passages.iter().filter(|passage| passage.other == *from).map(|passage| passage.text.as_str()).collect();
            let words: usize = quoted.iter().map(|text| text.split_whitespace().count()).sum();
            let passages = if quoted.len() == 1 { "a passage".to_owned() } else { format!("{} passages", quoted.len()) };
            Some(format!("Has {passages} of {words} words from {from}."))
        }
    }
}

/// Names in their usual spelling.
fn terms(beside: &Beside, names: &Names) -> String {
    let listed = |id: &str| names.get(id).and_then(|name| name.spellings.first().map(String::as_str)).or_else(|| places::name(id));
    let spelt = |term: &str| term.strip_prefix('@').and_then(listed).unwrap_or(term).to_owned();
    beside.terms.iter().take(NAMED_TERMS).map(|term| spelt(&term.term)).collect::<Vec<_>>().join(", ")
}

fn percent(share: f32) -> String {
    format!("{:.0} %", share * 100.0)
}
