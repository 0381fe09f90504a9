//! What can be searched: tantivy over the tokens of every item, always to be made again from the
//! store.
//!
//! The index finds [`candidates`](IndexView::candidates): every item that a query may hold for, and
//! some that it does not. The caller asks [`Query::reasons`] about each, on the stored text, so
//! that a search and a standing watch cannot disagree.
//!
//! One process writes; others read beside it. A commit carries the number of the last change that
//! it holds: whoever opens the index goes on from there, and begins again from 0 where the analyser
//! or the fields were other ones, or the files are not usable.
//!
//! Absent on purpose: texts, truth, a tokeniser of its own.

mod fields;
mod cover;

use std::path::{Path, PathBuf};

use tantivy::collector::TopDocs;
use tantivy::collector::sort_key::SortByStaticFastValue;
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::{LockError, OpenReadError};
use tantivy::{IndexReader, IndexWriter, Order, ReloadPolicy, TantivyError};
use tracing::warn;

pub use fields::Doc;

use crate::id::ItemId;
use crate::text;
use crate::watch::Query;

use fields::Fields;

/// The memory for what is added and not yet committed. The least that tantivy takes for a thread is
/// 15 MB.
const MEMORY_BYTES: usize = 20_000_000;

/// The file without which tantivy takes a folder for empty.
const META: &str = "meta.json";

/// Why the index cannot be used, by what the caller does about it.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Nothing was indexed yet: say so.
    #[error("there is no index in {} yet; `dateline run` makes one", .0.display())]
    Absent(PathBuf),
    /// Another process writes to it: stop.
    #[error("the index in {} is being written by another process; stop that one \
        first", .0.display())]
    Busy(PathBuf),
    /// The files cannot be used: open the index for writing, which begins it again.
    #[error("the index is damaged: {0}; `dateline run` makes it again")]
    Damaged(String),
    /// Reading or writing failed: drop the index, and open it again later. What was added since the
    /// last commit has to be added again.
    #[error("the index cannot be used at the moment: {0}")]
    Failed(String),
}

/// The index as its one writer holds it.
pub struct Index {
    reader: IndexView,
    writer: IndexWriter,
    /// The folder of this version's files.
    place: PathBuf,
}

/// The index as it stood when it was opened for reading; the one writer's stands at its last
/// commit.
pub struct IndexView {
    index: tantivy::Index,
    segments: IndexReader,
    fields: Fields,
    /// The number of the last change that is in it; 0 where none is.
    change: i64,
}

impl Index {
    /// Opens the index in `dir` for writing, and makes it where there is none. One that was made by
    /// another version, or is damaged, is removed and begun again: its [`change`](Index::change) is
    /// 0.
    ///
    /// # Errors
    /// When another process writes to it, or the disk refuses.
    pub fn open(dir: &Path) -> Result<Self, IndexError> {
        let place = dir.join(version());
        let index = match Self::open_place(&place) {
            Err(IndexError::Damaged(why)) => {
                warn!("the index in {} is made again: {why}", place.display());
                std::fs::remove_dir_all(&place).map_err(failed)?;
                Self::open_place(&place)?
            }
            other => other?,
        };
        remove_other_versions(dir);
        Ok(index)
    }

    fn open_place(place: &Path) -> Result<Self, IndexError> {
        std::fs::create_dir_all(place).map_err(failed)?;
        let wrong = |error| sorted(error, place);
        let directory = MmapDirectory::open(place).map_err(|error| wrong(error.into()))?;
        let (schema, fields) = Fields::schema();
        let index = tantivy::Index::open_or_create(directory, schema).map_err(wrong)?;
        let writer = index.writer_with_num_threads(1, MEMORY_BYTES).map_err(wrong)?;
        Ok(Self { reader: IndexView::of(index, fields, place)?, writer, place: place.to_owned() })
    }

