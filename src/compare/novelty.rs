//! Which sentences of an item say what none of the earlier texts says, and the facts in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fingerprints::word_hash;
use super::frequencies;
use super::profile::Profile;
use super::verdict::{Fact, FactKind, NewSentence};
use crate::extract::Article;
use crate::source::is_month;
use crate::text::{Kind, Text, Token};

/// A sentence of whose weight a known one says this share is known.
const KNOWN_SHARE: f32 = 0.6;
/// Sentences of fewer words say nothing by themselves.
const SHORTEST_SENTENCE: usize = 5;
/// Sentences that a verdict keeps.
const MOST: usize = 12;
const MOST_FACTS: usize = 6;
/// Known sentences that hold one word; a word in more of them tells none apart.
const PLACES: usize = 200;

/// The new sentences of `article`, those that add most first, at most twelve.
#[must_use]
pub fn new_sentences(article: &Article, profile: &Profile, known: &[&Profile]) -> Vec<NewSentence> {
    let said = Said::of(known);
    let mut found: Vec<(f32, NewSentence)> = Vec::new();
    for (number, span) in profile.body.sentences.iter().enumerate() {
        let tokens = profile.body.in_sentence(number);
        let dateline = tokens.partition_point(|token| (token.position as usize) < profile.first);
        let tokens = &tokens[dateline..];
        if tokens.len() < SHORTEST_SENTENCE {
            continue;
        }
        let span = if dateline == 0 { span.clone() } else { tokens[0].span().start..span.end };
        let text = &article.text[span.clone()];
        let facts = new_facts(&article.text, &profile.body, tokens, &span, &said);
        let mass: f32 = distinct(&profile.body, tokens).into_iter().map(weight).sum();
        let share = said.best_share(&profile.body, tokens, mass);
        // A sentence in known words still is new when its figures are.
        let has_new_figure = facts.iter().any(|fact| matches!(fact.kind, FactKind::Figure | FactKind::Date));
        if share < KNOWN_SHARE || (has_new_figure && share < 0.95) {
            let adds = mass * (1.0 - share) + 4.0 * facts.len() as f32;
            found.push((adds, NewSentence { span, text: text.to_owned(), facts }));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST);
    found.into_iter().map(|(_, sentence)| sentence).collect()
}

/// Everything that is known already.
struct Said {
    words: BTreeSet<String>,
    /// Words of each sentence.
    sentences: Vec<BTreeSet<String>>,
    by_word: BTreeMap<String, Vec<usize>>,
}

impl Said {
    fn of(known: &[&Profile]) -> Self {
        let mut said = Self { words: BTreeSet::new(), sentences: Vec::new(), by_word: BTreeMap::new() };
        for profile in known {
            said.words.extend(profile.headline.words().map(str::to_owned));
            for number in 0..profile.body.sentences.len() {
                let words: BTreeSet<String> = distinct(&profile.body, profile.body.in_sentence(number)).into_iter().map(str::to_owned).collect();
                for word in &words {
                    let places = said.by_word.entry(word.clone()).or_default();
                    if places.len() < PLACES {
                        places.push(said.sentences.len());
                    }
                }
                said.words.extend(words.iter().cloned());
                said.sentences.push(words);
            }
        }
        said
    }

    /// The largest share of a sentence's weight that one known sentence has.
    fn best_share(&self, text: &Text, tokens: &[Token], mass: f32) -> f32 {
        let mut shared: BTreeMap<usize, f32> = BTreeMap::new();
        for word in distinct(text, tokens) {
            for sentence in self.by_word.get(word).into_iter().flatten() {
                *shared.entry(*sentence).or_default() += weight(word);
            }
        }
        let best = shared.into_values().fold(0.0, f32::max);
        if mass > 0.0 { best / mass } else { 1.0 }
    }

    fn says(&self, text: &Text, tokens: &[Token]) -> bool {
        tokens.iter().all(|token| self.words.contains(text.folded(token)))
    }
}

fn weight(word: &str) -> f32 {
    frequencies::weight(word, word_hash(word))
}

fn distinct<'a>(text: &'a Text, tokens: &[Token]) -> BTreeSet<&'a str> {
    tokens.iter().map(|token| text.folded(token)).collect()
}

fn new_facts(source: &str, text: &Text, tokens: &[Token], sentence: &Range<usize>, said: &Said) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut taken = 0;
    for (place, token) in tokens.iter().enumerate() {
        if place < taken {
            continue;
        }
        let Some((kind, length)) = fact_at(source, text, tokens, place, token) else { continue };
        taken = place + length;
        let run = &tokens[place..place + length];
        // The first word of a sentence is capital anyway.
        let only_opens = kind == FactKind::Name && place == 0 && length == 1;
        if !only_opens && !said.says(text, run) {
            facts.push(Fact { kind, text: source[run[0].span().start..run[length - 1].span().end].to_owned() });
        }
    }
    let quoted = quotations(source, sentence).filter(|span| !said.says(text, within(tokens, span)));
    facts.extend(quoted.map(|span| Fact { kind: FactKind::Quotation, text: source[span].to_owned() }));
    facts.truncate(MOST_FACTS);
    facts
}

