//! The desk: the one ordered place where what came in is judged, matched and filed.
//!
//! What one batch notes is laid over [`Memory`] and joins it after the commit; a batch that fails
//! leaves both as they were.

mod again;
mod stories;
mod weighing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use tracing::{info, warn};

use super::arrival::{Arrival, Brought, in_order};
use super::changes::changed;
use crate::clock::Timestamp;
use crate::compare::{
    self, FiledBefore, InStory, Memory, Profile, Recall, Remembered, SeenAgain, StoryLink, Subject,
    TopicStanding, Was, Words,
};
use crate::configuration::Configuration;
use crate::extract::{self, Article, Quality, Site};
use crate::id::{ItemId, StoryId};
use crate::link::Link;
use crate::store::{
    Archived, Batch, Filing, JudgedWith, PrintedLines, SnapshotPart, Store, StoreError,
};
use crate::watch::Document;
use weighing::Weighing;

/// After how many changes the memory's notes of them are written down.
const SNAPSHOT_EVERY: i64 = 1_000;

/// The desk, with what judging needs between batches.
pub struct Desk {
    store: Store,
    memory: Memory,
    weighing: Weighing,
    engine: String,
    /// The number of the last change that is in `memory` and is counted.
    noted: i64,
    /// The number of the last change that is in the snapshot.
    saved: i64,
    next_item: ItemId,
    next_story: StoryId,
    /// The ids of the sources of whose visit under way a part could not be filed.
    unfiled: BTreeSet<String>,
    /// How far the archive has been judged again.
    again: again::Progress,
    /// Whether the memory holds all that was filed. Where it does not, it is made to before
    /// anything is judged, and the rest of the house runs meanwhile.
    is_caught_up: bool,
}

/// How much came of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many items were filed.
    pub items: usize,
    /// How many further versions of items were filed.
    pub versions: usize,
    /// How many hits are new, or rose to an alert.
    pub hits: usize,
}

/// A batch in the making: what it files, and what it notes for the judging of its own later
/// articles.
#[derive(Default)]
struct Overlay {
    memory: Memory,
    articles: BTreeMap<ItemId, Article>,
    by_link: HashMap<Link, ItemId>,
    /// The items by the canonical addresses that their pages declare.
    declaring: HashMap<Link, ItemId>,
    filings: Vec<Filing>,
    printed: Vec<PrintedLines>,
    /// The words of texts that are mostly new.
    words: Vec<Words>,
}

/// The configuration by which a batch is judged, and the moment.
#[derive(Clone, Copy)]
struct Sitting<'a> {
    configuration: &'a Configuration,
    now: Timestamp,
}

/// The item that an article is, as it was before.
struct Before {
    item: ItemId,
    article: Article,
    version: u32,
}

