//! Small pages, and the date that is read of each: the day or moment, and where it stood.
//!
//! All is invented. Each page stands for a class of pages, which its row names.

use proptest::prelude::*;

use super::Dates;
use crate::extract::declared::{Declared, headline};
use crate::page::Page;

/// A class of pages; the language that a page declares; its address; its markup; date and where it
/// stood.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const NOW: &str = "2024-06-21T12:00:00Z";
const A: &str = "https://news.example/ferry-treaty";

const TABLE: &[Row] = &[
    // what pages declare
    (
        "Open Graph",
        "en",
        A,
        "<meta property=article:published_time content=2024-06-20T08:15:00+02:00>",
        "2024-06-20T08:15:00+02:00 meta",
    ),
    ("Dublin Core", "en", A, "<meta name=DC.date.issued content=2024-06-20>", "2024-06-20 meta"),
    (
        "a parser's meta",
        "en",
        A,
        "<meta name=parsely-pub-date content=2024-06-20T08:15:00Z>",
        "2024-06-20T08:15:00Z meta",
    ),
    (
        "JSON-LD",
        "en",
        A,
        r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry treaty","datePublished":"2024-06-20T08:15:00+02:00"}</script>"#,
        "2024-06-20T08:15:00+02:00 json-ld",
    ),
    (
        "JSON-LD and a meta of one day",
        "en",
        A,
        r#"<meta name=date content=2024-06-20><meta name=pubdate content=20240620><script type="application/ld+json">{"@type":"NewsArticle","headline":"F","datePublished":"2024-06-20T08:15:00+02:00"}</script>"#,
        "2024-06-20T08:15:00+02:00 json-ld",
    ),
    (
        "broken JSON-LD",
        "en",
        A,
        "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\
            \"headline\":\"Ferry\ntreaty\",\"datePublished\":\"2024-06-20\",}</script>",
        "2024-06-20 json-ld",
    ),
    (
        "microdata",
        "en",
        A,
        "<span itemprop=datePublished content=2024-06-20T08:15+02:00>yesterday</span>",
        "2024-06-20T08:15:00+02:00 microdata",
    ),
    (
        "microdata in an abbreviation",
        "de",
        A,
        "<abbr itemprop=datePublished title=2024-06-20T10:52:00+02:00>10:52</abbr>",
        "2024-06-20T10:52:00+02:00 microdata",
    ),
    (
        "a meta in words",
        "es",
        A,
        "<meta name=pubdate content='20 de junio de 2024'>",
        "2024-06-20 meta",
    ),
    // moments in UTC, and the day that the page calls it
    (
        "a script says the moment in its zone",
        "en",
        A,
        "<meta property=article:published_time \
            content=2024-06-21T02:25:54Z><script>t('published','2024-06-20T22:25:54-04:00')</script>",
        "2024-06-20T22:25:54-04:00 meta",
    ),
    (
        "the page prints the moment in its zone",
        "en",
        A,
        "<meta property=article:published_time content=2024-06-21T02:25:54Z><h1>Ferry \
            treaty</h1><p>June 20, 2024 | 10:25pm</p>",
        "2024-06-20T22:25:54-04:00 meta",
    ),
    (
        "the address has the day before",
        "en",
        "https://news.example/2024/06/20/ferry-treaty",
        "<meta property=article:published_time content=2024-06-21T02:25:54Z><h1>Ferry treaty</h1>",
        "2024-06-20 meta",
    ),
    (
        "a day that was stored as a midnight",
        "de",
        A,
        "<meta property=article:published_time \
            content=2024-06-19T22:00:00Z><h1>Fährvertrag</h1><p>20. Juni 2024</p>",
        "2024-06-20 meta",
    ),
    (
        "the address has another day",
        "en",
        "https://news.example/2024/06/10/ferry-treaty",
        "<meta property=article:published_time content=2024-06-20T08:15:00Z>",
        "2024-06-20T08:15:00Z meta",
    ),
    (
        "a midnight, and a change on the day",
        "de",
        A,
        "<meta property=article:published_time content=2024-06-19T22:00:00Z><meta \
            property=article:modified_time \
            content=2024-06-20T09:10:11Z><h1>Fährvertrag</h1><p>20. Juni 2024</p>",
        "2024-06-20 meta",
    ),
    (
        "a change on the next day",
        "de",
        A,
        "<meta property=article:published_time content=2024-06-19T22:10:20Z><meta \
            property=article:modified_time \
            content=2024-06-20T09:10:11Z><h1>Fährvertrag</h1><p>20. Juni 2024</p>",
        "2024-06-19T22:10:20Z meta",
    ),
    // statements that disagree
    (
        "the head tells which",
        "en",
        A,
        "<meta name=pubdate content=2024-06-18><meta name=publish_date \
            content=2024-06-20><h1>Ferry treaty</h1><p>June 20, 2024</p>",
        "2024-06-20 meta",
    ),
    (
        "the head shows the last change",
        "en",
        A,
        "<meta name=pubdate content=2024-06-18><meta name=lastmod content=2024-06-20><h1>Ferry \
            treaty</h1><p>Updated June 20, 2024</p>",
        "2024-06-18 meta",
    ),
    (
        "JSON-LD renews its date",
        "en",
        A,
        r#"<meta name=pubdate content=2024-06-18><script type="application/ld+json">{"@type":"NewsArticle","headline":"F","datePublished":"2024-06-20"}</script>"#,
        "2024-06-18 meta",
    ),
    (
        "a meta of some day, and the head's day",
        "de",
        A,
        "<meta name=date content=2024-06-15><h1>Fährvertrag</h1><p>20.06.2024</p>",
        "2024-06-20 text",
    ),
    (
        "a meta of some day alone",
        "de",
        A,
        "<meta name=date content=2024-06-15><h1>Fährvertrag</h1><p>Von Ana Roe</p>",
        "2024-06-15 meta",
    ),
    (
        "day and month in the order of machines",
        "de",
        A,
        "<meta name=date content='06/01/2024 12:43:42'><h1>Fährvertrag</h1><p>Erstellt am: \
            01.06.2024</p>",
        "2024-06-01 text",
    ),
    (
        "a meta against a time in the head",
        "de",
        A,
        "<meta property=article:published_time content=2024-06-01><h1>Fährvertrag</h1><time \
            datetime=2024-06-20>20.06.2024</time>",
        "2024-06-20 time",
    ),
    (
        "a meta against a line in the head",
        "de",
        A,
        "<meta property=article:published_time \
            content=2024-06-01><h1>Fährvertrag</h1><p>20.06.2024</p>",
        "2024-06-01 meta",
    ),
    (
        "a page that declares one day and is changed on another",
        "en",
        A,
        "<meta property=article:published_time content=2024-06-01><meta \
            property=article:modified_time content=2024-06-20><h1>Ferry treaty</h1><time \
            datetime=2024-06-20>June 20, 2024</time>",
        "2024-06-01 meta",
    ),
    // the order of day and month
    (
        "a region",
        "en-GB",
        A,
        "<h1>Ferry treaty</h1><p class=date>03/04/2024</p>",
        "2024-04-03 text",
    ),
    (
        "another region",
        "en-US",
        A,
        "<h1>Ferry treaty</h1><p class=date>03/04/2024</p>",
        "2024-03-04 text",
    ),
    (
        "a host's country",
        "en",
        "https://news.co.uk/ferry",
        "<h1>Ferry treaty</h1><p class=date>03/04/2024</p>",
        "2024-04-03 text",
    ),
    (
        "one of two lies ahead",
        "en",
        A,
        "<h1>Ferry treaty</h1><p class=date>06/12/2024</p>",
        "2024-06-12 text",
    ),
    (
        "neither of two tells",
        "en",
        A,
        "<meta name=pubdate content=02/06/2024><h1>Ferry treaty</h1>",
        "none",
    ),
    (
        "the address tells the order",
        "en",
        "https://news.example/2024/04/03/ferry",
        "<meta name=pubdate content=03/04/2024>",
        "2024-04-03 meta",
    ),
    // what pages print
    (
        "a line behind the headline",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>By Ana Roe</p><p>June 20, 2024 at 8:15 am</p>",
        "2024-06-20 text",
    ),
    (
        "a line before the headline",
        "fr",
        A,
        "<p>20 juin 2024</p><h1>Un traité pour le bac</h1><p>Par Ana Roe</p>",
        "2024-06-20 text",
    ),
    (
        "a label and its value",
        "de",
        A,
        "<h1>Fährvertrag</h1><aside class=facts><dl><dt>Datum</dt><dd>20.06.2024</dd></dl></aside>",
        "2024-06-20 text",
    ),
    (
        "a label in the line before",
        "de",
        A,
        "<h1>Fährvertrag</h1><dl><dt>Erschienen:</dt><dd>20.06.2024</dd></dl>",
        "2024-06-20 text",
    ),
    (
        "published, then updated",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>Updated June 21, 2024 · Published June 20, 2024</p>",
        "2024-06-20 text",
    ),
    (
        "the foot of the article",
        "de",
        A,
        "<h1>Fährvertrag</h1><p>Die Minister unterschrieben.</p><div class=post-footer>Dieser \
            Artikel wurde am 20. Juni 2024 um 14:48 von Ana Roe geschrieben und unter Verkehr \
            abgelegt.</div>",
        "2024-06-20 text",
    ),
    (
        "the foot of the page",
        "de",
        A,
        "<h1>Fährvertrag</h1><footer>Erschienen am: 20.06.2024<br>© 2024 Hafenblatt</footer>",
        "2024-06-20 text",
    ),
    (
        "a weblog's sentence",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>This entry was posted on Thursday, June 20th, 2024 at 8:15 am \
            and is filed under Harbour. You can follow any responses to it.</p>",
        "2024-06-20 text",
    ),
    ("only a change", "de", A, "<h1>Fährvertrag</h1><p>Stand: 20.06.2024</p>", "2024-06-20 text"),
    (
        "a paragraph that begins with its date",
        "de",
        A,
        "<h1>Fährvertrag</h1><p>(20.06.2024) Die beiden Minister haben am Donnerstag in Velda den \
            Vertrag über die Fähren unterschrieben, nach neun Jahren.</p>",
        "2024-06-20 text",
    ),
    (
        "a date parted by strokes",
        "de",
        A,
        "<h1>Fährvertrag</h1><table><tr><td>20 | 06 | 2024</td></tr></table>",
        "2024-06-20 text",
    ),
    (
        "year and time parted only by style",
        "de",
        A,
        "<h1>Fährvertrag</h1><div><span>20.06.24</span><span>12:44</span></div>",
        "2024-06-20 text",
    ),
    (
        "the description",
        "it",
        A,
        "<meta name=description content='Il trattato del traghetto (Notizia del 20 Giugno \
            2024)'><h1>Trattato</h1>",
        "2024-06-20 meta",
    ),
    (
        "time, marked",
        "en",
        A,
        "<time class=entry-date datetime=2024-06-20T08:15:00+02:00>June 20</time>",
        "2024-06-20T08:15:00+02:00 time",
    ),
    (
        "time, behind another date",
        "en",
        A,
        "<h1>Ferry treaty</h1><time datetime=2024-06-20T08:15:00+02:00>June 20, 2024</time>",
        "2024-06-20T08:15:00+02:00 time",
    ),
    ("time without an attribute", "en", A, "<time>June 20, 2024</time>", "2024-06-20 time"),
    (
        "the label beats the attribute",
        "fr",
        A,
        "<h1>Un traité</h1><time datetime=2024-06-21T10:18:46+02:00>Publié le 20 juin 2024</time>",
        "2024-06-20 text",
    ),
    ("a class", "it", A, "<div class=data-articolo>20 giugno 2024</div>", "2024-06-20 text"),
    (
        "a page builder's widget",
        "en",
        A,
        "<h1>Ferry treaty</h1><div class='elementor-widget x'><span>June 20, 2024</span></div>",
        "2024-06-20 text",
    ),
    (
        "an article in a box called sidebar",
        "en",
        A,
        "<div class='layout has-sidebar'><h1>Ferry treaty</h1><p>June 20, 2024</p></div>",
        "2024-06-20 text",
    ),
    (
        "a box about the article",
        "de",
        A,
        "<div id=sidebar><p>Der Fährvertrag wurde am <nobr>20. Juni 2024</nobr> um \
            <nobr>23:03</nobr> Uhr gepostet und unter Verkehr \
            abgelegt.</p></div><h1>Fährvertrag</h1>",
        "2024-06-20 text",
    ),
    (
        "a box of facts beside the article",
        "en",
        A,
        "<div class=x><h1>Ferry treaty</h1></div><div \
            class=text><p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p><p>Six.</p>\
            <p>Seven.</p><p>Eight.</p><p>Nine.</p><p>Ten.</p><p>Eleven.</p><p>Twelve.</p>\
            <p>Thirteen.</p><p>Fourteen.</p></div><div class=post-sidebar><h4>Published</h4>\
            <div>June 20, 2024</div></div>",
        "2024-06-20 text",
    ),
    (
        "a time of the last change",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>Last updated: <time datetime=2024-06-20>June 20, 2024</time></p>",
        "2024-06-20 text",
    ),
    (
        "a page builder's widget behind the text",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p>\
            <p>Six.</p><p>Seven.</p><p>Eight.</p><p>Nine.</p><p>Ten.</p><p>Eleven.</p>\
            <p>Twelve.</p><p>Thirteen.</p><p>Fourteen.</p><div class='elementor-widget x'>\
            <span>June 20, 2024</span></div>",
        "2024-06-20 text",
    ),
    (
        "a box called sidebar around all of it",
        "en",
        A,
        "<div class='layout has-sidebar'><h1>Ferry \
            treaty</h1><p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><p>Five.</p><p>Six.</p>\
            <p>Seven.</p><p>Eight.</p><p>Nine.</p><p>Ten.</p><p>Eleven.</p><p>Twelve.</p>\
            <p>Thirteen.</p><p>Fourteen.</p><p>June 20, 2024</p></div>",
        "2024-06-20 text",
    ),
    // languages and calendars
    (
        "Korean",
        "ko",
        A,
        "<h1>연락선 조약</h1><p>입력 2024.06.20 08:15 수정 2024.06.21 09:00</p>",
        "2024-06-20 text",
    ),
    (
        "Chinese",
        "zh",
        A,
        "<h1>渡轮条约</h1><p>发布时间：2024年06月20日 08:15 来源：港报</p>",
        "2024-06-20 text",
    ),
    (
        "Japanese, in the years of an era",
        "ja",
        A,
        "<h1>連絡船条約</h1><p>令和6年6月20日</p>",
        "2024-06-20 text",
    ),
    ("Minguo", "zh-TW", A, "<h1>渡輪條約</h1><p>中華民國113年6月20日</p>", "2024-06-20 text"),
    ("Juche", "en", A, "<h1>Ferry treaty</h1><p>(Juche113.6.20.)</p>", "2024-06-20 text"),
    ("Persian", "fa", A, "<h1>پیمان کشتی</h1><p>۳۱ خرداد ۱۴۰۳</p>", "2024-06-20 text"),
    ("Buddhist", "th", A, "<h1>สนธิสัญญา</h1><p>20 มิถุนายน 2567</p>", "2024-06-20 text"),
    (
        "Arabic of the Levant",
        "ar",
        A,
        "<h1>معاهدة العبارات</h1><p>20 حزيران 2024</p>",
        "2024-06-20 text",
    ),
    (
        "Russian",
        "ru",
        A,
        "<h1>Договор о паромах</h1><p>Опубликовано 20 июня 2024, 08:15</p>",
        "2024-06-20 text",
    ),
    (
        "Vietnamese",
        "vi",
        A,
        "<h1>Hiệp ước phà</h1><p>Thứ năm, 20/6/2024, 08:15 (GMT+7)</p>",
        "2024-06-20T08:15:00+07:00 text",
    ),
    // addresses and scripts
    (
        "the address",
        "en",
        "https://news.example/2024/06/20/ferry-treaty",
        "<h1>Ferry treaty</h1>",
        "2024-06-20 url",
    ),
    (
        "the address, in one number",
        "en",
        "https://news.example/a/20240620-ferry",
        "<h1>Ferry treaty</h1>",
        "2024-06-20 url",
    ),
    (
        "a copy in an archive",
        "en",
        "https://archive.example/web/20240621000000/https://news.example/2024/06/18/ferry",
        "<h1>Ferry treaty</h1>",
        "2024-06-18 url",
    ),
    (
        "a script",
        "en",
        A,
        "<h1>Ferry treaty</h1><script>var page = {title: 'x', publish_date: '2024-06-20'}</script>",
        "2024-06-20 script",
    ),
    (
        "a script of JSON",
        "en",
        A,
        r#"<h1>Ferry treaty</h1><script type="application/json">{"props":{"published_at":"2024-06-20T08:15:00+02:00"}}</script>"#,
        "2024-06-20T08:15:00+02:00 script",
    ),
    (
        "data in an attribute",
        "en",
        A,
        "<h1>Ferry treaty</h1><div \
            data-props='{&quot;datePublished&quot;:&quot;2024-06-20&quot;}'></div>",
        "2024-06-20 script",
    ),
    (
        "the article's picture",
        "en",
        A,
        "<meta property=og:image content=https://img.example/2024/06/20/ferry.jpg><h1>Ferry \
            treaty</h1>",
        "2024-06-20 image",
    ),
    // by how long ago it was
    (
        "hours ago",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>By Ana Roe · 3 hours ago</p>",
        "2024-06-21T09:00:00Z relative",
    ),
    (
        "hours ago, in German",
        "de",
        A,
        "<h1>Fährvertrag</h1><span class=date>vor 2 Stunden</span>",
        "2024-06-21T10:00:00Z relative",
    ),
    (
        "yesterday",
        "es",
        A,
        "<h1>El tratado</h1><span class=fecha>Ayer, 14:30</span>",
        "2024-06-20 relative",
    ),
    (
        "days ago, and a date",
        "en",
        A,
        "<h1>Ferry treaty</h1><p class=date>3 days ago</p><p>June 20, 2024</p>",
        "2024-06-20 text",
    ),
    (
        "only a change is declared",
        "en",
        A,
        "<meta property=article:modified_time content=2024-06-20T08:15:00+02:00><h1>Ferry \
            treaty</h1>",
        "none",
    ),
    // what is no date of the article
    (
        "the year of the copyright",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>Copyright © 1998-2024 The Harbour News</p>",
        "none",
    ),
    ("a boast", "en", A, "<h1>Ferry treaty</h1><p>Updated daily since 1998</p>", "none"),
    ("a day ahead", "en", A, "<meta name=pubdate content=2024-07-20>", "none"),
    ("before the web", "en", A, "<meta name=pubdate content=1970-01-01T00:00:00Z>", "none"),
    (
        "related articles",
        "en",
        A,
        "<h1>Ferry treaty</h1><div class=related><p>June 2, 2024</p><p>June 3, 2024</p></div>",
        "none",
    ),
    (
        "a side bar",
        "en",
        A,
        "<h1>Ferry treaty</h1><aside><time datetime=2024-06-02>June 2</time></aside>",
        "none",
    ),
    (
        "a list of dates around the headline",
        "en",
        A,
        "<h1>Ferry treaty</h1><ul><li>June 1, 2024</li><li>June 2, 2024</li><li>June 3, \
            2024</li><li>June 4, 2024</li></ul><p>(June 20, 2024) The two ministers signed the \
            treaty in Velda after nine years of talks, and crossed the strait together, it was \
            said.</p>",
        "2024-06-20 text",
    ),
    (
        "cards with microdata",
        "en",
        A,
        "<h1>Ferry treaty</h1><div class=grid><b itemprop=datePublished \
            content=2024-06-01>1</b><b itemprop=datePublished content=2024-06-02>2</b><b \
            itemprop=datePublished content=2024-06-03>3</b><b itemprop=datePublished \
            content=2024-06-04>4</b></div>",
        "none",
    ),
    (
        "comments",
        "en",
        A,
        "<h1>Ferry treaty</h1><div class=comments><p class=date>June 20, 2024 at 8:15</p></div>",
        "none",
    ),
    (
        "an event in prose",
        "en",
        A,
        "<h1>Ferry treaty</h1><p>The two ministers will meet again in Velda on June 18, 2024 to \
            sign what was agreed.</p>",
        "none",
    ),
    ("a deadline", "en", A, "<h1>Ferry treaty</h1><p>Deadline: June 20, 2024</p>", "none"),
    ("when a reader joined", "en", A, "<h1>Ferry treaty</h1><p>Joined: June 2, 2024</p>", "none"),
    ("a price", "en", A, "<h1>Ferry treaty</h1><p>Tickets from 20.06 EUR</p>", "none"),
    ("a telephone number", "de", A, "<h1>Fährvertrag</h1><p>Tel. 030 2024 0620</p>", "none"),
    ("a version", "en", A, "<h1>Ferry treaty</h1><p>Version 20.6.2</p>", "none"),
    (
        "a picture of an archive",
        "en",
        A,
        "<meta property=og:image content=https://img.example/2019/06/20/ferry.jpg><h1>F</h1><img \
            src=/i/2024/06/20/x.jpg>",
        "none",
    ),
    (
        "a script of others",
        "en",
        A,
        "<h1>Ferry treaty</h1><script>var copyright = '2024-06-20'; publisher = \
            '2024-06-20'</script>",
        "none",
    ),
    ("nothing", "en", A, "", "none"),
];

