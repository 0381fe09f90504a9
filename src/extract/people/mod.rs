//! Who wrote the article on a page.
//!
//! What the page declares comes first, then what it prints where authors are printed: elements that
//! are named for it, links to authors' pages, the lines behind the headline.
//!
//! # Limits
//! Where several authors are declared and only one is printed, all are taken; who is only thanked
//! in the text is not.

use crate::extract::declared::{Anchor, Declared, authors, is_short, short_line, value};
use crate::extract::phrases::{agencies, titles};
use std::collections::HashSet;
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use crate::dates;
use crate::extract::declared::site_name::SiteName;
use crate::extract::layout::{blocks, classes};
use crate::extract::phrases::byline::{self, Credited, Trust};
use crate::extract::phrases::credits::push_credit;
use crate::extract::phrases::names::{self, push_new};
use crate::extract::published;
use crate::source::ArticleRules;

const PEOPLE: usize = 40;
/// Elements that may be the by-line, and the characters of one.
const ELEMENTS: usize = 300;
const LINE: usize = 120;
/// Bytes of a box about an author.
const BOX: usize = 4_000;
const HEADINGS: usize = 40;
/// Ancestors of an element that are looked at, and those within which co-authors stand.
const DEPTH: usize = 30;
const TOGETHER: usize = 4;
/// Lines behind the headline that may be a name and nothing else.
const HEAD: usize = 4;

const METAS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "og:author",
    "article:byline",
    "articleauthor",
    "article.author",
    "article_author",
    "authors",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "dcterms:creator",
    "sailthru.author",
    "parsely-author",
    "byl",
    "byline",
    "citation_author",
    "cxenseparse:author",
    "vr:author",
    "twitter:data1",
];
/// What stands for `twitter:data1` where it is the author.
const WRITTEN_BY: &[&str] = &[
    "written by",
    "verfasst von",
    "geschrieben von",
    "escrito por",
    "écrit par",
    "rédigé par",
    "scritto da",
    "ecrit par",
    "por",
    "автор",
    "autor",
    "author",
    "auteur",
    "skrevet av",
    "geschreven door",
    "skriven av",
    "yazan",
    "napisane przez",
];

static NAME: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("[itemprop~='name'], [property$='name']").expect("the selector is written here")
});

/// The people who wrote the article, and the agencies, outlets and desks that are named as its
/// author.
#[must_use]
pub fn of(
    page: &Declared<'_>,
    rules: Option<&ArticleRules>,
    site_name: Option<&str>,
    headline: Option<&str>,
) -> Credited {
    let selector = rules.and_then(|rules| rules.byline.as_ref());
    if let Some(selector) = selector {
        let lines = page.page.html.select(selector).take(PEOPLE).map(blocks::line);
        let names = all(lines.map(|line| byline::read(&line, Trust::Printed)));
        if !names.is_empty() {
            return names;
        }
    }
    let around = around_headline(page, headline);
    let publisher = page.article.as_ref().and_then(|article| article.publisher.as_deref());
    let sites = [SiteName::of(page, site_name), SiteName::of(page, publisher)];
    let is_site = |name: &str| sites.iter().any(|site| site.is_name(name));
    let sources: [&dyn Fn() -> Credited; 9] = [
        &|| of_json_ld(page, &is_site),
        &|| {
            all(page
                .metas(METAS, |text| is_name(page, text))
                .into_iter()
                .map(|name| declared(name, &is_site)))
        },
        &|| of_microdata(page, &around, &is_site),
        &|| printed(page, &around),
        &|| linked(page, &around),
        &|| behind_headline(page, headline),
        &|| signed(page, &around),
        &|| of_addresses(page),
        &|| {
            page.json_ld
                .only_person()
                .map(|name| byline::read(&name, Trust::Declared))
                .unwrap_or_default()
        },
    ];
    let mut names = Credited::default();
    for (place, source) in sources.iter().enumerate() {
        let found = source();
        let is_credit = |name: &String| {
            is_site(name) || names.credits.iter().any(|credit| credit.eq_ignore_ascii_case(name))
        };
        let (sites, people): (Vec<String>, Vec<String>) =
            found.people.into_iter().partition(is_credit);
        // a plugin's guess at whose page it is
        let credits = found.credits.into_iter().chain(sites).filter(|_| place + 1 < sources.len());
        credits.for_each(|name| push_credit(&mut names.credits, name));
        people.into_iter().for_each(|name| push_new(&mut names.people, name));
        if !names.people.is_empty() {
            in_full(&mut names.people, &sources[place + 1..]);
            break;
        }
    }
    names.people.truncate(PEOPLE);
    names.credits.truncate(PEOPLE);
    names
}

