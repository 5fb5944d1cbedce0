//! What coders agree on after all where they differed, and what they write to one another about it.

use crate::Project;
use crate::project::{Agreed, Settlement, UnitNotes};
use crate::store::Table;
use crate::study::{Span, Study, StudyId, Transcript, TranscriptId};
use crate::workbench::answer::{Answer, Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::stale::Target;
use crate::workbench::visit::local;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use serde::Deserialize;

/// What is settled, and how.
#[derive(Deserialize)]
pub(in crate::workbench) struct Settle {
    seen: i64,
    start: usize,
    end: usize,
    /// A coder whose coding it is; `*` for all.
    #[serde(default, rename = "as")]
    as_coder: Option<String>,
    #[serde(default)]
    nothing: Option<String>,
    #[serde(default)]
    reopen: Option<String>,
    /// Another code, by name or path.
    #[serde(default)]
    code: String,
    /// Several codes by their paths, one a line: what the engine gave.
    #[serde(default)]
    codes: Option<String>,
    #[serde(default)]
    why: String,
    /// Who takes part, one a line.
    #[serde(default)]
    all: String,
    #[serde(default)]
    back: String,
}

/// `POST /study/N/agreement/M/settle`.
pub(in crate::workbench) async fn settle(
    State(bench): State<Bench>,
    Path(place): Path<(i64, i64)>,
    Form(form): Form<Settle>,
) -> Answer {
    let t = bench.texts();
    let targets = about(&bench, place, (form.start, form.end)).await?;
    let act = bench.change(form.seen, targets, move |project, coder| {
        let (study, transcript, span) =
            at(project, place, (form.start, form.end), t.errors.not_found)?;
        if form.reopen.is_some() {
            project.unsettle(&transcript, span, coder)?;
            return Ok(Done::to(local(&form.back)));
        }
        let agreed = match (form.as_coder, form.nothing) {
            _ if form.codes.is_some() => {
                let codes = form.codes.unwrap_or_default();
                Agreed::Codes(codes.lines().map(str::to_owned).collect())
            }
            (Some(all), _) if all == "*" => {
                Agreed::As(form.all.lines().map(str::to_owned).collect())
            }
            (Some(coder), _) => Agreed::As(vec![coder]),
            (None, Some(_)) => Agreed::Nothing,
            (None, None) => Agreed::Codes(vec![form.code.trim().to_owned()]),
        };
        let settlement = Settlement {
            agreed,
            why: Some(form.why.clone()),
        };
        project.settle_disagreement(&study, &transcript, span, &settlement, coder)?;
        Ok(Done::to(local(&form.back)))
    });
    act.await
}

/// A memo on a stretch.
#[derive(Deserialize)]
pub(in crate::workbench) struct Note {
    seen: i64,
    /// The unit it is on, `START-END`.
    at: String,
    #[serde(default)]
    memo: String,
    #[serde(default)]
    back: String,
}

/// `POST /study/N/agreement/M/memo`.
pub(in crate::workbench) async fn note(
    State(bench): State<Bench>,
    Path(place): Path<(i64, i64)>,
    Form(form): Form<Note>,
) -> Answer {
    let t = bench.texts();
    let targets = [Target::Row(Table::Transcript, place.1)];
    let act = bench.change(form.seen, targets, move |project, coder| {
        let number = |text: Option<&str>| text.and_then(|n| n.parse().ok()).unwrap_or_default();
        let (start, end) = form
            .at
            .split_once('-')
            .map_or((0, 0), |(a, b)| (number(Some(a)), number(Some(b))));
        let (_, transcript, span) = at(project, place, (start, end), t.errors.not_found)?;
        let notes = UnitNotes {
            memo: Some(form.memo.clone()),
            ..UnitNotes::default()
        };
        project.annotate(&transcript, span, &notes, coder)?;
        Ok(Done::to(local(&form.back)))
    });
    act.await
}

/// The transcript and the units at a stretch: what another window made of them is not overwritten.
async fn about(
    bench: &Bench,
    place: (i64, i64),
    stretch: (usize, usize),
) -> Result<Vec<Target>, Failure> {
    let t = bench.texts();
    let targets = bench.read(move |project| {
        let (_, transcript, span) = at(project, place, stretch, t.errors.not_found)?;
        let there = project.store().units_overlapping(transcript.id, span)?;
        let mut targets = vec![Target::Row(Table::Transcript, place.1)];
        targets.extend(there.iter().map(|unit| Target::Unit(unit.id)));
        Ok(targets)
    });
    targets.await
}

fn at(
    project: &Project,
    (study, transcript): (i64, i64),
    (start, end): (usize, usize),
    missing: &'static str,
) -> Result<(Study, Transcript, Span), Failure> {
    let gone = || Failure::told(StatusCode::NOT_FOUND, missing);
    let store = project.store();
    let study = store.study(StudyId(study))?.ok_or_else(gone)?;
    let found = store
        .transcript(TranscriptId(transcript))?
        .filter(|t| t.study == study.id);
    let transcript = found.ok_or_else(gone)?;
    let span = Span::from_chars(&transcript.text, start, end).ok_or_else(gone)?;
    Ok((study, transcript, span))
}
