//! What a site repeats: lines that stand on many articles of one host are its furniture, whatever
//! they say and in whatever language.
//!
//! Every article carries the names of the lines that its page printed as text, those that were left
//! out as well: else the count would forget what is left out. Whoever files it counts them, and
//! hands the counts back as [`Repeated`] when the next page of that host is read.
//!
//! Prose of the main column is never furniture: state agencies repeat whole paragraphs, and every
//! paper has sentences that it uses daily. What is left is boxes, captions, rows of links, bare
//! headings.
//!
//! # Limits
//! A box that stands in the column itself, written in whole sentences, stays in the text.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hasher;

use scraper::ElementRef;
use twox_hash::XxHash64;

use crate::extract::layout::blocks::{self, Line};
use crate::extract::layout::printed;
use crate::extract::phrases::dateline;
use crate::extract::phrases::prose::{Or, is_prose};
use crate::extract::{Article, LineHash, Site};
use crate::text::folded;

/// Articles that have to print a line: two may be one report and its sequel.
const FEWEST: u32 = 3;
/// One in so many of the host's articles: the box of one section out of five, but not the
/// heading that some weekly column has.
const ONE_IN: u32 = 5;
/// Lines of an article that are counted: a live blog has thousands.
const LINES: usize = 300;
/// Lines of a page among which those of the text are looked up.
const PRINTED: usize = 20_000;
/// A column holds at least one part in so many of the text that no other article has.
const SHARE: usize = 5;
/// Characters of a class that are compared.
const CLASS: usize = 160;
/// Ancestors of a line that are looked at.
const DEPTH: usize = 60;
/// Elements of a text's shape within its column.
const WITHIN_COLUMN: &[&str] = &[
    "blockquote",
    "dd",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "ul",
];

/// How many articles of one host printed each line, out of how many.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repeated {
    articles: u32,
    lines: BTreeMap<LineHash, u32>,
}

impl Repeated {
    /// Articles that have to print a line before it may be furniture; what fewer printed need not
    /// be loaded.
    pub const FEWEST: u32 = FEWEST;

    /// The counts of a host: each of `lines` with how many of its last `articles` printed it.
    #[must_use]
    pub fn new(articles: u32, lines: impl IntoIterator<Item = (LineHash, u32)>) -> Self {
        Self { articles, lines: lines.into_iter().collect() }
    }

    /// The counts of a host of which nothing is known.
    #[must_use]
    pub(super) const fn nothing() -> Self {
        Self { articles: 0, lines: BTreeMap::new() }
    }

    /// Whether so many articles print `line` that it may be furniture.
    fn is_often(&self, line: LineHash) -> bool {
        self.lines
            .get(&line)
            .is_some_and(|seen| *seen >= FEWEST && seen.saturating_mul(ONE_IN) >= self.articles)
    }

