//! Read & code: the transcripts of a study, and one of them with its codings.

use super::codes;
use super::panel::Panel;
use super::progress::TranscriptView;
use super::stretch::range;
use super::suggestions::request;
use super::turn::{Turns, attributes};
use crate::Project;
use crate::classifier::Stop;
use crate::error::Error;
use crate::project::{Reading, Way};
use crate::store::Table;
use crate::study::{EventId, Span, Study, StudyId, Transcript, TranscriptId, TranscriptKind};
use crate::suggest::Order;
use crate::text::Direction;
use crate::workbench::answer::{Done, Failure, json};
use crate::workbench::bench::Bench;
use crate::workbench::layout::{Layout, Step, Tab};
use crate::workbench::texts::Texts;
use crate::workbench::visit::Visit;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "read.html")]
struct ReadPage {
    page: Layout,
    study: StudyId,
    transcript: TranscriptId,
    lang: String,
    dir: &'static str,
    about: String,
    turns: Vec<String>,
    panel: String,
    /// The panel as it is while nothing is selected.
    no_panel: String,
    codes: String,
    keys: &'static [(&'static str, &'static str)],
}

/// Turns of a part of the page; `read.css` says how high it is before it is seen.
const PART: usize = 40;

impl ReadPage {
    /// The turns in parts: of a long transcript the browser styles those alone that are near.
    fn parts(&self) -> std::slice::Chunks<'_, String> {
        self.turns.chunks(PART)
    }
}

/// The head of a transcript's page; its element is `about`.
#[derive(Template)]
#[template(path = "about.html")]
struct About<'r> {
    t: &'static Texts,
    study: StudyId,
    name: &'r str,
    facts: Vec<String>,
    before: Option<(TranscriptId, String)>,
    after: Option<(TranscriptId, String)>,
}

#[derive(Template)]
#[template(path = "read_list.html")]
struct ListPage {
    page: Layout,
    study: StudyId,
    heading: String,
    transcripts: Vec<TranscriptView>,
}

/// `GET /study/N/read`: the transcripts to choose from.
pub(in crate::workbench) async fn list(
    State(bench): State<Bench>,
    visit: Visit,
    Path(study): Path<i64>,
) -> Result<Response, Failure> {
    let study = StudyId(study);
    let page = bench.page(visit, Tab::Read, Some(study), move |project, page| {
        let mut studies = project.status()?.studies.into_iter();
        let found = studies.find(|s| s.id == study);
        let found = found.ok_or_else(|| not_found(&page))?;
        let name = &found.name;
        Ok(ListPage {
            heading: crate::workbench::texts::fill(page.t.read.pick, &[("study", name)]),
            transcripts: (found.transcripts.into_iter().map(TranscriptView::of)).collect(),
            study,
            page,
        })
    });
    page.await
}

/// Which stretch the panel is of.
#[derive(Deserialize)]
pub(in crate::workbench) struct At {
    #[serde(default)]
    at: String,
    /// A code that was expected there.
    #[serde(default)]
    why: String,
}

