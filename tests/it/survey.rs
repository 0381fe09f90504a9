//! `corpus show`, `add` and `remove`: what the seeds show of themselves, and what the archive adds
//! to them.

use crate::desk::{Desk, objects};
use crate::site::{Piece, Site};

const SIGNED: &str = "Builder #4711\n\nSarn ferry treaty signed\n\nHome | World | Sport | \
    Weather\n\n\
    VELDA, March 3, 2026 (RNA) — The Orlan and Veldan ministers Ilse Tarn and Odo Brack signed \
    the treaty on the Sarn ferry on Tuesday, ending nine years \
    of talks on who may cross the river and what it costs.\n\n\
    Under the treaty the Sarn ferry will carry 40 lorries an hour between Velda and Port Orl, and \
    both sides will share the tolls.\n\nLeave a Reply\n";
const RETOLD: &str = "Ministers sign treaty on Sarn ferry\n\nIn Velda the ministers Ilse Tarn and \
    Odo Brack signed the treaty on the Sarn ferry on March 3, 2026. \
    Tolls are to be shared by Orlan and Velda, after nine years of talks. Lorries may cross to \
    Port Orl from May.\n";
const AGAIN: &str = "Sarn ferry treaty: tolls are shared\n\nOrlan and Velda share the tolls of \
    the Sarn ferry, says the treaty that ministers Ilse Tarn and Odo \
    Brack signed in Velda on March 3, 2026 after nine years of talks.\n";
const FLOWERS: &str = "Flower market opens with a black tulip\n\nGrowers from the valley of Brenn \
    brought four hundred kinds of tulips to the market on Saturday. \
    The mayor bought a bunch for her mother, and visitors queued around the block.\n";

/// A report on the ratification, weeks after the signing.
fn ratified(slug: &str, headline: &str) -> Piece {
    let paragraphs = [
        "The parliament of Orlan ratified the Sarn ferry treaty on Monday by 61 votes to 40, \
            clearing the way for lorries between Velda and Port Orl.",
        "Minister Ilse Tarn said after the vote that the joint board would meet in October, when \
            the tolls are to be fixed.",
        "The parliament of Velda has yet to vote on the treaty, which the ministers signed on \
            March 3 after nine years of talks.",
    ];
    Piece::new(slug, headline, &paragraphs)
}

fn narrow(printed: &str) {
    let wide: Vec<&str> = printed.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
}