/// The fact that begins at a token, and how many tokens it takes up: a number beside a month is a date,
/// another one a figure with the word behind it; capital words side by side are a name.
fn fact_at(source: &str, text: &Text, tokens: &[Token], place: usize, token: &Token) -> Option<(FactKind, usize)> {
    let is_month_at = |place: usize| tokens.get(place).is_some_and(|token| is_month(text.folded(token)));
    let is_number = |place: usize| tokens.get(place).is_some_and(|token| token.kind == Kind::Number);
    match token.kind {
        Kind::Number if is_month_at(place + 1) => Some((FactKind::Date, 2 + usize::from(is_number(place + 2)))),
        Kind::Number => Some((FactKind::Figure, 1 + usize::from(counts(source, tokens, place)))),
        Kind::Word if is_month_at(place) && is_number(place + 1) => Some((FactKind::Date, 2)),
        Kind::Word if !is_month_at(place) && is_name_start(source, token) => Some((FactKind::Name, name_length(source, tokens, place))),
        Kind::Word | Kind::Pair => None,
    }
}

/// Whether the word behind a number, with at most a space between them, says what it counts.
fn counts(source: &str, tokens: &[Token], place: usize) -> bool {
    tokens
        .get(place + 1)
        .is_some_and(|next| next.kind == Kind::Word && matches!(&source[tokens[place].span().end..next.span().start], " " | "-" | "\u{a0}"))
}

fn is_name_start(source: &str, token: &Token) -> bool {
    source[token.span()].starts_with(char::is_uppercase) && source[token.span()].chars().count() > 1
}

/// Capital words side by side, with nothing but a space or a hyphen between them.
fn name_length(source: &str, tokens: &[Token], place: usize) -> usize {
    let mut length = 1;
    while let Some(next) = tokens.get(place + length) {
        let between = &source[tokens[place + length - 1].span().end..next.span().start];
        if !matches!(between, " " | "-") || !is_name_start(source, next) {
            break;
        }
        length += 1;
    }
    length
}

/// Quoted runs of at least four words, without their quotes.
fn quotations<'a>(source: &'a str, sentence: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<'a> {
    let text = &source[sentence.clone()];
    let start = sentence.start;
    let mut open: Option<(usize, char)> = None;
    let mut spans = Vec::new();
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((from, close)), c) if c == close => {
                spans.push(start + from..start + at);
                open = None;
            }
            (None, '“') => open = Some((at + c.len_utf8(), '”')),
            (None, '«') => open = Some((at + c.len_utf8(), '»')),
            (None, '„') => open = Some((at + c.len_utf8(), '“')),
            (None, '"') => open = Some((at + 1, '"')),
            _ => {}
        }
    }
    spans.into_iter().filter(move |span| source[span.clone()].split_whitespace().count() >= 4)
}

fn within<'a>(tokens: &'a [Token], span: &Range<usize>) -> &'a [Token] {
    let start = tokens.partition_point(|token| token.span().start < span.start);
    let end = tokens.partition_point(|token| token.span().start < span.end);
    &tokens[start..end.max(start)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;

    const KNOWN: &str = "Ferry treaty signed\n\nThe two ministers signed the ferry treaty in Velda on Tuesday after long talks.\n\n\
        The ferry will carry 40 lorries an hour across the river.";

    /// The facts of each new sentence, by kind.
    fn check(text: &str, expected: &[(FactKind, &str)]) {
        let names = Names::default();
        let read = |text: &str| crate::extract::plain("a.txt", text).article;
        let (known, article) = (read(KNOWN), read(&format!("Ferry news today\n\n{text}")));
        let found = new_sentences(&article, &Profile::new(&article, &names), &[&Profile::new(&known, &names)]);
        let facts: Vec<(FactKind, &str)> = found.iter().flat_map(|sentence| &sentence.facts).map(|fact| (fact.kind, fact.text.as_str())).collect();
        assert_eq!(facts, expected, "{found:?}");
    }

    #[test]
    fn facts_are_named_by_their_kind() {
        check("Critics say that 12 million crowns for the pier were never budgeted.", &[(FactKind::Figure, "12 million")]);
        check("The first crossing with guests is planned for May 3 at noon.", &[(FactKind::Date, "May 3")]);
        check("According to Ilse Tarn the engineers had warned of ice.", &[(FactKind::Name, "Ilse Tarn")]);
        check("A spokesman called it “a bridge that floats on tolls” when asked.", &[(FactKind::Quotation, "a bridge that floats on tolls")]);
    }

    #[test]
    fn what_is_known_is_not_new_but_a_new_figure_in_known_words_is() {
        check("The two ministers signed the ferry treaty in Velda after long talks.", &[]);
        check("The ferry will carry 60 lorries an hour across the river.", &[(FactKind::Figure, "60 lorries")]);
    }
}
