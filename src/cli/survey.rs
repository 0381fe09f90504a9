//! `dateline corpus show`: what was read from the seeds, how a person's labels moved the
//! thresholds, and what the archive holds on the topic that rests on no seed.

use serde_json::json;

use super::print::say;
use super::{Ended, Form, NotFound, Place, print};
use crate::clock::{self, Timestamp};
use crate::compare::{
    self, Corpus, Odd, Profile, Reported, Role, Seed, Subject, Thresholds, Unseeded, file_name,
    unseeded,
};
use crate::configuration::{Configuration, saved};
use crate::dates;
use crate::extract::{Article, Leftover};
use crate::store::Store;

/// The most terms of a seed that are shown, of each kind (shared, its own).
const TERMS: usize = 8;
/// The most lines left of a seed's page that are shown, of each kind (left out, read as text).
const LEFTOVERS: usize = 5;
/// The most items of the archive that are looked at.
const LOOKED_AT: usize = 1_000;
/// The most stories that are proposed to people; JSON holds all.
const PROPOSED: usize = 5;
/// The difference of two thresholds below which they look alike in print, with three digits.
const SAME: f32 = 0.0005;

pub async fn show(name: &str, form: Form, place: &Place) -> anyhow::Result<Ended> {
    let configuration = place.configuration()?;
    let known = configuration.grounds.corpora.iter().map(|corpus| corpus.name.as_str());
    let corpus =
        configuration.grounds.corpus(name).ok_or_else(|| NotFound::among(known, "corpus", name))?;
    let odd = corpus.odd_one_out();
    for seed in &corpus.seeds {
        let leftovers = leftovers(&configuration, corpus, seed)?;
        let odd = odd.as_ref().filter(|odd| odd.file == seed.file);
        if form.json {
            print_json(seed, corpus, &configuration, odd, &leftovers)?;
        } else {
            print_seed(seed, corpus, &configuration, odd, &leftovers);
        }
    }
    labels(corpus, &configuration, form)?;
    if let Some(store) = place.store_if_there().await? {
        proposals(corpus, &configuration, &store, form).await?;
    }
    Ok(Ended::Done)
}

fn print_json(
    seed: &Seed,
    corpus: &Corpus,
    configuration: &Configuration,
    odd: Option<&Odd>,
    leftovers: &[Leftover],
) -> anyhow::Result<()> {
    let Article {
        headline,
        deck,
        byline,
        published,
        published_from,
        language,
        section,
        dateline,
        credits,
        quality,
        text,
        notes,
        ..
    } = &seed.article;
    let decisive = corpus.decisive(seed, &configuration.grounds.names, TERMS);
    let terms: Vec<&String> = decisive.shared.iter().chain(&decisive.own).collect();
    let nearest = corpus.nearest_to(seed);
    print::json(&json!({
        "corpus": corpus.name, "file": seed.file, "role": seed.role, "day": seed.profile.day,
        "tells_of": seed.profile.tidings.event.days.best().map(|day| day.to_string()), "headline": headline,
        "deck": deck, "byline": byline,
        "published": published, "published_from": published_from, "language": language,
        "section": section, "dateline": dateline,
        "credits": credits, "quality": quality, "dates": dates_of(&seed.article),
        "juche": juche_of(&seed.article),
        "terms": terms, "shared_terms": decisive.shared, "own_terms": decisive.own,
        "nearest": nearest.map(|(other, _)| &other.file),
        "relatedness": nearest.map(|(_, score)| score),
        "odd": odd.map(|odd| json!({ "relatedness": odd.likeness, "of_others": odd.of_others })),
        "leftovers": leftovers,
        "text": text, "notes": notes,
    }))
}

