//! Measures how well copies are told: on the suite of text reuse, beside what other ways to find
//! copies make of it, and on random pairs of articles.

use std::collections::{BTreeMap, HashSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use dateline::compare::{About, Copy, Corpus, Grounds, Names, Subject, beside_corpus};
use dateline::extract::plain;
use dateline::settings;
use dateline::text::analyse;

use crate::peers::PEERS;
use crate::reuse::{Bench, Draw, SEED, Score, Source, cases, total};

/// The relatedness from which on two texts tell one story, whatever else they do.
const ONE_STORY: f32 = 0.3;

/// The folder of the texts, phrases and templates that cases are made from.
fn shipped() -> PathBuf {
    crate::tests().join("reuse")
}

/// Prints the table of text reuse, and with `misses` every case that came out otherwise. `texts` is
/// a folder of texts to make the cases from; the shipped ones are taken where there is none.
pub fn score(texts: Option<&Path>, misses: bool) -> anyhow::Result<()> {
    let folder = texts.map_or_else(|| shipped().join("texts"), Path::to_owned);
    let sources = Source::folder(&folder)?;
    let cases = cases(&sources, &shipped())?;
    println!("\ntext reuse: {} cases from {} texts, drawn from {SEED}", cases.len(), sources.len());
    print!(
        "{:20} {:>5} {:>8} {:>7} {:>9} {:>7} {:>6}   called copies: {:>8}",
        "kind", "cases", "relation", "offered", "precision", "recall", "F1", "dateline"
    );
    PEERS.iter().for_each(|(name, _)| print!(" {name:>14}"));
    println!();
    let mut missed = Vec::new();
    let mut called: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let scores = Bench::new(&cases).scores(&cases, |case, outcome| {
        let peers = PEERS.iter().map(|(_, is_copy)| is_copy(&case.seed, &case.item));
        let all: Vec<bool> = std::iter::once(outcome.copy > Copy::None).chain(peers).collect();
        for kind in [case.kind, "all"] {
            let counts = called.entry(kind).or_insert_with(|| vec![0; all.len()]);
            counts
                .iter_mut()
                .zip(&all)
                .for_each(|(count, is_copy)| *count += usize::from(*is_copy));
        }
        let is_right = case.expected.contains(&outcome.copy.to_string().as_str());
        if !is_right || outcome.overlap.f1() < 0.9 {
            let mark = if is_right { "overlap" } else { "WRONG" };
            missed.push(format!(
                "{mark} {}: {} is {}, not {:?}, F1 {:.2}",
                case.kind,
                case.name,
                outcome.copy,
                case.expected,
                outcome.overlap.f1()
            ));
        }
    });
    for (kind, score) in
        scores.iter().map(|(kind, score)| (*kind, score)).chain([("all", &total(&scores))])
    {
        print_row(kind, score, &called[kind]);
    }
    if misses {
        missed.iter().for_each(|miss| println!("{miss}"));
    }
    Ok(())
}

/// Prints the row of one kind of case; `called` is how many dateline and each peer call copies.
fn print_row(kind: &str, score: &Score, called: &[usize]) {
    let share = |count: usize| count as f64 / score.cases as f64;
    let overlap = score.overlap;
    print!(
        "{kind:20} {:5} {:8.3} {:7.3} {:9.3} {:7.3} {:6.3}   {:>14} {:8.3}",
        score.cases,
        share(score.right),
        share(score.found),
        overlap.precision(),
        overlap.recall(),
        overlap.f1(),
        "",
        share(called[0])
    );
    called[1..].iter().for_each(|count| print!(" {:14.3}", share(*count)));
    println!();
}

/// Two articles that people compared, as a line of the data has them; what was said is not read.
#[derive(serde::Deserialize)]
struct Pair {
    lang: [String; 2],
    a: String,
    b: String,
}

/// The texts of articles by language, each with a number that those of one pair have in common.
type Articles = BTreeMap<String, Vec<(usize, String)>>;

/// The articles of the pairs that people labelled.
fn labelled_articles(data: &Path) -> anyhow::Result<Articles> {
    let mut articles = Articles::new();
    let pairs = std::fs::File::open(data.join("compare/judged-pairs.jsonl.gz"))?;
    for (number, line) in
        BufReader::new(flate2::read::MultiGzDecoder::new(pairs)).lines().enumerate()
    {
        let pair: Pair = serde_json::from_str(&line?)?;
        for (language, text) in pair.lang.into_iter().zip([pair.a, pair.b]) {
            articles.entry(language).or_default().push((number, text.replacen("  ", "\n\n", 1)));
        }
    }
    Ok(articles)
}

/// Prints how many of `wanted` random pairs of articles in one language are called copies. The
/// articles are the shipped texts and those of the pairs that people labelled; two of one such pair
/// are not taken. Pairs that share a quarter of the runs of eight words of either are printed again
/// somewhere, and set aside.
pub fn false_copies(data: Option<&Path>, wanted: usize, misses: bool) -> anyhow::Result<()> {
    let mut articles = match data {
        Some(data) => labelled_articles(data)?,
        None => Articles::new(),
    };
    for (number, source) in Source::folder(&shipped().join("texts"))?.into_iter().enumerate() {
        articles.entry(source.language).or_default().push((usize::MAX - number, source.file));
    }
    let grounds = Grounds::new(Names::default(), Vec::new(), settings::Compare::default());
    let mut draw = Draw::new(SEED);
    let languages: Vec<Vec<(usize, Corpus, HashSet<u64>)>> = articles
        .into_values()
        .map(|articles| {
            let read = |(number, text): (usize, String)| {
                let article = plain("a.txt", &text).article;
                let runs = eights(&article.text);
                (
                    number,
                    Corpus::new(
                        "a",
                        vec![("a.txt".to_owned(), article)],
                        &About::default(),
                        &grounds.names,
                    ),
                    runs,
                )
            };
            articles.into_iter().map(read).collect()
        })
        .collect();
    let all: usize = languages.iter().map(|articles| articles.len() * articles.len()).sum();
    let (mut tried, mut aside, mut copies, mut of_one_story) = (0, 0, 0, 0);
    for articles in &languages {
        for _ in 0..wanted * articles.len() * articles.len() / all {
            let (one, two) = (draw.among(articles), draw.among(articles));
            if one.0 == two.0 {
                continue;
            }
            let shared = one.2.intersection(&two.2).count();
            if shared * 4 > one.2.len().min(two.2.len()) {
                aside += 1;
                continue;
            }
            tried += 1;
            let seed = &one.1.seeds[0];
            let beside =
                beside_corpus(Subject::new(&seed.article, &seed.profile), &two.1, &grounds);
            if beside.copy > Copy::None {
                copies += 1;
                of_one_story += usize::from(beside.relatedness >= ONE_STORY);
                if misses {
                    println!(
                        "{} {:?}",
                        beside.because,
                        beside.passages.iter().map(|passage| &passage.text).collect::<Vec<_>>()
                    );
                }
            }
        }
    }
    println!(
        "\nof {tried} random pairs of articles in one language {copies} are called copies, of \
            which {of_one_story} tell one story by their terms"
    );
    println!("(pairs that share a quarter of their runs of eight words are set aside: {aside})");
    Ok(())
}

/// The hashes of all runs of eight words of a text.
fn eights(text: &str) -> HashSet<u64> {
    let analysed = analyse(text);
    let words: Vec<&str> = analysed.words().collect();
    let hash = |run: &[&str]| {
        std::hash::BuildHasher::hash_one(
            &std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::default(),
            run,
        )
    };
    words.windows(8).map(hash).collect()
}
