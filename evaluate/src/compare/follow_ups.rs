//! Measures how well events are told apart: what each text that follows the seeds tells, beside
//! what was expected of it.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::compare::{Beside, Closeness, Copy, Grounds, Names};
use dateline::extract::{self, Article};

use super::seeds;

/// The verdict that a person expects on one text.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Every closeness that is right.
    pub closeness: Vec<Closeness>,
    /// Whether it tells a new event; none where both answers are right.
    pub new_event: Option<bool>,
    /// The copy that is right: from a reprint on, also more than it; none where every one is right.
    pub copy: Option<Copy>,
}

impl Expected {
    /// Whether a verdict is as it was expected.
    fn is_met(&self, beside: &Beside) -> bool {
        self.closeness.contains(&beside.closeness)
            && self.new_event.is_none_or(|new_event| new_event == beside.new_event)
            && self.copy.is_none_or(|copy| {
                if copy >= Copy::Reprint { beside.copy >= copy } else { beside.copy == copy }
            })
    }
}

/// A text that follows the seeds of a corpus.
pub struct FollowUp {
    /// The name of its file, without the ending.
    pub name: String,
    pub article: Article,
    pub expected: Expected,
}

/// The seeds of one corpus, and the texts that follow them.
pub struct Corpus {
    pub name: String,
    /// Whether nobody looks at why one of its texts comes out wrong, and nothing is fitted to it.
    pub is_held_out: bool,
    pub grounds: Grounds,
    pub follow_ups: Vec<FollowUp>,
}

/// The file of a corpus's folder that says what is expected of its texts.
pub const EXPECTED: &str = "expected.toml";

/// The corpora of the project, each with whether it is held out.
const SHIPPED: [(&str, bool); 17] = [
    ("treaty", false),
    ("treaty-later", false),
    ("recall", false),
    ("eruption", false),
    ("ruling", false),
    ("recount", false),
    ("find", false),
    ("strike", false),
    ("launch", false),
    ("blackout", false),
    ("border-pact", false),
    ("merger", false),
    ("treaty-desk", true),
    ("bridge", true),
    ("spill", true),
    ("governor", true),
    ("exchange", true),
];

/// The corpora of the project, in `tests/follow-ups`, whose seeds are there, each with its
/// follow-ups.
pub fn shipped(folder: &Path, names: &Names) -> Vec<Corpus> {
    SHIPPED
        .into_iter()
        .filter_map(|(name, is_held_out)| of(&folder.join(name), is_held_out, names))
        .collect()
}

/// The corpus of a folder, with its follow-ups; none where it follows the treaty and nothing says
/// where the treaty's seeds are.
pub fn of(folder: &Path, is_held_out: bool, names: &Names) -> Option<Corpus> {
    let name = folder.file_name()?.to_string_lossy().into_owned();
    let own = folder.join("seeds");
    let seeds = if own.is_dir() { own } else { seeds::treaty()? };
    let expected =
        std::fs::read_to_string(folder.join(EXPECTED)).expect("it lies beside the texts");
    let expected: BTreeMap<String, Expected> =
        toml::from_str(&expected).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let seeds = seeds::articles(&seeds);
    let texts: Vec<(String, String)> =
        seeds.iter().map(|(file, text, _)| (file.clone(), text.clone())).collect();
    let grounds = seeds::corpus(
        &name,
        seeds.into_iter().map(|(file, _, article)| (file, article)).collect(),
        names.clone(),
    );
    let read = |(name, expected): (String, Expected)| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt")))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let article = extract::plain(&name, &filled(&text, &texts)).article;
        FollowUp { name, article, expected }
    };
    let follow_ups = expected.into_iter().map(read).collect();
    Some(Corpus { name, is_held_out, grounds, follow_ups })
}

/// A text with lines of seeds put where it names them: `{001:3-8}`.
fn filled(text: &str, seeds: &[(String, String)]) -> String {
    let line = |line: &str| {
        let named = line
            .strip_prefix('{')
            .and_then(|line| line.strip_suffix('}'))
            .and_then(|named| named.split_once(':'));
        let Some((file, lines)) = named else { return line.to_owned() };
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let number = |text: &str| text.parse::<usize>().expect("a line's number");
        let (_, seed) =
            seeds.iter().find(|(name, _)| name.starts_with(file)).expect("a seed of that name");
        let of_seed = seed
            .lines()
            .filter(|line| !line.trim().is_empty())
            .skip(number(first) - 1)
            .take(number(last) + 1 - number(first));
        of_seed.collect::<Vec<_>>().join("\n\n")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Prints the verdict on each text, and gives how many of each corpus came out right.
pub fn print(corpora: &[Corpus]) -> Vec<(&str, usize)> {
    corpora.iter().map(|corpus| (corpus.name.as_str(), print_corpus(corpus))).collect()
}

/// Prints the verdicts on a corpus's texts, and gives how many came out right.
fn print_corpus(corpus: &Corpus) -> usize {
    let judged: Vec<(&FollowUp, Beside)> = corpus
        .follow_ups
        .iter()
        .map(|follow_up| (follow_up, seeds::compare(&follow_up.article, &corpus.grounds)))
        .collect();
    let right =
        judged.iter().filter(|(follow_up, beside)| follow_up.expected.is_met(beside)).count();
    let held_out = if corpus.is_held_out { " (held out)" } else { "" };
    println!("follow-ups of {}{held_out}: {right} of {} right", corpus.name, judged.len());
    for (FollowUp { name, expected, .. }, beside) in judged {
        let mark = if expected.is_met(&beside) { "right" } else { "WRONG" };
        let news = if beside.new_event { ", new event" } else { "" };
        println!(
            "{mark} {name}: {} {}{news} {:.2}. {}",
            beside.copy, beside.closeness, beside.relatedness, beside.because
        );
    }
    right
}
