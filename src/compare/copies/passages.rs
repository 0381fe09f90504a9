//! The passages that two texts share: exact runs of words as seeds, extended over misread and
//! edited words for as long as they go on to match (seed and extend, as in BLAST: Altschul et al.
//! 1990, and for text Sanchez-Perez et al., PAN 2014). What counts as a passage in the end,
//! `formulas` says.

use std::ops::Range;

use super::formulas::passages_among;
use super::shared::{SharedPassage, covered, slots_in};
use super::side::Side;
use super::variants::runs_alike;
use crate::compare::words::run_hash;

/// The words of a run that two texts are aligned by.
const SEED: usize = 3;
/// The edited words that a passage may run across, in either text.
const GAP: usize = 4;
/// The words that an extension may lose against its best before it ends there.
const DROP: f32 = 4.0;
/// Misread words in a row that a passage may run across: words that are only alike may be anything.
const MISREAD: usize = 5;
/// The damaged words between two runs that are read as one passage if their letters are alike.
const DAMAGED: usize = 60;
/// The words of the shortest run that says something, whatever stands around it.
const LEAST_RUN: f32 = 4.0;
/// The places of one run of words in the other text that are tried.
const PLACES: usize = 16;

/// The passages that two texts share, and how much of each text stands in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Alignment {
    /// The shared passages in the order of the first text.
    pub passages: Vec<SharedPassage>,
    /// The share of the first text's words that stand in passages, 0 to 1; commonplaces do not
    /// count.
    pub here_in_there: f32,
    /// The share of the second text's words, likewise.
    pub there_in_here: f32,
}

impl Alignment {
    /// The share of the first `words` of a text that stand in the other, of the text of which it is more: 0 to 1.
    #[must_use]
    pub fn opening_shared(&self, words: usize) -> f32 {
        let within = |range: &Range<usize>| range.end.min(words).saturating_sub(range.start);
        let here: usize = self.passages.iter().map(|passage| within(&passage.here)).sum();
        let there: usize = self.passages.iter().map(|passage| within(&passage.there)).sum();
        (here.max(there) as f32 / words as f32).min(1.0)
    }
}

/// Aligns two texts. Linear in their lengths but for runs that repeat, of which 16 places are
/// tried.
#[must_use]
pub fn align(here: &Side<'_>, there: &Side<'_>) -> Alignment {
    let passages = passages_among(joined(runs(here, there), here, there), here, there);
    Alignment {
        here_in_there: covered(passages.iter().map(|shared| shared.here.clone()), here),
        there_in_here: covered(passages.iter().map(|shared| shared.there.clone()), there),
        passages,
    }
}

/// The places of all runs of [`SEED`] words, sorted by the run.
fn places(words: &[u64]) -> Vec<(u64, usize)> {
    let mut places: Vec<(u64, usize)> =
        words.windows(SEED).enumerate().map(|(at, run)| (run_hash(run), at)).collect();
    places.sort_unstable();
    places
}

/// The runs that go on as long as they match, none of which overlaps another in the first text.
fn runs(here: &Side<'_>, there: &Side<'_>) -> Vec<SharedPassage> {
    let places = places(there.words);
    let mut found: Vec<SharedPassage> = Vec::new();
    let mut at = 0;
    while at + SEED <= here.len() {
        let run = run_hash(&here.words[at..at + SEED]);
        let first = places.partition_point(|(other, _)| *other < run);
        let follows = found.last().map_or(0, |last| last.there.end + at - last.here.end);
        let best = places[first..]
            .iter()
            .take_while(|(other, _)| *other == run)
            .take(PLACES)
            .map(|(_, start)| {
                (
                    here.words[at..]
                        .iter()
                        .zip(&there.words[*start..])
                        .take_while(|(a, b)| a == b)
                        .count(),
                    *start,
                )
            })
            // The longest; among equals the one that goes on where the last one ended.
            .max_by_key(|(length, start)| (*length, std::cmp::Reverse(start.abs_diff(follows))));
        let Some((length, start)) = best.filter(|(length, _)| *length >= SEED) else {
            at += 1;
            continue;
        };
        let shared = extended(here, at..at + length, there, start..start + length, found.last());
        if shared.words < LEAST_RUN {
            at += if here.is_commonplace(at) { length } else { 1 };
            continue;
        }
        at = shared.here.end;
        found.push(shared);
    }
    found
}