/// First names and accounts → the full names that lesser sources have for them; where the only name
/// is an account, the printed names.
fn in_full(people: &mut Vec<String>, sources: &[&dyn Fn() -> Credited]) {
    let is_short = |name: &String| !names::is_full(name) && name.chars().count() > 2;
    if !people.iter().any(is_short) {
        return;
    }
    let full: Vec<Vec<String>> = sources
        .iter()
        .map(|source| source().people.into_iter().filter(|name| names::is_full(name)).collect())
        .collect();
    for name in people.iter_mut().filter(|name| is_short(name)) {
        let own = name.to_lowercase();
        let is_same = |full: &&String| {
            let full = full.to_lowercase();
            full.split_once(' ').is_some_and(|(first, last)| first == own || last == own)
                || full.replace(' ', "") == own
        };
        if let Some(full) = full.iter().flatten().find(is_same) {
            name.clone_from(full);
        }
    }
    let is_account = |name: &String| is_short(name) && name.chars().all(|c| !c.is_uppercase());
    if let [only] = people.as_slice()
        && is_account(only)
        && let Some(printed) = full.iter().rev().skip(1).rev().find(|names| !names.is_empty())
    {
        people.clone_from(printed);
    }
}

fn all(found: impl Iterator<Item = Credited>) -> Credited {
    let mut names = Credited::default();
    for one in found {
        one.people.into_iter().for_each(|name| push_new(&mut names.people, name));
        one.credits.into_iter().for_each(|name| push_credit(&mut names.credits, name));
    }
    names
}

/// An agency keeps the spelling in which it is declared.
fn of_json_ld(page: &Declared<'_>, is_site: &dyn Fn(&str) -> bool) -> Credited {
    let authors = page.article.iter().flat_map(|article| &article.authors);
    all(authors.map(|author| {
        if author.is_organisation {
            organisation(&author.name)
        } else {
            declared(&author.name, is_site)
        }
    }))
}

/// A list of other articles has many authors.
fn of_microdata(
    page: &Declared<'_>,
    around: &[ElementRef<'_>],
    is_site: &dyn Fn(&str) -> bool,
) -> Credited {
    let elements: Vec<ElementRef<'_>> =
        page.microdata("author").chain(page.microdata("creator")).take(PEOPLE).collect();
    let own = elements
        .iter()
        .filter(|element| elements.len() == 1 || !is_elsewhere(page, **element, around));
    all(own.map(|element| declared(&named(*element), is_site)))
}

/// What is declared as the author, which may be the site under its own name.
fn declared(name: &str, is_site: &dyn Fn(&str) -> bool) -> Credited {
    if is_site(name) || agencies::named(name).is_some() {
        organisation(name)
    } else {
        byline::read(name, Trust::Declared)
    }
}

fn organisation(name: &str) -> Credited {
    Credited { people: Vec::new(), credits: byline::organisation(name).into_iter().collect() }
}

fn is_name(page: &Declared<'_>, text: &str) -> bool {
    let is_written_by = || {
        page.meta(&["twitter:label1"])
            .is_some_and(|label| WRITTEN_BY.contains(&label.to_lowercase().as_str()))
    };
    let is_twitters = page.meta(&["twitter:data1"]) == Some(text);
    !text.contains("://")
        && text.chars().any(char::is_alphabetic)
        && (!is_twitters || is_written_by())
}

/// The author's name within an element with microdata.
fn named(element: ElementRef<'_>) -> String {
    if is_short(element, BOX) {
        element.select(&NAME).next().map_or_else(|| value(element), value)
    } else {
        String::new()
    }
}

/// The by-line as it is printed: an element that is named for it.
fn printed(page: &Declared<'_>, around: &[ElementRef<'_>]) -> Credited {
    let candidates: Vec<ElementRef<'_>> = page
        .by_lines
        .iter()
        .take(ELEMENTS)
        .filter(|element| !is_elsewhere(page, **element, around))
        .copied()
        .collect();
    let declared = candidates.iter().filter(|element| is_declared(**element));
    let by_lines = candidates.iter().filter(|element| !is_declared(**element));
    together(declared.map(|element| (*element, read_declared(*element))))
        .or_else(|| together(by_lines.map(|element| (*element, read_printed(*element)))))
        .unwrap_or_default()
}

