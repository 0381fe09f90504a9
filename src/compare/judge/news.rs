//! What is new in an article on a topic: whether it tells an event of its own, the sentences that say what none of the
//! earlier texts says, and the facts in them.

use crate::compare::corpora::{Corpus, Grounds, Role};
use crate::compare::reading::{Facts, Figure, PlacedFact, Profile, Said, What};
use crate::compare::stories::Subject;
use crate::compare::verdict::{self, Beside, Closeness, Copy, FactKind, NewSentence, Weighing};
use crate::compare::words::frequencies;
use crate::extract::{Article, Quality};
use crate::text::Token;

/// A sentence of whose weight a known one says this share is known.
const KNOWN_SHARE: f32 = 0.6;
/// A sentence of whose weight a known one says this share speaks of the same, so that another
/// figure in it contradicts.
const SAME_MATTER: f32 = 0.4;
/// The fewest words of a sentence that says something by itself.
const SHORTEST_SENTENCE: usize = 5;
/// The new sentences that a verdict keeps at most.
const MOST: usize = 12;
/// The facts of one new sentence that a verdict keeps at most.
const MOST_FACTS: usize = 6;
/// The known sentences that are looked up by one word at most; a word in more of them tells none
/// apart.
const PLACES: usize = 200;
/// The weight that a new fact adds to its sentence, in weights of words.
const FACT_ADDS: f32 = 4.0;

/// An article and what was made of it.
#[derive(Debug, Clone, Copy)]
pub struct Analysed<'a> {
    pub article: &'a Article,
    pub profile: &'a Profile,
    pub facts: &'a Facts,
}

impl<'a> Analysed<'a> {
    #[must_use]
    pub fn of(subject: Subject<'a>, facts: &'a Facts) -> Self {
        Self { article: subject.article, profile: subject.profile, facts }
    }
}

/// Adds to the verdict beside a corpus what is new in `here`: beside the seeds and the `story_so_far`, the reports that were
/// loaded of its story.
pub fn add_news(
    beside: &mut Beside,
    corpus: &Corpus,
    here: Analysed<'_>,
    story_so_far: &[Analysed<'_>],
    grounds: &Grounds,
) {
    let Analysed { article, profile, .. } = here;
    let signals = corpus.telling_signals(profile, &article.headline, grounds.window_days());
    let tells = grounds.models.tells.weigh(&signals);
    beside.new_event = tells_own_event(beside, &tells, article, corpus, grounds);
    beside.tells = Some(tells);
    let seeds = corpus.seeds.iter().map(|seed| Analysed {
        article: &seed.article,
        profile: &seed.profile,
        facts: &seed.facts,
    });
    let said: Vec<Analysed<'_>> = seeds.chain(story_so_far.iter().copied()).collect();
    beside.new_sentences = new_sentences(here, &said);
}

/// Whether a text that was read whole is on the topic, with an event of its own that is not the event of any seed.
fn tells_own_event(
    beside: &Beside,
    tells: &Weighing,
    article: &Article,
    corpus: &Corpus,
    grounds: &Grounds,
) -> bool {
    beside.closeness == Closeness::Related
        && beside.judged.is_none()
        && beside.copy < Copy::Reprint
        && article.quality != Quality::HeadlineOnly
        && tells.probability >= grounds.models.points.tells
        && corpus.seeds.iter().any(|seed| seed.role == Role::Event)
}

/// The sentences of `here` that say what no one of `known` says, those that add most first, at most
/// twelve. A fact is new once.
#[must_use]
pub fn new_sentences(here: Analysed<'_>, known: &[Analysed<'_>]) -> Vec<NewSentence> {
    let mut said = Said::default();
    known.iter().for_each(|told| said.hear(told.profile, told.facts));
    let mut sentences = Sentences::of(known);
    let body = &here.profile.wording.body;
    let mut found: Vec<(f32, NewSentence)> = Vec::new();
    for (number, own) in here.facts.of_sentences.iter().enumerate() {
        let tokens = body.in_sentence(number);
        let dateline =
            tokens.partition_point(|token| (token.position as usize) < here.profile.wording.first);
        let tokens = &tokens[dateline..];
        if tokens.len() < SHORTEST_SENTENCE {
            continue;
        }
        let new: Vec<&PlacedFact> = own.iter().filter(|fact| !said.says(&fact.what)).collect();
        let words = weighed(here.profile, tokens);
        let mass: f32 = words.iter().map(|(_, weight)| weight).sum();
        let (share, nearest) = sentences.nearest(&words, mass);
        // a sentence in known words still is new when its figures are
        let has_new_figure =
            new.iter().any(|fact| matches!(fact.what.kind(), FactKind::Figure | FactKind::Date));
        if share < KNOWN_SHARE || (has_new_figure && share < 0.95) {
            let start =
                if dateline == 0 { body.sentences[number].start } else { tokens[0].span().start };
            let span = start..body.sentences[number].end;
            let nearest = nearest.filter(|_| share >= SAME_MATTER);
            let facts = new.iter().take(MOST_FACTS).map(|fact| told(fact, here, nearest)).collect();
            found.push((
                mass * (1.0 - share) + FACT_ADDS * new.len() as f32,
                NewSentence { text: here.article.text[span.clone()].to_owned(), span, facts },
            ));
        }
        own.iter().for_each(|fact| said.note(&fact.what));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOST);
    found.into_iter().map(|(_, sentence)| sentence).collect()
}

