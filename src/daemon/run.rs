//! The daemon's loops, each `while step()`, and the single pass of `run --once`.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::desk::{Desk, Filed};
use super::drains::{self, CatchUpError};
use super::reload::looking;
use super::requests;
use super::visit::Brought;
use super::visits::{UnderWay, Visits, visiting};
use super::{Configuration, House};
use crate::clock::{self, SignedDuration, Timestamp};
use crate::deliver::Post;
use crate::index::Index;
use crate::report::Deadlines;
use crate::store::{Store, StoreError};

/// Batches that wait for the desk; then visits wait.
const QUEUE: usize = 8;
pub(super) const TICK: Duration = Duration::from_millis(500);
/// What ending may take: the queue is filed and the index committed within it.
const GRACE: Duration = Duration::from_secs(4);
/// What tasks that did not end in time get to be dropped.
const DROP: Duration = Duration::from_millis(500);
/// How long nothing is visited or judged again after the desk could not file.
const REST: SignedDuration = SignedDuration::from_mins(1);

/// What one pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pass {
    pub visited: usize,
    pub filed: Filed,
    pub told: usize,
    pub sent: usize,
}

/// One pass: visits, files, indexes, tells, sends.
///
/// # Errors
/// When the store or the index fails; sources and channels that fail are logged and tried again.
pub async fn once(house: &mut House, which: Visits) -> anyhow::Result<Pass> {
    let mut pass = Pass::default();
    let configuration = Arc::clone(&house.configuration);
    let store = house.store.clone();
    store.note_sources(&configuration.source_ids(), clock::now()).await?;
    requests::serve(&store, &configuration, clock::now()).await?;
    requests::serve_at_desk(&mut house.desk, &configuration, clock::now()).await?;
    let mut under_way = UnderWay::default();
    let mut queues = Vec::new();
    let queue = || {
        let (to_desk, queue) = mpsc::channel(QUEUE);
        queues.push(queue);
        to_desk
    };
    pass.visited = under_way.start(&house.visitor(), which, clock::now(), queue).await?;
    // Side by side on the network, in one order at the desk: a pass files the same whoever is fast.
    for mut queue in queues {
        while let Some(brought) = queue.recv().await {
            let filed = file(&mut house.desk, &configuration, brought).await?;
            pass.filed = pass.filed + filed.unwrap_or_default();
        }
    }
    under_way.all_ended().await?;
    while house.desk.judge_again(&configuration, clock::now()).await? {}
    house.desk.save().await?;
    drains::catch_up(&mut house.index, &store, &configuration).await?;
    pass.told = drains::report(&store, &configuration, Deadlines::Over, clock::now()).await?;
    pass.sent = drains::send(&store, &house.post, clock::now()).await?.sent;
    Ok(pass)
}

