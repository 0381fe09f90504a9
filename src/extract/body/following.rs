//! Where the next article begins on a page that goes on and on: the first one is the page's.
//!
//! For pages that load other articles below their own. The next one stands in an element like that
//! of the first, under a heading of its own, and is signed or dated as the first is; or its
//! headline is that of another article in the page's JSON-LD.
//!
//! # Limits
//! The page's own article has to be the first. A live blog is one article.

use std::ops::Range;

use scraper::ElementRef;

use crate::extract::declared::Declared;
use crate::extract::layout::blocks::Line;
use crate::extract::layout::boxes::{self, Boxes};
use crate::extract::layout::pieces::{self, Timed};
use crate::extract::layout::printed::Printed;
use crate::extract::phrases::prose::Or;
use crate::extract::phrases::{credits, stamp, titles};

/// Headings that may be a next article's.
const HEADINGS: usize = 50;
/// Lines around a headline among which an article is signed and dated.
const HEAD: usize = 6;
/// Sentences of the shortest article.
const SENTENCES: usize = 2;
/// Bytes of such a sentence.
const SENTENCE: usize = 60;

/// The line with which the next article begins.
#[must_use]
pub fn begins(page: &Declared<'_>, printed: &Printed<'_>, boxes: &Boxes) -> Option<usize> {
    let own = boxes.headline()?;
    if page.json_ld.is_live_blog() {
        return None;
    }
    let lines = &printed.lines;
    let others = page.json_ld.headlines();
    let others: Vec<&String> =
        others.iter().filter(|other| !titles::is_same(other, &lines[own].text)).collect();
    let own_around = around(lines[own].block);
    let mut timed = None;
    let level = |at: usize| lines[at].block.value().name();
    let headings = (own + 1..lines.len())
        .filter(|at| boxes::is_heading(&lines[*at]) && matches!(level(*at), "h1" | "h2" | "h3"));
    for at in headings.take(HEADINGS) {
        let Some((first, next)) = apart(&own_around, &around(lines[at].block)) else { continue };
        let is_told = lines[at].linked == 0
            && others.iter().any(|other| titles::is_same(other, &lines[at].text));
        let is_flat = first.id() == lines[own].block.id() && next.id() == lines[at].block.id();
        let are_articles = first.value().name() == "article" && next.value().name() == "article";
        let is_of_its_rank = level(at) == level(own) || (are_articles && level(at) == "h2");
        if !is_of_its_rank || !(is_flat && is_told || !is_flat && are_alike(first, next)) {
            continue;
        }
        let (starts, within_first, within_next) = if is_flat {
            (at, None, None)
        } else {
            (start(printed, own, at, next), Some(first), Some(next))
        };
        let timed = timed.get_or_insert_with(|| Timed::of(page.page, printed));
        let are_signed =
            || is_signed(printed, timed, first, own) && is_signed(printed, timed, next, at);
        if is_article(printed, own + 1..starts, within_first)
            && is_article(printed, at + 1..lines.len(), within_next)
            && (is_told || are_signed())
        {
            return Some(starts);
        }
    }
    None
}

