//! The article that is judged, and the earlier items that it is compared with.

use std::collections::BTreeMap;

use crate::clock::{Timestamp, When};
use crate::compare::corpora::Grounds;
use crate::compare::memory::Remembered;
use crate::compare::reading::Profile;
use crate::extract::Article;
use crate::id::ItemId;

/// An article as it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub was: Was,
    pub article: &'a Article,
    pub profile: &'a Profile,
}

/// The state in which an item was known before. A version is not compared with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    Unknown,
    /// Of the page only a headline: read whole, it may turn out to tell another story.
    Headline(ItemId),
    /// It stays in its story.
    Read(ItemId),
}

impl Was {
    #[must_use]
    pub fn item(self) -> Option<ItemId> {
        match self {
            Self::Unknown => None,
            Self::Headline(item) | Self::Read(item) => Some(item),
        }
    }
}

impl<'a> Subject<'a> {
    /// The subject of an article that was not known.
    #[must_use]
    pub fn new(article: &'a Article, profile: &'a Profile) -> Self {
        Self { was: Was::Unknown, article, profile }
    }

    /// The moment at which a report came out, as far as it says so: one that is found late is as old as it is.
    #[must_use]
    pub fn came(self, now: Timestamp) -> Timestamp {
        match self.article.published {
            Some(When::Moment { at, .. }) => at.min(now),
            _ => now,
        }
    }
}

/// What was filed before an article is judged.
#[derive(Clone, Copy)]
pub struct FiledBefore<'a> {
    pub known: Remembered<'a>,
    /// The few items that [`crate::compare::candidates`] asked for.
    pub texts: &'a BTreeMap<ItemId, Article>,
    /// The moment at which the article is judged.
    pub now: Timestamp,
}

impl FiledBefore<'_> {
    /// The items that were loaded for a subject, but for itself.
    #[must_use]
    pub fn earlier(&self, subject: Subject<'_>, grounds: &Grounds) -> Vec<Earlier> {
        let others = self.texts.iter().filter(|(item, _)| Some(**item) != subject.was.item());
        others.map(|(item, article)| Earlier::of(*item, article, grounds)).collect()
    }

    /// The hours between an earlier report and a subject: negative where that came out first.
    #[must_use]
    pub fn hours_between(&self, subject: Subject<'_>, earlier: &Earlier) -> f32 {
        let came = subject.came(self.now);
        let there = earlier.published.or(self.known.seen(earlier.item)).unwrap_or(came);
        came.duration_since(there).as_secs_f32() / 3600.0
    }
}

/// An earlier item that an article is compared with.
pub struct Earlier {
    pub item: ItemId,
    pub profile: Profile,
    /// The profile with the standing background of its outlet, where it is left out of `profile`.
    pub whole: Option<Profile>,
    /// When it came out, as far as it says so.
    pub published: Option<Timestamp>,
}

impl Earlier {
    pub(super) fn of(item: ItemId, article: &Article, grounds: &Grounds) -> Self {
        let profile = Profile::new(article, &grounds.names);
        let published = match article.published {
            Some(When::Moment { at, .. }) => Some(at),
            _ => None,
        };
        Self { item, profile, whole: None, published }
    }

    /// The profile of all that it says.
    #[must_use]
    pub fn said(&self) -> &Profile {
        self.whole.as_ref().unwrap_or(&self.profile)
    }
}
