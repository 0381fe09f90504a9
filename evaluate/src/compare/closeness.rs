//! Measures closeness on article pairs that people labelled, set by set of languages: how well
//! relatedness follows their scores (Pearson), how well it tells same-story pairs from others
//! (AUC), and what its thresholds do, beside TF-IDF in the same run. The data: one JSON object a
//! line, gzipped, with `lang`, `a`, `b` and `overall` (1 the same event … 4 unrelated).
//!
//! Whatever is fitted, is fitted on one half of each set and reported on the other.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

use dateline::compare::{Names, Profile, Signals};
use dateline::extract;
use dateline::settings::{self, compiled_in_names};

use crate::measures::{self, Curve, Scored, mean};
use crate::tf_idf::{TfIdf, Units};

/// Two articles that people compared, as a line of the data has them.
#[derive(serde::Deserialize)]
pub struct Pair {
    /// The language of each.
    lang: [String; 2],
    pub a: String,
    pub b: String,
    /// The mean of what people said of the two, from 1 (the same event) to 4 (unrelated).
    pub overall: f64,
}

impl Pair {
    /// The name of the set that a pair belongs to, by its languages: `en-en`.
    pub fn languages(&self) -> String {
        let mut languages = self.lang.clone();
        languages.sort();
        languages.join("-")
    }
}

/// A pair with what people said of it, and what dateline and TF-IDF over words and characters say.
struct Labelled {
    /// The mean of what people said, from 1 (the same event) to 4 (unrelated).
    overall: f64,
    /// Whether one side is what a site printed in place of its article.
    lacks_article: bool,
    /// What dateline's relatedness is made from.
    signals: Signals,
    /// The cosine of TF-IDF over words.
    words: f64,
    /// The cosine of TF-IDF over characters.
    characters: f64,
}

/// People's mean up to which a pair tells one story.
pub const SAME_STORY: f64 = 2.0;
/// People's mean up to which a pair is on one topic.
pub const RELATED: f64 = 3.0;
/// People's mean from which on a pair is unrelated.
const UNRELATED: f64 = 3.5;

/// The number of sides of pairs from which on the text that they have is no article, but a form, a
/// notice to robots or a list: in the published half four such texts, in thirteen pairs.
const REPEATED: usize = 3;

/// The pairs of each set of languages, by its name.
type Sets = BTreeMap<String, Vec<Labelled>>;

/// Prints the tables of closeness, with `fit` also the curves.
pub fn score(data: &Path, fit: bool) -> anyhow::Result<()> {
    let sets = read(data)?;
    scores(&sets);
    thresholds(&sets);
    if fit {
        curves(&sets);
    }
    Ok(())
}

/// The pairs that people labelled, from the evaluation data.
pub fn pairs(data: &Path) -> anyhow::Result<Vec<Pair>> {
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(std::fs::File::open(
        data.join("compare/judged-pairs.jsonl.gz"),
    )?));
    lines.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// All pairs with what each way says of them, by set.
fn read(data: &Path) -> anyhow::Result<Sets> {
    let names =
        Names::parse(&compiled_in_names()).map_err(|faults| anyhow::anyhow!("{}", faults[0]))?;
    let pairs = pairs(data)?;
    let texts: BTreeSet<(&str, &str)> = pairs
        .iter()
        .flat_map(|pair| {
            [(pair.lang[0].as_str(), pair.a.as_str()), (pair.lang[1].as_str(), pair.b.as_str())]
        })
        .collect();
    let (words, characters) =
        (TfIdf::new(Units::Words, &texts), TfIdf::new(Units::Characters, &texts));
    let mut repeats: BTreeMap<&str, usize> = BTreeMap::new();
    pairs
        .iter()
        .flat_map(|pair| [&pair.a, &pair.b])
        .for_each(|text| *repeats.entry(text.trim()).or_default() += 1);
    let mut sets = Sets::new();
    for pair in &pairs {
        let profile = |text: &str| Profile::new(&extract::plain("pair.txt", text).article, &names);
        let labelled = Labelled {
            overall: pair.overall,
            lacks_article: [&pair.a, &pair.b].iter().any(|text| repeats[text.trim()] >= REPEATED),
            signals: Signals::of(&profile(&pair.a), &profile(&pair.b)),
            words: words.cosine(&pair.lang, &pair.a, &pair.b),
            characters: characters.cosine(&pair.lang, &pair.a, &pair.b),
        };
        sets.entry(pair.languages()).or_default().push(labelled);
    }
    Ok(sets)
}

