//! The text of a by-line → people, and the agencies, outlets and desks beside them.
//!
//! What stands around names is data, in `config/known/people.toml`.
//!
//! # Limits
//! A name is told by its shape: two words in capitals that are a place pass for one, unless they
//! stand behind a name.

use super::names::{
    KNOWN, NAME, WORDS, from_account, has_desk_word, is_address, is_east_asian, is_host, is_person,
    may_be_pen_name, push_new, without_suffix,
};
use super::signs::is_same;
use super::{agencies, furniture, signs};
use crate::dates;
use crate::text::folded_words;

/// Bytes of a by-line that are read.
const LINE: usize = 400;
/// Names in a by-line that are read.
const PARTS: usize = 40;

/// Who is named in a by-line, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credited {
    /// People in the spelling of the by-line.
    pub people: Vec<String>,
    /// Agencies in their usual spelling, outlets and desks in their own.
    pub credits: Vec<String>,
}

impl Credited {
    /// Whether nobody is named.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.credits.is_empty()
    }
}

/// How much the place where a name stands says that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The place of a by-line: only names of full shape are taken.
    Printed,
    /// Where the page says that this is its author: pen names are taken too.
    Declared,
}

/// The names in `line`, with or without a "By" before them.
#[must_use]
pub fn read(line: &str, trust: Trust) -> Credited {
    let words: Vec<&str> = line[..line.floor_char_boundary(LINE)]
        .split_whitespace()
        .filter(|word| !is_address(word))
        .collect();
    let line = words.join(" ");
    let mut line = behind_by(&line).or_else(|| labelled(&line)).unwrap_or(&line);
    // the day stands before or behind the names
    let dated = dates::find(line, None).into_iter().next().map(|date| date.span);
    if let Some(span) = dated {
        let before = before_date(&line[..span.start]);
        let behind = trimmed(&line[span.end..]);
        line = behind_by(behind).unwrap_or(if before.is_empty() { behind } else { before });
    }
    let mut names = Credited::default();
    let parts = parts(line);
    let is_printed = trust == Trust::Printed;
    let mut is_behind_full_name = false;
    for (place, part) in parts.iter().take(PARTS).enumerate() {
        // several words in small letters beside a name are what somebody does
        let trust = if parts.len() > 1 && part.text.contains(' ') { Trust::Printed } else { trust };
        match named(&part.text, trust) {
            // "det/dpa"
            Named::Person(name)
                if parts.len() > 1
                    && name.chars().count() <= 4
                    && name.chars().all(char::is_lowercase)
                    && !is_east_asian(&name) => {}
            Named::Person(name) => {
                let is_full = name.contains(' ') || is_east_asian(&name);
                // "By Ana Roe, Brod"
                if is_behind_full_name && !is_full && part.is_behind_comma {
                    continue;
                }
                is_behind_full_name |= is_full;
                push_new(&mut names.people, name);
            }
            Named::Credit(name) => {
                is_behind_full_name = true;
                push_new(&mut names.credits, name);
            }
            // a sentence
            Named::Words if place == 0 && is_printed => return Credited::default(),
            Named::Words | Named::Nobody => {}
        }
    }
    if trust == Trust::Declared
        && parts.len() > 2
        && names.people.len() > 1
        && !names.people.iter().any(|name| name.contains(' ') || is_east_asian(name))
    {
        // a paper, a town and a country
        names.people.clear();
    }
    if !names.people.is_empty() {
        names.credits.retain(|name| !KNOWN.desks.contains(&folded_words(name)));
    }
    last_name_first(&mut names, &parts);
    names
}

/// The name of an organisation, in the spelling of its page, unless it is nobody's.
#[must_use]
pub fn organisation(name: &str) -> Option<String> {
    let name = signs::folded(name);
    let is_name = name.chars().count() <= NAME * 2
        && name.chars().any(char::is_alphabetic)
        && !name.contains("://")
        && !name.contains('@');
    (is_name && !KNOWN.nobody.contains(&folded_words(&name))).then_some(name)
}

