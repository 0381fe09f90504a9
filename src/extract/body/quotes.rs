//! Quotations that stand out of a text and repeat it: a pull quote is told once, where it was said.
//!
//! For pages that print a sentence of a paragraph once more, large, in a `<blockquote>`, an
//! `<aside>`, a `<figure>` or an element that is named for a quotation; names are data, in
//! `config/known/quotes.toml`.
//!
//! # Limits
//! A quotation in other words than the text's stays, and one of four words or fewer. One with a
//! link is no pull quote: posts of networks are set in the same way, and are sources of their own.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use scraper::ElementRef;
use scraper::node::Element;
use serde::Deserialize;
use twox_hash::XxHash64;

use crate::extract::layout::blocks::{self, Line};
use crate::extract::layout::{boxes, classes};
use crate::extract::phrases::prose;
use crate::known;
use crate::text;

/// Ancestors of a line that are looked at: a quotation is wrapped a few times.
const DEPTH: usize = 6;
/// Lines in such elements that are compared with the others.
const QUOTATIONS: usize = 64;
/// Words of the shortest quotation that nobody says twice by chance.
const WORDS: usize = 5;
/// At most one in so many neighbours in a quotation is another: an editor changes a word.
const CHANGED: usize = 5;
/// Words of a line that says whose a quotation is.
const WHOSE: usize = 8;

