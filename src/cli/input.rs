//! Reads the files that a command is given, or standard input.

use std::io::Read;
use std::path::Path;

use anyhow::Context;

use crate::settings::RawFile;

/// The bytes of a file, or of standard input for `-`.
pub fn input(file: &str) -> anyhow::Result<Vec<u8>> {
    if file == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).context("standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| file.to_owned())
}

/// A file or standard input as a file of the configuration would be read: `-` is plain text.
pub fn input_file(file: &str) -> anyhow::Result<RawFile> {
    let path = if file == "-" { "stdin.txt" } else { file };
    let stem = Path::new(path)
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(RawFile { path: path.to_owned(), stem, bytes: input(file)? })
}

/// Does `each` with every file, whatever is wrong with others, and then says what was wrong.
pub fn for_each(
    files: &[String],
    mut each: impl FnMut(&str) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let wrong: Vec<String> = files
        .iter()
        .filter_map(|file| each(file).err())
        .map(|error| format!("{error:#}"))
        .collect();
    if wrong.is_empty() { Ok(()) } else { Err(anyhow::anyhow!(wrong.join("\n"))) }
}
