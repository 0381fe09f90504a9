//! Draws the rooms in their order from `src/lib.rs`, and fails when the picture stops being true.

use std::collections::BTreeMap;
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

/// Files that are part of the tests only: `#[cfg(test)] mod name;`.
fn is_test(room: &Room, file: &Path) -> bool {
    let stem = file.file_stem().unwrap().to_string_lossy();
    room.files.iter().any(|(_, text)| text.contains(&format!("#[cfg(test)]\nmod {stem};")))
}

fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { collect_file(&entry.path(), files) }
    }
}

fn collect_file(file: &Path, files: &mut Vec<(PathBuf, String)>) {
    if file.extension().is_some_and(|ending| ending == "rs") && file.is_file() {
        files.push((file.to_owned(), fs::read_to_string(file).unwrap()));
    }
}

/// Rooms that a file names as `crate::room`.
fn imports(text: &str) -> Vec<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let mut rooms = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let names = match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap().split(',').map(|name| name.trim().split("::").next().unwrap().to_owned()).collect(),
            None => vec![rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()],
        };
        rooms.extend(names);
    }
    rooms
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let house = house();
    let order: BTreeMap<&str, usize> = house.iter().enumerate().map(|(place, room)| (room.name.as_str(), place)).collect();
    let mut wrong = Vec::new();
    for (place, room) in house.iter().enumerate() {
        for (file, text) in &room.files {
            for used in imports(text) {
                if order.get(used.as_str()).is_some_and(|above| *above > place) {
                    wrong.push(format!("{}: {} uses {used}, which stands below it", file.display(), room.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_door_knows_another_door() {
    let house = house();
    let doors: Vec<&str> = house.iter().filter(|room| room.part == "doors").map(|room| room.name.as_str()).collect();
    assert_eq!(doors.len(), 4);
    for door in house.iter().filter(|room| room.part == "doors") {
        for (file, text) in &door.files {
            let known = imports(text).into_iter().find(|used| *used != door.name && doors.contains(&used.as_str()));
            assert_eq!(known, None, "{}", file.display());
        }
    }
}

#[test]
fn the_core_does_not_wait_and_touches_nothing_outside() {
    let forbidden = ["async ", ".await", "tokio", "reqwest", "sqlx", "std::fs", "std::net::Tcp", "std::net::Udp", "tantivy", "lettre"];
    for room in house().iter().filter(|room| room.part == "core") {
        for (file, text) in room.files.iter().filter(|(file, _)| !is_test(room, file)) {
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for word in forbidden {
                let line = code.lines().find(|line| !line.trim_start().starts_with("//") && line.contains(word));
                assert_eq!(line, None, "{} says `{word}`", file.display());
            }
        }
    }
}

#[test]
fn every_room_says_what_it_is_for() {
    for room in house() {
        let front = room.files.iter().find(|(file, _)| file.ends_with("mod.rs") || file.ends_with(format!("src/{}.rs", room.name))).unwrap();
        assert!(front.1.starts_with("//! "), "{} opens without a word", front.0.display());
    }
}

#[test]
fn imports_are_found_in_every_form() {
    assert_eq!(imports("use crate::{link, text::Text};\nlet x = crate::clock::now();"), ["link", "text", "clock"]);
    assert!(imports("//! see crate::store").is_empty());
}
