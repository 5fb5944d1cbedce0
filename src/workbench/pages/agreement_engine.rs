//! The engine as one of the coders on the page Agreement: it codes in the background.

use super::agreement::Asked;
use crate::Project;
use crate::project::{EngineCodings, Meaning};
use crate::study::{Study, StudyId};
use crate::workbench::answer::{Failure, working_on};
use crate::workbench::bench::Bench;
use crate::workbench::kept::{Kept, Look};
use crate::workbench::texts::fill;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::sync::Arc;

/// How far the engine's coding is.
#[derive(Default)]
pub(super) struct ByEngine {
    pub codings: Option<Arc<EngineCodings>>,
    /// Where to ask how far it is, while it codes.
    pub working: Option<String>,
    /// Why it cannot.
    pub refused: String,
}

/// The engine as one of the coders; begins to code where it has not.
pub(super) fn by_engine(
    bench: &Bench,
    project: &Project,
    study: &Study,
    (of, here): (&[String], &str),
) -> Result<ByEngine, Failure> {
    let name = engine_name(project, study.id, of)?;
    let mut found = ByEngine::default();
    match bench.engine_codings().look(&name) {
        Look::Ready { found: codings, .. } => found.codings = Some(codings),
        Look::Failed(why) => found.refused = why,
        look => {
            if matches!(look, Look::Never) {
                let (study, of) = (study.clone(), of.to_vec());
                Kept::begin(Bench::engine_codings, bench, &name, move |project, told| {
                    project.engine_codings(&study, &of, &Meaning::default(), told)
                })?;
            }
            found.working = Some(here.replacen("/agreement", "/agreement/engine", 1));
        }
    }
    Ok(found)
}

/// A name for what the engine is asked, another one after every change.
fn engine_name(project: &Project, study: StudyId, of: &[String]) -> crate::Result<String> {
    // Only a single coder says from whom to learn first.
    let only = match of {
        [only] => only.as_str(),
        _ => "",
    };
    Ok(format!(
        "{study} {} {only}",
        project.store().content_stamp()?
    ))
}

/// `GET /study/N/agreement/engine?of=Mina`: how far the engine is, as a JSON object; its `working` is null once it is done.
pub(in crate::workbench) async fn engine(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let (shared, of) = (bench.clone(), Asked::of(fields).of);
    let look = bench.read(move |project| {
        let name = engine_name(project, StudyId(study), &of)?;
        Ok(shared.engine_codings().look(&name))
    });
    let told = match look.await? {
        Look::Working { done, total } => Some(fill(
            bench.texts().agreement.engine_codes,
            &[("done", &done), ("total", &total)],
        )),
        _ => None,
    };
    Ok(working_on(told))
}
