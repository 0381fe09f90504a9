//! Measures how near a reading is to what people read.

use std::collections::{HashMap, HashSet};

use super::reading::Reading;
use super::truth::{Case, Text};

/// The heads of the table's columns, which [`Scores::line`] fills.
pub const HEAD: &str = "                          precision  recall      F1   empty  phrases   \
    title  author     day  wrong   pages/s";

/// The scores of a reader over pages; each `[right, all]` is counted only over pages whose truth
/// says something.
#[derive(Default)]
pub struct Scores {
    /// The sum of the precisions of texts.
    precision: f64,
    /// The sum of the recalls of texts.
    recall: f64,
    /// The sum of the F1 of texts that are scored by words.
    words_f1: f64,
    /// How many pages have a text to be found.
    texts: usize,
    /// How many of these texts are scored by words.
    by_words: usize,
    /// How many of these texts were read as nothing.
    empty: usize,
    phrases: [usize; 2],
    titles: [usize; 2],
    authors: [usize; 2],
    days: [usize; 2],
    /// How many pages were given another day than theirs, rather than none.
    wrong_days: usize,
}

impl Scores {
    /// Counts what was read of a page.
    pub fn add(&mut self, case: &Case, reading: &Reading) {
        let truth = &case.truth;
        if let Some(text) = &truth.text {
            let (precision, recall) = compared(&reading.text, text);
            self.texts += 1;
            self.precision += precision;
            self.recall += recall;
            if matches!(text, Text::Words(_)) {
                self.by_words += 1;
                self.words_f1 += f1(precision, recall);
            }
            self.empty += usize::from(reading.text.trim().is_empty());
        }
        let text = folded(&reading.text);
        for (phrases, wanted) in [(&truth.with, true), (&truth.without, false)] {
            for phrase in phrases {
                count(&mut self.phrases, text.contains(&folded(phrase)) == wanted);
            }
        }
        if let Some(right) = is_title(case, reading) {
            count(&mut self.titles, right);
        }
        if let Some(right) = are_authors(case, reading) {
            count(&mut self.authors, right);
        }
        if let Some(day) = &truth.day {
            count(&mut self.days, reading.day.as_ref() == Some(day));
            self.wrong_days += usize::from(reading.day.as_ref().is_some_and(|read| read != day));
        }
    }

    /// The F1 of the texts: of their mean precision and recall, or, where they are scored by words,
    /// their mean F1.
    pub fn f1(&self) -> f64 {
        let mean = |sum: f64| sum / self.texts.max(1) as f64;
        if self.by_words > 0 {
            mean(self.words_f1)
        } else {
            f1(mean(self.precision), mean(self.recall))
        }
    }

    /// The shares of phrases, titles, authors and days that are right, of all that the truth has.
    pub fn shares(&self) -> [f64; 4] {
        [self.phrases, self.titles, self.authors, self.days]
            .map(|[right, all]| right as f64 / all.max(1) as f64)
    }

    /// A row of the table; shares are of pages whose truth says something.
    pub fn line(&self, name: &str, pages_a_second: f64) -> String {
        let mean = |sum: f64| sum / self.texts.max(1) as f64;
        let (precision, recall) = (mean(self.precision), mean(self.recall));
        let text = |value: f64| if self.texts > 0 { format!("{value:.4}") } else { "-".to_owned() };
        let [phrases, titles, authors, days] = self.shares();
        let share = |share: f64, [_, all]: [usize; 2]| {
            if all > 0 { format!("{share:.3}") } else { "-".to_owned() }
        };
        let wrong = if self.days[1] > 0 { self.wrong_days.to_string() } else { "-".to_owned() };
        let speed =
            if pages_a_second.is_nan() { String::new() } else { format!("{pages_a_second:.0}") };
        format!(
            "{name:26} {:>8} {:>7} {:>7} {:>7} {:>8} {:>7} {:>7} {:>7} {wrong:>6} {speed:>9}",
            text(precision),
            text(recall),
            text(self.f1()),
            if self.texts > 0 { self.empty.to_string() } else { "-".to_owned() },
            share(phrases, self.phrases),
            share(titles, self.titles),
            share(authors, self.authors),
            share(days, self.days),
        )
    }
}

