//! The sentence a person reads: what was decided, and on what.

use super::corpora::{Corpus, Grounds, Role, Seed};
use super::days::Day;
use super::event::Tells;
use super::labels::AsLabelled;
use super::marks;
use super::names::Names;
use super::places;
use super::profile::Profile;
use super::verdict::{Beside, Closeness, Copy, TextRef};

/// The most shared terms that one sentence names.
const NAMED_TERMS: usize = 5;
/// The share of a text's names, by weight, below which most of its names are not a corpus's own.
const MOST: f32 = 0.5;

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
    let closeness = match beside.closeness {
        Closeness::SameStory => {
            let day = same_day(beside, corpus, profile)
                .map(|day| format!(" Both tell of {day}."))
                .unwrap_or_default();
            format!(
                "Reports the event of {near}: shares {} ({relatedness:.2}).{day}",
                terms(beside, &grounds.names)
            )
        }
        Closeness::Related => {
            let own = if beside.new_event { " No known story tells it: a new event." } else { "" };
            let event = another_event(beside, corpus, profile);
            format!(
                "On the topic of {near}: shares {} ({relatedness:.2}).{event}{own}",
                terms(beside, &grounds.names)
            )
        }
        Closeness::Unrelated => {
            let related = corpus.thresholds(grounds).related;
            if relatedness < related {
                format!("Nearest is {near} at {relatedness:.2}; {related:.2} would be related.")
            } else {
                let against = if speaks_of_others(corpus, profile) {
                    "most of its names are others"
                } else {
                    "it shares little but names"
                };
                format!("Nearest is {near} at {relatedness:.2}, but {against}: another topic.")
            }
        }
    };
    let doubt = (beside.copy == Copy::None
        && beside.closeness >= Closeness::Related
        && is_in_another_language(beside, corpus, profile))
    .then(|| "It is in another language, where scores are less sure.".to_owned());
    [copy, Some(closeness), doubt].into_iter().flatten().collect::<Vec<_>>().join(" ")
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

/// Whether names speak against the topic of a corpus, and not what is said beside them.
fn speaks_of_others(corpus: &Corpus, profile: &Profile) -> bool {
    corpus.marks.own_names(profile).is_some_and(|own| own < MOST)
}

/// Whether the nearest seed is known to be in another language.
fn is_in_another_language(beside: &Beside, corpus: &Corpus, profile: &Profile) -> bool {
    seed(beside, corpus).is_some_and(|seed| marks::is_abroad(profile, &seed.profile))
}

/// The day that an item and its nearest seed tell of.
fn same_day(beside: &Beside, corpus: &Corpus, profile: &Profile) -> Option<Day> {
    let seed = seed(beside, corpus)?;
    seed.profile
        .event
        .days
        .own
        .filter(|day| profile.event.days.own.is_some_and(|own| own.apart(*day) == 0))
}

/// What speaks against the event of the nearest seed, as a sentence with a space before it.
fn another_event(beside: &Beside, corpus: &Corpus, profile: &Profile) -> String {
    match profile.event.tells {
        Tells::LooksBack => return " It looks back.".to_owned(),
        Tells::Wishes => return " It passes on wishes.".to_owned(),
        Tells::Comments => return " It comments.".to_owned(),
        Tells::Lists => return " It lists several events.".to_owned(),
        Tells::AnEvent => {}
    }
    let Some(seed) = seed(beside, corpus) else { return String::new() };
    let (here, there) = (profile.event.days, seed.profile.event.days);
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
        Copy::Reprint if beside.containment.item_in_seed >= beside.containment.seed_in_item => {
            Some(format!(
                "Reprint of {near}: {of_it} of this text stands there, {of_other} of that text \
                    here."
            ))
        }
        Copy::Reprint => {
            Some(format!("Holds {of_other} of {near}; {of_it} of this text is from there."))
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
    use super::super::{About, Subject, beside_corpus};
    use super::*;
    use crate::extract::Article;
    use crate::settings;

    #[test]
    fn a_score_across_languages_is_called_less_sure() {
        let article = |language: &str, headline: &str, text: &str| Article {
            language: Some(language.to_owned()),
            ..Article::new("https://news.example/a".parse().unwrap(), headline, text)
        };
        let names = Names::default();
        let seed = article(
            "en",
            "Ferry treaty signed in Vienna",
            "Orlan and Velda signed the Sarn treaty in Vienna: 4250 lorries, 1250 buses, 730 cars.",
        );
        let corpus =
            Corpus::new("ferry", vec![("seed.txt".to_owned(), seed)], &About::default(), &names);
        let grounds = Grounds::new(names, Vec::new(), settings::Compare::default());
        for (language, text, is_sure) in [
            (
                "de",
                "Orlan und Velda einigen sich in Wien auf den Sarn-Vertrag: 4250 Lastwagen, 1250 \
                    Busse, 730 Autos.",
                false,
            ),
            (
                "en",
                "Orlan and Velda agree in Vienna on the Sarn treaty: 4250 trucks, 1250 coaches, \
                    730 cars.",
                true,
            ),
        ] {
            let article = article(language, "Treaty", text);
            let profile = Profile::new(&article, &grounds.names);
            let beside = beside_corpus(Subject::new(&article, &profile), &corpus, &grounds);
            assert!(
                beside.because.contains("Reports the event of seed.txt: shares"),
                "{}",
                beside.because
            );
            assert_eq!(beside.because.contains("another language"), !is_sure, "{}", beside.because);
        }
    }
}
