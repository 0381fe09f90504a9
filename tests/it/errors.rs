//! Wrong input gets one clear error: which file, line and value, and what to write instead.

use crate::desk::{Desk, text};

#[test]
fn a_misspelt_key_is_told_with_the_nearest_right_one() {
    let desk = Desk::new(&[("dateline.toml", "instance = \"x\"\n\n[fetch]\nhost_gab = \"1s\"\n")]);
    assert_eq!(
        desk.refused(&["check"]),
        "dateline.toml:4: unknown key `host_gab`; did you mean `host_gap`?\n"
    );
}

#[test]
fn every_fault_of_a_configuration_is_told_at_once() {
    let desk = Desk::new(&[
        ("watches/a.toml", "title = \"A\"\ncorpus = \"frery\"\n"),
        (
            "corpora/ferry/seed.txt",
            "Ferry treaty signed\n\nThe ferry treaty was signed in the rain on Tuesday by two \
                ministers.\n",
        ),
        (
            "readers/desk.toml",
            "to = \"desk@dateline.example\"\ntimezone = \"UTC\"\nwatches = [\"b\"]\nalerts = \
                { channel = \"foldr\" }\n",
        ),
    ]);
    let refused = desk.refused(&["check"]);
    assert!(
        refused.contains("watches/a.toml:2: no corpus `frery`; did you mean `ferry`?"),
        "{refused}"
    );
    assert!(refused.contains("readers/desk.toml:3: no watch `b`"), "{refused}");
    assert!(
        refused.contains("readers/desk.toml:4: no channel `foldr`; did you mean `folder`?"),
        "{refused}"
    );
}

#[test]
fn an_open_quote_is_shown_with_a_caret_under_it() {
    let desk = Desk::new(&[(
        "watches/a.toml",
        "title = \"A\"\nquery = '''\ntreaty AND \"comprehensive partnership\n'''\n",
    )]);
    let refused = desk.refused(&["check"]);
    let lines: Vec<&str> = refused.lines().collect();
    assert!(lines[0].starts_with("watches/a.toml:3: "), "{refused}");
    let line = lines.iter().position(|line| line.contains("treaty AND \"")).unwrap();
    assert_eq!(lines[line].find('"'), lines[line + 1].find('^'), "{refused}");
}

#[test]
fn an_operator_of_another_tool_is_refused_and_one_in_small_letters_is_doubted() {
    let desk = Desk::new(&[]);
    for (query, instead) in [
        ("treaty w/5 russia", "write NEAR/5"),
        ("(treaty|pact)", "write OR"),
        ("treaty;pact", "write OR"),
        ("treaty ANDNOT football", "write AND NOT"),
    ] {
        desk.write("watches/a.toml", &format!("title = \"A\"\nquery = '''{query}'''\n"));
        let refused = desk.refused(&["check"]);
        assert!(
            refused.starts_with("watches/a.toml:2: in `query`: ") && refused.contains(instead),
            "{refused}"
        );
        assert!(
            desk.refused(&[
                "match",
                "--watches",
                desk.config().join("watches").to_str().unwrap(),
                "-"
            ])
            .contains(instead)
        );
        assert!(desk.refused(&["search", query]).contains(instead));
    }
    desk.write("watches/a.toml", "title = \"A\"\nquery = '''\ntreaty\nor pact\n'''\n");
    let said = desk.done(&["check"]);
    assert!(
        said.contains(
            "watches/a.toml:4: in `query`: `or` is a word here; write `OR` for the \
        operator\n  or pact\n  ^^"
        ),
        "{said}"
    );
}

