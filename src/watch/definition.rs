//! The definition of a watch, as a person wrote it: `watches/*.toml`.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::compare::{Beside, Closeness, Copy, Names};
use crate::settings::{Fault, RawFile, parse as parse_toml};

use super::error::InSource;
use super::parse::is_language;
use super::query::Query;

/// A watch: a standing interest, which has a corpus, a query, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// The watch's id: its file's stem.
    pub id: String,
    pub owner: String,
    pub title: String,
    /// The name of the corpus.
    pub corpus: Option<String>,
    pub query: Option<Query>,
    /// The query that every hit has to satisfy as well, whether it is the corpus's or the query's.
    pub must: Option<Query>,
    /// The doubts about these queries: what is allowed in them, but probably not meant.
    pub doubts: Vec<Fault>,
    pub need: Need,
    /// The languages of hits, BCP 47 primary tags, lower case; every language if empty. An article
    /// whose language is not known passes.
    pub languages: Vec<String>,
    pub exclude: Exclude,
    /// The corpus's hits that alert; the rest goes into the digest.
    pub tell: Vec<Tell>,
    /// The most alerts that are sent; more than these become a roundup.
    pub at_most: Option<Rate>,
    pub tests: Vec<WatchTest>,
}

/// The choice of what has to hold of a corpus and a query: any of them, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    #[default]
    Any,
    All,
}

/// The exclusions of a watch: what never satisfies it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Exclude {
    /// The ids of sources whose items are excluded.
    pub sources: Vec<String>,
}

/// A thing that an item may be beside a corpus, and that is worth an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tell {
    NewEvent,
    SameStory,
    Related,
    Excerpt,
    Reprint,
    NearDuplicate,
    Duplicate,
}

/// A rate of alerts, so many in so long: `6 per hour`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many alerts: one or more.
    pub times: u32,
    pub per: Per,
}

/// The time over which a rate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    Hour,
    Day,
}

/// A test of a watch: an article, and what the watch must make of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WatchTest {
    /// The article's file, relative to the configuration directory.
    pub file: String,
    pub expect: Expect,
}

/// The outcome that a watch's test expects: a relation to the watch's corpus, or whether there is a
/// hit at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    Hit,
    NoHit,
    NewEvent,
    Duplicate,
    NearDuplicate,
    Reprint,
    Excerpt,
    SameStory,
    Related,
    Unrelated,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    #[serde(default = "instance")]
    owner: String,
    corpus: Option<String>,
    query: Option<Spanned<String>>,
    must: Option<Spanned<String>>,
    #[serde(default)]
    need: Need,
    #[serde(default)]
    languages: Vec<Spanned<String>>,
    #[serde(default)]
    exclude: Exclude,
    #[serde(default)]
    alert: Alert,
    #[serde(default, rename = "test")]
    tests: Vec<WatchTest>,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Alert {
    tell: Vec<Tell>,
    at_most: Option<Rate>,
}

impl Default for Alert {
    fn default() -> Self {
        Self { tell: vec![Tell::NewEvent, Tell::SameStory, Tell::Excerpt], at_most: None }
    }
}

fn instance() -> String {
    "instance".to_owned()
}

