//! The check that what a source needs is there.

use super::faults::Faults;
use crate::settings::RawFile;
use crate::source::{Crawlers, Reads, Source};

/// Faults each source that reads a listing and has no crawler that can.
pub(super) fn check(
    sources: &[Source],
    crawlers: &Crawlers,
    files: &[RawFile],
    faults: &mut Faults,
) {
    for source in sources {
        let needle = format!("\"{}\"", source.id);
        if source.reads == Reads::Listing
            && crawlers.for_link(&source.link).is_none_or(|crawler| crawler.listing.is_none())
        {
            let message = format!(
                "`{}` reads a listing, but no crawler has [listing] rules for {}; add one to \
                    crawlers/",
                source.id,
                source.link.host()
            );
            faults.add(files, "", &needle, message);
        }
    }
}
