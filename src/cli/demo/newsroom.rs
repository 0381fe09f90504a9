//! The invented newsroom as a web server: six outlets, two editions, feeds with validators.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::edition::{self, Edition, Outlet};
use crate::clock::Timestamp;

/// The server of six outlets on one loopback address. They go off the air when it is dropped.
#[derive(Debug)]
pub struct Newsroom {
    address: SocketAddr,
    /// The moment before which everything that the outlets have published lies.
    pub(super) now: Timestamp,
    pub(super) outlets: Vec<Outlet>,
    desk: Arc<Desk>,
    /// The task that answers; it ends when this is dropped.
    _server: JoinSet<()>,
}

/// What the server answers from: both editions, and which of them is on sale.
#[derive(Debug)]
struct Desk {
    editions: [Edition; 2],
    /// The index of the edition that is on sale.
    on_sale: AtomicUsize,
}

impl Newsroom {
    /// Opens with the first edition, on a free port of `127.0.0.1`. Everything that the outlets
    /// have published lies in the hours and days before `now`.
    ///
    /// # Errors
    /// When no port can be had, or when a page that is compiled in cannot be printed.
    pub async fn start(now: Timestamp) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .context("no free port on 127.0.0.1 for the demonstration's newsroom")?;
        let address = listener.local_addr()?;
        let outlets = edition::outlets()?;
        let editions = [
            edition::print(1, &outlets, now, address)?,
            edition::print(2, &outlets, now, address)?,
        ];
        let desk = Arc::new(Desk { editions, on_sale: AtomicUsize::new(0) });
        let site = Router::new().fallback(answer).with_state(Arc::clone(&desk));
        let mut server = JoinSet::new();
        server.spawn(async move {
            if let Err(error) = axum::serve(listener, site).await {
                tracing::error!(%error, "the demonstration's newsroom stopped: {error}");
            }
        });
        Ok(Self { address, now, outlets, desk, _server: server })
    }

    /// The address of the server; an outlet is at `http://ADDRESS/OUTLET/…`.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Moves on to the second edition: new articles, one edited article, one page that is broken.
    pub fn publish(&self) {
        self.desk.on_sale.store(1, Ordering::Release);
    }
}

/// The answer to one request: a page of the edition on sale, or that it has not changed.
async fn answer(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap) -> Response {
    let edition = &desk.editions[desk.on_sale.load(Ordering::Acquire)];
    let Some(sheet) = edition.get(uri.path()) else {
        return (StatusCode::NOT_FOUND, "There is no such page.\n").into_response();
    };
    if sheet.broken {
        return (StatusCode::INTERNAL_SERVER_ERROR, sheet.body.clone()).into_response();
    }
    let etag = [(header::ETAG, sheet.etag.clone())];
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == sheet.etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, etag).into_response();
    }
    (etag, [(header::CONTENT_TYPE, sheet.content_type)], sheet.body.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    const ENTRIES: [&str; 6] = [
        "/rna/rss.xml",
        "/lindmar-courier/feeds/all.rss",
        "/harbour-post/atom.xml",
        "/ilvane-today/feed.json",
        "/diario-alera/sitemap-news.xml",
        "/valley-weekly/stories/",
    ];

    async fn newsroom() -> Newsroom {
        Newsroom::start("2026-11-24T16:00:00Z".parse().unwrap()).await.unwrap()
    }

    /// An answer of the newsroom: its status line and headers, and its body.
    fn get(newsroom: &Newsroom, path: &str, etag: Option<&str>) -> (String, String) {
        let mut stream = TcpStream::connect(newsroom.address()).unwrap();
        let condition = etag.map(|etag| format!("If-None-Match: {etag}\r\n")).unwrap_or_default();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\n{condition}Connection: close\r\n\r\n",
            newsroom.address()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    fn etag(head: &str) -> &str {
        head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn every_outlet_is_on_sale_and_knows_what_a_reader_has() {
        let newsroom = newsroom().await;
        for path in ENTRIES {
            let (head, body) = get(&newsroom, path, None);
            assert!(head.starts_with("HTTP/1.1 200"), "{path}: {head}");
            assert!(body.contains(path.split('/').nth(1).unwrap()), "{path}: {body}");
            let (again, nothing) = get(&newsroom, path, Some(etag(&head)));
            assert!(again.starts_with("HTTP/1.1 304"), "{path}: {again}");
            assert_eq!(nothing, "");
        }
        assert!(get(&newsroom, "/robots.txt", None).1.contains("User-agent: *"));
        assert!(get(&newsroom, "/rna/none", None).0.starts_with("HTTP/1.1 404"));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn publishing_changes_every_outlet() {
        let newsroom = newsroom().await;
        let before = ENTRIES.map(|path| get(&newsroom, path, None));
        newsroom.publish();
        for (path, (head, old)) in ENTRIES.into_iter().zip(before) {
            let (now, new) = get(&newsroom, path, Some(etag(&head)));
            assert!(now.starts_with("HTTP/1.1 200"), "{path}: {now}");
            assert!(new.len() > old.len(), "{path}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_edited_article_keeps_its_address() {
        let newsroom = newsroom().await;
        let path = "/harbour-post/a/the-halde-treaty-in-seven-questions";
        assert!(get(&newsroom, path, None).1.contains("within 24 hours"));
        newsroom.publish();
        let (_, body) = get(&newsroom, path, None);
        assert!(
            body.contains("within 48 hours")
                && !body.contains("24 hours")
                && body.contains("Updated"),
            "{body}"
        );
        assert!(
            get(&newsroom, "/harbour-post/atom.xml", None)
                .1
                .contains("<updated>2026-11-24T17:20:00+02:00</updated>")
        );
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_broken_page_is_announced_and_broken() {
        let newsroom = newsroom().await;
        newsroom.publish();
        let path = "/harbour-post/a/farmers-call-halde-protocol-a-first-step";
        assert!(get(&newsroom, "/harbour-post/atom.xml", None).1.contains(path));
        assert!(get(&newsroom, path, None).0.starts_with("HTTP/1.1 500"));
    }
}
