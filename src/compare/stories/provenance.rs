//! Where a text comes from: what it declares (dateline, credits, "as X reports"), and what its
//! words show. Both are kept; together they tell who took from whom.
//!
//! # Limits
//! An agency of which a text says that it said something counts as cited, though it may have spoken of
//! itself. In scripts without spaces an agency is not found within a sentence. Who rewrote whom without a word in common shows only where the credits say so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;

use crate::compare::verdict::{
    Beside, By, Closeness, Confidence, Copy, CreditedAgency, Drawing, Drawn, Provenance, TextRef,
};
use crate::extract::{Article, agencies_cited, agencies_within};

/// The time by which a page's clock may put a copy before its original.
pub const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(2);
/// The number of agencies that a verdict keeps at most.
const AGENCIES: usize = 8;

/// The provenance of `article`, judged as `besides`; `other` finds the article behind a reference.
#[must_use]
pub fn provenance<'a>(
    article: &Article,
    besides: &[&Beside],
    other: &dyn Fn(&TextRef) -> Option<&'a Article>,
) -> Provenance {
    let declared = declared(article);
    let drawn = besides
        .iter()
        .filter_map(|beside| drawn(article, beside, &declared, other))
        .min_by_key(|drawn| drawn.how as u8);
    let stated = declared.iter().any(|declared| declared.by != By::Citation);
    let agree = drawn
        .as_ref()
        .and_then(|drawn| other(&drawn.from))
        .is_some_and(|original| shares_agency(original, &declared));
    let confidence = match (&drawn, stated) {
        (Some(_), true) if agree => Confidence::High,
        (Some(_), _) | (None, true) => Confidence::Medium,
        (None, false) => Confidence::Low,
    };
    Provenance { declared, drawn, confidence }
}

/// The agencies that a text names as its sources.
pub fn declared(article: &Article) -> Vec<CreditedAgency> {
    let dateline = article
        .dateline
        .iter()
        .filter_map(|dateline| dateline.agency.as_deref())
        .map(|agency| (agency, By::Dateline));
    let credits = article.credits.iter().map(|credit| (credit.as_str(), By::Credit));
    let cited = agencies_cited(&article.text).into_iter().map(|agency| (agency, By::Citation));
    let mut seen = BTreeSet::new();
    let named = dateline
        .chain(credits)
        .chain(cited)
        .filter(|(agency, _)| seen.insert(agency.to_lowercase()));
    named
        .take(AGENCIES)
        .map(|(agency, by)| CreditedAgency { agency: agency.to_owned(), by })
        .collect()
}

/// Agencies that texts name as their source and that no outlet of those `read` is, with how often.
/// A credit names people and desks, too: of credits, agencies that are known count.
#[must_use]
pub fn unread<'a>(
    declared: impl Iterator<Item = &'a CreditedAgency>,
    read: impl Iterator<Item = &'a str>,
) -> BTreeMap<String, usize> {
    let read = agency_names(read);
    let is_agency = |declared: &&CreditedAgency| {
        declared.by != By::Credit || !agencies_within(&declared.agency).is_empty()
    };
    let mut unread = BTreeMap::new();
    for CreditedAgency { agency, .. } in declared
        .filter(is_agency)
        .filter(|declared| !read.contains(&declared.agency.to_lowercase()))
    {
        *unread.entry(agency.clone()).or_default() += 1;
    }
    unread
}

/// The names of outlets and the agencies in those names, in lower case.
pub fn agency_names<'a>(outlets: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    outlets
        .flat_map(|name| agencies_within(name).into_iter().chain([name]))
        .map(str::to_lowercase)
        .collect()
}

/// The text that `beside` names as nearest or quoted, and what was taken from it; none where that
/// text is the younger one.
fn drawn<'a>(
    article: &Article,
    beside: &Beside,
    declared: &[CreditedAgency],
    other: &dyn Fn(&TextRef) -> Option<&'a Article>,
) -> Option<Drawn> {
    let quoted =
        || beside.passages.first().map(|passage| (passage.other.clone(), Drawing::Quotation));
    let nearest = || beside.nearest.clone();
    let is_credited =
        |of: &TextRef| other(of).is_some_and(|original| shares_agency(original, declared));
    let (from, how) = match beside.copy {
        Copy::Duplicate | Copy::NearDuplicate | Copy::Reprint => (nearest()?, Drawing::Reprint),
        Copy::None | Copy::Excerpt
            if beside.closeness == Closeness::SameStory
                && nearest().as_ref().is_some_and(is_credited) =>
        {
            (nearest()?, Drawing::Rewrite)
        }
        Copy::Excerpt => quoted()?,
        Copy::None => return None,
    };
    (!is_younger(other(&from)?, article)).then_some(Drawn { from, how })
}

