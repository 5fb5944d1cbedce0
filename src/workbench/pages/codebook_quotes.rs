//! The quotes of a node of the codebook, to read, to open in place, and to move to another code.

use super::paging::Paging;
use super::quote::QuoteView;
use crate::study::{CodeId, StudyId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::fill;
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

/// Quotes on one page.
const SHOWN: usize = 40;

#[derive(Template)]
#[template(path = "codebook_quotes.html")]
struct QuotesPage {
    page: Layout,
    study: StudyId,
    code: CodeId,
    path: String,
    definition: String,
    heading: String,
    split_help: String,
    quotes: Vec<QuoteView>,
    paging: Paging,
    total: String,
    codes: Vec<String>,
}

/// Which page of them.
#[derive(Deserialize)]
pub(in crate::workbench) struct Asked {
    #[serde(default)]
    skip: usize,
}

/// `GET /study/N/codebook/C/quotes?skip=S`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path((study, code)): Path<(i64, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let (study, id) = (StudyId(study), CodeId(code));
    let page = bench.page(visit, Tab::Codebook, Some(study), move |project, page| {
        let t = &page.t.codebook;
        let codebook = project.store().codebook(study)?;
        let code = codebook.get(id).ok_or_else(|| Failure::gone(page.t))?;
        let stretches = project.stretches_bearing(study, &codebook.subtree(id))?;
        let shown: Vec<_> = stretches
            .iter()
            .copied()
            .skip(asked.skip)
            .take(SHOWN)
            .collect();
        let quotes: Vec<QuoteView> = project
            .in_context(&shown)?
            .into_iter()
            .map(|quote| QuoteView {
                chosen: quote.unit.map(|u| u.to_string()).unwrap_or_default(),
                ..QuoteView::of(quote, page.t)
            })
            .collect();
        let heading = fill(t.quotes_of, &[("code", &code.name)]);
        Ok(QuotesPage {
            study,
            code: id,
            path: codebook.path(id),
            definition: code.definition.clone(),
            split_help: fill(t.split_help, &[("code", &code.name)]),
            paging: Paging::of(
                page.t,
                (asked.skip, quotes.len(), stretches.len()),
                SHOWN,
                |skip| format!("/study/{study}/codebook/{id}/quotes?skip={skip}"),
            ),
            total: t.unit_count.of(stretches.len()),
            codes: codebook
                .codes()
                .iter()
                .map(|c| codebook.path(c.id))
                .collect(),
            quotes,
            page: page.titled(&heading),
            heading,
        })
    });
    page.await
}
