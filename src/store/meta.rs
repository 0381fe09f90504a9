//! Single facts of this database, by name.

use super::column::text;
use super::{Store, StoreError};

impl Store {
    /// # Errors
    /// As [`Store::next_ids`].
    pub async fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(text(name)).fetch_optional(&self.reader).await?)
    }

    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Full`], [`StoreError::Broken`].
    pub async fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(text(name))
            .bind(text(value))
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::store::setup::Room;

    #[tokio::test]
    async fn the_last_value_of_a_fact_is_kept() {
        let room = Room::new().await;
        assert_eq!(room.store.meta("text").await.unwrap(), None);
        room.store.set_meta("text", "1").await.unwrap();
        room.store.set_meta("text", "2").await.unwrap();
        assert_eq!(room.store.meta("text").await.unwrap().as_deref(), Some("2"));
    }
}
