//! A page as it is printed: its lines, each with the column that it stands in, and at which of them
//! a text stands that somebody read from the page.

use std::collections::HashMap;

use memchr::memmem;
use scraper::ElementRef;

use super::blocks::{self, Line};

/// Lines of a page that are looked at.
const LINES: usize = 20_000;
/// Bytes of a text that are looked up.
const TEXT: usize = 1 << 20;
/// Bytes of a line that nobody prints twice by chance: it may stand within a longer paragraph.
const UNMISTAKABLE: usize = 30;
/// Lines that are looked for within longer paragraphs.
const WITHIN: usize = 2_000;

/// Elements that belong to the column that they stand in.
const PARTS: &[&str] = &[
    "blockquote",
    "dd",
    "dl",
    "dt",
    "li",
    "ol",
    "pre",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// The lines of a page, in order.
pub struct Printed<'a> {
    pub lines: &'a [Line<'a>],
    /// The key of each line, by which it is looked up.
    keys: Vec<String>,
    /// The element in which each line's paragraph, list or table stands.
    pub columns: Vec<ElementRef<'a>>,
}

/// For each line of a page the bytes that a text has of it: none, or all.
pub type Reading = Vec<usize>;

impl<'a> Printed<'a> {
    /// Looks at `lines`, which are those of one page.
    #[must_use]
    pub fn of(lines: &'a [Line<'a>]) -> Self {
        let lines = &lines[..lines.len().min(LINES)];
        let keys = lines.iter().map(|line| key(&line.text)).collect();
        let columns = lines.iter().map(|line| column(line.block)).collect();
        Self { lines, keys, columns }
    }

    /// Where `paragraphs` are printed, and the share of them that is printed at all. What is
    /// printed twice was read where it stands last: before it stand teasers and tables of contents.
    #[must_use]
    pub fn reading(&self, paragraphs: &[String]) -> (Reading, f32) {
        let mut places: HashMap<String, Option<usize>> = HashMap::new();
        let mut text = String::new();
        for paragraph in paragraphs {
            let key = key(paragraph);
            if text.len() + key.len() <= TEXT {
                text.push_str(&key);
                text.push('\n');
            }
            places.insert(key, None);
        }
        let mut reading = vec![0; self.lines.len()];
        let mut looked = 0;
        for (at, key) in self.keys.iter().enumerate() {
            if let Some(place) = places.get_mut(key) {
                *place = Some(at);
            } else if key.len() >= UNMISTAKABLE && looked < WITHIN {
                looked += 1;
                if memmem::find(text.as_bytes(), key.as_bytes()).is_some() {
                    reading[at] = self.lines[at].text.len();
                }
            }
        }
        for at in places.into_values().flatten() {
            reading[at] = self.lines[at].text.len();
        }
        let all: usize = paragraphs.iter().map(String::len).sum();
        let printed: usize = reading.iter().sum();
        (reading, printed as f32 / all.max(1) as f32)
    }
}

fn column(block: ElementRef<'_>) -> ElementRef<'_> {
    blocks::around(block)
        .skip(1)
        .find(|element| !PARTS.contains(&element.value().name()))
        .unwrap_or(block)
}

/// A line as it is looked up, without white space: a reader may space it in another way.
#[must_use]
pub fn key(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}
