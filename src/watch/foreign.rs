//! The operators of other search tools. None becomes a word in silence: each is refused, with what
//! to write instead. Whoever means the signs themselves puts quotes around them.
//!
//! Looked at: Lucene and Elasticsearch (`~`, `^`, `[a TO b]`, `&&`, `||`, `+`, `!`), Nexis and
//! Westlaw (`w/5`, `/5`, `pre/5`, `word!`, `;`, `ATLEAST5(…)`, `HLEAD(…)`), Factiva (`ADJ5`,
//! `NEAR5`, `NEXT/3`), Google (`|`, `AROUND(5)`, `2020..2024`, `intitle:`), SQL (`%`, `=`).

/// The distance operators that may stand before a number without a sign between.
const DISTANCES: &[&str] = &["near", "onear", "adj", "within", "around", "pre"];
/// The distance operators that are words or letters of words as well (`N95`): with a `/` only.
const SHORT_DISTANCES: &[&str] = &["w", "n", "p", "next", "before", "after"];
/// The words in capitals that mean an operator elsewhere, and what to write.
const CAPITALS: &[(&str, &str)] = &[
    ("ANDNOT", "write AND NOT"),
    ("AND-NOT", "write AND NOT"),
    ("BUTNOT", "write AND NOT"),
    ("ORNOT", "write OR NOT"),
    ("XOR", "write (a OR b) AND NOT (a AND b)"),
    ("ADJ", "write NEAR/1, or quotes around the phrase"),
    ("ONEAR", "write NEAR/5"),
    ("AROUND", "write NEAR/5"),
    ("WITHIN", "write NEAR/5"),
];
/// The signs that mean an operator elsewhere, wherever they stand in a word, and what to write.
const SIGNS: &[(&[&str], &str)] = &[
    (&["||", "|", "｜"], "write OR"),
    (&["&&", "＆＆"], "write AND"),
    (&[";", "；", "、"], "write OR where one is enough, AND where all are needed"),
    (&["^"], "words have no weights; leave the `^` and its number out"),
    (
        &["[", "]", "{", "}"],
        "there are no ranges; leave it out, or put quotes around words with brackets",
    ),
    (
        &["<", ">"],
        "`<` and `>` are no operators; write NEAR/5 for a distance, or put quotes around it",
    ),
    (&["="], "`=` is no operator; a field stands before a colon: `title:treaty`"),
    (&["\\"], "`\\` takes no meaning away; put quotes around the words"),
];

/// The reason why `word`, as it stands between blanks, brackets and quotes, is refused; none where
/// it is a word, or an operator of ours.
pub(super) fn refusal(word: &str) -> Option<String> {
    let fixed = || {
        let capitals =
            CAPITALS.iter().find(|(operator, _)| *operator == word).map(|(_, instead)| *instead);
        capitals.or_else(|| sign(word)).or_else(|| single(word)).or_else(|| leading(word))
    };
    distance(word).or_else(|| fixed().map(str::to_owned)).or_else(|| wildcard(word))
}

/// Whether `word` may be the name of a function.
pub(super) fn names_function(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The reason why `word` is refused where a bracket opens right behind it, as behind a function's
/// name.
pub(super) fn refusal_of_function(word: &str) -> String {
    match alias(word) {
        Some(field) => {
            format!("write `{field}:` before the bracket, with a colon: `{field}:(treaty OR pact)`")
        }
        None => format!("`{word}(` is no function, there are none; put a blank before the bracket"),
    }
}

/// Our field for a field's name elsewhere.
pub(super) fn alias(name: &str) -> Option<&'static str> {
    let fields: &[(&str, &[&str])] = &[
        ("title", &["headline", "hl", "hlead", "head", "intitle", "allintitle", "subject"]),
        ("text", &["body", "content", "fulltext", "intext", "allintext", "story"]),
        ("language", &["lang", "la"]),
        ("site", &["url", "inurl", "allinurl", "domain", "host", "link"]),
        ("source", &["publication", "outlet", "feed", "sn"]),
    ];
    let lower = name.to_lowercase();
    fields.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(field, _)| *field)
}

/// Whether `name` is a field of days elsewhere; a query has none.
pub(super) fn is_of_dates(name: &str) -> bool {
    matches!(
        name.to_lowercase().as_str(),
        "date"
            | "before"
            | "after"
            | "since"
            | "until"
            | "published"
            | "pd"
            | "when"
            | "older"
            | "newer"
    )
}

/// The reason why a field's value is refused: a sign that separates several.
pub(super) fn refusal_of_value(value: &str) -> Option<&'static str> {
    let separates = ["|", "｜", ",", "，", ";", "；", "、"].iter().any(|sign| value.contains(sign));
    separates.then_some("one value only; write OR between several: `(source:a OR source:b)`")
}

