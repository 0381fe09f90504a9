//! Invented news, told: what a template of the user's is tried on before it is taken over.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use super::reader::{Alerts, Digests};
use super::{
    Alerted, AtMost, Coverage, Deadlines, DigestState, Followed, How, Instance, Message, News,
    Outlet, Reader, Silence, SilenceOf, Templates, Told, Unread, Waiting, WatchTitle, due,
};
use crate::clock::{SignedDuration, Timestamp, When};
use crate::compare::{
    Beside, By, Closeness, Containment, Copy, CreditedAgency, Fact, FactKind, NewSentence,
    Provenance, StoryLink, TextRef, Verdict,
};
use crate::extract::{Article, Dateline, Quality};
use crate::id::{ItemId, StoryId};
use crate::link::Link;
use crate::source::Publisher;
use crate::watch::{Field, Reason, Weight};

/// Alerts, a roundup and digests of an invented Sunday, as one reader in Seoul gets them.
pub(super) fn messages(templates: &Templates) -> Vec<Message> {
    let (reader, watches, instance) = (reader(), watches(), instance());
    let tell = |waiting: &Waiting, watches: &[WatchTitle], when| {
        due(
            waiting,
            std::slice::from_ref(&reader),
            watches,
            &instance,
            templates,
            Deadlines::Kept,
            at(when),
        )
        .messages
    };
    let mut messages = tell(&sunday(), &watches, "2026-11-22T11:09:00Z");
    messages.extend(tell(&held(), &watches, "2026-11-22T11:09:00Z"));
    messages.extend(tell(&week(), &watches, "2026-11-22T22:00:00Z"));
    let nothing_read =
        Waiting { coverage: coverage(), digests: vec![state()], ..Waiting::default() };
    messages.extend(tell(&nothing_read, &watches, "2026-11-22T22:00:00Z"));
    messages
}

/// A reader in Seoul who follows both [`watches`].
pub(super) fn reader() -> Reader {
    use Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    Reader {
        id: "desk".to_owned(),
        owner: "asia-desk".to_owned(),
        to: "desk@example.org".to_owned(),
        timezone: TimeZone::get("Asia/Seoul").unwrap_or(TimeZone::UTC),
        watches: vec!["partnership".to_owned(), "ministers".to_owned()],
        alerts: Some(Alerts { channel: "mail".to_owned(), quiet: None }),
        digest: Some(Digests {
            channel: "mail".to_owned(),
            at: Time::constant(7, 0, 0, 0),
            days: vec![Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday],
        }),
    }
}

/// A watch with a corpus, and one with a query alone.
pub(super) fn watches() -> Vec<WatchTitle> {
    let watch = |id: &str, title: &str, corpus: Option<&str>| WatchTitle {
        id: id.to_owned(),
        title: title.to_owned(),
        corpus: corpus.map(str::to_owned),
        at_most: Some(AtMost { count: 6, per: SignedDuration::from_hours(1) }),
    };
    vec![
        watch("partnership", "DPRK–Russia strategic partnership", Some("treaty")),
        watch("ministers", "Foreign ministers", None),
    ]
}

