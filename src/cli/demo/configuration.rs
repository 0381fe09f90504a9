//! The configuration directory of the demonstration, as files to be written.

use std::fmt::Write;

use include_dir::{Dir, DirEntry, include_dir};

use super::edition::{self, Outlet};
use super::newsroom::Newsroom;
use crate::source::Publisher;

/// The files of the demonstration's configuration, but for its sources.
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo/config");

/// Every file of a configuration that watches `newsroom`, by its path relative to the directory:
/// the newsroom's six outlets as sources, three seeds, a watch, a reader, names and one crawler.
///
/// # Errors
/// When a file that is compiled in cannot be filled in.
pub fn configuration(newsroom: &Newsroom) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = vec![("sources/demo.toml".to_owned(), sources(newsroom))];
    let press = edition::press(newsroom.now)?;
    for (path, text) in texts(&FILES) {
        let text = if path.starts_with("corpora/") {
            press.render_str(text, ())?
        } else {
            text.to_owned()
        };
        files.push((path, text));
    }
    files.sort();
    Ok(files)
}

/// Every file below a folder, with its path relative to [`FILES`].
fn texts(folder: &'static Dir<'static>) -> Vec<(String, &'static str)> {
    let mut texts = Vec::new();
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => texts.extend(self::texts(folder)),
            DirEntry::File(file) => texts.extend(
                file.contents_utf8().map(|text| (file.path().to_string_lossy().into_owned(), text)),
            ),
        }
    }
    texts
}

/// The text of `sources/demo.toml`: the newsroom's outlets at the address that it has.
fn sources(newsroom: &Newsroom) -> String {
    let mut text = "# The six outlets of the demonstration's newsroom.\n".to_owned();
    for outlet in &newsroom.outlets {
        let Outlet { id, name, entry, reads, kind, country, language, .. } = outlet;
        let url = format!("http://{}/{id}/{entry}", newsroom.address());
        let tier = if *kind == Publisher::Agency { 1 } else { 2 };
        let (reads, kind) = (word(reads), word(kind));
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "\n[[source]]\nid       = {id:?}\nname     = {name:?}\nurl      = {url:?}\nreads    \
                = \"{reads}\"\nkind     = \"{kind}\"\ncountry  = {country:?}\nlanguage = \
                {language:?}\ntier     = {tier}\n"
        );
    }
    text
}

/// The word by which a configuration writes a value of `Reads` or `Publisher`: its variant's name
/// in lower case.
fn word(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;
    use crate::settings::Directory;

    #[tokio::test]
    async fn the_configuration_is_a_directory_that_can_be_read() {
        let newsroom = Newsroom::start("2026-11-24T16:00:00Z".parse().unwrap()).await.unwrap();
        let root = tempfile::tempdir().unwrap();
        for (path, text) in configuration(&newsroom).unwrap() {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let directory = Directory::read(root.path()).unwrap();
        assert_eq!(directory.settings.fetch.allow_networks, ["127.0.0.1/32"]);
        assert_eq!(directory.corpora[0].name, "halde-dam");
        assert_eq!(directory.corpora[0].seeds.len(), 3);
        assert!(directory.corpora[0].seeds[0].text().unwrap().contains("LINDMAR, Nov 12 (RNA)"));
        assert!(Names::parse(&directory.names).unwrap().get("halde-dam").is_some());
        let sources = directory.sources[0].text().unwrap();
        assert_eq!(sources.matches("[[source]]").count(), 6);
        assert!(
            sources.contains(&format!("http://{}/rna/rss.xml", newsroom.address())),
            "{sources}"
        );
    }
}
