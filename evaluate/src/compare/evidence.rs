//! Measures what the weights of `src/compare/evidence.rs` are worth, and fits them: to the corpora
//! that are there to study, each time all but one to see how they serve that one, then all.

use dateline::compare::{Closeness, Corpus, OfEvent, OfTopic, Profile, Role, Weighed, figures_of};

use super::{follow_ups, seeds};

/// What a text counts in the fit beside all seeds.
const BESIDE_ALL: f64 = 1.0;
/// What a text counts beside one seed alone: the same text is not much more evidence five times.
const BESIDE_ONE: f64 = 0.3;
/// What a text counts beside all seeds but one.
const WITHOUT_ONE: f64 = 0.15;
/// The factor of what a text on another topic counts: there are few of them.
const OTHER_TOPIC: f64 = 2.0;
/// The factor of what a text counts where either answer can be defended; it is fitted as one on
/// another topic, since silence serves better.
const EITHER: f64 = 0.5;
/// The factor of what a text counts once more as if nothing were known of days.
const WITHOUT_DAYS: f64 = 0.4;
/// How much smaller weights are preferred for the topic (L2).
const TOPIC_PENALTY: f64 = 0.1;
/// How much smaller weights are preferred for the event (L2).
const EVENT_PENALTY: f64 = 0.33;
/// How many seeds of a corpus, from the first, report one event; what is behind them may be
/// background.
const REPORTS: usize = 3;
/// How many steps of Newton's method a fit makes.
const STEPS: usize = 30;
/// How often the likeliest event of each case is chosen anew.
const CHOICES: usize = 6;
/// The days that two reports of one event may lie apart, as in the settings.
const WINDOW: i32 = 7;

/// A question that the weights answer: one text beside some seeds.
struct Case<'a> {
    corpus: &'a str,
    /// Whether the text stands beside all seeds of the corpus.
    is_beside_all: bool,
    /// What the case counts in a fit.
    counts: f64,
    /// The right answer.
    holds: bool,
    /// The signals beside each seed that may be meant, of which the likeliest decides.
    signals: Vec<Vec<f64>>,
}

/// The weights of a logistic model, a weight a signal.
struct Weights {
    bias: f64,
    weights: Vec<f64>,
}

impl Weights {
    /// The logarithm of the odds that some signals give.
    fn odds(&self, signals: &[f64]) -> f64 {
        self.bias
            + self.weights.iter().zip(signals).map(|(weight, signal)| weight * signal).sum::<f64>()
    }

    /// The signals of a case that give the highest odds.
    fn likeliest<'a>(&self, case: &'a Case<'_>) -> &'a [f64] {
        let odds = |signals: &&Vec<f64>| self.odds(signals);
        case.signals.iter().max_by(|a, b| odds(a).total_cmp(&odds(b))).expect("a case has signals")
    }

    /// The answer to a case.
    fn holds(&self, case: &Case<'_>) -> bool {
        self.odds(self.likeliest(case)) >= 0.0
    }

