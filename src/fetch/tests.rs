//! The client against a site on this machine that may lie.

#![expect(clippy::disallowed_methods, reason = "a test's site ends with the test's runtime")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body as Reply;
use axum::extract::Request;
use axum::response::Response as Answer;
use jiff::SignedDuration;

use super::*;

/// One request that the site got: its path, its headers, and when it came.
#[derive(Debug, Clone)]
struct Asked {
    path: String,
    headers: HeaderMap,
    at: Instant,
}

/// A site on this machine, and what it was asked.
struct Site {
    root: Link,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Site {
    async fn start(
        answer: impl Fn(&str, &Asked) -> Answer + Clone + Send + Sync + 'static,
    ) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let root: Link = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&asked);
        let router = Router::new().fallback(move |request: Request| {
            let path = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            let one = Asked {
                path: path.clone(),
                headers: request.headers().clone(),
                at: Instant::now(),
            };
            let reply = answer(&path, &one);
            log.lock().unwrap().push(one);
            async move { reply }
        });
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { root, asked }
    }

    fn link(&self, path: &str) -> Link {
        self.root.join(path).unwrap()
    }

    fn paths(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.path.clone()).collect()
    }
}

fn settings() -> settings::Fetch {
    settings::Fetch {
        host_gap: SignedDuration::ZERO,
        allow_networks: vec!["127.0.0.1/32".to_owned()],
        robots: false,
        page_limit_mib: 1,
        feed_limit_mib: 1,
        ..settings::Fetch::default()
    }
}

fn client(settings: &settings::Fetch) -> Client {
    Client::new(settings, "newsdesk", Some("desk@harbour.example")).unwrap()
}

fn reply(status: u16, headers: &[(&str, &str)], body: impl Into<Reply>) -> Answer {
    let builder =
        headers.iter().fold(Answer::builder().status(status), |builder, (name, value)| {
            builder.header(*name, *value)
        });
    builder.body(body.into()).unwrap()
}

async fn visit(client: &Client, link: &Link) -> Result<Body, FetchError> {
    match client.visit(link, &Validators::default(), Limit::Page).await? {
        Visit::Fresh(body) => Ok(body),
        Visit::Unchanged => panic!("unchanged without a validator"),
    }
}

#[tokio::test]
async fn a_validator_goes_back_as_it_came() {
    let site = Site::start(|_, asked| match asked.headers.get("if-none-match") {
        Some(etag) if etag == "W/\"v 1\"" => reply(304, &[], ""),
        _ => reply(
            200,
            &[
                ("etag", "W/\"v 1\""),
                ("last-modified", "yesterday-ish"),
                ("content-type", "text/xml; charset=x"),
            ],
            "hello",
        ),
    })
    .await;
    let client = client(&settings());
    let body = visit(&client, &site.link("/feed")).await.unwrap();
    assert_eq!(
        (body.bytes.as_slice(), body.content_type.as_deref()),
        (b"hello".as_slice(), Some("text/xml; charset=x"))
    );
    assert_eq!(
        client.visit(&site.link("/feed"), &body.validators, Limit::Feed).await,
        Ok(Visit::Unchanged)
    );
    let asked = site.asked.lock().unwrap().clone();
    assert_eq!(asked[1].headers["if-modified-since"], "yesterday-ish");
    assert_eq!(
        asked[0].headers["user-agent"],
        format!("newsdesk/{} (+desk@harbour.example)", env!("CARGO_PKG_VERSION")).as_str()
    );
}

#[tokio::test]
async fn redirects_are_followed_but_not_without_end() {
    let site = Site::start(|path, _| match path {
        "/for-good" => reply(301, &[("location", "/also")], ""),
        "/also" => reply(308, &[("location", "end")], ""),
        "/for-now" => reply(302, &[("location", "/also")], ""),
        "/end" => reply(200, &[], "end"),
        "/ftp" => reply(302, &[("location", "ftp://harbour.example/")], ""),
        "/nowhere" => reply(302, &[], ""),
        _ => reply(302, &[("location", "/loop")], ""),
    })
    .await;
    let client = client(&settings());
    let body = visit(&client, &site.link("/for-good")).await.unwrap();
    assert_eq!(body.link, site.link("/end"));
    let body = visit(&client, &site.link("/for-now")).await.unwrap();
    assert_eq!(body.link, site.link("/end"));
    let round = visit(&client, &site.link("/loop")).await;
    let too_many = "more than 5 redirects";
    assert!(matches!(round, Err(FetchError::Again { why, .. }) if why.contains(too_many)));
    assert_eq!(site.paths().iter().filter(|path| *path == "/loop").count(), 6);
    assert!(matches!(visit(&client, &site.link("/ftp")).await, Err(FetchError::Never { .. })));
    assert!(matches!(visit(&client, &site.link("/nowhere")).await, Err(FetchError::Again { .. })));
}

