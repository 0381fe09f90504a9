//! The judgement: copies by alignment, closeness by weighted terms and the day of the event.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::because;
use super::closeness::Signals;
use super::commonplaces::Commonplaces;
use super::corpora::{Corpus, Grounds, Role, Seed, figures_of};
use super::event::Fit;
use super::evidence::{OfEvent, OfTopic};
use super::facts::Facts;
use super::joining::{Joining, beside_seen};
use super::labels;
use super::likeness::{Likeness, REPRINT_COVER, liken, nearest};
use super::memory::Remembered;
use super::novelty::{Analysed, new_sentences};
use super::profile::Profile;
use super::provenance::{Provenance, provenance};
use super::verdict::{Beside, Closeness, Copy, NewSentence, StoryLink, TextRef, Verdict};
use crate::clock::Timestamp;
use crate::extract::{Article, Quality};
use crate::id::{ItemId, StoryId};

/// An article as it is judged.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub was: Was,
    pub article: &'a Article,
    pub profile: &'a Profile,
}

/// The state in which an item was known before. A version is not compared with the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    Unknown,
    /// Of the page only a headline: read whole, it may turn out to tell another story.
    Headline(ItemId),
    /// It stays in its story.
    Read(ItemId),
}

impl Was {
    #[must_use]
    pub fn item(self) -> Option<ItemId> {
        match self {
            Self::Unknown => None,
            Self::Headline(item) | Self::Read(item) => Some(item),
        }
    }
}

impl<'a> Subject<'a> {
    /// The subject of an article that was not known.
    #[must_use]
    pub fn new(article: &'a Article, profile: &'a Profile) -> Self {
        Self { was: Was::Unknown, article, profile }
    }

