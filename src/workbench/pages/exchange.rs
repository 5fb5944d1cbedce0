//! Files in and out: the forms, and what became of the last files that came in.

use super::asked::Asked;
use super::import_report::{Looked, ReportView};
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "exchange.html")]
struct ExchangePage {
    page: Layout,
    report: Option<ReportView>,
    /// HTML: what would come in, as it was looked at last.
    looked: String,
    files: Vec<(&'static str, Vec<(String, String)>)>,
}

/// `GET /exchange`; with `?report=1` it tells what came in last, with `?looked=1` what would.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let imported = asked.first("report").and_then(|_| bench.imported());
    let looked = asked.first("looked").and_then(|_| bench.looked());
    let study = asked.number("study").map(StudyId);
    let page = bench.page(visit, Tab::Exchange, study, move |project, page| {
        let studies = project.store().studies()?;
        let t = &page.t.exchange;
        let one = |file: &str| -> Vec<(String, String)> {
            let link = |s: &crate::Study| {
                let place = format!("/exchange/files/{file}?study={}", s.id);
                (s.name.clone(), place)
            };
            studies.iter().map(link).collect()
        };
        let all = |file: &str| {
            let mut links = one(file);
            if links.len() > 1 {
                let place = format!("/exchange/files/{file}");
                links.insert(0, (t.all_studies.to_owned(), place));
            }
            links
        };
        Ok(ExchangePage {
            report: imported.map(|report| ReportView::of(&report, page.t)),
            looked: looked.map_or_else(Looked::nothing, Ok)?,
            files: match studies.is_empty() {
                true => Vec::new(),
                false => vec![
                    (t.units_jsonl, all("units.jsonl")),
                    (t.units_csv, all("units.csv")),
                    (t.participants_csv, all("participants.csv")),
                    (t.codebook_csv, one("codebook.csv")),
                    (t.relations_csv, one("relations.csv")),
                    (t.study_qdpx, one("study.qdpx")),
                    (t.codebook_qdc, one("codebook.qdc")),
                ],
            },
            page,
        })
    });
    page.await
}
