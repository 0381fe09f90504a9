//! What sources do to whoever reads them: they edit, repeat themselves, lie and fail.

use std::time::Duration;

use serde_json::Value;

use crate::desk::{Desk, text};
use crate::site::{Piece, Site, report};

fn settings() -> (&'static str, &'static str) {
    (
        "dateline.toml",
        "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\ntimeout \
            = \"5s\"\n[report]\ngroup_wait = \"0s\"\n",
    )
}

/// A desk with these sources and one reader of treaties, whose alerts and digest go to the folder.
fn desk(sources: &str) -> Desk {
    Desk::new(&[
        settings(),
        ("sources/all.toml", sources),
        ("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n"),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"treaty\"]\nalerts = \
                { channel = \"folder\" }\ndigest = { channel = \"folder\", at = \"07:00\" }\n",
        ),
    ])
}

fn source(id: &str, link: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nname = \"{id}\"\nurl = \"{link}\"\n")
}

fn feed(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss \
            version=\"2.0\"><channel><title>T</title>{entries}</channel></rss>"
    )
}

fn page(headline: &str, canonical: &str, piece: &Piece) -> String {
    let paragraphs: String = piece.paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>{headline}</title><link rel=canonical \
            href='{canonical}'></head><body><article><h1>{headline}</h1>{paragraphs}</article>\
            </body></html>"
    )
}

const RSS: &str = "application/rss+xml";
const HTML: &str = "text/html; charset=utf-8";

fn links(desk: &Desk) -> Vec<String> {
    let items = desk.listed(&["item", "list"]);
    let mut links: Vec<String> =
        items.iter().map(|item| item["link"].as_str().unwrap().to_owned()).collect();
    links.sort();
    links
}

#[test]
fn an_edited_article_is_a_version_that_no_alert_and_one_line_of_the_digest_tells() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&source("site", &site.link("/feed.xml")));
    desk.pass();
    site.publish(vec![report(1)]);
    let (said, _) = desk.pass();
    assert!(
        said.contains("filed 1 items and 0 edits, 1 hits; 1 messages queued, 1 sent"),
        "{said}"
    );
    site.edit("report-1", |piece| {
        piece.headline = piece.headline.replace("reaches", "returns to");
        piece.paragraphs[4] = "The treaty was signed twice.".to_owned();
    });
    let (said, _) = desk.pass();
    assert!(said.contains("filed 0 items and 1 edits, 0 hits; 0 messages queued"), "{said}");
    let shown = &desk.listed(&["item", "show", "i2"])[0];
    let edited = shown["versions"]
        .as_array()
        .unwrap()
        .iter()
        .find_map(|version| version["edited"].as_str())
        .unwrap();
    assert!(edited.contains("the headline was") && edited.contains("twice"), "{edited}");
    let digest = desk.done(&["digest", "preview", "desk"]);
    assert!(
        digest.lines().any(|line| line.contains("EDITED")) && digest.contains("twice"),
        "{digest}"
    );
    assert!(desk.pass().0.contains("0 edits"), "read once");
}

#[test]
fn changing_guids_and_tracking_parameters_bring_nothing_new() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&source("site", &site.link("/rss")));
    for turn in 0..3 {
        let link = site.link(&format!("/a/report-0?utm_source=feed{turn}&fbclid={turn}#top"));
        site.answer(
            "/rss",
            RSS,
            feed(&format!(
                "<item><title>One</title><link>{}</link><guid>{turn}</guid></item>",
                link.replace('&', "&amp;")
            )),
        );
        let (said, _) = desk.pass();
        assert!(
            said.contains(if turn == 0 { "filed 1 items" } else { "filed 0 items and 0 edits" }),
            "{said}"
        );
    }
    assert_eq!(site.asked("/a/report-0"), 1);
}

