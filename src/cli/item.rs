//! `dateline item`: what was found, and why it was told or not.

use clap::Subcommand;
use serde_json::json;

use super::print::say;
use super::when::duration;
use super::words::{drawing, still_here, sureness};
use super::{Ended, Form, NotFound, Place, judge, print};
use crate::clock;
use crate::compare::{Background, Beside, Bridge, By, Provenance, Weighed, Weighing};
use crate::id::{ItemId, StoryId};
use crate::report::How;
use crate::store::{Archived, Delivery, DeliveryFilter, DeliveryState, ItemFilter, Store};

#[derive(Debug, Subcommand)]
pub enum Item {
    /// Items, newest first
    List {
        /// Only what was seen within this time, as 7d or 12h
        #[arg(long)]
        since: Option<String>,
        #[arg(long)]
        source: Option<String>,
        #[arg(long, value_name = "sN")]
        story: Option<StoryId>,
        /// Only what satisfied this watch
        #[arg(long)]
        watch: Option<String>,
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        form: Form,
    },
    /// One item: what was read, its story, its versions
    Show {
        #[arg(value_name = "iN")]
        id: ItemId,
        #[command(flatten)]
        form: Form,
    },
    /// The verdict: copies, closeness, passages, and what was told to whom
    Why {
        #[arg(value_name = "iN")]
        id: ItemId,
        #[command(flatten)]
        form: Form,
    },
    /// Say whether an item is your story: its text is kept beside the seeds
    ///
    /// yes: my story. background: on the topic, but not my event. no: not on
    /// this topic. The judgement moves the corpus's thresholds, answers for
    /// copies of the text, and is a test of `dateline check`.
    Judge(judge::Judge),
}

pub async fn carry_out(command: Item, place: &Place) -> anyhow::Result<Ended> {
    let store = place.store().await?;
    match command {
        Item::List { since, source, story, watch, limit, form } => {
            let since = since
                .map(|since| Ok::<_, anyhow::Error>(clock::now().checked_sub(duration(&since)?)?))
                .transpose()?;
            list(&store, &ItemFilter { since, source, story, watch, limit }, form).await
        }
        Item::Show { id, form } => show(&store, id, form).await,
        Item::Why { id, form } => why(&store, id, form).await,
        Item::Judge(command) => judge::carry_out(&command, &store, place).await,
    }
}

async fn list(store: &Store, filter: &ItemFilter, form: Form) -> anyhow::Result<Ended> {
    let items = store.items(filter).await?;
    if form.json {
        items.iter().try_for_each(print::json)?;
    } else if !items.is_empty() {
        let rows = items.iter().map(|item| {
            vec![
                item.id.to_string(),
                item.first_seen.strftime("%m-%d %H:%M").to_string(),
                item.source.clone(),
                item.story.to_string(),
                print::line(&item.headline, print::HEADLINE),
            ]
        });
        say!("{}", print::table(&["item", "seen", "source", "story", "headline"], rows));
    }
    Ok(if items.is_empty() {
        print::nothing("no such items; dateline run reads the sources")
    } else {
        Ended::Done
    })
}

