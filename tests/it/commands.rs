//! Commands as a person gives them: what they print, how they end, what they change.

use serde_json::Value;

use crate::desk::{Desk, text};
use crate::site::{Site, report};

const LOOPBACK: &str =
    "[fetch]\nallow_networks = [\"127.0.0.1/32\"]\nhost_gap = \"0s\"\ntimeout = \"5s\"\n";
const HTML: &str = "text/html; charset=utf-8";

#[test]
fn what_init_writes_is_right_and_runs() {
    let desk = Desk::new(&[]);
    let new = desk.config().to_str().unwrap();
    assert!(desk.done(&["init", new]).contains(&format!("dateline --config {new} check")));
    assert!(
        desk.refused(&["init", new])
            .contains("is not empty; give a folder that does not exist yet")
    );
    assert!(desk.done(&["check"]).contains(": 0 sources, "));
    desk.nothing(&["watch", "list"]);
    // What it says to fill in is right once the signs before the keys are gone.
    for file in ["sources/mine.toml", "watches/my-story.toml", "readers/me.toml"] {
        let keys = std::fs::read_to_string(desk.config().join(file)).unwrap();
        let written: Vec<&str> = keys
            .lines()
            .map(|line| if line.starts_with("# ") { line } else { line.trim_start_matches('#') })
            .collect();
        desk.write(file, &written.join("\n"));
    }
    desk.write(
        "corpora/my-story/seed.txt",
        "Velmark and Tarn sign river treaty\n\nThe two \
        ministers signed the river treaty in Osk on Tuesday.\n",
    );
    let checked = desk.done(&["check"]);
    assert!(checked.contains(": 1 sources, ") && checked.lines().count() == 1, "{checked}");
    assert_eq!(
        desk.done(&["run", "--once"]).split(';').next(),
        Some("visited 1 sources, 1 of them could not be read")
    );
    let again = desk.done(&["run", "--once"]);
    assert!(again.contains("\nno source was due; the next is News Example, at 20"), "{again}");
}

#[test]
fn the_example_is_right_and_fits_into_80_columns() {
    let desk = Desk::new(&[]);
    let new = desk.config().to_str().unwrap();
    let written = desk.done(&["init", "--example", new]);
    for command in [
        &["check"][..],
        &["source", "list"],
        &["watch", "list"],
        &["corpus", "show", "dprk-russia-treaty"],
    ] {
        let printed = desk.done(command);
        assert!(
            printed.lines().all(|line| line.chars().count() <= 80 || line.contains(new)),
            "{printed}"
        );
    }
    assert!(
        written.lines().all(|line| line.chars().count() <= 80 || line.contains(new)),
        "{written}"
    );
}

#[test]
fn where_nothing_is_there_commands_say_so_and_end_with_1() {
    let desk = Desk::new(&[(
        "readers/desk.toml",
        "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = []\n",
    )]);
    assert!(
        desk.refused(&["item", "list"]).contains("no database there yet; `dateline run` makes one")
    );
    for (command, said) in [
        (&["source", "list"][..], "no sources yet; dateline source add ADDRESS adds one\n"),
        (&["corpus", "list"], "no corpora yet; dateline corpus add NAME FILE makes one\n"),
        (&["watch", "list"], "no watches yet; write one into watches/NAME.toml\n"),
        (&["watch", "show", "x"], "no watch `x`; there is none yet\n"),
        (&["corpus", "show", "x"], "no corpus `x`; there is none yet\n"),
        (&["source", "test", "x"], "no source `x`; there is none yet\n"),
    ] {
        assert_eq!(desk.nothing(command), said);
    }
    assert_eq!(
        desk.done(&["run", "--once"]),
        "visited 0 sources; filed 0 items and 0 edits, 0 hits; 0 messages queued, 0 sent\n"
    );
    for (command, said) in [
        (&["item", "list"][..], "no such items; dateline run reads the sources\n"),
        (&["item", "list", "--json"], "no such items; dateline run reads the sources\n"),
        (&["item", "show", "i1"], "no item i1; dateline item list shows those that there are\n"),
        (&["search", "treaty"], "nothing in the archive matches\n"),
        (
            &["search", "treaty", "--limit", "18446744073709551615"],
            "nothing in the archive matches\n",
        ),
        (&["silence", "list"], "no silence is in force\n"),
        (&["silence", "expire", "4"], "no silence `4`; there is none yet\n"),
        (
            &["silence", "add", "--watch", "x", "--until", "7d", "--reason", "r"],
            "no watch `x`; there is none yet\n",
        ),
        (&["digest", "preview", "nobody"], "no reader `nobody`; there are: desk\n"),
        (&["digest", "send", "nobody"], "no reader `nobody`; there are: desk\n"),
    ] {
        assert_eq!(desk.nothing(command), said, "{command:?}");
    }
}

