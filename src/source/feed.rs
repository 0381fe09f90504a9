//! The reading of feeds: feed-rs reads them, feedparser-rs fills in what feed-rs does not know.
//!
//! feed-rs 3 loses whole feeds over one unknown content type and has no eye for Atom 0.3, RSS 0.90,
//! `guid` as a link, Dublin Core without a namespace; feedparser-rs is lenient and knows them, but
//! is young. Where both count the same entries, each field is feed-rs's, else feedparser-rs's;
//! where they do not, the one that found more is believed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::SignedDuration;
use serde_json::Value;

use super::answer::{Contents, Entry, Unreadable};
use super::bcp47::primary_tag;
use super::depth::shallow;
use super::plain::plain;
use crate::clock::When;
use crate::dates::when;
use crate::link::Link;

const SHORTEST_REST: SignedDuration = SignedDuration::from_mins(5);
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(24);

/// Reads mended XML of `most` entries at most; none where no parser knows it.
pub(super) fn read_xml(mended: &str, base: &Link, most: usize) -> Option<Contents> {
    let strict = strict(mended.as_bytes(), base);
    let lenient = lenient(mended.as_bytes(), base, most);
    match (strict, lenient) {
        (Some(strict), Some(lenient)) => Some(joined(strict, lenient)),
        (strict, lenient) => strict.or(lenient),
    }
}

/// Reads a JSON feed of `most` entries at most, any version.
pub(super) fn read_json(text: &str, base: &Link, most: usize) -> Result<Contents, Unreadable> {
    let wrong = |why: String| Unreadable::NotAFeed { why };
    let mut feed: Value =
        serde_json::from_str(text).map_err(|error| wrong(format!("no valid JSON: {error}")))?;
    if !feed.get("items").is_some_and(Value::is_array) {
        return Err(wrong("JSON without `items`".to_owned()));
    }
    mend_json(&mut feed);
    read_xml(&feed.to_string(), base, most).ok_or_else(|| wrong("no JSON feed".to_owned()))
}

/// Gives a JSON feed the version that feed-rs insists on and its ids as text, and takes away what
/// has the wrong type.
fn mend_json(feed: &mut Value) {
    let Some(fields) = feed.as_object_mut() else { return };
    fields.insert("version".to_owned(), "https://jsonfeed.org/version/1.1".into());
    fields.entry("title").or_insert_with(|| "".into());
    fields.retain(|key, value| fits(key, value));
    let Some(items) = fields.get_mut("items").and_then(Value::as_array_mut) else { return };
    items.retain(Value::is_object);
    for item in items {
        let Some(fields) = item.as_object_mut() else { continue };
        if let Some(id @ Value::Number(_)) = fields.get_mut("id") {
            *id = id.to_string().into();
        }
        fields.retain(|key, value| key != "attachments" && fits(key, value));
    }
}

fn fits(key: &str, value: &Value) -> bool {
    match key {
        "items" => value.is_array(),
        "tags" => value.as_array().is_some_and(|tags| tags.iter().all(Value::is_string)),
        "author" => is_person(value),
        "authors" => value.as_array().is_some_and(|people| people.iter().all(is_person)),
        "hubs" | "expired" => false,
        _ => value.is_string(),
    }
}

fn is_person(value: &Value) -> bool {
    value.as_object().is_some_and(|fields| {
        ["name", "url"].iter().all(|key| fields.get(*key).is_none_or(Value::is_string))
    })
}

fn joined(mut strict: Contents, lenient: Contents) -> Contents {
    strict.rest = strict.rest.or(lenient.rest);
    strict.title = strict.title.or(lenient.title);
    if strict.entries.len() == lenient.entries.len() {
        strict.entries = strict
            .entries
            .into_iter()
            .zip(lenient.entries)
            .map(|(strict, lenient)| filled(strict, lenient))
            .collect();
    } else if strict.entries.len() < lenient.entries.len() {
        strict.entries = lenient.entries;
    }
    strict
}

fn filled(strict: Entry, lenient: Entry) -> Entry {
    Entry {
        link: strict.link.or(lenient.link),
        title: strict.title.or(lenient.title),
        id: strict.id.or(lenient.id),
        published: strict.published.or(lenient.published),
        updated: strict.updated.or(lenient.updated),
        authors: if strict.authors.is_empty() { lenient.authors } else { strict.authors },
        language: strict.language.or(lenient.language),
        summary: strict.summary.or(lenient.summary),
        content: strict.content.or(lenient.content),
    }
}

/// The contents as feed-rs reads them. It panics on some author strings (`a@b.com（…`), hence the
/// guard.
fn strict(bytes: &[u8], base: &Link) -> Option<Contents> {
    let dates = Dates::default();
    let parser = feed_rs::parser::Builder::new()
        .base_uri(Some(base.as_str()))
        .sanitize_content(false)
        .id_generator(|_, _, _| String::new())
        .timestamp_parser({
            let dates = dates.clone();
            move |text| dates.keep(text).map(Into::into)
        })
        .build();
    let feed = catch_unwind(AssertUnwindSafe(|| parser.parse(bytes))).ok()?.ok()?;
    let language = feed.language.as_deref().and_then(primary_tag);
    let entries = feed.entries.into_iter().map(|entry| {
        let published = entry.published.map(|date| date.timestamp());
        // feed-rs copies the one into the other.
        let updated =
            entry.updated.map(|date| date.timestamp()).filter(|kept| published != Some(*kept));
        Entry {
            link: entry
                .links
                .iter()
                .filter(|link| link.target.is_none())
                .find(|link| is_page(link.rel.as_deref()))
                .and_then(|link| address(&link.href, base)),
            title: entry.title.and_then(|title| plain(&title.content)),
            id: text(entry.id),
            published: published.and_then(|kept| dates.kept(kept)),
            updated: updated.and_then(|kept| dates.kept(kept)),
            authors: entry
                .authors
                .into_iter()
                .filter_map(|person| person.name.or(person.email))
                .filter_map(|name| person(&name))
                .collect(),
            language: entry.language.as_deref().and_then(primary_tag).or_else(|| language.clone()),
            summary: entry.summary.and_then(|summary| html(summary.content)),
            content: entry.content.and_then(|content| content.body).and_then(html),
        }
    });
    Some(Contents {
        title: feed.title.and_then(|title| plain(&title.content)),
        entries: entries.collect(),
        rest: feed.ttl.and_then(|minutes| rest(SignedDuration::from_mins(minutes.into()))),
        ..Contents::default()
    })
}

