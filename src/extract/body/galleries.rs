//! Galleries: pages of pictures whose text is their captions.
//!
//! For pages with several pictures, each with a caption, that say more in these than in paragraphs.
//! In an article captions are none of the text, and readers drop them everywhere.
//!
//! # Limits
//! A caption is known by its element (`<figcaption>`) or its name; captions that are plain
//! paragraphs are read as such.

use std::collections::HashSet;

use crate::extract::layout::blocks::Line;
use crate::extract::layout::boxes::{self, Boxes};
use crate::extract::layout::pieces;
use crate::extract::layout::printed::Printed;
use crate::extract::phrases::furniture;
use crate::extract::phrases::prose::Or;

/// Captions of the smallest gallery.
const CAPTIONS: usize = 3;
/// Characters of such a caption.
const CAPTION: usize = 30;
/// Signs of a caption, from its end, before which a credit may begin.
const CUTS: usize = 8;
/// Bytes of a caption.
const LONGEST: usize = 2_000;

/// The paragraphs of a gallery: its captions without who took the pictures, and the sentences
/// between them; none on other pages.
#[must_use]
pub fn read(printed: &Printed<'_>, boxes: &Boxes) -> Option<Vec<String>> {
    let mut seen: HashSet<&str> = HashSet::new();
    let mut captions: Vec<Option<&str>> = vec![None; printed.lines.len()];
    let mut reading = vec![0; printed.lines.len()];
    for (at, line) in printed.lines.iter().enumerate() {
        if is_caption(line) {
            captions[at] = without_credit(&line.text).filter(|caption| seen.insert(caption));
            reading[at] = captions[at].map_or(0, str::len);
        } else if line.is_prose(Or::Label) {
            reading[at] = line.text.len();
        }
    }
    if captions.iter().flatten().count() < CAPTIONS {
        return None;
    }
    let outside = boxes.outside(&reading);
    let is_read = |at: &usize| reading[*at] > 0 && !outside[*at];
    let (shown, told): (Vec<usize>, Vec<usize>) =
        (0..reading.len()).filter(is_read).partition(|at| captions[*at].is_some());
    let bytes = |places: &[usize]| places.iter().map(|at| reading[*at]).sum::<usize>();
    if shown.len() < CAPTIONS || bytes(&shown) <= bytes(&told) {
        return None;
    }
    Some(
        (0..reading.len())
            .filter(is_read)
            .map(|at| captions[at].unwrap_or(&printed.lines[at].text).to_owned())
            .collect(),
    )
}

/// Whether a line stands in a caption that leads nowhere: teasers are pictures with captions too.
fn is_caption(line: &Line<'_>) -> bool {
    let is_named = |name: &str| matches!(name, "caption" | "captions" | "figcaption");
    let is_one = |element: scraper::ElementRef<'_>| {
        element.value().name() == "figcaption"
            || element
                .attr("class")
                .and_then(furniture::box_name)
                .is_some_and(|name| is_named(&name))
    };
    line.linked * 2 < line.text.len()
        && line.text.len() <= LONGEST
        && !boxes::is_heading(line)
        && pieces::around(line.block).take(4).any(is_one)
}

/// A caption without its credit: of `The ferry comes in. Photo: Ana Roe` what stands before the
/// credit, of a credit alone nothing.
fn without_credit(caption: &str) -> Option<&str> {
    let is_long = |text: &&str| text.chars().count() >= CAPTION;
    let before_sign = |c: char| matches!(c, '©' | '(' | '[' | '（' | '/' | '|');
    let ends = caption
        .char_indices()
        .rev()
        .filter(|(_, c)| before_sign(*c) || matches!(c, '.' | '!' | '?' | '。'))
        .take(CUTS);
    let cuts = ends.map(|(at, c)| if before_sign(c) { at } else { at + c.len_utf8() });
    let is_credit =
        |at: &usize| furniture::is_caption(caption[*at..].trim_matches([' ', '/', '|']));
    let before = cuts
        .filter(is_credit)
        .map(|at| caption[..at].trim_end())
        .filter(is_long)
        .last()
        .unwrap_or(caption);
    Some(before).filter(|before| is_long(before) && !furniture::is_caption(before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::layout::blocks;
    use crate::page::Page;

    const CAPTIONS: [&str; 3] = [
        "Six in the morning: the crane drivers watch the ferry come in.",
        "Ines Prado has sold coffee at the landing since 1998.",
        "The nine lamps of the old quay, which the museum would like to keep",
    ];
    const TEXT: &str = "Nine years after the storm the night ferry is back in Velda.";

    /// What a page reads of pictures like `figure`, with `around` where they stand.
    #[track_caller]
    fn check(around: &str, figure: &str, read: Option<&[&str]>) {
        let figures: String =
            CAPTIONS.iter().map(|caption| figure.replace("CAPTION", caption)).collect();
        let page = format!(
            "<main><h1>The quay in pictures</h1>{}</main>",
            around.replace("FIGURES", &figures)
        );
        let page = Page::parse(page, "https://harbour.example/quay".parse().unwrap());
        let lines = blocks::lines(page.html.root_element());
        let printed = Printed::of(&lines);
        let lines =
            super::read(&printed, &Boxes::of(&page, &printed, Some("The quay in pictures")));
        assert_eq!(
            lines
                .as_ref()
                .map(|lines| lines.iter().map(String::as_str).collect::<Vec<_>>())
                .as_deref(),
            read
        );
    }

    #[test]
    fn the_text_of_a_gallery_is_its_captions() {
        for figure in [
            "<figure><img src=/a.jpg><figcaption>CAPTION</figcaption></figure>",
            "<figure><img src=/a.jpg><figcaption>CAPTION <b>© Ada Brandt / Harbour \
                Times</b></figcaption></figure>",
            "<figure><img src=/a.jpg><figcaption>CAPTION (Photo: Ada Brandt)</figcaption></figure>",
            "<figure><img src=/a.jpg><figcaption><p>CAPTION</p><p>Photo: Ada \
                Brandt</p></figcaption></figure>",
            "<li><img src=/a.jpg><div class='slide-caption'>CAPTION</div></li>",
        ] {
            check("<ul>FIGURES</ul>", figure, Some(&CAPTIONS));
            check(
                &format!("<p>{TEXT}</p><div>FIGURES</div>"),
                figure,
                Some(&[&[TEXT], &CAPTIONS[..]].concat()),
            );
        }
    }

    #[test]
    fn in_an_article_captions_are_none_of_the_text() {
        let figure = "<figure><img src=/a.jpg><figcaption>CAPTION</figcaption></figure>";
        check(
            &format!("<p>{TEXT}</p><p>{TEXT} So it is.</p><p>{TEXT} And so be it.</p>FIGURES"),
            figure,
            None,
        );
        check(
            "FIGURES",
            "<a href=/a><figure><img src=/a.jpg><figcaption>CAPTION</figcaption></figure></a>",
            None,
        );
        check(
            "FIGURES",
            "<figure><img src=/a.jpg><figcaption>Photo: Ada Brandt</figcaption></figure>",
            None,
        );
        check("", figure, None);
    }
}
