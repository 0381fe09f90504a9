//! Whether two readings are of one article.

use std::collections::BTreeSet;

use super::{Article, Quality};
use crate::text;

/// Words in a run of which two versions of one text share many.
const RUN: usize = 4;
/// Share of the shorter text's runs that the other one holds.
const SAME: f32 = 0.4;

impl Article {
    /// Takes the canonical address away that is another article's; the article's own takes its
    /// place.
    pub fn disown_canonical_address(&mut self) {
        self.canonical_url = self.url.folded();
        self.notes.push("the page declares the address of another article as its own".to_owned());
    }
}

/// Whether two texts are versions of one article. What a page says of its own address is not
/// enough: there are sites whose every page declares one and the same.
#[must_use]
pub fn is_same_article(one: &Article, other: &Article) -> bool {
    let (shorter, longer) = (runs(&one.text), runs(&other.text));
    let (shorter, longer) =
        if shorter.len() <= longer.len() { (shorter, longer) } else { (longer, shorter) };
    let is_told_by_headline = shorter.is_empty()
        || [one, other].iter().any(|article| article.quality == Quality::HeadlineOnly);
    if is_told_by_headline {
        return words(&one.headline) == words(&other.headline);
    }
    shorter.intersection(&longer).count() as f32 >= shorter.len() as f32 * SAME
}

fn words(text: &str) -> Vec<String> {
    text::analyse(text).words().map(str::to_owned).collect()
}

fn runs(text: &str) -> BTreeSet<Vec<String>> {
    words(text).windows(RUN).map(<[String]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::plain;

    const BODY: &str = "The two ministers signed the fisheries pact on Wednesday after three days \
        of talks in the old customs house.";

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let (one, other) = (plain("a.txt", one).article, plain("b.txt", other).article);
        assert_eq!(is_same_article(&one, &other), expected);
        assert_eq!(is_same_article(&other, &one), expected);
    }

    #[test]
    fn an_edit_and_an_abridgement_are_the_same_article() {
        let edited = BODY.replace("Wednesday", "Thursday");
        check(
            &format!("Pact signed\n\n{BODY}"),
            &format!("Fisheries pact signed\n\n{edited}"),
            true,
        );
        check(
            &format!("Pact signed\n\n{BODY}"),
            &format!(
                "Pact signed\n\n{BODY} Nobody was surprised, and it rained until the evening of \
                    the day."
            ),
            true,
        );
    }

    #[test]
    fn two_texts_under_one_headline_are_two_articles() {
        let other = "Snow has closed the mountain road between the capital and the coast, the \
            ministry of transport said, until further notice.";
        check(&format!("Morning news\n\n{BODY}"), &format!("Morning news\n\n{other}"), false);
    }

    #[test]
    fn without_a_text_the_headline_tells() {
        check("Pact on fisheries signed", "Pact on fisheries signed", true);
        check("Pact on fisheries signed", "Snow closes mountain road", false);
    }
}
