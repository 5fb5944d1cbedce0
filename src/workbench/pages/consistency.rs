//! Whether a coder agrees with herself: what the rest contradicts, what drifts, what she gives a second time.

use super::asked::Asked;
use super::drift::DriftView;
use super::recode::RecodeView;
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "consistency.html")]
struct ConsistencyPage {
    page: Layout,
    study: StudyId,
    name: String,
    drift: DriftView,
    recode: RecodeView,
}

/// `GET /study/N/consistency?unit=3`, with `coder` and `order` where drift was asked for of some or in another order.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(study): Path<i64>,
    Query(fields): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let id = StudyId(study);
    let gone = Failure::gone(bench.texts());
    let shared = bench.clone();
    let page = bench.page(visit, Tab::Consistency, Some(id), move |project, page| {
        let study = project.store().study(id)?.ok_or(gone)?;
        Ok(ConsistencyPage {
            study: id,
            drift: DriftView::of(&shared, project, &study, &asked, page.at)?,
            recode: RecodeView::of(project, &study, &asked, (shared.coder(), page.t))?,
            name: study.name,
            page,
        })
    });
    page.await
}