/// What stands behind `By`, where `line` begins with it.
#[must_use]
pub fn behind_by(line: &str) -> Option<&str> {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "-–—|•·*(（[【".contains(c));
    // "By" and a name that is its own element, glued together
    let is_glued = line.strip_prefix("By").is_some_and(|rest| rest.starts_with(char::is_uppercase));
    let rest = KNOWN
        .by
        .iter()
        .find_map(|by| behind(line, by))
        .or(line.strip_prefix("By").filter(|_| is_glued))
        .or_else(|| KNOWN.labels.iter().find_map(|label| behind_label(line, label)))?;
    // "Text: von Ana Roe"
    Some(KNOWN.by.iter().find_map(|by| behind(rest, by)).unwrap_or(rest))
}

/// What stands behind `Author:` and before the next label, within a line of labels.
fn labelled(line: &str) -> Option<&str> {
    let at = line.match_indices(": ").map(|(at, _)| at).find(|at| {
        let label = line[..*at]
            .rsplit(|c: char| c.is_whitespace() || c == '|')
            .next()
            .unwrap_or_default()
            .to_lowercase();
        KNOWN.by.iter().chain(&KNOWN.labels).any(|known| *known == label)
    })?;
    let rest = &line[at + 2..];
    let next = rest
        .find(": ")
        .map_or(rest.len(), |next| rest[..next].rfind([' ', ',', '|']).unwrap_or_default());
    Some(&rest[..next])
}

/// Whether `line` is a label and nothing else: the name stands in the next line.
#[must_use]
pub fn is_label(line: &str) -> bool {
    let label = line.trim_end_matches([':', ' ', '：']).to_lowercase();
    KNOWN.by.iter().chain(&KNOWN.labels).any(|known| *known == label)
}

/// What stands behind `phrase`, where `text` begins with it in any case; a space or a colon has to
/// part them, unless the phrase's script does without.
fn behind<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let rest = without_start(text, phrase)?;
    let stripped = rest.trim_start_matches(|c: char| c == ' ' || is_label_end(c));
    ((stripped.len() < rest.len() || is_east_asian(phrase)) && !stripped.is_empty())
        .then_some(stripped)
}

fn behind_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let rest = without_start(text, label)?.trim_start();
    let stripped = rest.trim_start_matches(is_label_end).trim_start();
    (stripped.len() < rest.len() && !stripped.is_empty()).then_some(stripped)
}

fn without_start<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for expected in phrase.chars() {
        rest.next().filter(|c| is_same(*c, expected))?;
    }
    Some(rest.as_str())
}

fn is_label_end(c: char) -> bool {
    matches!(c, ':' | '：' | '／' | '/' | '・' | '|' | '=' | '＝' | '﹕')
}

/// What stands before a date, without the words that lead to it.
fn before_date(text: &str) -> &str {
    let mut text = trimmed(text);
    while let Some((rest, last)) =
        text.rsplit_once(' ').or_else(|| (!text.is_empty()).then_some(("", text)))
    {
        if !KNOWN.before_dates.contains(&last.to_lowercase())
            && !furniture::only_introduces_a_date(last)
        {
            break;
        }
        text = trimmed(rest);
    }
    text
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || ",;:|()[]（）【】-–—*~·•/=＝".contains(c))
}

struct Part {
    text: String,
    /// A place stands behind one, too.
    is_behind_comma: bool,
}

