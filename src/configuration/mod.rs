//! The whole configuration, parsed by the rooms and checked against itself.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;

use crate::clock::Timestamp;
use crate::compare::{About, Corpus, Grounds, Judged, Judgements, Names, file_name};
use crate::deliver::{self, Channel, Post};
use crate::extract::{self, Article, Plain, Repeated, Site};
use crate::fetch::{Body, Client, NoClient};
use crate::link::Link;
use crate::page::{self, Page};
use crate::report::{Instance, Outlet, Reader, Templates, WatchTitle};
use crate::settings::{Directory, Fault, RawCorpus, RawFile, Settings};
use crate::source::{self, Crawlers, Finding, Reads, Source};
use crate::store::Audience;
use crate::watch::{Watch, Watches};

/// Everything that a person decided, ready to work with.
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
    /// Reads and parses the directory.
    ///
    /// # Errors
    /// Everything that is wrong in it, file by file.
    pub fn read(root: &Path) -> Result<Self, Vec<Fault>> {
        Self::parse(Directory::read(root)?)
    }

    fn parse(directory: Directory) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let crawlers = faults.all(Crawlers::parse(&directory.crawlers));
        let names = faults.all(Names::parse(&directory.names));
        let by_file: Vec<(&RawFile, Vec<Source>)> =
            faults.each(&directory.sources, |file| Ok((file, source::parse(file, &directory.settings.fetch)?)));
        faults.0.extend(source::check_unique(by_file.iter().map(|(file, sources)| (*file, sources.as_slice()))).err());
        let sources: Vec<Source> = by_file.into_iter().flat_map(|(_, sources)| sources).collect();
        let watches: Vec<Watch> = faults.each(&directory.watches, |file| Watch::parse(file, &names));
        let readers = faults.each(&directory.readers, Reader::parse);
        let channels = faults.all(deliver::channels(&directory.channels));
        let corpora = faults.each(&directory.corpora, |raw| corpus(raw, &names));
        let templates = Templates::new(&directory.templates).map_err(|fault| faults.0.push(fault)).ok();
        check_sources(&sources, &crawlers, &directory.sources, &mut faults);
        check_watches(&watches, &corpora, &sources, &directory, &mut faults);
        check_readers(&readers, &watches, &channels, &directory, &mut faults);
        let Some(templates) = templates.filter(|_| faults.0.is_empty()) else { return Err(faults.0) };
        let grounds = Grounds::new(names, corpora, directory.settings.compare.clone());
        Ok(Self { sources, crawlers, grounds, watches: Watches::new(watches), readers, channels, templates, directory })
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.directory.settings
    }

    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }

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

    /// What a request for `link` may take: as long as any source of its host.
    #[must_use]
    pub fn timeout_for(&self, link: &Link) -> SignedDuration {
        let of_host = self.sources.iter().filter(|source| source.link.host() == link.host()).map(|source| source.timeout);
        of_host.max().unwrap_or(self.settings().fetch.timeout)
    }

    /// Sources as mails name them.
    #[must_use]
    pub fn outlets(&self) -> BTreeMap<String, Outlet> {
        self.sources
            .iter()
            .map(|source| (source.id.clone(), Outlet { id: source.id.clone(), name: source.name.clone(), kind: source.kind }))
            .collect()
    }

    /// Readers as the store asks for what waits for them.
    #[must_use]
    pub fn audiences(&self) -> Vec<Audience> {
        let audience = |reader: &Reader| Audience { reader: reader.id.clone(), watches: reader.watches.clone(), digest: reader.digest.is_some() };
        self.readers.iter().map(audience).collect()
    }

    /// The channels, ready to send through.
    #[must_use]
    pub fn post(&self) -> Post {
        Post::new(self.channels.clone(), &self.directory.root, &self.directory.data())
    }

    /// The article in a page that was fetched, by the rules of its site and what it has `repeated` so far.
    #[must_use]
    pub fn article(&self, body: Body, finding: Option<&Finding>, repeated: &Repeated, now: Timestamp) -> Article {
        let rules = self.crawlers.for_link(&body.link).and_then(|crawler| crawler.article.as_ref());
        let page = Page::parse(page::decode(&body.bytes, body.content_type.as_deref()), body.link);
        extract::extract(&page, finding, &Site { rules, repeated }, now)
    }

    /// Watches as mails name them.
    #[must_use]
    pub fn watch_titles(&self) -> Vec<WatchTitle> {
        self.watches.iter().map(WatchTitle::of).collect()
    }

    #[must_use]
    pub fn instance(&self) -> Instance {
        Instance { name: self.settings().instance.clone(), contact: self.settings().contact.clone() }
    }
}

