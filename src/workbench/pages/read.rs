//! Read & code: the transcripts of a study, and one of them with its codings.

use super::turn::{Turns, attributes};
use crate::Project;
use crate::error::Error;
use crate::project::Reading;
use crate::study::{EventId, StudyId, TranscriptId, TranscriptKind};
use crate::workbench::answer::{Done, Failure};
use crate::workbench::bench::Bench;
use crate::workbench::direction::Direction;
use crate::workbench::layout::{Layout, Step, Tab};
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Template)]
#[template(path = "read.html")]
struct ReadPage {
    page: Layout,
    study: StudyId,
    transcript: TranscriptId,
    name: String,
    lang: String,
    dir: &'static str,
    facts: Vec<String>,
    before: Option<(TranscriptId, String)>,
    after: Option<(TranscriptId, String)>,
    turns: Vec<String>,
}

#[derive(Template)]
#[template(path = "read_list.html")]
struct ListPage {
    page: Layout,
    study: StudyId,
    heading: String,
    transcripts: Vec<(TranscriptId, String)>,
}

/// `GET /study/N/read`: the transcripts to choose from.
pub(in crate::workbench) async fn list(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    let study = StudyId(study);
    let page = bench.page(visit, Tab::Read, Some(study), move |project, page| {
        let found = project
            .store()
            .studies()?
            .into_iter()
            .find(|s| s.id == study);
        let found = found.ok_or_else(|| not_found(&page))?;
        Ok(ListPage {
            heading: crate::workbench::texts::fill(page.t.read.pick, &[("study", &found.name)]),
            transcripts: project.store().transcript_names(study)?,
            study,
            page,
        })
    });
    page.await
}

/// `GET /study/N/read/M`: one transcript.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path((study, transcript)): Path<(i64, i64)>,
) -> Result<Response, Failure> {
    let (study, id) = (StudyId(study), TranscriptId(transcript));
    let shown = bench.clone();
    let page = bench.page(visit, Tab::Read, Some(study), move |project, page| {
        let reading = reading(project, study, id)?.ok_or_else(|| not_found(&page))?;
        let codebook = project.store().codebook(study)?;
        let turns = Turns::of(&reading, &codebook, page.t).rendered()?;
        shown.remember_turns(id, page.at, fingerprints(&turns));
        let names = project.store().transcript_names(study)?;
        let here = names
            .iter()
            .position(|(of, _)| *of == id)
            .unwrap_or_default();
        Ok(ReadPage {
            study,
            transcript: id,
            lang: reading.transcript.language.code().to_owned(),
            dir: Direction::of_language(&reading.transcript.language).name(),
            facts: facts(&reading, &page),
            before: here.checked_sub(1).and_then(|n| names.get(n)).cloned(),
            after: names.get(here + 1).cloned(),
            turns,
            page: page.titled(&reading.transcript.name),
            name: reading.transcript.name,
        })
    });
    page.await
}

/// Since when turns may have changed.
#[derive(Deserialize)]
pub(in crate::workbench) struct Since {
    since: i64,
}

/// `GET /study/N/read/M/turns?since=E`: the turns that look different now, for a window that shows them as of event E.
pub(in crate::workbench) async fn turns(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Query(asked): Query<Since>,
) -> Result<Done, Failure> {
    let (study, id) = (StudyId(study), TranscriptId(transcript));
    let shown = bench.clone();
    let read = bench.read(move |project| {
        let done = Done::to(address(study, id));
        let mut done = changed_turns(&shown, project, done, (study, id), EventId(asked.since))?;
        done.undo = project.store().next_undo()?.map(Step::of);
        done.redo = project.store().next_redo()?.map(Step::of);
        Ok(done)
    });
    read.await
}

/// Adds to an answer the turns that look different from how they looked after event `since`.
///
/// Nothing is traced: all turns are rendered and compared with the fingerprints of those sent then, so that every kind of change
/// shows, undo and the command line's included. Where those are forgotten, all turns are sent.
pub(in crate::workbench) fn changed_turns(
    bench: &Bench,
    project: &Project,
    mut done: Done,
    (study, id): (StudyId, TranscriptId),
    since: EventId,
) -> Result<Done, Failure> {
    let gone = || Failure::told(StatusCode::NOT_FOUND, bench.texts().errors.not_found);
    let reading = reading(project, study, id)?.ok_or_else(gone)?;
    let codebook = project.store().codebook(study)?;
    done.at = project.store().content_stamp()?;
    let turns = Turns::of(&reading, &codebook, bench.texts()).rendered()?;
    let now = fingerprints(&turns);
    let then = bench.turns_of(id, since).unwrap_or_default();
    for (n, html) in turns.into_iter().enumerate() {
        if then.get(n) != now.get(n) {
            done = done.replacing(format!("turn-{n}"), html);
        }
    }
    bench.remember_turns(id, done.at, now);
    Ok(done)
}

/// The page of a transcript.
pub(in crate::workbench) fn address(study: StudyId, transcript: TranscriptId) -> String {
    format!("/study/{study}/read/{transcript}")
}

fn reading(project: &Project, study: StudyId, id: TranscriptId) -> Result<Option<Reading>, Error> {
    let study = project
        .store()
        .studies()?
        .into_iter()
        .find(|s| s.id == study);
    let transcript = project.store().transcript(id)?;
    match (study, transcript) {
        (Some(study), Some(transcript)) if transcript.study == study.id => {
            project.reading(study, transcript).map(Some)
        }
        _ => Ok(None),
    }
}

fn not_found(page: &Layout) -> Failure {
    Failure::told(StatusCode::NOT_FOUND, page.t.errors.not_found)
}

fn fingerprints(turns: &[String]) -> Vec<u64> {
    let fingerprint = |html: &String| {
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        hasher.finish()
    };
    turns.iter().map(fingerprint).collect()
}

fn facts(reading: &Reading, page: &Layout) -> Vec<String> {
    let t = &page.t.read;
    let transcript = &reading.transcript;
    let about = reading
        .participants
        .iter()
        .find(|p| Some(p.id) == transcript.participant);
    let mut facts = Vec::new();
    if let Some(participant) = about {
        let known = attributes(participant);
        facts.push(match known.is_empty() {
            true => format!("{} {}", t.participant, participant.label),
            false => format!("{} {} ({known})", t.participant, participant.label),
        });
    }
    facts.push(format!("{} {}", t.language, transcript.language));
    if transcript.kind == TranscriptKind::Excerpts {
        facts.push(t.excerpts.to_owned());
    }
    facts.push(t.units.of(reading.stretches.len()));
    facts.push(
        t.codings.of(reading
            .stretches
            .iter()
            .flat_map(|s| s.codes.values())
            .map(Vec::len)
            .sum::<usize>()),
    );
    facts
}
