//! Whatever a page does, it is answered: with the best value, in bounds, without a crash.
//!
//! The pages are those in `tests/pages`, written for this project, and, where `DATELINE_DATA` names
//! its folder, some of the public ones. With `DATELINE_THOROUGH` set all of those, and what takes a
//! debug build long in full size.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;
use scraper::Html;

use crate::extract::{Article, Site, extract};
use crate::page::{Page, TEXT_LIMIT, decode};

/// Values that one page may declare of a kind, and bytes of one of them.
const VALUES: usize = 100;
const VALUE: usize = 4 << 10;
/// The remover prints formatting within formatting once a level, of which `page` leaves four.
const LEVELS: usize = 4;

fn read(source: String) -> Article {
    let page = Page::parse(source, "https://harbour.example/news/1".parse().unwrap());
    extract(&page, None, &Site::default(), "2026-11-25T00:00:00Z".parse().unwrap())
}

/// The article on a page that is answered in bounds.
#[track_caller]
fn answered(source: String) -> Article {
    let limit = source.len().min(TEXT_LIMIT) * LEVELS;
    let article = read(source);
    assert!(article.text.len() <= limit, "{} bytes of text, {limit} at most", article.text.len());
    let short = [
        Some(&article.headline),
        article.deck.as_ref(),
        article.site_name.as_ref(),
        article.section.as_ref(),
        article.language.as_ref(),
    ];
    assert!(article.lines.len() <= 300);
    let lists = [&article.byline, &article.tags, &article.credits, &article.notes];
    for list in lists {
        assert!(list.len() <= VALUES, "{} values: {list:.80?}", list.len());
    }
    for value in short.into_iter().flatten().chain(lists.into_iter().flatten()) {
        assert!(value.len() <= VALUE, "{} bytes: {value:.80}", value.len());
    }
    article
}

/// The pages in `tests/pages`, by name.
static PAGES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut pages: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "html"))
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    pages.sort();
    assert!(pages.len() >= 10);
    pages
});

fn page() -> impl Strategy<Value = &'static str> {
    any::<proptest::sample::Index>().prop_map(|index| index.get(&PAGES).1.as_str())
}

/// Every so many-th of the public pages.
fn public(every: usize) -> impl Iterator<Item = String> {
    let data = std::env::var_os("DATELINE_DATA").map(PathBuf::from);
    if data.is_none() {
        eprintln!("skipped: DATELINE_DATA names no folder with public pages");
    }
    let folders = data.into_iter().flat_map(|data| {
        ["extraction/news", "extraction/outlets", "extraction/articles", "metadata", "dates"]
            .map(|set| data.join(set).join("html"))
    });
    let mut files: Vec<PathBuf> = folders
        .flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    files.into_iter().step_by(every).map(|file| {
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(fs::File::open(file).unwrap())
            .read_to_end(&mut bytes)
            .unwrap();
        decode(&bytes, None)
    })
}

/// The `share` of what is tried: all of it where the tests are told to be thorough.
fn unless_thorough(share: usize) -> usize {
    if std::env::var_os("DATELINE_THOROUGH").is_some() { 1 } else { share }
}

fn cut(source: &str, share: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a page"
    )]
    let at = (source.len() as f64 * share) as usize;
    source[..source.floor_char_boundary(at)].to_owned()
}

/// `source` without its `number`th element, counted round.
fn without_element(source: &str, number: usize) -> String {
    let mut html = Html::parse_document(source);
    let elements: Vec<_> =
        html.tree.nodes().filter(|node| node.value().is_element()).map(|node| node.id()).collect();
    html.tree.get_mut(elements[number % elements.len()]).unwrap().detach();
    html.html()
}

/// A plain page that holds an article and nothing else.
fn plain_page(article: &Article) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>Page</title></head><body><article>",
    );
    for paragraph in article.text.split("\n\n") {
        write!(page, "<p>{}</p>", html_escape::encode_text(paragraph)).unwrap();
    }
    page + "</article></body></html>"
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        answered(decode(&bytes, None));
    }

    #[test]
    fn any_markup_is_answered(
        source in "(</?(article|p|div|table|tr|td|ul|li|a href=/|br|h1|script|script \
            type=application/ld\\+json|time|meta|figure|template|svg|select|form)>|\
            \\{\"@type\":\"NewsArticle\",|\"articleBody\":\"|\\}|<!--|-->|\
            The boats came home on Tuesday\\. |Page |é|<|\"|&amp;|&#0;){0,120}"
    ) {
        answered(source);
    }

    #[test]
    fn any_part_of_a_page_is_answered(source in page(), share in 0.0..1.0) {
        answered(cut(source, share));
    }

}

