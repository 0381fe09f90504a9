//! The daemon's loops, each `while step()`, and the single pass of `run --once`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tracing::{info, warn};

use super::arrival::{Brought, Gathered};
use super::desk::{Desk, Tally};
use super::drains;
use super::house::{House, index_place};
use super::indexing::indexing;
use super::pace::{STORE_REST, TICK, goes_on};
use super::reload::looking;
use super::sending::{self, Outbox};
use super::serving;
use super::signals::{Asked, SystemSignals};
use super::trouble::Trouble;
use super::visits::{UnderWay, Visits, WayToDesk, visiting};
use crate::clock::{self, Timestamp};
use crate::configuration::Configuration;
use crate::deliver::Post;
use crate::report::Deadlines;
use crate::store::{Outcome, Store, StoreError};

/// How many batches may wait for the desk; with more, visits wait.
const QUEUE: usize = 8;
/// How long ending may take: the queue is filed and the index committed within it.
const GRACE: Duration = Duration::from_secs(4);
/// How long tasks that did not end in time get to be dropped.
const DROP: Duration = Duration::from_millis(500);

/// How much one pass did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pass {
    /// How many sources were visited.
    pub visited: usize,
    /// How many of these could not be read.
    pub unread: usize,
    pub filed: Tally,
    /// How many messages were put into the outbox.
    pub told: usize,
    /// How many messages were sent.
    pub sent: usize,
}

/// Makes one pass: visits, files, indexes, tells, sends.
///
/// # Errors
/// When the store or the index fails; sources and channels that fail are logged and tried again.
pub async fn once(house: &mut House, which: Visits) -> anyhow::Result<Pass> {
    let mut pass = Pass::default();
    let configuration = Arc::clone(&house.configuration);
    let store = house.store.clone();
    store.note_sources(&configuration.source_ids(), clock::now()).await?;
    serving::serve(&store, &configuration, clock::now()).await?;
    serving::serve_at_desk(&mut house.desk, &configuration, clock::now()).await?;
    let mut trouble = Trouble::default();
    let mut under_way = UnderWay::default();
    let mut gathered = Gathered::default();
    let mut queues = Vec::new();
    let queue = || {
        let (to_desk, queue) = mpsc::channel(QUEUE);
        queues.push(queue);
        to_desk
    };
    let begun = clock::now();
    pass.visited = under_way.start(&house.visitor(begun), which, begun, queue).await?;
    // Side by side on the network, in one order at the desk: a pass files the same whoever is fast,
    // and judges by publication what it brings.
    for mut queue in queues {
        while let Some(brought) = queue.recv().await {
            pass.unread += usize::from(
                brought
                    .visit
                    .as_ref()
                    .is_some_and(|visit| matches!(visit.outcome, Outcome::Failed { .. })),
            );
            gathered.add(brought);
            if gathered.is_full() {
                let gathered = std::mem::take(&mut gathered);
                let filed = file_all(&mut house.desk, &configuration, gathered, &mut trouble);
                pass.filed = pass.filed + filed.await?;
            }
        }
    }
    let filed = file_all(&mut house.desk, &configuration, gathered, &mut trouble).await?;
    pass.filed = pass.filed + filed;
    under_way.all_ended().await?;
    while house.desk.judge_again(&configuration, clock::now()).await? {}
    house.desk.save().await?;
    drains::catch_up(&mut house.index, &store, &configuration).await?;
    pass.told = drains::report(&store, &configuration, Deadlines::Over, clock::now()).await?;
    pass.sent = sending::send(&store, &house.post, clock::now()).await?.sent;
    Ok(pass)
}

/// Files what a pass gathered, and says how much came of it.
async fn file_all(
    desk: &mut Desk,
    configuration: &Configuration,
    gathered: Gathered,
    trouble: &mut Trouble,
) -> Result<Tally, StoreError> {
    let mut filed = Tally::default();
    for brought in gathered.into_parts() {
        filed = filed + file(desk, configuration, brought, trouble).await?.unwrap_or_default();
    }
    Ok(filed)
}