impl Desk {
    /// Opens the desk: restores the memory from its snapshot and the change log behind it, or from
    /// the archive.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(
        store: Store,
        configuration: &Configuration,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let engine = configuration.grounds.engine().to_owned();
        let (next_item, next_story) = store.next_ids().await?;
        let items = usize::try_from(next_item.0).unwrap_or_default();
        let recalled = || Recall::new(items, now, configuration.settings().compare.story_window);
        let (mut recall, mut noted) = (recalled(), 0);
        while let Some(part) = store.snapshot_after(&engine, noted).await? {
            if let Err(error) = recall.part(&part.bytes) {
                warn!(
                    "the snapshot of the memory is unreadable behind change {noted}, reading the \
                        archive from there: {error}"
                );
                break;
            }
            noted = part.seq;
        }
        let grounds = &configuration.grounds;
        let weighing = match Weighing::restored(&store, grounds, noted).await? {
            Some(weighing) => weighing,
            None => {
                (recall, noted) = (recalled(), 0);
                Weighing::new(grounds)
            }
        };
        Ok(Self {
            store,
            memory: recall.done(),
            weighing,
            engine,
            noted,
            saved: noted,
            next_item,
            next_story,
            unfiled: BTreeSet::new(),
            again: again::Progress::default(),
            is_caught_up: false,
        })
    }

    /// Notes and counts what the change log holds beyond the memory: after another version has
    /// judged, the whole archive.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        let nothing = Memory::default();
        let (from, mut is_said) = (self.noted, false);
        while let Some((change, items)) = changed(&self.store, self.noted).await? {
            let filed: Vec<ItemId> = items.iter().map(|filed| filed.item.id).collect();
            let verdicts = self.store.verdicts(&filed).await?;
            for filed in &items {
                let profile = Profile::new(&filed.article, &self.weighing.grounds.names);
                if self.noted >= self.weighing.from
                    && (Remembered { settled: &self.memory, pending: &nothing })
                        .is_mostly_new(&profile)
                {
                    Words::of(&profile).iter().for_each(|words| self.weighing.counts.add(words));
                }
                let (item, story, seen) = (filed.item.id, filed.item.story, filed.item.first_seen);
                let verdict = verdicts.get(&item);
                self.memory.remember(
                    InStory { item, story, seen },
                    &profile,
                    verdict.and_then(|verdict| TopicStanding::of(verdict, &profile)),
                );
            }
            self.noted = change;
            self.save_when_due().await?;
            if !is_said && self.noted - from >= SNAPSHOT_EVERY {
                is_said = true;
                info!("the memory is made from the archive; what comes in waits until it is");
            }
        }
        if is_said {
            info!("the memory holds the archive");
        }
        self.is_caught_up = true;
        Ok(())
    }

    /// Judges, matches and files what was brought together, by publication: whole or not at all.
    /// Where an earlier part of a visit could not be filed, the visit does not count: the source is
    /// due again.
    ///
    /// # Errors
    /// When the store cannot file it; nothing of it is noted then.
    pub async fn file(
        &mut self,
        configuration: &Configuration,
        mut brought: Brought,
        now: Timestamp,
    ) -> Result<Tally, StoreError> {
        self.turn_to(configuration, now).await?;
        let is_last = brought.visit.is_some();
        brought.visit.take_if(|visit| self.unfiled.remove(&visit.source));
        in_order(&mut brought.arrivals);
        let (sources, next_item, next_story) =
            (brought.sources.clone(), self.next_item, self.next_story);
        let filed = self.file_batch(configuration, brought, now).await;
        if filed.is_err() {
            (self.next_item, self.next_story) = (next_item, next_story);
            if !is_last {
                self.unfiled.extend(sources);
            }
        }
        filed
    }

    /// Turns the desk to a configuration: makes the memory and the weights of words those of
    /// `configuration` at `now`.
    async fn turn_to(
        &mut self,
        configuration: &Configuration,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let engine = configuration.grounds.engine();
        if engine != self.engine {
            self.memory = Memory::default();
            self.memory.age(now, configuration.settings().compare.story_window);
            self.weighing = Weighing::new(&configuration.grounds);
            (self.engine, self.noted, self.saved) = (engine.to_owned(), 0, 0);
            self.is_caught_up = false;
        }
        if !self.is_caught_up {
            self.catch_up().await?;
        }
        self.memory.age(now, configuration.settings().compare.story_window);
        self.weighing.turn_to(&configuration.grounds, &self.store, self.noted).await?;
        Ok(())
    }

    async fn file_batch(
        &mut self,
        configuration: &Configuration,
        brought: Brought,
        now: Timestamp,
    ) -> Result<Tally, StoreError> {
        let sitting = Sitting { configuration, now };
        let sources = brought.named();
        let mut overlay = Overlay::default();
        let mut filed = Tally::default();
        for mut arrival in brought.arrivals {
            match self.before(&mut arrival, &overlay).await? {
                None => self.take_in(arrival, &mut overlay, sitting).await?,
                Some(before) => self.take_again(before, arrival, &mut overlay, sitting).await?,
            }
        }
        overlay.filings.extend(
            brought
                .still_unread
                .into_iter()
                .map(|(item, reread_at)| Filing::Reread { item, reread_at }),
        );
        for filing in &overlay.filings {
            match filing {
                Filing::Item { .. } => filed.items += 1,
                Filing::Version { .. } => filed.versions += 1,
                Filing::Moved { .. }
                | Filing::Seen { .. }
                | Filing::Reread { .. }
                | Filing::Judged { .. } => {}
            }
        }
        let batch = Batch {
            visit: brought.visit,
            filings: overlay.filings,
            printed: overlay.printed,
            judged_with: self.judged_with(),
            at: now,
        };
        let done = self.store.file(&batch).await?;
        (self.noted, filed.hits) = (done.change, done.hits);
        self.memory.absorb(overlay.memory);
        overlay.words.iter().for_each(|words| self.weighing.counts.add(words));
        if filed.items + filed.versions > 0 {
            info!(source.id = %sources, "filed {} items, {} edits, {} hits from {sources}",
                filed.items, filed.versions, filed.hits);
        }
        self.save_when_due().await?;
        Ok(filed)
    }

    async fn save_when_due(&mut self) -> Result<(), StoreError> {
        if self.noted - self.saved >= SNAPSHOT_EVERY { self.save().await } else { Ok(()) }
    }

    /// Writes down the part of the snapshot that the memory noted since the last one, so that the
    /// next start reads less of the archive.
    ///
    /// # Errors
    /// When the store cannot take it.
    pub async fn save(&mut self) -> Result<(), StoreError> {
        if self.noted > self.saved {
            let part =
                SnapshotPart { after: self.saved, seq: self.noted, bytes: self.memory.unsaved() };
            self.store.save_snapshot(&self.engine, &part, &self.weighing.counts.written()).await?;
            self.memory.saved();
            self.saved = self.noted;
        }
        Ok(())
    }

    /// The item at an article's own addresses, else one that is the same article and is known by
    /// what pages declare: it stands at the canonical address, or its page declares that address or
    /// one of the article's own. A canonical address that is another item's is taken from the
    /// article: nobody else may lead there.
    async fn before(
        &self,
        arrival: &mut Arrival,
        overlay: &Overlay,
    ) -> Result<Option<Before>, StoreError> {
        let source = &arrival.found.source;
        let addresses = arrival.addresses();
        let own = self.item_at(&addresses, source, overlay).await?;
        let canonical = [arrival.article.canonical_url.folded()];
        let mut there = Vec::new();
        if !addresses.contains(&canonical[0]) {
            there.extend(self.item_at(&canonical, source, overlay).await?);
            there.extend(self.declaring(&canonical, overlay).await?);
        }
        let is_anothers =
            there.iter().any(|there| own.as_ref().is_none_or(|own| own.item != there.item));
        if own.is_none() {
            there.extend(self.declaring(&addresses, overlay).await?);
            let is_same =
                |there: &Before| extract::is_same_article(&there.article, &arrival.article);
            if let Some(same) = there.into_iter().find(is_same) {
                return Ok(Some(same));
            }
        }
        if is_anothers {
            arrival.article.disown_canonical_address();
        }
        Ok(own)
    }

    async fn item_at(
        &self,
        links: &[Link],
        source: &str,
        overlay: &Overlay,
    ) -> Result<Option<Before>, StoreError> {
        if let Some(item) = links.iter().find_map(|link| overlay.by_link.get(link)) {
            return self.as_it_stands(*item, overlay).await;
        }
        let asked: Vec<(Link, Option<String>)> =
            links.iter().map(|link| (link.clone(), None)).collect();
        match self.store.known(&asked, source).await?.into_iter().flatten().next() {
            Some(known) => self.as_it_stands(known.item, overlay).await,
            None => Ok(None),
        }
    }

    /// The items whose pages declare one of these addresses as their own, where no page was reached
    /// at it.
    async fn declaring(
        &self,
        links: &[Link],
        overlay: &Overlay,
    ) -> Result<Vec<Before>, StoreError> {
        let mut items: BTreeSet<ItemId> =
            links.iter().filter_map(|link| overlay.declaring.get(link).copied()).collect();
        items.extend(self.store.declaring(links).await?);
        let mut declaring = Vec::new();
        for item in items {
            declaring.extend(self.as_it_stands(item, overlay).await?);
        }
        Ok(declaring)
    }

    /// An item as the batch in the making left it, else as it is filed.
    async fn as_it_stands(
        &self,
        item: ItemId,
        overlay: &Overlay,
    ) -> Result<Option<Before>, StoreError> {
        if let Some(before) = overlay.before(item) {
            return Ok(Some(before));
        }
        let filed = self.store.archived(&[item]).await?.pop();
        Ok(filed.map(|Archived { item, article }| Before {
            item: item.id,
            article,
            version: item.version,
        }))
    }

    /// Takes in an article at an address that nobody knew.
    async fn take_in(
        &mut self,
        arrival: Arrival,
        overlay: &mut Overlay,
        sitting: Sitting<'_>,
    ) -> Result<(), StoreError> {
        let item = self.next_item;
        let asked = Asked::new(Was::Unknown, &arrival, self.next_story);
        let mut judged = self.judge(asked, overlay, sitting).await?;
        self.join_stories(item, &mut judged.verdict, overlay).await?;
        self.next_item = ItemId(item.0 + 1);
        if let StoryLink::Founded(story) = judged.verdict.story {
            self.next_story = StoryId(story.0 + 1);
        }
        overlay.note_words(&self.memory, &judged.profile);
        overlay.note(item, &arrival, &judged, sitting.now);
        overlay.count(&arrival.article, judged.is_printed_again);
        let story = judged.verdict.story;
        overlay.filings.push(Filing::Item {
            item,
            found: arrival.found,
            baseline: arrival.baseline,
            article: arrival.article,
            verdict: judged.verdict,
            hits: judged.hits,
            due_at: sitting.due_at(),
            reread_at: arrival.reread_at,
        });
        if let StoryLink::Joined(story) = story {
            self.part_story(item, story, overlay, sitting).await?;
        }
        Ok(())
    }

    /// Takes in an article at an address that was known `before`: as a version where it was edited.
    async fn take_again(
        &mut self,
        before: Before,
        arrival: Arrival,
        overlay: &mut Overlay,
        sitting: Sitting<'_>,
    ) -> Result<(), StoreError> {
        let item = before.item;
        let edited = match compare::seen_again(&before.article, &arrival.article) {
            SeenAgain::Edited(changes) => changes,
            seen => {
                let mut found = arrival.found;
                if seen == SeenAgain::Unreadable {
                    // Without a mark the next visit tries to read what the source has changed.
                    found.mark = None;
                }
                overlay.filings.push(Filing::Seen { item, found });
                return Ok(());
            }
        };
        let was = if before.article.quality == Quality::HeadlineOnly {
            Was::Headline(item)
        } else {
            Was::Read(item)
        };
        let mut judged =
            self.judge(Asked::new(was, &arrival, self.next_story), overlay, sitting).await?;
        self.join_stories(item, &mut judged.verdict, overlay).await?;
        overlay.note_words(&self.memory, &judged.profile);
        overlay.note(item, &arrival, &judged, sitting.now);
        if before.article.quality == Quality::HeadlineOnly {
            overlay.count(&arrival.article, judged.is_printed_again);
        }
        overlay.filings.push(Filing::Version {
            item,
            version: before.version + 1,
            found: arrival.found,
            article: arrival.article,
            verdict: judged.verdict,
            hits: judged.hits,
            due_at: sitting.due_at(),
            edited,
            reread_at: arrival.reread_at,
        });
        Ok(())
    }

    fn known<'a>(&'a self, overlay: &'a Overlay) -> compare::Remembered<'a> {
        compare::Remembered { settled: &self.memory, pending: &overlay.memory }
    }

    /// The articles of items, as the batch in the making left them.
    async fn texts(
        &self,
        items: &[ItemId],
        overlay: &Overlay,
    ) -> Result<BTreeMap<ItemId, Article>, StoreError> {
        let (pending, settled): (Vec<ItemId>, Vec<ItemId>) =
            items.iter().partition(|item| overlay.articles.contains_key(item));
        let mut texts: BTreeMap<ItemId, Article> =
            self.store.articles(&settled).await?.into_iter().collect();
        texts.extend(
            pending
                .into_iter()
                .filter_map(|item| Some((item, overlay.articles.get(&item)?.clone()))),
        );
        Ok(texts)
    }

    async fn judge(
        &self,
        asked: Asked<'_>,
        overlay: &Overlay,
        sitting: Sitting<'_>,
    ) -> Result<Judged, StoreError> {
        let Asked { was, article, source, founding, earlier_than } = asked;
        let grounds = &self.weighing.grounds;
        let profile = Profile::new(article, &grounds.names);
        let known = self.known(overlay);
        let mut near = compare::candidates(&profile, known, was.item());
        near.retain(|item| earlier_than.is_none_or(|limit| *item < limit));
        let texts = self.texts(&near, overlay).await?;
        let verdict = compare::judge(
            Subject { was, ..Subject::new(article, &profile) },
            FiledBefore { known, texts: &texts, now: sitting.now },
            grounds,
            founding,
        );
        let document =
            Document::of(article, &profile.wording.headline, &profile.wording.body, source);
        let hits = sitting.configuration.watches.hits(&document, &verdict);
        let is_copy = verdict.seen.copy >= compare::Copy::Reprint;
        let is_printed_again =
            is_copy && texts.values().any(|earlier| extract::is_printed_again(article, earlier));
        Ok(Judged { profile, verdict, hits, is_printed_again })
    }

    fn judged_with(&self) -> JudgedWith {
        let grounds = &self.weighing.grounds;
        JudgedWith { engine: grounds.engine().to_owned(), corpora: grounds.revision().to_owned() }
    }

    /// The store into which the desk files.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }
}

