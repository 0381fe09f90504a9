//! By-lines that a page prints: in elements that are named for them, behind the headline, at the
//! right margin.

use std::collections::HashSet;

use scraper::ElementRef;

use super::PEOPLE;
use super::joined::join;
use super::scene::Scene;
use crate::dates;
use crate::extract::declared::{authors, short_line};
use crate::extract::layout::{blocks, classes};
use crate::extract::phrases::byline::{self, Credited, Trust};
use crate::extract::phrases::{agencies, names};
use crate::extract::published;

/// Elements that may be the by-line.
pub(super) const ELEMENTS: usize = 300;
/// Characters of a by-line.
pub(super) const LINE: usize = 120;
/// Bytes of a box about an author.
const BOX: usize = 4_000;
/// Ancestors within which co-authors stand.
pub(super) const TOGETHER: usize = 4;
/// Lines behind the headline that may be a name and nothing else.
const HEAD: usize = 4;

/// The names in elements that their class or `rel` names for an author.
pub(super) fn in_elements(scene: &Scene<'_>) -> Credited {
    let candidates: Vec<ElementRef<'_>> = scene
        .page
        .by_lines
        .iter()
        .take(ELEMENTS)
        .filter(|element| !scene.is_elsewhere(**element))
        .copied()
        .collect();
    let declared = candidates.iter().filter(|element| is_declared(**element));
    let by_lines = candidates.iter().filter(|element| !is_declared(**element));
    together(declared.map(|element| (*element, read_declared(*element))))
        .or_else(|| together(by_lines.map(|element| (*element, read_printed(*element)))))
        .unwrap_or_default()
}

/// Whether an element is marked as an author: `rel=author`, or the name of an author's card.
fn is_declared(element: ElementRef<'_>) -> bool {
    let value = element.value();
    let has = |name: &str, word: &str| {
        value
            .attr(name)
            .is_some_and(|words| words.split_whitespace().any(|own| own.eq_ignore_ascii_case(word)))
    };
    has("rel", "author") || (has("class", "fn") && !is_of_card_elsewhere(element))
}

/// Whether the card that an element names is of somebody else: nothing around is an author's.
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

/// The names in an element of an author's class. Single words are buttons and labels, unless a "By"
/// stands before them. A box about the author begins with the name.
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
pub(super) fn together<'a>(
    found: impl Iterator<Item = (ElementRef<'a>, Credited)>,
) -> Option<Credited> {
    let mut found = found.filter(|(_, names)| !names.is_empty());
    let (first, mut names) = found.next()?;
    let around = |element| blocks::around(element).skip(1).take(TOGETHER);
    let near: HashSet<_> = around(first)
        .filter(|ancestor| !is_wide(*ancestor))
        .map(|ancestor| ancestor.id())
        .collect();
    for (element, more) in found.take(PEOPLE) {
        if around(element).any(|ancestor| near.contains(&ancestor.id())) {
            join(&mut names, more);
        }
    }
    Some(names)
}

/// Whether an element holds more than a head: what stands in it does not stand together.
fn is_wide(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "article" | "main" | "body" | "html" | "section" | "ul" | "table" | "tbody"
    )
}

/// The names in the first line behind the headline that is a by-line.
pub(super) fn behind_headline(scene: &Scene<'_>) -> Credited {
    let head = Head::of(scene);
    (0..head.lines.len())
        .filter_map(|place| head.by_line(place))
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// The lines behind a headline.
struct Head<'a> {
    lines: Vec<String>,
    /// Which of the lines name a day.
    dated: Vec<bool>,
    /// The page's HTML.
    source: &'a str,
}

impl<'a> Head<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let lines = published::behind_headline(scene.page, scene.headline);
        let dated = lines.iter().map(|line| !dates::find(line, None).is_empty()).collect();
        Self { lines, dated, source: &scene.page.page.source }
    }

    /// The names in a line, if it is a by-line: it begins with a "By" or has one behind its day,
    /// stands behind a label, or is nothing but the name of somebody whose portrait is shown.
    fn by_line(&self, place: usize) -> Option<Credited> {
        let names = byline::read(&self.lines[place], Trust::Printed);
        let is_full = names.people.iter().all(|name| names::is_full(name));
        let is_by_line = if self.is_led_in(place) {
            is_full || self.dated[place]
        } else {
            is_full
                && (self.is_labelled(place)
                    || (names.credits.is_empty() && self.is_beneath_portrait(place)))
        };
        is_by_line.then_some(names)
    }

    fn is_led_in(&self, place: usize) -> bool {
        let line = &self.lines[place];
        byline::behind_by(line).is_some() || (self.dated[place] && names_behind_a_by(line))
    }

    fn is_labelled(&self, place: usize) -> bool {
        place > 0 && byline::is_label(&self.lines[place - 1])
    }

    /// Whether a line stands beside the day's, and an image of the page has it as its text.
    fn is_beneath_portrait(&self, place: usize) -> bool {
        let is_beside_day =
            || self.dated.get(place + 1) == Some(&true) || (place > 0 && self.dated[place - 1]);
        place < HEAD
            && !self.dated[place]
            && is_beside_day()
            && self.source.contains(&format!("alt=\"{}\"", self.lines[place]))
    }
}

/// Whether a line has a "By" within it: "19 June 2024 by Ana Roe".
fn names_behind_a_by(line: &str) -> bool {
    line.match_indices(' ').any(|(at, _)| byline::behind_by(&line[at..]).is_some())
}

/// The last line at the right margin that is a name and nothing else: so Vietnamese papers sign
/// their articles.
pub(super) fn at_the_right(scene: &Scene<'_>) -> Credited {
    let elements = scene
        .page
        .at_the_right
        .iter()
        .rev()
        .take(ELEMENTS)
        .filter(|element| !scene.is_elsewhere(**element));
    elements
        .filter_map(|element| short_line(*element, LINE * 2))
        .filter(|line| line.chars().count() <= LINE / 3)
        .map(|line| byline::read(&line, Trust::Printed))
        .find(is_one_person)
        .unwrap_or_default()
}

/// Whether nobody is named but one person, in full.
fn is_one_person(names: &Credited) -> bool {
    names.credits.is_empty() && matches!(names.people.as_slice(), [only] if names::is_full(only))
}
