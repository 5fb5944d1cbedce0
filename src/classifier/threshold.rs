//! From which probability on a code is accepted.
//!
//! Found on probabilities for units that were held out, so that a code the model cannot recognise stays silent.

use super::aim::Aim;
use super::precision::least_thresholds;
use std::collections::{BTreeMap, BTreeSet};

/// How suggestions of a study become accepted ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptance {
    /// Least probability for each code.
    pub thresholds: Vec<f64>,
    /// Least probability for a code of which nothing is known yet.
    pub common: f64,
    /// Which suggestions of a unit may be accepted.
    pub scope: Scope,
}

/// Which suggestions of a unit may be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The best one only: where units bear one code each.
    First,
    /// All that reach their threshold.
    All,
}

/// A held-out probability with its answer.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Which unit.
    pub unit: usize,
    /// Which code.
    pub code: usize,
    /// The probability given.
    pub probability: f64,
    /// Whether the unit bears the code.
    pub right: bool,
}

/// The threshold where nothing is known: half the F1 to hope for in a study that has just begun, as the threshold with the
/// best F1 is half of that F1 (Lipton, Elkan & Naryanaswamy 2014).
pub const UNKNOWN: f64 = 0.25;

/// Of the units that a coder read and left uncoded, at most this share may get a code.
const MOST_NOISE: f64 = 0.16;
/// So few of them may always: they prove nothing.
const FEW: usize = 4;
/// And at most so much F1 on held-out units is paid for knowing of them.
const PRICE: f64 = 0.03;
/// Halvings of a raise that costs too much.
const HALVINGS: usize = 12;

/// A code's own curve counts as much as this many examples of the curve of all codes.
const SHARED_EXAMPLES: f64 = 8.0;
/// Right in so many held-out units a code is half way from one of a single example, which is never right there (held out it is
/// without an example), to a common one.
const COMMON_EXAMPLES: f64 = 4.0;

impl Acceptance {
    /// The thresholds that serve the aim for each of `codes` on held-out units, and the scope that suits the study.
    ///
    /// `single` says that no unit of the study bears two codes; then both scopes are tried.
    pub fn fit(held: &[Held], codes: usize, single: bool, aim: Aim) -> Self {
        match aim {
            Aim::Balanced => Self::balanced(held, codes, single),
            Aim::Precision(least) => Self::precise(held, codes, single, least),
        }
    }

    /// At least this precision, and of the scopes that reach it the one that accepts more that is right.
    fn precise(held: &[Held], codes: usize, single: bool, least: f64) -> Self {
        let within = |scope| {
            let considered = in_scope(held, scope);
            let thresholds = least_thresholds(&considered, codes, least);
            let right = |h: &&Held| h.right && h.probability >= thresholds[h.code];
            (
                considered.iter().filter(right).count(),
                Self {
                    thresholds,
                    common: least,
                    scope,
                },
            )
        };
        let (right, all) = within(Scope::All);
        if !single {
            return all;
        }
        let (first_right, first) = within(Scope::First);
        if right > first_right { all } else { first }
    }

    /// The best F1 of each code.
    fn balanced(held: &[Held], codes: usize, single: bool) -> Self {
        let all = Self::within(held, codes, Scope::All);
        if !single {
            return all;
        }
        let first = Self::within(held, codes, Scope::First);
        if all.codes_a_unit(held) <= MOST_CODES
            && all.balanced_f1(held, codes) > first.balanced_f1(held, codes) + WORTH_MORE_CODES
        {
            all
        } else {
            first
        }
    }

    /// The same with all odds raised as far as it takes to leave most of the `silent` units without a code: where most talk
    /// is uncoded the best F1 alone would speak up too often. Not so far that much less of the F1 would be left than thresholds
    /// have that know of no silence.
    pub fn quiet(self, held: &[Held], silent: impl Fn(usize) -> bool) -> Self {
        let Some(needed) = self.raise_needed(held, &silent) else {
            return self;
        };
        let codes = self.thresholds.len();
        let spoken: Vec<Held> = held.iter().filter(|h| !silent(h.unit)).copied().collect();
        let unaware = Self::within(&spoken, codes, self.scope);
        let least = unaware.balanced_f1(held, codes) - PRICE;
        let is_cheap = |raise: f64| self.raised(raise).balanced_f1(held, codes) >= least;
        if is_cheap(needed) {
            return self.raised(needed);
        }
        let (mut cheap, mut dear) = (1.0, needed);
        for _ in 0..HALVINGS {
            let between = f64::sqrt(cheap * dear);
            match is_cheap(between) {
                true => cheap = between,
                false => dear = between,
            }
        }
        self.raised(cheap)
    }