#[test]
fn pages_that_all_declare_one_canonical_address_stay_apart() {
    let site = Site::new(Vec::new());
    let desk = desk(&source("site", &site.link("/rss")));
    for number in 0..3 {
        site.answer(&format!("/a/{number}"), HTML, page("Morning news", "/news", &report(number)));
    }
    let entries: Vec<String> = (0..3)
        .map(|number| {
            format!(
                "<item><title>Morning news</title><link>{}</link></item>",
                site.link(&format!("/a/{number}"))
            )
        })
        .collect();
    // Two in one batch, a third in another.
    site.answer("/rss", RSS, feed(&entries[..2].concat()));
    assert!(desk.pass().0.contains("filed 2 items and 0 edits"));
    site.answer("/rss", RSS, feed(&entries.concat()));
    assert!(desk.pass().0.contains("filed 1 items and 0 edits"));
    let links = links(&desk);
    assert_eq!(links.iter().filter(|link| link.contains("/a/")).count(), 3, "{links:?}");
    // A page that is edited stays the item that it was.
    site.answer("/a/2", HTML, page("Morning news, amended", "/news", &report(2)));
    site.answer(
        "/rss",
        RSS,
        feed(&entries.concat().replace(">Morning news<", ">Morning news, amended<")),
    );
    let (said, _) = desk.pass();
    assert!(said.contains("filed 0 items and 1 edits"), "{said}");
}

#[test]
fn one_text_at_two_addresses_that_declare_the_same_one_is_one_item() {
    let site = Site::new(Vec::new());
    let desk = desk(&source("site", &site.link("/rss")));
    let entry = |path: &str, title: &str| {
        format!("<item><title>{title}</title><link>{}</link></item>", site.link(path))
    };
    site.answer("/a", HTML, page("Pact", "/pact", &report(0)));
    site.answer("/print", HTML, page("Pact", "/pact", &report(0)));
    site.answer("/rss", RSS, feed(&[entry("/print", "Pact"), entry("/a", "Pact")].concat()));
    assert!(desk.pass().0.contains("filed 1 items"));
    let mut edited = report(0);
    edited.paragraphs.push("The treaty is in force.".to_owned());
    // Both addresses of a known item at once, with another text, and they do not say any more that
    // they are one.
    site.answer("/a", HTML, page("Pact", "/a", &edited));
    site.answer("/print", HTML, page("Pact", "/print", &edited));
    site.answer(
        "/rss",
        RSS,
        feed(&[entry("/print", "Pact in force"), entry("/a", "Pact in force")].concat()),
    );
    let (said, log) = desk.pass();
    assert!(said.contains("filed 0 items and 1 edits"), "{said}{log}");
    assert_eq!(links(&desk).len(), 1);
}

fn entry(site: &Site, path: &str, title: &str) -> String {
    format!("<item><title>{title}</title><link>{}</link></item>", site.link(path))
}

#[test]
fn a_page_that_declares_the_front_page_as_its_own_address_keeps_nothing_from_it() {
    let site = Site::new(Vec::new());
    let desk = desk(&source("site", &site.link("/rss")));
    site.answer("/a/0", HTML, page("Morning news", "/", &report(0)));
    site.answer("/a/1", HTML, page("Morning news", "/en", &report(1)));
    let listed = ["/a/0", "/a/1"].map(|path| entry(&site, path, "Morning news")).concat();
    site.answer("/rss", RSS, feed(&listed));
    assert!(desk.pass().0.contains("filed 2 items"));
    // Under the same title: the source says nothing of them that it has not said before.
    site.answer("/", HTML, page("Morning news", "/", &report(2)));
    site.answer("/en", HTML, page("Morning news", "/en", &report(3)));
    let front = ["/", "/en"].map(|path| entry(&site, path, "Morning news")).concat();
    site.answer("/rss", RSS, feed(&(front + &listed)));
    let (said, log) = desk.pass();
    assert!(said.contains("filed 2 items and 0 edits, 2 hits; 2 messages queued"), "{said}{log}");
}

