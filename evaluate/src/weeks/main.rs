//! Measures how weeks of invented news are judged: whether each event is seen by its first report, what is taken for
//! one, and how reports come into stories.

mod replay;
mod score;
mod week;

use std::path::{Path, PathBuf};

use clap::Parser;

use replay::Replay;
use score::{Figures, score};
use week::Week;

#[derive(Parser)]
#[command(bin_name = "evaluate/run weeks")]
struct Asked {
    /// Folders of weeks; without one, those of the project
    weeks: Vec<PathBuf>,
    /// Print what came out otherwise, item by item
    #[arg(long)]
    misses: bool,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let mut folders = asked.weeks;
    if folders.is_empty() {
        folders = own()?;
    }
    let mut all = Figures::default();
    println!(
        "{:10} {:>9} {:>9} {:>9} {:>9} {:>11} {:>13} {:>11}",
        "week", "on topic", "as event", "reports", "related", "false topic", "stories/event", "two events"
    );
    let mut missed = Vec::new();
    for folder in &folders {
        let week = Week::read(folder)?;
        let replay = Replay::of(&week)?;
        let (figures, misses) = score(&week, &replay);
        print(&week.name, &figures);
        all += figures;
        missed.push((week.name, misses));
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
        "{name:10} {:>9} {:>9} {:>9} {:>9} {:>11} {:>13.2} {:>11}",
        figures.on_topic,
        figures.as_events,
        figures.reports,
        figures.related,
        figures.false_topic,
        figures.stories as f64 / figures.events.max(1) as f64,
        figures.merged
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
