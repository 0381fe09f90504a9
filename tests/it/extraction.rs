//! Measures how well pages of public data are read, and sets a floor: what is reached, less the
//! noise of the sets. `DATELINE_DATA` names the folder of the data, beside the project;
//! `evaluate/run extraction` prints the figures beside those of other readers.

#[path = "../../evaluate/src/extraction/reading.rs"]
mod reading;
#[path = "../../evaluate/src/extraction/score.rs"]
mod score;
#[path = "../../evaluate/src/extraction/truth.rs"]
mod truth;

use std::path::Path;

use score::Scores;

/// Fails where dateline reads a set worse than so: below the F1 of texts, or below the shares of
/// phrases, titles, authors and days.
#[track_caller]
fn check(set: &str, f1: f64, shares: [f64; 4]) {
    let Some(folder) = std::env::var_os("DATELINE_DATA")
        .map(|root| Path::new(&root).join(set))
        .filter(|folder| folder.is_dir())
    else {
        eprintln!("skipped: DATELINE_DATA names no folder with {set}");
        return;
    };
    let mut scores = Scores::default();
    for case in truth::cases(&folder).unwrap() {
        let reading = reading::dateline(&case);
        scores.add(&case, &reading);
        score::misses(&case, &reading).iter().for_each(|miss| println!("{}: {miss}", case.name));
    }
    println!("{}\n{}", score::HEAD, scores.line("dateline", f64::NAN));
    assert!(scores.f1() >= f1, "texts");
    for (what, (is, least)) in
        ["phrases", "titles", "authors", "days"].iter().zip(scores.shares().into_iter().zip(shares))
    {
        assert!(is >= least, "{what}: {is:.3}");
    }
}

#[test]
fn texts_of_news_pages() {
    check("extraction/news", 0.976, [0.0; 4]);
}

#[test]
fn texts_titles_authors_and_days_of_outlets() {
    check("extraction/outlets", 0.96, [0.0, 0.76, 0.92, 0.98]);
}

#[test]
fn texts_and_fields_of_articles() {
    check("extraction/articles", 0.95, [0.91, 0.86, 0.77, 0.86]);
}

#[test]
fn fields_of_many_pages() {
    check("metadata", 0.0, [0.92, 0.88, 0.72, 0.91]);
}

#[test]
fn days_of_dated_pages() {
    check("dates", 0.0, [0.0, 0.0, 0.0, 0.94]);
}
