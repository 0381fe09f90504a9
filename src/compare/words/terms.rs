//! Weighted terms of a text, as hashes: its words or their stems, with names and places as one term
//! whatever their spelling. What a term says is looked up in the text when somebody asks.

/// A term as it was found, before equal ones are counted together.
#[derive(Debug, Clone, Copy)]
pub struct FoundTerm {
    pub key: u64,
    /// The count of the term, 1 for once in the body.
    pub count: f32,
    /// The inverse document frequency of the term.
    pub weight: f32,
}

/// One term of [`Terms`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// The hash of a word, a stem, or `@id`.
    pub key: u64,
    pub weight: f32,
}

/// Weighted terms of unit length, sorted by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms(Vec<Weighted>);

impl Terms {
    /// Weighs each term by its inverse document frequency and the logarithm of its count.
    #[must_use]
    pub fn of(mut found: Vec<FoundTerm>) -> Self {
        sort_by_key(&mut found);
        let mut terms = Vec::with_capacity(found.len());
        terms.extend(found.chunk_by(|a, b| a.key == b.key).filter_map(|same| {
            let count: f32 = same.iter().map(|one| one.count).sum();
            let weight = same[0].weight * (1.0 + count.ln());
            (weight > 0.0).then_some(Weighted { key: same[0].key, weight })
        }));
        Self(terms).unit()
    }

    /// Weighs each term by its inverse document frequency and the root of its count, which is less
    /// than 1 where it stands further down.
    #[must_use]
    pub fn in_front(mut found: Vec<FoundTerm>) -> Self {
        sort_by_key(&mut found);
        let same = found.chunk_by(|a, b| a.key == b.key);
        let weighted = same.map(|same| {
            let count: f32 = same.iter().map(|one| one.count).sum();
            Weighted { key: same[0].key, weight: same[0].weight * count.sqrt() }
        });
        Self(weighted.filter(|term| term.weight > 0.0).collect()).unit()
    }

    /// The terms with those of `topic` at `factor` of their weight: what is left tells the event.
    #[must_use]
    pub fn muted(&self, topic: &Topic, factor: f32) -> Self {
        let muted = self.0.iter().map(|term| Weighted {
            weight: if topic.has(term.key) { term.weight * factor } else { term.weight },
            ..*term
        });
        Self(muted.collect()).unit()
    }

    /// The terms with each weight multiplied by the `factor` of its key.
    #[must_use]
    pub fn weighed(&self, factor: impl Fn(u64) -> f32) -> Self {
        Self(
            self.0
                .iter()
                .map(|term| Weighted { weight: term.weight * factor(term.key), ..*term })
                .collect(),
        )
        .unit()
    }

    fn unit(mut self) -> Self {
        let length = self.0.iter().map(|term| term.weight * term.weight).sum::<f32>().sqrt();
        if length > 0.0 {
            self.0.iter_mut().for_each(|term| term.weight /= length);
        }
        self
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn has(&self, key: u64) -> bool {
        self.0.binary_search_by_key(&key, |term| term.key).is_ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Weighted> {
        self.0.iter()
    }

    /// The terms that `topic` has not, in their order.
    pub fn beside(&self, topic: &Topic) -> impl Iterator<Item = &Weighted> {
        let mut keys = topic.0.iter().peekable();
        self.0.iter().filter(move |term| {
            while keys.next_if(|key| **key < term.key).is_some() {}
            keys.peek().is_none_or(|key| **key != term.key)
        })
    }

    /// The weight of a term, 0 where it is not there.
    #[must_use]
    pub fn weight(&self, key: u64) -> f32 {
        self.0.binary_search_by_key(&key, |term| term.key).map_or(0.0, |at| self.0[at].weight)
    }

    /// The terms of several texts together, each at `factor` of its weight.
    #[must_use]
    pub fn sum<'a>(texts: impl Iterator<Item = &'a Self>, factor: f32) -> Self {
        let mut all: Vec<Weighted> = texts.flat_map(|terms| terms.0.iter().copied()).collect();
        all.sort_by_key(|term| term.key);
        let same = all.chunk_by(|a, b| a.key == b.key);
        Self(
            same.map(|same| Weighted {
                key: same[0].key,
                weight: factor * same.iter().map(|term| term.weight).sum::<f32>(),
            })
            .collect(),
        )
    }

    /// The middle of several texts, of unit length.
    #[must_use]
    pub fn mean<'a>(texts: impl Iterator<Item = &'a Self>) -> Self {
        Self::sum(texts, 1.0).unit()
    }

    /// The terms without those of some keys, of unit length.
    #[must_use]
    pub fn without(&self, is_left_out: impl Fn(u64) -> bool) -> Self {
        Self(self.0.iter().filter(|term| !is_left_out(term.key)).copied().collect()).unit()
    }

