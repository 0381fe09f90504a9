//! Names by their sound: `Тарнхольт`, `タルンホルト` and `تارنهولت` are `Tarnholt`, though no table lists it.
//!
//! Both are written in Latin letters (`any_ascii`), then set side by side as words that were heard are: vowels are
//! cheap, consonants that a language confuses (l and r, b and v) nearly so. Edit distance with such costs finds
//! transliterations better than exact keys do (Kondrak 2003; Freeman, Condon, Ackerman, NAACL 2006).
//!
//! # Limits
//! Names of two consonants are not told apart from words; a name that a language translates or reads otherwise (Kim in
//! Chinese) is not found.

/// Letters of the shortest name, and its consonants.
const LETTERS: usize = 4;
const CONSONANTS: usize = 3;
/// Letters of the longest name.
const LONGEST: usize = 24;
/// How alike a name has to sound, 0 to 1.
const ALIKE: f32 = 0.8;
/// How alike two names in Latin letters have to be.
const SPELT_ALIKE: f32 = 0.9;
/// What it costs to leave out or to put in a vowel or a breath, a consonant that is easily lost, another one.
const VOWEL: f32 = 0.12;
const EASILY_LOST: f32 = 0.6;
const CONSONANT: f32 = 1.0;
/// What it costs to confuse m and n.
const NASALS: f32 = 0.4;
/// What is granted beyond the most that a distance may be, for sums that were rounded.
const ROUNDING: f32 = 0.001;
/// Pairs of letters, in Latin, that stand for one sound; in this order.
const PAIRS: &[([u8; 2], u8)] = &[(*b"kh", b'h'), (*b"gh", b'g'), (*b"ck", b'k'), (*b"ph", b'f')];
/// What it costs to confuse two sounds of one class.
const ALIKE_SOUNDS: f32 = 0.15;

/// A table of names by their sound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Sorted by the class of their first consonant, then by their letters.
    names: Vec<Sound>,
}

/// A name as it sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sound {
    /// Its letters, lower case.
    letters: Vec<u8>,
    consonants: usize,
    /// The class of its first consonant.
    first: u8,
    is_latin: bool,
    name: Heard,
}

/// A name that seeds name, as it is spelt there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The folded word.
    pub word: String,
    /// Its key among the names of a text.
    pub key: u64,
}

impl Sounds {
    /// The table of these names.
    #[must_use]
    pub fn of(names: impl Iterator<Item = Heard>) -> Self {
        let mut sounds: Vec<Sound> = names
            .filter_map(|name| {
                let letters = letters(&name.word)?;
                let (consonants, first) = (consonants(&letters), first_class(&letters)?);
                Some(Sound { letters, consonants, first, is_latin: is_latin(&name.word), name })
            })
            .collect();
        sounds.sort_by(|a, b| a.first.cmp(&b.first).then(a.letters.cmp(&b.letters)));
        sounds.dedup_by(|a, b| a.letters == b.letters);
        Self { names: sounds }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name that a word sounds like most; none where none sounds alike. Between two words in Latin letters it has to
    /// be nearly the same.
    #[must_use]
    pub fn alike(&self, word: &str) -> Option<&Heard> {
        if self.names.is_empty() {
            return None;
        }
        let heard = letters(word)?;
        let is_word_latin = is_latin(word);
        let own = consonants(&heard);
        let first = first_class(&heard)?;
        let from = self.names.partition_point(|name| name.first < first);
        let each = self.names[from..]
            .iter()
            .take_while(|name| name.first == first)
            .filter(|name| name.consonants.abs_diff(own) <= 1);
        let score = |name: &Sound| {
            let asked = if is_word_latin && name.is_latin { SPELT_ALIKE } else { ALIKE };
            let most = name.consonants.max(own) as f32;
            let distance = distance(&heard, &name.letters, (1.0 - asked) * most + ROUNDING)?;
            Some(1.0 - distance / most - asked)
        };
        each.filter_map(|name| Some((score(name)?, &name.name)))
            .filter(|(alike, _)| *alike >= 0.0)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, name)| name)
    }
}

/// The class of the first consonant.
fn first_class(letters: &[u8]) -> Option<u8> {
    letters.iter().find(|letter| is_consonant(**letter)).map(|letter| class(*letter))
}

/// Whether a word is in Latin letters.
#[must_use]
pub fn is_latin(word: &str) -> bool {
    word.chars().all(|c| {
        c.is_ascii() || ('\u{c0}'..'\u{250}').contains(&c) || ('\u{1e00}'..'\u{1f00}').contains(&c)
    })
}

