//! Is the first suggestion as often right as its probability says?
//!
//! The ranker is right on average over all pairs; being the best of many codes is a fact of its own. Platt's (1999) logistic
//! fit is therefore repeated on first suggestions only, with their lead over the second as another input.
//!
//! A small study has few first suggestions to correct by, so the fit starts from how they turn out in small studies
//! elsewhere and leaves that as far as the study's own outcomes ask for: the weights have a normal prior (MAP estimate by
//! Newton's method, where Platt has none). Prior and spread were chosen on studies of 60 to 700 units drawn from nine public
//! sets, with rankers made without these sets (benches/RESULTS.md, Calibration in small studies).

use super::ranker::probability;

/// Inputs of the fit: the logit, the lead, and 1.
const INPUTS: usize = 3;
/// Weights of the inputs in a study of which nothing is known. The ranker's logits are about twice too large there.
const PRIOR: [f64; INPUTS] = [0.5, 0.2, -0.4];
/// How far studies lie from them (standard deviations).
const SPREAD: [f64; INPUTS] = [0.2, 0.1, 0.3];
/// The weights of a code that is known by name and definition alone: there the logits differ too much from
/// codebook to codebook to say anything, the lead says all. Fitted on eleven public sets; for a set that was left out the
/// probabilities were off by 17 points, with [`PRIOR`] by 44.
const BY_CODEBOOK: [f64; INPUTS] = [0.0, 0.27, -1.37];
/// Up to this many first suggestions a study counts as one that has just begun for what comes behind the first.
const BEGUN: f64 = 200.0;

/// Newton's method ends after this many steps, or with one in which no weight moves by more than [`STILL`].
const STEPS: usize = 50;
const STILL: f64 = 1e-6;
/// No weight moves by more than this in a step.
const LONGEST_STEP: f64 = 1.0;

/// A correction of the first suggestion's logit, and of what comes behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    weights: [f64; INPUTS],
    /// Whether the code is known by name and definition alone.
    by_codebook: bool,
    /// How far the study counts as one that has just begun, from 0 to 1.
    begun: f64,
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
    /// Learns from first suggestions for held-out units; the fewer there are, the more is taken over from other studies.
    pub fn fit(firsts: &[First]) -> Self {
        let mut weights = PRIOR;
        for _ in 0..STEPS {
            let step = newton_step(firsts, &weights);
            for (weight, step) in weights.iter_mut().zip(step) {
                *weight -= step.clamp(-LONGEST_STEP, LONGEST_STEP);
            }
            if step.iter().all(|step| step.abs() < STILL) {
                break;
            }
        }
        Self {
            weights,
            by_codebook: false,
            begun: (BEGUN / firsts.len().max(1) as f64).min(1.0),
        }
    }

    /// That of a code without an example.
    pub fn by_codebook() -> Self {
        Self {
            weights: BY_CODEBOOK,
            by_codebook: true,
            begun: 1.0,
        }
    }

    /// The corrected probability of a first suggestion.
    pub fn first(&self, logit: f64, second: f64) -> f64 {
        probability(sum(&self.weights, &inputs_of(logit, second)))
    }

    /// The probability of a suggestion behind the first, which has the logit `top`: in a study that has just begun no higher
    /// than it would be as the first; by a codebook alone the lower the farther behind.
    pub fn behind(&self, logit: f64, top: f64) -> f64 {
        if self.by_codebook {
            let [_, lead, offset] = self.weights;
            return probability(offset - lead * inputs_of(top, logit)[1]);
        }
        let alone = sum(&PRIOR, &inputs_of(logit, logit));
        probability(logit.min(self.begun * alone + (1.0 - self.begun) * logit))
    }
}

fn inputs_of(logit: f64, second: f64) -> [f64; INPUTS] {
    [logit, (logit - second).clamp(0.0, 6.0), 1.0]
}

fn sum(weights: &[f64; INPUTS], inputs: &[f64; INPUTS]) -> f64 {
    weights.iter().zip(inputs).map(|(w, x)| w * x).sum()
}

