//! The words in which several commands print the values of other rooms.

use super::print;
use crate::compare::{Confidence, Drawing};
use crate::extract::Quality;
use crate::store::Delivery;

/// The line on a message that has not left: to whom, by which channel, why, and when it is tried
/// next.
pub fn still_here(delivery: &Delivery) -> String {
    let Delivery { reader, channel, attempts, .. } = delivery;
    let why = print::line(delivery.error.as_deref().unwrap_or("not tried yet"), 200);
    match delivery.next_try {
        Some(next_try) => format!(
            "not sent to {reader} by {channel} yet: {why}; tries {attempts}, the next {}",
            print::moment(next_try)
        ),
        None => format!("not sent to {reader} by {channel}, given up: {why}; tries {attempts}"),
    }
}

/// The verb for what a text does with the one that it was taken from.
pub fn drawing(how: Drawing) -> &'static str {
    match how {
        Drawing::Reprint => "reprints",
        Drawing::Rewrite => "rewrites",
        Drawing::Quotation => "quotes",
    }
}

/// The words for how sure it is where a text is from.
pub fn sureness(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Low => "not sure",
        Confidence::Medium => "fairly sure",
        Confidence::High => "sure",
    }
}

/// The words for how much of a page was read.
pub fn quality(quality: Quality) -> &'static str {
    match quality {
        Quality::Whole => "read whole",
        Quality::Doubtful => "read, but doubtful",
        Quality::HeadlineOnly => "headline only",
    }
}
