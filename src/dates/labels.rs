//! The labels of dates: whether a date is said of the publication or of the last change.

use crate::known;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lexicon::Lexicon;
use super::tokens::Tokens;

/// How many words may stand between a label and its date: `Posted on Thursday, `.
const APART: usize = 4;
/// How many bytes before a date are looked at.
const LOOKED_AT: usize = 80;

/// The event that a date is said to be the day of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLabel {
    Published,
    Changed,
    /// Something else: when a reader joined, an event takes place.
    Other,
}

/// The label that the text before a date ends in: `Published on`, `Letzte Änderung:`.
#[must_use]
pub fn label_before(text: &str) -> Option<DateLabel> {
    let tokens = Tokens::of(&text[text.ceil_char_boundary(text.len().saturating_sub(LOOKED_AT))..]);
    let mut last = None;
    let mut place = 0;
    while place < tokens.count() {
        match LABELS.at(&tokens, place) {
            Some((label, next)) => {
                last = Some((label, next));
                place = next;
            }
            None => place += 1,
        }
    }
    let (label, next) = last?;
    let words = (next..tokens.count()).filter(|place| tokens.sign(*place).is_none()).count();
    (words <= APART).then_some(label)
}

/// The label that follows a date where languages put their verbs last, or in the list of facts of a
/// page: `wurde am 20.06.2024 veröffentlicht`. One that has a date of its own is none.
#[must_use]
pub fn label_behind(text: &str) -> Option<DateLabel> {
    let tokens = Tokens::of(&text[..text.floor_char_boundary(LOOKED_AT)]);
    let (label, next) =
        (0..tokens.count().min(APART * 2)).find_map(|place| LABELS.at(&tokens, place))?;
    let has_own = tokens.sign(next) == Some(':')
        || (next..tokens.count().min(next + 4)).any(|place| tokens.number(place, 1..=8).is_some());
    (!has_own).then_some(label)
}

/// Whether the text before a date begins with a sentence about the page, so that the date is its
/// own even in prose: `This entry was posted on`.
#[must_use]
pub fn speaks_of_page(text: &str) -> bool {
    let tokens = Tokens::of(&text[..text.floor_char_boundary(LOOKED_AT)]);
    let ends =
        (0..tokens.count()).find_map(|place| IN_PROSE.at(&tokens, place)).map(|((), next)| next);
    ends.is_some_and(|next| tokens.count() - next <= APART * 2)
}

/// The part of `config/known/dates.toml` that speaks of labels.
#[derive(Deserialize)]
struct Words {
    labels: Vec<String>,
    labels_of_changes: Vec<String>,
    labels_of_others: Vec<String>,
    labels_in_prose: Vec<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(known::DATES).expect("config/known/dates.toml is tested to parse")
});

static IN_PROSE: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::of(WORDS.labels_in_prose.iter().map(|phrase| (phrase.as_str(), ()))));

static LABELS: LazyLock<Lexicon<DateLabel>> = LazyLock::new(|| {
    let words = &*WORDS;
    let published = words.labels.iter().map(|word| (word.as_str(), DateLabel::Published));
    let changed = words.labels_of_changes.iter().map(|word| (word.as_str(), DateLabel::Changed));
    Lexicon::of(
        published
            .chain(changed)
            .chain(words.labels_of_others.iter().map(|word| (word.as_str(), DateLabel::Other))),
    )
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_may_speak_of_its_page() {
        for text in [
            "This entry was posted on ",
            "Dieser Beitrag wurde am Samstag, ",
            "Cet article a été publié le ",
        ] {
            assert!(speaks_of_page(text), "{text}");
        }
        for text in [
            "",
            "The first issue was published on ",
            "This article was published by a paper that is read in the harbour and in the hills \
                since ",
        ] {
            assert!(!speaks_of_page(text), "{text}");
        }
    }

    #[test]
    fn verbs_stand_behind_a_date() {
        assert_eq!(
            label_behind(" um 14:48 von Ana Roe veröffentlicht."),
            Some(DateLabel::Published)
        );
        assert_eq!(label_behind(" um 13:22 Uhr geändert."), Some(DateLabel::Changed));
        for text in ["", " | Updated: 21 June 2024", " veröffentlicht 3 Zeitungen", " Berlin"] {
            assert_eq!(label_behind(text), None, "{text}");
        }
    }

    #[test]
    fn labels_stand_right_before_a_date() {
        for text in [
            "Published: ",
            "Posted on Thursday, ",
            "Veröffentlicht am ",
            "Publié le ",
            "发布时间：",
            "입력 ",
            "Дата публикации: ",
            "Dieser Artikel wurde veröffentlicht am ",
        ] {
            assert_eq!(label_before(text), Some(DateLabel::Published), "{text}");
        }
        for text in [
            "Last updated: ",
            "Published 19 June, updated ",
            "Stand: ",
            "Zuletzt geändert am ",
            "更新时间：",
            "Обновлено ",
        ] {
            assert_eq!(label_before(text), Some(DateLabel::Changed), "{text}");
        }
        for text in ["Joined: ", "Deadline: ", "Mitglied seit "] {
            assert_eq!(label_before(text), Some(DateLabel::Other), "{text}");
        }
        for text in [
            "",
            "The treaty was signed on ",
            "Updated daily by the paper of record for the whole of the harbour in ",
        ] {
            assert_eq!(label_before(text), None, "{text}");
        }
    }
}
