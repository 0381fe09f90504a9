//! The reasons for a hit: whether a query holds for one article, and by which of its clauses.
//!
//! This is what a query means. The index only finds articles that it may hold for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Bound, Range, RangeInclusive};

use crate::extract::Article;
use crate::text::{Other, Text, Token};

use super::literal::{Form, Literal, Phrase};
use super::query::Query;
use super::tree::{Attribute, Clause, Node, Reach, Scope};
use super::{Field, Reason};

/// A document: what a query looks at.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The headline as it is written, and analysed.
    pub headline: &'a str,
    pub headline_text: &'a Text,
    /// The text as it is written, and analysed.
    pub body: &'a str,
    pub body_text: &'a Text,
    /// The id of the source.
    pub source: &'a str,
    /// The language, a BCP 47 primary tag, lower case.
    pub language: Option<&'a str>,
    /// The host of the canonical address.
    pub site: &'a str,
}

impl<'a> Document<'a> {
    /// The document that an article is, with its analysed headline and text.
    #[must_use]
    pub fn of(
        article: &'a Article,
        headline_text: &'a Text,
        body_text: &'a Text,
        source: &'a str,
    ) -> Self {
        Self {
            headline: &article.headline,
            headline_text,
            body: &article.text,
            body_text,
            source,
            language: article.language.as_deref(),
            site: article.canonical_url.host(),
        }
    }
}

impl Query {
    /// The clauses that hold, in the order of the query, each with its first place in the title and
    /// in the text; `None` if the query does not hold.
    #[must_use]
    pub fn reasons(&self, candidate: &Document<'_>) -> Option<Vec<Reason>> {
        self.reasons_in(candidate, &Concordances::of(candidate))
    }

    pub(super) fn reasons_in(
        &self,
        candidate: &Document<'_>,
        concordances: &Concordances<'_>,
    ) -> Option<Vec<Reason>> {
        let mut reader =
            Reader { query: self.source(), candidate, concordances, because: Vec::new() };
        reader.holds(self.root()).then_some(reader.because)
    }
}

/// The concordance of one text: where every form of it stands.
pub(super) struct Concordance<'a> {
    source: &'a str,
    text: &'a Text,
    places: BTreeMap<&'a str, Vec<Place>>,
}

/// The concordances of an article's title and of its text.
pub(super) struct Concordances<'a> {
    title: Concordance<'a>,
    text: Concordance<'a>,
}

/// The place of one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    position: u32,
    /// How many tokens the form stands for.
    length: u32,
    /// The bytes of the source.
    start: usize,
    end: usize,
}

/// The positions of a run of forms, and its bytes in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    start: u32,
    /// The first position behind the run.
    end: u32,
    /// The position of the run's last token.
    last: u32,
    first_byte: usize,
    end_byte: usize,
}

impl<'a> Concordances<'a> {
    pub(super) fn of(candidate: &Document<'a>) -> Self {
        Self {
            title: Concordance::of(candidate.headline, candidate.headline_text),
            text: Concordance::of(candidate.body, candidate.body_text),
        }
    }

    /// The distinct forms of both texts; one that stands in both comes twice.
    pub(super) fn forms(&self) -> impl Iterator<Item = &'a str> {
        self.title.places.keys().chain(self.text.places.keys()).copied()
    }
}

impl<'a> Concordance<'a> {
    fn of(source: &'a str, text: &'a Text) -> Self {
        let mut places: BTreeMap<&str, Vec<Place>> = BTreeMap::new();
        let mut others = text.others.iter().peekable();
        for token in &text.tokens {
            places.entry(text.folded(token)).or_default().push(Place::of_token(token));
            while let Some(other) = others.next_if(|other| other.position == token.position) {
                places.entry(text.form(other)).or_default().push(Place::of_other(other));
            }
        }
        Self { source, text, places }
    }

