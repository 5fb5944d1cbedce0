//! How other windows learn of a change: they ask, every few seconds while they are looked at.
//!
//! Asking is one query of a few microseconds. A connection that is held open for each window would soon use up the six that a
//! browser allows for one host.

use super::answer::{Failure, json};
use super::bench::Bench;
use super::stale::since;
use crate::study::{EventId, TranscriptId};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};

/// Events that are told in words.
const TOLD: usize = 5;

/// Since when.
#[derive(Deserialize)]
pub(super) struct Since {
    since: i64,
}

#[derive(Serialize)]
struct Changes {
    /// The latest event.
    at: EventId,
    /// What was done, the newest first.
    told: Vec<String>,
    /// The transcripts whose text, turns, units or codings were touched.
    transcripts: Vec<TranscriptId>,
    /// That the page is of another project than the file is now, where the file gave way to a backup.
    went_back: Option<&'static str>,
}

/// `GET /changes?since=N`: what changed after event N, whoever changed it, the command line included.
pub(super) async fn show(
    State(bench): State<Bench>,
    Query(asked): Query<Since>,
) -> Result<Response, Failure> {
    let (seen, shared) = (bench.seen(asked.since).ok(), bench.clone());
    let changes = bench.read(move |project| {
        let at = project.store().content_stamp()?;
        let mut changes = Changes {
            at: shared.stamp(at),
            told: Vec::new(),
            transcripts: Vec::new(),
            went_back: seen.is_none().then_some(shared.texts().errors.went_back),
        };
        if let Some(seen) = seen.filter(|seen| at > *seen) {
            changes.told = since(project, seen, TOLD)?
                .into_iter()
                .map(|e| e.summary)
                .collect();
            changes.transcripts = project
                .store()
                .transcripts_touched_since(seen)?
                .into_iter()
                .collect();
        }
        Ok(changes)
    });
    let changes = changes.await?;
    if !changes.told.is_empty() {
        bench.settle_soon();
    }
    Ok(json(StatusCode::OK, &changes))
}