    /// The weights that answer `cases` best, when smaller ones are preferred by `penalty`.
    fn fit(cases: &[&Case<'_>], penalty: f64) -> Self {
        let mut fitted = Self { bias: 0.0, weights: vec![0.0; cases[0].signals[0].len()] };
        for _ in 0..CHOICES {
            let chosen: Vec<(&[f64], bool, f64)> = cases
                .iter()
                .map(|case| (fitted.likeliest(case), case.holds, case.counts))
                .collect();
            fitted = newton(&chosen, penalty);
        }
        fitted
    }
}

/// The weights of a logistic regression by Newton's method, of cases as their signals, the right
/// answer and what they count.
fn newton(cases: &[(&[f64], bool, f64)], penalty: f64) -> Weights {
    let size = cases[0].0.len() + 1;
    let mut fitted = Weights { bias: 0.0, weights: vec![0.0; size - 1] };
    for _ in 0..STEPS {
        let mut slope = vec![0.0; size];
        let mut bend = vec![vec![0.0; size]; size];
        for (signals, holds, counts) in cases {
            let with_one: Vec<f64> = std::iter::once(1.0).chain(signals.iter().copied()).collect();
            let likely = 1.0 / (1.0 + (-fitted.odds(signals)).exp());
            for row in 0..size {
                slope[row] += counts * (likely - f64::from(u8::from(*holds))) * with_one[row];
                for column in 0..size {
                    bend[row][column] +=
                        counts * likely * (1.0 - likely) * with_one[row] * with_one[column];
                }
            }
        }
        for (at, weight) in fitted.weights.iter().enumerate() {
            slope[at + 1] += penalty * weight;
            bend[at + 1][at + 1] += penalty;
        }
        bend[0][0] += 1e-6;
        let step = solved(bend, slope);
        fitted.bias -= step[0];
        fitted.weights.iter_mut().zip(&step[1..]).for_each(|(weight, step)| *weight -= step);
    }
    fitted
}

/// The solution of linear equations by Gauss's elimination, for a matrix that is symmetric and
/// positive.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let (above, below) = matrix.split_at_mut(pivot + 1);
        for (at, row) in below.iter_mut().enumerate() {
            let factor = row[pivot] / above[pivot][pivot];
            row.iter_mut().zip(&above[pivot]).for_each(|(cell, over)| *cell -= factor * over);
            right[pivot + 1 + at] -= factor * right[pivot];
        }
    }
    for pivot in (0..size).rev() {
        let known: f64 =
            (pivot + 1..size).map(|column| matrix[pivot][column] * right[column]).sum();
        right[pivot] = (right[pivot] - known) / matrix[pivot][pivot];
    }
    right
}

fn signals(weighed: &[Weighed]) -> Vec<f64> {
    weighed.iter().map(|one| f64::from(one.signal)).collect()
}

/// Prints the weights, and how often those that were fitted to all other corpora decide a corpus
/// rightly.
pub fn fit(corpora: &[follow_ups::Corpus]) {
    let (mut topic, mut event) = (Vec::new(), Vec::new());
    for corpus in corpora.iter().filter(|corpus| !corpus.is_held_out) {
        for (grounds, counts) in subsets(corpus) {
            for follow_up in &corpus.follow_ups {
                let profile = Profile::new(&follow_up.article, &corpus.grounds.names);
                let figures = figures_of(&follow_up.article, &profile);
                let case = |holds, counts, signals| Case {
                    corpus: &corpus.name,
                    is_beside_all: grounds.seeds.len() == corpus.grounds.corpora[0].seeds.len(),
                    counts,
                    holds,
                    signals,
                };
                let may_be = |closeness| follow_up.expected.closeness.contains(&closeness);
                let is_on_topic = !may_be(Closeness::Unrelated);
                let counts_here = match (is_on_topic, may_be(Closeness::Related)) {
                    (true, _) => counts,
                    (false, true) => counts * EITHER,
                    (false, false) => counts * OTHER_TOPIC,
                };
                topic.push(case(
                    is_on_topic,
                    counts_here,
                    vec![signals(&OfTopic::of(&profile, &grounds).weighed())],
                ));
                let answers = follow_up.expected.closeness.len();
                if may_be(Closeness::SameStory) && answers > 1
                    || may_be(Closeness::Unrelated) && answers == 1
                {
                    continue;
                }
                let is_of_event = may_be(Closeness::SameStory);
                let of_events = || {
                    grounds
                        .seeds
                        .iter()
                        .filter(|seed| grounds.may_be_told_by(seed, &profile))
                        .map(|seed| OfEvent::of(&profile, &figures, seed, WINDOW))
                };
                let possible: Vec<Vec<f64>> = of_events()
                    .filter(OfEvent::is_possible)
                    .map(|one| signals(&one.weighed()))
                    .collect();
                if !possible.is_empty() {
                    event.push(case(is_of_event, counts, possible));
                }
                let undated: Vec<Vec<f64>> =
                    of_events().map(|one| signals(&one.undated().weighed())).collect();
                if !undated.is_empty() && profile.event.tells_one() && answers == 1 {
                    event.push(Case {
                        is_beside_all: false,
                        ..case(is_of_event, counts * WITHOUT_DAYS, undated)
                    });
                }
            }
        }
    }
    for corpus in corpora.iter().filter(|corpus| !corpus.is_held_out) {
        event.extend(of_seeds(corpus));
    }
    event.sort_by_key(|case: &Case| corpora.iter().position(|corpus| corpus.name == case.corpus));
    print("topic", &topic, TOPIC_PENALTY);
    print("event", &event, EVENT_PENALTY);
}

