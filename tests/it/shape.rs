//! Draws the rooms in their order from `src/lib.rs`, and fails when the picture stops being true.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A room, the part of the house that it stands in, and its files.
struct Room {
    name: String,
    part: String,
    files: Vec<(PathBuf, String)>,
}

fn house() -> Vec<Room> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut part = String::new();
    let mut rooms = Vec::new();
    for line in fs::read_to_string(src.join("lib.rs")).unwrap().lines() {
        if let Some(comment) = line.strip_prefix("// ") {
            part = comment.split(':').next().unwrap().to_owned();
        }
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            let mut files = Vec::new();
            collect(&src.join(name), &mut files);
            collect_file(&src.join(format!("{name}.rs")), &mut files);
            assert!(!files.is_empty(), "{name} has no file");
            rooms.push(Room { name: name.to_owned(), part: part.clone(), files });
        }
    }
    rooms
}

/// Whether a file is part of the tests only: `#[cfg(test)] mod name;`.
fn is_test(room: &Room, file: &Path) -> bool {
    let stem = file.file_stem().unwrap().to_string_lossy();
    room.files.iter().any(|(_, text)| text.contains(&format!("#[cfg(test)]\nmod {stem};")))
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            collect(&entry.path(), files);
        } else {
            collect_file(&entry.path(), files);
        }
    }
}

fn collect_file(file: &Path, files: &mut Vec<(PathBuf, String)>) {
    if file.extension().is_some_and(|ending| ending == "rs") && file.is_file() {
        files.push((file.to_owned(), fs::read_to_string(file).unwrap()));
    }
}

/// The code of a file: no comments, and nothing of its tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// A path in a file, as its names: `crate::extract::{body, site::Site}` is two paths.
type NamePath = Vec<String>;

/// The paths that begin with `crate::` or `super::` in the code of the module `module`, seen from
/// the crate.
fn paths(code: &str, module: &[String]) -> Vec<NamePath> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) =
        ["crate::", "super::"].iter().filter_map(|start| code[at..].find(start)).min()
    {
        let begin = at + next;
        let is_word =
            code[..begin].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        at = begin + "crate::".len();
        if is_word {
            continue;
        }
        let mut base: &[String] = &[];
        if code[begin..].starts_with("super::") {
            base = module.split_last().map_or(&[], |(_, above)| above);
            while code[at..].starts_with("super::") {
                base = base.split_last().map_or(&[], |(_, above)| above);
                at += "super::".len();
            }
        }
        found.extend(
            branches(&code[at..])
                .into_iter()
                .map(|names| base.iter().cloned().chain(names).collect()),
        );
    }
    found
}

/// The paths that a piece of code begins with: `a::b`, or several in braces.
fn branches(code: &str) -> Vec<NamePath> {
    let code = code.trim_start();
    if let Some(inner) = code.strip_prefix('{') {
        let mut depth = 1;
        let end = inner.find(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        return parts(&inner[..end.unwrap_or(inner.len())])
            .into_iter()
            .flat_map(branches)
            .collect();
    }
    let name: String = code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return vec![Vec::new()];
    }
    match code[name.len()..].strip_prefix("::") {
        Some(rest) => branches(rest)
            .into_iter()
            .map(|rest| std::iter::once(name.clone()).chain(rest).collect())
            .collect(),
        None => vec![vec![name]],
    }
}

/// What stands between the outer commas of a group.
fn parts(group: &str) -> Vec<&str> {
    let mut depth = 0;
    group
        .split(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            c == ',' && depth == 0
        })
        .filter(|part| !part.trim().is_empty())
        .collect()
}