async fn show(store: &Store, id: ItemId, form: Form) -> anyhow::Result<Ended> {
    let Some(Archived { item, article }) = store.archived(&[id]).await?.pop() else {
        return Err(NotFound::item(id));
    };
    let versions = store.versions(id).await?;
    if form.json {
        print::json(&json!({ "item": item, "article": article, "versions": versions }))?;
        return Ok(Ended::Done);
    }
    say!("{}", print::bold(&print::filled(&article.headline, 0)));
    say!("  {} {}; story {}; seen {}", item.id, item.source, item.story, item.first_seen);
    say!("  {}", print::line(article.canonical_url.as_str(), 500));
    let fields = [
        (
            "published",
            article.published.map(|when| {
                format!("{when} ({})", article.published_from.as_deref().unwrap_or("?"))
            }),
        ),
        ("by", (!article.byline.is_empty()).then(|| article.byline.join(", "))),
        (
            "dateline",
            article.dateline.as_ref().map(|dateline| {
                [
                    dateline.place.clone(),
                    dateline.date.map(|date| date.to_string()),
                    dateline.agency.clone(),
                ]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
            }),
        ),
        ("credits", (!article.credits.is_empty()).then(|| article.credits.join(", "))),
        ("language", article.language.clone()),
    ];
    for (name, value) in fields.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        say!("{}", print::filled(&format!("{name}: {value}"), 2));
    }
    for version in versions.iter().filter(|version| version.edited.is_some()) {
        let edited = version.edited.as_deref().unwrap_or_default();
        say!(
            "{}",
            print::filled(
                &format!("version {}, {}: {edited}", version.version, version.seen_at),
                2
            )
        );
    }
    article.notes.iter().for_each(|note| say!("{}", print::filled(&format!("note: {note}"), 2)));
    for paragraph in article.text.split("\n\n") {
        say!("\n{}", print::filled(paragraph, 0));
    }
    Ok(Ended::Done)
}

async fn why(store: &Store, id: ItemId, form: Form) -> anyhow::Result<Ended> {
    let (Some(item), Some((verdict, hits))) = (store.item(id).await?, store.verdict(id).await?)
    else {
        return Err(NotFound::item(id));
    };
    let (told, settled) = (store.told_of(id).await?, store.settled_of(id).await?);
    let mut unsent = store
        .deliveries(&DeliveryFilter { item: Some(id), limit: 100, ..DeliveryFilter::default() })
        .await?;
    unsent.retain(|delivery| delivery.state != DeliveryState::Sent);
    if form.json {
        let unsent: Vec<_> = unsent.iter().map(as_json).collect();
        print::json(&json!({ "item": item, "verdict": verdict, "hits": hits, "told": told,
                "settled": settled, "unsent": unsent }))?;
        return Ok(Ended::Done);
    }
    say!("{}", print::bold(&print::filled(&item.headline, 0)));
    say!("  {} {}, story {}", item.id, item.source, item.story);
    for Bridge { story, item, relatedness, is_one } in &verdict.bridges {
        let so = if *is_one { "; they are one" } else { "" };
        say!("  it tells {story} as well, like {item} ({relatedness:.2}){so}");
    }
    verdict.background.iter().for_each(left_out);
    beside("what was seen", &verdict.seen);
    for (corpus, judged) in &verdict.corpora {
        beside(&format!("corpus {corpus}"), judged);
    }
    origin(&verdict.provenance);
    say!();
    if hits.is_empty() {
        say!("No watch was satisfied, so nobody was told.");
    }
    for hit in &hits {
        say!(
            "Watch {}{}:",
            hit.watch,
            if item.baseline { ", on its source's first visit: in the digest only" } else { "" }
        );
        hit.clauses()
            .iter()
            .for_each(|clause| say!("{}", print::filled(&format!("holds: {clause}"), 2)));
    }
    for told in &told {
        let how = match told.how {
            How::Alerted => "alerted",
            How::Digested => "told in a digest",
            How::Counted => "counted as a copy of what was told",
            How::GivenUp => "an alert was given up, so that it waits again",
        };
        say!("Reader {}: {how}, {}", told.reader, told.at);
    }
    unsent.iter().rev().for_each(|delivery| say!("{}", print::filled(&still_here(delivery), 2)));
    let silent: std::collections::BTreeMap<&str, &str> =
        settled.iter().map(|one| (one.reader.as_str(), one.why.said())).collect();
    for (reader, why) in &silent {
        say!("Reader {reader}: not told, {why}");
    }
    if !hits.is_empty() && told.is_empty() && settled.is_empty() {
        say!("Not told yet: it waits for its group's deadline or the next digest.");
    }
    Ok(Ended::Done)
}