impl Watch {
    /// Reads one file of `watches/`. `names` is what `@name` in the query stands for. Whether the
    /// corpus and the sources exist is for the caller to see.
    ///
    /// # Errors
    /// When the file is wrong: the first thing that is, with its line; in a query, with a picture
    /// of the place.
    pub fn parse(file: &RawFile, names: &Names) -> Result<Self, Fault> {
        let read: File = parse_toml(file)?;
        let text = file.text()?;
        if read.title.get_ref().trim().is_empty() {
            return Err(file.fault(
                line(text, read.title.span().start),
                "`title` is empty; write what a reader shall see: title = \"Harbour strike\"",
            ));
        }
        if read.corpus.is_none() && read.query.is_none() {
            return Err(file.fault(
                None,
                "a watch needs a corpus or a query; write corpus = \"NAME\" or query = '''WORDS'''",
            ));
        }
        if let Some(wrong) = read.languages.iter().find(|tag| !is_language(tag.get_ref())) {
            let message = format!(
                "`{}` is no language; write its two or three letters, as \"en\"",
                wrong.get_ref()
            );
            return Err(file.fault(line(text, wrong.span().start), message));
        }
        let mut doubts = Vec::new();
        let mut parsed = |key: &'static str,
                          written: &Option<Spanned<String>>|
         -> Result<Option<Query>, Fault> {
            let Some(written) = written else { return Ok(None) };
            let written = Written { file, text, key, query: written };
            let query = written.parse(names)?;
            doubts.extend(query.warnings().iter().map(|warning| {
                written.fault(warning.span.start, &warning.in_source(query.source()))
            }));
            Ok(Some(query))
        };
        let (query, must) = (parsed("query", &read.query)?, parsed("must", &read.must)?);
        Ok(Self {
            id: file.stem.clone(),
            owner: read.owner,
            title: read.title.into_inner(),
            corpus: read.corpus,
            query,
            must,
            doubts,
            need: read.need,
            languages: read.languages.into_iter().map(Spanned::into_inner).collect(),
            exclude: read.exclude,
            tell: read.alert.tell,
            at_most: read.alert.at_most,
            tests: read.tests,
        })
    }
}

/// A query as it stands in a file.
struct Written<'a> {
    file: &'a RawFile,
    text: &'a str,
    key: &'static str,
    query: &'a Spanned<String>,
}

impl Written<'_> {
    fn parse(&self, names: &Names) -> Result<Query, Fault> {
        let source = self.query.get_ref();
        Query::parse(source, names)
            .map_err(|error| self.fault(error.span.start, &error.in_source(source)))
    }

    /// The fault at byte `at` of the query, with the line of the file on which it stands.
    fn fault(&self, at: usize, message: &InSource<'_>) -> Fault {
        let written = &self.text[self.query.span()];
        let line =
            line(self.text, self.query.span().start).map(|line| line + lines_before(written, at));
        self.file.fault(line, format!("in `{}`: {message}", self.key))
    }
}

fn line(text: &str, at: usize) -> Option<usize> {
    text.get(..at).map(|before| before.matches('\n').count() + 1)
}

/// How many line ends of a TOML string, as it is `written`, stand before byte `at` of its value:
/// <https://toml.io/en/v1.0.0#string>.
fn lines_before(written: &str, at: usize) -> usize {
    let Some(inside) = ["'''", "\"\"\""].iter().find_map(|quotes| written.strip_prefix(quotes))
    else {
        return 0;
    };
    let has_escapes = written.starts_with('"');
    let trimmed = inside.strip_prefix("\r\n").or_else(|| inside.strip_prefix('\n'));
    let mut lines = usize::from(trimmed.is_some());
    let mut value = 0;
    let mut rest = trimmed.unwrap_or(inside);
    loop {
        let continued = rest
            .strip_prefix('\\')
            .filter(|rest| has_escapes && rest.starts_with(char::is_whitespace));
        if let Some(continued) = continued {
            let next = continued.trim_start();
            lines += continued[..continued.len() - next.len()].matches('\n').count();
            rest = next;
            continue;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next().filter(|_| value < at) else { return lines };
        if c == '\\' && has_escapes {
            let digits = match chars.next() {
                Some('x') => 2,
                Some('u') => 4,
                Some('U') => 8,
                _ => 0,
            };
            let code: String = chars.by_ref().take(digits).collect();
            value += u32::from_str_radix(&code, 16)
                .ok()
                .and_then(char::from_u32)
                .map_or(1, char::len_utf8);
        } else {
            lines += usize::from(c == '\n');
            value += c.len_utf8();
        }
        rest = chars.as_str();
    }
}

impl Tell {
    /// Whether an item that is `beside` its corpus is this.
    #[must_use]
    pub fn is(self, beside: &Beside) -> bool {
        match self {
            Self::NewEvent => beside.new_event,
            Self::SameStory => beside.closeness == Closeness::SameStory,
            Self::Related => beside.closeness == Closeness::Related,
            Self::Excerpt => beside.copy == Copy::Excerpt,
            Self::Reprint => beside.copy == Copy::Reprint,
            Self::NearDuplicate => beside.copy == Copy::NearDuplicate,
            Self::Duplicate => beside.copy == Copy::Duplicate,
        }
    }
}

impl Expect {
    /// Whether an item came out as expected: what it is beside the watch's corpus, if it has one,
    /// and whether the watch had a hit.
    #[must_use]
    pub fn is_met(self, beside: Option<&Beside>, hit: bool) -> bool {
        match self {
            Self::Hit => hit,
            Self::NoHit => !hit,
            Self::NewEvent => beside.is_some_and(|beside| beside.new_event),
            relation => beside.is_some_and(|beside| beside.relation() == relation.to_string()),
        }
    }
}

impl fmt::Display for Expect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hit => "hit",
            Self::NoHit => "no-hit",
            Self::NewEvent => "new-event",
            Self::Duplicate => "duplicate",
            Self::NearDuplicate => "near-duplicate",
            Self::Reprint => "reprint",
            Self::Excerpt => "excerpt",
            Self::SameStory => "same-story",
            Self::Related => "related",
            Self::Unrelated => "unrelated",
        })
    }
}

