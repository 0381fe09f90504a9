//! Measures what finding the words of a text costs, in CPU time for 300 words: `evaluate/run words`.
//!
//! A row a language, a column a way: dateline's analyser, the least that anybody does (split,
//! lower case, hash), `icu_segmenter` alone, `unicode-segmentation` alone, and tantivy's default
//! tokenizer with its lower-casing.

mod texts;

use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use unicode_segmentation::UnicodeSegmentation;

/// Words of a text, as its language's readers count them; of Chinese, Japanese and Thai what a
/// dictionary finds.
const WORDS: f64 = 300.0;
/// Each figure is the median of so many rounds.
const ROUNDS: usize = 21;
/// A round reads so many texts.
const TEXTS: usize = 40;

fn main() {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let count = |text: &str| {
        segmenter
            .segment_str(text)
            .iter_with_word_type()
            .filter(|(_, kind)| kind.is_word_like())
            .count()
    };
    println!(
        "{:<10} {:>9} {:>11} {:>8} {:>14} {:>20} {:>8}",
        "", "dateline", "split+hash", "ratio", "icu_segmenter", "unicode-segmentation", "tantivy"
    );
    for (language, text) in texts::all() {
        let each = |work: &mut dyn FnMut(&str) -> usize| microseconds(&text, count(&text), work);
        let own = each(&mut |text| dateline::text::analyse(text).tokens.len());
        let hasher = RandomState::new();
        let least = each(&mut |text| {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(|word| hasher.hash_one(word.to_lowercase()) as usize & 1).sum()
        });
        let icu = each(&mut |text| segmenter.segment_str(text).count());
        let unicode = each(&mut |text| text.unicode_words().count());
        let tantivy = each(&mut |text| {
            let mut tokenizer = tantivy::tokenizer::TextAnalyzer::builder(
                tantivy::tokenizer::SimpleTokenizer::default(),
            )
            .filter(tantivy::tokenizer::LowerCaser)
            .build();
            let mut stream = tokenizer.token_stream(text);
            let mut words = 0;
            while stream.advance() {
                words += 1;
            }
            words
        });
        println!(
            "{language:<10} {own:>9.1} {least:>11.1} {:>8.2} {icu:>14.1} {unicode:>20.1} {tantivy:>8.1}",
            own / least
        );
    }
}

/// The microseconds that `work` takes for [`WORDS`] words of `text`, which has `words`.
fn microseconds(text: &str, words: usize, work: &mut dyn FnMut(&str) -> usize) -> f64 {
    let mut rounds: Vec<Duration> = (0..=ROUNDS)
        .map(|_| {
            let start = ThreadTime::now();
            for _ in 0..TEXTS {
                black_box(work(black_box(text)));
            }
            start.elapsed()
        })
        .collect();
    // The first round fills tables and caches.
    rounds.remove(0);
    rounds.sort_unstable();
    let median = rounds[ROUNDS / 2].as_secs_f64() * 1e6;
    median / TEXTS as f64 * WORDS / words as f64
}
