//! The sending of what is in the outbox, by its channels side by side: a channel that is slow,
//! silent or closed holds up no other, and is tried again until it is open.

use std::collections::{BTreeMap, HashMap};

use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tracing::{debug, error, info, warn};

use crate::clock::{self, Due, Timestamp};
use crate::deliver::{Post, SendError};
use crate::id::DeliveryId;
use crate::report::{LONGEST_WAIT, Message, Rest, next_try};
use crate::store::{Outgoing, Store, StoreError};

/// How many deliveries are read from the store at a time.
const PAGE: usize = 20;

/// How many messages were sent, and how many tries failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    pub sent: usize,
    pub failed: usize,
}

/// What is remembered of a channel between its rounds.
#[derive(Debug)]
struct Account {
    /// The deliveries that the other side accepted and that are not noted in the store yet, each
    /// with the answer: they must not be sent again.
    accepted: Vec<(DeliveryId, String)>,
    /// The rest that the channel is given; in trouble while the channel is closed.
    rest: Rest,
}

impl Default for Account {
    fn default() -> Self {
        Self { accepted: Vec::new(), rest: Rest::OF_CHANNEL }
    }
}

/// A channel's round: everything that is due over it, until it is closed.
struct Round {
    store: Store,
    post: Post,
    channel: String,
    account: Account,
    sent: Sent,
}

/// A round that has come to its end, and how.
type Ended = (Round, Result<(), StoreError>);

/// Sends everything that is due in the outbox, each channel until it is closed.
///
/// # Errors
/// When the store cannot be read or written. A delivery that was sent but could not be noted is
/// sent again under the same id.
pub async fn send(store: &Store, post: &Post, now: Timestamp) -> Result<Sent, StoreError> {
    let (_nobody, stopping) = watch::channel(false);
    let mut outbox = Outbox::default();
    outbox.start(store, post, now, &stopping).await?;
    outbox.all_ended().await
}

/// The rounds that are under way, one of a channel at most.
#[derive(Default)]
pub(super) struct Outbox {
    rounds: JoinSet<Ended>,
    busy: HashMap<Id, String>,
    accounts: BTreeMap<String, Account>,
}

impl Outbox {
    /// Starts a round of each channel for which something is due, where none is under way and the
    /// channel does not rest.
    pub async fn start(
        &mut self,
        store: &Store,
        post: &Post,
        now: Timestamp,
        stopping: &watch::Receiver<bool>,
    ) -> Result<(), StoreError> {
        let due = Due::at(now, LONGEST_WAIT);
        for channel in store.channels_due(due).await? {
            let rests = self.accounts.get(&channel).is_some_and(|account| account.rest.is_on(now));
            if rests || self.busy.values().any(|busy| *busy == channel) {
                continue;
            }
            let account = self.accounts.remove(&channel).unwrap_or_default();
            let mut round = Round {
                store: store.clone(),
                post: post.clone(),
                channel: channel.clone(),
                account,
                sent: Sent::default(),
            };
            let stopping = stopping.clone();
            let task = self.rounds.spawn(async move {
                let done = round.run(due, &stopping).await;
                (round, done)
            });
            self.busy.insert(task.id(), channel);
        }
        Ok(())
    }

    /// Ends the rest of all channels, so that they are tried at once: their settings may have
    /// changed.
    pub fn reopen(&mut self) {
        self.accounts.values_mut().for_each(|account| account.rest.cut_short());
    }

    /// Takes in the rounds that have ended.
    ///
    /// # Errors
    /// The first error of a round: the store could not be read or written.
    pub fn ended(&mut self) -> Result<(), StoreError> {
        while let Some(ended) = self.rounds.try_join_next_with_id() {
            self.settle(ended)?;
        }
        Ok(())
    }

    /// Waits for all rounds, and says how much they sent.
    ///
    /// # Errors
    /// The first error of a round: the store could not be read or written.
    pub async fn all_ended(&mut self) -> Result<Sent, StoreError> {
        let mut all = Ok(Sent::default());
        while let Some(ended) = self.rounds.join_next_with_id().await {
            // One that failed ends no other.
            let one = self.settle(ended);
            all = all.and_then(|all| {
                one.map(|one| Sent { sent: all.sent + one.sent, failed: all.failed + one.failed })
            });
        }
        all
    }

    fn settle(&mut self, ended: Result<(Id, Ended), JoinError>) -> Result<Sent, StoreError> {
        match ended {
            Ok((id, (round, done))) => {
                self.busy.remove(&id);
                self.accounts.insert(round.channel, round.account);
                done.map(|()| round.sent)
            }
            Err(panic) => {
                let channel = self.busy.remove(&panic.id()).unwrap_or_default();
                error!(
                    channel,
                    "sending over {channel} failed in our own code, please report it: {panic}"
                );
                Ok(Sent::default())
            }
        }
    }
}

impl Round {
    async fn run(&mut self, due: Due, stopping: &watch::Receiver<bool>) -> Result<(), StoreError> {
        self.note_accepted().await?;
        loop {
            // What could not be sent is due later, so each delivery comes once.
            let page = self.store.outbox(&self.channel, due, PAGE).await?;
            if page.is_empty() {
                return Ok(());
            }
            for delivery in page {
                if *stopping.borrow() || !self.try_one(&delivery).await? {
                    return Ok(());
                }
            }
        }
    }

    /// Sends one delivery and notes how it went; false where the channel is closed.
    async fn try_one(&mut self, delivery: &Outgoing) -> Result<bool, StoreError> {
        let error = match self.post.send(&delivery.message, clock::now()).await {
            Ok(receipt) => {
                self.opened();
                self.sent.sent += 1;
                let Message { channel, subject, reader, .. } = &delivery.message;
                info!(delivery = %delivery.id, channel, "sent {subject} to {reader}");
                self.account.accepted.push((delivery.id, receipt.answer));
                self.note_accepted().await?;
                return Ok(true);
            }
            Err(error) => error,
        };
        self.sent.failed += 1;
        let now = clock::now();
        let next_try = match error {
            SendError::Later { .. } | SendError::Closed { .. } => next_try(delivery.attempts, now),
            SendError::Never { .. } => None,
        };
        let is_said = match &error {
            SendError::Closed { .. } => self.account.rest.is_in_trouble(),
            SendError::Later { .. } | SendError::Never { .. } => delivery.attempts > 0,
        };
        let channel = &self.channel;
        match next_try {
            Some(at) if is_said => {
                debug!(delivery = %delivery.id, channel, "could not send, next try {at}: {error}");
            }
            Some(at) => {
                warn!(delivery = %delivery.id, channel, "could not send, next try {at}: {error}");
            }
            None => error!(delivery = %delivery.id, channel, "given up: {error}"),
        }
        let is_closed = matches!(error, SendError::Closed { .. });
        if is_closed {
            self.account.rest.begin(now);
        } else {
            self.opened();
        }
        self.store.failed(delivery.id, &error.to_string(), next_try, now).await?;
        Ok(!is_closed)
    }

    async fn note_accepted(&mut self) -> Result<(), StoreError> {
        while let Some((id, answer)) = self.account.accepted.last() {
            self.store.sent(*id, answer, clock::now()).await?;
            self.account.accepted.pop();
        }
        Ok(())
    }

    fn opened(&mut self) {
        if self.account.rest.is_in_trouble() {
            info!(channel = self.channel, "{} takes messages again", self.channel);
        }
        self.account.rest.over();
    }
}