/// Prints a paragraph that was not judged.
fn left_out(background: &Background) {
    let said = print::line(&background.text, print::HEADLINE);
    let why = match background.under {
        Some(other) => format!("its outlet printed it under {other} as well"),
        None => "it stands behind a label as background".to_owned(),
    };
    say!("{}", print::filled(&format!("not judged, since {why}: “{said}”"), 2));
}

fn as_json(delivery: &Delivery) -> serde_json::Value {
    json!({
        "reader": delivery.reader, "channel": delivery.channel, "state": delivery.state,
        "attempts": delivery.attempts,
        "next_try": delivery.next_try, "error": delivery.error,
    })
}

/// Prints whom a text says it is from, and what its words show of that; nothing where neither says
/// anything.
fn origin(provenance: &Provenance) {
    let declared = provenance.declared.iter().map(|declared| {
        let by = match declared.by {
            By::Dateline => "its dateline",
            By::Credit => "its credits",
            By::Citation => "what it cites",
        };
        format!("{} by {by}", print::line(&declared.agency, 60))
    });
    let drawn =
        provenance.drawn.iter().map(|drawn| format!("it {} {}", drawing(drawn.how), drawn.from));
    let said: Vec<String> = declared.chain(drawn).collect();
    if said.is_empty() {
        return;
    }
    say!("\nWhere it is from ({}):", sureness(provenance.confidence));
    said.iter().for_each(|one| say!("{}", print::filled(one, 2)));
}

/// Prints what was weighed for one question: a row a signal, with its value, what is usual, and what it adds to the
/// logarithm of the odds.
fn weighed(question: &str, weighing: &Weighing) {
    say!("  {question}: {:.0} %", weighing.probability * 100.0);
    say!("    {:38} {:>7} {:>7} {:>7}", "", "is", "usually", "adds");
    let mut signals: Vec<&Weighed> = weighing.signals.iter().collect();
    signals.sort_by(|a, b| b.adds().abs().total_cmp(&a.adds().abs()));
    for one in signals.iter().filter(|one| one.adds().abs() >= 0.05) {
        say!("    {:38} {:>7.2} {:>7.2} {:>+7.2}", one.name, one.signal, one.usual, one.adds());
    }
}

/// Prints the verdict beside one set of texts, with the passages and sentences that show it; `what`
/// names the texts.
fn beside(what: &str, beside: &Beside) {
    say!(
        "\nBeside {what}: {}{}",
        print::bold(beside.relation()),
        if beside.new_event { ", a new event" } else { "" }
    );
    say!("{}", print::filled(&beside.because, 2));
    say!(
        "  copy {}, closeness {} ({:.2}); in the other {:.0} %, the other in it {:.0} %",
        beside.copy,
        beside.closeness,
        beside.relatedness,
        beside.containment.item_in_seed * 100.0,
        beside.containment.seed_in_item * 100.0
    );
    let asked = [
        ("on the topic, beside the seeds", &beside.beside_seeds),
        ("on the topic, with all that is known", &beside.on_topic),
        ("tells that event", &beside.one_event),
        ("tells an event", &beside.tells),
    ];
    for (question, weighing) in asked {
        weighing.iter().for_each(|weighing| weighed(question, weighing));
    }
    for passage in beside.passages.iter().take(3) {
        say!(
            "{}",
            print::filled(
                &format!("shared with {}: “{}”", passage.other, print::line(&passage.text, 200)),
                2
            )
        );
    }
    for sentence in beside.new_sentences.iter().take(5) {
        say!("{}", print::filled(&format!("+ {}", print::line(&sentence.text, 300)), 2));
        for (fact, other) in
            sentence.facts.iter().filter_map(|fact| Some((fact, fact.instead_of.as_ref()?)))
        {
            say!(
                "{}",
                print::filled(
                    &format!(
                        "{}, where an earlier text has {}",
                        print::line(&fact.text, 80),
                        print::line(other, 80)
                    ),
                    4
                )
            );
        }
    }
}