    /// The places of what `form` asks for, in order.
    fn places(&self, form: &Form) -> Cow<'_, [Place]> {
        match form {
            Form::Exact(form) => {
                Cow::Borrowed(self.places.get(form.as_str()).map_or(&[], Vec::as_slice))
            }
            Form::Starts(prefix) => {
                let from = (Bound::Included(prefix.as_str()), Bound::Unbounded);
                let forms = self
                    .places
                    .range::<str, _>(from)
                    .take_while(|(form, _)| form.starts_with(prefix.as_str()));
                let mut places: Vec<Place> =
                    forms.flat_map(|(_, places)| places.iter().cloned()).collect();
                places.sort_unstable();
                Cow::Owned(places)
            }
            Form::Within(word) => {
                let tokens = &self.text.tokens;
                let place = |within: RangeInclusive<usize>| {
                    let (first, last) = (&tokens[*within.start()], &tokens[*within.end()]);
                    Place {
                        position: first.position,
                        length: last.position + 1 - first.position,
                        start: first.span().start,
                        end: last.span().end,
                    }
                };
                Cow::Owned(self.text.within_runs(word).into_iter().map(place).collect())
            }
        }
    }

    fn runs<'b>(&'b self, phrase: &'b Phrase) -> impl Iterator<Item = Run> + 'b {
        let mut places: Vec<Cow<'_, [Place]>> = Vec::with_capacity(phrase.forms.len());
        for form in &phrase.forms {
            let of_form = self.places(form);
            if of_form.is_empty() {
                places.clear();
                break;
            }
            places.push(of_form);
        }
        let mut runs = Vec::new();
        if let Some((first, rest)) = places.split_first() {
            for place in first.iter() {
                let ends = self.ends(phrase, place, rest);
                runs.extend(ends.iter().map(|end| end.run(place, phrase.ends_in_pair)));
            }
        }
        runs.into_iter()
    }

    /// The ends of the runs of `phrase` that begin at `first`; `rest` are the places of the forms
    /// behind.
    fn ends(&self, phrase: &Phrase, first: &Place, rest: &[Cow<'_, [Place]>]) -> Vec<End> {
        let keeps_spans = phrase.surface.is_some();
        let mut ends = vec![End::default().with(first, keeps_spans)];
        for places in rest {
            let mut further: Vec<End> = Vec::new();
            for end in &ends {
                let from = places.partition_point(|place| place.position < end.behind);
                for place in places[from..].iter().take_while(|next| next.position == end.behind) {
                    let next = end.with(place, keeps_spans);
                    if further.len() < WAYS && !further.contains(&next) {
                        further.push(next);
                    }
                }
            }
            ends = further;
        }
        if let Some(surface) = &phrase.surface {
            ends.retain(|end| surface.stands(self.source, &end.spans));
        }
        ends
    }

    /// The runs of a spelling that lie within none of `except`.
    fn counting<'b>(
        &'b self,
        phrase: &'b Phrase,
        except: &'b [Run],
    ) -> impl Iterator<Item = Run> + 'b {
        self.runs(phrase).filter(move |run| {
            !except.iter().any(|longer| longer.start <= run.start && run.end <= longer.end)
        })
    }

    fn except(&self, literal: &Literal) -> Vec<Run> {
        literal.except.iter().flat_map(|phrase| self.runs(phrase)).collect()
    }

    fn first(&self, literal: &Literal) -> Option<Range<usize>> {
        let except = self.except(literal);
        let run = literal
            .spellings
            .iter()
            .filter_map(|phrase| self.counting(phrase, &except).next())
            .min()?;
        Some(run.first_byte..run.end_byte)
    }

    fn all(&self, literals: &[Literal]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for literal in literals {
            let except = self.except(literal);
            runs.extend(literal.spellings.iter().flat_map(|phrase| self.counting(phrase, &except)));
        }
        runs.sort_unstable();
        runs.dedup();
        runs
    }

    /// The first place where one of `left` and one of `right` stand as near each other as `reach`
    /// says.
    fn near(&self, left: &[Literal], right: &[Literal], reach: Reach) -> Option<Range<usize>> {
        let (left, right) = (self.all(left), self.all(right));
        let forwards = self.pairs(&left, &right, reach);
        let backwards = self.pairs(&right, &left, reach);
        let (one, other) = forwards.chain(backwards).min()?;
        Some(one.first_byte..other.end_byte)
    }

    /// Each run of `ones` with its nearest of `others` behind it.
    fn pairs<'b>(
        &self,
        ones: &'b [Run],
        others: &'b [Run],
        reach: Reach,
    ) -> impl Iterator<Item = (Run, Run)> {
        ones.iter().filter_map(move |one| Some((*one, *self.behind(one, others, reach)?)))
    }

    /// The nearest of `others` behind `run` that is as near as `reach` says: the one that starts
    /// first at or after its end.
    fn behind<'b>(&self, run: &Run, others: &'b [Run], reach: Reach) -> Option<&'b Run> {
        let behind = &others[others.partition_point(|other| other.start < run.end)..];
        match reach {
            Reach::Words(most) => behind.first().filter(|next| next.start - run.end <= most),
            Reach::Paragraph => {
                let paragraph = self.paragraph(run.start);
                let mut beside =
                    behind.iter().take_while(|next| self.paragraph(next.start) == paragraph);
                beside.find(|next| self.paragraph(next.last) == paragraph)
            }
        }
    }

    fn paragraph(&self, position: u32) -> Option<u32> {
        self.text.tokens.get(position as usize).map(|token| token.paragraph)
    }
}