    /// `text` (paragraphs, a blank line between them) without the site's furniture. `printed` is
    /// where the text's lines stand; without it all of them are taken for the main column's.
    #[must_use]
    pub fn left_out_of(&self, text: String, printed: Option<&[Line<'_>]>) -> String {
        let lines: Vec<&str> = text.split("\n\n").collect();
        let is_often = |line: &&str| {
            hash(line).is_some_and(|hash| self.is_often(hash)) && !dateline::starts(line)
        };
        let often: Vec<bool> = lines.iter().map(is_often).collect();
        if !often.contains(&true) {
            return text;
        }
        let asks =
            lines.iter().zip(&often).any(|(line, often)| *often && is_prose(line, Or::Repetition));
        let in_column = match printed {
            Some(printed) if asks => in_column(printed, &lines, &often),
            _ => vec![true; lines.len()],
        };
        let places = lines.iter().zip(often).zip(in_column);
        let kept: Vec<&str> = places
            .filter(|((line, often), in_column)| {
                !often || (*in_column && is_prose(line, Or::Repetition))
            })
            .map(|((line, _), _)| *line)
            .collect();
        kept.join("\n\n")
    }
}

/// The hashes of the lines of `text`, each once, in order.
#[must_use]
pub fn hashes(text: &str) -> Vec<LineHash> {
    let lines: BTreeSet<LineHash> = text.split("\n\n").filter_map(hash).take(LINES).collect();
    lines.into_iter().collect()
}

/// `before`, an earlier reading of the page of `now`, without the lines that were left out of `now`
/// as the site's furniture: so that an article which was read before its site was known shows no
/// edit where nobody edited.
#[must_use]
pub fn as_read_now(before: &Article, now: &Article) -> Article {
    let kept = hashes(&now.text);
    let is_left_out = |line: &str| {
        hash(line).is_some_and(|hash| now.lines.contains(&hash) && !kept.contains(&hash))
    };
    let text: Vec<&str> = before.text.split("\n\n").filter(|line| !is_left_out(line)).collect();
    Article { text: text.join("\n\n"), ..before.clone() }
}

/// Whether `article` is `earlier`, of the same host, once more: an entry under two addresses, a
/// corrected reprint. Their lines are one article's.
#[must_use]
pub fn is_printed_again(article: &Article, earlier: &Article) -> bool {
    let (lines, known) = (hashes(&article.text), hashes(&earlier.text));
    let shared = lines.iter().filter(|line| known.binary_search(line).is_ok()).count();
    Site::host(&article.url) == Site::host(&earlier.url) && shared * 2 >= lines.len().max(1)
}

/// The hash of a line; none for one without a letter: columns of numbers say nothing of their site.
fn hash(line: &str) -> Option<LineHash> {
    if !line.chars().any(char::is_alphabetic) {
        return None;
    }
    let mut hash = XxHash64::with_seed(0);
    for word in line.split_whitespace().map(folded).filter(|word| !word.is_empty()) {
        hash.write(word.as_bytes());
        hash.write(b" ");
    }
    Some(LineHash(hash.finish().cast_signed()))
}

/// Whether each line of the text stands among the text that is this article's only: in an element
/// of the same shape as those that hold much of it. Shapes, not elements: a page may put each
/// paragraph into a box of its own. What is not found on the page is taken for the column's.
fn in_column(printed: &[Line<'_>], lines: &[&str], often: &[bool]) -> Vec<bool> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        places.entry(printed::key(line)).or_default().push(at);
    }
    let mut shapes: Vec<BTreeSet<Shape<'_>>> = vec![BTreeSet::new(); lines.len()];
    for line in printed.iter().take(PRINTED) {
        let Some(at) = places.get(&printed::key(&line.text)) else { continue };
        let shape = Shape::around(line.block);
        at.iter().for_each(|at| {
            shapes[*at].insert(shape.clone());
        });
    }
    let mut own: BTreeMap<&Shape<'_>, usize> = BTreeMap::new();
    let mut all = 0;
    for ((line, shapes), _) in lines.iter().zip(&shapes).zip(often).filter(|(_, often)| !**often) {
        all += line.len();
        shapes.iter().for_each(|shape| *own.entry(shape).or_default() += line.len());
    }
    own.retain(|_, bytes| *bytes * SHARE >= all);
    let is_in_column = |shapes: &BTreeSet<Shape<'_>>| {
        own.is_empty() || shapes.is_empty() || shapes.iter().any(|shape| own.contains_key(shape))
    };
    shapes.iter().map(is_in_column).collect()
}

/// What boxes of one kind have in common: their element, and their class but for numbers in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape<'a> {
    element: &'a str,
    class: String,
}

