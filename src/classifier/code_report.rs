//! What can be expected of a single code.

use super::lessons::Lessons;
use super::metrics::Answer;
use super::report::HeldOutBy;
use super::tally::{Tally, ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Codes with fewer units are not judged.
const FEW_UNITS: usize = 5;
/// Fewer units cannot show that a code is reliable.
const ENOUGH_UNITS: usize = 10;
/// Least precision and recall of a reliable code.
const RELIABLE: (f64, f64) = (0.7, 0.5);
/// Least F1 of a useful code.
const USEFUL_F1: f64 = 0.4;
/// Least recall@3 of a useful code; it must also be twice what three codes picked blindly would find.
const USEFUL_RECALL_AT_3: f64 = 0.6;

/// One code's line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CodeReport {
    /// Its place among the codes of the lessons.
    pub code: usize,
    /// Units that bear it.
    pub units: usize,
    /// Participants (else transcripts) that they come from.
    pub participants: usize,
    /// Share of the units it was accepted for that bear it; `None` where it was never accepted.
    pub precision: Option<f64>,
    /// Share of its units for which it was accepted; `None` without units.
    pub recall: Option<f64>,
    /// The harmonic mean of the two; `None` without units.
    pub f1: Option<f64>,
    /// Share of its units for which it was among the first three suggestions; `None` without units.
    pub recall_at_3: Option<f64>,
    /// Least probability at which it is accepted, mean over the folds that learnt it; `None` where none did.
    pub threshold: Option<f64>,
    /// All this in a word.
    pub verdict: Verdict,
}

/// How far the suggestions of a code can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// At least 10 units, precision at least 0.7 and recall at least 0.5: what is accepted is mostly right, and that is
    /// at least half of what there is.
    Reliable,
    /// F1 at least 0.4; or recall@3 at least 0.6 and at least twice what three codes picked blindly would find: worth
    /// a look among the first suggestions.
    Useful,
    /// Not recognised well enough yet.
    Learning,
    /// Fewer than 5 units, or all of them from one participant where participants are held out (no fold can then learn
    /// the code and be tested on it).
    TooFewExamples,
}

impl CodeReport {
    /// The line of `code` with the outcome of its accepted suggestions; the verdict depends on what was held out together.
    pub(super) fn of(lessons: &Lessons, code: usize, judged: &Judgement<'_>) -> Self {
        let bearing = (0..lessons.len()).filter(|&unit| lessons.codes_of[unit].contains(&code));
        let (units, participants) = bearing.fold((0, BTreeSet::new()), |(n, mut seen), unit| {
            seen.insert(lessons.groups[unit]);
            (n + 1, seen)
        });
        let own = judged.answers.iter().filter(|answer| answer.bears(code));
        let found = own.clone().filter(|answer| answer.finds(code, 3)).count();
        let tally = judged.tallies[code];
        let mut report = Self {
            code,
            units,
            participants: participants.len(),
            precision: tally.precision(),
            recall: tally.recall(),
            f1: (tally.examples() > 0).then(|| tally.f1()),
            recall_at_3: ratio(found, own.count()),
            threshold: judged.thresholds[code],
            verdict: Verdict::TooFewExamples,
        };
        report.verdict = report.judge(judged.by, lessons.codes.len());
        report
    }

    fn judge(&self, by: HeldOutBy, codes: usize) -> Verdict {
        let one_voice = by == HeldOutBy::Participant && self.participants < 2;
        if self.units < FEW_UNITS || one_voice {
            return Verdict::TooFewExamples;
        }
        let reaches = |value: Option<f64>, least: f64| value.is_some_and(|v| v >= least);
        let (precision, recall) = RELIABLE;
        if self.units >= ENOUGH_UNITS
            && reaches(self.precision, precision)
            && reaches(self.recall, recall)
        {
            return Verdict::Reliable;
        }
        let blindly = 3.0 / codes as f64;
        let recall_at_3 = USEFUL_RECALL_AT_3.max(2.0 * blindly);
        if reaches(self.f1, USEFUL_F1) || reaches(self.recall_at_3, recall_at_3) {
            Verdict::Useful
        } else {
            Verdict::Learning
        }
    }
}

/// What cross-validation found out about all codes.
pub(super) struct Judgement<'a> {
    pub by: HeldOutBy,
    pub answers: &'a [Answer],
    pub tallies: &'a [Tally],
    pub thresholds: &'a [Option<f64>],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(units: usize, participants: usize) -> CodeReport {
        CodeReport {
            code: 0,
            units,
            participants,
            precision: Some(0.7),
            recall: Some(0.5),
            f1: Some(0.58),
            recall_at_3: Some(0.6),
            threshold: Some(0.4),
            verdict: Verdict::Learning,
        }
    }

    #[test]
    fn the_verdict_follows_its_rule() {
        let verdict = |r: CodeReport| r.judge(HeldOutBy::Participant, 20);
        assert_eq!(verdict(report(10, 2)), Verdict::Reliable);
        assert_eq!(verdict(report(9, 2)), Verdict::Useful);
        assert_eq!(verdict(report(4, 4)), Verdict::TooFewExamples);
        assert_eq!(verdict(report(30, 1)), Verdict::TooFewExamples);
        assert_eq!(report(30, 1).judge(HeldOutBy::Unit, 20), Verdict::Reliable);
        let unsure = CodeReport {
            precision: None,
            f1: Some(0.0),
            ..report(10, 2)
        };
        assert_eq!(verdict(unsure), Verdict::Useful);
        let missed = CodeReport {
            recall_at_3: Some(0.5),
            ..unsure
        };
        assert_eq!(verdict(missed), Verdict::Learning);
    }

    #[test]
    fn three_guesses_among_five_codes_prove_nothing() {
        let found = CodeReport {
            precision: None,
            f1: Some(0.0),
            recall_at_3: Some(1.0),
            ..report(10, 2)
        };
        assert_eq!(found.judge(HeldOutBy::Participant, 5), Verdict::Learning);
        assert_eq!(found.judge(HeldOutBy::Participant, 6), Verdict::Useful);
    }
}
