//! `dateline story`: who had it first, who took it from whom, what each added; and stories brought
//! together or apart by hand.

use std::collections::BTreeSet;

use anyhow::Context;
use clap::Subcommand;
use serde_json::json;

use super::print::say;
use super::when::duration;
use super::words::{drawing, sureness};
use super::{Ended, Form, NotFound, Place, ask::ask, print};
use crate::clock::{self, SignedDuration, Timestamp};
use crate::compare::{Bridge, Chain, ChainLink, Member, Trend};
use crate::configuration::Configuration;
use crate::daemon::{Errand, Stories};
use crate::id::{ItemId, StoryId};
use crate::store::{self, Moved, Store, StoryMove};

#[derive(Debug, Subcommand)]
pub enum Story {
    /// Stories with a report in the last week, the last reported first
    List {
        /// Within this time, as 30d or 12h
        #[arg(long)]
        since: Option<String>,
        /// Only those of more than one report
        #[arg(long)]
        shared: bool,
        #[arg(long, default_value_t = 50)]
        limit: usize,
        #[command(flatten)]
        form: Form,
    },
    /// One story: its reports in order, where they are from, what each added
    Show {
        #[arg(value_name = "sN")]
        id: StoryId,
        #[command(flatten)]
        form: Form,
    },
    /// Make one story part of another
    Merge {
        /// The one that ends
        #[arg(value_name = "sN")]
        from: StoryId,
        /// The one that goes on
        #[arg(value_name = "sM")]
        into: StoryId,
        #[arg(long, default_value = "instance")]
        owner: String,
    },
    /// Make some items of a story a story of their own; reports do not bring the two together again
    Split {
        #[arg(value_name = "iN", required = true)]
        items: Vec<ItemId>,
        #[arg(long, default_value = "instance")]
        owner: String,
    },
}

/// The time back from now within which listed stories have a report, unless another is asked for.
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 7);
/// The form of the moment at which a report came.
const SEEN: &str = "%m-%d %H:%M";

pub async fn carry_out(command: Story, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Story::List { since, shared, limit, form } => {
            let since = since.as_deref().map_or(Ok(LATELY), duration)?;
            list(place, clock::now().checked_sub(since)?, if shared { 2 } else { 1 }, limit, form)
                .await
        }
        Story::Show { id, form } => {
            show(&place.store().await?, &place.configuration()?, id, form).await
        }
        Story::Merge { from, into, owner } => {
            let store = place.store().await?;
            for story in [from, into] {
                found(&store, story).await?;
            }
            anyhow::ensure!(from != into, "{from} cannot become part of itself; name two stories");
            say!(
                "{}",
                ask(
                    place,
                    &Errand::Stories(Stories::MergeStories { from, into, owner }),
                    "dateline story merge"
                )
                .await?
            );
            Ok(Ended::Done)
        }
        Story::Split { items, owner } => {
            let story = story_of(&place.store().await?, &items).await?;
            anyhow::ensure!(
                story.items as usize > items.len(),
                "these are all items of {}; name fewer, or leave it whole",
                story.id
            );
            say!(
                "{}",
                ask(
                    place,
                    &Errand::Stories(Stories::SplitStory { items, owner }),
                    "dateline story split"
                )
                .await?
            );
            Ok(Ended::Done)
        }
    }
}

/// The story `id`, which has items.
///
/// # Errors
/// [`NotFound`] where there is no such story, or it has no items any more.
async fn found(store: &Store, id: StoryId) -> anyhow::Result<store::Story> {
    let Some(story) = store.story(id).await? else {
        return Err(NotFound(format!(
            "no story {id}; dateline story list shows those that there are"
        ))
        .into());
    };
    if story.items == 0 {
        let moves = store.story_moves(id).await?;
        let into = moves
            .iter()
            .rev()
            .find(|moved| moved.from == id)
            .map_or_else(String::new, |moved| format!("; it is part of {} now", moved.into));
        return Err(NotFound(format!("{id} has no items any more{into}")).into());
    }
    Ok(story)
}

