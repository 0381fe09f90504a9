//! The check that what a watch names is there.

use super::faults::{Faults, unknown};
use crate::compare::Corpus;
use crate::settings::Directory;
use crate::source::Source;
use crate::watch::Watch;

/// Faults each watch whose corpus or sources are not there. A file that could not be read has its
/// own fault and makes no other.
pub(super) fn check(
    watches: &[Watch],
    corpora: &[Corpus],
    sources: &[Source],
    directory: &Directory,
    faults: &mut Faults,
) {
    let files = &directory.watches;
    let are_all_read = faults.0.iter().all(|fault| !fault.file.starts_with("sources/"));
    for watch in watches {
        if let Some(name) = watch
            .corpus
            .as_ref()
            .filter(|name| directory.corpora.iter().all(|corpus| corpus.name != **name))
        {
            let known = corpora.iter().map(|corpus| corpus.name.as_str());
            faults.add(
                files,
                &watch.id,
                &format!("\"{name}\""),
                unknown("corpus", name, known, "put its seeds into corpora/NAME"),
            );
        }
        for id in watch
            .exclude
            .sources
            .iter()
            .filter(|id| are_all_read && sources.iter().all(|source| source.id != **id))
        {
            let known = sources.iter().map(|source| source.id.as_str());
            faults.add(
                files,
                &watch.id,
                &format!("\"{id}\""),
                unknown("source", id, known, "add it to sources/"),
            );
        }
    }
}
