//! Evidence to probability: the ranker for codes with examples, the one for codes without, and the first suggestion's correction.

use super::calibration::Calibration;
use super::defaults::Defaults;
use super::evidence::Numbers;
use super::flow::AROUND;
use super::hold_out::{HeldFold, HeldOut, Pair, first};
use super::lessons::Lessons;
use super::ranker::{Judged, Ranker};
use super::scattered::scattered;
use super::second_look::{Answered, SecondLook, answers};
use super::untaught::Untaught;
use crate::error::Result;
use std::collections::HashMap;

/// So often the same words count however few units were held out.
const LEAST_REPEATED: usize = 8;
/// With this many right pairs of its own a study's own weights count as much as the default ones.
const ENOUGH_RIGHT: f64 = 200.0;

/// Evidence to probability.
#[derive(Debug, Clone)]
pub struct Judge {
    taught: Ranker,
    untaught: Ranker,
    second_look: SecondLook,
    first: Calibration,
    first_by_codebook: Calibration,
    /// How far codes without an example come otherwise than in other studies, in log odds.
    departure: f64,
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
        let judged: Vec<Judged> = folds
            .iter()
            .flat_map(|fold| counting(fold).into_iter().map(|place| &fold.units[place]))
            .filter(seldom_enough(lessons, folds))
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
            first_by_codebook: Calibration::by_codebook(),
            departure: 0.0,
        };
        let answered: Vec<Answered> = folds
            .iter()
            .flat_map(|fold| answers(fold, &fold.logits(|pair| judge.first_look(pair))))
            .collect();
        if let Some(own) = SecondLook::fit(&answered)? {
            let right = answered.iter().filter(|answer| answer.right).count();
            judge.second_look = defaults.second_look.blended(&own, trust(right));
        }
        let (mut firsts, mut news) = (Vec::new(), Vec::new());
        for fold in folds {
            let logits = judge.logits(fold);
            firsts.extend(counting(fold).into_iter().filter_map(|place| {
                let pairs = fold.units[place].pairs.iter().zip(&logits[place]);
                let (rights, logits): (Vec<bool>, Vec<f64>) = pairs
                    .filter(|(pair, _)| pair.taught)
                    .map(|(pair, logit)| (pair.right, *logit))
                    .unzip();
                first(&logits, |i| rights[i])
            }));
            let units = fold.units.iter().zip(&logits);
            news.extend(units.filter_map(|(unit, logits)| both_kinds(unit, logits)));
        }
        judge.first = Calibration::fit(&firsts);
        let examples = lessons.examples_per_code(&(0..lessons.texts.len()).collect::<Vec<_>>());
        judge.departure = Untaught::after(&examples).departure(&news);
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

    /// Probabilities for a unit's logits of codes that all have an example: the first corrected, the others at most as high.
    pub fn among_taught(&self, logits: &[f64]) -> Vec<f64> {
        calibrated(&self.first, logits)
    }

    /// The same where some codes have no example (`taught` says which have one). These are as likely as their share of what
    /// the logits of all codes tell together, and that much less likely are the others. With no example at all they are as
    /// likely as by a codebook alone.
    pub fn probabilities(
        &self,
        logits: &[f64],
        taught: impl Fn(usize) -> bool,
        news: Untaught,
    ) -> Vec<f64> {
        let (with, without): (Vec<usize>, Vec<usize>) = (0..logits.len()).partition(|p| taught(*p));
        if with.is_empty() {
            return calibrated(&self.first_by_codebook, logits);
        }
        let shares = news.departing(self.departure).shares(logits, &without);
        let untaught: f64 = shares.iter().sum();
        let of_taught: Vec<f64> = with.iter().map(|place| logits[*place]).collect();
        let mut all = vec![0.0; logits.len()];
        for (&place, alone) in with.iter().zip(self.among_taught(&of_taught)) {
            all[place] = alone * (1.0 - untaught);
        }
        for (&place, share) in without.iter().zip(shares) {
            all[place] = share;
        }
        all
    }
}

