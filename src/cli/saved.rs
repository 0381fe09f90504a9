//! An article in a file, with the places of its parts in the file.

use std::ops::Range;

use crate::configuration::{is_page, saved};
use crate::extract::{Article, Plain};
use crate::settings::{Fault, RawFile};

/// A file's article, and where its headline and its text stand in the file.
pub struct Saved {
    plain: Plain,
    /// None for a page: its headline stands in its markup.
    headline: Option<usize>,
}

impl Saved {
    pub fn read(file: &RawFile) -> Result<Self, Fault> {
        let plain = saved(file)?;
        let headline = if is_page(file) {
            None
        } else {
            headline_in(file.text().unwrap_or_default(), &plain.article.headline)
        };
        Ok(Self { plain, headline })
    }

    pub fn article(&self) -> &Article {
        &self.plain.article
    }

    /// Bytes of the file for bytes of the article's text; a page's spans stay those of its text.
    pub fn span(&self, span: &Range<usize>) -> [usize; 2] {
        let span = self.plain.file_span(span.clone());
        [span.start, span.end]
    }

    /// Bytes of the file for bytes of the article's headline, where it stands there as it is.
    pub fn headline_span(&self, span: &Range<usize>) -> Option<[usize; 2]> {
        self.headline.map(|start| [start + span.start, start + span.end])
    }
}

/// Where a line that is the headline stands, else where the headline first does.
fn headline_in(text: &str, headline: &str) -> Option<usize> {
    if headline.is_empty() {
        return None;
    }
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let line =
        text.lines().find(|line| line.trim_matches(['#', ' ', '\t', '\u{feff}']) == headline);
    line.and_then(|line| Some(start(line) + line.find(headline)?)).or_else(|| text.find(headline))
}
