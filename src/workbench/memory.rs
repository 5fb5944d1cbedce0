//! What the pages know beside the project file. It is in memory alone, and gone with the program; it outlives the file's being
//! encrypted, whose content stays the same, and not its giving way to a backup.

use super::bench::locked;
use super::kept::Kept;
use super::left::Last;
use super::passes::Passes;
use super::shown::Shown;
use super::work::Became;
use crate::project::{Comparison, DriftReport, EngineCodings, Evaluation, ImportReport};
use crate::study::{EventId, StudyId, TranscriptId};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex};

/// States of transcripts whose turns' fingerprints are remembered.
const REMEMBERED: usize = 200;
/// Pages write the generation and the latest event as one number, so many to a generation. Scripts are exact up to 2^53.
const GENERATION: i64 = 1 << 40;

/// What is known beside the file.
#[derive(Default)]
pub(super) struct Memory {
    /// How often the project gave way to a backup. Its events have the numbers of others since.
    generation: i64,
    /// What became of the last work on the project file.
    pub(super) became: Last<Became>,
    pub(super) last_study: AtomicI64,
    sent: Mutex<VecDeque<Sent>>,
    pub(super) shown: Shown,
    pub(super) passes: Passes,
    pub(super) precisions: Mutex<HashMap<StudyId, u8>>,
    pub(super) evaluations: Kept<Evaluation>,
    pub(super) comparisons: Kept<Comparison>,
    pub(super) drifts: Kept<DriftReport>,
    pub(super) engine_codings: Kept<EngineCodings>,
    pub(super) imported: Mutex<Option<Arc<ImportReport>>>,
    pub(super) looked: Mutex<Option<String>>,
}

/// What the turns of a transcript looked like when they were sent.
struct Sent {
    transcript: TranscriptId,
    at: EventId,
    turns: Vec<u64>,
}

impl Memory {
    /// The one to go on with when another project has the file's name: nothing is known of it.
    pub(super) fn of_another(self) -> Self {
        Self {
            generation: self.generation + 1,
            ..Self::default()
        }
    }

    /// What a page carries to say what it has seen: the generation and its latest event.
    pub(super) fn stamp(&self, at: EventId) -> EventId {
        EventId(self.generation * GENERATION + at.0)
    }

    /// The event of such a stamp; `None` where the page was made before the project gave way to a backup.
    pub(super) fn event(&self, stamp: i64) -> Option<EventId> {
        let is_of_now = stamp.div_euclid(GENERATION) == self.generation;
        is_of_now.then(|| EventId(stamp.rem_euclid(GENERATION)))
    }

    /// Whether something is done on threads of its own.
    pub(super) fn is_at_work(&self) -> bool {
        self.evaluations.is_working()
            || self.comparisons.is_working()
            || self.drifts.is_working()
            || self.engine_codings.is_working()
    }

    /// Remembers the fingerprints of a transcript's turns as they were after an event.
    pub(super) fn remember_turns(&self, transcript: TranscriptId, at: EventId, turns: Vec<u64>) {
        let mut sent = locked(&self.sent);
        sent.retain(|s| (s.transcript, s.at) != (transcript, at));
        sent.push_back(Sent {
            transcript,
            at,
            turns,
        });
        if sent.len() > REMEMBERED {
            sent.pop_front();
        }
    }

    /// The fingerprints of a transcript's turns as they were after an event, if remembered.
    pub(super) fn turns_of(&self, transcript: TranscriptId, at: EventId) -> Option<Vec<u64>> {
        let sent = locked(&self.sent);
        let found = sent
            .iter()
            .rev()
            .find(|s| (s.transcript, s.at) == (transcript, at));
        found.map(|s| s.turns.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_of_its_generation_and_at_first_the_event_itself() {
        let memory = Memory::default();
        assert_eq!(memory.stamp(EventId(120)), EventId(120));
        let next = Memory::default().of_another();
        let later = next.stamp(EventId(80));
        assert!(later > memory.stamp(EventId(1_000_000)));
        assert_eq!(next.event(later.0), Some(EventId(80)));
        for old in [0, 80, 120, -1] {
            assert_eq!(next.event(old), None, "{old}");
        }
        assert_eq!(memory.event(later.0), None);
        assert_eq!(memory.event(120), Some(EventId(120)));
    }
}