/// A word in Latin letters, as it sounds; none where it is too short to tell, or too long.
fn letters(word: &str) -> Option<Vec<u8>> {
    let mut letters =
        if word.is_ascii() { word.into() } else { any_ascii::any_ascii(word) }.into_bytes();
    letters.make_ascii_lowercase();
    for (pair, sound) in PAIRS {
        merge(&mut letters, *pair, *sound);
    }
    letters.retain(u8::is_ascii_lowercase);
    letters.dedup();
    let is_name =
        (LETTERS..=LONGEST).contains(&letters.len()) && consonants(&letters) >= CONSONANTS;
    is_name.then_some(letters)
}

/// Writes a pair of letters as the one that it sounds like.
fn merge(letters: &mut Vec<u8>, pair: [u8; 2], sound: u8) {
    if !letters.windows(2).any(|two| two == pair) {
        return;
    }
    let mut kept = 0;
    let mut at = 0;
    while at < letters.len() {
        let is_pair = letters[at..].starts_with(&pair);
        letters[kept] = if is_pair { sound } else { letters[at] };
        kept += 1;
        at += 1 + usize::from(is_pair);
    }
    letters.truncate(kept);
}

fn consonants(letters: &[u8]) -> usize {
    letters.iter().filter(|letter| is_consonant(**letter)).count()
}

fn is_consonant(letter: u8) -> bool {
    !matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w' | b'h')
}

/// The class of sounds that a consonant belongs to.
fn class(letter: u8) -> u8 {
    match letter {
        b'b' | b'p' | b'v' | b'f' => b'p',
        b'd' | b't' => b't',
        b'g' | b'k' | b'q' | b'c' | b'x' => b'k',
        b's' | b'z' | b'j' => b's',
        b'l' | b'r' => b'l',
        other => other,
    }
}

fn lost(letter: u8) -> f32 {
    match letter {
        _ if !is_consonant(letter) => VOWEL,
        b'r' | b'n' | b'l' => EASILY_LOST,
        _ => CONSONANT,
    }
}

fn confused(one: u8, other: u8) -> f32 {
    match (is_consonant(one), is_consonant(other)) {
        _ if one == other => 0.0,
        _ if matches!(
            (one.min(other), one.max(other)),
            (b'b' | b'v', b'w') | (b'g', b'h') | (b'h', b'k') | (b'j', b'y') | (b'i', b'j')
        ) =>
        {
            ALIKE_SOUNDS
        }
        (false, false) => VOWEL / 2.0,
        (true, true) if class(one) == class(other) => ALIKE_SOUNDS,
        (true, true) if matches!((class(one), class(other)), (b'm', b'n') | (b'n', b'm')) => NASALS,
        (true, true)
            if matches!(
                (one, other),
                (b'c', b's' | b'z') | (b's' | b'z', b'c') | (b'g', b'j') | (b'j', b'g')
            ) =>
        {
            ALIKE_SOUNDS
        }
        _ => 2.0 * CONSONANT,
    }
}

/// What it costs to turn one word into the other, of at most [`LONGEST`] letters each; none where it
/// costs more than `most`.
fn distance(one: &[u8], other: &[u8], most: f32) -> Option<f32> {
    let mut row = [0.0; LONGEST + 1];
    for (at, letter) in other.iter().enumerate() {
        row[at + 1] = row[at] + lost(*letter);
    }
    for mine in one {
        let mut diagonal = row[0];
        row[0] += lost(*mine);
        let mut least = row[0];
        for (at, theirs) in other.iter().enumerate() {
            let left_out = (row[at + 1] + lost(*mine)).min(row[at] + lost(*theirs));
            let here = left_out.min(diagonal + confused(*mine, *theirs));
            diagonal = std::mem::replace(&mut row[at + 1], here);
            least = least.min(here);
        }
        // every way on leads through this row
        if least > most {
            return None;
        }
    }
    Some(row[other.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sounds(names: &[&str]) -> Sounds {
        Sounds::of(names.iter().map(|name| Heard { word: (*name).to_owned(), key: 0 }))
    }

    #[test]
    fn a_name_is_known_by_its_sound_in_other_scripts() {
        let sounds = sounds(&["tarnholt", "serenis", "aljibe", "стривігор"]);
        let alike = |word| sounds.alike(word).map(|heard| heard.word.as_str());
        for word in ["Тарнхольт", "タルンホルト", "تارنهولت", "टार्नहोल्ट", "Тарнхольта"]
        {
            assert_eq!(alike(word), Some("tarnholt"), "{word} {:?}", letters(word));
        }
        for word in ["セレニス", "세레니스", "Серенис"] {
            assert_eq!(alike(word), Some("serenis"), "{word} {:?}", letters(word));
        }
        assert_eq!(alike("Стривигоре"), Some("стривігор"));
        for word in ["правительство", "министр", "договор", "システム", "정부는"]
        {
            assert_eq!(alike(word), None, "{word}");
        }
    }

    #[test]
    fn words_in_latin_letters_are_spelt_nearly_the_same() {
        assert!(sounds(&["kavousian"]).alike("Kavusian").is_some());
        assert!(sounds(&["tarnholt"]).alike("tarnowt").is_none());
    }
}