#[tokio::test]
async fn no_redirect_leads_into_a_private_network() {
    let inside = Site::start(|_, _| reply(200, &[], "secret")).await;
    let inner = inside.root.to_string().replace("127.0.0.1", "127.0.0.2");
    let targets = [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://2130706434/",
        "http://printer.local/",
        &inner,
    ];
    for target in targets {
        let target = target.to_owned();
        let site = Site::start(move |_, _| reply(302, &[("location", &target)], "")).await;
        let inward = visit(&client(&settings()), &site.root).await;
        let way_out = "allow_networks";
        assert!(matches!(inward, Err(FetchError::Never { why }) if why.contains(way_out)));
    }
    assert!(inside.paths().is_empty());
}

#[test]
fn a_redirect_from_https_to_http_is_refused() {
    let headers =
        HeaderMap::from_iter([(LOCATION, HeaderValue::from_static("http://harbour.example/"))]);
    assert!(matches!(
        next_hop(&"https://harbour.example/a".parse().unwrap(), &headers),
        Err(FetchError::Never { .. })
    ));
    assert!(next_hop(&"http://harbour.example/a".parse().unwrap(), &headers).is_ok());
}

#[tokio::test]
async fn a_private_address_is_refused_without_the_operators_word() {
    let site = Site::start(|_, _| reply(200, &[], "secret")).await;
    let strict = client(&settings::Fetch { allow_networks: Vec::new(), ..settings() });
    let error = visit(&strict, &site.root).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "127.0.0.1 is not on the public internet; if you mean it, name its network in \
            fetch.allow_networks"
    );
    assert!(site.paths().is_empty());
}

/// A frame of zstd in which each of `blocks` is four bytes for 128 KiB of `x` (RFC 8878,
/// 3.1.1.2.2).
fn bomb(blocks: usize) -> Vec<u8> {
    let mut bytes = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58];
    for block in 1..=blocks {
        let header = (128_u32 << 10 << 3) | (1 << 1) | u32::from(block == blocks);
        bytes.extend_from_slice(&header.to_le_bytes()[..3]);
        bytes.push(b'x');
    }
    bytes
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit() {
    let site = Site::start(|path, _| {
        reply(200, &[("content-encoding", "zstd")], bomb(if path == "/small" { 4 } else { 4096 }))
    })
    .await;
    let client = client(&settings());
    assert_eq!(visit(&client, &site.link("/small")).await.unwrap().bytes.len(), 512 << 10);
    assert_eq!(
        visit(&client, &site.link("/large")).await,
        Err(FetchError::TooLarge { limit_mib: 1 })
    );
}

#[tokio::test]
async fn an_encoding_that_nobody_asked_for_is_an_error() {
    let site = Site::start(|path, _| {
        reply(200, &[("content-encoding", if path == "/a" { "deflate" } else { "identity" })], "x")
    })
    .await;
    let client = client(&settings());
    let deflated = visit(&client, &site.link("/a")).await;
    assert!(matches!(deflated, Err(FetchError::Again { why, .. }) if why.contains("`deflate`")));
    assert!(visit(&client, &site.link("/b")).await.is_ok());
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link: Link = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        while stream.try_read(&mut [0; 1024]).is_err() {
            stream.readable().await.unwrap();
        }
        stream.try_write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf").unwrap();
        std::future::pending::<()>().await;
    });
    let quick =
        client(&settings::Fetch { timeout: SignedDuration::from_millis(200), ..settings() });
    let error = visit(&quick, &link).await.unwrap_err();
    let stopped = "stopped in the middle of its answer";
    assert!(matches!(&error, FetchError::Again { why, .. } if why.contains(stopped)), "{error}");
}

