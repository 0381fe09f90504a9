//! Dates in a page's scripts: what analytics and templates are told about the article.

use jiff::tz::Offset;

use super::is_likely;
use crate::clock::{Timestamp, When};
use crate::dates;

/// Names that are looked at.
const NAMES: usize = 2_000;
/// Bytes between a name and its value.
const APART: usize = 12;
/// Bytes of a value.
const LONGEST: usize = 48;

/// The days that values of names such as `datePublished` or `publish_date` say, in the order of the
/// script.
pub fn published(script: &str, now: Timestamp) -> Vec<When> {
    said(
        script,
        &["ublish", "ublicat", "ubDate", "ubdate", "ub_date"],
        &|name| {
            let says = ["publish", "pubdate", "pub_date", "publication"]
                .iter()
                .any(|part| name.contains(part));
            says && !["publisher", "unpublish", "first_published_by", "publishing"]
                .iter()
                .any(|part| name.contains(part))
        },
        now,
    )
}

/// The days that values of names such as `createdAt` say.
pub fn created(script: &str, now: Timestamp) -> Vec<When> {
    said(
        script,
        &["reated", "reateD", "reationD", "reate_d"],
        &|name| {
            ["created", "createdat", "created_at", "datecreated", "createdate", "creationdate"]
                .iter()
                .any(|part| name.ends_with(part))
        },
        now,
    )
}

fn said(
    script: &str,
    needles: &[&str],
    is_wanted: &dyn Fn(&str) -> bool,
    now: Timestamp,
) -> Vec<When> {
    let mut found: Vec<(usize, When)> = Vec::new();
    for needle in needles {
        for (at, _) in script.match_indices(needle).take(NAMES) {
            let is_name =
                |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
            let bytes = script.as_bytes();
            let start = at
                - bytes[at.saturating_sub(40)..at]
                    .iter()
                    .rev()
                    .take_while(|byte| is_name(byte))
                    .count();
            let end = at + bytes[at..].iter().take(60).take_while(|byte| is_name(byte)).count();
            if !is_wanted(&script[start..end].to_ascii_lowercase()) {
                continue;
            }
            let when = value(&script[end..])
                .and_then(|value| dates::read(&value, None))
                .filter(|when| is_likely(*when, now));
            found.extend(when.map(|when| (end, when)));
        }
    }
    found.sort_by_key(|(at, _)| *at);
    found.dedup_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, when)| when).collect()
}

/// The text or number that is given to a name: `": "2024-…"`, `', '2024-…'`, `= 2024…`,
/// `\":\"2024…`
fn value(behind: &str) -> Option<String> {
    let behind = behind[..behind.floor_char_boundary(APART + LONGEST)]
        .replace("&quot;", "\"")
        .replace("\\/", "/");
    let start = behind.find(|c: char| {
        !(c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ':' | '=' | ',' | '(' | ')'))
    })?;
    let is_given = start <= APART && behind[..start].contains([':', '=', ',']);
    let value = behind[start..].split(['"', '\'', '\\', '}', ']', '<', ';', '\n', '&']).next()?;
    (is_given && value.starts_with(|c: char| c.is_alphanumeric()))
        .then(|| value.trim_end_matches(',').to_owned())
}

/// The offset with which a script says the same moment again: a page's data are often in UTC, but
/// what its templates are told is in the zone of its newsroom.
pub fn offset_of(at: Timestamp, script: &str) -> Option<Offset> {
    let utc = Offset::UTC.to_datetime(at);
    let needle = format!(":{:02}:{:02}", utc.minute(), utc.second());
    script.match_indices(&needle).take(NAMES).find_map(|(place, _)| {
        let start = place.checked_sub("2024-06-20T08".len())?;
        let end = script[place..].find(['"', '\'', '\\', '<', '&']).map(|length| place + length)?;
        match dates::read(script.get(start..end).filter(|text| text.len() <= LONGEST)?, None)? {
            When::Moment { at: same, offset }
                if offset != Offset::UTC && same.as_second() == at.as_second() =>
            {
                Some(offset)
            }
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2024-06-21T00:00:00Z";

    #[track_caller]
    fn check(script: &str, expected: &[&str]) {
        let read: Vec<String> =
            published(script, NOW.parse().unwrap()).iter().map(When::to_string).collect();
        assert_eq!(read, expected, "{script}");
    }

    #[test]
    fn names_say_when_an_article_was_published() {
        check(
            r#"var article = {"datePublished": "2024-06-20T08:15:00+02:00", "x": 1}"#,
            &["2024-06-20T08:15:00+02:00"],
        );
        check("dataLayer.push({'publish_date': '2024-06-20'});", &["2024-06-20"]);
        check("var publication_date = \"2024/06/20 08:15\";", &["2024-06-20"]);
        check(r#"{\"published_at\":\"2024-06-20T08:15:00Z\"}"#, &["2024-06-20T08:15:00Z"]);
        check("{&quot;pubDate&quot;:&quot;2024-06-20&quot;}", &["2024-06-20"]);
        check(r#""publish_date":"2024\/06\/20","#, &["2024-06-20"]);
        check("publishedAt: 1718842500,", &["2024-06-20T00:15:00Z"]);
        check("track('publishDate', '20.06.2024')", &["2024-06-20"]);
    }

    #[test]
    fn other_names_and_values_say_nothing() {
        for script in [
            "",
            "publisher: '2024-06-20'",
            "publish_date: null",
            "isPublished = true;",
            "publish('x'); a = '2024-06-20'",
            "published: '2031-06-20'",
        ] {
            check(script, &[]);
        }
    }

    #[test]
    fn a_moment_may_be_said_again_in_its_zone() {
        let at = "2024-06-21T02:25:54Z".parse().unwrap();
        let offset = |script| offset_of(at, script).map(|offset| offset.seconds() / 3600);
        assert_eq!(offset("x = \"2024-06-20T22:25:54-04:00\""), Some(-4));
        assert_eq!(offset("x = '2024-06-21T04:25:54.000+0200'"), Some(2));
        assert_eq!(offset("x = '2024-06-21T03:25:54+02:00', '2024-06-21T02:25:54Z'"), None);
    }
}
