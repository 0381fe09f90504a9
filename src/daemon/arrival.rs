//! The articles that visits hand to the desk, and the order in which they are judged.

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::extract::{Article, Quality};
use crate::id::ItemId;
use crate::link::Link;
use crate::store::{FoundAt, KnownItem, SourceVisit, Via};

/// How many articles are filed together; a long visit is filed in several parts, the last of which
/// moves the source's validators.
pub(super) const PART: usize = 25;
/// How many bytes of text a pass gathers before it files them: some ten thousand articles.
const GATHERED: usize = 32 * 1024 * 1024;

/// What is brought to the desk to be filed together: articles, and, with the last of a visit, how
/// the visit went.
#[derive(Debug)]
pub struct Brought {
    /// The ids of the sources that it is from: those of a visit have one.
    pub sources: BTreeSet<String>,
    /// How a visit went, with the last part of what it brought.
    pub visit: Option<SourceVisit>,
    pub arrivals: Vec<Arrival>,
    /// The items whose pages were tried again in vain, and when they are tried next.
    pub still_unread: Vec<(ItemId, Option<Timestamp>)>,
}

/// An article as it came in.
#[derive(Debug)]
pub struct Arrival {
    pub article: Article,
    pub found: FoundAt,
    /// Whether it came with the first good visit of its source: it is filed, never alerted.
    pub baseline: bool,
    /// By what moment it is judged among those that come with it: [`out_since`].
    pub out_since: Timestamp,
    /// When a page that could not be read whole is tried again.
    pub reread_at: Option<Timestamp>,
}

impl Brought {
    /// The names of its sources, for people.
    pub(super) fn named(&self) -> String {
        self.sources.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

impl Arrival {
    /// The folded addresses that lead to it, the surest first: whatever stands at them is this
    /// item.
    pub(super) fn addresses(&self) -> [Link; 2] {
        [self.found.link.folded(), self.article.url.folded()]
    }
}

/// Puts articles that came together into the order in which they are judged: as they were
/// published, whatever source was read first; those of one moment stay as they were brought.
pub(super) fn in_order(arrivals: &mut [Arrival]) {
    arrivals.sort_by_key(|arrival| arrival.out_since);
}

/// Since when what an article says is out, as far as it tells: since it was published; where its
/// text is `known` from an earlier reading, since it was changed; else since it was `found`, and no
/// later.
///
/// A day without a time stands for its end. What is dated so is mostly no first report but what an
/// office or a weekly says of the day: judged too early it would found the story, and the first
/// reports would be folded under it as saying nothing new; judged too late it still tells what they
/// lack.
pub(super) fn out_since(
    article: &Article,
    known: Option<&KnownItem>,
    found: Timestamp,
) -> Timestamp {
    let is_known =
        known.is_some_and(|known| known.via == Via::Link && known.quality != Quality::HeadlineOnly);
    let stated = if is_known { article.modified } else { article.published };
    stated.map_or(found, |when| when.latest().min(found))
}

/// What the visits of one pass brought, kept back so that all of it is judged in one order.
#[derive(Default)]
pub(super) struct Gathered {
    arrivals: Vec<Arrival>,
    /// How visits and rereads went, without articles.
    ended: Vec<Brought>,
    /// The bytes of the articles' texts.
    size: usize,
}

impl Gathered {
    pub(super) fn add(&mut self, mut brought: Brought) {
        self.size += brought.arrivals.iter().map(|one| one.article.text.len()).sum::<usize>();
        self.arrivals.append(&mut brought.arrivals);
        if brought.visit.is_some() || !brought.still_unread.is_empty() {
            self.ended.push(brought);
        }
    }

    /// Whether it is as much as is kept back.
    pub(super) fn is_full(&self) -> bool {
        self.size >= GATHERED
    }

    /// All of it in parts to be filed one after the other: the articles in their order, then how
    /// the visits went.
    pub(super) fn into_parts(mut self) -> Vec<Brought> {
        in_order(&mut self.arrivals);
        let mut parts = Vec::new();
        let mut rest = self.arrivals.into_iter().peekable();
        while rest.peek().is_some() {
            let arrivals: Vec<Arrival> = rest.by_ref().take(PART).collect();
            let sources = arrivals.iter().map(|arrival| arrival.found.source.clone()).collect();
            parts.push(Brought { sources, visit: None, arrivals, still_unread: Vec::new() });
        }
        parts.append(&mut self.ended);
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::StoryId;

    const FOUND: &str = "2026-03-03T12:00:00Z";

    fn known(quality: Quality) -> KnownItem {
        KnownItem {
            item: ItemId(1),
            story: StoryId(1),
            version: 1,
            content_hash: String::new(),
            quality,
            reread_at: None,
            attempts: 0,
            mark: None,
            via: Via::Link,
        }
    }

    #[track_caller]
    fn check(published: &str, known: Option<&KnownItem>, expected: &str) {
        let mut article =
            Article::new("https://news.example/a".parse().unwrap(), "Pact", "It was signed.");
        article.published = published.parse().ok();
        article.modified = "2026-03-03T11:00:00Z".parse().ok();
        let since = out_since(&article, known, FOUND.parse().unwrap());
        assert_eq!(since.to_string(), expected);
    }

    #[test]
    fn articles_are_ordered_by_publication_and_never_later_than_they_were_found() {
        check("2026-03-03T09:30:00+01:00", None, "2026-03-03T08:30:00Z");
        check("2026-03-02", None, "2026-03-03T00:00:00Z");
        check("2026-03-03", None, FOUND);
        check("2026-03-03T20:00:00Z", None, FOUND);
        check("", None, FOUND);
        let (read, headline) = (known(Quality::Whole), known(Quality::HeadlineOnly));
        check("2026-03-01", Some(&read), "2026-03-03T11:00:00Z");
        check("2026-03-01", Some(&headline), "2026-03-02T00:00:00Z");
    }
}