    fn told(self, facts: &'a Facts) -> Analysed<'a> {
        Analysed { article: self.article, profile: self.profile, facts }
    }
}

/// Judges an article against every corpus and against the `texts` that [`super::candidates`] asked
/// for. `founding` is the story that it founds if it joins none.
#[must_use]
pub fn judge(
    subject: Subject<'_>,
    texts: &BTreeMap<ItemId, Article>,
    grounds: &Grounds,
    known: Remembered<'_>,
    founding: StoryId,
    now: Timestamp,
) -> Verdict {
    let earlier: Vec<(ItemId, Profile)> = texts
        .iter()
        .filter(|(item, _)| Some(**item) != subject.was.item())
        .map(|(item, article)| (*item, Profile::new(article, &grounds.names)))
        .collect();
    let mut corpora: BTreeMap<String, Beside> = grounds
        .corpora
        .iter()
        .map(|corpus| (corpus.name.clone(), beside_seeds(subject, corpus, grounds)))
        .collect();
    let on_topic: Vec<&Corpus> = grounds
        .corpora
        .iter()
        .filter(|corpus| {
            corpora.get(&corpus.name).is_some_and(|beside| beside.closeness >= Closeness::Related)
        })
        .collect();
    let own = subject.was.item().and_then(|item| known.story(item));
    let stays_in = match subject.was {
        Was::Read(_) => own,
        Was::Unknown | Was::Headline(_) => None,
    };
    let Joining { beside: mut seen, story, bridges } =
        beside_seen(subject, &earlier, &on_topic, grounds, known, stays_in, now);
    let joined = stays_in.or(story).or(own);
    let is_of_story = |item: ItemId| joined.is_some() && known.story(item) == joined;
    let told = earlier
        .iter()
        .filter(|(item, _)| is_of_story(*item))
        .map(|(item, profile)| (&texts[item], profile));
    let told: Vec<(&Article, &Profile, Facts)> = told
        .map(|(article, profile)| (article, profile, Facts::of(article, profile, &grounds.names)))
        .collect();
    let story_so_far: Vec<Analysed<'_>> =
        told.iter().map(|(article, profile, facts)| Analysed { article, profile, facts }).collect();
    let facts = if on_topic.is_empty() && story_so_far.is_empty() {
        Facts::default()
    } else {
        Facts::of(subject.article, subject.profile, &grounds.names)
    };
    let here = subject.told(&facts);
    let told_before = story.is_some() || !story_so_far.is_empty();
    let may_be_news = !told_before
        && subject.article.quality != Quality::HeadlineOnly
        && !quotes_the_topic(&seen, &earlier, &on_topic, grounds);
    for corpus in &grounds.corpora {
        let Some(beside) = corpora.get_mut(&corpus.name) else { continue };
        if beside.closeness >= Closeness::Related {
            beside.new_event = may_be_news && tells_another_event(subject, beside, corpus, grounds);
            beside.new_sentences = new_beside(corpus, &story_so_far, here);
        }
        beside.because = because::beside_corpus(beside, corpus, subject.profile, grounds);
    }
    seen.new_sentences =
        if story_so_far.is_empty() { Vec::new() } else { new_sentences(here, &story_so_far) };
    let provenance = if on_topic.is_empty() {
        Provenance::default()
    } else {
        provenance_of(subject, &seen, &corpora, texts, grounds)
    };
    Verdict {
        corpora,
        seen,
        story: joined.map_or(StoryLink::Founded(founding), StoryLink::Joined),
        bridges,
        provenance,
    }
}

fn provenance_of(
    subject: Subject<'_>,
    seen: &Beside,
    corpora: &BTreeMap<String, Beside>,
    texts: &BTreeMap<ItemId, Article>,
    grounds: &Grounds,
) -> Provenance {
    let other = |of: &TextRef| match of {
        TextRef::Item(item) => texts.get(item),
        TextRef::Seed { corpus, file } => grounds
            .corpus(corpus)?
            .seeds
            .iter()
            .find(|seed| seed.file == *file)
            .map(|seed| &seed.article),
    };
    let besides: Vec<&Beside> = corpora.values().chain([seen]).collect();
    provenance(subject.article, &besides, &other)
}

/// Whether a passage comes from an earlier item on one of these topics: then it is about what was
/// reported.
fn quotes_the_topic(
    seen: &Beside,
    earlier: &[(ItemId, Profile)],
    on_topic: &[&Corpus],
    grounds: &Grounds,
) -> bool {
    let is_on_topic = |profile: &Profile| {
        let mut seeds = on_topic.iter().flat_map(|corpus| {
            corpus.seeds.iter().map(|seed| (seed, corpus.thresholds(grounds).related))
        });
        seeds.any(|(seed, related)| Signals::of(profile, &seed.profile).relatedness() >= related)
    };
    let quoted =
        |item: &ItemId| seen.passages.iter().any(|passage| passage.other == TextRef::Item(*item));
    earlier.iter().any(|(item, profile)| quoted(item) && is_on_topic(profile))
}

/// Judges an article against one corpus alone.
#[must_use]
pub fn beside_corpus(subject: Subject<'_>, corpus: &Corpus, grounds: &Grounds) -> Beside {
    let mut beside = beside_seeds(subject, corpus, grounds);
    let facts = Facts::of(subject.article, subject.profile, &grounds.names);
    beside.new_sentences = new_beside(corpus, &[], subject.told(&facts));
    beside.new_event = tells_another_event(subject, &beside, corpus, grounds);
    beside.because = because::beside_corpus(&beside, corpus, subject.profile, grounds);
    beside
}

/// The sentences that neither the seeds nor the story so far have said.
fn new_beside(
    corpus: &Corpus,
    story_so_far: &[Analysed<'_>],
    here: Analysed<'_>,
) -> Vec<NewSentence> {
    let seeds = corpus.seeds.iter().map(|seed| Analysed {
        article: &seed.article,
        profile: &seed.profile,
        facts: &seed.facts,
    });
    let said: Vec<Analysed<'_>> = seeds.chain(story_so_far.iter().copied()).collect();
    new_sentences(here, &said)
}

/// Copy and closeness beside the seeds; not yet what is new, and why.
fn beside_seeds(subject: Subject<'_>, corpus: &Corpus, grounds: &Grounds) -> Beside {
    let of = |seed: &Seed| TextRef::Seed { corpus: corpus.name.clone(), file: seed.file.clone() };
    // Whoever gave a seed wants to know who prints its words, though many do.
    let nothing = Commonplaces::default();
    let overlaps = corpus.shared.with(subject.profile);
    let each = corpus.seeds.iter().zip(&overlaps);
    let mut likenesses: Vec<Likeness<'_>> = each
        .map(|(seed, overlap)| liken(subject.profile, &seed.profile, overlap, of(seed), &nothing))
        .collect();
    let is_on_topic = is_on_topic(subject.profile, likenesses.iter(), corpus, grounds);
    let figures = is_on_topic.then(|| figures_of(subject.article, subject.profile));
    for (likeness, seed) in likenesses.iter_mut().zip(&corpus.seeds) {
        likeness.closeness =
            closeness(subject.profile, figures.as_ref(), likeness, seed, corpus, grounds);
    }
    let mut beside = nearest(likenesses.iter(), subject.profile, &subject.article.text);
    beside.closeness =
        likenesses.iter().map(|likeness| likeness.closeness).max().unwrap_or_default();
    // On the topic by its own terms, or by the text that it copies.
    if beside.copy >= Copy::Reprint && beside.closeness == Closeness::Unrelated {
        beside.closeness = Closeness::Related;
    }
    labels::answer(&mut beside, subject.profile, corpus);
    beside
}

/// Whether a text is on the topic of a corpus: near one of its seeds, by names and words.
fn is_on_topic<'a>(
    profile: &Profile,
    mut likenesses: impl Iterator<Item = &'a Likeness<'a>>,
    corpus: &Corpus,
    grounds: &Grounds,
) -> bool {
    likenesses.any(|likeness| likeness.relatedness >= corpus.thresholds(grounds).related)
        && OfTopic::of(profile, corpus).is_on_topic()
}

/// What a text reports beside one seed: what speaks for the seed's event and against it.
///
/// `figures` are those of a text that is on the topic, none for another.
fn closeness(
    profile: &Profile,
    figures: Option<&BTreeSet<u128>>,
    likeness: &Likeness<'_>,
    seed: &Seed,
    corpus: &Corpus,
    grounds: &Grounds,
) -> Closeness {
    let repeats_it =
        likeness.copy >= Copy::Reprint && likeness.alignment.here_in_there >= REPRINT_COVER;
    let tells_its_event = |figures: &BTreeSet<u128>| {
        corpus.may_be_told_by(seed, profile)
            && likeness.relatedness >= corpus.thresholds(grounds).same_story
            && OfEvent::of(profile, figures, seed, grounds.window_days()).is_of_one_event()
    };
    match figures {
        _ if repeats_it && seed.role == Role::Event => Closeness::SameStory,
        Some(figures) if tells_its_event(figures) => Closeness::SameStory,
        None if !repeats_it => Closeness::Unrelated,
        _ => Closeness::Related,
    }
}

/// Whether a text is on the topic, with an event of its own that is not the event of any seed, and
/// not only as the topic's background is.
fn tells_another_event(
    subject: Subject<'_>,
    beside: &Beside,
    corpus: &Corpus,
    grounds: &Grounds,
) -> bool {
    let profile = subject.profile;
    let event = &profile.event;
    let is_dated = event.days.best().is_some() || event.days.weekday.is_some();
    let mut events = corpus.seeds.iter().filter(|seed| seed.role == Role::Event).peekable();
    let figures = LazyCell::new(|| figures_of(subject.article, profile));
    // on the same day of a later year it is remembered
    let is_awaited_or_remembered = |seed: &Seed| {
        let days = event.days.best().zip(seed.profile.event.days.best());
        days.is_some_and(|(day, seeded)| day.is_before(seeded) || day.is_anniversary_of(seeded))
    };
    // what repeats the event's figures on no day that is known is about that event: a comment, a
    // look back
    let is_apart = |seed: &Seed| match event.fits(&seed.profile.event, grounds.window_days()) {
        Fit::Other => true,
        Fit::Unknown => is_dated || figures.is_disjoint(&seed.figures),
        Fit::Same | Fit::Near => false,
    };
    beside.closeness == Closeness::Related
        && beside.judged.is_none()
        && beside.copy < Copy::Reprint
        && event.tells_one()
        && !event.is_personal
        && corpus.marks.is_in_head(profile)
        && events.peek().is_some()
        && events.all(|seed| is_apart(seed) && !is_awaited_or_remembered(seed))
}

#[cfg(test)]
mod tests {
    use super::super::{About, Memory, Recall, candidates};
    use super::*;
    use crate::compare::Names;
    use crate::settings;

