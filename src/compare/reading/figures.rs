//! Numbers in a text: what each is worth and what it counts, however it is written.
//!
//! `12.5 million dollars`, `$12.5m` and `12,5 Millionen Dollar` are one figure. Scales, units and
//! words for numbers are data, in `config/known/figures.toml`.
//!
//! # Limits
//! Words are numbers only where they are looked up to tell what is known; nobody asks for the two
//! of "two ministers". Units of measure are not converted.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::compare::words::{ByHash, word_hash};
use crate::known;
use crate::text::{Kind, Text, Token, folded_words};

/// Digits that a number may have.
const DIGITS: usize = 15;
/// Words of the longest unit.
const UNIT_WORDS: usize = 2;
/// Characters of the longest scale or unit in scripts without spaces.
const UNIT_CHARS: usize = 5;

/// A number and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What the number is worth, in thousandths.
    pub worth: u128,
    /// What the number counts: one spelling for every unit of the list, else the folded word behind
    /// the number; none where no word follows.
    pub unit: Option<String>,
    /// Bytes of the source: sign, number, scale and unit.
    pub span: Range<usize>,
    /// The number of tokens that the figure takes up.
    pub tokens: usize,
}

impl Figure {
    /// Whether the figure is a year of our time, and not a number of something.
    #[must_use]
    pub fn is_year(&self) -> bool {
        self.unit.is_none()
            && (1_900_000..=2_100_000).contains(&self.worth)
            && self.worth.is_multiple_of(1_000)
    }
}

/// Some tokens of a text, to be read for figures.
#[derive(Clone, Copy)]
pub struct Figures<'a> {
    pub source: &'a str,
    pub text: &'a Text,
    pub tokens: &'a [Token],
    /// Says what a comma in a number means, and which words are numbers.
    pub language: Option<&'a str>,
}

