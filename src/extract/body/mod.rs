//! The article's text on a page: candidates from several readings, and the one that is most like a
//! whole article.
//!
//! The site's own rules win where they find anything. Else the page's own column (`column`) is
//! read; where other text stands beside it the page is read again by `readability`, and where these
//! two disagree a third time, by the careful and slow `trafilatura`; each of these is completed and
//! cut by where its lines are printed. What the page declares in JSON, what its scripts hold, and
//! what the feed carried is weighed against them. A score that is computed from the candidates
//! alone chooses.

mod quotes;
mod readers;
mod column;
mod following;
mod posts;
mod galleries;
mod scripts;
pub mod paywall;

use scraper::ElementRef;
use serde::Serialize;
use twox_hash::XxHash64;

use crate::extract::declared::{Declared, json_ld};
use crate::extract::layout::blocks::{self, Line};
use crate::extract::layout::boxes::Boxes;
use crate::extract::layout::printed::{Printed, Reading};
use crate::extract::phrases::{credits, prose, quality};
use crate::page::Page;
use crate::source::{ArticleRules, Finding};

/// Words of a text in JSON or a feed that may be a whole article.
const WHOLE: usize = 80;
/// Words of a page that may have its text in its scripts.
const LITTLE: usize = 150;
/// How many times longer than what the page shows a declared text has to be to be the fuller one.
const FULLER: usize = 2;
/// The share of a page's prose in one column that leaves nothing to be read again.
const MOST: f32 = 0.95;
/// The share of their words with which two quick readings say the same.
const AGREED: f32 = 0.9;
/// A reading of which less is printed on the page is taken as it is.
const PRINTED: f32 = 0.7;
/// How far `trafilatura` is to be believed where readers disagree: measured on pages where they do.
const CAREFUL: f32 = 1.0;
/// How far `readability` is to be believed there.
const QUICK: f32 = 0.8;
/// How far `column` is to be believed there.
const ALONE: f32 = 0.7;

/// A reading of the page's text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Who or what made the reading: `rules`, `posts`, `captions`, `readability`, `column`,
    /// `trafilatura`, `json-ld`, `script`, `feed`
    pub from: &'static str,
    pub score: Score,
    /// Whether this is the article's text.
    pub is_chosen: bool,
    /// Whether most of it stands on the page as it is printed; else it was taken from elsewhere.
    pub is_printed: bool,
    #[serde(skip)]
    pub paragraphs: Vec<String>,
}

/// What speaks for a candidate; shares are 0…1.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Score {
    pub words: usize,
    /// The share of the candidate's bytes in paragraphs that end sentences.
    pub prose: f32,
    /// The share of its words that the others have too.
    pub agreement: f32,
    /// The score by which the candidates are ordered, the higher the better.
    pub total: f32,
}

/// The candidates in the order in which they were read; at most one is chosen.
#[must_use]
pub fn candidates(
    page: &Declared<'_>,
    headline: Option<&str>,
    finding: Option<&Finding>,
    rules: Option<&ArticleRules>,
) -> Vec<Candidate> {
    if let Some(by_rules) = rules
        .and_then(|rules| read_by_rules(page.page, rules))
        .filter(|candidate| candidate.words() > 0)
    {
        return vec![Candidate { is_chosen: true, ..by_rules }];
    }
    let mut candidates = shown(page, headline);
    weigh(&mut candidates);
    let shown = (0..candidates.len())
        .max_by(|a, b| candidates[*a].score.total.total_cmp(&candidates[*b].score.total));
    let declared = page
        .article
        .as_ref()
        .and_then(|article| article.body.as_deref())
        .map(|body| told("json-ld", body));
    let carried = finding
        .and_then(|finding| finding.content.as_deref())
        .map(|content| told("feed", content))
        .filter(Candidate::is_whole);
    let mut best = shown;
    // a page whose text its scripts print shows a menu or a lead
    let is_little = |best: usize| candidates[best].words() < LITTLE;
    let shows_little = best.is_none_or(is_little)
        && declared.as_ref().is_none_or(|declared| declared.words() < LITTLE);
    let scripted = shows_little
        .then(|| Candidate::new("script", scripts::read(page, headline)))
        .filter(Candidate::is_whole);
    for other in
        [declared, carried, scripted].into_iter().flatten().filter(|other| other.words() > 0)
    {
        let is_fuller =
            |best: usize| other.is_whole() && other.words() > FULLER * candidates[best].words();
        if best.is_none_or(is_fuller) {
            best = Some(candidates.len());
        }
        candidates.push(other);
    }
    if let Some(best) = best {
        candidates[best].is_chosen = true;
    }
    candidates
}