#[test]
fn wrong_use_ends_with_2_and_says_what_to_write() {
    let desk = Desk::new(&[("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n")]);
    desk.done(&["run", "--once"]);
    for (command, said) in [
        (
            &["item", "list", "--since", "yesterday"][..],
            "`yesterday` is no duration; one looks like 7d or 12h",
        ),
        (&["item", "list", "--since=-7d"], "`-7d` is no time to come or gone"),
        (
            &["silence", "add", "--watch", "treaty", "--until", "soon", "--reason", "r"],
            "`soon` is neither a duration as 7d nor a moment",
        ),
        (
            &[
                "silence",
                "add",
                "--watch",
                "treaty",
                "--until",
                "2020-01-01T00:00:00Z",
                "--reason",
                "r",
            ],
            "2020-01-01T00:00:00Z has passed",
        ),
        (&["silence", "add", "--until", "7d", "--reason", "r"], "--watch"),
        (&["search", "treaty AND \"open"], "^"),
        (&["source", "test", "harbour.example"], "no source `harbour.example`"),
        (&["source", "add", "harbour.example"], "is not an absolute address"),
        (&["source", "add", "ftp://harbour.example/"], "is not http or https"),
        (&["corpus", "add", "My Story", "x.txt"], "`My Story` cannot name a corpus"),
        (&["corpus", "add", "story", "/nowhere/x.txt"], "/nowhere/x.txt: No such file"),
    ] {
        let output = desk.dateline(command);
        let errors = text(&output.stderr);
        assert!(errors.contains(said), "{command:?}: {errors}");
        assert_eq!(
            output.status.code(),
            Some(if said.starts_with("no source") { 1 } else { 2 }),
            "{command:?}: {errors}"
        );
    }
    assert!(
        !desk.config().join("corpora").exists(),
        "a command that fails leaves no folder behind"
    );
}

#[test]
fn settings_that_nothing_works_with_are_refused_by_every_command() {
    let desk = Desk::new(&[("dateline.toml", "[fetch]\nat_once = 0\n")]);
    assert_eq!(
        desk.refused(&["run", "--once"]),
        "dateline.toml:2: `at_once` is out of bounds; write 1 or more\n"
    );
    desk.write("dateline.toml", "[fetch]\nallow_networks = [\"10.1\"]\n");
    assert!(
        desk.refused(&["check"])
            .starts_with("dateline.toml: fetch.allow_networks: `10.1` is not a network")
    );
}

#[test]
fn a_source_is_added_by_its_feed_its_site_or_its_listing() {
    let site = Site::new(vec![report(0), report(1)]);
    let elsewhere = Site::new(Vec::new());
    let desk = Desk::new(&[("dateline.toml", LOOPBACK)]);
    site.answer(
        "/",
        HTML,
        "<!doctype html><html><head><title>Harbour Post</title><link \
        rel=alternate type=application/rss+xml href=/feed.xml></head><body>News</body></html>",
    );
    let tested = desk.listed(&["source", "test", &site.link("/"), "--articles", "1"]);
    assert_eq!((tested.len(), &tested[0]["headline"]), (1, &Value::from(report(1).headline)));
    assert!(desk.done(&["source", "test", &site.link("/feed.xml")]).contains("2 entries"));
    let added = desk.done(&["source", "add", &site.link("/"), "--id", "post", "--kind", "paper"]);
    assert_eq!(
        added,
        format!("added post (The Site) to sources/added.toml: {}\n", site.link("/feed.xml"))
    );
    assert!(
        desk.refused(&["source", "add", &site.link("/feed.xml")])
            .contains("is read already, as `post`")
    );
    assert!(desk.refused(&["source", "add", &elsewhere.link("/"), "--id", "post"]).contains("404"));
    assert!(
        desk.refused(&["source", "add", &elsewhere.link("/"), "--id", "a b", "--untried"])
            .contains("sources/added.toml")
    );
    assert!(
        desk.refused(&["source", "add", &elsewhere.link("/x"), "--kind", "papper", "--untried"])
            .contains("did you mean `paper`?")
    );
    elsewhere.answer(
        "/news",
        HTML,
        "<!doctype html><html><body><ul><li><a class=story \
        href=/a/report-5>Five</a></li></ul></body></html>",
    );
    assert!(
        desk.refused(&["source", "add", &elsewhere.link("/news")])
            .contains("HTML page, not a feed")
    );
    let crawler = format!(
        "name = \"Elsewhere\"\nhosts = [\"{}\"]\n[listing]\nlink = \"a.story\"\n",
        elsewhere.address.ip()
    );
    desk.write("crawlers/elsewhere.toml", &crawler);
    elsewhere.publish(vec![report(5)]);
    desk.done(&["source", "add", &elsewhere.link("/news"), "--id", "elsewhere"]);
    let listed = desk.listed(&["source", "list"]);
    assert_eq!(
        listed.iter().map(|source| source["reads"].as_str().unwrap()).collect::<Vec<_>>(),
        ["feed", "listing"]
    );
    let said = desk.done(&["run", "--once"]);
    assert!(said.contains("visited 2 sources; filed 3 items"), "{said}");
}

