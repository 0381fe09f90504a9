//! Words of many languages as points of one space: reports of one event in two languages come to lie near each other.
//!
//! `config/known/concepts.bin` has 128 signs for each word: the axes of a space on which words that translate each
//! other agree (random projections of vectors of a sentence encoder, less the mean of each language; Charikar, STOC
//! 2002, on signs). A text is the sum of its words' signs, each by how rare it is and how near the top it stands.
//!
//! # Limits
//! Names are in it only where the encoder knew them; a word that the table lacks says nothing.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::wording::Wording;
use crate::known;
use crate::text::{Kind, Text};

/// The axes of the space.
const AXES: usize = 128;
/// The bytes of the file's head: `DLC1`, the number of words, the number of axes.
const HEAD: usize = 12;
/// What a word counts beside the one before it: one 40 words down counts e⁻¹.
const FURTHER_DOWN: f32 = 0.975_3;
/// The words of a text that are looked up.
const MOST: usize = 400;
/// Steps in which the file writes down rarity.
const RARITY: f32 = 40.0;
/// Signs of the longest word in Han, Kana or Hangul, and of the shortest.
const LONGEST_RUN: usize = 6;
const SHORTEST_RUN: usize = 2;
/// What Arabic writes in front of a word, folded, and the letters that are left at least.
const ARABIC_PREFIXES: &[&str] =
    &["وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و", "ف", "ب", "ك", "ل"];
const ARABIC_REST: usize = 3;
/// Letters that Hebrew writes in front of a word, up to three of them.
const HEBREW_PREFIXES: &[char] = &['ו', 'ה', 'ב', 'כ', 'ל', 'מ', 'ש'];
const HEBREW_PREFIXED: usize = 3;

/// The eight signs of each byte, its lowest bit first: 1 for a bit that is set, -1 for one that is not.
static SIGNS: [[f32; 8]; 256] = {
    let mut signs = [[-1.0; 8]; 256];
    let mut at = 0;
    while at < 8 * 256 {
        if (at / 8) >> (at % 8) & 1 == 1 {
            signs[at / 8][at % 8] = 1.0;
        }
        at += 1;
    }
    signs
};

/// A text as a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    axes: Box<[f32; AXES]>,
    length: f32,
}

impl Point {
    /// The point of an article in `language`.
    #[must_use]
    pub fn of(wording: &Wording, language: Option<&str>) -> Self {
        let mut sum = Sum { parts_syllables: language == Some("vi"), ..Sum::default() };
        sum.add(&wording.headline, 0);
        sum.add(&wording.body, wording.first);
        sum.point()
    }

    /// The point in few bytes: each axis in steps of a quarter of the text's deviation.
    #[must_use]
    pub fn packed(&self) -> Packed {
        let deviation = (self.length / (AXES as f32).sqrt()).max(f32::MIN_POSITIVE);
        let step = |axis: &f32| (4.0 * axis / deviation).round().clamp(-127.0, 127.0) as i8;
        Packed(self.axes.iter().map(step).collect())
    }

    /// The cosine of two texts, -1 to 1; 0 where the table knows no word of one.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let both = self.length * other.length;
        if both == 0.0 {
            return 0.0;
        }
        self.axes.iter().zip(other.axes.iter()).map(|(a, b)| a * b).sum::<f32>() / both
    }
}

/// A point in few bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed(Vec<i8>);

impl Packed {
    /// The cosine with another point, -1 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let dot = |one: &[i8], other: &[i8]| -> i32 {
            one.iter().zip(other).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
        };
        let lengths = dot(&self.0, &self.0) as f32 * dot(&other.0, &other.0) as f32;
        if lengths > 0.0 { dot(&self.0, &other.0) as f32 / lengths.sqrt() } else { 0.0 }
    }
}

/// Words with what they count, until all are there.
#[derive(Default)]
struct Sum {
    /// The place of each word in the table, and what it counts where it stands.
    words: Vec<(u32, f32)>,
    seen: usize,
    /// Whether the text is in Vietnamese, which parts syllables.
    parts_syllables: bool,
}

impl Sum {
    fn add(&mut self, text: &Text, first: usize) {
        let mut at = first;
        while let Some(token) = text.tokens.get(at) {
            if self.seen >= MOST {
                return;
            }
            match token.kind {
                Kind::Number => at += 1,
                Kind::Word => {
                    let two = text.tokens.get(at + 1).filter(|_| self.parts_syllables);
                    let two = two.and_then(|next| {
                        TABLE.find(&format!("{} {}", text.folded(token), text.folded(next)))
                    });
                    self.note(two.or_else(|| TABLE.word(text.folded(token))));
                    at += 1 + usize::from(two.is_some());
                }
                Kind::Pair => {
                    let run = run(text, at);
                    at += run.chars().count();
                    self.add_run(&run);
                }
            }
        }
    }

    /// Adds the words of a run of Han, Kana or Hangul, the longest that are known; of Hangul those that it begins with.
    fn add_run(&mut self, run: &str) {
        let signs: Vec<(usize, char)> = run.char_indices().collect();
        let is_hangul = signs.iter().all(|(_, sign)| matches!(sign, '\u{ac00}'..='\u{d7a3}'));
        let mut at = 0;
        while at < signs.len() {
            let longest = LONGEST_RUN.min(signs.len() - at);
            let found = (SHORTEST_RUN..=longest).rev().find_map(|length| {
                let end = signs.get(at + length).map_or(run.len(), |(end, _)| *end);
                Some((TABLE.find(&run[signs[at].0..end])?, length))
            });
            match found {
                Some((word, length)) => {
                    self.note(Some(word));
                    at += length;
                }
                None if is_hangul => return,
                None => at += 1,
            }
        }
    }