/// From these weights to those that Newton's method has next: the curvature's solution for the slope of the negative log
/// posterior.
fn newton_step(firsts: &[First], weights: &[f64; INPUTS]) -> [f64; INPUTS] {
    let mut slope = [0.0; INPUTS];
    let mut curvature = [[0.0; INPUTS]; INPUTS];
    for i in 0..INPUTS {
        let precision = SPREAD[i].powi(-2);
        slope[i] = precision * (weights[i] - PRIOR[i]);
        curvature[i][i] = precision;
    }
    for first in firsts {
        let inputs = inputs_of(first.logit, first.second);
        let shown = probability(sum(weights, &inputs));
        let wrong_by = shown - f64::from(u8::from(first.right));
        for i in 0..INPUTS {
            slope[i] += wrong_by * inputs[i];
            for j in 0..INPUTS {
                curvature[i][j] += shown * (1.0 - shown) * inputs[i] * inputs[j];
            }
        }
    }
    solved(curvature, slope)
}

/// The solution of a system of linear equations whose matrix is symmetric and positive definite, by Gaussian elimination.
fn solved(mut matrix: [[f64; INPUTS]; INPUTS], mut right: [f64; INPUTS]) -> [f64; INPUTS] {
    for pivot in 0..INPUTS {
        for row in pivot + 1..INPUTS {
            let above = matrix[pivot];
            let times = matrix[row][pivot] / above[pivot];
            for (cell, above) in matrix[row].iter_mut().zip(above) {
                *cell -= times * above;
            }
            right[row] -= times * right[pivot];
        }
    }
    for row in (0..INPUTS).rev() {
        let known: f64 = (row + 1..INPUTS).map(|c| matrix[row][c] * right[c]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
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
        let begun = Calibration::fit(&[]);
        let (raw, shown) = (probability(1.75), begun.first(1.75, 0.0));
        assert!(raw > 0.85 && (0.6..0.75).contains(&shown), "{shown}");
        assert!(begun.first(1.75, 1.75) < shown, "a lead counts");
    }

    #[test]
    fn what_stands_behind_is_never_ahead_and_keeps_its_order() {
        let begun = Calibration::fit(&[]);
        let logits: Vec<f64> = (-60..60).map(|l| f64::from(l) / 10.0).collect();
        for pair in logits.windows(2) {
            assert!(begun.behind(pair[0], 6.0) < begun.behind(pair[1], 6.0));
            assert!(begun.behind(pair[0], pair[1]) <= begun.first(pair[1], pair[0]));
        }
    }

    #[test]
    fn by_a_codebook_alone_the_lead_says_all() {
        let codebook = Calibration::by_codebook();
        assert_eq!(codebook.first(9.0, 8.0), codebook.first(-9.0, -10.0));
        assert!(codebook.first(0.0, -3.0) > codebook.first(0.0, -1.0));
        assert!(codebook.behind(0.0, 0.0) > codebook.behind(-2.0, 0.0));
        assert!(codebook.behind(0.0, 0.0) <= codebook.first(0.0, 0.0));
    }

    #[test]
    fn the_studys_own_outcomes_take_over_step_by_step() {
        let shown = |count| {
            let often = Calibration::fit(&firsts(count, 0.0, |i| i % 10 != 0));
            let seldom = Calibration::fit(&firsts(count, 0.0, |i| i % 10 == 0));
            (seldom.first(0.0, -1.0), often.first(0.0, -1.0))
        };
        let shown = [0, 30, 300, 3_000].map(shown);
        assert_eq!(shown[0].0, shown[0].1);
        for pair in shown.windows(2) {
            assert!(pair[1].0 < pair[0].0 && pair[1].1 > pair[0].1, "{shown:?}");
        }
        let (seldom, often) = shown[3];
        assert!(
            (seldom - 0.1).abs() < 0.02 && (often - 0.9).abs() < 0.02,
            "{shown:?}"
        );
    }

    #[test]
    fn outcomes_that_are_all_the_same_or_far_out_stay_within_reason() {
        for logit in [-40.0, 0.0, 40.0] {
            for right in [true, false] {
                let calibration = Calibration::fit(&firsts(500, logit, |_| right));
                assert!(
                    calibration
                        .weights
                        .iter()
                        .all(|w| w.is_finite() && w.abs() < 20.0)
                );
                let p = calibration.first(logit, logit - 1.0);
                assert!((0.0..=1.0).contains(&p), "{calibration:?}");
            }
        }
    }

    #[test]
    fn equations_are_solved() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]];
        let wanted = [1.5, -2.0, 0.25];
        let right = matrix.map(|row| sum(&row, &wanted));
        for (found, wanted) in solved(matrix, right).iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-12);
        }
    }
}
