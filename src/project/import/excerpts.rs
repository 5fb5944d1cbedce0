//! Coded units whose transcript is not at hand: each becomes a turn of a transcript of excerpts.

use super::speakers::role_of;
use super::units::Ready;
use crate::error::Result;
use crate::store::Edit;
use crate::study::{
    CoderId, Language, ParticipantId, Span, SpeakerRole, StudyId, Transcript, TranscriptId,
    TranscriptKind, Turn,
};
use crate::text::detect_all;
use std::collections::{HashMap, HashSet};

/// Stands between two excerpts.
const BETWEEN: &str = "\n\n";

/// What makes two units of different coders the same excerpt.
type Key = (String, Option<ParticipantId>, String);

/// The excerpts of one transcript, those there are and those to come.
#[derive(Default)]
pub(super) struct Excerpts {
    by_key: HashMap<Key, Vec<Span>>,
    used: HashSet<(CoderId, Span)>,
}

impl Excerpts {
    /// The excerpts of a transcript that is there; the names of its units go by their spans.
    pub fn of(transcript: &Transcript, ids: &HashMap<Span, String>) -> Self {
        let mut excerpts = Self::default();
        for turn in &transcript.turns {
            let text = turn.span.of(&transcript.text).unwrap_or_default();
            let id = ids.get(&turn.span).cloned().unwrap_or_default();
            let key = (id, turn.participant, squeezed(text));
            excerpts.by_key.entry(key).or_default().push(turn.span);
        }
        excerpts
    }

    /// The excerpt that a unit is, if one of them is not taken by another unit of the same coder.
    pub fn take(&mut self, unit: &Ready<'_>) -> Option<Span> {
        let spans = self.by_key.get(&key(unit))?;
        let free = spans
            .iter()
            .find(|span| !self.used.contains(&(unit.coder, **span)));
        let span = *free?;
        self.used.insert((unit.coder, span));
        Some(span)
    }

    fn add(&mut self, unit: &Ready<'_>, span: Span) {
        self.by_key.entry(key(unit)).or_default().push(span);
        self.used.insert((unit.coder, span));
    }
}

fn key(unit: &Ready<'_>) -> Key {
    (
        unit.unit.id.clone(),
        unit.participant,
        squeezed(&unit.unit.text),
    )
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Makes a transcript of these units; each one's span in it. Units without words get none.
pub(super) fn make(
    edit: &mut Edit<'_>,
    study: StudyId,
    name: &str,
    language: Option<&Language>,
    units: &[Ready<'_>],
) -> Result<(TranscriptId, Vec<Option<Span>>)> {
    let mut text = String::new();
    let mut turns = Vec::new();
    let mut excerpts = Excerpts::default();
    let mut spans = Vec::with_capacity(units.len());
    for ready in units {
        let words = ready.unit.text.trim();
        if words.is_empty() {
            spans.push(None);
            continue;
        }
        if let Some(span) = excerpts.take(ready) {
            spans.push(Some(span));
            continue;
        }
        if !text.is_empty() {
            text.push_str(BETWEEN);
        }
        let start = text.len();
        text.push_str(words);
        let span = Span::new(start, text.len());
        excerpts.add(ready, span);
        turns.push(turn(ready, span));
        spans.push(Some(span));
    }
    let words = units.iter().map(|ready| ready.unit.text.as_str());
    let transcript = Transcript {
        id: TranscriptId(0),
        study,
        name: name.to_owned(),
        kind: TranscriptKind::Excerpts,
        participant: only(units),
        language: language.cloned().unwrap_or_else(|| detect_all(words)),
        text,
        turns,
    };
    Ok((edit.add_transcript(&transcript)?, spans))
}

fn turn(ready: &Ready<'_>, span: Span) -> Turn {
    let speaker = ready
        .unit
        .speaker
        .clone()
        .or_else(|| ready.unit.participant.clone());
    let role = match (&ready.unit.speaker, ready.participant) {
        (_, Some(_)) => SpeakerRole::Participant,
        (Some(label), None) => role_of(label),
        (None, None) => SpeakerRole::Other,
    };
    Turn {
        span,
        speaker,
        role,
        participant: ready.participant,
    }
}

/// The participant whom all units are of.
fn only(units: &[Ready<'_>]) -> Option<ParticipantId> {
    let first = units.first()?.participant;
    first.filter(|_| units.iter().all(|unit| unit.participant == first))
}
