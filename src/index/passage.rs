//! What is indexed: meaning units and the stretches between them.

use crate::study::{
    Attributes, CodeId, CoderId, Language, ParticipantId, Span, StudyId, TranscriptId, UnitId,
};

/// Which passage is meant. Units come before stretches, both in the order of their identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PassageKey {
    /// A meaning unit.
    Unit(UnitId),
    /// A stretch of a transcript that no unit covers.
    Stretch {
        /// The transcript.
        transcript: TranscriptId,
        /// Where in it.
        span: Span,
    },
}

impl PassageKey {
    /// The name under which the index finds the passage again.
    pub(super) fn name(self) -> String {
        match self {
            Self::Unit(unit) => format!("u{unit}"),
            Self::Stretch { transcript, span } => {
                format!("s{transcript}:{}-{}", span.start, span.end)
            }
        }
    }
}

/// A meaning unit or an uncoded stretch, with everything it can be found and filtered by.
#[derive(Debug, Clone, PartialEq)]
pub struct Passage {
    /// Which one it is.
    pub key: PassageKey,
    /// The study it belongs to.
    pub study: StudyId,
    /// Where it was said.
    pub transcript: TranscriptId,
    /// Which stretch of the transcript.
    pub span: Span,
    /// What was said.
    pub text: String,
    /// The language of `text`.
    pub language: Language,
    /// Its codes.
    pub codes: Vec<CodeId>,
    /// Its codes and everything above them in the codebook: what a filter by code finds it by.
    pub codes_with_ancestors: Vec<CodeId>,
    /// Who coded it.
    pub coders: Vec<CoderId>,
    /// Who said it.
    pub participant: Option<ParticipantId>,
    /// The participant's attributes. Not indexed: the caller turns conditions on them into participants.
    pub attributes: Attributes,
    /// The speaker's label.
    pub speaker: Option<String>,
    /// The condensed meaning unit.
    pub condensed: Option<String>,
    /// The translation.
    pub translation: Option<String>,
    /// Whether it bears a code: only such passages are neighbours in [`Index::similar`](super::Index::similar).
    pub coded: bool,
}

impl Passage {
    /// A coded unit of which nothing is known but its text: what scoring without a project needs.
    pub fn of_text(unit: UnitId, text: impl Into<String>, language: &Language) -> Self {
        let text = text.into();
        Self {
            key: PassageKey::Unit(unit),
            study: StudyId(0),
            transcript: TranscriptId(0),
            span: Span::new(0, text.len()),
            text,
            language: language.clone(),
            codes: Vec::new(),
            codes_with_ancestors: Vec::new(),
            coders: Vec::new(),
            participant: None,
            attributes: Attributes::new(),
            speaker: None,
            condensed: None,
            translation: None,
            coded: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_passage_has_a_name_of_its_own() {
        let stretch = |start, end| PassageKey::Stretch {
            transcript: TranscriptId(1),
            span: Span::new(start, end),
        };
        assert_ne!(stretch(1, 11).name(), stretch(11, 1).name());
        assert_ne!(PassageKey::Unit(UnitId(1)).name(), stretch(1, 1).name());
        assert!(PassageKey::Unit(UnitId(i64::MAX)) < stretch(0, 0));
    }
}
