//! An article as it is read from a page, and its parts.

use serde::{Deserialize, Serialize};

use crate::clock::When;
use crate::link::Link;

/// One article as it was read from one page (or one file).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The address at which it was read.
    pub url: Link,
    /// The address that the page declares for itself, else [`Article::url`]; folded.
    pub canonical_url: Link,
    /// The headline, without the site's name.
    pub headline: String,
    /// What stands under the headline and is no part of the text.
    pub deck: Option<String>,
    /// The people who wrote it, one each.
    pub byline: Vec<String>,
    pub published: Option<When>,
    /// Where `published` was found: `json-ld`, `meta`, `time`, `text`, `feed`, `dateline` …
    pub published_from: Option<String>,
    /// When it was changed last.
    pub modified: Option<When>,
    /// The BCP 47 primary tag of the text's language, lower case.
    pub language: Option<String>,
    /// Where `language` was found: `html`, `meta`, `json-ld`, `feed`, `source`, or `text` where it
    /// was detected.
    #[serde(default)]
    pub language_from: Option<String>,
    pub site_name: Option<String>,
    pub section: Option<String>,
    pub tags: Vec<String>,
    /// The address of the article's AMP page.
    pub amp_url: Option<Link>,
    pub dateline: Option<Dateline>,
    /// Agencies, outlets and desks, each once: as the page declares them, those that only its text
    /// names in their usual spelling.
    pub credits: Vec<String>,
    pub image: Option<Link>,
    /// Whether not everybody may read it; what was read may be whole.
    pub paywall: bool,
    pub quality: Quality,
    /// The paragraphs of the text, a blank line between them.
    pub text: String,
    /// What was doubtful about it, for people to read.
    pub notes: Vec<String>,
    /// The lines that its page printed as text, the site's furniture too: what a site repeats is
    /// counted by them when the article is filed. Not kept with it.
    #[serde(skip)]
    pub lines: Vec<LineHash>,
}

impl Article {
    /// An article that was read whole, of which nothing else is known.
    #[must_use]
    pub fn new(url: Link, headline: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            canonical_url: url.folded(),
            url,
            headline: headline.into(),
            deck: None,
            byline: Vec::new(),
            published: None,
            published_from: None,
            modified: None,
            language: None,
            language_from: None,
            site_name: None,
            section: None,
            tags: Vec::new(),
            amp_url: None,
            dateline: None,
            credits: Vec::new(),
            image: None,
            paywall: false,
            quality: Quality::Whole,
            text: text.into(),
            notes: Vec::new(),
            lines: Vec::new(),
        }
    }
}

/// Where, when and by whom a report was filed, as it says before its first sentence: `PYONGYANG,
/// June 20 (KCNA) —`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Dateline {
    pub place: Option<String>,
    /// The day, as exact as it can be made out: a day, if the year is known from the page, else
    /// none.
    pub date: Option<When>,
    pub agency: Option<String>,
}

/// A line of a page, as a hash of its folded words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineHash(pub i64);

/// How much of the article was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Quality {
    Whole,
    /// Read, but short or ill-shaped for an article.
    Doubtful,
    /// Only what the feed said, or less. It may tell, it never suppresses.
    HeadlineOnly,
}