/// Faults of many files, so that one run of `check` shows all of them.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn all<T: Default>(&mut self, parsed: Result<T, Vec<Fault>>) -> T {
        parsed.unwrap_or_else(|faults| {
            self.0.extend(faults);
            T::default()
        })
    }

    fn each<'a, F, T>(&mut self, files: &'a [F], parse: impl Fn(&'a F) -> Result<T, Fault>) -> Vec<T> {
        files.iter().filter_map(|file| parse(file).map_err(|fault| self.0.push(fault)).ok()).collect()
    }

    /// A fault in the file of that stem, on the line where `needle` stands.
    fn add(&mut self, files: &[RawFile], stem: &str, needle: &str, message: String) {
        let file = files.iter().find(|file| file.stem == stem).or_else(|| files.iter().find(|file| file.line_of(needle).is_some()));
        match file {
            Some(file) => self.0.push(file.fault(file.line_of(needle), message)),
            None => self.0.push(Fault { file: stem.to_owned(), line: None, message }),
        }
    }
}

/// A corpus read through the room that reads articles.
///
/// # Errors
/// A seed that is not text, a `corpus.toml` that is wrong.
pub fn corpus(raw: &RawCorpus, names: &Names) -> Result<Corpus, Fault> {
    let about = raw.about.as_ref().map(|file| About::parse(file, &raw.seeds, &raw.judged)).transpose()?.unwrap_or_default();
    let seeds = raw.seeds.iter().map(|seed| Ok((file_name(seed).to_owned(), saved(seed)?.article))).collect::<Result<_, Fault>>()?;
    let judged = about.judged.iter().filter_map(|about| {
        let file = raw.judged.iter().find(|file| file.path.ends_with(&about.file))?;
        Some(Judged::read(about, file, names))
    });
    let judged = Judgements::new(judged.collect::<Result<_, Fault>>()?);
    Ok(Corpus::new(&raw.name, seeds, &about, names).judging(judged))
}

/// An article that lies in a file: a seed, an item on the command line.
///
/// # Errors
/// A text file that is not UTF-8.
pub fn saved(file: &RawFile) -> Result<Plain, Fault> {
    let name = file_name(file);
    Ok(if is_page(file) { extract::html(name, &file.bytes) } else { extract::plain(name, file.text()?) })
}

/// Whether a file holds a page, by its ending, and not plain text.
#[must_use]
pub fn is_page(file: &RawFile) -> bool {
    Path::new(&file.path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
}

fn check_sources(sources: &[Source], crawlers: &Crawlers, files: &[RawFile], faults: &mut Faults) {
    for source in sources {
        let needle = format!("\"{}\"", source.id);
        if source.reads == Reads::Listing && crawlers.for_link(&source.link).is_none_or(|crawler| crawler.listing.is_none()) {
            let message =
                format!("`{}` reads a listing, but no crawler has [listing] rules for {}; add one to crawlers/", source.id, source.link.host());
            faults.add(files, "", &needle, message);
        }
    }
}

/// What a watch names has to be there. A file that could not be read has its own fault and makes no other.
fn check_watches(watches: &[Watch], corpora: &[Corpus], sources: &[Source], directory: &Directory, faults: &mut Faults) {
    let files = &directory.watches;
    let are_all_read = faults.0.iter().all(|fault| !fault.file.starts_with("sources/"));
    for watch in watches {
        if let Some(name) = watch.corpus.as_ref().filter(|name| directory.corpora.iter().all(|corpus| corpus.name != **name)) {
            let known = corpora.iter().map(|corpus| corpus.name.as_str());
            faults.add(files, &watch.id, &format!("\"{name}\""), unknown("corpus", name, known, "put its seeds into corpora/NAME"));
        }
        for id in watch.exclude.sources.iter().filter(|id| are_all_read && sources.iter().all(|source| source.id != **id)) {
            let known = sources.iter().map(|source| source.id.as_str());
            faults.add(files, &watch.id, &format!("\"{id}\""), unknown("source", id, known, "add it to sources/"));
        }
    }
}

/// As [`check_watches`], of what a reader names.
fn check_readers(readers: &[Reader], watches: &[Watch], channels: &BTreeMap<String, Channel>, directory: &Directory, faults: &mut Faults) {
    let files = &directory.readers;
    let are_channels_read = faults.0.iter().all(|fault| !fault.file.starts_with("channels/"));
    for reader in readers {
        for id in reader.watches.iter().filter(|id| directory.watches.iter().all(|file| file.stem != **id)) {
            let known = watches.iter().map(|watch| watch.id.as_str());
            let otherwise = format!("add watches/{id}.toml; a file of comments only is none");
            faults.add(files, &reader.id, &format!("\"{id}\""), unknown("watch", id, known, &otherwise));
        }
        for name in reader.channel_names().filter(|name| are_channels_read && !channels.contains_key(*name)) {
            let known = channels.keys().map(String::as_str);
            let otherwise = format!("add channels/{name}.toml; a file of comments only is none");
            faults.add(files, &reader.id, &format!("\"{name}\""), unknown("channel", name, known, &otherwise));
        }
    }
}

fn unknown<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    match known.min_by_key(|known| strsim::damerau_levenshtein(name, known)) {
        Some(nearest) if strsim::damerau_levenshtein(name, nearest) <= 1 + name.len() / 3 => format!("no {what} `{name}`; did you mean `{nearest}`?"),
        _ => format!("no {what} `{name}`; {otherwise}"),
    }
}
