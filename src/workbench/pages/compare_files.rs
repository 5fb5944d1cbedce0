//! Comparisons as files: tables, values and pictures.

use super::asked::Asked;
use super::compare_asked::{Outcome, View, compared};
use super::{compare_themes, compare_together, download};
use crate::compare::{alignment_csv, cooccurrence_csv, matrix_csv};
use crate::project::Comparison;
use crate::study::StudyId;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;

/// `GET /compare/files/VIEW.csv`, `.json` or `.svg`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    Path(name): Path<String>,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let t = bench.texts();
    let gone = || Failure::gone(t);
    let (view, ending) = name.split_once('.').ok_or_else(gone)?;
    let asked = Asked::of(fields).without(&["view"]).with("view", view);
    if View::of(&asked).name() != view {
        return Err(gone());
    }
    let by = asked.first("by").map(str::to_owned);
    let allowed = bench.read(move |project| Ok(project.refuse_identifying(by.as_deref())?));
    allowed.await?;
    let found = match compared(&bench, &asked).await? {
        Outcome::Found(found) => found,
        Outcome::Working => {
            return Err(Failure::told(
                StatusCode::CONFLICT,
                t.compare.computing_note,
            ));
        }
        Outcome::Refused(why) => {
            return Err(Failure::refused(why));
        }
    };
    match ending {
        "csv" => Ok(download::csv(&name, table(&found, View::of(&asked))?)),
        "json" => Ok(download::json(&name, &*found)?),
        "svg" => {
            let drawn = bench.read(move |project| {
                let heat = match View::of(&asked) {
                    View::Themes => compare_themes::heat(&found.matrix, &asked, t),
                    View::Alike => return Ok(None),
                    View::Together => {
                        let Some(study) = asked.number("of").map(StudyId) else {
                            return Ok(None);
                        };
                        let Some(study) = project.store().study(study)? else {
                            return Ok(None);
                        };
                        let mut all = found.cooccurrences.iter();
                        let Some(of) = all.find(|of| of.study == study.name) else {
                            return Ok(None);
                        };
                        let codebook = project.store().codebook(study.id)?;
                        compare_together::heat(of, &codebook, &asked, t).0
                    }
                };
                Ok(Some(heat.file()?))
            });
            let svg = drawn.await?.ok_or_else(gone)?;
            Ok(download::file(&name, "image/svg+xml", svg))
        }
        _ => Err(gone()),
    }
}

/// All pairs of studies, and all studies, in one table under one head.
fn table(found: &Comparison, view: View) -> crate::Result<String> {
    let tables: Vec<String> = match view {
        View::Themes => vec![matrix_csv(&found.matrix)?],
        View::Alike => found
            .alignments
            .iter()
            .map(alignment_csv)
            .collect::<crate::Result<_>>()?,
        View::Together => found
            .cooccurrences
            .iter()
            .map(cooccurrence_csv)
            .collect::<crate::Result<_>>()?,
    };
    let mut tables = tables.into_iter();
    let mut all = tables.next().unwrap_or_default();
    for table in tables {
        // The head is one line: none of its names has a line end.
        all.push_str(table.split_once('\n').map_or("", |(_, records)| records));
    }
    Ok(all)
}
