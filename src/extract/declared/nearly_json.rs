//! What is nearly JSON, as sites write it into their pages.
//!
//! Templates put together by hand forget to escape quotes and line breaks, leave commas before
//! brackets, write several objects in a row, wrap them in CDATA or comments, escape them as HTML,
//! or break off. What is JSON is read as `serde_json` reads it.
//!
//! # Limits
//! A quotation mark that nobody escaped ends its string where a comma, a colon or a bracket
//! follows.

use std::iter::Peekable;
use std::str::CharIndices;

use serde_json::{Map, Value};

/// Objects in objects that are looked at; `serde_json` stops near the same depth.
const DEPTH: usize = 120;
/// Values that stand in a row without brackets around them.
const IN_A_ROW: usize = 200;

/// The values in `text`, as far as they can be made out.
#[must_use]
pub fn values(text: &str) -> Vec<Value> {
    let Some(text) = unwrapped(text) else { return Vec::new() };
    let mut strict = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let read: Vec<Value> = strict.by_ref().map_while(Result::ok).take(IN_A_ROW).collect();
    let rest = text.get(strict.byte_offset()..).unwrap_or_default();
    if !read.is_empty() && !rest.contains(['{', '[']) {
        return read;
    }
    if text.contains("&quot;") && !text.contains('"') {
        return leniently(&html_escape::decode_html_entities(text));
    }
    leniently(text)
}

/// What stands behind the marks of comments and CDATA sections.
fn unwrapped(text: &str) -> Option<&str> {
    let mut text = &text[text.find(['{', '['])?..];
    while let Some(rest) = text.strip_prefix("[CDATA[") {
        text = &rest[rest.find(['{', '['])?..];
    }
    Some(text)
}

fn leniently(text: &str) -> Vec<Value> {
    let mut reader = Reader { text, chars: text.char_indices().peekable() };
    let mut values = Vec::new();
    while values.len() < IN_A_ROW && reader.skip_to(&['{', '[']) {
        values.extend(reader.value(0));
    }
    values
}