#[test]
fn a_page_without_any_one_element_is_answered() {
    for (name, source) in &*PAGES {
        let elements = source.matches('<').count();
        assert!(elements > 10, "{name}");
        for number in 0..elements {
            answered(without_element(source, number));
        }
    }
}

#[test]
fn public_pages_are_answered_whole_cut_and_without_an_element() {
    for (number, source) in public(unless_thorough(40)).enumerate() {
        answered(cut(&source, 0.1 + (number % 9) as f64 / 10.0));
        answered(without_element(&source, number * 7_919));
        answered(source);
    }
}

/// So many pieces, each with its number.
fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// What is made to cost much, by what it does; it stands within an article.
fn costly() -> Vec<(&'static str, String)> {
    let few = unless_thorough(20);
    let many = 100_000 / few;
    vec![
        ("nested divs", "<div>x".repeat(100_000)),
        ("nested spans", "<span>x".repeat(100_000)),
        ("nested links", "<a href=/>x".repeat(100_000)),
        ("nested quotes", "<blockquote>x".repeat(100_000)),
        ("nested bold", "<b>x".repeat(100_000)),
        ("nested fonts", "<font size=1>x".repeat(100_000)),
        ("nested articles", "<article>x".repeat(100_000)),
        ("nested elements of its own", "<x-y>x".repeat(100_000)),
        ("nested lists", "<ul><li>x".repeat(many)),
        ("nested tables", "<table><tr><td>x".repeat(many)),
        ("nested selects", "<select><option>x".repeat(many)),
        ("nested templates", "<template><p>x".repeat(many)),
        ("end tags", "</div></p></b></article>".repeat(many)),
        ("20 MB of one line", "word ".repeat(4_000_000)),
        ("a word of many megabytes", "x".repeat(20_000_000 / few)),
        ("a paragraph of many sentences", "The boats came home. ".repeat(1_000_000 / few)),
        (
            "a million attributes",
            format!("<p {}>x", numbered(1_000_000, |number| format!(" a{number}"))),
        ),
        (
            "a million classes",
            format!("<p class='{}'>x", numbered(1_000_000, |number| format!("c{number} "))),
        ),
        ("paragraphs", numbered(many, |number| format!("<p>Boat {number} came home on Tuesday."))),
        ("paragraphs that say the same", "<p>Share this article".repeat(many)),
        ("divs", numbered(many, |number| format!("<div>Boat {number} came home.</div>"))),
        ("breaks", numbered(many, |number| format!("Boat {number} came home on Tuesday.<br>"))),
        ("links", numbered(many, |number| format!("<a href=/{number}>Boat {number}</a>"))),
        (
            "a list",
            format!("<ul>{}</ul>", numbered(many, |number| format!("<li>Boat {number} came home"))),
        ),
        ("headings", numbered(many, |number| format!("<h2>Boat {number}</h2>"))),
        ("headlines", "<h1>Boats</h1>".repeat(many)),
        ("times", "<time datetime=2024-06-18>18 June 2024</time> ".repeat(many)),
        ("dates", numbered(many, |number| format!("<span>{} June 2024</span> ", number % 30))),
        (
            "microdata",
            numbered(many, |number| {
                format!("<span itemprop=author itemscope><i itemprop=name>Ana {number}</i></span>")
            }),
        ),
        ("credits", numbered(many, |number| format!("<p>By Ana Roe {number}, AFP"))),
        (
            "captions",
            numbered(many, |number| {
                format!("<figure><img><figcaption>Photo: Ana {number}</figcaption></figure>")
            }),
        ),
        ("forms", "<form><input type=email></form>".repeat(many)),
        (
            "a table",
            format!(
                "<table>{}</table>",
                numbered(many, |number| format!("<tr><td>Boat {number}<td>{number}"))
            ),
        ),
        (
            "a row of cells",
            format!("<table><tr>{}</table>", numbered(many, |number| format!("<td>{number}"))),
        ),
        (
            "metadata",
            numbered(many, |number| {
                format!(
                    "<meta name=author content='Ana Roe {number}'><meta property=article:tag \
                        content=t{number}>"
                )
            }),
        ),
        ("entities", "&amp;&lt;&notanentity;&#x110000;".repeat(many)),
        ("open tags", "<".repeat(100_000)),
        ("an open comment", "<!--".repeat(100_000)),
        (
            "an image of 5 MB in its address",
            format!("<img src='data:image/png;base64,{}'>", "iVBORw0KGgo".repeat(450_000)),
        ),
        ("an address of 5 MB", format!("<a href='/{}'>x</a>", "x/".repeat(2_500_000))),
        ("white space", " \n\u{a0}".repeat(1_000_000 / few)),
        ("marks on letters", "e\u{301}\u{302}".repeat(1_000_000 / few)),
        ("open brackets", "([“".repeat(1_000_000 / few)),
        (
            "a headline of a megabyte",
            format!("<meta property=og:title content='{0}'><h1>{0}</h1>", "Boats ".repeat(170_000)),
        ),
        (
            "names of a megabyte",
            format!(
                "<meta name=description content='{0}'><meta name=author content='{0}'><meta \
                    name=keywords content='{0}'>",
                "Ana Roe, ".repeat(110_000)
            ),
        ),
    ]
}

