//! The outbox: messages, what they told, and how their sending went.
//!
//! A message is a row before it leaves the house. It is sent at least once: a crash between sending
//! and noting sends it again, under the same key.

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::column::{count, from_word, json, micros, moment, moment_if, text, word};
use super::{Store, StoreError, bounded};
use crate::clock::{Due, Timestamp};
use crate::id::{DeliveryId, ItemId};
use crate::report::{How, Message, MessageKind};

/// How far the sending of a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It waits to be sent, or to be sent again.
    Queued,
    /// Its channel took it.
    Sent,
    /// It was given up, and is not tried again.
    Dead,
}

/// A message that is due to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    pub id: DeliveryId,
    pub message: Message,
    /// How many times it was tried so far, always in vain.
    pub attempts: u32,
}

/// What is known of a delivery, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    /// The key of its message, derived from the occasion.
    pub key: String,
    pub reader: String,
    pub owner: String,
    pub channel: String,
    pub kind: MessageKind,
    pub subject: String,
    pub state: DeliveryState,
    /// How many times it was tried.
    pub attempts: u32,
    /// When it is tried next, while it is queued.
    pub next_try: Option<Timestamp>,
    /// Why the last try failed.
    pub error: Option<String>,
    pub made_at: Timestamp,
    pub sent_at: Option<Timestamp>,
    /// What the other side answered when it took the message.
    pub answer: Option<String>,
}

/// A choice of deliveries to list, the last made first: those for which all conditions that are
/// given hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    pub id: Option<DeliveryId>,
    pub state: Option<DeliveryState>,
    pub reader: Option<String>,
    /// Deliveries that tell of this item.
    pub item: Option<ItemId>,
    /// How many deliveries are listed, at most [`super::LIST_LIMIT`].
    pub limit: usize,
}

/// The most characters of an answer or an error that are kept; they come from other people's
/// servers.
const ANSWER_LIMIT: usize = 2_000;

impl Store {
    /// Puts messages into the outbox with what they tell, all or none, and says how many were new.
    /// A message whose key is there already is passed over whole: that occasion was told.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn enqueue(&self, messages: &[Message], now: Timestamp) -> Result<usize, StoreError> {
        let mut transaction = self.begin().await?;
        let mut new = 0;
        for message in messages {
            if let Some(delivery) = queue(&mut transaction, message, now).await? {
                new += 1;
                tell(&mut transaction, message, delivery, now).await?;
            }
        }
        transaction.commit().await?;
        Ok(new)
    }

    /// The names of the channels for which something is due to be sent.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn channels_due(&self, due: Due) -> Result<Vec<String>, StoreError> {
        let channels = sqlx::query_scalar(
            "SELECT DISTINCT channel FROM delivery WHERE next_try \
            <= $1 OR next_try > $2 ORDER BY channel",
        )
        .bind(micros(due.now))
        .bind(micros(due.farthest))
        .fetch_all(&self.reader)
        .await?;
        Ok(channels)
    }

    /// The messages that are due to be sent over `channel`, the longest waiting first. A message
    /// that this dateline cannot read is set dead, so that it does not hold up the rest.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn outbox(
        &self,
        channel: &str,
        due: Due,
        limit: usize,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let rows: Vec<(i64, String, i64)> = sqlx::query_as(
            "SELECT id, message, attempts FROM delivery WHERE channel = $1 AND (next_try <= $2 OR \
                next_try > $3) ORDER BY next_try, id LIMIT $4",
        )
        .bind(text(channel))
        .bind(micros(due.now))
        .bind(micros(due.farthest))
        .bind(bounded(limit))
        .fetch_all(&self.reader)
        .await?;
        let now = due.now;
        let mut due = Vec::with_capacity(rows.len());
        for (id, message, attempts) in rows {
            let id = DeliveryId(id);
            match serde_json::from_str(&message) {
                Ok(message) => due.push(Outgoing { id, message, attempts: count(attempts) }),
                Err(error) => {
                    let why = format!("the filed message cannot be read: {error}");
                    self.failed(id, &why, None, now).await?;
                }
            }
        }
        Ok(due)
    }

    /// Notes that the channel took a delivery; `answer` is what it said.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn sent(
        &self,
        id: DeliveryId,
        answer: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE delivery SET state = 'sent', attempts = attempts + 1, next_try = NULL, error \
                = NULL, sent_at = $2, answer = $3 WHERE id = $1",
        )
        .bind(id.0)
        .bind(micros(at))
        .bind(cut(answer))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Notes at `now` that the channel did not take a delivery. `next_try` is when it is tried again; without it the delivery
    /// is given up, and what it told waits again: of a digest for the next one, of an alert for a digest or another alert.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn failed(
        &self,
        id: DeliveryId,
        why: &str,
        next_try: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let noted = sqlx::query(
            "UPDATE delivery SET state = $2, attempts = attempts + 1, next_try = $3, \
            error = $4 WHERE id = $1 AND state = 'queued'",
        )
        .bind(id.0)
        .bind(word(&if next_try.is_some() { DeliveryState::Queued } else { DeliveryState::Dead })?)
        .bind(next_try.map(micros))
        .bind(cut(why))
        .execute(&mut *transaction)
        .await?;
        if next_try.is_none() && noted.rows_affected() == 1 {
            untell(&mut transaction, id, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Queues a delivery that is dead or waits, to be sent at `now`; false when it was sent already
    /// or is not there.
    #[cfg(test)]
    async fn retry(&self, id: DeliveryId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE delivery SET state = 'queued', next_try = $2 WHERE id = $1 AND state <> 'sent'",
        )
        .bind(id.0)
        .bind(micros(now))
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The deliveries that `filter` chooses, the last made first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT id, key, reader, owner, channel, kind, subject, state, attempts, next_try, \
                error, made_at, sent_at, answer FROM delivery WHERE TRUE",
        );
        if let Some(id) = filter.id {
            query.push(" AND id = ").push_bind(id.0);
        }
        if let Some(state) = filter.state {
            query.push(" AND state = ").push_bind(word(&state)?);
        }
        if let Some(reader) = &filter.reader {
            query.push(" AND reader = ").push_bind(reader.as_str());
        }
        if let Some(item) = filter.item {
            query
                .push(
                    " AND id IN (SELECT t.delivery FROM told t JOIN hit h ON h.id = t.hit \
                WHERE h.item = ",
                )
                .push_bind(item.0)
                .push(")");
        }
        query.push(" ORDER BY id DESC LIMIT ").push_bind(bounded(filter.limit));
        query.build().fetch_all(&self.reader).await?.iter().map(read).collect()
    }
}

