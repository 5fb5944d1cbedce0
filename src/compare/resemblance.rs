//! How alike two codes are, view by view.

use crate::study::CodeId;
use serde::Serialize;
use std::collections::BTreeMap;

/// What each view counts in the joint score. Units and cross coding say how a code is *used*, names and definitions only what it is
/// called and meant to be; so use weighs more.
const NAMES: f64 = 0.2;
const DEFINITIONS: f64 = 0.2;
const UNITS: f64 = 0.3;
const MEANING: f64 = 0.3;
const CROSS_CODING: f64 = 0.4;

/// How the model of one study codes the units of another, as given by the caller.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CrossCoding {
    means: BTreeMap<(CodeId, CodeId), f64>,
}

impl CrossCoding {
    /// Notes that the model gives `code` the probability `mean` on average over the other study's units that bear `on`.
    pub fn insert(&mut self, code: CodeId, on: CodeId, mean: f64) {
        self.means.insert((code, on), mean.clamp(0.0, 1.0));
    }

    /// The mean probability of `code` on units that bear `on`, where it was noted.
    pub fn mean(&self, code: CodeId, on: CodeId) -> Option<f64> {
        self.means.get(&(code, on)).copied()
    }

    /// The mean over all codes that `code` was tried on.
    fn usual(&self, code: CodeId) -> f64 {
        let (mut sum, mut n) = (0.0, 0.0);
        for (_, mean) in self
            .means
            .range((code, CodeId(i64::MIN))..=(code, CodeId(i64::MAX)))
        {
            sum += mean;
            n += 1.0;
        }
        if n > 0.0 { sum / n } else { 0.0 }
    }

    /// How far above its usual probability `code` is on `on`, as a part of what is left up to certainty. A code that the model
    /// gives to everything says nothing about any.
    fn lift(&self, code: CodeId, on: CodeId) -> Option<f64> {
        let (mean, usual) = (self.mean(code, on)?, self.usual(code));
        Some(if usual < 1.0 {
            ((mean - usual) / (1.0 - usual)).max(0.0)
        } else {
            0.0
        })
    }

    /// What the two models say of the pair; `None` where neither was tried on it.
    pub(super) fn evidence(&self, left: CodeId, right: CodeId) -> Option<CrossEvidence> {
        let (to, fro) = (self.lift(left, right), self.lift(right, left));
        let score = match (to, fro) {
            (Some(a), Some(b)) => (a * b).sqrt(),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return None,
        };
        Some(CrossEvidence {
            left_on_right: self.mean(left, right),
            right_on_left: self.mean(right, left),
            score,
        })
    }
}

/// Cross coding of one pair.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CrossEvidence {
    /// Mean probability of the left code on units that bear the right one.
    pub left_on_right: Option<f64>,
    /// Mean probability of the right code on units that bear the left one.
    pub right_on_left: Option<f64>,
    /// Geometric mean of how far both are above the code's usual probability, 0 to 1.
    pub score: f64,
}

/// Each view of a pair from 0 (unlike) to 1 (the same); `None` where there was nothing to look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Resemblance {
    /// Words of the names.
    pub names: Option<f64>,
    /// Words of the definitions, inclusion notes and names.
    pub definitions: Option<f64>,
    /// Words of the units, those that come with many codes weakened.
    pub units: Option<f64>,
    /// Sentence vectors, where given.
    pub meaning: Option<f64>,
    /// How each study's model codes the other's units, where given.
    pub cross_coding: Option<CrossEvidence>,
}

impl Resemblance {
    /// The joint score: the weighted mean of the views there are (names 0.2, definitions 0.2, units 0.3, meaning 0.3,
    /// cross coding 0.4; the weights are our judgement, not learnt), of squares under a root. 0 where there are none.
    ///
    /// Short texts are seldom alike in every view, so the plain mean would bury a pair on which one view is clear and another blind;
    /// among squares the clear views lead.
    pub fn score(&self) -> f64 {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (_, value, w) in self.views() {
            sum += w * value * value;
            weight += w;
        }
        if weight > 0.0 {
            (sum / weight).sqrt()
        } else {
            0.0
        }
    }

    /// The views there are: name, value, weight.
    pub fn views(&self) -> Vec<(&'static str, f64, f64)> {
        let all = [
            ("names", self.names, NAMES),
            ("definitions", self.definitions, DEFINITIONS),
            ("units", self.units, UNITS),
            ("meaning", self.meaning, MEANING),
            (
                "cross coding",
                self.cross_coding.map(|c| c.score),
                CROSS_CODING,
            ),
        ];
        (all.into_iter())
            .filter_map(|(name, value, weight)| Some((name, value?, weight)))
            .collect()
    }
}

/// Cosine of two sentence vectors, from 0; `None` where they do not fit each other or one is empty.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    let length = |v: &[f32]| v.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>().sqrt();
    let lengths = length(a) * length(b);
    if a.len() != b.len() || !lengths.is_finite() || lengths <= 0.0 {
        return None;
    }
    let product: f64 = a
        .iter()
        .zip(b)
        .map(|(x, y)| f64::from(*x) * f64::from(*y))
        .sum();
    Some((product / lengths).clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_that_are_missing_do_not_count() {
        assert_eq!(Resemblance::default().score(), 0.0);
        let names = Resemblance {
            names: Some(0.5),
            ..Default::default()
        };
        assert!((names.score() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_code_given_to_everything_is_no_evidence() {
        let mut cross = CrossCoding::default();
        for on in [21, 22, 23] {
            cross.insert(CodeId(11), CodeId(on), 0.6);
            cross.insert(CodeId(12), CodeId(on), if on == 22 { 0.9 } else { 0.0 });
        }
        assert!(cross.evidence(CodeId(11), CodeId(21)).unwrap().score < 1e-9);
        assert!(cross.evidence(CodeId(12), CodeId(22)).unwrap().score > 0.5);
        assert_eq!(
            cross
                .evidence(CodeId(22), CodeId(12))
                .unwrap()
                .right_on_left,
            Some(0.9)
        );
        assert!(cross.evidence(CodeId(1), CodeId(2)).is_none());
    }

    #[test]
    fn vectors_that_do_not_fit_say_nothing() {
        assert_eq!(cosine(&[1.0, 0.0], &[2.0, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0], &[1.0, 0.0]), None);
        assert_eq!(cosine(&[0.0], &[0.0]), None);
        assert_eq!(cosine(&[f32::NAN], &[1.0]), None);
    }
}
