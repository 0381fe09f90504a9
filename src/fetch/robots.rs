//! robots.txt, as RFC 9309 reads it: who may fetch what.
//!
//! Where the RFC is silent this follows Google's parser: misspelt keys, a missing colon,
//! `index.html`.
//!
//! Absent on purpose: fetching and keeping the file.

/// The most bytes of a file that are read (RFC 9309, 2.5: 500 KiB at least).
pub(super) const LARGEST: usize = 500 * 1024;
/// The most bytes of a line that are read, as many as Google's parser reads.
const LONGEST_LINE: usize = 2083 * 8;
/// The most bytes of a path that are compared.
const LONGEST_PATH: usize = 4096;

/// The rules of one file for one agent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Rules {
    /// Empty where the file forbids and allows nothing to this agent, by name or as `*`.
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allows: bool,
    /// The pattern of paths, percent-encoded where it is not ASCII, hexadecimal digits in upper
    /// case.
    pattern: Vec<u8>,
}

/// What a group of lines is about.
#[derive(Default)]
struct Group {
    names_agent: bool,
    names_all: bool,
    /// Whether it has a rule: then the next `User-agent` begins another group.
    has_rule: bool,
}

impl Rules {
    /// The rules of `file` for `agent`, a product token as `dateline`. Groups for the agent are
    /// taken together; where there is none, those for `*` are.
    pub(super) fn parse(file: &[u8], agent: &str) -> Self {
        let file = &file[..file.len().min(LARGEST)];
        let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        let (mut own, mut for_all) = (Vec::new(), Vec::new());
        let mut is_named = false;
        let mut group = Group::default();
        for line in file.split(|byte| matches!(byte, b'\n' | b'\r')) {
            let Some((key, value)) = line_of(&line[..line.len().min(LONGEST_LINE)]) else {
                continue;
            };
            match key {
                Key::Agent => {
                    if group.has_rule {
                        group = Group::default();
                    }
                    if value
                        .strip_prefix(b"*")
                        .is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
                    {
                        group.names_all = true;
                    } else if !agent.is_empty()
                        && token(value).eq_ignore_ascii_case(agent.as_bytes())
                    {
                        group.names_agent = true;
                        is_named = true;
                    }
                }
                Key::Allow | Key::Disallow => {
                    group.has_rule = true;
                    let rule = Rule { allows: key == Key::Allow, pattern: encoded(value) };
                    if rule.pattern.is_empty() {
                        continue;
                    }
                    if group.names_agent {
                        own.push(rule);
                    } else if group.names_all {
                        for_all.push(rule);
                    }
                }
            }
        }
        Self { rules: if is_named { own } else { for_all } }
    }

    /// Whether `path`, with its query and percent-encoded, may be fetched: the longest rule
    /// decides, and between equals the one that allows.
    pub(super) fn allow(&self, path: &str) -> bool {
        let path = &path.as_bytes()[..path.len().min(LONGEST_PATH)];
        let longest = |allows: bool| {
            self.rules
                .iter()
                .filter(|rule| rule.allows == allows)
                .filter_map(|rule| rule.weight(path))
                .max()
                .unwrap_or(0)
        };
        longest(true) >= longest(false)
    }
}

impl Rule {
    /// The length of the pattern in bytes, if it matches.
    fn weight(&self, path: &[u8]) -> Option<usize> {
        if matches(&self.pattern, path) {
            return Some(self.pattern.len());
        }
        // `/a/index.html` is what `/a/` answers with.
        let slash = self.pattern.iter().rposition(|byte| *byte == b'/')?;
        if !self.allows || !self.pattern[slash..].starts_with(b"/index.htm") {
            return None;
        }
        let directory = [&self.pattern[..=slash], b"$"].concat();
        matches(&directory, path).then_some(directory.len())
    }
}

/// Whether `path` begins with `pattern`, in which `*` stands for anything, and `$` at the end for
/// the end. Each piece between stars is looked for once, at its first place: linear in the path.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split(|byte| *byte == b'*');
    let Some(mut rest) = pieces.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut has_star = false;
    let mut last: &[u8] = b"";
    for piece in pieces {
        has_star = true;
        last = piece;
        match memchr::memmem::find(rest, piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    !is_whole || rest.is_empty() || (has_star && path.ends_with(last))
}

/// What a line that counts is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Agent,
    Allow,
    Disallow,
}

