//! An article as it is kept in a text file beside others: its headline, a blank line, its text.
//! What was kept so is read back so, and not told apart by its shape as what people save.

use super::plain::file_link;
use crate::clock::When;
use crate::extract::Article;
use crate::extract::phrases::{dateline, language};

/// The text of the file in which `article` is kept.
#[must_use]
pub fn keep(article: &Article) -> String {
    let headline: Vec<&str> = article.headline.split_whitespace().collect();
    format!("{}\n\n{}\n", headline.join(" "), article.text.trim())
}

/// The article in a file that [`keep`] has written. The file alone does not say when it was
/// published, and hardly in which language.
#[must_use]
pub fn kept(name: &str, source: &str, published: Option<When>, language: Option<&str>) -> Article {
    let source = &source[..source.floor_char_boundary(crate::page::TEXT_LIMIT)];
    let (headline, text) =
        source.trim_start_matches('\u{feff}').split_once('\n').unwrap_or((source, ""));
    let text = text.trim();
    Article {
        published,
        published_from: published.map(|_| "kept".to_owned()),
        language: language
            .map(str::to_owned)
            .or_else(|| language::of(&[], text).map(|(language, _)| language)),
        dateline: dateline::read(text, published),
        ..Article::new(file_link(name), headline.trim(), text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_back_as_it_was() {
        for (headline, text) in [
            (
                "Ferry halted.",
                "VELDA, March 3 (RNA) — The Sarn ferry was halted.\n\nShare this article\n\nIt \
                    will run again in May.",
            ),
            ("", "Short."),
            ("渡轮停运", "Leave a Reply"),
            ("Two\n lines", ""),
        ] {
            let published: When = "2026-03-04T08:00:00+02:00".parse().unwrap();
            let article = Article::new("https://news.example/a".parse().unwrap(), headline, text);
            let read = kept("judged/a.txt", &keep(&article), Some(published), Some("en"));
            let one_line = headline.replace("\n ", " ");
            assert_eq!(
                (
                    read.headline.as_str(),
                    read.text.as_str(),
                    read.published,
                    read.language.as_deref()
                ),
                (one_line.as_str(), text, Some(published), Some("en"))
            );
        }
        let read = kept(
            "a.txt",
            "Ferry halted\r\n\r\nVELDA, March 3 (RNA) — The Sarn ferry was halted.\r\n",
            None,
            None,
        );
        assert_eq!(read.dateline.unwrap().agency.as_deref(), Some("RNA"));
    }
}
