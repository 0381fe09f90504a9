//! The models that judging weighs by, as `config/known/evidence.toml` has them.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::model::Model;
use crate::known;

/// The probabilities from which on an answer is yes. By `evaluate/weeks/costs.toml` (a missed first report 10, a missed later
/// one 3, a superfluous alert 3, a superfluous line 1) weeks that were not fitted to cost a tenth more here than where they
/// cost least: nearer to that, follow-ups of single corpora are lost.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// From which on a text on the topic tells an event.
    pub tells: f32,
    /// From which on a report joins a story: the mean over the two reports of it that are likeliest to tell the same
    /// event.
    pub joins: f32,
}

impl Default for Points {
    fn default() -> Self {
        Self { tells: 0.5, joins: 0.4 }
    }
}

/// The models, by the question that each answers.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Models {
    pub points: Points,
    /// Is a text on the topic, beside the seeds alone? One for the language of a seed, one for others.
    pub topic_at_home: Model,
    pub topic_abroad: Model,
    /// Is it, with all that is known?
    pub topic: Model,
    /// Does it tell the event of a seed?
    pub event_of_seed: Model,
    /// Does it tell an event at all?
    pub tells: Model,
    /// Does it tell the event of an earlier item? One for two in one language, one for others.
    pub event_at_home: Model,
    pub event_abroad: Model,
}

static KNOWN: LazyLock<Models> = LazyLock::new(|| {
    toml::from_str(known::EVIDENCE).expect("config/known/evidence.toml is tested to parse")
});

impl Models {
    /// The model of a text's topic beside the seeds alone: for the language of one of them, or for others.
    #[must_use]
    pub fn topic_alone(&self, is_abroad: bool) -> &Model {
        if is_abroad { &self.topic_abroad } else { &self.topic_at_home }
    }

    /// The model of two texts telling one event: in one language, or in two.
    #[must_use]
    pub fn event(&self, is_abroad: bool) -> &Model {
        if is_abroad { &self.event_abroad } else { &self.event_at_home }
    }

    /// The models that ship.
    #[must_use]
    pub fn known() -> &'static Self {
        &KNOWN
    }
}
