//! The declarations of sources in `sources/*.toml`, which become [`Source`]s.

use std::collections::HashMap;
use std::ops::Range;

use jiff::SignedDuration;
use serde::Deserialize;
use toml::Spanned;

use super::{Publisher, Reads, Source};
use crate::settings::{self, Fault, RawFile};

const SHORTEST_EVERY: SignedDuration = SignedDuration::from_mins(1);
const SHORTEST_TIMEOUT: SignedDuration = SignedDuration::from_secs(1);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    #[serde(default)]
    source: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    id: Spanned<String>,
    name: Spanned<String>,
    url: Spanned<String>,
    #[serde(default)]
    reads: Reads,
    #[serde(default)]
    kind: Publisher,
    country: Option<Spanned<String>>,
    language: Option<Spanned<String>>,
    tier: Option<Spanned<u8>>,
    every: Option<Spanned<SignedDuration>>,
    timeout: Option<Spanned<SignedDuration>>,
    #[serde(default)]
    untried: bool,
}

/// The sources that one file declares. What a source does not say comes from `defaults`.
///
/// # Errors
/// When the file is wrong: the first thing that is, and what to write instead.
pub fn parse(file: &RawFile, defaults: &settings::Fetch) -> Result<Vec<Source>, Fault> {
    let declared: Declared = settings::parse(file)?;
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut sources = Vec::with_capacity(declared.source.len());
    for one in declared.source {
        let line = line(file, one.id.span());
        let source = source(file, one, defaults)?;
        if let Some(first) = lines.insert(source.id.clone(), line) {
            return Err(file.fault(
                Some(line),
                format!(
                    "a second source with the id `{}`; the first is on line {first}",
                    source.id
                ),
            ));
        }
        sources.push(source);
    }
    Ok(sources)
}

fn source(file: &RawFile, one: One, defaults: &settings::Fetch) -> Result<Source, Fault> {
    let fault = |span: Range<usize>, message: String| file.fault(Some(line(file, span)), message);
    let id = one.id.as_ref();
    if id.is_empty()
        || !id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    {
        return Err(fault(
            one.id.span(),
            format!("the id `{id}` may have only a–z, 0–9 and `-`, as `yonhap-en`"),
        ));
    }
    if one.name.as_ref().trim().is_empty() {
        return Err(fault(
            one.name.span(),
            "an empty name; write the name that readers know".to_owned(),
        ));
    }
    let link =
        one.url.as_ref().parse().map_err(|error| fault(one.url.span(), format!("url: {error}")))?;
    let country = code(one.country, 2..=2).map_err(|(span, code)| {
        fault(span, format!("country `{code}` is not two letters of ISO 3166, as `kr`"))
    })?;
    let language = code(one.language, 2..=3).map_err(|(span, code)| {
        fault(span, format!("language `{code}` is not a tag of two or three letters, as `ko`"))
    })?;
    let tier = match &one.tier {
        Some(tier) if !(1..=3).contains(tier.as_ref()) => {
            return Err(fault(
                tier.span(),
                format!(
                    "tier {}; it is 1 (first-hand), 2 (ordinary) or 3 (aggregator)",
                    tier.as_ref()
                ),
            ));
        }
        Some(tier) => *tier.as_ref(),
        None => 2,
    };
    let every = match &one.every {
        Some(every) if *every.as_ref() < SHORTEST_EVERY => {
            return Err(fault(
                every.span(),
                format!(
                    "every = \"{:#}\" is less than a minute; write \"1m\" or more",
                    every.as_ref()
                ),
            ));
        }
        Some(every) => *every.as_ref(),
        None => defaults.every,
    };
    let timeout = match &one.timeout {
        Some(timeout) if *timeout.as_ref() < SHORTEST_TIMEOUT => {
            return Err(fault(
                timeout.span(),
                format!(
                    "timeout = \"{:#}\" is less than a second; write \"1s\" or more",
                    timeout.as_ref()
                ),
            ));
        }
        Some(timeout) => *timeout.as_ref(),
        None => defaults.timeout,
    };
    Ok(Source {
        id: one.id.into_inner(),
        name: one.name.into_inner(),
        link,
        reads: one.reads,
        kind: one.kind,
        country,
        language,
        tier,
        every,
        timeout,
        untried: one.untried,
    })
}

