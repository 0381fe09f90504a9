//! The whole configuration: what `dateline.toml`, `crawlers/` and the folders beside them say,
//! parsed by the rooms, checked against itself, and tried on the tests that it brings.
//!
//! [`Configuration::read`] gives everything or all that is wrong. What one file names in another
//! has to be there; a file that could not be read makes no second fault.
//!
//! Absent on purpose: what was found, and writing.

mod faults;
mod corpora;
mod sources;
mod watches;
mod readers;
mod crawler_tests;
mod watch_tests;
mod labels;
mod tested;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::compare::{Grounds, Names};
use crate::deliver::{self, Channel, Post};
use crate::extract::{self, Article, Repeated, Site};
use crate::fetch::{Body, Client, NoClient};
use crate::link::Link;
use crate::page::{self, Page};
use crate::report::{Instance, Outlet, Reader, Templates, WatchTitle};
use crate::settings::{Directory, Fault, RawFile, Settings};
use crate::source::{self, Answer, Contents, Crawlers, Finding, Reads, Source, Unreadable};
use crate::store::Audience;
use crate::watch::{Watch, Watches};
use faults::Faults;

pub use corpora::{corpus, is_page, saved};
pub use labels::{MetJudgements, met_judgements};
pub use tested::{Tested, tested};
pub use watch_tests::{tried, unhit_seeds};

/// The whole configuration, parsed and ready to work with: everything that a person decided.
#[derive(Debug)]
pub struct Configuration {
    pub directory: Directory,
    pub sources: Vec<Source>,
    pub crawlers: Crawlers,
    pub grounds: Grounds,
    pub watches: Watches,
    pub readers: Vec<Reader>,
    pub channels: BTreeMap<String, Channel>,
    pub templates: Templates,
}

impl Configuration {
    /// Reads and parses the configuration directory `root`.
    ///
    /// # Errors
    /// When anything in it is wrong: all of it, file by file.
    pub fn read(root: &Path) -> Result<Self, Vec<Fault>> {
        Self::parse(Directory::read(root)?)
    }

    fn parse(directory: Directory) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let crawlers = faults.all(Crawlers::parse(&directory.crawlers));
        let names = faults.all(Names::parse(&directory.names));
        let by_file: Vec<(&RawFile, Vec<Source>)> = faults.each(&directory.sources, |file| {
            Ok((file, source::parse(file, &directory.settings.fetch)?))
        });
        faults.0.extend(
            source::check_unique(by_file.iter().map(|(file, sources)| (*file, sources.as_slice())))
                .err(),
        );
        let sources: Vec<Source> = by_file.into_iter().flat_map(|(_, sources)| sources).collect();
        let watches: Vec<Watch> =
            faults.each(&directory.watches, |file| Watch::parse(file, &names));
        let readers = faults.each(&directory.readers, Reader::parse);
        let channels = faults.all(deliver::channels(&directory.channels));
        let corpora = faults.each(&directory.corpora, |raw| corpus(raw, &names));
        let templates =
            Templates::new(&directory.templates).map_err(|fault| faults.0.push(fault)).ok();
        sources::check(&sources, &crawlers, &directory.sources, &mut faults);
        watches::check(&watches, &corpora, &sources, &directory, &mut faults);
        readers::check(&readers, &watches, &channels, &directory, &mut faults);
        let Some(templates) = templates.filter(|_| faults.0.is_empty()) else {
            return Err(faults.0);
        };
        let grounds =
            Grounds::new(names, corpora, directory.settings.compare.clone()).moved_by_labels();
        Ok(Self {
            sources,
            crawlers,
            grounds,
            watches: Watches::new(watches),
            readers,
            channels,
            templates,
            directory,
        })
    }

    /// The settings in `dateline.toml`.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.directory.settings
    }

    /// The source that is named `id`.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

    /// The ids of all sources, in the order of their files.
    #[must_use]
    pub fn source_ids(&self) -> Vec<String> {
        self.sources.iter().map(|source| source.id.clone()).collect()
    }

    /// The polite client, with this configuration's manners and bounds.
    ///
    /// # Errors
    /// When a setting is wrong.
    pub fn client(&self) -> Result<Client, NoClient> {
        let settings = self.settings();
        Client::new(&settings.fetch, &settings.instance, settings.contact.as_deref())
    }

    /// The time that a request for `link` may take: as long as any source of its host.
    #[must_use]
    pub fn timeout_for(&self, link: &Link) -> SignedDuration {
        let of_host = self
            .sources
            .iter()
            .filter(|source| source.link.host() == link.host())
            .map(|source| source.timeout);
        of_host.max().unwrap_or(self.settings().fetch.timeout)
    }

    /// The sources by their ids, as mails name them.
    #[must_use]
    pub fn outlets(&self) -> BTreeMap<String, Outlet> {
        self.sources
            .iter()
            .map(|Source { id, name, kind, .. }| {
                (id.clone(), Outlet { id: id.clone(), name: name.clone(), kind: *kind })
            })
            .collect()
    }

    /// The reader that is named `id`.
    #[must_use]
    pub fn reader(&self, id: &str) -> Option<&Reader> {
        self.readers.iter().find(|reader| reader.id == id)
    }

    /// The readers, as the store asks for what waits for them.
    #[must_use]
    pub fn audiences(&self) -> Vec<Audience> {
        let audience = |reader: &Reader| Audience {
            reader: reader.id.clone(),
            watches: reader.watches.clone(),
            digest: reader.digest.is_some(),
        };
        self.readers.iter().map(audience).collect()
    }

    /// The reader that is named so, as the store asks for what waits for them; empty where there is
    /// none.
    #[must_use]
    pub fn audience(&self, reader: &str) -> Vec<Audience> {
        self.audiences().into_iter().filter(|audience| audience.reader == reader).collect()
    }

    /// The channels, ready to send through.
    #[must_use]
    pub fn post(&self) -> Post {
        Post::new(self.channels.clone(), &self.directory.root, &self.directory.data())
    }

    /// The article in a page that was fetched, by the rules of its site and what it has `repeated`
    /// so far.
    #[must_use]
    pub fn article(
        &self,
        body: Body,
        finding: Option<&Finding>,
        repeated: &Repeated,
        now: Timestamp,
    ) -> Article {
        let rules = self.crawlers.for_link(&body.link).and_then(|crawler| crawler.article.as_ref());
        let page = Page::parse(page::decode(&body.bytes, body.content_type.as_deref()), body.link);
        extract::extract(&page, finding, &Site { rules, repeated }, now)
    }

    /// What the answer of a source holds that `reads` so, by the rules of the site at `of`.
    ///
    /// # Errors
    /// When the answer is nothing that can be read so.
    pub fn contents(&self, body: &Body, reads: Reads, of: &Link) -> Result<Contents, Unreadable> {
        let answer = Answer {
            reads,
            base: &body.link,
            bytes: &body.bytes,
            content_type: body.content_type.as_deref(),
        };
        let limit = self.settings().fetch.entries_limit;
        source::read(&answer, self.crawlers.for_link(of), limit)
    }

    /// The watches, as mails name them.
    #[must_use]
    pub fn watch_titles(&self) -> Vec<WatchTitle> {
        self.watches.iter().map(WatchTitle::of).collect()
    }

    /// This instance, as mails name it.
    #[must_use]
    pub fn instance(&self) -> Instance {
        Instance {
            name: self.settings().instance.clone(),
            contact: self.settings().contact.clone(),
        }
    }
}
