//! A sample of the coder's own units, coded a second time without seeing what she gave.

use super::asked::{Asked, escaped};
use super::study_of;
use crate::project::{AgreementRequest, Basis, Project, RecodeSample, RecodeUnit};
use crate::study::{Codebook, Study, StudyId, UnitId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::stale::Target;
use crate::workbench::texts::{Texts, fill};
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;

/// How deep codes are indented, at most.
const DEEPEST: usize = 3;

/// The part of the page that is about it.
pub(super) struct RecodeView {
    /// How many are done; empty before a sample was drawn.
    pub told: String,
    /// The unit to code.
    pub unit: Option<UnitView>,
    pub codes: Vec<CodeBox>,
    pub numbers: Vec<NumberView>,
    /// Agreement of the two codings, when all is done.
    pub own: Option<OwnView>,
}

/// A unit, without its codes.
pub(super) struct UnitView {
    pub number: usize,
    pub id: UnitId,
    pub heading: String,
    pub question: String,
    pub text: String,
}

/// A code to tick.
pub(super) struct CodeBox {
    pub path: String,
    pub name: String,
    pub depth: usize,
}

/// A unit of the sample, to go to.
pub(super) struct NumberView {
    pub number: usize,
    pub is_done: bool,
    pub is_here: bool,
}

/// How far a coder agrees with herself.
pub(super) struct OwnView {
    pub cells: [String; 7],
    pub href: String,
}

impl RecodeView {
    /// The sample as it was drawn, at the unit that was asked for or the first that is left.
    pub fn of(
        project: &Project,
        study: &Study,
        asked: &Asked,
        (coder, texts): (&str, &Texts),
    ) -> Result<Self, Failure> {
        let t = &texts.consistency;
        let Some(sample) = project.sample_drawn(study, coder)? else {
            return Ok(Self::nothing());
        };
        let wanted = asked.number("unit").and_then(|n| usize::try_from(n).ok());
        let mut units = sample.units.iter();
        let unit = match wanted {
            Some(number) => units.find(|unit| unit.number == number),
            None => units.find(|unit| !unit.done),
        };
        let here = unit.map(|unit| unit.number);
        let is_finished = !sample.units.is_empty() && sample.done() == sample.units.len();
        Ok(Self {
            told: fill(
                t.progress,
                &[("done", &sample.done()), ("all", &sample.units.len())],
            ),
            unit: unit.map(|unit| UnitView::of(unit, texts)),
            codes: boxes(&project.store().codebook(study.id)?),
            numbers: sample
                .units
                .iter()
                .map(|unit| NumberView {
                    number: unit.number,
                    is_done: unit.done,
                    is_here: Some(unit.number) == here,
                })
                .collect(),
            own: match is_finished {
                true => OwnView::of(project, study, &sample)?,
                false => None,
            },
        })
    }

    fn nothing() -> Self {
        Self {
            told: String::new(),
            unit: None,
            codes: Vec::new(),
            numbers: Vec::new(),
            own: None,
        }
    }
}

impl UnitView {
    fn of(unit: &RecodeUnit, texts: &Texts) -> Self {
        let place = format!("{} {}-{}", unit.transcript, unit.start, unit.end);
        let heading = [
            ("n", &unit.number as &dyn std::fmt::Display),
            ("place", &place),
        ];
        Self {
            number: unit.number,
            id: unit.unit,
            heading: fill(texts.consistency.unit, &heading),
            question: unit.question.clone().unwrap_or_default(),
            text: unit.text.clone(),
        }
    }
}

impl OwnView {
    /// As `emic agreement` counts it; nothing where there is nothing to count.
    fn of(
        project: &Project,
        study: &Study,
        sample: &RecodeSample,
    ) -> Result<Option<Self>, Failure> {
        let request = AgreementRequest {
            coders: vec![sample.coder.clone(), sample.second.clone()],
            basis: Basis::Sentences,
            level: None,
            engine: None,
        };
        let found = match project.agreement(study, &request) {
            Ok(found) => found,
            Err(crate::Error::Input(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let (first, second) = (escaped(&sample.coder), escaped(&sample.second));
        Ok(Some(Self {
            cells: found.overall.printed(found.unitizing),
            href: format!(
                "/study/{}/agreement?of={first}&of={second}&on=sentences",
                study.id
            ),
        }))
    }
}

fn boxes(book: &Codebook) -> Vec<CodeBox> {
    let codes = book.codes().iter();
    let boxes = codes.map(|code| CodeBox {
        path: book.path(code.id),
        name: code.name.clone(),
        depth: (book.ancestry(code.id).len().saturating_sub(1)).min(DEEPEST),
    });
    boxes.collect()
}

/// `POST /study/N/consistency/sample` with `seen` and `share`: draws a sample.
pub(in crate::workbench) async fn draw(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let t = bench.texts();
    let asked = Asked::of(fields);
    let share = asked.first("share").unwrap_or_default();
    let share: Option<f64> = share.trim_end_matches('%').trim().parse().ok();
    let share = share.filter(|percent| *percent > 0.0 && *percent <= 100.0);
    let refused = || Failure::refused(t.consistency.not_a_share);
    let share = share.ok_or_else(refused)? / 100.0;
    let seen = asked.number("seen").unwrap_or_default();
    let act = bench.change(seen, [], move |project, coder| {
        let study = study_of(project, study, t)?;
        project.recode_sample(&study, coder, Some(share))?;
        Ok(place(study.id))
    });
    act.await
}

/// `POST /study/N/consistency/recode` with `seen`, `number`, `unit`, and `code` for each or `none`.
pub(in crate::workbench) async fn give(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer {
    let t = bench.texts();
    let asked = Asked::of(fields);
    let codes = match asked.first("none") {
        Some(_) => Vec::new(),
        None => asked.all("code"),
    };
    if codes.is_empty() && asked.first("none").is_none() {
        return Err(Failure::refused(t.consistency.which));
    }
    let number = asked.number("number").unwrap_or_default();
    let unit = UnitId(asked.number("unit").unwrap_or_default());
    let seen = asked.number("seen").unwrap_or_default();
    let act = bench.change(seen, [Target::Unit(unit)], move |project, coder| {
        let study = study_of(project, study, t)?;
        let number = usize::try_from(number).unwrap_or_default();
        let sample = project.sample_drawn(&study, coder)?;
        let units = sample.iter().flat_map(|sample| &sample.units);
        let mut same = units.filter(|one| (one.number, one.unit) == (number, unit));
        if same.next().is_none() {
            // Another sample was drawn meanwhile.
            return Err(Failure::told(StatusCode::CONFLICT, t.errors.stale));
        }
        project.recode(&study, coder, number, &codes)?;
        Ok(place(study.id))
    });
    act.await
}

fn place(study: StudyId) -> Done {
    Done::to(format!("/study/{study}/consistency#recode"))
}