fn read(row: &SqliteRow) -> Result<Delivery, StoreError> {
    Ok(Delivery {
        id: DeliveryId(row.try_get("id")?),
        key: row.try_get("key")?,
        reader: row.try_get("reader")?,
        owner: row.try_get("owner")?,
        channel: row.try_get("channel")?,
        kind: from_word(row.try_get("kind")?)?,
        subject: row.try_get("subject")?,
        state: from_word(row.try_get("state")?)?,
        attempts: count(row.try_get("attempts")?),
        next_try: moment_if(row.try_get("next_try")?)?,
        error: row.try_get("error")?,
        made_at: moment(row.try_get("made_at")?)?,
        sent_at: moment_if(row.try_get("sent_at")?)?,
        answer: row.try_get("answer")?,
    })
}

fn cut(answer: &str) -> String {
    text(answer).chars().take(ANSWER_LIMIT).collect()
}

/// Puts a message into the outbox and says the number of the new row; none where its key is there
/// already.
async fn queue(
    to: &mut SqliteConnection,
    message: &Message,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let id = sqlx::query_scalar(
        "INSERT INTO delivery (key, reader, owner, channel, kind, subject, message, state, \
            next_try, made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9) ON CONFLICT (key) DO NOTHING \
         RETURNING id",
    )
    .bind(text(&message.key))
    .bind(text(&message.reader))
    .bind(text(&message.owner))
    .bind(text(&message.channel))
    .bind(word(&message.kind)?)
    .bind(text(&message.subject))
    .bind(json(message)?)
    .bind(micros(now))
    .bind(micros(message.made_at))
    .fetch_optional(to)
    .await?;
    Ok(id)
}

/// Takes back what a delivery that was given up has told, and its key: the same occasion is told in another message.
async fn untell(
    to: &mut SqliteConnection,
    id: DeliveryId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let given_up = word(&How::GivenUp)?;
    for statement in [
        "UPDATE delivery SET key = key || '.given-up.' || id WHERE id = $1",
        "DELETE FROM told WHERE delivery = $1 AND how IN ('digested', 'counted')",
        // an earlier alert of the same hit was given up as well
        "DELETE FROM told WHERE how = 'givenup' AND EXISTS (SELECT 1 FROM told again WHERE again.delivery = $1 AND \
         again.hit = told.hit AND again.reader = told.reader)",
    ] {
        sqlx::query(statement).bind(id.0).execute(&mut *to).await?;
    }
    sqlx::query("UPDATE told SET how = $2, at = $3 WHERE delivery = $1")
        .bind(id.0)
        .bind(given_up)
        .bind(micros(now))
        .execute(to)
        .await?;
    Ok(())
}

