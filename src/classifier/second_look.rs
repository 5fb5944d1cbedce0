//! The second look: a unit's codes in the light of the talk around it.
//!
//! The first look judges each unit by itself. Then something is expected of its neighbours, and [`super::flow`] says what
//! usually stands beside that. A small logistic model weighs it against the first look's logit.

use super::flow::AROUND;
use super::hold_out::HeldFold;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

const INPUTS: usize = 1 + AROUND;

/// Weights of the first look's logit and of the numbers of the talk around.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SecondLook {
    weights: [f64; INPUTS],
    intercept: f64,
}

/// A code of a unit in the talk whose answer is known.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// The first look's logit.
    pub logit: f64,
    /// What the talk around says.
    pub around: [f32; AROUND],
    /// Whether the unit bears the code.
    pub right: bool,
}

impl SecondLook {
    /// The first look's word stands.
    pub const NONE: Self = Self {
        weights: [1.0, 0.0, 0.0],
        intercept: 0.0,
    };

    /// Learns from answers; `None` where all are the same.
    ///
    /// # Errors
    /// [`Error::Internal`] where the optimiser fails.
    pub fn fit(answers: &[Answered]) -> Result<Option<Self>> {
        if answers.iter().all(|a| a.right) || answers.iter().all(|a| !a.right) {
            return Ok(None);
        }
        let mut inputs = Array2::zeros((answers.len(), INPUTS));
        for (mut row, answer) in inputs.outer_iter_mut().zip(answers) {
            row.assign(&Array1::from_iter(inputs_of(answer.logit, answer.around)));
        }
        let right: Array1<bool> = answers.iter().map(|a| a.right).collect();
        let fitted = LogisticRegression::default()
            .alpha(1.0)
            .max_iterations(100)
            .fit(&DatasetBase::new(inputs, right))
            .map_err(Error::internal)?;
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        let mut weights = [0.0; INPUTS];
        for (weight, learnt) in weights.iter_mut().zip(fitted.params()) {
            *weight = sign * learnt;
        }
        Ok(Some(Self {
            weights,
            intercept: sign * fitted.intercept(),
        }))
    }

    /// `own` parts of the other one and the rest of this one.
    pub fn blended(&self, other: &Self, own: f64) -> Self {
        let mix = |ours: f64, theirs: f64| own * theirs + (1.0 - own) * ours;
        let mut weights = self.weights;
        for (weight, theirs) in weights.iter_mut().zip(other.weights) {
            *weight = mix(*weight, theirs);
        }
        Self {
            weights,
            intercept: mix(self.intercept, other.intercept),
        }
    }

    /// The second look's logit.
    pub fn logit(&self, first: f64, around: [f32; AROUND]) -> f64 {
        let sum: f64 = self
            .weights
            .iter()
            .zip(inputs_of(first, around))
            .map(|(weight, input)| weight * input)
            .sum();
        sum + self.intercept
    }
}

/// The answers of a fold's units in the light of the talk around them; codes without an example are not asked.
pub fn answers(fold: &HeldFold, logits: &[Vec<f64>]) -> Vec<Answered> {
    let around = fold.around(logits);
    let mut answers = Vec::new();
    for ((unit, logits), around) in fold.units.iter().zip(logits).zip(around) {
        let looked = unit
            .pairs
            .iter()
            .zip(logits)
            .zip(around.into_iter().flatten());
        answers.extend(looked.filter(|((pair, _), _)| pair.taught).map(
            |((pair, &logit), around)| Answered {
                logit,
                around,
                right: pair.right,
            },
        ));
    }
    answers
}

fn inputs_of(logit: f64, around: [f32; AROUND]) -> [f64; INPUTS] {
    [logit, f64::from(around[0]), f64::from(around[1])]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(logit: f64, before: f32, right: bool) -> Answered {
        let around = [before, 0.0];
        Answered {
            logit,
            around,
            right,
        }
    }

    #[test]
    fn talk_that_tells_changes_the_first_look() {
        let answers: Vec<Answered> = (0..400)
            .map(|i| {
                let right = i % 2 == 0;
                answered(
                    f64::from(i % 5) - 2.0,
                    if right { 1.0 } else { -1.0 },
                    right,
                )
            })
            .collect();
        let look = SecondLook::fit(&answers).unwrap().unwrap();
        assert!(look.logit(0.0, [1.0, 0.0]) > 1.0 + look.logit(0.0, [-1.0, 0.0]));
        let half = SecondLook::NONE.blended(&look, 0.5);
        let (whole, none) = (look.logit(1.0, [1.0, 0.0]), 1.0);
        assert!((half.logit(1.0, [1.0, 0.0]) - (whole + none) / 2.0).abs() < 1e-9);
    }

    #[test]
    fn answers_that_are_all_alike_teach_nothing() {
        assert_eq!(SecondLook::fit(&[answered(0.0, 1.0, true)]).unwrap(), None);
        assert_eq!(SecondLook::NONE.logit(0.7, [3.0, -3.0]), 0.7);
    }
}