    /// How many times higher the odds of all thresholds have to be; `None` where they are high enough.
    fn raise_needed(&self, held: &[Held], silent: impl Fn(usize) -> bool) -> Option<f64> {
        let mut loudest: BTreeMap<usize, f64> = BTreeMap::new();
        let of_silent: Vec<Held> = held.iter().filter(|h| silent(h.unit)).copied().collect();
        for h in in_scope(&of_silent, self.scope) {
            let loudness = odds(h.probability) / odds(self.thresholds[h.code]);
            let most = loudest.entry(h.unit).or_insert(loudness);
            *most = most.max(loudness);
        }
        let mut loudest: Vec<f64> = loudest.into_values().collect();
        loudest.sort_by(|a, b| b.total_cmp(a));
        let allowed = FEW.max((loudest.len() as f64 * MOST_NOISE) as usize);
        let first_refused = loudest.get(allowed).filter(|loudness| **loudness >= 1.0)?;
        Some(first_refused * (1.0 + 1e-9))
    }

    /// The same with the odds of all thresholds so many times higher.
    fn raised(&self, times: f64) -> Self {
        let raised = |threshold: f64| {
            let odds = odds(threshold) * times;
            odds / (1.0 + odds)
        };
        Self {
            thresholds: self.thresholds.iter().map(|t| raised(*t)).collect(),
            common: raised(self.common),
            scope: self.scope,
        }
    }

    /// The same, but nothing accepted that `other` leaves out for being too unlikely: who asks for less precision than the best
    /// balance has does not ask for guesses.
    pub fn no_looser_than(mut self, other: &Self) -> Self {
        for (threshold, least) in self.thresholds.iter_mut().zip(&other.thresholds) {
            *threshold = threshold.max(*least);
        }
        self.common = self.common.max(other.common);
        if other.scope == Scope::First {
            self.scope = Scope::First;
        }
        self
    }

    /// What of the held-out answers is accepted.
    pub fn accepted(&self, held: &[Held]) -> Vec<Held> {
        let mut accepted = in_scope(held, self.scope);
        accepted.retain(|h| h.probability >= self.thresholds[h.code]);
        accepted
    }

    /// The same threshold for every code, where nothing could be held out.
    pub fn uniform(threshold: f64, codes: usize, single: bool) -> Self {
        Self {
            thresholds: vec![threshold; codes],
            common: threshold,
            scope: if single { Scope::First } else { Scope::All },
        }
    }

    fn within(held: &[Held], codes: usize, scope: Scope) -> Self {
        let considered = in_scope(held, scope);
        let totals = totals(held, codes);
        let right: f64 = totals.iter().sum();
        let weight = right / (right + SHARED_EXAMPLES);
        let common =
            weight * best_threshold(&considered, right, UNKNOWN) + (1.0 - weight) * UNKNOWN;
        let rare = considered.iter().filter(|h| totals[h.code] == 0.0);
        let rare = half_the_hoped_f1(rare.map(|h| h.probability)).min(common);
        let mut by_code: Vec<Vec<Held>> = vec![Vec::new(); codes];
        for h in &considered {
            by_code[h.code].push(*h);
        }
        let thresholds = by_code
            .iter()
            .zip(&totals)
            .map(|(own, &total)| {
                let weight = total / (total + SHARED_EXAMPLES);
                let is_common = total / (total + COMMON_EXAMPLES);
                let prior = is_common * common + (1.0 - is_common) * rare;
                weight * best_threshold(own, total, common) + (1.0 - weight) * prior
            })
            .collect();
        Self {
            thresholds,
            common,
            scope,
        }
    }

    /// The mean number of codes for the held-out units that would get one; 0 where none would.
    fn codes_a_unit(&self, held: &[Held]) -> f64 {
        let accepted = self.accepted(held);
        let units: BTreeSet<usize> = accepted.iter().map(|h| h.unit).collect();
        accepted.len() as f64 / units.len().max(1) as f64
    }

