//! The queries and articles of property tests, made of few words, so that they meet.

use proptest::prelude::*;

use crate::compare::Names;
use crate::settings::RawFile;
use crate::text::analyse;

use super::{Document, Query};

/// An article of a property test: what a [`Document`] borrows.
#[derive(Debug, Clone)]
pub struct Piece {
    pub headline: String,
    pub body: String,
    pub source: String,
    pub language: Option<String>,
    pub site: String,
}

impl Piece {
    /// The answer of `look` for this article as a document.
    pub fn with<T>(&self, look: impl FnOnce(&Document<'_>) -> T) -> T {
        let (headline_text, body_text) = (analyse(&self.headline), analyse(&self.body));
        look(&Document {
            headline: &self.headline,
            headline_text: &headline_text,
            body: &self.body,
            body_text: &body_text,
            source: &self.source,
            language: self.language.as_deref(),
            site: &self.site,
        })
    }
}

/// The names that these queries may use.
pub fn names() -> Names {
    let text = "[dprk]\nkind = \"place\"\nspellings = [\"North Korea\", \"КНДР\", \"朝鲜\", \"b1 \
        c1\"]\nexcept = [\"朝鲜半岛\", \"a1 b1 c1\"]\n[kim]\nkind = \"person\"\nspellings = \
        [\"a1\"]\nexcept = [\"a1 a2\"]\n";
    let file =
        RawFile { path: "names/test.toml".to_owned(), stem: "test".to_owned(), bytes: text.into() };
    Names::parse(&[file]).unwrap()
}

/// Words of few letters, so that articles and queries of them meet.
const FEW: &[&str] =
    &["a1", "a2", "b1", "b1.", "c1", "C1\n\n", "朝鲜", "朝鲜半岛", "鲜", "North", "Korea"];

/// What stands in articles of twelve scripts, and what other spellings of it look like.
const SCRIPTS: &[&str] = &[
    "cease-fire",
    "ceasefire",
    "cease",
    "fire",
    "AT&T",
    "at",
    "T",
    "C++",
    "C",
    "U.S.",
    "US",
    "us",
    "WHO",
    "who",
    "F-16",
    "F16",
    "F",
    "16",
    "1 000",
    "1,000",
    "1.000",
    "1000",
    "3,5",
    "3.5",
    "dell’Ucraina",
    "l'accord",
    "Putin'in",
    "O'Brien",
    "#pact",
    "pact",
    "@desk",
    "50%",
    "Müller.",
    "state-of-the-art",
    "мирный",
    "Ёлка",
    "ПЕРЕМИРИЕ",
    "перемирие",
    "Су-57",
    "и.о.",
    "κύμα",
    "ΚΥΜΑ",
    "κύματος",
    "العراق",
    "للعراق",
    "والعراق",
    "عراق",
    "اتفاقيّة",
    "ישראל",
    "בישראל",
    "צה״ל",
    "समझौता",
    "दिल्ली",
    "สัญญา",
    "ปูตินและคิมจองอึนลงนามสนธิสัญญา",
    "สนธิสัญญา",
    "มา",
    "มาก",
    "ພົບປະ",
    "ນາຍົກລັດຖະມົນຕີລາວພົບປະ",
    "កម្ពុជា",
    "រដ្ឋមន្ត្រីកម្ពុជាជួប",
    "ရုရှား",
    "ရုရှားနိုင်ငံ",
    "朝鲜",
    "朝鲜半岛",
    "鲜",
    "条約",
    "ガス",
    "ｶﾞｽ",
    "협정",
    "협정문",
    "\u{1112}\u{1167}\u{11b8}\u{110c}\u{1165}\u{11bc}",
];

/// Literals that ask for some of these.
const LITERALS: &[&str] = &[
    "cease-fire",
    "ceasefire",
    "\"cease fire\"",
    "fire",
    "AT&T",
    "at",
    "C++",
    "C",
    "U.S.",
    "US",
    "exact:US",
    "exact:\"WHO\"",
    "who",
    "F-16",
    "F16",
    "\"F 16\"",
    "16",
    "1000",
    "\"1 000\"",
    "1.000",
    "3.5",
    "3,5",
    "Ucraina",
    "exact:Ucraina",
    "dell'Ucraina",
    "accord",
    "Putin",
    "OBrien",
    "Brien",
    "\"#pact\"",
    "pact",
    "\"@desk\"",
    "50%",
    "50",
    "muller",
    "exact:Müller",
    "state-of-the-art",
    "\"the art\"",
    "мирный",
    "елка",
    "перемирие",
    "Су57",
    "и.о.",
    "κυμα",
    "العراق",
    "عراق",
    "اتفاقية",
    "ישראל",
    "צה\"ל",
    "समझौता",
    "दिल्ली",
    "สัญญา",
    "สนธิสัญญา",
    "ปูติน",
    "คิมจองอึน",
    "มา",
    "ລາວ",
    "ພົບ",
    "កម្ពុជា",
    "ရုရှား",
    "朝鲜",
    "鲜",
    "鲜半岛",
    "条",
    "ガス",
    "협정",
    "정",
    "ceas*",
    "ми*",
    "朝*",
    "\"朝鲜 pact\"",
    "\"fire F16\"",
    "\"the US\"",
    "@dprk",
    "@kim",
];

/// Any article.
pub fn piece() -> impl Strategy<Value = Piece> {
    piece_of(FEW)
}

/// Any article, and any query, in words of twelve scripts.
pub fn in_twelve_scripts() -> (impl Strategy<Value = Piece>, impl Strategy<Value = Query>) {
    (piece_of(SCRIPTS), query_of(LITERALS))
}

fn piece_of(words: &'static [&'static str]) -> impl Strategy<Value = Piece> {
    let word = prop::sample::select(words);
    let words =
        |length| prop::collection::vec(word.clone(), length).prop_map(|words| words.join(" "));
    let language = prop::sample::select(vec![None, Some("en"), Some("ko")]);
    let source = prop::sample::select(vec!["kcna", "kcna-watch", "tass"]);
    let site = prop::sample::select(vec!["news.example", "www.news.example", "other.test"]);
    (words(0..4), words(0..10), source, language, site).prop_map(
        |(headline, body, source, language, site)| Piece {
            headline,
            body,
            source: source.to_owned(),
            language: language.map(str::to_owned),
            site: site.to_owned(),
        },
    )
}