pub(super) fn instance() -> Instance {
    Instance { name: "media.example.org".to_owned(), contact: Some("admin@example.org".to_owned()) }
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// A hit of the watch `partnership` on an article of its own, seen at the time at which it is due.
pub(super) fn news(
    number: i64,
    story: i64,
    outlet: (&str, &str, Publisher),
    seen_at: &str,
    headline: &str,
) -> News {
    let link: Link = format!("https://{}.example/politics/{number}", outlet.0)
        .parse()
        .expect("a host of letters makes an address");
    News {
        hit: number,
        watch: "partnership".to_owned(),
        owner: "asia-desk".to_owned(),
        weight: Weight::Alert,
        baseline: false,
        due_at: at(seen_at),
        because: vec![Reason {
            clause: "corpus treaty: same-story".to_owned(),
            field: Field::Corpus,
            span: None,
        }],
        item: ItemId(number),
        story: StoryId(story),
        article: Article {
            published: Some(When::utc(at(seen_at))),
            language: Some("en".to_owned()),
            ..Article::new(
                link,
                headline,
                format!("{headline}, officials said. Nothing else was made known."),
            )
        },
        verdict: Verdict {
            corpora: [(
                "treaty".to_owned(),
                Beside { closeness: Closeness::SameStory, ..Beside::default() },
            )]
            .into(),
            seen: Beside::default(),
            story: StoryLink::Founded(StoryId(story)),
            bridges: Vec::new(),
            background: Vec::new(),
            provenance: Provenance::default(),
        },
        source: Outlet { id: outlet.0.to_owned(), name: outlet.1.to_owned(), kind: outlet.2 },
        seen_at: at(seen_at),
        version: 1,
        edited: None,
    }
}

/// Makes `news` a copy of an item.
pub(super) fn copying(news: News, item: i64) -> News {
    let seen = Beside {
        copy: Copy::Reprint,
        nearest: Some(TextRef::Item(ItemId(item))),
        containment: Containment { item_in_seed: 1.0, seed_in_item: 0.6 },
        ..Beside::default()
    };
    News { verdict: Verdict { seen, ..news.verdict }, ..news }
}

const TASS: (&str, &str, Publisher) = ("tass", "TASS", Publisher::Agency);
const RIA: (&str, &str, Publisher) = ("ria", "RIA Novosti", Publisher::Agency);
const VOV: (&str, &str, Publisher) = ("vov", "VOV World", Publisher::Broadcaster);
const KCNA: (&str, &str, Publisher) = ("kcna", "KCNA", Publisher::Agency);
const DAILY: (&str, &str, Publisher) = ("daily", "Harbour Daily", Publisher::Paper);

/// A new event, a second report of it in another language, three copies, a source that is silent.
fn sunday() -> Waiting {
    let mut first = news(
        1,
        1,
        TASS,
        "2026-11-22T11:05:00Z",
        "Moscow and Pyongyang sign protocol to 2024 treaty",
    );
    first.article.published = "2026-11-22T14:05:00+03:00".parse().ok();
    first.article.dateline =
        Some(Dateline { place: Some("Moscow".to_owned()), ..Dateline::default() });
    let new_sentences = vec![
        sentence(
            "The protocol was signed by the two foreign ministers in Moscow on November 22.",
            &[(FactKind::Name, "Moscow"), (FactKind::Date, "November 22")],
        ),
        sentence(
            "“The sides shall consult within 24 hours,” article 2 says.",
            &[(FactKind::Figure, "24 hours"), (FactKind::Quotation, "The sides shall consult")],
        ),
        sentence("It takes effect on January 1, 2027.", &[(FactKind::Date, "January 1, 2027")]),
        sentence("No guests were invited to the ceremony.", &[]),
        sentence("The text has nine articles.", &[(FactKind::Figure, "nine articles")]),
        sentence("A second protocol, on railways, is to follow.", &[]),
    ];
    first.verdict.corpora.insert(
        "treaty".to_owned(),
        Beside {
            closeness: Closeness::Related,
            new_event: true,
            new_sentences,
            because: "The treaty and both parties as in seeds 000-002; the event's date, 22 Nov \
                2026, fits no known story: a new event."
                .to_owned(),
            ..Beside::default()
        },
    );
    first
        .verdict
        .seen
        .because
        .push_str("No passage of ten words is shared with anything read before: not a copy.");

    first.article.text.clear();
    first.article.text.push_str(
        "The protocol was signed by the two foreign ministers in Moscow \
        on November 22. It takes effect on January 1, 2027.",
    );
    let mut by_query = News { hit: 11, watch: "ministers".to_owned(), ..first.clone() };
    let span = first
        .article
        .text
        .find("foreign ministers")
        .map(|start| start..start + "foreign ministers".len());
    by_query.because = vec![Reason {
        clause: "\"foreign ministers\" AND protocol".to_owned(),
        field: Field::Text,
        span,
    }];

    let mut contradiction = sentence(
        "Стороны проведут консультации в течение 48 часов.",
        &[(FactKind::Figure, "48 часов")],
    );
    contradiction.facts[0].instead_of = Some("24 hours".to_owned());
    let mut second =
        news(2, 1, RIA, "2026-11-22T11:07:00Z", "Москва и Пхеньян подписали протокол к договору");
    second.article.language = Some("ru".to_owned());
    second.verdict.corpora.insert(
        "treaty".to_owned(),
        Beside {
            closeness: Closeness::Related,
            new_event: true,
            new_sentences: vec![contradiction],
            ..Beside::default()
        },
    );
    let copies = (3..6).zip([VOV, DAILY, VOV]).map(|(number, outlet)| {
        copying(news(number, 1, outlet, "2026-11-22T11:08:00Z", "Protocol signed"), 1)
    });
    let mut waiting =
        Waiting { news: vec![first, by_query, second], coverage: coverage(), ..Waiting::default() };
    waiting.news.extend(copies);
    waiting
}

/// Two stories that were due when the watch alerted last.
fn held() -> Waiting {
    let mut waiting = Waiting::default();
    let told = news(20, 20, TASS, "2026-11-22T11:00:00Z", "Deputy minister arrives in Pyongyang");
    let at = at("2026-11-22T11:01:00Z");
    waiting.told = vec![told_of(&told, How::Alerted, "2026-11-22T11:01:00Z")];
    waiting.alerts = vec![Alerted {
        reader: "desk".to_owned(),
        watch: told.watch.clone(),
        story: told.story,
        at,
    }];
    waiting.news = vec![
        told,
        news(21, 21, KCNA, "2026-11-22T11:00:30Z", "Bridge over the Tumen to open in spring"),
        news(22, 22, DAILY, "2026-11-22T11:00:40Z", "Duma committee reads the protocol on Tuesday"),
    ];
    waiting
}

/// A digest with every section.
fn week() -> Waiting {
    let mut waiting = sunday();
    waiting.told = waiting
        .news
        .iter()
        .filter(|news| news.item == ItemId(1))
        .map(|news| told_of(news, How::Alerted, "2026-11-22T11:09:00Z"))
        .collect();
    for news in &mut waiting.news {
        if news.item == ItemId(1) {
            news.version = 2;
            news.edited = Some("\"within 24 hours\" is now \"within 48 hours\"".to_owned());
        } else {
            news.weight = Weight::Digest;
        }
    }
    let mut short =
        news(6, 2, DAILY, "2026-11-21T09:30:00Z", "Комитет рассмотрит документ 1 декабря");
    short.weight = Weight::Digest;
    short.article.quality = Quality::HeadlineOnly;
    short.article.paywall = true;
    short.article.language = Some("ru".to_owned());
    let mut telegram = news(
        7,
        3,
        KCNA,
        "2026-11-21T01:00:00Z",
        "Greetings on the anniversary of the opening of the embassy",
    );
    telegram.weight = Weight::Digest;
    telegram
        .verdict
        .corpora
        .insert("treaty".to_owned(), Beside { closeness: Closeness::Related, ..Beside::default() });
    let old = News {
        baseline: true,
        ..news(8, 4, TASS, "2026-11-20T01:00:00Z", "Treaty enters into force")
    };
    waiting.news.extend([short, telegram, old]);
    waiting.digests = vec![state()];
    waiting.silences = vec![Silence {
        id: 1,
        owner: "instance".to_owned(),
        of: SilenceOf::Source("vov".to_owned()),
        until: at("2026-11-29T00:00:00Z"),
        reason: "repeats the agencies".to_owned(),
    }];
    waiting.followed = vec![Followed {
        reader: "desk".to_owned(),
        story: StoryId(30),
        headline: "Troop rotation talks".to_owned(),
        last_seen: at("2026-11-18T09:00:00Z"),
    }];
    waiting.outlets = ["TASS", "RIA Novosti", "VOV"].map(str::to_owned).to_vec();
    for (news, agency) in waiting.news.iter_mut().zip(["EFE", "TASS", "EFE", "Interfax"]) {
        news.verdict.provenance.declared =
            vec![CreditedAgency { agency: agency.to_owned(), by: By::Credit }];
    }
    waiting
}

/// Where the reader's digests stand: three days before the next one.
fn state() -> DigestState {
    DigestState { reader: "desk".to_owned(), told_until: at("2026-11-19T22:00:00Z") }
}

/// Thirty sources, one of them unread.
fn coverage() -> Coverage {
    let unread = Unread {
        source: "Rodong Sinmun".to_owned(),
        since: Some(at("2026-11-21T00:10:00Z")),
        why: "timed out".to_owned(),
        next_try: at("2026-11-22T22:30:00Z"),
    };
    Coverage { sources: 30, unread: vec![unread], headline_only: 1 }
}

/// What the reader was told of `news`.
pub(super) fn told_of(news: &News, how: How, when: &str) -> Told {
    Told {
        reader: "desk".to_owned(),
        hit: news.hit,
        item: news.item,
        story: news.story,
        how,
        at: at(when),
    }
}

/// A new sentence with these facts.
fn sentence(text: &str, facts: &[(FactKind, &str)]) -> NewSentence {
    let facts = facts
        .iter()
        .map(|(kind, text)| Fact { kind: *kind, text: (*text).to_owned(), instead_of: None })
        .collect();
    NewSentence { span: 0..text.len(), text: text.to_owned(), facts }
}
