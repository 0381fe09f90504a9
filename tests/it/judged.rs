//! `item judge`: a person's label of an item moves the corpus's thresholds, answers for copies, and
//! is a test.

use crate::again::{chess, orchard, seed};
use crate::desk::{Desk, objects, text};
use crate::site::{Piece, Site};

fn desk(site: &Site) -> Desk {
    let source = format!(
        "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"http://{}/feed.xml\"\n",
        site.address
    );
    Desk::new(&[
        (
            "dateline.toml",
            "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap \
                = \"0s\"\n[report]\ngroup_wait = \"0s\"\n",
        ),
        ("sources/site.toml", &source),
        ("corpora/frost/first.txt", &seed(&orchard())),
        ("corpora/frost/corpus.toml", "# ours\n[seed.\"first.txt\"]\nrole = \"event\"  # it is\n"),
        ("watches/frost.toml", "title = \"Frost\"\ncorpus = \"frost\"\n"),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"frost\"]\ndigest = \
                { channel = \"folder\", at = \"07:00\" }\n",
        ),
    ])
}

/// Another paper's report on the frost.
fn rewrite() -> Piece {
    let paragraphs = [
        "Frost has taken a third of the blossom in the Harn valley, where growers burned smudge \
            pots until dawn, their chamber said on Monday.",
        "At Upper Harn the thermometer stood at six degrees below zero, and nothing between the \
            rows was warm enough to help.",
        "The county gives growers until the end of May for their claims; insurers are to send \
            assessors within the week.",
    ];
    Piece::new("rewrite", "Harn valley loses blossom to a night of frost", &paragraphs)
}

