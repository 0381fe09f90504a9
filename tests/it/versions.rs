//! The versions name what they stand for: the engine what verdicts rest on, the reading version
//! what articles rest on.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::compare::{About, Corpus, Grounds, Names, Profile, Subject, beside_corpus};
use dateline::extract::{Article, plain};
use dateline::known;
use dateline::settings::{self, compiled_in_names};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The names of the known data that the code below `place` uses: `known::DATES`.
fn used(place: &str) -> BTreeSet<String> {
    let place = root().join("src").join(place);
    let mut used = BTreeSet::new();
    let mut open = vec![place];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let is_own = path.ends_with("src/known.rs");
        assert!(
            is_own || !text.contains("config/known/\")") && !text.contains("/config/known/"),
            "{}: known data is compiled in by src/known.rs",
            path.display()
        );
        for rest in text.split("known::").skip(1) {
            let name: String = rest.chars().take_while(char::is_ascii_uppercase).collect();
            used.extend(Some(name).filter(|name| name.len() > 1));
        }
    }
    used
}

/// The names in one list of `src/known.rs`.
fn listed(list: &str) -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("src/known.rs")).unwrap();
    let (_, behind) = source.split_once(&format!("pub const {list}: ")).unwrap();
    let (_, value) = behind.split(';').nth(1).unwrap().split_once('=').unwrap();
    let (_, names) = value.split_once('[').unwrap();
    let names = names.trim_end().trim_end_matches(']');
    names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[test]
fn the_engine_and_the_reading_version_name_all_known_data() {
    let of_dates = used("dates");
    let judged_with: BTreeSet<String> = ["compare", "text", "extract/phrases/agencies.rs"]
        .into_iter()
        .flat_map(used)
        .chain(of_dates.clone())
        .filter(|name| name != "JUDGED")
        .collect();
    // what is no text stands in `JUDGED_WITH` by itself
    let mut named = listed("JUDGING");
    named.extend(["CONCEPTS".to_owned(), "LEXICON".to_owned()]);
    assert_eq!(judged_with, named);
    let read_with: BTreeSet<String> = ["extract", "source", "link.rs", "link", "text"]
        .into_iter()
        .flat_map(used)
        .chain(of_dates)
        .filter(|name| name != "READING")
        .collect();
    assert_eq!(read_with, listed("READING"));
    let all: BTreeSet<String> = used("").into_iter().collect();
    let files = fs::read_dir(root().join("config/known")).unwrap().map(|entry| {
        let name = entry.unwrap().file_name().to_string_lossy().to_uppercase();
        name.split('.').next().unwrap().to_owned()
    });
    for file in files {
        assert!(all.contains(&file), "config/known/{} is read by nothing", file.to_lowercase());
    }
}

#[test]
fn other_known_data_is_another_version() {
    let derived = |data: &[&str]| dateline::id::derived(data);
    let changed: Vec<String> = known::READING.iter().map(|text| format!("{text}#")).collect();
    for (place, text) in changed.iter().enumerate() {
        let mut data = known::READING;
        data[place] = text;
        assert_ne!(derived(&data), derived(&known::READING));
    }
    let names = Names::default();
    let grounds = Grounds::new(names, Vec::new(), settings::Compare::default());
    let hash = grounds.engine().rsplit('.').next().unwrap();
    assert!(derived(&[known::JUDGED_WITH.as_str()]).starts_with(hash), "{}", grounds.engine());
}

/// The verdicts on the follow-ups of a folder beside their corpus, a line each.
fn verdicts(grounds: &Grounds, folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let line = |file: &PathBuf| {
        let article = read(file);
        let profile = Profile::new(&article, &grounds.names);
        let subject = Subject::new(&article, &profile);
        let beside = beside_corpus(subject, &grounds.corpora[0], grounds);
        let name =
            file.strip_prefix(root().join("tests/follow-ups")).unwrap().display().to_string();
        let event = if beside.new_event { "new event" } else { "-" };
        let (relation, relatedness) = (beside.relation(), beside.relatedness);
        format!("{name}\t{relation}\t{relatedness:.4}\t{event}\t{}", beside.because)
    };
    files.iter().map(line).collect()
}

fn read(file: &Path) -> Article {
    let text = fs::read_to_string(file).unwrap();
    plain(&file.file_name().unwrap().to_string_lossy(), &text).article
}

fn grounds(corpus: &str) -> Grounds {
    let names = Names::parse(&compiled_in_names()).unwrap();
    let mut seeds: Vec<PathBuf> =
        fs::read_dir(root().join("tests/follow-ups").join(corpus).join("seeds"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
    seeds.sort();
    let seeds = seeds
        .iter()
        .map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), read(file)))
        .collect();
    let corpus = Corpus::new(corpus, seeds, &About::default(), &names);
    Grounds::new(names, vec![corpus], settings::Compare::default())
}

/// `UPDATE_GOLDEN=1` writes the golden anew.
#[test]
fn verdicts_change_only_with_the_engine() {
    let golden = root().join("tests/golden/verdicts.tsv");
    let mut lines = vec![grounds("blackout").engine().to_owned()];
    for corpus in ["blackout", "border-pact", "strike"] {
        lines.extend(verdicts(&grounds(corpus), &root().join("tests/follow-ups").join(corpus)));
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&golden, lines.join("\n") + "\n").unwrap();
    }
    let kept = fs::read_to_string(&golden).unwrap_or_default();
    let kept: Vec<&str> = kept.lines().collect();
    let other = lines.iter().zip(&kept).skip(1).find(|(now, then)| now != *then);
    let is_same_engine = kept.first() == Some(&lines[0].as_str());
    if let Some((now, then)) = other.filter(|_| is_same_engine) {
        panic!(
            "raise ENGINE in src/compare/corpora/grounds.rs: one engine gives two verdicts\n{then}\n{now}"
        );
    }
    assert!(
        is_same_engine && lines.len() == kept.len(),
        "the engine is {}, the golden is of another: write it with UPDATE_GOLDEN=1",
        lines[0]
    );
}