fn print_seed(
    seed: &Seed,
    corpus: &Corpus,
    configuration: &Configuration,
    odd: Option<&Odd>,
    leftovers: &[Leftover],
) {
    let decisive = corpus.decisive(seed, &configuration.grounds.names, TERMS);
    say!("{}", print::bold(&seed.file));
    say!("{}", print::filled(&seed.article.headline, 2));
    say!("{}", print::filled(&about(seed), 2));
    let own = if corpus.seeds.len() == 1 { "terms" } else { "its own terms" };
    for (kind, terms) in [("shared terms", &decisive.shared), (own, &decisive.own)] {
        if !terms.is_empty() {
            say!("{}", print::filled(&format!("{kind}: {}", terms.join(", ")), 2));
        }
    }
    if let Some((other, score)) = corpus.nearest_to(seed) {
        say!("{}", print::filled(&format!("nearest seed: {} ({score:.2})", other.file), 2));
    }
    if let Some(Odd { likeness, of_others, .. }) = odd {
        let sentence = format!(
            "the odd one out: {likeness:.2} like the other seeds on average, which are \
                {of_others:.2} like each other; does it belong here?"
        );
        say!("{}", print::filled(&sentence, 2));
    }
    print_leftovers(leftovers, false, "left of its page, and left out");
    print_leftovers(leftovers, true, "left of its page, but read as text: take out of the file");
    seed.article
        .notes
        .iter()
        .for_each(|note| say!("{}", print::filled(&format!("note: {note}"), 2)));
    say!();
}

/// Prints the lines that a seed's page left in its file: those that are in the article's text, or
/// those that are not. `what` says which.
fn print_leftovers(leftovers: &[Leftover], in_text: bool, what: &str) {
    let lines: Vec<&Leftover> =
        leftovers.iter().filter(|leftover| leftover.is_in_text == in_text).collect();
    if lines.is_empty() {
        return;
    }
    say!("{}", print::filled(&format!("{what}:"), 2));
    for Leftover { line, text, .. } in lines.iter().take(LEFTOVERS) {
        say!("{}", print::filled(&format!("line {line}: {}", print::line(text, 60)), 4));
    }
    if lines.len() > LEFTOVERS {
        say!("    and {} lines more", lines.len() - LEFTOVERS);
    }
}

/// The days that a seed's text names, as JSON, each with how it is printed: `--07-19` where no year
/// is named.
fn dates_of(article: &Article) -> Vec<serde_json::Value> {
    let found = dates::find(&article.text, article.language.as_deref());
    let date = |found: &dates::FoundDate| {
        found.when().map_or_else(
            || format!("--{:02}-{:02}", found.month, found.day),
            |when| when.day().to_string(),
        )
    };
    found
        .iter()
        .map(|found| json!({ "date": date(found), "printed": article.text[found.span.clone()] }))
        .collect()
}

/// The years of the Juche calendar that a seed's text names, as JSON, each with how it is printed.
fn juche_of(article: &Article) -> Vec<serde_json::Value> {
    dates::juche_years(&article.text)
        .iter()
        .map(|juche| json!({ "year": juche.year, "printed": article.text[juche.span.clone()] }))
        .collect()
}

