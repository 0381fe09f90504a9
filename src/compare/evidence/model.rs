//! Evidence weighed together: a logistic model over named signals, and what it made of one case.
//!
//! `config/known/evidence.toml` has the models. `evaluate/run weeks --fit` fits them to weeks of news and to follow-ups,
//! and says what those that were fitted to all weeks but one make of that one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::compare::verdict::{Weighed, Weighing};

/// The signals of one case, by name, in the order of their model.
pub type Evidence = Vec<(&'static str, f32)>;

/// A logistic model: the odds of a usual case, and for each signal, by name, its weight and its usual value.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The logarithm of the odds where every signal is as usual.
    pub usual: f32,
    pub weights: BTreeMap<String, (f32, f32)>,
}

impl Model {
    /// The logarithm of the odds that some signals give. What is unknown, to the model or of the case, weighs nothing.
    #[must_use]
    pub fn log_odds(&self, signals: &[(&'static str, f32)]) -> f32 {
        let adds = |(name, signal): &(&'static str, f32)| {
            let known = self.weights.get(*name).filter(|_| !signal.is_nan());
            known.map_or(0.0, |(weight, usual)| weight * (signal - usual))
        };
        self.usual + signals.iter().map(adds).sum::<f32>()
    }

    /// What the model makes of some signals.
    #[must_use]
    pub fn weigh(&self, signals: &[(&'static str, f32)]) -> Weighing {
        let weighed = |(name, signal): &(&'static str, f32)| {
            let (weight, usual) = self.weights.get(*name).copied().unwrap_or_default();
            Weighed { name: (*name).to_owned(), signal: *signal, usual, weight }
        };
        Weighing {
            probability: probability(self.log_odds(signals)),
            signals: signals.iter().filter(|(_, signal)| !signal.is_nan()).map(weighed).collect(),
        }
    }
}

/// A signal of which nothing is known: it counts as usual.
pub const UNKNOWN: f32 = f32::NAN;

/// The probability of these odds, given by their logarithm.
#[must_use]
pub fn probability(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp())
}

/// The logarithm of the odds of a share, which is taken for no surer than one of 140.
#[must_use]
pub fn logit(share: f32) -> f32 {
    let share = share.clamp(0.007, 0.993);
    (share / (1.0 - share)).ln()
}

/// The logarithm of a share, with `least` added: what is nearly nothing counts as that.
#[must_use]
pub fn log(share: f32, least: f32) -> f32 {
    (least + share.max(0.0)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_adds_up_is_what_was_weighed() {
        let weights = [("a".to_owned(), (2.0, 0.5)), ("b".to_owned(), (-1.0, 0.0))];
        let model = Model { usual: -1.0, weights: weights.into() };
        let weighed = model.weigh(&[("a", 1.5), ("b", 0.5), ("unknown", 9.0)]);
        let sum: f32 = weighed.signals.iter().map(Weighed::adds).sum();
        assert!((logit(weighed.probability) - (model.usual + sum)).abs() < 1e-3, "{weighed:?}");
        assert_eq!(weighed.reasons(), [("a", 2.0), ("b", -0.5)]);
    }

    #[test]
    fn a_signal_that_is_weighed_twice_is_one_reason() {
        let weights = [("a".to_owned(), (2.0, 0.0)), ("a (log)".to_owned(), (-1.5, 0.0))];
        let model = Model { usual: 0.0, weights: weights.into() };
        assert_eq!(model.weigh(&[("a", 1.0), ("a (log)", 1.0)]).reasons(), [("a", 0.5)]);
    }
}