/// Files one batch, and says how much came of it; none where it could not be filed for now.
async fn file(
    desk: &mut Desk,
    configuration: &Configuration,
    brought: Brought,
    trouble: &mut Trouble,
) -> Result<Option<Tally>, StoreError> {
    let sources = brought.named();
    match desk.file(configuration, brought, clock::now()).await {
        Ok(filed) => {
            trouble.over("what is brought is filed again");
            Ok(Some(filed))
        }
        Err(error) if error.is_passing() => {
            trouble.met(&format!("could not file what {sources} brought"), error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Does at the desk what waits when nothing comes in: requests, and judging some of the archive
/// again where it has to be.
async fn tidy(desk: &mut Desk, configuration: &Configuration) -> Result<(), StoreError> {
    serving::serve_at_desk(desk, configuration, clock::now()).await?;
    desk.judge_again(configuration, clock::now()).await?;
    Ok(())
}

/// Runs the loops of a house until it is asked to stop, then files what is queued, commits the
/// index and returns.
///
/// # Errors
/// When the house cannot be kept: the store or the index fails for good.
pub async fn run(house: House, signals: &mut SystemSignals) -> anyhow::Result<()> {
    let House { configuration, store, desk, index, client, post, lock } = house;
    let place = index_place(&configuration.directory.data());
    let (ending, stopping) = watch::channel(false);
    let (current, configured) = watch::channel(configuration);
    let (to_desk, queue) = mpsc::channel(QUEUE);
    let (resting, rest) = watch::channel(Timestamp::MIN);
    let (reload, reloads) = watch::channel(());
    let mut tasks: JoinSet<anyhow::Result<()>> = JoinSet::new();
    info!(
        "running; {} sources, {} watches",
        configured.borrow().sources.len(),
        configured.borrow().watches.iter().count()
    );
    tasks.spawn(visiting(
        client,
        store.clone(),
        configured.clone(),
        WayToDesk { queue: to_desk, rest },
        stopping.clone(),
    ));
    tasks.spawn(filing(desk, queue, configured.clone(), resting));
    tasks.spawn(indexing(index, place, store.clone(), configured.clone(), stopping.clone()));
    tasks.spawn(telling(store.clone(), configured.clone(), stopping.clone()));
    tasks.spawn(sending(post, store, configured, stopping.clone()));
    tasks.spawn(looking(current, reloads, stopping));
    let ended_early = loop {
        tokio::select! {
            ended = tasks.join_next() => break ended,
            asked = signals.asked() => match asked {
                Asked::Reload => reload.send_replace(()),
                Asked::Stop => break None,
            },
        }
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

/// Files what comes to the desk. It ends when every sender has: the queue is filed to its last
/// batch.
async fn filing(
    mut desk: Desk,
    mut queue: mpsc::Receiver<Brought>,
    configured: watch::Receiver<Arc<Configuration>>,
    resting: watch::Sender<Timestamp>,
) -> anyhow::Result<()> {
    let (mut unfiled, mut untidy) = (Trouble::default(), Trouble::default());
    let mut rest = STORE_REST;
    let mut held = |is_well: bool| {
        if is_well {
            rest.over();
        } else {
            resting.send_replace(rest.begin(clock::now()));
        }
    };
    loop {
        let brought = tokio::select! {
            biased;
            brought = queue.recv() => Some(brought),
            () = tokio::time::sleep(TICK) => None,
        };
        let configuration = Arc::clone(&configured.borrow());
        match brought {
            Some(Some(brought)) => {
                held(file(&mut desk, &configuration, brought, &mut unfiled).await?.is_some());
            }
            Some(None) => break,
            None if *resting.borrow() > clock::now() => {}
            None => {
                let done = tidy(&mut desk, &configuration).await;
                let is_well = untidy.passing(
                    done,
                    "nothing is arranged or judged again",
                    "what waits is judged again",
                )?;
                if !is_well {
                    held(false);
                }
            }
        }
    }
    // What is not written down is read from the archive at the next start.
    unfiled.passing(desk.save().await, "the memory was not written down", "")?;
    Ok(())
}

async fn telling(
    store: Store,
    configured: watch::Receiver<Arc<Configuration>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut trouble = Trouble::default();
    while goes_on(&mut stopping, TICK * 2).await {
        let configuration = Arc::clone(&configured.borrow());
        let done = async {
            serving::serve(&store, &configuration, clock::now()).await?;
            drains::report(&store, &configuration, Deadlines::Kept, clock::now()).await
        };
        trouble.passing(done.await, "nothing is told", "what waits is told again")?;
    }
    Ok(())
}

async fn sending(
    mut post: Post,
    store: Store,
    mut configured: watch::Receiver<Arc<Configuration>>,
    mut stopping: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let mut outbox = Outbox::default();
    let mut trouble = Trouble::default();
    while goes_on(&mut stopping, TICK).await {
        if configured.has_changed().unwrap_or(false) {
            post = configured.borrow_and_update().post();
            outbox.reopen();
        }
        let mut done = outbox.ended();
        if done.is_ok() {
            done = outbox.start(&store, &post, clock::now(), &stopping).await;
        }
        trouble.passing(done, "nothing is sent", "what waits is sent again")?;
    }
    // A message that is being handed over is handed over, if that ends in time.
    trouble.passing(outbox.all_ended().await, "not all is noted that was sent", "")?;
    Ok(())
}