/// The id of the item with this headline.
fn item(desk: &Desk, headline: &str) -> String {
    let listed = desk.listed(&["item", "list"]);
    listed.iter().find(|item| item["headline"] == headline).unwrap_or_else(|| panic!("{listed:?}"))
        ["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn beside(desk: &Desk, item: &str) -> serde_json::Value {
    objects(&desk.done(&["item", "why", item, "--json"])).remove(0)["verdict"]["corpora"]["frost"]
        .clone()
}

/// How many tests `dateline check` says passed, those of the compiled-in crawlers among them.
fn tests_passed(desk: &Desk) -> usize {
    let said = desk.done(&["check"]);
    let passed = said.split(" tests passed").next().unwrap().rsplit(' ').next().unwrap();
    passed.parse().unwrap()
}

fn about(desk: &Desk) -> String {
    std::fs::read_to_string(desk.config().join("corpora/frost/corpus.toml")).unwrap()
}

fn texts(desk: &Desk) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(desk.config().join("corpora/frost/judged"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn with_items(pieces: Vec<Piece>) -> (Site, Desk) {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    site.publish(pieces);
    desk.pass();
    (site, desk)
}

#[test]
fn a_judgement_is_kept_moves_the_thresholds_and_can_be_changed() {
    let (_site, desk) = with_items(vec![rewrite(), chess()]);
    let (wrong, right) = (item(&desk, &rewrite().headline), item(&desk, &chess().headline));
    assert_eq!(beside(&desk, &wrong)["closeness"], "same-story");
    let before = tests_passed(&desk);
    let said = desk.done(&["item", "judge", &wrong, "no"]);
    assert!(
        said.starts_with(&format!(
            "{wrong} is judged no beside frost, kept as corpora/frost/judged/"
        )),
        "{said}"
    );
    assert!(
        said.contains(
            "related 0.350 → 0.380, same_story 0.500 → 0.530; a text like it, but \
        no copy, would still be same-story"
        ),
        "{said}"
    );
    assert_eq!((said.lines().count(), texts(&desk).len()), (1, 1));
    let written = about(&desk);
    assert!(
        written.starts_with(
            "# ours\n[seed.\"first.txt\"]\nrole = \"event\"  # it \
        is\n\n[[judged]]\nfile = \"judged/"
        ),
        "{written}"
    );
    assert!(
        written.contains("is = \"no\"")
            && written.contains(&format!("item = \"{wrong}\""))
            && written.contains("language = \"en\""),
        "{written}"
    );
    assert_eq!(desk.listed(&["corpus", "list"])[0]["seeds"], 1, "a judged text is no seed");

    let shown = desk.listed(&["item", "judge", &right, "no"]).remove(0);
    assert_eq!(
        (&shown["thresholds"]["from"], &shown["alone"]["as_wanted"]),
        (&shown["thresholds"]["to"], &true.into()),
        "{shown}"
    );
    desk.write(
        "corpora/frost/corpus.toml",
        &about(&desk).replacen("is = \"no\"", "is = \"no\"  # a mistake?", 1),
    );
    let said = desk.done(&["item", "judge", &wrong, "yes", "--corpus", "frost"]);
    assert!(
        said.contains("is now judged yes")
            && said.contains("related 0.380 → 0.350, same_story 0.530 → 0.500"),
        "{said}"
    );
    let written = about(&desk);
    assert!(
        written.contains("is = \"yes\"  # a mistake?")
            && written.matches("[[judged]]").count() == 2,
        "{written}"
    );
    assert_eq!(texts(&desk).len(), 2);
    assert_eq!(tests_passed(&desk), before + 2);
}

#[test]
fn a_copy_of_a_judged_text_gets_the_answer() {
    let (site, desk) = with_items(vec![rewrite()]);
    let first = item(&desk, &rewrite().headline);
    desk.done(&["item", "judge", &first, "background"]);
    let (_, log) = desk.pass();
    assert!(
        log.contains("judged 1 items of the archive again: 1 frost: related, was same-story"),
        "{log}"
    );
    let judged = beside(&desk, &first);
    let because = judged["because"].as_str().unwrap();
    assert!(because.starts_with("You judged this text as background on 20"), "{because}");
    assert_eq!(judged["judged"]["is"], "background");

    desk.done(&["item", "judge", &first, "no"]);
    let mut reprint = rewrite();
    reprint.slug = "reprint".to_owned();
    reprint.headline = "Blossom lost".to_owned();
    reprint.paragraphs.push("The mayor of Upper Harn wants to plant walnuts.".to_owned());
    site.publish(vec![rewrite(), reprint]);
    desk.pass();
    let second = beside(&desk, &item(&desk, "Blossom lost"));
    let because = second["because"].as_str().unwrap();
    assert!(
        because.starts_with("You judged judged/") && because.contains("as no on 20"),
        "{because}"
    );
    assert_eq!(
        (&second["closeness"], &second["new_event"]),
        (&"unrelated".into(), &false.into()),
        "{second}"
    );
    let why = desk.done(&["item", "why", &first]);
    assert!(
        why.contains("You judged this text as no") && why.contains("No watch was satisfied"),
        "{why}"
    );
    assert!(
        why.lines().all(|line| line.chars().count() <= 80 || line.contains("http://")),
        "{why}"
    );
}

#[test]
fn a_judged_text_is_named_by_its_day_and_shown_with_its_corpus() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    let piece = rewrite();
    let page = format!(
        "<!doctype html><html lang=en><head><title>{0}</title><meta \
            property=article:published_time content=2026-05-05T09:00:00+02:00></head>\
         <body><article><h1>{0}</h1><p>{1}</p></article></body></html>",
        piece.headline,
        piece.paragraphs.join("</p><p>")
    );
    site.answer("/a/rewrite", "text/html; charset=utf-8", page);
    site.publish(vec![piece]);
    desk.pass();
    assert!(!desk.done(&["corpus", "show", "frost"]).contains("judged"));
    desk.done(&["item", "judge", "i1", "no"]);
    assert_eq!(texts(&desk), ["2026-05-05-harn-valley-loses-blossom-to-a.txt"]);
    assert!(about(&desk).contains("published = \"2026-05-05T09:00:00+02:00\""), "{}", about(&desk));
    let shown = desk.done(&["corpus", "show", "frost"]);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(
        shown.contains("What you judged\n  no on 20")
            && shown.contains("  (judged/2026-05-05-harn-valley-loses-blossom-to-a.txt)\n"),
        "{shown}"
    );
    assert!(shown.contains("related begins at 0.380 here and same-story at 0.530;"), "{shown}");
    let objects = desk.listed(&["corpus", "show", "frost"]);
    assert_eq!(
        (objects.len(), &objects[1]["is"], &objects[1]["item"]),
        (3, &"no".into(), &"i1".into())
    );
    assert!(
        objects[2]["thresholds"]["related"].as_f64().unwrap()
            > objects[2]["of_all_corpora"]["related"].as_f64().unwrap()
    );
}

#[test]
fn what_scores_alone_judge_otherwise_is_listed_and_no_fault() {
    let (_site, desk) = with_items(vec![rewrite()]);
    let before = tests_passed(&desk);
    desk.done(&["item", "judge", &item(&desk, &rewrite().headline), "no"]);
    assert_eq!(tests_passed(&desk), before);
    let said = desk.done(&["check"]);
    assert!(
        said.contains("1 judgement is not met by scores alone")
            && said.contains("corpora/frost/corpus.toml:6: judged/"),
        "{said}"
    );
    assert!(said.contains("no wants unrelated, but scores alone say same-story (0."), "{said}");
}

#[test]
fn a_broken_judgement_is_one_clear_error() {
    let desk = Desk::new(&[
        ("corpora/frost/first.txt", &seed(&orchard())),
        ("corpora/frost/judged/a.txt", "Frost\n\nThere was frost.\n"),
    ]);
    for (entry, fault) in [
        (
            "[[judged]]\nfile = \"judged/b.txt\"\nis = \"no\"\n",
            "2: no text `judged/b.txt` lies beside this file; put it back, or take this \
                [[judged]] entry out",
        ),
        (
            "[[judged]]\nfile = \"first.txt\"\nis = \"no\"\n",
            "2: no text `first.txt` lies in judged/; write file = \"judged/NAME.txt\"",
        ),
        (
            "[[judged]]\nfile = \"judged/a.txt\"\nis = \"maybe\"\n",
            "3: unknown value `maybe`; it may be one of: yes, no, background",
        ),
        (
            "[[judged]]\nfile = \"judged/a.txt\"\n",
            "1: a judgement needs `is`; write is = \"yes\", \"no\" or \"background\"",
        ),
        (
            "\n[[judged]]\nis = \"no\"\n",
            "2: a judgement needs `file`; write file = \"judged/NAME.txt\"",
        ),
        (
            "[[judged]]\nfile = \"judged/a.txt\"\nis = \"no\"\nitems = \"i1\"\n",
            "4: unknown key `items`; did you mean `item`?",
        ),
        (
            "[[judged]]\nfile = \"judged/a.txt\"\nis = \"no\"\n[[judged]]\nfile \
                = \"judged/a.txt\"\nis = \"yes\"\n",
            "5: `judged/a.txt` is judged twice; keep one of its [[judged]] entries",
        ),
    ] {
        desk.write("corpora/frost/corpus.toml", entry);
        assert_eq!(desk.refused(&["check"]), format!("corpora/frost/corpus.toml:{fault}\n"));
    }
    desk.write("corpora/frost/corpus.toml", "[[judged]]\nfile = \"judged/a.txt\"\nis = \"no\"\n");
    desk.done(&["check"]);
}

#[test]
fn where_it_is_not_clear_what_is_judged_the_command_says_what_to_write() {
    let (_site, desk) = with_items(vec![rewrite(), chess()]);
    let (hit, other) = (item(&desk, &rewrite().headline), item(&desk, &chess().headline));
    assert_eq!(
        desk.nothing(&["item", "judge", "i99", "no"]),
        "no item i99; dateline item list shows those that there are\n"
    );
    assert!(desk.refused(&["item", "judge", &hit, "maybe"]).contains("write yes (my story)"));
    assert_eq!(
        desk.nothing(&["item", "judge", &hit, "no", "--corpus", "x"]),
        "no corpus `x`; there are: frost\n"
    );
    desk.write(
        "corpora/chess/first.txt",
        "Chess open begins\n\nThe chess open of Port Velda began on Friday in the library.\n",
    );
    assert!(
        desk.refused(&["item", "judge", &other, "no"])
            .contains("hit no watch on a corpus; add --corpus with one of: chess, frost")
    );
    assert!(
        desk.done(&["item", "judge", &hit, "yes"]).contains("beside frost"),
        "the one whose watch it hit"
    );
    desk.write("corpora/frost/corpus.toml", "judged = []\n");
    assert!(
        desk.refused(&["item", "judge", &hit, "yes"])
            .contains("write each judgement under a [[judged]] of its own")
    );
}

#[test]
fn a_running_daemon_takes_a_judgement_over() {
    let (_site, desk) = with_items(vec![rewrite()]);
    let first = item(&desk, &rewrite().headline);
    let _daemon = desk.start_running();
    let output = desk.dateline(&["item", "judge", &first, "no"]);
    assert!(text(&output.stdout).contains("related 0.350 → 0.380"), "{}", text(&output.stderr));
    let start = std::time::Instant::now();
    while !desk.log().contains("1 frost: unrelated, was same-story") {
        assert!(
            start.elapsed() < std::time::Duration::from_secs(60),
            "it is not judged again: {}",
            desk.log()
        );
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert_eq!(beside(&desk, &first)["closeness"], "unrelated");
}
