//! Measures how well events are told apart, on the seeds and on what follows them, and sets a
//! floor.

use std::path::{Path, PathBuf};

use dateline::compare::Names;
use dateline::settings::compiled_in_names;

use crate::evaluate::{follow_ups, seeds};

/// The number of follow-ups of each corpus that come out right, of twenty. To the last five
/// nothing was fitted.
const REACHED: [(&str, usize); 17] = [
    ("treaty", 18),
    ("treaty-later", 18),
    ("recall", 18),
    ("eruption", 17),
    ("ruling", 18),
    ("recount", 18),
    ("find", 16),
    ("strike", 14),
    ("launch", 16),
    ("blackout", 18),
    ("border-pact", 14),
    ("merger", 15),
    ("treaty-desk", 14),
    ("bridge", 19),
    ("spill", 17),
    ("governor", 16),
    ("exchange", 16),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/follow-ups")
}

#[test]
fn follow_ups_are_told_apart() {
    let names = Names::parse(&compiled_in_names()).unwrap();
    for (corpus, right) in follow_ups::print(&follow_ups::shipped(&folder(), &names)) {
        let (_, reached) = REACHED.iter().find(|(name, _)| *name == corpus).unwrap();
        assert!(right >= *reached, "{corpus}: {right}, not {reached}");
    }
}

#[test]
fn the_seeds_tell_one_event_and_two_backgrounds() {
    let names = Names::parse(&compiled_in_names()).unwrap();
    let recall = folder().join("recall/seeds");
    // beside one background seed alone, two reports of the recall are not seen as on its topic
    let folders = seeds::treaty().map(|folder| (folder, 0)).into_iter().chain([(recall, 4)]);
    for (folder, allowed) in folders {
        let seeds = seeds::Seeds::of(&folder, &names);
        seeds.print();
        let wrong = seeds.wrong();
        assert!(wrong.len() <= allowed, "{}: {wrong:#?}", folder.display());
    }
}
