//! An article's text in the data of its page's scripts: sites that print their pages in the browser
//! carry it as JSON (`__NEXT_DATA__`), as state (`window.__STATE__ = {…}`), or as JSON within a
//! string of a script.
//!
//! The text is that of the object which has the page's headline, or of one around it: what stands
//! in objects with a headline of their own, or under a name such as `comments` or `related`, is of
//! others.
//!
//! # Limits
//! Data that is no JSON by itself (comments in it, keys without quotes) is not read.

use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::Selector;
use serde_json::{Map, Value};

use crate::extract::declared::Declared;
use crate::extract::layout::blocks;
use crate::extract::phrases::prose::{self, Or, is_prose};
use crate::extract::phrases::{furniture, signs, titles};

/// The scripts that are left on a parsed page, which are JSON.
static DATA: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("script").expect("the selector is written here"));

/// Scripts that are looked at.
const SCRIPTS: usize = 40;
/// Bytes of a script that are looked at.
const BYTES: usize = 4 << 20;
/// Pieces of data in a script that are looked at.
const PIECES: usize = 300;
/// Data within strings of data.
const DEPTH: usize = 3;
/// Objects around the one with the headline that may hold its text.
const AROUND: usize = 3;
/// Words of a text that is looked for no further out.
const WORDS: usize = 80;
/// Bytes beside a headline in a line that says the same.
const BESIDE: usize = 40;
/// Paragraphs that are taken.
const PARAGRAPHS: usize = 5_000;
/// Keys of a headline.
const TITLES: &[&str] = &["headline", "title"];

/// The paragraphs that the page's scripts hold beside the headline.
#[must_use]
pub fn read(page: &Declared<'_>, headline: Option<&str>) -> Vec<String> {
    let Some(headline) = headline else { return Vec::new() };
    let mut best = Vec::new();
    let json =
        page.page.html.select(&DATA).take(SCRIPTS).map(|script| script.text().collect::<String>());
    for source in json.chain([page.page.scripts.clone()]) {
        for piece in pieces(&source[..source.floor_char_boundary(BYTES)]) {
            let found = beside_headline(&piece, headline, 0).text;
            if bytes(&found) > bytes(&best) {
                best = found;
            }
        }
    }
    best
}

/// The objects and arrays that a script is, assigns, or hands on as a string; each is found by
/// itself, so that nothing before it can hide it.
fn pieces(source: &str) -> Vec<Value> {
    let mut pieces = Vec::new();
    let (mut at, mut tried) = (0, 0);
    while let Some(start) = source[at..].find(['{', '[', '(']).map(|found| at + found) {
        let is_call = source[start..].starts_with('(');
        // a string is only looked at where it is handed on, an object where it is assigned, handed
        // on or begins
        let before = source[..start].trim_end().bytes().next_back();
        let data = source[start + usize::from(is_call)..].trim_start();
        let next = data.get(1..).unwrap_or_default().trim_start();
        let is_json = match data.bytes().next() {
            Some(b'"') => is_call,
            Some(b'{') => !is_call && next.starts_with('"'),
            // code has lists too, of names
            Some(b'[') => !is_call && next.starts_with(['{', '[', '"', '0', '1']),
            _ => false,
        };
        at = start + 1;
        if !is_json || !(is_call || matches!(before, None | Some(b'=' | b'(' | b';' | b'\n'))) {
            continue;
        }
        tried += 1;
        if tried > PIECES {
            break;
        }
        let mut values = serde_json::Deserializer::from_str(data).into_iter::<Value>();
        if let Some(Ok(value)) = values.next() {
            at = start + values.byte_offset().max(1);
            at = source.floor_char_boundary(at);
            pieces.push(value);
        }
    }
    pieces
}

/// What is found in a part of the data.
#[derive(Default)]
struct Found {
    text: Vec<String>,
    /// How many objects further out a text may still stand; none where no headline was found.
    left: Option<usize>,
}

/// The text of the object that has the headline, or of one around it.
fn beside_headline(value: &Value, headline: &str, depth: usize) -> Found {
    let inner: Vec<Found> = match value {
        Value::Object(fields) => {
            fields.values().map(|field| beside_headline(field, headline, depth)).collect()
        }
        Value::Array(values) => {
            values.iter().map(|value| beside_headline(value, headline, depth)).collect()
        }
        Value::String(text) if depth < DEPTH && is_data(text) => pieces_of_string(text)
            .iter()
            .map(|piece| beside_headline(piece, headline, depth + 1))
            .collect(),
        _ => Vec::new(),
    };
    let mut found =
        inner.into_iter().max_by_key(|found| (bytes(&found.text), found.left)).unwrap_or_default();
    let Value::Object(fields) = value else { return found };
    let has_headline =
        fields.values().filter_map(Value::as_str).any(|text| is_headline(text, headline));
    if has_headline {
        found.left = Some(AROUND);
    } else {
        found.left = found.left.and_then(|left| left.checked_sub(1));
    }
    let words: usize = found.text.iter().map(|line| prose::words(line)).sum();
    if found.left.is_some() && words < WORDS {
        let mut text = Text { headline, paragraphs: Vec::new(), said: HashSet::new() };
        text.fields(fields, depth);
        if bytes(&text.paragraphs) > bytes(&found.text) {
            found.text = text.paragraphs;
        }
    }
    found
}

/// The data in a string of state, which is JSON itself, or rows of it behind a number: `3:{…}`.
fn pieces_of_string(text: &str) -> Vec<Value> {
    let start = text.find(['{', '[']).unwrap_or(text.len());
    serde_json::Deserializer::from_str(&text[start..])
        .into_iter::<Value>()
        .map_while(Result::ok)
        .take(PIECES)
        .collect()
}

