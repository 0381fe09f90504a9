//! Whether a page shows a part of its article only: behind a paywall, or a wall of registration.
//!
//! What walls are called and what they say is data, in `config/known/paywall.toml`.
//!
//! # Limits
//! Many pages carry a wall that they show to some readers, so that one counts only where the text
//! that was read is short.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::declared::Declared;
use crate::extract::layout::classes;
use crate::extract::phrases::{prose, quality};
use crate::known;
use crate::text::folded_words;

/// Words of a text that a wall may have cut short.
const CUT: usize = 300;
/// Words of a text that a wall is only suspected of.
const SUSPECTED: usize = 150;
/// Characters of a line that may be a wall's.
const LINE: usize = 300;
/// Lines that are looked at.
const LINES: usize = 2_000;

/// Whether the page declares that not everybody may read its article.
#[must_use]
pub fn is_declared(page: &Declared<'_>) -> bool {
    let is_free = page.article.as_ref().and_then(|article| article.is_free);
    is_free == Some(false)
        || KNOWN.metas.iter().any(|name| {
            let answers =
                if name.ends_with("isaccessibleforfree") { &KNOWN.no } else { &KNOWN.yes };
            // an access is granted or not
            let is_question = !name.contains("access") || name.ends_with("isaccessibleforfree");
            let says = |said: &str| {
                let said = said.trim().to_lowercase();
                KNOWN.closed.contains(&said) || (is_question && answers.contains(&said))
            };
            page.meta(&[name]).is_some_and(says)
        })
}

/// Whether the text may be a part only, where its page has a wall: sites that count what each
/// reader has read send the whole with it.
#[must_use]
pub fn may_cut(text: &str) -> bool {
    prose::words(text) <= CUT
}

/// Whether a wall is seen before the rest of `text`, which was read from the page.
#[must_use]
pub fn is_seen(page: &Declared<'_>, text: &str) -> bool {
    let words = prose::words(text);
    if words > CUT {
        return false;
    }
    if says_so(page) {
        return true;
    }
    let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
    words <= SUSPECTED
        && (quality::breaks_off(last) || !prose::ends_a_sentence(last))
        && has_wall(page)
}

fn says_so(page: &Declared<'_>) -> bool {
    page.lines.iter().take(LINES).filter(|line| line.text.chars().count() <= LINE).any(|line| {
        let line = folded_words(&line.text);
        KNOWN.phrases.iter().any(|phrase| line.contains(phrase.as_str()))
    })
}

fn has_wall(page: &Declared<'_>) -> bool {
    let elements = page.page.html.root_element().descendent_elements();
    let mut seen = HashSet::new();
    let names = elements
        .flat_map(|element| [element.value().attr("class"), element.value().id()])
        .flatten();
    names
        .filter(|name| seen.insert(*name))
        .any(|name| classes::have(&classes::words(name), &KNOWN.classes))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    metas: Vec<String>,
    closed: HashSet<String>,
    yes: HashSet<String>,
    no: HashSet<String>,
    /// What walls say, by its folded words.
    phrases: Vec<String>,
    classes: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let known: Known =
        toml::from_str(known::PAYWALL).expect("config/known/paywall.toml is tested to parse");
    let phrases = known.phrases.iter().map(|phrase| folded_words(phrase)).collect();
    Known { phrases, ..known }
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    const SHORT: &str =
        "The two ministers signed the fisheries pact on Wednesday after three days of talks.";

    #[track_caller]
    fn check(source: &str, text: &str, declared: bool, cut: bool) {
        let page = Page::parse(source.to_owned(), "https://harbour.example/pact".parse().unwrap());
        let page = Declared::of(&page);
        assert_eq!((is_declared(&page), is_seen(&page, text)), (declared, cut), "{source}");
    }

    #[test]
    fn pages_declare_who_may_read_them() {
        check("<meta property=article:content_tier content=locked>", SHORT, true, false);
        check("<meta property=article:content_tier content=metered>", SHORT, false, false);
        check("<meta property=article:content_tier content=free>", SHORT, false, false);
        check("<meta name=premium content=true>", SHORT, true, false);
        check("<meta name=isAccessibleForFree content=False>", SHORT, true, false);
        check("<meta name=isAccessibleForFree content=True>", SHORT, false, false);
        let part = "\"hasPart\":{\"@type\":\"WebPageElement\",\"isAccessibleForFree\":\"False\",\
            \"cssSelector\":\".paywall\"}";
        check(
            &format!(
                "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\
                    \"headline\":\"x\",{part}}}</script>"
            ),
            SHORT,
            true,
            false,
        );
        check("", SHORT, false, false);
    }

    #[test]
    fn walls_say_what_they_want() {
        for wall in [
            "Subscribe to continue reading",
            "Dieser Artikel ist nur für Abonnenten.",
            "Suscríbete para seguir leyendo",
            "Cet article est réservé aux abonnés",
            "この記事は会員限定です。",
            "Материал доступен только подписчикам",
        ] {
            check(&format!("<p>{SHORT}</p><div>{wall}</div>"), SHORT, false, true);
            check(&format!("<p>{SHORT}</p><div hidden>{wall}</div>"), SHORT, false, false);
            check(&format!("<p>{SHORT}</p><div>{wall}</div>"), &SHORT.repeat(40), false, false);
        }
    }

    #[test]
    fn a_wall_without_words_counts_where_the_text_breaks_off() {
        let wall = "<div class='c-paywall__offer'></div>";
        check(wall, "The two ministers signed the fisheries pact on…", false, true);
        check(wall, SHORT, false, false);
        check(
            "<div class=wallpaper></div>",
            "The two ministers signed the fisheries pact on…",
            false,
            false,
        );
    }
}
