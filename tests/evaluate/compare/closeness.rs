//! Scores closeness on article pairs that people judged: for each pair of languages, how well it
//! follows their scores (Pearson) and how well it tells same-story pairs from others (AUC); then what
//! the two thresholds do. The data: one JSON object a line, gzipped, with `lang`, `a`, `b` and `overall`
//! (1 the same event … 4 unrelated).

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use dateline::compare::{Names, Profile, Signals};
use dateline::extract;
use dateline::settings::{self, compiled_in_names};

#[derive(serde::Deserialize)]
struct Pair {
    lang: [String; 2],
    a: String,
    b: String,
    overall: f64,
}

/// What people said (high is far), and what dateline says (high is near).
struct Judged {
    overall: f64,
    score: f64,
}

/// People's mean up to which a pair tells one story.
const SAME_STORY: f64 = 2.0;
/// Fewer same-story pairs say nothing about an AUC.
const POSITIVES: usize = 15;

/// Prints the tables on the pairs below `data`.
pub fn score(data: &Path) -> anyhow::Result<()> {
    let names = Names::parse(&compiled_in_names()).map_err(|faults| anyhow::anyhow!("{}", faults[0]))?;
    let pairs = std::fs::File::open(data.join("compare/judged-pairs.jsonl.gz"))?;
    let mut sets: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
    for line in BufReader::new(flate2::read::MultiGzDecoder::new(pairs)).lines() {
        let pair: Pair = serde_json::from_str(&line?)?;
        let profile = |text: &str| Profile::new(&extract::plain("pair.txt", &text.replacen("  ", "\n\n", 1)).article, &names);
        let score = f64::from(Signals::of(&profile(&pair.a), &profile(&pair.b)).score());
        let mut languages = pair.lang;
        languages.sort();
        sets.entry(languages.join("-")).or_default().push(Judged { overall: pair.overall, score });
    }
    println!("{:8} {:>6} {:>8} {:>6}", "pairs", "n", "Pearson", "AUC");
    for (languages, judged) in &sets {
        let auc = auc(judged).map_or_else(|| "-".to_owned(), |auc| format!("{auc:.3}"));
        println!("{languages:8} {:6} {:8.3} {auc:>6}", judged.len(), pearson(judged));
    }
    for (name, is_mono) in [("one", true), ("two", false)] {
        let some: Vec<&Vec<Judged>> =
            sets.iter().filter(|(languages, _)| (languages[..2] == languages[3..]) == is_mono).map(|(_, judged)| judged).collect();
        let aucs: Vec<f64> = some.iter().filter_map(|judged| auc(judged)).collect();
        println!(
            "mean over sets in {name} language(s): Pearson {:.3}, AUC {:.3}",
            mean(some.iter().map(|judged| pearson(judged))),
            mean(aucs.into_iter())
        );
    }
    let all: Vec<&Judged> = sets.iter().filter(|(languages, _)| languages[..2] == languages[3..]).flat_map(|(_, judged)| judged).collect();
    let thresholds = settings::Compare::default();
    for (name, threshold) in [("same_story", thresholds.same_story), ("related", thresholds.related)] {
        let threshold = f64::from(threshold);
        let above: Vec<&&Judged> = all.iter().filter(|judged| judged.score >= threshold).collect();
        let right = above.iter().filter(|judged| judged.overall <= SAME_STORY).count();
        let wanted = all.iter().filter(|judged| judged.overall <= SAME_STORY).count();
        let far = all.iter().filter(|judged| judged.overall >= 3.5).count();
        let wrong = above.iter().filter(|judged| judged.overall >= 3.5).count();
        println!(
            "{name} {threshold:.2}: of pairs above it {:.0} % tell one story; {:.0} % of such pairs are above it; {:.0} % of unrelated ones",
            100.0 * right as f64 / above.len() as f64,
            100.0 * right as f64 / wanted as f64,
            100.0 * wrong as f64 / far as f64
        );
    }
    Ok(())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

fn pearson(judged: &[Judged]) -> f64 {
    let (far, near) = (mean(judged.iter().map(|one| -one.overall)), mean(judged.iter().map(|one| one.score)));
    let covariance: f64 = judged.iter().map(|one| (-one.overall - far) * (one.score - near)).sum();
    let spread = |deviations: &mut dyn Iterator<Item = f64>| deviations.map(|deviation| deviation * deviation).sum::<f64>();
    let product = spread(&mut judged.iter().map(|one| -one.overall - far)) * spread(&mut judged.iter().map(|one| one.score - near));
    covariance / product.sqrt()
}

/// The share of (same-story, other) pairs of pairs that the score puts in the right order.
fn auc(judged: &[Judged]) -> Option<f64> {
    let (same, other): (Vec<&Judged>, Vec<&Judged>) = judged.iter().partition(|one| one.overall <= SAME_STORY);
    if same.len() < POSITIVES || other.is_empty() {
        return None;
    }
    let wins: f64 = same
        .iter()
        .flat_map(|one| other.iter().map(move |two| if one.score > two.score { 1.0 } else { 0.5 * f64::from(u8::from(one.score >= two.score)) }))
        .sum();
    Some(wins / (same.len() * other.len()) as f64)
}
