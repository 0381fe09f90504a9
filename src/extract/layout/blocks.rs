//! A piece of a page → its paragraphs, as a reader sees them.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::elements::{INLINE, UNSEEN};
use super::tables::{self, BETWEEN_CELLS};
use crate::extract::phrases::furniture::is_caption;
use crate::extract::phrases::prose::{Or, is_prose};
use crate::extract::phrases::signs::{is_space, is_unseen};

/// Elements without text of the article's.
const PASSED_OVER: &[&str] = &[
    "audio",
    "button",
    "canvas",
    "embed",
    "figcaption",
    "form",
    "head",
    "iframe",
    "input",
    "map",
    "math",
    "nav",
    "noscript",
    "object",
    "option",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];
/// Elements that part lines in a table of rows.
const TABLE: &[&str] = &["caption", "table", "tbody", "tfoot", "thead", "tr"];

/// A paragraph, and where it stands.
pub struct Line<'a> {
    pub text: String,
    /// The innermost element that is no part of a line and in which the paragraph begins.
    pub block: ElementRef<'a>,
    /// Bytes of the text that lie within links.
    pub linked: usize,
}

impl Line<'_> {
    /// Whether the paragraph is prose by its shape, is no caption, and is not made of links.
    #[must_use]
    pub fn is_prose(&self, or: Or) -> bool {
        is_prose(&self.text, or) && self.linked * 2 < self.text.len() && !is_caption(&self.text)
    }
}

/// The paragraphs of `element`, trimmed, white space within them folded. `skip` names elements that
/// are left out.
#[must_use]
pub fn paragraphs(element: ElementRef<'_>, skip: &dyn Fn(ElementRef<'_>) -> bool) -> Vec<String> {
    walk(element, &|inner| is_passed_over(inner.value()) || skip(inner))
        .into_iter()
        .map(|line| line.text)
        .collect()
}

/// Every paragraph that is seen in `element`: captions, buttons and menus too.
#[must_use]
pub fn lines(element: ElementRef<'_>) -> Vec<Line<'_>> {
    walk(element, &|inner| UNSEEN.contains(&inner.value().name()) || is_hidden(inner.value()))
}

fn walk<'a>(element: ElementRef<'a>, skip: &dyn Fn(ElementRef<'a>) -> bool) -> Vec<Line<'a>> {
    let mut lines = Lines::new(element);
    lines.links = usize::from(is_link(element));
    // a stack of our own: the tree may be deep
    let mut open = vec![(element, false, element.children())];
    let mut blocks = vec![element];
    // within a table of rows, whose tables are none
    let mut rows: Option<ElementRef<'a>> = is_table_of_rows(element).then_some(element);
    while let Some((outer, is_block, children)) = open.last_mut() {
        let Some(node) = children.next() else {
            if *is_block {
                lines.end();
                blocks.pop();
                rows = rows.filter(|table| table.id() != outer.id());
            } else if rows.is_some() && !INLINE.contains(&outer.value().name()) {
                lines.is_spaced = true;
            }
            if is_link(*outer) {
                lines.links -= 1;
            }
            open.pop();
            continue;
        };
        match node.value() {
            Node::Text(text) => lines.text(text, blocks.last().copied().unwrap_or(element)),
            Node::Element(inner) if inner.name() == "br" && rows.is_none() => lines.line_break(),
            Node::Element(inner) => {
                let Some(element) = ElementRef::wrap(node) else { continue };
                if skip(element) {
                    continue;
                }
                if rows.is_none() && is_table_of_rows(element) {
                    rows = Some(element);
                }
                let is_inline = INLINE.contains(&inner.name());
                if rows.is_some() && !is_inline {
                    lines.is_spaced = true;
                    lines.is_next_cell |= matches!(inner.name(), "td" | "th");
                }
                let is_block = !is_inline && (rows.is_none() || TABLE.contains(&inner.name()));
                if is_block {
                    lines.end();
                    blocks.push(element);
                }
                if is_link(element) {
                    lines.links += 1;
                }
                open.push((element, is_block, element.children()));
            }
            _ => {}
        }
    }
    lines.end();
    lines.done
}

fn is_table_of_rows(element: ElementRef<'_>) -> bool {
    element.value().name() == "table" && tables::is_of_rows(element)
}

fn is_link(element: ElementRef<'_>) -> bool {
    element.value().name() == "a" && element.value().attr("href").is_some()
}

/// `element` and what is around it, the innermost first.
pub fn around(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    std::iter::once(*element).chain(element.ancestors()).filter_map(ElementRef::wrap)
}

/// The paragraphs of a fragment of HTML; a text without markup is one a line.
#[must_use]
pub fn of_fragment(html: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    paragraphs(page.root_element(), &|_| false)
}

/// Whether a text carries HTML's elements.
#[must_use]
pub fn is_markup(text: &str) -> bool {
    ["</", "<p", "<br"].iter().any(|tag| text.contains(tag))
}

/// The text of an element in one line.
#[must_use]
pub fn line(element: ElementRef<'_>) -> String {
    paragraphs(element, &|_| false).join(" ")
}

fn is_passed_over(element: &Element) -> bool {
    PASSED_OVER.contains(&element.name()) || is_hidden(element)
}

fn is_hidden(element: &Element) -> bool {
    element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|style| {
            style.replace(' ', "").to_ascii_lowercase().contains("display:none")
        })
}

struct Lines<'a> {
    done: Vec<Line<'a>>,
    current: String,
    /// The element in which `current` begins.
    block: ElementRef<'a>,
    /// Links that are open.
    links: usize,
    /// The bytes of `current` that were read within links.
    linked: usize,
    /// Whether a `<br>` stands behind what is in `current`.
    is_broken: bool,
    /// Whether white space stands behind what is in `current`.
    is_spaced: bool,
    /// Whether what follows stands in another cell of the row.
    is_next_cell: bool,
}

