//! Where the lines of an article's text stand on their page: above the headline, in a box, behind
//! the mark at which comments begin.
//!
//! Boilerplate removers judge a line by its length and its neighbours; here it is looked up where it
//! was printed. A box is known by its element, by the names that its site gave it, by its heading, or
//! by the form in it; the names and headings are data, in `config/known/furniture.toml`.
//!
//! # Limits
//! A place that holds more than a fifth of the text is taken for the text's own, whatever its name.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::blocks::{self, Line};
use super::{furniture, headline};
use crate::page::Page;

/// Lines of a page that are looked at.
const LINES: usize = 20_000;
/// Bytes of the text, and sentences, among which lost ones are looked for.
const TEXT: usize = 1 << 20;
const LOST: usize = 500;
/// Bytes of a class by which boxes are told apart.
const CLASS: usize = 120;
/// Ancestors of a line that are looked at.
const DEPTH: usize = 60;
/// What is left out holds at most one part in so many of the text.
const SHARE: usize = 5;
/// Characters of a sentence that a reader would miss.
const SENTENCE: usize = 60;
/// Lines of a box that goes with its heading.
const BOX_LINES: usize = 8;

/// Elements that hold no text of an article.
const BOXES: &[&str] = &["aside", "button", "dialog", "figcaption", "footer", "form", "menu", "nav", "select"];
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

static ADDRESS_FIELD: LazyLock<Selector> = LazyLock::new(|| Selector::parse("input[type='email' i]").expect("the selector is written here"));

/// The text that was read from `page` as `lines`, without those that stand where no article's text
/// does (but `kept`), and with those that stand in one column with it and were lost.
#[must_use]
pub fn in_place(page: &Page, headline: Option<&str>, lines: &[String], kept: &dyn Fn(&str) -> bool) -> Vec<String> {
    let printed = Printed::of(page, lines);
    let outside = printed.outside(page, headline);
    let mut lost = printed.lost(&outside).into_iter().peekable();
    let mut text = Vec::new();
    for line in lines {
        let places = printed.places.get(&key(line)).map_or(&[][..], Vec::as_slice);
        if let Some(at) = places.last() {
            while let Some(lost) = lost.next_if(|lost| lost < at) {
                text.push(printed.lines[lost].text.clone());
            }
        }
        if places.is_empty() || places.iter().any(|at| !outside[*at]) || kept(line) {
            text.push(line.clone());
        }
    }
    text
}

/// A page's lines, and at which of them the text stands that was read from it.
struct Printed<'a> {
    lines: Vec<Line<'a>>,
    /// The [`key`] of the whole text.
    text: String,
    /// By [`key`].
    places: HashMap<String, Vec<usize>>,
    /// Bytes of the text at each line; a text that is printed twice counts at its last place.
    read: Vec<usize>,
}

impl<'a> Printed<'a> {
    fn of(page: &'a Page, text: &[String]) -> Self {
        let mut lines = blocks::lines(page.html.root_element());
        lines.truncate(LINES);
        let mut places: HashMap<String, Vec<usize>> = text.iter().map(|line| (key(line), Vec::new())).collect();
        for (at, line) in lines.iter().enumerate() {
            if let Some(places) = places.get_mut(&key(&line.text)) {
                places.push(at);
            }
        }
        let mut read = vec![0; lines.len()];
        for at in places.values().filter_map(|places| places.last()) {
            read[*at] = lines[*at].text.len();
        }
        let mut text: String = text.iter().map(|line| key(line)).collect();
        text.truncate(text.floor_char_boundary(TEXT));
        Self { lines, text, places, read }
    }

    /// Whether each line stands where no text of the article does.
    fn outside(&self, page: &Page, headline: Option<&str>) -> Vec<bool> {
        let all: usize = self.read.iter().sum();
        let is_small =
            |lines: &[bool]| SHARE * self.read.iter().zip(lines).filter(|(_, is_in)| **is_in).map(|(bytes, _)| bytes).sum::<usize>() <= all;
        let mut outside = self.in_boxes(page, headline, all);
        let lists = self.in_link_lists();
        let behind_lists: usize = self.read.iter().zip(&lists).filter(|(_, is_in)| !**is_in).map(|(bytes, _)| bytes).sum();
        if behind_lists * SHARE >= all {
            outside.iter_mut().zip(lists).for_each(|(is_outside, is_in)| *is_outside |= is_in);
        }
        let count = self.lines.len();
        let head = headline.and_then(|headline| self.head(headline)).map(|head| (0..count).map(|at| at <= head).collect::<Vec<_>>());
        let tail = self.tail(&outside).map(|tail| (0..count).map(|at| at >= tail).collect::<Vec<_>>());
        for lines in [head, tail].into_iter().flatten().filter(|lines| is_small(lines)) {
            outside.iter_mut().zip(lines).for_each(|(is_outside, is_in)| *is_outside |= is_in);
        }
        outside
    }

