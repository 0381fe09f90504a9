//! Tables that are read row by row, and those that only lay a page out.
//!
//! For pages whose tables hold figures, results, timetables: a row is a line there, and a cell
//! alone says nothing. A table in which paragraphs, lists, forms or other tables stand is a column,
//! or many.
//!
//! # Limits
//! A table is of rows as a whole or not at all: one list in one cell makes it a layout.

use scraper::{ElementRef, Node};

use super::elements::{INLINE, UNSEEN};

/// Bytes of a cell; old pages put whole columns of text into one.
const CELL: usize = 400;
/// What parts the cells of a row, as readers print them.
pub const BETWEEN_CELLS: &str = " | ";

/// Whether the rows of `table` are lines: two or more of them have two or more cells with text, and
/// no cell holds more than a paragraph.
#[must_use]
pub fn is_of_rows(table: ElementRef<'_>) -> bool {
    let (mut rows, mut cells, mut bytes, mut paragraphs, mut is_broken) = (0, 0, 0, 0, false);
    // a stack of our own: the tree may be deep
    let mut open = vec![table.children()];
    while let Some(children) = open.last_mut() {
        let Some(node) = children.next() else {
            open.pop();
            continue;
        };
        match node.value() {
            Node::Text(text) => {
                let own = text.trim().len();
                if own > 0 && bytes == 0 {
                    cells += 1;
                    rows += usize::from(cells == 2);
                }
                bytes += own;
                if bytes > CELL {
                    return false;
                }
                is_broken &= own == 0;
            }
            Node::Element(inner) => {
                let name = inner.name();
                match name {
                    "tr" => (cells, bytes) = (0, 0),
                    "td" | "th" => (bytes, paragraphs) = (0, 0),
                    "p" | "div" if paragraphs == 0 => paragraphs += 1,
                    // two in a row part paragraphs
                    "br" if !is_broken => is_broken = true,
                    "tbody" | "thead" | "tfoot" | "caption" | "colgroup" | "col" => {}
                    _ if UNSEEN.contains(&name) => continue,
                    _ if INLINE.contains(&name) => {}
                    _ => return false,
                }
                open.push(node.children());
            }
            _ => {}
        }
    }
    rows >= 2
}

#[cfg(test)]
mod tests {
    use super::super::blocks::of_fragment;

    #[track_caller]
    fn check(html: &str, lines: &[&str]) {
        assert_eq!(of_fragment(html), lines);
    }

    #[test]
    fn a_row_of_a_table_is_a_line() {
        let table = "<table><caption>Ferries</caption><thead><tr><th>Route<th>Hours</thead><tr>\
            <td>Velda to <b>Harn</b><td>7<tr><td><p>Harn</p><td>9<br>(ice)</table>";
        check(
            &format!("<p>Before.</p>{table}After."),
            &[
                "Before.",
                "Ferries",
                "Route | Hours",
                "Velda to Harn | 7",
                "Harn | 9 (ice)",
                "After.",
            ],
        );
        check(
            "<table><tr><td>Velda<td> <td>7<tr><td colspan=3>Islands<tr><td>Harn<td>2<td>9</table>",
            &["Velda | 7", "Islands", "Harn | 2 | 9"],
        );
        check(
            "<table><tr><td>Velda<td hidden>x<td>7<tr><td>Harn<td>9</table>",
            &["Velda | 7", "Harn | 9"],
        );
    }

    #[test]
    fn a_table_that_lays_a_page_out_is_columns() {
        let rows = "<tr><td>Velda<td>7<tr><td>Harn<td>9";
        let cells = ["Velda", "7", "Harn", "9"];
        check(
            &format!("<table>{rows}<tr><td><p>One.<p>Two.<td>x</table>"),
            &[&cells[..], &["One.", "Two.", "x"]].concat(),
        );
        check(
            &format!("<table>{rows}<tr><td>One.<br><br>Two.<td>x</table>"),
            &[&cells[..], &["One.", "Two.", "x"]].concat(),
        );
        check(
            &format!("<table>{rows}<tr><td><ul><li>One<li>Two</ul></table>"),
            &[&cells[..], &["One", "Two"]].concat(),
        );
        let long =
            "The two ministers signed the fisheries pact after three days of talks. ".repeat(6);
        check(
            &format!("<table>{rows}<tr><td>{long}</table>"),
            &[&cells[..], &[long.trim()]].concat(),
        );
        check("<table><tr><td><a href=/>Tides</a><td>Fleets</table>", &["Tides", "Fleets"]);
        // the inner one is a table all the same
        check(
            &format!("<table><tr><td>One<td>Two<tr><td>Three<td><table>{rows}</table></table>"),
            &["One", "Two", "Three", "Velda | 7", "Harn | 9"],
        );
    }
}