impl Candidate {
    fn new(from: &'static str, paragraphs: Vec<String>) -> Self {
        let words = paragraphs.iter().map(|paragraph| prose::words(paragraph)).sum();
        let prose = quality::prose_share(&paragraphs.join("\n"));
        Self {
            from,
            score: Score { words, prose, agreement: 0.0, total: 0.0 },
            is_chosen: false,
            is_printed: false,
            paragraphs,
        }
    }

    fn words(&self) -> usize {
        self.score.words
    }

    fn is_whole(&self) -> bool {
        self.words() >= WHOLE
            && self.paragraphs.last().is_some_and(|last| !quality::breaks_off(last))
    }
}

/// What the readers make of the page as it is printed.
fn shown(declared: &Declared<'_>, headline: Option<&str>) -> Vec<Candidate> {
    let page = declared.page;
    let printed = Printed::of(&declared.lines);
    let mut boxes = Boxes::of(page, &printed, headline);
    let end = following::begins(declared, &printed, &boxes);
    boxes.end_at(end);
    if let Some(posts) = posts::read(declared, &printed, &boxes) {
        let paragraphs = posts.into_iter().map(|at| printed.lines[at].text.clone()).collect();
        return vec![Candidate { is_printed: true, ..Candidate::new("posts", paragraphs) }];
    }
    if let Some(paragraphs) = galleries::read(&printed, &boxes) {
        return vec![Candidate { is_printed: true, ..Candidate::new("captions", paragraphs) }];
    }
    // lines that credit the article may stand anywhere
    let is_credit = |line: &str| credits::standing_alone(line).is_some();
    let is_own = |at: &usize| end.is_none_or(|end| *at < end);
    let whole = |reading: &Reading| -> Vec<usize> {
        let mut lines = column::whole(&printed, &boxes, reading, &is_credit);
        lines.retain(is_own);
        lines
    };
    let once = |lines: Vec<usize>| -> Vec<String> {
        let lines: Vec<&Line<'_>> = lines.into_iter().map(|at| &printed.lines[at]).collect();
        let left = quotes::told_once(&lines);
        lines
            .into_iter()
            .zip(left)
            .filter(|(_, is_left)| *is_left)
            .map(|(line, _)| line.text.clone())
            .collect()
    };
    let placed = |paragraphs: Vec<String>| {
        let (reading, share) = printed.reading(&paragraphs);
        if share >= PRINTED { (once(whole(&reading)), true) } else { (paragraphs, false) }
    };
    let candidate = |from, (paragraphs, is_printed)| Candidate {
        is_printed,
        ..Candidate::new(from, paragraphs)
    };
    let (column, share) = column::read(&printed, &boxes);
    let column = whole(&column);
    // what all prose of the page and nearly all of its lines stand in needs no second reading
    let is_alone = share >= MOST && column::is_alone(&printed, &boxes, &column);
    let own = candidate("column", (once(column), true));
    if is_alone {
        return vec![own];
    }
    let quick =
        readers::readability(page).map(|paragraphs| candidate("readability", placed(paragraphs)));
    let mut candidates: Vec<Candidate> =
        quick.into_iter().chain([own]).filter(|candidate| candidate.words() > 0).collect();
    let agree =
        candidates.len() == 2 && common(&words(&candidates[0]), &words(&candidates[1])) >= AGREED;
    if !agree {
        let careful = readers::trafilatura(page)
            .map(|paragraphs| candidate("trafilatura", placed(paragraphs)));
        candidates.extend(careful.filter(|candidate| candidate.words() > 0));
    }
    candidates
}

