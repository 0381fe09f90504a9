//! The marks of a corpus's topic beyond any one event: the names that its seeds name, and what they
//! say beside names. A football match shares the names of two countries with their treaty, and two
//! countries' treaties share all but the names.

use std::collections::HashMap;

use crate::compare::reading::Profile;
use crate::compare::words::{Terms, Topic, stem, stem_weight, term_weight, weight, word_hash};
use crate::text::{Kind, Token};

/// The fewest names that say something.
const NAMES_NEEDED: usize = 3;
/// The weight of a name that stands in one article of a hundred: names are counted in such.
const ONE_NAME: f32 = 4.6;
/// The number of names that all seeds have which are enough for a paragraph.
const ENOUGH: f32 = 3.0;
/// The fewest words of a paragraph that tells something.
const PARAGRAPH: usize = 12;
/// The marks of a topic, by the keys of terms and stems.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Marks {
    /// The names of the seeds, sorted, each with its weight by the share of seeds that have it, in
    /// names of [`ONE_NAME`].
    names: Vec<(u64, f32)>,
    /// All terms and all stems of seeds, sorted.
    terms: Vec<u64>,
    stems: Vec<u64>,
}

impl Marks {
    #[must_use]
    pub fn of<'a>(seeds: impl Iterator<Item = &'a Profile>) -> Self {
        let mut naming: HashMap<u64, f32> = HashMap::new();
        let (mut terms, mut stems): (Vec<u64>, Vec<u64>) = Default::default();
        let mut all = 0.0;
        for seed in seeds {
            all += 1.0;
            seed.named.who.iter().for_each(|name| {
                *naming.entry(name.key).or_default() += term_weight(name.key) / ONE_NAME;
            });
            terms.extend(seed.weighted.terms.iter().map(|term| term.key));
            terms.extend(seed.named.who.iter().map(|name| name.key));
            stems.extend(seed.weighted.stems.iter().map(|stem| stem.key));
        }
        for keys in [&mut terms, &mut stems] {
            keys.sort_unstable();
            keys.dedup();
        }
        let mut names: Vec<(u64, f32)> =
            naming.into_iter().map(|(name, weight)| (name, weight / all)).collect();
        names.sort_unstable_by_key(|(name, _)| *name);
        Self { names, terms, stems }
    }

    fn name(&self, key: u64) -> f32 {
        self.names.binary_search_by_key(&key, |(name, _)| *name).map_or(0.0, |at| self.names[at].1)
    }

    /// The share of a text's names that a seed has, by their weight; none where text or seeds have
    /// too few to tell.
    #[must_use]
    pub fn own_names(&self, profile: &Profile) -> Option<f32> {
        let is_known = |key: u64| self.terms.binary_search(&key).is_ok();
        let (all, own) =
            parts(profile.named.who.iter().map(|name| (is_known(name.key), name.weight)));
        (self.names.len().min(profile.named.who.len()) >= NAMES_NEEDED).then(|| own / all)
    }

    /// The share of what stems say that seeds say too, each once.
    fn said(&self, mut stems: Vec<(u64, f32)>) -> f32 {
        stems.sort_unstable_by_key(|(stem, _)| *stem);
        stems.dedup_by_key(|(stem, _)| *stem);
        let (all, said) = parts(
            stems
                .into_iter()
                .map(|(stem, weight)| (self.stems.binary_search(&stem).is_ok(), weight)),
        );
        if all > 0.0 { said / all } else { 0.0 }
    }

    /// The mark of the paragraph that is most on the topic: how much it names of it, 0 to 1,
    /// squared, by how much of the rest of it a seed says. In a list of five events it is the one
    /// that counts; a namesake shares half of the names.
    #[must_use]
    pub fn best_paragraph(&self, profile: &Profile) -> f32 {
        let tokens = &profile.wording.body.tokens[profile.wording.first..];
        let mut best = 0.0_f32;
        for range in profile.wording.paragraphs() {
            let (paragraph, words) = (&tokens[range.clone()], &profile.wording.words[range]);
            if paragraph.len() < PARAGRAPH {
                continue;
            }
            let from =
                profile.named.who_in.partition_point(|(place, _)| *place < paragraph[0].paragraph);
            let named = profile.named.who_in[from..]
                .iter()
                .take_while(|(place, _)| *place == paragraph[0].paragraph)
                .map(|(_, key)| *key);
            let mut named: Vec<u64> = named.chain(words.iter().copied()).collect();
            named.sort_unstable();
            named.dedup();
            let names: f32 = named.into_iter().map(|key| self.name(key)).sum();
            let named = (names / ENOUGH).min(1.0).powi(2);
            // what seeds say is a share: it makes no more of the paragraph
            if named > best {
                let stems = stems_beside_names(profile, paragraph, words);
                best = best.max(named * self.said(stems));
            }
        }
        best
    }

    /// What headline and first sentence name of the topic, by the name that most seeds have.
    #[must_use]
    pub fn head_mass(&self, profile: &Profile) -> f32 {
        let mut head = profile.named.head.clone();
        head.sort_unstable();
        head.dedup();
        let most = self.names.iter().map(|(_, weight)| *weight).fold(0.0, f32::max);
        if most > 0.0 {
            head.into_iter().map(|key| self.name(key)).sum::<f32>() / most
        } else {
            0.0
        }
    }
}

