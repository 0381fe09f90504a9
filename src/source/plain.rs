//! The text of a title: entities decoded, tags stripped, white space folded.

use scraper::Html;

use super::depth::shallow;

/// How many bytes of a title are read, so that no title costs more than a title.
const LONGEST: usize = 8 * 1024;

/// The text of a snippet of HTML; none where there is no letter to see.
pub(super) fn plain(html: &str) -> Option<String> {
    let html = &html[..html.floor_char_boundary(LONGEST)];
    let text = if html.contains(['<', '&']) { seen(html) } else { html.to_owned() };
    let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!folded.is_empty()).then_some(folded)
}

/// The text that a browser shows of a snippet of HTML.
fn seen(html: &str) -> String {
    let fragment = Html::parse_fragment(shallow(html));
    let mut text = String::new();
    for node in fragment.tree.root().descendants() {
        let is_hidden = || {
            node.ancestors().any(|above| {
                above
                    .value()
                    .as_element()
                    .is_some_and(|element| matches!(element.name(), "script" | "style"))
            })
        };
        if let Some(piece) = node.value().as_text()
            && !is_hidden()
        {
            text.push_str(piece);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, text: Option<&str>) {
        assert_eq!(plain(html).as_deref(), text);
    }

    #[test]
    fn a_title_is_text() {
        check("A <b>bold</b> word &amp; more&nbsp;\n words", Some("A bold word & more words"));
        check("1 < 2", Some("1 < 2"));
        check("<script>alert(1)</script>Talks", Some("Talks"));
        check(" <br/> ", None);
    }

    #[test]
    fn a_title_that_never_ends_is_cut() {
        let deep = "<b>".repeat(100_000) + "x";
        check(&deep, None);
        assert_eq!(plain(&"é".repeat(100_000)).unwrap().len(), LONGEST);
    }
}