/// A run of equal words with what matches before and behind it, up to where the last run ended.
fn extended(
    here: &Side<'_>,
    at: Range<usize>,
    there: &Side<'_>,
    start: Range<usize>,
    last: Option<&SharedPassage>,
) -> SharedPassage {
    let floor = last.map_or(0, |last| last.here.end);
    let other_floor =
        last.map(|last| last.there.end).filter(|end| *end <= start.start).unwrap_or(0);
    let on = Extension::new(here, there, Way::On).reach(at.end..here.len(), start.end..there.len());
    let back =
        Extension::new(here, there, Way::Back).reach(floor..at.start, other_floor..start.start);
    SharedPassage {
        here: at.start - back.here..at.end + on.here,
        there: start.start - back.there..start.end + on.there,
        words: here.sizes(at) + on.words + back.words,
        slots: on.slots + back.slots,
        misread: on.misread + back.misread,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    On,
    Back,
}

/// How far an extension came, in words of both texts.
#[derive(Clone, Copy, Default)]
struct Reach {
    here: usize,
    there: usize,
    words: f32,
    slots: usize,
    misread: usize,
    score: f32,
    /// The misread words since the last one that is the same.
    in_a_row: usize,
}

struct Extension<'a> {
    here: &'a Side<'a>,
    there: &'a Side<'a>,
    way: Way,
}

impl<'a> Extension<'a> {
    fn new(here: &'a Side<'a>, there: &'a Side<'a>, way: Way) -> Self {
        Self { here, there, way }
    }

    /// The `count` words behind `from` words of `within`, seen in the direction of the extension.
    fn ahead(&self, within: &Range<usize>, from: usize, count: usize) -> Option<Range<usize>> {
        if from + count > within.len() {
            return None;
        }
        Some(match self.way {
            Way::On => within.start + from..within.start + from + count,
            Way::Back => within.end - from - count..within.end - from,
        })
    }

    fn reach(&self, room: Range<usize>, other_room: Range<usize>) -> Reach {
        let (mut now, mut best) = (Reach::default(), Reach::default());
        while let (Some(here), Some(there)) =
            (self.ahead(&room, now.here, 1), self.ahead(&other_room, now.there, 1))
        {
            let size = self.here.size(here.start);
            if self.here.words[here.start] == self.there.words[there.start] {
                now = Reach {
                    here: now.here + 1,
                    there: now.there + 1,
                    words: now.words + size,
                    score: now.score + size,
                    in_a_row: 0,
                    ..now
                };
            } else if now.in_a_row < MISREAD
                && let Some((here, there)) = self.misread(&room, &other_room, now)
            {
                let (words, score) = (now.words + size, now.score + size / 2.0);
                now = Reach {
                    here: now.here + here,
                    there: now.there + there,
                    words,
                    score,
                    misread: now.misread + 1,
                    in_a_row: now.in_a_row + 1,
                    ..now
                };
            } else if let Some((here, there)) = self.edited(&room, &other_room, now) {
                let slots = self.slots(&room, &other_room, now, (here, there));
                let lost = here.max(there) as f32 * size;
                now = Reach {
                    here: now.here + here,
                    there: now.there + there,
                    slots: now.slots + slots,
                    score: now.score - lost,
                    ..now
                };
            } else {
                break;
            }
            // Beyond the last word that is the same, one misread word at most belongs to the
            // passage.
            if now.score > best.score && now.in_a_row <= 1 {
                best = now;
            } else if best.score - now.score > DROP {
                break;
            }
        }
        best
    }

