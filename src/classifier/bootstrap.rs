//! How far the numbers would move with other participants: the percentile bootstrap (Efron & Tibshirani 1993, ch. 13).
//!
//! Whole groups are drawn, with replacement, because the units of one participant resemble each other; drawing single
//! units would promise too narrow an interval. With fewer than about ten groups it is still on the narrow side.

use super::metrics::Answer;
use super::scattered::scattered;
use super::tally::{Tally, tally};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How often the groups are drawn.
const DRAWS: usize = 500;
/// Same answers, same interval.
const SEED: u64 = 0x0e31_c5ee_d000_0001;

/// Where 95 of 100 draws fall.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// 2.5 of 100 are below.
    pub low: f64,
    /// 2.5 of 100 are above.
    pub high: f64,
}

/// The 95 % intervals of the two numbers that matter most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    /// Participants (or units) that were drawn.
    pub groups: usize,
    /// Of recall among the first three suggestions.
    pub recall_at_3: Interval,
    /// Of macro F1. A code that a draw leaves out keeps its F1 over all units: left out of the mean, the rare codes,
    /// which are the hardest, would seldom count and the interval would lie too high.
    pub macro_f1: Interval,
}

/// One group's part in the numbers.
struct Part {
    found: usize,
    codings: usize,
    /// Only of codes that it has to do with.
    tallies: Vec<(usize, Tally)>,
}

impl Certainty {
    /// The intervals; `group_of[unit]` is what is drawn together. `None` with fewer than two groups or no coded unit.
    pub(super) fn of(answers: &[Answer], group_of: &[usize], codes: usize) -> Option<Self> {
        let mut members: BTreeMap<usize, Vec<&Answer>> = BTreeMap::new();
        for answer in answers {
            members
                .entry(group_of[answer.unit])
                .or_default()
                .push(answer);
        }
        if members.len() < 2 || answers.iter().all(|answer| answer.codes.is_empty()) {
            return None;
        }
        let parts: Vec<Part> = members.values().map(|own| part(own, codes)).collect();
        let whole = tally(answers, codes);
        let mut numbers = Numbers(SEED);
        let (mut recalls, mut macros) = (Vec::with_capacity(DRAWS), Vec::with_capacity(DRAWS));
        for _ in 0..DRAWS {
            let drawn: Vec<&Part> = parts
                .iter()
                .map(|_| &parts[numbers.below(parts.len())])
                .collect();
            let codings: usize = drawn.iter().map(|part| part.codings).sum();
            if codings > 0 {
                let found: usize = drawn.iter().map(|part| part.found).sum();
                recalls.push(found as f64 / codings as f64);
            }
            macros.push(macro_f1(&drawn, &whole));
        }
        Some(Self {
            groups: parts.len(),
            recall_at_3: interval(recalls),
            macro_f1: interval(macros),
        })
    }
}

fn part(answers: &[&Answer], codes: usize) -> Part {
    Part {
        found: answers.iter().map(|answer| answer.found(3)).sum(),
        codings: answers.iter().map(|answer| answer.codes.len()).sum(),
        tallies: tally(answers.iter().copied(), codes)
            .into_iter()
            .enumerate()
            .filter(|(_, tally)| *tally != Tally::default())
            .collect(),
    }
}

fn macro_f1(drawn: &[&Part], whole: &[Tally]) -> f64 {
    let mut tallies = vec![Tally::default(); whole.len()];
    for (code, tally) in drawn.iter().flat_map(|part| &part.tallies) {
        tallies[*code].right += tally.right;
        tallies[*code].wrong += tally.wrong;
        tallies[*code].missed += tally.missed;
    }
    let known = whole
        .iter()
        .zip(&tallies)
        .filter(|(all, _)| all.examples() > 0);
    let (mut sum, mut count) = (0.0, 0);
    for (all, drawn) in known {
        let tally = if drawn.examples() > 0 { drawn } else { all };
        sum += tally.f1();
        count += 1;
    }
    sum / f64::from(count.max(1))
}

/// The interval between the percentiles 2.5 and 97.5 (nearest rank).
fn interval(mut values: Vec<f64>) -> Interval {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * values.len() as f64).ceil() as usize;
        values.get(rank.saturating_sub(1)).copied().unwrap_or(0.0)
    };
    Interval {
        low: at(0.025),
        high: at(0.975),
    }
}

/// Random numbers, from a seed on.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 += 1;
        scattered(self.0)
    }

    /// A number below `limit`, by the upper half of the product (Lemire 2019); its bias is far below what 500 draws show.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::super::metrics::Overall;
    use super::super::metrics::tests::{ACCEPTED, REFUSED, answer, fixture};
    use super::*;

    #[test]
    fn the_interval_holds_the_number_and_is_the_same_each_time() {
        let answers = fixture();
        let groups: Vec<usize> = (0..15).map(|unit| unit / 3).collect();
        let certainty = Certainty::of(&answers, &groups, 5).unwrap();
        let overall = Overall::of(&answers, 5);
        assert_eq!(certainty.groups, 5);
        for (interval, number) in [
            (certainty.recall_at_3, overall.recall_at_3),
            (certainty.macro_f1, overall.macro_f1),
        ] {
            assert!(
                interval.low < number && number < interval.high,
                "{interval:?}"
            );
            assert!(interval.low >= 0.0 && interval.high <= 1.0);
        }
        assert_eq!(Certainty::of(&answers, &groups, 5), Some(certainty));
    }

    #[test]
    fn groups_that_are_all_alike_leave_no_doubt() {
        let answers: Vec<_> = (0..6)
            .map(|unit| answer(unit, &[unit % 2], &[(0, 0.9, ACCEPTED), (1, 0.2, REFUSED)]))
            .collect();
        let groups = [0, 0, 1, 1, 2, 2];
        let certainty = Certainty::of(&answers, &groups, 2).unwrap();
        let certain = |at| Interval { low: at, high: at };
        assert_eq!(certainty.recall_at_3, certain(1.0));
        assert_eq!(certainty.macro_f1, certain(1.0 / 3.0));
    }

    #[test]
    fn one_group_or_no_coding_says_nothing() {
        assert_eq!(Certainty::of(&fixture(), &[0; 15], 5), None);
        let silent = [answer(0, &[], &[]), answer(1, &[], &[])];
        assert_eq!(Certainty::of(&silent, &[0, 1], 5), None);
        assert_eq!(Certainty::of(&[], &[], 0), None);
    }
}
