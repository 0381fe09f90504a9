//! What can go wrong with the database, by what its caller does about it.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Again, later: another process writes.
    #[error("the database is busy ({0}); trying again helps")]
    Busy(String),
    /// Stop visiting, tell the operator. Nothing of the transaction is there.
    #[error("the disk of the database is full ({0}); free some space, nothing is lost")]
    Full(String),
    /// Again, later; tell the operator. Nothing of the transaction is there.
    #[error("the disk of the database refuses ({0}); look at the disk, nothing is lost")]
    Disk(String),
    /// Never: another dateline has to be installed.
    #[error(
        "the database was written by a newer dateline (schema {found}, this one knows {known}); \
            install that version or restore a backup"
    )]
    Newer { found: i64, known: i64 },
    /// Only where the database is opened without bringing it up to date.
    #[error(
        "the database was written by an older dateline (schema {found}, this one needs {known}); \
            `dateline run` brings it up to date"
    )]
    Older { found: i64, known: i64 },
    #[error("{}: no database there yet; `dateline run` makes one", .0.display())]
    NotThere(PathBuf),
    /// Judge again: what the batch takes for unknown is filed already.
    #[error("filed already ({0}); look up again what is known")]
    Conflict(String),
    /// Tell the operator.
    #[error("the database: {0}")]
    Broken(String),
}

impl StoreError {
    /// Whether the same work may succeed when it is done again: another process writes, the disk is
    /// full or refuses for now, or the batch was judged on something out of date.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Full(_) | Self::Disk(_) | Self::Conflict(_))
    }
}

/// Primary result codes: <https://www.sqlite.org/rescode.html>.
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const IO_ERROR: u32 = 10;
const FULL: u32 = 13;
/// While the database is in use: a connection that is made anew on a disk that has no room.
const CANNOT_OPEN: u32 = 14;
/// An extended code: no space for the shared memory of the write-ahead log.
const NO_SPACE_FOR_WAL_INDEX: u32 = 4874;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let text = error.to_string();
        match &error {
            sqlx::Error::PoolTimedOut => Self::Busy(text),
            sqlx::Error::Io(io) if io.kind() == io::ErrorKind::StorageFull => Self::Full(text),
            sqlx::Error::Database(database) if database.is_unique_violation() => {
                Self::Conflict(database.message().to_owned())
            }
            sqlx::Error::Database(database) => {
                match database.code().and_then(|code| code.parse::<u32>().ok()) {
                    Some(NO_SPACE_FOR_WAL_INDEX) => Self::Full(text),
                    Some(code) if code & 0xff == FULL => Self::Full(text),
                    Some(code) if matches!(code & 0xff, BUSY | LOCKED) => Self::Busy(text),
                    Some(code) if matches!(code & 0xff, IO_ERROR | CANNOT_OPEN) => Self::Disk(text),
                    _ => Self::Broken(text),
                }
            }
            _ => Self::Broken(text),
        }
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
            error => Self::Broken(error.to_string()),
        }
    }
}
