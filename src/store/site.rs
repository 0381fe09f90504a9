//! The lines that sites print: on how many of a host's last articles each of them stands.

use sqlx::{QueryBuilder, SqliteConnection};

use super::column::{count, text};
use super::{Store, StoreError};
use crate::extract::{LineHash, Repeated};

/// How many articles are counted for a host before its counts are halved: what it has ceased to
/// print is forgotten, and lines that one article had (most of them) leave the table, so that it
/// holds no more than this many articles' lines.
const WINDOW: i64 = 200;

/// The lines of one article, to be counted for its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedLines {
    /// The host's name, from [`crate::extract::Site::host`].
    pub host: String,
    /// The lines of the article, each once.
    pub lines: Vec<LineHash>,
}

impl Store {
    /// The lines that `host` repeats, as counted on its last articles; nothing for an unknown host.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Broken`].
    pub async fn repeated(&self, host: &str) -> Result<Repeated, StoreError> {
        let host = text(host);
        let articles: Option<i64> = sqlx::query_scalar("SELECT articles FROM site WHERE host = $1")
            .bind(&host)
            .fetch_optional(&self.reader)
            .await?;
        let Some(articles) = articles else { return Ok(Repeated::default()) };
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT line, seen FROM site_line WHERE host = $1 AND seen > 2 AND seen >= $2",
        )
        .bind(&host)
        // `seen > 2` is what the index is made for
        .bind(i64::from(Repeated::FEWEST))
        .fetch_all(&self.reader)
        .await?;
        Ok(Repeated::new(
            count(articles),
            rows.into_iter().map(|(line, seen)| (LineHash(line), count(seen))),
        ))
    }
}

pub(super) async fn count_lines(
    to: &mut SqliteConnection,
    printed: &PrintedLines,
) -> Result<(), StoreError> {
    let host = text(&printed.host);
    let articles: i64 = sqlx::query_scalar(
        "INSERT INTO site (host, articles) VALUES ($1, 1) ON CONFLICT (host) DO UPDATE SET \
            articles = site.articles + 1 RETURNING articles",
    )
    .bind(&host)
    .fetch_one(&mut *to)
    .await?;
    if !printed.lines.is_empty() {
        let mut query = QueryBuilder::new("INSERT INTO site_line (host, line, seen) ");
        query.push_values(&printed.lines, |mut row, line| {
            row.push_bind(&host).push_bind(line.0).push("1");
        });
        query.push(" ON CONFLICT (host, line) DO UPDATE SET seen = site_line.seen + 1");
        query.build().persistent(false).execute(&mut *to).await?;
    }
    if articles >= WINDOW {
        for statement in [
            "DELETE FROM site_line WHERE host = $1 AND seen < 2",
            "UPDATE site_line SET seen = seen / 2 WHERE host = $1",
            "UPDATE site SET articles = articles / 2 WHERE host = $1",
        ] {
            sqlx::query(statement).bind(&host).execute(&mut *to).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::setup::{Room, batch, item};

    async fn file(room: &Room, host: &str, lines: &[i64]) {
        let printed = PrintedLines {
            host: host.to_owned(),
            lines: lines.iter().copied().map(LineHash).collect(),
        };
        let mut batch = batch(Vec::new());
        batch.printed.push(printed);
        room.store.file(&batch).await.unwrap();
    }

    fn repeated(articles: u32, lines: &[(i64, u32)]) -> Repeated {
        Repeated::new(articles, lines.iter().map(|(line, seen)| (LineHash(*line), *seen)))
    }

    #[tokio::test]
    async fn lines_are_counted_for_each_host() {
        let room = Room::new().await;
        for article in 0..4 {
            file(&room, "a.example", &[7, 100 + article]).await;
            file(&room, "b.example", &[7]).await;
        }
        file(&room, "a.example", &[]).await;
        assert_eq!(room.store.repeated("a.example").await.unwrap(), repeated(5, &[(7, 4)]));
        assert_eq!(room.store.repeated("b.example").await.unwrap(), repeated(4, &[(7, 4)]));
        assert_eq!(room.store.repeated("c.example").await.unwrap(), Repeated::default());
    }

    #[tokio::test]
    async fn counts_outlive_the_process_and_a_failed_batch_counts_nothing() {
        let room = Room::new().await;
        for _ in 0..3 {
            file(&room, "a.example", &[-7]).await;
        }
        let mut twice =
            batch(vec![item(1, 1, "https://a.example/1"), item(2, 2, "https://a.example/1")]);
        twice
            .printed
            .push(PrintedLines { host: "a.example".to_owned(), lines: vec![LineHash(-7)] });
        assert!(room.store.file(&twice).await.is_err());
        room.store.clone().close().await;
        let again = Store::open(&room.path()).await.unwrap();
        assert_eq!(again.repeated("a.example").await.unwrap(), repeated(3, &[(-7, 3)]));
    }

    #[tokio::test]
    async fn what_a_host_has_ceased_to_print_is_forgotten() {
        let room = Room::new().await;
        for article in 0..WINDOW {
            let often = if article % 2 == 0 { 1 } else { 2 };
            file(&room, "a.example", &[often, 1000 + article, if article < 3 { 3 } else { 4 }])
                .await;
        }
        assert_eq!(
            room.store.repeated("a.example").await.unwrap(),
            repeated(100, &[(1, 50), (2, 50), (4, 98)])
        );
        let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM site_line")
            .fetch_one(&room.store.reader)
            .await
            .unwrap();
        assert_eq!(rows, 4, "what one article had is gone; what three had is left as one");
    }
}
