//! Is the first suggestion as often right as its probability says?
//!
//! The ranker is right on average over all pairs; being the best of many codes is a fact of its own. Platt's (1999) logistic
//! fit is therefore repeated on first suggestions only, with their lead over the second as another input.

use super::ranker::probability;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Fewer first suggestions than this are not enough to correct by.
const LEAST: usize = 80;
/// With this many first suggestions the correction counts half.
const HALF: f64 = 150.0;

/// A correction of the first suggestion's logit.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    slope: f64,
    lead: f64,
    offset: f64,
    trust: f64,
}

/// A unit's first suggestion.
#[derive(Debug, Clone, Copy)]
pub struct First {
    /// The ranker's logit for it.
    pub logit: f64,
    /// The logit of the second suggestion; the same as `logit` where there is none.
    pub second: f64,
    /// Whether it is right.
    pub right: bool,
}

impl Calibration {
    /// Learns from first suggestions for held-out units; `None` where there are too few.
    ///
    /// # Errors
    /// [`Error::Internal`] where the optimiser fails.
    pub fn fit(firsts: &[First]) -> Result<Option<Self>> {
        let right = firsts.iter().filter(|f| f.right).count();
        if firsts.len() < LEAST || right == 0 || right == firsts.len() {
            return Ok(None);
        }
        let mut inputs = Array2::zeros((firsts.len(), 2));
        for (mut row, first) in inputs.outer_iter_mut().zip(firsts) {
            row[0] = first.logit;
            row[1] = lead(first.logit, first.second);
        }
        let answers: Array1<bool> = firsts.iter().map(|f| f.right).collect();
        let fitted = LogisticRegression::default()
            .alpha(1.0)
            .max_iterations(100)
            .fit(&DatasetBase::new(inputs, answers))
            .map_err(Error::internal)?;
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        let n = firsts.len() as f64;
        Ok(Some(Self {
            slope: sign * fitted.params()[0],
            lead: sign * fitted.params()[1],
            offset: sign * fitted.intercept(),
            trust: n / (n + HALF),
        }))
    }

    /// The corrected probability of a first suggestion.
    pub fn first(&self, logit: f64, second: f64) -> f64 {
        let corrected = self.slope * logit + self.lead * lead(logit, second) + self.offset;
        probability(self.trust * corrected + (1.0 - self.trust) * logit)
    }
}

fn lead(logit: f64, second: f64) -> f64 {
    (logit - second).clamp(0.0, 6.0)
}
