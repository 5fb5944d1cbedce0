//! How good suggestions for a study are by now, and whether more coding would help.

use super::evaluation::Trial;
use crate::classifier::{CodeReport, HeldOutBy, Trend, Verdict};
use crate::project::Evaluation;
use crate::study::{EventId, PATH_SEPARATOR, StudyId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::charts::{Line, LinePoint};
use crate::workbench::kept::Look;
use crate::workbench::texts::{Texts, fill, percent};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

/// As many codes are named.
const NAMED: usize = 6;

/// What the overview shows of it.
pub(in crate::workbench) struct CurveView {
    pub(in crate::workbench) trial: Trial,
    pub(in crate::workbench) is_new: bool,
    pub(in crate::workbench) told: Vec<String>,
    pub(in crate::workbench) svg: String,
    pub(in crate::workbench) file: String,
    pub(in crate::workbench) across: &'static str,
    pub(in crate::workbench) points: Vec<(usize, String, String)>,
}

impl CurveView {
    /// # Errors
    /// [`crate::Error::Internal`] where the picture cannot be drawn.
    pub(in crate::workbench) fn of(
        bench: &Bench,
        study: StudyId,
        now: EventId,
    ) -> crate::Result<Self> {
        let texts = bench.texts();
        let (trial, evaluation) = Trial::of(bench, study, now);
        let Some(evaluation) = evaluation else {
            return Ok(Self {
                is_new: trial.working.is_none(),
                trial,
                told: Vec::new(),
                svg: String::new(),
                file: String::new(),
                across: "",
                points: Vec::new(),
            });
        };
        let curve = &evaluation.card.learning_curve;
        let point = |p: &crate::classifier::CurvePoint| {
            (
                p.groups,
                percent(p.recall_at_3),
                format!("{:.2}", p.macro_f1),
            )
        };
        let has_curve = !curve.points.is_empty() && evaluation.card.telling().is_some();
        Ok(Self {
            trial,
            is_new: false,
            told: told(&evaluation, texts),
            svg: match has_curve {
                true => line(&evaluation, texts).svg()?,
                false => String::new(),
            },
            file: format!("/study/{study}/learning-curve.svg"),
            across: across(&evaluation, texts),
            points: curve.points.iter().map(point).collect(),
        })
    }
}

/// `GET /study/N/learning-curve.svg`.
pub(in crate::workbench) async fn file(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    let Look::Ready { found, .. } = bench.evaluations().look(&StudyId(study).to_string()) else {
        let text = bench.texts().errors.not_found;
        return Err(Failure::told(StatusCode::NOT_FOUND, text));
    };
    let svg = line(&found, bench.texts()).file()?;
    Ok(super::download::file(
        "learning-curve.svg",
        "image/svg+xml",
        svg,
    ))
}

fn line(evaluation: &Evaluation, texts: &Texts) -> Line {
    let points = evaluation.card.learning_curve.points.iter();
    Line {
        title: format!("{}: {}", texts.start.curve, evaluation.study),
        across: across(evaluation, texts).to_owned(),
        points: points
            .map(|point| LinePoint {
                at: point.groups,
                share: point.recall_at_3,
            })
            .collect(),
    }
}

fn across(evaluation: &Evaluation, texts: &Texts) -> &'static str {
    match evaluation.card.folds.by {
        HeldOutBy::Participant => texts.start.curve_participants,
        HeldOutBy::Unit => texts.start.curve_units,
    }
}

/// The outcome of a trial in sentences.
pub(in crate::workbench) fn told(evaluation: &Evaluation, texts: &Texts) -> Vec<String> {
    let t = &texts.start;
    let card = &evaluation.card;
    let Some(overall) = card.telling() else {
        return vec![t.few_units.to_owned()];
    };
    let interval = card.certainty.map(|certainty| {
        let (low, high) = (certainty.recall_at_3.low, certainty.recall_at_3.high);
        let values: [(&str, &dyn std::fmt::Display); 2] =
            [("low", &percent(low)), ("high", &percent(high))];
        format!(" {}", fill(t.interval, &values))
    });
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("right", &percent(overall.recall_at_3)),
        ("interval", &interval.unwrap_or_default()),
        ("blind", &percent(three_commonest(&card.codes))),
        ("first", &percent(overall.hit_at_1)),
    ];
    let mut told = vec![fill(t.headline, &values)];
    if card.folds.by == HeldOutBy::Unit {
        told.push(t.one_voice.to_owned());
    }
    told.push(
        match card.learning_curve.trend {
            Trend::StillImproving => t.improving,
            Trend::LevellingOff => t.levelling,
            Trend::TooEarlyToTell => t.early,
        }
        .to_owned(),
    );
    let mut named = |verdict, text| {
        let names = names(evaluation, verdict);
        if !names.is_empty() {
            told.push(fill(text, &[("codes", &names)]));
        }
    };
    named(Verdict::TooFewExamples, t.few);
    named(Verdict::Learning, t.hard);
    told
}

/// Share of the codings that bear one of the three most common codes.
fn three_commonest(codes: &[CodeReport]) -> f64 {
    let mut units: Vec<usize> = codes.iter().map(|code| code.units).collect();
    units.sort_unstable_by_key(|n| std::cmp::Reverse(*n));
    let all: usize = units.iter().sum();
    units.iter().take(3).sum::<usize>() as f64 / all.max(1) as f64
}

/// The codes of a verdict, those nearest to being enough first.
fn names(evaluation: &Evaluation, verdict: Verdict) -> String {
    let mut found: Vec<&CodeReport> = evaluation
        .card
        .codes
        .iter()
        .filter(|code| code.verdict == verdict && code.units > 0)
        .collect();
    found.sort_by_key(|code| std::cmp::Reverse(code.units));
    let name = |code: &&CodeReport| {
        let path = evaluation.path(code.code);
        let last = path.rsplit(PATH_SEPARATOR).next().unwrap_or(path);
        format!("{last} ({})", code.units)
    };
    let mut names: Vec<String> = found.iter().take(NAMED).map(name).collect();
    if found.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join(" · ")
}
