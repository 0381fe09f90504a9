//! Invented articles that costs are measured on, each made from its number: 300 words as frequent
//! as words are in the news (Zipf), with names, figures and days among them. The same number gives
//! the same article on every machine.

use dateline::extract::Article;

/// How many words there are.
const VOCABULARY: f64 = 40_000.0;
/// How many people and places there are.
const NAMES: f64 = 300_000.0;
/// How many words an article has.
const WORDS: usize = 300;
/// How many words a sentence has.
const SENTENCE: usize = 20;
/// How many words a paragraph has.
const PARAGRAPH: usize = 60;

/// The words that articles are invented from, the commonest first: those of dateline's own table.
pub struct Texts {
    words: Vec<String>,
}

/// Numbers that look random and are the same in every run: SplitMix64 (Steele, Lea, Flood, OOPSLA
/// 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A share, from 0 up to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A rank below `most`, each half as often as the one at half its rank.
    fn rank(&mut self, most: f64) -> usize {
        most.powf(self.share()) as usize
    }
}

impl Texts {
    /// The words of dateline's table that are ASCII, with invented ones behind them.
    pub fn new() -> Self {
        let mut listed: Vec<(&str, f64)> = dateline::known::FREQUENCIES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(word, permille)| Some((word, permille.parse().ok()?)))
            .collect();
        listed.retain(|(word, _)| word.is_ascii());
        listed.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
        let listed = listed.into_iter().map(|(word, _)| word.to_owned());
        Self { words: listed.chain((0..).map(invented)).take(VOCABULARY as usize + 1).collect() }
    }

    /// The article of a number: a headline, and paragraphs of three sentences.
    pub fn article(&self, number: u64) -> Article {
        let mut draw = Draw(number.wrapping_mul(0xd134_2543_de82_ef95));
        let headline: Vec<String> = (0..8).map(|_| self.word(&mut draw)).collect();
        let words: Vec<String> = (0..WORDS).map(|_| self.word(&mut draw)).collect();
        article(number, &headline.join(" "), &words)
    }

    /// The article of a number under another headline, with 3 per cent of its words changed.
    pub fn near_copy(&self, of: u64) -> Article {
        let mut draw = Draw(!of);
        let original = self.article(of);
        let words: Vec<String> = original
            .text
            .split_whitespace()
            .map(|word| {
                if draw.share() < 0.03 {
                    self.word(&mut draw)
                } else {
                    word.trim_end_matches('.').to_owned()
                }
            })
            .collect();
        article(of, &(0..8).map(|_| self.word(&mut draw)).collect::<Vec<_>>().join(" "), &words)
    }

    /// A word as frequent as words are, a name, a figure or a day.
    fn word(&self, draw: &mut Draw) -> String {
        match (draw.share() * 1000.0) as u32 {
            0..20 => capital(&invented(draw.rank(NAMES))),
            20..35 => (draw.next() % 3_000).to_string(),
            35..38 => format!("{} March", draw.next() % 31 + 1),
            _ => self.words[draw.rank(VOCABULARY)].clone(),
        }
    }
}

/// The article of these words, parted into sentences and paragraphs.
fn article(number: u64, headline: &str, words: &[String]) -> Article {
    let paragraphs: Vec<String> = words
        .chunks(PARAGRAPH)
        .map(|words| {
            words
                .chunks(SENTENCE)
                .map(|words| format!("{}.", capital(&words.join(" "))))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    let url = format!("https://news.example/{number}").parse().expect("a link was written");
    Article {
        published: "2026-03-03".parse().ok(),
        ..Article::new(url, headline, paragraphs.join("\n\n"))
    }
}

/// A word with a capital.
fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    format!("{}{rest}", first.to_uppercase())
}

/// The invented word of a number, of two to four syllables.
fn invented(number: usize) -> String {
    let mut word = String::new();
    let mut left = number + 75 * 75;
    while left > 0 {
        word.push(char::from(b"bdfgklmnprstvwz"[left % 15]));
        left /= 15;
        word.push(char::from(b"aeiou"[left % 5]));
        left /= 5;
    }
    word
}
