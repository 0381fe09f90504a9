//! The dates within a text, in whatever words they are printed.

use std::ops::Range;

use super::digits::{digit, han};
use super::forms::Forms;
use super::found::{FoundDate, JucheYear};
use super::tokens::Tokens;

/// How many bytes of a text are searched.
const SEARCHED: usize = 64 << 10;
/// How many bytes around a number its date stands in.
const AROUND: usize = 64;

/// Every Juche year in the first 64 KiB of `text`, in order, those within dates too.
#[must_use]
pub fn juche_years(text: &str) -> Vec<JucheYear> {
    let tokens = Tokens::of(&text[..text.floor_char_boundary(SEARCHED)]);
    let forms = Forms { tokens: &tokens, language: None };
    (0..tokens.count()).filter_map(|place| forms.juche_at(place)).collect()
}

/// Every date in the first 64 KiB of `text`, in order.
#[must_use]
pub fn find(text: &str, language: Option<&str>) -> Vec<FoundDate> {
    let mut found = Vec::new();
    for range in around_numbers(&text[..text.floor_char_boundary(SEARCHED)]) {
        let tokens = Tokens::of(&text[range.clone()]);
        let forms = Forms { tokens: &tokens, language };
        let mut place = 0;
        while place < tokens.count() {
            match forms.date_at(place) {
                Some((date, next)) => {
                    let span = range.start + date.span.start..range.start + date.span.end;
                    found.push(FoundDate { span, ..date });
                    place = next.max(place + 1);
                }
                None => place += 1,
            }
        }
    }
    found
}

/// The stretches around the numbers of a text, whole words where white space parts them: no date
/// lacks a number, and names of months, eras and zones stand beside one. Most of most texts is far
/// from any.
fn around_numbers(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let is_number = |c: char| digit(c).or_else(|| han(c)).is_some();
    for (number, c) in text.char_indices().filter(|(_, c)| is_number(*c)) {
        let behind = number + c.len_utf8();
        let until = text.ceil_char_boundary((behind + AROUND).min(text.len()));
        let end = if until == text.len() {
            until
        } else {
            text[behind..until].rfind(char::is_whitespace).map_or(until, |space| behind + space)
        };
        let from = text.floor_char_boundary(number.saturating_sub(AROUND));
        match ranges.last_mut().filter(|last| from <= last.end) {
            Some(last) => last.end = end,
            None => ranges.push(
                if from == 0 {
                    0
                } else {
                    text[from..number].find(char::is_whitespace).map_or(from, |space| from + space)
                }..end,
            ),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dates_are_found_wherever_they_stand(
            before in "[a-z .,]{0,200}", between in "[a-z .,]{0,200}", behind in "[a-z .,]{0,200}",
            date in prop::sample::select(vec![
                "20 June 2024",
                "June 20, 2024 at 08:15 KST",
                "2024年6月20日",
                "二〇二四年六月二十日",
                "Juche 113 (2024) 6.20",
            ]),
        ) {
            let text = format!("{before}. {date} x{between}x {date} {behind}");
            let found = find(&text, Some("en"));
            let alone = find(date, Some("en"));
            let spans: Vec<&str> = found.iter().map(|found| &text[found.span.clone()]).collect();
            prop_assert_eq!(spans.len(), 2 * alone.len(), "{:?}", spans);
            for (found, alone) in found.iter().zip(alone.iter().cycle()) {
                prop_assert_eq!(&text[found.span.clone()], &date[alone.span.clone()]);
                let span = found.span.clone();
                prop_assert_eq!(found, &FoundDate { span, ..alone.clone() });
            }
        }
    }
}
