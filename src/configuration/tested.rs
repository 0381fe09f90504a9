//! The tests that a configuration brings.

use super::{Configuration, crawler_tests, watch_tests};
use crate::clock::Timestamp;
use crate::settings::Fault;

/// The outcome of the tests of crawlers and watches.
#[derive(Debug, Default)]
pub struct Tested {
    /// How many tests were run, those that failed as well.
    pub tests: usize,
    pub failed: Vec<Fault>,
}

/// Runs the tests of all crawlers and watches, offline.
#[must_use]
pub fn tested(configuration: &Configuration, now: Timestamp) -> Tested {
    let mut tested = Tested::default();
    for crawler in configuration.crawlers.iter() {
        for test in &crawler.tests {
            tested.tests += 1;
            tested
                .failed
                .extend(crawler_tests::check(&configuration.directory, crawler, test, now).err());
        }
    }
    for watch in configuration.watches.iter() {
        for test in &watch.tests {
            tested.tests += 1;
            tested.failed.extend(watch_tests::check(configuration, watch, test, now).err());
        }
    }
    tested
}
