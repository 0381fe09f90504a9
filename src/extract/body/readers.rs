//! The maintained readers of pages: `dom_smoothie`, which is quick, and `trafilatura`, which is
//! careful (`evaluate/run extraction` has them side by side).
//!
//! Each reads in a thread of its own, because a page may cost them more time than it is worth (one
//! reader of this kind took a minute for an ordinary page of a newspaper): past its budget a reader
//! is left alone, and its page is read by the others.
//!
//! # Limits
//! A reader that is left alone goes on by itself; while some of them do, readers are not asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use scraper::Html;

use crate::extract::layout::blocks;
use crate::page::Page;

/// Time of one reader for one page; ordinary pages take a hundredth of it.
const BUDGET: Duration = Duration::from_secs(2);
/// Readers that may be left alone at a time.
const LEFT_ALONE: usize = 4;

/// Bytes: pages nest up to 512 elements.
const STACK: usize = 8 << 20;

static ALONE: AtomicUsize = AtomicUsize::new(0);
const READING: u8 = 0;
const DONE: u8 = 1;
const IS_LEFT_ALONE: u8 = 2;

/// The paragraphs that Mozilla's Readability reads, by `dom_smoothie`: nearly all of the text, and
/// some of what stands around it.
#[must_use]
pub fn readability(page: &Page) -> Option<Vec<String>> {
    within(BUDGET, page, |source, _| {
        let config =
            dom_smoothie::Config { disable_json_ld: true, ..dom_smoothie::Config::default() };
        let article =
            dom_smoothie::Readability::new(source, None, Some(config)).ok()?.parse().ok()?;
        Some(paragraphs(&article.content))
    })
}

/// The paragraphs that `trafilatura` reads in precision mode. Its fallback, which asks other
/// readers, costs twice and adds nothing here.
#[must_use]
pub fn trafilatura(page: &Page) -> Option<Vec<String>> {
    within(BUDGET, page, |source, address| {
        let options = trafilatura::Options::default()
            .with_fallback(false)
            .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
            .with_exclude_comments(true)
            .with_url(address.clone());
        Some(paragraphs(&trafilatura::extract(source, &options).ok()?.content_html))
    })
}

fn paragraphs(html: &str) -> Vec<String> {
    blocks::paragraphs(Html::parse_fragment(html).root_element(), &|_| false)
}

fn within(
    budget: Duration,
    page: &Page,
    read: fn(&str, &url::Url) -> Option<Vec<String>>,
) -> Option<Vec<String>> {
    if ALONE.load(Ordering::Relaxed) >= LEFT_ALONE {
        return None;
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    let state = Arc::new(AtomicU8::new(READING));
    let reading = {
        let (source, address, state) =
            (Arc::clone(&page.source), page.link.url().clone(), Arc::clone(&state));
        move || {
            // such a reader has panicked on odd pages before
            let paragraphs =
                catch_unwind(AssertUnwindSafe(|| read(&source, &address))).ok().flatten();
            if state.swap(DONE, Ordering::Relaxed) == IS_LEFT_ALONE {
                ALONE.fetch_sub(1, Ordering::Relaxed);
            }
            // nobody waits for it any more where it took too long
            let _ = sender.send(paragraphs);
        }
    };
    std::thread::Builder::new().name("reader".to_owned()).stack_size(STACK).spawn(reading).ok()?;
    let answer = receiver.recv_timeout(budget);
    if answer.is_err()
        && state
            .compare_exchange(READING, IS_LEFT_ALONE, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    {
        ALONE.fetch_add(1, Ordering::Relaxed);
    }
    answer.ok().flatten().filter(|paragraphs| !paragraphs.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Page {
        Page::parse(html.to_owned(), "https://harbour.example/pact".parse().unwrap())
    }

    #[test]
    fn a_reader_past_its_budget_is_left_alone_and_one_that_panics_has_read_nothing() {
        let page = page("<p>Boats wait.</p>");
        let slow = |_: &str, _: &url::Url| {
            std::thread::sleep(Duration::from_millis(200));
            Some(vec!["Boats wait.".to_owned()])
        };
        assert_eq!(within(Duration::from_millis(1), &page, slow), None);
        assert_eq!(within(BUDGET, &page, slow), Some(vec!["Boats wait.".to_owned()]));
        assert_eq!(within(BUDGET, &page, |_, _| panic!("an odd page")), None);
        assert_eq!(within(BUDGET, &page, |_, _| Some(Vec::new())), None);
    }

    #[test]
    fn both_readers_find_the_text() {
        let paragraph = "The two ministers signed the fisheries pact on Wednesday after three \
            days of talks in the old customs house. "
            .repeat(4);
        let page = page(&format!(
            "<body><nav><a href=/>Tides</a></nav><article><h1>Pact \
                signed</h1><p>{paragraph}</p><p>{paragraph}</p></article>"
        ));
        for reader in [readability, trafilatura] {
            assert!(
                reader(&page).unwrap().iter().any(|line| line.starts_with("The two ministers"))
            );
        }
    }
}
