//! The tests of crawlers: saved pages beside what is expected of them.

use crate::clock::Timestamp;
use crate::extract::{self, Site};
use crate::page::{self, Page};
use crate::settings::{CRAWLERS, Directory, Fault};
use crate::source::{self, Answer, Crawler, CrawlerTest, Expectation, Reads};

/// Reads the page of one test, and says where it is not as expected.
pub(super) fn check(
    directory: &Directory,
    crawler: &Crawler,
    test: &CrawlerTest,
    now: Timestamp,
) -> Result<(), Fault> {
    let file = format!("crawlers/{}.toml", crawler.id);
    let fault = |message: String| Fault {
        file: file.clone(),
        line: None,
        message: format!("test {}: {message}", test.page),
    };
    let bytes = match directory.named_file(&format!("crawlers/{}", test.page)) {
        Ok(file) => file.bytes,
        Err(missing) => match CRAWLERS.get_file(&test.page) {
            Some(file) => file.contents().to_vec(),
            None => return Err(fault(missing.message)),
        },
    };
    match &test.expect {
        Expectation::Listing { links } => {
            let answer = Answer {
                reads: Reads::Listing,
                base: &test.url,
                bytes: &bytes,
                content_type: None,
            };
            let reading = source::read(&answer, Some(crawler), 1_000)
                .map_err(|unreadable| fault(unreadable.to_string()))?;
            let found: Vec<String> =
                reading.findings().iter().map(|finding| finding.link.to_string()).collect();
            if found == *links {
                Ok(())
            } else {
                Err(fault(format!("found the links {found:?}, expected {links:?}")))
            }
        }
        Expectation::Article { headline, published, byline, starts, ends, absent } => {
            let page = Page::parse(page::decode(&bytes, None), test.url.clone());
            let article = extract::extract(
                &page,
                None,
                &Site { rules: crawler.article.as_ref(), ..Site::default() },
                now,
            );
            let day = article.published.map(|when| when.day().to_string());
            let differs = |what: &str, found: &str, expected: &str| {
                (found != expected)
                    .then(|| fault(format!("{what} is {found:?}, expected {expected:?}")))
            };
            let wrong = differs("headline", &article.headline, headline)
                .or_else(|| {
                    published.as_ref().and_then(|expected| {
                        differs("published", day.as_deref().unwrap_or("nothing"), expected)
                    })
                })
                .or_else(|| {
                    (!byline.is_empty())
                        .then(|| differs("byline", &article.byline.join(", "), &byline.join(", ")))
                        .flatten()
                })
                .or_else(|| {
                    (!article.text.starts_with(starts))
                        .then(|| fault(format!("the text starts {:?}", head(&article.text))))
                })
                .or_else(|| {
                    (!article.text.ends_with(ends))
                        .then(|| fault(format!("the text ends {:?}", tail(&article.text))))
                })
                .or_else(|| {
                    absent
                        .iter()
                        .find(|text| article.text.contains(*text))
                        .map(|text| fault(format!("the text holds {text:?}")))
                });
            wrong.map_or(Ok(()), Err)
        }
    }
}

fn head(text: &str) -> String {
    text.chars().take(60).collect()
}

fn tail(text: &str) -> String {
    let skipped = text.chars().count().saturating_sub(60);
    text.chars().skip(skipped).collect()
}
