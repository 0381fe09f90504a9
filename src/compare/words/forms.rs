//! WordForms of words with what each stands for: whole words, several words in a row, and beginnings of words.

use super::spellings::Spellings;
use crate::text::{Text, folded};

/// The fewest letters of a form that stands for what begins so.
const LEAST: usize = 3;
/// The words of the table of first letters.
const BITS: usize = 64;

/// A table of forms with what each stands for.
#[derive(Debug, Default)]
pub struct WordForms<T> {
    exact: Spellings<T>,
    /// The beginnings of words, folded and sorted.
    beginnings: Vec<(String, T)>,
    /// A bit for each hash of the first letters of a beginning: most words begin like none.
    begins: Vec<u64>,
}

impl<T: Copy> WordForms<T> {
    /// The table of these forms; one that ends in `*` stands for every word that begins so, several words and runs of
    /// Han, Kana and Hangul as they are.
    #[must_use]
    pub fn new<'a>(forms: impl Iterator<Item = (&'a str, T)>) -> Self {
        let (mut exact, mut beginnings) = (Vec::new(), Vec::new());
        for (form, stands) in forms {
            let bare = form.trim_end_matches('*');
            let is_one_word = !bare.contains(' ') && !bare.chars().any(is_in_runs);
            if bare.len() < form.len() && is_one_word && bare.chars().count() >= LEAST {
                beginnings.push((folded(bare), stands));
            } else {
                exact.push((bare, stands));
            }
        }
        beginnings.sort_by(|a, b| a.0.cmp(&b.0));
        let mut begins = vec![0; BITS];
        for (beginning, _) in &beginnings {
            if let Some((word, bit)) = place(beginning) {
                begins[word] |= bit;
            }
        }
        Self { exact: Spellings::new(exact.into_iter()), beginnings, begins }
    }

    /// What the longest form at token `at` stands for, and how many tokens it takes up; `word` is the hash of the
    /// token's word. Whole words come before beginnings.
    #[must_use]
    pub fn at(&self, text: &Text, at: usize, word: u64) -> Option<(T, usize)> {
        let whole = self.exact.at(text, at, word).map(|(stands, length)| (*stands, length));
        whole
            .or_else(|| self.beginning(text.folded(text.tokens.get(at)?)).map(|stands| (stands, 1)))
    }

    /// What the one folded word stands for, or the longest beginning of it.
    #[must_use]
    pub fn of_word(&self, word: &str) -> Option<T> {
        self.exact.of_word(word).copied().or_else(|| self.beginning(word))
    }

    fn beginning(&self, word: &str) -> Option<T> {
        let (at, bit) = place(word)?;
        if self.begins.get(at)? & bit == 0 {
            return None;
        }
        // What begins a word sorts before it, the longest last; what stands between begins alike.
        let behind = self.beginnings.partition_point(|(beginning, _)| beginning.as_str() <= word);
        let first = &word[..first(word)?];
        let alike = self.beginnings[..behind].iter().rev();
        alike
            .take_while(|(beginning, _)| beginning.starts_with(first))
            .find(|(beginning, _)| word.starts_with(beginning.as_str()))
            .map(|(_, stands)| *stands)
    }
}

/// Whether a sign is written in runs that the analyser cuts into pairs.
fn is_in_runs(sign: char) -> bool {
    matches!(sign, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The bytes of the first letters of a word.
fn first(word: &str) -> Option<usize> {
    word.char_indices().nth(LEAST - 1).map(|(at, c)| at + c.len_utf8())
}

/// The place of the bit for the first letters of a word.
fn place(word: &str) -> Option<(usize, u64)> {
    let hash = word[..first(word)?].bytes().fold(0_u32, |hash, byte| {
        (hash.rotate_left(7) ^ u32::from(byte)).wrapping_mul(0x9e37_79b1)
    });
    Some(((hash >> 20) as usize % BITS, 1 << (hash >> 26)))
}

#[cfg(test)]
mod tests {
    use super::super::fingerprints::word_hash;
    use super::*;
    use crate::text;

    #[track_caller]
    fn check(forms: &[(&str, u8)], source: &str, expected: &[u8]) {
        let forms = WordForms::new(forms.iter().copied());
        let text = text::analyse(source);
        let found = text.words().enumerate();
        let found = found.filter_map(|(at, word)| forms.at(&text, at, word_hash(word)));
        assert_eq!(found.map(|(stands, _)| stands).collect::<Vec<u8>>(), expected, "{source}");
    }

    #[test]
    fn a_form_stands_for_a_word_several_words_or_what_begins_so() {
        let forms =
            [("arrest*", 1), ("prime minister*", 2), ("arrears", 3), ("체포*", 4), ("逮捕", 5)];
        check(&forms, "Arrested by the prime minister over arrears", &[1, 2, 3]);
        check(&forms, "정부는 그를 체포했다", &[4]);
        check(&forms, "元社長を逮捕した", &[5]);
        check(&forms, "an arrangement", &[]);
    }

    #[test]
    fn the_longest_beginning_counts() {
        check(&[("nige*", 1), ("nigeri*", 2)], "Nigerian nigens", &[2, 1]);
    }
}
