//! Notes on anything.

use super::{CodeId, CoderId, CodingId, MemoId, ParticipantId, StudyId, TranscriptId, UnitId};
use serde::{Deserialize, Serialize};

/// What a memo is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "lowercase")]
pub enum MemoTarget {
    /// A whole study.
    Study(StudyId),
    /// A participant.
    Participant(ParticipantId),
    /// A transcript.
    Transcript(TranscriptId),
    /// A meaning unit.
    Unit(UnitId),
    /// A node of a codebook.
    Code(CodeId),
    /// One coder's judgement that a unit bears a code.
    Coding(CodingId),
}

/// A coder's note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memo {
    /// Identity within the project.
    pub id: MemoId,
    /// What it is about.
    pub target: MemoTarget,
    /// Who wrote it.
    pub coder: CoderId,
    /// The note.
    pub text: String,
    /// When, as RFC 3339 in UTC.
    pub at: String,
}
