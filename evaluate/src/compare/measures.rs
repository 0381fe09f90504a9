//! Measures scores: how well they follow people's, how well they tell what is looked for, and at
//! which threshold.

/// A pair with what people said of it and a score that is measured.
#[derive(Clone, Copy)]
pub struct Scored {
    /// The mean of what people said, from 1 (near) to 4 (far).
    pub overall: f64,
    /// Whether people's mean makes the pair one of those that are looked for.
    pub is_same: bool,
    /// The score; high is near.
    pub score: f64,
}

/// The fewest pairs of those looked for with which an AUC is told; fewer say nothing.
const POSITIVES: usize = 15;

/// The mean of some values; not a number where there are none.
pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

/// The correlation of the score with people's.
pub fn pearson(scored: &[Scored]) -> f64 {
    let (far, near) =
        (mean(scored.iter().map(|one| -one.overall)), mean(scored.iter().map(|one| one.score)));
    let covariance: f64 = scored.iter().map(|one| (-one.overall - far) * (one.score - near)).sum();
    let spread = |deviations: &mut dyn Iterator<Item = f64>| {
        deviations.map(|deviation| deviation * deviation).sum::<f64>()
    };
    let product = spread(&mut scored.iter().map(|one| -one.overall - far))
        * spread(&mut scored.iter().map(|one| one.score - near));
    covariance / product.sqrt()
}

/// The area under the ROC curve: of all couples of a pair that is looked for and one that is not,
/// the share that the score puts in the right order. None where too few are looked for.
pub fn auc(scored: &[Scored]) -> Option<f64> {
    let (same, other): (Vec<&Scored>, Vec<&Scored>) = scored.iter().partition(|one| one.is_same);
    if same.len() < POSITIVES || other.is_empty() {
        return None;
    }
    let wins: f64 = same
        .iter()
        .flat_map(|one| {
            other.iter().map(move |two| {
                if one.score > two.score {
                    1.0
                } else {
                    0.5 * f64::from(u8::from(one.score >= two.score))
                }
            })
        })
        .sum();
    Some(wins / (same.len() * other.len()) as f64)
}

/// The harmonic mean of precision and recall of what scores `threshold` or more.
pub fn f1(scored: &[Scored], threshold: f64) -> f64 {
    let above = scored.iter().filter(|one| one.score >= threshold).count();
    let right = scored.iter().filter(|one| one.score >= threshold && one.is_same).count();
    let wanted = scored.iter().filter(|one| one.is_same).count();
    if above + wanted == 0 { 1.0 } else { 2.0 * right as f64 / (above + wanted) as f64 }
}

/// The threshold, in hundredths, that gives the highest F1; of several that do, the middle one.
pub fn best_threshold(scored: &[Scored]) -> f64 {
    let tried: Vec<(f64, f64)> = (1..100)
        .map(|hundredth| f64::from(hundredth) / 100.0)
        .map(|at| (at, f1(scored, at)))
        .collect();
    let best = tried.iter().map(|(_, f1)| *f1).fold(0.0, f64::max);
    let all: Vec<f64> = tried.into_iter().filter(|(_, f1)| *f1 >= best).map(|(at, _)| at).collect();
    all[all.len() / 2]
}

/// A logistic curve that makes a share from a signal.
pub struct Curve {
    pub intercept: f64,
    pub slope: f64,
}

impl Curve {
    /// The share, from 0 to 1, that the curve has at a signal.
    pub fn at(&self, signal: f64) -> f64 {
        1.0 / (1.0 + (-self.intercept - self.slope * signal).exp())
    }

    /// The curve that fits people's scores best, taken as shares of the way from unrelated to the
    /// same event, by Newton's method; each set weighs the same. `Scored::score` is the signal.
    pub fn fit(sets: &[Vec<Scored>]) -> Self {
        let mut curve = Self { intercept: 0.0, slope: 0.0 };
        for _ in 0..50 {
            let (mut to_intercept, mut to_slope, mut aa, mut ab, mut bb) =
                (0.0, 0.0, 1e-9, 0.0, 1e-9);
            for set in sets {
                for one in set {
                    let (share, weight) = (curve.at(one.score), 1.0 / set.len() as f64);
                    let (off, bend) = (
                        weight * ((4.0 - one.overall) / 3.0 - share),
                        weight * share * (1.0 - share),
                    );
                    to_intercept += off;
                    to_slope += off * one.score;
                    aa += bend;
                    ab += bend * one.score;
                    bb += bend * one.score * one.score;
                }
            }
            let determinant = aa * bb - ab * ab;
            curve.intercept += (bb * to_intercept - ab * to_slope) / determinant;
            curve.slope += (aa * to_slope - ab * to_intercept) / determinant;
        }
        curve
    }
}
