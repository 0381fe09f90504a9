//! The faults of many files, collected so that one run of `check` shows all of them.

use crate::settings::{Fault, RawFile};

/// The faults that were found so far.
#[derive(Default)]
pub(super) struct Faults(pub(super) Vec<Fault>);

impl Faults {
    /// The value that was parsed; where none was, its faults are kept.
    pub fn all<T: Default>(&mut self, parsed: Result<T, Vec<Fault>>) -> T {
        parsed.unwrap_or_else(|faults| {
            self.0.extend(faults);
            T::default()
        })
    }

    /// The values that could be parsed of the files, each by itself.
    pub fn each<'a, F, T>(
        &mut self,
        files: &'a [F],
        parse: impl Fn(&'a F) -> Result<T, Fault>,
    ) -> Vec<T> {
        files
            .iter()
            .filter_map(|file| parse(file).map_err(|fault| self.0.push(fault)).ok())
            .collect()
    }

    /// Adds a fault in the file of that stem, on the line where `needle` stands.
    pub fn add(&mut self, files: &[RawFile], stem: &str, needle: &str, message: String) {
        let file = files
            .iter()
            .find(|file| file.stem == stem)
            .or_else(|| files.iter().find(|file| file.line_of(needle).is_some()));
        match file {
            Some(file) => self.0.push(file.fault(file.line_of(needle), message)),
            None => self.0.push(Fault { file: stem.to_owned(), line: None, message }),
        }
    }
}

/// The message about a `name` that nothing has: the nearest of the `known`, or what to do
/// `otherwise`.
pub(super) fn unknown<'a>(
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match known.min_by_key(|known| strsim::damerau_levenshtein(name, known)) {
        Some(nearest) if strsim::damerau_levenshtein(name, nearest) <= 1 + name.len() / 3 => {
            format!("no {what} `{name}`; did you mean `{nearest}`?")
        }
        _ => format!("no {what} `{name}`; {otherwise}"),
    }
}