/// The reason why `word` is refused where it is a distance: `w/5`, `/5`, `NEAR5`, `near/5`,
/// `ADJ:3`, and `~5` behind a phrase.
pub(super) fn distance(word: &str) -> Option<String> {
    if word.starts_with("NEAR/") {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let name_ends = lower.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(lower.len());
    let (name, rest) = lower.split_at(name_ends);
    let number = rest.trim_start_matches(['/', ':', '~', '-', '=']);
    let is_number =
        (1..=4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_distance = match name {
        "" => rest.starts_with(['/', '~']),
        name if DISTANCES.contains(&name) => true,
        name => SHORT_DISTANCES.contains(&name) && rest.starts_with('/'),
    };
    if is_number && is_distance {
        return Some(format!(
            "write NEAR/{number} between the words: in either order, at most {number} between them"
        ));
    }
    match lower.as_str() {
        "/p" | "w/p" | "w/para" => Some("write SAME: both in one paragraph".to_owned()),
        "/s" | "w/s" | "w/sent" | "w/seg" => {
            Some("write NEAR/20, or SAME for one paragraph".to_owned())
        }
        _ => None,
    }
}

fn sign(word: &str) -> Option<&'static str> {
    if let Some((_, instead)) =
        SIGNS.iter().find(|(signs, _)| signs.iter().any(|sign| word.contains(sign)))
    {
        return Some(instead);
    }
    if word.contains('~') {
        return Some(
            "`~` finds no similar spellings; write them with OR between, or a prefix: `treat*`",
        );
    }
    if separates_words(word) {
        return Some(
            "a comma joins nothing; write OR where one is enough, AND where all are needed, or \
                put quotes around a phrase",
        );
    }
    let around = |at: usize| {
        word[..at].ends_with(|c: char| c.is_ascii_digit())
            && word[at + 2..].starts_with(|c: char| c.is_ascii_digit())
    };
    word.find("..").filter(|at| around(*at)).map(|_| "there are no ranges; leave it out")
}

/// Whether `word` has a comma that is not within a number as in `1,000`.
fn separates_words(word: &str) -> bool {
    word.char_indices().filter(|(_, c)| matches!(c, ',' | '，')).any(|(at, comma)| {
        let is_digit = |c: char| c.is_ascii_digit();
        !(word[..at].ends_with(is_digit) && word[at + comma.len_utf8()..].starts_with(is_digit))
    })
}

fn single(word: &str) -> Option<&'static str> {
    match word {
        "&" | "＆" | "+" | "＋" => Some("write AND"),
        _ => None,
    }
}

fn leading(word: &str) -> Option<&'static str> {
    let mut rest = word.chars();
    let first = rest.next()?;
    let has_word = rest.next().is_some_and(char::is_alphanumeric);
    match first {
        '-' | '!' | '–' | '—' | '−' | '－' | '！' if has_word => {
            Some("a sign before a word does not exclude it; write NOT before it")
        }
        '+' | '＋' if has_word => {
            Some("words without an operator between them must all be there; leave the `+` out")
        }
        '/' => Some("`/` is no operator; write NEAR/5 for a distance, or put quotes around it"),
        _ => None,
    }
}

fn wildcard(word: &str) -> Option<String> {
    if word.contains(['?', '？']) {
        return Some("`?` is no wildcard; write the spellings with OR between them".to_owned());
    }
    let shortened = word.trim_end_matches(['!', '！']);
    if shortened != word && shortened.chars().any(char::is_alphanumeric) {
        return Some(format!(
            "`!` shortens no word; write a prefix, `{shortened}*`, or quotes around a name that \
                ends so"
        ));
    }
    let (before, _) = word.split_once('%')?;
    before
        .ends_with(char::is_alphabetic)
        .then(|| format!("`%` is no wildcard; write a prefix: `{before}*`"))
}

#[cfg(test)]
mod tests {
    use crate::watch::Query;
    use crate::watch::arbitrary::names;

    #[track_caller]
    fn check(query: &str, message: &str, marked: &str) {
        let error = Query::parse(query, &names()).expect_err(query);
        assert_eq!(
            (error.message.as_str(), &query[error.span.clone()]),
            (message, marked),
            "\n{}",
            error.in_source(query)
        );
    }

    #[test]
    fn a_distance_of_another_tool_is_refused() {
        let five = "write NEAR/5 between the words: in either order, at most 5 between them";
        for operator in [
            "w/5", "W/5", "/5", "n/5", "N/5", "NEAR5", "near/5", "Near:5", "NEAR~5", "ADJ5",
            "adj5", "ADJ/5", "pre/5", "ONEAR/5", "within/5", "~5",
        ] {
            check(&format!("a1 {operator} b1"), five, operator);
        }
        check(
            "\"a1 b1\"~10",
            "write NEAR/10 between the words: in either order, at most 10 between them",
            "~10",
        );
        check("a1 /s b1", "write NEAR/20, or SAME for one paragraph", "/s");
        check("a1 w/p b1", "write SAME: both in one paragraph", "w/p");
        check("a1 ADJ b1", "write NEAR/1, or quotes around the phrase", "ADJ");
        check("a1 AROUND(5) b1", "write NEAR/5", "AROUND");
    }

