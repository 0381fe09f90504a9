//! What a source needs has to be there.

use super::faults::Faults;
use crate::settings::RawFile;
use crate::source::{Crawlers, Reads, Source};

/// A source that reads a listing needs a crawler that can.
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
