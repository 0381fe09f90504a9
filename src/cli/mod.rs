//! The commands: one file a noun. `dateline NOUN VERB`. What several of them share stands above
//! them.
//!
//! Exit codes: 0 done, 1 not found or nothing matched, 2 wrong use, wrong configuration, or a
//! failure.
//!
//! Absent on purpose: decisions. A command loads facts, asks the core, prints.

mod print;
mod words;
mod when;
mod input;
mod saved;
mod edit;
mod ask;
mod discover;
mod trial;
mod survey;
mod judge;
mod demo;
mod init;
mod run;
mod check;
mod search;
mod source;
mod corpus;
mod watch;
mod item;
mod story;
mod digest;
mod silence;
mod feed;
mod extract;
mod compare;
mod matching;

use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::configuration::Configuration;
use crate::daemon::{database, named};
use crate::id::ItemId;
use crate::settings::{Fault, Settings};
use crate::store::{Store, StoreError};

/// Every new report on a story, once, with reasons.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, term_width = 80, propagate_version = false)]
struct Cli {
    /// The configuration directory
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "DATELINE_CONFIG",
        default_value = "config"
    )]
    config: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A newsroom on this machine, the pipeline over it, mails to look at
    Demo(demo::Demo),
    /// Write a commented configuration to start from
    Init(init::Init),
    /// Visit, judge, file, tell: the daemon, or one pass
    Run(run::Run),
    /// Check the configuration, and its tests of crawlers and watches
    Check(check::Check),
    /// Search the archive with the query language of watches
    Search(search::Search),
    /// What is read
    #[command(subcommand)]
    Source(source::Source),
    /// The seed articles
    #[command(subcommand)]
    Corpus(corpus::Corpus),
    /// Standing interests
    #[command(subcommand)]
    Watch(watch::Watch),
    /// What was found
    #[command(subcommand)]
    Item(item::Item),
    /// Reports of one event: who had it first, who took it from whom
    #[command(subcommand)]
    Story(story::Story),
    /// What readers are told on a schedule
    #[command(subcommand)]
    Digest(digest::Digest),
    /// Keep hits out of alerts for a while
    #[command(subcommand)]
    Silence(silence::Silence),
    /// Print the entries of a feed or sitemap as JSON
    Feed(feed::Feed),
    /// Print the article of a page as JSON
    Extract(extract::Extract),
    /// Compare articles with a corpus; JSON
    Compare(compare::Compare),
    /// Match articles against watches; JSON
    Match(matching::Match),
}

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Done,
    /// Not found, or nothing matched.
    Nothing,
}

/// What was named is not there: exit code 1.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NotFound(String);

impl NotFound {
    fn item(id: ItemId) -> anyhow::Error {
        Self(format!("no item {id}; dateline item list shows those that there are")).into()
    }

    fn among<'a>(known: impl Iterator<Item = &'a str>, what: &str, name: &str) -> anyhow::Error {
        let known: Vec<&str> = known.collect();
        let there = if known.is_empty() {
            "there is none yet".to_owned()
        } else {
            format!("there are: {}", known.join(", "))
        };
        Self(format!("no {what} `{name}`; {there}")).into()
    }
}

/// Everything that is wrong with a configuration, printed one fault a line: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
struct Faults(Vec<Fault>);

/// `--json`, wherever something is listed or shown.
#[derive(Debug, Clone, Copy, Args)]
struct Form {
    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// How the commands on files print: JSON anyway.
#[derive(Debug, Clone, Copy, Args)]
struct RawForm {
    /// JSON is printed anyway
    #[arg(long)]
    json: bool,
    /// Several lines an object, for people
    #[arg(long)]
    pretty: bool,
}

/// Parses the arguments, carries the command out, prints what went wrong.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let ended = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            // Behind a pointer, the code of every command is compiled once.
            let command: Pin<Box<dyn Future<Output = _>>> = Box::pin(carry_out(cli));
            let ended = runtime.block_on(command);
            // A page that is still being read must not hold up the exit.
            runtime.shutdown_background();
            ended
        }
        Err(error) => Err(error.into()),
    };
    match ended {
        Ok(Ended::Done) => ExitCode::SUCCESS,
        Ok(Ended::Nothing) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{}", print::multiline(&format!("{error:#}")));
            ExitCode::from(if error.is::<NotFound>() { 1 } else { 2 })
        }
    }
}

async fn carry_out(cli: Cli) -> anyhow::Result<Ended> {
    let at = Place { config: cli.config };
    match cli.command {
        Command::Demo(command) => demo::carry_out(command).await,
        Command::Init(command) => init::carry_out(&command),
        Command::Run(command) => run::carry_out(command, &at).await,
        Command::Check(command) => check::carry_out(&command, &at),
        Command::Search(command) => search::carry_out(&command, &at).await,
        Command::Source(command) => source::carry_out(command, &at).await,
        Command::Corpus(command) => corpus::carry_out(command, &at).await,
        Command::Watch(command) => watch::carry_out(command, &at).await,
        Command::Item(command) => item::carry_out(command, &at).await,
        Command::Story(command) => story::carry_out(command, &at).await,
        Command::Digest(command) => digest::carry_out(command, &at).await,
        Command::Silence(command) => silence::carry_out(command, &at).await,
        Command::Feed(command) => feed::carry_out(&command),
        Command::Extract(command) => extract::carry_out(&command),
        Command::Compare(command) => compare::carry_out(&command),
        Command::Match(command) => matching::carry_out(&command),
    }
}

/// Where a command works: the configuration directory, and through it the archive.
#[derive(Debug)]
struct Place {
    config: PathBuf,
}

impl Place {
    fn configuration(&self) -> Result<Configuration, Faults> {
        Configuration::read(&self.config).map_err(Faults)
    }

    /// The archive, of whose configuration only `dateline.toml` is read: what was found can be
    /// looked at while another file is wrong.
    async fn store(&self) -> anyhow::Result<Store> {
        let settings = Settings::read(&self.config)?;
        let path = database(&self.config.join(settings.data));
        Store::read_only(&path).await.map_err(|error| named(error, &path))
    }

    /// The archive as [`Place::store`] opens it; none before the first run.
    async fn store_if_there(&self) -> anyhow::Result<Option<Store>> {
        match self.store().await {
            Ok(store) => Ok(Some(store)),
            Err(error) if matches!(error.downcast_ref(), Some(StoreError::NotThere(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The whole configuration with the archive, to be read beside whoever writes it.
    async fn archive(&self) -> anyhow::Result<(Configuration, Store)> {
        let configuration = self.configuration()?;
        let path = database(&configuration.directory.data());
        let store = Store::read_only(&path).await.map_err(|error| named(error, &path))?;
        Ok((configuration, store))
    }
}
