//! The words of Thai, Lao, Khmer and Burmese, which are written without spaces, by the dictionaries
//! of ICU; and where such a word stands within a run of them.
//!
//! A dictionary cuts by what stands around: behind a foreign name it may cut everything wrongly. So
//! a word is looked for in the whole run, and counts where the cuts around it would not have to
//! become more.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use unicode_normalization::char::is_combining_mark;

use super::making::{Making, kind};
use super::{Run, narrow};

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// The words of a run of Han or Kana by the dictionary: bytes of `run`, in order.
pub fn dictionary_words(run: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    SEGMENTER.segment_str(run).skip(1).map(move |end| std::mem::replace(&mut start, end)..end)
}

/// Reads `making.source[span]`, a run of one of these scripts.
pub(super) fn read(making: &mut Making<'_>, span: Range<usize>) {
    let (source, first) = (making.source, making.text.tokens.len());
    let start = making.text.folded.len();
    let mut cut = 0;
    for end in SEGMENTER.segment_str(&source[span.clone()]).skip(1) {
        let piece = span.start + cut..span.start + end;
        let word = &source[piece.clone()];
        if word.chars().any(char::is_alphanumeric) {
            making.push_apart(piece, kind(word));
        }
        cut = end;
    }
    let last = making.text.tokens.len();
    let folded = start..making.text.folded.len();
    if first == last {
        return;
    }
    for (place, pair) in clusters_in_pairs(making.text, first..last, folded.clone()) {
        making.text.push_other(&pair, place);
    }
    making.text.runs.push(Run { folded: narrow(folded), tokens: narrow(first..last) });
}

/// Each two neighbouring clusters of a run, and the token in which the first begins: by these a
/// word within it is found.
fn clusters_in_pairs(
    text: &super::Text,
    tokens: Range<usize>,
    folded: Range<usize>,
) -> Vec<(usize, String)> {
    let run = &text.folded[folded.clone()];
    let mut starts = cluster_starts(run);
    starts.push(run.len());
    let mut token = tokens.start;
    (0..starts.len() - 1)
        .map(|place| {
            let end = starts[(place + 2).min(starts.len() - 1)];
            let at = folded.start + starts[place];
            while token + 1 < tokens.end && text.tokens[token + 1].folded.start as usize <= at {
                token += 1;
            }
            (token, run[starts[place]..end].to_owned())
        })
        .collect()
}

/// The pairs of clusters that stand in any run in which `word` stands; none where it is one cluster.
#[must_use]
pub fn pairs_of(word: &str) -> Vec<String> {
    let mut starts = cluster_starts(word);
    starts.push(word.len());
    starts.windows(3).map(|around| word[around[0]..around[2]].to_owned()).collect()
}

/// Where clusters begin: a letter with the marks on it.
fn cluster_starts(run: &str) -> Vec<usize> {
    run.char_indices()
        .filter(|(place, c)| *place == 0 || !is_combining_mark(*c))
        .map(|(place, _)| place)
        .collect()
}

/// Places of one word in one run that are looked at: a page may repeat a letter without an end.
const PLACES: usize = 1_000;
/// What stands around a word is looked at this far, in bytes: some 20 letters on either side.
const AROUND: usize = 60;

/// The places in `run`, the folded form of a run, where `word` stands as a word.
pub(super) fn places<'a>(run: &'a str, word: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let found = run.match_indices(word).take(PLACES);
    let found = found.map(|(start, found)| start..start + found.len());
    let mut own = None;
    found.filter(move |place| {
        if run[place.end..].starts_with(is_combining_mark) {
            return false;
        }
        let from = run.floor_char_boundary(place.start.saturating_sub(AROUND));
        let to = run.ceil_char_boundary((place.end + AROUND).min(run.len()));
        let apart = cuts(&run[from..place.start])
            + *own.get_or_insert_with(|| cuts(word))
            + cuts(&run[place.end..to]);
        apart <= cuts(&run[from..to])
    })
}

/// Into how many pieces the dictionary cuts `text`.
fn cuts(text: &str) -> usize {
    if text.is_empty() { 0 } else { SEGMENTER.segment_str(text).count() - 1 }
}
