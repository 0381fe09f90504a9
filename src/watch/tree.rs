//! The tree that a query is: its clauses, and how they are printed.

use std::fmt;
use std::ops::Range;

use super::Field;
use super::literal::{Literal, Written};

/// A part of a query. Equal parts may stand in different places.
#[derive(Debug, Clone)]
pub struct Node {
    pub clause: Clause,
    /// The part's place: bytes of the query.
    pub span: Range<usize>,
}

/// The distance at which two literals may stand from each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// `NEAR/n`: in either order, with at most so many words between them.
    Words(u32),
    /// `SAME`: in either order, in one paragraph.
    Paragraph,
}

/// A clause: what a part of a query asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// Two or more, none of them `All`.
    All(Vec<Node>),
    /// Two or more, none of them `Any`.
    Any(Vec<Node>),
    Not(Box<Node>),
    Words {
        place: Scope,
        literal: Literal,
    },
    /// One of `left` and one of `right`, in either order, not overlapping, as near as `reach` says.
    Near {
        place: Scope,
        reach: Reach,
        left: Vec<Literal>,
        right: Vec<Literal>,
    },
    Is {
        label: Attribute,
        /// What is asked for, in lower case.
        value: String,
        prefix: bool,
    },
}

/// The text in which words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The title or the text.
    Anywhere,
    Title,
    Text,
}

/// An attribute of an article: what is known of it beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    Source,
    Language,
    Site,
}

impl Node {
    /// Whether the part holds for an article that has nothing.
    pub(super) fn holds_for_nothing(&self) -> bool {
        match &self.clause {
            Clause::All(nodes) => nodes.iter().all(Self::holds_for_nothing),
            Clause::Any(nodes) => nodes.iter().any(Self::holds_for_nothing),
            Clause::Not(node) => !node.holds_for_nothing(),
            Clause::Words { .. } | Clause::Near { .. } | Clause::Is { .. } => false,
        }
    }
}

impl Attribute {
    /// The field that the attribute is of.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Source => Field::Source,
            Self::Language => Field::Language,
            Self::Site => Field::Site,
        }
    }

    /// Whether `known` is what `value` asks for.
    #[must_use]
    pub fn is(self, known: &str, value: &str, prefix: bool) -> bool {
        let known = known.to_lowercase();
        let holds = |known: &str| if prefix { known.starts_with(value) } else { known == value };
        match self {
            Self::Source | Self::Language => holds(&known),
            Self::Site => hosts_above(&known).any(holds),
        }
    }
}

/// The hosts that a host lies below, itself first: `a.example.org`, `example.org`, `org`.
pub fn hosts_above(host: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(host), |host| host.split_once('.').map(|(_, above)| above))
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.clause == other.clause
    }
}

impl Eq for Node {}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.clause {
            Clause::All(nodes) => {
                join(f, nodes, " AND ", |clause| matches!(clause, Clause::Any(_)))
            }
            Clause::Any(nodes) => join(f, nodes, " OR ", |_| false),
            Clause::Not(node) => {
                f.write_str("NOT ")?;
                grouped(f, node, matches!(node.clause, Clause::All(_) | Clause::Any(_)))
            }
            Clause::Words { place, literal } => write!(f, "{place}{literal}"),
            Clause::Near { place: Scope::Anywhere, reach, left, right } => {
                write!(f, "{} {reach} {}", Side(left), Side(right))
            }
            Clause::Near { place, reach, left, right } => {
                write!(f, "{place}({} {reach} {})", Side(left), Side(right))
            }
            Clause::Is { label, value, prefix } => {
                let star = if *prefix { "*" } else { "" };
                let is_plain =
                    value.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
                        && value.starts_with(char::is_alphanumeric);
                if is_plain {
                    write!(f, "{label}{value}{star}")
                } else {
                    write!(f, "{label}\"{value}{star}\"")
                }
            }
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    nodes: &[Node],
    between: &str,
    needs_group: impl Fn(&Clause) -> bool,
) -> fmt::Result {
    for (place, node) in nodes.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        grouped(f, node, needs_group(&node.clause))?;
    }
    Ok(())
}

fn grouped(f: &mut fmt::Formatter<'_>, node: &Node, group: bool) -> fmt::Result {
    if group { write!(f, "({node})") } else { write!(f, "{node}") }
}

struct Side<'a>(&'a [Literal]);

impl fmt::Display for Side<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [one] => one.fmt(f),
            several => {
                let several: Vec<String> = several.iter().map(ToString::to_string).collect();
                write!(f, "({})", several.join(" OR "))
            }
        }
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(most) => write!(f, "NEAR/{most}"),
            Self::Paragraph => f.write_str("SAME"),
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.written {
            Written::Word(word) => f.write_str(word),
            Written::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Written::Exact(form) => write!(f, "exact:\"{form}\""),
            Written::Name(id) => write!(f, "@{id}"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anywhere => "",
            Self::Title => "title:",
            Self::Text => "text:",
        })
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source:",
            Self::Language => "language:",
            Self::Site => "site:",
        })
    }
}
