//! What the suggestions are learnt from, in a line.

use crate::project::{Doing, FEW_UNITS, LiveState};
use crate::study::StudyId;
use crate::workbench::answer::{Failure, json};
use crate::workbench::bench::Bench;
use crate::workbench::texts::{Texts, on_page};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

/// How far learning has come.
#[derive(Debug, Clone, Serialize)]
pub(in crate::workbench) struct Learning {
    /// In words.
    pub(in crate::workbench) text: String,
    /// `learning`, `judging`, `ready` or `silent`.
    pub(in crate::workbench) doing: &'static str,
    /// Whether there is a model to ask.
    pub(in crate::workbench) has_model: bool,
}

impl Learning {
    /// A state in words.
    pub(in crate::workbench) fn of(state: &LiveState, t: &Texts) -> Self {
        let t = &t.coding.learning;
        let n = state.learnt_from;
        let few = |text: String| match n < FEW_UNITS {
            true => format!("{text} ({})", t.few),
            false => text,
        };
        let has_model = state.learnt_to.is_some();
        let (text, doing) = match &state.doing {
            Doing::Learning if !has_model => (t.first.to_owned(), "learning"),
            Doing::Learning => (few(t.newer.of(n)), "learning"),
            Doing::Judging if n == 0 => (t.by_codebook.to_owned(), "judging"),
            Doing::Judging => (few(t.judging.of(n)), "judging"),
            Doing::Ready if n == 0 => (t.by_codebook.to_owned(), "ready"),
            Doing::Ready => (few(t.ready.of(n)), "ready"),
            Doing::Silent(reason) => (on_page(reason), "silent"),
        };
        Self {
            text,
            doing,
            has_model,
        }
    }
}

/// `GET /study/N/learning`: how far learning has come; begins with it where nobody has asked yet.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    let asked = bench.clone();
    let state = bench.read(move |project| {
        let gone = || Failure::gone(asked.texts());
        let study = project.store().study(StudyId(study))?.ok_or_else(gone)?;
        Ok(Learning::of(&asked.live().state(&study)?, asked.texts()))
    });
    Ok(json(StatusCode::OK, &state.await?))
}
