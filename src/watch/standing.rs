//! The watches that stand, and which of them one article satisfies, however many there are.
//!
//! A query is filed under words of which an article must have at least one, so that an article is
//! held against the few queries that share a word with it, however many there are.

use std::collections::HashMap;

use crate::compare::{Beside, Closeness, Copy, Verdict};
use crate::text;

use super::definition::{Need, Watch};
use super::literal::{Form, Literal};
use super::reasons::{Concordances, Document};
use super::tree::{Clause, Node};
use super::{Field, Hit, Reason, Weight};

/// The watches that stand, all of them. Built once, asked for every article.
#[derive(Debug, Clone, Default)]
pub struct Watches {
    all: Vec<Watch>,
    by_id: HashMap<String, usize>,
    by_corpus: HashMap<String, Vec<usize>>,
    by_form: HashMap<String, Vec<usize>>,
    /// The watches whose queries have no word that an article must have: prefixes, sources,
    /// languages.
    always: Vec<usize>,
}

impl Watches {
    /// The standing watches, in the order in which [`Watches::iter`] gives them and hits come.
    #[must_use]
    pub fn new(watches: Vec<Watch>) -> Self {
        let mut standing = Self::default();
        for (place, watch) in watches.iter().enumerate() {
            standing.by_id.insert(watch.id.clone(), place);
            if let Some(corpus) = &watch.corpus {
                standing.by_corpus.entry(corpus.clone()).or_default().push(place);
            }
            let Some(query) = &watch.query else { continue };
            match keys(query.root()) {
                Some(keys) => keys.into_iter().for_each(|key| {
                    standing.by_form.entry(key).or_default().push(place);
                }),
                None => standing.always.push(place),
            }
        }
        standing.all = watches;
        standing
    }