impl Per {
    /// How long this is.
    #[must_use]
    pub fn window(self) -> SignedDuration {
        match self {
            Self::Hour => SignedDuration::from_hours(1),
            Self::Day => SignedDuration::from_hours(24),
        }
    }
}

/// The error for a text that is not a [`Rate`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no rate; write it as \"6 per hour\" or \"20 per day\"")]
pub struct NotARate(String);

impl FromStr for Rate {
    type Err = NotARate;

    fn from_str(text: &str) -> Result<Self, NotARate> {
        let wrong = || NotARate(text.to_owned());
        let mut words = text.split_whitespace();
        let (Some(times), Some("per"), Some(per), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let times = times.parse().ok().filter(|times| *times > 0).ok_or_else(wrong)?;
        match per {
            "hour" => Ok(Self { times, per: Per::Hour }),
            "day" => Ok(Self { times, per: Per::Day }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            Per::Hour => "hour",
            Per::Day => "day",
        };
        write!(f, "{} per {per}", self.times)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::arbitrary::names;

    fn parse(text: &str) -> Result<Watch, String> {
        let file = RawFile {
            path: "watches/port.toml".to_owned(),
            stem: "port".to_owned(),
            bytes: text.into(),
        };
        Watch::parse(&file, &names()).map_err(|fault| fault.to_string())
    }

    #[track_caller]
    fn check(text: &str, fault: &str) {
        assert_eq!(parse(text).unwrap_err(), fault);
    }

    #[test]
    fn a_title_and_a_query_are_enough() {
        let watch = parse("title = \"Port\"\nquery = \"port AND strike\"").unwrap();
        assert_eq!(
            (watch.id.as_str(), watch.owner.as_str(), watch.need),
            ("port", "instance", Need::Any)
        );
        assert_eq!(watch.tell, [Tell::NewEvent, Tell::SameStory, Tell::Excerpt]);
        assert_eq!(watch.query.unwrap().to_string(), "port AND strike");
    }

    #[test]
    fn a_whole_watch_is_read() {
        let text = r#"
            title     = "Port strike"
            owner     = "desk"
            corpus    = "port"
            query     = '''(strike OR walkout) NEAR/6 port AND @dprk'''
            need      = "all"
            languages = ["en", "ko"]
            exclude   = { sources = ["kcna-watch"] }

            [alert]
            tell      = ["related", "near-duplicate"]
            at_most   = "6 per hour"

            [[test]]
            file   = "tests/rewrite.txt"
            expect = "same-story"
            [[test]]
            file   = "tests/other.txt"
            expect = "no-hit"
        "#;
        let watch = parse(text).unwrap();
        assert_eq!(
            (watch.owner.as_str(), watch.corpus.as_deref(), watch.need),
            ("desk", Some("port"), Need::All)
        );
        assert_eq!(watch.languages, ["en", "ko"]);
        assert_eq!(watch.exclude.sources, ["kcna-watch"]);
        assert_eq!(watch.tell, [Tell::Related, Tell::NearDuplicate]);
        assert_eq!(watch.at_most, Some(Rate { times: 6, per: Per::Hour }));
        assert_eq!(watch.at_most.unwrap().to_string(), "6 per hour");
        assert_eq!(
            watch.tests.iter().map(|test| test.expect).collect::<Vec<_>>(),
            [Expect::SameStory, Expect::NoHit]
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        check(
            "title = \"Port\"",
            "watches/port.toml: a watch needs a corpus or a query; write corpus = \"NAME\" or \
                query = '''WORDS'''",
        );
        check(
            "\ntitle = \" \"\ncorpus = \"p\"",
            "watches/port.toml:2: `title` is empty; write what a reader shall see: title \
                = \"Harbour strike\"",
        );
        check(
            "title = \"P\"\ncorpus = \"p\"\nlanguages = [\"en\",\n \"English\"]",
            "watches/port.toml:4: `English` is no language; write its two or three letters, \
                as \"en\"",
        );
        check(
            "title = \"P\"\ncorpus = \"p\"\nned = \"all\"",
            "watches/port.toml:3: unknown key `ned`; did you mean `need`?",
        );
        check(
            "title = \"P\"\ncorpus = \"p\"\n[alert]\ntell = [\"same-stroy\"]",
            "watches/port.toml:4: unknown value `same-stroy`; did you mean `same-story`?",
        );
        check(
            "title = \"P\"\ncorpus = \"p\"\n[alert]\nat_most = \"6 an hour\"",
            "watches/port.toml:4: `6 an hour` is no rate; write it as \"6 per hour\" or \"20 per \
                day\"",
        );
        check(
            "title = \"P\"\ncorpus = \"p\"\n[alert]\nat_most = \"0 per day\"",
            "watches/port.toml:4: `0 per day` is no rate; write it as \"6 per hour\" or \"20 per \
                day\"",
        );
    }

    #[test]
    fn a_fault_in_a_query_shows_its_line_and_its_place() {
        let missing =
            "in `query`: `OR` has nothing behind it; write a word, a phrase or a parenthesis";
        check(
            "title = \"P\"\nquery = \"port OR\"",
            &format!("watches/port.toml:2: {missing}\n  port OR\n       ^^"),
        );
        check(
            "title = \"P\"\nquery = '''\nport\nAND (strike OR)\n'''",
            &format!("watches/port.toml:4: {missing}\n  AND (strike OR)\n              ^^"),
        );
        check(
            "title = \"P\"\nquery = '''port AND\n strike OR'''",
            &format!("watches/port.toml:3: {missing}\n   strike OR\n          ^^"),
        );
        check(
            "title = \"P\"\nquery = \"\"\"\nport \\\n\n   AND \\u00e9 \\\n  OR\"\"\"",
            &format!("watches/port.toml:6: {missing}\n  port AND é OR\n             ^^"),
        );
        check(
            "title = \"P\"\nquery = \"\"",
            "watches/port.toml:2: in `query`: the query is empty; write at least one word\n  \n  ^",
        );
    }

    #[test]
    fn a_doubt_about_a_query_shows_its_line_and_its_place() {
        let watch = parse("title = \"P\"\nquery = '''\nport\nand strike\n'''").unwrap();
        let doubts: Vec<String> = watch.doubts.iter().map(ToString::to_string).collect();
        assert_eq!(
            doubts,
            ["watches/port.toml:4: in `query`: `and` is a word here; write `AND` for the \
                    operator\n  and strike\n  ^^^"]
        );
    }

    #[test]
    fn an_expectation_looks_at_the_corpus_or_at_the_hit() {
        let beside = Beside {
            copy: Copy::Reprint,
            closeness: Closeness::SameStory,
            new_event: true,
            ..Beside::default()
        };
        let met = |expect: Expect, hit| expect.is_met(Some(&beside), hit);
        assert!(
            met(Expect::Reprint, false)
                && !met(Expect::SameStory, true)
                && met(Expect::NewEvent, false)
        );
        assert!(met(Expect::Hit, true) && !met(Expect::Hit, false) && met(Expect::NoHit, false));
        assert!(
            !Expect::Unrelated.is_met(None, false)
                && Expect::Unrelated.is_met(Some(&Beside::default()), false)
        );
    }
}
