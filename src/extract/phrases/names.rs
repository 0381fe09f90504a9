//! The shape of names: people, pen names, desks, companies.
//!
//! The words are data, in `config/known/people.toml`.
//!
//! # Limits
//! Two words in capitals are a name, whatever they mean.

use crate::known;
use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::folded_words;

/// Characters of the longest name.
pub const NAME: usize = 50;
/// Words of the longest name.
pub const WORDS: usize = 6;

/// Whether `name` is nobody in particular: a desk, a newsroom, an administrator.
#[must_use]
pub fn is_a_desk(name: &str) -> bool {
    let key = folded_words(name);
    KNOWN.desks.contains(&key) || KNOWN.nobody.contains(&key) || has_desk_word(name)
}

/// Whether `word` is an e-mail or web address.
#[must_use]
pub fn is_address(word: &str) -> bool {
    word.contains('@') || word.contains("://") || word.starts_with("www.")
}

/// Whether `name` is a host, by which some outlets are called: `harbour.is`.
#[must_use]
pub fn is_host(name: &str) -> bool {
    let ending =
        name.rsplit_once('.').filter(|(name, _)| name.len() >= 2).map(|(_, ending)| ending);
    let is_country =
        |ending: &str| ending.len() == 2 && ending.bytes().all(|byte| byte.is_ascii_alphabetic());
    !name.contains(' ')
        && ending.is_some_and(|ending| {
            is_country(ending)
                || ["com", "org", "net", "info", "news", "live", "blog"].contains(&ending)
        })
}

/// Whether a name has a word that people have not in theirs: "Staff", "Times".
#[must_use]
pub fn has_desk_word(name: &str) -> bool {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == '/')
        .map(|word| word.trim_matches([',', ':', '(', ')']).to_lowercase())
        .collect();
    let is_glued = || {
        name.contains(|c: char| c as u32 > 0x2e80)
            && KNOWN.glued_desk_words.iter().any(|word| name.ends_with(word.as_str()))
    };
    let is_hyphenated =
        |word: &String| word.rsplit_once('-').is_some_and(|(_, last)| KNOWN.desks.contains(last));
    (words.len() > 1 && words.iter().any(|word| KNOWN.desk_words.contains(word)))
        || words.iter().any(is_hyphenated)
        || is_glued()
}

/// A name without the role that is written onto it: `김철수기자` is 김철수.
#[must_use]
pub fn without_suffix(name: &str) -> &str {
    let stripped = KNOWN
        .roles
        .iter()
        .filter(|role| is_east_asian(role))
        .find_map(|role| name.strip_suffix(role.as_str()));
    stripped.filter(|name| name.chars().count() >= 2).unwrap_or(name)
}

/// Whether `name` is shaped like a person's: one to six words in capitals (particles aside), or a
/// few East Asian characters; no digits.
#[must_use]
pub fn is_person(name: &str) -> bool {
    if !name.starts_with(char::is_alphabetic)
        || name.chars().any(|c| c.is_numeric() || "@:!?\"“”<>{}=_#+…".contains(c))
        || name.chars().count() > NAME
    {
        return false;
    }
    if is_east_asian(name) {
        let longest =
            name.split([' ', '·', '・']).map(|part| part.chars().count()).max().unwrap_or_default();
        return longest <= 5 || (name.chars().all(is_kana_or_mark) && longest <= 10);
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_capital = |word: &str| {
        word.split(['-', '\'', '’'])
            .any(|part| part.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase()))
    };
    let is_small = |word: &str| KNOWN.particles.contains(&word.to_lowercase());
    (1..=WORDS).contains(&words.len())
        && words.iter().all(|word| is_capital(word) || is_small(word))
        && words.last().is_some_and(|word| is_capital(word))
        && words.iter().filter(|word| !is_small(word)).count() >= words.len().min(2)
        && !(name.ends_with('.')
            && (words.len() == 1 || words.last().is_some_and(|word| word.chars().count() > 4)))
}

/// The name in an account, which is what comes before the `@` of an address: `ana.roe` is Ana Roe.
#[must_use]
pub fn from_account(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split('.').collect();
    let is_word =
        |word: &&str| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let capital = |word: &&str| word[..1].to_ascii_uppercase() + &word[1..];
    ((2..=4).contains(&words.len()) && words[0].len() > 2 && words.iter().all(is_word))
        .then(|| words.iter().map(capital).collect::<Vec<_>>().join(" "))
}

/// The name in the address of an author's page: `ana-roe` is Ana Roe.
#[must_use]
pub fn from_slug(slug: &str) -> Option<String> {
    let words: Vec<&str> = slug.split(['-', '_', '+']).collect();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
    let capital = |word: &&str| {
        let mut chars = word.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
    };
    let is_name =
        (2..=4).contains(&words.len()) && words.iter().all(is_word) && slug.chars().count() <= NAME;
    let name = words.iter().map(capital).collect::<Vec<_>>().join(" ");
    (is_name && !is_a_desk(&name)).then_some(name)
}