/// A fact for people; beside the other figure of `nearest`, a sentence of the same matter.
fn told(
    fact: &PlacedFact,
    here: Analysed<'_>,
    nearest: Option<&KnownSentence<'_>>,
) -> verdict::Fact {
    let other = match (&fact.what, nearest) {
        (What::Figure(figure), Some(nearest)) => nearest.figure_instead_of(figure),
        _ => None,
    };
    verdict::Fact {
        kind: fact.what.kind(),
        text: here.article.text[fact.span.clone()].to_owned(),
        instead_of: other.map(str::to_owned),
    }
}

/// The sentences of all known texts, found by their words.
struct Sentences<'a> {
    all: Vec<KnownSentence<'a>>,
    /// The hash of each word with the places of the sentences that have it, sorted.
    by_word: Vec<(u64, usize)>,
    /// The weight that each shares with the sentence that is looked at.
    shared: Vec<f32>,
}

/// A sentence of a known text: its facts, and the whole text that they stand in.
struct KnownSentence<'a> {
    text: &'a str,
    facts: &'a [PlacedFact],
}

impl<'a> Sentences<'a> {
    fn of(known: &[Analysed<'a>]) -> Self {
        let (mut all, mut by_word) = (Vec::new(), Vec::new());
        for Analysed { article, profile, facts } in known {
            for (number, facts) in facts.of_sentences.iter().enumerate() {
                by_word.extend(
                    profile
                        .wording
                        .body
                        .in_sentence(number)
                        .iter()
                        .map(|token| (profile.wording.word(token), all.len())),
                );
                all.push(KnownSentence { text: &article.text, facts });
            }
        }
        by_word.sort_unstable();
        by_word.dedup();
        Self { shared: vec![0.0; all.len()], all, by_word }
    }

    /// The known sentence that has the largest share of a sentence's weight, and the share.
    fn nearest(&mut self, words: &[(u64, f32)], mass: f32) -> (f32, Option<&KnownSentence<'a>>) {
        let mut sharing: Vec<usize> = Vec::new();
        for (word, weight) in words {
            let first = self.by_word.partition_point(|(other, _)| other < word);
            for (_, sentence) in
                self.by_word[first..].iter().take_while(|(other, _)| other == word).take(PLACES)
            {
                self.shared[*sentence] += weight;
                sharing.push(*sentence);
            }
        }
        let best = sharing
            .iter()
            .map(|at| (*at, self.shared[*at]))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        sharing.iter().for_each(|at| self.shared[*at] = 0.0);
        let share = best.map_or(0.0, |(_, weight)| weight);
        (if mass > 0.0 { share / mass } else { 1.0 }, best.map(|(at, _)| &self.all[at]))
    }
}

impl<'a> KnownSentence<'a> {
    /// The sentence's only figure of the unit of `figure`, where it is worth something else.
    fn figure_instead_of(&self, figure: &Figure) -> Option<&'a str> {
        let mut others = self.facts.iter().filter_map(|fact| match &fact.what {
            What::Figure(other) if other.unit.is_some() && other.unit == figure.unit => {
                Some((other, fact))
            }
            _ => None,
        });
        let (other, fact) = others.next()?;
        (others.next().is_none() && other.worth != figure.worth)
            .then(|| &self.text[fact.span.clone()])
    }
}

