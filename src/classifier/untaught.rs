//! Codes with an example beside codes without: how likely is it that the next unit bears one that none has borne yet?
//!
//! The two are judged by rankers of their own, which have learnt in studies where most codes have examples. In a young study
//! with a long codebook most units bear a code that has none. How many is estimated after Good (1953): about as large a
//! share as the codings have whose code was given once. From this share and the logits of both the codes' shares follow as in a
//! conditional logistic model (McFadden 1974), whose three numbers were fitted on 5 to 80 coded units of 24 sets with their whole
//! codebooks (benches/RESULTS.md, Codebooks that have just been begun). The study's own held-out units then say how far it
//! departs from that: in each fold some codes have no example, too.

use super::ranker::probability;

/// What one step of the ranker for codes without an example counts beside one of the other.
const LOGIT: f64 = 0.9;
/// What the log odds of a code that comes for the first time count.
const NEW: f64 = 0.19;
/// What speaks for codes without an example from the outset.
const OFFSET: f64 = 0.55;
/// How far studies depart from that (standard deviation of a normal prior, in log odds).
const SPREAD: f64 = 0.7;
/// Newton's method takes so many steps; one parameter needs no more.
const STEPS: usize = 20;
/// The share of codes that come for the first time is never less nor more.
const SHARES: [f64; 2] = [0.02, 0.95];

/// How far codes without an example are to be expected.
#[derive(Debug, Clone, Copy)]
pub struct Untaught {
    offset: f64,
}

impl Untaught {
    /// In a study with so many examples of each code.
    pub fn after(examples: &[usize]) -> Self {
        let once = examples.iter().filter(|n| **n == 1).count() as f64;
        let codings: usize = examples.iter().sum();
        let share = (once + 0.5) / (codings as f64 + 1.0);
        let share = share.clamp(SHARES[0], SHARES[1]);
        Self {
            offset: OFFSET + NEW * (share / (1.0 - share)).ln(),
        }
    }

    /// The same for a study that departs from others so far, in log odds.
    pub fn departing(self, by: f64) -> Self {
        Self {
            offset: self.offset + by,
        }
    }

    /// How far a study departs from others (MAP estimate), by held-out units: for each the logits of its codes with an example, of those
    /// without, and which part of its right codes has none.
    pub fn departure(self, held: &[(Vec<f64>, Vec<f64>, f64)]) -> f64 {
        let odds = held.iter().map(|(taught, untaught, part)| {
            let untaught: Vec<f64> = untaught.iter().map(|l| self.compared(*l)).collect();
            (log_sum(&untaught) - log_sum(taught), *part)
        });
        let odds: Vec<(f64, f64)> = odds.filter(|(odds, _)| odds.is_finite()).collect();
        let mut by = 0.0;
        for _ in 0..STEPS {
            let (mut slope, mut curvature) = (by / SPREAD.powi(2), SPREAD.powi(-2));
            for (odds, part) in &odds {
                let said = probability(odds + by);
                slope += said - part;
                curvature += said * (1.0 - said);
            }
            by -= (slope / curvature).clamp(-1.0, 1.0);
        }
        by
    }

    /// The logit of a code without an example on the scale of those with one.
    fn compared(self, logit: f64) -> f64 {
        LOGIT * logit + self.offset
    }

    /// The shares that the codes `without` an example have of what the logits of all codes tell.
    pub fn shares(self, logits: &[f64], without: &[usize]) -> Vec<f64> {
        let mut all = logits.to_vec();
        for &place in without {
            all[place] = self.compared(logits[place]);
        }
        let top = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = all.iter().map(|logit| (logit - top).exp()).sum();
        let share = |place: &usize| (all[*place] - top).exp() / total;
        without.iter().map(share).collect()
    }
}

/// The logarithm of the sum of what the logits stand for; minus infinity for none.
fn log_sum(logits: &[f64]) -> f64 {
    let top = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if top == f64::NEG_INFINITY {
        return top;
    }
    top + logits.iter().map(|l| (l - top).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_codes_were_given_once_the_more_new_ones_are_to_come() {
        let share = |examples: &[usize]| Untaught::after(examples).shares(&[0.0, -1.0], &[1])[0];
        let of = [&[1, 0][..], &[2, 0], &[10, 0], &[1000, 0]].map(share);
        assert!(of.windows(2).all(|pair| pair[0] > pair[1]), "{of:?}");
        assert!(of[0] > 0.3 && of[3] < 0.3, "{of:?}");
    }

    #[test]
    fn a_studys_own_units_say_how_often_codes_are_new() {
        let news = Untaught::after(&[4, 3, 1, 0, 0]);
        let held = |part: f64| vec![(vec![0.5, -1.0], vec![-2.0, -2.5], part); 20];
        let [none, all] = [0.0, 1.0].map(|part| news.departure(&held(part)));
        assert!(none < -0.5 && all > 0.5, "{none} {all}");
        assert_eq!(news.departure(&[]), 0.0);
        assert_eq!(news.departure(&[(vec![1.0], Vec::new(), 0.0)]), 0.0);
        let shares = |by| news.departing(by).shares(&[0.5, -2.0], &[1])[0];
        assert!(shares(all) > shares(0.0) && shares(0.0) > shares(none));
    }

    #[test]
    fn shares_are_of_one_whole_and_bear_extremes() {
        let news = Untaught::after(&[3, 0, 0]);
        let shares = news.shares(&[2.0, -1.0, -30.0], &[1, 2]);
        assert!(shares[0] > shares[1] && shares[0] + shares[1] < 1.0);
        let extreme = news.shares(&[-900.0, -800.0, 900.0], &[0, 1]);
        assert!(extreme.iter().all(|share| *share < 1e-9));
        assert!(news.shares(&[1.0], &[]).is_empty());
    }
}