struct Reader<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn rest(&mut self) -> &str {
        let at = self.chars.peek().map_or(self.text.len(), |(at, _)| *at);
        &self.text[at..]
    }

    fn skip_to(&mut self, wanted: &[char]) -> bool {
        while self.chars.next_if(|(_, c)| !wanted.contains(c)).is_some() {}
        self.peek().is_some()
    }

    /// White space, comments, and what else parts values.
    fn skip_between(&mut self) {
        loop {
            while self
                .chars
                .next_if(|(_, c)| c.is_whitespace() || matches!(c, ',' | ';' | '\u{feff}'))
                .is_some()
            {}
            if self.rest().starts_with("/*") {
                let length = self.rest().find("*/").map_or(usize::MAX, |end| end + 2);
                self.skip_bytes(length);
            } else if self.rest().starts_with("//") {
                self.skip_to(&['\n']);
            } else {
                return;
            }
        }
    }

    fn skip_bytes(&mut self, length: usize) {
        let end = self.chars.peek().map_or(self.text.len(), |(at, _)| *at).saturating_add(length);
        while self.chars.next_if(|(at, _)| *at < end).is_some() {}
    }

    /// The value that begins here; none where the text breaks off within a string, or where no
    /// value stands.
    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.peek()? {
            '{' if depth < DEPTH => Some(self.object(depth)),
            '[' if depth < DEPTH => Some(self.array(depth)),
            '{' | '[' => {
                // too deep to mean anything: nothing of the page is read any more
                self.chars = self.text[self.text.len()..].char_indices().peekable();
                None
            }
            '"' | '\'' => self.string().map(Value::String),
            _ => {
                let word = self.word();
                (!word.is_empty()).then(|| serde_json::from_str(&word).unwrap_or(Value::Null))
            }
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        let mut object = Map::new();
        self.chars.next();
        loop {
            self.skip_between();
            let key = match self.peek() {
                None => break,
                Some('}') => {
                    self.chars.next();
                    break;
                }
                Some('"' | '\'') => self.string(),
                Some(_) => Some(self.word()).filter(|word| !word.is_empty()),
            };
            let Some(key) = key else {
                // a bracket or a colon that belongs to nothing
                self.chars.next();
                continue;
            };
            self.skip_between();
            if self.chars.next_if(|(_, c)| *c == ':').is_none() {
                continue;
            }
            while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            if self.peek().is_some_and(|c| c == '/') {
                self.skip_between();
            }
            if let Some(value) = self.value(depth + 1) {
                object.insert(key, value);
            }
        }
        Value::Object(object)
    }

    fn array(&mut self, depth: usize) -> Value {
        let mut values = Vec::new();
        self.chars.next();
        loop {
            self.skip_between();
            match self.peek() {
                // the bracket was forgotten
                None | Some('}') => break,
                Some(']') => {
                    self.chars.next();
                    break;
                }
                Some(_) => match self.value(depth + 1) {
                    Some(value) => values.push(value),
                    None => {
                        self.chars.next();
                    }
                },
            }
        }
        Value::Array(values)
    }

    /// A number, a literal, a key without quotes.
    fn word(&mut self) -> String {
        let mut word = String::new();
        while let Some((_, c)) = self.chars.next_if(|(_, c)| {
            !c.is_whitespace() && !matches!(c, ',' | ':' | ';' | '{' | '}' | '[' | ']' | '"')
        }) {
            word.push(c);
        }
        word
    }

    fn string(&mut self) -> Option<String> {
        let mut string = String::new();
        let (_, quote) = self.chars.next()?;
        while let Some((_, c)) = self.chars.next() {
            match c {
                '\\' => self.escaped(&mut string),
                c if c == quote && self.ends_here(quote) => return Some(string),
                c if (c as u32) < 0x20 => string.push(' '),
                c => string.push(c),
            }
        }
        None
    }

    /// Whether a quotation mark that was just read ends its string: what follows is no text.
    fn ends_here(&mut self, quote: char) -> bool {
        let rest = self.rest().trim_start();
        let Some(next) = rest.chars().next() else { return true };
        if matches!(next, ',' | '}' | ']' | ':') {
            return true;
        }
        // a comma was forgotten before the next key
        let key = rest
            .strip_prefix(quote)
            .and_then(|rest| rest.get(..rest.floor_char_boundary(60)))
            .and_then(|rest| rest.split_once(quote));
        key.is_some_and(|(key, rest)| {
            !key.contains(['\n', ',']) && rest.trim_start().starts_with(':')
        })
    }

    fn escaped(&mut self, string: &mut String) {
        let Some((_, c)) = self.chars.next() else { return };
        match c {
            'n' => string.push('\n'),
            't' => string.push('\t'),
            'r' => string.push('\r'),
            'b' => string.push('\u{8}'),
            'f' => string.push('\u{c}'),
            'u' => {
                let first = self.unit();
                // characters past the first plane are written as two units
                let second = first.filter(|unit| (0xd800..0xdc00).contains(unit)).and_then(|_| {
                    self.rest().starts_with("\\u").then(|| {
                        self.skip_bytes(2);
                        self.unit()
                    })?
                });
                let units: Vec<u16> = first.into_iter().chain(second).collect();
                string.extend(
                    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
                );
            }
            '"' | '\\' | '/' | '\'' => string.push(c),
            // a backslash before what JSON cannot escape is meant as itself
            c => string.extend(['\\', c]),
        }
    }

    fn unit(&mut self) -> Option<u16> {
        let unit = self.rest().get(..4).and_then(|digits| u16::from_str_radix(digits, 16).ok())?;
        self.skip_bytes(4);
        Some(unit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[Value]) {
        assert_eq!(values(text), expected, "{text}");
    }

    #[test]
    fn what_templates_forget_is_mended() {
        let pact = [json!({"a": "Pact signed", "b": 1})];
        for text in [
            "{\"a\":\"Pact\nsigned\",\"b\":1}",
            "{\"a\":\"Pact\tsigned\",\"b\":1,}",
            "{,\"a\":\"Pact signed\",,\"b\":1};",
            "{\"a\":\"Pact signed\" \"b\":1}",
            "{\"a\":\"Pact signed\"\n\"b\":1}",
            "{'a':'Pact signed', b: 1}",
            "{\"a\":\"Pact signed\", // the title\n \"b\": /* one */ 1}",
            "//<![CDATA[\n{\"a\":\"Pact signed\",\"b\":1}\n//]]>",
            "/*[CDATA[*/{\"a\":\"Pact signed\",\"b\":1}/*]]>*/",
            "{\"a\":\"Pact signed\",\"b\":1} -->",
            "{&quot;a&quot;:&quot;Pact signed&quot;,&quot;b&quot;:1}",
            "{\"a\":\"Pact signed\",\"b\":1,\"c\":\"and then it br",
            "{\"a\":\"Pact signed\",\"b\":1",
            "{\"a\":\"Pact signed\"]\"b\":1}",
        ] {
            check(text, &pact);
        }
    }

    #[test]
    fn quotation_marks_within_a_string_are_its_own() {
        check(
            r#"{"a":"He said "never" today","b":1}"#,
            &[json!({"a": "He said \"never\" today", "b": 1})],
        );
        check(r#"{"a":"It\'s a C:\dir","b":1,}"#, &[json!({"a": "It's a C:\\dir", "b": 1})]);
        check(r#"{"a":"caf\u00e9 \ud83d\ude00",}"#, &[json!({"a": "café 😀"})]);
    }

    #[test]
    fn several_objects_may_stand_in_a_row() {
        let both = [json!({"a": 1}), json!({"b": [2]})];
        check("{\"a\":1}{\"b\":[2]}", &both);
        check("{\"a\":1},\n{\"b\":[2,]}", &both);
        check("{\"a\":1,}\n{\"b\":[2]", &both);
        check("no braces", &[]);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            ".{0,12}".prop_map(Value::from)
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((".{0,6}", inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_json_is_read_as_json(value in any_json()) {
            let value = Value::Array(vec![value]);
            for text in [value.to_string(), format!("{value:#}")] {
                prop_assert_eq!(leniently(&text), std::slice::from_ref(&value));
            }
        }

        #[test]
        fn anything_may_be_read(
            text in "([{}\\[\\]:,;\"'/*\\\\]|\\\\u[0-9a-f]{0,4}|true|1e9|&quot;|\n|é|a){0,60}"
        ) {
            let _ = values(&text);
        }

        #[test]
        fn json_that_breaks_off_is_read(value in any_json(), cut in 0_usize..200) {
            let text = value.to_string();
            let _ = values(&text[..text.floor_char_boundary(cut)]);
        }
    }

    #[test]
    fn a_hundred_thousand_brackets_are_answered() {
        for text in
            ["{\"a\":".repeat(100_000), "[".repeat(100_000), "{\"a\":\"b\" \"".repeat(50_000)]
        {
            let _ = values(&text);
        }
    }
}
