//! Measures how well copies are told, on every fifth case of the suite of text reuse and on all
//! pairs of its texts, and sets a floor: what is reached, less a little. `evaluate/run compare`
//! prints the whole.

#[path = "../../evaluate/src/compare/reuse/mod.rs"]
mod suite;

use std::path::{Path, PathBuf};

use dateline::compare::{About, Copy, Corpus, Grounds, Names, Profile, Subject, beside_corpus};
use dateline::extract::plain;
use dateline::settings;

use suite::{Bench, Case, Draw, SEED, Source, cases, total};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reuse")
}

#[test]
fn copies_are_told_and_their_passages_found() {
    let sources = Source::folder(&shipped().join("texts")).unwrap();
    let all = cases(&sources, &shipped()).unwrap();
    assert!(all.len() >= 400 && sources.len() >= 40);
    let offset = Draw::new(SEED).below(5);
    let some: Vec<Case> = all.into_iter().skip(offset).step_by(5).collect();
    let mut wrong = Vec::new();
    let scores = Bench::new(&some).scores(&some, |case, outcome| {
        if !case.expected.contains(&outcome.copy.to_string().as_str()) {
            wrong.push(format!(
                "{} {}: {} is not {:?}",
                case.kind, case.name, outcome.copy, case.expected
            ));
        }
    });
    let total = total(&scores);
    assert!(total.right as f64 >= 0.98 * total.cases as f64, "{wrong:#?}");
    assert!(total.overlap.f1() >= 0.98, "{}", total.overlap.f1());
    for (kind, score) in &scores {
        let is_none = some.iter().any(|case| case.kind == *kind && case.expected == ["none"]);
        if is_none {
            assert_eq!(score.right, score.cases, "{kind}: {wrong:#?}");
        } else {
            assert_eq!(
                score.found, score.cases,
                "{kind}: an archive offers the seed of every copy"
            );
            assert!(score.overlap.f1() >= 0.95, "{kind}: {}", score.overlap.f1());
        }
    }
}

#[test]
fn no_two_texts_on_different_things_are_copies() {
    let names = Names::default();
    let sources = Source::folder(&shipped().join("texts")).unwrap();
    let seeds = sources
        .iter()
        .map(|source| (source.name.clone(), plain("a.txt", &source.file).article))
        .collect();
    let corpus = Corpus::new("all", seeds, &About::default(), &names);
    let grounds = Grounds::new(names, Vec::new(), settings::Compare::default());
    for seed in &corpus.seeds {
        let others = Corpus {
            seeds: corpus.seeds.iter().filter(|other| other.file != seed.file).cloned().collect(),
            ..corpus.clone()
        };
        let profile = Profile::new(&seed.article, &grounds.names);
        let beside = beside_corpus(Subject::new(&seed.article, &profile), &others, &grounds);
        assert_eq!(beside.copy, Copy::None, "{} {:?}", seed.file, beside.passages);
    }
}