/// The end of a run that is being followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct End {
    /// The first position behind it.
    behind: u32,
    /// The byte behind it.
    byte: usize,
    /// The bytes of each form, where the phrase asks for more than its words.
    spans: Vec<Range<usize>>,
}

/// The ways in which one run is followed at the most: forms of different lengths that begin at one
/// place.
const WAYS: usize = 32;

impl End {
    fn with(&self, place: &Place, keeps_spans: bool) -> Self {
        let mut spans = self.spans.clone();
        spans.extend(keeps_spans.then_some(place.start..place.end));
        Self { behind: place.position + place.length, byte: place.end, spans }
    }

    fn run(&self, first: &Place, ends_in_pair: bool) -> Run {
        Run {
            start: first.position,
            end: self.behind + u32::from(ends_in_pair),
            last: self.behind - 1,
            first_byte: first.start,
            end_byte: self.byte,
        }
    }
}

impl Place {
    fn of_token(token: &Token) -> Self {
        let Range { start, end } = token.span();
        Self { position: token.position, length: 1, start, end }
    }

    fn of_other(other: &Other) -> Self {
        let Range { start, end } = other.span();
        Self { position: other.position, length: other.length, start, end }
    }
}

struct Reader<'a> {
    query: &'a str,
    candidate: &'a Document<'a>,
    concordances: &'a Concordances<'a>,
    because: Vec<Reason>,
}

