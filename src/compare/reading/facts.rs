//! The facts of a text: figures, days, names, quotations, each known again however it is written.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hash};
use std::ops::Range;

use super::days::Day;
use super::figures::{Figure, Figures};
use super::names::Names;
use super::profile::Profile;
use crate::compare::verdict::FactKind;
use crate::compare::words::{AsItIs, frequencies, run_hash, word_hash};
use crate::dates;
use crate::extract::Article;
use crate::text::{Kind, Text, Token};

/// Words of the shortest quotation.
const QUOTED_WORDS: usize = 4;
/// Characters of the shortest quotation in scripts that do not part words.
const QUOTED_CHARS: usize = 8;
/// Words in a row by which a quotation is known again.
const ROW: usize = 3;
/// The share of a quotation's rows that has to be known.
const ROWS_KNOWN: f32 = 0.8;
/// Languages that write every noun with a capital: one capital word is no name.
const CAPITAL_NOUNS: &[&str] = &["de", "lb"];
/// The weight below which a word is too common to belong to a name where it begins a sentence.
const COMMON_WEIGHT: f32 = 2.5;

/// A fact and where it stands: bytes of the article's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedFact {
    pub what: What,
    pub span: Range<usize>,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Figure(Figure),
    Day(Day),
    Year(i16),
    /// A listed name by its id, else its folded words.
    Name {
        id: Option<String>,
        words: Vec<u64>,
    },
    Quotation {
        words: Vec<u64>,
    },
}

impl What {
    #[must_use]
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Figure(_) => FactKind::Figure,
            Self::Day(_) | Self::Year(_) => FactKind::Date,
            Self::Name { .. } => FactKind::Name,
            Self::Quotation { .. } => FactKind::Quotation,
        }
    }
}

/// The facts of one text.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The facts of each sentence, in the text's order.
    pub of_sentences: Vec<Vec<PlacedFact>>,
    /// Figures that the text has in words.
    in_words: Vec<Figure>,
}

impl Facts {
    #[must_use]
    pub fn of(article: &Article, profile: &Profile, names: &Names) -> Self {
        let text =
            Reading { text: &article.text, language: article.language.as_deref(), profile, names };
        let tokens = &profile.wording.body.tokens;
        let figures = text.figures(tokens);
        let in_words = (0..tokens.len()).filter_map(|place| figures.in_words(place));
        Self { of_sentences: text.facts(), in_words: in_words.collect() }
    }
}

/// A text whose facts are looked for.
#[derive(Clone, Copy)]
struct Reading<'a> {
    text: &'a str,
    language: Option<&'a str>,
    profile: &'a Profile,
    names: &'a Names,
}

