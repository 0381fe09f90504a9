//! The forms of a word of Arabic or Hebrew without what is written onto its beginning: "and", "in",
//! "as", "to", "from", "that" of one letter, and the article.
//!
//! Without a dictionary nobody knows whether the first letter is one of these: the form without it
//! stands beside the whole one, and nothing of fewer than [`LEAST`] letters is left.

use super::Text;
use super::characters::{is_arabic, is_hebrew};

/// Letters of the form that remains, at the least.
const LEAST: usize = 3;
/// What a word of Hebrew can begin with without its being the word's own, and how many of these at
/// the most. "As" and "that" stand before names seldom, and begin many words.
const HEBREW: [char; 5] = ['ו', 'ה', 'ב', 'ל', 'מ'];
const SELDOM_IN_HEBREW: [char; 2] = ['כ', 'ש'];
const IN_HEBREW: usize = 3;

/// Appends the other forms of the last token of `text`.
pub(super) fn read(text: &mut Text) {
    let place = text.tokens.len() - 1;
    let folded = text.folded(&text.tokens[place]);
    match folded.chars().next() {
        Some(first) if is_arabic(first) => arabic(text, place),
        Some(first) if is_hebrew(first) => hebrew(text, place),
        _ => {}
    }
}

fn hebrew(text: &mut Text, place: usize) {
    for _ in 0..IN_HEBREW {
        let cut = text.others.last().filter(|other| other.position as usize == place);
        let token = &text.tokens[place];
        let rest = cut.map_or_else(|| text.folded(token), |other| text.form(other));
        let shorter = rest.strip_prefix(HEBREW).filter(|form| is_long(form)).or_else(|| {
            let seldom = rest.strip_prefix(SELDOM_IN_HEBREW);
            seldom.filter(|form| form.chars().nth(LEAST).is_some())
        });
        let Some(shorter) = shorter.map(str::len) else { return };
        text.push_ending(shorter, place);
    }
}

/// The forms of a word of Arabic without "and" or "so", without "in", "as" or "to", and without the
/// article.
fn arabic(text: &mut Text, place: usize) {
    let word = text.folded(&text.tokens[place]);
    // Where forms begin, and one that does not stand in the word: `للعراق` is `العراق`.
    let mut starts = [0; 8];
    let mut found = 0;
    let mut add = |form: &str| {
        let start = word.len() - form.len();
        if start > 0 && is_long(form) && !starts[..found].contains(&start) && found < starts.len() {
            starts[found] = start;
            found += 1;
        }
    };
    let mut led_by_article = None;
    let joined = word.strip_prefix(['و', 'ف']).filter(|rest| is_long(rest));
    for whole in [Some(word), joined].into_iter().flatten() {
        add(whole);
        if let Some(bare) = whole.strip_prefix("لل").filter(|bare| is_long(bare)) {
            add(bare);
            led_by_article = Some(format!("ال{bare}"));
        }
        let led = whole.strip_prefix(['ب', 'ك', 'ل']).filter(|rest| is_long(rest));
        for form in [Some(whole), led].into_iter().flatten() {
            add(form);
            if let Some(bare) = form.strip_prefix("ال") {
                add(bare);
            }
        }
    }
    let length = word.len();
    for start in &starts[..found] {
        text.push_ending(length - start, place);
    }
    if let Some(form) = led_by_article {
        text.push_other(&form, place);
    }
}

fn is_long(form: &str) -> bool {
    form.chars().nth(LEAST - 1).is_some()
}
