//! An article's text in the data of its page's scripts: sites that print their pages in the browser carry
//! it as JSON (`__NEXT_DATA__`), as state (`window.__STATE__ = {…}`), or as JSON within a string of a script.
//!
//! Every string of the data is looked at by itself, wherever it stands, because each framework nests it in
//! its own way. Strings that hold prose and stand side by side are one text.
//!
//! # Limits
//! Paragraphs that stand in the data out of order are read out of order.

use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::Selector;

use super::declared::Declared;
use super::{blocks, furniture, headline};

/// What is left of scripts on a parsed page is JSON.
static DATA: LazyLock<Selector> = LazyLock::new(|| Selector::parse("script").expect("the selector is written here"));

/// Scripts and bytes of them that are looked at.
const SCRIPTS: usize = 40;
const BYTES: usize = 4 << 20;
/// Strings within strings.
const DEPTH: usize = 3;
/// Bytes of the data between two paragraphs of one text.
const APART: usize = 600;
/// Characters of a sentence.
const SENTENCE: usize = 40;
/// Strings with prose that are kept.
const STRINGS: usize = 5_000;

/// The paragraphs of the longest text in the page's scripts, if these hold the headline too.
#[must_use]
pub fn read(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    let Some(headline) = headline else { return Vec::new() };
    let data = page.page.html.select(&DATA).take(SCRIPTS).map(|script| script.text().collect::<String>());
    let mut best = Vec::new();
    for source in data.chain([page.page.scripts.clone()]) {
        let mut strings = Strings { found: Vec::new(), headline, has_headline: false, at: 0 };
        strings.search(&source[..source.floor_char_boundary(BYTES)], 0);
        if strings.has_headline {
            let text = strings.longest();
            if bytes(&text) > bytes(&best) {
                best = text;
            }
        }
    }
    best
}

/// A string with prose: its place in the data, and its paragraphs.
struct Prose {
    start: usize,
    end: usize,
    paragraphs: Vec<String>,
}

struct Strings<'a> {
    found: Vec<Prose>,
    headline: &'a str,
    has_headline: bool,
    /// Bytes of data before what is searched.
    at: usize,
}

impl Strings<'_> {
    fn search(&mut self, data: &str, depth: usize) {
        let mut at = 0;
        while let Some(start) = data[at..].find('"').map(|found| at + found) {
            let Some(end) = literal_end(data, start) else { return };
            at = end;
            if end - start < self.headline.len().min(SENTENCE / 2) || self.found.len() >= STRINGS {
                continue;
            }
            let Ok(text) = serde_json::from_str::<String>(&data[start..end]) else { continue };
            if depth < DEPTH && text.contains("\":") {
                let outer = self.at;
                self.at += start;
                self.search(&text, depth + 1);
                self.at = outer;
            } else {
                self.take(self.at + start, self.at + end, &text);
            }
        }
    }

    fn take(&mut self, start: usize, end: usize, text: &str) {
        self.has_headline |= text.len() <= self.headline.len() * 4 + SENTENCE && headline::is_same(text, self.headline);
        let is_markup = text.contains("</") || text.contains("<p") || text.contains("<br");
        let paragraphs =
            if is_markup { blocks::of_fragment(text) } else { text.lines().map(blocks::folded).filter(|line| !line.is_empty()).collect() };
        // text in markup is taken with its headings and lists, a string by itself only as a sentence
        let is_sentence = |line: &String| line.chars().count() >= SENTENCE && furniture::ends_a_sentence(line) && line.contains([' ', '。', '，']);
        if if is_markup { paragraphs.iter().any(is_sentence) } else { !paragraphs.is_empty() && paragraphs.iter().all(is_sentence) } {
            self.found.push(Prose { start, end, paragraphs });
        }
    }

    /// The longest row of strings that stand side by side; what is said twice counts once.
    fn longest(self) -> Vec<String> {
        let (mut best, mut row, mut last) = (Vec::new(), Vec::<String>::new(), 0);
        let mut said = HashSet::new();
        for prose in self.found {
            if prose.start > last + APART {
                if bytes(&row) > bytes(&best) {
                    best = std::mem::take(&mut row);
                }
                row.clear();
                said.clear();
            }
            last = prose.end;
            row.extend(prose.paragraphs.into_iter().filter(|paragraph| said.insert(paragraph.clone())));
        }
        if bytes(&row) > bytes(&best) { row } else { best }
    }
}

fn bytes(text: &[String]) -> usize {
    text.iter().map(String::len).sum()
}

/// Behind the quote that ends the literal which begins at `start`.
fn literal_end(data: &str, start: usize) -> Option<usize> {
    let bytes = data.as_bytes();
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::page::Page;

    const ONE: &str = "The two ministers signed the fisheries pact on Wednesday after three days of talks.";
    const TWO: &str = "Boats of both fleets may fish the outer banks for five years.";

    #[track_caller]
    fn check(body: &str, paragraphs: &[&str]) {
        let page = Page::parse(format!("<body><div id=root></div>{body}"), "https://harbour.example/pact".parse().unwrap());
        assert_eq!(read(&Declared::of(&page), Some("Pact signed")), paragraphs, "{body}");
    }

    fn html() -> String {
        format!("<p>{ONE}</p><h2>What it says</h2><p>{TWO}</p>")
    }

    #[test]
    fn a_text_in_the_data_of_scripts_is_read() {
        let state = serde_json::json!({"props": {"title": "Pact signed", "body": html(), "menu": ["Tides", "Fleets"]}});
        let read = [ONE, "What it says", TWO];
        check(&format!("<script id=__NEXT_DATA__ type=application/json>{state}</script>"), &read);
        check(&format!("<script>window.__STATE__ = {state};</script>"), &read);
        check(&format!("<script>self.push([1,{}])</script>", serde_json::to_string(&state.to_string()).unwrap()), &read);
        let pieces = serde_json::json!({"title": "Pact signed", "blocks": [{"type": "p", "text": ONE}, {"type": "p", "text": TWO}], "again": TWO});
        check(&format!("<script type=application/json>{pieces}</script>"), &[ONE, TWO]);
    }

    #[test]
    fn data_of_other_articles_is_left_alone() {
        let state = serde_json::json!({"title": "Minister arrives for talks", "body": html()});
        check(&format!("<script type=application/json>{state}</script>"), &[]);
        check("<script>var menu = \"Tides and fleets\";</script>", &[]);
    }

    proptest! {
        #[test]
        fn any_script_is_answered(script in "([\"\\\\{}\\[\\]:,]|Pact signed|<p>|</p>|\\\\u00|x. |é){0,80}") {
            let page = Page::parse(format!("<script>{script}</script>"), "https://harbour.example/pact".parse().unwrap());
            let _ = read(&Declared::of(&page), Some("Pact signed"));
        }
    }
}
