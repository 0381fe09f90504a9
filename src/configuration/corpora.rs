//! The corpora: seeds, and the texts that a person labelled beside them, read through the room that
//! reads articles.

use std::path::Path;

use crate::compare::{About, Corpus, Labelled, Labels, Names, file_name};
use crate::extract::{self, Plain};
use crate::settings::{Fault, RawCorpus, RawFile};

/// The corpus whose files are `raw`, read through the room that reads articles.
///
/// # Errors
/// When a seed is not text, or `corpus.toml` is wrong.
pub fn corpus(raw: &RawCorpus, names: &Names) -> Result<Corpus, Fault> {
    let about = raw
        .about
        .as_ref()
        .map(|file| About::parse(file, &raw.seeds, &raw.judged))
        .transpose()?
        .unwrap_or_default();
    let seeds = raw
        .seeds
        .iter()
        .map(|seed| Ok((file_name(seed).to_owned(), saved(seed)?.article)))
        .collect::<Result<_, Fault>>()?;
    let judged = about.judged.iter().filter_map(|about| {
        let file = raw.judged.iter().find(|file| file.path.ends_with(&about.file))?;
        Some(Labelled::read(about, file, names))
    });
    let judged = Labels::new(judged.collect::<Result<_, Fault>>()?);
    Ok(Corpus::new(&raw.name, seeds, &about, names).judging(judged))
}

/// The article that lies in a file: a seed, or an item on the command line.
///
/// # Errors
/// When a text file is not UTF-8.
pub fn saved(file: &RawFile) -> Result<Plain, Fault> {
    let name = file_name(file);
    Ok(if is_page(file) {
        extract::html(name, &file.bytes)
    } else {
        extract::plain(name, file.text()?)
    })
}

/// Whether a file holds a page, by its ending, and not plain text.
#[must_use]
pub fn is_page(file: &RawFile) -> bool {
    Path::new(&file.path).extension().is_some_and(|ending| {
        ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm")
    })
}
