//! The clock by which an outlet counts its days, where a page states its time in UTC only.
//!
//! # Limits
//! Summer time is left out. A language that is printed on many clocks, as English and Spanish are, has none.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::Offset;
use serde::Deserialize;

use super::places;
use crate::clock::When;
use crate::compare::words::{ByHash, word_hash};
use crate::extract::Article;
use crate::known;
use crate::text;

/// `config/known/clocks.toml` as it is written: what is on a clock, by its hours east of Greenwich.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    places: BTreeMap<String, Vec<String>>,
    languages: BTreeMap<String, Vec<String>>,
}

/// The clocks of places and languages, by the hashes of their ids and tags.
struct Clocks {
    places: ByHash<Offset>,
    languages: ByHash<Offset>,
}

static CLOCKS: LazyLock<Clocks> = LazyLock::new(|| {
    let written: Written =
        toml::from_str(known::CLOCKS).expect("config/known/clocks.toml is tested to parse");
    Clocks { places: by_hash(&written.places), languages: by_hash(&written.languages) }
});

fn by_hash(written: &BTreeMap<String, Vec<String>>) -> ByHash<Offset> {
    let on = |(hours, ids): (&String, &Vec<String>)| {
        let hours: f32 = hours.parse().expect("the hours of a clock are a number");
        let offset = Offset::from_seconds((hours * 3600.0) as i32).expect("hours of a day");
        ids.iter().map(|id| (word_hash(id), offset)).collect::<Vec<_>>()
    };
    written.iter().flat_map(on).collect()
}

/// A day of publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub day: Date,
    /// Whether the clock is known that counts it: without, it may be the day before or after.
    pub is_sure: bool,
}

/// The day on which an article was published by the clock of its page, else by that of the place in its dateline, else by
/// that of its language; none where it does not say when that was.
#[must_use]
pub fn dated(article: &Article) -> Option<Dated> {
    match article.published? {
        When::Moment { at, offset: Offset::UTC } => {
            let clock = clock_of(article);
            let day = clock.unwrap_or(Offset::UTC).to_datetime(at).date();
            Some(Dated { day, is_sure: clock.is_some() })
        }
        when => Some(Dated { day: when.day(), is_sure: true }),
    }
}

fn clock_of(article: &Article) -> Option<Offset> {
    let of_language = || {
        let language = article.language.as_deref()?;
        CLOCKS.languages.get(&word_hash(language)).copied()
    };
    let place = article.dateline.as_ref().and_then(|dateline| dateline.place.as_deref());
    place.and_then(clock_at).or_else(of_language)
}

/// The clock of a place, as a dateline writes it.
fn clock_at(written: &str) -> Option<Offset> {
    let text = text::analyse(written);
    let first = word_hash(text.folded(text.tokens.first()?));
    let (id, _) = places::at(written, &text, 0, first)?;
    CLOCKS.places.get(&word_hash(id)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Dateline;

    #[track_caller]
    fn check(published: &str, language: &str, place: Option<&str>, expected: &str) {
        let article = Article {
            published: published.parse().ok(),
            language: Some(language.to_owned()),
            dateline: place
                .map(|place| Dateline { place: Some(place.to_owned()), ..Dateline::default() }),
            ..Article::new("https://news.example/a".parse().unwrap(), "Ferry", "It sails.")
        };
        assert_eq!(dated(&article).unwrap().day.to_string(), expected);
    }

    #[test]
    fn a_morning_in_asia_is_the_day_of_its_place() {
        check("2026-03-02T23:10:00Z", "ko", None, "2026-03-03");
        check("2026-03-02T23:10:00Z", "en", Some("TOKYO"), "2026-03-03");
        check("2026-03-02T23:10:00Z", "en", None, "2026-03-02");
        check("2026-03-02T23:10:00Z", "en", Some("NEW YORK"), "2026-03-02");
        check("2026-03-03T02:10:00Z", "en", Some("New York"), "2026-03-02");
    }

    #[test]
    fn the_clock_that_the_page_names_holds() {
        check("2026-03-02T23:10:00+01:00", "ko", Some("TOKYO"), "2026-03-02");
        check("2026-03-02", "ko", None, "2026-03-02");
    }
}