/// Refuses an id that names two sources of different files.
///
/// # Errors
/// When there is such an id: the first one, in the file of the second source.
pub fn check_unique<'a>(
    files: impl IntoIterator<Item = (&'a RawFile, &'a [Source])>,
) -> Result<(), Fault> {
    let mut first: HashMap<&str, &RawFile> = HashMap::new();
    for (file, sources) in files {
        for source in sources {
            match first.insert(&source.id, file) {
                Some(other) if other.path != file.path => {
                    let line = file.line_of(&format!("\"{}\"", source.id));
                    return Err(file.fault(
                        line,
                        format!(
                            "the id `{}` is taken by a source of {}; choose another",
                            source.id, other.path
                        ),
                    ));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn code(
    text: Option<Spanned<String>>,
    length: std::ops::RangeInclusive<usize>,
) -> Result<Option<String>, (Range<usize>, String)> {
    let Some(text) = text else { return Ok(None) };
    let code = text.as_ref().to_ascii_lowercase();
    if length.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(Some(code));
    }
    Err((text.span(), text.into_inner()))
}

/// The line, from one, on which `span` begins.
pub(super) fn line(file: &RawFile, span: Range<usize>) -> usize {
    file.bytes[..span.start.min(file.bytes.len())].split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> RawFile {
        RawFile {
            path: "sources/asia.toml".to_owned(),
            stem: "asia".to_owned(),
            bytes: text.into(),
        }
    }

    #[track_caller]
    fn check(text: &str, fault: &str) {
        let file = file(&format!(
            "[[source]]\nid = \"harbour\"\nname = \"Harbour Post\"\nurl \
                = \"https://harbour.example/feed\"\n{text}"
        ));
        assert_eq!(
            parse(&file, &settings::Fetch::default()).unwrap_err().to_string(),
            format!("sources/asia.toml:{fault}")
        );
    }

    #[test]
    fn a_source_says_little_and_gets_the_rest() {
        let file = file(
            "[[source]]\nid = \"harbour\"\nname = \"Harbour Post\"\nurl \
                = \"https://harbour.example/feed\"\n\n[[source]]\nid = \"min-x\"\nname \
                = \"Ministry\"\nurl = \"https://min.example/news\"\nreads = \"listing\"\nkind \
                = \"government\"\ncountry = \"KR\"\nlanguage = \"ko\"\ntier = 1\nevery = \"1h \
                30m\"\ntimeout = \"2m\"\nuntried = true\n",
        );
        let sources = parse(&file, &settings::Fetch::default()).unwrap();
        assert_eq!(
            (sources[0].reads, sources[0].tier, sources[0].every),
            (Reads::Feed, 2, SignedDuration::from_mins(15))
        );
        assert_eq!(
            [&sources[0], &sources[1]].map(|source| source.timeout),
            [SignedDuration::from_secs(30), SignedDuration::from_mins(2)]
        );
        assert_eq!(
            (sources[1].reads, sources[1].kind, sources[1].tier),
            (Reads::Listing, Publisher::Government, 1)
        );
        assert_eq!(
            (sources[1].country.as_deref(), sources[1].every, sources[1].untried),
            (Some("kr"), SignedDuration::from_mins(90), true)
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        check("tier = 4", "5: tier 4; it is 1 (first-hand), 2 (ordinary) or 3 (aggregator)");
        check("every = \"5s\"", "5: every = \"5s\" is less than a minute; write \"1m\" or more");
        check(
            "timeout = \"0s\"",
            "5: timeout = \"0s\" is less than a second; write \"1s\" or more",
        );
        check("country = \"Korea\"", "5: country `Korea` is not two letters of ISO 3166, as `kr`");
        check("langauge = \"ko\"", "5: unknown key `langauge`; did you mean `language`?");
        check("kind = \"papr\"", "5: unknown value `papr`; did you mean `paper`?");
        check(
            "[[source]]\nid = \"Har bour\"\nname = \"x\"\nurl = \"https://x.example\"",
            "6: the id `Har bour` may have only a–z, 0–9 and `-`, as `yonhap-en`",
        );
        check(
            "[[source]]\nid = \"x\"\nname = \"x\"\nurl = \"x.example\"",
            "8: url: `x.example` is not an absolute address; one looks like \
                https://example.org/feed.xml",
        );
        check(
            "[[source]]\nid = \"harbour\"\nname = \"x\"\nurl = \"https://x.example\"",
            "6: a second source with the id `harbour`; the first is on line 2",
        );
    }

    #[test]
    fn an_id_is_used_once_over_all_files() {
        let one = file(
            "[[source]]\nid = \"harbour\"\nname = \"Harbour Post\"\nurl \
                = \"https://harbour.example/feed\"\n",
        );
        let two = RawFile { path: "sources/more.toml".to_owned(), ..one.clone() };
        let sources = parse(&one, &settings::Fetch::default()).unwrap();
        assert!(check_unique([(&one, sources.as_slice())]).is_ok());
        let fault =
            check_unique([(&one, sources.as_slice()), (&two, sources.as_slice())]).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "sources/more.toml:2: the id `harbour` is taken by a source of sources/asia.toml; \
                choose another"
        );
    }
}
