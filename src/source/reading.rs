//! The reading of an answer: what it holds, whatever form it has.

use std::io::Read;

use super::answer::{Answer, Contents, Unreadable};
use super::{Crawler, Reads, bounds, charset, discover, feed, listing, mend, sitemap};
use crate::link::Link;
use crate::page;

/// How many bytes of a packed sitemap are read: more than the protocol's 50,000 addresses need.
const UNPACKED: u64 = 32 << 20;

/// Reads an answer. At most `entries_limit` entries, the first of the document.
///
/// A sitemap is recognised where a feed was expected, and the other way round.
///
/// # Errors
/// When it is none of what a source may answer. A feed without entries is no error.
pub fn read(
    answer: &Answer<'_>,
    crawler: Option<&Crawler>,
    entries_limit: usize,
) -> Result<Contents, Unreadable> {
    let unpacked = unpacked(answer.bytes);
    let bytes = unpacked.as_deref().unwrap_or(answer.bytes);
    if bytes.trim_ascii().is_empty() {
        return Err(Unreadable::Empty);
    }
    let (mut contents, entries) = match answer.reads {
        Reads::Listing => {
            let rules = crawler.and_then(|crawler| crawler.listing.as_ref());
            let rules = rules
                .ok_or_else(|| Unreadable::NoListing { host: answer.base.host().to_owned() })?;
            let contents =
                listing::read(page::decode(bytes, answer.content_type), rules, answer.base);
            let entries = contents.entries.len();
            (contents, entries)
        }
        Reads::Feed | Reads::Sitemap => {
            let decoded = charset::decode(bytes, answer.content_type);
            let text = decoded.text.trim_start_matches(|c: char| {
                c.is_whitespace() || c.is_control() || c == '\u{feff}'
            });
            let (mut contents, entries) = read_document(text, answer.base, entries_limit)?;
            contents.notes.splice(0..0, decoded.note);
            (contents, entries)
        }
    };
    if entries > entries_limit {
        contents
            .notes
            .push(format!("{entries} entries; only the first {entries_limit} are looked at"));
        contents.entries.truncate(entries_limit);
    }
    Ok(contents)
}

/// The bytes of a packed file such as `sitemap.xml.gz`: one that is packed itself, not an answer
/// that was packed on its way.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut unpacked = Vec::new();
    // What could be read before an error or the limit is read.
    let _ = flate2::read::MultiGzDecoder::new(bytes).take(UNPACKED).read_to_end(&mut unpacked);
    Some(unpacked)
}

/// The contents of a feed or a sitemap, and how many entries it has with those that were not read.
fn read_document(
    text: &str,
    base: &Link,
    entries_limit: usize,
) -> Result<(Contents, usize), Unreadable> {
    let most = entries_limit.max(bounds::MOST_ENTRIES);
    if text.starts_with('{') {
        let Some(bounded) = bounds::json(text, most) else {
            return Err(Unreadable::NotAFeed {
                why: "JSON with more values than a feed has".to_owned(),
            });
        };
        return Ok((feed::read_json(&bounded.text, base, most)?, bounded.entries));
    }
    let mended = mend::mend(text);
    match mend::root(&mended) {
        "" => Err(Unreadable::NotAFeed { why: "there is no element in it".to_owned() }),
        "urlset" | "sitemapindex" => {
            let contents = sitemap::read(&mended, base, entries_limit);
            let entries = contents.entries.len();
            Ok((contents, entries))
        }
        "html" => Err(Unreadable::Html { feeds: discover::discover(text, base) }),
        root => {
            let bounded = bounds::xml(&mended, most);
            match feed::read_xml(&bounded.text, base, most) {
                Some(contents) => Ok((contents, bounded.entries)),
                None if looks_like_a_page(text) => {
                    Err(Unreadable::Html { feeds: discover::discover(text, base) })
                }
                None => Err(Unreadable::NotAFeed { why: format!("its first element is <{root}>") }),
            }
        }
    }
}

