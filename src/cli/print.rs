//! Prints what commands have to say: JSON a line, or tables in 80 columns. What comes from a page
//! passes through [`line()`] first, so that it cannot move the cursor or hide text.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::Ended;
use crate::clock::Timestamp;
use crate::text::line as one_line;

/// The columns that tables and filled text take up at most, however wide the terminal is.
const WIDTH: u16 = 80;

/// The most characters of a headline in a table.
pub const HEADLINE: usize = 100;

/// Writes a line to standard output, given as to `println!`.
macro_rules! say {
    () => { $crate::cli::print::out(format_args!("")) };
    ($($part:tt)*) => { $crate::cli::print::out(format_args!($($part)*)) };
}
pub(super) use say;

/// Writes a line to standard output. A reader that has seen enough closes the pipe; that ends the
/// command, and is no failure.
pub fn out(line: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        let is_enough = error.kind() == io::ErrorKind::BrokenPipe;
        if !is_enough {
            eprintln!("cannot write to standard output: {error}");
        }
        std::process::exit(if is_enough { 0 } else { 2 });
    }
}

/// Says why nothing is listed, on standard error, so that what reads the list is not misled; gives
/// how the command ends then.
pub fn nothing(why: &str) -> Ended {
    eprintln!("{why}");
    Ended::Nothing
}

/// Prints one JSON object on one line.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    say!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Prints one JSON object: on one line, or over several for people.
pub fn object(value: &impl Serialize, pretty: bool) -> anyhow::Result<()> {
    if !pretty {
        return json(value);
    }
    say!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A table under headings, wrapped to 80 columns.
#[must_use]
pub fn table(headings: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    table.set_header(headings.iter().map(|heading| heading.to_uppercase()));
    for row in rows {
        table.add_row(row.iter().map(|cell| multiline(cell)));
    }
    table
}

/// A text made one line fit for a terminal, of at most `limit` characters.
#[must_use]
pub fn line(text: &str, limit: usize) -> String {
    one_line(text, limit)
}

/// A text of several lines, each made fit for a terminal behind the indent that it has.
#[must_use]
pub fn multiline(text: &str) -> String {
    text.lines()
        .map(|line| {
            let indent = line.len() - line.trim_start_matches(' ').len();
            format!("{}{}", &line[..indent], one_line(line, 10_000))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// A moment to the minute, with its zone: `2026-11-24 16:00 UTC`.
pub fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// `text` in bold where it goes to a terminal.
#[must_use]
pub fn bold(text: &str) -> String {
    if io::stdout().is_terminal() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// `text` filled into 80 columns behind an indent.
#[must_use]
pub fn filled(text: &str, indent: usize) -> String {
    let margin = " ".repeat(indent);
    lines_of(&one_line(text, 10_000), usize::from(WIDTH) - indent)
        .iter()
        .map(|line| format!("{margin}{line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// `name` in a column of its own, `text` filled beside it, 80 columns in all.
#[must_use]
pub fn labelled(name: &str, text: &str, indent: usize, column: usize) -> String {
    let mut label = name;
    let mut printed = Vec::new();
    for line in lines_of(text, usize::from(WIDTH) - indent - column) {
        printed.push(format!("{:indent$}{label:column$}{line}", ""));
        label = "";
    }
    printed.join("\n")
}

/// The lines of `text` wrapped to so many columns; no word is hyphenated.
fn lines_of(text: &str, columns: usize) -> Vec<String> {
    let options =
        textwrap::Options::new(columns).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(std::borrow::Cow::into_owned).collect()
}
