//! Where on a page no text of its article stands: above the headline, in a box, in a list of links,
//! behind the mark at which comments begin.
//!
//! A box is known by its element, by the names that its site gave it, by its heading, or by the
//! form in it; the names and headings are data, in `config/known/furniture.toml`.
//!
//! # Limits
//! A place that holds more than a fifth of the text is taken for the text's own, whatever its name.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use scraper::{ElementRef, Selector};

use super::blocks::{self, Line};
use super::consent;
use super::printed::Printed;
use crate::extract::phrases::{furniture, titles};
use crate::page::Page;

/// Ancestors of a line that are looked at.
const DEPTH: usize = 60;
/// What is left out holds at most one part in so many of the text.
const SHARE: usize = 5;
/// Lines of a box that goes with its heading.
const BOX_LINES: usize = 8;
/// Bytes of a class by which boxes are told apart.
const CLASS: usize = 120;
/// Elements of a figure that are looked at.
const FIGURE: usize = 200;
/// Bytes of a mark such as "Comments (3)".
const MARK: usize = 60;

/// Elements that hold no text of an article.
const BOXES: &[&str] =
    &["aside", "button", "dialog", "figcaption", "footer", "form", "menu", "nav", "select"];
/// Elements that are headings.
const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

static ADDRESS_FIELD: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("input[type='email' i]").expect("the selector is written here")
});

/// The boxes and lists of a page, its headline and its marks.
pub struct Boxes {
    kinds: Vec<Kind>,
    /// For each line the boxes that it stands in.
    of_lines: Vec<Vec<usize>>,
    in_link_list: Vec<bool>,
    head: Option<usize>,
    tails: Vec<usize>,
    end: Option<usize>,
    /// For each line, whether readers are asked for their consent there.
    asked: Vec<bool>,
}

/// Boxes of one kind, which are judged together: a page may be cut into many.
#[derive(Clone, Copy, Default)]
struct Kind {
    /// Whether it is told by an element of the trade, or by a name of the trade in a class or id:
    /// `newsletter-box`, `shareBar`; else by a heading or a form of the trade.
    is_named: bool,
    is_never_text: bool,
    lines: usize,
    has_headline: bool,
}

impl Boxes {
    /// Finds the boxes of a page whose article has this headline.
    #[must_use]
    pub fn of(page: &Page, printed: &Printed<'_>, headline: Option<&str>) -> Self {
        let mut boxes = Self {
            kinds: Vec::new(),
            of_lines: Vec::new(),
            in_link_list: in_link_lists(printed),
            head: None,
            tails: Vec::new(),
            end: None,
            asked: Vec::new(),
        };
        boxes.gather(page, printed, headline);
        boxes.head = headline.and_then(|headline| head(printed, headline));
        boxes.asked = consent::asked(printed, boxes.head);
        let is_mark = |line: &Line<'_>| {
            line.linked == 0 && line.text.len() <= MARK && furniture::is_tail_mark(&line.text)
        };
        boxes.tails = printed
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_mark(line))
            .map(|(at, _)| at)
            .collect();
        boxes
    }

    /// The line of the headline.
    #[must_use]
    pub fn headline(&self) -> Option<usize> {
        self.head
    }

    /// Takes note of the line at which another article begins.
    pub fn end_at(&mut self, end: Option<usize>) {
        self.end = end;
    }

    /// For each line, whether it stands where no text of the article does; `read` is how many bytes
    /// of each line a text has.
    #[must_use]
    pub fn outside(&self, read: &[usize]) -> Vec<bool> {
        let all: usize = read.iter().sum();
        let is_small = |is_in: &dyn Fn(usize) -> bool| {
            SHARE * (0..read.len()).filter(|at| is_in(*at)).map(|at| read[at]).sum::<usize>() <= all
        };
        let mut bytes = vec![0; self.kinds.len()];
        for (own, read) in self.of_lines.iter().zip(read) {
            own.iter().for_each(|kind| bytes[*kind] += read);
        }
        let is_furniture = |kind: &usize| {
            let Kind { is_named, is_never_text, lines, has_headline } = self.kinds[*kind];
            !has_headline
                && (is_never_text || bytes[*kind] * SHARE <= all)
                && (is_named || lines <= BOX_LINES)
        };
        let mut outside: Vec<bool> =
            self.of_lines.iter().map(|own| own.iter().any(is_furniture)).collect();
        let leave_out = |is_in: &dyn Fn(usize) -> bool, outside: &mut Vec<bool>| {
            outside.iter_mut().enumerate().for_each(|(at, is_out)| *is_out |= is_in(at));
        };
        let behind_lists: usize = read
            .iter()
            .zip(&self.in_link_list)
            .filter(|(_, is_in)| !**is_in)
            .map(|(bytes, _)| bytes)
            .sum();
        if behind_lists * SHARE >= all {
            leave_out(&|at| self.in_link_list[at], &mut outside);
        }
        let first = read.iter().position(|bytes| *bytes > 0).unwrap_or_default();
        let tail = self.tails.iter().copied().find(|at| *at >= first && !outside[*at]);
        if let Some(head) = self.head.filter(|head| is_small(&|at| at <= *head)) {
            leave_out(&|at| at <= head, &mut outside);
        }
        if let Some(tail) = tail.filter(|tail| is_small(&|at| at >= *tail)) {
            leave_out(&|at| at >= tail, &mut outside);
        }
        leave_out(&|at| self.asked[at], &mut outside);
        if let Some(end) = self.end {
            leave_out(&|at| at >= end, &mut outside);
        }
        outside
    }

    fn gather(&mut self, page: &Page, printed: &Printed<'_>, headline: Option<&str>) {
        let asking: HashSet<_> = page
            .html
            .select(&ADDRESS_FIELD)
            .take(BOX_LINES)
            .filter_map(|field| {
                let form = blocks::around(field).find(|element| element.value().name() == "form");
                form.unwrap_or(field).parent().map(|parent| parent.id())
            })
            .collect();
        let mut shapes: HashMap<(&str, &str), usize> = HashMap::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        let mut known: HashMap<_, Option<usize>> = HashMap::new();
        let mut headed: HashSet<_> = HashSet::new();
        let mut begun: HashSet<_> = HashSet::new();
        for line in printed.lines {
            let ancestors: Vec<ElementRef<'_>> = blocks::around(line.block).take(DEPTH).collect();
            if is_heading(line)
                && furniture::is_box_heading(&line.text)
                && let Some(parent) =
                    ancestors.get(1).filter(|parent| !begun.contains(&parent.id()))
            {
                headed.insert(parent.id());
            }
            begun.extend(ancestors.iter().map(|ancestor| ancestor.id()));
            let is_headline = is_heading(line)
                && line.linked == 0
                && headline.is_some_and(|headline| titles::is_same(&line.text, headline));
            let mut own: Vec<usize> = Vec::new();
            for element in &ancestors {
                let named = *known.entry(element.id()).or_insert_with(|| {
                    let name = known_name(*element)?;
                    Some(*names.entry(name).or_insert_with_key(|name| {
                        self.add(Kind {
                            is_named: true,
                            is_never_text: furniture::is_never_text(name),
                            ..Kind::default()
                        })
                    }))
                });
                let is_headed = || asking.contains(&element.id()) || headed.contains(&element.id());
                let shaped = || {
                    let class = element.attr("class").unwrap_or_default();
                    let shape =
                        (element.value().name(), &class[..class.floor_char_boundary(CLASS)]);
                    *shapes.entry(shape).or_insert_with(|| self.add(Kind::default()))
                };
                let Some(place) = named.or_else(|| is_headed().then(shaped)) else { continue };
                if !own.contains(&place) {
                    own.push(place);
                    self.kinds[place].lines += 1;
                    self.kinds[place].has_headline |= is_headline;
                }
            }
            self.of_lines.push(own);
        }
    }

    /// Adds a kind, and says its place.
    fn add(&mut self, kind: Kind) -> usize {
        self.kinds.push(kind);
        self.kinds.len() - 1
    }
}