/// The parts of a list of names.
fn parts(line: &str) -> Vec<Part> {
    let line = line
        .split(" | ")
        .next()
        .unwrap_or_default()
        .split(['\n', '|', '•'])
        .find(|part| part.chars().any(char::is_alphabetic))
        .unwrap_or_default();
    let line = [" – ", " — ", " - ", " // "].iter().fold(line, |line, dash| {
        line.split(dash).find(|part| part.chars().any(char::is_alphabetic)).unwrap_or_default()
    });
    let mut parts = Vec::new();
    let mut is_behind_comma = false;
    for listed in line.split_inclusive([',', ';', '/', '、', '，', '；', '·', '／', '،']) {
        let names = listed.trim_end_matches([',', ';', '/', '、', '，', '；', '·', '／', '،']);
        let words: Vec<&str> = names.split_whitespace().collect();
        let mut start = 0;
        for (at, word) in words.iter().enumerate() {
            // "Dan" is a name, "dan" is not
            let is_and = KNOWN.and.contains(&word.to_lowercase())
                && (at > start || word.chars().all(|c| !c.is_uppercase()));
            // "José Ortega y Gasset" is one
            let is_short = word.chars().count() <= 2 && word.chars().all(char::is_alphabetic);
            let behind = || {
                words[at + 1..]
                    .iter()
                    .take_while(|word| !KNOWN.and.contains(&word.to_lowercase()))
                    .count()
            };
            let is_agency = || agencies::named(&words[start..at].join(" ")).is_some();
            let parts_names =
                !is_short || at == start || (at - start >= 2 && behind() >= 2) || is_agency();
            if at >= start + 2
                && is_acronym(word)
                && !KNOWN.and.contains(&words[at - 1].to_lowercase())
            {
                // "ANA ROE AP Sports Writer"
                push_part(&mut parts, &words[start..at], is_behind_comma);
                start = at;
                is_behind_comma = false;
            } else if at > start
                && word.ends_with('.')
                && word.chars().count() > 4
                && at + 1 < words.len()
            {
                // "Ana Roe. Harbour Times"
                push_part(&mut parts, &words[start..=at], is_behind_comma);
                start = at + 1;
                is_behind_comma = true;
            } else if is_and && parts_names && at + 1 < words.len() {
                push_part(&mut parts, &words[start..at], is_behind_comma);
                start = at + 1;
                is_behind_comma = false;
            }
        }
        push_part(&mut parts, &words[start..], is_behind_comma);
        is_behind_comma = listed.ends_with([',', '，']);
    }
    parts
}

fn push_part(parts: &mut Vec<Part>, words: &[&str], is_behind_comma: bool) {
    if !words.is_empty() && parts.len() < PARTS {
        let text = words.join(" ");
        // the point ends a part, where it is no abbreviation's
        let is_ended = words.last().is_some_and(|word| word.chars().count() > 5);
        let text = text.strip_suffix('.').filter(|_| is_ended).map(str::to_owned).unwrap_or(text);
        parts.push(Part { text, is_behind_comma });
    }
}

enum Named {
    Person(String),
    Credit(String),
    /// Part of a sentence.
    Words,
    Nobody,
}

fn named(part: &str, trust: Trust) -> Named {
    let bare = without_brackets(part);
    if bare.is_empty() {
        // "ana@harbour.example (Ana Roe)"
        let inner = trimmed(part);
        return if inner.is_empty() || inner.contains(['(', '[', '（', '【', '<']) {
            Named::Nobody
        } else {
            named(inner, trust)
        };
    }
    if let Some(agency) = agencies::named(&bare) {
        return Named::Credit(agency.to_owned());
    }
    let words: Vec<&str> = bare.split_whitespace().filter(|word| !is_address(word)).collect();
    let words = until_beside(&words);
    let words = until_from(words);
    let whole = words.join(" ");
    let words = without_roles(words);
    let name = without_suffix(trimmed(&words.join(" "))).to_owned();
    let folded = folded_words(&name);
    let is_sign = name.chars().count() <= 1 && !is_east_asian(&name);
    if folded.is_empty()
        || is_sign
        || KNOWN.nobody.contains(&folded)
        || KNOWN.nobody.contains(&folded_words(&bare))
    {
        return Named::Nobody;
    }
    if KNOWN.desks.contains(&folded_words(&bare)) || KNOWN.desks.contains(&folded) {
        return Named::Credit(bare);
    }
    // "AP in Brod", "AP Sports Writer"
    if let Some(agency) = agencies::named(&whole).or_else(|| agencies::named(&name)) {
        return Named::Credit(agency.to_owned());
    }
    if has_desk_word(&whole)
        || is_host(&bare)
        || (words.len() > 1 && agencies::within(&name).len() == 1 && has_acronym(words))
    {
        let is_short = bare.split_whitespace().count() <= WORDS && bare.chars().count() <= NAME;
        return if is_short { Named::Credit(bare) } else { Named::Words };
    }
    if let Some(name) = from_account(&name).filter(|_| trust == Trust::Declared) {
        return Named::Person(name);
    }
    if is_person(&name) || (trust == Trust::Declared && may_be_pen_name(&name)) {
        Named::Person(name)
    } else {
        Named::Words
    }
}