impl<'a> Reading<'a> {
    /// Some tokens of the text, as figures are read from them.
    fn figures(self, tokens: &'a [Token]) -> Figures<'a> {
        let Self { text: source, language, profile, .. } = self;
        Figures { source, text: &profile.wording.body, tokens, language }
    }

    fn facts(self) -> Vec<Vec<PlacedFact>> {
        let body = &self.profile.wording.body;
        let days = dates::find(self.text, self.language);
        let mut found = Vec::with_capacity(body.sentences.len());
        let mut first = 0;
        for (number, sentence) in body.sentences.iter().enumerate() {
            let tokens = body.in_sentence(number);
            let from = days.partition_point(|day| day.span.start < sentence.start);
            let until = days.partition_point(|day| day.span.start < sentence.end);
            found.push(self.in_sentence(sentence, tokens, first, &days[from..until.max(from)]));
            first += tokens.len();
        }
        found
    }

    /// The facts of one sentence, in its order; `first` is the place of its first token in the
    /// body.
    fn in_sentence(
        self,
        sentence: &Range<usize>,
        tokens: &[Token],
        first: usize,
        days: &[dates::FoundDate],
    ) -> Vec<PlacedFact> {
        let body = &self.profile.wording.body;
        let mut facts: Vec<PlacedFact> = days
            .iter()
            .map(|found| PlacedFact {
                what: What::Day(Day::found(found)),
                span: found.span.clone(),
            })
            .collect();
        let is_dated = |token: &Token| {
            let at = token.span().start;
            days.get(days.partition_point(|day| day.span.end <= at))
                .is_some_and(|day| day.span.contains(&at))
        };
        let mut place = 0;
        while place < tokens.len() {
            let fact = if is_dated(&tokens[place]) {
                None
            } else {
                self.fact_at(body, tokens, first, place)
            };
            match fact {
                Some((fact, length)) => {
                    facts.push(fact);
                    place += length;
                }
                None => place += 1,
            }
        }
        let quoted = quotations(self.text, sentence).into_iter();
        facts.extend(quoted.map(|span| PlacedFact {
            what: What::Quotation { words: hashes(body, within(tokens, &span)) },
            span,
        }));
        facts.sort_by_key(|fact| fact.span.start);
        facts
    }

    /// The figure, year or name that begins at a sentence's token `place`, and the number of tokens
    /// that it takes up.
    fn fact_at(
        self,
        body: &Text,
        tokens: &[Token],
        first: usize,
        place: usize,
    ) -> Option<(PlacedFact, usize)> {
        let token = &tokens[place];
        let hash = *self
            .profile
            .wording
            .words
            .get((first + place).checked_sub(self.profile.wording.first)?)?;
        if let Some(figure) = self.figures(tokens).at(place) {
            let (span, length) = (figure.span.clone(), figure.tokens);
            let year = figure.is_year().then(|| i16::try_from(figure.worth / 1_000).ok()).flatten();
            return Some((
                PlacedFact { what: year.map_or(What::Figure(figure), What::Year), span },
                length,
            ));
        }
        if let Some((id, length)) = self.names.at(body, first + place, hash) {
            let run = tokens.get(place..place + length)?;
            let what = What::Name { id: Some(id.to_owned()), words: hashes(body, run) };
            return Some((PlacedFact { what, span: span_of(run) }, length));
        }
        if token.kind != Kind::Word
            || !is_capital(self.text, token)
            || dates::is_month(body.folded(token))
        {
            return None;
        }
        let length = name_length(self.text, tokens, place);
        // the first word of a sentence is capital anyway
        let opens = usize::from(
            place == 0 && frequencies::weight(body.folded(token), hash) < COMMON_WEIGHT,
        );
        let run = &tokens[place + opens..place + length];
        let needed = if self.language.is_some_and(|language| CAPITAL_NOUNS.contains(&language)) {
            2
        } else {
            1
        };
        let is_name = run.len() >= needed && !(place == 0 && run.len() == 1 && opens == 0);
        is_name.then(|| {
            (
                PlacedFact {
                    what: What::Name { id: None, words: hashes(body, run) },
                    span: span_of(run),
                },
                length,
            )
        })
    }
}

fn hashes(text: &Text, tokens: &[Token]) -> Vec<u64> {
    tokens.iter().map(|token| word_hash(text.folded(token))).collect()
}

fn span_of(run: &[Token]) -> Range<usize> {
    run.first().map_or(0, |token| token.span().start)
        ..run.last().map_or(0, |token| token.span().end)
}

fn is_capital(source: &str, token: &Token) -> bool {
    let word = &source[token.span()];
    word.starts_with(char::is_uppercase) && word.chars().nth(1).is_some()
}

/// The number of capital words side by side from token `place` on, with nothing but a space or a
/// hyphen between them.
fn name_length(source: &str, tokens: &[Token], place: usize) -> usize {
    let is_next = |next: usize| {
        let between = &source[tokens[next - 1].span().end..tokens[next].span().start];
        matches!(between, " " | "-" | "\u{a0}")
            && tokens[next].kind == Kind::Word
            && is_capital(source, &tokens[next])
    };
    1 + (place + 1..tokens.len()).take_while(|next| is_next(*next)).count()
}

/// Signs that open a quotation or a title, and those that close it.
const QUOTES: &[(char, &str)] =
    &[('“', "”"), ('«', "»"), ('„', "“”"), ('"', "\""), ('「', "」"), ('『', "』"), ('《', "》")];

/// Quoted runs that are long enough to be told again, without their quotes.
fn quotations(source: &str, sentence: &Range<usize>) -> Vec<Range<usize>> {
    let mut open: Option<(usize, &str)> = None;
    let mut spans = Vec::new();
    for (at, c) in source[sentence.clone()].char_indices().map(|(at, c)| (sentence.start + at, c)) {
        match open {
            Some((from, close)) if close.contains(c) => {
                spans.push(from..at);
                open = None;
            }
            Some(_) => {}
            None => {
                open = QUOTES
                    .iter()
                    .find(|(sign, _)| *sign == c)
                    .map(|(_, close)| (at + c.len_utf8(), *close));
            }
        }
    }
    let is_long = |span: &Range<usize>| {
        let quoted = &source[span.clone()];
        quoted.split_whitespace().nth(QUOTED_WORDS - 1).is_some()
            || quoted.chars().filter(|c| *c as u32 > 0x2e80).count() >= QUOTED_CHARS
    };
    spans.into_iter().filter(is_long).collect()
}

fn within<'a>(tokens: &'a [Token], span: &Range<usize>) -> &'a [Token] {
    let start = tokens.partition_point(|token| token.span().start < span.start);
    let end = tokens.partition_point(|token| token.span().start < span.end);
    &tokens[start..end.max(start)]
}

