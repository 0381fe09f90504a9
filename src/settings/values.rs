//! The settings in `dateline.toml`: every key, its default, its bounds.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use serde::Deserialize;

use super::file::{Fault, RawFile, parse, read_file, there};

/// The settings in `dateline.toml`. Every key has a default.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The name of this instance: in the `User-Agent`, in `Message-ID` and `List-Id`.
    pub instance: String,
    /// The directory of database, index and lock; relative to the configuration directory.
    pub data: PathBuf,
    /// The address of a person, told to the servers that are visited.
    pub contact: Option<String>,
    pub fetch: Fetch,
    pub compare: Compare,
    pub report: Reporting,
}

/// The settings in `[fetch]`: manners and bounds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Fetch {
    /// How often a source is visited that does not say.
    pub every: SignedDuration,
    /// How many requests are under way at once, over all hosts.
    pub at_once: usize,
    /// The time between the end of one request to a host and the start of the next.
    pub host_gap: SignedDuration,
    /// The time that each request to a source may take that does not say.
    pub timeout: SignedDuration,
    pub page_limit_mib: u64,
    pub feed_limit_mib: u64,
    /// How many entries of one answer are looked at, newest first as the source lists them.
    pub entries_limit: usize,
    /// The networks that may be visited although they are private, as `10.1.0.0/16` or
    /// `127.0.0.1/32`.
    pub allow_networks: Vec<String>,
    /// Whether `robots.txt` is obeyed.
    pub robots: bool,
}

/// The settings in `[compare]`: how sure two answers have to be, 0 to 1, and how far back stories and the archive are
/// looked at.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Compare {
    pub same_story: f32,
    pub related: f32,
    /// How long after its last report a story still takes in new ones.
    pub story_window: SignedDuration,
    /// How far back the archive is judged again when seeds, names or thresholds change.
    pub judge_again: SignedDuration,
}

/// The settings in `[report]`: when something is told.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reporting {
    /// How long the first report on a story waits for others before it alerts.
    pub group_wait: SignedDuration,
}

impl Settings {
    /// The settings in the directory `root`, whatever is wrong with its other files; the defaults
    /// where there is no `dateline.toml`.
    ///
    /// # Errors
    /// When there is no such directory, or the file cannot be read or is wrong: the first fault.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        there(root)?;
        let is_written = root.join("dateline.toml").is_file();
        if is_written {
            Self::parse(&read_file(root, "dateline.toml")?)
        } else {
            Ok(Self::default())
        }
    }

    /// The settings that `file` holds, each within its bounds.
    ///
    /// # Errors
    /// When a setting is wrong: the first one, with its line.
    pub fn parse(file: &RawFile) -> Result<Self, Fault> {
        let settings: Self = parse(file)?;
        let Self { instance, fetch, compare, report, .. } = &settings;
        let second = SignedDuration::from_secs(1);
        let wrong = [
            (
                "instance",
                instance.trim().is_empty()
                    || !instance.chars().all(|c| c.is_ascii_graphic() || c == ' '),
                "letters, digits and signs of ASCII",
            ),
            ("every", fetch.every < SignedDuration::from_mins(1), "a minute or more, as \"15m\""),
            ("at_once", fetch.at_once == 0, "1 or more"),
            ("host_gap", fetch.host_gap.is_negative(), "no negative time, as \"1s\""),
            ("timeout", fetch.timeout < second, "a second or more, as \"30s\""),
            ("page_limit_mib", fetch.page_limit_mib == 0, "1 or more"),
            ("feed_limit_mib", fetch.feed_limit_mib == 0, "1 or more"),
            ("entries_limit", fetch.entries_limit == 0, "1 or more"),
            ("same_story", !(0.0..=1.0).contains(&compare.same_story), "a score of 0 to 1"),
            (
                "related",
                !(0.0..=compare.same_story).contains(&compare.related),
                "a score of 0 to `same_story`",
            ),
            ("story_window", compare.story_window < second, "a time such as \"168h\""),
            (
                "judge_again",
                compare.judge_again.is_negative(),
                "a time such as \"720h\", or \"0h\" for never",
            ),
            ("group_wait", report.group_wait.is_negative(), "no negative time, as \"60s\""),
        ];
        match wrong.into_iter().find(|(_, is_wrong, _)| *is_wrong) {
            Some((key, _, instead)) => Err(file.fault(
                file.line_of_key(key),
                format!("`{key}` is out of bounds; write {instead}"),
            )),
            None => Ok(settings),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            instance: "dateline".to_owned(),
            data: PathBuf::from("data"),
            contact: None,
            fetch: Fetch::default(),
            compare: Compare::default(),
            report: Reporting::default(),
        }
    }
}

