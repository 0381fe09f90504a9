//! Scores what `compare` says: `tests/evaluate-compare DATA`, where DATA is the folder with the
//! evaluation data.

mod closeness;

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
struct Asked {
    /// The folder with the evaluation data
    data: PathBuf,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    closeness::score(&asked.data)
}