    /// Whether each line stands in a list whose text is mostly links.
    fn in_link_lists(&self) -> Vec<bool> {
        let list = |line: &Line<'_>| {
            let mut ancestors = std::iter::once(*line.block).chain(line.block.ancestors()).filter_map(ElementRef::wrap).take(DEPTH);
            ancestors.find(|element| matches!(element.value().name(), "ul" | "ol")).map(|element| element.id())
        };
        let of_lines: Vec<_> = self.lines.iter().map(list).collect();
        let mut lists: HashMap<_, (usize, usize, usize)> = HashMap::new();
        for (line, list) in self.lines.iter().zip(&of_lines) {
            let (lines, bytes, linked) = lists.entry(*list).or_default();
            *lines += 1;
            *bytes += line.text.len();
            *linked += line.linked;
        }
        let is_of_links = |(lines, bytes, linked): &(usize, usize, usize)| *lines > 1 && linked * 2 > *bytes;
        of_lines.iter().map(|list| list.is_some() && is_of_links(&lists[list])).collect()
    }

    /// Where the headline is printed.
    fn head(&self, headline: &str) -> Option<usize> {
        let is_printed = |at: &usize| headline::is_same(&self.lines[*at].text, headline);
        let level = |at: usize| HEADINGS.iter().position(|name| *name == self.lines[at].block.value().name());
        (0..self.lines.len()).filter(|at| level(*at).is_some()).filter(is_printed).min_by_key(|at| level(*at))
    }

    /// Where comments and the like begin.
    fn tail(&self, outside: &[bool]) -> Option<usize> {
        let first = self.read.iter().position(|bytes| *bytes > 0)?;
        let is_mark = |at: &usize| {
            let line = &self.lines[*at];
            !outside[*at] && line.linked == 0 && line.text.len() <= 60 && furniture::is_tail_mark(&line.text)
        };
        (first..self.lines.len()).find(is_mark)
    }

    /// Sentences between the text's lines, or right before them, that stand in one column with most of
    /// it.
    fn lost(&self, outside: &[bool]) -> Vec<usize> {
        let column = |at: usize| self.lines[at].block.parent().map(|parent| parent.id());
        let mut columns: HashMap<_, usize> = HashMap::new();
        for (at, bytes) in self.read.iter().enumerate().filter(|(_, bytes)| **bytes > 0) {
            *columns.entry(column(at)).or_default() += bytes;
        }
        let Some((main, _)) = columns.into_iter().max_by_key(|(_, bytes)| *bytes) else { return Vec::new() };
        let is_in_column = |at: &usize| column(*at) == main && self.lines[*at].block.value().name() == "p";
        let last = self.read.iter().rposition(|bytes| *bytes > 0).unwrap_or_default();
        let is_lost = |at: &usize| {
            let line = &self.lines[*at];
            self.read[*at] == 0
                && !outside[*at]
                && line.text.chars().count() >= SENTENCE
                && furniture::ends_a_sentence(&line.text)
                && !furniture::is_caption(&line.text)
                && line.linked * 2 < line.text.len()
        };
        (0..last).filter(is_in_column).filter(is_lost).take(LOST).filter(|at| !self.is_read(&self.lines[*at].text)).collect()
    }

    /// Whether the text has the line's beginning or end: it may have been read with a gap, or glued to
    /// its neighbour.
    fn is_read(&self, line: &str) -> bool {
        let line = key(line);
        let (start, end) = (line.floor_char_boundary(SENTENCE / 2), line.ceil_char_boundary(line.len().saturating_sub(SENTENCE / 2)));
        self.text.contains(&line[..start]) || self.text.contains(&line[end..])
    }

    fn in_boxes(&self, page: &Page, headline: Option<&str>, all: usize) -> Vec<bool> {
        let asking: HashSet<_> = page
            .html
            .select(&ADDRESS_FIELD)
            .take(BOX_LINES)
            .filter_map(|field| {
                let form = field.ancestors().filter_map(ElementRef::wrap).find(|ancestor| ancestor.value().name() == "form");
                form.unwrap_or(field).parent().map(|parent| parent.id())
            })
            .collect();
        // boxes of one shape: read bytes, lines, and whether the headline stands there
        let mut boxes: HashMap<Shape<'_>, (usize, usize, bool)> = HashMap::new();
        let mut of_lines: Vec<Vec<Shape<'_>>> = Vec::with_capacity(self.lines.len());
        let mut headed: HashSet<_> = HashSet::new();
        let mut known: HashMap<_, bool> = HashMap::new();
        let mut begun: HashSet<_> = HashSet::new();
        for (at, line) in self.lines.iter().enumerate() {
            let ancestors: Vec<ElementRef<'_>> =
                std::iter::once(*line.block).chain(line.block.ancestors()).filter_map(ElementRef::wrap).take(DEPTH).collect();
            if is_heading(line)
                && furniture::is_box_heading(&line.text)
                && let Some(parent) = ancestors.get(1).filter(|parent| !begun.contains(&parent.id()))
            {
                headed.insert(parent.id());
            }
            begun.extend(ancestors.iter().map(|ancestor| ancestor.id()));
            let mut own: Vec<Shape<'_>> = Vec::new();
            for element in &ancestors {
                let is_named = *known.entry(element.id()).or_insert_with(|| is_named_so(*element));
                let is_headed = asking.contains(&element.id()) || headed.contains(&element.id());
                let class = element.attr("class").unwrap_or_default();
                let shape = Shape { element: element.value().name(), class: &class[..class.floor_char_boundary(CLASS)], is_named };
                if (is_named || is_headed) && !own.contains(&shape) {
                    own.push(shape);
                }
            }
            let is_headline = is_heading(line) && headline.is_some_and(|headline| headline::is_same(&line.text, headline));
            for shape in &own {
                let (bytes, lines, has_headline) = boxes.entry(*shape).or_default();
                *bytes += self.read[at];
                *lines += 1;
                *has_headline |= is_headline && line.linked == 0;
            }
            of_lines.push(own);
        }
        let is_furniture = |shape: &Shape<'_>| {
            let (bytes, lines, has_headline) = boxes[shape];
            !has_headline && bytes * SHARE <= all && (shape.is_named || lines <= BOX_LINES)
        };
        of_lines.iter().map(|own| own.iter().any(is_furniture)).collect()
    }
}