    const SIGNING: &str = "VELDA, March 3 (RNA) — The Orlan and Veldan governments signed a \
        treaty on the Sarn ferry on Tuesday, ending nine \
        years of talks on who may cross the river and what it costs.\n\nUnder the treaty the Sarn \
        ferry will carry 40 lorries an hour between Velda and \
        Port Orl from the first of May, and both sides will share the tolls in equal parts, the \
        two transport ministers said.\n\n“The river no longer \
        divides us, it feeds us,” said Minister Ilse Tarn after the ceremony, which was held on \
        the landing stage in heavy rain.\n\nThe treaty names a \
        joint board of six engineers that will inspect the ferry every month and may halt it for \
        up to 24 hours.";
    const FLOWERS: &str = "The flower market of Brenn opened on Saturday with a record number of \
        tulips. Growers from the valley brought four hundred \
        kinds, among them a black one that took the first prize. Visitors queued around the \
        block, and the mayor bought a bunch for her mother.";
    const REWRITE: &str = "Two neighbours who quarrelled for nine years over a ferry have made \
        peace. Orlan and Veldan ministers put their names to the \
        Sarn treaty in Velda in the rain, and lorries are to roll onto the ferry in May. Tolls \
        will be shared equally. Critics in Port Orl say that 12 \
        million crowns for a new pier were never budgeted.";
    const RATIFIED: &str = "The parliament of Orlan ratified the Sarn ferry treaty on Monday by \
        61 votes to 40, clearing the way for lorries between \
        Velda and Port Orl. Minister Ilse Tarn said that the joint board would meet in October. \
        The Veldan parliament has yet to vote on the treaty.";

