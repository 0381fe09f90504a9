//! What lines around a text credit: people, agencies, outlets, the day.
//!
//! # Limits
//! "KCNA reported" within a sentence is an attribution, not a credit.

use super::byline::{self, Trust};
use super::names::{self, push_new};
use super::{agencies, furniture, prose};
use crate::clock::When;
use crate::dates;

/// Characters of the longest line that is nothing but a credit.
const LONGEST: usize = 160;
/// Lines at the start of a text that may be credits.
const HEAD: usize = 6;
/// Lines at the end of a text that may be credits.
const FOOT: usize = 6;

/// Whom one line credits, and the day that it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credit {
    pub people: Vec<String>,
    /// Agencies and outlets in their usual spelling.
    pub agencies: Vec<String>,
    pub published: Option<When>,
}

/// Whom the lines of a text credit, and which of the lines do nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credits {
    /// The places of lines that are nothing but credits.
    pub lines: Vec<usize>,
    pub people: Vec<String>,
    pub agencies: Vec<String>,
    pub published: Option<When>,
}

impl Credits {
    /// Adds whom `credit` names that is not there yet, and its day where none is known.
    pub fn join(&mut self, credit: Credit) {
        for name in credit.people {
            push_new(&mut self.people, name);
        }
        for name in credit.agencies {
            push_credit(&mut self.agencies, name);
        }
        self.published = self.published.or(credit.published);
    }
}

/// The credits in `lines` (trimmed, none empty).
#[must_use]
pub fn read(lines: &[&str]) -> Credits {
    let mut credits = Credits::default();
    for (place, line) in lines.iter().enumerate() {
        let is_outside = place < HEAD || place + FOOT >= lines.len();
        if !is_outside {
            // "Text: Ana Roe" stands before the books, the links, the pictures
            if let Some(credit) = labelled(line) {
                credits.lines.push(place);
                credits.join(credit);
            }
            continue;
        }
        let is_foot = place + FOOT >= lines.len();
        let alone = standing_alone(line)
            .or_else(|| initials(line).or_else(|| only_agencies(line)).filter(|_| is_foot));
        match alone {
            Some(credit) => {
                credits.lines.push(place);
                credits.join(credit);
            }
            None => credits.join(within(line)),
        }
    }
    credits
}

/// Whom a line credits that is nothing but a credit.
#[must_use]
pub fn standing_alone(line: &str) -> Option<Credit> {
    if line.chars().count() > LONGEST {
        return None;
    }
    byline(line)
        .or_else(|| sources(line))
        .or_else(|| signature(line))
        .or_else(|| rights(line))
        .or_else(|| reporting(line))
        .or_else(|| reporter(line))
}

/// Whom a by-line names: `By Kim Tae Ho`, `By Ana Roe, Yonhap`.
#[must_use]
pub fn byline(line: &str) -> Option<Credit> {
    let named = byline::behind_by(line)?;
    let credit = people(named);
    (!(credit.people.is_empty() && credit.agencies.is_empty())
        && credit.people.iter().all(|name| names::is_full(name))
        && !prose::ends_a_sentence(named))
    .then_some(credit)
}

/// Whom a line names behind a label: `Text: Ana Roe`.
fn labelled(line: &str) -> Option<Credit> {
    let is_label = line
        .split_once([':', '：'])
        .is_some_and(|(label, _)| label.len() <= LONGEST / 8 && byline::is_label(label));
    (is_label && line.chars().count() <= LONGEST / 2).then(|| byline(line)).flatten()
}

/// The people and agencies in the text of a by-line; nobody where it is a sentence.
#[must_use]
pub fn people(names: &str) -> Credit {
    let names = byline::read(names, Trust::Printed);
    Credit { people: names.people, agencies: names.credits, published: None }
}

/// The agencies in a line of sources: `Sources: EFE – Xinhua – TASS`.
fn sources(line: &str) -> Option<Credit> {
    let (label, names) = line.trim_start_matches(['(', '[']).split_once([':', '：'])?;
    agencies::introduces_sources(label).then_some(())?;
    let names = names.trim_end_matches([')', ']', '.']).replace(" - ", "–");
    let parts: Vec<&str> = names
        .split(['–', '—', ',', ';', '/', '·', '|', '、', '&'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" y "))
        .collect();
    let credits = parts
        .iter()
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "()[]".contains(c)))
        .filter(|part| !part.is_empty())
        .map(|part| agencies::named(part).unwrap_or(part).to_owned())
        .collect::<Vec<_>>();
    (!credits.is_empty() && credits.iter().all(|credit| credit.split_whitespace().count() <= 5))
        .then(|| Credit { agencies: credits, ..Credit::default() })
}

