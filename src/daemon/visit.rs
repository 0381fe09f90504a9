//! One visit of one source: what it leads to is fetched, read and extracted, and handed to the
//! desk.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::Sender;
use tracing::{debug, info, warn};

use super::arrival::{Arrival, Brought, PART, out_since};
use super::repeats::Repeats;
use crate::clock::{self, SignedDuration, Timestamp};
use crate::configuration::Configuration;
use crate::extract::{self, Article, Quality, Site, Walls};
use crate::fetch::{Body, Client, Limit, Validators, Visit};
use crate::link::Link;
use crate::source::{self, Contents, Finding, Source, Went};
use crate::store::{
    FoundAt, KnownItem, Outcome, Reread, SourceState, SourceVisit, Store, StoreError, Via,
};

/// How many documents of a sitemap index are read in one visit.
const SITEMAPS: usize = 4;
/// How long reading one page or one answer may take before it is given up.
const BUDGET: Duration = Duration::from_secs(15);

/// The parts of the house that visiting needs.
#[derive(Clone)]
pub struct Visitor {
    pub configuration: Arc<Configuration>,
    client: Client,
    pub store: Store,
    /// What sites repeat, shared by the visits that start together.
    repeats: Repeats,
    /// When they start: what they find was found then, whoever of them is fast.
    begun: Timestamp,
}

impl Visitor {
    /// A visitor for visits that start together, `now`.
    #[must_use]
    pub fn new(
        configuration: &Arc<Configuration>,
        client: &Client,
        store: &Store,
        now: Timestamp,
    ) -> Self {
        Self {
            configuration: Arc::clone(configuration),
            client: client.clone(),
            store: store.clone(),
            repeats: Repeats::default(),
            begun: now,
        }
    }

    /// Visits `source` and sends what it brought.
    ///
    /// # Errors
    /// When the store cannot say what is known; a source that fails is an outcome, not an error.
    pub async fn visit(
        &self,
        source: &Source,
        state: &SourceState,
        desk: &Sender<Brought>,
    ) -> Result<(), StoreError> {
        OneVisit { visitor: self, source, state, desk }.carry_out().await
    }

    fn client_of(&self, source: &Source) -> Client {
        self.client.with_timeout(source.timeout)
    }

    /// Tries once more to read a page of which only the headline is known.
    pub async fn reread(&self, reread: &Reread, desk: &Sender<Brought>) {
        let mut brought = Brought {
            sources: [reread.source.clone()].into(),
            visit: None,
            arrivals: Vec::new(),
            still_unread: Vec::new(),
        };
        let read = match self.configuration.source(&reread.source) {
            Some(source) => self.article(source, &reread.link, None).await,
            None => Err("its source is not read any more".to_owned()),
        };
        match read {
            Ok(article) if article.quality != Quality::HeadlineOnly => {
                let found = FoundAt {
                    source: reread.source.clone(),
                    link: reread.link.clone(),
                    guid: None,
                    mark: None,
                };
                brought.arrivals.push(Arrival {
                    out_since: out_since(&article, None, self.begun),
                    article,
                    found,
                    baseline: false,
                    reread_at: None,
                });
            }
            _ => brought
                .still_unread
                .push((reread.item, source::next_reread(reread.attempts, clock::now()))),
        }
        if desk.send(brought).await.is_err() {
            info!("the desk has closed; {} is read again after the next start", reread.link);
        }
    }

    /// The article behind `link`, or why it could not be read.
    async fn article(
        &self,
        source: &Source,
        link: &Link,
        finding: Option<&Finding>,
    ) -> Result<Article, String> {
        let read =
            match self.client_of(source).visit(link, &Validators::default(), Limit::Page).await {
                Ok(Visit::Fresh(body)) => self.extract(body, finding).await,
                Ok(Visit::Unchanged) => Err(
                    "the server says that nothing has changed, although nothing was asked before"
                        .to_owned(),
                ),
                Err(error) => Err(error.to_string()),
            };
        read.map(|article| in_source_language(source, article))
            .inspect_err(|why| debug!(source.id = %source.id, "could not read {link}: {why}"))
    }