/// Whether both articles of a set's pairs are in one language, by the set's name.
pub fn in_one_language(languages: &str) -> bool {
    languages.split_once('-').is_some_and(|(one, two)| one == two)
}

/// Pairs with a score each, to be measured on whether they tell one story.
fn scored<'a>(
    labelled: impl IntoIterator<Item = &'a Labelled>,
    score: impl Fn(&Labelled) -> f64,
) -> Vec<Scored> {
    labelled
        .into_iter()
        .map(|one| Scored {
            overall: one.overall,
            is_same: one.overall <= SAME_STORY,
            score: score(one),
        })
        .collect()
}

/// Dateline's relatedness of a pair.
fn dateline(labelled: &Labelled) -> f64 {
    f64::from(labelled.signals.relatedness())
}

/// Prints Pearson and AUC of each way, set by set, and their means with and without the pairs that
/// lack an article.
fn scores(sets: &Sets) {
    println!(
        "{:8} {:>5} {:>15} {:>15} {:>15}",
        "", "", "dateline", "TF-IDF words", "TF-IDF 4 signs"
    );
    println!(
        "{:8} {:>5} {:>8} {:>6} {:>8} {:>6} {:>8} {:>6}",
        "pairs", "n", "Pearson", "AUC", "Pearson", "AUC", "Pearson", "AUC"
    );
    let ways: [fn(&Labelled) -> f64; 3] = [dateline, |one| one.words, |one| one.characters];
    let mut rows = Vec::new();
    for (languages, labelled) in sets {
        let row = ways
            .map(|way| scored(labelled, way))
            .map(|scored| (measures::pearson(&scored), measures::auc(&scored)));
        print!("{languages:8} {:5}", labelled.len());
        for (pearson, auc) in row {
            print!(
                " {pearson:8.3} {:>6}",
                auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.3}"))
            );
        }
        println!();
        rows.push((in_one_language(languages), row));
    }
    means(&rows);
    let lacking = sets.values().flatten().filter(|labelled| labelled.lacks_article).count();
    println!(
        "without {lacking} pairs in which one side is no article, but a page's form, notice or \
            list:"
    );
    let mut rows = Vec::new();
    for (languages, labelled) in sets {
        let articles = || labelled.iter().filter(|labelled| !labelled.lacks_article);
        rows.push((
            in_one_language(languages),
            ways.map(|way| scored(articles(), way))
                .map(|scored| (measures::pearson(&scored), measures::auc(&scored))),
        ));
    }
    means(&rows);
}

/// A row of the table: whether its set is in one language, and Pearson and AUC of each way.
type Row = (bool, [(f64, Option<f64>); 3]);

/// Prints the means over the sets in one language, and over those in two.
fn means(rows: &[Row]) {
    for (name, is_one) in [("mean, one", true), ("mean, two", false)] {
        print!("{name:14}");
        for way in 0..3 {
            let of = || rows.iter().filter(|(is, _)| *is == is_one).map(|(_, row)| row[way]);
            print!(
                " {:8.3} {:6.3}",
                mean(of().map(|(pearson, _)| pearson)),
                mean(of().filter_map(|(_, auc)| auc))
            );
        }
        println!();
    }
}