/// What is made to cost much within a script of JSON-LD, by what it does.
fn costly_json() -> Vec<(&'static str, String)> {
    let node = |number| {
        format!(
            "{{\"@type\":\"NewsArticle\",\"@id\":\"#{number}\",\"headline\":\"Boats\",\
                \"author\":{{\"@id\":\"#{}\"}}}},",
            number + 1
        )
    };
    let body = "The boats came home on Tuesday. ".repeat(1_500_000 / unless_thorough(10) / 10);
    vec![
        (
            "50,000 nodes",
            format!(
                "{{\"@context\":\"https://schema.org\",\"@graph\":[{}{{}}]}}",
                numbered(50_000, node)
            ),
        ),
        ("200,000 open arrays", "[".repeat(200_000)),
        ("200,000 open objects", "{\"a\":".repeat(200_000)),
        (
            "what is broken everywhere",
            "{\"@type\":\"NewsArticle\",\"headline\":\"Boats\n,,".repeat(50_000),
        ),
        (
            "a body of megabytes",
            format!("{{\"@type\":\"NewsArticle\",\"articleBody\":\"{body}\"}}"),
        ),
        (
            "scripts",
            "{\"@type\":\"NewsArticle\"}</script><script type=application/ld+json>".repeat(50_000),
        ),
    ]
}

#[test]
fn pages_that_are_made_to_cost_much_are_answered() {
    let prose = "<p>The boats came home on Tuesday, and the crews said that they had seen nothing \
        like it since the storm.</p>"
        .repeat(8);
    for (name, inside) in costly() {
        eprintln!("{name}");
        answered(format!(
            "<html><head><title>Boats</title></head><body><article>\
                <h1>Boats</h1>{prose}{inside}{prose}</article></body></html>"
        ));
    }
    for (name, inside) in costly_json() {
        eprintln!("{name} in JSON-LD");
        answered(format!(
            "<html><head><script \
                type=application/ld+json>{inside}</script></head><body><article>{prose}</article>\
                </body></html>"
        ));
    }
}

fn same_again(name: &str, source: String) -> Result<(), String> {
    let first = read(source);
    let again = read(plain_page(&first));
    if first.text == again.text {
        return Ok(());
    }
    let mut said = format!("== {name}\n");
    let (old, new): (Vec<&str>, Vec<&str>) =
        (first.text.split("\n\n").collect(), again.text.split("\n\n").collect());
    for line in &old {
        if !new.contains(line) {
            writeln!(said, "- {line:.200}").unwrap();
        }
    }
    for line in &new {
        if !old.contains(line) {
            writeln!(said, "+ {line:.200}").unwrap();
        }
    }
    Err(said)
}

#[test]
fn an_extracted_text_read_again_is_the_same() {
    let differ: Vec<String> =
        PAGES.iter().filter_map(|(name, source)| same_again(name, source.clone()).err()).collect();
    assert!(differ.is_empty(), "{}", differ.concat());
}

/// The remover drops short lines in which a network, a mail or a date stands, but not where it took
/// the text from JSON-LD; a line of code is no line of a text.
#[test]
fn nearly_all_public_texts_read_again_are_the_same() {
    let compared: Vec<Result<(), String>> =
        public(unless_thorough(40)).map(|source| same_again("a public page", source)).collect();
    let differ: String =
        compared.iter().filter_map(|same| same.as_ref().err().map(String::as_str)).collect();
    assert!(
        compared.iter().filter(|same| same.is_err()).count() * 50 <= compared.len(),
        "{differ}"
    );
    eprintln!("{differ}");
}
