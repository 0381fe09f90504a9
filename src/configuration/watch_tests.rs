//! The trial of a watch on an article in a file: on the articles of its tests, on the seeds of its
//! corpus, on any.

use std::collections::BTreeMap;

use super::Configuration;
use super::corpora::saved;
use crate::clock::Timestamp;
use crate::compare::{self, Beside, FiledBefore, Memory, Profile, Remembered, Subject};
use crate::id::StoryId;
use crate::settings::{Fault, RawFile};
use crate::watch::{Document, Hit, Watch, WatchTest};

/// The outcome of a watch's trial on one article.
#[derive(Debug)]
pub struct Tried {
    pub hit: bool,
    pub hits: Vec<Hit>,
    /// What the article is beside the watch's corpus.
    pub beside: Option<Beside>,
}

/// Tries a watch on an article in a file, with nothing seen before.
///
/// # Errors
/// When a text file is not UTF-8.
pub fn tried(
    configuration: &Configuration,
    watch: &Watch,
    file: &RawFile,
    now: Timestamp,
) -> Result<Tried, Fault> {
    let article = saved(file)?.article;
    let profile = Profile::new(&article, &configuration.grounds.names);
    let nothing = Memory::default();
    let known = Remembered { settled: &nothing, pending: &nothing };
    let subject = Subject::new(&article, &profile);
    let filed = FiledBefore { known, texts: &BTreeMap::new(), now };
    let verdict = compare::judge(subject, filed, &configuration.grounds, StoryId(1));
    let mut hits = configuration.watches.hits(
        &Document::of(&article, &profile.wording.headline, &profile.wording.body, ""),
        &verdict,
    );
    hits.retain(|hit| hit.watch == watch.id);
    let beside = watch.corpus.as_ref().and_then(|corpus| verdict.corpora.get(corpus)).cloned();
    Ok(Tried { hit: !hits.is_empty(), hits, beside })
}

/// Tries a watch on the article of one test, and says where it is not what is expected.
pub(super) fn check(
    configuration: &Configuration,
    watch: &Watch,
    test: &WatchTest,
    now: Timestamp,
) -> Result<(), Fault> {
    let line = watch_file(configuration, watch)
        .and_then(|file| file.line_of(&format!("\"{}\"", test.file)));
    let at = |message: String| Fault {
        file: format!("watches/{}.toml", watch.id),
        line,
        message: format!("test {}: {message}", test.file),
    };
    let file: RawFile =
        configuration.directory.named_file(&test.file).map_err(|missing| at(missing.message))?;
    let found = tried(configuration, watch, &file, now)?;
    if test.expect.is_met(found.beside.as_ref(), found.hit) {
        return Ok(());
    }
    let relation =
        found.beside.as_ref().map(|beside| format!("{}: {}", beside.relation(), beside.because));
    let hit = if found.hit { "a hit" } else { "no hit" };
    Err(at(format!("expected {}, found {hit}; {}", test.expect, relation.unwrap_or_default())))
}

/// A doubt about a watch that not one seed of its own corpus would satisfy.
///
/// # Errors
/// When a seed is not UTF-8.
pub fn unhit_seeds(
    configuration: &Configuration,
    watch: &Watch,
    now: Timestamp,
) -> Result<Option<Fault>, Fault> {
    let Some(raw) =
        configuration.directory.corpora.iter().find(|raw| watch.corpus.as_ref() == Some(&raw.name))
    else {
        return Ok(None);
    };
    for seed in &raw.seeds {
        if tried(configuration, watch, seed, now)?.hit {
            return Ok(None);
        }
    }
    let message = format!(
        "not one seed of `{}` is a hit of it; `must`, `need`, `languages` and `query` say what \
            every hit has to satisfy",
        raw.name
    );
    let place = |file: &RawFile| {
        file.fault(file.line_of_key("must").or_else(|| file.line_of_key("corpus")), message)
    };
    Ok(watch_file(configuration, watch).map(place))
}

/// The file that a watch is written in.
fn watch_file<'c>(configuration: &'c Configuration, watch: &Watch) -> Option<&'c RawFile> {
    configuration.directory.watches.iter().find(|file| file.stem == watch.id)
}
