//! Every crate that is built into dateline stands under a licence that was agreed to.

use std::process::Command;

/// The licences that are agreed to, by their SPDX names. Another one needs a reason, written here.
const AGREED: &[&str] = &[
    "MIT",
    "MIT-0",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "ISC",
    "MPL-2.0",
    "Unicode-3.0",
    "Zlib",
    "CC0-1.0",
];

/// Whether a licence expression is agreed to: of `MIT OR (Apache-2.0 AND ISC)`, one of the
/// alternatives as a whole.
fn is_agreed(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let mut depth = 0;
    let mut outer = (Vec::new(), Vec::new());
    let mut part = String::new();
    for word in expression.replace('(', " ( ").replace(')', " ) ").split_whitespace() {
        match word {
            "(" if depth == 0 => depth = 1,
            "(" => {
                depth += 1;
                part.push_str(" (");
            }
            ")" if depth == 1 => depth = 0,
            ")" => {
                depth -= 1;
                part.push_str(" )");
            }
            "OR" | "AND" if depth == 0 => {
                outer.0.push(std::mem::take(&mut part));
                outer.1.push(word.to_owned());
            }
            word => part.push_str(&format!(" {word}")),
        }
    }
    outer.0.push(part);
    let parts: Vec<bool> = outer.0.iter().map(|part| judge(part.trim())).collect();
    // AND binds tighter than OR.
    let mut alternatives = vec![parts[0]];
    for (operator, agreed) in outer.1.iter().zip(&parts[1..]) {
        match operator.as_str() {
            "AND" => *alternatives.last_mut().unwrap() &= agreed,
            _ => alternatives.push(*agreed),
        }
    }
    alternatives.contains(&true)
}

fn judge(part: &str) -> bool {
    if part.contains(" OR ") || part.contains(" AND ") {
        is_agreed(part)
    } else {
        AGREED.contains(&part)
    }
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    assert!(is_agreed("MIT OR GPL-3.0"));
    assert!(!is_agreed("MIT AND GPL-3.0"));
    assert!(is_agreed("(MIT OR GPL-3.0) AND ISC"));
    assert!(!is_agreed("GPL-3.0 OR MIT AND OpenSSL"));
    assert!(is_agreed("Unlicense/MIT"));
    assert!(!is_agreed("CDLA-Permissive-2.0"));
}

#[test]
fn every_crate_that_is_built_in_stands_under_an_agreed_licence() {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--locked",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}\t{l}",
        ])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8(tree.stdout).unwrap();
    let crates: Vec<(&str, &str)> =
        tree.lines().filter_map(|line| line.trim_end_matches(" (*)").split_once('\t')).collect();
    assert!(crates.len() > 100, "cargo tree listed only {}", crates.len());
    let refused: Vec<String> = crates
        .iter()
        .filter(|(_, licence)| !is_agreed(licence.trim_end_matches(" (*)")))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert!(refused.is_empty(), "not agreed to:\n{}", refused.join("\n"));
}
