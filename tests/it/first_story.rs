//! The story of `dateline init --example`, on its first day: what its watches make of sixty texts,
//! and the way of a new user.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dateline::compare::Names;
use dateline::extract::Article;
use dateline::settings::compiled_in_names;
use dateline::text::analyse;
use dateline::watch::{Document, Query};
use serde::Deserialize;
use serde_json::Value;

use crate::desk::{Desk, objects, text};
use crate::site::Site;

const WATCHES: [&str; 3] = ["treaty", "military", "economy"];

#[derive(Deserialize)]
struct Texts {
    text: Vec<Short>,
}

/// A headline with the sentence or two that a feed has of it.
#[derive(Deserialize)]
struct Short {
    id: String,
    language: String,
    /// The watch whose matter it is; none for what only looks alike.
    watch: Option<String>,
    headline: String,
    summary: String,
}

/// The ways in which a text hits a watch.
#[derive(Default)]
struct Made {
    /// Whether the watch's query holds of it.
    by_query: bool,
    /// Its relation to the watch's corpus, where that makes it a hit.
    relation: Option<String>,
}

impl Made {
    fn is_hit(&self) -> bool {
        self.by_query || self.relation.is_some()
    }

    fn shown(&self) -> String {
        let parts: Vec<&str> =
            self.by_query.then_some("query").into_iter().chain(self.relation.as_deref()).collect();
        if parts.is_empty() { "-".to_owned() } else { parts.join(", ") }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/first-story")
}

fn shorts(file: &str) -> Vec<Short> {
    toml::from_str::<Texts>(&std::fs::read_to_string(folder().join(file)).unwrap()).unwrap().text
}

/// The example as it is written for a user.
fn example() -> Desk {
    let desk = Desk::new(&[]);
    desk.done(&["init", "--example", desk.config().to_str().unwrap()]);
    desk
}

/// The ways in which each file hits each watch, by file stem and watch.
fn made(desk: &Desk, files: &[PathBuf]) -> BTreeMap<(String, &'static str), Made> {
    let mut all = BTreeMap::new();
    for watch in WATCHES {
        let named: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).collect();
        let output = desk.dateline(&[&["watch", "test", watch, "--json"], &named[..]].concat());
        for tried in objects(&text(&output.stdout)) {
            let stem = Path::new(tried["file"].as_str().unwrap())
                .file_stem()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let hits: Vec<&Value> = tried["hits"].as_array().unwrap().iter().collect();
            let reasons = hits.iter().flat_map(|hit| hit["because"].as_array().unwrap());
            let (of_corpus, of_query): (Vec<&Value>, Vec<&Value>) =
                reasons.partition(|reason| reason["field"] == "corpus");
            let new_event = if tried["new_event"] == true { ", new event" } else { "" };
            let relation = (!of_corpus.is_empty())
                .then(|| format!("{}{new_event}", tried["relation"].as_str().unwrap()));
            all.insert((stem, watch), Made { by_query: !of_query.is_empty(), relation });
        }
    }
    all
}

fn write(desk: &Desk, shorts: &[Short]) -> Vec<PathBuf> {
    let put = |short: &Short| {
        desk.write(
            &format!("tried/{}.txt", short.id),
            &format!("{}\n\n{}\n", short.headline, short.summary),
        );
        desk.config().join(format!("tried/{}.txt", short.id))
    };
    shorts.iter().map(put).collect()
}

fn long_texts(folder: &Path) -> Vec<PathBuf> {
    (1..=10).map(|number| folder.join(format!("long-{number:02}.txt"))).collect()
}

