//! Logistic regression by Newton's method, with smaller weights preferred (L2), over signals that are brought to one
//! scale first.

use dateline::compare::Model;

/// A case: its signals, the right answer, and what it counts.
#[derive(Debug, Clone)]
pub struct Case {
    pub signals: Vec<(&'static str, f32)>,
    pub holds: bool,
    pub counts: f64,
}

/// How many steps a fit makes.
const STEPS: usize = 25;
/// How far a weight moves in one step at most: from afar the curve bends little, and a whole step would overshoot.
const LONGEST_STEP: f64 = 1.5;

/// The model that answers `cases` best, when smaller weights are preferred by `penalty`.
pub fn fitted(cases: &[&Case], penalty: f64) -> Model {
    let Some(first) = cases.first() else { return Model::default() };
    let size = first.signals.len();
    let count = cases.len() as f64;
    let known = |at: usize| {
        let signals = cases.iter().map(move |case| f64::from(case.signals[at].1));
        signals.filter(|signal| !signal.is_nan())
    };
    let means: Vec<f64> =
        (0..size).map(|at| known(at).sum::<f64>() / (known(at).count() as f64).max(1.0)).collect();
    // what is not known of a case is as usual
    let value = |case: &Case, at: usize| {
        let signal = f64::from(case.signals[at].1);
        if signal.is_nan() { means[at] } else { signal }
    };
    let spreads: Vec<f64> = (0..size)
        .map(|at| {
            let squares = cases.iter().map(|case| (value(case, at) - means[at]).powi(2));
            (squares.sum::<f64>() / count).sqrt() + 1e-6
        })
        .collect();
    let scaled: Vec<(Vec<f64>, f64, f64)> = cases
        .iter()
        .map(|case| {
            let signals = (0..size).map(|at| (value(case, at) - means[at]) / spreads[at]);
            let with_one = std::iter::once(1.0).chain(signals).collect();
            (with_one, f64::from(u8::from(case.holds)), case.counts)
        })
        .collect();
    let weights = newton(&scaled, size + 1, penalty);
    let named = first.signals.iter().enumerate().map(|(at, (name, _))| {
        let (weight, usual) = (weights[at + 1] / spreads[at], means[at]);
        ((*name).to_owned(), (rounded(weight), rounded(usual)))
    });
    Model { usual: rounded(weights[0]), weights: named.collect() }
}

/// Three digits behind the point are enough, and read well.
fn rounded(value: f64) -> f32 {
    ((value * 1_000.0).round() / 1_000.0) as f32
}

fn newton(cases: &[(Vec<f64>, f64, f64)], size: usize, penalty: f64) -> Vec<f64> {
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut slope = vec![0.0; size];
        let mut bend = vec![vec![0.0; size]; size];
        for (signals, holds, counts) in cases {
            let odds: f64 =
                weights.iter().zip(signals).map(|(weight, signal)| weight * signal).sum();
            let likely = 1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp());
            let steep = counts * likely * (1.0 - likely);
            for row in 0..size {
                slope[row] += counts * (likely - holds) * signals[row];
                for column in 0..size {
                    bend[row][column] += steep * signals[row] * signals[column];
                }
            }
        }
        for at in 1..size {
            slope[at] += penalty * weights[at];
            bend[at][at] += penalty;
        }
        bend[0][0] += 1e-3;
        let step = solved(bend, slope);
        let longest = step.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
        let factor = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
        weights.iter_mut().zip(&step).for_each(|(weight, step)| *weight -= factor * step);
    }
    weights
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
