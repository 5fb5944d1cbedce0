//! What was said.

use super::{Language, ParticipantId, Span, StudyId, TranscriptId};
use serde::{Deserialize, Serialize};

/// What a transcript is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TranscriptKind {
    /// A whole conversation or document; what no unit covers was read and passed over, or not read yet.
    Interview,
    /// Separate passages (published quotes, survey answers), one a turn; neighbours have nothing to do with each other.
    Excerpts,
}

/// Whose speech a turn is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerRole {
    /// The one who asks.
    Interviewer,
    /// The one who is asked.
    Participant,
    /// Nobody's in particular: headings, notes, text without speakers.
    Other,
}

/// One speaker's uninterrupted speech.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// What was said, without the speaker's label.
    pub span: Span,
    /// The label as written (`F2`, `Interviewer`), where there was one.
    pub speaker: Option<String>,
    /// Interviewer or participant.
    pub role: SpeakerRole,
    /// The participant who speaks, where known.
    pub participant: Option<ParticipantId>,
}

/// A transcript in one language. Its text never changes once units hang on it, unless they move along (`import --replace`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// Identity within the project.
    pub id: TranscriptId,
    /// The study it belongs to.
    pub study: StudyId,
    /// Name, unique in the study; the file's stem on import.
    pub name: String,
    /// Whole conversation or separate passages.
    pub kind: TranscriptKind,
    /// The participant it is about, where it is about one.
    pub participant: Option<ParticipantId>,
    /// Its language.
    pub language: Language,
    /// The full text with line feeds (`\n`) as line ends and no byte order mark.
    pub text: String,
    /// Its turns in order, not overlapping.
    pub turns: Vec<Turn>,
}

impl Transcript {
    /// The turn in which byte `position` lies.
    pub fn turn_at(&self, position: usize) -> Option<&Turn> {
        let next = self.turns.partition_point(|t| t.span.start <= position);
        let turn = self.turns.get(next.checked_sub(1)?)?;
        (position < turn.span.end).then_some(turn)
    }

    /// The interviewer's last turn before byte `position`: the question a unit answers.
    pub fn question_before(&self, position: usize) -> Option<&str> {
        let next = self.turns.partition_point(|t| t.span.start <= position);
        self.turns[..next]
            .iter()
            .rev()
            .find(|t| t.role == SpeakerRole::Interviewer)
            .and_then(|t| t.span.of(&self.text))
    }

    /// The participant who speaks at byte `position`: the turn's, else the transcript's.
    pub fn participant_at(&self, position: usize) -> Option<ParticipantId> {
        match self.turn_at(position) {
            Some(turn) if turn.role == SpeakerRole::Interviewer => None,
            Some(turn) => turn.participant.or(self.participant),
            None => self.participant,
        }
    }
}
