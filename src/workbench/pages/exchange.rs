//! Files in and out: the forms, and what became of the last files that came in.

use super::asked::Asked;
use crate::project::ImportReport;
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Template)]
#[template(path = "exchange.html")]
struct ExchangePage {
    page: Layout,
    report: Option<ReportView>,
    files: Vec<(&'static str, Vec<(String, String)>)>,
}

/// What came in.
struct ReportView {
    into: String,
    totals: String,
    files: Vec<FileView>,
}

struct FileView {
    name: String,
    came_in: String,
    is_refused: bool,
    told: Vec<String>,
}

/// `GET /exchange`; with `?report=1` it tells what came in last.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let imported = asked.first("report").and_then(|_| bench.imported());
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
            report: imported.map(|report| view(&report, page.t)),
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

fn view(report: &ImportReport, texts: &Texts) -> ReportView {
    let t = &texts.exchange;
    let mut files: Vec<FileView> = report
        .files
        .iter()
        .map(|file| FileView {
            name: shown(&file.path),
            came_in: match file.refused {
                Some(_) => t.not_taken.to_owned(),
                None => counts(&file.came_in, t.nothing_new),
            },
            is_refused: file.refused.is_some(),
            told: file.refused.iter().chain(&file.warnings).cloned().collect(),
        })
        .collect();
    // What needs a look comes first.
    files.sort_by_key(|f| (!f.is_refused, f.told.is_empty()));
    ReportView {
        into: match report.studies.is_empty() {
            true => String::new(),
            false => fill(t.report_into, &[("studies", &report.studies.join(", "))]),
        },
        totals: counts(&report.totals, t.nothing_new),
        files,
    }
}

/// The path as it was given.
fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn counts(came_in: &BTreeMap<String, usize>, nothing: &str) -> String {
    let counts: Vec<String> = came_in
        .iter()
        .map(|(kind, n)| match n {
            1 => format!("1 {}", kind.strip_suffix('s').unwrap_or(kind)),
            n => format!("{n} {kind}"),
        })
        .collect();
    match counts.is_empty() {
        true => nothing.to_owned(),
        false => counts.join(", "),
    }
}
