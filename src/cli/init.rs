//! `dateline init DIR`: a configuration of one's own to start from, or the example of a first
//! story.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use include_dir::{Dir, include_dir};

use super::Ended;
use super::print::say;
use crate::settings::EXAMPLE;

/// The files that are written for a story of one's own: comments, to be filled.
static OWN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/init");

#[derive(Debug, clap::Args)]
pub struct Init {
    /// A folder that does not exist yet, or is empty
    dir: PathBuf,
    /// Watch the treaty of the DPRK and Russia: seeds, watches, sources
    #[arg(long)]
    example: bool,
}

/// The folders that both configurations get: one's own, and the example.
const FOLDERS: &[&str] =
    &["sources", "watches", "corpora", "readers", "channels", "names", "crawlers"];
/// The folders of the repository's configuration that the example is made of; the others hold what
/// the product knows, which is compiled in.
const OF_THE_EXAMPLE: &[&str] = &["sources", "watches", "corpora", "readers"];

pub fn carry_out(command: &Init) -> anyhow::Result<Ended> {
    let dir = &command.dir;
    if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty; give a folder that does not exist yet", dir.display());
    }
    for folder in FOLDERS {
        std::fs::create_dir_all(dir.join(folder)).with_context(|| dir.display().to_string())?;
    }
    for file in EXAMPLE.files() {
        std::fs::write(dir.join(file.path()), file.contents())?;
    }
    extract(&EXAMPLE, &["channels"], dir)?;
    if command.example {
        extract(&EXAMPLE, OF_THE_EXAMPLE, dir)?;
        say!("wrote the example, the treaty of the DPRK and Russia, to {}", dir.display());
        say!("every key is explained in {}", dir.join("dateline.toml").display());
        say!("  write `contact` into dateline.toml: whom the sites' people can write to");
        say!("  write your address, time zone and hours into readers/desk.toml");
        next(dir, "source test --all --keep", "which sources answer from where you are");
        next(dir, "run --once", "the first pass: it files, and tells nobody yet");
        next(dir, "digest preview desk", "what the first digest will hold");
        next(dir, "run", "and start");
    } else {
        extract(&OWN, &["sources", "watches", "readers"], dir)?;
        say!("wrote an empty configuration to {}", dir.display());
        say!("every key is explained in {}", dir.join("dateline.toml").display());
        next(dir, "source add ADDRESS", "what to read: it finds a site's feed");
        next(dir, "corpus add my-story FILE...", "the articles to watch for");
        say!(
            "  write watches/my-story.toml and readers/me.toml: take the `#` away before the keys"
        );
        next(dir, "check", "then see that all is well");
        next(dir, "run", "and start");
    }
    Ok(Ended::Done)
}

fn extract(from: &Dir<'_>, folders: &[&str], to: &Path) -> anyhow::Result<()> {
    for folder in folders {
        let folder =
            from.get_dir(folder).with_context(|| format!("{folder} is not compiled in"))?;
        folder.extract(to)?;
    }
    Ok(())
}

/// Prints a command that is to be given next, and what it is for.
fn next(dir: &Path, command: &str, why: &str) {
    say!("  dateline --config {} {command}", dir.display());
    say!("      {why}");
}