/// How much stands in a list.
#[derive(Default)]
struct List {
    lines: usize,
    bytes: usize,
    /// Bytes within links.
    linked: usize,
}

/// For each line, whether it stands in a list whose text is mostly links.
fn in_link_lists(printed: &Printed<'_>) -> Vec<bool> {
    let list = |line: &Line<'_>| {
        let mut ancestors = blocks::around(line.block).take(DEPTH);
        ancestors
            .find(|element| matches!(element.value().name(), "ul" | "ol"))
            .map(|element| element.id())
    };
    let of_lines: Vec<_> = printed.lines.iter().map(list).collect();
    let mut lists: HashMap<_, List> = HashMap::new();
    for (line, list) in printed.lines.iter().zip(&of_lines) {
        let list = lists.entry(*list).or_default();
        list.lines += 1;
        list.bytes += line.text.len();
        list.linked += line.linked;
    }
    let is_of_links = |list: &List| list.lines > 1 && list.linked * 2 > list.bytes;
    of_lines.iter().map(|list| list.is_some() && is_of_links(&lists[list])).collect()
}

/// The line in which the headline is printed.
fn head(printed: &Printed<'_>, headline: &str) -> Option<usize> {
    let is_printed = |at: &usize| titles::is_same(&printed.lines[*at].text, headline);
    let level = |at: usize| {
        HEADINGS.iter().position(|name| *name == printed.lines[at].block.value().name())
    };
    (0..printed.lines.len())
        .filter(|at| level(*at).is_some())
        .filter(is_printed)
        .min_by_key(|at| level(*at))
}

/// Whether a line stands in a heading.
#[must_use]
pub fn is_heading(line: &Line<'_>) -> bool {
    HEADINGS.contains(&line.block.value().name())
}

fn known_name(element_ref: ElementRef<'_>) -> Option<String> {
    let element = element_ref.value();
    match element.name() {
        "html" | "body" | "main" | "article" => None,
        name if BOXES.contains(&name) => Some(name.to_owned()),
        // its class is how it looks
        name if HEADINGS.contains(&name) => None,
        "figure" if !holds_text(element_ref) => Some("figure".to_owned()),
        _ if is_unseen(element) => Some("hidden".to_owned()),
        _ => ["class", "id"]
            .iter()
            .filter_map(|name| element.attr(name))
            .find_map(furniture::box_name),
    }
}

/// Whether a figure is one of the text's: a quotation, a table, a list, code.
fn holds_text(figure: ElementRef<'_>) -> bool {
    figure
        .descendants()
        .filter_map(ElementRef::wrap)
        .take(FIGURE)
        .any(|inner| matches!(inner.value().name(), "blockquote" | "table" | "pre" | "ul" | "ol"))
}

/// Whether the classes of the usual style sheets say that nobody sees an element, at no width of
/// the screen: `hidden`, `d-none d-print-block`, but not `hidden md:block`.
fn is_unseen(element: &scraper::node::Element) -> bool {
    let mut is_hidden = false;
    for class in element.classes() {
        is_hidden |= matches!(class, "hidden" | "d-none" | "visually-hidden" | "hide");
        if class.contains(':')
            || (class.starts_with("d-") && class != "d-none" && !class.starts_with("d-print"))
            || class.starts_with("hidden-")
        {
            return false;
        }
    }
    is_hidden
}