#[test]
fn an_article_that_comes_after_a_page_declared_its_address_is_fetched_and_told() {
    let site = Site::new(vec![report(9)]);
    let desk = desk(&(source("site", &site.link("/rss")) + &source("other", &site.link("/other"))));
    site.answer("/rss", RSS, feed(&entry(&site, "/a/report-9", "Old")));
    site.answer("/other", RSS, feed(&entry(&site, "/a/report-9", "Old")));
    desk.pass();
    site.answer("/a/0", HTML, page("Morning news", "/a/1", &report(0)));
    site.answer("/a/1", HTML, page("Morning news", "/a/1", &report(1)));
    site.answer("/rss", RSS, feed(&entry(&site, "/a/0", "Morning news")));
    let (said, _) = desk.pass();
    assert!(said.contains("filed 1 items and 0 edits, 1 hits"), "{said}");
    site.answer(
        "/rss",
        RSS,
        feed(&["/a/1", "/a/0"].map(|path| entry(&site, path, "Morning news")).concat()),
    );
    let (said, log) = desk.pass();
    assert!(said.contains("filed 1 items and 0 edits, 1 hits; 1 messages queued"), "{said}{log}");
    assert_eq!(site.asked("/a/1"), 1);
    // Both in one batch, the wrong one first; and the page that declares it wrongly stays what it is.
    site.answer("/a/2", HTML, page("Evening news", "/a/3", &report(2)));
    site.answer("/a/3", HTML, page("Evening news", "/a/3", &report(3)));
    site.answer(
        "/rss",
        RSS,
        feed(&["/a/3", "/a/2"].map(|path| entry(&site, path, "Evening news")).concat()),
    );
    let (said, log) = desk.pass();
    assert!(said.contains("filed 2 items and 0 edits, 2 hits; 2 messages queued"), "{said}{log}");
    site.answer("/other", RSS, feed(&entry(&site, "/a/3", "Evening news")));
    let (said, _) = desk.pass();
    assert!(said.contains("filed 0 items and 0 edits"), "{said}");
    assert_eq!(links(&desk).len(), 5);
}

#[test]
fn renderings_of_an_article_that_declare_its_address_are_one_item() {
    let site = Site::new(Vec::new());
    let desk = desk(&source("site", &site.link("/rss")));
    let renderings = ["/a/1?from=front", "/amp-pages/1", "/a/1", "/print/1"];
    for path in ["/a/1", "/amp-pages/1", "/print/1"] {
        site.answer(path, HTML, page("Pact", "/a/1", &report(1)));
    }
    for (count, path) in renderings.iter().enumerate() {
        site.answer("/rss", RSS, feed(&entry(&site, path, "Pact")));
        let (said, _) = desk.pass();
        let expected = if count == 0 { "filed 1 items" } else { "filed 0 items and 0 edits" };
        assert!(said.contains(expected), "{path}: {said}");
    }
    site.answer("/rss", RSS, feed(&renderings.map(|path| entry(&site, path, "Pact")).concat()));
    let before = site.requests();
    assert!(desk.pass().0.contains("filed 0 items and 0 edits"));
    assert_eq!(site.requests(), before + 2, "only robots.txt and the list: the pages were reached");
    // Without a page at the address itself.
    for path in ["/print/2", "/amp-pages/2"] {
        site.answer(path, HTML, page("Pact", "/a/2", &report(2)));
    }
    let two = ["/print/2", "/amp-pages/2"].map(|path| entry(&site, path, "Pact")).concat();
    site.answer("/rss", RSS, feed(&two));
    assert!(desk.pass().0.contains("filed 1 items and 0 edits"));
}

#[test]
fn a_source_that_fails_is_told_in_the_list_and_on_the_digests_first_line() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(
        &(source("good", &site.link("/feed.xml"))
            + &source("turned", &site.link("/turned"))
            + &source("broken", &site.link("/broken"))),
    );
    site.answer(
        "/turned",
        HTML,
        "<!doctype html><html><head><title>Sign in</title></head><body>Please</body></html>",
    );
    site.fail("/broken", 503);
    let (said, log) = desk.pass();
    assert!(
        said.contains("visited 3 sources, 2 of them could not be read; filed 1 items"),
        "{said}"
    );
    assert_eq!(
        log.lines().filter(|line| line.contains("WARN could not read ")).count(),
        2,
        "{log}"
    );
    let state = |id: &str| {
        desk.listed(&["source", "list"]).into_iter().find(|source| source["id"] == id).unwrap()
    };
    let next =
        |id: &str| state(id)["next_visit"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    let first = next("broken");
    assert!(
        state("turned")["last_error"].as_str().unwrap().contains("HTML"),
        "{}",
        state("turned")
    );
    let list = desk.done(&["source", "list"]);
    assert!(list.contains("NOT READ") && list.contains("503"), "{list}");
    assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
    desk.pass();
    assert_eq!(
        (&state("broken")["failures"], &state("good")["failures"]),
        (&Value::from(2), &Value::from(0))
    );
    assert!(
        next("broken") > first + Duration::from_secs(15 * 60),
        "it is left alone longer each time"
    );
    let digest = desk.done(&["digest", "preview", "desk"]);
    let first = digest.lines().find(|line| line.contains("INCOMPLETE")).unwrap();
    assert!(first.contains("1 of 3 sources read"), "{digest}");
}

