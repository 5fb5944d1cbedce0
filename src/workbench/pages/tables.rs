//! Tables for papers.

use super::asked::Asked;
use super::download;
use crate::exchange::TableFormat;
use crate::project::{LabelPattern, TableKind, TableRequest};
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use axum::extract::{Query, State};
use axum::response::Response;

/// `GET /exchange/tables?study=1&what=analysis&format=docx`, with `label`, `by` and `level` where they are wanted; `what=tables` gives
/// all tables of the study.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let gone = || Failure::gone(bench.texts());
    let what = asked.first("what").ok_or_else(gone)?.to_owned();
    let kinds = match what.as_str() {
        "tables" => TableKind::of_study(),
        name => {
            let kind = TableKind::ALL.into_iter().find(|kind| kind.name() == name);
            vec![kind.ok_or_else(gone)?]
        }
    };
    let format = asked.first("format").and_then(TableFormat::find);
    let format = format.ok_or_else(gone)?;
    let label = asked.first("label").map(LabelPattern::parse).transpose()?;
    let study = asked.number("study").map(StudyId);
    let missing = gone();
    let file = bench.read(move |project| {
        let mut request = TableRequest {
            label,
            by: asked.first("by").map(str::to_owned),
            level: asked.first("level").map(str::to_owned),
            ..TableRequest::new(kinds)
        };
        let mut name = what;
        if let Some(id) = study {
            let Some(study) = project.store().study(id)? else {
                return Err(missing);
            };
            name = format!("{}-{name}", study.name);
            request.studies.push(study.name);
        }
        let (bytes, _) = project.table_file(&request, format, None)?;
        let name = format!("{name}.{}", format.endings[0]);
        Ok(download::file(&name, format.media_type, bytes))
    });
    file.await
}