/// The outlet and the day of a line that signs a text: `(Pyongyang Times - April 24, 2020)`,
/// `www.agency.example (Juche113.6.20.)`, `Published: June 20, 2024`.
fn signature(line: &str) -> Option<Credit> {
    (line.chars().count() <= 90).then_some(())?;
    let found = dates::find(line, None);
    let [date] = found.as_slice() else { return None };
    let published = date.when()?;
    let around = format!("{} {}", &line[..date.span.start], &line[date.span.end..]);
    let name = around.trim_matches(|c: char| !c.is_alphanumeric());
    if name.is_empty() || furniture::only_introduces_a_date(name) {
        return Some(Credit { published: Some(published), ..Credit::default() });
    }
    let is_host = !name.contains(' ') && name.contains('.') && name.is_ascii();
    let credits = match agencies::named(name) {
        Some(agency) => vec![agency.to_owned()],
        None if is_host => Vec::new(),
        None if line.starts_with(['(', '[']) && is_title_case(name) => vec![name.to_owned()],
        None => return None,
    };
    Some(Credit { agencies: credits, published: Some(published), ..Credit::default() })
}

/// Who holds the rights, as a line says it: `© 2024 AFP`, `(AP)`.
fn rights(line: &str) -> Option<Credit> {
    let is_marked = line.starts_with(['©', 'Ⓒ'])
        || line.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("(c)"))
        || line.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("copyright"));
    if is_marked {
        return Some(Credit { agencies: owned(&agencies::within(line)), ..Credit::default() });
    }
    let is_bracketed =
        line.starts_with(['(', '（', '[', '【']) && line.ends_with([')', '）', ']', '】', '.']);
    is_bracketed.then(|| only_agencies(line)).flatten()
}

/// The agencies in a line that holds nothing but them and the signs of those who wrote for them:
/// `dpa/lno`, `AFP, Reuters`.
fn only_agencies(line: &str) -> Option<Credit> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "()[]（）【】.–—-*".contains(c));
    if line.chars().count() > LONGEST / 4 {
        return None;
    }
    if let Some(agency) = agencies::named(line) {
        return Some(Credit { agencies: vec![agency.to_owned()], ..Credit::default() });
    }
    let mut credits = Vec::new();
    for part in line
        .split([',', '/', '–', '—', '&', '|', '、', '，', ';'])
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
    {
        match agencies::named(part) {
            Some(agency) => push_credit(&mut credits, agency.to_owned()),
            None if part.chars().count() <= 4
                && !part.is_empty()
                && part.chars().all(char::is_lowercase) => {}
            None => return None,
        }
    }
    (!credits.is_empty()).then(|| Credit { agencies: credits, ..Credit::default() })
}

/// Who reported, as a line says it: `With reporting by AFP`, `Reporting by Ana Roe in Seoul;
/// editing by Lee Doe`.
fn reporting(line: &str) -> Option<Credit> {
    let mut credit = Credit::default();
    let line = line.trim_matches(['(', ')', '[', ']', '.', ' ']);
    let mut names_anybody = false;
    for clause in line.split(';').map(str::trim).filter(|clause| !clause.is_empty()) {
        if let Some(names) = agencies::behind_reporting_phrase(clause) {
            let read = people(names);
            let found = if read.people.is_empty() {
                owned(&agencies::within(names))
            } else {
                read.agencies
            };
            names_anybody |= !(read.people.is_empty() && found.is_empty());
            credit.people.extend(read.people);
            credit.agencies.extend(found);
        } else if let Some(names) = agencies::behind_editing_phrase(clause) {
            names_anybody |= !people(names).people.is_empty();
        } else {
            return None;
        }
    }
    names_anybody.then_some(credit)
}

/// The people in a line that calls them reporters: `김철수 기자 kim@harbour.example`, `本报记者 张三`.
fn reporter(line: &str) -> Option<Credit> {
    let is_short = line.chars().count() <= LONGEST / 4;
    let names_role = |word: &str| {
        ["기자", "특파원", "记者", "記者"]
            .iter()
            .any(|role| word.trim_end_matches(['=', ' ']).ends_with(role))
    };
    if !is_short || !line.split_whitespace().take(3).any(names_role) {
        return None;
    }
    let credit = people(line);
    (!credit.people.is_empty()).then_some(credit)
}

