//! What a site prints on many of its pages is no part of its articles.

use dateline::id::ItemId;
use dateline::store::Store;

use crate::daemon::until;
use crate::desk::Desk;
use crate::site::{Piece, Site, report};

/// A letter that no phrase list knows, in no language.
const LETTER: [&str; 2] = [
    "Zelo vam praselti nubako mokeli sel tirvo banu, kelimo zanpra vose litir barvo nukemo.",
    "Baketir zanvo lisel",
];
/// The sentences that an agency says in every report.
const FORMULA: &str = "Promoke tirli selvo banu zankeli, moli praba nuvo seltir kezan limo, bavo \
    nuke praseli tirmo zanba.";

/// The page of a report with the site's letter in a box and the agency's formula in the column.
fn page(piece: &Piece) -> String {
    let paragraphs: Vec<String> =
        piece.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let (first, rest) = paragraphs.split_at(2);
    let (first, rest, headline) = (first.concat(), rest.concat(), &piece.headline);
    let [sentence, button] = LETTER;
    format!(
        "<!doctype html><html lang=en><head><title>{headline}</title></head>\
            <body><article><h1>{headline}</h1>{first}\
            <div class=k-7><p>{sentence}</p><p>{button}</p></div>{rest}\
            <p>{FORMULA}</p></article></body></html>"
    )
}

/// Makes a site's feed list `pieces`, the newest first.
fn show(site: &Site, pieces: &[(&str, Piece)]) {
    let mut entries = String::new();
    for (path, piece) in pieces.iter().rev() {
        site.answer(path, "text/html; charset=utf-8", page(piece));
        entries.push_str(&format!(
            "<item><title>{}</title><link>{}</link></item>",
            piece.headline,
            site.link(path)
        ));
    }
    let feed = format!(
        "<?xml version=\"1.0\"?><rss \
            version=\"2.0\"><channel><title>T</title>{entries}</channel></rss>"
    );
    site.answer("/rss", "application/rss+xml", feed);
}

fn desk(site: &Site) -> Desk {
    let source = format!(
        "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"{}\"\n",
        site.link("/rss")
    );
    Desk::new(&[
        ("dateline.toml", "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\n"),
        ("sources/site.toml", &source),
    ])
}

/// The lines of an item's text.
fn lines(desk: &Desk, item: i64) -> Vec<String> {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let store = Store::read_only(&desk.data().join("dateline.db")).await.unwrap();
        let (_, article) = store.articles(&[ItemId(item)]).await.unwrap().remove(0);
        article.text.split("\n\n").map(str::to_owned).collect()
    })
}

fn holds(lines: &[String], wanted: &str) -> bool {
    lines.iter().any(|line| line == wanted)
}

#[test]
fn a_letter_on_three_articles_is_missing_in_the_fourth_and_the_agencys_formula_is_not() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    let pieces =
        ["/a/0", "/a/1", "/a/2", "/a/3"].map(|path| (path, report(path.as_bytes()[3].into())));
    show(&site, &[]);
    for count in 1..=4 {
        // what was counted outlives a daemon that is killed
        let _daemon = desk.start_running();
        show(&site, &pieces[..count]);
        until("it is filed", || {
            desk.make_due();
            desk.dateline(&["item", "list", "--json"]).stdout.split(|byte| *byte == b'\n').count()
                == count + 1
        });
    }
    for item in 1..=3 {
        let lines = lines(&desk, item);
        assert!(LETTER.iter().all(|letter| holds(&lines, letter)), "{lines:#?}");
    }
    let expected: Vec<String> =
        pieces[3].1.paragraphs.iter().cloned().chain([FORMULA.to_owned()]).collect();
    assert_eq!(lines(&desk, 4), expected);
}

#[test]
fn an_article_that_was_read_before_its_site_was_known_is_not_edited_by_a_second_reading() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    let mut pieces = ["/a/0", "/a/1", "/a/2"].map(|path| (path, report(path.as_bytes()[3].into())));
    show(&site, &pieces);
    assert!(desk.pass().0.contains("filed 3 items"));
    let before = lines(&desk, 1);
    assert!(holds(&before, LETTER[0]));
    // the entry says something else, its page does not
    let (path, piece) = &pieces[0];
    let unchanged = page(piece);
    let path = *path;
    pieces[0].1.headline.push_str(" again");
    show(&site, &pieces);
    site.answer(path, "text/html; charset=utf-8", unchanged);
    assert!(desk.pass().0.contains("filed 0 items and 0 edits"));
    assert_eq!(site.asked("/a/0"), 2);
    assert_eq!(lines(&desk, 1), before);
    pieces[0].1.headline.push_str(" and again");
    // an edit of the article tells itself and nothing of the letter
    pieces[0].1.paragraphs[4] = "The treaty was signed twice.".to_owned();
    show(&site, &pieces);
    assert!(desk.pass().0.contains("filed 0 items and 1 edits"));
    let shown = &desk.listed(&["item", "show", "i1"])[0];
    let edited = shown["versions"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|version| version["edited"].as_str())
        .unwrap();
    assert!(edited.contains("twice") && !edited.contains("Zelo"), "{edited}");
    assert!(!holds(&lines(&desk, 1), LETTER[0]));
}

/// A report with a heading that another one has as well.
fn headed(number: usize) -> Piece {
    let mut piece = report(number);
    piece.paragraphs.insert(2, "Kezan limo".to_owned());
    piece
}

#[test]
fn an_article_that_its_site_prints_again_counts_once() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    let again = ["/a/0", "/b/0", "/c/0", "/d/0"].map(|path| (path, headed(0)));
    show(&site, &again[..2]);
    assert!(desk.pass().0.contains("filed 2 items"), "in one batch");
    show(&site, &again);
    assert!(desk.pass().0.contains("filed 2 items"), "in another one");
    show(&site, &[("/a/1", headed(1))]);
    assert!(desk.pass().0.contains("filed 1 items"));
    let lines = lines(&desk, 5);
    assert!(holds(&lines, "Kezan limo") && holds(&lines, LETTER[0]), "{lines:#?}");
}

#[test]
fn an_article_that_is_edited_counts_once() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    let mut piece = headed(0);
    for version in 0..4 {
        piece.headline.push_str(" again");
        show(&site, &[("/a/0", piece.clone())]);
        assert!(desk.pass().0.contains(if version == 0 {
            "filed 1 items and 0 edits"
        } else {
            "filed 0 items and 1 edits"
        }));
    }
    show(&site, &[("/a/1", headed(1))]);
    assert!(desk.pass().0.contains("filed 1 items"));
    let lines = lines(&desk, 2);
    assert!(holds(&lines, "Kezan limo") && holds(&lines, LETTER[0]), "{lines:#?}");
}