    async fn extract(&self, body: Body, finding: Option<&Finding>) -> Result<Article, String> {
        let repeated = self
            .repeats
            .of(Site::host(&body.link), &self.store)
            .await
            .map_err(|error| error.to_string())?;
        let (configuration, finding) = (Arc::clone(&self.configuration), finding.cloned());
        on_the_pool("the page", move || {
            configuration.article(body, finding.as_ref(), &repeated, clock::now())
        })
        .await
    }
}

/// A visit of one source, under way.
struct OneVisit<'a> {
    visitor: &'a Visitor,
    source: &'a Source,
    /// The state of the source as the visit found it.
    state: &'a SourceState,
    desk: &'a Sender<Brought>,
}

/// How a visit ended.
struct Ended {
    outcome: Outcome,
    /// How long the source asked to be left alone, in its answer or in refusing.
    left_alone: Option<SignedDuration>,
}

impl Ended {
    fn failed(why: String, left_alone: Option<SignedDuration>) -> Self {
        Self { outcome: Outcome::Failed { why }, left_alone }
    }
}

impl OneVisit<'_> {
    async fn carry_out(&self) -> Result<(), StoreError> {
        let Self { visitor, source, state, .. } = self;
        let validators =
            Validators { etag: state.etag.clone(), last_modified: state.last_modified.clone() };
        let mut arrivals = Vec::new();
        let ended =
            match visitor.client_of(source).visit(&source.link, &validators, Limit::Feed).await {
                Ok(Visit::Unchanged) => Ended { outcome: Outcome::Unchanged, left_alone: None },
                Ok(Visit::Fresh(body)) => match self.read(&body).await {
                    Ok(contents) => {
                        let left_alone = contents.rest;
                        let findings = contents.into_findings();
                        let found = findings.len();
                        info!(source.id = %source.id, findings = found, "visited {}: {found} \
                        findings", source.name);
                        arrivals = self.bring(findings).await?;
                        let Validators { etag, last_modified } = body.validators;
                        Ended {
                            outcome: Outcome::Read { etag, last_modified, findings: found },
                            left_alone,
                        }
                    }
                    Err(NotRead::Unreadable(why)) => Ended::failed(why, None),
                    Err(NotRead::Store(error)) => return Err(error),
                },
                Err(error) => Ended::failed(error.to_string(), error.retry_after()),
            };
        if let Outcome::Failed { why } = &ended.outcome {
            warn!(source.id = %source.id, "could not read {}: {why}", source.name);
        }
        self.hand_over(Some(ended), arrivals).await;
        Ok(())
    }

    /// The entries of an answer, and of the parts that a sitemap index names.
    async fn read(&self, body: &Body) -> Result<Contents, NotRead> {
        let mut contents = self.entries(body.clone()).await?;
        for part in contents.parts.iter().take(SITEMAPS).cloned().collect::<Vec<_>>() {
            match self
                .visitor
                .client_of(self.source)
                .visit(&part, &Validators::default(), Limit::Feed)
                .await
            {
                Ok(Visit::Fresh(body)) => {
                    contents.entries.extend(self.entries(body).await?.entries);
                }
                Ok(Visit::Unchanged) => {}
                Err(error) => return Err(NotRead::Unreadable(format!("{part}: {error}"))),
            }
        }
        contents.entries.truncate(self.visitor.configuration.settings().fetch.entries_limit);
        Ok(contents)
    }

    /// The entries of one document. The next visit is set before it is read, as after a failed one,
    /// and taken back after: an answer that ends the process does not do so again at once after
    /// each start.
    async fn entries(&self, body: Body) -> Result<Contents, NotRead> {
        let (configuration, reads, link) =
            (Arc::clone(&self.visitor.configuration), self.source.reads, self.source.link.clone());
        let read = move || configuration.contents(&body, reads, &link);
        let next_visit =
            self.next_visit(Went::Wrong { times: self.state.failures + 1, retry_after: None });
        self.visitor.store.reading_begins(&self.source.id, next_visit).await?;
        let read = on_the_pool("the answer", read).await;
        self.visitor.store.reading_ended(self.state).await?;
        read.and_then(|read| read.map_err(|unreadable| unreadable.to_string()))
            .map_err(NotRead::Unreadable)
    }

    /// Reads what the findings lead to, and hands over all but the last part, which it gives.
    async fn bring(&self, findings: Vec<Finding>) -> Result<Vec<Arrival>, StoreError> {
        let source = self.source;
        let addresses: Vec<(Link, Option<String>)> =
            findings.iter().map(|finding| (finding.link.clone(), finding.id.clone())).collect();
        let known = self.visitor.store.known(&addresses, &source.id).await?;
        let mut arrivals = Vec::new();
        let mut unread = Vec::new();
        let mut walls = Walls::default();
        // A feed lists the newest first; of those without a date whoever came first is filed first.
        for (finding, known) in findings.into_iter().zip(known).rev() {
            let mark = finding.mark();
            if known.as_ref().is_some_and(|known| is_read_already(known, &mark)) {
                continue;
            }
            let read = self.visitor.article(source, &finding.link, Some(&finding)).await;
            let article = match read.and_then(|article| walls.past(article, &finding)) {
                Ok(article) => article,
                Err(why) => {
                    let article =
                        in_source_language(source, extract::headline_only(&finding, &why));
                    unread.push(format!("{}: {why}", finding.link));
                    article
                }
            };
            let reread_at = (article.quality == Quality::HeadlineOnly)
                .then(|| source::next_reread(0, clock::now()))
                .flatten();
            let found = FoundAt {
                source: source.id.clone(),
                link: finding.link,
                guid: finding.id,
                mark: Some(mark),
            };
            arrivals.push(Arrival {
                out_since: out_since(&article, known.as_ref(), self.visitor.begun),
                article,
                found,
                baseline: !self.state.visited_before,
                reread_at,
            });
            if arrivals.len() == PART {
                self.hand_over(None, std::mem::take(&mut arrivals)).await;
            }
        }
        if let Some(first) = unread.first() {
            warn!(source.id = %source.id, "{} pages of {} could not be read, only their \
                headlines: {first}", unread.len(), source.name);
        }
        Ok(arrivals)
    }

    /// Hands over a part of what the visit brought; with the last one, how it `ended`.
    async fn hand_over(&self, ended: Option<Ended>, arrivals: Vec<Arrival>) {
        let Self { source, state, .. } = self;
        let visit = ended.map(|Ended { outcome, left_alone }| {
            let went = match outcome {
                Outcome::Failed { .. } => {
                    Went::Wrong { times: state.failures + 1, retry_after: left_alone }
                }
                Outcome::Unchanged | Outcome::Read { .. } => Went::Well { rest: left_alone },
            };
            SourceVisit { source: source.id.clone(), outcome, next_visit: self.next_visit(went) }
        });
        let brought = Brought {
            sources: [source.id.clone()].into(),
            visit,
            arrivals,
            still_unread: Vec::new(),
        };
        if self.desk.send(brought).await.is_err() {
            info!(source.id = %source.id, "the desk has closed; {} is visited again after the \
                next start", source.name);
        }
    }

    fn next_visit(&self, went: Went) -> Timestamp {
        source::next_visit(self.source.every, went, clock::now(), &self.source.id)
    }
}

/// The value that `read` comes to on the CPU pool, or, where it panics or takes too long, the
/// reason for people. `what` names what is read.
async fn on_the_pool<T: Send + 'static>(
    what: &str,
    read: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    match tokio::time::timeout(BUDGET, tokio::task::spawn_blocking(read)).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) => Err(format!("reading {what} failed")),
        Err(_) => Err(format!("reading {what} took longer than {} seconds", BUDGET.as_secs())),
    }
}

/// Why there are no entries of an answer.
enum NotRead {
    /// The answer is nothing that can be read, for this reason.
    Unreadable(String),
    Store(StoreError),
}

impl From<StoreError> for NotRead {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn in_source_language(source: &Source, mut article: Article) -> Article {
    if article.language.is_none() && source.language.is_some() {
        article.language.clone_from(&source.language);
        article.language_from = Some("source".to_owned());
    }
    article
}

/// Whether an entry leads to a known address and says what it said before. A guid alone is no
/// proof: sites use one twice.
fn is_read_already(known: &KnownItem, mark: &str) -> bool {
    known.via == Via::Link && known.mark.as_deref() == Some(mark)
}
