//! Is the first suggestion as often right as its probability says?
//!
//! The ranker is right on average over all pairs; being the best of many codes is a fact of its own. Platt's (1999) logistic
//! fit is therefore repeated on first suggestions only, with their lead over the second as another input.
//!
//! A study that has just begun has too few first suggestions to correct by. How they turn out in such studies was learnt
//! elsewhere: Platt's fit on first suggestions in studies of one, two and four examples a code, drawn from five public sets
//! with rankers made without these sets. There a suggestion of
//! 85 % was right in about 62 % only: the ranker's logits are about twice too large.

use super::ranker::probability;
use crate::error::{Error, Result};
use linfa::DatasetBase;
use linfa::prelude::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Fewer first suggestions than this are not enough to correct by.
const LEAST: usize = 200;
/// With this many first suggestions the correction counts half.
const HALF: f64 = 300.0;

/// Slope and offset of the logit in a study that has just begun.
const BEGUN: (f64, f64) = (0.5, -0.4);

/// A correction of the first suggestion's logit, and of what comes behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    own: Option<Own>,
    /// How far the study counts as one that has just begun, from 0 to 1.
    begun: f64,
}

/// What the study's own first suggestions teach.
#[derive(Debug, Clone, PartialEq)]
struct Own {
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
    /// Learns from first suggestions for held-out units; with too few of them the study counts as just begun, and with more
    /// that counts in proportion to how few there are.
    ///
    /// # Errors
    /// [`Error::Internal`] where the optimiser fails.
    pub fn fit(firsts: &[First]) -> Result<Self> {
        let begun = (LEAST as f64 / firsts.len().max(1) as f64).min(1.0);
        let right = firsts.iter().filter(|f| f.right).count();
        if firsts.len() < LEAST || right == 0 || right == firsts.len() {
            return Ok(Self { own: None, begun });
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
        let own = Own {
            slope: sign * fitted.params()[0],
            lead: sign * fitted.params()[1],
            offset: sign * fitted.intercept(),
            trust: n / (n + HALF),
        };
        Ok(Self {
            own: Some(own),
            begun,
        })
    }

    /// The corrected probability of a first suggestion.
    pub fn first(&self, logit: f64, second: f64) -> f64 {
        let begun = self.as_begun(logit);
        probability(match &self.own {
            Some(own) => {
                let corrected = own.slope * logit + own.lead * lead(logit, second) + own.offset;
                own.trust * corrected + (1.0 - own.trust) * begun
            }
            None => begun,
        })
    }

    /// The probability of a suggestion behind the first: in a study that has just begun no higher than it would be as the first.
    pub fn behind(&self, logit: f64) -> f64 {
        probability(logit.min(self.as_begun(logit)))
    }

    fn as_begun(&self, logit: f64) -> f64 {
        let (slope, offset) = BEGUN;
        self.begun * (slope * logit + offset) + (1.0 - self.begun) * logit
    }
}

fn lead(logit: f64, second: f64) -> f64 {
    (logit - second).clamp(0.0, 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn firsts(count: usize, logit: f64, right: impl Fn(usize) -> bool) -> Vec<First> {
        let one = |i| First {
            logit,
            second: logit - 1.0,
            right: right(i),
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn a_study_that_has_just_begun_promises_less() {
        let begun = Calibration::fit(&[]).unwrap();
        let (raw, shown) = (probability(1.75), begun.first(1.75, 0.0));
        assert!(raw > 0.85 && (0.58..0.66).contains(&shown), "{shown}");
        assert_eq!(
            begun,
            Calibration::fit(&firsts(LEAST - 1, 1.0, |i| i % 2 == 0)).unwrap()
        );
    }

    #[test]
    fn what_stands_behind_is_never_ahead_and_keeps_its_order() {
        let begun = Calibration::fit(&[]).unwrap();
        let logits: Vec<f64> = (-60..60).map(|l| f64::from(l) / 10.0).collect();
        for pair in logits.windows(2) {
            assert!(begun.behind(pair[0]) < begun.behind(pair[1]));
            assert!(begun.behind(pair[0]) <= begun.first(pair[1], pair[0]));
        }
    }

    #[test]
    fn the_studys_own_outcomes_take_over() {
        let often = Calibration::fit(&firsts(3_000, 0.0, |i| i % 10 != 0)).unwrap();
        let seldom = Calibration::fit(&firsts(3_000, 0.0, |i| i % 10 == 0)).unwrap();
        assert!(often.first(0.0, -1.0) > 0.8, "{often:?}");
        assert!(seldom.first(0.0, -1.0) < 0.2, "{seldom:?}");
    }
}