    /// Opens the index in `dir` for reading, beside whoever writes it.
    ///
    /// # Errors
    /// When this version has made none yet, when it is damaged, or the disk refuses.
    pub fn reader(dir: &Path) -> Result<IndexView, IndexError> {
        let place = dir.join(version());
        if !place.join(META).is_file() {
            return Err(IndexError::Absent(dir.to_owned()));
        }
        let index = tantivy::Index::open_in_dir(&place).map_err(|error| sorted(error, &place))?;
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(IndexError::Damaged("its fields are others".to_owned()));
        }
        IndexView::of(index, fields, &place)
    }

    /// Puts `docs` in, in the place of what was there under the same item. They are found after the
    /// next [`commit`](Index::commit).
    ///
    /// # Errors
    /// When the writer has stopped: see [`IndexError::Failed`].
    pub fn add(&mut self, docs: &[Doc<'_>]) -> Result<(), IndexError> {
        let fields = self.reader.fields;
        for doc in docs {
            self.writer.delete_term(fields.term_of(doc.item));
            self.writer.add_document(fields.document(doc)).map_err(stopped)?;
        }
        Ok(())
    }

    /// Keeps what was added. `change` is the number of the last change that the index holds then.
    ///
    /// A commit takes some 100 ms, however little is in it: one every few seconds is enough.
    ///
    /// # Errors
    /// When the disk refuses: see [`IndexError::Failed`].
    pub fn commit(&mut self, change: i64) -> Result<(), IndexError> {
        let mut commit = self.writer.prepare_commit().map_err(stopped)?;
        commit.set_payload(&change.to_string());
        commit.commit().map_err(stopped)?;
        self.reader.reload()
    }

    /// The number of the last change that the index holds; 0 where it holds none.
    #[must_use]
    pub fn change(&self) -> i64 {
        self.reader.change
    }

    /// The number of items that the index holds.
    #[cfg(test)]
    fn count(&self) -> u64 {
        self.reader.count()
    }

    /// Whether the index's files are still where they were: somebody may have removed them under
    /// it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.place.join(META).is_file()
    }

    /// The candidates for `query` among what was committed: see [`IndexView::candidates`].
    #[cfg(test)]
    fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<ItemId>, IndexError> {
        self.reader.candidates(query, limit)
    }
}

impl IndexView {
    fn of(index: tantivy::Index, fields: Fields, place: &Path) -> Result<Self, IndexError> {
        let segments = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| sorted(error, place))?;
        let change = change_of(&index).map_err(|error| sorted(error, place))?;
        Ok(Self { index, segments, fields, change })
    }

    /// Takes in what was committed since the index was opened or reloaded.
    fn reload(&mut self) -> Result<(), IndexError> {
        let change = change_of(&self.index).map_err(stopped)?;
        self.segments.reload().map_err(stopped)?;
        self.change = change;
        Ok(())
    }

    /// The number of items that the index holds.
    #[cfg(test)]
    fn count(&self) -> u64 {
        self.segments.searcher().num_docs()
    }

    /// The items that `query` may hold for, those seen last first, at most `limit`. No item that it
    /// holds for is missing before the last one of these; ask again with a higher limit where too
    /// few of them remain.
    ///
    /// # Errors
    /// When the files cannot be read.
    pub fn candidates(&self, query: &Query, limit: usize) -> Result<Vec<ItemId>, IndexError> {
        let searcher = self.segments.searcher();
        let limit = limit.min(usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX));
        if limit == 0 {
            return Ok(Vec::new());
        }
        let newest = (SortByStaticFastValue::<i64>::for_field(fields::SEEN), Order::Desc);
        let last_filed = (SortByStaticFastValue::<i64>::for_field(fields::ITEM), Order::Desc);
        let top = searcher.search(
            &cover::cover(query, self.fields),
            &TopDocs::with_limit(limit).order_by((newest, last_filed)),
        );
        Ok(top
            .map_err(stopped)?
            .into_iter()
            .filter_map(|((_, item), _)| item.map(ItemId))
            .collect())
    }
}

/// The name of this version's folder inside the index's: it says what makes the files of another
/// version unusable.
fn version() -> String {
    format!("v{}-{}", fields::VERSION, text::VERSION)
}

