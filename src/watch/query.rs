//! The query language: what a query is once it is read, and its canonical print.
//!
//! ```text
//! treaty partnership        both words (AND may be written)
//! treaty OR pact            either; NOT binds closer than AND, AND closer than OR
//! treaty NOT (trade OR tax)
//! "strategic partner*"      neighbours; also “…” „…“ «…»; a star ends a prefix
//! treaty NEAR/6 russia      in either order, at most six words between
//! @dprk                     any spelling of a name
//! title:treaty  text:(a b)  source:kcna  language:en  site:example.org
//! ```
//!
//! A word without field is looked for in the title and in the text. What has several tokens, as
//! `Jong-Un` or `朝鲜半岛`, is a phrase. Phrases and NEAR never run from the title into the text, but
//! across the ends of sentences and paragraphs. `site:` holds for a host and the hosts below it.

use std::fmt;

use crate::compare::Names;

use super::error::{QueryError, Warning};
use super::parse;
use super::tree::Node;

/// A query: what a watch or a search asks for. It has something that an article must have: a query
/// that is only exclusion cannot be made.
///
/// Two queries are equal when they ask the same in the same order, however they were written.
#[derive(Debug, Clone)]
pub struct Query {
    source: String,
    root: Node,
    warnings: Vec<Warning>,
}

impl Query {
    /// Reads a query of at most 20,000 characters and 200 levels.
    ///
    /// # Errors
    /// When the query is wrong: the first thing that is, with its place.
    pub fn parse(source: &str, names: &Names) -> Result<Self, QueryError> {
        let (root, warnings) = parse::parse(source, names)?;
        Ok(Self { source: source.to_owned(), root, warnings })
    }

    /// The query as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The query's tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The doubts about the query: what is probably not meant as it is written.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.root == other.root
    }
}

impl Eq for Query {}

/// The canonical print: parsed again, it gives an equal query.
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::watch::arbitrary::{names, query};

    #[track_caller]
    fn check(source: &str, printed: &str) {
        let query = Query::parse(source, &names())
            .unwrap_or_else(|error| panic!("{}", error.in_source(source)));
        assert_eq!(query.to_string(), printed);
        assert_eq!(Query::parse(printed, &names()).unwrap(), query);
    }

    #[test]
    fn not_binds_closer_than_and_and_closer_than_or() {
        check("a1 b1 OR NOT c1 d1", "a1 AND b1 OR NOT c1 AND d1");
        check("(a1 OR b1) c1", "(a1 OR b1) AND c1");
        check("a1 AND NOT (b1 OR c1)", "a1 AND NOT (b1 OR c1)");
        check("a1 NOT b1 NEAR/3 c1", "a1 AND NOT b1 NEAR/3 c1");
        check("((a1 (b1 c1)))", "a1 AND b1 AND c1");
        check("NOT NOT a1", "NOT NOT a1");
        check(
            "(treaty OR agreement OR pact) NEAR/6 partnership AND (@dprk OR \"North Korea\")",
            "(treaty OR agreement OR pact) NEAR/6 partnership AND (@dprk OR \"North Korea\")",
        );
    }

    #[test]
    fn a_field_applies_to_what_stands_behind_it() {
        check("title:a1 b1", "title:a1 AND b1");
        check("title:(a1 OR b1) c1", "(title:a1 OR title:b1) AND c1");
        check("text: (a1 NEAR/3 b1)", "text:(a1 NEAR/3 b1)");
        check("title:“a1  b1”", "title:\"a1 b1\"");
        check("source:(Kcna-watch OR \"a b*\")", "source:kcna-watch OR source:\"a b*\"");
        check("source:\"-a1\" site:\"A1.\"", "source:\"-a1\" AND site:a1.");
        check("NOT site:news.* @dprk", "NOT site:news.* AND @dprk");
    }

    #[test]
    fn every_pair_of_quotes_makes_a_phrase() {
        for source in
            ["\"a1 b1\"", "“a1 b1”", "„a1 b1“", "„a1 b1”", "«a1 b1»", "»a1 b1«", "”a1 b1”"]
        {
            check(source, "\"a1 b1\"");
        }
        check("「朝鲜」（a1 OR b1）", "「朝鲜」 AND (a1 OR b1)");
        check("“say \"a1\"”", "\"say a1\"");
    }

    #[test]
    fn lower_case_operators_are_words_with_a_warning() {
        let warned = |source: &str| -> Vec<String> {
            Query::parse(source, &names())
                .unwrap()
                .warnings()
                .iter()
                .map(|warning| source[warning.span.clone()].to_owned())
                .collect()
        };
        check("a1 and b1", "a1 AND and AND b1");
        assert_eq!(warned("a1 and b1 or (c1)"), ["and", "or"]);
        assert_eq!(warned("a1 and not b1"), ["and", "not"]);
        assert!(warned("\"a1 and b1\" AND and OR or").is_empty());
    }

    proptest! {
        #[test]
        fn a_printed_query_reads_as_the_same_query(query in query()) {
            let printed = query.to_string();
            prop_assert_eq!(Query::parse(&printed, &names()), Ok(query));
        }
    }
}
