//! The event that a text tells: on which day, and whether it tells one at all. Which text is on a
//! topic is decided elsewhere; this says what speaks for one event and what against it.
//!
//! # Limits
//! That a text looks back, passes on wishes or comments is told by phrases in its headline and
//! lead, in the languages of `config/known/events.toml`.

use std::collections::BTreeSet;

use super::days::{self, Day, Days, Fit};
use super::phrases::{KNOWN, stands};
use super::wording::Wording;
use crate::compare::words::Spellings;
use crate::extract::Article;
use crate::text::{self, Text, Token};

/// Words after which a lead ends, with the sentence that they reach into.
const LEAD: usize = 25;
/// Words of the longest lead.
const LONGEST_LEAD: usize = 80;
/// Words with which a text opens.
const OPENING: usize = 5;
/// Different years that make a lead without a day a look back, as in a portrait.
const YEARS: usize = 3;
/// Words of a text for each word or question in which its author speaks for himself, at most.
const RARELY: usize = 60;
/// Questions, at least, of a text that explains.
const ASKED: usize = 3;

/// What a text does with events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    AnEvent,
    /// It tells what happened in another year.
    LooksBack,
    /// It passes on wishes: a telegram, a wreath.
    Wishes,
    Comments,
    /// It tells several events, of which one may be on a topic.
    Lists,
}

/// The event that a text tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub days: Days,
    /// All days that the text speaks of, in its order.
    pub spoken: Vec<Day>,
    pub tells: Tells,
    /// The body's first token behind the lead.
    pub lead: usize,
    /// How often its author speaks for himself, or asks: words and questions for [`RARELY`] words of the text.
    pub voice: f32,
}

impl Event {
    /// The event that an article tells.
    #[must_use]
    pub fn of(article: &Article, wording: &Wording) -> Self {
        let Wording { headline, body, first, .. } = wording;
        let first = *first;
        let lead = lead(body, first);
        let spoken = days::spoken(article, body);
        let days = Days::of(article, &spoken, body, first, lead);
        let voice = Voice::of(&article.text, wording);
        let tells = if voice.asks() {
            Tells::Comments
        } else {
            tells(article, headline, body, first..lead, &days)
        };
        Self {
            days,
            spoken: spoken.into_iter().map(|(_, day)| day).collect(),
            tells,
            lead,
            voice: ((voice.words + voice.questions) * RARELY) as f32 / voice.tokens.max(1) as f32,
        }
    }

    /// Whether the text tells an event.
    #[must_use]
    pub fn tells_one(&self) -> bool {
        self.tells == Tells::AnEvent
    }

    /// Whether both texts may tell one event, `window` days apart at most where only publications
    /// are dated.
    #[must_use]
    pub fn fits(&self, other: &Self, window: i32) -> Fit {
        let either = |tells: Tells| (self.tells == tells) != (other.tells == tells);
        let fit = self.days.fits(&other.days, window);
        // features of these days have such words too: two days of publication outweigh them
        let is_published =
            |event: &Self| event.days.published.is_some_and(|day| day.year.is_some());
        let is_of_these_days =
            matches!(fit, Fit::Same | Fit::Near) && is_published(self) && is_published(other);
        if (either(Tells::LooksBack) && !is_of_these_days)
            || either(Tells::Comments)
            || (either(Tells::Wishes) && fit != Fit::Same)
        {
            return Fit::Other;
        }
        fit
    }

    /// Whether something says that the two do not tell one event: their days, or the weekdays of
    /// texts that have no other.
    #[must_use]
    pub fn is_apart(&self, other: &Self, window: i32) -> bool {
        match self.fits(other, window) {
            Fit::Other => true,
            // a report of the next day may name its own weekday
            Fit::Unknown => self
                .days
                .weekday
                .zip(other.days.weekday)
                .is_some_and(|(here, there)| !(0..=1).contains(&here.since(there))),
            Fit::Same | Fit::Near => false,
        }
    }
}

/// What an author says for himself or to his readers, outside quotations.
struct Voice {
    words: usize,
    questions: usize,
    tokens: usize,
}

impl Voice {
    fn of(source: &str, wording: &Wording) -> Self {
        let body = &wording.body;
        let mut is_quoted = false;
        let mut behind = 0;
        let mut voice = Self { words: 0, questions: 0, tokens: body.tokens.len() };
        let speaks =
            |at: usize, token: &Token| KNOWN.voice.at(body, at, wording.word(token)).is_some();
        for (at, token) in body.tokens.iter().enumerate() {
            for sign in source[behind..token.span().start.max(behind)].chars() {
                match sign {
                    '"' | '“' | '«' | '»' | '„' => is_quoted = !is_quoted,
                    '「' => is_quoted = true,
                    '”' | '」' | '\n' => is_quoted = false,
                    '?' | '？' | '؟' => voice.questions += usize::from(!is_quoted),
                    _ => {}
                }
            }
            behind = token.span().end;
            voice.words += usize::from(!is_quoted && speaks(at, token));
        }
        voice
    }

    /// Whether the text asks, and answers: an explanation.
    fn asks(&self) -> bool {
        self.questions >= ASKED && self.questions * RARELY >= self.tokens
    }
}