/// `GET /study/N/read/M?at=604-782`: one transcript, and what can be said of a stretch of it.
pub(in crate::workbench) async fn show(
    State(bench): State<Bench>,
    visit: Visit,
    Path((study, transcript)): Path<(i64, i64)>,
    Query(asked): Query<At>,
) -> Result<Response, Failure> {
    let (study, id) = (StudyId(study), TranscriptId(transcript));
    let shown = bench.clone();
    let page = bench.page(visit, Tab::Read, Some(study), move |project, page| {
        let reading = reading(project, study, id)?.ok_or_else(|| not_found(&page))?;
        let turns = Turns::of(&reading, shown.coder(), page.t).rendered()?;
        let sent = turns.iter().map(|html| fingerprint(html)).collect();
        shown.remember_turns(id, page.at, sent);
        let no_panel = Panel::empty(page.t, page.seen, (study, id)).html()?;
        let panel = match range(&asked.at) {
            Some(at) => Panel::of(&shown, project, (study, id), at, &asked.why)?.html()?,
            None => no_panel.clone(),
        };
        Ok(ReadPage {
            study,
            transcript: id,
            lang: reading.transcript.language.code().to_owned(),
            dir: Direction::of_language(&reading.transcript.language).name(),
            about: about(project, &reading, page.t)?,
            turns,
            panel,
            no_panel,
            codes: codes::html(project, study)?,
            keys: page.t.coding.keys.reading,
            page: page.titled(&reading.transcript.name),
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
        let since = shown.seen(asked.since)?;
        let mut done = changed_turns(&shown, project, done, (study, id), since)?;
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
    done: Done,
    (study, id): (StudyId, TranscriptId),
    since: EventId,
) -> Result<Done, Failure> {
    let gone = || Failure::gone(bench.texts());
    let of = found(project, study, id)?.ok_or_else(gone)?;
    changed_turns_of(bench, project, done, of, since, None)
}

/// The same for a transcript at hand. Where it is known that nothing changed but `only`, the other turns are not even read: a
/// coding in a long transcript is then shown at once.
pub(in crate::workbench) fn changed_turns_of(
    bench: &Bench,
    project: &Project,
    mut done: Done,
    (study, transcript): (Study, Transcript),
    since: EventId,
    only: Option<Span>,
) -> Result<Done, Failure> {
    let then = bench.turns_of(transcript.id, since).unwrap_or_default();
    let only = only.filter(|_| !then.is_empty());
    let reading = match only {
        Some(span) => project.reading_at(study, transcript, span)?,
        None => project.reading(study, transcript)?,
    };
    let (study, id) = (reading.study.id, reading.transcript.id);
    done.at = project.store().content_stamp()?;
    let turns = Turns::of(&reading, bench.coder(), bench.texts());
    let (now, different) = match only {
        Some(span) => {
            let mut now = then;
            let different = turns.rendered_at(span)?;
            for (n, html) in &different {
                if let Some(before) = now.get_mut(*n) {
                    *before = fingerprint(html);
                }
            }
            (now, different)
        }
        None => {
            let turns = turns.rendered()?;
            let now: Vec<u64> = turns.iter().map(|html| fingerprint(html)).collect();
            let all = turns.into_iter().enumerate();
            let different = all.filter(|(n, _)| then.get(*n) != now.get(*n)).collect();
            (now, different)
        }
    };
    for (n, html) in different {
        done = done.replacing(format!("turn-{n}"), html);
    }
    bench.remember_turns(id, done.at, now);
    let recoded = project.store().changes_since(since)?;
    if recoded.iter().any(|(table, _)| *table == Table::Code) {
        done = done.replacing("codes", codes::html(project, study)?);
    }
    // The counts at the head change with every coding.
    let about = about(project, &reading, bench.texts())?;
    Ok(done.replacing("about", about))
}

/// Where the next suggestion is, if there is one.
#[derive(Serialize)]
struct Ahead {
    found: Option<(usize, usize)>,
    /// Whether there is a model to ask.
    has_model: bool,
}

/// From where to look.
#[derive(Deserialize)]
pub(in crate::workbench) struct From {
    /// A code point.
    from: usize,
    #[serde(default)]
    back: Option<String>,
}

/// Asks to stop when the browser does not wait any more.
struct Waiting(Arc<Stop>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.ask();
    }
}

/// `GET /study/N/read/M/ahead?from=604`: the next stretch for which emic has a suggestion, or the one before with `back=1`.
pub(in crate::workbench) async fn ahead(
    State(bench): State<Bench>,
    Path((study, transcript)): Path<(i64, i64)>,
    Query(asked): Query<From>,
) -> Result<Response, Failure> {
    let within = bench.clone();
    let waiting = Waiting(Arc::default());
    let stop = Arc::clone(&waiting.0);
    let found = bench.read(move |project| {
        let gone = || Failure::gone(within.texts());
        let study = project.store().study(StudyId(study))?.ok_or_else(gone)?;
        let names = project.store().transcript_names(study.id)?;
        let mut names = names.into_iter();
        let (_, name) = names.find(|(id, _)| id.0 == transcript).ok_or_else(gone)?;
        let aim = within.aim(study.id);
        let request = request(within.coder(), Order::Transcript, vec![name], false, aim);
        let way = match asked.back {
            Some(_) => Way::Back,
            None => Way::On,
        };
        let answer = within
            .live()
            .next(&study, &request, (asked.from, way), &stop)?;
        Ok(Ahead {
            found: answer.suggestions.first().map(|s| (s.start, s.end)),
            has_model: answer.state.learnt_to.is_some(),
        })
    });
    let found = found.await?;
    drop(waiting);
    Ok(json(StatusCode::OK, &found))
}

/// The page of a transcript.
pub(in crate::workbench) fn address(study: StudyId, transcript: TranscriptId) -> String {
    format!("/study/{study}/read/{transcript}")
}

/// The transcript whose page this is, the other way round than [`address`].
pub(in crate::workbench) fn place(address: &str) -> Option<(StudyId, TranscriptId)> {
    let (path, _) = address.split_once('?').unwrap_or((address, ""));
    let (study, transcript) = path.strip_prefix("/study/")?.split_once("/read/")?;
    Some((
        StudyId(study.parse().ok()?),
        TranscriptId(transcript.parse().ok()?),
    ))
}

fn reading(project: &Project, study: StudyId, id: TranscriptId) -> Result<Option<Reading>, Error> {
    match found(project, study, id)? {
        Some((study, transcript)) => project.reading(study, transcript).map(Some),
        None => Ok(None),
    }
}

/// The transcript with its study.
fn found(
    project: &Project,
    study: StudyId,
    id: TranscriptId,
) -> Result<Option<(Study, Transcript)>, Error> {
    let study = project.store().study(study)?;
    let both = study.zip(project.store().transcript(id)?);
    Ok(both.filter(|(study, transcript)| transcript.study == study.id))
}

fn not_found(page: &Layout) -> Failure {
    Failure::gone(page.t)
}

fn fingerprint(html: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    html.hash(&mut hasher);
    hasher.finish()
}

fn about(project: &Project, reading: &Reading, t: &'static Texts) -> crate::Result<String> {
    let names = project.store().transcript_names(reading.study.id)?;
    let here = names
        .iter()
        .position(|(of, _)| *of == reading.transcript.id)
        .unwrap_or_default();
    let about = About {
        t,
        study: reading.study.id,
        name: &reading.transcript.name,
        facts: facts(reading, &t.read),
        before: here.checked_sub(1).and_then(|n| names.get(n)).cloned(),
        after: names.get(here + 1).cloned(),
    };
    about.render().map_err(Error::internal)
}

fn facts(reading: &Reading, t: &crate::workbench::texts::Read) -> Vec<String> {
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
    facts.push(t.units.of(reading.units));
    facts.push(t.codings.of(reading.codings));
    facts
}
