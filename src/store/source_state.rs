//! The state of each source: how its visits went, and what it is asked with next time.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use tracing::error;

use super::column::{count, micros, moment, moment_if, text, text_if};
use super::{LIST_LIMIT, Outcome, SourceVisit, Store, StoreError, bounded};
use crate::clock::{Due, Timestamp};

/// What was learned of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// The id of the source.
    pub source: String,
    /// When the source was noted.
    pub first_seen: Timestamp,
    /// The `ETag` of the last answer that was read, as the source sent it, quotes and `W/` and all.
    pub etag: Option<String>,
    /// The `Last-Modified` of the last answer that was read, as the source sent it.
    pub last_modified: Option<String>,
    pub next_visit: Timestamp,
    /// When the source was visited last, however that went.
    pub last_visit: Option<Timestamp>,
    /// When a visit went well last.
    pub last_read: Option<Timestamp>,
    /// How many visits failed since `last_read`.
    pub failures: u32,
    /// Why the last visit failed; none when it went well.
    pub last_error: Option<String>,
    /// How many findings the last answer that was read came to.
    pub findings: u32,
    /// Whether the source was read at least once: what it brings after that is no baseline.
    pub visited_before: bool,
}

/// The most characters of a reason that are kept; reasons come from other people's servers.
const ERROR_LIMIT: usize = 1_000;

impl Store {
    /// All sources that were ever noted, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        let rows = sqlx::query("SELECT * FROM source_state ORDER BY source LIMIT $1")
            .bind(bounded(LIST_LIMIT))
            .fetch_all(&self.reader)
            .await?;
        Ok(readable(&rows))
    }

    /// Makes a row for each source that has none; it is due at once.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn note_sources(&self, sources: &[String], now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        for source in sources {
            note(&mut transaction, source, now).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// The sources that are due to be visited, the longest waiting first. Those that are configured
    /// no more are among them.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn due_sources(&self, due: Due) -> Result<Vec<SourceState>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM source_state WHERE next_visit <= $1 OR next_visit > \
            $2 ORDER BY next_visit, source LIMIT $3",
        )
        .bind(micros(due.now))
        .bind(micros(due.farthest))
        .bind(bounded(LIST_LIMIT))
        .fetch_all(&self.reader)
        .await?;
        Ok(readable(&rows))
    }

    /// Notes that what `source` answered is about to be read, as if that had failed, with the next
    /// visit at `next_visit`: an answer that ends this process does not do so again at once after
    /// each start.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn reading_begins(
        &self,
        source: &str,
        next_visit: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE source_state SET next_visit = $2, failures = failures + 1, last_error \
            = $3 WHERE source = $1",
        )
        .bind(text(source))
        .bind(micros(next_visit))
        .bind("dateline ended while it read the answer")
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Takes back what [`Store::reading_begins`] noted: `state` is as it was before.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn reading_ended(&self, state: &SourceState) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE source_state SET next_visit = $2, failures = $3, last_error = $4 \
            WHERE source = $1",
        )
        .bind(text(&state.source))
        .bind(micros(state.next_visit))
        .bind(state.failures)
        .bind(text_if(state.last_error.as_deref()))
        .execute(&self.writer)
        .await?;
        Ok(())
    }
}

/// The states in `rows` that can be read; the others are logged. One row that cannot be read must
/// not keep the other sources from being visited.
fn readable(rows: &[SqliteRow]) -> Vec<SourceState> {
    let mut states = Vec::with_capacity(rows.len());
    for row in rows {
        match read(row) {
            Ok(state) => states.push(state),
            Err(error) => error!(
                source.id = row.try_get::<&str, _>("source").unwrap_or_default(),
                "a source's state cannot be read: {error}"
            ),
        }
    }
    states
}

pub(super) fn read(row: &SqliteRow) -> Result<SourceState, StoreError> {
    Ok(SourceState {
        source: row.try_get("source")?,
        first_seen: moment(row.try_get("first_seen")?)?,
        etag: row.try_get("etag")?,
        last_modified: row.try_get("last_modified")?,
        next_visit: moment(row.try_get("next_visit")?)?,
        last_visit: moment_if(row.try_get("last_visit")?)?,
        last_read: moment_if(row.try_get("last_read")?)?,
        failures: count(row.try_get("failures")?),
        last_error: row.try_get("last_error")?,
        findings: count(row.try_get("findings")?),
        visited_before: row.try_get("visited_before")?,
    })
}

async fn note(to: &mut SqliteConnection, source: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO source_state (source, first_seen, next_visit) VALUES ($1, $2, $2) ON \
        CONFLICT (source) DO NOTHING",
    )
    .bind(text(source))
    .bind(micros(now))
    .execute(to)
    .await?;
    Ok(())
}

