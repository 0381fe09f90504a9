//! Closeness as a number: how near people would put two articles, from 0 (nothing to do with each
//! other) to 1 (the same event told twice).
//!
//! Two signals decide. *Text*: the root of the cosine of weighted stems. *Headlines*: how much of
//! what one's headline says stands in the other, both ways: a headline tells the event, where the
//! body tells the topic too, and it is whole where the rest of a page came with its furniture.
//! Their geometric mean goes through a logistic curve that `evaluate/run compare --fit` fits to
//! people's labels.
//!
//! Across languages, what is shared are words that both write alike, names, places and numbers;
//! headlines, translated, say nothing. There three signals decide, on a curve of their own: the
//! cosine of words, how near the texts lie among texts of all languages, and how much happens in
//! both.
//!
//! # Limits
//! Another word for the same thing is another word.

use super::overlap::Overlap;
use crate::compare::reading::{Profile, WeightedTerms};

/// What makes two articles close, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Signals {
    /// The root of the cosine of stems; of words, across languages and where only one is known.
    pub text: f32,
    /// The share of a headline's weight that the other article holds, mean of both ways; none
    /// across languages, or where neither has a headline that says something.
    pub headlines: Option<f32>,
    /// How near the two lie among texts of all languages, across languages only.
    pub sense: f32,
    /// The cosine of what happens in them, across languages only.
    pub acts: f32,
    /// Whether the two are in different languages, or only one's language is known.
    pub across_languages: bool,
}

/// A logistic curve from signals to relatedness.
struct Curve {
    intercept: f32,
    slope: f32,
}

/// Texts more alike than this share an older text or the furniture of their pages: what else they
/// have in common their headlines have to tell.
const ALIKE_ENOUGH: f32 = 0.6;

/// The curve for two articles in one language. `evaluate/run compare --fit` fitted it to 892
/// labelled pairs in one of ten languages, each language weighing the same; it is rounded. Fitted
/// to either half, slopes differ by less than a tenth.
const IN_ONE_LANGUAGE: Curve = Curve { intercept: -3.3, slope: 8.2 };
/// The curve for two articles in different languages, fitted in the same way to 378 pairs.
const ACROSS_LANGUAGES: Curve = Curve { intercept: -3.0, slope: 11.1 };

/// What sense and acts count beside words, across languages. Of sixteen pairs of weights that were tried on the labelled
/// pairs, AUC differs by less than 0.02; either half asks for nearly the same curve.
const SENSE: f32 = 0.7;
const ACTS: f32 = 0.4;

impl Signals {
    #[must_use]
    pub fn of(here: &Profile, there: &Profile) -> Self {
        Self::by([here, there], [&here.weighted, &there.weighted])
    }

    /// The signals of two articles by their `terms` as they were weighed.
    #[must_use]
    pub fn by(both: [&Profile; 2], terms: [&WeightedTerms; 2]) -> Self {
        let [here, there] = terms;
        let cosine = if both[0].language == both[1].language {
            here.stems.cosine(&there.stems)
        } else {
            here.terms.cosine(&there.terms)
        };
        Self::at(both, terms, cosine)
    }

    /// The signals of two articles of which it is known already what they have in common.
    #[must_use]
    pub fn beside(here: &Profile, there: &Profile, overlap: &Overlap) -> Self {
        let is_one_language = here.language == there.language;
        let cosine = if is_one_language { overlap.stems } else { overlap.terms };
        Self::at([here, there], [&here.weighted, &there.weighted], cosine)
    }

    fn at(both: [&Profile; 2], [here, there]: [&WeightedTerms; 2], cosine: f32) -> Self {
        if both[0].language != both[1].language {
            let [one, other] = both.map(|profile| &profile.tidings);
            return Self {
                text: cosine.sqrt(),
                headlines: None,
                sense: one.point.cosine(&other.point).max(0.0),
                acts: one.acts.cosine(&other.acts),
                across_languages: true,
            };
        }
        let shares = [here.headline_share(there), there.headline_share(here)];
        let known: Vec<f32> = shares.into_iter().flatten().collect();
        let headlines = (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32);
        Self { text: cosine.sqrt(), headlines, ..Self::default() }
    }

