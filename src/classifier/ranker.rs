//! Evidence to probability: a logistic model over the few dense numbers of [`super::evidence`].
//!
//! Trained by linfa on evidence that was gathered for units the views had not learnt from. Where a study has too little of
//! it, the weights learnt on public corpora (`models/ranker`) take part: the logits are blended in proportion.

use super::evidence::{NUMBERS, Numbers};
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

/// Inputs of the logistic model: the numbers, and a few that say how they bend or act together.
const INPUTS: usize = NUMBERS + 7;

/// Inputs are divided by their spread, but by no less than this.
const LEAST_SPREAD: f64 = 0.02;

/// Strength of the penalty on weights (of standardised inputs).
const PENALTY: f64 = 1.0;

/// A logistic model of standardised inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranker {
    means: Vec<f64>,
    scales: Vec<f64>,
    weights: Vec<f64>,
    intercept: f64,
}

/// One (unit, code) pair whose answer is known.
#[derive(Debug, Clone, Copy)]
pub struct Judged {
    /// The evidence, gathered without this unit.
    pub numbers: Numbers,
    /// Whether the unit bears the code.
    pub right: bool,
}

impl Ranker {
    /// Learns from judged pairs; `None` where all answers are the same.
    ///
    /// # Errors
    /// [`Error::Internal`] where the optimiser fails.
    pub fn fit(judged: &[Judged]) -> Result<Option<Self>> {
        if judged.iter().all(|j| j.right) || judged.iter().all(|j| !j.right) {
            return Ok(None);
        }
        let mut inputs = Array2::<f64>::zeros((judged.len(), INPUTS));
        for (mut row, pair) in inputs.outer_iter_mut().zip(judged) {
            row.assign(&inputs_of(&pair.numbers));
        }
        let (means, scales) = standardise(&mut inputs);
        let answers: Array1<bool> = judged.iter().map(|j| j.right).collect();
        let fitted = LogisticRegression::default()
            .alpha(PENALTY)
            .max_iterations(150)
            .gradient_tolerance(1e-3)
            .fit(&DatasetBase::new(inputs, answers))
            .map_err(Error::internal)?;
        // linfa calls the class that it saw as the larger label positive; the sign is taken from its labels
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Ok(Some(Self {
            means,
            scales,
            weights: fitted.params().iter().map(|w| sign * w).collect(),
            intercept: sign * fitted.intercept(),
        }))
    }

    /// Whether it has a weight for every input: a file of another version may not.
    pub fn is_whole(&self) -> bool {
        [&self.means, &self.scales, &self.weights]
            .iter()
            .all(|list| list.len() == INPUTS)
    }

    /// A model whose logit is `own` parts of `other`'s and the rest of this one's.
    pub fn blended(&self, other: &Self, own: f64) -> Self {
        let mut blend = self.unscaled();
        let other = other.unscaled();
        blend.intercept = own * other.intercept + (1.0 - own) * blend.intercept;
        for (weight, others) in blend.weights.iter_mut().zip(&other.weights) {
            *weight = own * others + (1.0 - own) * *weight;
        }
        blend
    }

    /// The same model on inputs as they are.
    fn unscaled(&self) -> Self {
        let weights: Vec<f64> = self
            .weights
            .iter()
            .zip(&self.scales)
            .map(|(w, s)| w / s)
            .collect();
        let moved: f64 = weights.iter().zip(&self.means).map(|(w, m)| w * m).sum();
        Self {
            means: vec![0.0; INPUTS],
            scales: vec![1.0; INPUTS],
            intercept: self.intercept - moved,
            weights,
        }
    }

    /// The logit of the code being right.
    pub fn logit(&self, numbers: &Numbers) -> f64 {
        inputs_of(numbers)
            .iter()
            .zip(self.means.iter().zip(&self.scales))
            .zip(&self.weights)
            .map(|((x, (mean, scale)), weight)| (x - mean) / scale * weight)
            .sum::<f64>()
            + self.intercept
    }
}

/// The probability for a logit.
pub fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

fn inputs_of(numbers: &Numbers) -> Array1<f64> {
    let mut inputs = Array1::zeros(INPUTS);
    for (input, number) in inputs.iter_mut().zip(numbers) {
        *input = f64::from(*number);
    }
    let n = |i: usize| f64::from(numbers[i]);
    inputs[NUMBERS] = n(1).min(0.0).powi(2);
    inputs[NUMBERS + 1] = n(2).max(1e-6).ln();
    inputs[NUMBERS + 2] = (n(3) + 0.01).ln();
    inputs[NUMBERS + 3] = f64::from(u8::from(n(1) > 0.0));
    inputs[NUMBERS + 4] = n(4) * n(4);
    inputs[NUMBERS + 5] = n(21).min(0.0).powi(2);
    inputs[NUMBERS + 6] = n(22).max(1e-6).ln();
    inputs
}

fn standardise(inputs: &mut Array2<f64>) -> (Vec<f64>, Vec<f64>) {
    let rows = inputs.nrows() as f64;
    let mut means = Vec::with_capacity(inputs.ncols());
    let mut scales = Vec::with_capacity(inputs.ncols());
    for mut column in inputs.columns_mut() {
        let mean = column.sum() / rows;
        let spread = (column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / rows).sqrt();
        // A number that hardly varies here may vary more in the next unit: it must not become a lever.
        let scale = spread.max(LEAST_SPREAD);
        column.mapv_inplace(|x| (x - mean) / scale);
        means.push(mean);
        scales.push(scale);
    }
    (means, scales)
}
