//! Scores what `compare` says: `tests/evaluate-compare DATA`, where DATA is the folder with the
//! evaluation data.

mod closeness;
mod measures;
mod tf_idf;

use std::path::PathBuf;

use clap::Parser;

#[derive(Parser)]
struct Asked {
    /// The folder with the evaluation data
    data: PathBuf,
    /// Fit the curves of the closeness score, too
    #[arg(long)]
    fit: bool,
}

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    closeness::score(&asked.data, asked.fit)
}