    /// The signals as one number from 0 to 1, before the curve.
    #[must_use]
    pub fn together(self) -> f32 {
        if self.across_languages {
            return (self.text + SENSE * self.sense + ACTS * self.acts) / (1.0 + SENSE + ACTS);
        }
        self.headlines
            .map_or(self.text, |headlines| (self.text.min(ALIKE_ENOUGH) * headlines).sqrt())
    }

    /// The relatedness of the two articles, 0 to 1: how much alike they are in what they report.
    #[must_use]
    pub fn relatedness(self) -> f32 {
        let curve = if self.across_languages { ACROSS_LANGUAGES } else { IN_ONE_LANGUAGE };
        1.0 / (1.0 + (-curve.intercept - curve.slope * self.together()).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Names;
    use crate::extract::Article;

    const SIGNING: (&str, &str) = (
        "Orlan and Velda sign ferry treaty in Vienna",
        "The transport ministers of Orlan and Velda signed a treaty on the Sarn ferry in Vienna \
            on Tuesday. It will carry 4,250 lorries a month from \
         May, and both sides share the tolls. Austria had hosted nine years of talks.",
    );
    const RETOLD: (&str, &str) = (
        "Ferry treaties signed after nine years of talking",
        "In Vienna, ministers from Velda and from Orlan have put an end to a quarrel about the \
            Sarn ferries. Tolls are to be shared, and lorries, 4,250 \
         of them each month, may cross from May.",
    );
    const ANOTHER: (&str, &str) = (
        "Flower market of Brenn opens with a black tulip",
        "Growers from the valley brought four hundred kinds of tulips to the market of Brenn on \
            Saturday. The mayor bought a bunch for her mother.",
    );
    const TRANSLATED: (&str, &str) = (
        "Orlan und Velda schließen in Wien einen Vertrag über die Fähre",
        "Die Verkehrsminister von Orlan und Velda haben am Dienstag in Wien den Vertrag über die \
            Fähre auf der Sarn unterzeichnet. Ab Mai setzen damit \
         4.250 Lastwagen im Monat über. Österreich hatte neun Jahre lang Gespräche ausgerichtet.",
    );

    fn signals(here: (&str, &str), there: (&str, &str)) -> Signals {
        let profile = |(headline, text): (&str, &str)| {
            let language = if text.starts_with("Die") { "de" } else { "en" };
            let article = Article {
                language: Some(language.to_owned()),
                ..Article::new("https://news.example/a".parse().unwrap(), headline, text)
            };
            Profile::new(&article, &Names::default())
        };
        Signals::of(&profile(here), &profile(there))
    }

    #[test]
    fn scores_stand_in_the_order_of_what_is_told() {
        let of = |there| signals(SIGNING, there).relatedness();
        assert!(of(SIGNING) > 0.9, "{}", of(SIGNING));
        assert!(of(RETOLD) > 0.5, "{}", of(RETOLD));
        assert!(of(ANOTHER) < 0.1, "{}", of(ANOTHER));
        assert!(of(TRANSLATED) > 0.4, "{}", of(TRANSLATED));
        assert!(signals(ANOTHER, TRANSLATED).relatedness() < 0.2);
    }

    #[test]
    fn headlines_count_in_one_language_only() {
        assert!(signals(SIGNING, RETOLD).headlines.is_some_and(|share| share > 0.5));
        assert_eq!(signals(SIGNING, TRANSLATED).headlines, None);
        let bare = signals(("", SIGNING.1), ("", RETOLD.1));
        assert!(bare.headlines.is_some(), "the first words stand for a headline");
        assert_eq!(signals(("", ""), ("", "")).headlines, None);
    }

    #[test]
    fn order_does_not_matter() {
        assert_eq!(signals(SIGNING, RETOLD), signals(RETOLD, SIGNING));
    }
}