/// A seed in one line: its role and day, language, dateline, authors, credits, length.
fn about(seed: &Seed) -> String {
    let dateline = seed.article.dateline.as_ref().map(|dateline| {
        let date = dateline.date.map(|date| date.to_string());
        let parts: Vec<&str> =
            [dateline.place.as_deref(), date.as_deref(), dateline.agency.as_deref()]
                .into_iter()
                .flatten()
                .collect();
        format!("dateline {}", parts.join(", "))
    });
    let day = seed.profile.tidings.event.days.own;
    let tells = match (seed.role, day) {
        (Role::Event, Some(day)) => format!("event of {day}"),
        (Role::Event, None) => "event of a day it does not say".to_owned(),
        (Role::Background, Some(day)) => format!("background, tells of {day}"),
        (Role::Background, None) => "background".to_owned(),
    };
    let parts = [
        Some(tells),
        Some(
            seed.profile
                .day
                .map_or_else(|| "no date of its own".to_owned(), |day| format!("dated {day}")),
        ),
        seed.article.language.clone(),
        dateline,
        (!seed.article.byline.is_empty()).then(|| format!("by {}", seed.article.byline.join(", "))),
        (!seed.article.credits.is_empty())
            .then(|| format!("credits {}", seed.article.credits.join(", "))),
        Some(format!("{} words", seed.profile.wording.words.len())),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The lines of a seed's file that are no part of its article, but of the page that it was copied
/// from.
fn leftovers(
    configuration: &Configuration,
    corpus: &Corpus,
    seed: &Seed,
) -> anyhow::Result<Vec<Leftover>> {
    let raw = configuration.directory.corpora.iter().find(|raw| raw.name == corpus.name);
    let file = raw.and_then(|raw| raw.seeds.iter().find(|file| file_name(file) == seed.file));
    Ok(file.map(saved).transpose()?.map(|plain| plain.leftovers).unwrap_or_default())
}

/// Prints the labels of a corpus, and its thresholds where these moved them.
fn labels(corpus: &Corpus, configuration: &Configuration, form: Form) -> anyhow::Result<()> {
    let all = Thresholds::from(&configuration.settings().compare);
    let own = corpus.thresholds(&configuration.grounds.thresholds);
    let is_moved = (own.related - all.related).abs() >= SAME
        || (own.same_story - all.same_story).abs() >= SAME;
    if form.json {
        for judged in corpus.judged.iter() {
            let headline = &judged.article.headline;
            print::json(&json!({ "corpus": corpus.name, "judged": judged.file, "is": judged.is,
                    "on": judged.on, "item": judged.item, "judged_headline": headline }))?;
        }
        if is_moved {
            print::json(
                &json!({ "corpus": corpus.name, "thresholds": own, "of_all_corpora": all }),
            )?;
        }
        return Ok(());
    }
    if !corpus.judged.is_empty() {
        say!("{}", print::bold("What you judged"));
        for judged in corpus.judged.iter() {
            let on = judged.on.map(|day| format!(" on {day}")).unwrap_or_default();
            say!(
                "{}",
                print::filled(
                    &format!(
                        "{}{on}: {} ({})",
                        judged.is.name(),
                        print::line(&judged.article.headline, 100),
                        judged.file
                    ),
                    2
                )
            );
        }
        say!();
    }
    if is_moved {
        let Thresholds { related, same_story } = own;
        let sentence = format!(
            "By these judgements, related begins at {related:.3} here and same-story at \
                {same_story:.3}; [compare] says {:.3} and {:.3}.",
            all.related, all.same_story
        );
        say!("{}\n", print::filled(&sentence, 0));
    }
    Ok(())
}

/// Prints the stories of the archive that are on the corpus's topic and rest on no seed, each with
/// the command that adds one.
async fn proposals(
    corpus: &Corpus,
    configuration: &Configuration,
    store: &Store,
    form: Form,
) -> anyhow::Result<()> {
    let grounds = &configuration.grounds;
    let since = clock::now()
        .checked_sub(configuration.settings().compare.judge_again)
        .unwrap_or(Timestamp::MIN);
    let on_topic = store.on_topic(&corpus.name, since, LOOKED_AT).await?;
    let reported: Vec<Reported> = on_topic
        .into_iter()
        .map(|(archived, then)| {
            let profile = Profile::new(&archived.article, &grounds.names);
            let now =
                compare::beside_corpus(Subject::new(&archived.article, &profile), corpus, grounds);
            Reported {
                item: archived.item.id,
                story: archived.item.story,
                source: archived.item.source,
                then,
                now,
            }
        })
        .collect();
    let found = unseeded(&reported);
    if found.is_empty() {
        return Ok(());
    }
    if !form.json {
        let (stories, rest) =
            if found.len() == 1 { ("story", "rests") } else { ("stories", "rest") };
        say!(
            "{}",
            print::bold(&format!("{} {stories} {rest} on no seed: add one?", number(found.len())))
        );
    }
    for Unseeded { story, item, items, outlets } in
        found.iter().take(if form.json { usize::MAX } else { PROPOSED })
    {
        let headline = store.item(*item).await?.map(|item| item.headline).unwrap_or_default();
        let command = format!("dateline corpus add {} item:{item}", corpus.name);
        if form.json {
            print::json(&json!({
                "corpus": corpus.name, "unseeded": story, "item": item, "story_headline": headline,
                "items": items, "outlets": outlets, "command": command,
            }))?;
            continue;
        }
        let (of_items, of_outlets) = (counted(*items, "item"), counted(*outlets, "outlet"));
        say!(
            "{}",
            print::filled(
                &format!(
                    "{story} {} ({of_items}, {of_outlets})",
                    print::line(&headline, print::HEADLINE)
                ),
                2
            )
        );
        say!("    {command}");
    }
    if !form.json && found.len() > PROPOSED {
        say!("  and {} more; --json lists all", found.len() - PROPOSED);
    }
    Ok(())
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// A number at the beginning of a sentence: a word up to nine, as `Three`, digits beyond.
fn number(count: usize) -> String {
    let words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
    words.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