    fn article(headline: &str, published: Option<&str>, text: &str) -> Article {
        Article {
            published: published.map(|when| when.parse().unwrap()),
            dateline: text.contains("(RNA)").then(crate::extract::Dateline::default),
            ..Article::new("https://news.example/a".parse().unwrap(), headline, text)
        }
    }

    fn grounds() -> Grounds {
        let names = Names::default();
        let seeds = vec![(
            "signing.txt".to_owned(),
            article("Sarn ferry treaty signed", Some("2026-03-03"), SIGNING),
        )];
        let corpora = vec![Corpus::new("ferry", seeds, &About::default(), &names)];
        Grounds::new(names, corpora, settings::Compare::default())
    }

    fn beside(article: &Article) -> Beside {
        let grounds = grounds();
        let profile = Profile::new(article, &grounds.names);
        beside_corpus(Subject::new(article, &profile), &grounds.corpora[0], &grounds)
    }

    #[track_caller]
    fn check(headline: &str, published: &str, text: &str, relation: &str) {
        let beside = beside(&article(headline, Some(published), text));
        assert_eq!(beside.relation(), relation, "{}", beside.because);
    }

    #[test]
    fn copies_are_told_by_how_much_they_hold() {
        check(
            "Another title",
            "2026-03-04",
            &SIGNING.replace("VELDA, March 3 (RNA) — ", "").replace('“', "\"").to_uppercase(),
            "duplicate",
        );
        check(
            "Ferry",
            "2026-03-03",
            &SIGNING.replace("Tuesday", "March 3").replace("heavy rain", "pouring rain"),
            "near-duplicate",
        );
        let abridged: String = SIGNING.split_inclusive("\n\n").take(2).collect();
        check("Ferry treaty", "2026-03-03", &abridged, "reprint");
        check(
            "Market and treaty",
            "2026-03-05",
            &format!("{FLOWERS} {FLOWERS}\n\n{SIGNING}"),
            "reprint",
        );
        let quotation = "“The river no longer divides us, it feeds us,” said Minister Ilse Tarn \
            after the ceremony, which was held on the landing stage.";
        check("Tulips", "2026-03-05", &format!("{FLOWERS} {FLOWERS} {quotation}"), "excerpt");
        check("Tulips", "2026-03-05", FLOWERS, "unrelated");
    }

    #[test]
    fn a_rewrite_reports_the_same_event_and_says_what_it_adds() {
        let beside = beside(&article("Ferry peace", Some("2026-03-04"), REWRITE));
        assert_eq!(beside.relation(), "same-story", "{}", beside.because);
        let crowns = beside
            .new_sentences
            .iter()
            .find(|sentence| sentence.text.contains("12 million"))
            .unwrap();
        assert!(crowns.facts.iter().any(|fact| fact.text.starts_with("12")), "{:?}", crowns.facts);
    }

    #[test]
    fn what_happened_months_later_is_a_new_event_once() {
        let grounds = grounds();
        let now: Timestamp = "2026-09-08T08:00:00Z".parse().unwrap();
        let (mut memory, nothing) = (Memory::default(), Memory::default());
        let mut texts = BTreeMap::new();
        let mut told = Vec::new();
        for (number, text) in [
            RATIFIED.to_owned(),
            format!(
                "Velda radio reports. {}",
                RATIFIED.replace("clearing the way", "which opens the way")
            ),
        ]
        .iter()
        .enumerate()
        {
            let article = article("Parliament ratifies treaty", Some("2026-09-07"), text);
            let profile = Profile::new(&article, &grounds.names);
            let known = Remembered { settled: &memory, pending: &nothing };
            let wanted = candidates(&profile, known, None);
            assert_eq!(wanted.len(), number);
            let id = number as i64 + 1;
            let verdict =
                judge(Subject::new(&article, &profile), &texts, &grounds, known, StoryId(id), now);
            memory.remember(ItemId(id), verdict.story.story(), &profile, now);
            texts.insert(ItemId(id), article.clone());
            told.push((
                verdict.corpora["ferry"].closeness,
                verdict.corpora["ferry"].new_event,
                verdict.story,
            ));
        }
        assert_eq!(told[0], (Closeness::Related, true, StoryLink::Founded(StoryId(1))));
        assert_eq!(told[1], (Closeness::Related, false, StoryLink::Joined(StoryId(1))));
    }

