//! The stories that the desk brings together and takes apart.

use super::{Desk, Overlay, Sitting};
use crate::clock::Timestamp;
use crate::compare::{FiledBefore, InStory, LOOKED_AT, Parting, StoryLink, Verdict};
use crate::configuration::Configuration;
use crate::daemon::errand::Stories;
use crate::id::{ItemId, StoryId};
use crate::store::{Batch, Filing, Moved, StoreError};

/// The move of items from one story to another.
struct Move {
    items: Vec<ItemId>,
    from: StoryId,
    into: StoryId,
    why: Moved,
}

impl Desk {
    /// Does what a person decided of stories, and gives the answer for the person.
    ///
    /// # Errors
    /// When the store cannot be read or written; nothing has changed then.
    pub async fn arrange(
        &mut self,
        configuration: &Configuration,
        stories: &Stories,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        self.turn_to(configuration, now).await?;
        match stories {
            Stories::MergeStories { from, into, owner } => {
                self.merge(*from, *into, owner, now).await
            }
            Stories::SplitStory { items, owner } => self.split(items, owner, now).await,
        }
    }

    async fn merge(
        &mut self,
        from: StoryId,
        into: StoryId,
        owner: &str,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let mut overlay = Overlay::default();
        let items = self.items_of(from, &overlay).await?;
        if from == into || items.is_empty() || self.items_of(into, &overlay).await?.is_empty() {
            return Ok(format!(
                "nothing to merge: {from} and {into} are not two stories with items"
            ));
        }
        let count = items.len();
        self.move_items(
            Move { items, from, into, why: Moved::ByHand { owner: owner.to_owned() } },
            &mut overlay,
        );
        self.file_moves(overlay, now).await?;
        Ok(format!("{from} is part of {into} now, with {count} of its items"))
    }

    async fn split(
        &mut self,
        items: &[ItemId],
        owner: &str,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let mut overlay = Overlay::default();
        let of = items.first().and_then(|first| self.memory.story(*first));
        let Some(from) =
            of.filter(|story| items.iter().all(|item| self.memory.story(*item) == Some(*story)))
        else {
            return Ok("nothing to split: the items do not all stand in one story".to_owned());
        };
        let mut items = items.to_vec();
        items.sort_unstable();
        items.dedup();
        if items.len() == self.items_of(from, &overlay).await?.len() {
            return Ok(format!("nothing to split: {from} has no other items"));
        }
        let (into, count) = (self.next_story, items.len());
        self.move_items(
            Move { items, from, into, why: Moved::ByHand { owner: owner.to_owned() } },
            &mut overlay,
        );
        self.file_moves(overlay, now).await?;
        self.next_story = StoryId(into.0 + 1);
        Ok(format!("{into} is a story of its own now, with {count} of the items of {from}"))
    }

    async fn file_moves(&mut self, overlay: Overlay, now: Timestamp) -> Result<(), StoreError> {
        let batch = Batch {
            visit: None,
            filings: overlay.filings,
            printed: Vec::new(),
            judged_with: self.judged_with(),
            at: now,
        };
        self.noted = self.store.file(&batch).await?.change;
        self.memory.absorb(overlay.memory);
        Ok(())
    }

    /// Brings the stories that an item shows to be one into the one that began first, and the item
    /// with them. Stories that a person took apart stay apart.
    pub(super) async fn join_stories(
        &self,
        by: ItemId,
        verdict: &mut Verdict,
        overlay: &mut Overlay,
    ) -> Result<(), StoreError> {
        for bridge in verdict.bridges.iter().filter(|bridge| bridge.is_one) {
            let own = verdict.story.story();
            let (from, into) = (own.max(bridge.story), own.min(bridge.story));
            if self.store.were_split(from, into).await? {
                continue;
            }
            let items = self.items_of(from, overlay).await?;
            self.move_items(Move { items, from, into, why: Moved::Bridged { by } }, overlay);
            verdict.story = StoryLink::Joined(into);
        }
        Ok(())
    }

    /// Takes the reports of another event out of the story that an item joined, where the story has grown and they show
    /// that it holds two. A story into which or from which a person moved items stays as it is.
    pub(super) async fn part_story(
        &mut self,
        by: ItemId,
        story: StoryId,
        overlay: &mut Overlay,
        sitting: Sitting<'_>,
    ) -> Result<(), StoreError> {
        let items = self.items_of(story, overlay).await?;
        if !Parting::is_due(items.len()) {
            return Ok(());
        }
        let moves = self.store.story_moves(story).await?;
        if moves.iter().any(|moved| matches!(moved.why, Moved::ByHand { .. })) {
            return Ok(());
        }
        let latest = &items[items.len().saturating_sub(LOOKED_AT)..];
        let texts = self.texts(latest, overlay).await?;
        let filed = FiledBefore { known: self.known(overlay), texts: &texts, now: sitting.now };
        let Some(Parting { leave, across, within }) = Parting::of(filed, &self.weighing.grounds)
        else {
            return Ok(());
        };
        let into = self.next_story;
        self.next_story = StoryId(into.0 + 1);
        let why = Moved::Parted { by, across, within };
        self.move_items(Move { items: leave, from: story, into, why }, overlay);
        Ok(())
    }

    /// The items of a story, as the batch in the making leaves it.
    async fn items_of(&self, story: StoryId, overlay: &Overlay) -> Result<Vec<ItemId>, StoreError> {
        let known = self.known(overlay);
        let mut items = self.store.story_items(story).await?;
        items.extend(overlay.articles.keys().copied());
        items.retain(|item| known.story(*item) == Some(story));
        items.sort_unstable();
        items.dedup();
        Ok(items)
    }

    fn move_items(&self, moved: Move, overlay: &mut Overlay) {
        let Move { items, from, into, why } = moved;
        for item in &items {
            if let Some(seen) = self.known(overlay).seen(*item) {
                overlay.memory.place(InStory { item: *item, story: into, seen });
            }
        }
        overlay.filings.push(Filing::Moved { items, from, into, why });
    }
}