impl Figures<'_> {
    /// What the figures from token `first` on are worth, in thousandths, in digits or in words: from
    /// ten on, and no years. `words` are the hashes of those tokens.
    #[must_use]
    pub fn worths(self, first: usize, words: &[u64]) -> BTreeSet<u128> {
        let counts = |figure: &Figure| figure.worth >= 10_000 && !figure.is_year();
        let numerals = self.language.and_then(|language| KNOWN.words.get(language));
        let is_numeral = |word: &u64| numerals.is_some_and(|numerals| numerals.contains_key(word));
        let in_words =
            |place: usize, word: &u64| is_numeral(word).then(|| self.in_words(place)).flatten();
        (first..self.tokens.len())
            .zip(words)
            .filter_map(|(place, word)| self.at(place).or_else(|| in_words(place, word)))
            .filter(counts)
            .map(|figure| figure.worth)
            .collect()
    }

    /// The figure at `tokens[place]`, written in digits.
    #[must_use]
    pub fn at(self, place: usize) -> Option<Figure> {
        let Self { source, text, tokens, language } = self;
        let token = &tokens[place];
        if token.kind == Kind::Pair || !text.folded(token).starts_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        // the analyser parts `12,5`, which may be a list
        let fraction = tokens.get(place + 1).filter(|next| {
            writes_comma(language)
                && next.kind == Kind::Number
                && &source[token.span().end..next.span().start] == ","
        });
        let last = fraction.unwrap_or(token);
        let written = &source[token.span().start..last.span().end];
        let end = written.find(|c: char| c.is_alphabetic()).unwrap_or(written.len());
        let worth = worth(&written[..end], text.folded(token), language)?;
        let glued = written[end..].trim_end_matches('.');
        let length = 1 + usize::from(fraction.is_some());
        if glued.is_empty() {
            let figure = self.counted(place + length - 1, worth);
            let start = signed(source, token.span().start).0;
            return Some(Figure {
                span: start..figure.span.end,
                tokens: figure.tokens + length - 1,
                ..figure
            });
        }
        // `40km`, `$5m`; not `5th`, `3D`
        let (start, sign) = signed(source, token.span().start);
        let scale = match glued {
            "m" if sign.is_some() => Some(6),
            "k" if sign.is_some() => Some(3),
            _ => scale(glued, language),
        };
        let unit = unit(glued).filter(|_| !glued.starts_with(char::is_uppercase));
        let is_known = scale.is_some() || unit.is_some();
        let worth = worth.checked_mul(10u128.pow(scale.unwrap_or_default()))?;
        let end = token.span().start + end + glued.len();
        is_known.then(|| Figure {
            worth,
            unit: sign.or(unit).map(str::to_owned),
            span: start..end,
            tokens: length,
        })
    }

    /// The figure at `tokens[place]`, written in words.
    #[must_use]
    pub fn in_words(self, place: usize) -> Option<Figure> {
        let Self { text, tokens, language, .. } = self;
        let words = KNOWN.words.get(language?)?;
        let value = |place: usize| {
            let token = tokens.get(place)?;
            words.get(&word_hash(text.folded(token))).copied()
        };
        let first = value(place)?;
        // `twenty-four`
        let (value, length) = match value(place + 1) {
            Some(ones) if first >= 20 && first % 10 == 0 && ones < 10 => (first + ones, 2),
            Some(hundred) if first < 10 && hundred == 100 => (first * 100, 2),
            _ => (first, 1),
        };
        let figure = self.counted(place + length - 1, u128::from(value) * 1_000);
        Some(Figure {
            span: tokens[place].span().start..figure.span.end,
            tokens: figure.tokens + length - 1,
            ..figure
        })
    }

    /// The number of this worth that ends at `tokens[place]`, with the scale and the unit behind it, or
    /// the sign of a currency before it.
    fn counted(self, place: usize, worth: u128) -> Figure {
        let Self { source, tokens, .. } = self;
        let (start, sign) = signed(source, tokens[place].span().start);
        let mut figure = Figure {
            worth,
            unit: sign.map(str::to_owned),
            span: start..tokens[place].span().end,
            tokens: 1,
        };
        let mut next = place + 1;
        if let Some((power, end)) = self.scale_behind(next, figure.span.end)
            && let Some(scaled) = worth.checked_mul(10u128.pow(power))
        {
            figure.worth = scaled;
            figure.span.end = end;
            next += tokens[next..].iter().take_while(|token| token.span().end <= end).count();
        }
        if figure.unit.is_none()
            && let Some((unit, end)) = self.unit_behind(next, figure.span.end)
        {
            figure.unit = Some(unit);
            figure.span.end = end;
            next += tokens
                .get(next..)
                .unwrap_or_default()
                .iter()
                .take_while(|token| token.span().end <= end)
                .count();
        }
        figure.tokens = (next - place).max(1);
        figure
    }

    /// The power of ten that stands behind a number, and where it ends in the source.
    fn scale_behind(self, next: usize, end: usize) -> Option<(u32, usize)> {
        let Self { source, text, tokens, language } = self;
        let token = tokens.get(next)?;
        if !is_beside(&source[end..token.span().start]) {
            return None;
        }
        if token.kind == Kind::Pair {
            let sign = source[token.span()].chars().next()?;
            let power = *KNOWN.scales.get(sign.encode_utf8(&mut [0; 4]) as &str)?;
            return Some((power, token.span().start + sign.len_utf8()));
        }
        scale(text.folded(token), language).map(|power| (power, token.span().end))
    }

    /// The unit, or the folded word, that stands behind a number, and where it ends in the source.
    fn unit_behind(self, next: usize, end: usize) -> Option<(String, usize)> {
        let Self { source, text, tokens, .. } = self;
        let behind = &source[end..];
        let spaces =
            behind.len() - behind.trim_start_matches([' ', '\u{a0}', '\u{202f}', '-']).len();
        let percent = behind[spaces..].chars().next().filter(|c| "%％$€£₽¥₩".contains(*c));
        if let Some(sign) = percent.filter(|_| spaces <= 3) {
            return Some((unit(&sign.to_string())?.to_owned(), end + spaces + sign.len_utf8()));
        }
        let token = tokens.get(next)?;
        if next > 0 && token.sentence != tokens[next - 1].sentence {
            return None;
        }
        let spaces = if spaces > 1 { 0 } else { spaces };
        if token.kind == Kind::Pair
            || behind[spaces..].chars().next().is_some_and(|c| c as u32 > 0x2e80)
        {
            let run: String = behind[spaces..]
                .chars()
                .take_while(|c| c.is_alphabetic() && *c as u32 > 0x2e80)
                .take(UNIT_CHARS)
                .collect();
            let known = run
                .char_indices()
                .map(|(at, c)| at + c.len_utf8())
                .rev()
                .find_map(|length| Some((unit(&run[..length])?, length)));
            let first = run.chars().next()?;
            let (unit, length) = known.map_or_else(
                || (first.to_string(), first.len_utf8()),
                |(unit, length)| (unit.to_owned(), length),
            );
            return Some((unit, end + spaces + length));
        }
        if token.kind != Kind::Word || !is_beside(&source[end..token.span().start]) {
            return None;
        }
        for words in (1..=UNIT_WORDS).rev() {
            let Some(run) = tokens.get(next..next + words) else { continue };
            let span = run[0].span().start..run[words - 1].span().end;
            if let Some(unit) = unit(&source[span.clone()]) {
                return Some((unit.to_owned(), span.end));
            }
        }
        Some((text.folded(token).to_owned(), token.span().end))
    }
}