impl Sitting<'_> {
    /// When the group of a hit is due.
    fn due_at(self) -> Timestamp {
        self.now + self.configuration.settings().report.group_wait
    }
}

/// An article that is to be judged.
struct Asked<'a> {
    was: Was,
    article: &'a Article,
    /// The id of its source.
    source: &'a str,
    /// The story that it founds if it joins none.
    founding: StoryId,
    /// The item before which an item has to be filed to be looked at, if not all are.
    earlier_than: Option<ItemId>,
}

impl<'a> Asked<'a> {
    fn new(was: Was, arrival: &'a Arrival, founding: StoryId) -> Self {
        Self {
            was,
            article: &arrival.article,
            source: &arrival.found.source,
            founding,
            earlier_than: None,
        }
    }
}

/// An article that was judged and matched.
struct Judged {
    profile: Profile,
    verdict: compare::Verdict,
    hits: Vec<crate::watch::Hit>,
    /// Whether it is a copy of what its own site has printed before.
    is_printed_again: bool,
}

impl Overlay {
    /// Notes the words of a text that is mostly new, before it is noted itself.
    fn note_words(&mut self, settled: &Memory, profile: &Profile) {
        if (Remembered { settled, pending: &self.memory }).is_mostly_new(profile) {
            self.words.extend(Words::of(profile));
        }
    }

