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

/// What stands behind the name of a signal that is weighed a second time, by its logarithm.
const LOGARITHM: &str = " (log)";

impl Weighing {
    /// What spoke for a yes (above 0) and against it, each by name with what it adds to the logarithm of the odds, the
    /// strongest first. A signal that is weighed as it is and by its logarithm is one reason.
    #[must_use]
    pub fn reasons(&self) -> Vec<(&str, f32)> {
        let mut reasons: Vec<(&str, f32)> = Vec::new();
        for signal in &self.signals {
            let name = signal.name.strip_suffix(LOGARITHM).unwrap_or(&signal.name);
            match reasons.iter_mut().find(|(known, _)| *known == name) {
                Some((_, adds)) => *adds += signal.adds(),
                None => reasons.push((name, signal.adds())),
            }
        }
        reasons.retain(|(_, adds)| adds.abs() >= TELLING);
        reasons.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        reasons
    }
}
