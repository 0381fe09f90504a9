//! Where a page names authors: classes, ids, and folders of addresses.
//!
//! The words are data, in `config/known/authors.toml`.

use crate::known;
use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::extract::layout::classes;

/// Whether the words of a class or an id name an author's place.
#[must_use]
pub fn name_an_author(words: &[String]) -> bool {
    let is_glued = |word: &str| {
        ["author", "autor", "byline"]
            .iter()
            .any(|known| word.ends_with(known) || word.strip_prefix(known) == Some("name"))
    };
    classes::have(words, &KNOWN.classes) || words.iter().any(|word| is_glued(word))
}

/// Whether the words of a class or an id name a place of others than the article's author.
#[must_use]
pub fn name_elsewhere(words: &[String]) -> bool {
    // a blog's author stands below its post
    let is_own = words.windows(2).any(|pair| {
        pair[1] == "footer" && matches!(pair[0].as_str(), "post" | "entry" | "article")
    });
    !is_own && classes::have(words, &KNOWN.elsewhere)
}

/// What stands behind an author's folder in the path of an address.
#[must_use]
pub fn author_of_path(path: &str) -> Option<&str> {
    let mut pieces = path.split('/').filter(|piece| !piece.is_empty());
    pieces.find(|piece| KNOWN.folders.contains(&piece.to_lowercase()))?;
    let behind: Vec<&str> = pieces.collect();
    behind.last().copied().filter(|_| behind.len() <= 3)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    classes: HashSet<String>,
    elsewhere: HashSet<String>,
    folders: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    toml::from_str(known::AUTHORS).expect("config/known/authors.toml is tested to parse")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_addresses_name_authors() {
        for class in [
            "author",
            "entry-author vcard",
            "c-byline__name",
            "articleAuthor",
            "posted_by",
            "authorname",
        ] {
            assert!(name_an_author(&classes::words(class)), "{class}");
        }
        for class in ["authority", "comment", "date"] {
            assert!(!name_an_author(&classes::words(class)), "{class}");
        }
        assert_eq!(author_of_path("/author/ana-roe/"), Some("ana-roe"));
        assert_eq!(author_of_path("/autoren/name/ana-roe"), Some("ana-roe"));
        assert_eq!(author_of_path("/news/ana-roe"), None);
    }
}
