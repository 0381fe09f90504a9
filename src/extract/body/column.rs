//! The column of a page in which its article's text stands, and what a reader of the page lost
//! there.
//!
//! Boilerplate removers judge each paragraph; here a column is read as a whole, because a text does
//! not leave its column for one paragraph: headings, lists and tables between its paragraphs are
//! its own, and so is a short or much-linked sentence.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::extract::layout::blocks::Line;
use crate::extract::layout::boxes::{self, Boxes};
use crate::extract::layout::printed::{Printed, Reading};
use crate::extract::phrases::furniture;
use crate::extract::phrases::prose::{Or, is_prose};

/// Lines before and behind the text that may credit it.
const NEAR: usize = 3;
/// Bytes of a text that is long enough to be an article's.
const LONG: usize = 1_200;
/// Other lines have at most one part in so many of a text that stands alone.
const BESIDE: usize = 25;
/// Characters of a line that tells its column.
const TELLING: usize = 30;
/// A column of the text holds at least one part in so many of it.
const COLUMN: usize = 10;
/// Columns of one class hold at least one part in so many, all together.
const CLASS: usize = 3;

/// The page as it is read without anybody's help: the column with most prose, and those of the same
/// class; with their share of the page's prose, 0 to 1.
#[must_use]
pub fn read(printed: &Printed<'_>, boxes: &Boxes) -> (Reading, f32) {
    let mut reading: Reading = printed
        .lines
        .iter()
        .map(|line| if line.is_prose(Or::Surroundings) { line.text.len() } else { 0 })
        .collect();
    let outside = boxes.outside(&reading);
    reading
        .iter_mut()
        .zip(&outside)
        .filter(|(_, is_outside)| **is_outside)
        .for_each(|(bytes, _)| *bytes = 0);
    let mut columns: HashMap<_, usize> = HashMap::new();
    for (column, bytes) in printed.columns.iter().zip(&reading) {
        *columns.entry(column.id()).or_default() += bytes;
    }
    let main = (0..reading.len())
        .filter(|at| reading[*at] > 0)
        .max_by_key(|at| (columns[&printed.columns[*at].id()], Reverse(*at)));
    let Some(main) = main.map(|at| printed.columns[at]) else { return (reading, 0.0) };
    let prose: usize = reading.iter().sum();
    for (bytes, column) in reading.iter_mut().zip(&printed.columns) {
        let is_alike = shape(*column) == shape(main) && !shape(main).1.is_empty();
        if column.id() != main.id() && !is_alike {
            *bytes = 0;
        }
    }
    let share = reading.iter().sum::<usize>() as f32 / prose.max(1) as f32;
    (reading, share)
}

/// The lines of the text that was read: without those that stand outside (but `kept`), and with
/// those of its column that were lost.
#[must_use]
pub fn whole(
    printed: &Printed<'_>,
    boxes: &Boxes,
    reading: &Reading,
    kept: &dyn Fn(&str) -> bool,
) -> Vec<usize> {
    let outside = boxes.outside(reading);
    let lost = lost(printed, reading, &outside, kept);
    let lead = lead(printed, boxes, reading, &outside);
    let belongs = |at: &usize| {
        lead == Some(*at)
            || lost[*at]
            || (reading[*at] > 0 && (!outside[*at] || kept(&printed.lines[*at].text)))
    };
    (0..reading.len()).filter(belongs).collect()
}

/// Whether the text of `lines` is long, and little else stands on the page in no box and no link.
/// Where no headline is printed, nobody knows where the text begins.
#[must_use]
pub fn is_alone(printed: &Printed<'_>, boxes: &Boxes, lines: &[usize]) -> bool {
    let bytes = |line: &Line<'_>| line.text.len();
    let read: HashSet<usize> = lines.iter().copied().collect();
    let reading: Reading = printed
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| if read.contains(&at) { bytes(line) } else { 0 })
        .collect();
    let outside = boxes.outside(&reading);
    let is_beside = |at: &usize| {
        !outside[*at]
            && !read.contains(at)
            && printed.lines[*at].linked * 2 < bytes(&printed.lines[*at])
    };
    let beside: usize =
        (0..reading.len()).filter(is_beside).map(|at| bytes(&printed.lines[at])).sum();
    let own: usize = reading.iter().sum();
    boxes.headline().is_some() && own >= LONG && beside * BESIDE <= own
}