fn looks_like_a_page(text: &str) -> bool {
    let head = text[..text.floor_char_boundary(4096)].to_ascii_lowercase();
    ["<!doctype html", "<html", "<body", "<head", "<meta", "<div"]
        .iter()
        .any(|mark| head.contains(mark))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn answer<'a>(bytes: &'a [u8], base: &'a Link) -> Answer<'a> {
        Answer { reads: Reads::Feed, base, bytes, content_type: None }
    }

    fn base() -> Link {
        "https://harbour.example/news/feed.xml".parse().unwrap()
    }

    /// One line an entry: link, title, id, published, updated, authors; `-` for what is not there.
    #[track_caller]
    fn check(document: &str, lines: &[&str]) {
        let contents = read(&answer(document.as_bytes(), &base()), None, 100).unwrap();
        let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let found: Vec<String> = contents
            .entries
            .into_iter()
            .map(|entry| {
                let fields = [
                    entry.link.map(|link| link.to_string()),
                    entry.title,
                    entry.id,
                    entry.published.map(|when| when.to_string()),
                    entry.updated.map(|when| when.to_string()),
                    Some(entry.authors.join("+")).filter(|authors| !authors.is_empty()),
                ];
                fields.map(dash).join(" | ")
            })
            .collect();
        assert_eq!(found, lines);
    }

    #[test]
    fn rss_keeps_its_dates_offset() {
        check(
            r#"<rss version="2.0"><channel><title>Harbour</title><item>
            <title>Ferry &amp;amp; port</title><link>/a?x=1&amp;y=2</link>
            <guid isPermaLink="false">g1</guid><pubDate>Thu, 20 Jun 2024 08:15:00 +0900</pubDate>
            <author>kim@harbour.example (Kim Ha)</author></item>
            <item><title>Only a day</title><guid>https://harbour.example/b</guid>
            <pubDate>2024-06-20</pubDate></item></channel></rss>"#,
            &[
                "https://harbour.example/a?x=1&y=2 | Ferry & port | g1 | \
                    2024-06-20T08:15:00+09:00 | - | Kim Ha",
                "https://harbour.example/b | Only a day | https://harbour.example/b | 2024-06-20 \
                    | - | -",
            ],
        );
    }

    #[test]
    fn atom_resolves_against_its_own_base() {
        check(
            r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/x/">
            <entry><id>e1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; word</title>
            <link rel="enclosure" href="a.mp3"/><link href="a"/>
            <published>2024-06-20T08:15:00Z</published><updated>2024-06-21T08:15:00+02:00</updated>
            <author><name>Lee</name></author><author><name>Ann</name></author></entry></feed>"#,
            &["https://other.example/x/a | A bold word | e1 | 2024-06-20T08:15:00Z | \
                    2024-06-21T08:15:00+02:00 | Lee+Ann"],
        );
    }

    #[test]
    fn old_and_foreign_dialects_are_read() {
        check(
            r#"<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>e</id>
            <title mode="escaped" type="text/html">x &lt;i&gt;y&lt;/i&gt;</title>
            <link rel="alternate" href="https://harbour.example/a"/>
            <issued>2004-02-03T08:15:00-05:00</issued></entry></feed>"#,
            &["https://harbour.example/a | x y | e | 2004-02-03T08:15:00-05:00 | - | -"],
        );
        check(
            r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>H</title></channel>
            <item><title>x</title><link>https://harbour.example/a</link></item></rdf:RDF>"#,
            &["https://harbour.example/a | x | - | - | - | -"],
        );
        check(
            "<CHANNEL><ITEM HREF=\"/a\"><TITLE>x</TITLE></ITEM></CHANNEL>",
            &["https://harbour.example/a | x | - | - | - | -"],
        );
        check("<RSS><item><TITLE>x</TITLE></item>", &["- | x | - | - | - | -"]);
        check(
            "<rss><item><title>x</title><dc:date>2024-06-20</dc:date></item></rss>",
            &["- | x | - | 2024-06-20 | - | -"],
        );
    }

    #[test]
    fn broken_documents_are_mended() {
        check(
            "<br /><b>Warning</b>: mysql\n<?xml version=\"1.0\"?><rss \
                version=\"2\"><channel><item><title>Fish & Chips \
                <b>now</b></title><link>https://harbour.example/?a=1&b=2</link>\
             <description>one<br>two</description></item><item><title>cut off",
            &[
                "https://harbour.example/?a=1&b=2 | Fish & Chips now | - | - | - | -",
                "- | cut off | - | - | - | -",
            ],
        );
        check(
            "<rss version=\"2.0\"><channel><item><title>x</title>\
                <author>foo@bar.example（张三）</author></item></channel></rss>",
            &["- | x | - | - | - | 张三"],
        );
    }

    #[test]
    fn json_feeds_are_read_in_any_shape() {
        check(
            "\u{feff}{\"items\":[{\"id\":7,\"url\":\"/a\",\"content_text\":\"x\",\
                \"date_published\":\"2024-06-20T08:15:00+09:00\",\"title\":null,\
                \"author\":{\"name\":\"Lee\"}},7]}",
            &["https://harbour.example/a | - | 7 | 2024-06-20T08:15:00+09:00 | - | Lee"],
        );
    }

    #[test]
    fn sitemaps_are_recognised() {
        check(
            r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="i"><url>
            <image:image><image:loc>/i.jpg</image:loc><image:title>no</image:title></image:image>
            <loc>https://harbour.example/a?b=1&amp;c=2</loc>
            <lastmod>2024-06-21</lastmod><news:news><news:publication>
            <news:name>H</news:name><news:language>en</news:language></news:publication>
            <news:publication_date>2024-06-20T08:15+09:00</news:publication_date>
            <news:title>Talks &amp; tea</news:title></news:news></url></urlset>"#,
            &["https://harbour.example/a?b=1&c=2 | Talks & tea | - | 2024-06-20T08:15:00+09:00 \
                    | 2024-06-21 | -"],
        );
        let index = "<sitemapindex><sitemap><loc>/one.xml</loc><lastmod>2024-06-01</lastmod>\
            </sitemap><sitemap><loc>/two.xml</loc><lastmod>2024-06-02</lastmod></sitemap>\
            </sitemapindex>";
        let contents = read(&answer(index.as_bytes(), &base()), None, 100).unwrap();
        assert_eq!(
            contents.parts.iter().map(Link::as_str).collect::<Vec<_>>(),
            ["https://harbour.example/two.xml", "https://harbour.example/one.xml"]
        );
    }

    #[test]
    fn a_packed_sitemap_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, b"<urlset><url><loc>/a</loc></url></urlset>")
            .unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(
            read(&answer(&packed, &base()), None, 100).unwrap().findings()[0].link.as_str(),
            "https://harbour.example/a"
        );
        assert!(read(&answer(&packed[..12], &base()), None, 100).is_err());
    }

    #[test]
    fn an_entry_without_a_link_is_found_by_an_id_that_is_one() {
        let feed =
            b"<rss><channel><item><guid isPermaLink=\"false\">https://harbour.example/b</guid>\
                </item><item><title>x</title></item></channel></rss>";
        let contents = read(&answer(feed, &base()), None, 100).unwrap();
        assert_eq!((contents.entries.len(), contents.entries[0].link.clone()), (2, None));
        assert_eq!(
            contents.findings().iter().map(|finding| finding.link.as_str()).collect::<Vec<_>>(),
            ["https://harbour.example/b"]
        );
    }

    #[test]
    fn of_a_long_sitemap_the_newest_are_kept() {
        let urls: String = (1..=20)
            .map(|day| format!("<url><loc>/{day}</loc><lastmod>2024-06-{day:02}</lastmod></url>"))
            .collect::<Vec<_>>()
            .concat();
        let contents =
            read(&answer(format!("<urlset>{urls}</urlset>").as_bytes(), &base()), None, 2).unwrap();
        let links: Vec<String> =
            contents.findings().iter().map(|finding| finding.link.to_string()).collect();
        assert_eq!(links, ["https://harbour.example/19", "https://harbour.example/20"]);
        assert_eq!(contents.notes, ["20 addresses; only the newest 2 are looked at"]);
    }

    #[test]
    fn a_listing_is_read_by_its_rules() {
        let page = r#"<title>News</title><ul><li><a href="a.html">First <b>talks</b></a>
            <time datetime="2024-06-20T08:15:00+09:00">today</time><p>Long.</p></li>
            <li><a href="a.html#c">again</a></li><li>no link</li></ul>"#;
        let rules = |text: &str| {
            let bytes = format!("name = \"H\"\nhosts = [\"harbour.example\"]\n[listing]\n{text}")
                .into_bytes();
            let file =
                crate::settings::RawFile { path: String::new(), stem: "h".to_owned(), bytes };
            crate::source::Crawlers::parse(&[file]).unwrap().iter().next().cloned().unwrap()
        };
        let base = base();
        let answer = Answer { reads: Reads::Listing, ..answer(page.as_bytes(), &base) };
        let by_entry = rules("entry = \"li\"\nlink = \"a\"\ndate = \"time\"\nsummary = \"p\"");
        let findings = read(&answer, Some(&by_entry), 100).unwrap().findings();
        assert_eq!(findings.len(), 1);
        assert_eq!(
            (findings[0].link.as_str(), findings[0].title.as_deref()),
            ("https://harbour.example/news/a.html", Some("First talks"))
        );
        assert_eq!(
            (findings[0].published.unwrap().to_string().as_str(), findings[0].summary.as_deref()),
            ("2024-06-20T08:15:00+09:00", Some("Long."))
        );
        assert_eq!(read(&answer, Some(&rules("link = \"li a\"")), 100).unwrap().entries.len(), 2);
        let refused = read(&answer, None, 100).unwrap_err().to_string();
        assert!(
            refused.starts_with("no crawler has listing rules for harbour.example; write"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_no_feed_says_what_to_do() {
        let refused = |document: &str| {
            read(&answer(document.as_bytes(), &base()), None, 100).unwrap_err().to_string()
        };
        assert_eq!(
            refused(
                "<!DOCTYPE html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" \
                    href=\"/rss\"></head></html>"
            ),
            "the answer is an HTML page, not a feed; it offers https://harbour.example/rss; write \
                that as url, or reads = \"listing\" with a crawler"
        );
        assert!(refused("<html><p>hello").contains("it offers none"));
        assert_eq!(refused(" \n"), "the answer is empty");
        assert_eq!(
            refused("<svg/>"),
            "the answer is neither a feed nor a sitemap: its first element is <svg>"
        );
        assert!(refused("{\"a\":1}").contains("JSON without `items`"));
        assert!(refused("Not Found").contains("neither a feed"));
    }

    #[test]
    fn a_feed_says_how_long_it_wants_to_be_left_alone() {
        let rest = |head: &str| {
            let feed = format!(
                "<rss version=\"2.0\"><channel>{head}<item><title>x</title></item></channel></rss>"
            );
            read(&answer(feed.as_bytes(), &base()), None, 100)
                .unwrap()
                .rest
                .map(|rest| rest.as_mins())
        };
        assert_eq!(rest("<ttl>60</ttl>"), Some(60));
        assert_eq!(rest("<ttl>1</ttl>"), Some(5));
        assert_eq!(rest("<ttl>99999</ttl>"), Some(24 * 60));
        let twice_an_hour = "<sy:updatePeriod>hourly</sy:updatePeriod>\
            <sy:updateFrequency>2</sy:updateFrequency>";
        assert_eq!(rest(twice_an_hour), Some(30));
        assert_eq!(rest(""), None);
    }

    #[test]
    fn a_feed_of_a_million_empty_entries_is_cut_before_it_is_read() {
        let documents = [
            (
                format!("{{\"items\":[{}{{}}]}}", "{},".repeat(1_400_000)),
                "1400001 entries; only the first 100 are looked at",
            ),
            (
                format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(1_200_000)),
                "1200000 entries; only the first 100 are looked at",
            ),
        ];
        for (document, note) in documents {
            let contents = read(&answer(document.as_bytes(), &base()), None, 100).unwrap();
            assert_eq!((contents.entries.len(), contents.notes), (100, vec![note.to_owned()]));
        }
    }

    #[test]
    fn entries_have_a_limit_and_say_so() {
        let items: String =
            (0..50).map(|n| format!("<item><link>/{n}</link></item>")).collect::<Vec<_>>().concat();
        let contents = read(
            &answer(format!("<rss><channel>{items}</channel></rss>").as_bytes(), &base()),
            None,
            10,
        )
        .unwrap();
        assert_eq!((contents.entries.len(), contents.notes.len()), (10, 1));
    }

    /// feedparser's suite says at the top of each file what it expects of its first entry.
    #[test]
    fn feeds_of_the_public_suite_are_read() {
        let Some(root) = std::env::var_os("DATELINE_DATA")
            .map(|data| std::path::Path::new(&data).join("feeds"))
            .filter(|root| root.is_dir())
        else {
            println!("skipped: DATELINE_DATA does not name the folder with `feeds`");
            return;
        };
        let mut folders = vec![root];
        let (mut expected, mut found) = (0, 0);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                    continue;
                }
                let bytes = std::fs::read(entry.path()).unwrap();
                let contents = read(&answer(&bytes, &base()), None, 100);
                if charset::decode(&bytes, None).text.contains("entries[0]") {
                    expected += 1;
                    match contents {
                        Ok(contents) if !contents.entries.is_empty() => found += 1,
                        _ => println!("no entry: {}", entry.path().display()),
                    }
                }
            }
        }
        println!("{found} of {expected} files with an entry give at least one");
        assert!(found * 100 >= expected * 99);
    }

    proptest! {
        #[test]
        fn whatever_a_server_answers_is_read_or_refused(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            head in "(<rss>|<feed>|<urlset>|\\{\"items\":\\[|<rss><item><title>)?",
        ) {
            let bytes = [head.as_bytes(), &bytes].concat();
            let _ = read(&answer(&bytes, &base()), None, 10);
        }
    }
}