/// The one story that all these items are in.
///
/// # Errors
/// [`NotFound`] where an item is not there; also when the items are in several stories.
async fn story_of(store: &Store, items: &[ItemId]) -> anyhow::Result<store::Story> {
    let mut stories = BTreeSet::new();
    for id in items {
        stories.insert(store.item(*id).await?.ok_or_else(|| NotFound::item(*id))?.story);
    }
    match stories.first() {
        Some(story) if stories.len() == 1 => found(store, *story).await,
        _ => anyhow::bail!(
            "these items are not of one story, but of {}",
            stories.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ),
    }
}

/// Prints the stories of at least `least` reports that were reported since a moment, the last
/// reported first, at most `limit`.
async fn list(
    place: &Place,
    since: Timestamp,
    least: u32,
    limit: usize,
    form: Form,
) -> anyhow::Result<Ended> {
    let store = place.store().await?;
    let configuration = place.configuration()?;
    let mut rows = Vec::new();
    for story in store.stories(since, least, limit).await? {
        let Some((chain, _)) = chain(&store, &configuration, story.id).await? else { continue };
        if form.json {
            print::json(&json!({
                "story": story.id, "headline": story.headline, "state": chain.state,
                "items": story.items, "outlets": chain.outlets, "head": chain.head,
                "first_seen": story.first_seen, "last_seen": story.last_seen,
                "first_published": chain.first_published,
            }))?;
        }
        rows.push(vec![
            story.id.to_string(),
            chain.state.to_string(),
            story.items.to_string(),
            chain.outlets.len().to_string(),
            story.last_seen.strftime(SEEN).to_string(),
            print::line(&story.headline, print::HEADLINE),
        ]);
    }
    let is_empty = rows.is_empty();
    if !form.json && !is_empty {
        say!(
            "{}",
            print::table(&["story", "state", "reports", "outlets", "last", "headline"], rows)
        );
    }
    Ok(if is_empty {
        print::nothing("no such stories; dateline run reads the sources")
    } else {
        Ended::Done
    })
}

/// The chain of a story's reports, with the bridges to other stories that they found, each with the
/// item that found it; none where the story has no items.
async fn chain(
    store: &Store,
    configuration: &Configuration,
    id: StoryId,
) -> anyhow::Result<Option<(Chain, Vec<(ItemId, Bridge)>)>> {
    let items = store.story_items(id).await?;
    let (filed, verdicts) = (store.archived(&items).await?, store.verdicts(&items).await?);
    let outlets = configuration.outlets();
    let members: Vec<Member<'_>> = filed
        .iter()
        .filter_map(|archived| {
            let source = &archived.item.source;
            Some(Member {
                item: archived.item.id,
                outlet: outlets.get(source).map_or(source.as_str(), |outlet| &outlet.name),
                article: &archived.article,
                verdict: verdicts.get(&archived.item.id)?,
                seen: archived.item.first_seen,
            })
        })
        .collect();
    let read: Vec<&str> = configuration.sources.iter().map(|source| source.name.as_str()).collect();
    let Some(chain) = Chain::of(&members, &read, clock::now()) else { return Ok(None) };
    // Bridges to stories that became one with this one are told by its moves.
    let told = |item: ItemId| {
        verdicts
            .get(&item)
            .into_iter()
            .flat_map(move |verdict| verdict.bridges.iter().map(move |bridge| (item, *bridge)))
    };
    let bridges = chain
        .links
        .iter()
        .flat_map(|link| told(link.item))
        .filter(|(_, bridge)| !bridge.is_one)
        .collect();
    Ok(Some((chain, bridges)))
}