/// Prints thresholds for each set, and for all in one and in two languages: the one that a half
/// asks for, and the F1 that it and dateline's default have on the other half.
fn thresholds(sets: &Sets) {
    let defaults = settings::Compare::default();
    println!("\n{:8} {:>31}   {:>31}", "", "same_story", "related");
    println!(
        "{:8} {:>11} {:>9} {:>9}   {:>11} {:>9} {:>9}",
        "pairs", "fitted", "its F1", "default", "fitted", "its F1", "default"
    );
    let of = |wanted: bool| -> Vec<&Labelled> {
        sets.iter()
            .filter(|(name, _)| in_one_language(name) == wanted)
            .flat_map(|(_, labelled)| labelled)
            .collect()
    };
    let rows = sets
        .iter()
        .map(|(name, labelled)| (name.as_str(), labelled.iter().collect::<Vec<_>>()))
        .chain([("one", of(true)), ("two", of(false))]);
    for (name, labelled) in rows {
        print!("{name:8}");
        for (limit, default) in [(SAME_STORY, defaults.same_story), (RELATED, defaults.related)] {
            let labelled: Vec<Scored> = labelled
                .iter()
                .map(|one| Scored {
                    overall: one.overall,
                    is_same: one.overall <= limit,
                    score: dateline(one),
                })
                .collect();
            let (one, two): (Vec<_>, Vec<_>) =
                labelled.iter().copied().enumerate().partition(|(place, _)| place % 2 == 0);
            let halves = [one, two]
                .map(|half| half.into_iter().map(|(_, scored)| scored).collect::<Vec<_>>());
            let fitted = [0, 1].map(|half| measures::best_threshold(&halves[half]));
            let own =
                mean([0, 1].map(|half| measures::f1(&halves[1 - half], fitted[half])).into_iter());
            let given = mean(halves.iter().map(|half| measures::f1(half, f64::from(default))));
            print!(
                " {:>11} {own:9.3} {given:9.3}  ",
                format!("{:.2}, {:.2}", fitted[0], fitted[1])
            );
        }
        println!();
    }
    println!();
    for (name, is_one) in [("one language", true), ("two languages", false)] {
        for (threshold, at) in [("same_story", defaults.same_story), ("related", defaults.related)]
        {
            let labelled = of(is_one);
            let above: Vec<&&Labelled> =
                labelled.iter().filter(|one| dateline(one) >= f64::from(at)).collect();
            let share = |some: usize, all: usize| 100.0 * some as f64 / all as f64;
            let up_to = |limit: f64, among: &[&&Labelled]| {
                among.iter().filter(|one| one.overall <= limit).count()
            };
            let all: Vec<&&Labelled> = labelled.iter().collect();
            println!(
                "{threshold} {at:.2}, {name}: of pairs above it {:.0} % tell one story, {:.0} % \
                    are on one topic; above it are {:.0} % of one story, {:.0} % of one topic, \
                    {:.0} % of unrelated pairs",
                share(up_to(SAME_STORY, &above), above.len()),
                share(up_to(RELATED, &above), above.len()),
                share(up_to(SAME_STORY, &above), up_to(SAME_STORY, &all)),
                share(up_to(RELATED, &above), up_to(RELATED, &all)),
                share(
                    above.iter().filter(|one| one.overall >= UNRELATED).count(),
                    all.iter().filter(|one| one.overall >= UNRELATED).count()
                ),
            );
        }
    }
}

/// Prints the curves of `src/compare/closeness/signals.rs`, fitted to all pairs, each set weighing the
/// same, and to each half with what they do on the other.
fn curves(sets: &Sets) {
    println!("\n{:14} {:>10} {:>8} {:>8} {:>6}", "curve", "intercept", "slope", "Pearson", "AUC");
    for (name, across) in [("one language", false), ("two languages", true)] {
        let sets: Vec<Vec<&Labelled>> = sets
            .iter()
            .filter(|(name, _)| in_one_language(name) != across)
            .map(|(_, labelled)| {
                labelled.iter().filter(|one| one.signals.across_languages == across).collect()
            })
            .collect();
        for (half, fitted_on) in [("all", 2), ("first half", 0), ("second half", 1)] {
            let is_in = |place: usize| fitted_on == 2 || place % 2 == fitted_on;
            let part = |inside: bool| -> Vec<Vec<&Labelled>> {
                sets.iter()
                    .map(|set| {
                        set.iter()
                            .enumerate()
                            .filter(|(place, _)| is_in(*place) == inside)
                            .map(|(_, one)| *one)
                            .collect()
                    })
                    .collect()
            };
            let curve = Curve::fit(
                &part(true)
                    .into_iter()
                    .map(|set| scored(set, |one| f64::from(one.signals.together())))
                    .collect::<Vec<_>>(),
            );
            let others: Vec<Vec<Scored>> = part(fitted_on == 2)
                .into_iter()
                .map(|set| scored(set, |one| curve.at(f64::from(one.signals.together()))))
                .collect();
            println!(
                "{name}, {half}: {:.2} {:.2}; {} Pearson {:.3}, AUC {:.3}",
                curve.intercept,
                curve.slope,
                if fitted_on == 2 { "there" } else { "on the other" },
                mean(others.iter().map(|set| measures::pearson(set))),
                mean(others.iter().filter_map(|set| measures::auc(set))),
            );
        }
    }
}
