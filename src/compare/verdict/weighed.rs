//! What a model made of one case: how sure its answer is, and what each signal weighed.

use serde::{Deserialize, Serialize};

/// What a signal adds at least, either way, to be named as a reason.
const TELLING: f32 = 0.25;

/// What a model made of one case.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Weighing {
    /// How sure the answer is yes, 0 to 1.
    pub probability: f32,
    /// The signals with their weights, in the order of the model.
    pub signals: Vec<Weighed>,
}

/// A signal with its weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    pub name: String,
    pub signal: f32,
    /// What the signal is in a usual case.
    pub usual: f32,
    pub weight: f32,
}

impl Weighed {
    /// What the signal adds to the logarithm of the odds of a usual case.
    #[must_use]
    pub fn adds(&self) -> f32 {
        (self.signal - self.usual) * self.weight
    }
}

impl Weighing {
    /// The signals that speak for a yes, the strongest first.
    #[must_use]
    pub fn pro(&self) -> Vec<&Weighed> {
        let mut signals: Vec<&Weighed> =
            self.signals.iter().filter(|one| one.adds() >= TELLING).collect();
        signals.sort_by(|a, b| b.adds().total_cmp(&a.adds()));
        signals
    }

    /// The signals that speak against it, the strongest first.
    #[must_use]
    pub fn con(&self) -> Vec<&Weighed> {
        let mut signals: Vec<&Weighed> =
            self.signals.iter().filter(|one| one.adds() <= -TELLING).collect();
        signals.sort_by(|a, b| a.adds().total_cmp(&b.adds()));
        signals
    }
}
