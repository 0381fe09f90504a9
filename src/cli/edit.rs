//! Edits the configuration: under the config lock, the whole file checked first, written beside
//! and renamed, so that a daemon never reads half a file and two commands never lose each other's
//! edit.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use crate::settings::{Fault, RawFile};
use crate::text;

/// The most characters of a headline in a file's name.
const SLUG: usize = 48;

/// The config lock (`.lock` in the configuration directory), held while a file of the configuration
/// is read, changed and written.
pub struct ConfigLock {
    _file: File,
}

impl ConfigLock {
    /// Takes the lock; waits for whoever holds it.
    pub fn take(config: &Path) -> anyhow::Result<Self> {
        let path = config.join(".lock");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| path.display().to_string())?;
        file.lock().with_context(|| path.display().to_string())?;
        Ok(Self { _file: file })
    }
}

/// A file of the configuration as it is under the lock, by its path below `config`; empty where
/// there is none.
pub fn current(_: &ConfigLock, config: &Path, path: &str) -> anyhow::Result<RawFile> {
    let file = config.join(path);
    let bytes =
        if file.exists() { fs::read(&file).with_context(|| path.to_owned())? } else { Vec::new() };
    Ok(raw(path, bytes))
}

/// Puts `bytes` in the place of a file, if `check` finds nothing wrong with them.
pub fn replace(
    _: &ConfigLock,
    config: &Path,
    path: &str,
    bytes: Vec<u8>,
    check: impl FnOnce(&RawFile) -> Result<(), Fault>,
) -> anyhow::Result<()> {
    let file = raw(path, bytes);
    check(&file)?;
    let target = config.join(path);
    let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
        bail!("{path} names no file")
    };
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let beside = folder.join(format!(".{}.new", name.to_string_lossy()));
    let mut new = File::create(&beside).with_context(|| beside.display().to_string())?;
    new.write_all(&file.bytes)?;
    new.sync_all()?;
    fs::rename(&beside, &target).with_context(|| target.display().to_string())
}

/// The name of a text's file beside the seeds: `2026-11-25-ferry-halted.txt`.
pub fn file_for(day: &str, headline: &str) -> String {
    let slug: String = text::analyse(headline).words().take(6).collect::<Vec<_>>().join("-");
    let slug: String =
        slug.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(SLUG).collect();
    format!("{day}-{}.txt", if slug.is_empty() { "article" } else { slug.trim_matches('-') })
}

fn raw(path: &str, bytes: Vec<u8>) -> RawFile {
    let name = path.rsplit('/').next().unwrap_or(path);
    RawFile {
        path: path.to_owned(),
        stem: name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned(),
        bytes,
    }
}
