//! `dateline init DIR`: the example configuration, with its comments.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::Ended;
use super::print::say;
use crate::settings::EXAMPLE;

#[derive(Debug, clap::Args)]
pub struct Init {
    /// A folder that does not exist yet, or is empty
    dir: PathBuf,
}

/// Folders that a person fills, and what the product keeps to itself.
const EMPTY: &[&str] = &["corpora", "crawlers", "channels"];

pub fn carry_out(command: &Init) -> anyhow::Result<Ended> {
    let dir = &command.dir;
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty; give a folder that does not exist yet", dir.display());
    }
    std::fs::create_dir_all(dir).with_context(|| dir.display().to_string())?;
    for folder in EXAMPLE.dirs().filter(|folder| folder.path() != std::path::Path::new("known") && folder.path() != std::path::Path::new("names")) {
        std::fs::create_dir_all(dir.join(folder.path()))?;
        folder.extract(dir)?;
    }
    for file in EXAMPLE.files() {
        std::fs::write(dir.join(file.path()), file.contents())?;
    }
    for folder in EMPTY {
        std::fs::create_dir_all(dir.join(folder))?;
    }
    say!("wrote a configuration to {}; every key is explained in {}", dir.display(), dir.join("dateline.toml").display());
    say!("  dateline --config {0} corpus add STORY FILE...   the articles to watch for", dir.display());
    say!("  dateline --config {0} check                      then see that all is well", dir.display());
    say!("  dateline --config {0} run                        and start", dir.display());
    Ok(Ended::Done)
}