/// Gives each candidate its score: by who read it, by how much it has of what the others have, by
/// its sentences, and by how much it has at all.
fn weigh(candidates: &mut [Candidate]) {
    let all: Vec<Vec<u64>> = candidates.iter().map(words).collect();
    let most = candidates.iter().map(Candidate::words).max().unwrap_or_default().max(1);
    for at in 0..candidates.len() {
        let others = (0..all.len()).filter(|other| *other != at);
        let agreement: f32 = others.map(|other| common(&all[at], &all[other])).sum::<f32>()
            / (all.len().max(2) - 1) as f32;
        let trust = match candidates[at].from {
            "trafilatura" => CAREFUL,
            "readability" => QUICK,
            _ => ALONE,
        };
        let score = &mut candidates[at].score;
        score.agreement = agreement;
        let fullness = (score.words as f32 / most as f32).powf(0.25);
        score.total = trust * (1.0 + agreement) / 2.0 * (1.0 + score.prose) / 2.0 * fullness;
    }
}

/// Hashes of a candidate's words, in order of size.
fn words(candidate: &Candidate) -> Vec<u64> {
    let words = candidate.paragraphs.iter().flat_map(|paragraph| paragraph.split_whitespace());
    let mut words: Vec<u64> = words.map(|word| XxHash64::oneshot(0, word.as_bytes())).collect();
    words.sort_unstable();
    words
}

/// Words that two texts share, of all that they have (Dice's coefficient of multisets).
fn common(a: &[u64], b: &[u64]) -> f32 {
    let (mut shared, mut at) = (0, 0);
    for word in a {
        while b.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        if b.get(at) == Some(word) {
            shared += 1;
            at += 1;
        }
    }
    2.0 * shared as f32 / (a.len() + b.len()).max(1) as f32
}

fn read_by_rules(page: &Page, rules: &ArticleRules) -> Option<Candidate> {
    let body = rules.body.as_ref()?;
    let is_removed =
        |element: ElementRef<'_>| rules.remove.iter().any(|remove| remove.matches(&element));
    let mut paragraphs = Vec::new();
    let mut last: Option<ElementRef<'_>> = None;
    for element in page.html.select(body) {
        // an element within one that was read is read with it
        if last.is_some_and(|last| blocks::around(element).any(|outer| outer.id() == last.id()))
            || is_within_removed(element, &is_removed)
        {
            continue;
        }
        paragraphs.extend(blocks::paragraphs(element, &is_removed));
        last = Some(element);
    }
    Some(Candidate::new("rules", paragraphs))
}

fn is_within_removed(element: ElementRef<'_>, is_removed: &dyn Fn(ElementRef<'_>) -> bool) -> bool {
    blocks::around(element).any(is_removed)
}

