//! Pages that stand in front of articles: to log in, to consent.

use std::collections::HashMap;

use super::Article;
use crate::link::Link;
use crate::source::Finding;

/// Where the entries of one visit were redirected to, and under which headline.
#[derive(Debug, Default)]
pub struct Walls(HashMap<Link, Option<String>>);

impl Walls {
    /// The article, unless it is where another headline's entry was redirected to as well: a page
    /// to log in or to consent on, which would make one item of all.
    ///
    /// # Errors
    /// When it is such a page; the text says why the entry has no article.
    pub fn past(&mut self, article: Article, finding: &Finding) -> Result<Article, String> {
        let led_to = article.url.folded();
        if led_to == finding.link.folded() {
            return Ok(article);
        }
        match self.0.get(&led_to) {
            Some(headline) if *headline != finding.title => {
                Err(format!("redirects to {led_to}, as another entry does"))
            }
            _ => {
                self.0.insert(led_to, finding.title.clone());
                Ok(article)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_two_headlines_redirect_to_is_no_article() {
        let link = |path: &str| format!("https://news.example/{path}").parse::<Link>().unwrap();
        let finding = |path: &str, title: &str| Finding {
            link: link(path),
            title: Some(title.to_owned()),
            id: None,
            published: None,
            updated: None,
            authors: Vec::new(),
            language: None,
            summary: None,
            content: None,
        };
        let article = |path: &str| Article::new(link(path), "Log in", "To read on, log in.");
        let mut walls = Walls::default();
        assert!(walls.past(article("a"), &finding("a", "Ferry")).is_ok(), "no redirect");
        assert!(walls.past(article("story"), &finding("r/1", "Treaty")).is_ok());
        assert!(
            walls.past(article("story"), &finding("r/2", "Treaty")).is_ok(),
            "one article by two addresses"
        );
        assert!(
            walls.past(article("login"), &finding("b", "Tolls")).is_ok(),
            "the first cannot be told"
        );
        assert!(
            walls
                .past(article("login"), &finding("c", "Rain"))
                .unwrap_err()
                .contains("https://news.example/login")
        );
    }
}