/// Boxes of one shape are judged together: a page may be cut into many.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Shape<'a> {
    element: &'a str,
    class: &'a str,
    /// As furniture is, by its element or its class.
    is_named: bool,
}

fn is_heading(line: &Line<'_>) -> bool {
    HEADINGS.contains(&line.block.value().name())
}

/// Whether it is an element of the trade, or a word of its class or id is a name of the trade: `newsletter-box`,
/// `shareBar`.
fn is_named_so(element: ElementRef<'_>) -> bool {
    let element = element.value();
    match element.name() {
        "html" | "body" | "main" | "article" => false,
        name => BOXES.contains(&name) || ["class", "id"].iter().filter_map(|name| element.attr(name)).any(furniture::names_a_box),
    }
}

/// How lines are compared: a remover may space them in another way.
fn key(line: &str) -> String {
    line.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAD: &str = "The two ministers signed the fisheries pact on Wednesday after three days of talks in the old customs house.";
    const BODY: &str = "Boats of both fleets may fish the outer banks for five years, and the herring quota is to grow by a tenth each spring.";
    const END: &str = "The minister said in the harbour that it was a beginning, and that the first boats would leave before the week is out.";

    /// What is left of `read` and the prose around it, on a page with a headline.
    #[track_caller]
    fn check(page: &str, read: &[&str], left: &[&str]) {
        let page =
            page.replace("LEAD", &format!("<p>{LEAD}</p>")).replace("BODY", &format!("<p>{BODY}</p>")).replace("END", &format!("<p>{END}</p>"));
        let page = Page::parse(page, "https://harbour.example/pact".parse().unwrap());
        let lines: Vec<String> = [LEAD, BODY, END].iter().chain(read).map(|line| (*line).to_owned()).collect();
        let text = in_place(&page, Some("Pact signed"), &lines, &|_| false);
        assert_eq!(text[..3], [LEAD, BODY, END], "the prose");
        assert_eq!(text[3..], *left);
    }

    #[test]
    fn what_stands_above_the_headline_is_left_out() {
        let page =
            "<table><tr><td><a href=/>Tides</a><br><a href=/>Fleets</a><p>Printed when the wind allows<td><h1>Pact signed</h1>LEAD BODY END</table>";
        check(page, &["Tides", "Fleets", "Printed when the wind allows", "Pact signed"], &[]);
        // a headline that is printed below its text leaves the text above it alone
        check("<div>LEAD BODY END<p>Boats wait.</div><h1>Pact signed</h1>", &["Boats wait."], &["Boats wait."]);
    }

    #[test]
    fn boxes_are_left_out_by_element_name_heading_and_form() {
        for page in [
            "<aside><p>One letter a day</aside>",
            "<div class='c-newsletter'><p>One letter a day</div>",
            "<div id=boletin><p>One letter a day</div>",
            "<div><h3>Sign up for the tide table</h3><p>One letter a day</div>",
            "<div><p>One letter a day<form><input type=email></form></div>",
            "<p><button>One letter a day</button>",
        ] {
            check(&format!("<article><h1>Pact signed</h1>LEAD BODY {page} END</article>"), &["One letter a day"], &[]);
        }
    }

    #[test]
    fn lists_of_links_are_left_out() {
        let list = "<ul><li><a href=/a>The fleets wait for the storm to pass</a> 3 hours ago<li><a href=/b>Herring</a></ul>";
        let read = ["The fleets wait for the storm to pass 3 hours ago", "Herring"];
        check(&format!("<h1>Pact signed</h1>LEAD BODY {list} END"), &read, &[]);
        let points = "<ul><li>Five years<li>Two fleets, says <a href=/a>the text</a></ul>";
        check(&format!("<h1>Pact signed</h1>LEAD BODY {points} END"), &["Five years"], &["Five years"]);
    }

    #[test]
    fn what_holds_much_of_the_text_is_no_box() {
        check("<h1>Pact signed</h1><div class='share-wrapper'>LEAD BODY END</div>", &[], &[]);
        check("<div class=related><h1>Pact signed</h1><p>So be it.</div>LEAD BODY END", &["So be it."], &["So be it."]);
        let pieces = "<h1>Pact signed</h1><div class=promo>LEAD</div><div class=promo>BODY</div><div class=promo>END</div>";
        check(pieces, &[], &[]);
    }

    #[test]
    fn what_follows_the_comments_mark_is_left_out() {
        let page = "<h1>Pact signed</h1><a href=#c>Comments</a>LEAD BODY END<div><b>Comments (2)</b><p>oar: about time</div>";
        check(page, &["oar: about time"], &[]);
        check("<h1>Pact signed</h1>LEAD <b>Comments</b> BODY END", &[], &[]);
    }

    #[test]
    fn sentences_of_the_column_that_were_lost_are_found_again() {
        let page = format!("<h1>Pact signed</h1><div><p>{LEAD}</p><p>{BODY}</p><p>So be it.</p><p>{END}</p></div><p>{LEAD} Again.</p>");
        let page = Page::parse(page, "https://harbour.example/pact".parse().unwrap());
        assert_eq!(in_place(&page, Some("Pact signed"), &[END.to_owned()], &|_| false), [LEAD, BODY, END]);
        assert_eq!(in_place(&page, Some("Pact signed"), &[LEAD.to_owned(), END.to_owned()], &|_| false), [LEAD, BODY, END]);
        assert_eq!(in_place(&page, Some("Pact signed"), &[], &|_| false), [""; 0]);
    }

    #[test]
    fn a_line_that_is_printed_in_the_text_too_stays() {
        check("<aside><p>So be it.</aside><h1>Pact signed</h1>LEAD BODY<p>So be it.</p>END", &["So be it."], &["So be it."]);
        check("<h1>Pact signed</h1>LEAD BODY END", &["Nowhere on the page."], &["Nowhere on the page."]);
    }
}