/// The key and the value of a line `key: value # comment`, if it is one of the keys that count. A
/// colon that was forgotten is a blank between two words.
fn line_of(line: &[u8]) -> Option<(Key, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next()?.trim_ascii();
    let colon = line.iter().position(|byte| *byte == b':');
    let end_of_key = colon.or_else(|| line.iter().position(u8::is_ascii_whitespace))?;
    let (key, value) = (line[..end_of_key].trim_ascii(), line[end_of_key + 1..].trim_ascii());
    if colon.is_none() && value.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let is = |spellings: &[&str]| {
        spellings.iter().any(|spelling| key.eq_ignore_ascii_case(spelling.as_bytes()))
    };
    let key = if is(&["user-agent", "useragent", "user agent"]) {
        Key::Agent
    } else if is(&["allow"]) {
        Key::Allow
    } else if is(&["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
        Key::Disallow
    } else {
        return None;
    };
    Some((key, value))
}

/// The product token at the beginning of `value`: `Foo` of `Foo/1.2 (x)`.
fn token(value: &[u8]) -> &[u8] {
    let end = value
        .iter()
        .position(|byte| !(byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_')))
        .unwrap_or(value.len());
    &value[..end]
}

/// `pattern` with what is not ASCII percent-encoded, and hexadecimal digits in upper case.
fn encoded(pattern: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(pattern.len());
    for (at, byte) in pattern.iter().enumerate() {
        let is_hex_digit = || {
            (at.saturating_sub(2)..at).any(|before| pattern[before] == b'%')
                && byte.is_ascii_hexdigit()
        };
        match byte {
            0x80.. => out.extend(format!("%{byte:02X}").into_bytes()),
            byte if is_hex_digit() => out.push(byte.to_ascii_uppercase()),
            byte => out.push(*byte),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[track_caller]
    fn check(file: &str, allowed: &[&str], forbidden: &[&str]) {
        let rules = Rules::parse(file.as_bytes(), "dateline");
        for path in allowed {
            assert!(rules.allow(path), "{path} is forbidden");
        }
        for path in forbidden {
            assert!(!rules.allow(path), "{path} is allowed");
        }
    }

    #[test]
    fn the_longest_rule_decides() {
        check("User-agent: *\nDisallow: /a\nAllow: /a/b\n", &["/", "/a/b/c"], &["/a", "/a/c"]);
        check("User-agent: *\nDisallow: /a\nAllow: /a\n", &["/a"], &[]);
        check("User-agent: *\nDisallow:\n", &["/a"], &[]);
    }

    #[test]
    fn groups_for_the_agent_take_the_place_of_those_for_all() {
        check(
            "User-agent: *\nDisallow: /\nUser-agent: Dateline/2 (x)\nUser-agent: b\n\
                Disallow: /p\n\nUser-agent: dateline\nDisallow: /q",
            &["/a"],
            &["/p", "/q"],
        );
        check("User-agent: other\nSitemap: x\nUser-agent: *\nDisallow: /", &[], &["/a"]);
        check("Disallow: /\nuser-agent other\ndisallow /", &["/a"], &[]);
    }

    #[test]
    fn stars_and_ends_are_patterns() {
        check(
            "User-agent: *\nDisallow: /*.php$\nDisallow: /x*y*z",
            &["/a.php?x", "/a.php5", "/xzy"],
            &["/a.php", "/b.php.php", "/x1y2z3"],
        );
        check("User-agent: *\nDisallow: /$", &["/a"], &["/"]);
        check(
            "User-agent: *\nDisallow: /%e3%83%84\nDisallow: /ü",
            &["/a"],
            &["/%E3%83%84", "/%C3%BC"],
        );
    }

    #[test]
    fn a_hostile_file_costs_little() {
        let stars = format!("User-agent: *\nDisallow: /{}x\n", "*a".repeat(8000)).repeat(30);
        assert!(
            Rules::parse(stars.as_bytes(), "dateline").allow(&format!("/{}", "a".repeat(4000)))
        );
    }

    #[derive(Deserialize)]
    struct Case {
        robots: String,
        agent: String,
        url: String,
        allowed: bool,
    }

    #[test]
    fn the_public_suite_is_obeyed() {
        let file = std::env::var_os("DATELINE_DATA")
            .map(|data| std::path::Path::new(&data).join("robots/cases.json"));
        let Some(bytes) = file.and_then(|file| std::fs::read(file).ok()) else {
            println!("skipped: DATELINE_DATA does not name the folder with `robots/cases.json`");
            return;
        };
        let cases: Vec<Case> = serde_json::from_slice(&bytes).unwrap();
        for case in &cases {
            let path = case
                .url
                .split_once("://")
                .and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]))
                .unwrap_or("/");
            let rules = Rules::parse(case.robots.as_bytes(), &case.agent);
            assert_eq!(
                rules.allow(path),
                case.allowed,
                "{} {} {}",
                case.agent,
                case.url,
                case.robots
            );
        }
        println!("{} cases", cases.len());
    }

    proptest! {
        #[test]
        fn a_match_is_what_the_definition_says(pattern in "[ab*]{0,8}\\$?", path in "[ab]{0,10}") {
            fn slow(pattern: &[u8], path: &[u8]) -> bool {
                match pattern {
                    [] => true,
                    [b'$'] => path.is_empty(),
                    [b'*', rest @ ..] => (0..=path.len()).any(|at| slow(rest, &path[at..])),
                    [first, rest @ ..] => path.first() == Some(first) && slow(rest, &path[1..]),
                }
            }
            let (pattern, path) = (pattern.as_bytes(), path.as_bytes());
            prop_assert_eq!(matches(pattern, path), slow(pattern, path));
        }
    }
}
