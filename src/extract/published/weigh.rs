//! Which of a page's dates is that of its publication.

use super::clues::Clues;
use super::elements::{dated, is_marked, microdata, pictures, times};
use super::lines::Standing;
use super::{Stated, address, is_likely, metas, scripts};
use crate::clock::When;
use crate::dates::DateLabel;

/// Statements that are weighed: each may be looked for in the page's scripts.
const STATEMENTS: usize = 12;
/// Days that microdata may name as those of one article.
const LISTED: usize = 3;

/// The date of the publication: what is declared of it, else of some day, else what the page shows,
/// else what may be guessed. A day is made a moment where an element of the article says it.
pub fn published(clues: &Clues<'_, '_>) -> Option<Stated> {
    let stated = declared(clues)
        .or_else(|| of_some_day(clues))
        .or_else(|| shown(clues))
        .or_else(|| guessed(clues))?;
    let moment =
        matches!(stated.when, When::Day(_)).then(|| clues.moment_on(stated.when.day())).flatten();
    Some(moment.map_or(stated, |when| Stated { when, from: "time" }))
}

/// The date in JSON-LD, metas and microdata that speak of the publication. Against a `<time>` in
/// the head of the article metas alone do not hold: templates fill them with the day of an import
/// or of the first draft.
fn declared(clues: &Clues<'_, '_>) -> Option<Stated> {
    let json_ld = clues
        .page
        .article
        .as_ref()
        .and_then(|article| article.published.as_deref())
        .and_then(|text| clues.likely(text));
    let metas = metas::PUBLISHED
        .iter()
        .filter_map(|name| clues.page.meta(&[name]))
        .filter_map(|text| clues.likely(text));
    let own = microdata(clues.page, "datePublished")
        .filter(|element| !clues.home.is_foreign(*element, true));
    let mut elements: Vec<When> =
        own.filter_map(|element| clues.read(element)).take(STATEMENTS).collect();
    elements.dedup_by_key(|when| when.day());
    // so many days are those of a list of other articles
    elements.truncate(if elements.len() > LISTED { 0 } else { LISTED });
    // JSON-LD comes behind metas: templates that renew its date with each change leave theirs alone
    let all: Vec<Stated> = metas
        .map(|when| Stated { when, from: "meta" })
        .chain(json_ld.map(|when| Stated { when, from: "json-ld" }))
        .chain(elements.into_iter().map(|when| Stated { when, from: "microdata" }))
        .take(STATEMENTS)
        .map(|stated| Stated { when: clues.local(stated.when), ..stated })
        .collect();
    let first = all.first()?;
    // a page that prints its last change confirms nothing but that
    let is_change =
        |day| first.when.day() != day && clues.changed.is_some_and(|changed| changed.day() == day);
    let confirmed = clues
        .witnesses()
        .filter(|day| !is_change(*day))
        .find_map(|day| all.iter().find(|stated| stated.when.day() == day));
    if confirmed.is_none()
        && all.iter().all(|stated| stated.from == "meta")
        && let Some(head) = clues.head_in_time().filter(|head| !is_change(head.day()))
    {
        return Some(Stated { when: head, from: "time" });
    }
    let day = confirmed.unwrap_or(first).when.day();
    // of those that say the same day, a moment says more, and JSON-LD says whose it is
    all.iter()
        .filter(|stated| stated.when.day() == day)
        .min_by_key(|stated| (matches!(stated.when, When::Day(_)), stated.from != "json-ld"))
        .copied()
}

/// The date in metas that speak of some day, where the head of the article prints no other.
fn of_some_day(clues: &Clues<'_, '_>) -> Option<Stated> {
    let metas = metas::SOME.iter().filter_map(|name| clues.page.meta(&[name]));
    let all: Vec<When> =
        metas.filter_map(|text| clues.likely(text)).map(|when| clues.local(when)).collect();
    let first = all.first()?;
    let confirmed = clues.witnesses().find_map(|day| all.iter().find(|when| when.day() == day));
    match clues.head() {
        Some(head) if confirmed.is_none() => Some(Stated { when: head.when, from: "text" }),
        _ => Some(Stated { when: *confirmed.unwrap_or(first), from: "meta" }),
    }
}

/// What the page shows of its date.
fn shown(clues: &Clues<'_, '_>) -> Option<Stated> {
    let stated =
        |when: Option<When>, from| when.map(|when| Stated { when: clues.local(when), from });
    let printed = &clues.printed;
    let labelled = |label| {
        printed.iter().find(|date| date.is_alone && date.label == Some(label)).map(|date| date.when)
    };
    let alone = || {
        one_day(
            printed
                .iter()
                .filter(|date| date.is_alone && date.label.is_none())
                .map(|date| date.when),
        )
    };
    let opening =
        || printed.iter().find(|date| date.place == Standing::Opening).map(|date| date.when);
    let own_dated = || dated(clues.page).filter(|element| !clues.home.is_foreign(*element, false));
    stated(clues.address, "url")
        .or_else(|| {
            stated(
                times(clues.page)
                    .filter(|element| is_marked(*element))
                    .find_map(|element| clues.read(element)),
                "time",
            )
        })
        .or_else(|| stated(clues.head().map(|head| head.when), "text"))
        .or_else(|| stated(opening(), "text"))
        .or_else(|| stated(clues.own_times().next(), "time"))
        .or_else(|| stated(labelled(DateLabel::Published), "text"))
        .or_else(|| stated(own_dated().find_map(|element| clues.read(element)), "text"))
        .or_else(|| stated(alone(), "text"))
        .or_else(|| stated(labelled(DateLabel::Changed), "text"))
        .or_else(|| stated(clues.described(), "meta"))
        .or_else(|| stated(in_a_box(clues), "text"))
        .or_else(|| stated(in_scripts(clues), "script"))
}

/// What stands for a date where the page shows none.
fn guessed(clues: &Clues<'_, '_>) -> Option<Stated> {
    let stated = |when: Option<When>, from| when.map(|when| Stated { when, from });
    stated(clues.relative(), "relative").or_else(|| stated(in_pictures(clues), "image"))
}

fn in_scripts(clues: &Clues<'_, '_>) -> Option<When> {
    let read = |script: &str| {
        scripts::published(script, clues.now)
            .first()
            .or(scripts::created(script, clues.now).first())
            .copied()
    };
    // JSON stands in scripts of its own, but also in attributes
    read(&clues.page.page.scripts).or_else(|| read(&clues.page.page.source))
}

/// The one day of publication that boxes beside the article name: some sites put an article's facts
/// there.
fn in_a_box(clues: &Clues<'_, '_>) -> Option<When> {
    one_day(
        clues
            .boxed
            .iter()
            .filter(|date| date.is_alone && date.label == Some(DateLabel::Published))
            .map(|date| date.when),
    )
}

/// The first of several dates that all say the same day.
fn one_day(mut dates: impl Iterator<Item = When>) -> Option<When> {
    let first = dates.next()?;
    dates.all(|other| other.day() == first.day()).then_some(first)
}

/// The day in the address of the article's picture, if no other on the page has a later one:
/// pictures of an archive are older than what they illustrate.
fn in_pictures(clues: &Clues<'_, '_>) -> Option<When> {
    let day = |address: &str| address::in_path(address).filter(|when| is_likely(*when, clues.now));
    let own = clues.page.meta(&["og:image", "twitter:image"]).and_then(day)?;
    pictures(clues.page).filter_map(day).all(|other| other.day() <= own.day()).then_some(own)
}
