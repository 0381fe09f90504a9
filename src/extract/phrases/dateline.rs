//! Where, when and by whom a report was filed, as agencies print it before the first sentence:
//! `PYONGYANG, June 20 (KCNA) —`, `MOSCOW, June 20. /TASS/.`, `МОСКВА, 20 июн - РИА Новости.`

use super::agencies;
use super::signs::is_unseen;
use crate::clock::When;
use crate::dates;
use crate::extract::Dateline;

/// Bytes in which a dateline ends.
const LONGEST: usize = 140;
/// Days between a dateline and a date with a year in the text, for the year to be the same.
const NEAR: i32 = 15;

/// A dateline as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Printed {
    place: Option<String>,
    date: Option<dates::FoundDate>,
    agency: Option<String>,
}

/// The dateline at the start of `text`. Its year is that of `published`, or of a date in the text
/// that lies within 15 days of it; none where neither is there.
#[must_use]
pub fn read(text: &str, published: Option<When>) -> Option<Dateline> {
    let printed =
        text.split('\n').filter(|line| !line.trim().is_empty()).take(2).find_map(printed)?;
    let date =
        printed.date.as_ref().and_then(|date| date.when().or_else(|| dated(date, text, published)));
    Some(Dateline { place: printed.place, date, agency: printed.agency })
}

/// Whether `paragraph` begins with a dateline.
#[must_use]
pub fn starts(paragraph: &str) -> bool {
    printed(paragraph).is_some()
}

fn dated(date: &dates::FoundDate, text: &str, published: Option<When>) -> Option<When> {
    if let Some(published) = published {
        // on New Year's Eve a dateline and its publication lie in different years
        let year = published.day().year();
        let near = [year, year - 1, year + 1]
            .into_iter()
            .filter_map(|year| date.in_year(year))
            .min_by_key(|day| days_between(*day, published.day()))?;
        return Some(When::Day(near));
    }
    let mut years = dates::find(text, None).into_iter().filter_map(|found| {
        let near = found.in_year(found.year?)?;
        let day = date.in_year(near.year())?;
        (days_between(day, near) <= NEAR).then_some(day)
    });
    let day = years.next()?;
    years.all(|other| other == day).then_some(When::Day(day))
}

