//! Lines that stand around an article: comment forms, other articles' headlines, share bars,
//! captions. What they say is data, in `config/known/furniture.toml`.
//!
//! # Limits
//! A line is judged by its whole shape, so that a sentence that speaks of sharing stays.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::prose::{Or, ends_a_sentence, is_prose};
use crate::known;
use crate::text::folded_words;

/// Characters of a line that may be furniture because of how it begins.
const SHORT: usize = 160;
/// Characters of a line that may be an invitation.
const INVITATION: usize = 400;
/// Bytes of a heading such as "More from Abroad".
const BOX_HEADING: usize = 60;
/// Links of the shortest row.
const ROW: usize = 3;
/// Words of a link in a row.
const ROW_WORDS: usize = 4;
/// Headlines behind a line such as "RELATED:".
const RELATED_LINES: usize = 6;

/// Which of `lines` (trimmed, none empty, in order) belong to the article.
#[must_use]
pub fn belongs(lines: &[&str]) -> Vec<bool> {
    let mut belongs = vec![true; lines.len()];
    let keys: Vec<String> = lines.iter().map(|line| key(line)).collect();
    let prose_before = prose_before(lines);
    let mut place = 0;
    while place < lines.len() {
        let (line, key) = (lines[place], keys[place].as_str());
        // a tail is cut off only where less prose follows than went before
        if is_tail(key) && prose_before[lines.len()] <= 2 * prose_before[place] {
            belongs[place..].fill(false);
            break;
        }
        if KNOWN.related.contains(key) {
            belongs[place] = false;
            for (offset, next) in lines[place + 1..].iter().take(RELATED_LINES).enumerate() {
                if !is_headline_shaped(next) {
                    break;
                }
                belongs[place + 1 + offset] = false;
            }
        }
        if KNOWN.lines.contains(key)
            || is_tail(key)
            || is_led_in(line, key)
            || is_caption(line)
            || key.is_empty()
        {
            belongs[place] = false;
        }
        place += 1;
    }
    belongs
}

/// Whether comments, forms and other articles follow behind `line`, wherever it stands.
#[must_use]
pub fn is_tail_mark(line: &str) -> bool {
    is_tail(&key(line))
}

/// Whether what stands below the heading `line` is none of the article's.
#[must_use]
pub fn is_box_heading(line: &str) -> bool {
    let key = key(line);
    // "More from Abroad", "Most read in politics"
    let is_longer = |known: &String| {
        known.contains(' ')
            && key.strip_prefix(known.as_str()).is_some_and(|rest| rest.starts_with(' '))
    };
    let is_related = || {
        KNOWN.related.contains(&key)
            || (line.len() <= BOX_HEADING && KNOWN.related.iter().any(is_longer))
    };
    KNOWN.lines.contains(&key) || is_tail(&key) || is_led_in(line, &key) || is_related()
}

/// The word of a class or an id, or two in a row, that sites give to what is no article:
/// `newsletter-box`, `shareBar`, `most_read`.
#[must_use]
pub fn box_name(name: &str) -> Option<String> {
    let mut parted = String::with_capacity(name.len() + 8);
    let mut last = ' ';
    for c in name.chars().take(SHORT * 2) {
        if c.is_uppercase() && last.is_lowercase() {
            parted.push(' ');
        }
        if c.is_alphanumeric() {
            parted.extend(c.to_lowercase());
        } else {
            parted.push(' ');
        }
        last = c;
    }
    let words: Vec<&str> = parted.split_whitespace().collect();
    let one = words.iter().find(|word| KNOWN.boxes.contains(**word)).map(|word| (*word).to_owned());
    one.or_else(|| words.windows(2).map(|two| two.join(" ")).find(|two| KNOWN.boxes.contains(two)))
}

/// Whether a box of this name is about the site and its readers' consent, however long it is.
#[must_use]
pub fn is_never_text(name: &str) -> bool {
    KNOWN.consent.contains(name)
}

/// Whether `line` is a section's name as it stands above headlines.
#[must_use]
pub fn is_section(line: &str) -> bool {
    KNOWN.sections.contains(key(line).as_str())
}

/// Whether the words beside a date only say that it is one: `Published on Thursday`.
#[must_use]
pub fn only_introduces_a_date(text: &str) -> bool {
    let text = key(text);
    KNOWN.dates.contains(text.as_str())
        || text
            .split(' ')
            .all(|word| KNOWN.dates.contains(word) || word.chars().all(char::is_numeric))
}

/// Whether `line` is a caption or a photo's credit: it begins like one, or ends with one in
/// brackets.
#[must_use]
pub fn is_caption(line: &str) -> bool {
    let length = line.chars().count();
    if length <= 400 && (line.starts_with('©') || counts_images(line)) {
        return true;
    }
    if length <= 400
        && let Some(inner) = bracketed_end(line)
        && starts_like_a_caption(inner)
    {
        return true;
    }
    if length <= 400 && ends_with_a_credit(line) {
        return true;
    }
    // "Photo: X", "Photo by X", "Фото: X", "[사진=X]"
    let line = line.trim_start_matches(['[', '(', '▲', '△', '/', '■', '◀', '▶', ' ']);
    let Some(end) = line.find([':', '：', '=', '/', '©']).filter(|end| *end <= 40) else {
        return length <= SHORT
            && ["photo by ", "photos by ", "photograph by ", "photo courtesy ", "image by "]
                .iter()
                .any(|start| starts_with(line, start));
    };
    length <= SHORT * 2 && KNOWN.captions.contains(key(&line[..end]).as_str())
}

