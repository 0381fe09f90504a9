//! A page → an article: its text, and what the page says of it.
//!
//! The text is the best of several readings (`body`); lines that are no part of it fall away
//! (`furniture`, `credits`); everything else is what the page declares (`metadata`), and what it
//! does not declare is taken from the feed that led to it, then from the text.
//!
//! Absent on purpose: the network, files, the clock.
//!
//! # Limits
//! One page is one article: the posts of a live blog are one text, and of several articles below
//! one another the first is read.

mod version;
mod article;
mod same;
mod walls;
mod phrases;
mod layout;
mod declared;
mod published;
mod people;
mod body;
mod site;
mod saved;
mod metadata;
mod lines;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod pages;

pub use article::{Article, Dateline, LineHash, Quality};
pub use body::{Candidate, Score};
pub use phrases::agencies::{cited as agencies_cited, within as agencies_within};
pub use same::is_same_article;
pub use saved::{Leftover, Plain, file_link, keep, kept, plain};
pub use site::{Repeated, Site, as_read_now, is_printed_again};
pub use version::reading_version;
pub use walls::Walls;

use body::paywall;
use declared::json_ld;
use layout::blocks;
use lines::Lines;
use phrases::{byline, credits, dateline, language, names, prose, quality};

use crate::clock::Timestamp;
use crate::link::Link;
use crate::page::Page;
use crate::source::Finding;

/// Reads the article on `page`. `finding` is what led there, `site` what is known of its site; a
/// date after `now` (and a day) is nobody's.
#[must_use]
pub fn extract(page: &Page, finding: Option<&Finding>, site: &Site<'_>, now: Timestamp) -> Article {
    explained(page, finding, site, now).0
}

/// The article on `page` as [`extract`] reads it, and the readings of the page's text that were
/// weighed, in the order in which they were made.
#[must_use]
pub fn explained(
    page: &Page,
    finding: Option<&Finding>,
    site: &Site<'_>,
    now: Timestamp,
) -> (Article, Vec<Candidate>) {
    let declared = declared::Declared::of(page);
    let mut metadata = metadata::of(&declared, finding, site.rules, now);
    let candidates = body::candidates(&declared, metadata.headline.as_deref(), finding, site.rules);
    let chosen = candidates.iter().find(|candidate| candidate.is_chosen);
    let shown = chosen.filter(|candidate| candidate.is_printed).map(|_| declared.lines.as_slice());
    let mut lines =
        Lines::of(chosen.map_or(&[][..], |candidate| candidate.paragraphs.as_slice()), &metadata);
    lines.text = site.repeated.left_out_of(lines.text, shown);
    metadata.paywall |= paywall::is_seen(&declared, &lines.text);
    let mut article = assembled(page.link.clone(), metadata, lines);
    if let Some(finding) = finding {
        fill(&mut article, finding, now);
    }
    if article.text.is_empty()
        && let Some(deck) = &article.deck
    {
        article.text.clone_from(deck);
        article.notes.push("the page held no text; this is how it describes itself".to_owned());
    }
    conclude(&mut article, now);
    (article, candidates)
}

/// An article whose page could not be read, from what the feed said of it; `why` is its note.
#[must_use]
pub fn headline_only(finding: &Finding, why: &str) -> Article {
    let lines =
        Lines { text: String::new(), printed: Vec::new(), credits: credits::Credits::default() };
    let mut article = assembled(finding.link.clone(), metadata::Metadata::default(), lines);
    fill(&mut article, finding, Timestamp::MAX);
    conclude(&mut article, Timestamp::MAX);
    article.notes = vec![why.to_owned()];
    article
}

/// The article on a saved page, which is the bytes of an `.html` file. Its address is the one that
/// the page declares, else that of the file; spans stay those of the text.
#[must_use]
pub fn html(name: &str, bytes: &[u8]) -> Plain {
    let source = crate::page::decode(bytes, None);
    let page = Page::parse(source, file_link(name));
    let address = declared::Declared::of(&page).own_address();
    let page = Page { link: address.unwrap_or(page.link), ..page };
    Plain::unmapped(extract(&page, None, &Site::default(), Timestamp::MAX))
}

