//! Meaning units.

use super::{Span, TranscriptId, UnitId};
use serde::{Deserialize, Serialize};

/// Words, sentences or paragraphs that belong together by content and context. Units may overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeaningUnit {
    /// Identity within the project.
    pub id: UnitId,
    /// Where it was said.
    pub transcript: TranscriptId,
    /// Which stretch of the transcript.
    pub span: Span,
    /// The same, shortened, close to the text.
    pub condensed: Option<String>,
    /// A translation for publication.
    pub translation: Option<String>,
    /// The name the unit had in the file it came from.
    pub external_id: Option<String>,
}
