//! The project as it was.

use super::asked::Asked;
use crate::Project;
use crate::project::Moment;
use crate::study::Study;
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill, percent};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "past.html")]
struct PastPage {
    page: Layout,
    moment: String,
    studies: Vec<StudyView>,
}

struct StudyView {
    name: String,
    counts: Vec<String>,
    coders: Vec<(String, String)>,
    codes: Vec<CodeView>,
    transcripts: Vec<(String, usize, String)>,
}

struct CodeView {
    name: String,
    depth: usize,
    units: usize,
}

/// `GET /history/at?at=57` or `?at=2026-11-21`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let asked = Asked::of(fields);
    let gone = Failure::gone(bench.texts());
    let page = bench.page(visit, Tab::History, None, move |project, page| {
        let moment = Moment::parse(asked.first("at").ok_or(gone)?)?;
        let past = project.as_it_was(&moment)?;
        let t = page.t;
        let last = past.store().events(1)?.into_iter().next();
        let told = match &last {
            Some(event) => {
                let when = event.at.get(..16).unwrap_or(&event.at).replace('T', " ");
                fill(
                    t.history.past,
                    &[
                        ("event", &event.id),
                        ("when", &when),
                        ("what", &event.summary),
                    ],
                )
            }
            None => t.history.none.to_owned(),
        };
        let mut studies = Vec::new();
        for study in past.store().studies()? {
            studies.push(view(&past, &study, t)?);
        }
        Ok(PastPage {
            moment: told,
            studies,
            page,
        })
    });
    page.await
}

fn view(past: &Project, study: &Study, texts: &Texts) -> crate::Result<StudyView> {
    let t = &texts.history;
    let status = past.status()?;
    let found = status.studies.into_iter().find(|one| one.id == study.id);
    let counts = past.code_counts(study)?;
    let book = past.store().codebook(study.id)?;
    let code = |code: &crate::study::Code| CodeView {
        name: code.name.clone(),
        depth: book.ancestry(code.id).len().saturating_sub(1).min(6),
        units: counts.of(code.id).units,
    };
    let mut shown = StudyView {
        name: study.name.clone(),
        counts: Vec::new(),
        coders: Vec::new(),
        codes: book.codes().iter().map(code).collect(),
        transcripts: Vec::new(),
    };
    if let Some(status) = found {
        let c = status.counts;
        shown.counts = vec![
            t.participants.of(c.participants),
            t.transcripts.of(c.transcripts),
            t.units.of(c.coded_units),
            t.codes.of(c.codes),
            t.codings.of(c.codings),
        ];
        let coder = |coder: crate::project::CoderStatus| (coder.name, t.codings.of(coder.codings));
        shown.coders = status.coders.into_iter().map(coder).collect();
        let transcript = |one: crate::project::TranscriptStatus| {
            (
                one.name,
                one.coded_units,
                one.coded_share.map_or(String::new(), percent),
            )
        };
        shown.transcripts = status.transcripts.into_iter().map(transcript).collect();
    }
    Ok(shown)
}
