//! The record: what happened to the project, from what to what, and by whom; and the project as it was.
//!
//! ```text
//! events ─┬─ changes of rows ─ telling ─► entries ─┬─► command line, workbench
//!         └─ moment ─► the project as it was       └─► printed: HTML, Word, CSV for an auditor
//! decisions ─► counts by code ─────────────────────────┘
//! ```

mod decisions;
mod moment;
mod names;
mod printed;
mod telling;

pub use decisions::{CodeDecisions, DecisionRecord, RecordedDecision};
pub use moment::Moment;

use super::Project;
use crate::error::{Error, Result};
use crate::store::{RowChange, Table};
use crate::study::{CoderId, Event, EventId, StudyId};
use names::Names;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Which changes are asked for; what is `None` is no condition.
#[derive(Debug, Clone, Default)]
pub struct RecordRequest {
    /// Only those of the coder of this name.
    pub by: Option<String>,
    /// Only those about codes of this name or path, today's or earlier, and their codings.
    pub code: Option<String>,
    /// Only those about the transcript of this name, today's or earlier.
    pub transcript: Option<String>,
    /// Only those about the study of this name and what is in it.
    pub study: Option<String>,
    /// Only changes of this kind, as `code`, `decide`, `codebook`, `import`, `memo`.
    pub action: Option<String>,
    /// Not before this day or time (UTC), as `2026-11-21` or `2026-11-21T14:05`.
    pub since: Option<String>,
    /// Not after this day or time.
    pub until: Option<String>,
    /// Only the latest so many.
    pub limit: Option<usize>,
}

/// Changes of the project.
#[derive(Debug, Clone, Serialize)]
pub struct Record {
    /// In the order in which they were made.
    pub entries: Vec<RecordEntry>,
    /// How many changes the project has in all.
    pub of: usize,
}

/// One change of the project.
#[derive(Debug, Clone, Serialize)]
pub struct RecordEntry {
    /// Its number.
    pub event: EventId,
    /// When, as RFC 3339 in UTC.
    pub at: String,
    /// Who; `None` for what emic did by itself.
    pub coder: Option<String>,
    /// What, in a word.
    pub action: String,
    /// What, for a person to read.
    pub summary: String,
    /// The event that this one took back or did again.
    pub undoes: Option<EventId>,
    /// Whether it was taken back since.
    pub taken_back: bool,
    /// What it made of what.
    pub changes: Vec<RecordedChange>,
}

/// What a change made of what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordedChange {
    /// The thing: `code Peer learning`, `coding M4 736-904`.
    pub thing: String,
    /// What of it; empty where all of it came or went.
    pub field: String,
    /// What it was; empty where it was not there.
    pub before: String,
    /// What it became; empty where it went.
    pub after: String,
}

impl Project {
    /// The changes asked for, with what each made of what.
    ///
    /// # Errors
    /// [`Error::Input`] for an unknown coder, code or transcript, and for what is no day; [`Error::File`] where the project file cannot
    /// be read.
    pub fn record(&self, request: &RecordRequest) -> Result<Record> {
        self.store.snapshot(|store| {
            let coders = store.coders()?;
            let by: Option<CoderId> = request
                .by
                .as_deref()
                .map(|name| self.whose(name))
                .transpose()?;
            let since = request.since.as_deref().map(moment::begin).transpose()?;
            let until = request.until.as_deref().map(moment::end).transpose()?;
            let found = store.row_changes()?;
            let mut hidden = HashSet::new();
            for study in store.studies()? {
                let names = store.hidden_attributes(study.id)?;
                hidden.extend(names.into_iter().map(|name| (study.id.0, name)));
            }
            let names = Names::of(found.last_known, hidden);
            let study = request
                .study
                .as_deref()
                .map(|name| self.study(Some(name)))
                .transpose()?;
            let wanted = Wanted::of(&names, request, study.map(|study| study.id))?;
            let mut changes: HashMap<EventId, Vec<RowChange>> = HashMap::new();
            for change in found.changes {
                changes.entry(change.event).or_default().push(change);
            }
            let standing = store.standing_events()?;
            let mut events = store.events(usize::MAX)?;
            let of = events.len();
            events.retain(|event| {
                by.is_none_or(|by| event.coder == Some(by))
                    && request
                        .action
                        .as_ref()
                        .is_none_or(|action| event.action == *action)
                    && since.as_ref().is_none_or(|since| event.at >= *since)
                    && until.as_ref().is_none_or(|until| event.at <= *until)
                    && wanted.holds(&names, changes.get(&event.id))
            });
            events.truncate(request.limit.unwrap_or(usize::MAX));
            events.reverse();
            let entry = |event: Event| {
                let rows = changes.get(&event.id).map_or(&[][..], Vec::as_slice);
                let who = coders.iter().find(|coder| Some(coder.id) == event.coder);
                let who = who.map(|coder| coder.name.clone());
                RecordEntry {
                    taken_back: !rows.is_empty()
                        && event.undoes.is_none()
                        && !standing.contains(&event.id),
                    // A coder whose coming was taken back is known to history still.
                    coder: who.or_else(|| {
                        Some(names.text(Table::Coder, event.coder?.0, "name")?.to_owned())
                    }),
                    changes: telling::lines(rows, &names),
                    event: event.id,
                    at: event.at,
                    action: event.action,
                    summary: event.summary,
                    undoes: event.undoes,
                }
            };
            Ok(Record {
                entries: events.into_iter().map(entry).collect(),
                of,
            })
        })
    }
}

/// The rows that the request is about; `None` for all.
struct Wanted {
    study: Option<i64>,
    codes: Option<BTreeSet<i64>>,
    transcripts: Option<BTreeSet<i64>>,
}

impl Wanted {
    fn of(names: &Names, request: &RecordRequest, study: Option<StudyId>) -> Result<Self> {
        let codes = request.code.as_deref().map(|text| {
            let found = names.codes_called(text);
            match found.is_empty() {
                true => Err(Error::input(format!(
                    "there was never a code '{text}'; see: emic codebook"
                ))),
                false => Ok(found),
            }
        });
        let transcripts = request.transcript.as_deref().map(|text| {
            let found = names.called(Table::Transcript, text);
            match found.is_empty() {
                true => Err(Error::input(format!(
                    "there was never a transcript '{text}'; see: emic transcripts"
                ))),
                false => Ok(found),
            }
        });
        Ok(Self {
            study: study.map(|study| study.0),
            codes: codes.transpose()?,
            transcripts: transcripts.transpose()?,
        })
    }

    /// Whether an event with these changes is among those asked for.
    fn holds(&self, names: &Names, changes: Option<&Vec<RowChange>>) -> bool {
        let changes = changes.map_or(&[][..], Vec::as_slice);
        let touches = |wanted: &BTreeSet<i64>, of: fn(&Names, &RowChange) -> Vec<i64>| {
            let mut touched = changes.iter().flat_map(|change| of(names, change));
            touched.any(|id| wanted.contains(&id))
        };
        let code = self
            .codes
            .as_ref()
            .is_none_or(|wanted| touches(wanted, Names::codes_of));
        let place = self
            .transcripts
            .as_ref()
            .is_none_or(|wanted| touches(wanted, Names::transcripts_of));
        let of_study = |wanted| {
            changes
                .iter()
                .any(|change| names.study_of(change) == Some(wanted))
        };
        code && place && self.study.is_none_or(of_study)
    }
}
