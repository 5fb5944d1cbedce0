//! Identities: a type of its own for each, so that a code can never stand where a unit is meant.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// Identity of a study.
    StudyId,
    /// Identity of a participant.
    ParticipantId,
    /// Identity of a transcript.
    TranscriptId,
    /// Identity of a meaning unit.
    UnitId,
    /// Identity of a node of the codebook.
    CodeId,
    /// Identity of a relation between codes.
    RelationId,
    /// Identity of a coder.
    CoderId,
    /// Identity of a coding.
    CodingId,
    /// Identity of a decision on a suggestion.
    DecisionId,
    /// Identity of a memo.
    MemoId,
    /// Identity of an event; later events have larger numbers.
    EventId,
}