fn id_of(file: &Path) -> String {
    file.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// What the watches make of a set of texts.
struct Judged {
    hits: Vec<Short>,
    lookalikes: Vec<Short>,
    long: Vec<PathBuf>,
    made: BTreeMap<(String, &'static str), Made>,
}

impl Judged {
    fn of(hits: Vec<Short>, lookalikes: Vec<Short>, long: Vec<PathBuf>) -> Self {
        let desk = example();
        let files: Vec<PathBuf> = write(&desk, &hits)
            .into_iter()
            .chain(write(&desk, &lookalikes))
            .chain(long.iter().cloned())
            .collect();
        Self { made: made(&desk, &files), hits, lookalikes, long }
    }

    fn made(&self, id: &str, watch: &'static str) -> &Made {
        &self.made[&(id.to_owned(), watch)]
    }

    fn is_any_hit(&self, id: &str) -> bool {
        WATCHES.iter().any(|watch| self.made(id, watch).is_hit())
    }

    /// The texts that their own watch should find, and does not.
    fn missed(&self) -> Vec<&str> {
        let is_found = |hit: &&Short| {
            WATCHES.iter().any(|watch| {
                hit.watch.as_deref() == Some(*watch) && self.made(&hit.id, watch).is_hit()
            })
        };
        self.hits.iter().filter(|hit| !is_found(hit)).map(|hit| hit.id.as_str()).collect()
    }

    /// The texts that only look alike, and are hits.
    fn wrong(&self) -> Vec<&str> {
        self.lookalikes
            .iter()
            .map(|short| short.id.as_str())
            .filter(|id| self.is_any_hit(id))
            .collect()
    }

    /// The texts on something else of which a query holds.
    fn long_by_query(&self) -> Vec<String> {
        self.long
            .iter()
            .map(|file| id_of(file))
            .filter(|id| WATCHES.iter().any(|watch| self.made(id, watch).by_query))
            .collect()
    }

    fn table(&self) -> String {
        let mut table = String::from(
            "text     in  of        treaty                           military  economy\n",
        );
        let shorts = self
            .hits
            .iter()
            .chain(&self.lookalikes)
            .map(|short| (short.id.clone(), short.language.as_str(), short.watch.as_deref()));
        for (id, language, watch) in
            shorts.chain(self.long.iter().map(|file| (id_of(file), "", None)))
        {
            let cells = WATCHES.map(|watch| self.made(&id, watch).shown());
            let row = format!(
                "{id:<8} {language:<3} {:<9} {:<32} {:<9} {}",
                watch.unwrap_or("-"),
                cells[0],
                cells[1],
                cells[2]
            );
            table.push_str(row.trim_end());
            table.push('\n');
        }
        table
    }
}

/// `tests/first-story/table.txt` says what each watch makes of each text. Where it differs, the
/// table as it is now is in `target/first-story-table.txt`: look at each line that changed, and put
/// it in the place of the other.
#[test]
fn each_watch_of_the_first_story_makes_of_each_text_what_the_table_says() {
    let judged = Judged::of(shorts("hits.toml"), shorts("lookalikes.toml"), long_texts(&folder()));
    let none: [&str; 0] = [];
    assert_eq!((judged.hits.len(), judged.lookalikes.len()), (30, 20));
    assert_eq!((judged.missed(), judged.wrong()), (none.to_vec(), none.to_vec()));
    assert_eq!(judged.long_by_query(), none);
    let more = Judged::of(shorts("more-hits.toml"), shorts("more-lookalikes.toml"), Vec::new());
    // a headline and a sentence each, which allude or say little of the topic
    let missed = vec!["m03", "m15", "m16"];
    assert_eq!((more.missed(), more.wrong()), (missed, none.to_vec()));
    assert_same(
        &format!("{}\n{}", judged.table(), more.table()),
        "table.txt",
        "first-story-table.txt",
    );
}

/// Held-out texts are looked at by sums only: nobody reads them.
#[test]
fn of_the_first_story_texts_that_are_held_out_as_many_are_found_as_were() {
    let folder = folder().join("held-out");
    let judged = Judged::of(
        shorts("held-out/hits.toml"),
        shorts("held-out/lookalikes.toml"),
        long_texts(&folder),
    );
    let found = judged.hits.iter().filter(|hit| judged.is_any_hit(&hit.id)).count();
    let silent = judged.long.iter().filter(|file| !judged.is_any_hit(&id_of(file))).count();
    let sums = [
        30 - judged.missed().len(),
        found,
        20 - judged.wrong().len(),
        10 - judged.long_by_query().len(),
        silent,
    ];
    println!(
        "of 30 by its own watch {}, by any {}; of 20 look-alikes silent {}; of 10 long texts no \
            query {}, silent {}",
        sums[0], sums[1], sums[2], sums[3], sums[4]
    );
    assert!(sums.iter().zip([22, 22, 19, 9, 3]).all(|(now, reached)| *now >= reached), "{sums:?}");
}

/// Fails where a file of the repository is not what it should be, word by word: lines break
/// elsewhere on other days.
fn assert_same(now: &str, kept: &str, beside: &str) {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target").join(beside);
    let expected = std::fs::read_to_string(folder().join(kept)).unwrap_or_default();
    if now.split_whitespace().ne(expected.split_whitespace()) {
        std::fs::write(&target, now).unwrap();
        let differs: Vec<String> = now
            .lines()
            .filter(|line| !expected.lines().any(|other| other == *line))
            .map(|line| format!("  {line}"))
            .collect();
        panic!("tests/first-story/{kept} differs from target/{beside}:\n{}", differs.join("\n"));
    }
}

/// Whether `@id` stands in a text.
fn is_named(names: &Names, id: &str, said: &str) -> bool {
    let query = Query::parse(&format!("@{id}"), names).unwrap();
    let article = Article::new("https://news.example/a".parse().unwrap(), said, "");
    let (headline, body) = (analyse(said), analyse(""));
    query.reasons(&Document::of(&article, &headline, &body, "wire")).is_some()
}

#[test]
fn names_are_found_in_cases_and_as_adjectives_and_not_in_what_only_looks_alike() {
    let names = Names::parse(&compiled_in_names()).unwrap();
    for (id, said) in [
        ("dprk", "North Korean crews"),
        ("dprk", "des soldats nord-coréens"),
        ("dprk", "nordkoreanischer Soldat"),
        ("dprk", "в северокорейских портах"),
        ("dprk", "північнокорейську зброю"),
        ("dprk", "جنود من كوريا الشمالية"),
        ("dprk", "Kuzey Kore'nin gemileri"),
        ("dprk", "północnokoreańscy żołnierze z Korei Północnej"),
        ("dprk", "vojáci ze Severní Koreje"),
        ("dprk", "朝鲜外务省"),
        ("russia", "la délégation russe"),
        ("russia", "российского министра"),
        ("russia", "俄朝关系"),
        ("russia", "rosyjskich żołnierzy"),
        ("russia", "الجيش الروسي"),
        ("russia", "Rusya'ya giden tren"),
        ("pyongyang", "переговоры в Пхеньяне"),
        ("pyongyang", "w Pjongjangu"),
        ("moscow", "московские переговоры"),
        ("moscow", "in Moskau"),
        ("moscow", "Mosca e Pyongyang"),
        ("state-duma", "les députés de la Douma"),
        ("rason", "나선시 항구"),
        ("workers-party-of-korea", "조선노동당 전원회의"),
        ("tumangang", "станция Хасан"),
    ] {
        assert!(is_named(&names, id, said), "@{id} in {said}");
    }
    for (id, said) in [
        ("rason", "먼 나선은하의 초신성"),
        ("workers-party-of-korea", "영국 노동당의 총리"),
        ("state-duma", "un hôpital à Douma, en Syrie"),
        ("tumangang", "Хасан подписал контракт"),
        ("tumangang", "Khasan wins in the third round"),
        ("moscow", "la mosca dell'olivo"),
        ("moscow", "una mosca en la sopa"),
        ("moscow", "fire crews of Moscow, Idaho"),
        ("dprk", "朝鲜半岛迎来寒潮"),
        ("dprk", "朝鮮日報が報じた"),
        ("dprk", "bán đảo Triều Tiên có tuyết"),
        ("dprk", "북한강 자전거길"),
        ("russia", "美国俄亥俄州"),
        ("kursk", "le sous-marin Koursk"),
    ] {
        assert!(!is_named(&names, id, said), "@{id} in {said}");
    }
}

#[test]
fn the_users_own_seeds_go_beside_those_of_the_example() {
    let desk = example();
    desk.write(
        "own.txt",
        "Ferry line to Rason planned\n\nVLADIVOSTOK, May 3, 2026 - Russia and \
        North Korea plan a ferry line to Rason, both governments said on Sunday.\n",
    );
    desk.done(&[
        "corpus",
        "add",
        "dprk-russia-treaty",
        desk.config().join("own.txt").to_str().unwrap(),
    ]);
    assert_eq!(desk.listed(&["corpus", "show", "dprk-russia-treaty"]).len(), 13);
    assert!(desk.done(&["check"]).contains("3 watches, 1 readers: well formed"));
}

/// An outlet of the example as it stands on this machine: the shape that its site has, with texts
/// of our own.
struct Outlet {
    /// The id of its source.
    id: &'static str,
    /// The file of its crawler, where it has one.
    crawler: Option<&'static str>,
    path: &'static str,
    kind: &'static str,
    site: Site,
    lists: fn(&[Page]) -> String,
}

#[derive(Clone)]
struct Page {
    path: &'static str,
    headline: &'static str,
    text: &'static str,
}

const fn page(path: &'static str, headline: &'static str, text: &'static str) -> Page {
    Page { path, headline, text }
}

/// The pages that each outlet has before the first visit: one on the topic, the rest on something
/// else.
const BEFORE: [(&str, &[Page]); 5] = [
    (
        "kcna",
        &[page(
            "/en/article/detail/0a",
            "Beekeepers' Meeting Held",
            "Pyongyang (KCNA) -- A meeting of beekeepers was held. The yield of the year was \
                discussed, and the hives of three counties were praised. The next meeting will be \
                held in the spring.",
        )],
    ),
    (
        "kremlin",
        &[page(
            "/events/1",
            "Meeting with lighthouse keepers",
            "The President met with lighthouse keepers of the northern coast. They spoke about \
                lamps, wages and the winter stores that have to be landed before the ice comes.",
        )],
    ),
    (
        "yonhap-north-korea",
        &[page(
            "/view/1",
            "Russian delegation visits Pyongyang for talks on tourism",
            "SEOUL (Yonhap) -- A Russian delegation arrived in Pyongyang for talks on group tours \
                to North Korea's east coast, state media said. The two sides will discuss flights \
                and visas.",
        )],
    ),
    (
        "cgtn",
        &[page(
            "/news/1",
            "Container rates fall for a third week",
            "Freight rates on the main routes fell for a third week as new ships came into \
                service, brokers said.",
        )],
    ),
    (
        "federation-council",
        &[page(
            "/events/news/90000/",
            "Сенаторы обсудили поддержку маяков",
            "На заседании обсудили поддержку маяков и сроки завоза топлива на северные станции.",
        )],
    ),
];

/// The pages that are published on the day after, each with its outlet.
const AFTER: [(&str, Page); 4] = [
    (
        "kcna",
        page(
            "/en/article/detail/0b",
            "DPRK Foreign Minister Leaves for Russian Federation",
            "Pyongyang (KCNA) -- Choe Son Hui, minister of Foreign Affairs of the DPRK, left here \
                to visit the Russian Federation at the invitation of its Foreign Ministry. A \
                protocol to the Treaty on Comprehensive Strategic Partnership is to be signed \
                during the visit.",
        ),
    ),
    (
        "yonhap-north-korea",
        page(
            "/view/2",
            "(LEAD) N. Korea, Russia sign protocol to partnership treaty in Moscow",
            "SEOUL (Yonhap) -- North Korean Foreign Minister Choe Son-hui and her Russian \
                counterpart Sergey Lavrov signed a protocol to their countries' comprehensive \
                strategic partnership treaty in Moscow, Russian media said. It sets out how the \
                two sides consult when either is threatened.",
        ),
    ),
    (
        "cgtn",
        page(
            "/news/2",
            "Orchid fair opens in Kunming",
            "The orchid fair opened in Kunming with growers from nine provinces. It is open until \
                the weekend.",
        ),
    ),
    (
        "federation-council",
        page(
            "/events/news/90001/",
            "Комитет СФ рассмотрит протокол к договору с КНДР",
            "Комитет Совета Федерации по международным делам рассмотрит протокол к договору о \
                всеобъемлющем стратегическом партнерстве между Россией и КНДР. Документ подписали \
                в Москве главы МИД двух стран.",
        ),
    ),
];

fn feed(pages: &[Page]) -> String {
    let items: String = pages
        .iter()
        .map(|page| {
            format!("<item><title>{}</title><link>{}</link></item>", page.headline, page.path)
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Feed</title>{items}</channel></rss>")
}

fn atom(pages: &[Page]) -> String {
    let entries: String = pages
        .iter()
        .map(|page| {
            format!(
                "<entry><title>{}</title><link href=\"{}\"/><id>{}</id></entry>",
                page.headline, page.path, page.path
            )
        })
        .collect();
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed</title>{entries}</feed>")
}

fn sitemap(pages: &[Page]) -> String {
    let urls: String =
        pages.iter().map(|page| format!("<url><loc>{}</loc></url>", page.path)).collect();
    format!("<urlset>{urls}</urlset>")
}

/// The list of KCNA's site, as `crawlers/tests/kcna-listing.html` has it.
fn list_of_kcna(pages: &[Page]) -> String {
    let articles: String = pages
        .iter()
        .map(|page| {
            format!(
                "<div class=article><h5 class=block><a href=\"{}\">{}</a></h5></div>",
                page.path, page.headline
            )
        })
        .collect();
    format!(
        "<!DOCTYPE html><html><head><title>KCNA</title></head>\
            <body><main>{articles}</main></body></html>"
    )
}

fn list_of_links(pages: &[Page]) -> String {
    let links: String = pages
        .iter()
        .map(|page| format!("<li><a href=\"{}\">{}</a></li>", page.path, page.headline))
        .collect();
    format!(
        "<!DOCTYPE html><html><head><title>News</title></head><body><ul>{links}</ul></body></html>"
    )
}

impl Outlet {
    fn publish(&self, pages: &[Page]) {
        self.site.answer(self.path, self.kind, (self.lists)(pages));
        for page in pages {
            let article = format!(
                "<!DOCTYPE html><html><head><title>{0}</title></head><body><main><article><div \
                    class=container><h1>{0}</h1><p>{1}</p></div></article></main></body></html>",
                page.headline, page.text
            );
            self.site.answer(page.path, "text/html; charset=utf-8", article);
        }
    }
}

fn outlets() -> Vec<Outlet> {
    let outlet = |ip: &str, id, crawler, path, kind, lists| Outlet {
        id,
        crawler,
        path,
        kind,
        site: Site::on(ip, Vec::new()),
        lists,
    };
    vec![
        outlet(
            "127.0.0.2",
            "kcna",
            Some("kcna"),
            "/en/article/list/ab",
            "text/html",
            list_of_kcna as fn(&[Page]) -> String,
        ),
        outlet("127.0.0.3", "kremlin", None, "/feed", "application/atom+xml", atom),
        outlet("127.0.0.4", "yonhap-north-korea", None, "/RSS/nk.xml", "application/rss+xml", feed),
        outlet("127.0.0.5", "cgtn", None, "/sitemap.xml", "application/xml", sitemap),
        outlet(
            "127.0.0.6",
            "federation-council",
            Some("federation-council"),
            "/events/news/",
            "text/html",
            list_of_links,
        ),
    ]
}

/// Leads five of the example's sources to this machine, and leaves the others out.
fn lead_here(desk: &Desk, outlets: &[Outlet]) {
    let path = "sources/dprk-russia.toml";
    let mut sources: toml_edit::DocumentMut =
        std::fs::read_to_string(desk.config().join(path)).unwrap().parse().unwrap();
    let tables = sources["source"].as_array_of_tables_mut().unwrap();
    let of = |table: &toml_edit::Table| {
        outlets.iter().find(|outlet| table["id"].as_str() == Some(outlet.id))
    };
    tables.retain(|table| of(table).is_some());
    assert_eq!(tables.len(), outlets.len());
    for table in tables.iter_mut() {
        table["url"] = toml_edit::value(of(table).unwrap().site.link(of(table).unwrap().path));
    }
    desk.write(path, &sources.to_string());
    let crawlers = Path::new(env!("CARGO_MANIFEST_DIR")).join("crawlers");
    for (crawler, outlet) in outlets.iter().filter_map(|outlet| Some((outlet.crawler?, outlet))) {
        let mut rules: toml_edit::DocumentMut =
            std::fs::read_to_string(crawlers.join(format!("{crawler}.toml")))
                .unwrap()
                .parse()
                .unwrap();
        rules["hosts"] =
            toml_edit::value(toml_edit::Array::from_iter([outlet.site.address.ip().to_string()]));
        rules.remove("test");
        desk.write(&format!("crawlers/{crawler}.toml"), &rules.to_string());
    }
    let settings = std::fs::read_to_string(desk.config().join("dateline.toml")).unwrap();
    let settings = settings
        .replace("allow_networks = []", "allow_networks = [\"127.0.0.0/8\"]")
        .replace("host_gap = \"1s\"", "host_gap = \"0s\"");
    desk.write("dateline.toml", &settings.replace("group_wait = \"60s\"", "group_wait = \"0s\""));
    let reader = std::fs::read_to_string(desk.config().join("readers/desk.toml")).unwrap();
    desk.write("readers/desk.toml", &reader.replace(", quiet = \"23:00-06:00\"", ""));
}

/// The commands of a session and what they print, without what differs from day to day.
struct Transcript<'a> {
    desk: &'a Desk,
    text: String,
}

impl Transcript<'_> {
    fn note(&mut self, note: &str) {
        self.text.push_str(&format!("# {note}\n"));
    }

    fn run(&mut self, arguments: &[&str]) {
        let shown: Vec<&str> = arguments
            .iter()
            .map(|argument| if Path::new(argument).is_dir() { "my-watch" } else { argument })
            .collect();
        self.text.push_str(&format!(
            "$ dateline {}{}\n",
            if arguments[0] == "init" { "" } else { "--config my-watch " },
            shown.join(" ")
        ));
        let printed =
            self.desk.done(arguments).replace(self.desk.config().to_str().unwrap(), "my-watch");
        self.text.push_str(&timeless(&printed));
        self.text.push('\n');
    }
}

/// What was printed, with placeholders for what the clock and the ports make of it.
fn timeless(printed: &str) -> String {
    let mut shown = String::new();
    for line in printed.lines() {
        let mut follows_weekday = false;
        let words = line.split(' ').map(|word| {
            let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
            let placeholder = placeholder(letters, follows_weekday);
            follows_weekday = placeholder.as_deref() == Some("Day");
            placeholder
                .map_or_else(|| word.to_owned(), |placeholder| word.replace(letters, &placeholder))
        });
        let line: Vec<String> = words.collect();
        shown.push_str(line.join(" ").trim_end());
        shown.push('\n');
    }
    shown
}

/// The placeholder for a word that is another one tomorrow.
fn placeholder(word: &str, follows_weekday: bool) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    if let Some((_, path)) =
        word.strip_prefix("http://127.0.0.").and_then(|rest| rest.split_once('/'))
    {
        return Some(format!("http://outlet/{path}"));
    }
    let fixed = match shape.as_str() {
        "00:00" => "hh:mm",
        "00-00" => "mm-dd",
        "0000-00-00" => "yyyy-mm-dd",
        "0" | "00" if follows_weekday => "dd",
        _ if MONTHS.contains(&word) => "Month",
        _ if WEEKDAYS.contains(&word) => "Day",
        _ => return None,
    };
    Some(fixed.to_owned())
}

/// `tests/first-story/transcript.txt`: from `init --example` to the first digest.
#[test]
fn a_new_user_comes_from_the_example_to_its_first_digest() {
    let desk = Desk::new(&[]);
    let outlets = outlets();
    let mut session = Transcript { desk: &desk, text: String::new() };
    session.run(&["init", "--example", desk.config().to_str().unwrap()]);
    lead_here(&desk, &outlets);
    session.note(
        "Five of the sources lead to this machine now, where their sites' shapes stand \
        with texts of our own.",
    );
    let mut pages: BTreeMap<&str, Vec<Page>> =
        BEFORE.iter().map(|(id, pages)| (*id, pages.to_vec())).collect();
    let publish = |pages: &BTreeMap<&str, Vec<Page>>| {
        outlets.iter().for_each(|outlet| outlet.publish(&pages[outlet.id]));
    };
    publish(&pages);
    session.run(&["check"]);
    session.run(&["source", "test", "--all", "--keep"]);
    session.run(&["run", "--once"]);
    session.note("The next day, four of them publish.");
    for (id, page) in AFTER {
        pages.get_mut(id).unwrap().insert(0, page);
    }
    publish(&pages);
    desk.make_due();
    session.run(&["run", "--once"]);
    session.run(&["item", "list"]);
    session.run(&["digest", "preview", "desk"]);
    assert_same(&session.text, "transcript.txt", "first-story-transcript.txt");
}
