//! How far the project is, and what to do next.

use super::learning_curve::CurveView;
use super::progress::{Share, TranscriptView};
use crate::project::StudyStatus;
use crate::study::{PATH_SEPARATOR, Study, StudyId, TranscriptId};
use crate::workbench::answer::Failure;
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Tab};
use crate::workbench::texts::{Texts, fill, percent};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// As many codes without a unit are named.
const NAMED: usize = 8;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    page: Layout,
    studies: Vec<StudyView>,
    usual_levels: String,
}

struct StudyView {
    id: StudyId,
    name: String,
    title: String,
    counts: Vec<String>,
    coded: Option<Share>,
    next: Option<Next>,
    curve: Option<CurveView>,
    coders: Vec<CoderView>,
    transcripts: Vec<TranscriptView>,
    without_unit: String,
    unused: Vec<String>,
    unused_more: String,
}

struct Next {
    text: String,
    transcript: TranscriptId,
}

struct CoderView {
    name: String,
    units: usize,
    codings: usize,
}

/// `GET /`.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
) -> Result<Response, Failure> {
    let shared = bench.clone();
    let page = bench.page(visit, Tab::Overview, None, move |project, page| {
        let mut studies = Vec::new();
        for study in project.status()?.studies {
            let is_coded = study.counts.codings > 0;
            let curve = is_coded.then(|| CurveView::of(&shared, study.id, page.at));
            studies.push(StudyView {
                curve: curve.transpose()?,
                ..view(study, page.t)
            });
        }
        Ok(OverviewPage {
            studies,
            usual_levels: Study::CONTENT_ANALYSIS_LEVELS.join("\n"),
            page,
        })
    });
    page.await
}

fn view(study: StudyStatus, texts: &Texts) -> StudyView {
    let t = &texts.overview;
    let counts = &study.counts;
    let more = study.codes_without_unit.len().saturating_sub(NAMED);
    let last = |path: &String| {
        path.rsplit(PATH_SEPARATOR)
            .next()
            .unwrap_or(path)
            .to_owned()
    };
    StudyView {
        next: next(&study, texts),
        curve: None,
        counts: vec![
            t.participants.of(counts.participants),
            t.transcripts.of(counts.transcripts),
            t.units.of(counts.units),
            t.codes.of(counts.codes),
            t.codings.of(counts.codings),
        ],
        without_unit: t.without_unit.of(study.codes_without_unit.len()),
        unused: study
            .codes_without_unit
            .iter()
            .take(NAMED)
            .map(last)
            .collect(),
        unused_more: if more > 0 {
            fill(t.and_more, &[("n", &more)])
        } else {
            String::new()
        },
        id: study.id,
        name: study.name,
        title: study.title,
        coded: study.coded_share.map(Share::of),
        coders: study
            .coders
            .into_iter()
            .map(|c| CoderView {
                name: c.name,
                units: c.units,
                codings: c.codings,
            })
            .collect(),
        transcripts: study
            .transcripts
            .into_iter()
            .map(TranscriptView::of)
            .collect(),
    }
}

/// The transcript to go on with: the first that is begun and not yet half coded, else the first without a coding.
fn next(study: &StudyStatus, texts: &Texts) -> Option<Next> {
    let t = &texts.overview;
    let begun = study
        .transcripts
        .iter()
        .find(|t| t.coded_units > 0 && t.coded_share.is_some_and(|s| s < 0.5));
    let fresh = study.transcripts.iter().find(|t| t.coded_units == 0);
    let is_first = study.counts.codings == 0;
    let chosen = if is_first { fresh } else { begun.or(fresh) }?;
    let share = percent(chosen.coded_share.unwrap_or_default());
    let text = if is_first { t.begin } else { t.go_on };
    Some(Next {
        text: fill(text, &[("transcript", &chosen.name), ("share", &share)]),
        transcript: chosen.id,
    })
}
