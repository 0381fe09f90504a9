//! `docs/queries.md` is what the query language does: its tables are run, row by row.

use std::fs;
use std::path::Path;

use dateline::compare::Names;
use dateline::extract::Article;
use dateline::settings::RawFile;
use dateline::text::analyse;
use dateline::watch::{Document, Query, Watch};

const HITS: &str = "| query | article | hits |";
const REFUSED: &str = "| refused | what it says |";
const DOUBTED: &str = "| doubted | what it says |";

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/queries.md")).unwrap()
}

/// The cells of all rows of tables below `heading`, wherever it stands.
fn rows(document: &str, heading: &str) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        if line == heading {
            rows.extend(lines.by_ref().skip(1).take_while(|line| line.starts_with('|')).map(cells));
        }
    }
    rows
}

/// The cells of a row of a Markdown table, in which `\|` is a bar.
fn cells(row: &str) -> Vec<String> {
    let row = row.replace(r"\|", "\u{0}");
    row.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
}

/// The query that stands between the backticks of a cell.
fn query(cell: &str) -> &str {
    cell.strip_prefix('`')
        .and_then(|cell| cell.strip_suffix('`'))
        .unwrap_or_else(|| panic!("no query between backticks: {cell}"))
}

/// The blocks of TOML whose first line is `# FOLDER/NAME.toml`.
fn files(document: &str, folder: &str) -> Vec<RawFile> {
    let blocks = document
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```").map(|(block, _)| block));
    let named = |block: &str| {
        let path = block.lines().next()?.strip_prefix("# ")?.to_owned();
        let stem = path.strip_prefix(folder)?.strip_suffix(".toml")?.to_owned();
        Some(RawFile { path, stem, bytes: block.into() })
    };
    blocks.filter_map(named).collect()
}

fn names(document: &str) -> Names {
    Names::parse(&files(document, "names/")).unwrap()
}

/// Whether the query holds for an article as the tables write one: `**Headline** text ¶ text`.
fn holds(query: &str, article: &str, names: &Names) -> bool {
    let (headline, text) =
        article.strip_prefix("**").and_then(|rest| rest.split_once("**")).unwrap_or(("", article));
    let text = text.trim().replace(" ¶ ", "\n\n");
    let mut article =
        Article::new("https://www.post.example/a".parse().unwrap(), headline, text.as_str());
    article.language = Some("en".to_owned());
    let query =
        Query::parse(query, names).unwrap_or_else(|error| panic!("{}", error.in_source(query)));
    let (headline, body) = (analyse(headline), analyse(&text));
    query.reasons(&Document::of(&article, &headline, &body, "harbour-post")).is_some()
}

#[test]
fn every_query_of_the_document_hits_what_it_says_and_nothing_else() {
    let document = document();
    let names = names(&document);
    let rows = rows(&document, HITS);
    assert!(rows.len() > 70, "{} rows", rows.len());
    for row in rows {
        let [written, article, hits] = &row[..] else { panic!("{row:?}") };
        assert!(["yes", "no"].contains(&hits.as_str()), "{row:?}");
        assert_eq!(holds(query(written), article, &names), hits == "yes", "{row:?}");
    }
}

#[test]
fn every_query_that_the_document_calls_refused_is_refused_in_its_words() {
    let document = document();
    let names = names(&document);
    let rows = rows(&document, REFUSED);
    assert!(rows.len() > 50, "{} rows", rows.len());
    for row in rows {
        let [written, says] = &row[..] else { panic!("{row:?}") };
        let error = Query::parse(query(written), &names).expect_err(written);
        assert_eq!(error.message, *says, "{written}");
    }
}

#[test]
fn every_query_that_the_document_calls_doubted_is_doubted_in_its_words() {
    let document = document();
    let names = names(&document);
    let rows = rows(&document, DOUBTED);
    assert!(!rows.is_empty());
    for row in rows {
        let [written, says] = &row[..] else { panic!("{row:?}") };
        let query = Query::parse(query(written), &names)
            .unwrap_or_else(|error| panic!("{written}: {error}"));
        let warnings: Vec<&str> =
            query.warnings().iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(warnings, [says.as_str()], "{written}");
    }
}

#[test]
fn the_watch_of_the_document_is_right() {
    let document = document();
    let names = names(&document);
    let watches = files(&document, "watches/");
    assert_eq!(watches.len(), 1);
    for file in watches {
        let watch = Watch::parse(&file, &names).unwrap_or_else(|fault| panic!("{fault}"));
        assert!(watch.doubts.is_empty(), "{:?}", watch.doubts);
    }
}