/// Whether a text is of one of these agencies: by its dateline, its credits or its site's name.
fn shares_agency(original: &Article, declared: &[CreditedAgency]) -> bool {
    let dateline = original.dateline.iter().filter_map(|dateline| dateline.agency.as_deref());
    let own = dateline
        .chain(original.credits.iter().map(String::as_str))
        .chain(original.site_name.as_deref());
    let own: BTreeSet<String> = own.map(str::to_lowercase).collect();
    declared.iter().any(|declared| own.contains(&declared.agency.to_lowercase()))
}

/// Whether `other` was published after `article`, as far as both say so.
fn is_younger(other: &Article, article: &Article) -> bool {
    use crate::clock::When::{Day, Moment};
    match (other.published, article.published) {
        (Some(Moment { at: other, .. }), Some(Moment { at, .. })) => {
            other.duration_since(at) > CLOCKS_DIFFER
        }
        (Some(other @ (Day(_) | Moment { .. })), Some(own)) => other.day() > own.day(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Dateline;
    use crate::id::ItemId;

    fn article(published: &str, agency: Option<&str>, credits: &[&str], text: &str) -> Article {
        Article {
            published: published.parse().ok(),
            dateline: agency
                .map(|agency| Dateline { agency: Some(agency.to_owned()), ..Dateline::default() }),
            credits: credits.iter().map(|credit| (*credit).to_owned()).collect(),
            ..Article::new("https://news.example/a".parse().unwrap(), "Ferry treaty signed", text)
        }
    }

    fn beside(copy: Copy, closeness: Closeness) -> Beside {
        Beside { copy, closeness, nearest: Some(TextRef::Item(ItemId(1))), ..Beside::default() }
    }

    /// Checks what `here` took from an item of KCNA of 20 June, and how sure that is.
    #[track_caller]
    fn check(here: &Article, beside: &Beside, expected: (Option<Drawing>, Confidence)) {
        let kcna = article("2024-06-20", Some("KCNA"), &["KCNA"], "The treaty was signed.");
        let found = provenance(here, &[beside], &|_| Some(&kcna));
        assert_eq!((found.drawn.map(|drawn| drawn.how), found.confidence), expected);
    }

    #[test]
    fn who_says_and_shows_where_it_is_from_is_believed_most() {
        let reprint = beside(Copy::Reprint, Closeness::SameStory);
        let silent = article("2024-06-21", None, &[], "The treaty was signed.");
        check(
            &article("2024-06-21", Some("KCNA"), &[], "The treaty was signed."),
            &reprint,
            (Some(Drawing::Reprint), Confidence::High),
        );
        check(&silent, &reprint, (Some(Drawing::Reprint), Confidence::Medium));
        check(&silent, &beside(Copy::None, Closeness::SameStory), (None, Confidence::Low));
        check(
            &article("2024-06-21", None, &["EFE"], "x"),
            &beside(Copy::None, Closeness::SameStory),
            (None, Confidence::Medium),
        );
    }

    #[test]
    fn the_same_event_with_its_agency_in_the_credits_or_the_text_is_a_rewrite() {
        let same = beside(Copy::None, Closeness::SameStory);
        check(
            &article("2024-06-21", None, &["EFE", "KCNA"], "x"),
            &same,
            (Some(Drawing::Rewrite), Confidence::High),
        );
        check(
            &article("2024-06-21", None, &[], "The treaty was signed, the KCNA said."),
            &same,
            (Some(Drawing::Rewrite), Confidence::Medium),
        );
        check(
            &article("2024-06-21", None, &[], "Договор подписан, сообщает ЦТАК."),
            &same,
            (Some(Drawing::Rewrite), Confidence::Medium),
        );
        check(
            &article("2024-06-21", None, &["KCNA"], "x"),
            &beside(Copy::None, Closeness::Related),
            (None, Confidence::Medium),
        );
    }

    #[test]
    fn nobody_copies_what_was_published_later() {
        let reprint = beside(Copy::NearDuplicate, Closeness::SameStory);
        check(&article("2024-06-19", None, &[], "x"), &reprint, (None, Confidence::Low));
        check(
            &article("2024-06-20", None, &[], "x"),
            &reprint,
            (Some(Drawing::Reprint), Confidence::Medium),
        );
    }

    #[test]
    fn an_agency_is_named_once_by_its_strongest_sign() {
        let here =
            article("2024-06-21", Some("KCNA"), &["KCNA", "TASS"], "Yonhap and TASS reported it.");
        let named: Vec<(String, By)> =
            declared(&here).into_iter().map(|declared| (declared.agency, declared.by)).collect();
        let expected = [("KCNA", By::Dateline), ("TASS", By::Credit), ("Yonhap", By::Citation)];
        assert_eq!(named, expected.map(|(agency, by)| (agency.to_owned(), by)));
    }
}