#[test]
fn a_corpus_is_made_of_files_and_addresses() {
    let site = Site::new(vec![report(0)]);
    let desk = Desk::new(&[
        ("dateline.toml", LOOPBACK),
        (
            "drafts/pact.txt",
            "Pact signed\n\nThe fisheries pact was signed in the rain on Tuesday by two \
                ministers.\n",
        ),
        ("drafts/empty.txt", ""),
    ]);
    let draft = |name: &str| desk.config().join("drafts").join(name).to_str().unwrap().to_owned();
    let added =
        desk.done(&["corpus", "add", "pact", &draft("pact.txt"), &site.link("/a/report-0")]);
    assert!(
        added.contains("added corpora/pact/pact.txt: Pact signed")
            && added.contains("no watch uses it yet"),
        "{added}"
    );
    assert!(
        desk.refused(&["corpus", "add", "pact", &draft("pact.txt")]).contains("is there already")
    );
    assert!(
        desk.refused(&["corpus", "add", "pact", &draft("empty.txt")])
            .contains("no article was found in it")
    );
    assert!(desk.refused(&["corpus", "add", "pact", &site.link("/none")]).contains("404"));
    let seeds = desk.listed(&["corpus", "show", "pact"]);
    let headlines: Vec<&str> =
        seeds.iter().map(|seed| seed["headline"].as_str().unwrap()).collect();
    assert_eq!(headlines.len(), 2);
    assert!(
        headlines.contains(&"Pact signed") && headlines.contains(&report(0).headline.as_str()),
        "{headlines:?}"
    );
    let shown = desk.done(&["corpus", "show", "pact"]);
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert_eq!(desk.listed(&["corpus", "list"])[0]["seeds"], 2);
}

#[test]
fn what_was_filed_is_listed_shown_and_explained() {
    let site = Site::new(vec![report(0)]);
    let desk = Desk::new(&[
        ("dateline.toml", LOOPBACK),
        (
            "sources/site.toml",
            &format!(
                "[[source]]\nid = \"site\"\nname = \"The Site\"\nurl = \"{}\"\n",
                site.link("/feed.xml")
            ),
        ),
        ("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n"),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"treaty\"]\ndigest = \
                { channel = \"folder\", at = \"07:00\" }\n",
        ),
    ]);
    desk.pass();
    for command in [
        &["item", "list"][..],
        &[
            "item", "list", "--since", "1h", "--source", "site", "--watch", "treaty", "--story",
            "s1",
        ],
        &["item", "show", "i1"],
        &["item", "why", "i1"],
        &["search", "treaty AND source:site"],
        &["search", "treaty", "--limit", "18446744073709551615"],
        &["watch", "list"],
        &["source", "list"],
        &["digest", "preview", "desk"],
    ] {
        assert_eq!(desk.listed(command).len(), 1, "{command:?}");
        let printed = desk.done(command);
        assert!(
            printed.lines().all(|line| line.chars().count() <= 80 || line.contains("http://")),
            "{command:?}: {printed}"
        );
    }
    assert!(desk.done(&["digest", "preview", "desk", "--format", "html"]).contains("</html>"));
    desk.nothing(&["item", "list", "--watch", "other"]);
    assert!(
        desk.done(&["silence", "add", "--story", "s1", "--until", "7d", "--reason", "known"])
            .contains("silence 1 holds until")
    );
    assert_eq!(desk.listed(&["silence", "list"])[0]["reason"], "known");
    assert_eq!(desk.done(&["silence", "expire", "1"]), "silence 1 has ended\n");
}

