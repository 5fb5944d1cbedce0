//! How often accepted suggestions are right, wrong or missing, code by code.

use super::metrics::Answer;

/// How a code's accepted suggestions agree with the coder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Accepted, and the unit bears the code.
    pub right: usize,
    /// Accepted, and it does not.
    pub wrong: usize,
    /// Not accepted, though it does.
    pub missed: usize,
}

impl Tally {
    /// Units that bear the code.
    pub fn examples(self) -> usize {
        self.right + self.missed
    }

    /// Share of the accepted suggestions that are right; `None` where none was accepted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.right + self.wrong)
    }

    /// Share of the code's units for which it was accepted; `None` for a code without units.
    pub fn recall(self) -> Option<f64> {
        ratio(self.right, self.examples())
    }

    /// The harmonic mean of the two; 0 where nothing is right.
    pub fn f1(self) -> f64 {
        ratio(2 * self.right, 2 * self.right + self.wrong + self.missed).unwrap_or(0.0)
    }
}

/// The tallies of all codes, in their order.
pub(super) fn tally<'a>(answers: impl IntoIterator<Item = &'a Answer>, codes: usize) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); codes];
    for answer in answers {
        for code in answer.accepted() {
            if answer.bears(code) {
                tallies[code].right += 1;
            } else {
                tallies[code].wrong += 1;
            }
        }
        for &code in &answer.codes {
            if !answer.accepted().any(|accepted| accepted == code) {
                tallies[code].missed += 1;
            }
        }
    }
    tallies
}

/// `part` of `whole`; `None` of nothing.
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::super::metrics::tests::fixture;
    use super::*;

    #[test]
    fn precision_without_an_accepted_suggestion_is_unknown() {
        let tallies = tally(&fixture(), 5);
        assert_eq!(
            tallies[2],
            Tally {
                right: 0,
                wrong: 0,
                missed: 3
            }
        );
        assert_eq!(tallies[2].precision(), None);
        assert_eq!(tallies[2].recall(), Some(0.0));
        assert_eq!(
            (tallies[4].recall(), tallies[4].precision()),
            (None, Some(0.0))
        );
    }
}