/// The cases that a corpus's seeds make: each of the first three that tell an event beside each
/// other one, as reports of one event.
fn of_seeds(corpus: &follow_ups::Corpus) -> Vec<Case<'_>> {
    let subsets = subsets(corpus);
    let alone: Vec<&Corpus> = subsets
        .iter()
        .map(|(subset, _)| subset)
        .filter(|subset| subset.seeds.len() == 1)
        .take(REPORTS)
        .collect();
    let pairs = alone.iter().flat_map(|here| {
        alone
            .iter()
            .filter(|there| here.seeds[0].file != there.seeds[0].file)
            .map(|there| (*here, *there))
    });
    let of = pairs
        .map(|(here, there)| {
            OfEvent::of(&here.seeds[0].profile, &here.seeds[0].figures, &there.seeds[0], WINDOW)
        })
        .filter(OfEvent::is_possible);
    let case = |one: OfEvent| Case {
        corpus: &corpus.name,
        is_beside_all: false,
        counts: BESIDE_ALL,
        holds: true,
        signals: vec![signals(&one.weighed())],
    };
    of.map(case).collect()
}

/// Prints the weights of one model, and what those that were fitted without a corpus say of it.
fn print(name: &str, cases: &[Case<'_>], penalty: f64) {
    let mut corpora: Vec<&str> = cases.iter().map(|case| case.corpus).collect();
    corpora.dedup();
    for corpus in corpora {
        let others: Vec<&Case> = cases.iter().filter(|case| case.corpus != corpus).collect();
        let fitted = Weights::fit(&others, penalty);
        let share = |is_beside_all: bool| {
            let of: Vec<&Case> = cases
                .iter()
                .filter(|case| case.corpus == corpus && case.is_beside_all == is_beside_all)
                .collect();
            format!(
                "{} of {}",
                of.iter().filter(|case| fitted.holds(case) == case.holds).count(),
                of.len()
            )
        };
        println!(
            "{name}, fitted without {corpus}: {} beside all seeds, {} otherwise",
            share(true),
            share(false)
        );
    }
    let fitted = Weights::fit(&cases.iter().collect::<Vec<_>>(), penalty);
    println!("{name}: bias {:.2}, weights {:.2?}", fitted.bias, fitted.weights);
}

/// The seeds of a corpus as corpora of their own, each with what a text counts beside it: all of
/// them; each alone that tells an event; all but one.
fn subsets(corpus: &follow_ups::Corpus) -> Vec<(Corpus, f64)> {
    let all = &corpus.grounds.corpora[0].seeds;
    let of = |kept: &dyn Fn(usize) -> bool| {
        let kept = all
            .iter()
            .enumerate()
            .filter(|(at, _)| kept(*at))
            .map(|(_, seed)| (seed.file.clone(), seed.article.clone()))
            .collect();
        seeds::corpus(&corpus.name, kept, corpus.grounds.names.clone()).corpora.remove(0)
    };
    let mut subsets = vec![(of(&|_| true), BESIDE_ALL)];
    if all.len() > 1 {
        let events = all.iter().enumerate().filter(|(_, seed)| seed.role == Role::Event);
        subsets.extend(events.map(|(one, _)| (of(&|at| at == one), BESIDE_ONE)));
        subsets.extend((0..all.len()).map(|one| (of(&|at| at != one), WITHOUT_ONE)));
    }
    subsets
}
