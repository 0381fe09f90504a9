//! The polite client: the only way out to what is watched.
//!
//! Each hop of a request passes the guard (where), robots.txt (what), and manners (when); bodies
//! are bounded after decompression.
//!
//! Absent on purpose: parsing, proxies, cookies.
//!
//! # Limits
//! `Crawl-delay` is not read: one request at a time with a gap is slower than most of them ask for.

mod body;
mod guard;
mod manners;
mod robots;
mod permission;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::{
    CONTENT_TYPE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use reqwest::{Response, StatusCode};
use tracing::warn;

use self::guard::{Guard, Refused};
use self::manners::{Held, Manners};
use self::permission::{Permission, Permissions};
use crate::clock;
use crate::link::Link;
use crate::settings;

/// How many redirects are followed (RFC 9309, 2.3.1.2, asks for five where robots.txt is fetched).
const MOST_HOPS: usize = 5;
/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How many times the pause that a body may make fits into the time that its request may take.
const PAUSE: u32 = 2;
/// The most bytes of a validator that is kept and sent back; nobody needs a longer one.
const LONGEST_VALIDATOR: usize = 1024;
/// The header `Accept`: first the formats that are read here.
const ACCEPT: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
    application/xml;q=0.9, text/html;q=0.9, */*;q=0.5";

/// The client that visits addresses, politely and within bounds. There is one for the whole
/// process: it knows whom it asked last, and so do its clones.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    guard: Guard,
    manners: Arc<Manners>,
    /// What sites permit; none where the settings say that robots.txt is not asked for.
    permissions: Option<Arc<Permissions>>,
    /// The most that is read of a page, in MiB.
    page_limit: u64,
    /// The most that is read of a feed, in MiB.
    feed_limit: u64,
    /// The most time for one request, from asking to the last byte.
    timeout: Duration,
}

/// Which of the limits in the settings holds for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// `fetch.feed_limit_mib`.
    Feed,
    /// `fetch.page_limit_mib`.
    Page,
}

/// What a server gave with an answer, to be asked with next time; sent back as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What came of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// The answer is as it was when the validators were given.
    Unchanged,
    /// The answer is another one, or there were no validators.
    Fresh(Body),
}

/// An answer that was read whole, with what its headers say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The address that the answer came from, behind all redirects.
    pub link: Link,
    pub bytes: Vec<u8>,
    /// The header `Content-Type`, as it came.
    pub content_type: Option<String>,
    pub validators: Validators,
}

/// Why a visit brought nothing, by what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchError {
    /// Try again, not before `after` has passed where the server said so.
    Again { after: Option<SignedDuration>, why: String },
    /// Trying again changes nothing.
    Never { why: String },
    /// The server says that it is gone for good (410).
    Gone,
    /// The site's robots.txt does not want this address fetched.
    Forbidden,
    /// The body is larger than its limit.
    TooLarge { limit_mib: u64 },
}

impl std::error::Error for FetchError {}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Again { after: Some(after), why } => {
                write!(f, "{why}; not to be asked again for {after:#}")
            }
            Self::Again { after: None, why } | Self::Never { why } => f.write_str(why),
            Self::Gone => f.write_str("gone for good (410)"),
            Self::Forbidden => f.write_str("the site's robots.txt does not allow it"),
            Self::TooLarge { limit_mib } => {
                write!(
                    f,
                    "larger than {limit_mib} MiB; fetch.page_limit_mib and fetch.feed_limit_mib \
                        say how much is read"
                )
            }
        }
    }
}

impl FetchError {
    /// How long the server asked to be left alone, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<SignedDuration> {
        match self {
            Self::Again { after, .. } => *after,
            _ => None,
        }
    }

    fn again(why: impl Into<String>) -> Self {
        Self::Again { after: None, why: why.into() }
    }

    fn never(why: impl fmt::Display) -> Self {
        Self::Never { why: why.to_string() }
    }
}

impl From<Refused> for FetchError {
    fn from(refused: Refused) -> Self {
        Self::never(refused)
    }
}

impl From<Held> for FetchError {
    fn from(Held(after): Held) -> Self {
        Self::Again { after: Some(after), why: "the host asked to be left alone".to_owned() }
    }
}

/// Why no client can be made.
#[derive(Debug, thiserror::Error)]
pub enum NoClient {
    #[error(
        "dateline.toml: fetch.allow_networks: `{0}` is not a network; write it as 10.1.0.0/16 or \
            127.0.0.1/32"
    )]
    Network(String),
    #[error(
        "dateline.toml: instance or contact cannot stand in a header: `{0}`; use letters, digits \
            and signs of ASCII"
    )]
    Agent(String),
    #[error("no client for HTTPS: {0}")]
    Tls(#[from] reqwest::Error),
}

impl Client {
    /// A client that says that it is `instance`, and whom to write to.
    ///
    /// # Errors
    /// When a setting is wrong, or HTTPS cannot be set up.
    #[expect(clippy::disallowed_methods, reason = "this is the client that has the guard")]
    pub fn new(
        settings: &settings::Fetch,
        instance: &str,
        contact: Option<&str>,
    ) -> Result<Self, NoClient> {
        let guard = Guard::new(&settings.allow_networks).map_err(NoClient::Network)?;
        let agent = match contact {
            Some(contact) => format!("{instance}/{} (+{contact})", env!("CARGO_PKG_VERSION")),
            None => format!("{instance}/{}", env!("CARGO_PKG_VERSION")),
        };
        let header = HeaderValue::from_str(&agent).map_err(|_| NoClient::Agent(agent))?;
        // Another part of the process may have chosen one already; any will do.
        rustls::crypto::ring::default_provider().install_default().ok();
        let builder = || {
            reqwest::Client::builder()
                .user_agent(header.clone())
                .default_headers(HeaderMap::from_iter([(
                    reqwest::header::ACCEPT,
                    HeaderValue::from_static(ACCEPT),
                )]))
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .no_proxy()
                .dns_resolver(Arc::new(guard.clone()))
                .connect_timeout(CONNECT)
        };
        // A bare container has no certificates; what is visited by http there is visited all the
        // same.
        let http = builder().build().or_else(|error| {
            warn!(
                "https will not work, the system's certificates cannot be read (install \
                ca-certificates): {}",
                innermost(&error)
            );
            builder().tls_certs_only(None).build()
        })?;
        Ok(Self {
            http,
            guard,
            manners: Arc::new(Manners::new(settings.at_once, settings.host_gap)),
            permissions: settings.robots.then(|| Arc::new(Permissions::new(instance))),
            page_limit: settings.page_limit_mib,
            feed_limit: settings.feed_limit_mib,
            timeout: settings.timeout.unsigned_abs(),
        })
    }

    /// A client that is like this one and knows what it knows, in which a request may take
    /// `timeout`.
    #[must_use]
    pub fn with_timeout(&self, timeout: SignedDuration) -> Self {
        Self { timeout: timeout.unsigned_abs(), ..self.clone() }
    }

    /// Fetches `link`, following up to five redirects. Waits for its turn at each host on the way.
    /// `validators` are those of the last answer from there, `limit` says how much is read.
    ///
    /// # Errors
    /// When there is no answer, or one that is no content or not wanted whole; the variant says
    /// what is to be done about it.
    pub async fn visit(
        &self,
        link: &Link,
        validators: &Validators,
        limit: Limit,
    ) -> Result<Visit, FetchError> {
        let mut here = link.clone();
        for _ in 0..=MOST_HOPS {
            self.guard.check(&here).await?;
            self.check_robots(&here).await?;
            let turn = self.manners.turn(here.host()).await?;
            let response = self.ask(&here, validators).await?;
            let status = response.status();
            if status == StatusCode::NOT_MODIFIED {
                return Ok(Visit::Unchanged);
            }
            if is_redirect(status) {
                here = next_hop(&here, response.headers())?;
                drop(turn);
                continue;
            }
            if !status.is_success() {
                return Err(self.refusal(&here, status, response.headers()));
            }
            let content_type = header(response.headers(), &CONTENT_TYPE);
            let validators = Validators {
                etag: validator(response.headers(), &ETAG),
                last_modified: validator(response.headers(), &LAST_MODIFIED),
            };
            let bytes = self.read(response, limit).await?;
            return Ok(Visit::Fresh(Body { link: here, bytes, content_type, validators }));
        }
        Err(FetchError::again(format!("more than {MOST_HOPS} redirects, the last to {here}")))
    }

    async fn read(&self, response: Response, limit: Limit) -> Result<Vec<u8>, FetchError> {
        let limit_mib = match limit {
            Limit::Feed => self.feed_limit,
            Limit::Page => self.page_limit,
        };
        let most = usize::try_from(limit_mib.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
        let host = response.url().host_str().unwrap_or("the server").to_owned();
        let read = body::read(response, most, self.timeout / PAUSE)
            .await
            .map_err(|error| self.unread(&host, error))?;
        if read.is_cut { Err(FetchError::TooLarge { limit_mib }) } else { Ok(read.bytes) }
    }

    async fn check_robots(&self, link: &Link) -> Result<(), FetchError> {
        let Some(permissions) = &self.permissions else { return Ok(()) };
        match permissions.ask(link, |robots| self.fetch_robots(robots)).await {
            Permission::Given => Ok(()),
            Permission::Refused => Err(FetchError::Forbidden),
            Permission::Unknown(FetchError::Again { after, why }) => {
                let why = format!(
                    "robots.txt of {} cannot be read ({why}), so nothing is fetched there for now",
                    link.host()
                );
                Err(FetchError::Again { after, why })
            }
            Permission::Unknown(error) => Err(error),
        }
    }

    /// The bytes of the robots.txt at `robots`, up to [`robots::LARGEST`]; none where there is
    /// none.
    async fn fetch_robots(&self, robots: Link) -> Result<Option<Vec<u8>>, FetchError> {
        let mut here = robots;
        for _ in 0..=MOST_HOPS {
            self.guard.check(&here).await?;
            let turn = self.manners.turn(here.host()).await?;
            let response = self.ask(&here, &Validators::default()).await?;
            let status = response.status();
            if is_redirect(status) {
                here = next_hop(&here, response.headers())?;
                drop(turn);
                continue;
            }
            if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
                return Err(self.refusal(&here, status, response.headers()));
            }
            if !status.is_success() {
                return Ok(None);
            }
            let read = body::read(response, robots::LARGEST, self.timeout / PAUSE).await;
            return read
                .map(|read| Some(read.bytes))
                .map_err(|error| self.unread(here.host(), error));
        }
        // RFC 9309, 2.3.1.2: after five hops a file may be taken as not there.
        Ok(None)
    }

    async fn ask(&self, link: &Link, validators: &Validators) -> Result<Response, FetchError> {
        let mut request = self.http.get(link.url().clone()).timeout(self.timeout);
        for (name, value) in
            [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)]
        {
            if let Some(value) =
                value.as_deref().and_then(|value| HeaderValue::from_str(value).ok())
            {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.map_err(|error| self.failure(&error))?;
        // The resolver has seen to it; this notices if a connection is ever made another way.
        match response.remote_addr() {
            Some(peer) if !self.guard.permits(peer.ip()) => Err(FetchError::never(format!(
                "{} was reached at {}, which is private",
                link.host(),
                peer.ip()
            ))),
            _ => Ok(response),
        }
    }

    /// The error for an answer that is neither content nor a way to it. A host that asks for peace
    /// is left alone from here on.
    fn refusal(&self, link: &Link, status: StatusCode, headers: &HeaderMap) -> FetchError {
        if status == StatusCode::GONE {
            return FetchError::Gone;
        }
        let asked = header(headers, &RETRY_AFTER).and_then(|text| retry_after(&text));
        let after = match (status, asked) {
            (StatusCode::TOO_MANY_REQUESTS, asked) => {
                Some(self.manners.hold(link.host(), asked.unwrap_or(SignedDuration::ZERO)))
            }
            (StatusCode::SERVICE_UNAVAILABLE, Some(asked)) => {
                Some(self.manners.hold(link.host(), asked))
            }
            _ => None,
        };
        FetchError::Again { after, why: format!("{} answered {status}", link.host()) }
    }

    /// The error for a body that could not be read to its end.
    fn unread(&self, host: &str, error: body::Error) -> FetchError {
        match error {
            body::Error::Encoding(encoding) => FetchError::again(format!(
                "the body is encoded as `{encoding}`, which nobody asked for"
            )),
            body::Error::Paused(pause) => FetchError::again(format!(
                "{host} stopped in the middle of its answer and was silent for {}",
                for_reading(pause)
            )),
            body::Error::Http(error) => self.failure(&error),
        }
    }

    /// The error for a request that failed below HTTP. It names the innermost cause, the one that
    /// says something.
    fn failure(&self, error: &reqwest::Error) -> FetchError {
        let cause = innermost(error);
        if let Some(refused) = cause.downcast_ref::<Refused>() {
            return refused.clone().into();
        }
        let host = error.url().and_then(|url| url.host_str()).unwrap_or("the server").to_owned();
        if error.is_timeout() {
            return FetchError::again(format!(
                "{host} took longer than {}",
                for_reading(self.timeout)
            ));
        }
        if error.is_builder() {
            return FetchError::never(format!("no request can be made: {cause}"));
        }
        let what = if error.is_connect() { "cannot be reached" } else { "broke off" };
        FetchError::again(format!("{host} {what}: {cause}"))
    }
}

/// A duration as people read it: `2m`.
fn for_reading(duration: Duration) -> String {
    SignedDuration::try_from(duration)
        .map_or_else(|_| "for ever".to_owned(), |duration| format!("{duration:#}"))
}

fn innermost<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> &'e (dyn std::error::Error + 'static) {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn next_hop(here: &Link, headers: &HeaderMap) -> Result<Link, FetchError> {
    let location =
        headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let location = location.ok_or_else(|| {
        FetchError::again(format!("{} redirects without saying where to", here.host()))
    })?;
    let next = here.join(&location).map_err(|error| {
        FetchError::never(format!(
            "{} redirects to what is no address of the web: {error}",
            here.host()
        ))
    })?;
    if here.url().scheme() == "https" && next.url().scheme() == "http" {
        return Err(FetchError::never(format!(
            "{} redirects from https to {next}, where anybody on the way could change the answer",
            here.host()
        )));
    }
    Ok(next)
}

fn header(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    header(headers, name).filter(|value| !value.is_empty() && value.len() <= LONGEST_VALIDATOR)
}

/// How long a `Retry-After` asks to be left alone: it is seconds, or a date (RFC 9110, 10.2.3).
fn retry_after(text: &str) -> Option<SignedDuration> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(SignedDuration::from_secs(seconds.into()));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(clock::now().duration_until(at).max(SignedDuration::ZERO))
}