/// The outlet in a line that holds it and initials: `teleSUR/ JF`, `EFE/abc`.
fn initials(line: &str) -> Option<Credit> {
    let (outlet, writers) = line.split_once('/')?;
    let (outlet, writers) = (outlet.trim(), writers.trim_matches([' ', '.', ')']));
    let is_initials = |word: &str| {
        (1..=4).contains(&word.chars().count()) && word.chars().all(char::is_alphabetic)
    };
    let are_initials = !writers.is_empty()
        && writers.split([' ', '/', '-']).filter(|word| !word.is_empty()).all(is_initials);
    let known = agencies::named(outlet.trim_start_matches('('));
    let is_outlet = known.is_some()
        || (is_title_case(outlet)
            && outlet.split_whitespace().count() <= 3
            && writers.chars().all(|c| !c.is_lowercase()));
    (are_initials && is_outlet)
        .then(|| Credit { agencies: vec![known.unwrap_or(outlet).to_owned()], ..Credit::default() })
}

/// Credits in a paragraph that says more: `… said. (AP)`, `©AFP`, `Reuters contributed to this
/// report.`
fn within(paragraph: &str) -> Credit {
    let mut credits = Vec::new();
    if let Some(names) = agencies::behind_reporting_phrase(paragraph) {
        credits.extend(agencies::within(names));
    }
    let bracketed = paragraph
        .trim_end_matches(['.', '。', ' '])
        .strip_suffix([')', '）'])
        .and_then(|rest| rest.rsplit_once(['(', '（']))
        .map(|(_, inner)| inner);
    credits.extend(
        bracketed
            .filter(|inner| inner.len() <= 60 && paragraph.len() > LONGEST / 4)
            .map(agencies::within)
            .filter(|names| {
                names.len() == 1 || bracketed.is_some_and(|inner| inner.contains(['/', ',']))
            })
            .unwrap_or_default(),
    );
    if let Some((_, behind)) = paragraph.rsplit_once('©') {
        credits.extend(agencies::within(&behind[..behind.floor_char_boundary(40)]));
    }
    if agencies::tells_who_contributed(paragraph) {
        credits.extend(agencies::within(paragraph));
    }
    Credit { people: reporters(paragraph), agencies: owned(&credits), published: None }
}

/// The people in a dateline: `新华社北京6月20日电（记者张三、李四）`, `(서울=연합뉴스) 김철수 기자 =`
fn reporters(paragraph: &str) -> Vec<String> {
    let start = &paragraph[..paragraph.floor_char_boundary(LONGEST)];
    let bracketed =
        start.split(['（', '(']).skip(1).filter_map(|rest| rest.split([')', '）']).next());
    let chinese = bracketed
        .filter(|inner| inner.contains("记者") || inner.contains("記者"))
        .find_map(|inner| {
            let names = inner.rsplit(['记', '記']).next()?.strip_prefix('者')?;
            Some(people(names.trim_start_matches([' ', '：', ':'])).people)
        });
    let korean = || {
        let (before, _) = start.split_once(" 기자 =").or_else(|| start.split_once(" 특파원 ="))?;
        Some(people(before.rsplit([')', ']']).next()?.trim()).people)
    };
    chinese.or_else(korean).unwrap_or_default()
}

