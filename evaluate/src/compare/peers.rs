//! Measures copies in two usual ways, at the thresholds that they are run at: MinHash over words in
//! threes (Broder 1997) and SimHash (Charikar 2002; distance 3 as in Manku, Jain, Das Sarma, WWW
//! 2007).

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use dateline::text::analyse;

/// A way to tell copies: its name, and whether two texts are copies by it.
type Peer = (&'static str, fn(&str, &str) -> bool);

/// The ways that dateline is measured beside.
pub const PEERS: &[Peer] = &[("MinHash J>=.5", min_hash), ("SimHash d<=3", sim_hash)];

/// How many hashes a signature of MinHash has.
const PERMUTATIONS: u64 = 128;

fn hash(words: &[&str]) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(words)
}

fn min_hash(one: &str, other: &str) -> bool {
    let (one, other) = (signature(one), signature(other));
    let same = one.iter().zip(&other).filter(|(one, other)| one == other).count();
    same * 2 >= PERMUTATIONS as usize
}

/// The MinHash signature of a text: the least hash of its runs of three words, permutation by
/// permutation.
fn signature(text: &str) -> Vec<u64> {
    let analysed = analyse(text);
    let words: Vec<&str> = analysed.words().collect();
    let shingles: Vec<u64> = words.windows(3).map(hash).collect();
    let permuted = |shingle: u64, number: u64| {
        (shingle ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
            .wrapping_mul(0xd6e8_feb8_6659_fd93)
            .rotate_left(29)
            .wrapping_mul(0xff51_afd7_ed55_8ccd)
    };
    (1..=PERMUTATIONS)
        .map(|number| {
            shingles.iter().map(|shingle| permuted(*shingle, number)).min().unwrap_or_default()
        })
        .collect()
}

fn sim_hash(one: &str, other: &str) -> bool {
    (bits(one) ^ bits(other)).count_ones() <= 3
}

/// The SimHash of a text: each bit as most of its words' hashes have it.
fn bits(text: &str) -> u64 {
    let analysed = analyse(text);
    let mut votes = [0i32; 64];
    for word in analysed.words() {
        let hash = hash(&[word]);
        votes
            .iter_mut()
            .enumerate()
            .for_each(|(bit, vote)| *vote += if hash >> bit & 1 == 1 { 1 } else { -1 });
    }
    votes
        .iter()
        .enumerate()
        .fold(0, |bits, (bit, vote)| if *vote > 0 { bits | 1 << bit } else { bits })
}