/// The contents as feedparser-rs reads them.
fn lenient(bytes: &[u8], base: &Link, most: usize) -> Option<Contents> {
    let limits =
        feedparser_rs::ParserLimits { max_entries: most.saturating_add(1), ..Default::default() };
    let options =
        feedparser_rs::ParseOptions { sanitize_html: false, limits, ..Default::default() };
    let parsed =
        catch_unwind(AssertUnwindSafe(|| feedparser_rs::parse_with_options(bytes, &options)))
            .ok()?
            .ok()?;
    if parsed.version == feedparser_rs::FeedVersion::Unknown && parsed.entries.is_empty() {
        return None;
    }
    let language = parsed.feed.language.as_deref().and_then(primary_tag);
    let entries = parsed.entries.into_iter().map(|entry| Entry {
        // As Python's feedparser does, the one stands in for the other.
        updated: entry
            .updated_str
            .as_deref()
            .filter(|updated| entry.published_str.as_deref() != Some(updated))
            .and_then(when),
        link: entry.link.and_then(|link| address(&link, base)),
        title: entry.title.and_then(|title| plain(&title)),
        id: entry.id.map(|id| id.to_string()).and_then(text),
        published: entry.published_str.or(entry.created_str).as_deref().and_then(when),
        authors: people(&entry.authors, entry.author.as_deref()),
        language: entry.language.as_deref().and_then(primary_tag).or_else(|| language.clone()),
        summary: entry.summary.and_then(html),
        content: entry.content.into_iter().find_map(|content| html(content.value)),
    });
    let feed = parsed.feed;
    let ttl = feed
        .ttl
        .and_then(|minutes| minutes.trim().parse::<u32>().ok())
        .map(|minutes| SignedDuration::from_mins(minutes.into()));
    let period = feed.syndication.as_deref().and_then(period);
    Some(Contents {
        title: feed.title.and_then(|title| plain(&title)),
        rest: ttl.or(period).and_then(rest),
        entries: entries.collect(),
        ..Contents::default()
    })
}

fn people(authors: &[feedparser_rs::Person], author: Option<&str>) -> Vec<String> {
    let named: Vec<String> = authors
        .iter()
        .filter_map(|person| person.name.as_deref().or(person.email.as_deref()))
        .filter_map(person)
        .collect();
    if named.is_empty() { author.and_then(person).into_iter().collect() } else { named }
}

/// The name of a person, without the brackets of `(Kim)` in `kim@harbour.example (Kim)`.
fn person(name: &str) -> Option<String> {
    let name = plain(name)?;
    let inner = name
        .strip_prefix(['(', '（'])
        .and_then(|name| name.strip_suffix([')', '）']))
        .unwrap_or(&name)
        .trim();
    (!inner.is_empty()).then(|| inner.to_owned())
}

/// The time from one update to the next: `sy:updatePeriod`, divided by `sy:updateFrequency`:
/// <http://web.resource.org/rss/1.0/modules/syndication/>.
fn period(syndication: &feedparser_rs::SyndicationMeta) -> Option<SignedDuration> {
    use feedparser_rs::UpdatePeriod;
    let hours = match syndication.update_period? {
        UpdatePeriod::Hourly => 1,
        UpdatePeriod::Daily => 24,
        UpdatePeriod::Weekly => 24 * 7,
        UpdatePeriod::Monthly => 24 * 30,
        UpdatePeriod::Yearly => 24 * 365,
    };
    let times = syndication
        .update_frequency
        .as_deref()
        .and_then(|times| times.trim().parse::<i32>().ok())
        .unwrap_or(1)
        .max(1);
    SignedDuration::from_hours(hours).checked_div(times)
}

fn rest(asked: SignedDuration) -> Option<SignedDuration> {
    (!asked.is_zero()).then(|| asked.clamp(SHORTEST_REST, LONGEST_REST))
}

fn address(text: &str, base: &Link) -> Option<Link> {
    let text = text.trim();
    if text.is_empty() { None } else { base.join(text).ok() }
}

fn is_page(rel: Option<&str>) -> bool {
    rel.is_none_or(|rel| rel.eq_ignore_ascii_case("alternate"))
}

fn text(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// The snippet of HTML without scripts, styles and what else runs or loads by itself.
fn html(html: String) -> Option<String> {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut cleaner = ammonia::Builder::default();
        cleaner.link_rel(None);
        cleaner
    });
    text(if html.contains('<') { CLEANER.clean(shallow(&html)).to_string() } else { html })
}

/// The dates as the document writes them. feed-rs turns each into UTC; it is given a second count
/// that is a place in this list instead, so that the offset is not lost.
#[derive(Clone, Default)]
struct Dates(Arc<Mutex<Vec<When>>>);

impl Dates {
    fn keep(&self, text: &str) -> Option<SystemTime> {
        let when = when(text)?;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(when);
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(kept.len() as u64 - 1))
    }

    fn kept(&self, place: i64) -> Option<When> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(usize::try_from(place).ok()?).copied()
    }
}
