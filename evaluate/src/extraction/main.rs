//! Measures the reading of pages against what people read on them, and its speed on one core,
//! beside other extractors on the same pages and in the same run.
//!
//! A folder holds pages (`html/…`, gzipped or not) and what they say: `ground-truth.json` (an
//! object: key → fields) or `ground-truth/KEY.json` (its `ground_truth` object). Fields that are
//! known: `articleBody` (scored by word 4-grams: precision and recall a page, F1 of their means),
//! `main_content` (by words: F1 a page, its mean), `with` and `without` (phrases), `title`,
//! `author`, `authors`, and a day as `date`, `published` or `publish_date`.

mod peers;
mod reading;
mod score;
mod truth;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;

use peers::READERS;
use reading::Reading;
use score::Scores;
use truth::Case;

/// The sets that are looked for in a folder that holds several.
const SETS: &[&str] =
    &["extraction/news", "extraction/outlets", "extraction/articles", "metadata", "dates"];
/// How often each page is read; the fastest time counts.
const ROUNDS: usize = 3;

#[derive(Parser)]
#[command(bin_name = "evaluate/run extraction")]
struct Asked {
    /// Folders with pages and their ground truth, or one that holds the known sets
    #[arg(required = true)]
    folders: Vec<PathBuf>,
    /// Only this reader: dateline, or a crate's name
    #[arg(long)]
    only: Option<String>,
    /// Print every page that dateline read otherwise
    #[arg(long)]
    misses: bool,
    /// Score the halves of a set apart, to see whether a rule helps both
    #[arg(long)]
    halves: bool,
    /// Read every page once: speeds are less sure
    #[arg(long)]
    once: bool,
}

fn main() -> anyhow::Result<()> {
    std::panic::set_hook(Box::new(|_| {}));
    let asked = Asked::parse();
    for folder in asked.folders.iter().flat_map(|folder| sets(folder)) {
        let cases = truth::cases(&folder)?;
        println!("\n{}: {} pages", folder.display(), cases.len());
        println!("{}", score::HEAD);
        for (name, reader) in READERS
            .iter()
            .filter(|(name, _)| asked.only.as_deref().is_none_or(|only| only == *name))
        {
            let (readings, elapsed) = read(&cases, *reader, if asked.once { 1 } else { ROUNDS });
            print(name, &cases, &readings, elapsed, &asked);
        }
    }
    Ok(())
}

/// Prints a reader's row of the table, with `--halves` the rows of both halves, and with `--misses`
/// what dateline read otherwise.
fn print(name: &str, cases: &[Case], readings: &[Reading], elapsed: Duration, asked: &Asked) {
    let of = |wanted: &dyn Fn(usize) -> bool| {
        let mut scores = Scores::default();
        cases
            .iter()
            .zip(readings)
            .enumerate()
            .filter(|(at, _)| wanted(*at))
            .for_each(|(_, (case, reading))| scores.add(case, reading));
        scores
    };
    println!("{}", of(&|_| true).line(name, cases.len() as f64 / elapsed.as_secs_f64()));
    if asked.halves {
        for (name, rest) in [("  half", 0), ("  other half", 1)] {
            println!("{}", of(&|at| half(&cases[at].name) == rest).line(name, f64::NAN));
        }
    }
    if asked.misses && name == "dateline" {
        cases.iter().zip(readings).for_each(|(case, reading)| {
            score::misses(case, reading)
                .iter()
                .for_each(|miss| println!("    {}: {miss}", case.name));
        });
    }
}

/// What a reader makes of each page, and the sum of the fastest times.
fn read(cases: &[Case], reader: fn(&Case) -> Reading, rounds: usize) -> (Vec<Reading>, Duration) {
    let mut elapsed = Duration::ZERO;
    let readings = cases.iter().map(|case| {
        let mut best = Duration::MAX;
        let mut reading = Reading::default();
        for _ in 0..rounds {
            let start = Instant::now();
            // some crates panic on some pages: these count as empty
            reading = std::panic::catch_unwind(|| reader(case)).unwrap_or_default();
            best = best.min(start.elapsed());
        }
        elapsed += best;
        reading
    });
    let readings = readings.collect();
    (readings, elapsed)
}

/// The known sets below a folder, or else the folder itself.
fn sets(folder: &Path) -> Vec<PathBuf> {
    let known: Vec<PathBuf> =
        SETS.iter().map(|set| folder.join(set)).filter(|set| set.is_dir()).collect();
    if known.is_empty() { vec![folder.to_owned()] } else { known }
}

/// The half that a page belongs to by its name, 0 or 1.
fn half(name: &str) -> u32 {
    name.bytes().fold(0, |sum: u32, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) >> 7
        & 1
}