/// The differences between a reading of a page and what people read on it, a line each.
pub fn misses(case: &Case, reading: &Reading) -> Vec<String> {
    let truth = &case.truth;
    let mut misses = Vec::new();
    if let Some(text) = &truth.text {
        let (precision, recall) = compared(&reading.text, text);
        if precision.min(recall) < 0.95 {
            misses.push(format!("text: precision {precision:.3}, recall {recall:.3}"));
            let (Text::Grams(truth) | Text::Words(truth)) = text;
            misses.extend(strange_lines(&reading.text, truth).map(|line| format!("  + {line}")));
            misses.extend(strange_lines(truth, &reading.text).map(|line| format!("  - {line}")));
        }
    }
    let text = folded(&reading.text);
    for (phrases, wanted, what) in [(&truth.with, true, "without"), (&truth.without, false, "with")]
    {
        misses.extend(
            phrases
                .iter()
                .filter(|phrase| text.contains(&folded(phrase)) != wanted)
                .map(|phrase| format!("text: {what} {phrase:?}")),
        );
    }
    if is_title(case, reading) == Some(false) {
        misses.push(format!(
            "title: {:?} is {:?}",
            reading.title,
            truth.title.as_deref().unwrap_or_default()
        ));
    }
    if are_authors(case, reading) == Some(false) {
        misses.push(format!("authors: {:?} are {:?}", reading.authors, truth.authors));
    }
    if let Some(day) = truth.day.as_ref().filter(|day| reading.day.as_ref() != Some(day)) {
        misses.push(format!("day: {} is {day}", reading.day.as_deref().unwrap_or("none")));
    }
    misses
}

/// The lines of `text` that are mostly made of words in an order that `other` does not have.
fn strange_lines<'a>(text: &'a str, other: &str) -> impl Iterator<Item = &'a str> {
    let other: HashSet<Vec<String>> = grams(&other.to_lowercase(), 2)
        .into_keys()
        .map(|gram| gram.into_iter().map(str::to_owned).collect())
        .collect();
    text.lines().filter(move |line| {
        let line = line.to_lowercase();
        let own = grams(&line, 2);
        let known = own
            .keys()
            .filter(|gram| {
                other.contains(&gram.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
            })
            .count();
        !own.is_empty() && known * 2 < own.len()
    })
}

/// Whether the title was read, where the truth has one.
fn is_title(case: &Case, reading: &Reading) -> Option<bool> {
    case.truth.title.as_ref().map(|title| folded(title) == folded(&reading.title))
}

/// Whether all authors were read, where the truth has any.
fn are_authors(case: &Case, reading: &Reading) -> Option<bool> {
    let read: Vec<String> = reading.authors.iter().map(|name| folded(name)).collect();
    (!case.truth.authors.is_empty())
        .then(|| case.truth.authors.iter().all(|name| read.contains(&folded(name))))
}

fn count([right, all]: &mut [usize; 2], is_right: bool) {
    *all += 1;
    *right += usize::from(is_right);
}

/// A text with case and white space folded.
fn folded(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The precision and recall of what was read, by multisets of words or of four words in a row.
fn compared(read: &str, truth: &Text) -> (f64, f64) {
    let (truth, size) = match truth {
        Text::Grams(text) => (text.clone(), 4),
        Text::Words(text) => (text.to_lowercase(), 1),
    };
    let read = if size == 1 { read.to_lowercase() } else { read.to_owned() };
    let (read, truth) = (grams(&read, size), grams(&truth, size));
    let shared: usize = read
        .iter()
        .map(|(gram, count)| (*count).min(truth.get(gram).copied().unwrap_or_default()))
        .sum();
    let share = |of: usize| if of == 0 { 0.0 } else { shared as f64 / of as f64 };
    match (read.values().sum(), truth.values().sum()) {
        (0, 0) => (1.0, 1.0),
        (read, truth) => (share(read), share(truth)),
    }
}

/// How often each run of `size` words stands in a text; a text of fewer words is one run.
fn grams(text: &str, size: usize) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut grams = HashMap::new();
    for gram in words.windows(size.min(words.len().max(1))) {
        *grams.entry(gram.to_vec()).or_default() += 1;
    }
    grams
}

/// The harmonic mean of precision and recall.
fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}
