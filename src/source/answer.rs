//! The answer of a source, and what it holds: entries, and the findings that they lead to.

use std::collections::HashSet;
use std::fmt;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Reads;
use crate::clock::When;
use crate::id::derived;
use crate::link::Link;

/// The answer of a source as it came, and how it is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub reads: Reads,
    /// The address that answered in the end: relative links are resolved against it.
    pub base: &'a Link,
    pub bytes: &'a [u8],
    /// The header `Content-Type`, as it came.
    pub content_type: Option<&'a str>,
}

/// One entry of a feed, a sitemap or a listing, with what the document says of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The address that the entry leads to; none where it leads nowhere.
    pub link: Option<Link>,
    /// The title as text, not HTML.
    pub title: Option<String>,
    /// The entry's own id (RSS guid, Atom id).
    pub id: Option<String>,
    pub published: Option<When>,
    pub updated: Option<When>,
    pub authors: Vec<String>,
    /// The entry's language, a BCP 47 primary tag, lower case.
    pub language: Option<String>,
    /// The summary, HTML or text as the entry has it.
    pub summary: Option<String>,
    /// The whole article as HTML, where the entry carries it.
    pub content: Option<String>,
}

/// An address that a source's answer leads to, with what the answer said of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub link: Link,
    /// The title as text, not HTML.
    pub title: Option<String>,
    /// The entry's own id (RSS guid, Atom id).
    pub id: Option<String>,
    pub published: Option<When>,
    pub updated: Option<When>,
    pub authors: Vec<String>,
    /// The entry's language, a BCP 47 primary tag, lower case.
    pub language: Option<String>,
    /// The summary, HTML or text as the entry has it.
    pub summary: Option<String>,
    /// The whole article as HTML, where the entry carries it.
    pub content: Option<String>,
}

/// The contents of a source's answer, once it is read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Contents {
    pub title: Option<String>,
    /// The entries of the document: all of them, in its order, also those that lead nowhere.
    pub entries: Vec<Entry>,
    /// The further documents to read: the parts of a sitemap index, the newest first where it says
    /// which.
    pub parts: Vec<Link>,
    /// How long the source asks to be left alone (`ttl`, `sy:updatePeriod`); 5 minutes to 24 hours.
    pub rest: Option<SignedDuration>,
    /// Notes for people on what was mended or left out.
    pub notes: Vec<String>,
}

impl Contents {
    /// The entries that lead somewhere, by link or by an id that is one, each address once, in the
    /// document's order.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.clone().into_findings()
    }

    /// The findings of these contents, as [`Contents::findings`] gives them, without a copy.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        let mut seen = HashSet::new();
        self.entries
            .into_iter()
            .filter_map(Entry::finding)
            .filter(|finding| seen.insert(finding.link.folded()))
            .collect()
    }
}

impl Finding {
    /// The mark of this finding: a short text for what its entry says, which changes when the
    /// source edits the entry.
    #[must_use]
    pub fn mark(&self) -> String {
        let updated = self.updated.map(|when| when.to_string()).unwrap_or_default();
        let said = [
            self.title.as_deref(),
            Some(updated.as_str()),
            self.summary.as_deref(),
            self.content.as_deref(),
        ];
        let mut mark = derived(&said.map(Option::unwrap_or_default));
        mark.truncate(12);
        mark
    }
}

impl Entry {
    fn finding(self) -> Option<Finding> {
        let Self { link, title, id, published, updated, authors, language, summary, content } =
            self;
        // An id that is an address, though the feed says that it is no permalink, is better than
        // none.
        let link = link.or_else(|| id.as_deref()?.parse().ok())?;
        Some(Finding { link, title, id, published, updated, authors, language, summary, content })
    }
}

/// The reason why nothing could be read from an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    Empty,
    /// A page for people where a feed or a sitemap was expected, and the feeds that it offers.
    Html {
        feeds: Vec<Link>,
    },
    NotAFeed {
        why: String,
    },
    /// A listing of a site for which no crawler has listing rules.
    NoListing {
        host: String,
    },
}

impl std::error::Error for Unreadable {}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the answer is empty"),
            Self::Html { feeds } if feeds.is_empty() => f.write_str(
                "the answer is an HTML page, not a feed, and it offers none; write \
                    reads = \"listing\" and a crawler for the site",
            ),
            Self::Html { feeds } => {
                let offers: Vec<&str> = feeds.iter().take(5).map(Link::as_str).collect();
                write!(
                    f,
                    "the answer is an HTML page, not a feed; it offers {}; write that as url, or \
                        reads = \"listing\" with a crawler",
                    offers.join(", ")
                )
            }
            Self::NotAFeed { why } => write!(
                f,
                "the answer is neither a feed nor a sitemap: \
                {why}"
            ),
            Self::NoListing { host } => {
                write!(
                    f,
                    "no crawler has listing rules for {host}; write crawlers/NAME.toml with \
                    hosts = [\"{host}\"] and a [listing]"
                )
            }
        }
    }
}
