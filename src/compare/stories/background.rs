//! Background: paragraphs that say nothing of the event that is told now, so that they count neither as copied nor for topic,
//! story, event or novelty. Some stand behind a label such as `Earlier:`. Others an outlet prints under reports of other
//! events: standing background, which is known by where they stand, behind the lead in both reports, and by what is told beside them: another event, or
//! those of two stories.
//!
//! # Limits
//! The first report of an outlet that has such a paragraph has nobody to be set beside. An outlet is a site, as
//! [`crate::link::Link::site`] tells sites apart.

use std::collections::BTreeMap;
use std::ops::Range;

use super::subject::{Earlier, FiledBefore, Subject};
use crate::compare::closeness::Overlap;
use crate::compare::copies::{Alignment, Side, align};
use crate::compare::corpora::Grounds;
use crate::compare::evidence::{InCommon, Pair};
use crate::compare::reading::Profile;
use crate::compare::verdict::Background;
use crate::extract::Article;
use crate::id::{ItemId, StoryId};

/// Words of a text that are its lead: no background begins there.
const LEAD: usize = 25;
/// Words with which a text opens, and the share of them that another version of the same report has.
const OPENING: usize = 50;
const SAME_OPENING: f32 = 0.3;
/// The share of a paragraph's words that stand in the other text where it is printed there.
const PRINTED: f32 = 0.8;
/// Stories from which on what all of them have is background, whatever this report tells.
const STORIES: usize = 2;

/// An article without the standing background of its outlet.
pub struct WithoutBackground {
    article: Article,
    profile: Profile,
    pub left_out: Vec<Background>,
}

/// An earlier report of the outlet, and the paragraphs that both have behind their leads.
struct OfOutlet {
    place: usize,
    alignment: Alignment,
    paragraphs: Vec<Range<usize>>,
}

impl WithoutBackground {
    /// A subject without the background that its outlet printed under others of the `earlier` reports, and without what stands
    /// behind a label as such; none where it has none. The `earlier` reports are left without theirs.
    pub fn of(
        subject: Subject<'_>,
        earlier: &mut [Earlier],
        filed: FiledBefore<'_>,
        common: &InCommon,
        grounds: &Grounds,
    ) -> Option<Self> {
        let search = Search { subject, filed, common, grounds };
        let beside = search.of_outlet(earlier);
        let standing = search.background(earlier, &beside);
        let mut under: BTreeMap<usize, ItemId> = BTreeMap::new();
        let mut printed: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for OfOutlet { place, alignment, .. } in &beside {
            let has = |words: &&Range<usize>| {
                let passages = &alignment.passages;
                passages.iter().any(|one| shared(&one.here, words) * 2 >= words.len())
            };
            let item = earlier[*place].item;
            under.extend(standing.iter().filter(has).map(|words| (words.start, item)));
            printed.insert(*place, printed_there(alignment, &standing, &earlier[*place].profile));
        }
        for (place, one) in earlier.iter_mut().enumerate() {
            let article = &filed.texts[&one.item];
            let labelled = one.profile.wording.labelled_background(&article.text);
            let background = merged(printed.remove(&place).unwrap_or_default(), labelled);
            if !background.is_empty() {
                let (_, profile) = without(article, &one.profile, &background, grounds);
                one.whole = Some(std::mem::replace(&mut one.profile, profile));
            }
        }
        let Subject { article, profile, .. } = subject;
        let background = merged(standing, profile.wording.labelled_background(&article.text));
        if background.is_empty() {
            return None;
        }
        let left_out = |words: &Range<usize>| {
            let span = profile.wording.span(words.clone());
            let text = article.text[span.clone()].to_owned();
            Background { span, text, under: under.get(&words.start).copied() }
        };
        let left_out = background.iter().map(left_out).collect();
        let (article, profile) = without(article, profile, &background, grounds);
        Some(Self { article, profile, left_out })
    }

    /// The subject that is judged in the place of the whole one.
    #[must_use]
    pub fn subject(&self, whole: Subject<'_>) -> Subject<'_> {
        Subject { was: whole.was, article: &self.article, profile: &self.profile }
    }
}

/// What background is looked for with.
#[derive(Clone, Copy)]
struct Search<'a> {
    subject: Subject<'a>,
    filed: FiledBefore<'a>,
    common: &'a InCommon,
    grounds: &'a Grounds,
}

