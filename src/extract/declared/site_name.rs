//! What a page's site is called, and titles without its name.

use super::{Anchor, Declared};
use crate::extract::phrases::furniture;
use crate::extract::phrases::titles::{is_same, key};

const SEPARATORS: &[&str] = &[
    " | ", " – ", " — ", " - ", " :: ", " » ", " « ", " · ", " • ", " / ", " // ", " ~ ", " ‹ ",
    " › ", "ㅣ", "｜", " ｜ ", "│", "_", " : ", "：", ": ",
];
/// Separators behind which nothing but a name stands.
const NAMES_BEHIND: &[&str] = &[" | ", "｜", "ㅣ", "│"];

/// Articles at the beginning of names, which hosts do without.
const ARTICLES: &[&str] =
    &["the", "die", "der", "das", "el", "la", "le", "les", "il", "los", "las", "o", "de", "het"];

/// Parts of a title that are cut off at most.
const PARTS: usize = 3;
/// Bytes of the longest name of a site.
const SITE_NAME: usize = 60;
/// Bytes by which a site's name is longer than its host.
const BEYOND_HOST: usize = 12;
/// Words of a name that is not known.
const UNKNOWN: usize = 4;

/// What a site is called.
pub struct SiteName<'a> {
    name: Option<&'a str>,
    host: &'a str,
    /// The texts of links to folders above the page, by their folded words.
    home: Vec<String>,
}

impl<'a> SiteName<'a> {
    /// The site of `page`, with the name that is known of it.
    #[must_use]
    pub fn of(page: &Declared<'a>, name: Option<&'a str>) -> Self {
        Self { name, host: page.page.link.host(), home: home_names(page) }
    }

    /// `title` without the parts that name the site or its section. What one of `headings` says is
    /// a headline.
    #[must_use]
    pub fn without_name(&self, title: &str, headings: &[String]) -> String {
        let (mut title, mut is_section_last) = (self.before_name(title.trim()), false);
        for _ in 0..PARTS {
            if is_section_last {
                title = without_section(title);
            }
            let Some(cut) = cuts(title).find(|cut| self.leaves_headline(cut, title, headings))
            else {
                break;
            };
            // a section's name stands between the headline and the site's
            is_section_last = self.is_named(cut.name) && title.starts_with(cut.rest);
            title = cut.rest.trim();
        }
        title.to_owned()
    }

    /// Whether a cut takes the site's name from a title, and leaves the headline.
    fn leaves_headline(&self, cut: &Cut<'_>, title: &str, headings: &[String]) -> bool {
        let is_heading = |text: &str| headings.iter().any(|heading| is_same(heading, text));
        let (rest, name) = (cut.rest.trim(), cut.name);
        // what stands before a colon is mostly the headline's own
        let is_colon = cut.separator == ": ";
        let is_rest_printed =
            || !is_colon && is_heading(rest) && !(name.len() > rest.len() && is_heading(name));
        !rest.is_empty()
            && (self.is_named(name)
                || is_rest_printed()
                || (is_name_behind(rest, name, cut.separator) && !is_heading(title)))
    }

    /// `title` up to the site's name, where a slogan follows it.
    fn before_name<'t>(&self, title: &'t str) -> &'t str {
        for separator in SEPARATORS {
            let mut at = 0;
            for part in title.split(separator) {
                let is_last = at + part.len() >= title.len();
                if at > 0 && !is_last && self.is_named(part) {
                    return title[..at - separator.len()].trim();
                }
                at += part.len() + separator.len();
            }
        }
        title
    }

    /// The host without `www.` and what it is registered under.
    fn own_host(&self) -> String {
        glued_host(
            self.host.trim_start_matches("www.").rsplit_once('.').map_or(self.host, |(own, _)| own),
        )
    }

    /// Whether `text` is the site's name and nothing else.
    #[must_use]
    pub fn is_name(&self, text: &str) -> bool {
        let name = key(text);
        let own = self.own_host();
        let is_site = self
            .name
            .is_some_and(|site| glued(&key(site)) == glued(&name) || is_acronym(text, site));
        let is_host = |name: &str| {
            name == own || ARTICLES.iter().any(|article| name.strip_prefix(article) == Some(&own))
        };
        !name.is_empty()
            && (is_site
                || self.home.contains(&name)
                || is_host(&glued(&name))
                || is_host(&spelled_out(text)))
    }

    /// Whether `part` of a title is the site's name, or nearly.
    fn is_named(&self, part: &str) -> bool {
        let name = key(part);
        if name.is_empty() || name.len() > SITE_NAME {
            return false;
        }
        let own = self.own_host();
        let is_in_host = |name: &str| {
            let short = name.trim_start_matches("the");
            (short.len() >= 4 && glued_host(self.host).contains(short))
                || (own.len() >= 4
                    && short.starts_with(&own)
                    && short.len() <= own.len() + BEYOND_HOST)
        };
        self.is_name(part) || is_in_host(&glued(&name)) || is_in_host(&spelled_out(part))
    }
}

/// A title in two parts.
struct Cut<'t> {
    rest: &'t str,
    /// The part that may be the site's name.
    name: &'t str,
    /// What stands between the two; nothing where the name comes first, unless it is a colon.
    separator: &'static str,
}

