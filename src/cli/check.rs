//! `dateline check`: the whole configuration, and the tests of its crawlers and watches; offline.

use super::print::say;
use super::{Ended, Faults, Place, print};
use crate::clock;
use crate::configuration::{MetJudgements, Tested, met_judgements, tested, unhit_seeds};

#[derive(Debug, clap::Args)]
pub struct Check {}

pub fn carry_out(_: &Check, place: &Place) -> anyhow::Result<Ended> {
    let configuration = place.configuration()?;
    configuration.client()?;
    let now = clock::now();
    let Tested { tests, failed } = tested(&configuration, now);
    if !failed.is_empty() {
        return Err(Faults(failed).into());
    }
    let MetJudgements { met, unmet } = met_judgements(&configuration);
    let tests = tests + met;
    say!(
        "{}: {} sources, {} crawlers, {} corpora, {} watches, {} readers: well formed; {tests} \
            tests passed",
        place.config.display(),
        configuration.sources.len(),
        configuration.crawlers.iter().count(),
        configuration.grounds.corpora.len(),
        configuration.watches.iter().count(),
        configuration.readers.len()
    );
    for doubt in configuration.watches.iter().flat_map(|watch| &watch.doubts) {
        say!("{}", print::multiline(&doubt.to_string()));
    }
    for watch in configuration.watches.iter() {
        if let Some(doubt) = unhit_seeds(&configuration, watch, now)? {
            say!("{}", print::multiline(&doubt.to_string()));
        }
    }
    // No fault: thresholds move within bounds, so that some judgement may never be met, and a
    // configuration that was fine must not be wrong because somebody labelled one more text.
    if !unmet.is_empty() {
        let judgements = if unmet.len() == 1 {
            "1 judgement is".to_owned()
        } else {
            format!("{} judgements are", unmet.len())
        };
        say!("{judgements} not met by scores alone; copies get your answer all the same:");
        unmet.iter().for_each(|unmet| say!("{}", print::multiline(&unmet.to_string())));
    }
    Ok(Ended::Done)
}