/// Where a figure begins, and the unit that a sign right before its number stands for.
fn signed(source: &str, start: usize) -> (usize, Option<&'static str>) {
    let before = source[..start].trim_end_matches([' ', '\u{a0}']);
    let sign = before.chars().next_back().filter(|c| "$€£₽¥₩".contains(*c));
    match sign {
        Some(sign) if start - before.len() <= 2 => {
            (before.len() - sign.len_utf8(), unit(&before[before.len() - sign.len_utf8()..]))
        }
        _ => (start, None),
    }
}

fn is_beside(between: &str) -> bool {
    between.chars().count() <= 1 && matches!(between, "" | " " | "-" | "\u{a0}" | "\u{202f}" | ".")
}

/// What a number is worth, in thousandths. A sign before three digits parts thousands where the
/// language writes so.
fn worth(written: &str, folded: &str, language: Option<&str>) -> Option<u128> {
    let written = if written.is_ascii() { written } else { folded };
    let point = if writes_comma(language) { ',' } else { '.' };
    let parted = match written.rfind(['.', ',']) {
        Some(at) => {
            let (sign, whole, rest) =
                (char::from(written.as_bytes()[at]), &written[..at], &written[at + 1..]);
            let is_thousands = whole.contains(sign) || (rest.len() == 3 && sign != point);
            if is_thousands { (written, "") } else { (whole, rest) }
        }
        None => (written, ""),
    };
    let digits: String = parted.0.chars().filter(char::is_ascii_digit).collect();
    let behind: String =
        parted.1.chars().filter(char::is_ascii_digit).chain("000".chars()).take(3).collect();
    let is_number = !digits.is_empty() && digits.len() <= DIGITS;
    is_number.then(|| format!("{digits}{behind}").parse().ok())?
}

fn writes_comma(language: Option<&str>) -> bool {
    language.is_some_and(|language| {
        matches!(
            language,
            "de" | "es"
                | "fr"
                | "it"
                | "pt"
                | "ru"
                | "uk"
                | "pl"
                | "tr"
                | "vi"
                | "id"
                | "nl"
                | "sv"
                | "da"
                | "no"
                | "nb"
                | "fi"
                | "cs"
                | "sk"
                | "ro"
        )
    })
}

/// The power of ten that a word stands for.
fn scale(word: &str, language: Option<&str>) -> Option<u32> {
    let word = folded_words(word);
    let own = language
        .and_then(|language| KNOWN.scales_in.get(language))
        .and_then(|scales| scales.get(&word));
    own.or_else(|| KNOWN.scales.get(&word)).copied()
}

/// The first spelling of the unit that is also spelled so.
fn unit(spelling: &str) -> Option<&'static str> {
    let folded = folded_words(spelling);
    KNOWN.units.get(if folded.is_empty() { spelling } else { &folded }).map(String::as_str)
}

/// `config/known/figures.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The words for each power of ten.
    scales: HashMap<String, Vec<String>>,
    scales_in: HashMap<String, HashMap<String, Vec<String>>>,
    units: Units,
    words: HashMap<String, HashMap<String, u32>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Units {
    /// The spellings of each unit, the one that stands for all of them first.
    all: Vec<Vec<String>>,
}