/// The sentence that stands between the headline and the text: on many sites it is the first
/// paragraph in another dress.
fn lead(
    printed: &Printed<'_>,
    boxes: &Boxes,
    reading: &Reading,
    outside: &[bool],
) -> Option<usize> {
    let first = (0..reading.len()).find(|at| reading[*at] > 0 && !outside[*at])?;
    let is_lead = |at: &usize| !outside[*at] && printed.lines[*at].is_prose(Or::Surroundings);
    (boxes.headline()? + 1..first).find(is_lead)
}

/// Whether each line was lost: it stands in a column of the text, and is of the text by its kind.
fn lost(
    printed: &Printed<'_>,
    reading: &Reading,
    outside: &[bool],
    kept: &dyn Fn(&str) -> bool,
) -> Vec<bool> {
    let count = reading.len();
    let is_read = |at: usize| reading[at] > 0 && !outside[at];
    let mut lost = vec![false; count];
    let (Some(first), Some(last)) =
        ((0..count).find(|at| is_read(*at)), (0..count).rfind(|at| is_read(*at)))
    else {
        return lost;
    };
    let (mut columns, mut classes, mut all) = (HashMap::new(), HashMap::new(), 0);
    for at in (first..=last)
        .filter(|at| is_read(*at) && printed.lines[*at].text.chars().count() >= TELLING)
    {
        let column = printed.columns[at];
        *columns.entry(column.id()).or_insert(0) += reading[at];
        *classes.entry(shape(column)).or_insert(0) += reading[at];
        all += reading[at];
    }
    let is_in_column = |at: usize| {
        let column = printed.columns[at];
        let is_alike = || {
            !shape(column).1.is_empty()
                && classes.get(&shape(column)).is_some_and(|bytes| bytes * CLASS >= all)
        };
        columns.get(&column.id()).is_some_and(|bytes| bytes * COLUMN >= all) || is_alike()
    };
    // from behind: a heading is of the text where text follows
    let mut text_follows = false;
    for at in (0..count).rev() {
        let line = &printed.lines[at];
        if is_read(at) {
            text_follows = true;
            continue;
        }
        if outside[at] || !is_in_column(at) {
            continue;
        }
        let is_near = at + NEAR >= first && at <= last + NEAR;
        if is_near && kept(&line.text) {
            lost[at] = true;
            continue;
        }
        if line.linked * 2 > line.text.len() || furniture::is_caption(&line.text) {
            continue;
        }
        let is_within = (first..=last).contains(&at);
        lost[at] = match line.block.value().name() {
            "h2" | "h3" | "h4" | "h5" | "h6" => is_within && text_follows,
            "li" | "td" | "th" | "tr" | "dd" | "dt" | "pre" | "blockquote" => is_within,
            "p" => is_within || is_prose(&line.text, Or::Surroundings),
            _ => is_within && is_prose(&line.text, Or::Surroundings),
        };
        if lost[at] {
            text_follows = !boxes::is_heading(line);
        }
    }
    lost
}