    /// Mean of micro and macro F1 on held-out units.
    fn balanced_f1(&self, held: &[Held], codes: usize) -> f64 {
        let totals = totals(held, codes);
        let (mut right, mut accepted) = (vec![0.0; codes], vec![0.0; codes]);
        for h in self.accepted(held) {
            accepted[h.code] += 1.0;
            right[h.code] += f64::from(u8::from(h.right));
        }
        let f1 = |right: f64, accepted: f64, total: f64| 2.0 * right / (accepted + total).max(1.0);
        let known: Vec<usize> = (0..codes).filter(|&c| totals[c] > 0.0).collect();
        let macro_f1 = known
            .iter()
            .map(|&c| f1(right[c], accepted[c], totals[c]))
            .sum::<f64>()
            / (known.len().max(1)) as f64;
        let micro_f1 = f1(
            right.iter().sum(),
            accepted.iter().sum(),
            totals.iter().sum(),
        );
        f64::midpoint(micro_f1, macro_f1)
    }
}

/// In a study of one code a unit, more than this many on average would be guesses, however much F1 they pay.
const MOST_CODES: f64 = 1.5;
/// And a second one must pay at least this much F1.
const WORTH_MORE_CODES: f64 = 0.01;

fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability).max(1e-12)
}

fn totals(held: &[Held], codes: usize) -> Vec<f64> {
    let mut totals = vec![0.0; codes];
    for h in held.iter().filter(|h| h.right) {
        totals[h.code] += 1.0;
    }
    totals
}

fn in_scope(held: &[Held], scope: Scope) -> Vec<Held> {
    if scope == Scope::All {
        return held.to_vec();
    }
    let mut best: BTreeMap<usize, Held> = BTreeMap::new();
    for h in held {
        let kept = best.entry(h.unit).or_insert(*h);
        if h.probability > kept.probability {
            *kept = *h;
        }
    }
    best.into_values().collect()
}

/// Half the best F1 that these probabilities, if they are right, let hope for; [`UNKNOWN`] where there is none.
fn half_the_hoped_f1(probabilities: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = probabilities.collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().sum();
    let mut right = 0.0;
    let hoped = (1..).zip(&sorted).map(|(accepted, probability)| {
        right += probability;
        2.0 * right / (f64::from(accepted) + total)
    });
    hoped.reduce(f64::max).map_or(UNKNOWN, |f1| f1 / 2.0)
}