/// Which of `lines` (in order) are left when each quotation is told once.
#[must_use]
pub fn told_once(lines: &[&Line<'_>]) -> Vec<bool> {
    let mut left = vec![true; lines.len()];
    let around: Vec<Option<ElementRef<'_>>> =
        lines.iter().map(|line| quotation(line.block)).collect();
    let id = |at: usize| around[at].map(|element| element.id());
    let linked: HashSet<_> =
        (0..lines.len()).filter(|at| lines[*at].linked > 0).filter_map(id).collect();
    let is_item = |at: usize| matches!(lines[at].block.value().name(), "li" | "dd" | "dt" | "tr");
    let quoted = (0..lines.len())
        .filter(|at| !is_item(*at) && id(*at).is_some_and(|id| !linked.contains(&id)))
        .take(QUOTATIONS);
    let quoted: Vec<(usize, HashSet<u64>)> = quoted
        .map(|at| (at, neighbours(&lines[at].text)))
        .filter(|(_, neighbours)| neighbours.len() + 1 >= WORDS)
        .collect();
    if quoted.is_empty() {
        return left;
    }
    let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
    for (place, (_, neighbours)) in quoted.iter().enumerate() {
        neighbours.iter().for_each(|pair| having.entry(*pair).or_default().push(place));
    }
    let mut shared = vec![0; quoted.len()];
    for at in (0..lines.len()).filter(|at| around[*at].is_none() && !boxes::is_heading(lines[*at]))
    {
        shared.fill(0);
        for place in
            neighbours(&lines[at].text).iter().filter_map(|pair| having.get(pair)).flatten()
        {
            shared[*place] += 1;
        }
        for ((quotation, neighbours), shared) in quoted.iter().zip(&shared) {
            if shared * CHANGED >= neighbours.len() * (CHANGED - 1) {
                left[*quotation] = false;
            }
        }
    }
    // whose it is goes with it
    let is_more = |at: &usize| left[*at] && prose::words(&lines[*at].text) > WHOSE;
    let more: HashSet<_> = (0..lines.len()).filter(is_more).filter_map(id).collect();
    let repeated: HashSet<_> = (0..lines.len())
        .filter(|at| !left[*at])
        .filter_map(id)
        .filter(|id| !more.contains(id))
        .collect();
    left.iter_mut()
        .enumerate()
        .for_each(|(at, is_left)| *is_left &= !id(at).is_some_and(|id| repeated.contains(&id)));
    left
}

/// The outermost element around `block` that sets a quotation off.
fn quotation(block: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let around = blocks::around(block).take(DEPTH);
    around
        .take_while(|element| !matches!(element.value().name(), "article" | "main" | "body"))
        .filter(|element| sets_off(element.value()))
        .last()
}

fn sets_off(element: &Element) -> bool {
    matches!(element.name(), "blockquote" | "aside" | "figure")
        || element.attr("class").is_some_and(|class| classes::have(&classes::words(class), &NAMES))
}

/// Hashes of the words of a line, two in a row.
fn neighbours(line: &str) -> HashSet<u64> {
    let text = text::analyse(line);
    text.tokens
        .windows(2)
        .map(|pair| {
            XxHash64::oneshot(
                XxHash64::oneshot(0, text.folded(&pair[0]).as_bytes()),
                text.folded(&pair[1]).as_bytes(),
            )
        })
        .collect()
}

static NAMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let file: File =
        toml::from_str(known::QUOTES).expect("config/known/quotes.toml is tested to parse");
    file.names
});

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    names: HashSet<String>,
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    const SAID: &str = "“Nobody asked the crews, and the crews will not forget it,” Edda Voss \
        said in the harbour.";

    /// What is left of `html` behind what was said.
    #[track_caller]
    fn check(html: &str, left: &[&str]) {
        let page = Html::parse_document(&format!("<article><p>{SAID}</p>{html}</article>"));
        let lines = blocks::lines(page.root_element());
        let lines: Vec<&Line<'_>> = lines.iter().collect();
        let kept: Vec<&str> = lines
            .iter()
            .zip(told_once(&lines))
            .filter(|(_, left)| *left)
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!((kept[0], &kept[1..]), (SAID, left));
    }

    #[test]
    fn a_pull_quote_is_told_once() {
        let quote = "NOBODY asked the crews, and the crews will not forget it";
        check(&format!("<blockquote><p>{quote}</blockquote>"), &[]);
        check(&format!("<aside><h3>{quote}</h3></aside>"), &[]);
        check(&format!("<div class='c-pullQuote'><span>{quote}</span></div>"), &[]);
        check(
            &format!(
                "<figure><blockquote><p>{quote}</blockquote><figcaption>Edda Voss, who leads the \
                    crews</figcaption></figure>"
            ),
            &[],
        );
        check(&format!("<table align=right><tr><td class=pullquote>{quote}</table>"), &[]);
        check(
            "<blockquote>Nobody asked the crews, and crews will not forget it.</blockquote>",
            &[],
        );
    }

    #[test]
    fn what_is_said_elsewhere_or_in_other_words_stays() {
        let other = "Nobody asked the ministers, and the ministers have long forgotten it.";
        check(&format!("<blockquote>{other}</blockquote>"), &[other]);
        let quote = "Nobody asked the crews, and the crews will not forget it";
        check(&format!("<p>{quote}</p>"), &[quote]);
        check("<blockquote>Nobody asked the crews</blockquote>", &["Nobody asked the crews"]);
        let post =
            format!("<blockquote><p>{quote}<p>Edda Voss <a href=/post>20 June</a></blockquote>");
        check(&post, &[quote, "Edda Voss 20 June"]);
        // a table of contents, set off
        check(
            &format!("<blockquote><ul><li>{quote}</ul></blockquote><h2>{quote}</h2>"),
            &[quote, quote],
        );
        // two quotations, of which one was told
        check(&format!("<blockquote><p>{quote}<p>{other}</blockquote>"), &[other]);
    }

    #[test]
    fn a_quotation_is_told_once_in_scripts_without_spaces_too() {
        let page = Html::parse_document(
            "<p>港务长说，船员们从未被问过，他们也不会忘记这件事。</p><blockquote>船员们从未被问过，他们也不会忘记这件事</blockquote>",
        );
        let lines = blocks::lines(page.root_element());
        assert_eq!(told_once(&lines.iter().collect::<Vec<_>>()), [true, false]);
    }
}
