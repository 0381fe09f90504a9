//! A week of invented news: what its outlets print, pass by pass, and the truth about each item, written down before
//! anything was run. `evaluate/weeks/README.md` says how its folder is laid out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use dateline::clock::Timestamp;
use serde::Deserialize;

/// `week.json`, as far as judging needs it.
#[derive(Deserialize)]
struct Written {
    title: String,
    outlets: BTreeMap<String, Outlet>,
    steps: Vec<Timestamp>,
    corpora: BTreeMap<char, String>,
    #[serde(default)]
    config: BTreeMap<String, String>,
    first: BTreeMap<String, String>,
}

/// A paper, an agency, an office.
#[derive(Debug, Deserialize)]
pub struct Outlet {
    pub name: String,
    pub language: String,
}

/// A week, read.
pub struct Week {
    pub folder: PathBuf,
    pub name: String,
    pub title: String,
    pub outlets: BTreeMap<String, Outlet>,
    /// The moments of the passes; the first is the baseline.
    pub steps: Vec<Timestamp>,
    /// The corpora by their letters: names of folders in `seeds/`.
    pub corpora: BTreeMap<char, String>,
    /// The files of names, each with its path and text.
    pub names: Vec<(String, String)>,
    /// The item that had each event first.
    pub first: BTreeMap<String, String>,
    /// What was printed, in the order in which it is judged: by pass, then by publication.
    pub printed: Vec<Printed>,
    pub truth: BTreeMap<String, Truth>,
}

/// One version of an item, as its outlet printed it.
#[derive(Debug, Clone)]
pub struct Printed {
    pub item: String,
    pub step: usize,
    pub outlet: String,
    pub published: Timestamp,
    /// The headline, the byline, the deck and the section, where it has them.
    pub keys: BTreeMap<String, String>,
    pub paragraphs: Vec<String>,
}

/// What is true of an item.
#[derive(Debug, Clone)]
pub struct Truth {
    /// The letter of the corpus that it belongs to, or only looks as if it did.
    pub letter: Option<char>,
    pub tells: Tells,
}

/// What an item tells, beside the corpus of its letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tells {
    /// The event of the seeds.
    SeedsEvent,
    /// A later event, by its name.
    Event(String),
    /// Nothing new, on the topic.
    Related,
    Unrelated,
}

impl Week {
    /// Reads the week of a folder.
    ///
    /// # Errors
    /// When a file is missing, does not parse, or contradicts another.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("week.json");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let written: Written =
            serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        let blocks = Blocks::read(folder)?;
        let mut truth = BTreeMap::new();
        let mut printed = Vec::new();
        for block in &blocks.articles {
            let name = block.item.split('@').next().unwrap_or_default().to_owned();
            if name == block.item {
                let letter =
                    name.chars().next().filter(|letter| written.corpora.contains_key(letter));
                truth.insert(name.clone(), Truth::of(block, letter));
            }
            printed.push(blocks.printed(block, name)?);
        }
        printed.sort_by_key(|one| (one.step, one.published));
        for (event, item) in &written.first {
            let told =
                truth.get(item).with_context(|| format!("first: {event}: no item {item}"))?;
            ensure!(
                told.tells == Tells::Event(event.clone()),
                "first: {event}: {item} is no report of it"
            );
        }
        let names = written.config.into_iter().filter(|(path, _)| path.starts_with("names/"));
        Ok(Self {
            name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            folder: folder.to_owned(),
            title: written.title,
            outlets: written.outlets,
            steps: written.steps,
            corpora: written.corpora,
            names: names.collect(),
            first: written.first,
            printed,
            truth,
        })
    }

    /// The event that an item tells: `A1` for that of the seeds of corpus A.
    pub fn event(&self, item: &str) -> Option<String> {
        let truth = self.truth.get(item)?;
        match &truth.tells {
            Tells::SeedsEvent => Some(format!("{}1", truth.letter?)),
            Tells::Event(event) => Some(event.clone()),
            Tells::Related | Tells::Unrelated => None,
        }
    }
}

impl Truth {
    fn of(block: &Block, letter: Option<char>) -> Self {
        let key = |key: &str| block.keys.get(key).map(String::as_str).filter(|value| *value != "-");
        Self {
            letter,
            tells: match key("rel").unwrap_or("unrelated") {
                "seed" => Tells::SeedsEvent,
                "related" => Tells::Related,
                "unrelated" => Tells::Unrelated,
                event => Tells::Event(event.to_owned()),
            },
        }
    }
}

