//! Texts as weighted words.

use crate::study::Language;
use crate::text::Analyzer;
use std::collections::{BTreeMap, HashMap};

/// Weights by term; the terms are in a fixed order so that sums come out the same every time.
pub(super) type Weights = BTreeMap<usize, f64>;

/// Terms of a set of texts with the number of texts each is in.
#[derive(Default)]
pub(super) struct WordSpace {
    ids: HashMap<String, usize>,
    texts_with: Vec<usize>,
    written: Vec<BTreeMap<String, usize>>,
    /// Terms that say something by themselves in some language.
    telling: Vec<bool>,
    texts: usize,
    analyzers: HashMap<Language, Analyzer>,
}

impl WordSpace {
    /// Takes a text in and returns its terms with their numbers. Weigh it once all texts are in.
    pub fn take(&mut self, text: &str, language: &Language) -> BTreeMap<usize, usize> {
        let analyzer =
            (self.analyzers.entry(language.clone())).or_insert_with(|| Analyzer::new(language));
        let mut counts = BTreeMap::new();
        for token in analyzer.tokens(text) {
            let is_telling = !analyzer.is_function_word(&token);
            let next = self.ids.len();
            let id = *self.ids.entry(token.term).or_insert(next);
            if id == next {
                self.texts_with.push(0);
                self.written.push(BTreeMap::new());
                self.telling.push(false);
            }
            self.telling[id] |= is_telling;
            *self.written[id].entry(token.word).or_default() += 1;
            *counts.entry(id).or_default() += 1;
        }
        counts
    }

    /// Counts one text that is made of these terms.
    pub fn count(&mut self, terms: &BTreeMap<usize, usize>) {
        self.texts += 1;
        for &id in terms.keys() {
            self.texts_with[id] += 1;
        }
    }

    /// TF-IDF of unit length: `(1 + ln tf) · ln((1 + N) / (1 + df))`. A word in every text weighs nothing
    /// (the textbook's `+ 1` on the idf is left out on purpose: filler words must not make two codes alike).
    pub fn weigh(&self, terms: &BTreeMap<usize, usize>) -> Weights {
        let all = 1.0 + self.texts as f64;
        let mut weights: Weights = (terms.iter())
            .map(|(&id, &n)| {
                let idf = (all / (1.0 + self.texts_with[id] as f64)).ln();
                (id, (1.0 + (n as f64).ln()) * idf)
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        to_unit_length(&mut weights);
        weights
    }

    /// The terms that make `a` and `b` alike, strongest first, as most often written; no function words.
    pub fn shared(&self, a: &Weights, b: &Weights, most: usize) -> Vec<String> {
        let mut shared: Vec<(f64, usize)> = (a.iter())
            .filter_map(|(id, x)| Some((x * b.get(id)?, *id)))
            .filter(|(product, id)| *product > 0.0 && self.telling[*id])
            .collect();
        shared.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
        shared
            .into_iter()
            .take(most)
            .map(|(_, id)| self.word(id))
            .collect()
    }

    fn word(&self, id: usize) -> String {
        let most_often =
            |a: &(&String, &usize), b: &(&String, &usize)| a.1.cmp(b.1).then(b.0.cmp(a.0));
        (self.written[id].iter().max_by(most_often))
            .map(|(word, _)| word.clone())
            .unwrap_or_default()
    }
}

/// Sum of `all`, scaled to unit length.
pub(super) fn centroid<'a>(all: impl IntoIterator<Item = &'a Weights>) -> Weights {
    let mut sum = Weights::new();
    for weights in all {
        for (&id, weight) in weights {
            *sum.entry(id).or_default() += weight;
        }
    }
    to_unit_length(&mut sum);
    sum
}

/// Each weight times the factor of its term, again of unit length.
pub(super) fn reweighed(weights: &Weights, factor: impl Fn(usize) -> f64) -> Weights {
    let mut new = (weights
        .iter()
        .map(|(&id, weight)| (id, weight * factor(id))))
    .collect();
    to_unit_length(&mut new);
    new
}

/// Cosine of two vectors of unit length, from 0; opposite is no more than unlike.
pub(super) fn likeness(a: &Weights, b: &Weights) -> f64 {
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let product: f64 = (small.iter())
        .filter_map(|(id, x)| Some(x * large.get(id)?))
        .sum();
    // A sum of nothing is -0, which would be shown.
    product.clamp(0.0, 1.0) + 0.0
}

fn to_unit_length(weights: &mut Weights) {
    let length = weights.values().map(|w| w * w).sum::<f64>().sqrt();
    if length > 0.0 {
        weights.values_mut().for_each(|w| *w /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space(texts: &[&str]) -> (WordSpace, Vec<Weights>) {
        let mut space = WordSpace::default();
        let counted: Vec<_> = (texts.iter())
            .map(|text| {
                let terms = space.take(text, &Language::english());
                space.count(&terms);
                terms
            })
            .collect();
        let weights = counted.iter().map(|terms| space.weigh(terms)).collect();
        (space, weights)
    }

    #[test]
    fn inflected_words_meet_and_common_ones_weigh_nothing() {
        let (space, w) = space(&["the nurses helped", "the nurse helps", "the wage", "the"]);
        assert!(likeness(&w[0], &w[1]) > 0.99);
        assert_eq!(likeness(&w[0], &w[2]), 0.0);
        assert!(w[3].is_empty());
        assert_eq!(space.shared(&w[0], &w[1], 1).len(), 1);
    }

    #[test]
    fn nothing_is_like_nothing() {
        let (_, w) = space(&["", "word"]);
        assert_eq!(likeness(&w[0], &w[0]), 0.0);
        assert!(centroid([&w[0]]).is_empty());
        assert!(reweighed(&w[1], |_| 0.0).values().all(|x| *x == 0.0));
    }
}
