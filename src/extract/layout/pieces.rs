//! The pieces of a page that are alike: posts of a live blog, articles one below the other. Each is
//! an element with a name, and most print when they were written.

use std::collections::HashSet;

use ego_tree::NodeId;
use scraper::ElementRef;

use super::blocks;
use super::classes;
use super::printed::Printed;
use crate::page::Page;

/// Elements around a line that are looked at.
const DEPTH: usize = 60;
/// Elements with a time that are looked at.
const TIMES: usize = 5_000;
/// Bytes of a line that says what time it is: `Updated at 18:10`.
const CLOCK: usize = 40;

/// The elements of a page in which a time is printed.
pub struct Timed {
    elements: HashSet<NodeId>,
    /// How many times are printed.
    pub times: usize,
}

impl Timed {
    /// Finds the times of a page: its `<time>` elements, and lines that say what time it is.
    #[must_use]
    pub fn of(page: &Page, printed: &Printed<'_>) -> Self {
        let mut timed = Self { elements: HashSet::new(), times: 0 };
        let times = page
            .html
            .tree
            .nodes()
            .filter_map(ElementRef::wrap)
            .filter(|element| element.value().name() == "time");
        times.take(TIMES).for_each(|time| timed.enter(time));
        printed
            .lines
            .iter()
            .filter(|line| is_clock(&line.text))
            .take(TIMES)
            .for_each(|line| timed.enter(line.block));
        timed
    }

    /// Whether a time is printed in `element`.
    #[must_use]
    pub fn has(&self, element: ElementRef<'_>) -> bool {
        self.elements.contains(&element.id())
    }

    fn enter(&mut self, element: ElementRef<'_>) {
        let mut around = around(element);
        // where one was entered, so was what is around it
        let is_new = around.next().is_some_and(|element| self.elements.insert(element.id()));
        self.times += usize::from(is_new);
        let _ = around.find(|outer| !self.elements.insert(outer.id()));
    }
}

/// `element` and what is around it, as far as it is looked at.
pub fn around(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    blocks::around(element).take(DEPTH)
}

/// Whether a line says what time it is, and nothing else of weight.
#[must_use]
pub fn is_clock(line: &str) -> bool {
    let is_hour = |word: &str| {
        let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
        let parted = digits.split_once([':', '.', 'h', 'H']);
        parted.is_some_and(|(hour, minute)| {
            let is_number = |part: &str, most: u32| {
                part.len() <= 2 && part.parse::<u32>().is_ok_and(|number| number < most)
            };
            is_number(hour, 24)
                && minute.len() >= 2
                && minute.is_char_boundary(2)
                && is_number(&minute[..2], 60)
                && !minute[2..].contains('.')
        })
    };
    line.len() <= CLOCK && line.split_whitespace().any(is_hour)
}

/// The words of an element's classes that its like share: `post post-1024` is post.
#[must_use]
pub fn kind(element: ElementRef<'_>) -> Vec<String> {
    let class = element.value().attr("class").unwrap_or_default();
    let names =
        class.split_whitespace().filter(|name| !name.bytes().any(|byte| byte.is_ascii_digit()));
    classes::words(&names.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_an_hour_with_its_minutes_and_little_else() {
        for line in [
            "21:30",
            "18.10",
            "Updated at 06:05 GMT",
            "12h30",
            "3:45pm",
            "14:45:10",
            "3 Nov, 09:20",
        ] {
            assert!(is_clock(line), "{line}");
        }
        for line in [
            "",
            "25:00",
            "9",
            "2024.11.03",
            "3.11.2024",
            "1.5 million",
            "The ferry turned back at 14:45 with 180 passengers on board.",
        ] {
            assert!(!is_clock(line), "{line}");
        }
    }

    #[test]
    fn numbers_in_classes_do_not_part_what_is_alike() {
        let page = scraper::Html::parse_fragment("<div class='c-post  post-17 is_open'></div>");
        let element = page.root_element().children().next().and_then(ElementRef::wrap).unwrap();
        assert_eq!(kind(element), ["c", "post", "is", "open"]);
    }
}