    /// The heaviest terms, at most `most`, the heaviest first.
    #[must_use]
    pub fn heaviest(&self, most: usize) -> Vec<Weighted> {
        let heavier =
            |a: &Weighted, b: &Weighted| b.weight.total_cmp(&a.weight).then(a.key.cmp(&b.key));
        let mut terms = self.0.clone();
        if terms.len() > most && most > 0 {
            terms.select_nth_unstable_by(most - 1, heavier);
        }
        terms.truncate(most);
        terms.sort_unstable_by(heavier);
        terms
    }

    /// The cosine of two texts, 0 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        let mut sum = 0.0;
        self.each_shared(other, |_, part| sum += part);
        sum.min(1.0)
    }

    /// The shared terms with what each contributes to the cosine, most first.
    #[must_use]
    pub fn shared(&self, other: &Self) -> Vec<Weighted> {
        let mut shared = Vec::new();
        self.each_shared(other, |key, weight| shared.push(Weighted { key, weight }));
        shared.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then(a.key.cmp(&b.key)));
        shared
    }

    fn each_shared(&self, other: &Self, mut each: impl FnMut(u64, f32)) {
        let (mut at, mut there) = (0, 0);
        // Which of two keys is less nobody can guess, a processor neither: both steps are taken as
        // numbers.
        while let (Some(my), Some(their)) = (self.0.get(at), other.0.get(there)) {
            if my.key == their.key {
                each(my.key, my.weight * their.weight);
            }
            at += usize::from(my.key <= their.key);
            there += usize::from(their.key <= my.key);
        }
    }
}

/// Sorts the terms by key. Keys are hashes, which spread: parted by their high bits first, they are
/// nearly sorted.
fn sort_by_key(found: &mut Vec<FoundTerm>) {
    const PARTS: usize = 256;
    let part = |one: &FoundTerm| (one.key >> 56) as usize;
    let mut ends = [0; PARTS];
    found.iter().for_each(|one| ends[part(one)] += 1);
    let mut end = 0;
    for part in &mut ends {
        end += *part;
        *part = end;
    }
    let mut sorted = found.clone();
    for one in found.iter().rev() {
        ends[part(one)] -= 1;
        sorted[ends[part(one)]] = *one;
    }
    sorted
        .chunk_by_mut(|a, b| part(a) == part(b))
        .filter(|some| some.len() > 1)
        .for_each(|some| some.sort_unstable_by_key(|one| one.key));
    *found = sorted;
}

/// The terms that the texts of a corpus are made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Topic(Vec<u64>);

impl Topic {
    #[must_use]
    pub fn of<'a>(texts: impl Iterator<Item = &'a Terms>) -> Self {
        let mut keys: Vec<u64> =
            texts.flat_map(|terms| terms.0.iter().map(|term| term.key)).collect();
        keys.sort_unstable();
        keys.dedup();
        Self(keys)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, key: u64) -> bool {
        self.0.binary_search(&key).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(found: &[(u64, f32)]) -> Terms {
        Terms::of(
            found
                .iter()
                .map(|(key, weight)| FoundTerm { key: *key, count: 1.0, weight: *weight })
                .collect(),
        )
    }

    #[test]
    fn what_is_shared_adds_up_to_the_cosine() {
        let (one, two) = (
            terms(&[(3, 2.0), (1, 1.0), (3, 2.0), (7, 4.0)]),
            terms(&[(7, 4.0), (3, 1.0), (9, 2.0)]),
        );
        let shared = one.shared(&two);
        assert_eq!(shared.iter().map(|term| term.key).collect::<Vec<_>>(), [7, 3], "most first");
        assert!(
            (one.cosine(&two) - shared.iter().map(|term| term.weight).sum::<f32>()).abs() < 1e-6
        );
        assert!((one.cosine(&one) - 1.0).abs() < 1e-6);
        assert!(one.cosine(&Terms::default()).abs() < 1e-6);
    }

    #[test]
    fn the_heaviest_terms_stand_first() {
        let terms = terms(&[(1, 1.0), (2, 3.0), (3, 2.0), (4, 0.0)]);
        let keys =
            |most: usize| terms.heaviest(most).iter().map(|term| term.key).collect::<Vec<_>>();
        assert_eq!(keys(2), [2, 3]);
        assert_eq!(keys(9), [2, 3, 1], "what every text has is no term");
        assert!(keys(0).is_empty());
    }

    #[test]
    fn a_muted_topic_leaves_the_event() {
        let (one, two) = (terms(&[(1, 4.0), (2, 1.0)]), terms(&[(1, 4.0), (3, 1.0)]));
        let topic = Topic::of(std::iter::once(&terms(&[(1, 1.0)])));
        assert!(one.muted(&topic, 0.1).cosine(&two.muted(&topic, 0.1)) < 0.2 * one.cosine(&two));
    }
}
