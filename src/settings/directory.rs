//! The configuration directory: which files lie where in it, and what is compiled in.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::file::{Fault, RawFile, read_file, stem, there};
use super::values::Settings;

/// The repository's folder `config/`: the example that `dateline init --example` writes, and the
/// names that are compiled in.
pub static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/config");
/// The repository's folder `crawlers/`: the crawlers that are compiled in, and their saved pages.
pub static CRAWLERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/crawlers");

/// The folders of a configuration directory.
const FOLDERS: [&str; 8] =
    ["sources", "watches", "corpora", "readers", "channels", "names", "crawlers", "templates"];

/// A corpus as it lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawCorpus {
    /// The folder's name.
    pub name: String,
    /// The seeds, in the order of their files' names. `stem` is without ending, `path` with it.
    pub seeds: Vec<RawFile>,
    /// The texts in `judged/`, which a person labelled.
    pub judged: Vec<RawFile>,
    /// The file `corpus.toml`, where there is one.
    pub about: Option<RawFile>,
}

/// The configuration directory, read once: the settings and the raw files of each folder.
#[derive(Debug, Clone)]
pub struct Directory {
    pub root: PathBuf,
    pub settings: Settings,
    pub sources: Vec<RawFile>,
    pub watches: Vec<RawFile>,
    pub corpora: Vec<RawCorpus>,
    pub readers: Vec<RawFile>,
    pub channels: Vec<RawFile>,
    /// The files of names, compiled-in ones and the user's: the user's in place of compiled-in ones
    /// of the same path.
    pub names: Vec<RawFile>,
    /// The files of crawlers, compiled-in ones and the user's, in the same way.
    pub crawlers: Vec<RawFile>,
    /// The templates that take the place of compiled-in ones.
    pub templates: Vec<RawFile>,
}

impl Directory {
    /// Reads the directory `root`. Files that a room parses are only read.
    ///
    /// # Errors
    /// When `dateline.toml` is wrong, a file cannot be read or has a wrong ending: all such faults.
    pub fn read(root: &Path) -> Result<Self, Vec<Fault>> {
        there(root).map_err(|fault| vec![fault])?;
        let mut faults = misnamed_folders(root);
        let settings = Settings::read(root).unwrap_or_else(|fault| {
            faults.push(fault);
            Settings::default()
        });
        let mut folder = |name: &str, endings: &[&str]| {
            list(root, name, endings).unwrap_or_else(|fault| {
                faults.push(fault);
                Vec::new()
            })
        };
        let directory = Self {
            root: root.to_owned(),
            settings,
            sources: folder("sources", &["toml"]),
            watches: written(folder("watches", &["toml"])),
            readers: written(folder("readers", &["toml"])),
            channels: written(folder("channels", &["toml"])),
            names: overlay(compiled_in(&EXAMPLE, "names"), folder("names", &["toml"])),
            crawlers: overlay(compiled_in_crawlers(), folder("crawlers", &["toml"])),
            templates: folder("templates", &["txt", "html"]),
            corpora: read_corpora(root, &mut faults),
        };
        if faults.is_empty() { Ok(directory) } else { Err(faults) }
    }

    /// The file that a file of the configuration names, as `tests/rewrite.txt` in a watch. `path`
    /// is relative to the configuration directory.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn named_file(&self, path: &str) -> Result<RawFile, Fault> {
        read_file(&self.root, path)
    }

    /// The directory in which the database, the index and the lock lie.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.root.join(&self.settings.data)
    }
}

/// The corpus in one folder, `folder` below `root`: what `dateline compare --corpus DIR` takes.
///
/// # Errors
/// When a file cannot be read or has a wrong ending, or the folder holds no seeds.
pub fn read_corpus(root: &Path, folder: &str) -> Result<RawCorpus, Fault> {
    let path = root.join(folder);
    let name = path
        .file_name()
        .map_or_else(|| "corpus".to_owned(), |name| name.to_string_lossy().into_owned());
    let about = match path.join("corpus.toml").is_file() {
        true => Some(read_file(root, &join(folder, "corpus.toml"))?),
        false => None,
    };
    let mut seeds = list(root, folder, &["txt", "md", "html", "htm", "toml"])?;
    seeds.retain(|seed| !seed.path.ends_with("corpus.toml"));
    if seeds.is_empty() {
        let message = "an empty corpus; put at least one article into it, as .txt, .md or .html";
        return Err(Fault { file: folder.to_owned(), line: None, message: message.to_owned() });
    }
    let judged = list(root, &join(folder, "judged"), &["txt"])?;
    Ok(RawCorpus { name, seeds, judged, about })
}

/// The files of one folder outside a configuration directory: what `--crawlers DIR` and `--watches
/// DIR` take.
///
/// # Errors
/// When the folder is not there, or a file cannot be read or has a wrong ending.
pub fn read_folder(folder: &Path, endings: &[&str]) -> Result<Vec<RawFile>, Fault> {
    if !folder.is_dir() {
        return Err(Fault {
            file: folder.display().to_string(),
            line: None,
            message: "no such folder".to_owned(),
        });
    }
    list(folder, "", endings)
}

/// The compiled-in crawlers: those that apply where no configuration directory is read.
fn compiled_in_crawlers() -> Vec<RawFile> {
    raw_files(&CRAWLERS, "crawlers")
}

