//! Measures what comparing says: closeness beside people's labels of pairs, copies beside what was
//! made of texts, events beside what follows the seeds, stories beside the pairs that people say
//! are one.

mod archive;
mod closeness;
mod copies;
mod follow_ups;
mod measures;
mod peers;
mod reuse;
mod seeds;
mod stories;
mod tf_idf;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Parser;
use dateline::compare::Names;
use dateline::settings::compiled_in_names;

#[derive(Parser)]
#[command(bin_name = "evaluate/run compare")]
struct Asked {
    /// The folder with the evaluation data; without it, what the project ships
    data: Option<PathBuf>,
    /// Fit the curves of the closeness score, too
    #[arg(long)]
    fit: bool,
    /// Make the cases of text reuse from these texts: LANGUAGE-NAME.txt, a headline over paragraphs
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Judge these follow-ups: CORPUS/expected.toml, CORPUS/NAME.txt, CORPUS/seeds/NAME.txt
    #[arg(long, value_name = "DIR")]
    follow_ups: Option<PathBuf>,
    /// Only this table
    #[arg(long)]
    only: Option<Table>,
    /// Print every case that came out otherwise
    #[arg(long)]
    misses: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Table {
    Closeness,
    /// Closeness with words weighed by what an archive counted
    Archive,
    Reuse,
    /// The five seeds (named by DATELINE_SEEDS) beside each other, and what follows them
    Events,
    /// The articles of the judged pairs, brought into stories
    Stories,
}

/// How many random pairs of articles are looked at for copies, of which there should be none.
const PAIRS: usize = 100_000;

fn main() -> anyhow::Result<()> {
    let asked = Asked::parse();
    let is_asked = |table| asked.only.is_none_or(|only| only == table);
    if is_asked(Table::Closeness)
        && let Some(data) = &asked.data
    {
        closeness::score(data, asked.fit)?;
    }
    if is_asked(Table::Archive)
        && let Some(data) = &asked.data
    {
        archive::score(data)?;
    }
    if is_asked(Table::Reuse) {
        copies::score(asked.texts.as_deref(), asked.misses)?;
        copies::false_copies(asked.data.as_deref(), PAIRS, asked.misses)?;
    }
    let names = Names::parse(&compiled_in_names())
        .map_err(|faults| anyhow::anyhow!(faults[0].to_string()))?;
    if is_asked(Table::Stories)
        && let Some(data) = &asked.data
    {
        stories::score(data, &names)?;
    }
    if is_asked(Table::Events) {
        if let Some(folder) = seeds::treaty() {
            seeds::Seeds::of(&folder, &names).print();
        }
        let corpora = match &asked.follow_ups {
            Some(folder) => others(folder, &names)?,
            None => follow_ups::shipped(&tests().join("follow-ups"), &names),
        };
        follow_ups::print(&corpora);
    }
    Ok(())
}

/// The folder of the project's tests, with the texts that they share with the evaluation.
fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests")
}

/// The corpora of a folder of one's own, in the form of the project's: a folder each, all held out.
/// One without a folder `seeds` follows the seeds of the treaty.
fn others(folder: &Path, names: &Names) -> anyhow::Result<Vec<follow_ups::Corpus>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{}: no folder of corpora", folder.display()))?;
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.join(follow_ups::EXPECTED).is_file())
        .collect();
    folders.sort();
    anyhow::ensure!(
        !folders.is_empty(),
        "{}: no folder in it has an {}",
        folder.display(),
        follow_ups::EXPECTED
    );
    Ok(folders.iter().filter_map(|folder| follow_ups::of(folder, true, names)).collect())
}
