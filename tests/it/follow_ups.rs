//! Which event a text tells, on the seeds and on what follows them.

use dateline::compare::Names;
use dateline::settings::compiled_in_names;

use crate::evaluate::{follow_ups, seeds};

#[test]
fn follow_ups_of_two_corpora_are_told_apart() {
    let names = Names::parse(&compiled_in_names()).unwrap();
    let corpora = follow_ups::all(&names);
    follow_ups::print(&corpora);
    for (corpus, follow_ups) in corpora.iter().filter(|(corpus, _)| ["treaty", "recall"].contains(corpus)) {
        let right = follow_ups.iter().filter(|follow_up| follow_up.expected.is_met(&follow_up.beside)).count();
        assert!(right + 1 >= follow_ups.len(), "{corpus}: {right}");
    }
}

#[test]
fn the_seeds_tell_one_event_and_two_backgrounds() {
    let names = Names::parse(&compiled_in_names()).unwrap();
    let recall = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/follow-ups/recall/seeds");
    for folder in seeds::treaty().into_iter().chain([recall]) {
        let seeds = seeds::Seeds::of(&folder, &names);
        seeds.print();
        assert_eq!(seeds.wrong(), Vec::<String>::new(), "{}", folder.display());
    }
}
