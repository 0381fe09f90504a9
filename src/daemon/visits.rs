//! The visits that are under way side by side, and which of them start.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};
use tracing::error;

use super::arrival::Brought;
use super::pace::{STORE_REST, TICK, goes_on};
use super::trouble::Trouble;
use super::visit::Visitor;
use crate::clock::{self, Due, SignedDuration, Timestamp};
use crate::configuration::Configuration;
use crate::fetch::Client;
use crate::report::Rest;
use crate::source::{self, Source};
use crate::store::{SourceState, Store, StoreError};

/// How many pages of which only the headline is known are tried again at a time.
const REREADS: usize = 20;

/// The sources that a pass visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visits {
    /// The sources that are due by their schedules.
    Due,
    /// All sources, whatever their schedules say.
    All,
}

/// The visits and rereads that are under way, each by its name; none runs twice at a time.
pub(super) struct UnderWay {
    tasks: JoinSet<Result<(), StoreError>>,
    names: HashMap<Id, String>,
    busy: BTreeSet<String>,
    /// The trouble that visits have with the store, when they ask it what is known.
    trouble: Trouble,
    /// The rest after a visit found the store closed, in which none starts.
    rest: Rest,
}

impl Default for UnderWay {
    fn default() -> Self {
        Self {
            tasks: JoinSet::new(),
            names: HashMap::new(),
            busy: BTreeSet::new(),
            trouble: Trouble::default(),
            rest: STORE_REST,
        }
    }
}

impl UnderWay {
    /// Starts visits of sources, first-hand ones first, and rereads of due pages, where they are
    /// not under way; gives the number of visits. `queue` gives each the queue into which it hands
    /// its articles.
    pub(super) async fn start(
        &mut self,
        visitor: &Visitor,
        which: Visits,
        now: Timestamp,
        mut queue: impl FnMut() -> mpsc::Sender<Brought>,
    ) -> Result<usize, StoreError> {
        let states = match which {
            Visits::Due => {
                visitor
                    .store
                    .due_sources(Due::at(now, source::longest(SignedDuration::ZERO)))
                    .await?
            }
            Visits::All => visitor.store.source_states().await?,
        };
        let mut states: BTreeMap<String, SourceState> =
            states.into_iter().map(|state| (state.source.clone(), state)).collect();
        let mut sources: Vec<&Source> = visitor.configuration.sources.iter().collect();
        sources.sort_by_key(|source| source.tier);
        let mut started = 0;
        for source in sources {
            let Some(state) = states.remove(&source.id).filter(|_| !self.busy.contains(&source.id))
            else {
                continue;
            };
            // A source that is visited every few days may be set further off than any other.
            if which == Visits::Due
                && !Due::at(now, source::longest(source.every)).covers(state.next_visit)
            {
                continue;
            }
            let (visitor, visited, to_desk) = (visitor.clone(), source.clone(), queue());
            self.spawn(source.id.clone(), async move {
                visitor.visit(&visited, &state, &to_desk).await
            });
            started += 1;
        }
        for reread in visitor.store.rereads(Due::at(now, source::LONGEST_REREAD), REREADS).await? {
            let name = format!("{} {}", reread.source, reread.item);
            if self.busy.contains(&name) {
                continue;
            }
            let (visitor, to_desk) = (visitor.clone(), queue());
            self.spawn(name, async move {
                visitor.reread(&reread, &to_desk).await;
                Ok(())
            });
        }
        Ok(started)
    }

    fn spawn(
        &mut self,
        name: String,
        visit: impl Future<Output = Result<(), StoreError>> + Send + 'static,
    ) {
        let task = self.tasks.spawn(visit);
        self.busy.insert(name.clone());
        self.names.insert(task.id(), name);
    }

    /// Forgets the visits that have ended.
    ///
    /// # Errors
    /// When one of them found the store broken. A visit that panicked, or found the store busy, is
    /// logged: its source is due again.
    pub(super) fn ended(&mut self) -> Result<(), StoreError> {
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.forget(ended)?;
        }
        Ok(())
    }

    /// Waits for all visits that are under way, and forgets them.
    ///
    /// # Errors
    /// When one of them found the store broken.
    pub(super) async fn all_ended(&mut self) -> Result<(), StoreError> {
        while let Some(ended) = self.tasks.join_next_with_id().await {
            self.forget(ended)?;
        }
        Ok(())
    }

    fn forget(
        &mut self,
        ended: Result<(Id, Result<(), StoreError>), JoinError>,
    ) -> Result<(), StoreError> {
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let name = self.names.remove(&id).unwrap_or_default();
        self.busy.remove(&name);
        match ended {
            Ok((_, done)) => {
                let is_well = self.trouble.passing(
                    done,
                    &format!("gave up the visit of {name} for now"),
                    "visits find the database again",
                )?;
                if is_well {
                    self.rest.over();
                } else {
                    self.rest.begin(clock::now());
                }
                Ok(())
            }
            Err(panic) => {
                error!(visit = %name, "the visit of {name} failed in our own code, please report \
                    it: {panic}");
                Ok(())
            }
        }
    }

    /// Ends all visits. What they bring is not filed yet, so nothing is lost: they are due again.
    async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }
}

/// The way by which visits bring articles to the desk.
pub(super) struct WayToDesk {
    pub queue: mpsc::Sender<Brought>,
    /// The moment before which no visit starts; the desk sets it when it cannot file.
    pub rest: watch::Receiver<Timestamp>,
}

/// Visits what falls due, until the house stops. No visit starts while the desk rests, nor while a
/// visit has just found the store closed: other people's servers are not asked in vain.
pub(super) async fn visiting(
    mut client: Client,
    store: Store,
    mut configured: watch::Receiver<Arc<Configuration>>,
    desk: WayToDesk,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut under_way = UnderWay::default();
    let mut configuration = Arc::clone(&configured.borrow_and_update());
    let mut is_noted = false;
    let mut trouble = Trouble::default();
    loop {
        if configured.has_changed().unwrap_or(false) {
            let changed = Arc::clone(&configured.borrow_and_update());
            client = changed_client(client, &configuration, &changed);
            (configuration, is_noted) = (changed, false);
        }
        let now = clock::now();
        if *desk.rest.borrow() <= now && !under_way.rest.is_on(now) {
            let visitor = Visitor::new(&configuration, &client, &store, now);
            let started =
                note_and_start(&mut under_way, &visitor, &mut is_noted, now, &desk.queue).await;
            trouble.passing(started, "nothing is visited", "sources are visited again")?;
        }
        under_way.ended()?;
        if !goes_on(&mut stopping, TICK).await {
            under_way.stop().await;
            return Ok(());
        }
    }
}

/// A new client forgets its hosts' manners, so there is one only where it has to be.
fn changed_client(client: Client, before: &Configuration, after: &Configuration) -> Client {
    let of = |configuration: &Configuration| {
        let settings = configuration.settings();
        (settings.fetch.clone(), settings.instance.clone(), settings.contact.clone())
    };
    if of(before) == of(after) {
        return client;
    }
    after.client().unwrap_or_else(|error| {
        error!("[fetch] stays as it was: {error}");
        client
    })
}

async fn note_and_start(
    under_way: &mut UnderWay,
    visitor: &Visitor,
    is_noted: &mut bool,
    now: Timestamp,
    to_desk: &mpsc::Sender<Brought>,
) -> Result<(), StoreError> {
    if !*is_noted {
        visitor.store.note_sources(&visitor.configuration.source_ids(), now).await?;
        *is_noted = true;
    }
    under_way.start(visitor, Visits::Due, now, || to_desk.clone()).await?;
    Ok(())
}