    fn note(&mut self, item: ItemId, arrival: &Arrival, judged: &Judged, now: Timestamp) {
        let (story, profile) = (judged.verdict.story.story(), &judged.profile);
        self.memory.remember(
            InStory { item, story, seen: now },
            profile,
            TopicStanding::of(&judged.verdict, profile),
        );
        for link in arrival.addresses() {
            self.by_link.entry(link).or_insert(item);
        }
        self.declaring.entry(arrival.article.canonical_url.folded()).or_insert(item);
        self.articles.insert(item, arrival.article.clone());
    }

    /// Counts the lines that the page of an article printed, once for all its copies and versions
    /// on one site.
    fn count(&mut self, article: &Article, is_printed_again: bool) {
        if !is_printed_again && article.quality != Quality::HeadlineOnly {
            self.printed.push(PrintedLines {
                host: Site::host(&article.url),
                lines: article.lines.clone(),
            });
        }
    }

    /// An item as the batch in the making left it; none where it has not touched the item.
    fn before(&self, item: ItemId) -> Option<Before> {
        let versions = self.filings.iter().filter_map(|filing| match filing {
            Filing::Version { item: filed, version, .. } if *filed == item => Some(*version),
            _ => None,
        });
        Some(Before {
            item,
            article: self.articles.get(&item)?.clone(),
            version: versions.max().unwrap_or(1),
        })
    }
}

impl std::ops::Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            items: self.items + other.items,
            versions: self.versions + other.versions,
            hits: self.hits + other.hits,
        }
    }
}