    /// The number of words of both that are the same ones misread, parted or joined.
    fn misread(
        &self,
        room: &Range<usize>,
        other_room: &Range<usize>,
        now: Reach,
    ) -> Option<(usize, usize)> {
        [(1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1)].into_iter().find(|(here, there)| {
            let (Some(here), Some(there)) =
                (self.ahead(room, now.here, *here), self.ahead(other_room, now.there, *there))
            else {
                return false;
            };
            runs_alike(self.here, here, self.there, there)
        })
    }

    /// How many words of either to pass over until two in a row match again.
    fn edited(
        &self,
        room: &Range<usize>,
        other_room: &Range<usize>,
        now: Reach,
    ) -> Option<(usize, usize)> {
        let matches = |here: usize, there: usize| match (
            self.ahead(room, now.here + here, 1),
            self.ahead(other_room, now.there + there, 1),
        ) {
            (Some(here), Some(there)) => {
                self.here.words[here.start] == self.there.words[there.start]
            }
            _ => false,
        };
        let skips = (1..=2 * GAP).flat_map(|both| {
            (both.saturating_sub(GAP)..=both.min(GAP)).map(move |here| (here, both - here))
        });
        skips
            .into_iter()
            .find(|(here, there)| matches(*here, *there) && matches(here + 1, there + 1))
    }

    fn slots(
        &self,
        room: &Range<usize>,
        other_room: &Range<usize>,
        now: Reach,
        (here, there): (usize, usize),
    ) -> usize {
        match (self.ahead(room, now.here, here), self.ahead(other_room, now.there, there)) {
            (Some(here), Some(there)) => slots_in(self.here, here, self.there, there),
            _ => 0,
        }
    }
}

/// Neighbouring runs with nothing but an edit or damaged words between them become one, and damaged
/// words before the first and behind the last one join it.
fn joined(runs: Vec<SharedPassage>, here: &Side<'_>, there: &Side<'_>) -> Vec<SharedPassage> {
    let mut passages: Vec<SharedPassage> = Vec::new();
    for run in runs {
        if let Some(last) = passages.last_mut()
            && run.there.start >= last.there.end
        {
            let (gap, other_gap) = (last.here.end..run.here.start, last.there.end..run.there.start);
            let gap_words = gap.len().min(other_gap.len());
            let damaged = damaged(here, gap.clone(), there, other_gap.clone());
            if damaged.is_some() || gap.len().max(other_gap.len()) <= GAP {
                last.words += run.words + damaged.unwrap_or_default();
                last.slots += run.slots
                    + if damaged.is_some() { 0 } else { slots_in(here, gap, there, other_gap) };
                last.misread += run.misread + if damaged.is_some() { gap_words } else { 0 };
                last.here.end = run.here.end;
                last.there.end = run.there.end;
                continue;
            }
        }
        passages.push(run);
    }
    if let Some(first) = passages.first_mut()
        && let Some(words) = damaged(here, 0..first.here.start, there, 0..first.there.start)
    {
        (first.here.start, first.there.start, first.words) = (0, 0, first.words + words);
    }
    if let Some(last) = passages.last_mut()
        && let Some(words) =
            damaged(here, last.here.end..here.len(), there, last.there.end..there.len())
    {
        (last.here.end, last.there.end, last.words) = (here.len(), there.len(), last.words + words);
    }
    passages
}