fn assembled(url: Link, metadata: metadata::Metadata, lines: Lines) -> Article {
    let mut credits = credits::Credits {
        people: metadata.byline,
        agencies: metadata.credits,
        ..credits::Credits::default()
    };
    let people = if credits.people.is_empty() { lines.credits.people } else { Vec::new() };
    credits.join(credits::Credit { people, agencies: lines.credits.agencies, published: None });
    let signed = lines.credits.published.map(|when| published::Stated { when, from: "text" });
    let stated = metadata.published.or(signed);
    let language = language::of(&metadata.languages, &lines.text);
    Article {
        canonical_url: metadata.canonical.unwrap_or_else(|| url.folded()),
        url,
        headline: metadata.headline.unwrap_or_default(),
        deck: metadata.deck,
        byline: credits.people,
        published: stated.map(|stated| stated.when),
        published_from: stated.map(|stated| stated.from.to_owned()),
        modified: metadata.modified,
        language_from: language.as_ref().map(|(_, from)| (*from).to_owned()),
        language: language.map(|(language, _)| language),
        site_name: metadata.site_name,
        section: metadata.section,
        tags: metadata.tags,
        amp_url: metadata.amp_url,
        dateline: None,
        credits: credits.agencies,
        image: metadata.image,
        paywall: metadata.paywall,
        quality: quality::of(&lines.text, metadata.paywall && paywall::may_cut(&lines.text)),
        text: lines.text,
        notes: Vec::new(),
        lines: lines.printed,
    }
}

/// Fills gaps with what the feed said.
fn fill(article: &mut Article, finding: &Finding, now: Timestamp) {
    if article.headline.is_empty() {
        article.headline = finding.title.as_deref().map(json_ld::unescaped).unwrap_or_default();
    }
    if article.published.is_none()
        && let Some(when) =
            finding.published.or(finding.updated).filter(|when| published::is_likely(*when, now))
    {
        article.published = Some(when);
        article.published_from = Some("feed".to_owned());
    }
    if article.modified.is_none() {
        article.modified = finding.updated.filter(|when| {
            published::is_likely(*when, now)
                && article.published.is_none_or(|published| published.day() < when.day())
        });
    }
    if article.byline.is_empty() {
        let mut credits = credits::Credits {
            agencies: std::mem::take(&mut article.credits),
            ..credits::Credits::default()
        };
        for author in finding.authors.iter().filter(|author| !names::is_a_desk(author)).take(20) {
            let names = byline::read(author, byline::Trust::Declared);
            let is_site = |name: &String| {
                article.site_name.as_ref().is_some_and(|site| site.eq_ignore_ascii_case(name))
            };
            let (sites, people) = names.people.into_iter().partition(is_site);
            credits.join(credits::Credit { people, agencies: sites, published: None });
            credits.join(credits::Credit { agencies: names.credits, ..credits::Credit::default() });
        }
        article.byline = credits.people;
        article.credits = credits.agencies;
    }
    if article.language.is_none() || article.language_from.as_deref() == Some("text") {
        let told = finding.language.clone().map(|tag| (tag, "feed"));
        set_language(article, told.as_slice());
    }
    if article.quality == Quality::HeadlineOnly {
        let said = [&finding.content, &finding.summary]
            .into_iter()
            .flatten()
            .map(|said| blocks::of_fragment(said).join("\n\n"));
        if let Some(said) = said
            .max_by_key(|said| prose::words(said))
            .filter(|said| prose::words(said) > prose::words(&article.text))
        {
            article.text = said;
            article.notes.push("the page held no text; this is what the feed said".to_owned());
        }
    }
}

fn set_language(article: &mut Article, declared: &[(String, &str)]) {
    if let Some((language, from)) = language::of(declared, &article.text) {
        article.language = Some(language);
        article.language_from = Some(from.to_owned());
    }
}

