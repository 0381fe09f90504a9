//! An article in a file, with the places of its parts in the file.

use std::ops::Range;

use crate::configuration::{is_page, saved};
use crate::extract::{Article, Plain};
use crate::settings::{Fault, RawFile};

/// A file's article, and where its headline and its text stand in the file.
pub struct Saved {
    plain: Plain,
    /// The byte of the file at which the headline begins; none for a page, whose headline stands in
    /// its markup, and where the file does not hold the headline as it is.
    headline: Option<usize>,
}

impl Saved {
    /// Reads the article of a file, as a seed is read.
    ///
    /// # Errors
    /// When a text file is not UTF-8.
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

    /// The bytes of the file that hold `span` of the article's text, begin and end; of a page,
    /// `span` itself.
    pub fn span(&self, span: &Range<usize>) -> [usize; 2] {
        let span = self.plain.file_span(span.clone());
        [span.start, span.end]
    }

    /// The bytes of the file that hold `span` of the article's headline, begin and end; none where
    /// the headline does not stand there as it is.
    pub fn headline_span(&self, span: &Range<usize>) -> Option<[usize; 2]> {
        self.headline.map(|start| [start + span.start, start + span.end])
    }
}

/// The byte at which the headline begins in `text`: on the first line that is nothing but the
/// headline and its marks, else where it first occurs.
fn headline_in(text: &str, headline: &str) -> Option<usize> {
    if headline.is_empty() {
        return None;
    }
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let line =
        text.lines().find(|line| line.trim_matches(['#', ' ', '\t', '\u{feff}']) == headline);
    line.and_then(|line| Some(start(line) + line.find(headline)?)).or_else(|| text.find(headline))
}