/// `rel=author`, and the name of a card.
fn is_declared(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let has = |name: &str, word: &str| {
        value
            .attr(name)
            .is_some_and(|words| words.split_whitespace().any(|own| own.eq_ignore_ascii_case(word)))
    };
    has("rel", "author") || (has("class", "fn") && !is_of_card_elsewhere(element))
}

fn is_of_card_elsewhere(element: ElementRef<'_>) -> bool {
    let names_an_author = |element: ElementRef<'_>| {
        element
            .value()
            .attr("class")
            .is_some_and(|class| authors::name_an_author(&classes::words(class)))
    };
    !blocks::around(element).take(1 + TOGETHER).any(names_an_author)
}

fn read_declared(element: ElementRef<'_>) -> Credited {
    let line = short_line(element, LINE * 2).filter(|line| line.chars().count() <= LINE / 2);
    line.map(|line| byline::read(&line, Trust::Declared)).unwrap_or_default()
}

/// Single words are buttons and labels, unless a "By" stands before them. A box about the author
/// begins with the name.
fn read_printed(element: ElementRef<'_>) -> Credited {
    let Some(mut line) = short_line(element, BOX) else { return Credited::default() };
    if line.chars().count() > LINE {
        line = blocks::paragraphs(element, &|_| false).into_iter().next().unwrap_or_default();
        if line.chars().count() > LINE / 2 {
            return Credited::default();
        }
    }
    let behind_by = byline::behind_by(&line);
    let is_pen_name = behind_by.is_some_and(|name| !name.contains(' '));
    let mut names = byline::read(&line, if is_pen_name { Trust::Declared } else { Trust::Printed });
    if behind_by.is_none() {
        if !names.people.iter().all(|name| names::is_full(name)) {
            names.people.clear();
        }
        names.credits.retain(|name| agencies::named(name).is_some() || names::is_a_desk(name));
    }
    names
}

/// The first of `found` that names somebody, with those that stand beside it.
fn together<'a>(found: impl Iterator<Item = (ElementRef<'a>, Credited)>) -> Option<Credited> {
    let mut found = found.filter(|(_, names)| !names.is_empty());
    let (first, mut names) = found.next()?;
    let near: HashSet<_> = blocks::around(first)
        .skip(1)
        .take(TOGETHER)
        .filter(|ancestor| !is_wide(*ancestor))
        .map(|ancestor| ancestor.id())
        .collect();
    for (element, more) in found.take(PEOPLE) {
        if blocks::around(element)
            .skip(1)
            .take(TOGETHER)
            .any(|ancestor| near.contains(&ancestor.id()))
        {
            more.people.into_iter().for_each(|name| push_new(&mut names.people, name));
            more.credits.into_iter().for_each(|name| push_credit(&mut names.credits, name));
        }
    }
    Some(names)
}

fn is_wide(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "article" | "main" | "body" | "html" | "section" | "ul" | "table" | "tbody"
    )
}

/// Links to authors' pages.
fn linked(page: &Declared<'_>, around: &[ElementRef<'_>]) -> Credited {
    let anchors = page.anchors.iter().filter(|anchor| {
        (4..=60).contains(&anchor.text.len())
            && anchor.text.contains(' ')
            && author_of(anchor.href).is_some()
    });
    let anchors = anchors
        .filter(|anchor| !is_in_prose(anchor) && !is_elsewhere(page, anchor.element, around))
        .take(ELEMENTS);
    let read = anchors.map(|anchor| (anchor.element, byline::read(&anchor.text, Trust::Printed)));
    together(read.filter(|(_, names)| {
        names.credits.is_empty() && names.people.iter().all(|name| names::is_full(name))
    }))
    .unwrap_or_default()
}