    #[test]
    fn a_new_event_lies_behind_what_seeds_tell_and_not_on_its_day_in_a_later_year() {
        let is_new = |published: &str, text: &str| {
            beside(&article("Parliament of Orlan and the Sarn ferry treaty", Some(published), text))
                .new_event
        };
        let on = |day: &str| RATIFIED.replace("on Monday", day);
        assert!(is_new("2026-09-07", &on("on September 7")));
        assert!(!is_new("2026-02-20", &on("on February 20")), "before it");
        assert!(!is_new("2027-03-03", &on("on March 3")), "on its day");
        assert!(is_new("2027-03-10", &on("on March 10")));
    }

    #[test]
    fn a_page_read_whole_at_last_may_turn_out_to_tell_a_known_story() {
        let grounds = grounds();
        let now: Timestamp = "2026-09-08T08:00:00Z".parse().unwrap();
        let (mut memory, nothing) = (Memory::default(), Memory::default());
        let article = article("Parliament ratifies treaty", Some("2026-09-07"), RATIFIED);
        let profile = Profile::new(&article, &grounds.names);
        memory.remember(ItemId(1), StoryId(1), &profile, now);
        memory.remember(ItemId(2), StoryId(2), &profile, now);
        let texts = BTreeMap::from([(ItemId(1), article.clone())]);
        let known = Remembered { settled: &memory, pending: &nothing };
        for (was, story) in
            [(Was::Headline(ItemId(2)), 1), (Was::Read(ItemId(2)), 2), (Was::Unknown, 1)]
        {
            let verdict = judge(
                Subject { was, ..Subject::new(&article, &profile) },
                &texts,
                &grounds,
                known,
                StoryId(3),
                now,
            );
            assert_eq!(verdict.story, StoryLink::Joined(StoryId(story)), "{was:?}");
        }
    }

    #[test]
    fn a_page_that_was_not_read_whole_is_no_copy_of_anything() {
        let mut article = article("Ferry treaty", Some("2026-03-03"), SIGNING);
        article.quality = Quality::HeadlineOnly;
        assert_eq!(beside(&article).copy, Copy::None);
    }

    #[test]
    fn spans_cut_the_same_words_from_both_texts() {
        let other = article(
            "Tulips",
            Some("2026-03-05"),
            &format!("{FLOWERS}\n\n{}", &SIGNING[SIGNING.find("Under the treaty").unwrap()..]),
        );
        let beside = beside(&other);
        let passage = &beside.passages[0];
        assert_eq!(&other.text[passage.span.clone()], passage.text);
        assert!(SIGNING[passage.other_span.clone()].starts_with("Under the treaty"));
        assert!(
            beside.new_sentences.iter().all(|sentence| FLOWERS.contains(&sentence.text)),
            "what a seed says is not new"
        );
    }

    #[test]
    fn a_memory_survives_its_snapshot_and_forgets_old_stories() {
        let grounds = grounds();
        let profile = Profile::new(&article("Ferry", Some("2026-03-03"), SIGNING), &grounds.names);
        let rewrite =
            Profile::new(&article("Ferry peace", Some("2026-03-04"), REWRITE), &grounds.names);
        let mut memory = Memory::default();
        let seen: Timestamp = "2026-03-03T08:00:00Z".parse().unwrap();
        memory.remember(ItemId(7), StoryId(1), &profile, seen);
        let mut recall = Recall::new(1, seen, grounds.thresholds.story_window);
        recall.part(&memory.unsaved()).unwrap();
        let mut memory = recall.done();
        let nothing = Memory::default();
        assert_eq!(
            candidates(&rewrite, Remembered { settled: &memory, pending: &nothing }, None),
            [ItemId(7)]
        );
        memory.age("2026-06-01T00:00:00Z".parse().unwrap(), grounds.thresholds.story_window);
        assert_eq!(
            candidates(&rewrite, Remembered { settled: &memory, pending: &nothing }, None),
            []
        );
        assert_eq!(
            candidates(&profile, Remembered { settled: &memory, pending: &nothing }, None),
            [ItemId(7)],
            "fingerprints stay"
        );
    }
}