#[tokio::test]
async fn a_slow_site_is_waited_for_as_long_as_is_said() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link: Link = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let router = Router::new().fallback(|| async {
        tokio::time::sleep(Duration::from_millis(400)).await;
        reply(200, &[], "late")
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let hasty =
        client(&settings::Fetch { timeout: SignedDuration::from_millis(100), ..settings() });
    let error = visit(&hasty, &link).await.unwrap_err();
    let slow = "127.0.0.1 took longer than 100ms";
    assert!(matches!(&error, FetchError::Again { why, .. } if why == slow), "{error}");
    assert_eq!(
        visit(&hasty.with_timeout(SignedDuration::from_mins(1)), &link).await.unwrap().bytes,
        b"late"
    );
}

#[tokio::test]
async fn robots_are_obeyed_and_asked_once() {
    let site = Site::start(|path, _| match path {
        "/robots.txt" => {
            reply(200, &[], "User-agent: newsdesk\nDisallow: /private\nUser-agent: *\nDisallow: /")
        }
        "/sly" => reply(302, &[("location", "/private")], ""),
        _ => reply(200, &[], "x"),
    })
    .await;
    let client = client(&settings::Fetch { robots: true, ..settings() });
    assert!(visit(&client, &site.link("/a")).await.is_ok());
    assert_eq!(visit(&client, &site.link("/private/b?c")).await, Err(FetchError::Forbidden));
    assert_eq!(visit(&client, &site.link("/sly")).await, Err(FetchError::Forbidden));
    assert_eq!(site.paths(), ["/robots.txt", "/a", "/sly"]);
}

#[tokio::test]
async fn robots_that_cannot_be_read_forbid_and_missing_ones_allow() {
    let broken =
        Site::start(
            |path, _| {
                if path == "/robots.txt" { reply(500, &[], "") } else { reply(200, &[], "x") }
            },
        )
        .await;
    let missing = Site::start(|path, _| {
        if path == "/robots.txt" {
            reply(404, &[], "User-agent: *\nDisallow: /")
        } else {
            reply(200, &[], "x")
        }
    })
    .await;
    let client = client(&settings::Fetch { robots: true, ..settings() });
    let forbidden = visit(&client, &broken.link("/a")).await;
    let unread = "robots.txt of 127.0.0.1 cannot be read";
    assert!(matches!(forbidden, Err(FetchError::Again { why, .. }) if why.contains(unread)));
    assert!(visit(&client, &missing.link("/a")).await.is_ok());
}

#[tokio::test]
async fn a_host_that_says_later_is_left_alone_as_a_whole() {
    let site = Site::start(|_, _| reply(429, &[("retry-after", "120")], "")).await;
    let client = client(&settings());
    let error = visit(&client, &site.link("/a")).await.unwrap_err();
    assert_eq!(
        error,
        FetchError::Again {
            after: Some(SignedDuration::from_mins(2)),
            why: "127.0.0.1 answered 429 Too Many Requests".to_owned()
        }
    );
    assert!(matches!(
        visit(&client, &site.link("/b")).await,
        Err(FetchError::Again { after: Some(_), .. })
    ));
    assert_eq!(site.paths(), ["/a"]);
}

#[tokio::test]
async fn what_is_gone_is_gone() {
    let site = Site::start(|path, _| reply(if path == "/gone" { 410 } else { 404 }, &[], "")).await;
    let client = client(&settings());
    assert_eq!(visit(&client, &site.link("/gone")).await, Err(FetchError::Gone));
    assert_eq!(
        visit(&client, &site.link("/a")).await.unwrap_err().to_string(),
        "127.0.0.1 answered 404 Not Found"
    );
}

#[tokio::test]
async fn requests_to_one_host_have_a_gap_between_them() {
    let site = Site::start(|_, _| reply(200, &[], "x")).await;
    let gap = Duration::from_millis(50);
    let client =
        client(&settings::Fetch { host_gap: SignedDuration::from_millis(50), ..settings() });
    let links = [site.link("/a"), site.link("/b"), site.link("/c")];
    let (a, b, c) = tokio::join!(
        visit(&client, &links[0]),
        visit(&client, &links[1]),
        visit(&client, &links[2])
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    let asked = site.asked.lock().unwrap().clone();
    assert!(asked.windows(2).all(|two| two[1].at - two[0].at >= gap));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link: Link =
        format!("http://{}/feed?key=secret", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let error = visit(&client(&settings()), &link).await.unwrap_err().to_string();
    assert!(
        error.starts_with("127.0.0.1 cannot be reached: ") && !error.contains("secret"),
        "{error}"
    );
}

#[test]
fn a_wrong_setting_says_what_to_write() {
    let wrong = |settings: &settings::Fetch, instance: &str| {
        Client::new(settings, instance, None)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    assert_eq!(
        wrong(&settings::Fetch { allow_networks: vec!["10.1".to_owned()], ..settings() }, "x"),
        "dateline.toml: fetch.allow_networks: `10.1` is not a network; write it as 10.1.0.0/16 or \
            127.0.0.1/32"
    );
    assert!(wrong(&settings(), "a\nb").contains("cannot stand in a header"));
}

#[test]
fn retry_after_is_seconds_or_a_date() {
    assert_eq!(retry_after("120"), Some(SignedDuration::from_mins(2)));
    assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(SignedDuration::ZERO));
    assert_eq!(retry_after("soon"), None);
}
