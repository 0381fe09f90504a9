//! A week of invented news, judged as the desk would: its figures are bounds.

use std::path::Path;

use crate::weeks_of_news::replay::Replay;
use crate::weeks_of_news::score::score;
use crate::weeks_of_news::week::Week;

#[test]
fn each_event_of_a_week_is_seen_by_its_first_report() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evaluate/weeks/harbour");
    let week = Week::read(&folder).unwrap();
    let replay = Replay::of(&week).unwrap();
    let (figures, misses) = score(&week, &replay);
    for miss in &misses {
        println!("{}: {} {}", miss.kind, miss.item, miss.more);
    }
    assert_eq!(figures.on_topic.of, 24);
    assert!(figures.on_topic.right >= 21, "{}", figures.on_topic);
    assert!(figures.as_events.right >= 21, "{}", figures.as_events);
    assert!(figures.false_topic.right <= 9, "{}", figures.false_topic);
    assert!(figures.stories as f64 <= 1.3 * figures.events as f64, "{}", figures.stories);
    assert!(figures.merged <= 1, "{}", figures.merged);
}

#[test]
fn each_week_of_the_project_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evaluate/weeks");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().join("week.json").is_file() {
            let week = Week::read(&entry.path()).unwrap();
            assert!(!week.title.is_empty() && week.first.len() >= 14, "{}", week.name);
            read += 1;
        }
    }
    assert_eq!(read, 7);
}