#[test]
fn pages_that_cannot_be_read_are_headlines_until_they_can() {
    let site = Site::new(Vec::new());
    let desk = desk(&source("site", &site.link("/rss")));
    for hop in 0..30 {
        site.redirect(&format!("/round/{hop}"), &format!("/round/{}", (hop + 1) % 30));
    }
    let long = "The treaty of the long page. ".repeat(1_000_000);
    site.answer(
        "/long",
        HTML,
        format!(
            "<!doctype html><html><body><article><h1>Long</h1><p>{long}</p></article></body></html>"
        ),
    );
    site.answer("/robots.txt", "text/plain", "User-agent: *\nDisallow: /closed/\n");
    let entry = |title: &str, path: &str| {
        format!("<item><title>{title} treaty</title><link>{}</link></item>", site.link(path))
    };
    site.answer(
        "/rss",
        RSS,
        feed(
            &[
                entry("Round", "/round/0"),
                entry("Long", "/long"),
                entry("Closed", "/closed/1"),
                entry("Good", "/a/report-0"),
            ]
            .concat(),
        ),
    );
    let (said, log) = desk.pass();
    assert!(said.contains("filed 4 items and 0 edits, 4 hits"), "{said}");
    assert_eq!(
        log.lines().filter(|line| line.contains("pages of site could not be read")).count(),
        1,
        "{log}"
    );
    assert_eq!(site.asked("/closed/1"), 0);
    assert!(desk.listed(&["item", "list"]).iter().all(|item| item["quality"] == "headline-only"));
    site.publish(vec![report(0)]);
    let (said, _) = desk.pass();
    assert!(said.contains("filed 0 items and 1 edits"), "{said}");
}

#[test]
fn a_feed_of_5000_entries_is_looked_at_as_far_as_the_limit() {
    let site = Site::new((0..3).map(report).collect());
    let desk = desk(&source("site", &site.link("/rss")));
    desk.write("dateline.toml", &settings().1.replace("host_gap", "entries_limit = 40\nhost_gap"));
    let entries: String = (0..5_000)
        .map(|number| {
            format!(
                "<item><title>Treaty {number}</title><link>{}</link></item>",
                site.link(&format!("/x/{number}"))
            )
        })
        .collect();
    site.answer("/rss", RSS, feed(&entries));
    let (said, _) = desk.pass();
    assert!(said.contains("filed 40 items"), "{said}");
    assert!(
        links(&desk)
            .iter()
            .all(|link| link.rsplit('/').next().unwrap().parse::<usize>().unwrap() < 40),
        "the newest, as the source lists them"
    );
}

#[test]
fn a_source_that_is_not_configured_any_more_does_not_hold_up_the_others() {
    let site = Site::new(Vec::new());
    let desk = desk(&(source("gone", &site.link("/old")) + &source("site", &site.link("/rss"))));
    let entry = |path: String| {
        format!("<item><title>Treaty {path}</title><link>{}</link></item>", site.link(&path))
    };
    site.answer(
        "/old",
        RSS,
        feed(&(0..25).map(|number| entry(format!("/x/{number}"))).collect::<String>()),
    );
    site.answer("/rss", RSS, feed(&entry("/a/report-0".to_owned())));
    desk.pass();
    desk.write("sources/all.toml", &source("site", &site.link("/rss")));
    site.publish(vec![report(0)]);
    // More pages of the source that is gone are due than are tried at a time.
    let passes = [desk.pass().0, desk.done(&["run", "--once"])];
    assert!(passes.iter().any(|said| said.contains("1 edits")), "{passes:?}");
    assert!(!desk.done(&["digest", "preview", "desk"]).contains("INCOMPLETE"));
}

