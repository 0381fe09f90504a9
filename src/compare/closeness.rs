//! Closeness as a number: how near people would put two articles, from 0 (nothing to do with each
//! other) to 1 (the same event told twice).
//!
//! Two signals decide. *Text*: the root of the cosine of weighted stems. *Headlines*: how much of what
//! one's headline says stands in the other, both ways: a headline tells the event, where the body tells
//! the topic too, and it is whole where the rest of a page came with its furniture. Their geometric mean
//! goes through a logistic curve that `tests/evaluate-compare --fit` fits to people's judgements.
//!
//! Across languages, what is shared are words that both write alike, names, places and numbers;
//! headlines, translated, say nothing. There the cosine of words alone decides, on a curve of its own.
//!
//! # Limits
//! Another word for the same thing is another word.

use super::profile::Profile;

/// What makes two articles close, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Signals {
    /// The root of the cosine of stems; of words, across languages and where only one is known.
    pub text: f32,
    /// The share of a headline's weight that the other article holds, mean of both ways. None across
    /// languages, or where neither has a headline that says something.
    pub headlines: Option<f32>,
    pub across_languages: bool,
}

/// A logistic curve.
struct Curve {
    intercept: f32,
    slope: f32,
}

/// Fitted by `tests/evaluate-compare --fit` to 898 pairs of articles in one of ten languages.
const IN_ONE_LANGUAGE: Curve = Curve { intercept: -2.91, slope: 7.02 };
/// The same for 383 pairs across two languages.
const ACROSS_LANGUAGES: Curve = Curve { intercept: -1.85, slope: 6.96 };

impl Signals {
    #[must_use]
    pub fn of(here: &Profile, there: &Profile) -> Self {
        if here.language != there.language {
            return Self { text: here.terms.cosine(&there.terms).sqrt(), headlines: None, across_languages: true };
        }
        let shares = [here.headline_share(there), there.headline_share(here)];
        let known: Vec<f32> = shares.into_iter().flatten().collect();
        let headlines = (!known.is_empty()).then(|| known.iter().sum::<f32>() / known.len() as f32);
        Self { text: here.stems.cosine(&there.stems).sqrt(), headlines, across_languages: false }
    }

    /// The signals as one, before the curve.
    #[must_use]
    pub fn together(self) -> f32 {
        self.headlines.map_or(self.text, |headlines| (self.text * headlines).sqrt())
    }

    /// The closeness score, 0 to 1.
    #[must_use]
    pub fn score(self) -> f32 {
        let curve = if self.across_languages { ACROSS_LANGUAGES } else { IN_ONE_LANGUAGE };
        1.0 / (1.0 + (-curve.intercept - curve.slope * self.together()).exp())
    }
}
