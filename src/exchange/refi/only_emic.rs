//! What emic has and REFI-QDA has no place for: it travels as `emic.json` beside the project, which other programs pass over.
//!
//! Other programs write files without it, so that it never speaks of a project that they changed.

use super::Positions;
use super::codebook::{description, part};
use crate::exchange::coded_project::{About, CodedProject, ProjectCode, ProjectTurn};
use crate::study::{Span, SpeakerRole, TranscriptKind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Its name in the archive.
pub(super) const NAME: &str = "emic.json";

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct OnlyEmic {
    /// How the file counts.
    #[serde(skip_serializing_if = "is_usual")]
    pub positions: Positions,
    pub guid: String,
    title: String,
    method: String,
    levels: Vec<String>,
    language: Option<String>,
    codes: BTreeMap<String, OnlyCode>,
    transcripts: BTreeMap<String, OnlyTranscript>,
    units: BTreeMap<String, OnlyUnit>,
    /// Notes on participants, to which REFI-QDA's notes cannot refer, and whom they are about.
    notes: BTreeMap<String, String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct OnlyCode {
    level: Option<usize>,
    definition: String,
    include: String,
    exclude: String,
    colour: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct OnlyTranscript {
    kind: TranscriptKind,
    language: Option<String>,
    participant: Option<String>,
    turns: Option<Vec<OnlyTurn>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct OnlyTurn {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    role: SpeakerRole,
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<String>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct OnlyUnit {
    #[serde(skip_serializing_if = "Option::is_none")]
    condensed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,
}

impl OnlyEmic {
    pub fn of(project: &CodedProject, positions: Positions) -> Self {
        let person = |at: Option<usize>| Some(project.participants.get(at?)?.guid.clone());
        let codes = project.codes.iter().map(|code| {
            let only = OnlyCode {
                level: code.level,
                definition: code.definition.clone(),
                include: code.include.clone(),
                exclude: code.exclude.clone(),
                colour: code.colour.clone(),
            };
            (code.guid.clone(), only)
        });
        let transcripts = project.transcripts.iter().map(|transcript| {
            let turn = |turn: &ProjectTurn| OnlyTurn {
                start: turn.span.start,
                end: turn.span.end,
                speaker: turn.speaker.clone(),
                role: turn.role,
                participant: person(turn.participant),
            };
            let only = OnlyTranscript {
                kind: transcript.kind,
                language: transcript.language.clone(),
                participant: person(transcript.participant),
                turns: transcript
                    .turns
                    .as_ref()
                    .map(|turns| turns.iter().map(turn).collect()),
            };
            (transcript.guid.clone(), only)
        });
        let units = project
            .transcripts
            .iter()
            .flat_map(|transcript| &transcript.units)
            .map(|unit| {
                let only = OnlyUnit {
                    condensed: unit.condensed.clone(),
                    translation: unit.translation.clone(),
                    external_id: unit.external_id.clone(),
                };
                (unit.guid.clone(), only)
            });
        let notes = project.memos.iter().filter_map(|memo| match memo.about {
            About::Participant(at) => Some((memo.guid.clone(), person(Some(at))?)),
            _ => None,
        });
        Self {
            positions,
            guid: project.guid.clone(),
            title: project.title.clone(),
            method: project.method.clone(),
            levels: project.levels.clone(),
            language: project.language.clone(),
            codes: codes.collect(),
            transcripts: transcripts.collect(),
            units: units
                .filter(|(_, only)| *only != OnlyUnit::default())
                .collect(),
            notes: notes.collect(),
        }
    }

    /// Gives the project what only emic has.
    pub fn complete(self, project: &mut CodedProject) {
        let people: HashMap<String, usize> = project
            .participants
            .iter()
            .enumerate()
            .map(|(at, p)| (p.guid.clone(), at))
            .collect();
        project.guid = self.guid;
        project.title = self.title;
        project.method = self.method;
        project.levels = self.levels;
        project.language = self.language;
        for code in &mut project.codes {
            let Some(only) = self.codes.get(&code.guid) else {
                part(code);
                continue;
            };
            let whole = ProjectCode {
                definition: only.definition.clone(),
                include: only.include.clone(),
                exclude: only.exclude.clone(),
                ..code.clone()
            };
            match description(&whole) == code.definition {
                true => *code = whole,
                false => part(code),
            }
            code.level = only.level;
            if code.colour.is_empty() {
                code.colour.clone_from(&only.colour);
            }
        }
        for transcript in &mut project.transcripts {
            if let Some(only) = self.transcripts.get(&transcript.guid) {
                transcript.kind = only.kind;
                transcript.language.clone_from(&only.language);
                transcript.participant = only
                    .participant
                    .as_ref()
                    .and_then(|guid| people.get(guid).copied());
                transcript.turns = only
                    .turns
                    .as_ref()
                    .and_then(|turns| fitting(turns, &transcript.text, &people));
            }
            for unit in &mut transcript.units {
                let Some(only) = self.units.get(&unit.guid) else {
                    continue;
                };
                unit.condensed.clone_from(&only.condensed);
                unit.translation.clone_from(&only.translation);
                unit.external_id.clone_from(&only.external_id);
            }
        }
        for memo in &mut project.memos {
            if let Some(at) = self.notes.get(&memo.guid).and_then(|guid| people.get(guid)) {
                memo.about = About::Participant(*at);
            }
        }
    }
}

fn is_usual(positions: &Positions) -> bool {
    *positions == Positions::CodePoints
}

/// The turns, where they fit the text; else none.
fn fitting(
    turns: &[OnlyTurn],
    text: &str,
    people: &HashMap<String, usize>,
) -> Option<Vec<ProjectTurn>> {
    let mut last = 0;
    let mut fitting = Vec::with_capacity(turns.len());
    for turn in turns {
        let span = Span::new(turn.start, turn.end);
        span.of(text)?;
        if span.start < last {
            return None;
        }
        last = span.end;
        fitting.push(ProjectTurn {
            span,
            speaker: turn.speaker.clone(),
            role: turn.role,
            participant: turn
                .participant
                .as_ref()
                .and_then(|guid| people.get(guid).copied()),
        });
    }
    Some(fitting)
}