fn read(language: &str, address: &str, markup: &str, now: &str) -> String {
    let page = Page::parse(format!("<html lang={language}>{markup}"), address.parse().unwrap());
    let declared = Declared::of(&page);
    let headline = headline::of(&declared, None, None);
    let read =
        Dates::of(&declared, headline.as_deref(), language.split('-').next(), now.parse().unwrap())
            .published();
    read.map_or_else(|| "none".to_owned(), |stated| format!("{} {}", stated.when, stated.from))
}

#[test]
fn each_class_of_pages_gives_its_date() {
    let read = TABLE.iter().map(|(class, language, address, markup, expected)| {
        (class, read(language, address, markup, NOW), expected)
    });
    let wrong: Vec<String> = read
        .filter(|(_, read, expected)| read != *expected)
        .map(|(class, read, expected)| format!("{class}: {read}, not {expected}"))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_change_is_declared_or_printed_and_follows_the_publication() {
    let changed = |markup: &str, published: Option<&str>| {
        let page = Page::parse(format!("<html lang=en>{markup}"), A.parse().unwrap());
        let published = published.map(|when| when.parse().unwrap());
        let declared = Declared::of(&page);
        Dates::of(&declared, Some("Ferry treaty"), Some("en"), NOW.parse().unwrap())
            .modified(published)
            .map(|when| when.to_string())
    };
    let declared = "<meta property=article:modified_time content=2024-06-20T08:15:00+02:00>";
    assert_eq!(changed(declared, Some("2024-06-19")).as_deref(), Some("2024-06-20T08:15:00+02:00"));
    assert_eq!(changed(declared, Some("2024-06-21")), None);
    assert_eq!(
        changed("<b itemprop=dateModified content=2024-06-20>x</b>", None).as_deref(),
        Some("2024-06-20")
    );
    let printed = "<h1>Ferry treaty</h1><p>Published June 18, 2024, last updated June 20, 2024</p>";
    assert_eq!(changed(printed, Some("2024-06-18")).as_deref(), Some("2024-06-20"));
    assert_eq!(
        changed("<h1>Ferry treaty</h1><div class=related>Updated June 20, 2024</div>", None),
        None
    );
    assert_eq!(changed("<meta name=lastmod content=2031-06-20>", None), None);
}

#[test]
fn of_two_readings_the_one_of_these_days_counts() {
    let page = "<meta name=pubdate content=08/06/2024>";
    assert_eq!(read("en", A, page, "2024-08-10T00:00:00Z"), "2024-08-06 meta");
    assert_eq!(read("en", A, page, "2024-06-10T00:00:00Z"), "2024-06-08 meta");
    assert_eq!(read("en", A, page, "2024-12-10T00:00:00Z"), "none");
}

proptest! {
    #[test]
    fn any_page_may_be_asked_for_its_date(
        markup in "(<(h1|p|time datetime=|abbr title='|meta name=date content=|div \
            class='(date|comment|footer)'|script)>?|</[a-z0-9]{1,6}>|\
            20(24|25)[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}|T0[0-9]:15:00Z|Published|vor 2 Stunden|June 20, 2024|['\">]|\\PC){0,30}",
    ) {
        let _ = read("en", A, &markup, NOW);
    }
}
