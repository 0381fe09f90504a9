//! The dates that people write, and what they mean: RFC 3339, RFC 2822, month names in many
//! languages, East Asian forms, numbers with points, other calendars and eras, and what people make
//! of them.
//!
//! One string that is a date goes through `whole`; `prose` finds dates among other words, in the
//! `forms` that a text's `tokens` may take; `relative` reads how long ago something was. What the
//! words mean is data, in `config/known/months.toml` and `dates.toml`; `table` shows what is read
//! of what.
//!
//! # Limits
//! `03/04/2024` is a feed's third of April unless its time is written with AM or PM; on a page it
//! is read only where the language or its region says which number is the day.

mod calendars;
mod digits;
mod found;
mod tokens;
mod lexicon;
mod labels;
mod names;
mod forms;
mod prose;
mod relative;
mod whole;
#[cfg(test)]
mod table;

pub use found::FoundDate;
pub use labels::{DateLabel, label_before, label_behind, speaks_of_page};
pub use names::is_month;
pub use prose::{find, juche_years};
pub use relative::relative;
pub use whole::when;

use crate::clock::When;

const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// The date that a page's attribute, meta tag or date line says, else the first with a year in it:
/// a moment only where an offset stands beside the time. `language` is the page's, with its region
/// if that is known: for `03/04/2024`, and for names and years that only some languages write.
#[must_use]
pub fn read(text: &str, language: Option<&str>) -> Option<When> {
    whole::exactly(text, language).or_else(|| find(text, language).iter().find_map(FoundDate::when))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::known;

    #[test]
    fn a_long_text_of_numbers_is_searched_in_bounded_steps() {
        for piece in ["20 ", "20.06.", "2024-", "June ", "令和", "民國1", "vor ", "二〇"] {
            let text = piece.repeat(100_000);
            assert!(find(&text, Some("ja")).len() < 64 << 10, "{piece}");
            assert_eq!(relative(&text, None, crate::clock::Timestamp::UNIX_EPOCH), None);
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let read =
            read(text, Some("en")).map_or_else(|| "none".to_owned(), |when| when.to_string());
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn machines_dates_keep_their_offset() {
        check("2024-06-20T08:15:00+09:00", "2024-06-20T08:15:00+09:00");
        check("2024-06-20T08:15:00.000Z", "2024-06-20T08:15:00Z");
        check("2024-06-20 08:15:00 +0900", "2024-06-20T08:15:00+09:00");
        check("2024-06-20T08:15+09", "2024-06-20T08:15:00+09:00");
        check("Thu, 20 Jun 2024 08:15:00 -0400", "2024-06-20T08:15:00-04:00");
        check("Thu, 20 Jun 2024 08:15:00 GMT", "2024-06-20T08:15:00Z");
        check("20240620", "2024-06-20");
        check("1718842500", "2024-06-20T00:15:00Z");
        check("1718842500000", "2024-06-20T00:15:00Z");
    }

    #[test]
    fn words_and_times_around_a_date_do_not_hide_it() {
        check("All News 15:16 November 23, 2026", "2026-11-23");
        check("Posted 09:30, 23 November 2026 by Ana Roe", "2026-11-23");
        check("Thu Jun 20 2024 08:15 met", "2024-06-20");
        check("Date:23 November 2026", "2026-11-23");
    }

    #[test]
    fn a_time_without_offset_is_only_a_day() {
        check("2024-06-20T08:15:00", "2024-06-20");
        check("June 20, 2024 8:15 am", "2024-06-20");
        check("20.06.2024, 08:15 Uhr", "2024-06-20");
    }

    #[test]
    fn people_write_months_in_their_language() {
        for text in [
            "June 20, 2024",
            "Jun. 20th, 2024",
            "20 June 2024",
            "20th of June, 2024",
            "20-Jun-2024",
            "20 de junio de 2024",
            "20 de junho de 2024",
            "20 juin 2024",
            "20. Juni 2024",
            "20 giugno 2024",
            "20 июня 2024 года",
            "20 червня 2024 року",
            "20 tháng 6, 2024",
            "ngày 20 tháng 6 năm 2024",
            "20 Juni 2024",
            "20 Haziran 2024",
            "20 يونيو 2024",
            "2024年6月20日",
            "2024년 6월 20일",
            "2024.06.20",
            "20.06.2024",
            "20.06.24",
            "06/20/2024",
            "20/06/2024",
            "Published on Thursday, June 20, 2024",
        ] {
            check(text, "2024-06-20");
        }
        check("1er août 2024", "2024-08-01");
        check("June 20, 2024 at 8:15 p.m. EDT", "2024-06-20T20:15:00-04:00");
    }

    #[test]
    fn juche_years_of_a_text_are_found_without_a_day() {
        let text = "In July, Juche 89 (2000), and in Juche 100 (2011) the two sides met; Juche is \
            no number.";
        let found: Vec<(&str, i16)> =
            juche_years(text).into_iter().map(|juche| (&text[juche.span], juche.year)).collect();
        assert_eq!(found, [("Juche 89 (2000)", 2000), ("Juche 100 (2011)", 2011)]);
    }

    #[test]
    fn juche_years_are_years() {
        check("(Juche113.6.20.)", "2024-06-20");
        check("Juche 113 (2024).6.20", "2024-06-20");
        check("June 20, Juche 113 (2024)", "2024-06-20");
        check("주체113(2024)년 6월 20일", "2024-06-20");
        check("July 19, Juche 89", "2000-07-19");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "June 2024",
            "03/04/2024",
            "31 June 2024",
            "20.06",
            "99.99.2024",
            "June 20",
            "1234567890123456789",
            "version 3.4.2024.1",
        ] {
            let read = read(text, None);
            assert!(read.is_none() || text.starts_with("version"), "{text}: {read:?}");
        }
        assert_eq!(read("03/04/2024", Some("fr")).unwrap().to_string(), "2024-04-03");
        assert_eq!(read("03/04/2024 08:15 PM", Some("es")).unwrap().to_string(), "2024-04-03");
        assert_eq!(read("03/04/2024 08:15 PM", None).unwrap().to_string(), "2024-03-04");
    }

    #[test]
    fn every_date_of_a_text_is_found_in_its_place() {
        let text =
            "HANOI, 19 June (VNA) – On June 20, 2024 it was signed; see 1961 and 6 July 1961.";
        let found: Vec<_> = find(text, None)
            .into_iter()
            .map(|date| (text[date.span.clone()].to_owned(), date.year))
            .collect();
        assert_eq!(
            found,
            [
                ("19 June".to_owned(), None),
                ("June 20, 2024".to_owned(), Some(2024)),
                ("6 July 1961".to_owned(), Some(1961))
            ]
        );
    }

    #[test]
    fn a_short_name_is_a_month_only_before_a_year() {
        assert_eq!(find("20 cze, 5 mac, 3 nis", None), []);
        assert_eq!(find("20 cze 2024", None).len(), 1);
        assert_eq!(find("19 June", None).len(), 1);
    }

    proptest! {
        /// What dateline prints, and the long forms of languages, say the day from which they were
        /// made.
        #[test]
        fn a_printed_date_is_read_back(seconds in 0_i64..4_102_444_800, hours in -12_i32..=14) {
            let offset = jiff::tz::Offset::from_hours(i8::try_from(hours).unwrap()).unwrap();
            let at = crate::clock::Timestamp::from_second(seconds).unwrap();
            let moment = When::Moment { at, offset };
            let day = When::Day(moment.day());
            for when in [moment, day] {
                prop_assert_eq!(read(&when.to_string(), None), Some(when));
                prop_assert_eq!(super::when(&when.to_string()), Some(when));
            }
            let known: std::collections::BTreeMap<String, toml::Value> =
                toml::from_str(known::MONTHS).unwrap();
            let month = usize::try_from(day.day().month()).unwrap() - 1;
            for (language, lists) in known["months"].as_table().unwrap() {
                for (kind, names) in lists.as_table().unwrap() {
                    let name = names[month].as_str().unwrap();
                    let (year, number) = (day.day().year(), day.day().day());
                    let year = if language == "th" { year + 543 } else { year };
                    if !name.is_empty() {
                        let printed = format!("{number} {name} {year}");
                        let read = read(&printed, Some(language));
                        prop_assert_eq!(read, Some(day), "{} {}", language, kind);
                    }
                }
            }
        }

        #[test]
        fn any_text_may_be_asked_for_dates(
            text in "([0-9]{1,4}|June|juche|令和|خرداد|ago|vor|hours|昨天|de|月|日|十|T|Z|\
                [-:./+(), ]|\\PC){0,20}",
        ) {
            for date in find(&text, None) {
                prop_assert!(text.get(date.span.clone()).is_some());
            }
            let _ = read(&text, Some("de"));
            let _ = relative(&text, None, crate::clock::Timestamp::UNIX_EPOCH);
        }
    }
}
