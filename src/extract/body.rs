//! The article's text on a page: candidates from several readings, and the one that is most like a
//! whole article.
//!
//! The site's own rules win where they find anything. Else the boilerplate remover
//! (`trafilatura`, in precision mode with fallback: the best crate on 181 measured news pages) is
//! weighed against the text in JSON-LD and the text that the feed carried.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scraper::{ElementRef, Html};
use trafilatura::{ExtractionFocus, Options};

use super::declared::Declared;
use super::{blocks, quality};
use crate::page::Page;
use crate::source::{ArticleRules, Finding};

/// Words of a text in JSON-LD or a feed that may be a whole article.
const WHOLE: usize = 80;
/// How many times longer than what the page shows a declared text has to be to be the fuller one.
const FULLER: usize = 2;

/// A reading of the page's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub from: &'static str,
    pub paragraphs: Vec<String>,
}

impl Candidate {
    fn words(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| quality::words(paragraph)).sum()
    }
}

/// The best reading; none where there is no text.
#[must_use]
pub fn of(page: &Declared<'_>, finding: Option<&Finding>, rules: Option<&ArticleRules>) -> Option<Candidate> {
    let by_rules = rules.and_then(|rules| read_by_rules(page.page, rules)).filter(|candidate| candidate.words() > 0);
    if by_rules.is_some() {
        return by_rules;
    }
    let shown = shown(page.page);
    let declared = page.article.as_ref().and_then(|article| article.body.as_deref()).map(|body| candidate("json-ld", body));
    let is_whole = |other: &Candidate| other.words() >= WHOLE && !breaks_off(other);
    let carried = finding.and_then(|finding| finding.content.as_deref()).map(|content| candidate("feed", content)).filter(is_whole);
    let fuller = |best: &Candidate, other: &Candidate| is_whole(other) && other.words() > FULLER * best.words();
    let mut best = shown;
    for other in [declared, carried].into_iter().flatten() {
        match &best {
            Some(shown) if !fuller(shown, &other) => {}
            _ if other.words() > 0 => best = Some(other),
            _ => {}
        }
    }
    best
}

fn read_by_rules(page: &Page, rules: &ArticleRules) -> Option<Candidate> {
    let body = rules.body.as_ref()?;
    let is_removed = |element: ElementRef<'_>| rules.remove.iter().any(|remove| remove.matches(&element));
    let mut paragraphs = Vec::new();
    let mut last: Option<ElementRef<'_>> = None;
    for element in page.html.select(body) {
        // an element within one that was read is read with it
        if last.is_some_and(|last| element.ancestors().any(|ancestor| ancestor.id() == last.id())) || is_within_removed(element, &is_removed) {
            continue;
        }
        paragraphs.extend(blocks::paragraphs(element, &is_removed));
        last = Some(element);
    }
    Some(Candidate { from: "rules", paragraphs })
}

fn is_within_removed(element: ElementRef<'_>, is_removed: &dyn Fn(ElementRef<'_>) -> bool) -> bool {
    is_removed(element) || element.ancestors().filter_map(ElementRef::wrap).any(is_removed)
}

/// What the boilerplate remover leaves. It has panicked on odd pages before; such a page has no
/// reading of this kind.
fn shown(page: &Page) -> Option<Candidate> {
    let options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_url(page.link.url().clone());
    let read = catch_unwind(AssertUnwindSafe(|| trafilatura::extract(&page.source, &options))).ok()?.ok()?;
    let html = Html::parse_fragment(&read.content_html);
    let paragraphs = blocks::paragraphs(html.root_element(), &|_| false);
    let candidate = Candidate { from: "page", paragraphs };
    (candidate.words() > 0).then_some(candidate)
}

/// A text, with or without markup.
fn candidate(from: &'static str, text: &str) -> Candidate {
    let is_markup = text.contains("</") || text.contains("<p") || text.contains("<br");
    let paragraphs = if is_markup {
        blocks::of_fragment(text)
    } else {
        text.lines().map(super::json_ld::unescaped).filter(|line| line.chars().any(char::is_alphanumeric)).collect()
    };
    Candidate { from, paragraphs }
}

fn breaks_off(candidate: &Candidate) -> bool {
    candidate.paragraphs.last().is_none_or(|last| last.ends_with("...") || last.ends_with('…') || last.ends_with("[…]"))
}