/// Notes what a message tells. What was counted in an alert is held by the first digest that counts
/// it too.
async fn tell(
    to: &mut SqliteConnection,
    message: &Message,
    delivery: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let moves = message.kind == MessageKind::Digest;
    for (hit, how) in &message.tells {
        let insert = if moves && *how == How::Counted {
            "INSERT INTO told (reader, hit, how, delivery, at, story)
             VALUES ($1, $2, $3, $4, $5, COALESCE((SELECT i.story FROM hit h JOIN item i ON i.id \
             = h.item WHERE h.id = $2), 0))
             ON CONFLICT (reader, hit, how) DO UPDATE SET delivery = excluded.delivery"
        } else {
            "INSERT INTO told (reader, hit, how, delivery, at, story)
             VALUES ($1, $2, $3, $4, $5, COALESCE((SELECT i.story FROM hit h JOIN item i ON i.id \
             = h.item WHERE h.id = $2), 0))
             ON CONFLICT (reader, hit, how) DO NOTHING"
        };
        sqlx::query(insert)
            .bind(text(&message.reader))
            .bind(hit)
            .bind(word(how)?)
            .bind(delivery)
            .bind(micros(now))
            .execute(&mut *to)
            .await?;
    }
    if let Some(until) = message.told_until {
        sqlx::query(
            "INSERT INTO reader_state (reader, first_seen, digest_told_until) VALUES ($1, $2, $3)
             ON CONFLICT (reader) DO UPDATE SET digest_told_until = excluded.digest_told_until
             WHERE reader_state.digest_told_until < excluded.digest_told_until",
        )
        .bind(text(&message.reader))
        .bind(micros(now))
        .bind(micros(until))
        .execute(to)
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SignedDuration;
    use crate::id::ItemId;
    use crate::store::setup::{Room, at, batch, item, message};

    fn due(now: i64) -> Due {
        Due::at(at(now), SignedDuration::from_secs(100))
    }

    /// Every message of a test goes over one channel.
    async fn outbox(room: &Room, now: i64) -> Vec<Outgoing> {
        room.store.outbox("mail", due(now), 10).await.unwrap()
    }

    fn all() -> DeliveryFilter {
        DeliveryFilter { limit: 100, ..DeliveryFilter::default() }
    }

    #[tokio::test]
    async fn an_occasion_is_enqueued_once() {
        let room = Room::new().await;
        room.store
            .file(&batch(vec![
                item(1, 1, "https://a.example/1"),
                item(2, 1, "https://a.example/2"),
            ]))
            .await
            .unwrap();
        let first = message("k1", "desk", MessageKind::Alert, &[(1, How::Alerted)]);
        assert_eq!(room.store.enqueue(std::slice::from_ref(&first), at(10)).await.unwrap(), 1);
        let mut other =
            message("k1", "desk", MessageKind::Digest, &[(1, How::Digested), (2, How::Digested)]);
        other.told_until = Some(at(99));
        assert_eq!(
            room.store
                .enqueue(&[other, message("k2", "desk", MessageKind::Alert, &[])], at(11))
                .await
                .unwrap(),
            1
        );
        assert_eq!(
            outbox(&room, 11).await[0],
            Outgoing { id: DeliveryId(1), message: first, attempts: 0 }
        );
        assert_eq!(room.store.told_of(ItemId(1)).await.unwrap().len(), 1);
        assert_eq!(room.store.told_of(ItemId(2)).await.unwrap(), []);
        let states: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM reader_state")
            .fetch_one(&room.store.reader)
            .await
            .unwrap();
        assert_eq!(states, 0);
    }

    #[tokio::test]
    async fn messages_are_enqueued_all_or_none() {
        let room = Room::new().await;
        let messages = [
            message("k1", "desk", MessageKind::Alert, &[]),
            message("k2", "desk", MessageKind::Alert, &[(9, How::Alerted)]),
        ];
        assert!(
            matches!(room.store.enqueue(&messages, at(10)).await, Err(StoreError::Broken(_))),
            "hit 9 is not there"
        );
        assert_eq!(room.store.deliveries(&all()).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_delivery_is_tried_until_it_is_sent_or_dead() {
        let room = Room::new().await;
        let messages = [
            message("k1", "desk", MessageKind::Alert, &[]),
            message("k2", "desk", MessageKind::Alert, &[]),
        ];
        room.store.enqueue(&messages, at(10)).await.unwrap();
        assert!(outbox(&room, 9).await.is_empty());
        assert_eq!(room.store.outbox("mail", due(10), 1).await.unwrap().len(), 1);
        let (first, second) = (DeliveryId(1), DeliveryId(2));
        room.store.failed(first, "451 later", Some(at(60)), at(10)).await.unwrap();
        room.store.failed(second, "550 no such reader", None, at(10)).await.unwrap();
        assert!(outbox(&room, 59).await.is_empty());
        assert_eq!(outbox(&room, 60).await[0].attempts, 1);
        room.store.sent(first, "250 ok", at(61)).await.unwrap();
        assert!(outbox(&room, 999).await.is_empty());
        // a late answer of an earlier try brings nothing back
        room.store.failed(first, "timed out", Some(at(70)), at(65)).await.unwrap();
        assert!(!room.store.retry(first, at(70)).await.unwrap());
        let dead = room
            .store
            .deliveries(&DeliveryFilter { state: Some(DeliveryState::Dead), ..all() })
            .await
            .unwrap();
        assert_eq!(
            (dead.len(), dead[0].id, dead[0].error.as_deref()),
            (1, second, Some("550 no such reader"))
        );
        assert!(room.store.retry(second, at(80)).await.unwrap());
        assert_eq!(outbox(&room, 80).await[0].id, second);
        let sent =
            &room.store.deliveries(&DeliveryFilter { id: Some(first), ..all() }).await.unwrap()[0];
        assert_eq!(
            (sent.state, sent.sent_at, sent.answer.as_deref(), sent.attempts),
            (DeliveryState::Sent, Some(at(61)), Some("250 ok"), 2)
        );
    }

    #[tokio::test]
    async fn what_a_message_told_that_was_given_up_waits_again_and_is_told_by_the_same_key() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let told = async || -> Vec<How> {
            let told = room.store.told_of(ItemId(1)).await.unwrap();
            told.into_iter().map(|told| told.how).collect()
        };
        for at_now in [at(10), at(40)] {
            let alert = message("k1", "desk", MessageKind::Alert, &[(1, How::Alerted)]);
            assert_eq!(room.store.enqueue(&[alert], at_now).await.unwrap(), 1, "as a new message");
            let id = outbox(&room, 999).await[0].id;
            room.store.failed(id, "550 no such reader", None, at_now).await.unwrap();
            assert_eq!(told().await, [How::GivenUp]);
        }
        let digest = message("k2", "desk", MessageKind::Digest, &[(1, How::Digested)]);
        room.store.enqueue(&[digest], at(50)).await.unwrap();
        assert_eq!(told().await, [How::GivenUp, How::Digested]);
        let id = outbox(&room, 999).await[0].id;
        room.store.failed(id, "451 later", Some(at(60)), at(51)).await.unwrap();
        assert_eq!(told().await.len(), 2, "it is still under way");
        room.store.failed(id, "550 no such reader", None, at(61)).await.unwrap();
        assert_eq!(told().await, [How::GivenUp]);
    }

    #[tokio::test]
    async fn a_message_that_cannot_be_read_does_not_hold_up_the_rest() {
        let room = Room::new().await;
        let messages = [
            message("k1", "desk", MessageKind::Alert, &[]),
            message("k2", "desk", MessageKind::Alert, &[]),
        ];
        room.store.enqueue(&messages, at(10)).await.unwrap();
        sqlx::query("UPDATE delivery SET message = '{}' WHERE id = 1")
            .execute(&room.store.writer)
            .await
            .unwrap();
        let due = outbox(&room, 10).await;
        assert_eq!(due.iter().map(|outgoing| outgoing.id.0).collect::<Vec<_>>(), [2]);
        let dead = room
            .store
            .deliveries(&DeliveryFilter { state: Some(DeliveryState::Dead), ..all() })
            .await
            .unwrap();
        assert!(dead[0].error.as_deref().unwrap().contains("cannot be read"));
    }

    #[tokio::test]
    async fn a_digest_never_moves_back() {
        let room = Room::new().await;
        for (key, until) in [("k1", 200), ("k2", 100)] {
            let mut digest = message(key, "desk", MessageKind::Digest, &[]);
            digest.told_until = Some(at(until));
            room.store.enqueue(&[digest], at(10)).await.unwrap();
        }
        let until: i64 = sqlx::query_scalar("SELECT digest_told_until FROM reader_state")
            .fetch_one(&room.store.reader)
            .await
            .unwrap();
        assert_eq!(moment(until).unwrap(), at(200));
    }
}
