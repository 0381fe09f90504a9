//! Measures how frequent words are, for `config/known/frequencies.tsv`: in how many of a thousand
//! articles a word stands, and a place.
//!
//! Reads one JSON object a line, `{"language": "es", "text": "…"}`, and prints the table.
//! `articles.py` prints the texts that it was made from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

use dateline::compare::{Names, Profile};
use dateline::extract::Article;

/// An article as a line of the input has it.
#[derive(serde::Deserialize)]
struct Line {
    language: String,
    text: String,
}

/// The fewest articles of a language whose words are listed; fewer say too little.
const ARTICLES_NEEDED: u32 = 40;
/// The fewest of a thousand articles that a listed word stands in; rarer words weigh the same as
/// words that the table lacks.
const LEAST_PERMILLE: u32 = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut articles: BTreeMap<String, u32> = BTreeMap::new();
    let mut counts: BTreeMap<(String, String), u32> = BTreeMap::new();
    for line in std::io::stdin().lock().lines() {
        let article: Line = serde_json::from_str(&line?)?;
        let read = Article::new("https://news.example/article".parse()?, "", &article.text);
        let profile = Profile::new(&read, &Names::default());
        let words: BTreeSet<String> = profile
            .wording
            .body
            .words()
            .map(str::to_owned)
            .chain(profile.named.ids().map(|id| format!("@{id}")))
            .collect();
        for word in words {
            *counts.entry((article.language.clone(), word)).or_default() += 1;
        }
        *articles.entry(article.language).or_default() += 1;
    }
    let mut table: BTreeMap<String, u32> = BTreeMap::new();
    for ((language, word), count) in counts {
        let of = articles[&language];
        let permille = count * 1000 / of;
        let is_number = word.chars().all(|c| c.is_numeric() || c == '.');
        if of >= ARTICLES_NEEDED && permille >= LEAST_PERMILLE && count >= 3 && !is_number {
            let most = table.entry(word).or_default();
            *most = permille.max(*most);
        }
    }
    for (word, permille) in table {
        println!("{word}\t{permille}");
    }
    Ok(())
}