/// The ways to cut the last or the first part off a title.
fn cuts(title: &str) -> impl Iterator<Item = Cut<'_>> {
    SEPARATORS.iter().copied().flat_map(move |separator| {
        let last = title.rsplit_once(separator);
        let last = last.map(|(rest, name)| Cut { rest, name, separator });
        let colon = if separator == ": " { separator } else { "" };
        let first = title.split_once(separator);
        let first = first.map(|(name, rest)| Cut { rest, name, separator: colon });
        last.into_iter().chain(first)
    })
}

/// `title` without the name of a section at its end.
fn without_section(title: &str) -> &str {
    SEPARATORS
        .iter()
        .chain(&["-"])
        .filter_map(|separator| title.rsplit_once(separator))
        .filter(|(rest, name)| !rest.trim().is_empty() && furniture::is_section(name))
        .min_by_key(|(rest, _)| rest.len())
        .map_or(title, |(rest, _)| rest.trim())
}

/// Whether `text` is made of the initials of `name`: `HT` is the Harbour Times.
fn is_acronym(text: &str, name: &str) -> bool {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    (2..=5).contains(&text.chars().count())
        && text.chars().all(char::is_uppercase)
        && initials.ends_with(text)
}

/// Whether `name` is a site's for where it stands: "Pact signed | Unknown Name".
fn is_name_behind(rest: &str, name: &str, separator: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    NAMES_BEHIND.contains(&separator)
        && (furniture::is_section(name)
            || (words(name) <= UNKNOWN && words(rest) > words(name) && name.len() * 2 < rest.len()))
}

/// The texts of links to folders above the page: the site's name, or a section's.
fn home_names(page: &Declared<'_>) -> Vec<String> {
    let own = page.page.link.url();
    let leads_up = |anchor: &&Anchor<'_>| {
        let target = own.join(anchor.href).ok();
        target.is_some_and(|target| {
            let folder = target.path().trim_end_matches('/');
            let is_above = own
                .path()
                .strip_prefix(folder)
                .is_some_and(|rest| rest.starts_with('/') && rest.len() > 1);
            target.host_str() == own.host_str() && is_above && target.query().is_none()
        })
    };
    let names = page
        .anchors
        .iter()
        .filter(|anchor| anchor.text.len() <= SITE_NAME)
        .filter(leads_up)
        .map(|anchor| key(&anchor.text));
    names.filter(|name| !name.is_empty() && name.len() <= SITE_NAME).collect()
}

fn glued_host(host: &str) -> String {
    glued(&key(&host.replace(['.', '-'], " ")))
}

fn glued(text: &str) -> String {
    text.replace(' ', "")
}

/// A name as hosts spell it, umlauts spelled out: `oeko` is `Öko`.
fn spelled_out(text: &str) -> String {
    let spelled = text.chars().fold(String::new(), |mut spelled, c| {
        match c {
            'ä' | 'Ä' | 'æ' | 'Æ' => spelled.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            'ß' => spelled.push_str("ss"),
            'å' | 'Å' => spelled.push_str("aa"),
            c => spelled.push(c),
        }
        spelled
    });
    glued(&key(&spelled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, name: Option<&str>, host: &str, headline: &str) {
        assert_eq!(SiteName { name, host, home: Vec::new() }.without_name(title, &[]), headline);
    }

    #[test]
    fn the_sites_name_falls_off() {
        check("Pact signed - Harbour Times", Some("Harbour Times"), "news.example", "Pact signed");
        check("Harbour Times | Pact signed", Some("harbour times"), "news.example", "Pact signed");
        check("Harbour Times: Pact signed", Some("harbour times"), "news.example", "Pact signed");
        check("Pact signed — Harbour Times", None, "www.harbourtimes.example", "Pact signed");
        check(
            "Pact signed | World | Harbour Times",
            Some("Harbour Times"),
            "x.example",
            "Pact signed",
        );
        check(
            "Pact signed-PoliticsㅣHarbour Times",
            Some("Harbour Times"),
            "x.example",
            "Pact signed",
        );
        check(
            "Pact signed | harbour.example | News of the sea",
            None,
            "www.harbour.example",
            "Pact signed",
        );
        check("Pact signed - Hafen Öl - All of the sea", None, "hafenoel.example", "Pact signed");
        check(
            "Ministers sign the pact at last | Unknown Name",
            None,
            "x.example",
            "Ministers sign the pact at last",
        );
        check(
            "Ministers sign the pact at last | Opinion",
            None,
            "x.example",
            "Ministers sign the pact at last",
        );
        check(
            "Pact signed - Politics",
            Some("Harbour Times"),
            "x.example",
            "Pact signed - Politics",
        );
        check(
            "North - South talks resume",
            Some("Harbour Times"),
            "x.example",
            "North - South talks resume",
        );
        check(
            "Two fleets, one sea: a pact",
            Some("Harbour Times"),
            "x.example",
            "Two fleets, one sea: a pact",
        );
        check("Harbour Times", Some("Harbour Times"), "x.example", "Harbour Times");
        check("", None, "x.example", "");
    }
}