impl Search<'_> {
    /// The reports of the subject's outlet that have paragraphs of it behind their leads, in order.
    fn of_outlet(&self, earlier: &[Earlier]) -> Vec<OfOutlet> {
        let Self { subject, filed, .. } = *self;
        let side = Side::new(subject.profile);
        let mut found = Vec::new();
        for (place, one) in earlier.iter().enumerate() {
            let there = &one.profile;
            if !filed.texts[&one.item].url.is_same_site(&subject.article.url)
                || !Overlap::of(subject.profile, there).shares_a_print
            {
                continue;
            }
            let alignment = align(&side, &Side::new(there));
            let is_behind_lead = |words: &Range<usize>| words.start >= LEAD;
            let mut paragraphs = subject.profile.wording.paragraphs();
            paragraphs.retain(|words| {
                let printed =
                    alignment.passages.iter().filter(|passage| is_behind_lead(&passage.there));
                let there: usize = printed.map(|passage| shared(&passage.here, words)).sum();
                is_behind_lead(words) && there as f32 >= PRINTED * words.len() as f32
            });
            if !paragraphs.is_empty() {
                found.push(OfOutlet { place, alignment, paragraphs });
            }
        }
        found
    }

    /// The paragraphs, as ranges of words, that are background of the subject's outlet, in order.
    fn background(&self, earlier: &[Earlier], beside: &[OfOutlet]) -> Vec<Range<usize>> {
        let mut stories: BTreeMap<(usize, usize), Vec<StoryId>> = BTreeMap::new();
        let mut background: Vec<Range<usize>> = Vec::new();
        for one in beside {
            let of = &earlier[one.place];
            for words in &one.paragraphs {
                let told = stories.entry((words.start, words.end)).or_default();
                told.extend(self.filed.known.story(of.item).filter(|story| !told.contains(story)));
            }
            if one.alignment.opening_shared(OPENING) < SAME_OPENING && self.tells_another(of, one) {
                background.extend(one.paragraphs.iter().cloned());
            }
        }
        let of_many = stories.into_iter().filter(|(_, told)| told.len() >= STORIES);
        background.extend(of_many.map(|((start, end), _)| start..end));
        background.sort_by_key(|words| words.start);
        background.dedup();
        background
    }

    /// Whether an earlier report tells another event, by what either says beside the paragraphs that both have.
    fn tells_another(&self, earlier: &Earlier, beside: &OfOutlet) -> bool {
        let Self { subject, filed, common, grounds } = *self;
        let there = printed_there(&beside.alignment, &beside.paragraphs, &earlier.profile);
        let (_, here) = without(subject.article, subject.profile, &beside.paragraphs, grounds);
        let article = &filed.texts[&earlier.item];
        let (_, there) = without(article, &earlier.profile, &there, grounds);
        let overlap = Overlap::of(&here, &there);
        let alignment = align(&Side::new(&here), &Side::new(&there));
        let pair = Pair { here: &here, there: &there, overlap: &overlap, alignment: &alignment };
        let hours = filed.hours_between(subject, earlier);
        grounds.one_event(&pair, common, hours) < grounds.models.points.joins
    }
}

/// The paragraphs of the other text, as ranges of its words, that some paragraphs of this one stand in.
fn printed_there(
    alignment: &Alignment,
    paragraphs: &[Range<usize>],
    there: &Profile,
) -> Vec<Range<usize>> {
    let is_of_them = |here: &Range<usize>| {
        let within: usize = paragraphs.iter().map(|words| shared(here, words)).sum();
        2 * within >= here.len()
    };
    let mut printed = there.wording.paragraphs();
    printed.retain(|words| {
        let passages = alignment.passages.iter().filter(|passage| is_of_them(&passage.here));
        let covered: usize = passages.map(|passage| shared(&passage.there, words)).sum();
        words.start >= LEAD && covered as f32 >= PRINTED * words.len() as f32
    });
    printed
}