/// `part` without what is in brackets: short signs, addresses, papers.
fn without_brackets(part: &str) -> String {
    let mut bare = String::with_capacity(part.len());
    let mut depth = 0_usize;
    for c in part.chars() {
        match c {
            '(' | '[' | '（' | '【' | '<' => depth += 1,
            ')' | ']' | '）' | '】' | '>' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    trimmed(&bare).to_owned()
}

fn has_acronym(words: &[&str]) -> bool {
    words.iter().any(|word| is_acronym(word))
}

/// An agency's initials.
fn is_acronym(word: &str) -> bool {
    word.chars().count() >= 2
        && word.chars().all(char::is_uppercase)
        && agencies::named(word).is_some()
}

/// The words before one such as "Illustration", behind which others are named.
fn until_beside<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let end = words
        .iter()
        .skip(1)
        .position(|word| KNOWN.beside.contains(&word.trim_end_matches(':').to_lowercase()));
    end.map_or(words, |end| &words[..=end])
}

/// The words before one such as "in" or "for", where a name stands before it.
fn until_from<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let is_from =
        |(at, word): &(usize, &&str)| *at >= 1 && KNOWN.from.contains(&word.to_lowercase());
    let end = words.iter().enumerate().skip(1).find(is_from).map(|(at, _)| at);
    match end {
        // "Ana da Silva"
        Some(end) if KNOWN.particles.contains(&words[end].to_lowercase()) => words,
        Some(end) => &words[..end],
        None => words,
    }
}

/// `words` without roles and titles before and behind them.
fn without_roles<'a, 'b>(mut words: &'b [&'a str]) -> &'b [&'a str] {
    let role = |words: &[&str]| {
        KNOWN
            .roles
            .contains(&words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join(" "))
    };
    loop {
        let longest = words.len().min(4);
        if let Some(length) =
            (1..=longest).rev().find(|length| role(&words[words.len() - length..]))
        {
            words = &words[..words.len() - length];
        } else if let Some(length) =
            (1..=longest).rev().find(|length| !is_title(words[0]) && role(&words[..*length]))
        {
            words = &words[length..];
        } else {
            break;
        }
    }
    words
}

/// Whether a word is a title that stays before a name: readers know "Dr. Roe" so.
fn is_title(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "dr" | "dr." | "prof" | "prof." | "sir")
}

