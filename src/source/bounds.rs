//! The bounds on how much of an answer is read: entries are counted in one pass over its text, and
//! cut there before a parser builds anything of it.
//!
//! An entry of eight bytes takes a parser a kilobyte and more: 1.4 million `{}`, eight kilobytes on
//! the wire, took two gigabytes.

use std::borrow::Cow;

use super::tag::{local, name_at};

/// How many entries a parser builds at most, where no more are looked at.
pub(super) const MOST_ENTRIES: usize = 5_000;
/// How many elements of XML, or values of JSON, a parser builds at most: more than eight megabytes
/// of a feed for people hold.
const MOST_PARTS: usize = 400_000;

/// A document that is cut to its bounds.
pub(super) struct Bounded<'a> {
    /// The text that is left, as whole as the document was: what is open where it is cut is closed.
    pub text: Cow<'a, str>,
    /// How many entries the document has, those that were cut off as well.
    pub entries: usize,
}

/// The XML of `mended`, up to `most` entries.
pub(super) fn xml(mended: &str, most: usize) -> Bounded<'_> {
    let mut open: Vec<&str> = Vec::new();
    let (mut entries, mut parts) = (0, 0);
    let mut kept = None;
    let mut at = 0;
    while let Some(found) = mended[at..].find('<') {
        at += found;
        let rest = &mended[at..];
        if rest.starts_with("<![CDATA[") {
            at += rest.find("]]>").unwrap_or(rest.len());
            continue;
        }
        let end = at + rest.find('>').map_or(rest.len(), |end| end + 1);
        let name = name_at(&rest[1..]);
        if !name.is_empty() {
            parts += 1;
            entries += usize::from(matches!(local(name), "item" | "entry"));
            if kept.is_none() && (entries > most || parts > MOST_PARTS) {
                kept = Some(closed(&mended[..at], &open));
            }
        }
        if kept.is_none() && rest.starts_with("</") {
            open.pop();
        } else if kept.is_none() && !name.is_empty() && !mended[..end].ends_with("/>") {
            open.push(name);
        }
        at = end;
    }
    Bounded { text: kept.map_or(Cow::Borrowed(mended), Cow::Owned), entries }
}

fn closed(text: &str, open: &[&str]) -> String {
    let mut whole = text.to_owned();
    for name in open.iter().rev() {
        whole.push_str("</");
        whole.push_str(name);
        whole.push('>');
    }
    whole
}

/// The JSON feed in `text`, up to `most` elements of its `items`; none where it holds more values
/// than any feed.
pub(super) fn json(text: &str, most: usize) -> Option<Bounded<'_>> {
    let mut scan = Scan { most, ..Scan::default() };
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        match scan.take(text, at, byte) {
            Some(Step::TooMany) => {
                pieces.push(&text[from..at]);
                scan.is_cutting = true;
            }
            Some(Step::ListEnds) => {
                from = at;
                scan.is_cutting = false;
            }
            None => {}
        }
    }
    if scan.values > MOST_PARTS {
        return None;
    }
    if pieces.is_empty() {
        return Some(Bounded { text: Cow::Borrowed(text), entries: scan.entries });
    }
    if !scan.is_cutting {
        pieces.push(&text[from..]);
    }
    Some(Bounded { text: Cow::Owned(pieces.concat()), entries: scan.entries })
}

/// The state of a pass over JSON. What is no JSON is counted somehow, and refused by the parser.
#[derive(Default)]
struct Scan {
    most: usize,
    depth: usize,
    within: Within,
    /// The places where the last string began, behind its quote, and ended.
    string: (usize, usize),
    /// Whether the pass is inside `items` of the outermost object.
    in_items: bool,
    is_cutting: bool,
    /// How many commas stood between the elements of this `items`.
    commas: usize,
    entries: usize,
    /// How many values are kept.
    values: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Within {
    #[default]
    Structure,
    String,
    /// Behind a backslash.
    Escape,
}

enum Step {
    /// Behind this comma stands one element more than is kept.
    TooMany,
    /// The list of entries ends here.
    ListEnds,
}

impl Scan {
    /// Takes in the `byte` of `text` that stands at `at`.
    fn take(&mut self, text: &str, at: usize, byte: u8) -> Option<Step> {
        if self.within != Within::Structure {
            self.within = match (self.within, byte) {
                (Within::String, b'\\') => Within::Escape,
                (Within::String, b'"') => {
                    self.string.1 = at;
                    Within::Structure
                }
                _ => Within::String,
            };
            return None;
        }
        match byte {
            b'"' => {
                self.within = Within::String;
                self.string.0 = at + 1;
            }
            b'{' | b'[' => {
                if byte == b'[' && self.depth == 1 && self.is_items(&text[..at]) {
                    (self.in_items, self.commas) = (true, 0);
                }
                if self.in_items && self.depth == 2 && self.commas == 0 {
                    self.entries += 1;
                }
                self.depth += 1;
                self.values += usize::from(!self.is_cutting);
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.in_items && self.depth == 1 {
                    self.in_items = false;
                    return self.is_cutting.then_some(Step::ListEnds);
                }
            }
            b',' => {
                self.values += usize::from(!self.is_cutting);
                if self.in_items && self.depth == 2 {
                    self.commas += 1;
                    self.entries += 1;
                    return (self.commas == self.most).then_some(Step::TooMany);
                }
            }
            _ => {}
        }
        None
    }

