//! Whole pages and the texts that are read from them: side by side in `tests/pages`.

use std::fs;
use std::path::Path;

use crate::extract::{Site, extract};
use crate::page::Page;

#[test]
fn pages_of_every_shape_are_read_as_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let source = fs::read_to_string(entry.with_extension("html")).unwrap();
        let page = Page::parse(source, "https://harbour.example/news/1".parse().unwrap());
        let article =
            extract(&page, None, &Site::default(), "2026-11-25T00:00:00Z".parse().unwrap());
        assert_eq!(
            article.text.trim(),
            fs::read_to_string(&entry).unwrap().trim(),
            "{}",
            entry.display()
        );
        count += 1;
    }
    assert!(count >= 5);
}
