//! How well emic suggests the codes of a study: tried out when asked for, shown beside what it is about.

use crate::classifier::Aim;
use crate::project::{Evaluation, Meaning};
use crate::study::{EventId, StudyId};
use crate::workbench::answer::{Answer, Done, Failure, working_on};
use crate::workbench::bench::Bench;
use crate::workbench::kept::{Kept, Look};
use crate::workbench::texts::{Texts, fill};
use crate::workbench::visit::local;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use serde::Deserialize;
use std::sync::Arc;

/// From which page, and with what.
#[derive(Deserialize)]
pub(in crate::workbench) struct Asked {
    #[serde(default)]
    back: String,
    /// `none`: words alone.
    #[serde(default)]
    model: String,
}

/// How far the trial is, for a template.
#[derive(Debug, Default)]
pub(in crate::workbench) struct Trial {
    /// It is under way: what to tell meanwhile.
    pub(in crate::workbench) working: Option<String>,
    /// What to know of an outcome that is old or none.
    pub(in crate::workbench) note: String,
    /// What the button that begins it says; none where there is nothing to begin.
    pub(in crate::workbench) button: Option<&'static str>,
}

impl Trial {
    /// How far it is, and its outcome. `now` is the event the page is of.
    pub(in crate::workbench) fn of(
        bench: &Bench,
        study: StudyId,
        now: EventId,
    ) -> (Self, Option<Arc<Evaluation>>) {
        let t = &bench.texts().codebook;
        let told = |note: String, button| Self {
            note,
            button,
            working: None,
        };
        match bench.evaluations().look(&study.to_string()) {
            Look::Never => (told(String::new(), Some(t.compute)), None),
            Look::Failed(why) => {
                let note = fill(t.card_failed, &[("why", &why)]);
                (told(note, Some(t.compute_anew)), None)
            }
            Look::Ready { found, at } if at == now => (Self::default(), Some(found)),
            Look::Ready { found, .. } => {
                let trial = told(t.card_as_of.to_owned(), Some(t.compute_anew));
                (trial, Some(found))
            }
            Look::Working { done, total } => {
                let trial = Self {
                    working: Some(working(bench.texts(), done, total)),
                    ..Self::default()
                };
                (trial, None)
            }
        }
    }
}

/// What is told of work under way.
pub(in crate::workbench) fn working(texts: &Texts, done: usize, total: usize) -> String {
    match total {
        0 => texts.codebook.computing.to_owned(),
        _ => fill(
            texts.codebook.computing_of,
            &[("done", &done), ("total", &total)],
        ),
    }
}

/// `POST /study/N/evaluation`: begins to try out. It changes nothing in the project.
pub(in crate::workbench) async fn begin(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Form(asked): Form<Asked>,
) -> Answer {
    let meaning = match asked.model.as_str() {
        "none" => Meaning::Off,
        _ => Meaning::Shipped,
    };
    let shared = bench.clone();
    let begun = bench.read(move |project| {
        let study = project.store().study(StudyId(study))?;
        let gone = Failure::gone(shared.texts());
        let (study, coder) = (study.ok_or(gone)?, shared.coder().to_owned());
        let name = study.id.to_string();
        Kept::begin(Bench::evaluations, &shared, &name, move |project, told| {
            project.evaluate(&study, &coder, &meaning, Aim::default(), told)
        })?;
        Ok(())
    });
    begun.await?;
    Ok(Done::to(local(&asked.back)))
}

/// `GET /study/N/evaluation`: how far it is: `{"working": "Trying out: 3 of 10"}`, or null where it is not under way.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
) -> Response {
    let told = match bench.evaluations().look(&StudyId(study).to_string()) {
        Look::Working { done, total } => Some(working(bench.texts(), done, total)),
        _ => None,
    };
    working_on(told)
}
