//! What is true: `SQLite`, one file a noun.
//!
//! One connection writes, a few read beside it (WAL). Whatever belongs together is one transaction:
//! a [`Batch`] with its source's validators, messages with what they tell. The SQL text keeps to
//! what `SQLite` and `PostgreSQL` share, where that costs nothing.
//!
//! Absent on purpose: meaning. What is new, what is told and when is decided elsewhere.
//!
//! # Limits
//! The lock of the data directory and `SQLite`'s WAL need a local disk, not a network share.

mod error;
mod column;
mod content;
mod counts;
mod change;
mod delivery;
mod hit;
mod lock;
mod request;
mod schema;
mod silence;
mod site;
mod batch;
mod item;
mod known;
mod source_state;
mod story;
mod version;
mod filing;
mod waiting;

#[cfg(test)]
mod setup;

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Sqlite, SqlitePool, Transaction};

pub use batch::*;
pub use change::{Change, SnapshotPart};
pub use content::content_hash;
pub use counts::{Counted, Purpose};
pub use delivery::{Delivery, DeliveryFilter, DeliveryState, Outgoing};
pub use error::StoreError;
pub use item::{Archived, Item, ItemFilter, Reread};
pub use known::{KnownItem, Via};
pub use lock::{DeskLock, LockError};
pub use request::Request;
pub use silence::SilenceSpan;
pub use site::PrintedLines;
pub use source_state::SourceState;
pub use story::{Story, StoryMove};
pub use version::Version;
pub use waiting::Audience;

/// The most rows that one call lists, whatever its caller asks for.
pub const LIST_LIMIT: usize = 10_000;

/// How long a statement waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How many connections read at once.
const READERS: u32 = 4;

/// The database of one data directory. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    reader: SqlitePool,
    writer: SqlitePool,
    writes: bool,
}

impl Store {
    /// Opens the database at `path` for the desk; makes it, or brings it up to date, where needed.
    /// The caller holds the [`DeskLock`].
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer dateline wrote it; [`StoreError::Full`],
    /// [`StoreError::Broken`].
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                StoreError::Broken(format!(
                    "{}: the folder cannot be made: {error}",
                    folder.display()
                ))
            })?;
        }
        let options = options(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let writer = pool(options.clone(), 1).await?;
        schema::migrate(&writer).await?;
        let reader = pool(options.pragma("query_only", "1"), READERS).await?;
        Ok(Self { reader, writer, writes: true })
    }

    /// Opens the database at `path` to read, beside a daemon or without one.
    ///
    /// # Errors
    /// [`StoreError::NotThere`] when there is no database at `path`; [`StoreError::Newer`],
    /// [`StoreError::Older`].
    pub async fn read_only(path: &Path) -> Result<Self, StoreError> {
        schema::must_be_there(path)?;
        let reader = pool(options(path).read_only(true), READERS).await?;
        schema::check(&reader, path).await?;
        Ok(Self { writer: reader.clone(), reader, writes: false })
    }

    /// Opens the database at `path` beside a daemon, to append a request.
    ///
    /// # Errors
    /// [`StoreError::NotThere`] when there is no database at `path`; [`StoreError::Newer`],
    /// [`StoreError::Older`].
    pub async fn beside(path: &Path) -> Result<Self, StoreError> {
        schema::must_be_there(path)?;
        let options = options(path).synchronous(SqliteSynchronous::Full);
        let writer = pool(options.clone(), 1).await?;
        schema::check(&writer, path).await?;
        let reader = pool(options.pragma("query_only", "1"), READERS).await?;
        Ok(Self { reader, writer, writes: true })
    }

    /// Lets statements under way end, then folds the write-ahead log into the database.
    pub async fn close(self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// A transaction that holds the write lock from its first statement, so that what it has read
    /// stays true until it commits. Dropped, it leaves nothing behind.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging()
}

/// Opens a pool of so many connections to the database. On a full disk `SQLite` may end a
/// transaction by itself; sqlx then counts on as if it were open, and the connection is of no use
/// any more. Such a one is closed and made anew.
async fn pool(options: SqliteConnectOptions, connections: u32) -> Result<SqlitePool, StoreError> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(std::future::ready(Ok(!connection.is_in_transaction())))
        });
    Ok(pool.connect_with(options).await?)
}