    /// All watches, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Watch> {
        self.all.iter()
    }

    /// The watch that is named `id`.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Watch> {
        self.by_id.get(id).map(|place| &self.all[*place])
    }

    /// The watches that a document satisfies, and what was judged of it.
    #[must_use]
    pub fn hits(&self, document: &Document<'_>, verdict: &Verdict) -> Vec<Hit> {
        let concordances = Concordances::of(document);
        let places = self.places(&concordances, verdict);
        places
            .into_iter()
            .filter_map(|place| hit(&self.all[place], document, &concordances, verdict))
            .collect()
    }

    /// The watches that an article may satisfy, in order.
    fn places(&self, concordances: &Concordances<'_>, verdict: &Verdict) -> Vec<usize> {
        let of_forms = concordances.forms().filter_map(|form| self.by_form.get(form));
        let near = verdict.corpora.iter().filter(|(_, beside)| concerns(beside));
        let of_corpora = near.filter_map(|(corpus, _)| self.by_corpus.get(corpus));
        let mut places: Vec<usize> =
            of_forms.chain(of_corpora).chain([&self.always]).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn hit(
    watch: &Watch,
    candidate: &Document<'_>,
    concordances: &Concordances<'_>,
    verdict: &Verdict,
) -> Option<Hit> {
    if watch.exclude.sources.iter().any(|excluded| excluded == candidate.source)
        || !speaks(watch, candidate.language)
    {
        return None;
    }
    let of_corpus = watch.corpus.as_ref().and_then(|name| {
        let beside = verdict.corpora.get(name).filter(|beside| concerns(beside))?;
        let weight = if watch.tell.iter().any(|tell| tell.is(beside)) {
            Weight::Alert
        } else {
            Weight::Digest
        };
        let clause = format!("corpus {name}: {}", beside.relation());
        Some((weight, Reason { clause, field: Field::Corpus, span: None }))
    });
    let of_query = watch.query.as_ref().and_then(|query| query.reasons_in(candidate, concordances));
    let missing = (watch.corpus.is_some() && of_corpus.is_none())
        || (watch.query.is_some() && of_query.is_none());
    let weight = match (&of_corpus, &of_query, watch.need) {
        (None, None, _) => return None,
        (_, _, Need::All) if missing => return None,
        (Some((weight, _)), _, Need::All) | (Some((weight, _)), None, Need::Any) => *weight,
        (_, Some(_), _) if watch.tell.is_empty() => Weight::Digest,
        (_, Some(_), _) => Weight::Alert,
    };
    if watch.must.as_ref().is_some_and(|must| must.reasons_in(candidate, concordances).is_none()) {
        return None;
    }
    let because = of_corpus
        .map(|(_, reason)| reason)
        .into_iter()
        .chain(of_query.into_iter().flatten())
        .collect();
    Some(Hit { watch: watch.id.clone(), owner: watch.owner.clone(), weight, because })
}

/// Whether an item concerns a corpus: it shares text with it, is on its topic, or tells a new event
/// of it.
fn concerns(beside: &Beside) -> bool {
    beside.copy >= Copy::Excerpt || beside.closeness >= Closeness::Related || beside.new_event
}

fn speaks(watch: &Watch, language: Option<&str>) -> bool {
    watch.languages.is_empty()
        || language.is_none_or(|language| watch.languages.iter().any(|wanted| wanted == language))
}

/// The folded forms of which an article must have at least one if `node` holds; `None` where no
/// such forms are known.
fn keys(node: &Node) -> Option<Vec<String>> {
    match &node.clause {
        Clause::All(nodes) => {
            nodes.iter().filter_map(keys).min_by(|a, b| frequency(a).total_cmp(&frequency(b)))
        }
        Clause::Any(nodes) => all(nodes.iter().map(keys)),
        Clause::Words { literal, .. } => literal_keys(literal),
        Clause::Near { left, right, .. } => {
            let (left, right) =
                (all(left.iter().map(literal_keys)), all(right.iter().map(literal_keys)));
            [left, right].into_iter().flatten().min_by(|a, b| frequency(a).total_cmp(&frequency(b)))
        }
        Clause::Not(_) | Clause::Is { .. } => None,
    }
}

fn all(parts: impl Iterator<Item = Option<Vec<String>>>) -> Option<Vec<String>> {
    let mut keys: Vec<String> = parts.collect::<Option<Vec<_>>>()?.concat();
    keys.sort_unstable();
    keys.dedup();
    Some(keys)
}

/// The rarest form of each spelling.
fn literal_keys(literal: &Literal) -> Option<Vec<String>> {
    all(literal.spellings.iter().map(|phrase| {
        let known = phrase.forms.iter().flat_map(|form| match form {
            Form::Exact(form) => vec![form.clone()],
            Form::Starts(_) => Vec::new(),
            Form::Within(word) => text::pairs_of(word),
        });
        known.max_by_key(String::len).map(|form| vec![form])
    }))
}

/// How often an article has one of `keys`, roughly: a longer word is rarer. Bytes rather than
/// characters, since a character of Han says as much as several of Latin.
fn frequency(keys: &[String]) -> f64 {
    keys.iter().map(|key| 0.25_f64.powi(i32::try_from(key.len()).unwrap_or(i32::MAX))).sum()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::compare::StoryLink;
    use crate::extract::Article;
    use crate::id::StoryId;
    use crate::settings::RawFile;
    use crate::text::analyse;
    use crate::watch::Query;
    use crate::watch::arbitrary::{Piece, names, piece, query};

    fn article(piece: &Piece) -> Article {
        let url = format!("https://{}/1", piece.site).parse().unwrap();
        Article {
            language: piece.language.clone(),
            ..Article::new(url, &piece.headline, &piece.body)
        }
    }

    fn verdict(corpora: &[(&str, Beside)]) -> Verdict {
        let corpora: BTreeMap<String, Beside> =
            corpora.iter().map(|(name, beside)| ((*name).to_owned(), beside.clone())).collect();
        Verdict {
            corpora,
            seen: Beside::default(),
            story: StoryLink::Founded(StoryId(1)),
            bridges: Vec::new(),
            background: Vec::new(),
            provenance: crate::compare::Provenance::default(),
        }
    }

    fn hits(watches: &Watches, piece: &Piece, verdict: &Verdict) -> Vec<Hit> {
        let article = article(piece);
        let (headline, body) = (analyse(&article.headline), analyse(&article.text));
        watches.hits(&Document::of(&article, &headline, &body, &piece.source), verdict)
    }

    fn watch(id: &str, text: &str) -> Watch {
        let file = RawFile {
            path: format!("watches/{id}.toml"),
            stem: id.to_owned(),
            bytes: format!("title = \"T\"\n{text}").into(),
        };
        Watch::parse(&file, &names()).unwrap()
    }

    /// A watch's hit on an article about a port strike, beside its corpus `port`.
    fn hit_of(
        text: &str,
        beside: &Beside,
        language: Option<&str>,
    ) -> Option<(Weight, Vec<String>)> {
        let [headline, body, source, site] =
            ["Port strike", "It goes on.", "tass", "news.example"].map(str::to_owned);
        let piece = Piece { headline, body, source, language: language.map(str::to_owned), site };
        let found = hits(
            &Watches::new(vec![watch("w", text)]),
            &piece,
            &verdict(&[("port", beside.clone())]),
        );
        found
            .into_iter()
            .next()
            .map(|hit| (hit.weight, hit.because.into_iter().map(|reason| reason.clause).collect()))
    }

    #[track_caller]
    fn check(
        text: &str,
        copy: Copy,
        closeness: Closeness,
        new_event: bool,
        expected: Option<(Weight, &str)>,
    ) {
        let beside = Beside { copy, closeness, new_event, ..Beside::default() };
        let hit =
            hit_of(text, &beside, Some("en")).map(|(weight, because)| (weight, because.join("; ")));
        assert_eq!(hit, expected.map(|(weight, because)| (weight, because.to_owned())), "{text}");
    }

    #[test]
    fn a_corpus_alerts_by_what_the_watch_tells() {
        use Closeness::{Related, SameStory, Unrelated};
        let corpus = "corpus = \"port\"";
        check(corpus, Copy::None, Unrelated, false, None);
        check(corpus, Copy::None, Related, false, Some((Weight::Digest, "corpus port: related")));
        check(corpus, Copy::None, Related, true, Some((Weight::Alert, "corpus port: related")));
        check(corpus, Copy::None, Unrelated, true, Some((Weight::Alert, "corpus port: unrelated")));
        check(
            corpus,
            Copy::None,
            SameStory,
            false,
            Some((Weight::Alert, "corpus port: same-story")),
        );
        check(
            corpus,
            Copy::Reprint,
            SameStory,
            false,
            Some((Weight::Alert, "corpus port: reprint")),
        );
        check(
            corpus,
            Copy::Reprint,
            Unrelated,
            false,
            Some((Weight::Digest, "corpus port: reprint")),
        );
        check(
            "corpus = \"port\"\n[alert]\ntell = [\"reprint\"]",
            Copy::Reprint,
            Unrelated,
            false,
            Some((Weight::Alert, "corpus port: reprint")),
        );
        check(
            "corpus = \"port\"\n[alert]\ntell = []",
            Copy::None,
            SameStory,
            false,
            Some((Weight::Digest, "corpus port: same-story")),
        );
        check("corpus = \"other\"", Copy::Duplicate, SameStory, true, None);
    }

    #[test]
    fn a_query_alerts_and_both_may_be_needed() {
        use Closeness::{Related, Unrelated};
        check("query = \"port\"", Copy::None, Unrelated, false, Some((Weight::Alert, "port")));
        check(
            "query = \"port\"\n[alert]\ntell = []",
            Copy::None,
            Unrelated,
            false,
            Some((Weight::Digest, "port")),
        );
        check("query = \"pact\"", Copy::None, Related, false, None);
        check(
            "corpus = \"port\"\nmust = \"port\"",
            Copy::None,
            Related,
            false,
            Some((Weight::Digest, "corpus port: related")),
        );
        check(
            "corpus = \"port\"\nquery = \"port\"\nmust = \"pact\"",
            Copy::None,
            Related,
            false,
            None,
        );
        check(
            "corpus = \"port\"\nquery = \"port\"",
            Copy::None,
            Unrelated,
            false,
            Some((Weight::Alert, "port")),
        );
        check(
            "corpus = \"port\"\nquery = \"port\"",
            Copy::None,
            Related,
            false,
            Some((Weight::Alert, "corpus port: related; port")),
        );
        check(
            "corpus = \"port\"\nquery = \"pact\"",
            Copy::None,
            Related,
            false,
            Some((Weight::Digest, "corpus port: related")),
        );
        check(
            "need = \"all\"\ncorpus = \"port\"\nquery = \"port\"",
            Copy::None,
            Related,
            false,
            Some((Weight::Digest, "corpus port: related; port")),
        );
        check(
            "need = \"all\"\ncorpus = \"port\"\nquery = \"port\"",
            Copy::None,
            Unrelated,
            false,
            None,
        );
        check(
            "need = \"all\"\ncorpus = \"port\"\nquery = \"pact\"",
            Copy::None,
            Related,
            false,
            None,
        );
        check(
            "need = \"all\"\nquery = \"port\"",
            Copy::None,
            Unrelated,
            false,
            Some((Weight::Alert, "port")),
        );
    }

    #[test]
    fn languages_and_sources_are_filtered() {
        let beside = Beside::default();
        let ask = |text: &str, language| {
            hit_of(&format!("query = \"port\"\n{text}"), &beside, language).is_some()
        };
        assert!(ask("languages = [\"ko\", \"en\"]", Some("en")));
        assert!(!ask("languages = [\"ko\"]", Some("en")));
        assert!(ask("languages = [\"ko\"]", None));
        assert!(!ask("exclude = { sources = [\"kcna\", \"tass\"] }", Some("en")));
        assert!(ask("exclude = { sources = [\"kcna\"] }", Some("en")));
    }

    #[test]
    fn watches_keep_their_order_and_are_found_by_id() {
        let watches = Watches::new(vec![
            watch("b", "query = \"port\""),
            watch("a", "query = \"po*\""),
            watch("c", "query = \"strike port\""),
        ]);
        assert_eq!(
            watches.iter().map(|watch| watch.id.as_str()).collect::<Vec<_>>(),
            ["b", "a", "c"]
        );
        assert_eq!(watches.get("a").map(|watch| watch.id.as_str()), Some("a"));
        assert_eq!(watches.get("d"), None);
        let [headline, body, source, site] =
            ["Port", "strike", "tass", "news.example"].map(str::to_owned);
        let found =
            hits(&watches, &Piece { headline, body, source, language: None, site }, &verdict(&[]));
        assert_eq!(found.iter().map(|hit| hit.watch.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    }

    #[test]
    fn a_query_is_filed_under_its_rarest_words() {
        let check = |source: &str, expected: Option<&[&str]>| {
            let query = Query::parse(source, &names()).unwrap();
            let keys = keys(query.root());
            let keys: Option<Vec<&str>> =
                keys.as_ref().map(|keys| keys.iter().map(String::as_str).collect());
            assert_eq!(keys.as_deref(), expected, "{source}");
        };
        check("the AND (treaty OR accord)", Some(&["accord", "treaty"]));
        check("the OR treaty", Some(&["the", "treaty"]));
        check("treat* OR pact", None);
        check("treat* AND pact", Some(&["pact"]));
        check("\"of the treat*\"", Some(&["ofthe", "the"]));
        check("pact NEAR/3 (treaty OR accords)", Some(&["accords", "treaty"]));
        check("pact NOT partnership", Some(&["pact"]));
        check("source:tass", None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn many_watches_give_what_each_alone_gives(
            queries in prop::collection::vec(query(), 1..20),
            piece in piece(),
        ) {
            let one = watch("w", "query = \"a1\"");
            let standing = |(place, query): (usize, &Query)| Watch {
                id: place.to_string(),
                query: Some(query.clone()),
                ..one.clone()
            };
            let watches: Vec<Watch> = queries.iter().enumerate().map(standing).collect();
            let alone: Vec<String> = queries
                .iter()
                .enumerate()
                .filter(|(_, query)| piece.with(|candidate| query.reasons(candidate)).is_some())
                .map(|(place, _)| place.to_string())
                .collect();
            let hits = hits(&Watches::new(watches), &piece, &verdict(&[]));
            let together: Vec<String> = hits.into_iter().map(|hit| hit.watch).collect();
            prop_assert_eq!(together, alone);
        }
    }
}
