//! Measures how the seeds of a corpus stand to each other: one by one, and each beside all others.

use std::path::{Path, PathBuf};

use dateline::compare::{
    About, Beside, Closeness, Corpus, Grounds, Names, Profile, Subject, beside_corpus,
};
use dateline::extract::{self, Article};
use dateline::settings;

/// The folder of the treaty's five seeds, which are not shipped; none, and a line that says so,
/// where `DATELINE_SEEDS` names no folder.
pub fn treaty() -> Option<PathBuf> {
    let folder = std::env::var_os("DATELINE_SEEDS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: the treaty's seeds; DATELINE_SEEDS names no folder with them");
    }
    folder
}

/// The texts of a folder in the order of their files: each file's name, its text, its article.
pub fn articles(folder: &Path) -> Vec<(String, String, Article)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a seed is UTF-8");
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let article = extract::plain(&name, &text).article;
        (name, text, article)
    };
    files.into_iter().map(read).collect()
}

/// The grounds that hold one corpus of these seeds and nothing else.
pub fn corpus(name: &str, seeds: Vec<(String, Article)>, names: Names) -> Grounds {
    let corpus = Corpus::new(name, seeds, &About::default(), &names);
    Grounds::new(names, vec![corpus], settings::Compare::default())
}

/// The verdict on an article beside the one corpus of `grounds`.
pub fn compare(article: &Article, grounds: &Grounds) -> Beside {
    let profile = Profile::new(article, &grounds.names);
    beside_corpus(Subject::new(article, &profile), &grounds.corpora[0], grounds)
}

/// The verdicts on the seeds of a folder: each beside each other one alone, and each beside all
/// others.
pub struct Seeds {
    /// The first three characters of each file's name.
    files: Vec<String>,
    /// The verdicts by row and column, the row beside the column; none on the diagonal.
    pairs: Vec<Vec<Option<Beside>>>,
    /// The verdict on each seed beside all others.
    left_out: Vec<Beside>,
}

impl Seeds {
    /// Compares the seeds of a folder with each other.
    pub fn of(folder: &Path, names: &Names) -> Self {
        let seeds: Vec<(String, Article)> =
            articles(folder).into_iter().map(|(file, _, article)| (file, article)).collect();
        let beside = |article: &Article, others: Vec<(String, Article)>| {
            compare(article, &corpus("seeds", others, names.clone()))
        };
        let row = |here: usize| {
            let pair = |there: usize| {
                (here != there).then(|| beside(&seeds[here].1, vec![seeds[there].clone()]))
            };
            (0..seeds.len()).map(pair).collect()
        };
        let others = |here: usize| {
            (0..seeds.len())
                .filter(|there| *there != here)
                .map(|there| seeds[there].clone())
                .collect()
        };
        Self {
            pairs: (0..seeds.len()).map(row).collect(),
            left_out: (0..seeds.len()).map(|here| beside(&seeds[here].1, others(here))).collect(),
            files: seeds.into_iter().map(|(file, _)| file.chars().take(3).collect()).collect(),
        }
    }

    /// The verdicts that are wrong, a line each: of the treaty's seeds the first three tell one
    /// story, and the last two are on its topic and no more.
    pub fn wrong(&self) -> Vec<String> {
        let expected = |here: usize, there: usize| {
            if here.max(there) < 3 { Closeness::SameStory } else { Closeness::Related }
        };
        let mut wrong = Vec::new();
        for (here, row) in self.pairs.iter().enumerate() {
            for (there, beside) in row.iter().enumerate() {
                let Some(beside) = beside else { continue };
                if beside.closeness != expected(here, there) {
                    wrong.push(format!(
                        "{} beside {}: {}",
                        self.files[here], self.files[there], beside.because
                    ));
                }
            }
        }
        for (here, beside) in self.left_out.iter().enumerate() {
            if beside.closeness != expected(here, here) || beside.new_event {
                wrong.push(format!("{} beside the others: {}", self.files[here], beside.because));
            }
        }
        wrong
    }

    /// Prints all verdicts, in a table and with their reasons.
    pub fn print(&self) {
        println!(
            "seeds beside seeds: {} of {} wrong",
            self.wrong().len(),
            self.files.len() * self.files.len()
        );
        println!(
            "{:5} {} all others",
            "",
            self.files.iter().map(|file| format!("{file:17}")).collect::<String>()
        );
        for (here, row) in self.pairs.iter().enumerate() {
            let cell = |beside: &Option<Beside>| beside.as_ref().map_or_else(String::new, short);
            let cells: String = row.iter().map(|beside| format!("{:17}", cell(beside))).collect();
            println!("{:5} {cells} {}", self.files[here], short(&self.left_out[here]));
        }
        for (here, beside) in self.left_out.iter().enumerate() {
            println!("{} beside the others: {}", self.files[here], beside.because);
        }
        for (here, row) in self.pairs.iter().enumerate() {
            for (there, beside) in row.iter().enumerate() {
                if let Some(beside) = beside {
                    println!(
                        "{} beside {}: {}",
                        self.files[here], self.files[there], beside.because
                    );
                }
            }
        }
    }
}

fn short(beside: &Beside) -> String {
    format!("{} {:.2}", beside.closeness, beside.relatedness)
}
