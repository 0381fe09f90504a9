//! Reads times as people give them to a command.

use crate::clock::{SignedDuration, Timestamp};

/// The moment that `text` gives, or that lies as long after `now` as the duration that it gives.
pub fn moment(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let duration = duration(text).map_err(|_| {
        anyhow::anyhow!("`{text}` is neither a duration as 7d nor a moment as 2026-12-07T18:00:00Z")
    })?;
    Ok(now.checked_add(duration)?)
}

/// The duration that `text` gives, as `7d` or `12h`; more than nothing, a day of 24 hours.
pub fn duration(text: &str) -> anyhow::Result<SignedDuration> {
    let span: jiff::Span = text
        .parse()
        .map_err(|_| anyhow::anyhow!("`{text}` is no duration; one looks like 7d or 12h"))?;
    let duration = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours())?;
    anyhow::ensure!(
        duration.is_positive(),
        "`{text}` is no time to come or gone; write it as 7d or 12h"
    );
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn until_is_a_moment_or_a_duration() {
        let now: Timestamp = "2026-11-25T00:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("7d", "2026-12-02T00:00:00Z"),
            ("12h", "2026-11-25T12:00:00Z"),
            ("2026-12-07T18:00:00Z", "2026-12-07T18:00:00Z"),
        ] {
            assert_eq!(moment(text, now).unwrap().to_string(), expected);
        }
        assert!(moment("soon", now).is_err());
    }
}