/// Files one batch; none where it could not be filed for now.
async fn file(desk: &mut Desk, configuration: &Configuration, brought: Brought) -> Result<Option<Filed>, StoreError> {
    let source = brought.source.clone();
    match desk.file(configuration, brought, clock::now()).await {
        Ok(filed) => Ok(Some(filed)),
        Err(error) if error.is_passing() => {
            warn!(source.id = %source, "could not file what {source} brought, it is visited again: {error}");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Does at the desk what waits when nothing comes in: requests, and judging some of the archive again where it
/// has to be; false where this cannot be filed for now.
async fn tidy(desk: &mut Desk, configuration: &Configuration) -> Result<bool, StoreError> {
    let done = async {
        requests::serve_at_desk(desk, configuration, clock::now()).await?;
        desk.judge_again(configuration, clock::now()).await
    };
    match done.await {
        Err(error) if error.is_passing() => {
            warn!("nothing is arranged or judged again for now: {error}");
            Ok(false)
        }
        done => done.map(|_| true),
    }
}

/// SIGTERM and SIGINT, from when it is made on: one that comes while the house is opened counts.
pub struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    /// # Errors
    /// When the system does not let this process listen.
    pub fn listen() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Returns when this process is asked to stop.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Runs until it is asked to stop, then files what is queued, commits the index and returns.
///
/// # Errors
/// When the house cannot be kept: the store or the index fails for good.
pub async fn run(house: House, stop: &mut Stop) -> anyhow::Result<()> {
    let House { configuration, store, desk, index, client, post, lock } = house;
    let (ending, stopping) = watch::channel(false);
    let (current, configured) = watch::channel(configuration);
    let (to_desk, queue) = mpsc::channel(QUEUE);
    let (resting, rest) = watch::channel(Timestamp::MIN);
    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    info!("running; {} sources, {} watches", configured.borrow().sources.len(), configured.borrow().watches.iter().count());
    tasks.spawn(visiting(client, store.clone(), configured.clone(), to_desk, rest, stopping.clone()));
    tasks.spawn(filing(desk, queue, configured.clone(), resting));
    tasks.spawn(indexing(index, store.clone(), configured.clone(), stopping.clone()));
    tasks.spawn(telling(store.clone(), configured.clone(), stopping.clone()));
    tasks.spawn(sending(post, store, configured, stopping.clone()));
    tasks.spawn(looking(current, stopping));
    let ended_early = tokio::select! {
        ended = tasks.join_next() => ended,
        () = stop.asked() => None,
    };
    info!("stopping");
    ending.send_replace(true);
    let finished = tokio::time::timeout(GRACE, async {
        let mut failure = ended_early.and_then(failed);
        while let Some(ended) = tasks.join_next().await {
            failure = failure.or(failed(ended));
        }
        failure
    })
    .await;
    // Whoever takes the lock next finds nobody at the desk.
    tokio::time::timeout(DROP, tasks.shutdown()).await.ok();
    drop(lock);
    match finished {
        Ok(None) => info!("stopped"),
        Ok(Some(failure)) => return Err(failure),
        Err(_) => warn!("stopped with work under way; it is done again after the next start"),
    }
    Ok(())
}

fn failed(ended: Result<anyhow::Result<()>, tokio::task::JoinError>) -> Option<anyhow::Error> {
    match ended {
        Ok(Ok(())) => None,
        Ok(Err(error)) => Some(error),
        Err(error) => Some(error.into()),
    }
}

/// Waits a while; false when the house is stopping.
pub(super) async fn goes_on(stopping: &mut watch::Receiver<bool>, wait: Duration) -> bool {
    tokio::select! {
        _ = stopping.wait_for(|stop| *stop) => false,
        () = tokio::time::sleep(wait) => true,
    }
}

/// Ends when every sender has: the queue is filed to its last batch.
async fn filing(
    mut desk: Desk,
    mut queue: mpsc::Receiver<Brought>,
    configured: watch::Receiver<Arc<Configuration>>,
    resting: watch::Sender<Timestamp>,
) -> anyhow::Result<()> {
    loop {
        let brought = tokio::select! {
            biased;
            brought = queue.recv() => Some(brought),
            () = tokio::time::sleep(TICK) => None,
        };
        let configuration = Arc::clone(&configured.borrow());
        match brought {
            Some(Some(brought)) => {
                if file(&mut desk, &configuration, brought).await?.is_none() {
                    resting.send_replace(clock::now() + REST);
                }
            }
            Some(None) => break,
            None if *resting.borrow() > clock::now() => {}
            None => {
                if !tidy(&mut desk, &configuration).await? {
                    resting.send_replace(clock::now() + REST);
                }
            }
        }
    }
    Ok(desk.save().await?)
}

async fn indexing(
    mut index: Index,
    store: Store,
    configured: watch::Receiver<Arc<Configuration>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    loop {
        let goes_on = goes_on(&mut stopping, TICK * 2).await;
        let configuration = Arc::clone(&configured.borrow());
        match drains::catch_up(&mut index, &store, &configuration).await {
            Ok(_) => {}
            Err(CatchUpError::Store(error)) if error.is_passing() => warn!("the index lags: {error}"),
            Err(error) => return Err(error.into()),
        }
        if !goes_on {
            return Ok(());
        }
    }
}

async fn telling(store: Store, configured: watch::Receiver<Arc<Configuration>>, mut stopping: watch::Receiver<bool>) -> anyhow::Result<()> {
    while goes_on(&mut stopping, TICK * 2).await {
        let configuration = Arc::clone(&configured.borrow());
        let done = async {
            requests::serve(&store, &configuration, clock::now()).await?;
            drains::report(&store, &configuration, Deadlines::Kept, clock::now()).await
        };
        passing(done.await.map(|_| ()), "nothing was told this time")?;
    }
    Ok(())
}

async fn sending(
    mut post: Post,
    store: Store,
    mut configured: watch::Receiver<Arc<Configuration>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    while goes_on(&mut stopping, TICK).await {
        if configured.has_changed().unwrap_or(false) {
            post = configured.borrow_and_update().post();
        }
        passing(drains::send(&store, &post, clock::now()).await.map(|_| ()), "nothing was sent this time")?;
    }
    Ok(())
}

/// A store that is busy or full is tried again; one that is broken ends the house.
fn passing(done: Result<(), StoreError>, meanwhile: &str) -> anyhow::Result<()> {
    match done {
        Err(error) if error.is_passing() => warn!("{meanwhile}: {error}"),
        done => done?,
    }
    Ok(())
}
