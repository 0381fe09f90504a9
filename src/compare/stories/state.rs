//! The trend of a story: whether its reports become more or fewer.

use serde::{Deserialize, Serialize};

use crate::clock::{SignedDuration, Timestamp};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// The time without a report after which a story has gone quiet.
const QUIET: SignedDuration = SignedDuration::from_hours(72);
/// The share of the busiest day's reports that still is the peak.
const PEAK: f32 = 0.5;

/// The trend of a story at one moment; its days are the 24 hours before it, and those before these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trend {
    /// The last day has more reports than any before.
    Rising,
    /// The last day has at least half as many reports as the busiest day.
    Peak,
    /// The last day has less than half as many reports as the busiest day.
    Fading,
    /// There was no report for three days.
    GoneQuiet,
    /// There are reports again, after three days without.
    Revived,
}

impl Trend {
    /// The moment at which a story goes quiet unless something comes after its `last` report.
    #[must_use]
    pub fn quiet_from(last: Timestamp) -> Timestamp {
        last.saturating_add(QUIET).unwrap_or(Timestamp::MAX)
    }

    /// The trend of a story with reports of these moments; none without any.
    #[must_use]
    pub fn of(reports: &[Timestamp], now: Timestamp) -> Option<Self> {
        let mut ages: Vec<SignedDuration> = reports
            .iter()
            .map(|report| now.duration_since(*report).max(SignedDuration::ZERO))
            .collect();
        ages.sort_unstable();
        let last = *ages.first()?;
        if last >= QUIET {
            return Some(Self::GoneQuiet);
        }
        let silence = ages.windows(2).position(|pair| pair[1] - pair[0] >= QUIET);
        let began = silence.map(|place| ages[place]);
        if began.is_some_and(|began| began < QUIET) {
            return Some(Self::Revived);
        }
        let since_silence = &ages[..=silence.unwrap_or(ages.len() - 1)];
        let days: Vec<i64> =
            since_silence.iter().map(|age| age.as_secs() / DAY.as_secs()).collect();
        let today = days.iter().filter(|day| **day == 0).count();
        let busiest = days
            .chunk_by(|a, b| a == b)
            .filter(|day| day[0] > 0)
            .map(<[i64]>::len)
            .max()
            .unwrap_or_default();
        Some(match today {
            today if today > busiest => Self::Rising,
            today if today as f32 >= busiest as f32 * PEAK => Self::Peak,
            _ => Self::Fading,
        })
    }
}

impl std::fmt::Display for Trend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Rising => "rising",
            Self::Peak => "peak",
            Self::Fading => "fading",
            Self::GoneQuiet => "gone quiet",
            Self::Revived => "revived",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_stands_by_its_days() {
        let now: Timestamp = "2026-03-10T08:00:00Z".parse().unwrap();
        for (hours_ago, expected) in [
            (&[][..], None),
            (&[0], Some(Trend::Rising)),
            (&[1, 2, 3, 30], Some(Trend::Rising)),
            (&[1, 2, 30, 31], Some(Trend::Peak)),
            (&[1, 30, 31], Some(Trend::Peak)),
            (&[1, 30, 31, 32], Some(Trend::Fading)),
            (&[40, 41, 60], Some(Trend::Fading)),
            (&[71, 72], Some(Trend::Fading)),
            (&[72, 73], Some(Trend::GoneQuiet)),
            (&[1, 80, 81], Some(Trend::Revived)),
            (&[1, 50, 71, 143], Some(Trend::Revived)),
            // Revived so long ago that it is a story as any.
            (&[1, 50, 73, 146, 147, 148], Some(Trend::Peak)),
            (&[1, 2, 140, 141, 30, 31, 32, 33, 34, 60, 70, 95], Some(Trend::Fading)),
        ] {
            let reports: Vec<Timestamp> =
                hours_ago.iter().map(|hours| now - SignedDuration::from_hours(*hours)).collect();
            assert_eq!(Trend::of(&reports, now), expected, "{hours_ago:?}");
        }
    }

    #[test]
    fn a_report_of_a_clock_that_runs_ahead_is_of_now() {
        let now: Timestamp = "2026-03-10T08:00:00Z".parse().unwrap();
        assert_eq!(Trend::of(&["2026-03-11T08:00:00Z".parse().unwrap()], now), Some(Trend::Rising));
    }
}
