//! The sources that are looked at, and how their answers lead to pages.
//!
//! A [`Source`] is what a file declares; [`read`] turns what it answered into entries, whatever
//! shape they have: RSS, RDF, Atom, JSON feed, (news) sitemap, listing page. Broken answers are
//! mended first.
//!
//! Absent on purpose: the network, and what became of an address: that is known below.
//!
//! # Limits
//! Audio, video and podcast fields of feeds are not read.

mod charset;
mod depth;
mod plain;
mod bcp47;
mod tag;
mod dialect;
mod escape;
mod mend;
mod bounds;
mod discover;
mod declaration;
mod crawler;
mod answer;
mod feed;
mod sitemap;
mod listing;
mod reading;
mod schedule;
mod reread;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

pub use answer::{Answer, Contents, Finding, Unreadable};
pub use crawler::{ArticleRules, Crawler, CrawlerTest, Crawlers, Expectation};
pub use declaration::{check_unique, parse};
pub use discover::discover;
pub use reading::read;
pub use reread::{LONGEST_REREAD, next_reread};
pub use schedule::{Went, longest, next_visit};

use crate::link::Link;

/// A place that publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The source's id, which stays: state in the database hangs on it.
    pub id: String,
    pub name: String,
    pub link: Link,
    pub reads: Reads,
    pub kind: Publisher,
    /// The country's code, ISO 3166 alpha-2, lower case.
    pub country: Option<String>,
    /// The language that the source writes in when a page does not say: a BCP 47 primary tag, lower
    /// case.
    pub language: Option<String>,
    /// How near the source is to what it reports: 1 first-hand, 2 ordinary, 3 aggregator.
    pub tier: u8,
    /// The time from one visit to the next.
    pub every: SignedDuration,
    /// The time that one request for its list or for one of its articles may take.
    pub timeout: SignedDuration,
    /// Whether the declaration was never tried against the live site.
    pub untried: bool,
}

/// The form in which a source publishes, which says how its answer is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reads {
    /// A feed: RSS, Atom, RDF or JSON.
    #[default]
    Feed,
    /// A (news) sitemap, or an index of them.
    Sitemap,
    /// A page with links, by the listing rules of the site's crawler.
    Listing,
}

/// The sort of publisher that a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Publisher {
    Agency,
    Broadcaster,
    Paper,
    Government,
    Organisation,
    Blog,
    #[default]
    Other,
}
