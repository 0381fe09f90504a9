//! What the operating points cost: from how sure on an answer is taken for a yes.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use dateline::compare::{Beside, Closeness, Models, Points};
use dateline::settings;
use serde::Deserialize;

use super::replay::Replay;
use super::score::{Figures, Miss, score};
use super::week::{Tells, Week};

/// `weeks/costs.toml`: what a wrong judgement costs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Costs {
    missed_first: f64,
    missed_later: f64,
    superfluous_alert: f64,
    superfluous_line: f64,
}

static COSTS: LazyLock<Costs> = LazyLock::new(|| {
    toml::from_str(include_str!("../../weeks/costs.toml")).expect("weeks/costs.toml parses")
});

/// The figures of a week with what its judgements cost, and what came out otherwise.
pub fn scored(week: &Week, replay: &Replay) -> (Figures, Vec<Miss>) {
    let (figures, misses) = score(week, replay);
    (Figures { cost: COSTS.of(week, replay), ..figures }, misses)
}

/// The probabilities that are tried for each point.
const TRIED: [f32; 7] = [0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7];

/// A point, as it is moved.
type Moved = fn(f32, f32, Points) -> (f32, Points);

const POINTS: [Moved; 3] = [
    |at, _, points| (at, points),
    |at, related, points| (related, Points { tells: at, ..points }),
    |at, related, points| (related, Points { joins: at, ..points }),
];

/// Prints what the weeks cost, each judged by the models beside it, with each point moved alone from where it stands.
///
/// # Errors
/// When a week cannot be read.
pub fn print_costs(weeks: &[(&Week, Models)]) -> anyhow::Result<()> {
    for moved in POINTS {
        for at in TRIED {
            let related = settings::Compare::default().related;
            let (related, points) = moved(at, related, Points::default());
            let mut sum = 0.0;
            for (week, models) in weeks {
                let models = Models { points, ..models.clone() };
                sum += COSTS.of(week, &Replay::at(week, models, related, None)?);
            }
            println!(
                "related {related:.2}, tells {:.2}, joins {:.2}: costs {sum}",
                points.tells, points.joins
            );
        }
    }
    Ok(())
}

impl Costs {
    /// What the judgements of a week cost.
    fn of(&self, week: &Week, replay: &Replay) -> f64 {
        let mut told: BTreeSet<String> = BTreeSet::new();
        let mut sum = 0.0;
        for judged in replay.judged.iter().filter(|judged| !judged.is_baseline) {
            let truth = &week.truth[&judged.name];
            for (corpus, beside) in &judged.verdict.corpora {
                let is_own = truth.letter.is_some_and(|letter| week.corpora[&letter] == *corpus);
                if !is_own || truth.tells == Tells::Unrelated {
                    sum += self.of_none(beside);
                    continue;
                }
                let is_related = beside.closeness >= Closeness::Related;
                sum += match &truth.tells {
                    Tells::Event(event) => {
                        let is_first = week.first[event] == judged.name;
                        let is_told_again = beside.new_event && !told.insert(event.clone());
                        match (is_first, is_related) {
                            (true, _) if !beside.new_event => self.missed_first,
                            (false, false) => self.missed_later,
                            _ if is_told_again => self.superfluous_alert,
                            _ => 0.0,
                        }
                    }
                    Tells::Related if !is_related => self.missed_later,
                    Tells::Related if beside.new_event => self.superfluous_alert,
                    Tells::Related | Tells::SeedsEvent | Tells::Unrelated => 0.0,
                };
            }
        }
        sum
    }

    /// What a judgement of an item costs that is on no topic.
    fn of_none(&self, beside: &Beside) -> f64 {
        match beside.closeness {
            Closeness::Unrelated => 0.0,
            _ if beside.new_event => self.superfluous_alert,
            _ => self.superfluous_line,
        }
    }
}
