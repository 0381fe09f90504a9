//! Texts that follow what the seeds report: which event each tells, beside what was expected of it.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::compare::{Beside, Closeness, Copy, Names};
use dateline::extract;

use super::seeds;

/// What a person expects of one text.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Every answer that is right.
    pub closeness: Vec<Closeness>,
    /// None where both answers are right.
    pub new_event: Option<bool>,
    /// At least so much text is shared; none says nothing.
    pub copy: Option<Copy>,
}

impl Expected {
    pub fn is_met(&self, beside: &Beside) -> bool {
        self.closeness.contains(&beside.closeness)
            && self.new_event.is_none_or(|new_event| new_event == beside.new_event)
            && self.copy.is_none_or(|copy| if copy >= Copy::Reprint { beside.copy >= copy } else { beside.copy == copy })
    }
}

pub struct FollowUp {
    pub name: String,
    pub expected: Expected,
    pub beside: Beside,
}

/// The corpora whose seeds the project ships.
const SHIPPED: [&str; 5] = ["recall", "eruption", "strike", "launch", "ruling"];

/// The corpora whose seeds are there, each with its follow-ups.
pub fn all(names: &Names) -> Vec<(&'static str, Vec<FollowUp>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/follow-ups");
    let treaty = seeds::treaty().map(|seeds| ("treaty", seeds));
    let corpora = treaty.into_iter().chain(SHIPPED.map(|name| (name, folder.join(name).join("seeds"))));
    corpora.map(|(name, seeds)| (name, of(&folder.join(name), &seeds, names))).collect()
}

fn of(folder: &Path, seeds: &Path, names: &Names) -> Vec<FollowUp> {
    let expected = std::fs::read_to_string(folder.join("expected.toml")).expect("it lies beside the texts");
    let expected: BTreeMap<String, Expected> = toml::from_str(&expected).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let seeds = seeds::articles(seeds);
    let texts: Vec<(String, String)> = seeds.iter().map(|(file, text, _)| (file.clone(), text.clone())).collect();
    let grounds = seeds::corpus("seeds", seeds.into_iter().map(|(file, _, article)| (file, article)).collect(), names.clone());
    let judged = |(name, expected): (String, Expected)| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap_or_else(|error| panic!("{name}: {error}"));
        let article = extract::plain(&name, &filled(&text, &texts)).article;
        FollowUp { name, expected, beside: seeds::compare(&article, &grounds) }
    };
    expected.into_iter().map(judged).collect()
}

/// A text with lines of seeds put where it names them: `{001:3-8}`.
fn filled(text: &str, seeds: &[(String, String)]) -> String {
    let line = |line: &str| {
        let named = line.strip_prefix('{').and_then(|line| line.strip_suffix('}')).and_then(|named| named.split_once(':'));
        let Some((file, lines)) = named else { return line.to_owned() };
        let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
        let number = |text: &str| text.parse::<usize>().expect("a line's number");
        let (_, seed) = seeds.iter().find(|(name, _)| name.starts_with(file)).expect("a seed of that name");
        let of_seed = seed.lines().filter(|line| !line.trim().is_empty()).skip(number(first) - 1).take(number(last) + 1 - number(first));
        of_seed.collect::<Vec<_>>().join("\n\n")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

pub fn print(corpora: &[(&str, Vec<FollowUp>)]) {
    for (corpus, follow_ups) in corpora {
        let right = follow_ups.iter().filter(|follow_up| follow_up.expected.is_met(&follow_up.beside)).count();
        println!("follow-ups of {corpus}: {right} of {} right", follow_ups.len());
        for FollowUp { name, expected, beside } in follow_ups {
            let mark = if expected.is_met(beside) { "right" } else { "WRONG" };
            let news = if beside.new_event { ", new event" } else { "" };
            println!("{mark} {name}: {} {}{news} {:.2}. {}", beside.copy, beside.closeness, beside.relatedness, beside.because);
        }
    }
}
