//! The README and the documents that it leads to promise nothing that is not there: commands,
//! tests, files.

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

/// Every document, with its path: the README, how the house is built, what changed, what users
/// read, and the results.
fn documents() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "evaluate/RESULTS.md"]
            .map(|name| root().join(name))
            .into();
    paths.extend(fs::read_dir(root().join("docs")).unwrap().flatten().map(|entry| entry.path()));
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// The relations of which the capture shows the first report each.
const CAPTURED: [&str; 3] = ["NEW EVENT", "duplicate", "EDITED"];

/// The capture of what the demo prints: the beginning of its second part, and one report of each
/// relation in [`CAPTURED`].
fn capture(printed: &str) -> String {
    let part: Vec<&str> = printed
        .lines()
        .skip_while(|line| !line.starts_with("2  "))
        .take_while(|line| !line.starts_with("3  "))
        .collect();
    let headings = part.iter().position(|line| line.trim_start().starts_with("OUTLET")).unwrap();
    // A report begins where a line is not indented further than the headings.
    let begins = |line: &str| line.starts_with("   ") && !line.starts_with("    ");
    let mut capture: Vec<&str> = part[..=headings].to_vec();
    for relation in CAPTURED {
        let first = part
            .iter()
            .position(|line| begins(line) && line.ends_with(relation))
            .unwrap_or_else(|| panic!("no {relation} in {printed}"));
        let length =
            part[first + 1..].iter().position(|line| begins(line) || line.is_empty()).unwrap();
        capture.extend(&part[first..=first + length]);
    }
    capture.join("\n")
}

/// The capture is written by `tests/make-capture`.
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

/// A line in which each figure is `#`: the demo's days and times are those of its run.
fn without_figures(line: &str) -> String {
    line.trim_end().replace(|c: char| c.is_ascii_digit(), "#")
}

#[test]
fn the_alert_that_it_explains_is_explained_so() {
    let readme = readme();
    let shown =
        readme.split("```text\n").nth(2).and_then(|rest| rest.split_once("\n```")).unwrap().0;
    let demo = crate::demo::demo();
    let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .arg("--config")
        .arg(&demo.out)
        .args(["item", "why", "i19"])
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut printed = printed.lines().map(without_figures);
    for line in shown.lines().filter(|line| line.trim() != "…").map(without_figures) {
        let is_moment = line.starts_with("Reader desk: alerted, ");
        let is_it = |found: String| {
            found == line || is_moment && found.starts_with("Reader desk: alerted, ")
        };
        assert!(printed.any(is_it), "not printed, or not in this order: {line}");
    }
}

/// The pieces of a document that stand between backticks.
fn quoted(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.starts_with("```"))
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// The lines of a document's blocks of shell.
fn typed(text: &str) -> impl Iterator<Item = &str> {
    text.split("```sh\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("\n```"))
        .flat_map(|(block, _)| block.lines())
}

#[test]
fn every_command_that_it_names_exists() {
    let readme = readme();
    let documents = documents();
    let typed = documents
        .iter()
        .flat_map(|(_, text)| typed(text))
        .filter_map(|line| line.strip_prefix("dateline "));
    let named = readme
        .lines()
        .skip_while(|line| *line != "## The commands")
        .skip(1)
        .take_while(|line| !line.starts_with("## "));
    let mut commands: BTreeSet<Vec<String>> = BTreeSet::new();
    for command in typed.map(str::to_owned).chain(
        named
            .filter(|line| line.starts_with("| `"))
            .flat_map(|line| quoted(line).into_iter().map(str::to_owned).collect::<Vec<_>>()),
    ) {
        let is_configuration = |word: &&str| {
            word.starts_with("--") || ["my-watch", "my-demo", "/etc/dateline"].contains(word)
        };
        let words: Vec<&str> = command.split_whitespace().skip_while(is_configuration).collect();
        let noun = words[0].to_owned();
        for verb in words
            .get(1)
            .filter(|verb| verb.contains('·'))
            .map_or(Vec::new(), |verbs| verbs.split('·').collect())
        {
            commands.insert(vec![noun.clone(), verb.to_owned()]);
        }
        commands.insert(vec![noun]);
    }
    assert!(commands.len() > 20, "{commands:?}");
    // What the documents tell people to type within a line: `dateline item why ID`.
    for (_, text) in &documents {
        for quoted in quoted(text).into_iter().filter_map(|quoted| quoted.strip_prefix("dateline "))
        {
            let words =
                quoted.split(' ').skip_while(|word| word.starts_with("--") || *word == "my-demo");
            let words: Vec<String> = words
                .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase()))
                .take(2)
                .map(str::to_owned)
                .collect();
            if !words.is_empty() {
                commands.insert(words);
            }
        }
    }
    // What the example configuration and the units tell people to type.
    let mut folders = vec![root().join("config"), root().join("deploy")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // tables of numbers tell nobody what to type
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for typed in text.split("`dateline ").skip(1) {
                let words = typed.split(['`', ' ']).take_while(|word| {
                    !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase())
                });
                commands.insert(words.take(2).map(str::to_owned).collect());
            }
        }
    }
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(&command)
            .arg("--help")
            .output()
            .unwrap();
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
    for (_, text) in documents() {
        for name in quoted(&text) {
            let is_test = name.matches('_').count() >= 4
                && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            assert!(!is_test || code.contains(&format!("fn {name}(")), "no test {name}");
            let is_file =
                ["src/", "tests/", "config/", "crawlers/", "deploy/", "evaluate/", "docs/"]
                    .iter()
                    .any(|folder| name.starts_with(folder))
                    && !name.contains(['*', ' '])
                    && name != name.to_uppercase();
            let path: PathBuf = root().join(name);
            assert!(
                !is_file || path.exists() || name.contains(char::is_uppercase),
                "no file {name}"
            );
        }
    }
}

/// The targets of a document's links, as `docs/running.md#sources`; those to the web are left out.
fn links(text: &str) -> Vec<&str> {
    let targets =
        text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    targets.filter(|target| !target.starts_with("https://")).collect()
}

/// The headings of a document as links name them: small letters and hyphens.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = text.lines().filter_map(|line| {
        line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))
    });
    let anchor = |heading: &str| {
        heading
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'))
            .collect::<String>()
            .replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    for (path, text) in documents() {
        for link in links(&text) {
            let (file, anchor) =
                link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
            let target =
                if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", path.display());
            let found = anchor.is_none_or(|anchor| {
                anchors(&fs::read_to_string(&target).unwrap()).contains(anchor)
            });
            assert!(found, "{}: {link} has no such heading", path.display());
        }
    }
}

#[test]
fn the_readme_is_read_in_one_sitting() {
    let length = readme().len();
    assert!(length <= 9_000, "{length} bytes; what is long belongs into docs/");
}
