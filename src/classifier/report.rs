//! The report card: how far the suggestions of a study can be trusted, per code and overall.

use super::bootstrap::Certainty;
use super::code_report::{CodeReport, Judgement};
use super::confusion::{Confusion, confusions};
use super::learning_curve::LearningCurve;
use super::lessons::Lessons;
use super::metrics::{Answer, Overall};
use super::tally::tally;
use serde::{Deserialize, Serialize};

/// What the engine can be expected to do for the next transcript of this study.
///
/// Codes are named by their places among the codes of the lessons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportCard {
    /// How units were held out.
    pub folds: Folds,
    /// Over all codes; `None` with fewer than two units, where nothing can be held out.
    pub overall: Option<Overall>,
    /// 95 % intervals; `None` with fewer than two groups or no coded unit.
    pub certainty: Option<Certainty>,
    /// Every code, in the order of the lessons.
    pub codes: Vec<CodeReport>,
    /// The codes with an example that are never accepted yet: in five or more held-out units they did no better
    /// than chance.
    pub not_recognised: Vec<usize>,
    /// Which code is taken for which other.
    pub confusions: Vec<Confusion>,
    /// Whether more transcripts would help.
    pub learning_curve: LearningCurve,
}

/// How units were held out: each unit is judged once, by a model that had learnt from the other folds only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folds {
    /// Number of folds; 0 with fewer than two units.
    pub number: usize,
    /// What is held out together.
    pub by: HeldOutBy,
}

/// What is held out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldOutBy {
    /// All units of a participant (of a transcript, where no participant is known).
    Participant,
    /// Single units, because there is one participant only. The model has then learnt from the person it is tested on:
    /// with others it will do worse.
    Unit,
}

/// What cross-validation brought to light.
pub(super) struct Findings {
    pub folds: Folds,
    /// Every unit once, by unit; empty without folds.
    pub answers: Vec<Answer>,
    /// What was held out together, for each unit.
    pub group_of: Vec<usize>,
    /// Mean threshold of each code over the folds that learnt it; `None` where no probability is enough in most of them.
    pub thresholds: Vec<Option<f64>>,
    pub learning_curve: LearningCurve,
    /// By a model of all units.
    pub not_recognised: Vec<usize>,
}

/// With fewer coded units judged, a share of them says nothing.
const ENOUGH_TO_TELL: usize = 10;

impl ReportCard {
    /// The numbers over all codes, where enough units were judged to tell anything.
    pub fn telling(&self) -> Option<&Overall> {
        let overall = self.overall.as_ref();
        overall.filter(|overall| overall.units >= ENOUGH_TO_TELL)
    }

    pub(super) fn of(lessons: &Lessons, findings: Findings) -> Self {
        let count = lessons.codes.len();
        let answers = &findings.answers;
        let judged = Judgement {
            by: findings.folds.by,
            answers,
            tallies: &tally(answers, count),
            thresholds: &findings.thresholds,
        };
        Self {
            folds: findings.folds,
            overall: (!answers.is_empty()).then(|| Overall::of(answers, count)),
            certainty: Certainty::of(answers, &findings.group_of, count),
            codes: (0..count)
                .map(|code| CodeReport::of(lessons, code, &judged))
                .collect(),
            not_recognised: findings.not_recognised,
            confusions: confusions(answers, count),
            learning_curve: findings.learning_curve,
        }
    }
}