    /// Whether the key in front of a `[` is `items`.
    fn is_items(&self, before: &str) -> bool {
        let (start, end) = self.string;
        before.get(start..end) == Some("items")
            && before.get(end + 1..).is_some_and(|between| between.trim() == ":")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[track_caller]
    fn check_xml(text: &str, expected: &str, entries: usize) {
        let cut = xml(text, 2);
        assert_eq!((cut.text.as_ref(), cut.entries), (expected, entries));
    }

    #[track_caller]
    fn check_json(text: &str, expected: &str, entries: usize) {
        let cut = json(text, 2).unwrap();
        assert_eq!((cut.text.as_ref(), cut.entries), (expected, entries));
    }

    #[test]
    fn a_feed_is_cut_behind_its_last_entry_and_closed() {
        check_xml(
            "<rss><channel><item>a</item><item/></channel></rss>",
            "<rss><channel><item>a</item><item/></channel></rss>",
            2,
        );
        check_xml(
            "<rss><channel><item>a</item><item/><item><title>c</title></item></channel></rss>",
            "<rss><channel><item>a</item><item/></channel></rss>",
            3,
        );
        check_xml(
            "<a:feed><a:entry></a:entry><a:entry></a:entry><a:entry></a:entry></a:feed>",
            "<a:feed><a:entry></a:entry><a:entry></a:entry></a:feed>",
            3,
        );
        check_xml(
            "<rss><item><![CDATA[<item><item><item>]]></item></rss>",
            "<rss><item><![CDATA[<item><item><item>]]></item></rss>",
            1,
        );
    }

    #[test]
    fn an_entry_that_never_ends_is_cut_as_well() {
        let endless = format!("<rss><item>{}", "<category/>".repeat(MOST_PARTS + 9));
        let cut = xml(&endless, 2);
        assert!(
            cut.text.len() < endless.len() && cut.text.ends_with("<category/></item></rss>"),
            "{}",
            cut.text.len()
        );
    }

    #[test]
    fn a_json_feed_is_cut_in_its_items_only() {
        check_json(r#"{"items":[{},{}]}"#, r#"{"items":[{},{}]}"#, 2);
        check_json(
            r#"{"items":[{"a":[1,2,3]},{},{"b":"]"}],"x":[1,2,3]}"#,
            r#"{"items":[{"a":[1,2,3]},{}],"x":[1,2,3]}"#,
            3,
        );
        check_json(
            r#"{"x":"items","y":[{},{},{}],"items" : [{}, {}, {}, {}]}"#,
            r#"{"x":"items","y":[{},{},{}],"items" : [{}, {}]}"#,
            4,
        );
        check_json(r#"{"items":[{"t":"a \" ,],"},{},{},"#, r#"{"items":[{"t":"a \" ,],"},{}"#, 4);
        check_json(
            r#"{"items":[],"a":{"items":[1,2,3]}}"#,
            r#"{"items":[],"a":{"items":[1,2,3]}}"#,
            0,
        );
    }

    #[test]
    fn what_holds_more_values_than_any_feed_is_none() {
        assert!(json(&format!("{{\"x\":[{}1]}}", "{},".repeat(MOST_PARTS)), 2).is_none());
        assert!(json(&format!("{{\"items\":[{}1]}}", "{},".repeat(MOST_PARTS)), 2).is_some());
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i32>().prop_map(Value::from),
            "[\"\\\\a{}\\[\\],:é]{0,6}".prop_map(Value::from),
            Just(Value::from("items"))
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            let list = prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from);
            let object = prop::collection::vec(("(items|[\"\\\\a,]{0,3})", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect()));
            prop_oneof![list, object]
        })
    }

    proptest! {
        #[test]
        fn a_json_feed_that_is_cut_is_the_same_feed_with_fewer_items(
            items in prop::collection::vec(value(), 0..7),
            before in value(),
            after in value(),
            is_pretty in any::<bool>(),
        ) {
            let feed = serde_json::json!({
                "before": before,
                "items": items.clone(),
                "after": after.clone(),
            });
            let text = if is_pretty { format!("{feed:#}") } else { feed.to_string() };
            let cut = json(&text, 3).unwrap();
            let read: Value = serde_json::from_str(&cut.text).unwrap();
            let kept = &items[..items.len().min(3)];
            prop_assert_eq!(read["items"].as_array().unwrap().as_slice(), kept);
            prop_assert_eq!(&read["after"], &after);
        }

        #[test]
        fn xml_that_is_cut_has_as_many_entries_and_closes_what_it_opens(
            sizes in prop::collection::vec(0..3_usize, 0..7),
        ) {
            let title = "<title><![CDATA[<item>]]></title>";
            let item = |size: &usize| format!("<item>{}<link/></item>", title.repeat(*size));
            let items: String = sizes.iter().map(item).collect();
            let text = format!("<rss><channel>{items}</channel></rss>");
            let cut = xml(&text, 3);
            prop_assert_eq!(cut.entries, sizes.len());
            let quoted = cut.text.matches("[<item>").count();
            prop_assert_eq!(cut.text.matches("<item>").count() - quoted, sizes.len().min(3));
            prop_assert!(cut.text.ends_with("</channel></rss>"));
            prop_assert_eq!(cut.text.matches("</item>").count(), sizes.len().min(3));
        }
    }
}
