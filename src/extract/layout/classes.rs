//! The words of classes and ids: sites name their elements, each in its own spelling.

use std::collections::HashSet;
use std::hash::BuildHasher;

/// Characters that are looked at.
const LENGTH: usize = 400;

/// The words of a class or an id: `c-articleByline__name` is c, article, byline, name.
#[must_use]
pub fn words(class: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut last = ' ';
    for c in class.chars().take(LENGTH) {
        if !c.is_alphanumeric() || (c.is_uppercase() && last.is_lowercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        last = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether one of `words`, or two in a row, is among `wanted`.
#[must_use]
pub fn have<S: BuildHasher>(words: &[String], wanted: &HashSet<String, S>) -> bool {
    words.iter().any(|word| wanted.contains(word))
        || words.windows(2).any(|pair| wanted.contains(&pair.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_words_however_it_is_spelled() {
        for (class, expected) in [
            ("c-articleByline__name", vec!["c", "article", "byline", "name"]),
            ("POSTED_BY", vec!["posted", "by"]),
            (" a  b", vec!["a", "b"]),
            ("", vec![]),
        ] {
            assert_eq!(words(class), expected);
        }
        let wanted = ["posted by".to_owned(), "author".to_owned()].into();
        assert!(have(&words("posted_by"), &wanted) && have(&words("author-x"), &wanted));
        assert!(!have(&words("posted-on-by"), &wanted));
    }
}
