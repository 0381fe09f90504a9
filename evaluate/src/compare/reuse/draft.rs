//! Makes the item of a case from a seed: its text, and which bytes stand in both.

use std::ops::Range;

/// Numbers that look random and are the same in every run: SplitMix64 (Steele, Lea, Flood, OOPSLA
/// 2014).
#[derive(Clone)]
pub struct Draw(u64);

impl Draw {
    /// The numbers that begin with `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    /// One of several things, of which there is one at least.
    pub fn among<'a, T>(&mut self, many: &'a [T]) -> &'a T {
        &many[self.below(many.len())]
    }

    /// Whether something comes to pass that does so `chance` times in a hundred.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// Puts things into any order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, many: &mut [T]) {
        for end in (1..many.len()).rev() {
            many.swap(end, self.below(end + 1));
        }
    }
}

/// A text in the making.
#[derive(Clone, Default)]
pub struct Draft {
    pub text: String,
    /// The bytes of the text that were taken from the seed, each with the bytes of the seed's file.
    pub shared: Vec<(Range<usize>, Range<usize>)>,
    /// Whether the analyser sees the seed's words, each as it stands there.
    pub has_same_words: bool,
}

impl Draft {
    /// Adds text of its own.
    pub fn write(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds the bytes `span` of the seed, written as `edited`.
    pub fn copy(&mut self, span: Range<usize>, edited: &str) -> &mut Self {
        let start = self.text.len();
        self.text.push_str(edited);
        self.shared.push((start..self.text.len(), span));
        self
    }

    /// Adds the bytes `span` of the seed as they are.
    pub fn take(&mut self, seed: &str, span: Range<usize>) -> &mut Self {
        self.copy(span.clone(), &seed[span])
    }
}

/// The signs that reading machines take for one another, right and wrong.
const CONFUSED: &[(&str, &str)] = &[
    ("rn", "m"),
    ("l", "1"),
    ("o", "0"),
    ("e", "c"),
    ("h", "b"),
    ("c", "e"),
    ("i", "l"),
    ("m", "rn"),
    ("u", "n"),
    ("t", "f"),
    ("s", "5"),
    ("a", "o"),
];

/// `text` with about `per_mille` of its characters misread: taken for another, doubled, lost, or
/// with a space too many or too few.
pub fn noisy(text: &str, per_mille: usize, draw: &mut Draw) -> String {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let mut noisy = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if c == '\n' || draw.below(1000) >= per_mille || letters.is_empty() {
            noisy.push(c);
            continue;
        }
        match draw.below(10) {
            0 => {}
            1 => noisy.extend([c, c]),
            2 if c != ' ' => noisy.extend([c, ' ']),
            3 | 4 => noisy.push(*draw.among(&letters)),
            _ => match CONFUSED.iter().find(|(right, _)| text[at..].starts_with(right)) {
                Some((_, wrong)) => noisy.push_str(wrong),
                None => noisy.push(*draw.among(&letters)),
            },
        }
    }
    noisy
}

/// A way to write a text otherwise: its name, whether the analyser sees the same words, and how.
type Variant = (&'static str, bool, fn(&str) -> String);

/// The ways in which the same words are written or set.
pub const VARIANTS: &[Variant] = &[
    ("quotes", true, |text| text.replace(['“', '”', '«', '»', '„'], "\"").replace('’', "'")),
    ("curly quotes", true, |text| text.replace('\'', "’").replace(" \"", " “").replace('"', "”")),
    ("dashes", true, |text| text.replace('—', "--").replace('–', "-").replace(", but ", " – but ")),
    ("capitals", true, str::to_uppercase),
    ("ligatures", true, |text| text.replace("fi", "ﬁ").replace("fl", "ﬂ")),
    ("soft hyphens", true, |text| within_words(text, 4, '\u{ad}')),
    ("zero-width spaces", true, |text| within_words(text, 7, '\u{200b}')),
    ("full-width digits", true, |text| {
        text.chars()
            .map(|c| {
                if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }
            })
            .collect()
    }),
    ("no-break spaces", true, |text| text.replace(' ', "\u{a0}")),
    ("hyphens", true, |text| text.replace('-', "\u{2010}").replace("co\u{2010}", "co-")),
    ("parted names", true, |text| text.chars().map(|c| if c == '-' { ' ' } else { c }).collect()),
    ("tatweel and vowel signs", true, |text| {
        text.replace("ال", "الـ").replace('أ', "ا").replace("ة ", "ه ")
    }),
    ("American spelling", false, |text| {
        SPELLINGS
            .iter()
            .fold(text.to_owned(), |text, (british, american)| text.replace(british, american))
    }),
    ("signs for words", false, |text| {
        [
            ("per cent", "percent"),
            (" and ", " & "),
            ("kilometres", "km"),
            ("crowns", "kr"),
            (" por ciento", " %"),
        ]
        .iter()
        .fold(text.to_owned(), |text, (word, sign)| text.replace(word, sign))
    }),
];

/// British and American spellings of parts of words.
const SPELLINGS: &[(&str, &str)] = &[
    ("arbour", "arbor"),
    ("colour", "color"),
    ("labour", "labor"),
    ("neighbour", "neighbor"),
    ("favour", "favor"),
    ("honour", "honor"),
    ("humour", "humor"),
    ("centre", "center"),
    ("metre", "meter"),
    ("theatre", "theater"),
    ("ised", "ized"),
    ("nise", "nize"),
    ("ising", "izing"),
    ("isation", "ization"),
    ("programme", "program"),
    ("cancelled", "canceled"),
    ("traveller", "traveler"),
    ("catalogue", "catalog"),
    ("grey", "gray"),
    ("judgement", "judgment"),
    ("towards", "toward"),
    ("upwards", "upward"),
    ("defence", "defense"),
    ("licence", "license"),
    ("tonnes", "tons"),
];

/// A text with `sign` before every letter of a word whose number in it `every` divides.
fn within_words(text: &str, every: usize, sign: char) -> String {
    let mut run = 0;
    let mut marked = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        run = if c.is_alphabetic() { run + 1 } else { 0 };
        if run > 1 && run % every == 0 {
            marked.push(sign);
        }
        marked.push(c);
    }
    marked
}