/// The logits of a held-out unit's codes with an example and without, and which part of the right ones has none; `None` where none
/// is right.
fn both_kinds(unit: &HeldOut, logits: &[f64]) -> Option<(Vec<f64>, Vec<f64>, f64)> {
    let of = |taught: bool| {
        let pairs = unit.pairs.iter().zip(logits);
        let own = pairs.filter(move |(pair, _)| pair.taught == taught);
        own.map(|(_, logit)| *logit).collect()
    };
    let right = unit.pairs.iter().filter(|pair| pair.right);
    let (new, all) = right.fold((0, 0), |(new, all), pair| {
        (new + usize::from(!pair.taught), all + 1)
    });
    (all > 0).then(|| (of(true), of(false), new as f64 / all as f64))
}

fn calibrated(calibration: &Calibration, logits: &[f64]) -> Vec<f64> {
    let Some(top) = first(logits, |_| false) else {
        return Vec::new();
    };
    let corrected = calibration.first(top.logit, top.second);
    let cap = corrected * (1.0 - 1e-6);
    let each = logits.iter().map(|&logit| {
        if logit == top.logit {
            corrected
        } else {
            calibration.behind(logit, top.logit).min(cap)
        }
    });
    each.collect()
}

/// How much a study's own weights count beside the default ones.
fn trust(right: usize) -> f64 {
    let right = right as f64;
    right / (right + ENOUGH_RIGHT)
}

/// The same words count for no more than a twentieth of the held-out units: else a ranker learns what tells their codes apart,
/// and nothing about all other talk.
fn seldom_enough(lessons: &Lessons, folds: &[HeldFold]) -> impl FnMut(&&HeldOut) -> bool {
    let held_out: usize = folds.iter().map(|fold| fold.units.len()).sum();
    let most = (held_out / 20).max(LEAST_REPEATED);
    let mut said: HashMap<&str, usize> = HashMap::new();
    move |held| {
        let times = said.entry(lessons.texts[held.unit].as_str()).or_default();
        *times += 1;
        *times <= most
    }
}

/// Every coded unit counts, and half of those that were left uncoded, drawn: silence speaks more softly than a code.
fn counts(lessons: &Lessons, held: &HeldOut) -> bool {
    !lessons.codes_of[held.unit].is_empty() || scattered(held.unit as u64).is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_example_stands_among_the_others_the_more_the_younger_the_study() {
        let defaults = Defaults::shipped(None).unwrap();
        let judge = Judge {
            taught: defaults.taught.clone(),
            untaught: defaults.untaught.clone(),
            second_look: defaults.second_look,
            first: Calibration::fit(&[]),
            first_by_codebook: Calibration::by_codebook(),
            departure: 0.0,
        };
        let [young, old] = [&[1, 1, 1, 0][..], &[40, 40, 40, 0]].map(Untaught::after);
        let alone = judge.among_taught(&[1.9, -2.0]);
        assert_eq!(judge.probabilities(&[1.9, -2.0], |_| true, young), alone);
        let beside = |news| judge.probabilities(&[1.9, -2.0, -2.0], |place| place != 1, news);
        let (in_young, in_old) = (beside(young), beside(old));
        assert!(in_old[0] > in_young[0] && in_old[0] > 0.95 * alone[0]);
        assert!(in_young[1] > 2.0 * in_old[1], "{in_young:?} {in_old:?}");
        let ahead = judge.probabilities(&[-2.0, 1.0, -3.0], |place| place != 1, young);
        assert!(ahead[1] > 0.5 && ahead[1] > 5.0 * ahead[0], "{ahead:?}");
        let by_codebook = judge.probabilities(&[-9.0, -12.0], |_| false, young);
        assert!(by_codebook[0] > 0.2, "{by_codebook:?}");
        assert!(judge.probabilities(&[], |_| true, young).is_empty());
    }
}