/// The threshold with the best F1, half way between the last accepted and the first refused probability.
fn best_threshold(held: &[Held], total: f64, default: f64) -> f64 {
    let mut sorted: Vec<&Held> = held.iter().collect();
    sorted.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let (mut right, mut best, mut at) = (0.0, 0.0, default);
    for (i, h) in sorted.iter().enumerate() {
        right += f64::from(u8::from(h.right));
        let next = sorted
            .get(i + 1)
            .map_or(h.probability * 0.5, |n| n.probability);
        if next == h.probability {
            continue;
        }
        let f1 = 2.0 * right / (i as f64 + 1.0 + total);
        if f1 > best {
            best = f1;
            at = f64::midpoint(h.probability, next);
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(unit: usize, code: usize, probability: f64, right: bool) -> Held {
        Held {
            unit,
            code,
            probability,
            right,
        }
    }

    #[test]
    fn the_threshold_parts_right_from_wrong() {
        let answers: Vec<Held> = (0..40)
            .flat_map(|u| {
                [
                    held(u, 0, 0.6 + u as f64 / 1000.0, true),
                    held(u, 1, 0.3, false),
                ]
            })
            .collect();
        let fitted = Acceptance::fit(&answers, 2, false, Aim::Balanced);
        assert!(
            fitted.thresholds[0] > 0.3 && fitted.thresholds[0] < 0.6,
            "{fitted:?}"
        );
    }

    #[test]
    fn one_code_a_unit_is_kept_to_where_more_would_be_guesses() {
        let answers: Vec<Held> = (0..90)
            .map(|h| {
                held(
                    h / 3,
                    h % 3,
                    0.34 + (h % 3) as f64 / 1000.0,
                    h % 3 == h / 3 % 3,
                )
            })
            .collect();
        let all = Acceptance::within(&answers, 3, Scope::All);
        assert!(all.codes_a_unit(&answers) > 2.0);
        let fitted = Acceptance::fit(&answers, 3, true, Aim::Balanced);
        assert!(all.balanced_f1(&answers, 3) > fitted.balanced_f1(&answers, 3) + WORTH_MORE_CODES);
        assert_eq!(fitted.scope, Scope::First);
    }

    #[test]
    fn one_code_a_unit_is_kept_to_where_more_do_not_pay() {
        let answers: Vec<Held> = (0..30)
            .flat_map(|u| [held(u, u % 2, 0.7, true), held(u, 1 - u % 2, 0.4, false)])
            .collect();
        assert_eq!(
            Acceptance::fit(&answers, 2, true, Aim::Balanced).scope,
            Scope::First
        );
        assert_eq!(
            Acceptance::fit(&answers, 2, false, Aim::Balanced).scope,
            Scope::All
        );
    }

    #[test]
    fn uncoded_talk_stays_mostly_uncoded() {
        let coded = (0..100).map(|u| held(u, u % 2, if u < 82 { 0.8 } else { 0.45 }, true));
        let silent = (100..200).map(|u| held(u, u % 2, if u < 118 { 0.5 } else { 0.1 }, false));
        let all: Vec<Held> = coded.chain(silent).collect();
        let fitted = Acceptance::fit(&all, 2, false, Aim::Balanced);
        let noise = |a: &Acceptance| {
            let loud = |h: &&Held| h.unit >= 100 && h.probability >= a.thresholds[h.code];
            all.iter().filter(loud).count()
        };
        let quiet = fitted.clone().quiet(&all, |unit| unit >= 100);
        assert!(noise(&fitted) == 18 && noise(&quiet) <= 16, "{fitted:?}");
        assert!(quiet.thresholds.iter().all(|t| *t < 0.8));
        assert_eq!(fitted.clone().quiet(&all, |_| false), fitted);
        // That a few units would get a code proves nothing.
        assert_eq!(
            fitted
                .clone()
                .quiet(&all, |unit| (100..104).contains(&unit)),
            fitted
        );
    }

    #[test]
    fn silence_is_not_bought_with_what_is_right() {
        let coded = (0..200).map(|u| held(u, 0, 0.5 + f64::from(u as u32) / 500.0, u % 5 > 0));
        let silent = (200..300).map(|u| held(u, 0, 0.95, false));
        let all: Vec<Held> = coded.chain(silent).collect();
        let fitted = Acceptance::fit(&all, 1, false, Aim::Balanced);
        let quiet = fitted.clone().quiet(&all, |unit| unit >= 200);
        let unaware = Acceptance::fit(&all[..200], 1, false, Aim::Balanced);
        let f1 = |a: &Acceptance| a.balanced_f1(&all, 1);
        assert!(f1(&quiet) >= f1(&unaware) - PRICE, "{quiet:?}");
        assert!(quiet.thresholds[0] < 0.9, "{quiet:?}");
    }

    #[test]
    fn less_precision_than_the_best_balance_has_is_no_licence_to_guess() {
        let answers: Vec<Held> = (0..40)
            .map(|u| held(u, 0, f64::from(u as u32) / 40.0, u > 20))
            .collect();
        let balanced = Acceptance::fit(&answers, 1, false, Aim::Balanced);
        let fit = |least| Acceptance::fit(&answers, 1, false, Aim::Precision(least));
        assert!(fit(0.1).thresholds[0] < balanced.thresholds[0]);
        assert_eq!(
            fit(0.1).no_looser_than(&balanced).thresholds,
            balanced.thresholds
        );
        assert_eq!(fit(0.99).no_looser_than(&balanced), fit(0.99));
        let first = Acceptance {
            scope: Scope::First,
            ..balanced
        };
        assert_eq!(fit(0.1).no_looser_than(&first).scope, Scope::First);
    }

    #[test]
    fn a_rare_code_is_accepted_from_a_lower_probability() {
        let common = (0..60).map(|u| held(u, 0, 0.5 + f64::from(u as u32) / 200.0, u % 3 > 0));
        let rare = (0..60).map(|u| held(u, 1 + u % 4, if u < 6 { 0.2 } else { 0.01 }, false));
        let all: Vec<Held> = common.chain(rare).collect();
        let fitted = Acceptance::fit(&all, 6, false, Aim::Balanced);
        assert!(
            fitted.thresholds[1] < 0.2 && fitted.thresholds[1] > 0.05,
            "{fitted:?}"
        );
        assert!(fitted.thresholds[0] > fitted.common * 0.9, "{fitted:?}");
        assert_eq!(half_the_hoped_f1([1.0, 1.0].into_iter()), 0.5);
    }

    #[test]
    fn nothing_held_out_gives_thresholds_all_the_same() {
        assert_eq!(
            Acceptance::fit(&[], 3, false, Aim::Balanced).thresholds,
            [UNKNOWN; 3]
        );
    }
}
