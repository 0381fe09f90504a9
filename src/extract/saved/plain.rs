//! A saved text → an article: headline, deck, by-line and furniture told apart by their shape.
//!
//! A line is prose, or it is not; what stands before the first prose is the head. Nothing here
//! knows any one site.
//!
//! # Limits
//! A headline that ends in a full stop is read as the body's first line, and a head of more than a
//! section, a headline and a deck leaves the rest in the text.

use std::ops::Range;
use std::sync::LazyLock;

use serde::Serialize;

use super::head::{DECK, is_numbered_name, is_repeated, is_section};
use crate::clock::When;
use crate::extract::layout::consent;
use crate::extract::phrases::prose::{self, Or, columns, is_prose};
use crate::extract::phrases::{
    agencies, credits, dateline, furniture, language, quality, signs, stamp,
};
use crate::extract::{Article, Quality};
use crate::link::Link;
use crate::text;

const HEADLINE: usize = 250;
/// Lines that the head of a saved text takes up at most.
const HEAD: usize = 6;
static FILES: LazyLock<Link> =
    LazyLock::new(|| "https://file.invalid/".parse().expect("the address is written here"));

/// A saved text file as an article, and where its text stands in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    pub article: Article,
    /// Lines of the page that the file was saved from.
    pub leftovers: Vec<Leftover>,
    pieces: Vec<Piece>,
}

/// A line of a saved file that is no part of the article, but of the page around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// The number of the line in its file, from one.
    pub line: usize,
    pub text: String,
    /// Whether it was read as part of the article all the same.
    pub is_in_text: bool,
}

/// A run of the article's text that stands in the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    in_text: Range<usize>,
    in_file: usize,
}

impl Plain {
    /// The bytes of the file that hold `span` of the article's text: from where it begins to where
    /// it ends, with whatever the file has between.
    #[must_use]
    pub fn file_span(&self, span: Range<usize>) -> Range<usize> {
        let start = self.in_file(
            span.start,
            self.pieces.partition_point(|piece| piece.in_text.end <= span.start),
        );
        let end = self
            .in_file(span.end, self.pieces.partition_point(|piece| piece.in_text.end < span.end));
        start..end.max(start)
    }

    /// Where the byte `at` of the text stands, which is in this piece or before it.
    fn in_file(&self, at: usize, piece: usize) -> usize {
        let Some(piece) = self.pieces.get(piece).or(self.pieces.last()) else { return at };
        piece.in_file + at.clamp(piece.in_text.start, piece.in_text.end) - piece.in_text.start
    }

    /// An article whose text is not a part of its file, as in HTML: spans stay those of the text.
    #[must_use]
    pub fn unmapped(article: Article) -> Self {
        Self { article, leftovers: Vec::new(), pieces: Vec::new() }
    }
}

/// The article in the first 8 MiB of a `.txt` or `.md` file. `name` is the file's; the article's
/// address is `https://file.invalid/NAME`, a host that cannot exist (RFC 2606).
#[must_use]
pub fn plain(name: &str, source: &str) -> Plain {
    let source = &source[..source.floor_char_boundary(crate::page::TEXT_LIMIT)];
    let lines = lines(source);
    let texts: Vec<&str> = lines.iter().map(|line| &source[line.span.clone()]).collect();
    let mut parts = Parts::of(&lines, &texts);
    parts.read_head(&lines, &texts);
    parts.finish(name, source, &lines)
}

/// The address that stands for the file `name`.
#[must_use]
pub fn file_link(name: &str) -> Link {
    let mut url = FILES.url().clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(name.split('/'));
    }
    Link::try_from(url).unwrap_or_else(|_| FILES.clone())
}

struct Line {
    span: Range<usize>,
    /// Whether Markdown marks it as a heading: it is never prose, whatever stands at its end.
    is_heading: bool,
    /// Whether a blank line stands before it.
    is_apart: bool,
}