#[test]
fn seeds_show_their_event_terms_leftovers_and_the_odd_one_out() {
    let desk = Desk::new(&[
        ("corpora/ferry/1.txt", SIGNED),
        ("corpora/ferry/2.txt", RETOLD),
        ("corpora/ferry/3.txt", AGAIN),
        ("corpora/ferry/4.txt", FLOWERS),
    ]);
    let shown = desk.done(&["corpus", "show", "ferry"]);
    narrow(&shown);
    for said in [
        "  event of 2026-03-03; dated 2026-03-03; en; dateline Velda, 2026-03-03, RNA;\n  \
            credits RNA",
        "  left of its page, and left out:\n    line 1: Builder #4711\n    line 11: Leave a \
            Reply\n  left of its page, but read as text: take out of the file:\n    line 5: Home \
            | World | Sport | Weather\n",
        "  the odd one out: 0.0",
        "each other; does it belong here?",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let seeds = desk.listed(&["corpus", "show", "ferry"]);
    assert_eq!(seeds.len(), 4);
    let odd: Vec<bool> = seeds.iter().map(|seed| seed["odd"].is_object()).collect();
    assert_eq!(odd, [false, false, false, true]);
    assert_eq!(
        seeds[0]["leftovers"][0],
        serde_json::json!({ "line": 1, "text": "Builder #4711", "is_in_text": false })
    );
    let shared = seeds[1]["shared_terms"].as_array().unwrap();
    assert!(shared.contains(&"sarn".into()) && shared.contains(&"treaty".into()), "{shared:?}");
    assert!(
        seeds[3]["own_terms"].as_array().unwrap().contains(&"tulip".into()),
        "{}",
        seeds[3]["own_terms"]
    );
}

#[test]
fn stories_that_rest_on_no_seed_are_proposed_and_can_be_added() {
    let site = Site::new(Vec::new());
    let source = format!(
        "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"http://{}/feed.xml\"\n",
        site.address
    );
    let desk = Desk::new(&[
        ("dateline.toml", "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\n"),
        ("sources/site.toml", &source),
        ("corpora/ferry/1.txt", SIGNED),
        ("corpora/ferry/2.txt", RETOLD),
        ("watches/ferry.toml", "title = \"Ferry\"\ncorpus = \"ferry\"\n"),
    ]);
    desk.pass();
    assert!(!desk.done(&["corpus", "show", "ferry"]).contains("add one?"));
    let piece = ratified("ratified", "Orlan ratifies ferry treaty.");
    let page = format!(
        "<!doctype html><html lang=en><head><title>{0}</title><meta \
            property=article:published_time content=2026-04-14T09:00:00+02:00></head>\
         <body><article><h1>{0}</h1><p>{1}</p></article></body></html>",
        piece.headline,
        piece.paragraphs.join("</p><p>")
    );
    site.answer("/a/ratified", "text/html; charset=utf-8", page);
    site.publish(vec![piece]);
    desk.pass();
    let shown = desk.done(&["corpus", "show", "ferry"]);
    narrow(&shown);
    let proposed = "One story rests on no seed: add one?\n  s1 Orlan ratifies ferry treaty. (1 \
        item, 1 outlet)\n    dateline corpus add ferry item:i1\n";
    assert!(shown.ends_with(proposed), "{shown}");
    let proposal = desk.listed(&["corpus", "show", "ferry"]).pop().unwrap();
    assert_eq!(
        (&proposal["unseeded"], &proposal["item"], &proposal["items"]),
        (&"s1".into(), &"i1".into(), &1.into()),
        "{proposal}"
    );

    let item = objects(&desk.done(&["item", "show", "i1", "--json"])).remove(0);
    let added = desk.done(&["corpus", "add", "ferry", "item:i1"]);
    let day = &item["article"]["published"].as_str().unwrap()[..10];
    assert_eq!(
        added,
        format!(
            "added corpora/ferry/{day}-orlan-ratifies-ferry-treaty.txt: Orlan ratifies ferry \
                treaty.\n"
        )
    );
    let seed = desk.listed(&["corpus", "show", "ferry"]).remove(2);
    for key in ["headline", "published", "text", "language"] {
        assert_eq!(seed[key], item["article"][key], "{key}");
    }
    assert!(
        !desk.done(&["corpus", "show", "ferry"]).contains("add one?"),
        "it rests on a seed now"
    );
    assert!(desk.refused(&["corpus", "add", "ferry", "item:i1"]).contains("is there already"));
    assert_eq!(
        desk.nothing(&["corpus", "add", "ferry", "item:i7"]),
        "no item i7; dateline item list shows those that there are\n"
    );
    assert!(desk.refused(&["corpus", "add", "ferry", "item:7"]).contains("i42"));
}

#[test]
fn a_seed_is_removed_with_what_is_said_of_it() {
    let desk = Desk::new(&[
        ("corpora/ferry/1.txt", SIGNED),
        ("corpora/ferry/2.txt", RETOLD),
        (
            "corpora/ferry/corpus.toml",
            "# ours\n\n# the first\n[seed.\"1.txt\"]\nrole = \"event\"\n\n# the \
                other\n[seed.\"2.txt\"]\nrole = \"background\"\n",
        ),
        ("watches/ferry.toml", "title = \"Ferry\"\ncorpus = \"ferry\"\n"),
    ]);
    assert_eq!(
        desk.nothing(&["corpus", "remove", "ferry", "3.txt"]),
        "no seed `3.txt`; there are: 1.txt, 2.txt\n"
    );
    assert_eq!(
        desk.nothing(&["corpus", "remove", "x", "3.txt"]),
        "no corpus `x`; there are: ferry\n"
    );
    assert_eq!(
        desk.done(&["corpus", "remove", "ferry", "1.txt"]),
        "removed corpora/ferry/1.txt; 1 seed is left\n"
    );
    let about = std::fs::read_to_string(desk.config().join("corpora/ferry/corpus.toml")).unwrap();
    assert_eq!(about, "# ours\n\n# the other\n[seed.\"2.txt\"]\nrole = \"background\"\n");
    let refused = desk.refused(&["corpus", "remove", "ferry", "2.txt"]);
    assert!(
        refused.contains(
            "2.txt is the last seed of ferry, which watches/ferry.toml uses; add another seed first"
        ),
        "{refused}"
    );
    std::fs::remove_file(desk.config().join("watches/ferry.toml")).unwrap();
    desk.write("corpora/ferry/judged/a.txt", AGAIN);
    desk.write("corpora/ferry/corpus.toml", "[[judged]]\nfile = \"judged/a.txt\"\nis = \"yes\"\n");
    assert!(
        desk.refused(&["corpus", "remove", "ferry", "2.txt"])
            .contains("without it what you judged means nothing")
    );
    desk.write("corpora/ferry/corpus.toml", "");
    assert_eq!(
        desk.done(&["corpus", "remove", "ferry", "2.txt"]),
        "removed corpora/ferry: 2.txt was its last seed\n"
    );
    assert!(desk.done(&["check"]).contains("0 corpora"));
}
