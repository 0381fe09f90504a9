//! `dateline demo`: an invented newsroom over loopback HTTP, and the real pipeline over it.
//!
//! Countries, outlets, people and events are made up. Their pages lie under `pages/`, a folder an
//! outlet, with dates that follow `now`, so that the demonstration never ages.

mod days;
mod edition;
mod newsroom;
mod configuration;
mod outcome;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use super::print::say;
use super::{Ended, Faults, print};
use crate::clock;
use crate::configuration::Configuration;
use crate::daemon::{self, Errand, House, Pass, Tally, Telling, Visits, carry_out as serve, send};
use crate::deliver::{Carrier, Channel};

use configuration::configuration;
use newsroom::Newsroom;

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Leave configuration, archive and mails in this folder, which must not exist yet
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The reader of the demonstration's configuration.
const READER: &str = "desk";

pub async fn carry_out(command: Demo) -> anyhow::Result<Ended> {
    let folder = command.out.unwrap_or_else(|| {
        std::env::temp_dir().join(format!("dateline-demo-{}", std::process::id()))
    });
    if folder.exists() {
        bail!("{} is there already; give a folder that does not exist yet", folder.display());
    }
    let newsroom = Newsroom::start(clock::now()).await?;
    write(&newsroom, &folder)?;
    let configuration = Arc::new(Configuration::read(&folder).map_err(Faults)?);
    let mut house = House::open(Arc::clone(&configuration), "dateline demo").await?;
    say!("Six outlets of an invented newsroom are on the air at http://{}", newsroom.address());

    let baseline = daemon::once(&mut house, Visits::All).await?;
    say!("\n{}", print::bold("1  The baseline: what was there before"));
    say!("   {}; told {}.", counted(baseline), told(baseline));

    newsroom.publish();
    let since = clock::now();
    let news = daemon::once(&mut house, Visits::All).await?;
    say!("\n{}", print::bold("2  The newsroom publishes and edits"));
    say!("   {}; told {}.\n", counted(news), told(news));
    for line in outcome::lines(&house.store, &configuration, since).await? {
        say!("{line}");
    }

    let nothing = daemon::once(&mut house, Visits::All).await?;
    say!("\n{}", print::bold("3  Nothing has changed"));
    say!("   {}; told {}.", counted(nothing), told(nothing));

    let now = clock::now();
    serve(&mut house, &Errand::Telling(Telling::SendDigest { reader: READER.to_owned() }), now)
        .await?;
    send(&house.store, &house.post, now).await?;
    list_mails(&configuration)?;
    how_to_start(&folder);
    Ok(Ended::Done)
}

fn write(newsroom: &Newsroom, folder: &Path) -> anyhow::Result<()> {
    for (path, text) in configuration(newsroom)? {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        std::fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn counted(pass: Pass) -> String {
    let Tally { items, versions, hits } = pass.filed;
    let edits = if versions == 1 { "edit" } else { "edits" };
    format!(
        "{} sources visited, {items} articles filed, {versions} {edits}, {hits} hits",
        pass.visited
    )
}

fn told(pass: Pass) -> String {
    match pass.told {
        0 => "nobody".to_owned(),
        1 => "one alert".to_owned(),
        told => format!("{told} alerts"),
    }
}

fn list_mails(configuration: &Configuration) -> anyhow::Result<()> {
    let Some(Channel { by: Carrier::Folder(folder), .. }) = configuration.channels.get("folder")
    else {
        return Ok(());
    };
    let folder = configuration.directory.data().join(&folder.path);
    let mut mails: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| folder.display().to_string())?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    mails.sort();
    say!("\n{}", print::bold("What the reader got, to look at in a browser or a mail program"));
    say!("   in {}", folder.display());
    for mail in &mails {
        say!("     {}", mail.file_name().unwrap_or_default().to_string_lossy());
    }
    Ok(())
}

fn how_to_start(folder: &Path) {
    let dateline = std::env::args().next().unwrap_or_else(|| "dateline".to_owned());
    say!("\n{}", print::bold("Why something was told or not"));
    say!("   {dateline} --config {} item list", folder.display());
    say!("\n{}", print::bold("On your own sources"));
    say!("   {dateline} init my-watch");
    say!("   {dateline} --config my-watch corpus add my-story ARTICLE-OR-ADDRESS...");
    say!("   {dateline} --config my-watch run");
}
