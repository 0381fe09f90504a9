//! Lines that say when an article was published, and by whom, and no more: `Posted 24 November 2026
//! at 05:58 by Mila Orsk`, `06/01/2026 - 14:16 UTC+1`.

use super::prose;
use crate::clock::When;
use crate::dates::{self, DateLabel, FoundDate};

/// Characters of a line that only says when an article was published.
const LONGEST: usize = 160;
/// Words beside a date that has a label.
const LABELLED: usize = 14;
/// Words beside a date with a time.
const TIMED: usize = 10;
/// Words beside a date alone.
const ALONE: usize = 3;
/// Words of an outlet's name, with a day of the week behind it.
const NAME: usize = 7;

/// Whether a line above the text only says when the article was published: its date has a label or
/// a time, or there is nothing else.
#[must_use]
pub fn is_stamp(line: &str, language: Option<&str>) -> bool {
    let Some(found) = found(line, language) else { return false };
    let limit = match found.local() {
        _ if is_labelled_at(line, &found) => LABELLED,
        Some(_) => TIMED,
        None => ALONE,
    };
    words_beside(line, &found) <= limit && (limit == LABELLED || !prose::ends_a_sentence(line))
}

/// Whether a line within the text only says when the article was published: its date has a label,
/// because reports give dates too.
#[must_use]
pub fn is_labelled(line: &str, language: Option<&str>) -> bool {
    found(line, language)
        .is_some_and(|found| is_labelled_at(line, &found) && words_beside(line, &found) <= LABELLED)
}

/// The day behind a name and a comma, at the end of a short line: `The Velda Courier, 4 March
/// 2026`.
#[must_use]
pub fn behind_a_name(line: &str) -> Option<When> {
    let found = dates::find(line, None).pop().filter(|found| found.span.end == line.len())?;
    let name = line[..found.span.start].trim_end().strip_suffix([',', '|', '·', '，'])?;
    (1..=NAME).contains(&name.split_whitespace().count()).then(|| found.when()).flatten()
}

fn found(line: &str, language: Option<&str>) -> Option<FoundDate> {
    let is_short = line.chars().count() <= LONGEST && line.chars().any(char::is_numeric);
    is_short
        .then(|| dates::find(line, language).into_iter().find(|found| found.when().is_some()))
        .flatten()
}

/// Whether the line begins with a label of its date.
fn is_labelled_at(line: &str, found: &FoundDate) -> bool {
    let before = &line[..found.span.start];
    before.split_whitespace().count() <= LABELLED / 2
        && matches!(dates::label_before(before), Some(DateLabel::Published | DateLabel::Changed))
}

fn words_beside(line: &str, found: &FoundDate) -> usize {
    line[..found.span.start].split_whitespace().count()
        + line[found.span.end..].split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, stamp: bool, labelled: bool) {
        assert_eq!((is_stamp(line, None), is_labelled(line, None)), (stamp, labelled), "{line}");
    }

    #[test]
    fn lines_that_only_date_the_article_are_told_from_its_text() {
        check("Posted 24 November 2026 at 05:58 by Mila Orsk", true, true);
        check("Published: 15:56, 24 November 2026 | Updated: 15:57, 24 November 2026", true, true);
        check("Veröffentlicht am 24.11.2026 um 05:58 Uhr", true, true);
        check("24/11/2026 - 14:16 UTC+1", true, false);
        check("24 November 2026", true, false);
        check(
            "The pact of 24 November 2026 was signed in the old customs house after three days of \
                talks.",
            false,
            false,
        );
        check("HARBOURTOWN, June 20 (Reuters) - The ministers signed.", false, false);
        check("The harbour opened on 24 November 2026.", false, false);
        check("Harbour of 300 boats", false, false);
    }
}
