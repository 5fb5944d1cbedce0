//! Files that leave the project.

use super::asked::Asked;
use super::download;
use crate::exchange::Positions;
use crate::project::Exported;
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// `GET /exchange/files/units.jsonl?study=N` and its like; without a study, all of them where the file can hold them.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let gone = Failure::gone(bench.texts());
    let (what, kind, takes_all) = match name.as_str() {
        "units.jsonl" => (Exported::UnitsJsonl, "application/jsonl", true),
        "units.csv" => (Exported::UnitsCsv, "text/csv; charset=utf-8", true),
        "participants.csv" => (Exported::Participants, "text/csv; charset=utf-8", true),
        "codebook.csv" => (Exported::Codebook, "text/csv; charset=utf-8", false),
        "relations.csv" => (Exported::Relations, "text/csv; charset=utf-8", false),
        "study.qdpx" => (
            Exported::Qdpx(Positions::CodePoints),
            "application/zip",
            false,
        ),
        "codebook.qdc" => (Exported::Qdc, "application/xml; charset=utf-8", false),
        _ => return Err(gone),
    };
    let study = Asked::of(fields).number("study").map(StudyId);
    let file = bench.read(move |project| {
        let mut studies = project.store().studies()?;
        let before = studies.first().map(|s| s.name.clone());
        let mut name = name;
        if let Some(study) = study {
            studies.retain(|s| s.id == study);
            if let Some(study) = studies.first() {
                name = format!("{}-{name}", study.name);
            }
        }
        if studies.is_empty() && before.is_some() || studies.len() > 1 && !takes_all {
            return Err(gone);
        }
        let bytes = project.exported(&studies, what)?;
        Ok(download::file(&name, kind, bytes))
    });
    file.await
}