/// The compiled-in files of names.
#[must_use]
pub fn compiled_in_names() -> Vec<RawFile> {
    compiled_in(&EXAMPLE, "names")
}

fn compiled_in(dir: &Dir<'_>, folder: &str) -> Vec<RawFile> {
    dir.get_dir(folder).map(|dir| raw_files(dir, folder)).unwrap_or_default()
}

fn raw_files(dir: &Dir<'_>, folder: &str) -> Vec<RawFile> {
    let mut files: Vec<RawFile> = dir
        .files()
        .filter(|file| file.path().extension().is_some_and(|ending| ending == "toml"))
        .filter_map(|file| {
            let name = file.path().file_name()?.to_string_lossy().into_owned();
            Some(RawFile {
                path: join(folder, &name),
                stem: stem(&name),
                bytes: file.contents().to_vec(),
            })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn overlay(compiled_in: Vec<RawFile>, own: Vec<RawFile>) -> Vec<RawFile> {
    let mut files: Vec<RawFile> = compiled_in
        .into_iter()
        .filter(|file| own.iter().all(|mine| mine.path != file.path))
        .collect();
    files.extend(own);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read_corpora(root: &Path, faults: &mut Vec<Fault>) -> Vec<RawCorpus> {
    let mut corpora = Vec::new();
    let Ok(entries) = std::fs::read_dir(root.join("corpora")) else { return corpora };
    let mut names: Vec<(String, bool)> = entries
        .flatten()
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path().is_dir()))
        .collect();
    names.retain(|(name, _)| !is_passed_over(name));
    names.sort();
    for (name, is_folder) in names {
        if !is_folder {
            let message = "a corpus is a folder; move it into corpora/NAME";
            faults.push(Fault {
                file: join("corpora", &name),
                line: None,
                message: message.to_owned(),
            });
            continue;
        }
        match read_corpus(root, &join("corpora", &name)) {
            Ok(corpus) => corpora.push(corpus),
            Err(fault) => faults.push(fault),
        }
    }
    corpora
}

/// The files of a folder in the order of their names; none where there is no folder. Hidden files
/// and folders are passed over.
fn list(root: &Path, folder: &str, endings: &[&str]) -> Result<Vec<RawFile>, Fault> {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_passed_over(&name) {
            continue;
        }
        let path = join(folder, &name);
        let ending =
            Path::new(&name).extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if !ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
            let message = format!("files here end in .{}", endings.join(", ."));
            return Err(Fault { file: path, line: None, message });
        }
        files.push(read_file(root, &path)?);
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

/// The files in which something is written: one of comments only is an example, or is switched off.
fn written(mut files: Vec<RawFile>) -> Vec<RawFile> {
    let says_something =
        |line: &[u8]| !line.trim_ascii().is_empty() && !line.trim_ascii().starts_with(b"#");
    files.retain(|file| file.bytes.split(|byte| *byte == b'\n').any(says_something));
    files
}

/// Whether a file is hidden, or left behind by an editor.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~')
}

/// The faults of folders that are named almost as the configuration's: these would be passed over
/// in silence.
fn misnamed_folders(root: &Path) -> Vec<Fault> {
    let mut names: Vec<String> = std::fs::read_dir(root)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !FOLDERS.contains(&name.as_str()))
        .collect();
    names.sort();
    let fault = |name: String| {
        let is_meant = |known: &&&str| {
            strsim::damerau_levenshtein(&name, known) == 1
                || known.strip_suffix("es") == Some(&name)
        };
        let known = if name == "corpus" { Some(&"corpora") } else { FOLDERS.iter().find(is_meant) };
        known.map(|known| Fault {
            file: name.clone(),
            line: None,
            message: format!("no folder of a configuration; did you mean `{known}`?"),
        })
    };
    names.into_iter().filter_map(fault).collect()
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_the_wrong_place_is_not_passed_over_in_silence() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["watch", "sorces", "corpus", "tests", "notes", "data", "corpora"] {
            std::fs::create_dir(root.path().join(folder)).unwrap();
        }
        std::fs::write(root.path().join("corpora/seed.txt"), "A text.").unwrap();
        let faults: Vec<String> =
            Directory::read(root.path()).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "corpus: no folder of a configuration; did you mean `corpora`?",
                "sorces: no folder of a configuration; did you mean `sources`?",
                "watch: no folder of a configuration; did you mean `watches`?",
                "corpora/seed.txt: a corpus is a folder; move it into corpora/NAME",
            ]
        );
    }

    #[test]
    fn a_file_of_comments_only_is_passed_over() {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("watches/off.toml", "# title = \"Off\"\n\n  # query\n"),
            ("watches/on.toml", "# A watch\ntitle = \"On\"\n"),
        ] {
            std::fs::create_dir_all(root.path().join("watches")).unwrap();
            std::fs::write(root.path().join(path), text).unwrap();
        }
        let watches = Directory::read(root.path()).unwrap().watches;
        assert_eq!(watches.iter().map(|file| file.stem.as_str()).collect::<Vec<_>>(), ["on"]);
    }

    #[test]
    fn a_directory_that_is_not_there_is_one_clear_error() {
        let faults = Directory::read(Path::new("no/such/place")).unwrap_err();
        assert!(faults[0].to_string().contains("dateline init"), "{faults:?}");
    }
}
