//! Stems: the forms of a word that inflecting languages give it fall together, without a table of
//! their endings.
//!
//! A prefix of four letters serves languages with suffixes nearly as well as a stemmer does
//! (McNamee and Mayfield 2004 on n-grams and truncation for European languages). Arabic puts the
//! article and conjunctions in front: they and the commonest endings fall away first, as in the
//! light stemmer of Larkey, Ballesteros and Connell (SIGIR 2002).
//!
//! # Limits
//! Short prefixes of frequent words collide; their frequency keeps such stems light.

/// The letters of a stem.
const STEM: usize = 4;
/// The letters of an Arabic stem.
const ARABIC_STEM: usize = 5;
/// The Arabic letters that have to be left of a word that something falls away from.
const ARABIC_REST: usize = 3;
/// The article and conjunctions of Arabic, folded, longest first where one begins like another.
const ARABIC_PREFIXES: &[&str] = &["وال", "بال", "كال", "فال", "لل", "ال", "و"];
/// The commonest endings of Arabic, folded, longest first where one ends like another.
const ARABIC_SUFFIXES: &[&str] = &["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];

/// The stem of a folded word.
#[must_use]
pub fn stem(word: &str) -> &str {
    if !word.starts_with(|c| matches!(c, '\u{600}'..='\u{6ff}')) {
        return prefix(word, STEM);
    }
    let has_rest = |rest: &&str| rest.chars().count() >= ARABIC_REST;
    let bare = ARABIC_PREFIXES
        .iter()
        .find_map(|prefix| word.strip_prefix(prefix).filter(has_rest))
        .unwrap_or(word);
    let bare = ARABIC_SUFFIXES
        .iter()
        .find_map(|suffix| bare.strip_suffix(suffix).filter(has_rest))
        .unwrap_or(bare);
    prefix(bare, ARABIC_STEM)
}

fn prefix(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(forms: &str, expected: &str) {
        assert_eq!(
            forms.split(' ').map(stem).collect::<Vec<_>>(),
            vec![expected; forms.split(' ').count()]
        );
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        check("treaty treaties", "trea");
        check("koronawirus koronawirusa koronawirusem", "koro");
        check("россия россии россией", "росс");
        check("secim secimler secimlerin", "seci");
        check("الرئيس رئيس والرئيس", "رئيس");
        check("المستشفي مستشفيات", "مستشف");
    }

    #[test]
    fn short_words_are_their_own_stems() {
        check("war", "war");
        check("条约", "条约");
        check("وان", "وان");
    }
}
