//! Measures how well copies are told, on labelled cases that are made anew in every run: texts
//! written for this project, cut, reordered, misread, quoted and merged, and pairs that only look
//! alike.

mod cases;
mod draft;

use std::collections::BTreeMap;
use std::ops::Range;

use dateline::clock::Timestamp;
use dateline::compare::{
    About, Beside, Copy, Corpus, Grounds, InStory, Memory, Names, Profile, Remembered, Subject,
    beside_corpus, candidates,
};
use dateline::extract::{Plain, plain};
use dateline::id::{ItemId, StoryId};
use dateline::settings;

pub use cases::{Case, SEED, Source, cases};
pub use draft::Draw;

/// How far the shared passages that are told are the true ones, in letters and digits of both
/// texts.
#[derive(Clone, Copy, Default)]
pub struct Overlap {
    /// Those that stand in passages that are told and true.
    both: usize,
    /// Those that stand in passages that are told.
    told: usize,
    /// Those that stand in passages that are true.
    truth: usize,
}

/// The score of one kind of case, or of all.
#[derive(Default)]
pub struct Score {
    pub cases: usize,
    /// How many cases have a copy that is right.
    pub right: usize,
    /// How many items are offered their seed by an archive of all seeds.
    pub found: usize,
    pub overlap: Overlap,
}

impl Overlap {
    fn add(&mut self, other: Self) {
        self.both += other.both;
        self.told += other.told;
        self.truth += other.truth;
    }

    /// The share of what is told that is true.
    #[must_use]
    pub fn precision(self) -> f64 {
        if self.told == 0 { 1.0 } else { self.both as f64 / self.told as f64 }
    }

    /// The share of what is true that is told.
    #[must_use]
    pub fn recall(self) -> f64 {
        if self.truth == 0 { 1.0 } else { self.both as f64 / self.truth as f64 }
    }

    /// The harmonic mean of precision and recall.
    #[must_use]
    pub fn f1(self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }
}

impl Score {
    fn add(&mut self, other: &Self) {
        self.cases += other.cases;
        self.right += other.right;
        self.found += other.found;
        self.overlap.add(other.overlap);
    }
}

/// What dateline says of one case.
pub struct Outcome {
    pub copy: Copy,
    /// Whether an archive of all seeds offers the seed for the item.
    pub is_found: bool,
    pub overlap: Overlap,
}

/// Everything that cases are judged with.
pub struct Bench {
    grounds: Grounds,
    /// The memory of all seeds, as items.
    archive: Memory,
    /// The text of each seed, at the place that is its item's number.
    filed: Vec<String>,
}

impl Bench {
    /// The bench for these cases, whose seeds make up the archive.
    #[must_use]
    pub fn new(cases: &[Case]) -> Self {
        let grounds = Grounds::new(Names::default(), Vec::new(), settings::Compare::default());
        let (mut archive, mut filed) = (Memory::default(), Vec::new());
        for case in cases {
            if !filed.contains(&case.seed) {
                let profile = Profile::new(&plain("seed.txt", &case.seed).article, &grounds.names);
                let id = filed.len() as i64;
                let seen = Timestamp::UNIX_EPOCH;
                let item = InStory { item: ItemId(id), story: StoryId(id), seen };
                archive.remember(item, &profile, None);
                filed.push(case.seed.clone());
            }
        }
        Self { grounds, archive, filed }
    }

    /// Judges one case.
    #[must_use]
    pub fn judge(&self, case: &Case) -> Outcome {
        let (seed, item) = (plain("seed.txt", &case.seed), plain("item.txt", &case.item));
        let corpus = Corpus::new(
            "seed",
            vec![("seed.txt".to_owned(), seed.article.clone())],
            &About::default(),
            &self.grounds.names,
        );
        let profile = Profile::new(&item.article, &self.grounds.names);
        let beside = beside_corpus(Subject::new(&item.article, &profile), &corpus, &self.grounds);
        let nothing = Memory::default();
        let offered =
            candidates(&profile, Remembered { settled: &self.archive, pending: &nothing }, None);
        let is_found = self
            .filed
            .iter()
            .position(|seed| *seed == case.seed)
            .is_some_and(|id| offered.contains(&ItemId(id as i64)));
        Outcome { copy: beside.copy, is_found, overlap: overlap(case, &beside, &seed, &item) }
    }

    /// The scores of all cases, by kind in alphabetical order. `each` hears of every case.
    pub fn scores<'a>(
        &self,
        cases: &'a [Case],
        mut each: impl FnMut(&'a Case, &Outcome),
    ) -> BTreeMap<&'static str, Score> {
        let mut scores: BTreeMap<&'static str, Score> = BTreeMap::new();
        for case in cases {
            let outcome = self.judge(case);
            let score = Score {
                cases: 1,
                right: usize::from(case.expected.contains(&outcome.copy.to_string().as_str())),
                found: usize::from(outcome.is_found),
                overlap: outcome.overlap,
            };
            scores.entry(case.kind).or_default().add(&score);
            each(case, &outcome);
        }
        scores
    }
}

/// The score of all kinds together.
#[must_use]
pub fn total(scores: &BTreeMap<&'static str, Score>) -> Score {
    let mut total = Score::default();
    scores.values().for_each(|score| total.add(score));
    total
}

/// The overlap of a verdict's passages with the true ones, in the item and in the seed.
fn overlap(case: &Case, beside: &Beside, seed: &Plain, item: &Plain) -> Overlap {
    let told_here: Vec<Range<usize>> =
        beside.passages.iter().map(|passage| item.file_span(passage.span.clone())).collect();
    let told_there: Vec<Range<usize>> =
        beside.passages.iter().map(|passage| seed.file_span(passage.other_span.clone())).collect();
    let true_here: Vec<Range<usize>> = case.shared.iter().map(|(here, _)| here.clone()).collect();
    let true_there: Vec<Range<usize>> =
        case.shared.iter().map(|(_, there)| there.clone()).collect();
    // A duplicate is one passage from end to end; its verdict need not say so.
    if beside.copy == Copy::Duplicate && beside.passages.is_empty() {
        return Overlap::default();
    }
    let mut overlap = one_side(&case.item, &told_here, &true_here);
    overlap.add(one_side(&case.seed, &told_there, &true_there));
    overlap
}

/// The overlap of the passages in one text, which are bytes of it.
fn one_side(text: &str, told: &[Range<usize>], truth: &[Range<usize>]) -> Overlap {
    let mut overlap = Overlap::default();
    for (at, _) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let is_in = |spans: &[Range<usize>]| spans.iter().any(|span| span.contains(&at));
        let (is_told, is_true) = (is_in(told), is_in(truth));
        overlap.both += usize::from(is_told && is_true);
        overlap.told += usize::from(is_told);
        overlap.truth += usize::from(is_true);
    }
    overlap
}