impl<'a> Lines<'a> {
    fn new(block: ElementRef<'a>) -> Self {
        Self {
            done: Vec::new(),
            current: String::new(),
            block,
            links: 0,
            linked: 0,
            is_broken: false,
            is_spaced: false,
            is_next_cell: false,
        }
    }

    fn text(&mut self, text: &str, block: ElementRef<'a>) {
        // soft hyphens and the like are for the eye
        let visible = text.contains(is_unseen).then(|| text.replace(is_unseen, ""));
        let text = visible.as_deref().unwrap_or(text);
        let trimmed = text.trim_start_matches(is_space);
        if trimmed.is_empty() {
            self.is_spaced = true;
            return;
        }
        if self.is_broken {
            self.after_break(trimmed);
        }
        if self.current.is_empty() {
            self.block = block;
        } else if self.is_next_cell {
            self.current.push_str(BETWEEN_CELLS);
        } else if self.is_spaced || trimmed.len() < text.len() {
            self.current.push(' ');
        }
        self.is_next_cell = false;
        let before = self.current.len();
        for (place, word) in trimmed.split(is_space).filter(|word| !word.is_empty()).enumerate() {
            if place > 0 {
                self.current.push(' ');
            }
            self.current.push_str(word);
        }
        if self.links > 0 {
            self.linked += self.current.len() - before;
        }
        self.is_spaced = trimmed.ends_with(is_space);
    }

    /// A second `<br>` parts paragraphs; one does, unless what follows goes on in small letters:
    /// old pages break their lines so.
    fn line_break(&mut self) {
        if self.is_broken {
            self.end();
        } else if !self.current.is_empty() {
            self.is_broken = true;
        }
    }

    fn after_break(&mut self, next: &str) {
        self.is_broken = false;
        if next.starts_with(char::is_lowercase) {
            self.is_spaced = true;
        } else {
            self.end();
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.current);
        let linked = std::mem::take(&mut self.linked);
        if text.chars().any(char::is_alphanumeric) {
            self.done.push(Line { text, block: self.block, linked });
        }
        self.is_broken = false;
        self.is_spaced = false;
        self.is_next_cell = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, paragraphs: &[&str]) {
        assert_eq!(of_fragment(html), paragraphs);
    }

    #[test]
    fn a_line_knows_its_block_and_its_links() {
        let page = Html::parse_fragment(
            "<div><p>One <a href=/a>two <b>three</b></a> four<p><a href=/b>five</a></div><a \
                href=/c>six</a>",
        );
        let lines: Vec<_> = lines(page.root_element())
            .iter()
            .map(|line| (line.text.clone(), line.block.value().name().to_owned(), line.linked))
            .collect();
        let line = |text: &str, block: &str, linked| (text.to_owned(), block.to_owned(), linked);
        assert_eq!(
            lines,
            [line("One two three four", "p", 8), line("five", "p", 4), line("six", "html", 3)]
        );
    }

    #[test]
    fn paragraphs_are_what_a_reader_sees() {
        check("<p>One <b>bold</b>\n word.</p><p>Two.</p>", &["One bold word.", "Two."]);
        check("A<br><br>B<br>C<br>goes on", &["A", "B", "C goes on"]);
        check("<ul><li>one</li><li>two</li></ul>tail", &["one", "two", "tail"]);
        check(
            "x<script>1</script><figure><figcaption>cap</figcaption></figure>y<p hidden>no</p>",
            &["x", "y"],
        );
        check("Text &amp; more&nbsp;here", &["Text & more here"]);
        check("<p>…</p><p> </p>", &[]);
        check("<p>a<span> b</span></p>", &["a b"]);
    }
}
