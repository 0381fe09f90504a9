//! The reading of sitemaps, with Google's news extension, and indexes of them:
//! <https://www.sitemaps.org/protocol.html>,
//! <https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap>.

use std::cmp::Reverse;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::answer::{Contents, Entry};
use super::bcp47::primary_tag;
use super::plain::plain;
use crate::clock::When;
use crate::dates::when;
use crate::link::Link;

/// How many parts of an index are read: the newest, where it says so.
const MOST_PARTS: usize = 50;
/// How many addresses are looked through before the newest are chosen; the protocol's own limit.
const MOST_ENTRIES: usize = 50_000;

/// Reads mended XML whose root is `urlset` or `sitemapindex`. Where a sitemap holds more than
/// `entries_limit` addresses, the newest are kept: many list the oldest first.
pub(super) fn read(mended: &str, base: &Link, entries_limit: usize) -> Contents {
    let mut contents = Contents::default();
    let mut parts: Vec<(Link, Option<When>)> = Vec::new();
    let mut reader = Reader::from_str(mended);
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut block = Block::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                path.push(tag.local_name().as_ref().to_owned());
                text.clear();
            }
            Ok(Event::Text(piece)) => text.push_str(&piece),
            Ok(Event::CData(piece)) => text.push_str(&piece),
            Ok(Event::GeneralRef(name)) => text
                .push_str(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or_default()),
            Ok(Event::End(_)) => {
                let Some(name) = path.pop() else { continue };
                let parent = path.last().map_or("", String::as_str);
                match (parent, name.as_str()) {
                    ("urlset", "url") => {
                        contents.entries.push(std::mem::take(&mut block).entry(base));
                    }
                    ("sitemapindex", "sitemap") => {
                        let block = std::mem::take(&mut block);
                        parts.extend(
                            base.join(&block.loc).ok().map(|link| (link, when(&block.lastmod))),
                        );
                    }
                    _ => block.take(parent, &name, text.trim()),
                }
                text.clear();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        if contents.entries.len() == MOST_ENTRIES || parts.len() == MOST_ENTRIES {
            break;
        }
    }
    if contents.entries.len() > entries_limit {
        contents.notes.push(format!(
            "{} addresses; only the newest {entries_limit} are looked at",
            contents.entries.len()
        ));
        contents.entries =
            newest(contents.entries, entries_limit, |entry| entry.published.or(entry.updated));
    }
    if parts.len() > MOST_PARTS {
        contents.notes.push(format!(
            "an index of {} sitemaps; only the newest {MOST_PARTS} are read",
            parts.len()
        ));
    }
    parts.sort_by_key(|(_, lastmod)| Reverse(lastmod.map(|when| when.approximate())));
    parts.truncate(MOST_PARTS);
    contents.parts = parts.into_iter().map(|(link, _)| link).collect();
    contents
}

/// The newest `count`, in the order in which they stood; the first ones where nothing is dated.
fn newest<T>(all: Vec<T>, count: usize, date: impl Fn(&T) -> Option<When>) -> Vec<T> {
    let mut dated: Vec<(usize, T)> = all.into_iter().enumerate().collect();
    dated.sort_by_key(|(_, one)| Reverse(date(one).map(|when| when.approximate())));
    dated.truncate(count);
    dated.sort_by_key(|(place, _)| *place);
    dated.into_iter().map(|(_, one)| one).collect()
}

/// The fields of one `<url>` or `<sitemap>`.
#[derive(Default)]
struct Block {
    loc: String,
    lastmod: String,
    title: String,
    published: String,
    language: String,
}

impl Block {
    /// Takes in the text of an element. Images and videos have addresses and titles of their own,
    /// under other parents.
    fn take(&mut self, parent: &str, name: &str, text: &str) {
        let field = match (parent, name) {
            ("url" | "sitemap", "loc") => &mut self.loc,
            ("url" | "sitemap", "lastmod") => &mut self.lastmod,
            ("news", "title") => &mut self.title,
            ("news", "publication_date") => &mut self.published,
            ("publication", "language") => &mut self.language,
            _ => return,
        };
        if field.is_empty() {
            text.clone_into(field);
        }
    }

    fn entry(self, base: &Link) -> Entry {
        Entry {
            link: (!self.loc.is_empty()).then(|| base.join(&self.loc).ok()).flatten(),
            title: plain(&self.title),
            published: when(&self.published),
            updated: when(&self.lastmod),
            language: primary_tag(&self.language),
            ..Entry::default()
        }
    }
}
