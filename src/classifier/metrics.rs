//! How good suggestions are, in numbers.
//!
//! Everything here is measured on [`Answer`]s: units whose codes are known, with the suggestions of a model that had not
//! learnt from them.

use super::tally::{Tally, ratio, tally};
use serde::{Deserialize, Serialize};

/// A unit whose codes are known, and what was suggested for it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// Its place among the lessons.
    pub unit: usize,
    /// Its codes, each once.
    pub codes: Vec<usize>,
    /// The suggestions, best first, no code twice.
    pub guesses: Vec<Guess>,
}

/// One suggestion.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub code: usize,
    pub probability: f64,
    pub accepted: bool,
}

impl Answer {
    /// Whether a coder gave `code` to the unit.
    pub fn bears(&self, code: usize) -> bool {
        self.codes.contains(&code)
    }

    /// Whether `code` is among the first `k` suggestions.
    pub fn finds(&self, code: usize, k: usize) -> bool {
        self.guesses.iter().take(k).any(|guess| guess.code == code)
    }

    /// How many of its codes are among the first `k` suggestions.
    pub fn found(&self, k: usize) -> usize {
        self.codes.iter().filter(|c| self.finds(**c, k)).count()
    }

    /// The codes that the model itself would give.
    pub fn accepted(&self) -> impl Iterator<Item = usize> + '_ {
        self.guesses
            .iter()
            .filter(|guess| guess.accepted)
            .map(|guess| guess.code)
    }
}

/// The numbers over all codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Overall {
    /// Coded units judged.
    pub units: usize,
    /// Uncoded units judged.
    pub uncoded: usize,
    /// Codes with at least one example among them.
    pub codes: usize,
    /// Share of all codings whose code is the first suggestion.
    pub recall_at_1: f64,
    /// Share of all codings whose code is among the first three suggestions.
    pub recall_at_3: f64,
    /// The same for the first five.
    pub recall_at_5: f64,
    /// Share of coded units whose first suggestion is right.
    pub hit_at_1: f64,
    /// Share of coded units with a right code among the first three suggestions.
    pub hit_at_3: f64,
    /// The same for the first five.
    pub hit_at_5: f64,
    /// Mean of 1 / place of the first right suggestion over the coded units; 0 for a unit without one.
    pub mean_reciprocal_rank: f64,
    /// Share of the accepted suggestions that are right; `None` where none was accepted.
    pub precision: Option<f64>,
    /// Share of all codings that were accepted.
    pub recall: f64,
    /// F1 of the accepted suggestions, all codings counting alike.
    pub micro_f1: f64,
    /// Mean over the codes with at least one example of the F1 of their accepted suggestions.
    pub macro_f1: f64,
    /// Mean distance between the first suggestion's probability and how often it is right (coded units, ten bins of
    /// equal count); 0 is best.
    pub calibration_error: f64,
    /// What that distance would be by chance if the probabilities were right: so few units are never as often right as said.
    pub calibration_by_chance: f64,
    /// Share of uncoded units for which some code was accepted; `None` where every unit is coded.
    pub noise: Option<f64>,
}

impl Overall {
    /// The numbers of these answers to questions about `codes` codes; all 0 where no unit is coded.
    pub(super) fn of(answers: &[Answer], codes: usize) -> Self {
        let coded: Vec<&Answer> = answers.iter().filter(|a| !a.codes.is_empty()).collect();
        let tallies = tally(answers, codes);
        let codings: usize = coded.iter().map(|answer| answer.codes.len()).sum();
        let recall = |k| {
            let found = coded.iter().map(|answer| answer.found(k)).sum();
            ratio(found, codings).unwrap_or(0.0)
        };
        let hit = |k| {
            let found = coded.iter().filter(|answer| answer.found(k) > 0).count();
            ratio(found, coded.len()).unwrap_or(0.0)
        };
        let [calibration_error, calibration_by_chance] = calibration(&coded);
        Self {
            units: coded.len(),
            uncoded: answers.len() - coded.len(),
            codes: tallies.iter().filter(|t| t.examples() > 0).count(),
            recall_at_1: recall(1),
            recall_at_3: recall(3),
            recall_at_5: recall(5),
            hit_at_1: hit(1),
            hit_at_3: hit(3),
            hit_at_5: hit(5),
            mean_reciprocal_rank: mean(coded.iter().map(|answer| reciprocal_rank(answer))),
            precision: together(&tallies).precision(),
            recall: together(&tallies).recall().unwrap_or(0.0),
            micro_f1: together(&tallies).f1(),
            macro_f1: macro_f1(&tallies),
            calibration_error,
            calibration_by_chance,
            noise: noise(answers),
        }
    }
}

fn together(tallies: &[Tally]) -> Tally {
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum();
    Tally {
        right: sum(|t| t.right),
        wrong: sum(|t| t.wrong),
        missed: sum(|t| t.missed),
    }
}

fn macro_f1(tallies: &[Tally]) -> f64 {
    let known = tallies.iter().filter(|tally| tally.examples() > 0);
    mean(known.map(|tally| tally.f1()))
}

fn reciprocal_rank(answer: &Answer) -> f64 {
    let right = |guess: &Guess| answer.bears(guess.code);
    answer
        .guesses
        .iter()
        .position(right)
        .map_or(0.0, |place| 1.0 / (place as f64 + 1.0))
}