/// Whether a link stands in a sentence: who is spoken of has a page, too.
fn is_in_prose(anchor: &Anchor<'_>) -> bool {
    let paragraph = blocks::around(anchor.element)
        .skip(1)
        .take(TOGETHER)
        .find(|ancestor| matches!(ancestor.value().name(), "p" | "li" | "td" | "blockquote"));
    paragraph.is_some_and(|paragraph| {
        paragraph.text().map(str::len).take(PEOPLE).sum::<usize>() > anchor.text.len() * 3 + LINE
    })
}

/// What stands behind an author's folder in an address.
fn author_of(href: &str) -> Option<&str> {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    authors::author_of_path(path)
}

/// Where only the addresses of authors' pages are declared, the names in these.
fn of_addresses(page: &Declared<'_>) -> Credited {
    let metas = page.metas(METAS, |text| text.contains("://") && author_of(text).is_some());
    let authors =
        page.article.iter().flat_map(|article| &article.authors).map(|author| author.name.as_str());
    let addresses = metas.into_iter().chain(authors.filter(|name| name.contains("://")));
    let people = addresses
        .take(PEOPLE)
        .filter_map(|address| names::from_slug(author_of(address)?))
        .collect();
    Credited { people, credits: Vec::new() }
}

/// A line right behind the headline that begins with a "By" or has one behind its day; one behind a
/// label; one beside the day's that is nothing but a name, whose portrait the page shows.
fn behind_headline(page: &Declared<'_>, headline: Option<&str>) -> Credited {
    let lines = published::behind_headline(page, headline);
    let dated: Vec<bool> = lines.iter().map(|line| !dates::find(line, None).is_empty()).collect();
    let by_line = |place: usize| {
        let line = lines[place].as_str();
        let is_labelled = place > 0 && byline::is_label(&lines[place - 1]);
        let is_led_in =
            byline::behind_by(line).is_some() || (dated[place] && names_behind_a_by(line));
        let is_beside_day =
            || dated.get(place + 1) == Some(&true) || (place > 0 && dated[place - 1]);
        let is_name = place < HEAD
            && !dated[place]
            && is_beside_day()
            && page.page.source.contains(&format!("alt=\"{line}\""));
        let names = byline::read(line, Trust::Printed);
        let is_led_in =
            is_led_in && (dated[place] || names.people.iter().all(|name| names::is_full(name)));
        let is_full = names.people.iter().all(|name| names::is_full(name));
        (is_led_in || (is_labelled && is_full) || (is_name && is_full && names.credits.is_empty()))
            .then_some(names)
    };
    (0..lines.len()).filter_map(by_line).find(|names| !names.is_empty()).unwrap_or_default()
}

/// A name and nothing else at the right margin: so Vietnamese papers sign their articles.
fn signed(page: &Declared<'_>, around: &[ElementRef<'_>]) -> Credited {
    let elements = page
        .at_the_right
        .iter()
        .rev()
        .take(ELEMENTS)
        .filter(|element| !is_elsewhere(page, **element, around));
    let lines = elements.filter_map(|element| short_line(*element, LINE * 2));
    let names = lines
        .filter(|line| line.chars().count() <= LINE / 3)
        .map(|line| byline::read(&line, Trust::Printed));
    names
        .into_iter()
        .find(|names| {
            names.people.len() == 1
                && names.people.iter().all(|name| names::is_full(name))
                && names.credits.is_empty()
        })
        .unwrap_or_default()
}

/// "19 June 2024 by Ana Roe"
fn names_behind_a_by(line: &str) -> bool {
    line.match_indices(' ').any(|(at, _)| byline::behind_by(&line[at..]).is_some())
}

/// What holds the headline: it may be named for the side bar that it holds as well.
fn around_headline<'a>(page: &Declared<'a>, headline: Option<&str>) -> Vec<ElementRef<'a>> {
    let is_own = |heading: &&ElementRef<'_>| {
        headline.is_some_and(|headline| titles::is_same(&blocks::line(**heading), headline))
    };
    let own = page
        .headings
        .iter()
        .take(HEADINGS)
        .find(is_own)
        .or_else(|| page.headings.iter().find(|heading| heading.value().name() == "h1"));
    own.map(|heading| blocks::around(*heading).skip(1).collect()).unwrap_or_default()
}

