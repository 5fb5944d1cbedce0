//! Evidence to probability: the ranker for codes with examples, the one for codes without, and the first suggestion's correction.

use super::calibration::Calibration;
use super::defaults::Defaults;
use super::evidence::Numbers;
use super::flow::AROUND;
use super::hold_out::{HeldFold, HeldOut, Pair, first};
use super::lessons::Lessons;
use super::ranker::{Judged, Ranker};
use super::second_look::{Answered, SecondLook, answers};
use crate::error::Result;

/// Judged pairs beyond this number cost time and change nothing.
const ENOUGH_PAIRS: usize = 20_000;
/// With this many right pairs of its own a study's own weights count as much as the default one.
const ENOUGH_RIGHT: f64 = 200.0;

/// Evidence to probability.
#[derive(Debug, Clone)]
pub struct Judge {
    taught: Ranker,
    untaught: Ranker,
    second_look: SecondLook,
    first: Calibration,
}

impl Judge {
    /// Learns from evidence for held-out units; `defaults` judge in the place of what is missing.
    ///
    /// # Errors
    /// [`crate::Error::Internal`] where an optimiser fails.
    pub fn fit(lessons: &Lessons, folds: &[HeldFold], defaults: &Defaults) -> Result<Self> {
        let counting = |fold: &'_ HeldFold| -> Vec<usize> {
            let units = fold.units.iter().enumerate();
            let counted = units.filter(|(_, held)| counts(lessons, held));
            counted.map(|(place, _)| place).collect()
        };
        let pairs: usize = folds
            .iter()
            .flat_map(|f| &f.units)
            .map(|h| h.pairs.len())
            .sum();
        let every = pairs.div_ceil(ENOUGH_PAIRS).max(1);
        let judged: Vec<Judged> = folds
            .iter()
            .flat_map(|fold| counting(fold).into_iter().map(|place| &fold.units[place]))
            .step_by(every)
            .flat_map(|held| held.pairs.iter().filter(|p| p.taught))
            .map(|p| Judged {
                numbers: p.numbers,
                right: p.right,
            })
            .collect();
        let right = judged.iter().filter(|j| j.right).count();
        let taught = match Ranker::fit(&judged)? {
            Some(own) => defaults.taught.blended(&own, trust(right)),
            None => defaults.taught.clone(),
        };
        let mut judge = Self {
            taught,
            untaught: defaults.untaught.clone(),
            second_look: defaults.second_look,
            first: Calibration::fit(&[]),
        };
        let answered: Vec<Answered> = folds
            .iter()
            .flat_map(|fold| answers(fold, &fold.logits(|pair| judge.first_look(pair))))
            .collect();
        if let Some(own) = SecondLook::fit(&answered)? {
            let right = answered.iter().filter(|answer| answer.right).count();
            judge.second_look = defaults.second_look.blended(&own, trust(right));
        }
        let mut firsts = Vec::new();
        for fold in folds {
            let logits = judge.logits(fold);
            let counted = counting(fold).into_iter();
            firsts.extend(
                counted.filter_map(|place| {
                    first(&logits[place], |i| fold.units[place].pairs[i].right)
                }),
            );
        }
        judge.first = match lessons.codes_of.iter().all(Vec::is_empty) {
            true => Calibration::by_codebook(),
            false => Calibration::fit(&firsts),
        };
        Ok(judge)
    }

    /// The logit for one code by its own evidence; `taught` says whether it has an example.
    pub fn logit(&self, numbers: &Numbers, taught: bool) -> f64 {
        let ranker = if taught { &self.taught } else { &self.untaught };
        ranker.logit(numbers)
    }

    /// The same in the light of the talk around.
    pub fn second_look(&self, logit: f64, taught: bool, around: [f32; AROUND]) -> f64 {
        if taught {
            self.second_look.logit(logit, around)
        } else {
            logit
        }
    }

    /// The logits for the codes of a fold's held-out units, in the light of the talk around them.
    pub fn logits(&self, fold: &HeldFold) -> Vec<Vec<f64>> {
        let mut all = fold.logits(|pair| self.first_look(pair));
        let around = fold.around(&all);
        for ((unit, logits), around) in fold.units.iter().zip(&mut all).zip(around) {
            let looked = unit
                .pairs
                .iter()
                .zip(logits)
                .zip(around.into_iter().flatten());
            for ((pair, logit), around) in looked {
                *logit = self.second_look(*logit, pair.taught, around);
            }
        }
        all
    }

    fn first_look(&self, pair: &Pair) -> f64 {
        self.logit(&pair.numbers, pair.taught)
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
                self.first.behind(logit, top.logit).min(cap)
            }
        });
        each.collect()
    }
}

/// How much a study's own weights count beside the default ones.
fn trust(right: usize) -> f64 {
    let right = right as f64;
    right / (right + ENOUGH_RIGHT)
}

/// Every coded unit counts, and every second one that was left uncoded: silence speaks more softly than a code.
fn counts(lessons: &Lessons, held: &HeldOut) -> bool {
    !lessons.codes_of[held.unit].is_empty() || held.unit.is_multiple_of(2)
}