    #[test]
    fn a_junction_of_another_tool_is_refused() {
        for (query, message, marked) in [
            ("a1|b1", "write OR", "a1|b1"),
            ("(a1 | b1)", "write OR", "|"),
            ("a1||b1", "write OR", "a1||b1"),
            ("a1 && b1", "write AND", "&&"),
            ("a1&&b1", "write AND", "a1&&b1"),
            ("a1 & b1", "write AND", "&"),
            ("a1 + b1", "write AND", "+"),
            ("a1 ANDNOT b1", "write AND NOT", "ANDNOT"),
            ("a1 XOR b1", "write (a OR b) AND NOT (a AND b)", "XOR"),
            ("a1;b1", "write OR where one is enough, AND where all are needed", "a1;b1"),
            ("条约、协定", "write OR where one is enough, AND where all are needed", "条约、协定"),
            ("title:a1|b1", "write OR", "a1|b1"),
            (
                "source:a,b",
                "one value only; write OR between several: `(source:a OR source:b)`",
                "a,b",
            ),
            (
                "language:en|ru",
                "one value only; write OR between several: `(source:a OR source:b)`",
                "en|ru",
            ),
        ] {
            check(query, message, marked);
        }
        let comma = "a comma joins nothing; write OR where one is enough, AND where all are \
            needed, or put quotes around a phrase";
        check("a1,b1,c1", comma, "a1,b1,c1");
        check("a1, b1", comma, "a1,");
        check("a1 , b1", comma, ",");
    }

    #[test]
    fn a_sign_of_another_tool_is_refused() {
        let similar =
            "`~` finds no similar spellings; write them with OR between, or a prefix: `treat*`";
        check("a1~1", similar, "a1~1");
        check("a1~", similar, "a1~");
        check("a1^2", "words have no weights; leave the `^` and its number out", "a1^2");
        let range = "there are no ranges; leave it out, or put quotes around words with brackets";
        check("a1 [2020 TO 2024]", range, "[2020");
        check("2020..2024", "there are no ranges; leave it out", "2020..2024");
        check(
            "title=a1",
            "`=` is no operator; a field stands before a colon: `title:treaty`",
            "title=a1",
        );
        check(
            "+a1",
            "words without an operator between them must all be there; leave the `+` out",
            "+a1",
        );
        check("a1 –b1", "a sign before a word does not exclude it; write NOT before it", "–b1");
        check(
            "ratif!",
            "`!` shortens no word; write a prefix, `ratif*`, or quotes around a name that ends so",
            "ratif!",
        );
        check("treat?", "`?` is no wildcard; write the spellings with OR between them", "treat?");
        check("treat%", "`%` is no wildcard; write a prefix: `treat*`", "treat%");
        check(
            "a1 <near/5> b1",
            "`<` and `>` are no operators; write NEAR/5 for a distance, or put quotes around it",
            "<near/5>",
        );
    }

    #[test]
    fn a_function_or_field_of_another_tool_is_refused() {
        for (query, message, marked) in [
            (
                "ATLEAST5(a1)",
                "`ATLEAST5(` is no function, there are none; put a blank before the bracket",
                "ATLEAST5",
            ),
            (
                "b1 CAPS(a1)",
                "`CAPS(` is no function, there are none; put a blank before the bracket",
                "CAPS",
            ),
            (
                "HLEAD(a1)",
                "write `title:` before the bracket, with a colon: `title:(treaty OR pact)`",
                "HLEAD",
            ),
            (
                "headline(a1)",
                "write `title:` before the bracket, with a colon: `title:(treaty OR pact)`",
                "headline",
            ),
            ("lang:en a1", "unknown field `lang:`; did you mean `language:`?", "lang:"),
            ("allintitle:a1", "unknown field `allintitle:`; did you mean `title:`?", "allintitle:"),
            ("body:a1", "unknown field `body:`; did you mean `text:`?", "body:"),
            ("inurl:a1", "unknown field `inurl:`; did you mean `site:`?", "inurl:"),
            (
                "date:2024 a1",
                "unknown field `date:`; a query has no days: a watch looks at what is new, a \
                    search at everything",
                "date:",
            ),
        ] {
            check(query, message, marked);
        }
        check(
            "a1 NEXT/3 b1",
            "write NEAR/3 between the words: in either order, at most 3 between them",
            "NEXT/3",
        );
        for query in
            ["a1 OR(b1 c1)", "a1 NOT(b1)", "a1 NEAR/5(b1 OR c1)", "title:(a1 OR b1)", "(a1)(b1)"]
        {
            assert!(Query::parse(query, &names()).is_ok(), "{query}");
        }
    }

    #[test]
    fn words_that_only_look_alike_are_words() {
        for query in [
            "N95",
            "AT&T",
            "1,000",
            "5%",
            "C++",
            "24/7",
            "and/or",
            "1.5",
            "U.S.",
            "Jong-Un",
            "W",
            "adj",
            "within",
            "p5",
            "\"a1 | b1, c1~2\"",
            "around",
        ] {
            assert!(Query::parse(query, &names()).is_ok(), "{query}");
        }
    }
}