/// Lines that hold something, trimmed; the marks of Markdown headings fall away.
fn lines(source: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut is_apart = true;
    for line in source.split_inclusive(['\n', '\r']) {
        let start = at;
        at += line.len();
        let ignored = |c: char| {
            c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
        };
        let unled = line.trim_start_matches(ignored);
        let heading = unled.starts_with('#');
        let is_heading = heading && unled.trim_start_matches('#').starts_with(' ');
        let lead = line.len()
            - line.trim_start_matches(|c: char| ignored(c) || (heading && c == '#')).len();
        let trimmed = line[lead..].trim_end_matches(ignored);
        if trimmed.is_empty() {
            // "\r\n" is one end of a line
            is_apart |= line != "\n" || !source[..start].ends_with('\r');
            continue;
        }
        lines.push(Line { span: start + lead..start + lead + trimmed.len(), is_heading, is_apart });
        is_apart = false;
    }
    lines
}

struct Parts {
    /// For each line, whether it is part of the text.
    body: Vec<bool>,
    /// For each line, whether it is of the page around the article.
    left_out: Vec<bool>,
    credits: credits::Credits,
    headline: Option<usize>,
    deck: Option<usize>,
    section: Option<usize>,
    /// The day that stands behind the outlet's name.
    printed: Option<When>,
}

impl Parts {
    fn of(lines: &[Line], texts: &[&str]) -> Self {
        let mut body = furniture::belongs(texts);
        let left_out = body.iter().map(|belongs| !belongs).collect();
        let kept: Vec<usize> = (0..lines.len()).filter(|place| body[*place]).collect();
        let kept_texts: Vec<&str> = kept.iter().map(|place| texts[*place]).collect();
        let credits = credits::read(&kept_texts);
        for line in &credits.lines {
            body[kept[*line]] = false;
        }
        let mut parts = Self {
            body,
            left_out,
            credits,
            headline: None,
            deck: None,
            section: None,
            printed: None,
        };
        parts.read_outlet(lines, texts);
        parts.read_printed(texts);
        parts
    }

    /// Takes out the outlet's name in the line behind a by-line, with nothing between them.
    fn read_outlet(&mut self, lines: &[Line], texts: &[&str]) {
        for place in 1..lines.len().min(12) {
            let is_name =
                credits::is_title_case(texts[place]) && !prose::ends_a_sentence(texts[place]);
            if self.body[place]
                && !lines[place].is_apart
                && is_name
                && credits::byline(texts[place - 1]).is_some()
            {
                self.body[place] = false;
                let outlet = agencies::named(texts[place]).unwrap_or(texts[place]).to_owned();
                self.credits
                    .join(credits::Credit { agencies: vec![outlet], ..credits::Credit::default() });
            }
        }
    }

    /// Takes out the outlet and the day under the headline: `The Kestria Weekly, 21 June 2024`.
    fn read_printed(&mut self, texts: &[&str]) {
        let head = (0..texts.len().min(HEAD))
            .skip(1)
            .take_while(|place| !is_prose(texts[*place], Or::Headline));
        let printed = head
            .filter(|place| self.body[*place])
            .find_map(|place| Some((place, stamp::behind_a_name(texts[place])?)));
        if let Some((place, when)) = printed {
            self.body[place] = false;
            self.printed = Some(when);
        }
    }

    fn read_head(&mut self, lines: &[Line], texts: &[&str]) {
        let body: Vec<usize> = (0..lines.len()).filter(|place| self.body[*place]).collect();
        let prose = body
            .iter()
            .position(|place| !lines[*place].is_heading && is_prose(texts[*place], Or::Headline))
            .unwrap_or(body.len());
        let mut head: Vec<usize> = body[..prose].to_vec();
        if prose == body.len() && head.len() > 1 {
            // no prose at all: verse, lists, a stub; the first line stands over the others
            head.truncate(1);
        }
        if head.len() > 1 && is_numbered_name(texts[head[0]]) {
            let name = head.remove(0);
            self.body[name] = false;
            self.left_out[name] = true;
        }
        if let [first, second, ..] = head.as_slice()
            && is_section(texts[*first], texts[*second], lines[*second].is_apart)
        {
            self.section = Some(head.remove(0));
        }
        let mut head = head.into_iter();
        self.headline = head.next().filter(|place| columns(texts[*place]) <= HEADLINE);
        self.deck =
            self.headline.and_then(|_| head.next()).filter(|place| columns(texts[*place]) <= DECK);
        if self.headline.is_some() && self.deck.is_none() {
            self.deck = body
                .get(prose)
                .copied()
                .filter(|place| is_repeated(texts[*place], &body[prose + 1..], texts));
        }
        for place in [self.section, self.headline, self.deck].into_iter().flatten() {
            self.body[place] = false;
        }
    }