#[test]
fn mails_follow_a_template_of_ones_own() {
    let site = Site::new(vec![report(0)]);
    let desk = desk(&source("site", &site.link("/feed.xml")));
    desk.pass();
    site.publish(vec![report(1)]);
    desk.write("templates/alert.txt", "House style: {{ stories | length }}\n");
    desk.pass();
    let mails = std::fs::read_dir(desk.data().join("outbox"))
        .unwrap()
        .flatten()
        .map(|entry| std::fs::read_to_string(entry.path()).unwrap());
    assert!(
        mails.into_iter().any(|mail| mail.contains("House style: ")),
        "no mail follows the template"
    );
    desk.write("templates/alert.txt", "House style\n{% if %}\n");
    let refused = desk.refused(&["check"]);
    assert!(refused.starts_with("templates/alert.txt:2: "), "{refused}");
    desk.write("templates/alarm.txt", "x");
    assert!(desk.refused(&["check"]).contains("templates/alarm.txt"));
}

#[test]
fn a_watch_is_tried_on_its_own_articles() {
    let desk = Desk::new(&[
        settings(),
        (
            "watches/treaty.toml",
            "title = \"Treaties\"\nquery = \"treaty\"\n[[test]]\nfile = \"tests/a.txt\"\nexpect \
                = \"hit\"\n[[test]]\nfile = \"tests/b.txt\"\nexpect = \"no-hit\"\n",
        ),
        (
            "tests/a.txt",
            "Treaty signed\n\nThe treaty was signed in the rain on Tuesday by two ministers.\n",
        ),
        (
            "tests/b.txt",
            "Snow\n\nSnow has closed the mountain road between the capital and the coast.\n",
        ),
    ]);
    assert!(desk.done(&["check"]).contains("tests passed"));
    let file = |name: &str| desk.config().join(name).to_str().unwrap().to_owned();
    let tried =
        desk.listed(&["watch", "test", "treaty", &file("tests/a.txt"), &file("tests/b.txt")]);
    assert_eq!(
        tried.iter().map(|one| one["hit"].as_bool().unwrap()).collect::<Vec<_>>(),
        [true, false]
    );
    let output = desk.dateline(&["watch", "test", "treaty", &file("tests/b.txt")]);
    assert_eq!((output.status.code(), text(&output.stdout).contains("no hit")), (Some(1), true));
    desk.write(
        "tests/b.txt",
        "Snow\n\nNo treaty has closed the mountain road between the capital and the coast.\n",
    );
    let refused = desk.refused(&["check"]);
    assert!(
        refused
            .starts_with("watches/treaty.toml:7: test tests/b.txt: expected no-hit, found a hit"),
        "{refused}"
    );
    desk.write(
        "watches/treaty.toml",
        "title = \"Treaties\"\nquery = \"treaty\"\n[[test]]\nfile \
        = \"tests/c.txt\"\nexpect = \"hit\"\n",
    );
    let refused = desk.refused(&["check"]);
    assert!(refused.starts_with("watches/treaty.toml:4: test tests/c.txt: "), "{refused}");
}

#[test]
fn a_search_goes_on_past_what_only_the_index_takes_for_a_match() {
    let far = "lanterns ".repeat(30);
    let piece = |number: usize, words: &str| Piece {
        paragraphs: vec![format!(
            "{words} said the harbour master. {}",
            report(number).paragraphs[0]
        )],
        ..report(number)
    };
    let mut pieces = vec![piece(0, "The ferry keeps its tolls,")];
    pieces.extend((1..9).map(|number| piece(number, &format!("The ferry {far} and the tolls,"))));
    let site = Site::new(pieces);
    let desk = desk(&source("site", &format!("http://{}/feed.xml", site.address)));
    desk.done(&["run", "--once"]);
    let found = desk.done(&["search", "ferry NEAR/3 tolls", "--limit", "1", "--json"]);
    assert!(found.contains("/a/report-0"), "{found}");
}