/// What columns of one kind have in common: the element, and its class.
fn shape(column: scraper::ElementRef<'_>) -> (&str, &str) {
    (column.value().name(), column.value().attr("class").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::layout::blocks;
    use crate::page::Page;

    const LEAD: &str = "The two ministers signed the fisheries pact on Wednesday after three days \
        of talks in the old customs house.";
    const BODY: &str = "Boats of both fleets may fish the outer banks for five years, and the \
        herring quota is to grow by a tenth each spring.";
    const END: &str = "The minister said in the harbour that it was a beginning, and that the \
        first boats would leave before the week is out.";

    fn text(page: &Page, read: &[String]) -> Vec<String> {
        let lines = blocks::lines(page.html.root_element());
        let printed = Printed::of(&lines);
        let boxes = Boxes::of(page, &printed, Some("Pact signed"));
        whole(&printed, &boxes, &printed.reading(read).0, &|_| false)
            .into_iter()
            .map(|at| printed.lines[at].text.clone())
            .collect()
    }

    /// What is left of `read` and the prose around it, on a page with a headline.
    #[track_caller]
    fn check(page: &str, read: &[&str], left: &[&str]) {
        let page = page
            .replace("LEAD", &format!("<p>{LEAD}</p>"))
            .replace("BODY", &format!("<p>{BODY}</p>"))
            .replace("END", &format!("<p>{END}</p>"));
        let page = Page::parse(page, "https://harbour.example/pact".parse().unwrap());
        let lines: Vec<String> =
            [LEAD, BODY, END].iter().chain(read).map(|line| (*line).to_owned()).collect();
        let (prose, rest): (Vec<String>, Vec<String>) = text(&page, &lines)
            .into_iter()
            .partition(|line| [LEAD, BODY, END].contains(&line.as_str()));
        assert_eq!(prose, [LEAD, BODY, END], "the prose");
        assert_eq!(rest, *left);
    }

    #[test]
    fn what_stands_above_the_headline_is_left_out() {
        let page = "<table><tr><td><a href=/>Tides</a><br><a href=/>Fleets</a><p>Printed when the \
            wind allows<td><h1>Pact signed</h1>LEAD BODY END</table>";
        check(page, &["Tides", "Fleets", "Printed when the wind allows", "Pact signed"], &[]);
        // a headline that is printed below its text leaves the text above it alone
        check(
            "<div>LEAD BODY END<p>Boats wait.</div><h1>Pact signed</h1>",
            &["Boats wait."],
            &["Boats wait."],
        );
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
            check(
                &format!("<article><h1>Pact signed</h1>LEAD BODY {page} END</article>"),
                &["One letter a day"],
                &[],
            );
        }
    }

    #[test]
    fn lists_of_links_are_left_out() {
        let list = "<ul><li><a href=/a>The fleets wait for the storm to pass</a> 3 hours \
            ago<li><a href=/b>Herring</a></ul>";
        let read = ["The fleets wait for the storm to pass 3 hours ago", "Herring"];
        check(&format!("<h1>Pact signed</h1>LEAD BODY {list} END"), &read, &[]);
        let points = "<ul><li>Five years<li>Two fleets, says <a href=/a>the text</a></ul>";
        check(
            &format!("<h1>Pact signed</h1>LEAD BODY {points} END"),
            &["Five years"],
            &["Five years", "Two fleets, says the text"],
        );
    }

    #[test]
    fn what_holds_much_of_the_text_is_no_box() {
        check("<h1>Pact signed</h1><div class='share-wrapper'>LEAD BODY END</div>", &[], &[]);
        check(
            "<div class=related><h1>Pact signed</h1><p>So be it.</div>LEAD BODY END",
            &["So be it."],
            &["So be it."],
        );
        let pieces = "<h1>Pact signed</h1><div class=promo>LEAD</div><div \
            class=promo>BODY</div><div class=promo>END</div>";
        check(pieces, &[], &[]);
    }

    #[test]
    fn what_follows_the_comments_mark_is_left_out() {
        let page = "<h1>Pact signed</h1><a href=#c>Comments</a>LEAD BODY END<div><b>Comments \
            (2)</b><p>oar: about time</div>";
        check(page, &["oar: about time"], &[]);
        check("<h1>Pact signed</h1>LEAD <b>Comments</b> BODY END", &[], &[]);
    }

    #[test]
    fn what_was_lost_of_the_column_is_found_again() {
        let page = format!(
            "<h1>Pact signed</h1><div><p>{LEAD}</p><p>{BODY}</p><p>So be \
                it.</p><p>{END}</p></div><p>{LEAD} Again.</p>"
        );
        let page = Page::parse(page, "https://harbour.example/pact".parse().unwrap());
        assert_eq!(text(&page, &[END.to_owned()]), [LEAD, BODY, END]);
        assert_eq!(text(&page, &[LEAD.to_owned(), END.to_owned()]), [LEAD, BODY, "So be it.", END]);
        assert_eq!(text(&page, &[]), [""; 0]);
    }

    #[test]
    fn a_line_that_is_printed_in_the_text_too_stays() {
        check(
            "<aside><p>So be it.</aside><h1>Pact signed</h1>LEAD BODY<p>So be it.</p>END",
            &["So be it."],
            &["So be it."],
        );
        check("<h1>Pact signed</h1>LEAD BODY END", &["Nowhere on the page."], &[]);
    }

    #[test]
    fn pieces_of_one_text_are_judged_together_though_each_has_a_class_of_its_own() {
        let piece =
            |name: &str, text: &str| format!("<div class='widget widget-{name}'>{text}</div>");
        let page = format!(
            "<h1>Pact signed</h1>{}{}{}",
            piece("a1", "LEAD"),
            piece("b2", "BODY"),
            piece("c3", "END")
        );
        check(&page, &[], &[]);
    }

    #[test]
    fn consent_is_no_text_however_long_it_is() {
        let consent = format!(
            "<div id=cookie-banner><p>{}</p></div>",
            "We keep cookies on the quay. ".repeat(40)
        );
        check(
            &format!("<h1>Pact signed</h1>LEAD BODY END {consent}"),
            &["We keep cookies on the quay. ".repeat(40).trim()],
            &[],
        );
    }

    #[test]
    fn what_style_sheets_hide_is_left_out() {
        check(
            "<h1>Pact signed</h1>LEAD BODY<p class=hidden>Printed on paper.</p>END",
            &["Printed on paper."],
            &[],
        );
        check(
            "<h1>Pact signed</h1>LEAD BODY<p class='d-none d-print-block'>Printed on paper.</p>END",
            &["Printed on paper."],
            &[],
        );
        check(
            "<h1>Pact signed</h1>LEAD BODY<p class='hidden md:block'>On wide screens.</p>END",
            &["On wide screens."],
            &["On wide screens."],
        );
    }

    #[test]
    fn a_figure_is_left_out_unless_it_holds_text() {
        check(
            "<h1>Pact signed</h1>LEAD BODY<figure><p>Boats wait.</figure>END",
            &["Boats wait."],
            &[],
        );
        let quoted = "<figure><blockquote><p>Boats wait.</blockquote></figure>";
        check(
            &format!("<h1>Pact signed</h1>LEAD BODY {quoted} END"),
            &["Boats wait."],
            &["Boats wait."],
        );
    }

    #[test]
    fn headings_lists_and_tables_of_the_column_are_found_again() {
        let page = "<h1>Pact signed</h1><div>LEAD<h2>What it says</h2>BODY<ul><li>Five \
            years<li>Two fleets</ul><h3>More boats</h3></div>END";
        check(page, &[], &["What it says", "Five years", "Two fleets", "More boats"]);
        let table =
            "<table><tr><th>Route<th>Hours<tr><td>Velda<td>7</table><dl><dt>Quota<dd>A tenth</dl>";
        check(
            &format!("<h1>Pact signed</h1><div>LEAD{table}BODY</div>END"),
            &[],
            &["Route | Hours", "Velda | 7", "Quota", "A tenth"],
        );
        check(
            "<h1>Pact signed</h1><div>LEAD<p><a href=/a>The storm of last \
                week</a></p>BODY</div>END",
            &[],
            &[],
        );
    }

    #[test]
    fn the_sentence_between_headline_and_text_leads_it() {
        let lead = "After three days of talks the fleets of both countries may fish on the outer \
            banks again.";
        let page = format!(
            "<header><h1>Pact signed</h1><div class=summary>{lead}</div></header><div \
                class=share>Share it</div><article>LEAD BODY END</article>"
        );
        check(&page, &[], &[lead]);
    }

    #[test]
    fn who_is_credited_right_before_or_behind_the_text_goes_with_it() {
        let credit = "<p>Source: <a href=/rna>RNA</a></p>";
        let paragraphs =
            |lines: &[&str]| lines.iter().map(|line| format!("<p>{line}</p>")).collect::<String>();
        let credited = |page: &str| {
            let page =
                Page::parse(page.to_owned(), "https://harbour.example/pact".parse().unwrap());
            let lines = blocks::lines(page.html.root_element());
            let printed = Printed::of(&lines);
            let boxes = Boxes::of(&page, &printed, Some("Pact signed"));
            let whole = whole(&printed, &boxes, &read(&printed, &boxes).0, &|line| {
                line.starts_with("Source:")
            });
            whole.into_iter().any(|at| printed.lines[at].text == "Source: RNA")
        };
        let body = paragraphs(&[LEAD, BODY, END]);
        assert!(credited(&format!("<h1>Pact signed</h1><div>{body}{credit}</div>")));
        assert!(credited(&format!("<h1>Pact signed</h1><div>{credit}{body}</div>")));
        assert!(!credited(&format!(
            "<h1>Pact signed</h1><div>{body}</div><footer>{credit}</footer>"
        )));
        let away = paragraphs(&["Tides", "Fleets", "Ports"]);
        assert!(!credited(&format!("<h1>Pact signed</h1><div>{body}{away}{credit}</div>")));
    }

    #[test]
    fn a_page_is_read_without_help_in_the_column_with_most_prose() {
        let aside = format!("<div class=right><p>{BODY} It was said.</p></div>");
        let page = format!(
            "<h1>Pact signed</h1><div class=main><p>{LEAD}</p><h2>What it \
                says</h2><p>{END}</p></div>{aside}"
        );
        let page = Page::parse(page, "https://harbour.example/pact".parse().unwrap());
        let lines = blocks::lines(page.html.root_element());
        let printed = Printed::of(&lines);
        let boxes = Boxes::of(&page, &printed, Some("Pact signed"));
        let lines: Vec<&str> = whole(&printed, &boxes, &read(&printed, &boxes).0, &|_| false)
            .into_iter()
            .map(|at| printed.lines[at].text.as_str())
            .collect();
        assert_eq!(lines, [LEAD, "What it says", END]);
    }
}