    fn finish(self, name: &str, source: &str, lines: &[Line]) -> Plain {
        let (text, pieces) = joined(source, lines, &self.body);
        let leftovers = self.leftovers(source, lines);
        let line = |place: Option<usize>| {
            place.map(|place| signs::folded(&source[lines[place].span.clone()]))
        };
        let mut notes = Vec::new();
        let headline = line(self.headline).unwrap_or_else(|| {
            notes.push(
                "no headline stands above the text; its first sentence stands for it".to_owned(),
            );
            first_sentence(&text)
        });
        let signed = self.credits.published.or(self.printed);
        let dateline = dateline::read(&text, signed);
        let filed = dateline.as_ref().and_then(|dateline| dateline.date);
        let mut credits = self.credits;
        if let Some(agency) = dateline.as_ref().and_then(|dateline| dateline.agency.clone()) {
            credits.join(credits::Credit { agencies: vec![agency], ..credits::Credit::default() });
        }
        let language = language::of(&[], &text);
        let article = Article {
            deck: line(self.deck),
            byline: credits.people,
            published: signed.or(filed),
            published_from: signed.map(|_| "text").or(filed.map(|_| "dateline")).map(str::to_owned),
            language_from: language.as_ref().map(|(_, from)| (*from).to_owned()),
            language: language.map(|(language, _)| language),
            section: line(self.section),
            dateline,
            credits: credits.agencies,
            quality: if text.is_empty() {
                Quality::HeadlineOnly
            } else {
                quality::of(&text, false)
            },
            notes,
            ..Article::new(file_link(name), headline, text)
        };
        Plain { article, leftovers, pieces }
    }

    fn leftovers(&self, source: &str, lines: &[Line]) -> Vec<Leftover> {
        let mut leftovers = Vec::new();
        let (mut number, mut counted) = (1, 0);
        for (place, line) in lines.iter().enumerate() {
            number += source[counted..line.span.start].matches('\n').count();
            counted = line.span.start;
            let text = &source[line.span.clone()];
            let is_read =
                self.body[place] || [self.section, self.headline, self.deck].contains(&Some(place));
            let is_in_text =
                is_read && (furniture::is_row_of_links(text) || consent::is_asking(text));
            if is_in_text || self.left_out[place] {
                leftovers.push(Leftover { line: number, text: text.to_owned(), is_in_text });
            }
        }
        leftovers
    }
}

fn joined(source: &str, lines: &[Line], body: &[bool]) -> (String, Vec<Piece>) {
    let mut text = String::new();
    let mut pieces = Vec::new();
    for (line, _) in lines.iter().zip(body).filter(|(_, is_body)| **is_body) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&source[line.span.clone()]);
        pieces.push(Piece { in_text: start..text.len(), in_file: line.span.start });
    }
    (text, pieces)
}

fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let analysed = text::analyse(line);
    analysed.sentences.first().map(|sentence| line[sentence.clone()].to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BODY: &str = "The two ministers signed the fisheries pact on Wednesday after three days \
        of talks in the old customs house.";
    const MORE: &str = "“The pact is no threat to anybody and will be honoured by both fleets for \
        many years,” the minister said, and thanked the crews.";

    /// Headline, deck, section and number of paragraphs.
    #[track_caller]
    fn check(
        source: &str,
        headline: &str,
        deck: Option<&str>,
        section: Option<&str>,
        paragraphs: usize,
    ) -> Plain {
        let plain = plain("a.txt", source);
        let article = &plain.article;
        assert_eq!(article.headline, headline);
        assert_eq!(article.deck.as_deref(), deck);
        assert_eq!(article.section.as_deref(), section);
        assert_eq!(article.text.split("\n\n").count(), paragraphs, "{}", article.text);
        plain
    }

    #[test]
    fn leftovers_of_the_page_are_told_with_their_lines() {
        let source = format!(
            "Builder #4711\n\nPact Signed\n\nHome | World | Sport | Weather\n{BODY}\nShare this \
                article\n\nWe use cookies to make your visit pleasant.\n\n{MORE}\n"
        );
        let plain = plain("a.txt", &source);
        let found: Vec<(usize, &str, bool)> = plain
            .leftovers
            .iter()
            .map(|left| (left.line, left.text.as_str(), left.is_in_text))
            .collect();
        assert_eq!(
            found,
            [
                (1, "Builder #4711", false),
                (5, "Home | World | Sport | Weather", true),
                (7, "Share this article", false),
                (9, "We use cookies to make your visit pleasant.", true),
            ]
        );
        let source = format!(
            "Pact Signed\n\n{BODY}\n\nHome | World | Sport | Weather\n{MORE}\n\n(Harbour Times - \
                April 24, 2020)\n"
        );
        assert_eq!(
            super::plain("a.txt", &source)
                .leftovers
                .iter()
                .map(|left| (left.line, left.is_in_text))
                .collect::<Vec<_>>(),
            [(5, true)]
        );
    }

    #[test]
    fn a_line_marked_as_a_heading_is_one_whatever_stands_at_its_end() {
        check(
            &format!("# The two ministers have signed the fisheries pact.\n\n{BODY}\n"),
            "The two ministers have signed the fisheries pact.",
            None,
            None,
            1,
        );
    }

    #[test]
    fn a_pages_placeholder_name_is_no_headline() {
        let source = format!(
            "Builder #4711\n\nPact on the Fisheries of the Northern Banks Signed\nThe Two \
                Ministers Meet at Sea\n\nHarbourtown, June 20 (KCNA) — \
                {BODY}\n\n{MORE}\n\nwww.kcna.kp (Juche113.6.20.)"
        );
        let article = check(
            &source,
            "Pact on the Fisheries of the Northern Banks Signed",
            Some("The Two Ministers Meet at Sea"),
            None,
            2,
        )
        .article;
        assert_eq!(article.dateline.as_ref().unwrap().place.as_deref(), Some("Harbourtown"));
        assert_eq!(article.dateline.unwrap().date, "2024-06-20".parse().ok());
        assert_eq!(
            (article.published, article.published_from.as_deref()),
            ("2024-06-20".parse().ok(), Some("text"))
        );
        assert_eq!(article.credits, ["KCNA"]);
    }

    #[test]
    fn a_text_may_begin_at_once() {
        let article =
            check(&format!("{BODY} It rained.\n{MORE}\r\n{BODY}"), BODY, None, None, 3).article;
        assert_eq!(article.notes.len(), 1);
        assert_eq!(article.published, None);
    }

    #[test]
    fn a_sentence_that_the_text_repeats_is_the_deck() {
        let deck = "‘The pact is no threat to anybody and will be honoured by both fleets,’ the \
            minister said.";
        let source = format!(
            "Ministers Sign a Pact on the Northern Banks\n{deck}\n{BODY}\nRELATED:\nMinister \
                Arrives for Talks in the Harbour\n{MORE}\n{BODY}\nSources: EFE – Xinhua – \
                TASS\nteleSUR/ JF"
        );
        let article =
            check(&source, "Ministers Sign a Pact on the Northern Banks", Some(deck), None, 3)
                .article;
        assert_eq!(article.credits, ["EFE", "Xinhua", "TASS", "teleSUR"]);
        assert!(!article.text.contains("Arrives"));
    }

    #[test]
    fn captions_by_lines_signatures_and_comment_forms_fall_away() {
        let source = format!(
            "Fisheries pact one year on\n\nAnniversary of a meeting at sea of the two \
                ministers\nThe ministers in Harbourtown, April 25, 2019. (File Photo KCNA)\n\nBy \
                Roe Ana\nHarbour Times\n\n{BODY}\n\n{MORE}\n\n(Harbour Times - April 24, \
                2020)\n\nPost a Comment\n\nPrevious Post Next Post"
        );
        let article = check(
            &source,
            "Fisheries pact one year on",
            Some("Anniversary of a meeting at sea of the two ministers"),
            None,
            2,
        )
        .article;
        assert_eq!(article.byline, ["Roe Ana"]);
        assert_eq!(article.credits, ["Harbour Times"]);
        assert_eq!(article.published, "2020-04-24".parse().ok());
    }

    #[test]
    fn a_section_stands_above_the_headline() {
        let body = "July 19 is the day on which the pact was signed, in July, Juche 89 (2000), \
            after many years of talks at sea.";
        let source = format!(
            "Foreign Affairs\n\nHistoric Pact for the Fisheries of the New \
                Century\n\n{body}\n\n{MORE}\n\nLeave a Reply\n\nFill in your details below or \
                click an icon to log in: Logo\n\nYou are commenting using your account. Log Out / \
                Change )\n\nConnecting to %s"
        );
        let article = check(
            &source,
            "Historic Pact for the Fisheries of the New Century",
            None,
            Some("Foreign Affairs"),
            2,
        )
        .article;
        assert_eq!(article.published, None);
        check(
            &format!("Pact Signed\n\nTwo fleets share the northern banks\n\n{BODY}"),
            "Pact Signed",
            Some("Two fleets share the northern banks"),
            None,
            1,
        );
    }

    #[test]
    fn a_day_behind_the_outlets_name_is_no_deck() {
        for line in [
            "The Harbour Courier, 15 October 2025",
            "Harbour Courier, Wednesday, 15 October 2025",
            "Office of Fisheries, press notice, 15 October 2025",
        ] {
            let article =
                check(&format!("Pact signed\n\n{line}\n\n{BODY}"), "Pact signed", None, None, 1)
                    .article;
            assert_eq!(article.published, "2025-10-15".parse().ok(), "{line}");
        }
        for deck in
            ["The pact that was signed on 15 October 2025", "Two fleets share the banks, at last"]
        {
            assert_eq!(
                check(
                    &format!("Pact signed\n\n{deck}\n\n{BODY}"),
                    "Pact signed",
                    Some(deck),
                    None,
                    1
                )
                .article
                .published,
                None
            );
        }
    }

    #[test]
    fn markdown_east_asian_and_odd_files_are_read() {
        check(&format!("# Pact signed\n\n{BODY}\n"), "Pact signed", None, None, 1);
        check(
            "渔业协定签署\n\n新华社港城6月20日电（记者）两国部长二十日在港城签署了渔业协定，协定有效期为五年。",
            "渔业协定签署",
            None,
            None,
            1,
        );
        check(&format!("Why did they sign?\n\n{BODY}"), "Why did they sign?", None, None, 1);
        let empty = plain("x", " \n\u{feff}\r\n");
        assert_eq!(
            (empty.article.headline.as_str(), empty.article.quality),
            ("", Quality::HeadlineOnly)
        );
        assert_eq!(empty.file_span(0..0), 0..0);
    }

    #[test]
    fn a_hundred_thousand_lines_are_answered() {
        for line in ["Comments\n", "RELATED:\n", "word word\n", "By Ana Roe\n"] {
            let read = plain("a.txt", &format!("{}{}", line.repeat(100_000), BODY));
            assert!(read.article.text.ends_with(BODY), "{line}");
        }
    }

    #[test]
    fn spans_of_the_text_lead_back_into_the_file() {
        let source = format!("Pact signed\n\n  {BODY}  \r\nRelated: other news\r\n{MORE}\n");
        let plain = plain("a.txt", &source);
        let text = &plain.article.text;
        for needle in ["two ministers", "The pact is", "crews."] {
            let at = text.find(needle).unwrap();
            assert_eq!(&source[plain.file_span(at..at + needle.len())], needle);
        }
        assert_eq!(
            &source[plain.file_span(0..text.len())],
            source[source.find("The two").unwrap()..].trim_end()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_a_file(source in "(\\PC{0,12}|\n|\r\n|RELATED:|By Ana Roe|Leave a \
            Reply|Word word word word, word word word word word word.){0,14}") {
            let plain = plain("a", &source);
            let text = &plain.article.text;
            for (at, _) in text.char_indices() {
                let span = plain.file_span(at..text.len());
                prop_assert!(source.get(span.clone()).is_some());
                let (own, read) = (source[span].chars().next(), text[at..].chars().next());
                prop_assert!(read == Some('\n') || own == read);
            }
        }

        #[test]
        fn reading_a_text_again_keeps_its_words(
            sentences in proptest::collection::vec("[A-Z][a-z]{2,8}( [a-z]{2,8}){12,20}\\.", 1..6),
        ) {
            let first = plain("a", &sentences.join("\n")).article.text;
            prop_assert_eq!(&plain("a", &first).article.text, &first);
        }
    }
}
