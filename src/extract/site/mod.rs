//! What is known of a site before one of its pages is read.

mod repeated;

pub use repeated::{Repeated, as_read_now, hashes, is_printed_again};

use crate::link::Link;
use crate::source::ArticleRules;

static NOTHING: Repeated = Repeated::nothing();

/// What is known of a site; by default nothing.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// What its crawler says of an article's page.
    pub rules: Option<&'a ArticleRules>,
    /// What its articles have printed so far.
    pub repeated: &'a Repeated,
}

impl Site<'_> {
    /// The host of a page that was read at `link`, as its lines are counted: with the port, where
    /// it is not the usual one.
    #[must_use]
    pub fn host(link: &Link) -> String {
        let link = link.folded();
        match link.url().port() {
            Some(port) => format!("{}:{port}", link.host()),
            None => link.host().to_owned(),
        }
    }
}

impl Default for Site<'_> {
    fn default() -> Self {
        Self { rules: None, repeated: &NOTHING }
    }
}
