//! A loopback site with one feed: articles are added and edited while it is on the air, each
//! request is counted, and any address may be made to lie.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// An article of the site: its path's last part, its headline, its paragraphs.
#[derive(Clone)]
pub struct Piece {
    pub slug: String,
    pub headline: String,
    pub paragraphs: Vec<String>,
}

impl Piece {
    pub fn new(slug: &str, headline: &str, paragraphs: &[&str]) -> Self {
        Self {
            slug: slug.to_owned(),
            headline: headline.to_owned(),
            paragraphs: paragraphs.iter().map(|text| (*text).to_owned()).collect(),
        }
    }
}

/// An answer that is given whatever the pieces say.
#[derive(Clone)]
enum Canned {
    Body(&'static str, String),
    Redirect(String),
    Status(u16),
}

/// A site that is on the air until it is dropped.
pub struct Site {
    pub address: SocketAddr,
    stand: Arc<Stand>,
    requests: watch::Receiver<usize>,
    runtime: Runtime,
}

struct Stand {
    pieces: Mutex<Vec<Piece>>,
    /// The answers that are given at some addresses, whatever the pieces say.
    canned: Mutex<BTreeMap<String, Canned>>,
    /// The time that a page takes.
    wait: Mutex<Duration>,
    /// Every address that was asked for, in order.
    asked: Mutex<Vec<String>>,
    requests: watch::Sender<usize>,
}

impl Site {
    pub fn new(pieces: Vec<Piece>) -> Self {
        Self::on("127.0.0.1", pieces)
    }

    /// A site at a loopback address of its own, which is a host of its own.
    pub fn on(ip: &str, pieces: Vec<Piece>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind((ip, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = watch::channel(0);
        let stand = Arc::new(Stand {
            pieces: Mutex::new(pieces),
            canned: Mutex::default(),
            wait: Mutex::new(Duration::ZERO),
            asked: Mutex::default(),
            requests: sender,
        });
        let app = Router::new().fallback(answer).with_state(Arc::clone(&stand));
        runtime.spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, stand, requests, runtime }
    }

    pub fn publish(&self, pieces: Vec<Piece>) {
        self.stand.pieces.lock().unwrap().extend(pieces);
    }

    pub fn link(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Changes a piece; its entry in the feed changes with its headline.
    pub fn edit(&self, slug: &str, edit: impl FnOnce(&mut Piece)) {
        edit(
            self.stand.pieces.lock().unwrap().iter_mut().find(|piece| piece.slug == slug).unwrap(),
        );
    }

    pub fn answer(&self, path: &str, content_type: &'static str, body: impl Into<String>) {
        self.stand
            .canned
            .lock()
            .unwrap()
            .insert(path.to_owned(), Canned::Body(content_type, body.into()));
    }

    pub fn redirect(&self, path: &str, to: &str) {
        self.stand.canned.lock().unwrap().insert(path.to_owned(), Canned::Redirect(to.to_owned()));
    }

    pub fn fail(&self, path: &str, status: u16) {
        self.stand.canned.lock().unwrap().insert(path.to_owned(), Canned::Status(status));
    }

    /// How often an address was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.stand.asked.lock().unwrap().iter().filter(|asked| *asked == path).count()
    }

    pub fn slow_down(&self, wait: Duration) {
        *self.stand.wait.lock().unwrap() = wait;
    }

    pub fn requests(&self) -> usize {
        *self.requests.borrow()
    }

    /// Waits until the site has been asked so often in all.
    pub fn wait_for_request(&self, count: usize) {
        let mut requests = self.requests.clone();
        let reached = self.runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(60), requests.wait_for(|seen| *seen >= count))
                .await
                .is_ok()
        });
        assert!(reached, "only {} requests", self.requests());
    }
}

async fn answer(State(stand): State<Arc<Stand>>, uri: Uri, headers: HeaderMap) -> Response {
    stand.requests.send_modify(|count| *count += 1);
    stand.asked.lock().unwrap().push(uri.path().to_owned());
    let canned = stand.canned.lock().unwrap().get(uri.path()).cloned();
    match canned {
        Some(Canned::Body(content_type, body)) => {
            return ([(header::CONTENT_TYPE, content_type)], body).into_response();
        }
        Some(Canned::Redirect(to)) => {
            return (StatusCode::FOUND, [(header::LOCATION, to)]).into_response();
        }
        Some(Canned::Status(status)) => {
            return StatusCode::from_u16(status).unwrap().into_response();
        }
        None => {}
    }
    let pieces = stand.pieces.lock().unwrap().clone();
    let host = headers.get(header::HOST).unwrap().to_str().unwrap().to_owned();
    if uri.path() == "/feed.xml" {
        let headlines: String = pieces.iter().map(|piece| piece.headline.as_str()).collect();
        let etag = format!(
            "\"{}-{}\"",
            pieces.len(),
            headlines.bytes().fold(0u32, |sum, byte| sum.rotate_left(5) ^ u32::from(byte))
        );
        if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.to_str().unwrap() == etag) {
            return StatusCode::NOT_MODIFIED.into_response();
        }
        let entries: String = pieces
            .iter()
            .rev()
            .map(|Piece { slug, headline, .. }| {
                format!(
                    "<item><title>{headline}</title><link>http://{host}/a/{slug}</link>\
                        <guid>{slug}</guid></item>"
                )
            })
            .collect();
        let feed = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The \
                Site</title>{entries}</channel></rss>"
        );
        return (
            [(header::CONTENT_TYPE, "application/rss+xml"), (header::ETAG, etag.as_str())],
            feed,
        )
            .into_response();
    }
    let wait = *stand.wait.lock().unwrap();
    tokio::time::sleep(wait).await;
    let Some(piece) = pieces.iter().find(|piece| uri.path() == format!("/a/{}", piece.slug)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let paragraphs: String = piece.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let page = format!(
        "<!doctype html><html lang=en><head><title>{0}</title></head><body><nav><a \
            href=/>Home</a></nav><article><h1>{0}</h1>{paragraphs}</article></body></html>",
        piece.headline
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// An invented report that shares no telling word with another number's: its own story.
pub fn report(number: usize) -> Piece {
    let word = |kind: usize| coined(number * 40 + kind);
    let sentence = |first: usize| {
        format!("{}.", capital(&(first..first + 9).map(word).collect::<Vec<_>>().join(" ")))
    };
    Piece {
        slug: format!("report-{number}"),
        headline: format!("{} treaty reaches {}", capital(&word(0)), capital(&word(1))),
        paragraphs: (0..4)
            .map(|part| format!("{} {}", sentence(part * 9), sentence(part * 9 + 4)))
            .chain(["The treaty was signed.".to_owned()])
            .collect(),
    }
}

/// A word that no other number gives.
fn coined(number: usize) -> String {
    let syllables = ["ba", "ke", "li", "mo", "nu", "pra", "sel", "tir", "vo", "zan"];
    let digits = [number / 1000 % 10, number / 100 % 10, number / 10 % 10, number % 10];
    digits.map(|digit| syllables[digit]).concat()
}

fn capital(word: &str) -> String {
    format!("{}{}", word[..1].to_uppercase(), &word[1..])
}