fn days_between(a: jiff::civil::Date, b: jiff::civil::Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

fn printed(paragraph: &str) -> Option<Printed> {
    let start = paragraph[..paragraph.floor_char_boundary(LONGEST)].trim_start();
    // A word that may be parted at the end of a line is the same word.
    let seen = start.contains(is_unseen).then(|| start.replace(is_unseen, ""));
    let start = seen.as_deref().unwrap_or(start);
    bracketed(start).or_else(|| dashed(start)).or_else(|| east_asian(start))
}

/// A dateline with brackets: `PLACE, DATE (AGENCY) —`, `PLACE, DATE. /AGENCY/.`,
/// `(AGENCY) PLACE —`.
fn bracketed(start: &str) -> Option<Printed> {
    let open = start.find(['(', '/', '[', '（', '【'])?;
    let sign = start[open..].chars().next()?;
    let close = match sign {
        '(' => ')',
        '[' => ']',
        '（' => '）',
        '【' => '】',
        _ => '/',
    };
    let inner_start = open + sign.len_utf8();
    let inner_end = inner_start + start[inner_start..].find(close)?;
    let (lead, inner, behind) = (
        &start[..open],
        &start[inner_start..inner_end],
        start[inner_end + close.len_utf8()..].trim_start(),
    );
    if lead.trim().is_empty() {
        return inside(inner, behind);
    }
    let agency = agencies::named(inner).or_else(|| agencies::within(inner).first().copied());
    let is_led_out = behind.starts_with(['-', '–', '—', '―', ':', '：'])
        || behind.starts_with(".-")
        || behind.starts_with(".–")
        || behind.starts_with(".—");
    let (place, date) = place_and_date(lead)?;
    let sure =
        usize::from(agency.is_some()) + usize::from(date.is_some()) + usize::from(is_led_out);
    if sure < 2 && !(agency.is_some() && sign == '/') {
        return None;
    }
    // "Lee (left) – …" is no agency
    let agency = agency.map(str::to_owned).or_else(|| is_name(inner).then(|| inner.to_owned()));
    agency.is_some().then_some(Printed { place, date, agency })
}

/// A dateline that begins with a bracket: `(서울=연합뉴스)`, `(평양 6월 20일발 조선중앙통신)`,
/// `(Reuters) -`, `【平壤6月20日讯】`.
fn inside(inner: &str, behind: &str) -> Option<Printed> {
    if let Some((place, agency)) = inner.split_once('=') {
        let agency = agencies::named(agency)?;
        return Some(Printed { place: usual(place), date: None, agency: Some(agency.to_owned()) });
    }
    if let Some(agency) = agencies::named(inner) {
        let behind = behind.trim_start_matches(['-', '–', '—', ' ']);
        let place = behind
            .split_once([',', '—', '–'])
            .and_then(|(place, _)| is_capitals(place).then(|| usual(place)).flatten());
        return Some(Printed { place, date: None, agency: Some(agency.to_owned()) });
    }
    let date = dates::find(inner, None).into_iter().next()?;
    let place = usual(inner[..date.span.start].trim_matches(|c: char| !c.is_alphanumeric()));
    let rest = inner[date.span.end..].trim_start_matches(['발', '讯', '訊', '电', '電', ' ', ',']);
    let (agency, place) = match agencies::within(rest).first() {
        Some(agency) => (Some((*agency).to_owned()), place),
        None => split_agency(place),
    };
    (agency.is_some() || inner.ends_with(['讯', '訊', '电', '電'])).then_some(Printed {
        place,
        date: Some(date),
        agency,
    })
}

/// A dateline that a dash ends: `SEOUL, June 20 —`, `SEOUL —`, `МОСКВА, 20 июн - РИА Новости.`
fn dashed(start: &str) -> Option<Printed> {
    let (at, length) = [" — ", " – ", " -- ", " - ", ".- ", ".– ", ".— ", "— ", "– ", "—"]
        .iter()
        .filter_map(|dash| start.find(dash).map(|at| (at, dash.len())))
        .min_by_key(|(at, length)| (*at, usize::MAX - length))?;
    let lead = &start[..at];
    let behind = start[at + length..].trim_start();
    let agency_behind =
        behind.split_once(['.', '—']).map(|(agency, _)| agency).and_then(agencies::named);
    let (place, date) = place_and_date(lead)?;
    let is_capitals = place.as_deref().is_some() && lead.split(',').next().is_some_and(is_capitals);
    let is_sure = agency_behind.is_some()
        || (date.is_some() && lead.len() <= 60)
        || (is_capitals && lead.len() <= 40);
    is_sure.then(|| Printed { place, date, agency: agency_behind.map(str::to_owned) })
}

/// A dateline that a word ends, as in Chinese: `新华社平壤6月20日电`, `平壤6月20日讯`.
fn east_asian(start: &str) -> Option<Printed> {
    let date = dates::find(start, None).into_iter().next().filter(|date| date.span.start <= 60)?;
    start[date.span.end..].starts_with(['电', '電', '讯', '訊']).then_some(())?;
    let (agency, place) = split_agency(Some(start[..date.span.start].trim().to_owned()));
    Some(Printed { place, date: Some(date), agency })
}

/// The agency and the place in a text of both, with nothing between them: `新华社平壤`.
fn split_agency(text: Option<String>) -> (Option<String>, Option<String>) {
    let Some(text) = text else { return (None, None) };
    let cut = text
        .char_indices()
        .map(|(at, _)| at)
        .skip(1)
        .filter(|at| *at <= 30)
        .find_map(|at| agencies::named(&text[..at]).map(|agency| (agency, at)));
    match cut {
        Some((agency, at)) => (Some(agency.to_owned()), usual(&text[at..])),
        None => (None, Some(text)),
    }
}

/// The place before a date, each checked for its shape.
fn place_and_date(lead: &str) -> Option<(Option<String>, Option<dates::FoundDate>)> {
    let date = dates::find(lead, None).into_iter().next();
    let place = lead[..date.as_ref().map_or(lead.len(), |date| date.span.start)]
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | ':'));
    // the stop of "Moscow." is none of the place's, that of "D.C." is
    let place = place
        .strip_suffix('.')
        .filter(|stem| !stem.rsplit(' ').next().is_some_and(|word| word.contains('.')))
        .unwrap_or(place);
    if let Some(date) = &date {
        let behind = lead[date.span.end..]
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '/'));
        if !behind.is_empty() && agencies::named(behind).is_none() {
            return None;
        }
    }
    is_name(place).then(|| (usual(place), date))
}

/// One to six words that begin in capitals, but for small words between them.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital = |word: &&str| {
        word.chars()
            .next()
            .is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    };
    let is_small = |word: &&str| word.chars().count() <= 3;
    // a stop within is a sentence's, but for abbreviations such as "St." and "D.C."
    let is_unstopped = |word: &&str| !word.ends_with('.') || word.chars().count() <= 5;
    let sign = |c: char| {
        !(c.is_alphabetic() || c.is_whitespace() || matches!(c, ',' | '.' | '-' | '\'' | '’'))
    };
    (1..=6).contains(&words.len())
        && text.chars().count() <= 60
        && !text.chars().any(sign)
        && words.iter().all(|word| is_capital(word) || is_small(word))
        && words.first().is_some_and(is_capital)
        && words.last().is_some_and(is_capital)
        && words[..words.len() - 1].iter().all(is_unstopped)
}

