//! Measures closeness in the usual way, which dateline has to beat: the cosine of TF-IDF vectors of
//! whole texts (sub-linear counts, document frequencies from the data's own texts of each
//! language), over words and over four characters in a row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dateline::text;

/// The units of a text that are counted.
#[derive(Clone, Copy)]
pub enum Units {
    Words,
    /// Four characters in a row, within a word with a space before and behind it.
    Characters,
}

impl Units {
    /// The units of a text, in its order.
    fn of(self, source: &str) -> Vec<String> {
        let text = text::analyse(source);
        match self {
            Self::Words => text.words().map(str::to_owned).collect(),
            Self::Characters => text.words().flat_map(four_in_a_row).collect(),
        }
    }
}

fn four_in_a_row(word: &str) -> Vec<String> {
    let signs: Vec<char> = format!(" {word} ").chars().collect();
    signs.windows(4.min(signs.len())).map(|run| run.iter().collect()).collect()
}

/// The document frequencies of one kind of unit, by language.
pub struct TfIdf {
    units: Units,
    /// How many texts there are, by language.
    texts: BTreeMap<String, f64>,
    /// In how many of these texts a unit stands, by language and unit.
    counts: HashMap<(String, String), f64>,
}

impl TfIdf {
    /// Counts the units of texts, each given once, as its language and the text.
    pub fn new(units: Units, texts: &BTreeSet<(&str, &str)>) -> Self {
        let mut made = Self { units, texts: BTreeMap::new(), counts: HashMap::new() };
        for (language, text) in texts {
            *made.texts.entry((*language).to_owned()).or_default() += 1.0;
            for unit in units.of(text).into_iter().collect::<BTreeSet<_>>() {
                *made.counts.entry(((*language).to_owned(), unit)).or_default() += 1.0;
            }
        }
        made
    }

    /// The cosine of the vectors of two texts, from 0 to 1.
    pub fn cosine(&self, languages: &[String; 2], a: &str, b: &str) -> f64 {
        let (a, b) = (self.vector(&languages[0], a), self.vector(&languages[1], b));
        a.iter().filter_map(|(unit, weight)| Some(weight * b.get(unit)?)).sum()
    }

    /// The vector of a text, of length 1: the weight of each of its units.
    fn vector(&self, language: &str, text: &str) -> HashMap<String, f64> {
        let mut vector: HashMap<String, f64> = HashMap::new();
        for unit in self.units.of(text) {
            *vector.entry(unit).or_default() += 1.0;
        }
        for (unit, weight) in &mut vector {
            let count =
                self.counts.get(&(language.to_owned(), unit.clone())).copied().unwrap_or(1.0);
            *weight = (1.0 + weight.ln())
                * (self.texts.get(language).copied().unwrap_or(1.0) / count).ln();
        }
        let length = vector
            .values()
            .map(|weight| weight * weight)
            .sum::<f64>()
            .sqrt()
            .max(f64::MIN_POSITIVE);
        vector.values_mut().for_each(|weight| *weight /= length);
        vector
    }
}