    fn note(&mut self, word: Option<u32>) {
        let at = self.seen as i32;
        self.seen += 1;
        self.words.extend(word.map(|word| (word, FURTHER_DOWN.powi(at))));
    }

    fn point(mut self) -> Point {
        self.words.sort_unstable_by_key(|(word, _)| *word);
        let mut axes = Box::new([0.0; AXES]);
        for same in self.words.chunk_by(|a, b| a.0 == b.0) {
            let (weight, signs) = TABLE.at(same[0].0 as usize);
            let counts = weight * same.iter().map(|(_, counts)| counts).sum::<f32>().sqrt();
            for (eight, signs) in axes.chunks_exact_mut(8).zip(signs) {
                let signs = &SIGNS[usize::from(*signs)];
                eight.iter_mut().zip(signs).for_each(|(sum, sign)| *sum += counts * sign);
            }
        }
        let length = axes.iter().map(|axis| axis * axis).sum::<f32>().sqrt();
        Point { axes, length }
    }
}

/// The run of Han, Kana or Hangul of which the pair at token `at` is the first.
fn run(text: &Text, at: usize) -> String {
    let mut run = String::new();
    let mut behind = None;
    for token in text.tokens[at..].iter().take_while(|token| token.kind == Kind::Pair) {
        if behind.is_some_and(|end| token.span().start != end) {
            break;
        }
        let Some(sign) = text.folded(token).chars().next() else { break };
        run.push(sign);
        behind = Some(token.span().start + sign.len_utf8());
    }
    run
}

/// The table of words.
struct Table {
    keys: Vec<u32>,
    /// Where the keys begin that have these upper sixteen bits.
    starts: Vec<u32>,
    rarities: &'static [u8],
    signs: &'static [u8],
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

impl Table {
    fn read() -> Self {
        let bytes = known::CONCEPTS;
        let words = u32::from_le_bytes(bytes[4..8].try_into().expect("four bytes")) as usize;
        let (keys, rest) = bytes[HEAD..].split_at(4 * words);
        let (rarities, signs) = rest.split_at(words);
        let keys: Vec<u32> = keys
            .chunks_exact(4)
            .map(|key| u32::from_le_bytes(key.try_into().expect("four bytes")))
            .collect();
        let starts =
            (0..=1_u32 << 16).map(|high| keys.partition_point(|key| key >> 16 < high) as u32);
        Self { starts: starts.collect(), keys, rarities, signs }
    }

    /// The place of a word, or of what it is without what its script writes before and behind it.
    fn word(&self, folded: &str) -> Option<u32> {
        self.find(folded).or_else(|| match folded.chars().next()? {
            '\u{600}'..='\u{6ff}' => self.arabic(folded),
            '\u{590}'..='\u{5ff}' => self.hebrew(folded),
            '\u{900}'..='\u{9ff}' => self.shorter(folded, 4, 3),
            '\u{400}'..='\u{52f}' => self.shorter(folded, 4, 4),
            '\u{e00}'..='\u{e7f}' => None,
            _ => self.shorter(folded, 3, 4),
        })
    }

    fn arabic(&self, folded: &str) -> Option<u32> {
        let has_rest = |bare: &&str| bare.chars().count() >= ARABIC_REST;
        let bare: Vec<&str> = ARABIC_PREFIXES
            .iter()
            .filter_map(|prefix| folded.strip_prefix(prefix).filter(has_rest))
            .collect();
        let found = bare.iter().find_map(|bare| self.find(bare));
        found.or_else(|| {
            let forms = std::iter::once(folded).chain(bare);
            forms.into_iter().find_map(|form| self.shorter(form, 3, ARABIC_REST))
        })
    }

    fn hebrew(&self, folded: &str) -> Option<u32> {
        let mut forms = vec![folded];
        while forms.len() <= HEBREW_PREFIXED
            && let Some(last) = forms.last()
            && last.chars().count() > ARABIC_REST
            && let Some(bare) = last.strip_prefix(HEBREW_PREFIXES)
        {
            forms.push(bare);
        }
        let found = forms.iter().find_map(|form| self.find(form));
        found.or_else(|| forms.iter().find_map(|form| self.shorter(form, 2, ARABIC_REST)))
    }

    /// The place of the longest word that is up to `most` letters shorter and has `least` left.
    fn shorter(&self, word: &str, most: usize, least: usize) -> Option<u32> {
        let cut = most.min(word.chars().count().saturating_sub(least));
        word.char_indices().rev().take(cut).find_map(|(end, _)| self.find(&word[..end]))
    }

    fn find(&self, word: &str) -> Option<u32> {
        let key = key(word);
        let high = (key >> 16) as usize;
        let (start, end) = (self.starts[high] as usize, self.starts[high + 1] as usize);
        self.keys[start..end].binary_search(&key).ok().map(|at| (start + at) as u32)
    }

    /// What a word weighs, and its signs, a bit an axis.
    fn at(&self, place: usize) -> (f32, &'static [u8]) {
        let signs = &self.signs[16 * place..16 * (place + 1)];
        let rarity = f32::from(self.rarities[place]) / RARITY;
        ((rarity - 1.0).max(0.0), signs)
    }
}

/// The key of a folded word: the two halves of its FNV-1a hash of 64 bits together.
fn key(word: &str) -> u32 {
    let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ (hash >> 32)) as u32
}