impl<'a> Shape<'a> {
    /// The shape of the element in which the paragraphs around `block` stand.
    fn around(block: ElementRef<'a>) -> Self {
        let column = blocks::around(block)
            .take(DEPTH)
            .find(|element| !WITHIN_COLUMN.contains(&element.value().name()))
            .unwrap_or(block);
        let class = column
            .attr("class")
            .unwrap_or_default()
            .chars()
            .take(CLASS)
            .filter(|c| !c.is_numeric())
            .collect();
        Self { element: column.value().name(), class }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Page;

    const LEAD: &str = "The two ministers signed the fisheries pact on Wednesday after three days \
        of talks in the old customs house.";
    const BODY: &str = "Boats of both fleets may fish the outer banks for five years, and the \
        herring quota is to grow by a tenth each spring.";
    const END: &str = "The minister said in the harbour that it was a beginning, and that the \
        first boats would leave before the week is out.";

    /// The site has printed `repeated` on `seen` of ten articles.
    #[track_caller]
    fn check(seen: u32, repeated: &[&str], page: Option<&str>, left: &[&str]) {
        let site = Repeated::new(10, repeated.iter().map(|line| (hash(line).unwrap(), seen)));
        let paragraph = |line: &str| format!("<p>{line}</p>");
        let page = page.map(|page| {
            let page = page
                .replace("LEAD", &paragraph(LEAD))
                .replace("BODY", &paragraph(BODY))
                .replace("END", &paragraph(END));
            Page::parse(page, "https://harbour.example/pact".parse().unwrap())
        });
        let text =
            [LEAD, BODY, END].iter().chain(repeated).copied().collect::<Vec<_>>().join("\n\n");
        let text = site.left_out_of(
            text,
            page.as_ref().map(|page| blocks::lines(page.html.root_element())).as_deref(),
        );
        assert_eq!(
            text,
            [LEAD, BODY, END].iter().chain(left).copied().collect::<Vec<_>>().join("\n\n")
        );
    }

    #[test]
    fn what_three_articles_print_and_every_fifth_is_left_out() {
        let box_lines = ["Zelo vam tide letter", "Marev oti"];
        check(3, &box_lines, None, &[]);
        check(2, &box_lines, None, &box_lines);
        let site = |seen, articles| Repeated::new(articles, [(hash("Marev oti").unwrap(), seen)]);
        assert_eq!(site(3, 15).left_out_of("Marev, OTI".to_owned(), None), "");
        assert_eq!(site(3, 16).left_out_of("Marev oti".to_owned(), None), "Marev oti");
        assert_eq!(site(40, 200).left_out_of("Marev oti".to_owned(), None), "");
    }

    #[test]
    fn prose_of_the_main_column_is_never_left_out() {
        let communique = "The two sides reaffirmed that the treaty of friendship is the \
            cornerstone of their relations in the new era.";
        let short = "No boats were lost.";
        for page in [
            "<article>LEAD BODY END COMMUNIQUE SHORT</article>",
            "<article>LEAD BODY END<blockquote>COMMUNIQUE SHORT</blockquote></article>",
            "<article>LEAD BODY END<ul><li>COMMUNIQUE<li>SHORT</ul></article>",
            "<div class=p-1>LEAD</div><div class=p-2>BODY</div><div class=p-3>END</div><div \
                class=p-4>COMMUNIQUE</div><div class=p-5>SHORT</div>",
            "<table><tr><td>LEAD<br>BODY<br>END<br>COMMUNIQUE<br>SHORT</table>",
        ] {
            let page = page.replace("COMMUNIQUE", communique).replace("SHORT", short);
            check(10, &[communique, short], Some(&page), &[communique, short]);
        }
        check(10, &[communique, short], None, &[communique, short]);
        let unstopped = "ลมแรงพัดเรือประมงกลับเข้าฝั่ง ".repeat(8);
        check(10, &[unstopped.trim()], None, &[unstopped.trim()]);
    }

    #[test]
    fn prose_in_a_box_is_left_out_and_so_is_what_is_no_sentence() {
        let letter = "Every morning before the boats leave, the tide table and the news of both \
            banks come to your door.";
        for page in [
            "<article>LEAD BODY<div class=w-20>LETTER</div>END</article>",
            "<article>LEAD BODY<div><p>LETTER</div>END</article>",
            "<article>LEAD BODY END</article><section><p>LETTER</section>",
        ] {
            check(10, &[letter], Some(&page.replace("LETTER", letter)), &[]);
        }
        check(10, &["Read more.", "More from the harbour:", "The Harbour Times"], None, &[]);
    }

    #[test]
    fn datelines_and_numbers_stay() {
        let repeated = "PYONGYANG, June 20 (KCNA) --";
        check(10, &[repeated], None, &[repeated]);
        assert_eq!(hash("12 : 30"), None);
    }

    #[test]
    fn a_page_with_nothing_of_its_own_keeps_its_prose() {
        let site = Repeated::new(10, [(hash(LEAD).unwrap(), 10)]);
        let page = Page::parse(
            format!("<aside><p>{LEAD}</aside>"),
            "https://harbour.example/pact".parse().unwrap(),
        );
        assert_eq!(
            site.left_out_of(LEAD.to_owned(), Some(&blocks::lines(page.html.root_element()))),
            LEAD
        );
    }

    fn article(address: &str, lines: &[&str]) -> Article {
        Article::new(address.parse().unwrap(), "Pact signed", lines.join("\n\n"))
    }

    #[test]
    fn an_earlier_reading_loses_what_is_left_out_now() {
        let before = article("https://harbour.example/a", &[LEAD, "Marev oti", BODY, "Read more"]);
        let mut now = article("https://harbour.example/a", &[LEAD, BODY]);
        now.lines = hashes(&[LEAD, "Marev oti", BODY].join("\n\n"));
        assert_eq!(
            as_read_now(&before, &now).text,
            [LEAD, BODY, "Read more"].join("\n\n"),
            "what its page has lost is an edit"
        );
    }

    #[test]
    fn an_article_is_printed_again_where_half_its_lines_stand_on_its_own_host() {
        let first = article("https://harbour.example/a", &[LEAD, BODY, END]);
        assert!(is_printed_again(
            &article("https://harbour.example/b", &[LEAD, BODY, "Marev oti"]),
            &first
        ));
        assert!(!is_printed_again(
            &article("https://harbour.example/b", &[LEAD, "So be it.", "Marev oti"]),
            &first
        ));
        assert!(!is_printed_again(&article("https://other.example/b", &[LEAD, BODY, END]), &first));
        assert!(!is_printed_again(
            &article("https://harbour.example/b", &[]),
            &article("https://harbour.example/c", &[])
        ));
    }
}
