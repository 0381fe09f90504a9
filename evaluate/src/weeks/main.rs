//! Measures how weeks of invented news are judged: whether each event is seen by its first report, what is taken for
//! one, and how reports come into stories.

mod fit;
mod logistic;
mod points;
mod replay;
mod score;
mod week;
#[path = "../compare/follow_ups.rs"]
#[allow(dead_code)]
mod follow_ups;
#[path = "../compare/seeds.rs"]
#[allow(dead_code)]
mod seeds;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::Parser;
use dateline::extract::{self, Article};

use replay::Replay;
use score::Figures;
use week::Week;

#[derive(Parser)]
#[command(bin_name = "evaluate/run weeks")]
struct Asked {
    /// Folders of weeks; without one, those of the project
    weeks: Vec<PathBuf>,
    /// Print what came out otherwise, item by item
    #[arg(long)]
    misses: bool,
    /// Fit the models to these weeks and the follow-ups, print what those fitted without a week make of it, and write
    /// them to this file
    #[arg(long, value_name = "FILE")]
    fit: Option<PathBuf>,
    /// Print, beside what the models fitted without a week make of it, what other operating points would cost
    #[arg(long, requires = "fit")]
    costs: bool,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let mut folders = asked.weeks;
    if folders.is_empty() {
        folders = own()?;
    }
    let mut all = Figures::default();
    println!(
        "{:10} {:>9} {:>9} {:>9} {:>9} {:>11} {:>13} {:>11} {:>6}",
        "week",
        "on topic",
        "as event",
        "reports",
        "related",
        "false topic",
        "stories/event",
        "two events",
        "cost"
    );
    let weeks: Vec<Week> =
        folders.iter().map(|folder| Week::read(folder)).collect::<anyhow::Result<_>>()?;
    let scored: Vec<fit::Scored> = match &asked.fit {
        Some(file) => {
            let mut corpora = follow_ups()?;
            let (models, scored) = fit::fit(&weeks, &corpora, &elsewhere()?, asked.costs)?;
            std::fs::write(file, toml::to_string(&models)?)?;
            for corpus in &mut corpora {
                corpus.grounds = corpus.grounds.clone().weighing_by(models.clone());
            }
            follow_ups::print(&corpora);
            scored
        }
        None => weeks
            .iter()
            .map(|week| Ok(points::scored(week, &Replay::of(week)?)))
            .collect::<anyhow::Result<_>>()?,
    };
    let mut missed = Vec::new();
    for (week, (figures, misses)) in weeks.iter().zip(scored) {
        if asked.misses {
            println!("{}: {}", week.name, week.title);
        }
        print(&week.name, &figures);
        all += figures;
        missed.push((week.name.clone(), misses));
    }
    print("all", &all);
    if asked.misses {
        for (week, misses) in missed {
            for miss in misses {
                println!("{week} {}: {} {}", miss.kind, miss.item, miss.more);
            }
        }
    }
    Ok(())
}

fn print(name: &str, figures: &Figures) {
    println!(
        "{name:10} {:>9} {:>9} {:>9} {:>9} {:>11} {:>13.2} {:>11} {:>6}",
        figures.on_topic,
        figures.as_events,
        figures.reports,
        figures.related,
        figures.false_topic,
        figures.stories as f64 / figures.events.max(1) as f64,
        figures.merged,
        figures.cost
    );
}

/// The weeks of the project that lie open.
fn own() -> anyhow::Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("weeks");
    let mut weeks: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join("week.json").is_file())
        .collect();
    weeks.sort();
    Ok(weeks)
}

/// The follow-ups of the project.
fn follow_ups() -> anyhow::Result<Vec<follow_ups::Corpus>> {
    let names = dateline::compare::Names::parse(&dateline::settings::compiled_in_names())
        .map_err(|faults| anyhow::anyhow!(faults[0].to_string()))?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/follow-ups");
    Ok(follow_ups::shipped(&folder, &names))
}

/// Every so manieth article of the judged pairs is taken for one on anything else.
const EVERY: usize = 6;

/// Articles on anything else, in ten languages: of the judged pairs, where `DATELINE_DATA` says that they are.
fn elsewhere() -> anyhow::Result<Vec<Article>> {
    let Some(data) = std::env::var_os("DATELINE_DATA").map(PathBuf::from) else {
        println!("skipped: articles on anything else; DATELINE_DATA names no folder with them");
        return Ok(Vec::new());
    };
    let file = std::fs::File::open(data.join("compare/judged-pairs.jsonl.gz"))?;
    let mut texts = BTreeSet::new();
    for line in BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines() {
        let Pair { a, b } = serde_json::from_str(&line?)?;
        texts.extend([a, b]);
    }
    let some = texts.iter().step_by(EVERY);
    Ok(some.map(|text| extract::plain("article.txt", text).article).collect())
}

/// The texts of a judged pair.
#[derive(serde::Deserialize)]
struct Pair {
    a: String,
    b: String,
}
