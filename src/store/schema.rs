//! The tables of the database, and whether this dateline knows those that it finds there.

use std::path::Path;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlitePool};

use super::StoreError;

/// The migrations in their order: number, name, SQL. One that was released is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("migrations/0001_start.sql")),
    (2, "site", include_str!("migrations/0002_site.sql")),
    (3, "snapshot_part", include_str!("migrations/0003_snapshot_part.sql")),
    (4, "story_move", include_str!("migrations/0004_story_move.sql")),
    (5, "counts", include_str!("migrations/0005_counts.sql")),
    (6, "last_verdict", include_str!("migrations/0006_last_verdict.sql")),
    (7, "settled", include_str!("migrations/0007_settled.sql")),
    (8, "read_by", include_str!("migrations/0008_read_by.sql")),
    (9, "reached", include_str!("migrations/0009_reached.sql")),
];

/// Brings the database up to date. Each migration is a transaction.
pub(super) async fn migrate(writer: &SqlitePool) -> Result<(), StoreError> {
    let found = found(writer).await?;
    if found > known() {
        return Err(StoreError::Newer { found, known: known() });
    }
    let migrations = MIGRATIONS
        .iter()
        .map(|&(number, name, sql)| {
            Migration::new(number, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
        })
        .collect();
    Ok(Migrator::with_migrations(migrations).run(writer).await?)
}

pub(super) fn must_be_there(path: &Path) -> Result<(), StoreError> {
    if path.is_file() { Ok(()) } else { Err(StoreError::NotThere(path.to_owned())) }
}

/// Checks that the tables are those that this dateline knows, for a caller that opens the database
/// without bringing it up to date.
pub(super) async fn check(reader: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    match found(reader).await? {
        0 => Err(StoreError::NotThere(path.to_owned())),
        found => fits(found, known()),
    }
}

fn fits(found: i64, known: i64) -> Result<(), StoreError> {
    match found {
        _ if found > known => Err(StoreError::Newer { found, known }),
        _ if found < known => Err(StoreError::Older { found, known }),
        _ => Ok(()),
    }
}

fn known() -> i64 {
    MIGRATIONS.last().map_or(0, |&(number, ..)| number)
}

/// The number of the last migration that was applied; 0 in an empty database.
async fn found(pool: &SqlitePool) -> Result<i64, StoreError> {
    let tables: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
    )
    .fetch_one(pool)
    .await?;
    if tables == 0 {
        return Ok(0);
    }
    Ok(sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations")
        .fetch_one(pool)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;
    use crate::store::setup::Room;

    #[tokio::test]
    async fn a_database_of_a_newer_dateline_is_refused_and_left_alone() {
        let room = Room::new().await;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
            execution_time) VALUES (9000, 'later', TRUE, x'00', 0)",
        )
        .execute(&room.store.writer)
        .await
        .unwrap();
        let known = known();
        let said = format!(
            "the database was written by a newer dateline (schema 9000, this one knows {known}); \
                install that version or restore a backup"
        );
        for refused in [
            Store::open(&room.path()).await,
            Store::read_only(&room.path()).await,
            Store::beside(&room.path()).await,
        ] {
            assert_eq!(refused.unwrap_err().to_string(), said);
        }
        assert_eq!(found(&room.store.reader).await.unwrap(), 9000);
    }

    #[test]
    fn a_command_of_a_newer_dateline_waits_for_the_desk_to_bring_the_database_up_to_date() {
        assert!(matches!(fits(1, 2), Err(StoreError::Older { found: 1, known: 2 })));
        assert!(fits(2, 2).is_ok());
    }
}
