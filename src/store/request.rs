//! Requests: what commands beside the daemon ask it to do.

use serde_json::Value;

use super::column::{from_json, json, micros, moment, text};
use super::{LIST_LIMIT, Store, StoreError, bounded};
use crate::clock::Timestamp;

/// A request of a command to the daemon.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub id: i64,
    /// What is to be done.
    pub verb: String,
    /// What it is to be done with, as the verb takes it.
    pub args: Value,
    /// Who asks.
    pub owner: String,
    pub made_at: Timestamp,
}

impl Store {
    /// Appends a request for the daemon and says its number.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn request(
        &self,
        verb: &str,
        args: &Value,
        owner: &str,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO request (verb, args, owner, made_at) VALUES ($1, $2, $3, $4) RETURNING id",
        )
        .bind(text(verb))
        .bind(json(args)?)
        .bind(text(owner))
        .bind(micros(now))
        .fetch_one(&self.writer)
        .await?;
        Ok(id)
    }

    /// The requests that have no answer yet, in the order in which they were made.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn open_requests(&self) -> Result<Vec<Request>, StoreError> {
        let rows: Vec<(i64, String, String, String, i64)> = sqlx::query_as(
            "SELECT id, verb, args, owner, made_at FROM request WHERE served_at IS \
                NULL ORDER BY id LIMIT $1",
        )
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        rows.into_iter()
            .map(|(id, verb, args, owner, made_at)| {
                Ok(Request {
                    id,
                    verb,
                    args: from_json(&args, || format!("request {id}"))?,
                    owner,
                    made_at: moment(made_at)?,
                })
            })
            .collect()
    }

    /// Answers a request; the first answer stays.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn answer_request(
        &self,
        id: i64,
        answer: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE request SET served_at = $2, answer = $3 WHERE id = $1 AND served_at IS NULL",
        )
        .bind(id)
        .bind(micros(now))
        .bind(text(answer))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The desk's answer, once there is one.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn request_answer(&self, id: i64) -> Result<Option<String>, StoreError> {
        let answer: Option<Option<String>> =
            sqlx::query_scalar("SELECT answer FROM request WHERE id = $1")
                .bind(id)
                .fetch_optional(&self.reader)
                .await?;
        Ok(answer.flatten())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::store::setup::{Room, at};

    #[tokio::test]
    async fn a_request_is_answered_once() {
        let room = Room::new().await;
        let id = room
            .store
            .request("silence", &json!({"story": "s\u{0}7"}), "desk", at(1))
            .await
            .unwrap();
        assert_eq!(room.store.request_answer(id).await.unwrap(), None);
        let open = room.store.open_requests().await.unwrap();
        assert_eq!(
            (open.len(), open[0].verb.as_str(), &open[0].args),
            (1, "silence", &json!({"story": "s7"}))
        );
        room.store.answer_request(id, "done", at(2)).await.unwrap();
        room.store.answer_request(id, "done twice", at(3)).await.unwrap();
        assert_eq!(room.store.request_answer(id).await.unwrap().as_deref(), Some("done"));
        assert_eq!(room.store.open_requests().await.unwrap(), []);
    }
}
