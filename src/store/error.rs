//! The errors of the database, by what its caller does about them.

use std::io;
use std::path::PathBuf;

use sqlx::migrate::MigrateError;

/// Why the database did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process writes. The caller tries again later.
    #[error("the database is busy ({0}); trying again helps")]
    Busy(String),
    /// The disk has no room; nothing of the transaction is there. The caller stops visiting and
    /// tells the operator.
    #[error("the disk of the database is full ({0}); free some space, nothing is lost")]
    Full(String),
    /// The disk refuses to be read or written; nothing of the transaction is there. The caller
    /// tries again later and tells the operator.
    #[error("the disk of the database refuses ({0}); look at the disk, nothing is lost")]
    Disk(String),
    /// The schema is one that this dateline does not know. Trying again never helps: another
    /// dateline has to be installed.
    #[error(
        "the database was written by a newer dateline (schema {found}, this one knows {known}); \
            install that version or restore a backup"
    )]
    Newer { found: i64, known: i64 },
    /// The schema is not up to date, and the database was opened without bringing it up to date.
    #[error(
        "the database was written by an older dateline (schema {found}, this one needs {known}); \
            `dateline run` brings it up to date"
    )]
    Older { found: i64, known: i64 },
    /// There is no database at this path.
    #[error("{}: no database there yet; `dateline run` makes one", .0.display())]
    NotThere(PathBuf),
    /// What the batch takes for unknown is filed already. The caller judges again.
    #[error("filed already ({0}); look up again what is known")]
    Conflict(String),
    /// The database cannot be used, or holds what cannot be read. The caller tells the operator.
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

/// The primary result code for a database that another process uses. All codes below:
/// <https://www.sqlite.org/rescode.html>.
const BUSY: u32 = 5;
const LOCKED: u32 = 6;
const IO_ERROR: u32 = 10;
const FULL: u32 = 13;
/// The primary result code for a file that cannot be opened. While the database is in use this is
/// a connection that is made anew on a disk that has no room.
const CANNOT_OPEN: u32 = 14;
/// The extended result code for no space for the shared memory of the write-ahead log.
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
