//! The readers, as `readers/*.toml` declares them: people and lists who are told.

use jiff::civil::{Time, Weekday};
use jiff::tz::{self, TimeZone};
use serde::Deserialize;

use crate::settings::{Fault, RawFile, parse};

/// A person or a list who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// The file's stem.
    pub id: String,
    /// The owner whose silences hold for the reader; `instance` where the file names none.
    pub owner: String,
    /// The reader's mail address.
    pub to: String,
    pub timezone: TimeZone,
    /// The ids of the watches that the reader follows.
    pub watches: Vec<String>,
    pub alerts: Option<Alerts>,
    pub digest: Option<Digests>,
}

/// How a reader is alerted: `alerts = { channel = "mail", quiet = "23:00-06:00" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerts {
    /// The name of the channel.
    pub channel: String,
    /// The quiet hours, from and until, in the reader's zone; over midnight where the first is the
    /// later one.
    pub quiet: Option<(Time, Time)>,
}

/// How and when a reader gets digests:
/// `digest = { channel = "mail", at = "07:00", days = ["mon", "fri"] }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    /// The name of the channel.
    pub channel: String,
    /// The time of day at which a digest falls, in the reader's zone.
    pub at: Time,
    /// The days on which a digest falls, at least one.
    pub days: Vec<Weekday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReaderFile {
    owner: Option<String>,
    to: String,
    #[serde(default = "utc")]
    timezone: String,
    #[serde(default)]
    watches: Vec<String>,
    alerts: Option<AlertsTable>,
    digest: Option<DigestTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AlertsTable {
    #[serde(default = "mail")]
    channel: String,
    quiet: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DigestTable {
    #[serde(default = "mail")]
    channel: String,
    at: String,
    days: Option<Vec<String>>,
}

fn utc() -> String {
    "UTC".to_owned()
}

fn mail() -> String {
    "mail".to_owned()
}

impl Reader {
    /// The names of the channels that the reader is told over.
    pub fn channel_names(&self) -> impl Iterator<Item = &str> {
        let alerts = self.alerts.iter().map(|alerts| alerts.channel.as_str());
        alerts.chain(self.digest.iter().map(|digest| digest.channel.as_str()))
    }

    /// The reader that one of `readers/*.toml` declares.
    ///
    /// # Errors
    /// The first thing that is wrong, with its line.
    pub fn parse(file: &RawFile) -> Result<Self, Fault> {
        let table: ReaderFile = parse(file)?;
        let fault = |value: &str, message: String| Err(file.fault(file.line_of(value), message));
        if !is_mail_address(&table.to) {
            return fault(
                &table.to,
                format!(
                    "`{}` is not a mail address; write one like to = \"desk@example.org\"",
                    table.to
                ),
            );
        }
        let Ok(timezone) = TimeZone::get(&table.timezone) else {
            return fault(&table.timezone, unknown_zone(&table.timezone));
        };
        let alerts = match table.alerts {
            None => None,
            Some(alerts) => {
                let quiet = match &alerts.quiet {
                    None => None,
                    Some(text) => match quiet_hours(text) {
                        Some(hours) => Some(hours),
                        None => {
                            return fault(
                                text,
                                format!(
                                    "`{text}` is no stretch of hours; write it like \
                                    quiet = \"23:00-06:00\""
                                ),
                            );
                        }
                    },
                };
                Some(Alerts { channel: alerts.channel, quiet })
            }
        };
        let digest = match table.digest {
            None => None,
            Some(digest) => {
                let Some(at) = time_of_day(&digest.at) else {
                    return fault(
                        &digest.at,
                        format!("`{}` is no time of day; write it like at = \"07:00\"", digest.at),
                    );
                };
                let days = digest
                    .days
                    .unwrap_or_else(|| DAYS.iter().map(|(name, _)| (*name).to_owned()).collect());
                if days.is_empty() {
                    return fault(
                        "days",
                        "no day; leave `days` out for every day, or write \
                        days = [\"mon\", \"fri\"]"
                            .to_owned(),
                    );
                }
                let mut weekdays = Vec::new();
                for name in &days {
                    match DAYS.iter().find(|(known, _)| known == name) {
                        Some((_, day)) => weekdays.push(*day),
                        None => {
                            return fault(
                                name,
                                format!(
                                    "`{name}` is no day; write mon, tue, wed, thu, fri, sat or sun"
                                ),
                            );
                        }
                    }
                }
                Some(Digests { channel: digest.channel, at, days: weekdays })
            }
        };
        Ok(Self {
            id: file.stem.clone(),
            owner: table.owner.unwrap_or_else(|| "instance".to_owned()),
            to: table.to,
            timezone,
            watches: table.watches,
            alerts,
            digest,
        })
    }
}

/// The days of the week as files name them.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

fn time_of_day(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let number = |digits: &str| if digits.len() == 2 { digits.parse::<i8>().ok() } else { None };
    Time::new(number(hour)?, number(minute)?, 0, 0).ok()
}

/// The hours that a text like `23:00-06:00` names, if it names any.
fn quiet_hours(text: &str) -> Option<(Time, Time)> {
    let (from, until) = text.split_once(['-', '–'])?;
    let (from, until) = (time_of_day(from)?, time_of_day(until)?);
    (from != until).then_some((from, until))
}

/// Whether `text` is a mail address as servers take it without quoting: a local part, and a host
/// name with a point or `localhost`.
pub(super) fn is_mail_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let host_is_good = host == "localhost"
        || (host.contains('.') && host.split('.').all(|label| !label.is_empty()));
    (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(plain)
        && host_is_good
        && host.len() <= 253
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

/// What to say of a zone that nobody knows: the nearest one that there is, or how one is written.
fn unknown_zone(wrong: &str) -> String {
    let folded = wrong.to_lowercase();
    let nearest = tz::db()
        .available()
        .map(|name| {
            let lower = name.as_str().to_lowercase();
            let city = lower.rsplit('/').next().unwrap_or_default();
            let distance = strsim::damerau_levenshtein(&folded, &lower)
                .min(strsim::damerau_levenshtein(&folded, city));
            (distance, name.as_str().to_owned())
        })
        .min();
    match nearest {
        Some((distance, name)) if distance <= 1 + wrong.len() / 3 => {
            format!("unknown time zone `{wrong}`; did you mean `{name}`?")
        }
        _ => format!("unknown time zone `{wrong}`; write one like timezone = \"Europe/Berlin\""),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn read(text: &str) -> Result<Reader, Fault> {
        Reader::parse(&RawFile {
            path: "readers/desk.toml".to_owned(),
            stem: "desk".to_owned(),
            bytes: text.into(),
        })
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(read(text).unwrap_err().to_string(), expected);
    }

    #[test]
    fn a_reader_is_read() {
        let reader = read(
            "owner = \"asia-desk\"\nto = \"desk@example.org\"\ntimezone = \"Asia/Seoul\"\n\
             watches = [\"partnership\"]\n\
             alerts = { channel = \"mail\", quiet = \"23:00-06:00\" }\n\
             digest = { at = \"07:00\", days = [\"mon\", \"fri\"] }\n",
        )
        .unwrap();
        assert_eq!(reader.id, "desk");
        assert_eq!(reader.owner, "asia-desk");
        assert_eq!(reader.timezone, TimeZone::get("Asia/Seoul").unwrap());
        assert_eq!(reader.alerts.unwrap().quiet, Some((time(23, 0, 0, 0), time(6, 0, 0, 0))));
        let digest = reader.digest.unwrap();
        assert_eq!((digest.channel.as_str(), digest.at), ("mail", time(7, 0, 0, 0)));
        assert_eq!(digest.days, [Weekday::Monday, Weekday::Friday]);
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let reader = read("to = \"a@localhost\"\ndigest = { at = \"07:00\" }\n").unwrap();
        assert_eq!((reader.owner.as_str(), reader.timezone.iana_name()), ("instance", Some("UTC")));
        assert_eq!(reader.alerts, None);
        assert_eq!(reader.digest.unwrap().days.len(), 7);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_the_way_out() {
        let to = "to = \"a@b.example\"\n";
        check(
            "to = \"desk\"\n",
            "readers/desk.toml:1: `desk` is not a mail address; write one like \
                to = \"desk@example.org\"",
        );
        check("to = \"a@b.example\\r\\nBcc: x@y.example\"\n", &{
            let wrong = "a@b.example\r\nBcc: x@y.example";
            format!(
                "readers/desk.toml: `{wrong}` is not a mail address; write one like \
                    to = \"desk@example.org\""
            )
        });
        check(
            &format!("{to}timezone = \"Asia/Seol\"\n"),
            "readers/desk.toml:2: unknown time zone `Asia/Seol`; did you mean `Asia/Seoul`?",
        );
        check(
            &format!("{to}timezone = \"the office\"\n"),
            "readers/desk.toml:2: unknown time zone `the office`; write one like \
                timezone = \"Europe/Berlin\"",
        );
        check(
            &format!("{to}digest = {{ at = \"7\" }}\n"),
            "readers/desk.toml:2: `7` is no time of day; write it like at = \"07:00\"",
        );
        check(
            &format!("{to}digest = {{ at = \"24:00\" }}\n"),
            "readers/desk.toml:2: `24:00` is no time of day; write it like at = \"07:00\"",
        );
        check(
            &format!("{to}alerts = {{ quiet = \"late\" }}\n"),
            "readers/desk.toml:2: `late` is no stretch of hours; write it like \
                quiet = \"23:00-06:00\"",
        );
        check(
            &format!("{to}digest = {{ at = \"07:00\", days = [\"monday\"] }}\n"),
            "readers/desk.toml:2: `monday` is no day; write mon, tue, wed, thu, fri, sat or sun",
        );
        check(
            &format!("{to}digest = {{ at = \"07:00\", days = [] }}\n"),
            "readers/desk.toml:2: no day; leave `days` out for every day, or write \
                days = [\"mon\", \"fri\"]",
        );
        check(
            &format!("{to}away = {{ until = \"2026-12-07\" }}\n"),
            "readers/desk.toml:2: unknown key `away`; it may be one of: owner, to, timezone, \
                watches, alerts, digest",
        );
        check("timezone = \"UTC\"\n", "readers/desk.toml:1: the key `to` is missing");
    }
}