#[test]
fn every_help_fits_into_80_columns() {
    let desk = Desk::new(&[]);
    for command in [
        "",
        "demo",
        "init",
        "run",
        "check",
        "search",
        "source list",
        "source add",
        "source test",
        "corpus list",
        "corpus add",
        "corpus show",
        "corpus remove",
        "watch list",
        "watch show",
        "watch test",
        "item list",
        "item show",
        "item why",
        "item judge",
        "digest preview",
        "digest send",
        "silence list",
        "silence add",
        "silence expire",
        "feed",
        "extract",
        "compare",
        "match",
    ] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = desk.done(&arguments);
        // clap does not wrap the line that it makes itself.
        let wide =
            help.lines().find(|line| line.chars().count() > 80 && !line.starts_with("Usage: "));
        assert_eq!(wide, None, "{command}");
    }
}

#[test]
fn all_sources_are_tried_and_those_that_work_are_kept() {
    let site = Site::new(vec![report(0), report(1)]);
    site.answer(
        "/",
        HTML,
        "<!doctype html><html><head><link rel=alternate \
        type=application/rss+xml href=/feed.xml></head><body>News</body></html>",
    );
    site.answer(
        "/dated.xml",
        "application/rss+xml",
        "<rss><channel><item><title>A</title><link>/a/report-0</link><pubDate>Sun, 22 Nov 2026 \
            08:00:00 +0000</pubDate></item></channel></rss>",
    );
    site.answer(
        "/empty.xml",
        "application/rss+xml",
        "<rss><channel><title>Nothing</title></channel></rss>",
    );
    site.fail("/forbidden.xml", 403);
    let source = |id: &str, path: &str, more: &str| {
        format!(
            "# {id}, as reported\n[[source]]\nid = \"{id}\"\nname = \"{id}\"\nurl \
                = \"{}\"\nuntried = true\n{more}\n",
            site.link(path)
        )
    };
    let desk = Desk::new(&[
        ("dateline.toml", LOOPBACK),
        (
            "sources/a.toml",
            &[
                source("feed", "/feed.xml", ""),
                source("home", "/", ""),
                source("forbidden", "/forbidden.xml", ""),
            ]
            .concat(),
        ),
        (
            "sources/b.toml",
            &[source("dated", "/dated.xml", ""), source("empty", "/empty.xml", "tier = 1")]
                .concat(),
        ),
    ]);
    let said = desk.done(&["source", "test", "--all"]);
    let lines: Vec<&str> = said.lines().collect();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("feed  ") && line.ends_with("2 entries, without dates")),
        "{said}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("dated  ")
                && line.ends_with("1 entries, newest 2026-11-22")),
        "{said}"
    );
    assert!(
        said.contains("forbidden                      NOT READ\n") && said.contains("403"),
        "{said}"
    );
    assert!(said.contains(&format!("write url = \"{}\"", site.link("/feed.xml"))), "{said}");
    assert!(
        said.contains(
            "\n2 of 5 sources can be read from here\nthe others make each digest incomplete"
        ),
        "{said}"
    );
    assert!(lines.iter().all(|line| line.chars().count() <= 80), "{said}");
    let trials = desk.listed(&["source", "test", "--all"]);
    let of = |id: &str| trials.iter().find(|trial| trial["id"] == id).unwrap();
    assert_eq!(
        (&of("dated")["entries"], &of("dated")["newest"], &of("dated")["why_not"]),
        (&Value::from(1), &Value::from("2026-11-22T08:00:00Z"), &Value::Null)
    );
    assert_eq!(
        (&of("empty")["found"], &of("home")["found"]),
        (&Value::Null, &Value::from(site.link("/feed.xml")))
    );
    assert!(
        desk.listed(&["source", "list"]).iter().all(|source| source["untried"] == true),
        "nothing is kept that nobody asked to keep"
    );
    assert!(
        desk.done(&["source", "test", "--all", "--keep"])
            .ends_with("took `untried` off 2 of them\n")
    );
    let tried: Vec<(Value, Value)> = desk
        .listed(&["source", "list"])
        .iter()
        .map(|source| (source["id"].clone(), source["untried"].clone()))
        .collect();
    assert_eq!(
        tried,
        ["feed", "home", "forbidden", "dated", "empty"]
            .map(|id| (Value::from(id), Value::from(!matches!(id, "feed" | "dated"))))
    );
    let file = std::fs::read_to_string(desk.config().join("sources/b.toml")).unwrap();
    assert!(
        file.contains("# dated, as reported")
            && file.contains("# empty, as reported")
            && file.contains("tier = 1"),
        "{file}"
    );
    site.fail("/feed.xml", 500);
    site.fail("/dated.xml", 500);
    assert_eq!(desk.dateline(&["source", "test", "--all"]).status.code(), Some(1));
    assert!(desk.refused(&["source", "test"]).contains("--all"));
}