/// Scales, units and words for numbers, to be looked up by their folded words.
struct Known {
    /// The powers of ten of scales, in every language that has no other one in `scales_in`.
    scales: HashMap<String, u32>,
    /// The powers of ten of scales that mean another power in a language, by its tag.
    scales_in: HashMap<String, HashMap<String, u32>>,
    /// The first spelling of each unit, by every spelling of it; a sign stands by itself.
    units: HashMap<String, String>,
    /// The values of words for numbers by their hashes, by the tag of their language.
    words: HashMap<String, ByHash<u32>>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let file: File =
        toml::from_str(known::FIGURES).expect("config/known/figures.toml is tested to parse");
    let key = |spelling: &String| {
        Some(folded_words(spelling))
            .filter(|key| !key.is_empty())
            .unwrap_or_else(|| spelling.clone())
    };
    let powers = |scales: HashMap<String, Vec<String>>| -> HashMap<String, u32> {
        let one = |(power, words): (String, Vec<String>)| {
            let power = power.parse().expect("config/known/figures.toml is tested to parse");
            words.iter().map(|word| (key(word), power)).collect::<Vec<_>>()
        };
        scales.into_iter().flat_map(one).collect()
    };
    Known {
        scales: powers(file.scales),
        scales_in: file
            .scales_in
            .into_iter()
            .map(|(language, scales)| (language, powers(scales)))
            .collect(),
        units: file
            .units
            .all
            .iter()
            .flat_map(|unit| unit.iter().map(|spelling| (key(spelling), unit[0].clone())))
            .collect(),
        words: file
            .words
            .into_iter()
            .map(|(language, words)| {
                (
                    language,
                    words.iter().map(|(word, value)| (word_hash(&key(word)), *value)).collect(),
                )
            })
            .collect(),
    }
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::analyse;

    fn figures(source: &str, language: &str) -> Vec<String> {
        let text = analyse(source);
        let (tokens, language) = (&text.tokens, Some(language));
        let figures = Figures { source, text: &text, tokens, language };
        let mut place = 0;
        let mut found = Vec::new();
        while place < text.tokens.len() {
            let figure = figures.at(place).or_else(|| figures.in_words(place));
            place += figure.as_ref().map_or(1, |figure| figure.tokens);
            found.extend(figure.map(|figure| {
                format!(
                    "{} {} [{}]",
                    figure.worth as f64 / 1000.0,
                    figure.unit.unwrap_or_default(),
                    &source[figure.span]
                )
            }));
        }
        found
    }

    #[track_caller]
    fn check(source: &str, language: &str, expected: &[&str]) {
        assert_eq!(figures(source, language), expected, "{source}");
    }

    #[test]
    fn a_figure_is_one_however_it_is_written() {
        check("It grew by 54 per cent.", "en", &["54 % [54 per cent]"]);
        check("It grew by 54%.", "en", &["54 % [54%]"]);
        check("Es wuchs um 54,5 Prozent.", "de", &["54.5 % [54,5 Prozent]"]);
        check("creció un 54 por ciento", "es", &["54 % [54 por ciento]"]);
        check("выросло на 54 процента", "ru", &["54 % [54 процента]"]);
        check("增长54％。", "zh", &["54 % [54％]"]);
        check("It cost $12.5 million in all.", "en", &["12500000 $ [$12.5 million]"]);
        check("It cost 12.5 million dollars.", "en", &["12500000 $ [12.5 million dollars]"]);
        check("It cost $12.5m.", "en", &["12500000 $ [$12.5m]"]);
        check("Es kostete 12,5 Millionen Dollar.", "de", &["12500000 $ [12,5 Millionen Dollar]"]);
        check("Es kostet 3 Billionen Euro.", "de", &["3000000000000 € [3 Billionen Euro]"]);
        check("耗资1250万美元。", "zh", &["12500000 $ [1250万美元]"]);
        check("약 300만 명이 참가했다", "ko", &["3000000 people [300만 명]"]);
    }

    #[test]
    fn signs_part_thousands_or_fractions_as_the_language_writes() {
        check("1,250 boats", "en", &["1250 boats [1,250 boats]"]);
        check("1.250 Boote", "de", &["1250 boote [1.250 Boote]"]);
        check("1.250 boats", "en", &["1.25 boats [1.250 boats]"]);
        check("1.250.000 barcos", "es", &["1250000 barcos [1.250.000 barcos]"]);
        check("1,5 Millionen", "de", &["1500000  [1,5 Millionen]"]);
    }

    #[test]
    fn words_and_glued_units_count_and_ordinals_do_not() {
        check("within twenty-four hours", "en", &["24 h [twenty-four hours]"]);
        check("within 24 hours", "en", &["24 h [24 hours]"]);
        check("three hundred people", "en", &["300 people [three hundred people]"]);
        check("a 40km road, the 75th day, in 3D", "en", &["40 km [40km]"]);
        check("24小时内", "zh", &["24 h [24小时]"]);
        check("in 2024.", "en", &["2024  [2024]"]);
        check("It was in 2024. Boats left.", "en", &["2024  [2024]"]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(source in "([0-9.,%$€ \
            万人-]|[a-z]|\\PC){0,40}", language in "en|de|zh|xx") {
            let _ = figures(&source, &language);
        }
    }
}