/// A caller's `limit` as SQL takes it, never more than [`LIST_LIMIT`].
fn bounded(limit: usize) -> i64 {
    i64::try_from(limit.min(LIST_LIMIT)).expect("LIST_LIMIT fits an i64")
}

#[cfg(test)]
mod tests {
    use super::setup::{Room, at, batch, item};
    use super::*;

    #[tokio::test]
    async fn a_command_reads_beside_the_desk() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        let beside = Store::read_only(&room.path()).await.unwrap();
        assert_eq!(beside.next_ids().await.unwrap().0.0, 2);
        let mut open = room.store.begin().await.unwrap();
        filing::file_in(&mut open, &batch(vec![item(2, 2, "https://a.example/2")])).await.unwrap();
        assert_eq!(beside.next_ids().await.unwrap().0.0, 2, "what is not committed is not seen");
        open.commit().await.unwrap();
        assert_eq!(beside.next_ids().await.unwrap().0.0, 3);
        assert!(matches!(
            beside.file(&batch(vec![item(3, 3, "https://a.example/3")])).await,
            Err(StoreError::Broken(_))
        ));
    }

    #[tokio::test]
    async fn a_command_appends_a_request_beside_the_desk() {
        let room = Room::new().await;
        let beside = Store::beside(&room.path()).await.unwrap();
        let id = beside
            .request("silence", &serde_json::json!({"story": "s1"}), "desk", at(1))
            .await
            .unwrap();
        assert_eq!(room.store.open_requests().await.unwrap()[0].id, id);
    }

    #[tokio::test]
    async fn only_the_one_writer_writes() {
        let room = Room::new().await;
        let refused = sqlx::query(
            "INSERT INTO reader_state (reader, first_seen, digest_told_until) VALUES ('a', 1, 1)",
        )
        .execute(&room.store.reader)
        .await;
        assert!(refused.unwrap_err().to_string().contains("readonly"));
    }

    #[tokio::test]
    async fn where_no_database_is_that_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dateline.db");
        assert!(matches!(Store::read_only(&path).await, Err(StoreError::NotThere(_))));
        assert!(matches!(Store::beside(&path).await, Err(StoreError::NotThere(_))));
        assert!(!path.exists());
        std::fs::write(&path, "").unwrap();
        assert!(matches!(Store::read_only(&path).await, Err(StoreError::NotThere(_))));
        std::fs::write(
            &path,
            "no database, but a letter to the editor; long enough to be looked at as a header"
                .repeat(20),
        )
        .unwrap();
        assert!(matches!(Store::open(&path).await, Err(StoreError::Broken(_))));
    }

    #[tokio::test]
    async fn what_was_filed_is_there_after_opening_again() {
        let room = Room::new().await;
        room.store.file(&batch(vec![item(1, 1, "https://a.example/1")])).await.unwrap();
        room.store.clone().close().await;
        let beside = Store::read_only(&room.path()).await.unwrap();
        assert_eq!(beside.next_ids().await.unwrap().0.0, 2);
        let again = Store::open(&room.path()).await.unwrap();
        assert_eq!(again.next_ids().await.unwrap().0.0, 2);
    }

    #[tokio::test]
    async fn while_another_process_writes_the_database_is_busy() {
        let room = Room::new().await;
        let beside = Store::beside(&room.path()).await.unwrap();
        sqlx::query("PRAGMA busy_timeout = 0").execute(&beside.writer).await.unwrap();
        let open = room.store.begin().await.unwrap();
        assert!(matches!(
            beside.request("x", &serde_json::Value::Null, "desk", at(1)).await,
            Err(StoreError::Busy(_))
        ));
        assert!(matches!(beside.note_sources(&[], at(1)).await, Err(StoreError::Busy(_))));
        drop(open);
        room.store.note_sources(&["wire".to_owned()], at(1)).await.unwrap();
        beside.request("x", &serde_json::Value::Null, "desk", at(1)).await.unwrap();
    }
}
