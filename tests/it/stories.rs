//! Stories that reports bring together, and people bring together and apart.

use serde_json::Value;

use crate::daemon::until;
use crate::desk::{Desk, objects};
use crate::site::{Piece, Site};

fn desk(site: &Site) -> Desk {
    let source = format!(
        "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"http://{}/feed.xml\"\n",
        site.address
    );
    Desk::new(&[
        ("dateline.toml", "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\n"),
        ("sources/site.toml", &source),
    ])
}

fn burst() -> Piece {
    let paragraphs = [
        "The Grann dam burst on Monday night after a week of rain, and the water took the road \
            bridge below it.",
        "Engineers of the power company had lowered the lake by two metres; the dam of Grann, \
            built of earth in 1931, gave way at its northern end.",
    ];
    Piece::new("burst", "Grann dam bursts", &paragraphs)
}

fn flood() -> Piece {
    let paragraphs = [
        "Villages on the lower Sarn are under water. Firefighters brought 400 people of Orlek and \
            Tolm out of their houses in boats on Tuesday.",
        "The school of Orlek serves as a shelter, and farmers drove cattle to the hills of Tolm.",
    ];
    Piece::new("flood", "Boats bring 400 out of Orlek and Tolm", &paragraphs)
}

/// The reports that tell of both burst and flood, in words of their own.
fn both() -> Vec<Piece> {
    let texts = [
        [
            "After a week of rain the Grann dam, built of earth in 1931, gave way on Monday \
                night. On the lower Sarn boats took 400 people out of Orlek and Tolm.",
            "The school of Orlek is a shelter now. The lake of Grann had been lowered by \
                engineers of the power company.",
        ],
        [
            "Orlek and Tolm are under water since the dam of Grann broke on Monday night. \
                Firefighters with boats brought 400 people to the shelter in the school of Orlek.",
            "Rain had filled the lake of the power company, though engineers lowered it by two \
                metres.",
        ],
        [
            "Water from the broken Grann dam has reached Orlek and Tolm on the lower Sarn, and \
                400 people left in boats on Tuesday.",
            "The northern end of the dam, of earth, burst on Monday night. Farmers of Tolm saved \
                cattle, firefighters the school of Orlek.",
        ],
        [
            "The power company lowered the lake of Grann by two metres, but after a week of rain \
                the earth dam of 1931 burst at its northern end.",
            "Villages on the lower Sarn, Orlek and Tolm, were left in boats; firefighters counted \
                400 people in the Orlek school.",
        ],
    ];
    texts
        .iter()
        .enumerate()
        .map(|(place, text)| {
            Piece::new(
                &format!("both{place}"),
                "Grann dam bursts, Orlek and Tolm under water",
                text,
            )
        })
        .collect()
}

/// A report on the flood only.
fn shelter() -> Piece {
    let paragraphs = [
        "Boats brought 400 people of Orlek and Tolm out of their houses, firefighters said; \
            villages on the lower Sarn are under water.",
        "They sleep in the school of Orlek. Cattle of farmers stand on the hills of Tolm.",
    ];
    Piece::new("shelter", "Orlek school is a shelter", &paragraphs)
}

/// The items of each story, by the number of the story.
fn stories(desk: &Desk) -> Vec<(String, Vec<String>)> {
    let mut stories: Vec<(String, Vec<String>)> = Vec::new();
    let mut items = objects(&desk.done(&["item", "list", "--json"]));
    items.sort_by_key(|item| item["id"].as_str().unwrap().to_owned());
    for item in items {
        let (story, id) =
            (item["story"].as_str().unwrap().to_owned(), item["id"].as_str().unwrap().to_owned());
        match stories.iter_mut().find(|(known, _)| *known == story) {
            Some((_, items)) => items.push(id),
            None => stories.push((story, vec![id])),
        }
    }
    stories.sort();
    stories
}

fn expected(of: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    of.iter()
        .map(|(story, items)| {
            ((*story).to_owned(), items.iter().map(|item| (*item).to_owned()).collect())
        })
        .collect()
}

fn shown(desk: &Desk, story: &str) -> Value {
    objects(&desk.done(&["story", "show", story, "--json"])).remove(0)
}

fn publish_in_turn(desk: &Desk, site: &Site, pieces: Vec<Piece>) {
    for piece in pieces {
        site.publish(vec![piece]);
        desk.pass();
        desk.make_due();
    }
}

#[test]
fn two_stories_that_turn_out_to_be_one_are_merged_and_the_trail_says_why() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    desk.make_due();
    publish_in_turn(&desk, &site, [vec![burst(), flood()], both()[..1].to_vec()].concat());
    assert_eq!(stories(&desk), expected(&[("s1", &["i1"]), ("s2", &["i2", "i3"])]));
    let trail = desk.done(&["story", "show", "s2"]);
    assert!(trail.contains("i3 tells s1 as well, like i1"), "{trail}");

    publish_in_turn(&desk, &site, both()[1..].to_vec());
    assert_eq!(stories(&desk), expected(&[("s1", &["i1", "i2", "i3", "i4", "i5", "i6"])]));
    let one = shown(&desk, "s1");
    assert_eq!(one["moves"][0]["why"]["bridged"]["by"], "i6");
    assert_eq!(
        (&one["moves"][0]["from"], &one["moves"][0]["items"][0]),
        (&"s2".into(), &"i2".into())
    );
    assert!(desk.nothing(&["story", "show", "s2"]).contains("it is part of s1 now"));
    let why = desk.done(&["item", "why", "i6"]);
    assert!(why.contains("it tells s1 as well, like i") && why.contains("they are one"), "{why}");
    assert!(desk.done(&["item", "why", "i2"]).contains("i2 site, story s1"), "where it stands now");
}