/// A block of `articles/*.txt`: a version of an item, before paragraphs of others are put in.
struct Block {
    item: String,
    step: usize,
    outlet: String,
    published: Timestamp,
    keys: BTreeMap<String, String>,
    body: String,
}

/// The blocks of a week, and the paragraphs that several share.
struct Blocks {
    articles: Vec<Block>,
    more: BTreeMap<String, String>,
    /// The paragraphs of each item's first version, before others are put in.
    paragraphs: BTreeMap<String, Vec<String>>,
}

impl Blocks {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("articles"))
            .with_context(|| folder.join("articles").display().to_string())?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
            .collect();
        files.sort();
        let text = std::fs::read_to_string(folder.join("more.txt")).unwrap_or_default();
        let mut more: BTreeMap<String, String> = blocks(&text)
            .map(|(head, body)| (head.trim().to_owned(), body.trim().to_owned()))
            .collect();
        let shared = more.clone();
        for body in more.values_mut() {
            *body = filled(body, |name| shared.get(name).cloned())?;
        }
        let mut articles = Vec::new();
        for file in files {
            let text = std::fs::read_to_string(&file)?;
            for (head, rest) in blocks(&text) {
                let block = Block::parse(head, rest, &more)
                    .with_context(|| format!("{}: {head}", file.display()))?;
                articles.push(block);
            }
        }
        let first = articles.iter().filter(|block| !block.item.contains('@'));
        let paragraphs = first
            .map(|block| {
                (block.item.clone(), block.body.split("\n\n").map(str::to_owned).collect())
            })
            .collect();
        Ok(Self { articles, more, paragraphs })
    }

    /// The version of `item` that a block is, with the paragraphs of others put in.
    fn printed(&self, block: &Block, item: String) -> anyhow::Result<Printed> {
        let named = |name: &str| {
            let Some((item, range)) = name.split_once(':') else {
                return self.more.get(name).cloned();
            };
            let paragraphs = self.paragraphs.get(item)?;
            let (low, high) = range.split_once('-').unwrap_or((range, range));
            let (low, high): (usize, usize) = (low.parse().ok()?, high.parse().ok()?);
            let high = (high + 1).min(paragraphs.len());
            Some(paragraphs.get(low..high)?.join("\n\n"))
        };
        // a quoted paragraph may name a shared one
        let body = filled(&filled(&block.body, named)?, named)?;
        let paragraphs = body.split("\n\n").map(|paragraph| paragraph.trim().to_owned());
        Ok(Printed {
            item,
            step: block.step,
            outlet: block.outlet.clone(),
            published: block.published,
            keys: block.keys.clone(),
            paragraphs: paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(),
        })
    }
}

impl Block {
    fn parse(head: &str, rest: &str, more: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        let parts: Vec<&str> = head.split('|').map(str::trim).collect();
        let [item, step, outlet, published, ..] = parts[..] else {
            bail!("a block begins with ITEM | STEP | OUTLET | PUBLISHED");
        };
        let (keys, body) = rest.split_once("\n---\n").context("no line --- under its keys")?;
        let keys = keys
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| line.split_once(": ").context("a key is written as `key: value`"))
            .map(|pair| pair.map(|(key, value)| (key.to_owned(), value.to_owned())));
        let mut body = body.trim().to_owned();
        if let Some(added) = more.get(item) {
            body = format!("{body}\n\n{added}");
        }
        Ok(Self {
            item: item.to_owned(),
            step: step.parse().context("the step is a number")?,
            outlet: outlet.to_owned(),
            published: published.parse()?,
            keys: keys.collect::<anyhow::Result<_>>()?,
            body,
        })
    }
}

/// The blocks of a file: what stands behind each `=== ` on its line, and what follows.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let starts: BTreeSet<usize> = text
        .match_indices("=== ")
        .map(|(at, _)| at)
        .filter(|at| *at == 0 || text[..*at].ends_with('\n'))
        .collect();
    let ends: Vec<usize> = starts.iter().copied().skip(1).chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| {
        text[start + 4..end].split_once('\n').unwrap_or((&text[start + 4..end], ""))
    })
}

/// A text with each `{{NAME}}` replaced by what it names.
fn filled(text: &str, named: impl Fn(&str) -> Option<String>) -> anyhow::Result<String> {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let (name, after) = behind.split_once("}}").context("{{ without }}")?;
        whole.push_str(before);
        whole.push_str(&named(name).with_context(|| format!("{{{{{name}}}}} names nothing"))?);
        rest = after;
    }
    Ok(whole + rest)
}