/// Whether a line says which of how many images one is: `Image 1 of 5`.
fn counts_images(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let ([label, number] | [label, number, _, _]) = words.as_slice() else { return false };
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'/')
        && KNOWN.captions.contains(key(label).as_str())
}

/// Whether `line` is a menu, or a bar of buttons, saved as a line of text: `Home | News | Sport`.
#[must_use]
pub fn is_row_of_links(line: &str) -> bool {
    let parts: Vec<&str> = line
        .split(['|', '·', '•', '»', '›', '¦'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    line.chars().count() <= INVITATION
        && parts.len() >= ROW
        && parts
            .iter()
            .all(|part| part.split_whitespace().count() <= ROW_WORDS && !ends_a_sentence(part))
}

/// Whether `line` is no sentence: short and without a stop at the end. A question may be a
/// headline.
fn is_headline_shaped(line: &str) -> bool {
    let stops = ends_a_sentence(line) && !line.ends_with('?') && !line.ends_with('!');
    !stops && line.chars().count() <= SHORT && !super::dateline::starts(line)
}

/// Whether a line ends with who took its picture: `The ministers at sea. Photo: Ana Roe`.
fn ends_with_a_credit(line: &str) -> bool {
    let Some((before, name)) = line.rsplit_once([':', '：']) else { return false };
    let label = before.rsplit(['.', '!', '?', '。', '/', '|']).next().unwrap_or_default();
    let is_name = (2..=50).contains(&name.trim().chars().count()) && !ends_a_sentence(name);
    is_name
        && label.len() < before.len()
        && label.split_whitespace().count() <= 2
        && KNOWN.captions.contains(key(label).as_str())
}

fn bracketed_end(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(['.', ' ']);
    let inner = line.strip_suffix([')', '）', ']'])?;
    let start = inner.rfind(['(', '（', '['])?;
    Some(inner[start..].trim_start_matches(['(', '（', '[']))
}

fn starts_like_a_caption(text: &str) -> bool {
    let text = key(text);
    let mut words = text.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    KNOWN.captions.contains(first) || KNOWN.captions.contains(format!("{first} {second}").as_str())
}

fn is_tail(key: &str) -> bool {
    let without_count = key.trim_matches(|c: char| c.is_numeric() || c == ' ');
    KNOWN.tail.contains(key) || (!without_count.is_empty() && KNOWN.tail.contains(without_count))
}

fn is_led_in(line: &str, key: &str) -> bool {
    let is_start = |(start, colon): &(String, bool)| {
        key.starts_with(start.as_str()) && (!colon || line.contains([':', '：']))
    };
    (line.chars().count() <= SHORT && KNOWN.starts.iter().any(is_start)) || invites(key)
}

/// Whether a line invites its reader: `Follow the Harbour Times on Facebook and Instagram, or send
/// us …`.
fn invites(key: &str) -> bool {
    let is_start =
        |start: &String| key.strip_prefix(start.as_str()).is_some_and(|rest| rest.starts_with(' '));
    let key = key.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_to_a_network = || {
        KNOWN.invitations.iter().any(is_start)
            && key.split(' ').any(|word| KNOWN.networks.contains(word))
    };
    key.chars().count() <= INVITATION
        && (is_to_a_network() || KNOWN.asks.iter().any(|asks| key.contains(asks.as_str())))
}

/// For each line, and for the end, the bytes of prose before it.
fn prose_before(lines: &[&str]) -> Vec<usize> {
    let mut before = vec![0];
    let mut sum = 0;
    for line in lines {
        sum += if is_prose(line, Or::Furniture) { line.len() } else { 0 };
        before.push(sum);
    }
    before
}

fn starts_with(line: &str, start: &str) -> bool {
    line.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

/// A line as its start is compared: its folded words.
fn key(line: &str) -> String {
    folded_words(&line[..line.floor_char_boundary(SHORT * 4)])
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    tail: Vec<String>,
    related: Vec<String>,
    lines: Vec<String>,
    starts: Vec<String>,
    invitations: Vec<String>,
    asks: Vec<String>,
    networks: Vec<String>,
    boxes: Vec<String>,
    consent: Vec<String>,
    captions: Vec<String>,
    sections: Vec<String>,
    dates: Vec<String>,
}

struct Known {
    tail: HashSet<String>,
    related: HashSet<String>,
    lines: HashSet<String>,
    /// Beginnings of lines, and whether a colon has to stand in the line.
    starts: Vec<(String, bool)>,
    invitations: Vec<String>,
    asks: Vec<String>,
    networks: HashSet<String>,
    boxes: HashSet<String>,
    consent: HashSet<String>,
    captions: HashSet<String>,
    sections: HashSet<String>,
    dates: HashSet<String>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let file: File =
        toml::from_str(known::FURNITURE).expect("config/known/furniture.toml is tested to parse");
    let keys = |lines: Vec<String>| lines.iter().map(|line| key(line)).collect();
    Known {
        tail: keys(file.tail),
        related: keys(file.related),
        lines: keys(file.lines),
        starts: file.starts.iter().map(|start| (key(start), start.ends_with(':'))).collect(),
        invitations: file.invitations.iter().map(|start| key(start)).collect(),
        asks: file.asks.iter().map(|asks| key(asks)).collect(),
        networks: keys(file.networks),
        boxes: file.boxes.iter().chain(&file.consent).cloned().collect(),
        consent: file.consent.into_iter().collect(),
        captions: keys(file.captions),
        sections: keys(file.sections),
        dates: keys(file.dates),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    const PROSE: &str = "The two ministers signed the fisheries pact on Wednesday after three \
        days of talks in the old customs house.";

    /// `lines` between prose; `kept` are those that stay.
    #[track_caller]
    fn check(lines: &[&str], kept: &[&str]) {
        let all: Vec<&str> = [PROSE].iter().chain(lines).copied().collect();
        let belongs = belongs(&all);
        let left: Vec<&str> = all
            .iter()
            .zip(&belongs)
            .skip(1)
            .filter(|(_, belongs)| **belongs)
            .map(|(line, _)| *line)
            .collect();
        assert_eq!((belongs[0], left.as_slice()), (true, kept));
    }

    #[test]
    fn what_follows_a_comment_form_is_cut_off() {
        check(&["Leave a Reply", "Your email address will not be published.", "Name *"], &[]);
        check(&["3 Comments", "Well said!"], &[]);
        check(&["Оставить комментарий", "Имя"], &[]);
        check(&["Comments", PROSE, PROSE], &[PROSE, PROSE]);
    }

    #[test]
    fn other_articles_headlines_go_with_their_mark() {
        check(
            &["RELATED:", "Minister arrives for talks", "Fleets wait in the harbour", PROSE],
            &[PROSE],
        );
        check(&["Lea también:", "Llega el ministro", PROSE], &[PROSE]);
        check(&["Related: Minister arrives for talks", PROSE], &[PROSE]);
        check(&["相关阅读", "部长抵达", PROSE], &[PROSE]);
    }

    #[test]
    fn bars_adverts_and_captions_go() {
        for line in [
            "Share this article",
            "Advertisement",
            "ADVERTISEMENT:",
            "Read more",
            "Sign up for our newsletter",
            "Previous Post Next Post",
            "Publicidad",
            "Photo: Ana Roe",
            "The ministers in Harbourtown, April 25, 2019. (File Photo KCNA)",
            "The ministers at sea. Foto: Ana Roe",
            "[사진=연합뉴스]",
            "Фото: ТАСС",
            "Photo by Ana Roe",
            "Follow the Harbour Times on Facebook and Instagram, where the fleets report from the \
                banks, where the tides are told every morning, and where the herring has a page \
                of its own.",
            "¡Síguenos en Telegram!",
            "© Ana Roe The ministers at sea",
            "Image 1 of 5",
            "Read all about the harbour by signing up to our free weekly letter",
        ] {
            check(&[line, PROSE], &[PROSE]);
        }
    }

    #[test]
    fn sentences_and_subheads_about_such_things_stay() {
        for line in [
            "What the fishermen say",
            "Comments by the minister were met with silence in the harbour.",
            "He wanted to share this with the crews.",
            "The photo: a boat in the storm, and nobody at the wheel, as the crews had feared for \
                so long.",
            "Related parties have to be told, the pact says.",
            "The minister (left) thanked the crews.",
            "Follow the herring, the old captains say, and you will find the fleet.",
            "Facebook and Twitter were silent on the pact, as were the fishermen.",
        ] {
            check(&[line, PROSE], &[line, PROSE]);
        }
    }

    #[test]
    fn boxes_are_known_by_their_names() {
        for name in [
            "newsletter",
            "c-newsletter__inner",
            "shareBar",
            "article most-read",
            "boletin",
            "wp-caption-text",
        ] {
            assert!(box_name(name).is_some(), "{name}");
        }
        for name in ["", "text", "story-body", "shares-report", "readable more", "commentary"] {
            assert_eq!(box_name(name), None, "{name}");
        }
    }

    #[test]
    fn headings_of_boxes_are_known_by_their_beginning() {
        for line in [
            "More from Abroad",
            "MOST READ IN POLITICS",
            "Related",
            "Newsletter",
            "Suche",
            "3 Comments",
        ] {
            assert!(is_box_heading(line), "{line}");
        }
        for line in ["Related parties meet", "More boats", "What to expect", "Trending upwards"] {
            assert!(!is_box_heading(line), "{line}");
        }
    }

    #[test]
    fn words_beside_a_date_may_say_nothing_else() {
        assert!(only_introduces_a_date("Published: Thursday"));
        assert!(only_introduces_a_date("Publié le jeudi"));
        assert!(!only_introduces_a_date("The pact was published on"));
    }
}
