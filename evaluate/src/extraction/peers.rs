//! The crates that read articles, which dateline is measured beside.

use super::reading::{Reading, dateline};
use super::truth::Case;

/// What reads the page of a case.
pub type Reader = fn(&Case) -> Reading;

/// The readers that are measured, each with its name in the table, dateline first.
pub const READERS: &[(&str, Reader)] = &[
    ("dateline", dateline),
    ("trafilatura (precision)", trafilatura),
    ("rs-trafilatura", rs_trafilatura),
    ("dom_smoothie", dom_smoothie),
    ("legible", legible),
];

fn trafilatura(case: &Case) -> Reading {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_url(case.address.parse().expect("addresses of cases are links"));
    let Ok(read) = trafilatura::extract(&case.html, &options) else { return Reading::default() };
    Reading {
        text: read.content_text,
        title: read.metadata.title,
        authors: names(&read.metadata.author),
        day: read.metadata.date.map(|date| date.to_string()),
    }
}

fn rs_trafilatura(case: &Case) -> Reading {
    let Ok(read) = rs_trafilatura::extract(&case.html) else { return Reading::default() };
    Reading {
        text: read.content_text,
        title: read.metadata.title.unwrap_or_default(),
        authors: names(&read.metadata.author.unwrap_or_default()),
        day: read.metadata.date.map(|date| date.date_naive().to_string()),
    }
}

fn dom_smoothie(case: &Case) -> Reading {
    let config = dom_smoothie::Config {
        text_mode: dom_smoothie::TextMode::Formatted,
        ..dom_smoothie::Config::default()
    };
    let article = dom_smoothie::Readability::new(case.html.as_str(), None, Some(config))
        .and_then(|mut readability| readability.parse());
    let Ok(read) = article else { return Reading::default() };
    Reading {
        text: read.text_content.to_string(),
        title: read.title,
        authors: names(&read.byline.unwrap_or_default()),
        day: read.published_time.and_then(|time| time.get(..10).map(str::to_owned)),
    }
}

fn legible(case: &Case) -> Reading {
    let Ok(read) = legible::parse(&case.html, Some(&case.address), None) else {
        return Reading::default();
    };
    Reading {
        text: read.text_content,
        title: read.title,
        authors: names(&read.byline.unwrap_or_default()),
        day: read.published_time.and_then(|time| time.get(..10).map(str::to_owned)),
    }
}

/// The people in a by-line that is one text.
fn names(text: &str) -> Vec<String> {
    text.replace(" and ", ";")
        .split([';', ',', '&'])
        .map(|name| name.trim().trim_start_matches("By ").to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}