fn remove_other_versions(dir: &Path) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_version = name.strip_prefix('v').is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        });
        if is_version
            && name != version()
            && let Err(error) = std::fs::remove_dir_all(entry.path())
        {
            warn!("the old index in {} stays: {error}", entry.path().display());
        }
    }
}

fn change_of(index: &tantivy::Index) -> Result<i64, TantivyError> {
    let payload = index.load_metas()?.payload;
    Ok(payload.and_then(|payload| payload.parse().ok()).unwrap_or(0))
}

fn sorted(error: TantivyError, place: &Path) -> IndexError {
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => IndexError::Busy(place.to_owned()),
        TantivyError::DataCorruption(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::SchemaError(_)
        | TantivyError::DeserializeError(_)
        | TantivyError::OpenReadError(
            OpenReadError::FileDoesNotExist(_) | OpenReadError::IncompatibleIndex(_),
        ) => IndexError::Damaged(error.to_string()),
        other => failed(other),
    }
}

/// The error for an index that is open: nobody else can hold its lock.
fn stopped(error: TantivyError) -> IndexError {
    sorted(error, Path::new(""))
}

fn failed(error: impl std::fmt::Display) -> IndexError {
    IndexError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    use tempfile::TempDir;

    use super::*;
    use crate::clock::Timestamp;
    use crate::compare::{Beside, Provenance, StoryLink, Verdict};
    use crate::id::StoryId;
    use crate::settings::RawFile;
    use crate::text::analyse;
    use crate::watch::arbitrary::{Piece, in_twelve_scripts, names, piece, query};
    use crate::watch::{Document, Watch, Watches, plainly};

    fn seen(second: usize) -> Timestamp {
        Timestamp::from_second(i64::try_from(second).unwrap()).unwrap()
    }

    fn add(index: &mut Index, item: i64, piece: &Piece, seen: Timestamp) {
        let (headline_text, body_text) = (analyse(&piece.headline), analyse(&piece.body));
        let doc = Doc {
            item: ItemId(item),
            headline_text: &headline_text,
            body_text: &body_text,
            source: &piece.source,
            language: piece.language.as_deref(),
            site: &piece.site,
            published: seen,
            seen,
        };
        index.add(&[doc]).unwrap();
    }

    fn about(body: &str) -> Piece {
        let [headline, source, site] = ["", "kcna", "news.example"].map(str::to_owned);
        Piece { headline, body: body.to_owned(), source, language: None, site }
    }

    fn found(index: &Index, query: &str) -> Vec<i64> {
        let query = Query::parse(query, &names()).unwrap();
        index.candidates(&query, 100).unwrap().into_iter().map(|item| item.0).collect()
    }

    #[test]
    fn what_was_seen_last_comes_first() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        for (item, second) in [(1, 30), (2, 10), (3, 20), (4, 20)] {
            add(&mut index, item, &about("the treaty"), seen(second));
        }
        assert!(found(&index, "treaty").is_empty());
        index.commit(1).unwrap();
        assert_eq!(found(&index, "treaty"), [1, 4, 3, 2]);
        let two = index.candidates(&Query::parse("treaty", &names()).unwrap(), 2).unwrap();
        assert_eq!(two, [ItemId(1), ItemId(4)]);
        assert_eq!(index.candidates(&Query::parse("treaty", &names()).unwrap(), 0).unwrap(), []);
    }

    #[test]
    fn an_item_that_is_added_again_takes_its_own_place() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        add(&mut index, 1, &about("the treaty"), seen(1));
        add(&mut index, 1, &about("the pact"), seen(1));
        index.commit(1).unwrap();
        assert_eq!(
            (found(&index, "treaty"), found(&index, "pact"), index.count()),
            (vec![], vec![1], 1)
        );
        add(&mut index, 1, &about("the accord"), seen(1));
        index.commit(2).unwrap();
        assert_eq!(
            (found(&index, "pact"), found(&index, "accord"), index.count()),
            (vec![], vec![1], 1)
        );
    }

    #[test]
    fn the_change_is_the_one_of_the_last_commit() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        assert_eq!(index.change(), 0);
        index.commit(7).unwrap();
        add(&mut index, 1, &about("the treaty"), seen(1));
        drop(index);
        let mut index = Index::open(dir.path()).unwrap();
        assert_eq!((index.change(), index.count()), (7, 0));
        add(&mut index, 1, &about("the treaty"), seen(1));
        index.commit(8).unwrap();
        assert_eq!((index.change(), index.count()), (8, 1));
    }

    #[test]
    fn a_reader_beside_the_writer_sees_what_was_committed_when_it_reloads() {
        let dir = TempDir::new().unwrap();
        assert!(matches!(Index::reader(dir.path()), Err(IndexError::Absent(_))));
        let mut index = Index::open(dir.path()).unwrap();
        let mut reader = Index::reader(dir.path()).unwrap();
        add(&mut index, 1, &about("the treaty"), seen(1));
        index.commit(3).unwrap();
        assert_eq!((reader.count(), reader.change), (0, 0));
        reader.reload().unwrap();
        assert_eq!((reader.count(), reader.change), (1, 3));
        assert!(matches!(Index::open(dir.path()), Err(IndexError::Busy(_))));
    }

    #[test]
    fn another_version_and_a_damaged_index_are_begun_again() {
        let dir = TempDir::new().unwrap();
        for other in ["v0-1", "v12-3", "vault", "mine"] {
            std::fs::create_dir(dir.path().join(other)).unwrap();
        }
        let mut index = Index::open(dir.path()).unwrap();
        add(&mut index, 1, &about("the treaty"), seen(1));
        index.commit(3).unwrap();
        drop(index);
        let mut left: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["mine".to_owned(), version(), "vault".to_owned()]);

        std::fs::write(dir.path().join(version()).join("meta.json"), "{").unwrap();
        assert!(matches!(Index::reader(dir.path()), Err(IndexError::Damaged(_))));
        let index = Index::open(dir.path()).unwrap();
        assert_eq!((index.change(), index.count()), (0, 0));
    }

    #[test]
    fn a_segment_that_is_gone_is_damage() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        add(&mut index, 1, &about("the treaty"), seen(1));
        index.commit(3).unwrap();
        drop(index);
        for entry in std::fs::read_dir(dir.path().join(version())).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "idx") {
                std::fs::remove_file(path).unwrap();
            }
        }
        let index = Index::open(dir.path()).unwrap();
        assert_eq!((index.change(), index.count()), (0, 0));
    }

    #[test]
    fn a_form_without_end_is_found_by_its_beginning() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        let long = "ß".repeat(40_000);
        add(&mut index, 1, &about(&long), seen(1));
        index.commit(1).unwrap();
        assert_eq!(found(&index, &long[..2 * 9_000]), [1]);
        assert_eq!(found(&index, "sss*"), [1]);
        assert_eq!(found(&index, &format!("{}*", "s".repeat(999))), [1]);
        assert_eq!(
            found(&index, &format!("s* NOT {}", "s".repeat(1_000)).replace("s* ", "ss* ")),
            [1]
        );
    }

    #[test]
    fn candidates_share_the_words_of_the_query() {
        let dir = TempDir::new().unwrap();
        let mut index = Index::open(dir.path()).unwrap();
        for (item, body) in
            [(1, "port strike"), (2, "port"), (3, "strike"), (4, "strike port"), (5, "ports")]
        {
            add(&mut index, item, &about(body), seen(0));
        }
        index.commit(1).unwrap();
        assert_eq!(found(&index, "port NEAR/0 strike"), [4, 1]);
        assert_eq!(found(&index, "\"port strike\""), [1]);
        assert_eq!(found(&index, "\"port str*\""), [4, 1]);
        assert_eq!(found(&index, "port* NOT strike"), [5, 2]);
        assert_eq!(found(&index, "port* NOT \"port strike\""), [5, 4, 2, 1]);
        assert_eq!(found(&index, "title:port OR source:tass"), [0; 0]);
        assert_eq!(found(&index, "site:example NOT source:tass").len(), 5);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_search_finds_what_a_watch_would_have(
            pieces in prop::collection::vec(piece(), 1..16),
            queries in prop::collection::vec(query(), 24),
        ) {
            let dir = TempDir::new().unwrap();
            let mut index = Index::open(dir.path()).unwrap();
            for (place, piece) in pieces.iter().enumerate() {
                add(&mut index, i64::try_from(place).unwrap(), piece, seen(place));
                if place % 6 == 5 {
                    index.commit(1).unwrap();
                }
            }
            index.commit(2).unwrap();
            for query in &queries {
                let holds = |place: &usize| {
                    pieces[*place].with(|candidate| query.reasons(candidate)).is_some()
                };
                let candidates = index.candidates(query, 100).unwrap().into_iter();
                let places = candidates.map(|item| usize::try_from(item.0).unwrap());
                let searched: Vec<usize> = places.filter(holds).collect();
                let watched: Vec<usize> = (0..pieces.len()).rev().filter(holds).collect();
                prop_assert_eq!(searched, watched, "{}", query);
            }
        }
    }

    /// Pairs of an article and a query that are looked at, where `DATELINE_PAIRS` names no other
    /// number.
    const PAIRS: usize = 10_000;
    const ARTICLES: usize = 100;
    const QUERIES: usize = 100;

    #[test]
    fn watches_search_and_plain_reading_agree_in_twelve_scripts() {
        let wanted = std::env::var("DATELINE_PAIRS").ok().and_then(|pairs| pairs.parse().ok());
        let mut runner = TestRunner::new(ProptestConfig::default());
        let (article, asked) = in_twelve_scripts();
        let mut held = 0;
        for _ in 0..wanted.unwrap_or(PAIRS).div_ceil(ARTICLES * QUERIES) {
            let drawn: Vec<Piece> =
                (0..ARTICLES).map(|_| article.new_tree(&mut runner).unwrap().current()).collect();
            let queries: Vec<Query> =
                (0..QUERIES).map(|_| asked.new_tree(&mut runner).unwrap().current()).collect();
            let dir = TempDir::new().unwrap();
            let mut index = Index::open(dir.path()).unwrap();
            for (place, piece) in drawn.iter().enumerate() {
                add(&mut index, i64::try_from(place).unwrap(), piece, seen(place));
            }
            index.commit(1).unwrap();
            let standing = Watches::new(
                queries.iter().enumerate().map(|(place, query)| standing(place, query)).collect(),
            );
            let watched: Vec<BTreeSet<String>> = drawn
                .iter()
                .map(|piece| piece.with(|document| hit_by(&standing, document)))
                .collect();
            for (place, query) in queries.iter().enumerate() {
                let candidates: BTreeSet<usize> = index
                    .candidates(query, ARTICLES)
                    .unwrap()
                    .into_iter()
                    .map(|item| usize::try_from(item.0).unwrap())
                    .collect();
                for (article, piece) in drawn.iter().enumerate() {
                    let (plain, found) = piece.with(|document| {
                        (plainly::holds(query.root(), document), query.reasons(document).is_some())
                    });
                    let searched = found && candidates.contains(&article);
                    let live = watched[article].contains(&place.to_string());
                    assert_eq!((live, searched), (plain, plain), "{query} in {piece:?}");
                    held += usize::from(plain);
                }
            }
        }
        assert!(held > 0);
    }

    fn standing(place: usize, query: &Query) -> Watch {
        let file = RawFile {
            path: "watches/w.toml".to_owned(),
            stem: place.to_string(),
            bytes: "title = \"T\"\nquery = \"a1\"".into(),
        };
        Watch { query: Some(query.clone()), ..Watch::parse(&file, &names()).unwrap() }
    }

    fn hit_by(watches: &Watches, document: &Document<'_>) -> BTreeSet<String> {
        let nothing = Verdict {
            corpora: BTreeMap::new(),
            seen: Beside::default(),
            story: StoryLink::Founded(StoryId(1)),
            bridges: Vec::new(),
            background: Vec::new(),
            provenance: Provenance::default(),
        };
        watches.hits(document, &nothing).into_iter().map(|hit| hit.watch).collect()
    }
}
