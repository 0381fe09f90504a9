//! The archive is judged again where a corpus changes.

use crate::desk::{Desk, objects};
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
        ("corpora/story/first.txt", &seed(&orchard())),
        (
            "watches/story.toml",
            "title = \"A story\"\ncorpus = \"story\"\n[alert]\ntell = \
                [\"same-story\", \"reprint\", \"near-duplicate\", \"duplicate\"]\n",
        ),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"story\"]\nalerts = \
                { channel = \"folder\" }\n\
             digest = { channel = \"folder\", at = \"07:00\" }\n",
        ),
    ])
}

pub fn orchard() -> Piece {
    let paragraphs = [
        "Growers in the Harn valley lost a third of their blossom in one night of frost, the \
            chamber of farmers said on Monday.",
        "Smudge pots burned until dawn between the rows, but the thermometer at Upper Harn fell \
            to six degrees below zero.",
        "Insurers will send assessors this week, and the county has put off the deadline for \
            claims to the end of May.",
    ];
    Piece::new("orchard", "Night frost takes blossom in the Harn valley", &paragraphs)
}

pub fn chess() -> Piece {
    let paragraphs = [
        "Fourteen-year-old Ilo Marten beat two grandmasters at the Port Velda open and goes into \
            the last round half a point ahead.",
        "The schoolboy gave up a rook for a passed pawn in the sixth hour, and his opponent shook \
            hands three moves later.",
        "Organisers moved the final boards into the town theatre, since the library's reading \
            room could not hold the crowd.",
    ];
    Piece::new("chess", "Schoolboy leads chess open after two upsets", &paragraphs)
}

fn tram() -> Piece {
    let paragraphs = [
        "The number nine tram will run through the harbour tunnel again from June, two years \
            after water came through its roof.",
        "Engineers injected resin behind the old tiles and laid new rails, which cost the city \
            forty million crowns in all.",
        "Shopkeepers on the quay have asked for a night service, a wish that the transport office \
            wants to weigh in autumn.",
    ];
    Piece::new("tram", "Harbour tunnel reopens for the number nine tram", &paragraphs)
}

/// Another paper's report on the tunnel.
fn tunnel() -> Piece {
    let paragraphs = [
        "Trams of the number nine line return to the harbour tunnel in June. The roof had let in \
            water two years ago.",
        "Behind the old tiles there is resin now, the rails are new, and the city has paid forty \
            million crowns to its engineers.",
        "A night service, as shopkeepers on the quay want it, is for the transport office to \
            weigh in autumn.",
    ];
    Piece::new("tunnel", "Number nine tram back in harbour tunnel from June", &paragraphs)
}

pub fn seed(piece: &Piece) -> String {
    format!("{}\n\n{}\n", piece.headline, piece.paragraphs.join("\n\n"))
}

/// The closeness of an item to the corpus, and how many watches it hit.
fn judged(desk: &Desk, item: &str) -> (String, usize) {
    let shown = objects(&desk.done(&["item", "why", item, "--json"])).remove(0);
    (
        shown["verdict"]["corpora"]["story"]["closeness"].as_str().unwrap().to_owned(),
        shown["hits"].as_array().unwrap().len(),
    )
}

#[test]
fn a_seed_that_is_added_or_removed_has_the_archive_judged_again_and_nobody_alerted() {
    let site = Site::new(Vec::new());
    let desk = desk(&site);
    desk.pass();
    site.publish(vec![chess(), tram()]);
    desk.pass();
    assert_eq!(judged(&desk, "i1"), ("unrelated".to_owned(), 0));
    assert_eq!(judged(&desk, "i2"), ("unrelated".to_owned(), 0));

    desk.write("corpora/story/second.txt", &seed(&tunnel()));
    let (_, log) = desk.pass();
    assert!(
        log.contains("judged 2 items of the archive again: 1 story: same-story, was unrelated"),
        "{log}"
    );
    let second = if judged(&desk, "i1").1 == 1 { "i1" } else { "i2" };
    assert_eq!(judged(&desk, second), ("same-story".to_owned(), 1));
    assert!(!desk.data().join("outbox").exists(), "what lay in the archive alerts nobody");
    let digest = desk.done(&["digest", "preview", "desk"]);
    assert!(digest.contains(&tram().headline), "it stands in the next digest: {digest}");

    std::fs::remove_file(desk.config().join("corpora/story/second.txt")).unwrap();
    desk.pass();
    assert_eq!(
        judged(&desk, second),
        ("unrelated".to_owned(), 0),
        "a hit that nobody was told of is none any more"
    );
    let (_, log) = desk.pass();
    assert!(!log.contains("again"), "what is judged is judged: {log}");
}