impl Default for Fetch {
    fn default() -> Self {
        Self {
            every: SignedDuration::from_mins(15),
            at_once: 16,
            host_gap: SignedDuration::from_secs(1),
            timeout: SignedDuration::from_secs(30),
            page_limit_mib: 4,
            feed_limit_mib: 8,
            entries_limit: 500,
            allow_networks: Vec::new(),
            robots: true,
        }
    }
}

impl Default for Compare {
    fn default() -> Self {
        Self {
            same_story: 0.5,
            related: 0.35,
            story_window: SignedDuration::from_hours(24 * 7),
            judge_again: SignedDuration::from_hours(24 * 30),
        }
    }
}

impl Default for Reporting {
    fn default() -> Self {
        Self { group_wait: SignedDuration::from_secs(60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn fault(text: &str) -> String {
        let file = RawFile {
            path: "dateline.toml".to_owned(),
            stem: "dateline".to_owned(),
            bytes: text.into(),
        };
        Settings::parse(&file).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_key_names_the_nearest_right_one() {
        assert_eq!(
            fault("instance = \"x\"\n[fetch]\ntimout = \"3s\"\n"),
            "dateline.toml:3: unknown key `timout`; did you mean `timeout`?"
        );
        assert_eq!(
            fault("zzz = 1\n"),
            "dateline.toml:1: unknown key `zzz`; it may be one of: instance, data, contact, \
                fetch, compare, report"
        );
    }

    #[test]
    fn a_value_that_nothing_works_with_is_refused_with_its_line() {
        for (text, expected) in [
            (
                "[fetch]\nat_once = 0\n",
                "dateline.toml:2: `at_once` is out of bounds; write 1 or more",
            ),
            (
                "[fetch]\n# at_once\nevery = \"1s\"\n",
                "dateline.toml:3: `every` is out of bounds; write a minute or more, as \"15m\"",
            ),
            (
                "instance = \"монитор\"\n",
                "dateline.toml:1: `instance` is out of bounds; write letters, digits and signs of \
                    ASCII",
            ),
            (
                "[compare]\nrelated = 0.6\n",
                "dateline.toml:2: `related` is out of bounds; write a score of 0 to `same_story`",
            ),
        ] {
            assert_eq!(fault(text), expected);
        }
    }

    #[test]
    fn what_a_parser_says_is_said_in_words_of_ours() {
        let time =
            "no length of time; write it in hours, minutes and seconds, as \"15m\" or \"168h\"";
        let pair = "no key and value; write text in quotes, and numbers, true and false without: \
            key = \"text\"";
        for (line, expected) in [
            ("every = \"7d\"", time),
            ("every = '15'", time),
            ("every = 15", time),
            ("robots = no", pair),
            ("garbage", pair),
            ("timeout =", pair),
            ("robots = \"no\"", "string \"no\" does not belong here; write true or false"),
            (
                "at_once = \"x\"",
                "string \"x\" does not belong here; write a whole number, without quotes",
            ),
            (
                "at_once = -3",
                "integer `-3` does not belong here; write a whole number, without quotes",
            ),
            (
                "allow_networks = \"::1/128\"",
                "string \"::1/128\" does not belong here; write a list: [\"one\", \"two\"]",
            ),
        ] {
            assert_eq!(
                fault(&format!("[fetch]\n{line}\n")),
                format!("dateline.toml:2: {expected}"),
                "{line}"
            );
        }
    }

    #[test]
    fn durations_are_written_as_people_write_them() {
        let file = RawFile {
            path: String::new(),
            stem: String::new(),
            bytes: b"[fetch]\nevery = \"1h 30m\"\n".to_vec(),
        };
        assert_eq!(parse::<Settings>(&file).unwrap().fetch.every, SignedDuration::from_mins(90));
    }
}