/// Turns names round whose last name comes first: `Roe, Ana` and `Roe, Ana B.` are Ana Roe.
fn last_name_first(names: &mut Credited, parts: &[Part]) {
    if let [last, first] = parts
        && let [a, b] = names.people.as_slice()
        && (a, b) == (&last.text, &first.text)
        && !a.contains(' ')
        && b.split(' ').skip(1).all(|word| word.ends_with('.'))
        && first.is_behind_comma
        && !is_east_asian(a)
    {
        names.people = vec![format!("{b} {a}")];
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(line: &str, people: &[&str], credits: &[&str]) {
        let read = read(line, Trust::Printed);
        assert_eq!(
            (read.people.as_slice(), read.credits.as_slice()),
            (owned(people).as_slice(), owned(credits).as_slice()),
            "{line}"
        );
    }

    #[track_caller]
    fn check_declared(line: &str, people: &[&str], credits: &[&str]) {
        let read = read(line, Trust::Declared);
        assert_eq!(
            (read.people.as_slice(), read.credits.as_slice()),
            (owned(people).as_slice(), owned(credits).as_slice()),
            "{line}"
        );
    }

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn people_are_told_from_agencies_places_and_roles() {
        check("By Ana Roe, Yonhap", &["Ana Roe"], &["Yonhap"]);
        check("By Ana Roe, Brod", &["Ana Roe"], &[]);
        check("Von Ana Roe und Lee Min-ho, Berlin", &["Ana Roe", "Lee Min-ho"], &[]);
        check("Por Ana Roe / EFE", &["Ana Roe"], &["EFE"]);
        check("EFE y Reuters", &[], &["EFE", "Reuters"]);
        check("ANA ROE AP Sports Writer", &["ANA ROE"], &["AP"]);
        check("Associated Press in Brod", &[], &["AP"]);
        check("Ana Roeberg. Harbour Times", &["Ana Roeberg"], &["Harbour Times"]);
        check("Ana Roe Fr, 19. Juni 2024", &["Ana Roe"], &[]);
        check("Par Ana Roe avec AFP", &["Ana Roe"], &["AFP"]);
        check("di Ana Roe", &["Ana Roe"], &[]);
        check("Текст: Анна Рой", &["Анна Рой"], &[]);
        check("Oleh Ana Roe", &["Ana Roe"], &[]);
        check("Bởi Nguyễn Văn A", &["Nguyễn Văn A"], &[]);
        check("بقلم: أحمد محمود", &["أحمد محمود"], &[]);
        check("本报记者 张三、李四", &["张三", "李四"], &[]);
        check("記者 山田太郎", &["山田太郎"], &[]);
        check("김철수 기자", &["김철수"], &[]);
        check("By ANA ROE and LEE MIN-HO in Harbourtown", &["ANA ROE", "LEE MIN-HO"], &[]);
        check("By Ana Roe, chief political correspondent", &["Ana Roe"], &[]);
        check("By Ana Roe for the Harbour Times", &["Ana Roe"], &[]);
        check("By Ana Roe (ana@harbour.example)", &["Ana Roe"], &[]);
        check("ana@harbour.example (Ana Roe)", &["Ana Roe"], &[]);
        check("(AFP)", &[], &["AFP"]);
        check("By Ana Roe (roe) | 19 June 2024", &["Ana Roe"], &[]);
        check("19 June 2024 by Ana Roe", &["Ana Roe"], &[]);
        check("Geschrieben von Ana Roe am 3. Mai 2024", &["Ana Roe"], &[]);
        check(
            "By J.R. Roe, Dr. Max Ortega y Gasset and O'Neill van der Berg",
            &["J.R. Roe", "Dr. Max Ortega y Gasset", "O'Neill van der Berg"],
            &[],
        );
        check("Ana Roe - Harbour Times", &["Ana Roe"], &[]);
        check("teleSUR/ JQ", &["JQ"], &["teleSUR"]);
        check("By Harbour Staff", &[], &["Harbour Staff"]);
        check("Ana Roe, Redaktion", &["Ana Roe"], &[]);
        check("Dan Roe and Lee Doe", &["Dan Roe", "Lee Doe"], &[]);
        check("Datum: 19.06.2024 Autor: Ana Roe Quelle: Harbour", &["Ana Roe"], &[]);
        check("Author: Ana Roe, Datum: 19.06.2024", &["Ana Roe"], &[]);
        check("Text von Ana Roe Illustration von Lee Doe", &["Ana Roe"], &[]);
        check("ByAna Roe", &["Ana Roe"], &[]);
        check("Ships (1 / 1) 19.06.2024 13:30 von Ana Roe", &["Ana Roe"], &[]);
        check("Ana Roe | vor 3 Stunden", &["Ana Roe"], &[]);
    }

    #[test]
    fn a_sentence_is_no_by_line() {
        for line in [
            "By the time he left, it was over",
            "By the Water",
            "Por primera vez en años se reunieron",
            "Read more about this",
            "By 2030",
            "by",
        ] {
            check(line, &[], &[]);
        }
    }

    #[test]
    fn a_declared_author_may_bear_a_pen_name() {
        check_declared("harbourcat", &["harbourcat"], &[]);
        check_declared("der Kapitän", &["der Kapitän"], &[]);
        check_declared("Ana Roe, licensed ship builder", &["Ana Roe"], &[]);
        check_declared("Roe, Ana", &["Ana Roe"], &[]);
        check_declared("Roe, Ana B.", &["Ana B. Roe"], &[]);
        check_declared("harbour.is", &[], &["harbour.is"]);
        check_declared("ana.roe", &["Ana Roe"], &[]);
        check_declared("det/dpa", &[], &["dpa"]);
        check_declared("Harbour, Velda, Utopia", &[], &[]);
        check_declared("admin", &[], &[]);
        check_declared("Letters to the Editor", &[], &[]);
        check_declared("Redaktion", &[], &["Redaktion"]);
        check_declared("AFP Deutschland", &[], &["AFP Deutschland"]);
        check_declared("https://social.example/ana", &[], &[]);
        check_declared("港湾新聞デジタル", &[], &["港湾新聞デジタル"]);
    }

    proptest! {
        #[test]
        fn any_line_may_be_a_by_line(line in "(By |von |记者|, | and |Ana|Roe|\\(|\\)|@|\\.|/| - \
            |2024|June 3, 2024|é|\\PC){0,20}") {
            let _ = (read(&line, Trust::Printed), read(&line, Trust::Declared));
            let _ = (organisation(&line), behind_by(&line), is_label(&line));
        }
    }
}