/// The number of words that are in both ranges.
fn shared(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

/// Ranges of both, each once, in order.
fn merged(one: Vec<Range<usize>>, other: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut all = [one, other].concat();
    all.sort_by_key(|words| words.start);
    all.dedup();
    all
}

/// An article with nothing but white space in the place of these words, and its profile: what stands elsewhere keeps its
/// place, and copies are still found by all of it.
fn without(
    article: &Article,
    whole: &Profile,
    words: &[Range<usize>],
    grounds: &Grounds,
) -> (Article, Profile) {
    let mut text = String::with_capacity(article.text.len());
    let mut behind = 0;
    for words in words {
        let span = whole.wording.span(words.clone());
        text.push_str(&article.text[behind..span.start]);
        text.extend(std::iter::repeat_n(' ', span.len()));
        behind = span.end;
    }
    text.push_str(&article.text[behind..]);
    let article = Article { text, ..article.clone() };
    let mut profile = Profile::new(&article, &grounds.names);
    profile.copy_keys.clone_from(&whole.copy_keys);
    (article, profile)
}

#[cfg(test)]
mod tests {
    use crate::compare::trial::Trial;
    use crate::compare::{Copy, StoryLink, Verdict};
    use crate::id::StoryId;

    const STANDING: &str = "Orlan and Velda have quarrelled over the Sarn since the war of 1931, when \
        the bridge at Grann was blown up. The two countries closed their embassies twice, in 1962 and \
        in 1988, and opened them again when floods made them share boats, grain and doctors.";
    const SIGNED: &str = "Ministers Ilse Tarn and Odo Brack signed a treaty on the Sarn ferry in the town \
        hall of Velda on Tuesday, after nine years of talks on who may cross and what it costs.\n\nThe \
        ferry is to carry forty lorries an hour from May, and the tolls are shared in equal parts.";
    const RAIDED: &str = "Police of Orlan searched the offices of the power company of Grann at dawn on \
        Friday and took away nineteen boxes of papers, prosecutor Pia Holm told reporters outside.\n\n\
        Two directors were led to a car. The company said that it had nothing to hide from anybody.";
    const VOTED: &str = "A strike of teachers shut every school of the capital on Monday for the third time \
        since winter, and the union of Rolf Egger asked parents for patience with its demands.\n\nPay has \
        not risen for four years, he said; the ministry of schools offered talks next week.";
    const AMENDED: &str = "Ministers Ilse Tarn and Odo Brack signed the treaty on the Sarn ferry in Velda on \
        Tuesday in heavy rain, and both will share the tolls of the lorries in equal parts.\n\nThe ferry \
        may carry forty lorries an hour from May, once engineers have looked at both landing stages.";

    fn file(trial: &mut Trial, site: &str, headline: &str, text: &str, day: u8) -> Verdict {
        let article = trial.article(site, headline, text);
        trial.file(article, &format!("2026-03-{day:02}T08:00:00Z"))
    }

    fn with_background(text: &str) -> String {
        format!("{text}\n\n{STANDING}")
    }

    #[test]
    fn what_an_outlet_prints_under_reports_of_other_events_is_not_judged() {
        let mut trial = Trial::new(Vec::new());
        let wire = "wire.example";
        file(&mut trial, wire, "Ferry treaty signed", &with_background(SIGNED), 3);
        let raided = with_background(RAIDED);
        let verdict = file(&mut trial, wire, "Power company searched", &raided, 6);
        assert_eq!(verdict.seen.copy, Copy::None);
        assert_eq!(verdict.story, StoryLink::Founded(StoryId(2)));
        let left_out: Vec<&str> =
            verdict.background.iter().map(|passage| passage.text.as_str()).collect();
        let said = STANDING.trim_end_matches('.');
        assert_eq!(left_out, [said]);
        let span = verdict.background[0].span.clone();
        assert_eq!(&raided[span], said, "where it stands");
        let verdict = file(&mut trial, wire, "Schools shut", &with_background(VOTED), 9);
        assert_eq!((verdict.seen.copy, verdict.background.len()), (Copy::None, 1));
    }

    #[test]
    fn what_stands_behind_a_label_is_not_judged() {
        let mut trial = Trial::new(Vec::new());
        file(&mut trial, "wire.example", "Ferry treaty signed", SIGNED, 3);
        let text = format!("{RAIDED}\n\nEarlier:\n\n{SIGNED}");
        let verdict = file(&mut trial, "paper.example", "Power company searched", &text, 6);
        assert_eq!((verdict.seen.copy, verdict.background.len()), (Copy::None, 3));
        assert!(verdict.background.iter().all(|one| one.under.is_none()));
        let text = format!("Earlier: {SIGNED}\n\n{RAIDED}");
        let verdict = file(&mut trial, "late.example", "Power company searched", &text, 6);
        assert!(verdict.background.is_empty(), "an article begins with what is its own");
    }

    #[test]
    fn what_another_outlet_takes_over_is_copied() {
        let mut trial = Trial::new(Vec::new());
        file(&mut trial, "wire.example", "Ferry treaty signed", &with_background(SIGNED), 3);
        let raided = with_background(RAIDED);
        let verdict = file(&mut trial, "paper.example", "Power company searched", &raided, 6);
        assert_eq!((verdict.seen.copy, verdict.background.len()), (Copy::Excerpt, 0));
        let whole = with_background(SIGNED);
        let verdict = file(&mut trial, "paper.example", "Ferry treaty signed", &whole, 6);
        assert_eq!(verdict.seen.copy, Copy::Duplicate);
    }

    #[test]
    fn what_an_outlet_says_again_of_one_event_is_no_background() {
        let mut trial = Trial::new(Vec::new());
        let wire = "wire.example";
        file(&mut trial, wire, "Ferry treaty signed", &with_background(SIGNED), 3);
        let amended = with_background(AMENDED);
        let verdict = file(&mut trial, wire, "Ferry treaty signed in the rain", &amended, 3);
        assert!(verdict.background.is_empty(), "{:?}", verdict.background);
        assert_eq!(verdict.story, StoryLink::Joined(StoryId(1)));
    }

    #[test]
    fn a_copy_within_one_outlet_is_one_with_its_background() {
        let mut trial = Trial::new(Vec::new());
        let wire = "wire.example";
        file(&mut trial, wire, "Power company searched", &with_background(RAIDED), 2);
        file(&mut trial, wire, "Ferry treaty signed", &with_background(SIGNED), 3);
        let verdict = file(&mut trial, wire, "Ferry treaty signed", &with_background(SIGNED), 3);
        assert_eq!(verdict.seen.copy, Copy::Duplicate);
        assert_eq!(verdict.story, StoryLink::Joined(StoryId(2)));
    }
}