fn is_capitals(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A place as it is called: `NEW YORK`, which is printed so for looks, is New York.
fn usual(place: &str) -> Option<String> {
    let place = place.trim();
    if place.is_empty() {
        return None;
    }
    if !is_capitals(place) || place.contains('.') || place.chars().count() <= 2 {
        return Some(place.to_owned());
    }
    let mut usual = String::with_capacity(place.len());
    let mut before = ' ';
    for c in place.chars() {
        if before.is_alphabetic() {
            usual.extend(c.to_lowercase());
        } else {
            usual.push(c);
        }
        before = c;
    }
    Some(usual)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, place: &str, date: &str, agency: &str) {
        let published = "2024-06-21".parse().ok();
        let dateline = read(text, published).unwrap_or_default();
        let date_read = dateline.date.map(|date| date.to_string()).unwrap_or_default();
        let read =
            (dateline.place.unwrap_or_default(), date_read, dateline.agency.unwrap_or_default());
        assert_eq!(
            (read.0.as_str(), read.1.as_str(), read.2.as_str()),
            (place, date, agency),
            "{text}"
        );
    }

    #[test]
    fn agencies_print_their_datelines_differently() {
        check(
            "PYONGYANG, June 20 (KCNA) — A treaty was signed.",
            "Pyongyang",
            "2024-06-20",
            "KCNA",
        );
        check(
            "Pyongyang, June 20 (KCNA) -- A treaty was signed.",
            "Pyongyang",
            "2024-06-20",
            "KCNA",
        );
        check("SEOUL (Reuters) - A treaty was signed.", "Seoul", "", "Reuters");
        check("SEOUL, June 20 (Yonhap) -- A treaty was signed.", "Seoul", "2024-06-20", "Yonhap");
        check("MOSCOW, June 20. /TASS/. A treaty was signed.", "Moscow", "2024-06-20", "TASS");
        check("HANOI, 19 June (VNA) - A treaty was signed.", "Hanoi", "2024-06-19", "VNA");
        check("Hà Nội (TTXVN) - Một hiệp ước", "Hà Nội", "", "VNA");
        check("Moscú, 20 jun (EFE).- Un tratado", "Moscú", "2024-06-20", "EFE");
        check("NEW YORK, N.Y. (AP) — A treaty was signed.", "NEW YORK, N.Y.", "", "AP");
        check(
            "МОСКВА, 20 июн - РИА Новости. Договор подписан.",
            "Москва",
            "2024-06-20",
            "RIA Novosti",
        );
        check("МОСКВА, 20 июня. /ТАСС/. Договор подписан.", "Москва", "2024-06-20", "TASS");
        check("Pjöngjang (dpa) - Ein Vertrag", "Pjöngjang", "", "dpa");
        check("SEOUL — A treaty was signed.", "Seoul", "", "");
        check(
            "PYONG\u{ad}YANG, Ju\u{ad}ne 20 (KC\u{ad}NA) — A treaty was signed.",
            "Pyongyang",
            "2024-06-20",
            "KCNA",
        );
        check("\u{ad}HANOI, 19 June (VNA) - A treaty was signed.", "Hanoi", "2024-06-19", "VNA");
        check("(서울=연합뉴스) 김모 기자 = 조약이 체결됐다.", "서울", "", "Yonhap");
        check("(평양 6월 20일발 조선중앙통신)", "평양", "2024-06-20", "KCNA");
        check("新华社平壤6月20日电（记者）条约", "平壤", "2024-06-20", "Xinhua");
        check("【平壌6月20日共同】条約", "平壌", "2024-06-20", "Kyodo");
        check("(Reuters) - A treaty was signed.", "", "", "Reuters");
        check("Brasília, 31 de dezembro (Lusa) - Um tratado", "Brasília", "2023-12-31", "Lusa");
    }

    #[test]
    fn a_sentence_is_no_dateline() {
        for text in [
            "",
            "On June 19, the two leaders – who met – signed.",
            "Putin – the president – arrived.",
            "Kim (left) – and Putin (right) – met.",
            "July 19 is a significant day.",
            "The US (and its allies) - said so.",
            "He said so / she said so / they said so.",
            "Well-known people - of all kinds - came.",
        ] {
            assert_eq!(read(text, None), None, "{text}");
        }
    }

    #[test]
    fn the_year_comes_from_the_page_or_a_date_nearby_or_stays_unknown() {
        let year = |text: &str| read(text, None).unwrap().date.map(|date| date.day().year());
        assert_eq!(year("SEOUL, June 20 (Yonhap) -- It was signed in 2000."), None);
        assert_eq!(year("SEOUL, June 20 (Yonhap) -- It was signed on June 19, 2024."), Some(2024));
        assert_eq!(year("SEOUL, June 20, 2024 (Yonhap) -- It was signed."), Some(2024));
    }

    proptest! {
        #[test]
        fn any_text_may_begin_with_a_dateline(text in "(SEOUL|Kim|June 20|\\\\(|\\\\)|/|AP|KCNA| \
            - |—|, |\\\\. |[ 平壤電é]){0,20}") {
            let _ = read(&text, None);
        }
    }
}
