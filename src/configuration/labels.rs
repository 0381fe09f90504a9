//! The texts that a person labelled, as tests of the scores.

use super::Configuration;
use crate::compare::{Thresholds, Unaided};
use crate::settings::Fault;

/// How a person's labels compare with what the scores alone say.
#[derive(Debug, Default)]
pub struct MetJudgements {
    /// How many texts the scores judge as the person labelled them.
    pub met: usize,
    /// The texts that they judge otherwise, a fault each.
    pub unmet: Vec<Fault>,
}

/// Judges every labelled text of every corpus by its scores alone.
#[must_use]
pub fn met_judgements(configuration: &Configuration) -> MetJudgements {
    let grounds = &configuration.grounds;
    let mut judgements = MetJudgements::default();
    for (corpus, raw) in grounds.corpora.iter().zip(&configuration.directory.corpora) {
        let Thresholds { same_story, related } = corpus.thresholds(&grounds.thresholds);
        for Unaided { judged, beside, is_as_wanted } in corpus.unaided(grounds) {
            if is_as_wanted {
                judgements.met += 1;
                continue;
            }
            let new_event = if beside.new_event { ", a new event" } else { "" };
            let message = format!(
                "{}: {} wants {}, but scores alone say {}{new_event} ({:.2} on the topic; related is \
                    {related:.2}, same_story {same_story:.2})",
                judged.file,
                judged.is.name(),
                judged.is.wanted(),
                beside.relation(),
                beside.topic_probability()
            );
            judgements.unmet.extend(
                raw.about.as_ref().map(|about| {
                    about.fault(about.line_of(&format!("\"{}\"", judged.file)), message)
                }),
            );
        }
    }
    judgements
}