/// The rooms that a file names as `crate::room`, in its tests too.
fn imports(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let in_crate = paths(&code.replace("super::", "self::"), &[]);
    in_crate.into_iter().filter_map(|path| path.into_iter().next()).collect()
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let house = house();
    let order: BTreeMap<&str, usize> =
        house.iter().enumerate().map(|(place, room)| (room.name.as_str(), place)).collect();
    let mut wrong = Vec::new();
    for (place, room) in house.iter().enumerate() {
        for (file, text) in &room.files {
            for used in imports(text) {
                if order.get(used.as_str()).is_some_and(|above| *above > place) {
                    wrong.push(format!(
                        "{}: {} uses {used}, which stands below it",
                        file.display(),
                        room.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A module with modules of its own, in the order in which its front declares them.
struct Front {
    /// The names by which the crate knows it: `extract`, `published`.
    module: Vec<String>,
    children: Vec<String>,
    /// The names that the front hands on, and the child that each is from.
    handed_on: BTreeMap<String, String>,
}

/// Every front of a room, its sub-rooms' too.
fn fronts(room: &Room) -> Vec<Front> {
    let fronts = room.files.iter().map(|(file, text)| {
        let code = code(text);
        let children = code
            .lines()
            .enumerate()
            .filter(|(at, _)| *at == 0 || code.lines().nth(at - 1) != Some("#[cfg(test)]"));
        let children: Vec<String> = children.filter_map(|(_, line)| declared(line)).collect();
        let mut handed_on = BTreeMap::new();
        for line in code.split(';').filter_map(|line| line.trim_start().strip_prefix("pub use ")) {
            for path in branches(line.strip_prefix("self::").unwrap_or(line)) {
                let child = path.first().filter(|child| children.contains(child));
                if let Some(child) = child {
                    handed_on.insert(path.last().unwrap().clone(), child.clone());
                }
            }
        }
        Front { module: module_of(file), children, handed_on }
    });
    fronts.filter(|front| !front.children.is_empty()).collect()
}

/// The name of the module that a line declares, whoever may see it.
fn declared(line: &str) -> Option<String> {
    let line =
        line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub ")).unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)
}

/// The names by which the crate knows the module of a file.
fn module_of(file: &Path) -> Vec<String> {
    let below = file
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .with_extension("");
    let names = below.components().map(|name| name.as_os_str().to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// The rooms that are left out: in these a sub-room may use one that is declared below it.
const TO_BE_REDRAWN: &[&str] = &["report"];

#[test]
fn a_sub_room_uses_only_sub_rooms_above_it() {
    let mut wrong = Vec::new();
    for room in house().iter().filter(|room| !TO_BE_REDRAWN.contains(&room.name.as_str())) {
        for front in fronts(room) {
            let depth = front.module.len();
            let place = |name: &String| front.children.iter().position(|child| child == name);
            for (file, text) in &room.files {
                let module = module_of(file);
                let is_within = module.len() > depth && module.starts_with(&front.module);
                let Some(own) = module.get(depth).filter(|_| is_within).and_then(place) else {
                    continue;
                };
                let used = paths(&code(text), &module)
                    .into_iter()
                    .filter(|path| path.len() > depth && path.starts_with(&front.module));
                for path in used {
                    let name = &path[depth];
                    if let Some(other) = place(front.handed_on.get(name).unwrap_or(name))
                        .filter(|other| *other > own)
                    {
                        wrong.push(format!(
                            "{}: uses {}, which is declared below it",
                            file.display(),
                            front.children[other]
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The house as ARCHITECTURE shows it: each room with its sub-rooms and files, in the order of
/// their use.
fn picture() -> String {
    let house = house();
    let mut lines = Vec::new();
    let mut part = "";
    for room in &house {
        if room.part != part {
            part = &room.part;
            lines.push(part.to_string());
        }
        let fronts = fronts(room);
        let front = |module: &[String]| fronts.iter().find(|front| front.module == module);
        let children = front(std::slice::from_ref(&room.name))
            .map_or_else(Vec::new, |front| front.children.clone());
        let is_parted = |child: &&String| front(&[room.name.clone(), (*child).clone()]).is_some();
        lines.extend(wrapped(&format!("  {}", room.name), 16, &children));
        for child in children.iter().filter(is_parted) {
            let inner = &front(&[room.name.clone(), child.clone()]).unwrap().children;
            lines.extend(wrapped(&format!("    {child}"), 18, inner));
        }
    }
    lines.join("\n")
}

/// A name, and behind it what it holds, in lines of at most 100 characters.
fn wrapped(name: &str, width: usize, held: &[String]) -> Vec<String> {
    let mut lines = vec![format!("{name:width$}")];
    for one in held {
        if lines.last().unwrap().len() + 1 + one.len() > 100 {
            lines.push(" ".repeat(width));
        }
        let line = lines.last_mut().unwrap();
        *line = if line.trim_end() == name || line.trim().is_empty() {
            format!("{line}{one}")
        } else {
            format!("{line} {one}")
        };
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn architecture_shows_the_house_as_it_is() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let shown = page
        .split("<!-- the house -->\n```text\n")
        .nth(1)
        .and_then(|rest| rest.split("\n```").next())
        .unwrap_or_default();
    assert!(
        shown == picture(),
        "ARCHITECTURE.md has to show, behind `<!-- the house -->`:\n```text\n{}\n```",
        picture()
    );
}

/// The types that a file publishes, each with whether the command line reads its arguments into it.
fn nouns(text: &str) -> Vec<(String, bool)> {
    let mut nouns = Vec::new();
    let mut is_argument = false;
    for line in code(text).lines() {
        if line.starts_with("#[derive(") {
            is_argument = ["Args", "Parser", "Subcommand", "ValueEnum"]
                .iter()
                .any(|derived| line.contains(derived));
        }
        let published = ["pub struct ", "pub enum ", "pub trait ", "pub type "]
            .iter()
            .find_map(|start| line.strip_prefix(start));
        if let Some(rest) = published {
            nouns.push((
                rest.chars().take_while(|c| c.is_alphanumeric()).collect(),
                std::mem::take(&mut is_argument),
            ));
        }
    }
    nouns
}

#[test]
fn one_noun_is_one_thing() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for room in house() {
        for (file, text) in &room.files {
            for (noun, _) in nouns(text)
                .into_iter()
                .filter(|(_, is_argument)| !(*is_argument && room.name == "cli"))
            {
                places.entry(noun).or_default().push(module_of(file).join("::"));
            }
        }
    }
    let twice: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(noun, places)| format!("{noun}: {}", places.join(", ")))
        .collect();
    assert!(twice.is_empty(), "{}", twice.join("\n"));
}

/// The names that a file publishes, fields too, each with whether it is a type, function or module.
fn published(text: &str) -> Vec<(String, bool)> {
    let kinds = ["async", "const", "static", "struct", "enum", "trait", "type", "fn", "mod"];
    let mut names = Vec::new();
    for line in code(text).lines() {
        let Some(rest) = line.trim_start().strip_prefix("pub ") else { continue };
        let mut words = rest
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .filter(|word| !word.is_empty())
            .peekable();
        let is_item = words.peek().is_some_and(|first| kinds.contains(first));
        if let Some(name) = words.find(|word| !kinds.contains(word)) {
            names.push((name.to_owned(), is_item));
        }
    }
    names
}

/// The rows of the glossary's tables in ARCHITECTURE, as their cells: a word, what it is, where,
/// and what it is not called.
fn glossary() -> Vec<Vec<String>> {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md")).unwrap();
    let behind = page.split("\n## Glossary\n").nth(1).unwrap_or_default();
    let section = behind.split("\n## ").next().unwrap_or_default();
    section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| word |"))
        .map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// What stands between the backticks of a cell.
fn in_backticks(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn the_glossary_calls_things_as_the_code_does() {
    let house = house();
    let mut by_room: BTreeMap<&str, Vec<(String, bool)>> = BTreeMap::new();
    for room in &house {
        for (_, text) in room.files.iter().filter(|(file, _)| !is_test(room, file)) {
            by_room.entry(room.name.as_str()).or_default().extend(published(text));
        }
    }
    let rows = glossary();
    assert!(rows.len() > 50, "{} words", rows.len());
    let mut words = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in &rows {
        let [word, _, places, others] = &row[..] else { panic!("{row:?} has not four cells") };
        if !words.insert(word) {
            wrong.push(format!("{word} stands twice"));
        }
        for place in in_backticks(places) {
            let (room, path) = place.split_once("::").unwrap_or((place, ""));
            let names = by_room.get(room).map_or(&[][..], Vec::as_slice);
            for name in path.split("::") {
                if !names.contains(&(name.to_owned(), true)) {
                    wrong.push(format!("{word}: {place} is not there, {room} publishes no {name}"));
                }
            }
        }
        for other in in_backticks(others) {
            if by_room.values().flatten().any(|(name, _)| name == other) {
                wrong.push(format!("{word} is called {other} somewhere"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_file_publishes_is_found_in_every_form() {
    let found = published(
        "pub async fn send() {\n    pub to: String,\npub const fn over() {\npub mod way;\n\
        pub(super) struct Inner;\n// pub fn said() {\nfn own() {",
    );
    let found: Vec<(&str, bool)> =
        found.iter().map(|(name, is_item)| (name.as_str(), *is_item)).collect();
    assert_eq!(found, [("send", true), ("to", false), ("over", true), ("way", true)]);
}

#[test]
fn no_door_knows_another_door() {
    let house = house();
    let doors: Vec<&str> =
        house.iter().filter(|room| room.part == "doors").map(|room| room.name.as_str()).collect();
    assert_eq!(doors.len(), 4);
    for door in house.iter().filter(|room| room.part == "doors") {
        for (file, text) in &door.files {
            let known = imports(text)
                .into_iter()
                .find(|used| *used != door.name && doors.contains(&used.as_str()));
            assert_eq!(known, None, "{}", file.display());
        }
    }
}

#[test]
fn the_core_does_not_wait_and_touches_nothing_outside() {
    let forbidden = [
        "async ",
        ".await",
        "tokio",
        "reqwest",
        "sqlx",
        "std::fs",
        "std::net::Tcp",
        "std::net::Udp",
        "tantivy",
        "lettre",
    ];
    for room in house().iter().filter(|room| room.part == "core") {
        for (file, text) in room.files.iter().filter(|(file, _)| !is_test(room, file)) {
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for word in forbidden {
                let line = code
                    .lines()
                    .find(|line| !line.trim_start().starts_with("//") && line.contains(word));
                assert_eq!(line, None, "{} says `{word}`", file.display());
            }
        }
    }
}

#[test]
fn every_room_says_what_it_is_for() {
    for room in house() {
        let front = room
            .files
            .iter()
            .find(|(file, _)| {
                file.ends_with("mod.rs") || file.ends_with(format!("src/{}.rs", room.name))
            })
            .unwrap();
        assert!(front.1.starts_with("//! "), "{} opens without a word", front.0.display());
    }
}

#[test]
fn imports_are_found_in_every_form() {
    assert_eq!(
        imports("use crate::{link, text::Text};\nlet x = crate::clock::now();"),
        ["link", "text", "clock"]
    );
    assert!(imports("//! see crate::store").is_empty());
    let module = ["extract", "published", "clues"].map(str::to_owned);
    let found: Vec<String> =
        paths("use super::{home::Home, lines::{self, Place}};\nsuper::super::body::of();", &module)
            .iter()
            .map(|path| path.join("::"))
            .collect();
    assert_eq!(
        found,
        [
            "extract::published::home::Home",
            "extract::published::lines::self",
            "extract::published::lines::Place",
            "extract::body::of"
        ]
    );
}

#[test]
fn nouns_are_found_and_arguments_told_apart() {
    let nouns = nouns(
        "#[derive(Args)]\npub struct Item {\n}\npub enum State<T> \
            {\n#[cfg(test)]\nmod tests {\npub struct Inner;",
    );
    assert_eq!(nouns, [("Item".to_owned(), true), ("State".to_owned(), false)]);
}
