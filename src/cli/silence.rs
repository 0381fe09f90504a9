//! `dateline silence`: hits of a watch, a source or a story go into the digest for a while.

use clap::{ArgGroup, Subcommand};

use super::print::say;
use super::when::moment;
use super::{Ended, Form, NotFound, Place, ask::ask, print};
use crate::clock;
use crate::configuration::Configuration;
use crate::daemon::{Errand, Telling};
use crate::id::StoryId;
use crate::report::SilenceOf;

#[derive(Debug, Subcommand)]
pub enum Silence {
    /// Silences in force
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Keep hits out of alerts until a moment; the digest still holds them
    #[command(group(ArgGroup::new("of").required(true)))]
    Add {
        #[arg(long, group = "of")]
        watch: Option<String>,
        #[arg(long, group = "of")]
        source: Option<String>,
        #[arg(long, group = "of", value_name = "sN")]
        story: Option<StoryId>,
        /// A duration as 7d or 12h, or a moment as 2026-12-07T18:00:00Z
        #[arg(long)]
        until: String,
        #[arg(long)]
        reason: String,
        #[arg(long, default_value = "instance")]
        owner: String,
    },
    /// End a silence now
    Expire { id: i64 },
}

pub async fn carry_out(command: Silence, place: &Place) -> anyhow::Result<Ended> {
    match command {
        Silence::List { form } => list(form, place).await,
        Silence::Add { watch, source, story, until, reason, owner } => {
            let of = watch
                .map(SilenceOf::Watch)
                .or(source.map(SilenceOf::Source))
                .or(story.map(SilenceOf::Story));
            let of = of.ok_or_else(|| {
                anyhow::anyhow!("say what falls silent: --watch, --source or --story")
            })?;
            is_known(&place.configuration()?, &of)?;
            let now = clock::now();
            let until = moment(&until, now)?;
            anyhow::ensure!(
                until > now,
                "{until} has passed; give a moment to come, or a duration as 7d"
            );
            let errand = Errand::Telling(Telling::AddSilence { owner, of, until, reason });
            say!("{}", ask(place, &errand, "dateline silence add").await?);
            Ok(Ended::Done)
        }
        Silence::Expire { id } => {
            let store = place.store().await?;
            let holding = store.silences(clock::now()).await?;
            if holding.iter().all(|silence| silence.id != id) {
                let known: Vec<String> =
                    holding.iter().map(|silence| silence.id.to_string()).collect();
                return Err(NotFound::among(
                    known.iter().map(String::as_str),
                    "silence",
                    &id.to_string(),
                ));
            }
            say!(
                "{}",
                ask(
                    place,
                    &Errand::Telling(Telling::ExpireSilence { id }),
                    "dateline silence expire"
                )
                .await?
            );
            Ok(Ended::Done)
        }
    }
}

async fn list(form: Form, place: &Place) -> anyhow::Result<Ended> {
    let store = place.store().await?;
    let silences = store.silences(clock::now()).await?;
    if form.json {
        silences.iter().try_for_each(print::json)?;
    } else if !silences.is_empty() {
        let rows = silences.iter().map(|silence| {
            let of = match &silence.of {
                SilenceOf::Watch(watch) => format!("watch {watch}"),
                SilenceOf::Source(source) => format!("source {source}"),
                SilenceOf::Story(story) => format!("story {story}"),
            };
            vec![
                silence.id.to_string(),
                of,
                silence.until.to_string(),
                silence.owner.clone(),
                silence.reason.clone(),
            ]
        });
        say!("{}", print::table(&["id", "of", "until", "owner", "reason"], rows));
    }
    Ok(if silences.is_empty() { print::nothing("no silence is in force") } else { Ended::Done })
}

/// Refuses a watch or a source that the configuration does not have. Any story may fall silent.
fn is_known(configuration: &Configuration, of: &SilenceOf) -> anyhow::Result<()> {
    match of {
        SilenceOf::Watch(id) if configuration.watches.get(id).is_none() => Err(NotFound::among(
            configuration.watches.iter().map(|watch| watch.id.as_str()),
            "watch",
            id,
        )),
        SilenceOf::Source(id) if configuration.source(id).is_none() => Err(NotFound::among(
            configuration.sources.iter().map(|source| source.id.as_str()),
            "source",
            id,
        )),
        _ => Ok(()),
    }
}