/// The words of a sentence by their hashes, each once, with their weights.
fn weighed(profile: &Profile, tokens: &[Token]) -> Vec<(u64, f32)> {
    let weigh = |token: &Token| {
        let word = profile.wording.word(token);
        (word, frequencies::weight(profile.wording.body.folded(token), word))
    };
    let mut words: Vec<(u64, f32)> = tokens.iter().map(weigh).collect();
    words.sort_unstable_by_key(|(word, _)| *word);
    words.dedup_by_key(|(word, _)| *word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;

    const KNOWN: &str = "Ferry treaty signed\n\nThe two ministers signed the ferry treaty in \
        Velda on Tuesday after long talks.\n\n\
        The ferry will carry 40 lorries an hour across the river.";

    /// The facts of each new sentence, by kind.
    fn check(text: &str, expected: &[(FactKind, &str)]) {
        let names = Names::default();
        let read = |text: &str| crate::extract::plain("a.txt", text).article;
        let (known, article) = (read(KNOWN), read(&format!("Ferry news today\n\n{text}")));
        let (known_profile, profile) =
            (Profile::new(&known, &names), Profile::new(&article, &names));
        let (known_facts, facts) =
            (Facts::of(&known, &known_profile, &names), Facts::of(&article, &profile, &names));
        let known = Analysed { article: &known, profile: &known_profile, facts: &known_facts };
        let found = new_sentences(
            Analysed { article: &article, profile: &profile, facts: &facts },
            &[known],
        );
        let facts: Vec<(FactKind, &str)> = found
            .iter()
            .flat_map(|sentence| &sentence.facts)
            .map(|fact| (fact.kind, fact.text.as_str()))
            .collect();
        assert_eq!(facts, expected, "{found:?}");
    }

    #[test]
    fn facts_are_named_by_their_kind() {
        check(
            "Critics say that 12 million crowns for the pier were never budgeted.",
            &[(FactKind::Figure, "12 million crowns")],
        );
        check(
            "The first crossing with guests is planned for May 3 at noon.",
            &[(FactKind::Date, "May 3")],
        );
        check(
            "According to Ilse Tarn the engineers had warned of ice.",
            &[(FactKind::Name, "Ilse Tarn")],
        );
        check(
            "A spokesman called it “a bridge that floats on tolls” when asked.",
            &[(FactKind::Quotation, "a bridge that floats on tolls")],
        );
    }

    #[test]
    fn what_is_known_is_not_new_but_a_new_figure_in_known_words_is() {
        check("The two ministers signed the ferry treaty in Velda after long talks.", &[]);
        check(
            "The ferry will carry 60 lorries an hour across the river.",
            &[(FactKind::Figure, "60 lorries")],
        );
        check("The ferry will carry forty lorries an hour across the river.", &[]);
    }

    /// The facts that the last of `texts`, each with its language, has beside those before.
    fn facts(texts: &[(&str, &str)]) -> Vec<String> {
        let names = "[velda]\nkind = \"place\"\nspellings = [\"Velda\", \"Вельда\", \"维尔达\"]\n";
        let names = Names::parse(&[crate::settings::RawFile {
            path: "n.toml".to_owned(),
            stem: "n".to_owned(),
            bytes: names.into(),
        }])
        .unwrap();
        let articles: Vec<Article> = texts
            .iter()
            .map(|(language, text)| Article {
                language: Some((*language).to_owned()),
                ..Article::new("https://news.example/a".parse().unwrap(), "Ferry", *text)
            })
            .collect();
        let profiles: Vec<Profile> =
            articles.iter().map(|article| Profile::new(article, &names)).collect();
        let facts: Vec<Facts> = articles
            .iter()
            .zip(&profiles)
            .map(|(article, profile)| Facts::of(article, profile, &names))
            .collect();
        let texts = articles.iter().zip(&profiles).zip(&facts);
        let told: Vec<Analysed<'_>> =
            texts.map(|((article, profile), facts)| Analysed { article, profile, facts }).collect();
        let (here, known) = told.split_last().unwrap();
        let instead = |fact: verdict::Fact| {
            fact.instead_of.map_or(fact.text.clone(), |other| format!("{} for {other}", fact.text))
        };
        new_sentences(*here, known)
            .into_iter()
            .flat_map(|sentence| sentence.facts)
            .map(instead)
            .collect()
    }

    #[track_caller]
    fn check_beside(known: (&str, &str), here: (&str, &str), expected: &[&str]) {
        assert_eq!(facts(&[known, here]), expected);
    }

    #[test]
    fn a_fact_that_is_written_in_another_way_is_known() {
        let known = (
            "en",
            "On 3 March the mayor of Velda said the pier would cost $12.5 million and be ready \
                within twenty-four hours of the thaw.",
        );
        check_beside(
            known,
            (
                "en",
                "Engineers in Velda put the price of piers at 12.5 million dollars and the wait \
                    at 24 hours.",
            ),
            &[],
        );
        check_beside(
            known,
            (
                "de",
                "Der Kai soll nach Angaben vom 3. März 12,5 Millionen Dollar kosten, sagte man \
                    auf dem Amt.",
            ),
            &[],
        );
        check_beside(
            known,
            (
                "ru",
                "Мэр города Вельда назвал цену причала: 12,5 миллиона долларов, готов он будет за \
                    24 часа.",
            ),
            &[],
        );
        check_beside(
            known,
            ("zh", "维尔达市长说，码头耗资1250万美元，将在24小时内完工，村民们仍然担心。"),
            &[],
        );
        check_beside(
            known,
            (
                "en",
                "Critics in Velda fear that the price could reach 21 million dollars by March 9.",
            ),
            &["21 million dollars", "March 9"],
        );
    }

    #[test]
    fn a_figure_that_contradicts_a_known_one_is_shown_beside_it() {
        let known = (
            "en",
            "The joint board may halt the ferry for up to 24 hours after every flood warning on \
                the river.",
        );
        check_beside(
            known,
            ("en", "The joint board may halt the ferry for up to 48 hours after a flood warning."),
            &["48 hours for 24 hours"],
        );
        check_beside(
            known,
            (
                "en",
                "Farmers on the upper meadows waited 48 hours for hay and news of their cattle.",
            ),
            &["48 hours"],
        );
    }

    #[test]
    fn a_fact_is_new_in_the_first_sentence_that_has_it() {
        let twice = "Critics say the pier needs 12 million crowns. Nobody in the town hall has \
            ever heard of 12 million crowns for it.";
        check_beside(
            ("en", "The ministers signed the treaty in the rain."),
            ("en", twice),
            &["12 million crowns"],
        );
    }

    #[test]
    fn in_german_one_capital_word_is_no_name() {
        let known =
            ("de", "Die beiden Minister haben den Vertrag am Dienstag im Regen unterschrieben.");
        check_beside(
            known,
            (
                "de",
                "Nach Ansicht der Fachleute hat Ilse Tarn die Gefahr von Eis auf dem Fluss \
                    übersehen.",
            ),
            &["Ilse Tarn"],
        );
    }
}
