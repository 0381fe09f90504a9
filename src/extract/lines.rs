//! The lines that were read from a page, and which of them are the article's text: not its headline
//! and by-line, not when it was published, not who is credited, not what stands around articles.

use crate::extract::metadata::Metadata;
use crate::extract::phrases::prose::{self, Or, is_prose};
use crate::extract::phrases::{credits, furniture, stamp, titles};
use crate::extract::{LineHash, site};

/// What was read from a page, parted into the article's text and the lines that credit somebody.
pub struct Lines {
    /// The paragraphs of the text, a blank line between them.
    pub text: String,
    /// The lines of the text, by which is counted what the site repeats.
    pub printed: Vec<LineHash>,
    pub credits: credits::Credits,
}

impl Lines {
    /// Parts `paragraphs`, which were read from the page that `metadata` is of.
    #[must_use]
    pub fn of(paragraphs: &[String], metadata: &Metadata) -> Self {
        let mut lines: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        end_before_next_article(&mut lines, metadata);
        leave_out_links(&mut lines, metadata);
        let mut belongs = furniture::belongs(&lines).into_iter();
        lines.retain(|_| belongs.next() == Some(true));
        leave_out_head(&mut lines, metadata);
        let credits = credits::read(&lines);
        let language = metadata.languages.first().map(|(language, _)| language.as_str());
        let top = lines.iter().take_while(|line| !is_prose(line, Or::Surroundings)).count();
        let is_stamp = |place: usize| {
            if place < top {
                stamp::is_stamp(lines[place], language)
            } else {
                stamp::is_labelled(lines[place], language)
            }
        };
        let text: Vec<&str> = (0..lines.len())
            .filter(|place| !credits.lines.contains(place) && !is_stamp(*place))
            .map(|place| lines[place])
            .collect();
        let text = text.join("\n\n");
        Self { printed: site::hashes(&text), text, credits }
    }
}

/// Cuts off what stands from the headline of another article on.
fn end_before_next_article(lines: &mut Vec<&str>, metadata: &Metadata) {
    let is_next = |line: &&str| metadata.other_headlines.iter().any(|other| other == line);
    if let Some(next) = lines.iter().position(is_next).filter(|next| *next > 0) {
        lines.truncate(next);
    }
}

/// Leaves out paragraphs that are nothing but a link: they lead elsewhere, unless the page makes
/// links of its text.
fn leave_out_links(lines: &mut Vec<&str>, metadata: &Metadata) {
    let is_link = |line: &str| metadata.links.contains(line);
    let linked: usize = lines.iter().filter(|line| is_link(line)).map(|line| line.len()).sum();
    if linked * 2 < lines.iter().map(|line| line.len()).sum() {
        lines.retain(|line| !is_link(line));
    }
}

/// Leaves out the headline, deck and by-line, which stand above the text on many pages, within what
/// is read; but many pages describe themselves by their first paragraph, which is no deck.
fn leave_out_head(lines: &mut Vec<&str>, metadata: &Metadata) {
    let is_headline = |line: &str| {
        metadata.headline.as_deref().is_some_and(|headline| titles::is_same(line, headline))
    };
    let is_deck = |line: &str| {
        metadata.deck.as_deref() == Some(line)
            && (metadata.deck_is_printed || !prose::ends_a_sentence(line))
    };
    let is_head = |line: &str| {
        is_headline(line) || is_deck(line) || metadata.byline.iter().any(|name| name == line)
    };
    let head = lines.iter().take_while(|line| is_head(line)).count();
    if head < lines.len() {
        lines.drain(..head);
    }
}
