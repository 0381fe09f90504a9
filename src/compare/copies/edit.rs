//! What seeing an item again comes to, and what an edit changed, word by word, for people.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::extract::{self, Article, Quality};
use crate::text::{self, Text};

/// Changes that are spelled out; the rest is counted.
const SPELLED_OUT: usize = 3;
/// Words of one change that are quoted.
const QUOTED_WORDS: usize = 12;

/// What seeing an item again comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenAgain {
    /// The item says what it said before.
    Unchanged,
    /// Only its headline can be read, though it was read whole before.
    Unreadable,
    /// The item was edited, or is read whole at last; what changed, for people.
    Edited(String),
}

/// What seeing an item again comes to, that was known as `before` and is read as `after`.
#[must_use]
pub fn seen_again(before: &Article, after: &Article) -> SeenAgain {
    let is_headline = |article: &Article| article.quality == Quality::HeadlineOnly;
    match (is_headline(before), is_headline(after)) {
        (false, true) => SeenAgain::Unreadable,
        (true, false) => SeenAgain::Edited("read in full".to_owned()),
        _ => match edit(&extract::as_read_now(before, after), after) {
            Some(changes) => SeenAgain::Edited(changes),
            None => SeenAgain::Unchanged,
        },
    }
}

/// What is different between two versions of an item: `“24 hours” is now “48 hours”; 2 more`; none
/// where only case, quotes, dashes or white space differ.
fn edit(before: &Article, after: &Article) -> Option<String> {
    let mut changes = Vec::new();
    if text::analyse(&before.headline).words().ne(text::analyse(&after.headline).words()) {
        changes.push(format!("the headline was “{}”", before.headline));
    }
    let (old, new) = (text::analyse(&before.text), text::analyse(&after.text));
    let old_words: Vec<&str> = old.words().collect();
    let new_words: Vec<&str> = new.words().collect();
    for op in capture_diff_slices(Algorithm::Patience, &old_words, &new_words) {
        let (from, to) = (op.old_range(), op.new_range());
        let gone = || quoted(&before.text, &old, from.start, from.end);
        let come = || quoted(&after.text, &new, to.start, to.end);
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { .. } => changes.push(format!("“{}” is gone", gone())),
            DiffOp::Insert { .. } => changes.push(format!("added: “{}”", come())),
            DiffOp::Replace { .. } => {
                // One more word says what a number counts.
                let one_more = |text: &str, analysed: &Text, start: usize, end: usize| {
                    quoted(text, analysed, start, (end + 1).min(analysed.tokens.len()))
                };
                let old = one_more(&before.text, &old, from.start, from.end);
                changes.push(format!(
                    "“{old}” is now “{}”",
                    one_more(&after.text, &new, to.start, to.end)
                ));
            }
        }
    }
    let more = changes.len().saturating_sub(SPELLED_OUT);
    changes.truncate(SPELLED_OUT);
    let mut said = changes.join("; ");
    if more > 0 {
        said.push_str(&format!("; {more} more"));
    }
    (!said.is_empty()).then_some(said)
}

/// The words from token `start` to `end` as `source` prints them, [`QUOTED_WORDS`] at most.
fn quoted(source: &str, text: &Text, start: usize, end: usize) -> String {
    let shown = end.min(start + QUOTED_WORDS);
    let (Some(first), Some(last)) =
        (text.tokens.get(start), text.tokens.get(shown.saturating_sub(1)))
    else {
        return String::new();
    };
    let words = source[first.span().start..last.span().end.max(first.span().start)]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    if shown < end { format!("{words} …") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(headline: &str, text: &str) -> Article {
        let mut article = crate::extract::plain("a.txt", text).article;
        headline.clone_into(&mut article.headline);
        text.clone_into(&mut article.text);
        article
    }

    #[track_caller]
    fn check(before: &str, after: &str, said: Option<&str>) {
        assert_eq!(edit(&article("Ferry", before), &article("Ferry", after)).as_deref(), said);
    }

    #[test]
    fn a_figure_is_told_with_what_it_counts() {
        check(
            "The sides consult within 24 hours of a flood.",
            "The sides consult within 48 hours of a flood.",
            Some("“24 hours” is now “48 hours”"),
        );
    }

    #[test]
    fn what_comes_and_goes_is_quoted() {
        check(
            "The treaty was signed in the rain.",
            "The treaty was signed.",
            Some("“in the rain” is gone"),
        );
        check(
            "The treaty was signed.",
            "The treaty was signed. Tolls are shared.",
            Some("added: “Tolls are shared”"),
        );
        let headlines = edit(
            &article("Ferry sinks", "It sank."),
            &article("Ferry sinks, nobody hurt", "It sank."),
        );
        assert_eq!(headlines.as_deref(), Some("the headline was “Ferry sinks”"));
    }

    #[test]
    fn case_quotes_and_white_space_are_no_edit() {
        check(
            "He said “it is done”.  Then he left.",
            "He said \"It is done\".\n\nThen he left.",
            None,
        );
    }

    #[test]
    fn of_many_changes_three_are_spelled_out() {
        let before = "a1 x x x x b1 x x x x c1 x x x x d1 x x x x e1 x";
        let said = edit(&article("F", before), &article("F", &before.replace('1', "2"))).unwrap();
        assert!(said.ends_with("; 2 more"), "{said}");
    }
}