#[test]
fn a_file_that_is_wrong_makes_no_fault_in_those_that_name_it() {
    let desk = Desk::new(&[]);
    desk.write("watches/a.toml", "title = \"A\"\nqeury = \"treaty\"\n");
    desk.write("channels/mail.toml", "kind = \"smpt\"\n");
    desk.write(
        "readers/desk.toml",
        "to = \"desk@dateline.example\"\nwatches = [\"a\"]\nalerts = { channel = \"folder\" }\n",
    );
    let refused = desk.refused(&["check"]);
    assert!(
        refused.contains("watches/a.toml:2: unknown key") && refused.contains("channels/mail.toml"),
        "{refused}"
    );
    assert!(!refused.contains("readers/"), "{refused}");
    std::fs::remove_file(desk.config().join("channels/mail.toml")).unwrap();
    desk.write("watches/a.toml", "#title = \"A\"\n");
    desk.write(
        "readers/desk.toml",
        "to = \"desk@dateline.example\"\n# as \"a\"\nwatches = [\"a\"]\n",
    );
    let refused = desk.refused(&["check"]);
    assert_eq!(
        refused,
        "readers/desk.toml:3: no watch `a`; add watches/a.toml; a file of comments only is none\n"
    );
}

#[test]
fn a_watch_that_none_of_its_seeds_satisfies_is_doubted() {
    let desk = Desk::new(&[]);
    desk.write(
        "corpora/story/seed.txt",
        "Velmark and Tarn sign river treaty\n\nThe two ministers \
        signed the river treaty in Osk on Tuesday.\n",
    );
    let watch = |must: &str| {
        desk.write(
            "watches/a.toml",
            &format!("title = \"A\"\ncorpus = \"story\"\nmust = \"{must}\"\n"),
        );
    };
    watch("Velmark");
    assert!(!desk.done(&["check"]).contains("not one seed"));
    watch("Vaskia");
    let said = desk.done(&["check"]);
    assert!(
        said.contains("watches/a.toml:3: not one seed of `story` is a hit of it; `must`"),
        "{said}"
    );
}

#[test]
fn a_feed_that_is_html_is_told_so_with_what_the_page_offers() {
    let desk = Desk::new(&[]);
    let page = "<!doctype html><html><head><title>News</title><link rel=alternate \
        type=application/rss+xml href=/rss.xml></head><body>Hello</body></html>";
    desk.write("page.html", page);
    let refused = desk.refused(&[
        "feed",
        desk.config().join("page.html").to_str().unwrap(),
        "--url",
        "https://news.example/",
    ]);
    assert!(
        refused.contains("HTML page, not a feed")
            && refused.contains("https://news.example/rss.xml"),
        "{refused}"
    );
}

#[test]
fn an_empty_corpus_is_told_so() {
    let desk = Desk::new(&[("item.txt", "A text.")]);
    std::fs::create_dir_all(desk.config().join("corpora/empty")).unwrap();
    let refused = desk.refused(&["check"]);
    assert!(
        refused.starts_with("corpora/empty: an empty corpus; put at least one article into it"),
        "{refused}"
    );
    let item = desk.config().join("item.txt");
    let refused = desk.refused(&[
        "compare",
        "--corpus",
        desk.config().join("corpora/empty").to_str().unwrap(),
        item.to_str().unwrap(),
    ]);
    assert!(refused.contains("an empty corpus"), "{refused}");
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    let desk = Desk::new(&[("dateline.toml", "")]);
    desk.done(&["run", "--once"]);
    let database = desk.data().join("dateline.db");
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let pool = sqlx::SqlitePool::connect_with(
            sqlx::sqlite::SqliteConnectOptions::new().filename(&database),
        )
        .await
        .unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
            execution_time) VALUES (99, 'later', TRUE, x'00', 0)",
        )
        .execute(&pool)
        .await
        .unwrap();
        pool.close().await;
    });
    desk.write("watches/treaty.toml", "title = \"Treaties\"\nquery = \"treaty\"\n");
    for command in
        [&["run", "--once"][..], &["item", "list"], &["source", "list"], &["watch", "list"]]
    {
        let refused = desk.refused(command);
        assert!(refused.contains("written by a newer dateline (schema 99"), "{refused}");
    }
}

#[test]
fn what_is_not_there_ends_with_one() {
    let desk = Desk::new(&[("dateline.toml", "")]);
    desk.done(&["run", "--once"]);
    let output = desk.dateline(&["item", "why", "i7"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("no item i7"), "{}", text(&output.stderr));
    assert!(desk.refused(&["item", "why", "7"]).contains("`7` is no item; one looks like i42"));
}