/// What follows from the text once it is known.
fn conclude(article: &mut Article, now: Timestamp) {
    if article.quality == Quality::Doubtful {
        article.notes.push(
            if article.paywall { "behind a paywall" } else { "short or ill-shaped for an article" }
                .to_owned(),
        );
    }
    if article
        .deck
        .as_deref()
        .is_some_and(|deck| article.text.len() > deck.len() && article.text.starts_with(deck))
    {
        article.deck = None;
    }
    if article.language.is_none() {
        set_language(article, &[]);
    }
    article.dateline = dateline::read(&article.text, article.published);
    let Some(dateline) = &article.dateline else { return };
    if let Some(agency) = &dateline.agency {
        credits::push_credit(&mut article.credits, agency.clone());
    }
    if article.published.is_none()
        && let Some(date) = dateline.date.filter(|date| published::is_likely(*date, now))
    {
        article.published = Some(date);
        article.published_from = Some("dateline".to_owned());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: &str = "2024-06-21T00:00:00Z";
    const BODY: &str = "<p>HARBOURTOWN, June 20 (Reuters) - The two ministers signed the \
        fisheries pact on Wednesday after three days of talks.</p>\
        <p>The pact opens the northern banks to both fleets and sets quotas for herring and cod \
        for the next five years.</p>\
        <p>RELATED:</p><p>Minister arrives for talks</p>\
        <p>Fishermen in both countries welcomed it, although some said that the quotas for \
        herring were far too low to live on.</p>\
        <p>“It is a beginning,” the minister said in the harbour, where the first boats are to \
        leave on Monday morning.</p>\
        <p>Photo: Ana Roe</p><p>Sources: AFP – EFE</p>";

    fn read(head: &str, body: &str, finding: Option<&Finding>) -> Article {
        let source = format!(
            "<html lang=en-GB><head>{head}</head><body><nav><a \
                href=/>Home</a></nav><article>{body}</article><footer>© 2019 Harbour \
                Times</footer></body></html>"
        );
        extract(
            &Page::parse(source, "https://www.harbour.example/a?utm_source=x".parse().unwrap()),
            finding,
            &Site::default(),
            NOW.parse().unwrap(),
        )
    }

    fn finding() -> Finding {
        Finding {
            link: "https://www.harbour.example/a".parse().unwrap(),
            title: Some("Pact &amp; quotas".to_owned()),
            id: None,
            published: "2024-06-20T08:15:00+02:00".parse().ok(),
            updated: None,
            authors: vec!["Ana Roe".to_owned()],
            language: Some("en-GB".to_owned()),
            summary: Some("<p>The ministers signed.</p>".to_owned()),
            content: None,
        }
    }

    #[test]
    fn a_page_is_read_whole() {
        let head = "<title>Pact signed - Harbour Times</title><meta property=og:site_name \
            content='Harbour Times'><meta property=og:title content='Pact signed'>\
            <meta property=article:published_time content='2024-06-20T08:15:00+02:00'><meta \
            property=article:section content=World><meta name=author content='By Ana Roe and Lee \
            Min-ho'>\
            <meta name=keywords content='fish, pacts, fish'><link rel=canonical \
            href='/pact/'><link rel=amphtml href='/pact/amp'><meta property=og:image \
            content='/i.jpg'>";
        let article = read(
            head,
            &format!(
                "<h1>Pact signed</h1><p class=standfirst>Two fleets, one sea, five years</p>{BODY}"
            ),
            None,
        );
        assert_eq!(article.headline, "Pact signed");
        assert_eq!(article.deck.as_deref(), Some("Two fleets, one sea, five years"));
        assert_eq!(article.byline, ["Ana Roe", "Lee Min-ho"]);
        assert_eq!(article.published.unwrap().to_string(), "2024-06-20T08:15:00+02:00");
        assert_eq!(article.published_from.as_deref(), Some("meta"));
        assert_eq!(
            (article.language.as_deref(), article.language_from.as_deref()),
            (Some("en"), Some("html"))
        );
        assert_eq!(article.canonical_url.as_str(), "https://www.harbour.example/pact");
        assert_eq!(article.amp_url.unwrap().as_str(), "https://www.harbour.example/pact/amp");
        assert_eq!(article.image.unwrap().as_str(), "https://www.harbour.example/i.jpg");
        assert_eq!(article.site_name.as_deref(), Some("Harbour Times"));
        assert_eq!(article.section.as_deref(), Some("World"));
        assert_eq!(article.tags, ["fish", "pacts"]);
        assert_eq!(article.credits, ["AFP", "EFE", "Reuters"]);
        let dateline = article.dateline.unwrap();
        assert_eq!(
            (dateline.place.as_deref(), dateline.date),
            (Some("Harbourtown"), "2024-06-20".parse().ok())
        );
        assert_eq!(article.quality, Quality::Whole);
        assert_eq!(article.text.split("\n\n").count(), 4, "{}", article.text);
        assert!(
            article.text.starts_with("HARBOURTOWN, June 20 (Reuters) - The two")
                && article.text.ends_with("Monday morning.")
        );
    }

    #[test]
    fn the_feed_fills_what_the_page_does_not_say() {
        let article = read("", BODY, Some(&finding()));
        assert_eq!(article.headline, "Pact & quotas");
        assert_eq!(article.published_from.as_deref(), Some("feed"));
        assert_eq!(article.byline, ["Ana Roe"]);
        assert_eq!(article.canonical_url.as_str(), "https://www.harbour.example/a");
        let source = format!("<article>{BODY}</article>");
        let article = extract(
            &Page::parse(source, "https://x.example/a".parse().unwrap()),
            Some(&finding()),
            &Site::default(),
            NOW.parse().unwrap(),
        );
        assert_eq!(
            (article.language.as_deref(), article.language_from.as_deref()),
            (Some("en"), Some("feed"))
        );
    }

    #[test]
    fn a_page_without_text_is_what_the_feed_said() {
        let article = read("<title>Pact signed</title>", "<div id=app></div>", Some(&finding()));
        assert_eq!(
            (article.quality, article.text.as_str()),
            (Quality::HeadlineOnly, "The ministers signed.")
        );
        let unread = headline_only(&finding(), "the server answered 503");
        assert_eq!(
            (unread.quality, unread.text.as_str(), unread.headline.as_str()),
            (Quality::HeadlineOnly, "The ministers signed.", "Pact & quotas")
        );
        assert_eq!(unread.notes, ["the server answered 503"]);
    }

    #[test]
    fn a_whole_text_in_json_ld_or_the_feed_stands_for_one_that_scripts_would_load() {
        let body = "The two ministers signed the fisheries pact on Wednesday after three days of \
            talks in the harbour. "
            .repeat(8);
        let json = format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Pact\",\
                \"articleBody\":\"{body}\",\"isAccessibleForFree\":\"False\"}}</script>"
        );
        let article = read(&json, "<p>Loading the article for you now.</p>", None);
        assert!(article.text.starts_with("The two ministers"));
        assert!(article.paywall && article.quality == Quality::Doubtful);
        let long = read(
            &json.replace(&body, &body.repeat(4)),
            "<p>Loading the article for you now.</p>",
            None,
        );
        assert!(long.paywall && long.quality == Quality::Whole);
        let carried = Finding { content: Some(format!("<p>{body}</p>")), ..finding() };
        assert_eq!(read("", "", Some(&carried)).quality, Quality::Whole);
    }

    #[test]
    fn no_date_lies_ahead_and_the_copyrights_year_is_none() {
        let published = |head: &str| read(head, BODY, None).published.map(|when| when.to_string());
        assert_eq!(published("<meta property=article:published_time content=2024-06-30>"), None);
        assert_eq!(published(""), None);
        assert_eq!(
            published("<meta property=article:published_time content='June 19, 2024'>").as_deref(),
            Some("2024-06-19")
        );
    }

    #[test]
    fn a_date_stands_in_the_address_or_near_the_headline() {
        let read = |address: &str, above: &str| {
            let source = format!(
                "<title>Pact signed</title><article><h1>Pact signed</h1>{above}{BODY}</article>"
            );
            let article = extract(
                &Page::parse(source, address.parse().unwrap()),
                None,
                &Site::default(),
                NOW.parse().unwrap(),
            );
            (
                article.published.map(|when| when.to_string()).unwrap_or_default(),
                article.published_from.unwrap_or_default(),
            )
        };
        let is = |when: &str, from: &str| (when.to_owned(), from.to_owned());
        assert_eq!(read("https://x.example/2024/06/19/pact", ""), is("2024-06-19", "url"));
        assert_eq!(read("https://x.example/2024-06-19-pact", ""), is("2024-06-19", "url"));
        assert_eq!(read("https://x.example/20240619/pact", ""), is("2024-06-19", "url"));
        assert_eq!(
            read("https://x.example/1718842500123/pact", "<p>Harbourtown | 19 June 2024</p>"),
            is("2024-06-19", "text")
        );
        assert_eq!(
            read("https://x.example/pact", "<div class=date>19.06.2024</div>"),
            is("2024-06-19", "text")
        );
        assert_eq!(
            read("https://x.example/pact", "<time datetime=2024-06-19T08:15:00Z>today</time>"),
            is("2024-06-19T08:15:00Z", "time")
        );
        assert_eq!(
            read("https://x.example/pact", "<aside><time datetime=2024-06-19>then</time></aside>"),
            is("", "")
        );
    }

    #[test]
    fn a_by_line_stands_right_behind_the_headline() {
        let people = |behind: &str| {
            read("<title>Pact signed</title>", &format!("<h1>Pact signed</h1>{behind}{BODY}"), None)
                .byline
        };
        assert_eq!(people("<div>By Ana Roe | 19 June 2024</div>"), ["Ana Roe"]);
        assert_eq!(
            people("<p>Politics</p><p>Von Ana Roe und Lee Min-ho</p>"),
            ["Ana Roe", "Lee Min-ho"]
        );
        assert_eq!(people("<div>By the water</div><div>& Photos</div>"), [""; 0]);
    }

    #[test]
    fn links_and_other_articles_on_the_page_are_no_part_of_the_text() {
        let source = "<title>Pact signed</title><main><article><h1>Pact signed</h1><a \
            href=/b>What the fishermen hope for</a></article>\
            <article><h1>Storm over the banks</h1></article></main>";
        let page = Page::parse(source.to_owned(), "https://x.example/a".parse().unwrap());
        let metadata =
            metadata::of(&declared::Declared::of(&page), None, None, NOW.parse().unwrap());
        let paragraphs = [
            "Pact signed",
            "It was signed at noon, the ministers said.",
            "What the fishermen hope for",
            "They left.",
            "Storm over the banks",
            "It blew.",
        ];
        let lines = Lines::of(&paragraphs.map(str::to_owned), &metadata);
        assert_eq!(lines.text, "It was signed at noon, the ministers said.\n\nThey left.");
        let linked = Lines::of(&["What the fishermen hope for".to_owned()], &metadata);
        assert_eq!(linked.text, "What the fishermen hope for");
    }

    #[test]
    fn a_description_that_is_the_first_paragraph_is_no_deck() {
        let lead = "The two fleets have waited for this pact for eleven years, and on Wednesday \
            they signed it in the harbour.";
        let head = |description: &str| {
            format!("<title>Pact signed</title><meta name=description content='{description}'>")
        };
        let article = read(&head(lead), &format!("<h1>Pact signed</h1><p>{lead}</p>{BODY}"), None);
        assert!(article.text.starts_with(lead), "{}", article.text);
        assert_eq!(article.deck, None);
        let deck = "Two fleets, one sea, five years";
        let article = read(&head(deck), &format!("<h1>Pact signed</h1><p>{deck}</p>{BODY}"), None);
        assert!(article.text.starts_with("HARBOURTOWN"), "{}", article.text);
        assert_eq!(article.deck.as_deref(), Some(deck));
    }

    #[test]
    fn another_sites_canonical_address_is_not_believed() {
        for other in ["https://elsewhere.example.org/a", "https://www.harbour.example/"] {
            let article = read(&format!("<link rel=canonical href='{other}'>"), BODY, None);
            assert_eq!(article.canonical_url.as_str(), "https://www.harbour.example/a");
        }
    }

    #[test]
    fn a_sites_rules_come_first() {
        let select = |css: &str| scraper::Selector::parse(css).unwrap();
        let rules = crate::source::ArticleRules {
            headline: Some(select(".h")),
            deck: None,
            byline: Some(select(".by")),
            date: Some(select(".on")),
            body: Some(select(".t, .t p")),
            remove: vec![select(".ad")],
        };
        let source = "<h1>Site</h1><b class=h>Pact signed</b><i class=by>By Ana Roe</i><u \
            class=on>2024.06.19</u><div class=t><p>One.</p><p class=ad>Buy!</p><p>Two.</p></div>";
        let page = Page::parse(source.to_owned(), "https://x.example/a".parse().unwrap());
        let article = extract(
            &page,
            None,
            &Site { rules: Some(&rules), ..Site::default() },
            NOW.parse().unwrap(),
        );
        assert_eq!(
            (article.headline.as_str(), article.text.as_str()),
            ("Pact signed", "One.\n\nTwo.")
        );
        assert_eq!(
            (article.byline.as_slice(), article.published_from.as_deref()),
            (["Ana Roe".to_owned()].as_slice(), Some("rules"))
        );
        assert_eq!(article.published.unwrap().to_string(), "2024-06-19");
    }

    #[test]
    fn a_saved_page_knows_its_address() {
        let page = format!("<link rel=canonical href=https://harbour.example/pact>{BODY}");
        let saved = html("pact.html", page.as_bytes()).article;
        assert_eq!(saved.url.as_str(), "https://harbour.example/pact");
        assert_eq!(
            html("my pact.html", BODY.as_bytes()).article.url.as_str(),
            "https://file.invalid/my%20pact.html"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_page_that_breaks_off_anywhere_is_read(
            cut in 0_usize..1200,
            noise in proptest::collection::vec(any::<u8>(), 0..60),
        ) {
            let head = "<title>Pact</title><script \
                type='application/ld+json'>{\"@type\":\"NewsArticle\",\
                \"author\":[{\"name\":\"Ana\"}]}</script><meta property=og:title content='x'>";
            let mut bytes = format!("{head}{BODY}").into_bytes();
            bytes.truncate(cut);
            bytes.extend(noise);
            let article = html("x.html", &bytes).article;
            prop_assert!(!article.text.contains("\n\n\n"));
        }
    }
}