impl Reader<'_> {
    /// Whether `node` holds; if it does, its reasons are added.
    fn holds(&mut self, node: &Node) -> bool {
        let mark = self.because.len();
        let holds = match &node.clause {
            Clause::All(nodes) => nodes.iter().all(|node| self.holds(node)),
            Clause::Any(nodes) => nodes.iter().filter(|node| self.holds(node)).count() > 0,
            Clause::Not(inner) => {
                let holds = !self.holds(inner);
                self.because.truncate(mark);
                holds
            }
            Clause::Words { place, literal } => {
                self.somewhere(node, *place, |concordance| concordance.first(literal))
            }
            Clause::Near { place, reach, left, right } => {
                self.somewhere(node, *place, |concordance| concordance.near(left, right, *reach))
            }
            Clause::Is { label, value, prefix } => self.is(node, *label, value, *prefix),
        };
        if !holds {
            self.because.truncate(mark);
        }
        holds
    }

    fn somewhere(
        &mut self,
        node: &Node,
        place: Scope,
        find: impl Fn(&Concordance<'_>) -> Option<Range<usize>>,
    ) -> bool {
        let Concordances { title, text } = self.concordances;
        let title = if place == Scope::Text { None } else { find(title) };
        let text = if place == Scope::Title { None } else { find(text) };
        let holds = title.is_some() || text.is_some();
        for (field, span) in [(Field::Title, title), (Field::Text, text)] {
            if span.is_some() {
                self.because_of(node, field, span);
            }
        }
        holds
    }

    fn is(&mut self, node: &Node, label: Attribute, value: &str, prefix: bool) -> bool {
        let known = match label {
            Attribute::Source => Some(self.candidate.source),
            Attribute::Language => self.candidate.language,
            Attribute::Site => Some(self.candidate.site),
        };
        let holds = known.is_some_and(|known| label.is(known, value, prefix));
        if holds {
            self.because_of(node, label.field(), None);
        }
        holds
    }

    fn because_of(&mut self, node: &Node, field: Field, span: Option<Range<usize>>) {
        let reason = Reason { clause: self.query[node.span.clone()].to_owned(), field, span };
        if !self.because.contains(&reason) {
            self.because.push(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::analyse;
    use crate::watch::arbitrary::{Piece, names, piece, query};
    use crate::watch::plainly;

    fn reasons(query: &str, headline: &str, body: &str) -> Option<Vec<Reason>> {
        let piece = Piece {
            headline: headline.to_owned(),
            body: body.to_owned(),
            source: "kcna-watch".to_owned(),
            language: Some("en".to_owned()),
            site: "www.news.example".to_owned(),
        };
        piece.with(|candidate| Query::parse(query, &names()).unwrap().reasons(candidate))
    }

    /// `expected`: each reason as `clause field text`, or `-` where the query does not hold.
    #[track_caller]
    fn check(query: &str, headline: &str, body: &str, expected: &str) {
        let printed = reasons(query, headline, body).map_or_else(
            || "-".to_owned(),
            |because| {
                let lines: Vec<String> = because
                    .iter()
                    .map(|Reason { clause, field, span }| {
                        let text = if *field == Field::Title { headline } else { body };
                        span.as_ref().map_or_else(
                            || format!("{clause} {field:?}"),
                            |span| format!("{clause} {field:?} <{}>", &text[span.clone()]),
                        )
                    })
                    .collect();
                lines.join("; ")
            },
        );
        assert_eq!(printed, expected, "{query}");
    }

    #[test]
    fn same_asks_for_one_paragraph() {
        check(
            "a1 SAME b1",
            "",
            "b1 and so on and on, a1\n\nc1",
            "a1 SAME b1 Text <b1 and so on and on, a1>",
        );
        check("a1 SAME b1", "", "a1 c1\n\nb1", "-");
        check("a1 SAME b1", "a1", "b1", "-");
        check(
            "title:((a1 OR c1) SAME b1)",
            "b1 c1",
            "",
            "title:((a1 OR c1) SAME b1) Title <b1 c1>",
        );
        check("\"a1 c1\" SAME c1", "", "a1 c1", "-");
    }

    #[test]
    fn a_reason_says_which_clause_held_and_where() {
        check(
            "treaty",
            "Treaty signed",
            "The treaty is new.",
            "treaty Title <Treaty>; treaty Text <treaty>",
        );
        check(
            "treaty AND pact",
            "Treaty signed",
            "A pact.",
            "treaty Title <Treaty>; pact Text <pact>",
        );
        check("treaty AND pact", "Treaty signed", "", "-");
        check("treaty OR pact", "", "A pact.", "pact Text <pact>");
        check("(treaty AND trade) OR pact", "Treaty", "A pact.", "pact Text <pact>");
        check("title:pact", "Treaty", "A pact.", "-");
        check("text:(pact OR treaty)", "Treaty", "A pact.", "pact Text <pact>");
        check("treaty NOT trade", "Treaty", "A pact.", "treaty Title <Treaty>");
        check("treaty NOT trade", "Treaty", "Of trade.", "-");
        check("NOT (trade OR tax) treaty", "Treaty", "A pact.", "treaty Title <Treaty>");
    }

    #[test]
    fn a_phrase_is_neighbours_in_one_text() {
        check(
            "\"north korea\"",
            "North Korea's ships",
            "",
            "\"north korea\" Title <North Korea's>",
        );
        check("\"north korea\"", "To the North", "Korea", "-");
        check("Jong-Un", "", "Kim Jong Un spoke", "Jong-Un Text <Jong Un>");
        check(
            "“strategic partner*”",
            "",
            "a strategic partnership",
            "“strategic partner*” Text <strategic partnership>",
        );
        check("treat*", "Treaties", "", "treat* Title <Treaties>");
        check("朝鲜半岛", "", "关于朝鲜半岛的声明", "朝鲜半岛 Text <朝鲜半岛>");
        check("半", "", "关于朝鲜半岛的声明", "半 Text <半岛>");
        check("朝岛", "", "关于朝鲜半岛的声明", "-");
    }

    #[test]
    fn near_counts_the_words_between_in_either_order() {
        check(
            "treaty NEAR/0 signed",
            "",
            "signed treaty",
            "treaty NEAR/0 signed Text <signed treaty>",
        );
        check("treaty NEAR/1 signed", "", "treaty was not signed", "-");
        check(
            "treaty NEAR/2 signed",
            "",
            "treaty was not signed",
            "treaty NEAR/2 signed Text <treaty was not signed>",
        );
        check(
            "(pact OR treaty) NEAR/1 \"the north\"",
            "",
            "the north and treaty",
            "(pact OR treaty) NEAR/1 \"the north\" Text <the north and treaty>",
        );
        check("title:(treaty NEAR/5 signed)", "", "treaty signed", "-");
        check("treaty NEAR/5 signed", "Treaty", "signed", "-");
        check("朝鲜 NEAR/0 半岛", "", "朝鲜半岛", "朝鲜 NEAR/0 半岛 Text <朝鲜半岛>");
    }

    #[test]
    fn near_takes_two_places_that_do_not_overlap() {
        check("a1 NEAR/5 a1", "", "a1 b1", "-");
        check("a1 NEAR/5 a1", "", "a1 b1 a1", "a1 NEAR/5 a1 Text <a1 b1 a1>");
        check("\"take arms\" NEAR/5 \"arms against\"", "", "take arms against", "-");
        check("朝鲜 NEAR/5 鲜半", "", "朝鲜半岛", "-");
        check("a1 NEAR/1 (a1 OR c1)", "", "a1 b1 c1 a1", "a1 NEAR/1 (a1 OR c1) Text <a1 b1 c1>");
    }

    #[test]
    fn a_long_phrase_is_followed_in_few_ways() {
        let text = "a-a b1 ".repeat(400);
        let query = format!("\"{}\"", text.trim());
        assert!(reasons(&query, "", &text).is_some());
        assert!(reasons(&query, "", &text[4..]).is_none());
        let prefixes = format!("\"{}\"", "ال* ".repeat(300));
        assert!(reasons(&prefixes, "", &"الالالالال ".repeat(299)).is_none());
    }

    #[test]
    fn a_name_is_any_of_its_spellings() {
        check("@dprk", "КНДР", "In 朝鲜", "@dprk Title <КНДР>; @dprk Text <朝鲜>");
        check(
            "@dprk NEAR/1 russia",
            "",
            "Russia and North Korea",
            "@dprk NEAR/1 russia Text <Russia and North Korea>",
        );
    }

    #[test]
    fn labels_are_compared_whole() {
        check("source:KCNA-watch", "", "", "source:KCNA-watch Source");
        check("source:kcna", "", "", "-");
        check("source:kcna*", "", "", "source:kcna* Source");
        check(
            "language:en site:news.example",
            "",
            "",
            "language:en Language; site:news.example Site",
        );
        check("site:ws.example", "", "", "-");
        check("site:(a.example OR www.news.*)", "", "", "www.news.* Site");
    }

    #[test]
    fn a_language_that_is_not_known_is_none() {
        let nothing = analyse("");
        let candidate = Document {
            headline: "",
            headline_text: &nothing,
            body: "",
            body_text: &nothing,
            source: "",
            language: None,
            site: "",
        };
        assert_eq!(Query::parse("language:en", &names()).unwrap().reasons(&candidate), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn a_query_holds_exactly_where_it_plainly_does(query in query(), piece in piece()) {
            let plain = piece.with(|candidate| plainly::holds(query.root(), candidate));
            let reasons = piece.with(|candidate| query.reasons(candidate));
            prop_assert_eq!(plain, reasons.is_some(), "{} in {:?}", query, piece);
            for reason in reasons.unwrap_or_default() {
                let text = if reason.field == Field::Title { &piece.headline } else { &piece.body };
                let piece = reason.span.map(|span| text.get(span).unwrap_or_default());
                prop_assert_ne!(piece, Some(""));
                prop_assert!(query.source().contains(&reason.clause));
            }
        }
    }
}
