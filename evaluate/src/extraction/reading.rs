//! What a reader says of a page, which is what is measured, and dateline as one of the readers.

use dateline::extract;
use dateline::page::Page;

use super::truth::Case;

/// What a reader says of a page.
#[derive(Default)]
pub struct Reading {
    pub text: String,
    pub title: String,
    /// The people that the text is by; of dateline also the agencies and outlets that it credits.
    pub authors: Vec<String>,
    /// The day of publication, as `2024-06-20`.
    pub day: Option<String>,
}

/// The moment at which dateline is told that it reads; it is later than every page.
const NOW: &str = "2026-11-25T00:00:00Z";

/// What dateline says of a page.
pub fn dateline(case: &Case) -> Reading {
    let link = case
        .address
        .parse()
        .unwrap_or_else(|_| "https://news.example/a".parse().expect("this is a link"));
    let article = extract::extract(
        &Page::parse(case.html.clone(), link),
        None,
        &extract::Site::default(),
        NOW.parse().expect("this is a time"),
    );
    Reading {
        text: article.text,
        title: article.headline,
        authors: article.byline.into_iter().chain(article.credits).collect(),
        day: article.published.map(|when| when.day().to_string()),
    }
}
