//! Five real articles on the treaty of the DPRK and Russia, read, and compared as seeds. Their
//! folder is named by `DATELINE_SEEDS`; without it these tests say that they are skipped.

use std::path::PathBuf;

use dateline::extract;

use crate::desk::{Desk, objects};

fn seeds() -> Option<Vec<PathBuf>> {
    let Some(folder) = std::env::var_os("DATELINE_SEEDS") else {
        println!("skipped: DATELINE_SEEDS names no folder with the five articles");
        return None;
    };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    files.sort();
    assert_eq!(files.len(), 5);
    Some(files)
}

#[test]
fn the_reports_of_one_signing_find_each_other() {
    let Some(seeds) = seeds() else { return };
    let name = |place: usize| seeds[place].file_name().unwrap().to_str().unwrap();
    let signing: Vec<&str> = (0..3).map(name).collect();
    for (place, seed) in seeds.iter().enumerate() {
        let desk = Desk::new(&[]);
        for other in seeds.iter().filter(|other| *other != seed) {
            desk.write(
                &format!("corpus/{}", other.file_name().unwrap().to_str().unwrap()),
                &std::fs::read_to_string(other).unwrap(),
            );
        }
        let output = desk.done(&[
            "compare",
            "--corpus",
            desk.config().join("corpus").to_str().unwrap(),
            seed.to_str().unwrap(),
        ]);
        let verdict = &objects(&output)[0];
        assert!(matches!(verdict["copy"].as_str(), Some("none" | "excerpt")), "{verdict}");
        assert_ne!(verdict["copy"], "duplicate");
        if place < 3 {
            assert_eq!(verdict["closeness"], "same-story", "{verdict}");
            assert!(signing.contains(&verdict["nearest"].as_str().unwrap()), "{verdict}");
        }
    }
}

#[test]
fn the_seeds_are_read_past_what_their_pages_left_in_them() {
    let Some(seeds) = seeds() else { return };
    let desk = Desk::new(&[]);
    for seed in &seeds {
        desk.write(
            &format!("corpora/treaty/{}", seed.file_name().unwrap().to_str().unwrap()),
            &std::fs::read_to_string(seed).unwrap(),
        );
    }
    let shown = objects(&desk.done(&["corpus", "show", "treaty", "--json"]));
    let headline = |place: usize| shown[place]["headline"].as_str().unwrap().to_owned();
    let text = |place: usize| shown[place]["text"].as_str().unwrap().to_owned();
    assert!(headline(0).starts_with("Treaty on Comprehensive Strategic Partnership"));
    assert_eq!(shown[0]["dateline"]["place"], "Pyongyang");
    assert_eq!(shown[0]["dateline"]["agency"], "KCNA");
    assert!(headline(2).starts_with("Russia and North Korea Sign"));
    let credits: Vec<&str> = shown[2]["credits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|credit| credit.as_str().unwrap())
        .collect();
    for agency in ["EFE", "Xinhua", "TASS"] {
        assert!(credits.contains(&agency), "{credits:?}");
    }
    assert!(!text(2).contains("RELATED") && !text(2).contains("Sources:"));
    assert_eq!(headline(3), "DPRK-Russia ties progress");
    assert_eq!(shown[3]["published"], "2020-04-24");
    assert!(!text(3).contains("Post a Comment") && !text(3).contains("File Photo"));
    assert!(headline(4).starts_with("Historic Milestone"));
    assert!(!text(4).contains("Leave a Reply") && !text(4).contains("Log Out"));
    let juche: Vec<i64> = shown[4]["juche"]
        .as_array()
        .unwrap()
        .iter()
        .map(|juche| juche["year"].as_i64().unwrap())
        .collect();
    assert_eq!(juche, [2000, 2001, 2002, 2011]);
    for leftover in ["Elementor", "Foreign Affairs\n"] {
        let is_left =
            |place: usize| text(place).contains(leftover) || headline(place).contains(leftover);
        assert!(!(0..5).any(is_left), "{leftover}");
    }
}

/// Articles on anything else that are taken for ones on the topic, at most.
const TAKEN: usize = 2;

#[test]
fn articles_on_anything_else_are_unrelated() {
    let (Some(seeds), Some(data)) = (seeds(), std::env::var_os("DATELINE_DATA")) else {
        println!("skipped: DATELINE_DATA names no folder with evaluation data");
        return;
    };
    let truth =
        std::fs::read(PathBuf::from(data).join("extraction/news/ground-truth.json")).unwrap();
    let truth: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&truth).unwrap();
    let desk = Desk::new(&[]);
    let mut arguments = vec![
        "compare".to_owned(),
        "--corpus".to_owned(),
        seeds[0].parent().unwrap().to_str().unwrap().to_owned(),
    ];
    for (name, page) in &truth {
        desk.write(&format!("items/{name}.txt"), page["articleBody"].as_str().unwrap());
        arguments
            .push(desk.config().join(format!("items/{name}.txt")).to_str().unwrap().to_owned());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let related: Vec<String> = objects(&desk.done(&arguments))
        .into_iter()
        .filter(|verdict| verdict["relation"] != "unrelated")
        .map(|verdict| format!("{} {}", verdict["file"], verdict["because"]))
        .collect();
    assert!(related.len() <= TAKEN, "of {}: {related:#?}", truth.len());
}

#[test]
fn what_each_seed_says_of_itself_is_told_by_its_shape() {
    let Some(files) = seeds() else { return };
    let shapes: Vec<String> = files
        .iter()
        .map(|file| {
            let article =
                extract::plain("seed.txt", &std::fs::read_to_string(file).unwrap()).article;
            let published = article.published.map(|when| when.to_string()).unwrap_or_default();
            let marks = [
                article.deck.is_some(),
                article.section.is_some(),
                !article.byline.is_empty(),
                article.dateline.is_some(),
                article.notes.is_empty(),
            ];
            let marks: String = ["deck ", "section ", "byline ", "dateline ", "headline "]
                .iter()
                .zip(marks)
                .filter(|(_, is)| *is)
                .map(|(mark, _)| *mark)
                .collect();
            format!(
                "{marks}{published} {} {}",
                article.credits.join(","),
                article.text.split("\n\n").count()
            )
        })
        .collect();
    let expected = [
        "deck dateline headline 2024-06-20 KCNA 22",
        "  9",
        "deck headline  EFE,Xinhua,TASS,teleSUR 9",
        "deck byline headline 2020-04-24 Pyongyang Times 14",
        "section headline   9",
    ];
    assert_eq!(shapes, expected);
}
