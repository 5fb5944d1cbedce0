//! How good suggestions for a study are, with the codes by name.

use crate::classifier::{
    Aim, Certainty, CodeReport, Confusion, Folds, LearningCurve, Overall, ReportCard, Verdict,
};
use serde::{Serialize, Serializer};

/// How good suggestions for a study are.
///
/// Serialised, every code stands by its path instead of its place in `codes`.
#[derive(Debug)]
pub struct Evaluation {
    /// The study's name.
    pub study: String,
    /// Whose coding was learnt.
    pub coders: Vec<String>,
    /// The sentence encoder in use: what kind it is and its name, or `none`.
    pub model: String,
    /// The path of each code that the report card counts.
    pub codes: Vec<String>,
    /// Units among those learnt from that bear a code which a person accepted when emic suggested it.
    pub accepted_suggestions: usize,
    /// What accepted codes were to be good for.
    pub aim: Aim,
    /// The report card.
    pub card: ReportCard,
}

impl Evaluation {
    /// The path of the code at this place of the report card.
    pub fn path(&self, code: usize) -> &str {
        self.codes.get(code).map_or("", String::as_str)
    }
}

impl Serialize for Evaluation {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let card = &self.card;
        Named {
            study: &self.study,
            coders: &self.coders,
            accepted_suggestions: self.accepted_suggestions,
            precision_asked: self.aim.precision(),
            folds: card.folds,
            overall: card.overall,
            certainty: card.certainty,
            codes: card.codes.iter().map(|c| self.named_code(c)).collect(),
            not_recognised: card.not_recognised.iter().map(|&c| self.path(c)).collect(),
            confusions: card.confusions.iter().map(|c| self.pair(c)).collect(),
            learning_curve: &card.learning_curve,
        }
        .serialize(to)
    }
}

impl Evaluation {
    fn named_code(&self, report: &CodeReport) -> NamedCode<'_> {
        NamedCode {
            code: self.path(report.code),
            units: report.units,
            participants: report.participants,
            precision: report.precision,
            recall: report.recall,
            f1: report.f1,
            recall_at_3: report.recall_at_3,
            threshold: report.threshold,
            verdict: report.verdict,
        }
    }

    fn pair(&self, confusion: &Confusion) -> NamedConfusion<'_> {
        NamedConfusion {
            code: self.path(confusion.code),
            taken_for: self.path(confusion.taken_for),
            times: confusion.times,
            units: confusion.units,
        }
    }
}

#[derive(Serialize)]
struct Named<'e> {
    study: &'e str,
    coders: &'e [String],
    accepted_suggestions: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision_asked: Option<f64>,
    folds: Folds,
    overall: Option<Overall>,
    certainty: Option<Certainty>,
    codes: Vec<NamedCode<'e>>,
    not_recognised: Vec<&'e str>,
    confusions: Vec<NamedConfusion<'e>>,
    learning_curve: &'e LearningCurve,
}

#[derive(Serialize)]
struct NamedCode<'e> {
    code: &'e str,
    units: usize,
    participants: usize,
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    recall_at_3: Option<f64>,
    threshold: Option<f64>,
    verdict: Verdict,
}

#[derive(Serialize)]
struct NamedConfusion<'e> {
    code: &'e str,
    taken_for: &'e str,
    times: usize,
    units: usize,
}