/// Files how a visit went. Only a good answer moves the validators: it is filed in the same
/// transaction as what it brought.
pub(super) async fn visited(
    to: &mut SqliteConnection,
    visit: &SourceVisit,
    at: Timestamp,
) -> Result<(), StoreError> {
    note(to, &visit.source, at).await?;
    let query = match &visit.outcome {
        Outcome::Read { etag, last_modified, findings } => sqlx::query(
            "UPDATE source_state SET last_visit = $2, next_visit = $3, last_read = $2, failures = \
                0, last_error = NULL,
                    etag = $4, last_modified = $5, findings = $6, visited_before = TRUE WHERE \
                    source = $1",
        )
        .bind(text(&visit.source))
        .bind(micros(at))
        .bind(micros(visit.next_visit))
        .bind(text_if(etag.as_deref()))
        .bind(text_if(last_modified.as_deref()))
        .bind(i64::try_from(*findings).unwrap_or(i64::MAX)),
        Outcome::Unchanged => sqlx::query(
            "UPDATE source_state SET last_visit = $2, next_visit = $3, last_read = \
                $2, failures = 0, last_error = NULL WHERE source = $1",
        )
        .bind(text(&visit.source))
        .bind(micros(at))
        .bind(micros(visit.next_visit)),
        Outcome::Failed { why } => sqlx::query(
            "UPDATE source_state SET last_visit = $2, next_visit = $3, failures = \
                failures + 1, last_error = $4 WHERE source = $1",
        )
        .bind(text(&visit.source))
        .bind(micros(at))
        .bind(micros(visit.next_visit))
        .bind(text(why).chars().take(ERROR_LIMIT).collect::<String>()),
    };
    query.execute(to).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SignedDuration;
    use crate::store::setup::{Room, at, batch, read as good};

    fn due(now: i64) -> Due {
        Due::at(at(now), SignedDuration::from_secs(1_000))
    }

    #[tokio::test]
    async fn a_visit_that_a_wrong_clock_set_far_off_is_due() {
        let room = Room::new().await;
        room.store.note_sources(&["wire".to_owned()], at(5_000)).await.unwrap();
        assert_eq!(room.store.due_sources(due(4_000)).await.unwrap(), []);
        assert_eq!(room.store.due_sources(due(3_999)).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_answer_that_ends_the_process_counts_as_a_failed_visit() {
        let room = Room::new().await;
        room.store.note_sources(&["wire".to_owned()], at(10)).await.unwrap();
        let before = room.store.source_states().await.unwrap().remove(0);
        room.store.reading_begins("wire", at(900)).await.unwrap();
        let meanwhile = room.store.source_states().await.unwrap().remove(0);
        assert_eq!((meanwhile.next_visit, meanwhile.failures), (at(900), 1));
        assert!(room.store.due_sources(due(899)).await.unwrap().is_empty());
        room.store.reading_ended(&before).await.unwrap();
        assert_eq!(room.store.source_states().await.unwrap(), [before]);
    }

    fn visit(outcome: Outcome) -> SourceVisit {
        SourceVisit { source: "wire".to_owned(), outcome, next_visit: at(900) }
    }

    #[tokio::test]
    async fn a_new_source_is_due_at_once_and_noted_once() {
        let room = Room::new().await;
        room.store.note_sources(&["wire".to_owned(), "paper".to_owned()], at(10)).await.unwrap();
        room.store.note_sources(&["wire".to_owned()], at(20)).await.unwrap();
        assert_eq!(room.store.due_sources(due(9)).await.unwrap(), []);
        let due = room.store.due_sources(due(10)).await.unwrap();
        assert_eq!(
            due.iter().map(|state| (state.source.as_str(), state.first_seen)).collect::<Vec<_>>(),
            [("paper", at(10)), ("wire", at(10))]
        );
        assert!(due.iter().all(|state| !state.visited_before && state.last_read.is_none()));
    }

    #[tokio::test]
    async fn a_row_that_cannot_be_read_keeps_no_other_source_back() {
        let room = Room::new().await;
        room.store.note_sources(&["wire".to_owned(), "paper".to_owned()], at(10)).await.unwrap();
        sqlx::query(
            "UPDATE source_state SET next_visit = -9223372036854775808 WHERE source = 'wire'",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        let due = room.store.due_sources(due(10)).await.unwrap();
        assert_eq!(due.iter().map(|state| state.source.as_str()).collect::<Vec<_>>(), ["paper"]);
        assert_eq!(room.store.source_states().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_failed_visit_counts_and_keeps_the_validators() {
        let room = Room::new().await;
        let mut batch = batch(vec![]);
        batch.visit = Some(good("wire", "\"v1\""));
        room.store.file(&batch).await.unwrap();
        for failures in 1..=2 {
            batch.visit = Some(visit(Outcome::Failed { why: "timed out".to_owned() }));
            room.store.file(&batch).await.unwrap();
            let state = &room.store.source_states().await.unwrap()[0];
            assert_eq!(
                (state.failures, state.last_error.as_deref(), state.etag.as_deref()),
                (failures, Some("timed out"), Some("\"v1\""))
            );
            assert_eq!(
                (state.next_visit, state.findings, state.visited_before),
                (at(900), 7, true)
            );
        }
        batch.visit = Some(visit(Outcome::Unchanged));
        room.store.file(&batch).await.unwrap();
        let state = &room.store.source_states().await.unwrap()[0];
        assert_eq!(
            (state.failures, state.last_error.as_deref(), state.etag.as_deref()),
            (0, None, Some("\"v1\""))
        );
        assert!(room.store.due_sources(due(899)).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_source_that_never_answered_was_not_visited_before() {
        let room = Room::new().await;
        let mut batch = batch(vec![]);
        batch.visit = Some(visit(Outcome::Failed { why: "no such host".to_owned() }));
        room.store.file(&batch).await.unwrap();
        assert!(!room.store.source_states().await.unwrap()[0].visited_before);
    }
}