async fn show(
    store: &Store,
    configuration: &Configuration,
    id: StoryId,
    form: Form,
) -> anyhow::Result<Ended> {
    let story = found(store, id).await?;
    let moves = store.story_moves(id).await?;
    let (chain, bridges) = chain(store, configuration, id)
        .await?
        .with_context(|| format!("{id} has lost its items just now; look again"))?;
    if form.json {
        let bridges: Vec<_> = bridges
            .iter()
            .map(|(item, bridge)| json!({ "item": item, "bridge": bridge }))
            .collect();
        print::json(
            &json!({ "story": story, "chain": chain, "moves": moves, "bridges": bridges }),
        )?;
        return Ok(Ended::Done);
    }
    say!("{}", print::bold(&print::filled(&story.headline, 0)));
    say!("{}", print::filled(&summary(id, &chain), 2));
    for link in &chain.links {
        report(link, chain.head);
    }
    if !chain.disagreements.is_empty() {
        say!("\nThey disagree:");
    }
    for one in &chain.disagreements {
        let shown = format!(
            "{}: {}, where an earlier text has {}",
            one.item,
            print::line(&one.says, 80),
            print::line(&one.instead_of, 80)
        );
        say!("{}", print::filled(&shown, 2));
    }
    if !chain.unread.is_empty() {
        let cited: Vec<String> = chain
            .unread
            .iter()
            .map(|(agency, times)| format!("{} {times}x", print::line(agency, 40)))
            .collect();
        say!(
            "\n{}",
            print::filled(&format!("Cited, not among your sources: {}", cited.join(", ")), 0)
        );
    }
    let trail: Vec<String> = moves.iter().map(|moved| trail(moved, id)).collect();
    let told = bridges.iter().map(|(item, bridge)| {
        format!(
            "{item} tells {} as well, like {} ({:.2})",
            bridge.story, bridge.item, bridge.relatedness
        )
    });
    let trail: Vec<String> = trail.into_iter().chain(told).collect();
    if !trail.is_empty() {
        say!("\nTrail:");
    }
    trail.iter().for_each(|line| say!("{}", print::filled(line, 2)));
    Ok(Ended::Done)
}

/// A story in one line: its state, how many report it, in which languages, since when.
fn summary(id: StoryId, chain: &Chain) -> String {
    let count = |number: usize, one: &str, more: &str| {
        format!("{number} {}", if number == 1 { one } else { more })
    };
    let languages: Vec<&str> = chain.languages.iter().map(String::as_str).collect();
    let parts = [
        Some(format!(
            "{id}, {}: {} by {}",
            chain.state,
            count(chain.links.len(), "report", "reports"),
            count(chain.outlets.len(), "outlet", "outlets")
        )),
        (!languages.is_empty()).then(|| languages.join(" ")),
        chain.first_published.map(|when| format!("first published {when}")),
        Some(format!("first seen {}", print::moment(chain.first_seen))),
        (chain.state == Trend::GoneQuiet)
            .then(|| {
                chain
                    .links
                    .last()
                    .map(|last| format!("last report {}", last.came.strftime("%Y-%m-%d")))
            })
            .flatten(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// Prints one report of a story: when it came, whose it is, what it was taken from, what it adds.
fn report(link: &ChainLink, head: ItemId) {
    let from = match (&link.how, &link.from) {
        (Some(how), Some(from)) => {
            format!("{} {from} ({})", drawing(*how), sureness(link.confidence))
        }
        _ if link.item == head => "had it first".to_owned(),
        _ => "own text".to_owned(),
    };
    let late = if link.is_late { "; found late" } else { "" };
    let shown = format!(
        "{} {} {}: {from}{late}",
        link.came.strftime(SEEN),
        link.item,
        print::line(&link.outlet, 40)
    );
    say!("{}", print::filled(&shown, 2));
    let facts: Vec<String> = link.adds.iter().map(|fact| print::line(&fact.text, 60)).collect();
    if !facts.is_empty() {
        say!("{}", print::filled(&format!("+ {}", facts.join("; ")), 4));
    }
}

/// The line that tells of items that came into `story` or left it, and why.
fn trail(moved: &StoryMove, story: StoryId) -> String {
    let items: Vec<String> = moved.items.iter().map(ToString::to_string).collect();
    let why = match &moved.why {
        Moved::Bridged { by } => format!("{by} tells both"),
        Moved::Parted { by, across, within } => format!(
            "since {by} it is seen that they tell another event ({:.0} % to tell one with those that stayed, {:.0} % \
             with each other)",
            across * 100.0,
            within * 100.0
        ),
        Moved::Edited => "its page tells something else now".to_owned(),
        Moved::ByHand { owner } => format!("said {owner}"),
    };
    let way = if moved.into == story {
        format!("came in from {}", moved.from)
    } else {
        format!("left for {}", moved.into)
    };
    format!("{} {} {way}: {why}", moved.at.strftime(SEEN), items.join(", "))
}