/// Any query that is not refused.
pub fn query() -> impl Strategy<Value = Query> {
    query_of(&[
        "a1",
        "A2",
        "b1",
        "c1",
        "a1*",
        "kor*",
        "no*",
        "朝鲜",
        "鲜",
        "鲜半岛",
        "b1-c1",
        "\"a1 b1\"",
        "«b1 c1 a1»",
        "\"b1 kor*\"",
        "\"a1 a1\"",
        "@dprk",
        "@kim",
    ])
}

fn query_of(literals: &'static [&'static str]) -> impl Strategy<Value = Query> {
    written(literals).prop_filter_map("refused", |source| Query::parse(&source, &names()).ok())
}

fn written(literals: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop::sample::select(literals);
    let label = prop::sample::select(vec![
        "source:kcna",
        "source:KC*",
        "language:en",
        "site:news.example",
        "site:example",
        "site:ne*",
        "source:\"tass\"",
    ]);
    let side = prop_oneof![
        word.clone().prop_map(str::to_owned),
        (word.clone(), word.clone()).prop_map(|(a, b)| format!("({a} OR {b})"))
    ];
    let operator =
        prop_oneof![(0_u32..4).prop_map(|most| format!("NEAR/{most}")), Just("SAME".to_owned())];
    let near =
        (side.clone(), operator, side).prop_map(|(a, operator, b)| format!("{a} {operator} {b}"));
    let place = prop::sample::select(vec!["", "", "title:", "text:"]);
    let leaf = prop_oneof![
        4 => (place.clone(), word).prop_map(|(place, word)| format!("{place}({word})")),
        1 => label.prop_map(str::to_owned),
        2 => (place, near).prop_map(within),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4)
                .prop_map(|parts| format!("({})", parts.join(" OR "))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| parts.join(" AND ")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} AND NOT ({b})")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("NOT {a} OR {b}")),
        ]
    })
}

fn within((place, near): (&str, String)) -> String {
    if place.is_empty() { near } else { format!("{place}({near})") }
}
