//! Which code is taken for which other.

use super::metrics::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A pair that was mixed up only once may be chance.
const LEAST_TIMES: usize = 2;

/// "Peer learning is taken for Networked learning in 4 of 9."
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// The code that the coder gave, by its place among the codes of the lessons.
    pub code: usize,
    /// The code that stood in its place most often.
    pub taken_for: usize,
    /// In how many units.
    pub times: usize,
    /// Of how many units that bear the code.
    pub units: usize,
}

/// For each code the other that most often stood in its place, if it did so at least twice; by code.
///
/// A code is missed in a unit that bears it where it is neither accepted nor ranked first. What stands in its place are
/// the codes accepted wrongly, or, where none was, the one ranked first, if the unit does not bear it. Of two codes that
/// stood in as often the earlier one is named.
pub(super) fn confusions(answers: &[Answer], codes: usize) -> Vec<Confusion> {
    let mut units = vec![0; codes];
    let mut taken_for: Vec<BTreeMap<usize, usize>> = vec![BTreeMap::new(); codes];
    for answer in answers {
        let stand_ins = stand_ins(answer);
        for &code in &answer.codes {
            units[code] += 1;
            if answer.finds(code, 1) || answer.accepted().any(|accepted| accepted == code) {
                continue;
            }
            for &other in &stand_ins {
                *taken_for[code].entry(other).or_default() += 1;
            }
        }
    }
    taken_for
        .iter()
        .enumerate()
        .filter_map(|(code, others)| {
            // the first of equals: `max_by_key` alone would keep the last
            let (&taken_for, &times) = others.iter().rev().max_by_key(|(_, times)| **times)?;
            (times >= LEAST_TIMES).then_some(Confusion {
                code,
                taken_for,
                times,
                units: units[code],
            })
        })
        .collect()
}

fn stand_ins(answer: &Answer) -> Vec<usize> {
    let wrong: Vec<usize> = answer.accepted().filter(|c| !answer.bears(*c)).collect();
    if !wrong.is_empty() {
        return wrong;
    }
    let first = answer.guesses.first().map(|guess| guess.code);
    first
        .filter(|code| !answer.bears(*code))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::metrics::tests::{ACCEPTED, REFUSED, answer};
    use super::*;

    #[test]
    fn the_code_that_stands_in_most_often_is_named() {
        let answers = [
            answer(0, &[0], &[(1, 0.8, ACCEPTED), (0, 0.1, REFUSED)]),
            answer(1, &[0], &[(1, 0.4, REFUSED), (0, 0.3, REFUSED)]),
            answer(2, &[0], &[(2, 0.9, ACCEPTED)]),
            answer(3, &[0], &[(0, 0.9, ACCEPTED), (1, 0.8, ACCEPTED)]),
            answer(4, &[1], &[(0, 0.9, ACCEPTED)]),
        ];
        let expected = Confusion {
            code: 0,
            taken_for: 1,
            times: 2,
            units: 4,
        };
        assert_eq!(confusions(&answers, 3), [expected]);
    }

    #[test]
    fn another_right_code_is_no_confusion_and_the_earlier_of_equals_is_named() {
        let beside = answer(0, &[0, 1], &[(1, 0.9, ACCEPTED), (2, 0.3, REFUSED)]);
        assert!(confusions(&[beside.clone(), beside], 3).is_empty());
        let both = answer(0, &[0], &[(2, 0.9, ACCEPTED), (1, 0.8, ACCEPTED)]);
        let found = confusions(&[both.clone(), both], 3);
        assert_eq!((found[0].taken_for, found[0].times), (1, 2));
    }

    #[test]
    fn silence_is_no_confusion() {
        let silent = answer(0, &[0], &[]);
        assert!(confusions(&[silent.clone(), silent], 1).is_empty());
        assert!(confusions(&[], 0).is_empty());
    }
}