/// Expected calibration error with bins of equal count (Nixon et al. 2019, "Measuring Calibration in Deep Learning"), and what it
/// would be by chance: the mean distance from nought of as many normal variables as there are bins, each with the variance that
/// its probabilities have if they are right.
fn calibration(coded: &[&Answer]) -> [f64; 2] {
    const BINS: usize = 10;
    let mut firsts: Vec<(f64, bool)> = coded
        .iter()
        .filter_map(|answer| {
            let first = answer.guesses.first()?;
            Some((first.probability, answer.bears(first.code)))
        })
        .collect();
    firsts.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let count = firsts.len();
    let mut distances = [0.0; 2];
    for bin in 0..BINS {
        let bin = &firsts[bin * count / BINS..(bin + 1) * count / BINS];
        let promised: f64 = bin.iter().map(|(probability, _)| probability).sum();
        let kept = bin.iter().filter(|(_, right)| *right).count();
        let variance: f64 = bin.iter().map(|(p, _)| p * (1.0 - p)).sum();
        distances[0] += (promised - kept as f64).abs();
        distances[1] += (variance * std::f64::consts::FRAC_2_PI).sqrt();
    }
    distances.map(|distance| distance / count.max(1) as f64)
}

fn noise(answers: &[Answer]) -> Option<f64> {
    let uncoded: Vec<&Answer> = answers.iter().filter(|a| a.codes.is_empty()).collect();
    let noisy = uncoded.iter().filter(|a| a.accepted().next().is_some());
    ratio(noisy.count(), uncoded.len())
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0_usize, 0.0), |(n, sum), value| (n + 1, sum + value));
    sum / count.max(1) as f64
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub const ACCEPTED: bool = true;
    pub const REFUSED: bool = false;

    pub fn answer(unit: usize, codes: &[usize], guesses: &[(usize, f64, bool)]) -> Answer {
        Answer {
            unit,
            codes: codes.to_vec(),
            guesses: guesses
                .iter()
                .map(|&(code, probability, accepted)| Guess {
                    code,
                    probability,
                    accepted,
                })
                .collect(),
        }
    }

    /// Fifteen units, five codes, the last of which no coder gave.
    #[rustfmt::skip]
    pub fn fixture() -> Vec<Answer> {
        const A: bool = ACCEPTED;
        const R: bool = REFUSED;
        vec![
            answer(0, &[0], &[(0, 0.91, A), (1, 0.3, R), (2, 0.1, R)]),
            answer(1, &[0, 1], &[(1, 0.8, A), (0, 0.55, A), (3, 0.2, R)]),
            answer(2, &[2], &[(0, 0.62, A), (1, 0.41, R), (2, 0.33, R), (3, 0.08, R)]),
            answer(3, &[3], &[(0, 0.45, R), (1, 0.4, R), (2, 0.31, R), (3, 0.3, R)]),
            answer(4, &[], &[(1, 0.7, A), (0, 0.2, R)]),
            answer(5, &[], &[(2, 0.22, R)]),
            answer(6, &[1], &[(1, 0.62, A), (3, 0.6, A)]),
            answer(7, &[2, 3], &[(3, 0.77, A), (4, 0.52, A), (2, 0.51, R)]),
            answer(8, &[0], &[]),
            answer(9, &[1], &[(0, 0.62, A), (1, 0.61, A)]),
            answer(10, &[2], &[(1, 0.35, R), (0, 0.34, R), (3, 0.33, R), (4, 0.2, R), (2, 0.1, R)]),
            answer(11, &[0], &[(0, 0.97, A)]),
            answer(12, &[3], &[(3, 0.58, A), (0, 0.15, R)]),
            answer(13, &[0], &[(2, 0.44, R), (0, 0.43, R)]),
            answer(14, &[1], &[(0, 0.66, A), (2, 0.28, R), (3, 0.27, R), (4, 0.26, R), (1, 0.05, R)]),
        ]
    }

    fn rounded(value: f64) -> f64 {
        (value * 1e4).round() / 1e4
    }

    /// The expected numbers are what judge.py prints for the same gold codes and predictions (four decimals).
    #[test]
    fn the_numbers_are_those_of_the_judge() {
        let found = Overall::of(&fixture(), 5);
        assert_eq!((found.units, found.uncoded, found.codes), (13, 2, 4));
        let numbers = [
            (found.recall_at_1, 0.4),
            (found.recall_at_3, 0.7333),
            (found.recall_at_5, 0.9333),
            (found.hit_at_1, 0.4615),
            (found.hit_at_3, 0.6923),
            (found.hit_at_5, 0.9231),
            (found.mean_reciprocal_rank, 0.6141),
            (found.micro_f1, 0.5517),
            (found.macro_f1, 0.4905),
            (found.calibration_error, 0.3742),
            (found.calibration_by_chance, 0.3168),
        ];
        for (place, (number, expected)) in numbers.into_iter().enumerate() {
            assert_eq!(rounded(number), expected, "number {place}");
        }
        assert_eq!(found.noise, Some(0.5));
    }

    #[test]
    fn nothing_to_judge_is_nought_not_nan() {
        assert_eq!(Overall::of(&[], 0), Overall::default());
        let quiet = Overall::of(&[answer(0, &[], &[(0, 0.1, REFUSED)])], 1);
        assert_eq!((quiet.units, quiet.uncoded), (0, 1));
        assert_eq!((quiet.noise, quiet.macro_f1), (Some(0.0), 0.0));
    }
}
