//! The names of elements that say how a page is laid out.

/// Elements that stand within a line.
pub const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "rt", "rp", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img",
    "picture", "source",
];

/// Elements of which nobody sees anything.
pub const UNSEEN: &[&str] =
    &["head", "noscript", "script", "style", "svg", "math", "template", "title"];
