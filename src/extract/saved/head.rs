//! What the lines over a saved text are, told by their shape: prose or not, a section, a deck.

use crate::extract::phrases::furniture;
use crate::extract::phrases::prose::columns;
use crate::text;

/// Columns of a deck, at most.
pub const DECK: usize = 300;
/// Share of a deck's word triples that one later paragraph repeats.
const REPEATED: f32 = 0.6;

/// Whether a line is what a content system calls a page that nobody named: `Word #123`.
#[must_use]
pub fn is_numbered_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_number = |word: &&str| {
        word.strip_prefix('#').is_some_and(|digits| {
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    (1..=3).contains(&words.len()) && words.last().is_some_and(is_number)
}

/// Whether `first` is a section's name over the headline `second`: a known one, or two words in
/// capitals apart from a line that is longer and in capitals as well (headlines are written in one
/// way, so that a deck differs).
#[must_use]
pub fn is_section(first: &str, second: &str, is_apart: bool) -> bool {
    let words = first.split_whitespace().count();
    let is_longer = columns(second) > columns(first);
    let in_capitals = |line: &str| {
        let long: Vec<&str> =
            line.split_whitespace().filter(|word| word.chars().count() > 3).collect();
        !long.is_empty()
            && long.iter().all(|word| word.chars().next().is_some_and(|c| !c.is_lowercase()))
    };
    is_longer
        && (furniture::is_section(first)
            || (is_apart && words <= 2 && in_capitals(first) && in_capitals(second)))
}

/// Whether the sentence under a headline is its deck, because one of the `later` paragraphs says it
/// again: nobody begins a text so.
#[must_use]
pub fn is_repeated(line: &str, later: &[usize], texts: &[&str]) -> bool {
    let triples = |line: &str| {
        let analysed = text::analyse(line);
        let words: Vec<String> = analysed.words().map(str::to_owned).collect();
        words.windows(3).map(<[String]>::to_vec).collect::<std::collections::HashSet<_>>()
    };
    if columns(line) > DECK || text::analyse(line).sentences.len() > 1 {
        return false;
    }
    let own = triples(line);
    let share = |other: &usize| {
        let other = triples(texts[*other]);
        #[expect(clippy::cast_precision_loss, reason = "a line has few words")]
        let share = own.intersection(&other).count() as f32 / own.len() as f32;
        share >= REPEATED
    };
    own.len() >= 4 && later.iter().any(share)
}
