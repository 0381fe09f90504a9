//! A file of the configuration, and what is wrong in it.

use std::fmt;
use std::path::Path;

use serde::de::DeserializeOwned;

/// One thing that is wrong in the configuration: where, what, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// The file as it is printed: relative to the configuration directory.
    pub file: String,
    /// The line of the file, counted from one.
    pub line: Option<usize>,
    /// The cause, and the way out.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// A file of the configuration, unparsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFile {
    /// The file's path, relative to the configuration directory and with `/`: how messages name it.
    pub path: String,
    /// The file's name without its ending: the id of what it describes.
    pub stem: String,
    pub bytes: Vec<u8>,
}

impl RawFile {
    /// The file's bytes as text.
    ///
    /// # Errors
    /// When the bytes are not UTF-8.
    pub fn text(&self) -> Result<&str, Fault> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            self.fault(None, format!("not UTF-8 at byte {}; save it as UTF-8", error.valid_up_to()))
        })
    }

    /// A fault in this file. `line` counts from one.
    #[must_use]
    pub fn fault(&self, line: Option<usize>, message: impl Into<String>) -> Fault {
        Fault { file: self.path.clone(), line, message: message.into() }
    }

    /// The line, from one, on which `key` is first given a value.
    #[must_use]
    pub fn line_of_key(&self, key: &str) -> Option<usize> {
        let is_key = |line: &str| {
            line.trim_start()
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start().starts_with('='))
        };
        self.text().ok()?.lines().position(is_key).map(|line| line + 1)
    }

    /// The line, from one, on which `needle` first stands, in a comment only where it stands
    /// nowhere else: for faults that a parser finds after TOML.
    #[must_use]
    pub fn line_of(&self, needle: &str) -> Option<usize> {
        let text = self.text().ok()?;
        let is_there = |line: &str| line.contains(needle);
        let set =
            text.lines().position(|line| is_there(line) && !line.trim_start().starts_with('#'));
        set.or_else(|| text.lines().position(is_there)).map(|line| line + 1)
    }
}

/// The value that a TOML file holds.
///
/// # Errors
/// When the file is wrong: the first thing that is, with its line, and with the nearest right key
/// where one is misspelt.
pub fn parse<T: DeserializeOwned>(file: &RawFile) -> Result<T, Fault> {
    let text = file.text()?;
    toml::from_str(text).map_err(|error| {
        let line =
            error.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        file.fault(line, in_our_words(error.message()))
    })
}

/// The fault that the parsers of TOML, of times and serde find with a value, with what to write
/// instead.
fn in_our_words(message: &str) -> String {
    if message.contains("duration") {
        return "no length of time; write it in hours, minutes and seconds, as \"15m\" or \"168h\""
            .to_owned();
    }
    let no_toml = [
        "invalid float, expected",
        "key with no value",
        "string values must be quoted",
        "unexpected key or value",
    ];
    if no_toml.iter().any(|beginning| message.starts_with(beginning)) {
        return "no key and value; write text in quotes, and numbers, true and false without: key \
            = \"text\""
            .to_owned();
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing");
    }
    let about_a_value =
        message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    let Some((found, wanted)) = about_a_value.and_then(|rest| rest.split_once(", expected "))
    else {
        return with_nearest(message);
    };
    let instead = match wanted {
        "a sequence" if found == "map" => {
            return "one table does not belong here; write its name in two brackets, once for \
                each: [[name]]"
                .to_owned();
        }
        "a sequence" => "a list: [\"one\", \"two\"]",
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        _ if wanted.starts_with(['u', 'i']) && wanted[1..].parse::<u8>().is_ok()
            || wanted == "usize" =>
        {
            "a whole number, without quotes"
        }
        _ if wanted.starts_with('f') && wanted[1..].parse::<u8>().is_ok() => {
            "a number, without quotes"
        }
        _ => return format!("{found} does not belong here; expected {wanted}"),
    };
    format!("{found} does not belong here; write {instead}")
}

/// The fault of an unknown key or value, with the nearest right one: serde names every one, which
/// helps less.
fn with_nearest(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((wrong, right)) = quoted.split_first() else { return message.to_owned() };
    let what = match message {
        _ if message.starts_with("unknown field") => "key",
        _ if message.starts_with("unknown variant") => "value",
        _ => return message.to_owned(),
    };
    let nearest = right.iter().map(|key| (strsim::damerau_levenshtein(wrong, key), key)).min();
    match nearest {
        Some((distance, key)) if distance <= 1 + wrong.len() / 3 => {
            format!("unknown {what} `{wrong}`; did you mean `{key}`?")
        }
        _ => format!("unknown {what} `{wrong}`; it may be one of: {}", right.join(", ")),
    }
}

/// Refuses the directory of a configuration that is not there.
///
/// # Errors
/// When there is no directory `root`.
pub(super) fn there(root: &Path) -> Result<(), Fault> {
    if root.is_dir() {
        return Ok(());
    }
    let message = "no such directory; `dateline init DIR` writes one to start from";
    Err(Fault { file: root.display().to_string(), line: None, message: message.to_owned() })
}

/// One file of a configuration, `path` relative to its directory.
///
/// # Errors
/// When the file cannot be read.
pub(super) fn read_file(root: &Path, path: &str) -> Result<RawFile, Fault> {
    let bytes = std::fs::read(root.join(path)).map_err(|error| Fault {
        file: path.to_owned(),
        line: None,
        message: error.to_string(),
    })?;
    let name = Path::new(path)
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(RawFile { path: path.to_owned(), stem: stem(&name), bytes })
}

/// A file's name without its ending.
pub(super) fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