/// The body's first token behind the lead that begins at token `first`.
fn lead(body: &Text, first: usize) -> usize {
    let tokens = &body.tokens[first.min(body.tokens.len())..];
    let Some(enough) = tokens.get(LEAD) else { return body.tokens.len() };
    let length = tokens
        .iter()
        .take(LONGEST_LEAD)
        .take_while(|token| token.sentence <= enough.sentence)
        .count();
    first + length
}

/// What a text does with events, told from headline, deck, section and `lead`.
fn tells(
    article: &Article,
    headline: &Text,
    body: &Text,
    lead: std::ops::Range<usize>,
    days: &Days,
) -> Tells {
    let deck = article.deck.as_deref().map(text::analyse).unwrap_or_default();
    let has = |phrases: &Spellings<()>| {
        (0..headline.tokens.len()).any(|at| stands(phrases, headline, at))
            || (0..deck.tokens.len()).any(|at| stands(phrases, &deck, at))
            || lead.clone().any(|at| stands(phrases, body, at))
    };
    let is_section = || {
        article
            .section
            .as_ref()
            .is_some_and(|section| stands(&KNOWN.comments, &text::analyse(section), 0))
    };
    let is_labelled = || {
        let label = headline.tokens.first().filter(|_| stands(&KNOWN.comments, headline, 0));
        label.is_some_and(|label| {
            article.headline[label.span().end..].trim_start().starts_with([':', '|', '：'])
        })
    };
    // `Two months after the ceremony` opens a look back; behind that, news say how long something
    // had lasted
    let long_ago = || {
        lead.clone().take(OPENING).any(|at| {
            stands(&KNOWN.long_units, body, at) && stands(&KNOWN.behind_long_units, body, at + 1)
        })
    };
    let years = || {
        let year = |at: usize| {
            body.folded(&body.tokens[at])
                .parse::<u16>()
                .ok()
                .filter(|year| (1900..=2100).contains(year))
        };
        lead.clone().filter_map(year).collect::<BTreeSet<u16>>().len()
    };
    let is_dated = days.own.is_some() || days.weekday.is_some() || days.of_month.is_some();
    if is_section() || is_labelled() {
        Tells::Comments
    } else if (0..headline.tokens.len()).any(|at| stands(&KNOWN.lists, headline, at)) {
        Tells::Lists
    } else if has(&KNOWN.looks_back) || (!is_dated && (long_ago() || years() >= YEARS)) {
        Tells::LooksBack
    } else if has(&KNOWN.courtesies) {
        Tells::Wishes
    } else {
        Tells::AnEvent
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{Names, Profile};

    fn profile(source: &str) -> Profile {
        Profile::new(&crate::extract::plain("a.txt", source).article, &Names::default())
    }

    #[track_caller]
    fn check(headline: &str, text: &str, expected: Tells) {
        assert_eq!(
            profile(&format!("{headline}\n\n{text}")).tidings.event.tells,
            expected,
            "{headline}"
        );
    }

    #[test]
    fn a_text_tells_by_its_head_whether_it_tells_an_event() {
        check(
            "Orlan ratifies ferry treaty",
            "The house of Orlan ratified the treaty on Monday, a year after it was signed.",
            Tells::AnEvent,
        );
        check(
            "Ten years of the ferry",
            "Ten years on the ferry is still the only way across the river for lorries.",
            Tells::LooksBack,
        );
        check(
            "What is left of the treaty",
            "Two months after the ceremony the question is who will pay for the pier.",
            Tells::LooksBack,
        );
        check(
            "Harbour tunnel reopens",
            "The tram will run through the tunnel again, two years after water came through its \
                roof.",
            Tells::AnEvent,
        );
        check(
            "Годовщина договора",
            "Два города вспоминают подписание договора о пароме через реку.",
            Tells::LooksBack,
        );
        check(
            "Minister greets neighbours",
            "Minister Ilse Tarn sent a message of greeting to the people of Velda.",
            Tells::Wishes,
        );
        check(
            "Opinion: the ferry is a mistake",
            "Nobody needs a ferry that carries forty lorries an hour across the river.",
            Tells::Comments,
        );
        check(
            "The week in five paragraphs",
            "Plums. It was the best harvest for twenty years, and the worst price.",
            Tells::Lists,
        );
        check(
            "Five questions about the ferry",
            "Who pays? Both sides do. Who steers? Nobody knows. Why now? Ask in Velda.",
            Tells::Comments,
        );
        check(
            "Minister declines to comment",
            "The minister did not say on Monday whether the ferry would be paid for.",
            Tells::AnEvent,
        );
    }

    #[test]
    fn an_author_who_speaks_for_himself_is_told_from_a_quotation() {
        let is_personal =
            |text: &str| profile(&format!("The ferry\n\n{text}")).tidings.event.voice >= 1.0;
        assert!(is_personal(
            "I took the ferry on Monday. Who needs it? You will ask me that when you have seen \
                the bridge."
        ));
        assert!(!is_personal(
            "“I took the ferry,” she said. “Who needs it? You will ask me that when you have seen \
                the bridge.”"
        ));
        assert!(!is_personal(
            "The ministers signed the treaty on Monday after nine years of talks, and left the \
                hall."
        ));
    }
}
