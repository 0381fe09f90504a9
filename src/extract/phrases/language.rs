//! The language of a text: as declared, unless the text itself says otherwise; else detected.
//!
//! # Limits
//! Languages that are written nearly alike (Norwegian and Danish, Croatian and Serbian) are
//! believed as declared, and so are those that the detector does not know.

use whatlang::{Lang, Script};

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 3 << 10;
/// Letters that a text needs for its language to be told.
const ENOUGH: usize = 30;
/// Letters that a text needs for its language to be told against what is declared.
const PLENTY: usize = 400;
/// How sure the detector has to be then, in 0…1.
const SURE: f64 = 0.9;
/// Templates are left in the language that they came in, but hardly in one that looks like the
/// text's.
const ALIKE: &[&[&str]] = &[
    &["no", "nb", "nn", "da", "sv"],
    &["hr", "sr", "bs", "sl", "mk", "bg"],
    &["id", "ms", "jv"],
    &["cs", "sk"],
    &["es", "pt", "gl", "ca", "it", "la", "eo"],
    &["ru", "uk", "be", "bg"],
    &["nl", "af", "de", "yi"],
    &["hi", "mr", "ne"],
    &["tr", "az", "tk", "uz"],
    &["ar", "fa", "ur"],
    &["zh", "ja"],
];

/// The primary tag of a text's language, and where it is from: the first of `declared` that the
/// text looks like, else the first that it may be written in, else what it looks like (`text`).
#[must_use]
pub fn of<'a>(declared: &[(String, &'a str)], text: &str) -> Option<(String, &'a str)> {
    let declared: Vec<(String, &str)> =
        declared.iter().filter_map(|(tag, from)| Some((primary(tag)?, *from))).collect();
    let Some(detected) = detected(text) else { return declared.into_iter().next() };
    if let Some(same) = declared.iter().find(|(language, _)| *language == detected.language) {
        return Some(same.clone());
    }
    let may_be = |language: &str| {
        may_be_written_in(language, detected.script)
            && !(detected.is_sure && is_told_apart(language, &detected.language))
    };
    declared
        .into_iter()
        .find(|(language, _)| may_be(language))
        .or(Some((detected.language.clone(), "text")))
}

/// Whether the detector knows `declared` and would not take it for `detected`.
fn is_told_apart(declared: &str, detected: &str) -> bool {
    let is_known = Lang::all().iter().any(|language| two_letters(*language) == declared);
    is_known && !ALIKE.iter().any(|group| group.contains(&declared) && group.contains(&detected))
}

/// The primary subtag of a BCP 47 tag or of a locale such as `pt_BR`, in lower case.
#[must_use]
pub fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';']).next()?.trim().to_ascii_lowercase();
    let is_tag =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    match primary.as_str() {
        "eng" => Some("en".to_owned()),
        "spa" => Some("es".to_owned()),
        "kor" => Some("ko".to_owned()),
        // and what is written there by mistake: an encoding
        "und" | "mul" | "zxx" | "utf" | "iso" => None,
        _ => is_tag.then_some(primary),
    }
}

struct Detected {
    language: String,
    script: Script,
    is_sure: bool,
}

fn detected(text: &str) -> Option<Detected> {
    let text = &text[..text.floor_char_boundary(LOOKED_AT)];
    let letters = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| if c as u32 > 0x2e80 { 3 } else { 1 })
        .sum::<usize>();
    if letters < ENOUGH {
        return None;
    }
    let info = whatlang::detect(text)?;
    let is_sure = letters >= PLENTY && info.is_reliable() && info.confidence() >= SURE;
    Some(Detected { language: two_letters(info.lang()).to_owned(), script: info.script(), is_sure })
}

fn may_be_written_in(language: &str, script: Script) -> bool {
    let expected: &[Script] = match language {
        "ko" => &[Script::Hangul],
        "ja" => &[Script::Hiragana, Script::Katakana, Script::Mandarin],
        "zh" => &[Script::Mandarin],
        "ru" | "uk" | "bg" | "be" | "mk" | "kk" | "ky" | "mn" | "tg" => &[Script::Cyrillic],
        "sr" | "bs" | "uz" | "az" => &[Script::Cyrillic, Script::Latin, Script::Arabic],
        "ar" | "fa" | "ur" | "ps" | "ckb" | "ug" => &[Script::Arabic],
        "he" | "yi" => &[Script::Hebrew],
        "el" => &[Script::Greek],
        "th" => &[Script::Thai],
        "ka" => &[Script::Georgian],
        "hy" => &[Script::Armenian],
        "hi" | "mr" | "ne" => &[Script::Devanagari],
        "en" | "es" | "fr" | "de" | "it" | "pt" | "nl" | "sv" | "da" | "no" | "nb" | "fi"
        | "pl" | "cs" | "sk" | "hu" | "ro" | "tr" | "vi" | "id" | "ms" => &[Script::Latin],
        _ => return true,
    };
    expected.contains(&script)
}

/// The code of a language in ISO 639-1.
fn two_letters(language: Lang) -> &'static str {
    match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(declared: &[&str], text: &str, language: Option<(&str, &str)>) {
        let declared: Vec<(String, &str)> = declared
            .iter()
            .zip(["html", "meta"])
            .map(|(tag, from)| ((*tag).to_owned(), from))
            .collect();
        assert_eq!(
            of(&declared, text),
            language.map(|(language, from)| (language.to_owned(), from))
        );
    }

    #[test]
    fn a_declared_language_holds_where_the_script_allows_it() {
        check(&["en-GB"], "", Some(("en", "html")));
        check(
            &["pt_BR"],
            "O presidente chegou à capital para uma visita de dois dias.",
            Some(("pt", "html")),
        );
        check(
            &["en"],
            "대통령은 이틀간의 방문을 위해 수도에 도착했다고 정부가 밝혔다.",
            Some(("ko", "text")),
        );
        check(
            &["x-default"],
            "The president arrived in the capital for a visit of two days.",
            Some(("en", "text")),
        );
        check(
            &[],
            "Президент прибыл в столицу с двухдневным визитом, сообщили в правительстве.",
            Some(("ru", "text")),
        );
        check(&[], "Hi", None);
    }

    #[test]
    fn of_two_declared_languages_the_texts_counts() {
        let german = "Die beiden Minister haben das Abkommen am Mittwoch nach drei Tagen im Hafen \
            unterzeichnet. ";
        check(&["en", "de_DE"], german, Some(("de", "meta")));
        check(&["en", "fr"], german, Some(("en", "html")));
        check(&["en", "fr"], &german.repeat(8), Some(("de", "text")));
        check(&["nl"], &german.repeat(8), Some(("nl", "html")));
        check(&["xh"], &german.repeat(8), Some(("xh", "html")));
    }
}
