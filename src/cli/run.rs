//! `dateline run`: the daemon; `run --once`: one pass.

use std::io::IsTerminal;
use std::sync::Arc;

use tracing_subscriber::EnvFilter;

use super::print::say;
use super::{Ended, Place, print};
use crate::daemon::{self, House, SystemSignals, Visits};
use crate::store::SourceState;

#[derive(Debug, clap::Args)]
pub struct Run {
    /// One pass over everything that is due, then exit
    #[arg(long)]
    once: bool,
    /// Log as JSON, one object a line
    #[arg(long)]
    log_json: bool,
}

pub async fn carry_out(command: Run, place: &Place) -> anyhow::Result<Ended> {
    // From here on a signal is an orderly stop; a single pass may be ended at any moment.
    let signals = if command.once { None } else { Some(SystemSignals::listen()?) };
    log(command.log_json);
    let configuration = Arc::new(place.configuration()?);
    if !configuration.settings().fetch.allow_networks.is_empty() {
        tracing::warn!(
            "private networks that may be visited: {}",
            configuration.settings().fetch.allow_networks.join(", ")
        );
    }
    if let Some(mut signals) = signals {
        let house = tokio::select! {
            house = House::open(configuration, "dateline run") => house?,
            () = signals.stop() => return Ok(Ended::Done),
        };
        daemon::run(house, &mut signals).await?;
        return Ok(Ended::Done);
    }
    let mut house = House::open(configuration, "dateline run --once").await?;
    let pass = daemon::once(&mut house, Visits::Due).await?;
    let unread = if pass.unread == 0 {
        String::new()
    } else {
        format!(", {} of them could not be read", pass.unread)
    };
    say!(
        "visited {} sources{unread}; filed {} items and {} edits, {} hits; {} messages queued, {} \
            sent",
        pass.visited,
        pass.filed.items,
        pass.filed.versions,
        pass.filed.hits,
        pass.told,
        pass.sent
    );
    if pass.visited == 0 {
        say_when_due(&house).await?;
    }
    Ok(Ended::Done)
}

/// Says which source is due next and when, where a pass has visited nothing.
async fn say_when_due(house: &House) -> anyhow::Result<()> {
    let states = house.store.source_states().await?;
    let of = |state: &SourceState| {
        house
            .configuration
            .source(&state.source)
            .map(|source| (state.next_visit, source.name.clone()))
    };
    if let Some((next_visit, name)) = states.iter().filter_map(of).min() {
        say!("no source was due; the next is {name}, at {}", print::moment(next_visit));
    }
    Ok(())
}

/// Sends the log to standard error; `RUST_LOG` says how much of it.
fn log(as_json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new("info,tantivy=warn,lettre=warn,html5ever=error,trafilatura=warn")
    });
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if as_json {
        lines.json().init();
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).init();
    }
}
