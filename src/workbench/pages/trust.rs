//! The way to what makes the coding trustworthy.

use super::asked::Asked;
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "trust.html")]
struct TrustPage {
    page: Layout,
}

/// `GET /trust`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
    visit: Visit,
) -> Result<Response, Failure> {
    let study = Asked::of(fields).number("study").map(StudyId);
    let page = bench.page(visit, Tab::Trust, study, |_, page| Ok(TrustPage { page }));
    page.await
}
