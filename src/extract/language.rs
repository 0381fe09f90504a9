//! The language of a text: as declared, unless its script says otherwise; else detected.

use whatlang::{Lang, Script};

/// Bytes of a text that are looked at.
const LOOKED_AT: usize = 8 << 10;
/// Characters that a text needs for its language to be told.
const ENOUGH: usize = 30;

/// The primary tag: `declared` where the text may be written in it, else what the text looks like.
#[must_use]
pub fn of(declared: Option<&str>, text: &str) -> Option<String> {
    let declared = declared.and_then(primary);
    match (declared, detected(text)) {
        (Some(declared), Some((_, script))) if !may_be_written_in(&declared, script) => detected(text).map(|(language, _)| language),
        (Some(declared), _) => Some(declared),
        (None, detected) => detected.map(|(language, _)| language),
    }
}

/// The primary subtag of a BCP 47 tag or of a locale such as `pt_BR`, in lower case.
#[must_use]
pub fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';']).next()?.trim().to_ascii_lowercase();
    let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    match primary.as_str() {
        "eng" => Some("en".to_owned()),
        "spa" => Some("es".to_owned()),
        "kor" => Some("ko".to_owned()),
        "und" | "mul" | "zxx" => None,
        _ => is_tag.then_some(primary),
    }
}

fn detected(text: &str) -> Option<(String, Script)> {
    let text = &text[..text.floor_char_boundary(LOOKED_AT)];
    let letters = text.chars().filter(|c| c.is_alphabetic()).map(|c| if c as u32 > 0x2e80 { 3 } else { 1 }).sum::<usize>();
    if letters < ENOUGH {
        return None;
    }
    let info = whatlang::detect(text)?;
    Some((two_letters(info.lang()).to_owned(), info.script()))
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
        "en" | "es" | "fr" | "de" | "it" | "pt" | "nl" | "sv" | "da" | "no" | "nb" | "fi" | "pl" | "cs" | "sk" | "hu" | "ro" | "tr" | "vi" | "id"
        | "ms" => &[Script::Latin],
        _ => return true,
    };
    expected.contains(&script)
}

/// ISO 639-1, where there is one.
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
    fn check(declared: Option<&str>, text: &str, language: Option<&str>) {
        assert_eq!(of(declared, text).as_deref(), language);
    }

    #[test]
    fn a_declared_language_holds_where_the_script_allows_it() {
        check(Some("en-GB"), "", Some("en"));
        check(Some("pt_BR"), "O presidente chegou à capital para uma visita de dois dias.", Some("pt"));
        check(Some("en"), "대통령은 이틀간의 방문을 위해 수도에 도착했다고 정부가 밝혔다.", Some("ko"));
        check(Some("x-default"), "The president arrived in the capital for a visit of two days.", Some("en"));
        check(None, "Президент прибыл в столицу с двухдневным визитом, сообщили в правительстве.", Some("ru"));
        check(None, "Hi", None);
    }
}