/// Whether somebody may be called `name` who is declared as an author: a few words of any shape.
#[must_use]
pub fn may_be_pen_name(name: &str) -> bool {
    let words = name.split_whitespace().count();
    (1..=4).contains(&words)
        && name.chars().count() <= NAME
        && name.chars().any(char::is_alphabetic)
        && !name.contains(['<', '>', '{', '}', '=', '?', '!', ':', '"', '“', '”'])
        && !name.ends_with('.')
}

/// Whether a name is more than one word, or East Asian.
#[must_use]
pub fn is_full(name: &str) -> bool {
    name.split_whitespace().nth(1).is_some() || name.chars().any(|c| c as u32 > 0x2e80)
}

/// Whether a text is Chinese, Japanese or Korean, and nothing else.
#[must_use]
pub fn is_east_asian(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c as u32 > 0x2e80 || matches!(c, ' ' | '·'))
}

fn is_kana_or_mark(c: char) -> bool {
    matches!(c as u32, 0x3040..=0x30ff | 0xff65..=0xff9f) || matches!(c, ' ' | '·' | '・')
}

/// People of one article, and outlets of one.
const NAMES: usize = 50;

/// Adds a name that is not there yet in another case, unless there are too many for one article.
pub fn push_new(names: &mut Vec<String>, name: String) {
    if names.len() < NAMES
        && !names.iter().any(|known| {
            known.eq_ignore_ascii_case(&name) || folded_words(known) == folded_words(&name)
        })
    {
        names.push(name);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    by: Vec<String>,
    labels: Vec<String>,
    and: HashSet<String>,
    from: HashSet<String>,
    particles: HashSet<String>,
    before_dates: HashSet<String>,
    beside: HashSet<String>,
    roles: HashSet<String>,
    nobody: HashSet<String>,
    desks: HashSet<String>,
    desk_words: HashSet<String>,
}

/// The words of `people.toml`.
pub struct NameWords {
    /// What leads to a name, longest first: "By".
    pub by: Vec<String>,
    /// What leads to a name behind a colon: "Author".
    pub labels: Vec<String>,
    pub and: HashSet<String>,
    pub from: HashSet<String>,
    pub particles: HashSet<String>,
    pub before_dates: HashSet<String>,
    pub beside: HashSet<String>,
    pub roles: HashSet<String>,
    /// Names that are nobody's, by their folded words.
    pub nobody: HashSet<String>,
    /// Names of desks, by their folded words.
    pub desks: HashSet<String>,
    /// Words that people have not in their names.
    desk_words: HashSet<String>,
    /// Such words of scripts without spaces.
    glued_desk_words: Vec<String>,
}

/// The words that are known of names.
pub static KNOWN: LazyLock<NameWords> = LazyLock::new(|| {
    let mut file: File =
        toml::from_str(known::PEOPLE).expect("config/known/people.toml is tested to parse");
    file.by.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    NameWords {
        by: file.by,
        labels: file.labels,
        and: file.and,
        from: file.from,
        particles: file.particles,
        before_dates: file.before_dates,
        beside: file.beside,
        roles: file.roles,
        nobody: file.nobody.iter().map(|name| folded_words(name)).collect(),
        desks: file.desks.iter().map(|name| folded_words(name)).collect(),
        glued_desk_words: file
            .desk_words
            .iter()
            .filter(|word| is_east_asian(word))
            .cloned()
            .collect(),
        desk_words: file.desk_words,
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_names() {
        assert_eq!(from_slug("ana-roe").as_deref(), Some("Ana Roe"));
        assert_eq!(from_slug("josé_de-la_cruz").as_deref(), Some("José De La Cruz"));
        for slug in ["ana", "12-roe", "news-desk", "", "a-b-c-d-e", "-"] {
            assert_eq!(from_slug(slug), None, "{slug}");
        }
    }

    #[test]
    fn names_have_a_shape_in_any_script() {
        for name in [
            "Ana Roe",
            "Lee Min-ho",
            "J.R. Roe",
            "María de la Cruz",
            "Ludwig van der Berg",
            "Abdel al-Roe",
            "Нина Рой",
            "Nguyễn Văn A",
            "山田 太郎",
            "张三",
            "김철수",
            "أحمد محمود",
        ] {
            assert!(is_person(name), "{name}");
        }
        for name in [
            "",
            "the Water",
            "Read more",
            "Ana Roe!",
            "12 Ships",
            "is",
            "两国部长签署了渔业协定",
            "Ana said it",
            "Signed.",
        ] {
            assert!(!is_person(name), "{name}");
        }
        assert!(
            is_a_desk("Harbour News Desk")
                && is_a_desk("admin")
                && is_a_desk("Online-Redaktion")
                && !is_a_desk("Ana Roe")
        );
    }
}