/// The candidate that a text makes, with or without markup.
fn told(from: &'static str, text: &str) -> Candidate {
    let paragraphs = if blocks::is_markup(text) {
        blocks::of_fragment(text)
    } else {
        text.lines()
            .map(json_ld::unescaped)
            .filter(|line| line.chars().any(char::is_alphanumeric))
            .collect()
    };
    Candidate::new(from, paragraphs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "The two ministers signed the fisheries pact on Wednesday after three \
        days of talks in the old customs house.";

    /// Who was asked, the chosen one in capitals.
    #[track_caller]
    fn check(html: &str, finding: Option<&Finding>, asked: &[&str]) {
        let page = Page::parse(html.to_owned(), "https://harbour.example/pact".parse().unwrap());
        let candidates = candidates(&Declared::of(&page), Some("Pact signed"), finding, None);
        let name = |candidate: &Candidate| {
            if candidate.is_chosen {
                candidate.from.to_uppercase()
            } else {
                candidate.from.to_owned()
            }
        };
        assert_eq!(candidates.iter().map(name).collect::<Vec<_>>(), asked);
    }

    fn text(paragraphs: usize) -> String {
        (0..paragraphs)
            .map(|number| {
                format!("<p>{PARAGRAPH} It was day {number} of the talks on herring and cod.</p>")
            })
            .collect()
    }

    #[test]
    fn a_page_is_read_again_where_text_stands_beside_its_column() {
        let page = |paragraphs| format!("<h1>Pact signed</h1><div>{}</div>", text(paragraphs));
        check(&page(12), None, &["COLUMN"]);
        check(&page(6), None, &["READABILITY", "column"]);
        let beside =
            "<div><span>Boats</span> of <b>all</b> fleets: nine hundred and four</div>".repeat(3);
        check(&(page(12) + &beside), None, &["READABILITY", "column"]);
        let others = format!("<section>{}</section>", text(2).replace("day", "night"));
        check(&(page(12) + &others), None, &["READABILITY", "column"]);
    }

    #[test]
    fn the_careful_reader_is_asked_where_the_quick_ones_disagree() {
        let parted = format!(
            "<h1>Pact signed</h1><article><div class=a>{}</div><section>{}</section></article>",
            text(5),
            text(4).replace("day", "night")
        );
        check(&parted, None, &["readability", "column", "TRAFILATURA"]);
        check("<img src=/boat.jpg>", None, &[]);
    }

    #[test]
    fn of_several_articles_on_a_page_the_first_is_read() {
        let article = |headline: &str, day: &str| {
            format!(
                "<article><h1>{headline}</h1><p>By Ana Roe</p>{}</article>",
                text(6).replace("day", day)
            )
        };
        let page = Page::parse(
            article("Pact signed", "day") + &article("Storm passes", "night"),
            "https://harbour.example/pact".parse().unwrap(),
        );
        let candidates = candidates(&Declared::of(&page), Some("Pact signed"), None, None);
        assert!(
            candidates
                .iter()
                .all(|candidate| candidate.paragraphs.iter().all(|line| !line.contains("night")))
        );
        let read = candidates.iter().find(|candidate| candidate.is_chosen).unwrap();
        assert_eq!(read.paragraphs.iter().filter(|line| line.starts_with(PARAGRAPH)).count(), 6);
    }

    #[test]
    fn a_declared_text_is_taken_where_the_page_shows_little() {
        let json = |text: &str| {
            format!(
                "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\
                    \"articleBody\":\"{text}\"}}</script>"
            )
        };
        let long = format!("{PARAGRAPH} ").repeat(8);
        check(
            &format!("{}<h1>Pact signed</h1><p>{PARAGRAPH}</p>", json(&long)),
            None,
            &["readability", "column", "JSON-LD"],
        );
        check(
            &format!("{}<h1>Pact signed</h1><div>{}</div>", json(&long), text(8)),
            None,
            &["COLUMN", "json-ld"],
        );
    }

    #[test]
    fn who_agrees_with_the_others_in_whole_sentences_wins() {
        let candidate = |from, text: &str| Candidate::new(from, vec![text.to_owned()]);
        let mut candidates = [
            candidate("trafilatura", "Tides Fleets Harbours"),
            candidate("readability", &PARAGRAPH.repeat(3)),
            candidate("column", &PARAGRAPH.repeat(2)),
        ];
        weigh(&mut candidates);
        assert!(
            candidates[1].score.total > candidates[0].score.total
                && candidates[1].score.total > candidates[2].score.total
        );
    }
}