type HashesSeen = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// What several texts say.
#[derive(Default)]
pub struct Said {
    /// What each number counts, by what it is worth in thousandths.
    figures: HashMap<u128, Qualifiers<String>>,
    /// The years of each day of a year, by month and day of the month.
    days: HashMap<(i8, i8), Qualifiers<i16>>,
    years: HashSet<i16>,
    names: HashSet<String>,
    words: HashesSeen,
    /// Hashes of [`ROW`] words in a row.
    rows: HashesSeen,
}

impl Said {
    /// Takes over what a text says.
    pub fn hear(&mut self, profile: &Profile, facts: &Facts) {
        self.words.extend(hashes(&profile.wording.headline, &profile.wording.headline.tokens));
        self.words.extend(&profile.wording.words);
        self.rows.extend(rows(&profile.wording.words));
        facts.of_sentences.iter().flatten().for_each(|fact| self.note(&fact.what));
        facts.in_words.iter().for_each(|figure| self.note_figure(figure));
        // what happened "on Tuesday" happened about when it was published
        if let Some(day) = profile.day {
            self.note_day(Day::of(day));
        }
    }

    /// Takes over one fact.
    pub fn note(&mut self, what: &What) {
        match what {
            What::Figure(figure) => self.note_figure(figure),
            What::Day(day) => {
                self.note_day(*day);
                self.years.extend(day.year);
            }
            What::Year(year) => self.years.extend(Some(*year)),
            What::Name { id, words } => {
                self.names.extend(id.clone());
                self.words.extend(words);
            }
            What::Quotation { words } => self.rows.extend(rows(words)),
        }
    }

    fn note_figure(&mut self, figure: &Figure) {
        self.figures.entry(figure.worth).or_default().note(figure.unit.clone());
    }

    fn note_day(&mut self, day: Day) {
        self.days.entry((day.month, day.of_month)).or_default().note(day.year);
    }

    #[must_use]
    pub fn says(&self, what: &What) -> bool {
        match what {
            What::Figure(figure) => {
                self.figures.get(&figure.worth).is_some_and(|said| said.fits(figure.unit.as_ref()))
            }
            What::Day(day) => self
                .days
                .get(&(day.month, day.of_month))
                .is_some_and(|said| said.fits(day.year.as_ref())),
            What::Year(year) => self.years.contains(year),
            What::Name { id: Some(id), .. } => self.names.contains(id),
            What::Name { id: None, words } => words.iter().all(|word| self.words.contains(word)),
            What::Quotation { words } => {
                let (known, all) = rows(words).fold((0, 0), |(known, all), row| {
                    (known + usize::from(self.rows.contains(&row)), all + 1)
                });
                known as f32 >= all as f32 * ROWS_KNOWN
            }
        }
    }
}

/// What was said beside a number or a day: units, or years. Where one lacks it, it goes with any.
struct Qualifiers<T> {
    all: HashSet<T>,
    is_alone: bool,
}

impl<T> Default for Qualifiers<T> {
    fn default() -> Self {
        Self { all: HashSet::new(), is_alone: false }
    }
}

impl<T: Eq + Hash> Qualifiers<T> {
    fn note(&mut self, said: Option<T>) {
        self.is_alone |= said.is_none();
        self.all.extend(said);
    }

    fn fits(&self, asked: Option<&T>) -> bool {
        self.is_alone || asked.is_none_or(|asked| self.all.contains(asked))
    }
}

fn rows(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(ROW).map(run_hash)
}
