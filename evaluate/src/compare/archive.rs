//! Measures what counting the archive's words does to closeness: the articles of one half of the
//! pairs that people labelled are counted as an archive, and the other half is scored with and
//! without those counts.
//!
//! The table of frequencies was made from the same pairs, so that it is at its best here.

use std::collections::BTreeMap;
use std::path::Path;

use dateline::compare::{Counts, Frequencies, Names, Profile, Signals, Words};
use dateline::extract;
use dateline::settings::compiled_in_names;

use crate::closeness::{self, SAME_STORY, in_one_language};
use crate::measures::{self, Scored, mean};

/// The numbers of times that each article of the archive is counted, a row of the table each: the
/// compiled-in frequencies are a prior that fewer articles hardly move.
const TIMES: [u32; 3] = [1, 10, 100];

/// Prints the table: Pearson and AUC of relatedness, by half and by times counted.
pub fn score(data: &Path) -> anyhow::Result<()> {
    let names =
        Names::parse(&compiled_in_names()).map_err(|faults| anyhow::anyhow!("{}", faults[0]))?;
    let pairs = closeness::pairs(data)?;
    let articles: Vec<_> = pairs
        .iter()
        .map(|pair| [&pair.a, &pair.b].map(|text| extract::plain("pair.txt", text).article))
        .collect();
    println!("\n{:30} {:>15} {:>15}", "", "one language", "two languages");
    println!(
        "{:30} {:>8} {:>6} {:>8} {:>6}",
        "half of the pairs as archive", "Pearson", "AUC", "Pearson", "AUC"
    );
    for half in [0, 1] {
        let words: Vec<Words> = articles
            .iter()
            .skip(1 - half)
            .step_by(2)
            .flatten()
            .filter_map(|article| Words::of(&Profile::new(article, &names)))
            .collect();
        for times in std::iter::once(0).chain(TIMES) {
            let mut counts = Counts::default();
            (0..times).for_each(|_| words.iter().for_each(|words| counts.add(words)));
            let frequencies = Frequencies::of(&counts);
            let mut sets: BTreeMap<String, Vec<Scored>> = BTreeMap::new();
            for (pair, articles) in pairs.iter().zip(&articles).skip(half).step_by(2) {
                let profiles = articles.each_ref().map(|article| Profile::new(article, &names));
                let terms = profiles.each_ref().map(|profile| profile.weighed(&frequencies));
                let scored = Scored {
                    overall: pair.overall,
                    is_same: pair.overall <= SAME_STORY,
                    score: Signals::by(profiles.each_ref(), terms.each_ref().map(|terms| &**terms))
                        .relatedness()
                        .into(),
                };
                sets.entry(pair.languages()).or_default().push(scored);
            }
            print!(
                "half {}, {:21}",
                half + 1,
                if times == 0 {
                    "the table alone".to_owned()
                } else {
                    format!("{} articles counted", counts.articles())
                }
            );
            for is_one in [true, false] {
                let of = || {
                    sets.iter()
                        .filter(|(name, _)| in_one_language(name) == is_one)
                        .map(|(_, scored)| scored)
                };
                print!(
                    " {:8.3} {:6.3}",
                    mean(of().map(|scored| measures::pearson(scored))),
                    mean(of().filter_map(|scored| measures::auc(scored)))
                );
            }
            println!();
        }
    }
    Ok(())
}