/// How many words two runs have in common that are the same but for misread letters. However badly
/// a text was read, every fifth word of many is as it was.
fn damaged(
    here: &Side<'_>,
    at: Range<usize>,
    there: &Side<'_>,
    other: Range<usize>,
) -> Option<f32> {
    if at.len().max(other.len()) > DAMAGED {
        return None;
    }
    let same = here.words[at.clone()]
        .iter()
        .filter(|word| there.words[other.clone()].contains(word))
        .count();
    let is_damaged = (same * 5 >= at.len() || at.len() <= MISREAD)
        && runs_alike(here, at.clone(), there, other.clone());
    is_damaged.then(|| here.sizes(at).min(there.sizes(other)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::compare::{Names, Profile};
    use crate::extract::Article;

    fn profile(text: &str) -> Profile {
        Profile::new(
            &Article::new("https://news.example/a".parse().unwrap(), "", text),
            &Names::default(),
        )
    }

    /// What of the first text stands in the second.
    #[track_caller]
    fn check(here: &str, there: &str, expected: &[&str]) {
        let (one, two) = (profile(here), profile(there));
        let passages = align(&Side::new(&one), &Side::new(&two)).passages;
        let found: Vec<&str> =
            passages.iter().map(|shared| &here[one.wording.span(shared.here.clone())]).collect();
        assert_eq!(found, expected);
    }

    const PACT: &str = "Under the ferry pact the two sides shall consult each other within twenty \
        four hours of any flood warning on the Sarn, and \
        shall halt all lorries until the water has fallen below the third mark.";
    const TULIPS: &str = "The flower market of Brenn opened on Saturday with a record number of \
        tulips. Growers from the valley brought four hundred \
        kinds, among them a black one that took the first prize.";

    #[test]
    fn a_quotation_is_found_with_its_place() {
        let quotation = &PACT[..PACT.len() - 1];
        check(
            &format!("{TULIPS} {PACT} Visitors queued."),
            &format!("Ilse Tarn signed. {PACT} It rained."),
            &[quotation],
        );
    }

    #[test]
    fn a_passage_runs_across_an_edit_and_misread_words() {
        let edited = PACT.replace("any flood warning", "an alarm");
        check(&edited, PACT, &[&edited[..edited.len() - 1]]);
        let misread = PACT
            .replace("ferry", "feriy")
            .replace("consult", "con sult")
            .replace("twenty four", "twentyfour")
            .replace("lorries", "1orries");
        check(&misread, PACT, &[&misread[..misread.len() - 1]]);
    }

    #[test]
    fn signs_of_chinese_are_parts_of_words() {
        let sentence = "茶园位于海拔九百米的青岭北坡，共有老茶树三千七百余株，过去只有在女儿出嫁前一年才会这样采茶";
        check(
            &format!("地铁公司星期三公布新规定。{sentence}。"),
            &format!("{sentence}。邮船沉没九十年。"),
            &[sentence],
        );
        let short = "茶园位于海拔九百米的青岭北坡";
        check(
            &format!("地铁公司星期三公布新规定。{short}。{TULIPS}"),
            &format!("{short}。邮船沉没九十年。{PACT}"),
            &[],
        );
    }

    proptest! {
        #[test]
        fn a_text_covers_itself_and_spans_stay_inside(
            here in "[a-f]( [a-f]{1,3}){0,80}",
            there in "([a-f]{1,3} ){0,80}",
        ) {
            let (one, two) = (profile(&here), profile(&there));
            let alignment = align(&Side::new(&one), &Side::new(&two));
            for shared in &alignment.passages {
                prop_assert!(shared.here.start < shared.here.end);
                prop_assert!(shared.here.end <= one.wording.words.len());
                prop_assert!(shared.there.start < shared.there.end);
                prop_assert!(shared.there.end <= two.wording.words.len());
            }
            prop_assert!((0.0..=1.0).contains(&alignment.here_in_there));
            prop_assert!((0.0..=1.0).contains(&alignment.there_in_here));
            if one.wording.words.len() >= 10 {
                prop_assert!(align(&Side::new(&one), &Side::new(&one)).here_in_there > 0.999);
            }
        }
    }

    #[test]
    fn repeated_words_are_answered() {
        let (one, two) =
            (profile(&"fog fog rain ".repeat(20_000)), profile(&"fog rain fog ".repeat(20_000)));
        assert!(align(&Side::new(&one), &Side::new(&two)).here_in_there > 0.9);
    }
}
