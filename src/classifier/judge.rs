//! Evidence to probability: the ranker for codes with examples, the one for codes without, and the first suggestion's correction.

use super::calibration::Calibration;
use super::defaults::Defaults;
use super::evidence::Numbers;
use super::hold_out::{HeldOut, first};
use super::lessons::Lessons;
use super::ranker::{Judged, Ranker};
use crate::error::Result;

/// Judged pairs beyond this number cost time and change nothing.
const ENOUGH_PAIRS: usize = 20_000;
/// With this many right pairs of its own a study's ranker weighs as much as the default one.
const ENOUGH_RIGHT: f64 = 200.0;

/// Evidence to probability.
#[derive(Debug, Clone)]
pub struct Judge {
    taught: Ranker,
    untaught: Ranker,
    first: Calibration,
}

impl Judge {
    /// Learns from evidence for held-out units; `defaults` judge in the place of what is missing.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where an optimiser fails.
    pub fn fit(lessons: &Lessons, gathered: &[HeldOut], defaults: &Defaults) -> Result<Self> {
        let pairs: usize = gathered.iter().map(|h| h.pairs.len()).sum();
        let every = pairs.div_ceil(ENOUGH_PAIRS).max(1);
        let judged: Vec<Judged> = gathered
            .iter()
            .filter(|h| counts(lessons, h))
            .step_by(every)
            .flat_map(|h| h.pairs.iter().filter(|p| p.taught))
            .map(|p| Judged {
                numbers: p.numbers,
                right: p.right,
            })
            .collect();
        let right = judged.iter().filter(|j| j.right).count() as f64;
        let taught = match Ranker::fit(&judged)? {
            Some(own) => defaults
                .taught
                .blended(&own, right / (right + ENOUGH_RIGHT)),
            None => defaults.taught.clone(),
        };
        let mut judge = Self {
            taught,
            untaught: defaults.untaught.clone(),
            first: Calibration::fit(&[])?,
        };
        let firsts: Vec<_> = gathered
            .iter()
            .filter(|h| counts(lessons, h))
            .filter_map(|h| first(&judge.logits(h), |i| h.pairs[i].right))
            .collect();
        judge.first = Calibration::fit(&firsts)?;
        Ok(judge)
    }

    /// The logit for one code; `taught` says whether it has an example.
    pub fn logit(&self, numbers: &Numbers, taught: bool) -> f64 {
        let ranker = if taught { &self.taught } else { &self.untaught };
        ranker.logit(numbers)
    }

    /// The logits for a held-out unit's codes.
    pub fn logits(&self, held: &HeldOut) -> Vec<f64> {
        held.pairs
            .iter()
            .map(|p| self.logit(&p.numbers, p.taught))
            .collect()
    }

    /// Probabilities for a unit's logits: the first corrected, the others at most as high.
    pub fn probabilities(&self, logits: &[f64]) -> Vec<f64> {
        let Some(top) = first(logits, |_| false) else {
            return Vec::new();
        };
        let corrected = self.first.first(top.logit, top.second);
        let cap = corrected * (1.0 - 1e-6);
        let each = logits.iter().map(|&logit| {
            if logit == top.logit {
                corrected
            } else {
                self.first.behind(logit).min(cap)
            }
        });
        each.collect()
    }
}

/// Every coded unit counts, and every second one that was left uncoded: silence speaks more softly than a code.
fn counts(lessons: &Lessons, held: &HeldOut) -> bool {
    !lessons.codes_of[held.unit].is_empty() || held.unit.is_multiple_of(2)
}
