//! The README promises nothing that is not there: commands, tests, files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The relations of which the capture shows the first report each.
const CAPTURED: [&str; 3] = ["NEW EVENT", "duplicate", "EDITED"];

/// Of what the demo prints, the beginning of its second part, and one report of each kind.
fn capture(printed: &str) -> String {
    let part: Vec<&str> = printed.lines().skip_while(|line| !line.starts_with("2  ")).take_while(|line| !line.starts_with("3  ")).collect();
    let headings = part.iter().position(|line| line.trim_start().starts_with("OUTLET")).unwrap();
    // A report begins where a line is not indented further than the headings.
    let begins = |line: &str| line.starts_with("   ") && !line.starts_with("    ");
    let mut capture: Vec<&str> = part[..=headings].to_vec();
    for relation in CAPTURED {
        let first = part.iter().position(|line| begins(line) && line.ends_with(relation)).unwrap_or_else(|| panic!("no {relation} in {printed}"));
        let length = part[first + 1..].iter().position(|line| begins(line) || line.is_empty()).unwrap();
        capture.extend(&part[first..=first + length]);
    }
    capture.join("\n")
}

/// `tests/make-capture` writes it.
#[test]
fn the_capture_of_the_demo_is_what_the_demo_prints() {
    let readme = readme();
    let (before, rest) = readme.split_once("```text\n").unwrap();
    let (kept, after) = rest.split_once("\n```").unwrap();
    let now = capture(&crate::demo::demo().printed);
    if std::env::var_os("DATELINE_CAPTURE").is_some() {
        fs::write(root().join("README.md"), format!("{before}```text\n{now}\n```{after}")).unwrap();
        return;
    }
    assert_eq!(kept, now, "tests/make-capture brings it up to date");
}

/// What stands between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with("```")).flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

#[test]
fn every_command_that_it_names_exists() {
    let readme = readme();
    let typed = readme.lines().filter_map(|line| line.strip_prefix("dateline "));
    let named = readme.lines().skip_while(|line| *line != "## The commands").take_while(|line| *line != "## How it decides");
    let mut commands: BTreeSet<Vec<String>> = BTreeSet::new();
    for command in typed
        .map(str::to_owned)
        .chain(named.filter(|line| line.starts_with("| `")).flat_map(|line| quoted(line).into_iter().map(str::to_owned).collect::<Vec<_>>()))
    {
        let words: Vec<&str> = command.split_whitespace().skip_while(|word| word.starts_with("--") || *word == "my-watch").collect();
        let noun = words[0].to_owned();
        for verb in words.get(1).filter(|verb| verb.contains('·')).map_or(Vec::new(), |verbs| verbs.split('·').collect()) {
            commands.insert(vec![noun.clone(), verb.to_owned()]);
        }
        commands.insert(vec![noun]);
    }
    assert!(commands.len() > 20, "{commands:?}");
    // What the example configuration and the units tell people to type.
    let mut folders = vec![root().join("config"), root().join("deploy")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for typed in text.split("`dateline ").skip(1) {
                let words = typed.split(['`', ' ']).take_while(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
                commands.insert(words.take(2).map(str::to_owned).collect());
            }
        }
    }
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline")).args(&command).arg("--help").output().unwrap();
        assert!(output.status.success(), "dateline {} is not there", command.join(" "));
    }
}

#[test]
fn every_test_and_file_that_it_names_exists() {
    let mut code = String::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                code.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    for text in [readme(), fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap()] {
        for name in quoted(&text) {
            let is_test = name.matches('_').count() >= 4 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            assert!(!is_test || code.contains(&format!("fn {name}(")), "no test {name}");
            let is_file = ["src/", "tests/", "config/", "crawlers/", "deploy/", "evaluate/"].iter().any(|folder| name.starts_with(folder))
                && !name.contains(['*', ' '])
                && name != name.to_uppercase();
            let path: PathBuf = root().join(name);
            assert!(!is_file || path.exists() || name.contains(char::is_uppercase), "no file {name}");
        }
    }
}
