//! How much like a whole article a text is.

use super::prose;
use super::prose::words;
use crate::extract::Quality;

/// Words of the shortest text that passes for whole.
const WHOLE: usize = 60;
/// Words below which a text is nothing.
const SOMETHING: usize = 8;

/// The quality of a text that was read. What is behind a paywall is doubtful however long it is.
#[must_use]
pub fn of(text: &str, paywall: bool) -> Quality {
    let words = words(text);
    if words < SOMETHING {
        Quality::HeadlineOnly
    } else if words < WHOLE || paywall || breaks_off(text) || prose_share(text) < 0.4 {
        Quality::Doubtful
    } else {
        Quality::Whole
    }
}

/// Whether a text ends where more was cut away.
#[must_use]
pub fn breaks_off(text: &str) -> bool {
    ["…", "...", "[…]"].iter().any(|cut| text.trim_end().ends_with(cut))
}

/// The share of a text's bytes that stands in paragraphs which end sentences.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a share")]
pub fn prose_share(text: &str) -> f32 {
    let (mut prose, mut all) = (0, 0);
    for paragraph in text.lines().filter(|line| !line.is_empty()) {
        all += paragraph.len();
        if prose::ends_a_sentence(paragraph) {
            prose += paragraph.len();
        }
    }
    prose as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, paywall: bool, quality: Quality) {
        assert_eq!(of(text, paywall), quality, "{text}");
    }

    #[test]
    fn a_text_is_whole_where_it_is_long_and_ends() {
        let text =
            "The two ministers signed the fisheries pact on Wednesday after three days of talks. "
                .repeat(6);
        check(&text, false, Quality::Whole);
        check(&text, true, Quality::Doubtful);
        check(&format!("{text} And then…"), false, Quality::Doubtful);
        check(&"Minister arrives\n\n".repeat(60), false, Quality::Doubtful);
        check(&"两国部长签署了渔业协定。".repeat(12), false, Quality::Whole);
        check(
            "The two ministers signed the fisheries pact on Wednesday.",
            false,
            Quality::Doubtful,
        );
        check("Loading", false, Quality::HeadlineOnly);
    }
}