/// Whether a string begins as such data does; markup may have its signs too.
fn is_data(text: &str) -> bool {
    let start = text.trim_start();
    let row = start.split_once(':').filter(|(number, _)| {
        number.len() <= 4 && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    row.map_or(start, |(_, behind)| behind).starts_with(['{', '['])
}

fn is_headline(text: &str, headline: &str) -> bool {
    text.len() <= headline.len() * 4 + BESIDE && titles::is_same(text, headline)
}

/// The paragraphs of an object, in order; what is said twice counts once.
struct Text<'a> {
    headline: &'a str,
    paragraphs: Vec<String>,
    said: HashSet<String>,
}

impl Text<'_> {
    fn fields(&mut self, fields: &Map<String, Value>, depth: usize) {
        for (_, value) in fields.iter().filter(|(key, _)| furniture::box_name(key).is_none()) {
            self.value(value, depth);
        }
    }

    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Object(fields) => {
                let is_other =
                    |title: &str| !title.trim().is_empty() && !is_headline(title, self.headline);
                let titles =
                    TITLES.iter().filter_map(|key| fields.get(*key).and_then(Value::as_str));
                if !titles.into_iter().any(is_other) {
                    self.fields(fields, depth);
                }
            }
            Value::Array(values) => values.iter().for_each(|value| self.value(value, depth)),
            Value::String(text) if depth < DEPTH && is_data(text) => {
                pieces_of_string(text).iter().for_each(|piece| self.value(piece, depth + 1));
            }
            Value::String(text) => self.string(text),
            _ => {}
        }
    }

    fn string(&mut self, text: &str) {
        let is_markup = blocks::is_markup(text);
        let paragraphs: Vec<String> = if is_markup {
            blocks::of_fragment(text)
        } else {
            text.lines().map(signs::folded).filter(|line| !line.is_empty()).collect()
        };
        // text in markup is taken with its headings and lists, a string by itself only as a
        // sentence
        let is_sentence = |line: &String| is_prose(line, Or::Value);
        let is_prose = if is_markup {
            paragraphs.iter().any(is_sentence)
        } else {
            !paragraphs.is_empty() && paragraphs.iter().all(is_sentence)
        };
        if is_prose {
            let room = PARAGRAPHS.saturating_sub(self.paragraphs.len());
            self.paragraphs.extend(
                paragraphs
                    .into_iter()
                    .filter(|paragraph| self.said.insert(paragraph.clone()))
                    .take(room),
            );
        }
    }
}

fn bytes(text: &[String]) -> usize {
    text.iter().map(String::len).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::page::Page;

    const ONE: &str =
        "The two ministers signed the fisheries pact on Wednesday after three days of talks.";
    const TWO: &str = "Boats of both fleets may fish the outer banks for five years.";

    #[track_caller]
    fn check(body: &str, paragraphs: &[&str]) {
        let page = Page::parse(
            format!("<body><div id=root></div>{body}"),
            "https://harbour.example/pact".parse().unwrap(),
        );
        assert_eq!(read(&Declared::of(&page), Some("Pact signed")), paragraphs, "{body}");
    }

    fn html() -> String {
        format!("<p>{ONE}</p><h2>What it says</h2><p>{TWO}</p>")
    }

    #[test]
    fn a_text_in_the_data_of_scripts_is_read() {
        let state = json!({
            "props": {"title": "Pact signed", "body": html(), "menu": ["Tides", "Fleets"]}
        });
        let read = [ONE, "What it says", TWO];
        check(&format!("<script id=__NEXT_DATA__ type=application/json>{state}</script>"), &read);
        check(&format!("<script>window.__STATE__ = {state};</script>"), &read);
        check(
            &format!(
                "<script>self.push([1,{}])</script>",
                serde_json::to_string(&state.to_string()).unwrap()
            ),
            &read,
        );
        check(
            &format!(
                "<script>var quote = '\"';</script><script>window.__STATE__ = {state};</script>"
            ),
            &read,
        );
        let around = json!({"seo": {"title": "Pact signed"}, "content": {"html": html()}});
        let around = json!({"a": {"b": [{"c": {"d": {"e": around}}}]}});
        check(&format!("<script>window.__STATE__ = {around};</script>"), &read);
        let pieces = json!({
            "title": "Pact signed",
            "blocks": [{"type": "p", "text": ONE}, {"type": "p", "text": TWO}],
            "again": TWO
        });
        check(&format!("<script type=application/json>{pieces}</script>"), &[ONE, TWO]);
    }

    #[test]
    fn data_of_other_articles_is_left_alone() {
        let state = json!({"title": "Minister arrives for talks", "body": html()});
        check(&format!("<script type=application/json>{state}</script>"), &[]);
        let text = |number: usize| format!("{TWO} So says oar {number}.");
        let comment = |number| json!({"author": "oar", "text": text(number)});
        let comments: Vec<_> = (0..20).map(comment).collect();
        let other = html().repeat(3).replace("Boats", "Ships");
        let state = json!({
            "title": "Pact signed",
            "body": html(),
            "comments": comments,
            "pad": "x".repeat(700),
            "more": [{"title": "Minister arrives for talks", "body": other}]
        });
        check(
            &format!("<script type=application/json>{state}</script>"),
            &[ONE, "What it says", TWO],
        );
        check("<script>var menu = \"Tides and fleets\";</script>", &[]);
    }

    proptest! {
        #[test]
        fn any_script_is_answered(script in "([\"\\\\{}\\[\\]:,]|Pact signed|<p>|</p>|\\\\u00|x. \
            |é){0,80}") {
            let source = format!("<script>{script}</script>");
            let page = Page::parse(source, "https://harbour.example/pact".parse().unwrap());
            let _ = read(&Declared::of(&page), Some("Pact signed"));
        }
    }
}