/// Whether an element stands where others than the article's author are named.
fn is_elsewhere(page: &Declared<'_>, element: ElementRef<'_>, around: &[ElementRef<'_>]) -> bool {
    let within = blocks::around(element).take(DEPTH);
    within.take_while(|ancestor| !around.iter().any(|outer| outer.id() == ancestor.id())).any(
        |ancestor| {
            let value = ancestor.value();
            let is_named = || {
                value.attr("class").is_some_and(|class| page.names_elsewhere(class))
                    || value.id().is_some_and(|id| authors::name_elsewhere(&classes::words(id)))
            };
            let is_page = matches!(value.name(), "body" | "html");
            matches!(
                value.name(),
                "footer" | "aside" | "nav" | "blockquote" | "figure" | "figcaption"
            ) || (!is_page && is_named())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    #[track_caller]
    fn check(source: &str, people: &[&str], credits: &[&str]) {
        let page = Page::parse(
            format!("<title>Pact signed</title>{source}"),
            "https://harbour.example/world/pact".parse().unwrap(),
        );
        let names = of(&Declared::of(&page), None, Some("Harbour Times"), Some("Pact signed"));
        assert_eq!((names.people, names.credits), (owned(people), owned(credits)), "{source}");
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn json(author: &str) -> String {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Pact signed\",\"author\":{author}}}</script>"
        )
    }

    #[test]
    fn declared_authors_come_first() {
        check(
            &json("[{\"@type\":\"Person\",\"name\":\"By Ana Roe and Lee Doe\"}]"),
            &["Ana Roe", "Lee Doe"],
            &[],
        );
        check(&json("\"Ana Roe (roe)\""), &["Ana Roe"], &[]);
        check(
            &json("{\"@type\":\"Organization\",\"name\":\"Associated Press\"}"),
            &[],
            &["Associated Press"],
        );
        check(&json("{\"@type\":\"Person\",\"name\":\"Harbour Times\"}"), &[], &["Harbour Times"]);
        check("<meta name=author content='The Harbour'>", &[], &["The Harbour"]);
        check("<meta name=author content='HT'>", &[], &["HT"]);
        check("<meta name=author content='Yonhap News Agency'>", &[], &["Yonhap News Agency"]);
        let both = format!(
            "{}<meta name=author content='Ana Roe'>",
            json("{\"@type\":\"Organization\",\"name\":\"Harbour Times\"}")
        );
        check(&both, &["Ana Roe"], &["Harbour Times"]);
        check(
            "<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Ana \
                Roe'>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=twitter:label1 content='Price'><meta name=twitter:data1 content='Ten \
                Crowns'>",
            &[],
            &[],
        );
        check(
            "<meta property=article:author content='https://social.example/ana'><meta name=byl \
                content='By ANA ROE'>",
            &["ANA ROE"],
            &[],
        );
    }

    #[test]
    fn authors_are_printed_in_elements_of_that_name() {
        check(
            "<h1>Pact signed</h1><span class='author vcard'><a class='url fn n' \
                href=/author/cat>harbourcat</a></span>",
            &["harbourcat"],
            &[],
        );
        check(
            "<p><a rel=author href=/x>Ana Roe</a> <a rel=author href=/y>Lee Doe</a></p>",
            &["Ana Roe", "Lee Doe"],
            &[],
        );
        check("<p class=c-byline>By Ana Roe | 19 June 2024</p>", &["Ana Roe"], &[]);
        check("<div class='article__author-name'>Ana Roe</div>", &["Ana Roe"], &[]);
        check(
            "<div class=author><h4>Ana Roe</h4><p>Ana Roe has written about the sea and the \
                fleets of the north for eleven years, and lives in the harbour with a \
                cat.</p></div>",
            &["Ana Roe"],
            &[],
        );
        check("<div class=byline>by harbourcat</div>", &["harbourcat"], &[]);
        check("<div class=author>Harbour Staff</div>", &[], &["Harbour Staff"]);
        check("<div class=author>Share</div><div class=author>Ana Roe</div>", &["Ana Roe"], &[]);
    }

    #[test]
    fn a_first_name_is_completed() {
        check(
            "<meta name=author content=Ana><h1>Pact signed</h1><p>By Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=author content=anaroe><h1>Pact signed</h1><p>By Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<meta name=author content=harbouradm1n><h1>Pact signed</h1><p class=byline>By Ana \
                Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check("<meta name=author content=Lee><h1>Pact signed</h1><p>By Ana Roe</p>", &["Lee"], &[]);
    }

    #[test]
    fn authors_of_comments_and_of_other_articles_are_not_the_articles() {
        check("<ol class=comment-list><li><b class='fn author'>Max Doe</b></li></ol>", &[], &[]);
        check("<div class='related-posts'><a rel=author href=/x>Max Doe</a></div>", &[], &[]);
        check(
            "<div itemscope itemtype='//schema.org/Review'><b itemprop=author>Max Doe</b></div>",
            &[],
            &[],
        );
        check("<aside><span class=author>Max Doe</span></aside>", &[], &[]);
    }

    #[test]
    fn a_blogger_is_the_only_person_of_the_page() {
        let ana = "{\"@type\":\"Person\",\"name\":\"Ana Roe\"}";
        let described = |author: &str| {
            format!(
                "{{\"@type\":\"BlogPosting\",\"headline\":\"Pact\",\"publisher\":{ana}{author}}}"
            )
        };
        check(
            &format!(
                "<script type='application/ld+json'>{}</script>",
                described(&format!(",\"author\":{ana}"))
            ),
            &["Ana Roe"],
            &[],
        );
        check(
            &format!(
                "<script type='application/ld+json'>[{{\"@type\":\"WebSite\",\"name\":\"Pacts\"}},{ana}]</script>"
            ),
            &["Ana Roe"],
            &[],
        );
    }

    #[test]
    fn a_page_of_authors_is_answered() {
        for open in [
            "<div class=author>",
            "<div rel=author>",
            "<div itemprop=author>",
            "<div style='text-align:right'>",
            "<a href=/author/x>x y</a>",
        ] {
            check(&format!("{}{}", open.repeat(20_000), "it was ".repeat(20_000)), &[], &[]);
        }
    }

    #[test]
    fn authors_have_pages_of_their_own() {
        check("<p><a href=/autoren/name/ana-roe>Ana Roe</a></p>", &["Ana Roe"], &[]);
        check(
            "<p><a href=https://harbour.example/reporters/ana>Ana Roe</a></p>",
            &["Ana Roe"],
            &[],
        );
        check("<p><a href=/ships/ana-roe>Ana Roe</a></p>", &[], &[]);
        let sentence = "who had waited for the pact for eleven years and had never thought that \
            it would be signed in the old customs house of the harbour";
        check(
            &format!(
                "<p>The minister met <a href=/profile/ana-roe>Ana Roe</a>, {sentence}, \
                    {sentence}.</p>"
            ),
            &[],
            &[],
        );
    }

    #[test]
    fn an_authors_address_is_a_last_resort() {
        let meta =
            "<meta property=article:author content='https://harbour.example/author/ana-roe/'>";
        check(meta, &["Ana Roe"], &[]);
        check(&format!("{meta}<h1>Pact signed</h1><p>By Lee Doe</p>"), &["Lee Doe"], &[]);
        check("<meta property=article:author content='https://social.example/ana-roe'>", &[], &[]);
    }

    #[test]
    fn an_article_may_be_signed_at_the_right() {
        check(
            "<h1>Pact signed</h1><p>It was signed.</p><p style='text-align: right;'><b>Ana \
                Roe</b></p>",
            &["Ana Roe"],
            &[],
        );
        check(
            "<h1>Pact signed</h1><p style='text-align:right'>It was signed in the old harbour.</p>",
            &[],
            &[],
        );
    }

    #[test]
    fn a_line_behind_the_headline_may_name_them() {
        check(
            "<h1>Pact signed</h1><p>Von Ana Roe, Brod</p><p>It was signed.</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Por Ana Roe / EFE</p>", &["Ana Roe"], &["EFE"]);
        check(
            "<h1>Pact signed</h1><p>World</p><p>Posted on 19 June 2024 by Ana Roe</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Auteur</p><p>Ana Roe</p>", &["Ana Roe"], &[]);
        check(
            "<h1>Pact signed</h1><img src=/a alt=\"Ana Roe\"><p>Ana Roe</p><p>19 June 2024</p>",
            &["Ana Roe"],
            &[],
        );
        check("<h1>Pact signed</h1><p>Deep Water</p><p>19 June 2024</p>", &[], &[]);
        check("<h1>Pact signed</h1><p>Old Harbour</p><p>It was signed.</p>", &[], &[]);
    }
}
