//! Measures what the same costs with MinHash LSH: word 5-grams, 128 hashes in 32 bands of 4,
//! Jaccard 0.5 and more.

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};

use crate::texts::Texts;
use crate::{COMPARED, OTHERS, Taken, resident};

/// Measures gaoya on so many filed articles, and prints a row of the table.
pub fn gaoya(items: u64) {
    let texts = Texts::new();
    let hasher = MinHasher32::new(128);
    let before = resident();
    let mut index: MinHashIndex<u32, u64> = MinHashIndex::new(32, 4, 0.5);
    let signed = |text: &str| {
        let words: Vec<String> =
            text.split_whitespace().map(|word| word.trim_end_matches('.').to_lowercase()).collect();
        hasher.create_signature(words.windows(5))
    };
    for number in 0..items {
        index.insert(number, signed(&texts.article(number).text));
    }
    let bytes = resident().saturating_sub(before) as f64 / items as f64;
    let (mut alone, mut beside_copies, mut found) = (Taken::default(), Taken::default(), 0);
    for number in OTHERS..OTHERS + COMPARED {
        let text = texts.article(number).text;
        alone.add(|| index.query_owned(&signed(&text)));
    }
    for number in (0..COMPARED).map(|number| number * items / COMPARED) {
        let text = texts.near_copy(number).text;
        found +=
            u64::from(beside_copies.add(|| index.query_owned(&signed(&text))).contains(&number));
    }
    println!(
        "{items}\t{:.0}\t{:.0}\t{bytes:.0}\t{:.3}",
        alone.a_second(),
        beside_copies.a_second(),
        found as f64 / COMPARED as f64
    );
}
