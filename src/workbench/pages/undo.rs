//! Undo and redo.

use super::{read, suggestions};
use crate::Project;
use crate::study::{Event, EventId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::stale::Target;
use crate::workbench::visit::local;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use serde::Deserialize;

/// From which page.
#[derive(Deserialize)]
pub(in crate::workbench) struct Step {
    seen: i64,
    /// The event that the button named.
    event: i64,
    #[serde(default)]
    back: String,
}

/// `POST /undo`: takes back the change that the button named, and no other.
pub(in crate::workbench) async fn undo(
    State(bench): State<Bench>,
    Form(step): Form<Step>,
) -> Answer {
    let (t, within) = (bench.texts(), bench.clone());
    let act = bench.change(step.seen, [Target::Everything], move |project, coder| {
        let next = project.store().next_undo()?;
        if next.is_none_or(|event| event.id.0 != step.event) {
            return Err(Failure::told(StatusCode::CONFLICT, t.errors.stale));
        }
        let before = project.store().content_stamp()?;
        project.undo(coder)?;
        let after = project.store().content_stamp()?;
        let undone = within.passes().undone(EventId(step.event), (before, after));
        match suggestions::place(&local(&step.back)) {
            Some((study, view)) => {
                let place = (study, view.settled(&within, study));
                suggestions::after_undo(project, place, &undone)
            }
            None => shown_at(&within, project, &step),
        }
    });
    let done = act.await?;
    match suggestions::place(&done.to) {
        Some((study, _)) => suggestions::gone_on(&bench, study, done).await,
        None => Ok(done),
    }
}

/// `POST /redo`: does again what the button named.
pub(in crate::workbench) async fn redo(
    State(bench): State<Bench>,
    Form(step): Form<Step>,
) -> Answer {
    let (t, within) = (bench.texts(), bench.clone());
    let act = bench.change(step.seen, [Target::Everything], move |project, coder| {
        let next = project.store().next_redo()?;
        if next.is_none_or(|event| event.id.0 != step.event) {
            return Err(Failure::told(StatusCode::CONFLICT, t.errors.stale));
        }
        project.redo(coder)?;
        shown_at(&within, project, &step)
    });
    act.await
}

/// Whose latest change.
#[derive(Deserialize)]
pub(in crate::workbench) struct StepOf {
    seen: i64,
    by: String,
}

/// `POST /undo/by`: takes back the latest change of one coder, and leaves what others did since.
pub(in crate::workbench) async fn undo_by(
    State(bench): State<Bench>,
    Form(step): Form<StepOf>,
) -> Answer {
    step_of(&bench, step, Project::undo_of).await
}

/// `POST /redo/by`: does it again.
pub(in crate::workbench) async fn redo_by(
    State(bench): State<Bench>,
    Form(step): Form<StepOf>,
) -> Answer {
    step_of(&bench, step, Project::redo_of).await
}

type Stepping = fn(&mut Project, &str, &str) -> crate::Result<Option<Event>>;

async fn step_of(bench: &Bench, step: StepOf, go: Stepping) -> Answer {
    let t = bench.texts();
    let act = bench.change(
        step.seen,
        [Target::Everything],
        move |project, coder| match go(project, &step.by, coder)? {
            Some(_) => Ok(Done::to("/history")),
            None => Err(Failure::refused(t.history.no_step)),
        },
    );
    act.await
}

/// Back on the page; of a transcript only the turns that look different are sent.
fn shown_at(bench: &Bench, project: &Project, step: &Step) -> Answer {
    let back = local(&step.back);
    let done = Done::to(&back);
    match read::place(&back) {
        Some(place) => read::changed_turns(bench, project, done, place, bench.seen(step.seen)?),
        None => Ok(done),
    }
}