#[test]
fn what_somebody_splits_stays_apart_and_what_somebody_merges_stays_together() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    desk.make_due();
    publish_in_turn(&desk, &site, [vec![burst(), flood()], both()[..1].to_vec()].concat());
    assert!(
        desk.done(&["story", "merge", "s2", "s1"])
            .contains("s2 is part of s1 now, with 2 of its items")
    );
    assert!(
        desk.done(&["story", "split", "i2", "--owner", "asia-desk"])
            .contains("s3 is a story of its own now, with 1 of the items of s1")
    );
    publish_in_turn(&desk, &site, both()[1..].to_vec());
    assert_eq!(
        stories(&desk),
        expected(&[("s1", &["i1", "i3"]), ("s3", &["i2", "i4", "i5", "i6"])])
    );
    let trail = desk.done(&["story", "show", "s1"]);
    assert!(
        trail.contains("i2, i3 came in from s2: said instance")
            && trail.contains("i2 left for s3: said asia-desk"),
        "{trail}"
    );

    assert!(desk.refused(&["story", "split", "i1", "i3"]).contains("these are all items of s1"));
    assert!(
        desk.refused(&["story", "split", "i1", "i2"]).contains("not of one story, but of s1, s3")
    );
    assert!(desk.refused(&["story", "merge", "s1", "s1"]).contains("cannot become part of itself"));
    assert!(desk.nothing(&["story", "merge", "s9", "s1"]).contains("no story s9"));
}

#[test]
fn a_running_daemon_merges_at_its_desk_and_knows_it_after_a_crash() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    desk.make_due();
    publish_in_turn(&desk, &site, vec![burst(), flood()]);
    let daemon = desk.start_running();
    assert!(desk.done(&["story", "merge", "s2", "s1"]).contains("s2 is part of s1 now"));
    let again =
        Piece { slug: "again".to_owned(), headline: "Shelter in Orlek".to_owned(), ..shelter() };
    site.publish(vec![shelter()]);
    desk.make_due();
    until("the report is filed", || {
        stories(&desk).iter().any(|(_, items)| items.contains(&"i3".to_owned()))
    });
    drop(daemon);
    assert_eq!(stories(&desk), expected(&[("s1", &["i1", "i2", "i3"])]));
    publish_in_turn(&desk, &site, vec![again]);
    assert_eq!(stories(&desk), expected(&[("s1", &["i1", "i2", "i3", "i4"])]));
}

#[test]
fn a_story_says_who_had_it_first_and_how_it_stands() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    desk.make_due();
    let reprint =
        Piece { slug: "again".to_owned(), headline: "Dam gives way".to_owned(), ..burst() };
    publish_in_turn(&desk, &site, vec![burst(), reprint]);
    let story = shown(&desk, "s1");
    assert_eq!(
        (&story["chain"]["head"], &story["chain"]["state"]),
        (&"i1".into(), &"rising".into())
    );
    assert_eq!(
        (&story["chain"]["links"][1]["from"]["item"], &story["chain"]["links"][1]["how"]),
        (&"i1".into(), &"reprint".into())
    );
    let list = objects(&desk.done(&["story", "list", "--shared", "--json"]));
    assert_eq!((list.len(), &list[0]["story"], &list[0]["items"]), (1, &"s1".into(), &2.into()));
    let text = desk.done(&["story", "show", "s1"]);
    assert!(
        text.contains("i1 The Site: had it first") && text.contains("i2 The Site: reprints i1"),
        "{text}"
    );
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

/// A site whose feed lists one page, which says when it was published.
fn of_one_page(slug: &str, piece: &Piece, published: &str) -> Site {
    let site = Site::new(Vec::new());
    let link = site.link(&format!("/{slug}"));
    let (headline, text) = (&piece.headline, piece.paragraphs.join("</p><p>"));
    site.answer(
        &format!("/{slug}"),
        "text/html; charset=utf-8",
        format!(
            "<!doctype html><html lang=en><head><title>{headline}</title><meta \
                property=article:published_time content={published}></head>\
            <body><article><h1>{headline}</h1><p>{text}</p></article></body></html>"
        ),
    );
    site.answer(
        "/feed.xml",
        "application/rss+xml",
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>\
                <item><title>{headline}</title><link>{link}</link></item></channel></rss>"
        ),
    );
    site
}

#[test]
fn a_pass_judges_by_publication_whatever_source_it_reads_first() {
    // In the order in which they are read: first-hand sources are first.
    let sites = [
        of_one_page("noon", &burst(), "2026-11-03T12:00:00Z"),
        of_one_page("day", &burst(), "2026-11-03"),
        of_one_page("morning", &burst(), "2026-11-03T09:00:00+02:00"),
    ];
    let sources: String = sites
        .iter()
        .enumerate()
        .map(|(place, site)| {
            format!(
                "[[source]]\nid = \"s{place}\"\nname = \"Site {place}\"\nurl = \"{}\"\ntier = \
                    {}\n",
                site.link("/feed.xml"),
                place + 1
            )
        })
        .collect();
    let desk = desk(&sites[0]);
    desk.write("sources/site.toml", &sources);
    desk.pass();
    let items = desk.listed(&["item", "list"]);
    let order: Vec<&str> = items
        .iter()
        .rev()
        .map(|item| item["link"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(order, ["morning", "noon", "day"]);
    let why = &desk.listed(&["item", "why", "i1"])[0];
    assert_eq!(why["verdict"]["story"], serde_json::json!({ "founded": "s1" }), "{why}");
    for later in ["i2", "i3"] {
        let why = &desk.listed(&["item", "why", later])[0];
        assert_eq!(why["verdict"]["seen"]["copy"], "duplicate", "{why}");
    }
}