/// Of what is around two lines, the outermost element of each that is not around the other.
fn apart<'a>(
    own: &[ElementRef<'a>],
    next: &[ElementRef<'a>],
) -> Option<(ElementRef<'a>, ElementRef<'a>)> {
    let place = |of: &[ElementRef<'_>], element: &ElementRef<'_>| {
        of.iter().position(|other| other.id() == element.id())
    };
    let shared = next.iter().find(|element| place(own, element).is_some())?;
    let beneath = |of: &[ElementRef<'a>]| Some(of[place(of, shared)?.checked_sub(1)?]);
    Some((beneath(own)?, beneath(next)?))
}

/// Whether enough sentences for an article stand at `places`, up to where they leave an element.
fn is_article(printed: &Printed<'_>, places: Range<usize>, within: Option<ElementRef<'_>>) -> bool {
    let own = places.take_while(|at| within.is_none_or(|outer| is_within(printed, *at, outer)));
    own.filter(|at| is_sentence(&printed.lines[*at])).take(SENTENCES).count() == SENTENCES
}

/// Whether the article in an element, whose headline stands at `head`, is dated or signed.
fn is_signed(printed: &Printed<'_>, timed: &Timed, element: ElementRef<'_>, head: usize) -> bool {
    let mut near = head.saturating_sub(1)..printed.lines.len().min(head + HEAD);
    timed.has(element) || near.any(|near| near != head && is_signature(&printed.lines[near].text))
}

fn around(element: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    pieces::around(element).collect()
}

/// Whether two elements hold the same kind of thing: a site marks the first of them, or numbers
/// them.
fn are_alike(first: ElementRef<'_>, next: ElementRef<'_>) -> bool {
    let (own, other) = (pieces::kind(first), pieces::kind(next));
    first.value().name() == next.value().name()
        && (own == other || own.iter().any(|word| other.contains(word)))
}

/// The first line of `next`, in which the heading at `heading` stands.
fn start(printed: &Printed<'_>, own: usize, heading: usize, next: ElementRef<'_>) -> usize {
    (own + 1..heading)
        .rev()
        .take_while(|at| is_within(printed, *at, next))
        .last()
        .unwrap_or(heading)
}

fn is_within(printed: &Printed<'_>, at: usize, outer: ElementRef<'_>) -> bool {
    pieces::around(printed.lines[at].block).any(|element| element.id() == outer.id())
}

fn is_sentence(line: &Line<'_>) -> bool {
    line.text.len() >= SENTENCE && line.is_prose(Or::Label)
}

fn is_signature(line: &str) -> bool {
    credits::byline(line).is_some() || stamp::is_stamp(line, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    const TEXT: &str = "<p>The two ministers signed the pact on Wednesday after three days of \
        talks in the customs house.</p>\
        <p>Boats of both fleets may fish the outer banks for five years, and the quota is to grow \
        each spring.</p>";
    const BY: &str = "<div>By Ana Roe</div>";

    /// With which line the next article begins.
    #[track_caller]
    fn check(page: &str, next: Option<&str>) {
        let page =
            page.replace("TEXT", TEXT).replace("BY", BY).replace("ON", "<time>19 June 2024</time>");
        let page = Page::parse(
            format!("<main>{page}</main>"),
            "https://harbour.example/pact".parse().unwrap(),
        );
        let declared = Declared::of(&page);
        let printed = Printed::of(&declared.lines);
        let begins = begins(&declared, &printed, &Boxes::of(&page, &printed, Some("Pact signed")));
        assert_eq!(begins.map(|at| printed.lines[at].text.as_str()), next);
    }

    #[test]
    fn the_next_article_stands_in_an_element_like_that_of_the_first() {
        for name in ["article", "div", "section"] {
            let page = format!(
                "<{name}><h1>Pact signed</h1>BY TEXT</{name}><{name}><h1>Storm passes</h1>BY \
                    TEXT</{name}>"
            );
            check(&page, Some("Storm passes"));
        }
        check(
            "<article><h1>Pact signed</h1>ON TEXT</article><article><h2>Storm passes</h2>ON \
                TEXT</article>",
            Some("Storm passes"),
        );
        let story = "<div><div class='story first story-1'><h2>Pact signed</h2>ON \
            TEXT</div></div><div><div class='story story-2'><p>Weather<h2>Storm passes</h2>ON \
            TEXT</div></div>";
        check(story, Some("Weather"));
    }

    #[test]
    fn the_next_articles_headline_may_be_declared() {
        let declared = "<script type='application/ld+json'>[{\"@type\":\"NewsArticle\",\
            \"headline\":\"Pact signed\"},\
            {\"@type\":\"NewsArticle\",\"headline\":\"Storm passes\"}]</script>";
        let page = "<h2>Pact signed</h2>TEXT<h2>What it says</h2>TEXT<h2>Storm passes</h2>TEXT";
        check(&format!("{declared}{page}"), Some("Storm passes"));
        check(page, None);
        check(
            &format!(
                "{declared}<h2>Pact signed</h2>TEXT<h2><a href=/storm>Storm passes</a></h2>TEXT"
            ),
            None,
        );
    }

    #[test]
    fn sections_teasers_and_posts_are_no_next_article() {
        check("<h1>Pact signed</h1>BY TEXT<h1>What it says</h1>TEXT", None);
        check("<div><h1>Pact signed</h1>BY TEXT</div><div><h1>What it says</h1>TEXT</div>", None);
        check(
            "<article><h1>Pact signed</h1>ON TEXT</article><article><h2>Storm passes</h2>ON<p>The \
                wind has fallen to seven.</article>",
            None,
        );
        check(
            "<div class=story><h1>Pact signed</h1>ON TEXT</div><div class=comment><h1>Ann</h1>ON \
                TEXT</div>",
            None,
        );
        check(
            "<article><h1>Pact signed</h1>ON TEXT<article><h1>Ministers speak</h1>ON \
                TEXT</article></article>",
            None,
        );
        let live = "<script type='application/ld+json'>{\"@type\":\"LiveBlogPosting\",\
            \"headline\":\"Pact signed\"}</script>";
        check(
            &format!(
                "{live}<article><h1>Pact signed</h1>ON TEXT</article><article><h1>Storm \
                    passes</h1>ON TEXT</article>"
            ),
            None,
        );
    }
}