/// The weights of all, and of those that are marked, squared.
fn parts(weights: impl Iterator<Item = (bool, f32)>) -> (f32, f32) {
    weights.fold((0.0, 0.0), |(all, marked), (is_marked, weight)| {
        (all + weight * weight, if is_marked { marked + weight * weight } else { marked })
    })
}

/// The stems of tokens that are no names, with their weights; `words` are the tokens' hashes.
fn stems_beside_names(profile: &Profile, tokens: &[Token], words: &[u64]) -> Vec<(u64, f32)> {
    let beside = tokens.iter().zip(words).filter(|(_, word)| !profile.named.who.has(**word));
    let weighed = |(token, word): (&Token, &u64)| {
        let folded = profile.wording.body.folded(token);
        if token.kind != Kind::Word {
            return (*word, weight(folded, *word));
        }
        let stem = word_hash(stem(folded));
        (stem, stem_weight(stem))
    };
    beside.map(weighed).collect()
}

/// Whether two texts are in two languages: then their words tell nothing.
#[must_use]
pub fn is_abroad(here: &Profile, there: &Profile) -> bool {
    matches!((&here.language, &there.language), (Some(here), Some(there)) if here != there)
}

/// The cosine of two texts' terms without the names of either.
#[must_use]
pub fn beside_names(here: &Profile, there: &Profile) -> f32 {
    let names = Topic::of([&here.named.who, &there.named.who].into_iter());
    let length = |terms: &Terms| {
        terms.beside(&names).map(|term| term.weight * term.weight).sum::<f32>().sqrt()
    };
    let (mine, theirs) = (length(&here.weighted.terms), length(&there.weighted.terms));
    let product: f32 = here
        .weighted
        .terms
        .shared(&there.weighted.terms)
        .iter()
        .filter(|term| !names.has(term.key))
        .map(|term| term.weight)
        .sum();
    if mine > 0.0 && theirs > 0.0 { product / (mine * theirs) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;
    use crate::extract::Article;

    fn profile(text: &str) -> Profile {
        Profile::new(
            &Article::new("https://news.example/a".parse().unwrap(), "", text),
            &Names::default(),
        )
    }

    const SIGNED: &str = "In the town hall of Velda ministers Ilse Tarn of Orlan and Odo Brack of \
        Velda signed a treaty on the Sarn ferry.";
    const VOTED: &str = "Deputies of Orlan backed the treaty on the Sarn ferry, to the relief of \
        Ilse Tarn and of Odo Brack in Velda.";
    const MATCH: &str = "With two late goals the women of Orlan beat Velda, as Ilse Tarn and Odo \
        Brack looked on from the Sarn stand.";
    const NAMESAKE: &str = "Ministers Pia Holm of Brenn and Rolf Egger of Orlan signed a treaty \
        on the Grann ferry in the town hall of Grann.";

    #[test]
    fn a_match_shares_names_with_a_topic_and_a_namesake_all_but_names() {
        let seeds = [profile(SIGNED), profile(VOTED)];
        let marks = Marks::of(seeds.iter());
        let (of_match, of_namesake) = (profile(MATCH), profile(NAMESAKE));
        let own = |profile: &Profile| marks.own_names(profile).unwrap();
        assert!(
            own(&of_match) > 0.8 && own(&of_namesake) < 0.3,
            "{} {}",
            own(&of_match),
            own(&of_namesake)
        );
        assert!(beside_names(&of_match, &seeds[0]) < 0.2 * beside_names(&of_namesake, &seeds[0]));
        assert!(
            marks.own_names(&profile("Deputies voted after a long debate.")).is_none(),
            "no names tell nothing"
        );
    }

    #[test]
    fn one_paragraph_of_a_list_may_be_on_a_topic() {
        let marks = Marks::of([profile(SIGNED), profile(VOTED)].iter());
        let list = format!(
            "{MATCH}\n\nA parrot that had flown from the zoo of Brenn was found in a church on \
                Monday.\n\n{SIGNED}"
        );
        assert!(marks.best_paragraph(&profile(&list)) > 0.9);
        assert!(marks.best_paragraph(&profile(MATCH)) < 0.5);
    }
}