/// Whether `text` is one to five words, each with a capital.
pub fn is_title_case(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = |word: &str| word.chars().count() <= 3;
    (1..=5).contains(&words.len())
        && words.iter().enumerate().all(|(place, word)| {
            word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase())
                || (place > 0 && small(word))
        })
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Adds an agency or an outlet that is not there yet under any of its spellings.
pub fn push_credit(credits: &mut Vec<String>, name: String) {
    let agency = agencies::named(&name);
    if agency.is_none() || !credits.iter().any(|known| agencies::named(known) == agency) {
        push_new(credits, name);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(line: &str, people: &[&str], credits: &[&str], published: &str) {
        let read = read(&[line]);
        assert_eq!(read.lines, [0], "{line}");
        assert_eq!(read.people, people, "{line}");
        assert_eq!(read.agencies, credits, "{line}");
        assert_eq!(
            read.published.map(|when| when.to_string()).unwrap_or_default(),
            published,
            "{line}"
        );
    }

    #[test]
    fn lines_that_only_credit_are_read() {
        check("Sources: EFE – Xinhua – TASS", &[], &["EFE", "Xinhua", "TASS"], "");
        check("Fuente: EFE", &[], &["EFE"], "");
        check("teleSUR/ JF", &[], &["teleSUR"], "");
        check("By Kim Tae Ho", &["Kim Tae Ho"], &[], "");
        check("By Ana Roe and Lee Min-ho, Yonhap", &["Ana Roe", "Lee Min-ho"], &["Yonhap"], "");
        check("Por María de la Cruz", &["María de la Cruz"], &[], "");
        check("With reporting by AFP and Reuters", &[], &["AFP", "Reuters"], "");
        check("(AP)", &[], &["AP"], "");
        check("(AFP, Reuters)", &[], &["AFP", "Reuters"], "");
        check("（共同）", &[], &["Kyodo"], "");
        check("dpa/lno", &[], &["dpa"], "");
        check("AFP – EFE", &[], &["AFP", "EFE"], "");
        check("(رويترز)", &[], &["Reuters"], "");
        check("来源：新华社", &[], &["Xinhua"], "");
        check(
            "Additional reporting by Ana Roe in Seoul; editing by Lee Doe",
            &["Ana Roe"],
            &[],
            "",
        );
        check(
            "(Reporting by Ana Roe and Max Doe; Editing by Lee Doe)",
            &["Ana Roe", "Max Doe"],
            &[],
            "",
        );
        check("Editing by Lee Doe", &[], &[], "");
        check("Con información de EFE", &[], &["EFE"], "");
        check("Von Ana Roe, Berlin", &["Ana Roe"], &[], "");
        check("Por Ana Roe / EFE", &["Ana Roe"], &["EFE"], "");
        check("Par Ana Roe avec AFP", &["Ana Roe"], &["AFP"], "");
        check("di Ana Roe", &["Ana Roe"], &[], "");
        check("Текст: Анна Рой", &["Анна Рой"], &[], "");
        check("Текст: ТАСС", &[], &["TASS"], "");
        check("김철수 기자 kim@harbour.example", &["김철수"], &[], "");
        check("本报记者 张三", &["张三"], &[], "");
        check("بقلم: أحمد محمود", &["أحمد محمود"], &[], "");
        check("Oleh: Ana Roe", &["Ana Roe"], &[], "");
        check("Bởi Nguyễn Văn A", &["Nguyễn Văn A"], &[], "");
        check("Text: dpa", &[], &["dpa"], "");
        check("© 2024 AFP", &[], &["AFP"], "");
        check("(Harbour Times - April 24, 2020)", &[], &["Harbour Times"], "2020-04-24");
        check("www.kcna.kp (Juche113.6.20.)", &[], &["KCNA"], "2024-06-20");
        check("Published: Thursday, June 20, 2024", &[], &[], "2024-06-20");
    }

    #[test]
    fn a_sentence_is_no_credit_line() {
        for line in [
            "By the time he left, it was over.",
            "Por primera vez en años, se reunieron.",
            "The treaty was signed on June 19, 2024.",
            "Source of all trouble: money",
            "He/she may vote",
            "Reporting by night is hard; editing is harder",
            "The ship is called ana/lee",
            "Words Matter Most",
        ] {
            assert_eq!(read(&[line]).lines, [0_usize; 0], "{line}");
        }
    }

    #[test]
    fn a_paragraph_may_end_with_its_credit() {
        let line = "The two sides will meet again in the autumn, the ministry said. (AP)";
        assert_eq!(
            read(&[line]),
            Credits { agencies: vec!["AP".to_owned()], ..Credits::default() }
        );
        let line =
            "Reuters contributed to this report, which was first published at noon on Monday.";
        assert_eq!(read(&[line]).agencies, ["Reuters"]);
    }

    #[test]
    fn a_label_credits_within_a_text() {
        let mut lines = vec!["The two ministers signed the pact on Wednesday."; 20];
        lines[10] = "Text: Ana Roe";
        lines[11] = "Reporter: What did you think of it?";
        let read = read(&lines);
        assert_eq!((read.lines, read.people), (vec![10], vec!["Ana Roe".to_owned()]));
    }

    #[test]
    fn a_dateline_may_name_its_reporters() {
        for (paragraph, names) in [
            (
                "新华社北京6月20日电（记者张三、李四）两国部长星期三签署了渔业协定，双方船队都可以进入北部渔场。",
                vec!["张三", "李四"],
            ),
            (
                "(서울=연합뉴스) 김철수 기자 = 두 나라 장관이 수요일 어업 협정에 서명했다.",
                vec!["김철수"],
            ),
            (
                "The two ministers (left) signed the pact on Wednesday after three days of talks.",
                vec![],
            ),
        ] {
            assert_eq!(within(paragraph).people, names, "{paragraph}");
        }
    }

    proptest! {
        #[test]
        fn any_line_may_be_asked_for_credits(line in "(By |Sources: |Kim|AP|/|©|\\\\(|\\\\)|, \
            |June 20, 2024|\\\\PC){0,16}") {
            let _ = read(&[&line]);
        }
    }
}
